//! Messages: what they do where they arrive, what the store answers, and what gateways tell by themselves.

use super::super::params::{GATEWAYS_MAX, Scheme};
use super::{Cargo, Event, Gateway, Message, OPEN_MAX, Occurrence, STORE, Shared, Waiting, Why};
use crate::sim::{Sink, Span, Time};

/// How many windows the store counts: clocks that are apart fill several at once.
const COUNTS_MAX: usize = 4 * GATEWAYS_MAX as usize;

impl Shared {
    pub(super) fn send(&mut self, from: u8, to: u8, cargo: Cargo) {
        if self.messages.len() >= 4 * OPEN_MAX {
            return;
        }
        let mut way = self.one_way();
        if from == STORE {
            way = Span(way.0.saturating_mul(u64::from(self.slower)));
        }
        let comes = self.now + way;
        let id = self.next_id;
        self.next_id += 1;
        self.sums.messages += 1;
        self.messages.push_back((id, Message { from, to, sent: self.now, comes, cargo }));
        self.calendar.schedule(comes, Event::Deliver { id });
    }
    /// The store's counter of a window. It forgets all but the last few.
    pub(super) fn counter(&mut self, window: u64) -> &mut u32 {
        let place = if let Some(place) = self.counts.iter().position(|(w, _)| *w == window) {
            place
        } else {
            if self.counts.len() == COUNTS_MAX {
                self.counts.pop_front();
            }
            self.counts.push_back((window, 0));
            self.counts.len() - 1
        };
        &mut self.counts[place].1
    }
    pub(super) fn take_waiting(&mut self, k: u64) -> Option<Waiting> {
        let place = self.waiting.iter().position(|one| one.k == k)?;
        self.waiting.remove(place)
    }

    pub(super) fn deliver<S: Sink<Occurrence>>(&mut self, message: Message, out: &mut S) {
        let limit = self.params.limit;
        if message.to == STORE {
            if self.dead {
                self.emit(Occurrence::Unheard { gateway: message.from }, out);
            } else {
                self.at_store(message, limit, out);
            }
            return;
        }
        let gateway = message.to as usize;
        if gateway >= self.gateways.len() {
            return;
        }
        self.turn(gateway);
        match message.cargo {
            Cargo::Answer { k, allowed, counted } => {
                if let Some(one) = self.take_waiting(k) {
                    self.decide(one, allowed, Why::Store { counted, limit }, out);
                }
            }
            Cargo::Value { k, window, counted } => {
                if let Some(one) = self.take_waiting(k) {
                    let allowed = counted < limit;
                    if allowed {
                        // It writes what it worked out; who wrote meanwhile is written over.
                        self.send(message.to, STORE, Cargo::Write { k, window, to: counted + 1 });
                    }
                    let stood = *self.counter(window);
                    self.decide(one, allowed, Why::Raced { read: counted, stood, limit }, out);
                }
            }
            Cargo::Total { window, total, more } => {
                let this = &mut self.gateways[gateway];
                if this.window == window {
                    let before = this.estimate();
                    this.known = total;
                    this.flying = this.flying.saturating_sub(more);
                    let total = this.estimate();
                    self.emit(Occurrence::Heard { gateway: message.to, total, before }, out);
                }
            }
            Cargo::Grant { window, n, wanted } => self.granted(gateway, window, n, wanted, out),
            Cargo::Rumour { window, heard } => {
                let this = &mut self.gateways[gateway];
                if this.window == window {
                    let before = this.rumoured();
                    for (mine, theirs) in this.heard.iter_mut().zip(heard) {
                        *mine = (*mine).max(theirs);
                    }
                    let total = this.rumoured();
                    self.emit(Occurrence::Heard { gateway: message.to, total, before }, out);
                }
            }
            Cargo::Ask { .. } | Cargo::Read { .. } | Cargo::Write { .. } | Cargo::Tell { .. } | Cargo::Want { .. } => {}
        }
    }

