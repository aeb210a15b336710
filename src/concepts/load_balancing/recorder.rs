//! What is remembered of the recent past: for the windows, the done strips, fades, reasons and the event log.
//!
//! Everything is bounded, and everything is a function of the run up to now: it travels with the checkpoints.

use super::model::{Cluster, Snapshot};
use super::occurrence::{Fault, Occurrence, Route};
use super::window::Window;
use crate::concept::Ring;
use crate::policies::balance::Server;
use crate::sim::timeline::Recorder as Records;
use crate::sim::{Model as _, Sink, Span, Time};
use std::rc::Rc;

/// The most completions remembered.
pub const DONE_MAX: usize = 8192;
/// The most routing decisions remembered.
pub const ROUTES_MAX: usize = 512;
/// The most requests that came to nothing remembered.
pub const FALLEN_MAX: usize = 256;
/// The most occurrences remembered for the log.
pub const LOG_MAX: usize = 256;

/// A completion.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Completion {
    /// When.
    pub at: Time,
    /// Where.
    pub server: Server,
    /// How much of its stay it waited.
    pub waited: Span,
    /// Waiting and service together.
    pub sojourn: Span,
}

/// The fault that a server is under now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Strike {
    /// Which server.
    pub server: Server,
    /// When it struck.
    pub at: Time,
    /// What it was.
    pub fault: Fault,
    /// How many requests the server held then; a kill loses them.
    pub held: u32,
    /// When the balancer took the server out of rotation.
    pub noticed: Option<Time>,
}

/// A routing decision.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Routing {
    /// When.
    pub at: Time,
    /// Which request.
    pub k: u64,
    /// To which server.
    pub server: Server,
    /// How it was found.
    pub route: Route,
}

/// What was done last.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum LastDeed {
    /// A fault was caused.
    Fault(Server, Fault),
    /// A server was made well.
    Recovered(Server),
    /// A server was drained or removed.
    Left(Server),
    /// A server was added.
    Added(Server),
    /// Settings changed.
    Changed,
}

/// The recorder of the load balancer.
#[derive(Clone, Default)]
pub struct Recorder {
    /// Completions.
    pub done: Ring<Completion, DONE_MAX>,
    /// Routing decisions.
    pub routes: Ring<Routing, ROUTES_MAX>,
    /// Requests that were refused, lost, turned away or given up.
    pub fallen: Ring<(Time, Occurrence), FALLEN_MAX>,
    /// Everything, for the log.
    pub log: Ring<(Time, Occurrence), LOG_MAX>,
    /// Servers that are dead or hung, one entry each.
    pub strikes: Vec<Strike>,
    /// The window before the last deed.
    pub was: Option<Rc<Window>>,
    /// The cluster's sums at the last deed.
    pub base: Option<Snapshot>,
    /// What the last deed was.
    pub last_deed: Option<LastDeed>,
    /// An input has just been announced and its first occurrence will say what it was.
    expects_deed: bool,
}

impl Recorder {
    /// The fault that `server` is under.
    pub fn strike(&self, server: Server) -> Option<&Strike> {
        self.strikes.iter().find(|strike| strike.server == server)
    }
    fn follow_strikes(&mut self, at: Time, occurrence: &Occurrence) {
        match *occurrence {
            Occurrence::Faulted { server, fault: fault @ (Fault::Kill | Fault::Hang | Fault::Flap), held, .. } => {
                self.strikes.retain(|strike| strike.server != server);
                self.strikes.push(Strike { server, at, fault, held, noticed: None });
            }
            Occurrence::Recovered { server } | Occurrence::Added { server } | Occurrence::Removed { server } => {
                self.strikes.retain(|strike| strike.server != server);
            }
            Occurrence::OutOfRotation { server, .. } => {
                if let Some(strike) = self.strikes.iter_mut().find(|strike| strike.server == server) {
                    strike.noticed.get_or_insert(at);
                }
            }
            _ => {}
        }
    }
    /// The route of request `k`, if it is remembered.
    pub fn route_of(&self, k: u64) -> Option<&Routing> {
        self.routes.newest_first().find(|routing| routing.k == k)
    }
}

impl Recorder {
    /// Remembers news.
    fn keep(&mut self, at: Time, occurrence: &Occurrence) {
        if self.expects_deed {
            let deed = match *occurrence {
                Occurrence::Faulted { server, fault, .. } => Some(LastDeed::Fault(server, fault)),
                Occurrence::Recovered { server } => Some(LastDeed::Recovered(server)),
                Occurrence::Draining { server } | Occurrence::Removed { server } => Some(LastDeed::Left(server)),
                Occurrence::Added { server } => Some(LastDeed::Added(server)),
                Occurrence::Changed => Some(LastDeed::Changed),
                _ => None,
            };
            if deed.is_some() {
                self.last_deed = deed;
                self.expects_deed = false;
            }
        }
        match *occurrence {
            Occurrence::Done { server, waited, sojourn, .. } => {
                self.done.push(Completion { at, server, waited, sojourn });
            }
            Occurrence::Routed { k, server, route } => self.routes.push(Routing { at, k, server, route }),
            Occurrence::TurnedAway { .. }
            | Occurrence::Refused { .. }
            | Occurrence::Lost { .. }
            | Occurrence::TimedOut { .. } => self.fallen.push((at, *occurrence)),
            _ => self.follow_strikes(at, occurrence),
        }
        self.log.push((at, *occurrence));
    }
}

impl Sink<Occurrence> for Recorder {
    /// Only news is kept: the busy work of sending and queueing would flush everything else out. Where an occurrence is made
    /// its kind is known, and what is no news costs nothing.
    #[inline(always)]
    fn take(&mut self, at: Time, occurrence: &Occurrence) {
        if !matches!(occurrence, Occurrence::Sent { .. } | Occurrence::Queued { .. } | Occurrence::Started { .. }) {
            self.keep(at, occurrence);
        }
    }
}

impl Records<Cluster> for Recorder {
    fn on_input(&mut self, model: &Cluster, at: Time) {
        // A drag is many inputs in a row: the window before the first of them is the one to compare with.
        let settled = self.base.is_none_or(|base| (at - base.at).0 > model.window().0 / 20);
        if settled {
            self.was = Some(Rc::new(Window::measure(model, self)));
        }
        debug_assert!(at == model.now());
        self.base = Some(model.snapshot());
        self.expects_deed = true;
    }
    fn heap_bytes(&self) -> usize {
        let rings =
            self.done.heap_bytes() + self.routes.heap_bytes() + self.fallen.heap_bytes() + self.log.heap_bytes();
        rings + self.strikes.capacity() * size_of::<Strike>()
    }
}
