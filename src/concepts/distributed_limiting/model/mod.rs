//! The model: gateways that count in windows, a store, and messages that take their time.
//!
//! A window is the one that the gateway's own clock says. Counts live where the scheme keeps them: in the store, at each
//! gateway, or at both. The true count of a window is of the requests that came in it by the true clock, whenever they
//! were decided: what one limiter that knows everything at once would have counted.
//!
//! Laws that hold after every event, and are checked: every request was let in, refused, or waits for an answer; what
//! was let in is in the true count of one window.

mod decide;
mod many;
mod talk;
mod types;

pub use many::{Account, BESIDE_MAX, Many, others};
pub use types::{Action, Cargo, Each, Gateway, Message, Occurrence, STORE, Sums, Waiting, Why};

use super::params::{Params, Scheme};
use super::theory::Store;
use crate::sim::arrivals::{Arrivals, Pattern};
use crate::sim::{Calendar, Dice, Digest, Keyed, Model, Seed, Sink, Span, Stream, Time};
use std::collections::VecDeque;

#[derive(Clone, Copy, Debug)]
enum Event {
    Arrive { stamp: u32 },
    Deliver { id: u64 },
    GiveUp { stamp: u32 },
    Tick { gateway: u8, stamp: u32 },
}

/// The gateways and their store: the whole state of a run.
#[derive(Clone, Debug)]
pub struct Shared {
    now: Time,
    params: Params,
    calendar: Calendar<Event>,
    arrivals: Arrivals,
    stamp: u32,
    tick_stamp: u32,
    watch_stamp: u32,
    where_to: Keyed,
    dice: Dice,
    gateways: Vec<Gateway>,
    /// The store's counts by window; the oldest first. It forgets all but the last few.
    counts: VecDeque<(u64, u32)>,
    dead: bool,
    slower: u32,
    messages: VecDeque<(u64, Message)>,
    next_id: u64,
    /// In the order in which they came.
    waiting: VecDeque<Waiting>,
    sums: Sums,
    /// The most in a window since the comparison began.
    worst_since: u32,
    cut: Sums,
    cut_at: Time,
    /// The true window and what passed in it.
    true_window: u64,
    total: u32,
    /// Requests before this moment are of windows of another length.
    counted_from: Time,
    /// What passed in the last windows, the oldest first.
    past: VecDeque<(Time, u32)>,
    digest: Digest,
    events: u64,
}

/// How many windows of the past are kept.
const PAST_MAX: usize = 240;
/// How many requests may wait for the store; more are decided without it. Of messages there may be four times as many.
const OPEN_MAX: usize = 4096;

impl Shared {
    /// The parameters.
    pub fn params(&self) -> &Params {
        &self.params
    }
    /// The gateways.
    pub fn gateways(&self) -> &[Gateway] {
        &self.gateways
    }
    /// Messages under way.
    pub fn messages(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().map(|(_, message)| message)
    }
    /// Requests that wait for an answer.
    pub fn waiting(&self) -> &VecDeque<Waiting> {
        &self.waiting
    }
    /// Is the store dead?
    pub fn store_dead(&self) -> bool {
        self.dead
    }
    /// How many times later the store answers.
    pub fn store_slower(&self) -> u32 {
        self.slower
    }
    /// How the store is, for theory.
    pub fn store(&self) -> Store {
        Store { dead: self.dead, slower: self.slower }
    }
    /// What the store counted in the window that its newest count is of.
    pub fn store_count(&self) -> u32 {
        let window = self.true_window;
        self.counts.iter().find(|(w, _)| *w == window).map_or(0, |(_, n)| *n)
    }
    /// What truly passed in this window, and when it began.
    pub fn truth(&self) -> (u32, Time) {
        (self.total, Time(self.true_window.saturating_mul(self.window_ns())))
    }
    /// What passed in the windows that ended, with their ends, the oldest first.
    pub fn past(&self) -> impl Iterator<Item = &(Time, u32)> {
        self.past.iter()
    }
    /// Sums since the start.
    pub fn sums(&self) -> Sums {
        self.sums
    }
    /// The most that passed in a window since `watch_worst`.
    pub fn worst_since(&self) -> u32 {
        self.worst_since
    }
    /// From now on the most in a window is looked for anew.
    pub(super) fn watch_worst(&mut self) {
        self.worst_since = 0;
    }
    /// Sums since the warm-up.
    pub fn since_cut(&self) -> (Sums, Span) {
        (self.sums - self.cut, self.now - self.cut_at)
    }
    /// Forgets the statistics so far.
    pub fn cut_warmup(&mut self) {
        self.sums.worst = self.total;
        self.cut = self.sums;
        self.cut_at = self.now;
    }
    /// True if this scheme has a store.
    pub fn has_store(&self) -> bool {
        matches!(self.params.scheme, Scheme::Central | Scheme::Sync | Scheme::Lease)
    }
    /// The share of the limit that gateway `index` has.
    pub fn share(&self, index: usize) -> u32 {
        let n = self.gateways.len() as u32;
        self.params.limit / n + u32::from((index as u32) < self.params.limit % n)
    }