    fn at_store<S: Sink<Occurrence>>(&mut self, message: Message, limit: u32, out: &mut S) {
        let gateway = message.from;
        let reply = match message.cargo {
            Cargo::Ask { k, window } => {
                let counter = self.counter(window);
                let counted = *counter;
                let allowed = counted < limit;
                *counter += u32::from(allowed);
                self.emit(Occurrence::Counted { k, gateway, counted, limit, allowed }, out);
                Cargo::Answer { k, allowed, counted }
            }
            Cargo::Read { k, window } => {
                let counted = *self.counter(window);
                self.emit(Occurrence::Read { k, gateway, counted }, out);
                Cargo::Value { k, window, counted }
            }
            Cargo::Write { k, window, to } => {
                let stood = std::mem::replace(self.counter(window), to);
                self.emit(Occurrence::Wrote { k, gateway, to, stood }, out);
                return;
            }
            Cargo::Tell { window, more } => {
                let counter = self.counter(window);
                *counter = counter.saturating_add(more);
                let total = *counter;
                self.emit(Occurrence::Told { gateway, more, total }, out);
                Cargo::Total { window, total, more }
            }
            Cargo::Want { window, n: wanted } => {
                let counter = self.counter(window);
                let n = wanted.min(limit.saturating_sub(*counter));
                *counter += n;
                self.emit(Occurrence::Granted { gateway, n, wanted, limit }, out);
                Cargo::Grant { window, n, wanted }
            }
            _ => return,
        };
        self.send(STORE, gateway, reply);
    }

    /// Permits of a window come: first for those who came in that window and wait, in order; the rest is kept.
    fn granted<S: Sink<Occurrence>>(&mut self, gateway: usize, window: u64, n: u32, wanted: u32, out: &mut S) {
        // The store gives what it has: less than was asked for means that there is no more.
        let dry = n < wanted;
        let here = |one: &Waiting| one.gateway as usize == gateway && one.window == window;
        let waiting = self.waiting.iter().filter(|one| here(one)).count() as u32;
        self.emit(Occurrence::Leased { gateway: gateway as u8, n, waiting }, out);
        let mut left = n;
        while left > 0 || dry {
            let Some(place) = self.waiting.iter().position(here) else { break };
            let Some(one) = self.waiting.remove(place) else { break };
            self.decide(one, left > 0, Why::Lease { left }, out);
            left = left.saturating_sub(1);
        }
        let this = &mut self.gateways[gateway];
        if this.window == window {
            this.leased += left;
            this.dry |= dry;
            this.asked = this.asked.saturating_sub(wanted);
            if !this.dry {
                // Not enough for all who wait: fetch more.
                self.want(gateway);
            }
        } else if waiting > n && !dry {
            // The window is over, but not for those who came in it.
            self.send(gateway as u8, STORE, Cargo::Want { window, n: self.params.batch.max(1) });
        }
    }

    pub(super) fn tick(&mut self, gateway: usize) {
        self.turn(gateway);
        match self.params.scheme {
            Scheme::Sync => {
                let this = &mut self.gateways[gateway];
                let (window, more) = (this.window, this.untold);
                this.flying += more;
                this.untold = 0;
                self.send(gateway as u8, STORE, Cargo::Tell { window, more });
            }
            Scheme::Gossip if self.gateways.len() > 1 => {
                let others = self.gateways.len() as u32 - 1;
                let draw = self.dice.below(others) as usize;
                let to = draw + usize::from(draw >= gateway);
                let Gateway { window, heard, .. } = self.gateways[gateway];
                self.send(gateway as u8, to as u8, Cargo::Rumour { window, heard });
            }
            _ => {}
        }
    }
    /// When a gateway speaks next. Syncs come at an interval; rumours at random moments, so that they never fall into
    /// step, and their age is Poisson's.
    pub(super) fn next_tick(&mut self) -> Time {
        let every = Span::from_secs(self.params.every).max(Span(1_000_000));
        match self.params.scheme {
            Scheme::Gossip => self.now + Span((every.0 as f64 * self.dice.exponential()) as u64 + 1),
            _ => self.now + every,
        }
    }
    pub(super) fn schedule_ticks(&mut self) {
        self.tick_stamp = self.tick_stamp.wrapping_add(1);
        let stamp = self.tick_stamp;
        let n = self.gateways.len() as u64;
        let every = Span::from_secs(self.params.every).0.max(1_000_000);
        for gateway in 0..n {
            let first = match self.params.scheme {
                // They do not all speak at once.
                Scheme::Sync => Time(self.now.0 + every * (gateway + 1) / n),
                Scheme::Gossip => self.next_tick(),
                _ => return,
            };
            self.calendar.schedule(first, Event::Tick { gateway: gateway as u8, stamp });
        }
    }
}
