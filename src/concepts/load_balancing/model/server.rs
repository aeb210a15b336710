//! One server: workers, a line, and integer sums over time.
//!
//! First in, first out: each worker serves one request at its speed. Processor sharing (Kleinrock 1967): with `n`
//! requests and `c` workers each gets min(1, c/n) of a worker. Sharing is kept as attained service: `shared_clock`
//! grows at the rate every request is served, and a request is finished when the clock has grown by its work, so a
//! change of `n` costs nothing per request.

use super::request::Slot;
use super::settings::{SPEED_ONE, ServerSettings};
use crate::sim::{Span, Time, product, product_of_half};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// What is wrong with a server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Illness {
    /// Nothing.
    Well,
    /// Dead: connections are refused.
    Dead,
    /// It takes requests and never answers.
    Hung,
}

/// Sums over time since the start, all integers: areas in nanoseconds times a count.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Areas {
    /// Requests inside (waiting and in service).
    pub inside: u128,
    /// Busy workers.
    pub busy: u128,
    /// Workers of the server while it is up.
    pub workers: u128,
    /// Busy workers times speed in millionths.
    pub work: u128,
    /// Workers times speed in millionths, while up.
    pub power: u128,
}

impl std::ops::AddAssign for Areas {
    fn add_assign(&mut self, other: Self) {
        self.inside += other.inside;
        self.busy += other.busy;
        self.workers += other.workers;
        self.work += other.work;
        self.power += other.power;
    }
}
impl std::ops::Sub for Areas {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self {
            inside: self.inside - other.inside,
            busy: self.busy - other.busy,
            workers: self.workers - other.workers,
            work: self.work - other.work,
            power: self.power - other.power,
        }
    }
}

/// Counts since the start.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Requests the balancer sent here.
    pub routed: u64,
    /// Requests that reached it and were taken.
    pub taken: u64,
    /// Requests it finished.
    pub done: u64,
    /// Requests refused because its queue was full.
    pub full: u64,
    /// Requests refused because it was down.
    pub refused: u64,
    /// Requests lost with it.
    pub lost: u64,
}

impl std::ops::Sub for Counts {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        Self {
            routed: self.routed - o.routed,
            taken: self.taken - o.taken,
            done: self.done - o.done,
            full: self.full - o.full,
            refused: self.refused - o.refused,
            lost: self.lost - o.lost,
        }
    }
}

/// What the balancer's health checks know.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Watch {
    /// In rotation as far as health is concerned.
    pub healthy: bool,
    /// Good probes in a row.
    pub good: u32,
    /// Bad probes in a row.
    pub bad: u32,
    /// Failed requests in a row.
    pub failures: u32,
    /// Probes with another stamp are stale.
    pub probe_stamp: u32,
    /// Ends of ejection with another stamp are stale.
    pub eject_stamp: u32,
    /// When the present fault began, until it is detected.
    pub fault_at: Option<Time>,
}

/// One server.
#[derive(Clone, Debug)]
pub struct ServerState {
    /// It is part of the cluster.
    pub present: bool,
    /// It takes nothing new and leaves the cluster when it is empty.
    pub leaving: bool,
    /// It takes nothing new.
    pub draining: bool,
    /// What is wrong with it.
    pub illness: Illness,
    /// Half a period of flapping; zero if it does not flap.
    pub flap: Span,
    /// Flap and slow-start events with another stamp are stale.
    pub flap_stamp: u32,
    /// Factor on its speed in millionths (a slow server).
    pub slow: u64,
    /// When it was added or came back into rotation; slow start counts from here.
    pub warm_from: Time,
    /// Slow-start events with another stamp are stale.
    pub warm_stamp: u32,
    /// What it is set to.
    pub set: ServerSettings,
    /// Counts crashes: sessions and connections of an earlier epoch are gone.
    pub epoch: u32,
    /// When it was last killed.
    pub killed_at: Option<Time>,
    /// Who waits, first in front.
    pub queue: VecDeque<Slot>,
    /// Who is served, first in, first out only.
    pub serving: Vec<Slot>,
    /// Who shares the server: (bits of the clock at which it is finished, request number, slot).
    pub sharing: BinaryHeap<Reverse<(u64, u64, Slot)>>,
    /// Attained service, nanoseconds at speed 1.
    pub shared_clock: f64,
    /// When the clock was last brought up to date.
    pub shared_since: Time,
    /// Completions of the shared server with another stamp are stale.
    pub shared_stamp: u32,
    /// What health checks know.
    pub watch: Watch,
    /// Counts.
    pub counts: Counts,
    areas: Areas,
    /// Up to when the load is summed: inside, busy, work.
    load_at: Time,
    /// Up to when the power is summed: workers, power. They change with the settings and with faults only.
    power_at: Time,
}