    fn window_ns(&self) -> u64 {
        Span::from_secs(self.params.window).0.max(1_000_000)
    }
    fn one_way(&self) -> Span {
        Span::from_secs(self.params.rtt / 2000.0)
    }
    /// The window that a gateway's clock shows.
    fn window_of(&self, gateway: usize) -> u64 {
        let ahead = self.gateways[gateway].ahead;
        let clock = if ahead >= 0 {
            self.now.0.saturating_add(ahead as u64)
        } else {
            self.now.0.saturating_sub(ahead.unsigned_abs())
        };
        clock / self.window_ns()
    }
    fn pattern(params: &Params) -> Pattern {
        Pattern::Poisson { rate: params.load }
    }

    fn emit<S: Sink<Occurrence>>(&mut self, occurrence: Occurrence, out: &mut S) {
        self.digest.word(self.now.0.rotate_left(24) ^ occurrence.word());
        out.take(self.now, &occurrence);
    }
    /// The gateway looks at its clock: a new window begins with counts of zero.
    fn turn(&mut self, gateway: usize) {
        let window = self.window_of(gateway);
        self.gateways[gateway].turn(window);
    }
    /// A gateway as it would be if it looked at its clock now: what it counted in a window that is over says nothing.
    pub fn shown(&self, gateway: usize) -> Gateway {
        let mut shown = self.gateways[gateway].clone();
        shown.turn(self.window_of(gateway));
        shown
    }

    fn place_gateways(&mut self) {
        let n = self.params.gateways as usize;
        self.gateways.truncate(n);
        while self.gateways.len() < n {
            self.gateways.push(Gateway {
                ahead: 0,
                window: u64::MAX,
                own: 0,
                untold: 0,
                flying: 0,
                known: 0,
                heard: Each::default(),
                leased: 0,
                asked: 0,
                dry: false,
                passed: 0,
                refused: 0,
            });
        }
        let apart = Span::from_secs(self.params.clock_skew / 1e3).0 as i64;
        let clocks = &self.params.clocks;
        for (index, gateway) in self.gateways.iter_mut().enumerate() {
            let own = clocks.get(index).or(clocks.last()).copied().unwrap_or(0.0);
            let spread = if n > 1 { apart * index as i64 / (n as i64 - 1) - apart / 2 } else { 0 };
            gateway.ahead = spread + (own * 1e6) as i64;
            for other in &mut gateway.heard[n..] {
                *other = 0;
            }
        }
        let before = self.waiting.len();
        self.waiting.retain(|one| (one.gateway as usize) < n);
        self.sums.gone += (before - self.waiting.len()) as u64;
    }
    /// Another scheme begins with the true counts, and asks again for those who wait.
    fn hand_over<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        self.messages.clear();
        self.counts.clear();
        for gateway in 0..self.gateways.len() {
            self.turn(gateway);
            let Gateway { window, own, .. } = self.gateways[gateway];
            *self.counter(window) += own;
        }
        let each: Vec<(u64, u32)> = self.gateways.iter().map(|this| (this.window, this.own)).collect();
        for gateway in 0..self.gateways.len() {
            let known = *self.counter(each[gateway].0);
            let this = &mut self.gateways[gateway];
            (this.known, this.untold, this.flying, this.leased) = (known, 0, 0, 0);
            (this.asked, this.dry) = (0, false);
            for (heard, (window, own)) in this.heard.iter_mut().zip(&each) {
                *heard = if *window == this.window { *own } else { 0 };
            }
        }
        for mut one in std::mem::take(&mut self.waiting) {
            one.window = each[one.gateway as usize].0;
            self.put(one, out);
        }
    }
    fn schedule_arrival(&mut self) {
        let stamp = self.stamp;
        if let Some(at) = self.arrivals.next(self.now) {
            self.calendar.schedule(at, Event::Arrive { stamp });
        }
    }
    fn gateway_of(&self, k: u64) -> usize {
        let n = self.gateways.len();
        let draw = self.where_to.unit(k);
        if draw < self.params.skew {
            return 0;
        }
        let rest = (draw - self.params.skew) / (1.0 - self.params.skew).max(1e-9);
        ((rest * n as f64) as usize).min(n - 1)
    }
}

impl Model for Shared {
    type Params = Params;
    type Action = Action;
    type Occurrence = Occurrence;