impl ServerState {
    /// A new, empty, healthy server.
    pub fn new(set: ServerSettings, now: Time) -> Self {
        Self {
            present: true,
            leaving: false,
            draining: false,
            illness: Illness::Well,
            flap: Span::ZERO,
            flap_stamp: 0,
            slow: SPEED_ONE,
            warm_from: now,
            warm_stamp: 0,
            set,
            epoch: 0,
            killed_at: None,
            queue: VecDeque::new(),
            serving: Vec::new(),
            sharing: BinaryHeap::new(),
            shared_clock: 0.0,
            shared_since: now,
            shared_stamp: 0,
            watch: Watch { healthy: true, ..Watch::default() },
            counts: Counts::default(),
            areas: Areas::default(),
            load_at: now,
            power_at: now,
        }
    }

    /// Requests inside: waiting and in service.
    #[inline]
    pub fn inside(&self) -> u32 {
        (self.queue.len() + self.serving.len() + self.sharing.len()) as u32
    }
    /// Workers that are busy.
    #[inline]
    pub fn busy(&self) -> u32 {
        self.serving.len() as u32 + (self.sharing.len() as u32).min(self.set.workers)
    }
    /// Requests that wait. A shared server's requests beyond its workers count as waiting.
    pub fn waiting(&self) -> u32 {
        self.inside() - self.busy()
    }
    /// Speed now, in millionths; zero while it stands still.
    #[inline(always)]
    pub fn speed(&self) -> u64 {
        match self.illness {
            Illness::Well => self.speed_when_well(),
            Illness::Dead | Illness::Hung => 0,
        }
    }
    /// Speed if it were well, in millionths: the set speed times the slow-down.
    #[inline(always)]
    pub fn speed_when_well(&self) -> u64 {
        if self.slow == SPEED_ONE { self.set.speed } else { self.set.speed * self.slow / SPEED_ONE }
    }
    /// True if it accepts connections.
    pub fn up(&self) -> bool {
        self.present && self.illness != Illness::Dead
    }
    /// True if the balancer may send it requests.
    pub fn in_rotation(&self) -> bool {
        self.present && !self.leaving && !self.draining && self.watch.healthy
    }

    /// Brings the sums up to `now`; called before anything that they count changes.
    #[inline]
    pub fn settle(&mut self, now: Time) {
        self.settle_load(now);
        let ns = now.0 - self.power_at.0;
        let workers = self.workers_up();
        self.areas.workers += product(ns, workers);
        self.areas.power += product(ns, workers * self.speed_when_well());
        self.power_at = now;
    }
    /// Brings the sums of the load up to `now`: enough where requests come and go, and nothing else changes.
    #[inline(always)]
    pub fn settle_load(&mut self, now: Time) {
        let ns = now.0 - self.load_at.0;
        let busy = self.busy();
        self.areas.inside += product_of_half(ns, self.inside());
        self.areas.busy += product_of_half(ns, busy);
        self.areas.work += product(ns, u64::from(busy).min(self.workers_up()) * self.speed());
        self.load_at = now;
    }
    /// Workers that could work: none while it is down.
    #[inline]
    fn workers_up(&self) -> u64 {
        if self.up() { u64::from(self.set.workers) } else { 0 }
    }
    /// Bytes held beside the server itself.
    pub fn heap_bytes(&self) -> usize {
        (self.queue.capacity() + self.serving.capacity()) * size_of::<Slot>()
            + self.sharing.capacity() * size_of::<Reverse<(u64, u64, Slot)>>()
    }
    /// The sums at `now`.
    pub fn areas(&self, now: Time) -> Areas {
        let (load, power) = ((now - self.load_at).0, (now - self.power_at).0);
        let (load, power) = (u128::from(load), u128::from(power));
        let (busy, workers) = (u64::from(self.busy()), self.workers_up());
        let mut areas = self.areas;
        areas += Areas {
            inside: load * u128::from(self.inside()),
            busy: load * u128::from(busy),
            work: load * u128::from(busy.min(workers) * self.speed()),
            workers: power * u128::from(workers),
            power: power * u128::from(workers * self.speed_when_well()),
        };
        areas
    }

    /// The rate at which each request of a shared server is served, work per time.
    fn shared_rate(&self) -> f64 {
        let n = self.sharing.len() as f64;
        let speed = self.speed() as f64 / SPEED_ONE as f64;
        if n == 0.0 { 0.0 } else { speed * (f64::from(self.set.workers) / n).min(1.0) }
    }
    /// Brings the shared clock up to `now`; called before `n`, the workers or the speed change.
    pub fn settle_shared(&mut self, now: Time) {
        self.shared_clock = self.shared_clock_at(now);
        self.shared_since = now;
        if self.sharing.is_empty() {
            self.shared_clock = 0.0; // restarting at zero keeps full precision
        }
    }
    /// The shared clock at `now`.
    pub fn shared_clock_at(&self, now: Time) -> f64 {
        self.shared_clock + (now - self.shared_since).0 as f64 * self.shared_rate()
    }
    /// When the next shared request is finished, counted from `shared_since`.
    pub fn shared_next(&self) -> Option<Time> {
        let Reverse((bits, _, _)) = self.sharing.peek()?;
        let rate = self.shared_rate();
        let left = (f64::from_bits(*bits) - self.shared_clock).max(0.0);
        // Rounded up, so that the clock has reached the work when the event runs.
        (rate > 0.0).then(|| self.shared_since + Span((left / rate).ceil() as u64))
    }
}