    fn new(params: &Params, seed: Seed) -> Self {
        let mut model = Self {
            now: Time::ZERO,
            calendar: Calendar::default(),
            arrivals: Arrivals::new(Self::pattern(params), seed.dice(Stream::Arrivals, 0)),
            stamp: 0,
            tick_stamp: 0,
            watch_stamp: 0,
            where_to: seed.keyed(Stream::Clients, 0),
            dice: seed.dice(Stream::Network, 0),
            gateways: Vec::new(),
            counts: VecDeque::new(),
            dead: false,
            slower: 1,
            messages: VecDeque::new(),
            next_id: 0,
            waiting: VecDeque::new(),
            sums: Sums::default(),
            worst_since: 0,
            cut: Sums::default(),
            cut_at: Time::ZERO,
            true_window: 0,
            total: 0,
            counted_from: Time::ZERO,
            past: VecDeque::new(),
            digest: Digest::default(),
            events: 0,
            params: params.clone(),
        };
        model.place_gateways();
        for gateway in 0..model.gateways.len() {
            model.turn(gateway);
        }
        model.schedule_ticks();
        model.schedule_arrival();
        model
    }
    fn now(&self) -> Time {
        self.now
    }
    fn next_at(&self) -> Option<Time> {
        self.calendar.next_at()
    }
    fn step<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        let Some((at, event)) = self.calendar.pop() else { return };
        self.now = at;
        self.events += 1;
        self.true_turn();
        match event {
            Event::Arrive { stamp } => {
                if stamp == self.stamp {
                    self.schedule_arrival();
                    let gateway = self.gateway_of(self.sums.sent);
                    self.arrive(gateway, out);
                }
            }
            Event::Deliver { id } => {
                let place = self.messages.iter().position(|(other, _)| *other == id);
                if let Some((_, message)) = place.and_then(|place| self.messages.remove(place)) {
                    self.deliver(message, out);
                }
            }
            Event::GiveUp { stamp } => {
                if stamp == self.watch_stamp {
                    self.give_up(out);
                }
            }
            Event::Tick { gateway, stamp } => {
                if stamp == self.tick_stamp && (gateway as usize) < self.gateways.len() {
                    self.tick(gateway as usize);
                    let next = self.next_tick();
                    self.calendar.schedule(next, Event::Tick { gateway, stamp });
                }
            }
        }
    }
    fn settle(&mut self, at: Time) {
        if at > self.now {
            self.now = at;
            self.true_turn();
        }
    }
    fn set<S: Sink<Occurrence>>(&mut self, params: &Params, out: &mut S) {
        let old = std::mem::replace(&mut self.params, params.clone());
        self.arrivals.set(Self::pattern(params), self.now);
        if old.window != params.window {
            // Counts of windows of another length say nothing about these.
            self.counts.clear();
            self.past.clear();
            self.true_window = self.now.0 / self.window_ns();
            self.sums.uncounted += u64::from(self.total);
            self.total = 0;
            self.counted_from = self.now;
            for gateway in &mut self.gateways {
                gateway.window = u64::MAX;
            }
        }
        self.place_gateways();
        for gateway in 0..self.gateways.len() {
            self.turn(gateway);
        }
        if old.scheme != params.scheme {
            self.hand_over(out);
        }
        if (old.scheme, old.gateways, old.every) != (params.scheme, params.gateways, params.every) {
            self.schedule_ticks();
        }
        self.watch();
        self.stamp = self.stamp.wrapping_add(1);
        self.schedule_arrival();
        self.emit(Occurrence::Changed, out);
    }
    fn act<S: Sink<Occurrence>>(&mut self, action: &Action, out: &mut S) {
        match *action {
            Action::Kill => {
                self.dead = true;
                self.emit(Occurrence::Store { dead: true, slower: self.slower }, out);
            }
            Action::Slow(times) => {
                self.slower = times.max(1);
                self.emit(Occurrence::Store { dead: self.dead, slower: self.slower }, out);
            }
            Action::Recover => {
                (self.dead, self.slower) = (false, 1);
                self.emit(Occurrence::Store { dead: false, slower: 1 }, out);
            }
            Action::Burst(n) => {
                self.emit(Occurrence::Added { n }, out);
                self.true_turn();
                for i in 0..n as usize {
                    self.arrive(i % self.gateways.len(), out);
                }
            }
        }
    }
    fn events(&self) -> u64 {
        self.events
    }
    fn hash(&self) -> u64 {
        self.digest.value()
    }
    fn heap_bytes(&self) -> usize {
        self.calendar.heap_bytes()
            + self.messages.capacity() * size_of::<(u64, Message)>()
            + self.waiting.capacity() * size_of::<Waiting>()
            + self.past.capacity() * size_of::<(Time, u32)>()
            + self.gateways.capacity() * size_of::<Gateway>()
    }
    fn check(&self) -> Result<(), String> {
        let Sums { sent, passed, refused, in_windows, gone, uncounted, .. } = self.sums;
        let wait = self.waiting.len();
        if sent != passed + refused + gone + wait as u64 {
            return Err(format!(
                "conservation: {sent} sent, {passed} passed, {refused} refused, {wait} wait, {gone} gone"
            ));
        }
        let total = self.total;
        if passed != in_windows + u64::from(total) + uncounted {
            return Err(format!(
                "windows: {passed} passed, {in_windows} + {uncounted} in windows, {total} in this one"
            ));
        }
        if wait > OPEN_MAX || self.messages.len() > 4 * OPEN_MAX {
            return Err(format!("bounds: {wait} wait, {} messages", self.messages.len()));
        }
        Ok(())
    }
}
