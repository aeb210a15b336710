//! The model: clients, and up to four limiters that see the same requests at the same moments.
//!
//! Every lane decides about every request on its own. What its clients do when they are refused is its own as well:
//! the first attempts are the same for all lanes, later ones are not.
//!
//! Laws that hold after every event, and are checked: what was asked was let in or refused; what waits has been let in
//! and has not left; and the bound of each algorithm.

pub mod bins;
mod change;
mod clients;
mod lane;
pub mod limiter;
pub mod settings;
pub mod store;
mod table;
mod tally;
#[cfg(test)]
mod tests;
mod traffic;

pub use clients::Heard;
pub use lane::{Decided, Job, Lane};
pub use settings::Settings;
pub use tally::{Snapshot, Sums};
pub use traffic::{ADDED_MAX, Edges, Traffic};

use super::occurrence::Occurrence;
use super::params::{Kind, Params, Reaction};
use crate::sim::{Calendar, Digest, Keyed, Model, Seed, Sink, Span, Stream, Time};
use clients::Clients;
use std::rc::Rc;
use tally::Slices;

/// What a learner can do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// As many requests as the limit allows, right before the next edge between two windows, and as many after it.
    AttackEdge,
    /// This many requests at once.
    Burst(u32),
}

#[derive(Clone, Copy, Debug)]
enum Event {
    /// A queued request leaves; `key` was its key when it came.
    Leave { lane: u8, k: u64, key: u32, came: Time },
    /// The work of a request is done; `key` was its key when it began.
    Finish { lane: u8, k: u64, key: u32 },
    /// A limiter that looks at the processor looks again.
    Look,
    /// A client tries again.
    Retry { lane: u8, k: u64, client: u32, attempt: u16, slept: Span },
}

/// The limiters: the whole state of a run.
#[derive(Clone, Debug)]
pub struct Limiting {
    now: Time,
    settings: Rc<Settings>,
    calendar: Calendar<Event>,
    traffic: Traffic,
    clients: Clients,
    work: Keyed,
    lanes: Vec<Lane>,
    sent: u64,
    sent_cut: u64,
    cut_at: Time,
    differs: Option<(Time, u64)>,
    /// A look at the processor is scheduled.
    looks: bool,
    /// The record of the gauges is kept.
    keeps: bool,
    digest: Digest,
    events: u64,
    slices: Slices,
}

impl Limiting {
    /// Settings in the model's units.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
    /// The parameters.
    pub fn params(&self) -> &Params {
        &self.settings.params
    }
    /// The lane in focus.
    pub fn focus(&self) -> &Lane {
        &self.lanes[0]
    }
    /// All lanes, the one in focus first.
    pub fn lanes(&self) -> &[Lane] {
        &self.lanes
    }
    /// The window in which the true count is taken.
    pub fn window(&self) -> Span {
        self.settings.window
    }
    /// What the limit is in that window.
    pub fn window_limit(&self) -> f64 {
        f64::from(self.settings.limit)
    }
    /// Arrivals a second that the pattern brings on average.
    pub fn load(&self) -> f64 {
        self.settings.params.load
    }
    /// The highest rate, of arrivals or of the limiter, that the picture has to show, a second.
    pub fn busiest(&self) -> f64 {
        use super::params::Arrivals::{Ramp, Spike, Step};
        let p = self.params();
        let peak = if matches!(p.arrivals, Ramp | Spike | Step) { p.load.max(p.load_to) } else { p.load };
        peak.max(p.rate)
    }
    /// Requests that came.
    pub fn sent(&self) -> u64 {
        self.sent
    }
    /// Requests that came since the warm-up.
    pub fn sent_since_cut(&self) -> u64 {
        self.sent - self.sent_cut
    }
    /// When the warm-up ended.
    pub fn cut_at(&self) -> Time {
        self.cut_at
    }
    /// The first request that lanes decided differently about.
    pub fn differs(&self) -> Option<(Time, u64)> {
        self.differs
    }
    /// The length of the windows that are compared in the table.
    pub fn compared(&self) -> Span {
        self.settings.compared
    }
    /// The moments of requests of the key in focus up to `until` that have not come yet, at most `most`.
    pub fn ahead(&self, until: Time, most: usize) -> Vec<Time> {
        let list = self.traffic.ahead(until, most);
        if self.settings.one_key() {
            return list;
        }
        let ours = |at: usize| self.settings.key_of(self.clients.sender(self.params(), self.sent + at as u64)) == 0;
        list.into_iter().enumerate().filter(|(at, _)| ours(*at)).map(|(_, moment)| moment).collect()
    }
    /// The sums of the lane in focus at this moment.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { at: self.now, kind: self.focus().kind(), sent: self.sent, sums: self.focus().sums }
    }
    /// The sums at about `at`, at most a window back.
    pub fn since(&self, at: Time) -> Snapshot {
        self.slices.since(at).copied().unwrap_or_else(|| self.snapshot())
    }
    /// Forgets the statistics so far; the run itself goes on unchanged.
    pub fn cut_warmup(&mut self) {
        self.sent_cut = self.sent;
        self.cut_at = self.now;
        for lane in &mut self.lanes {
            lane.cut = lane.sums;
        }
    }
    /// Goes without the record of the gauges: for runs that nobody looks at.
    pub fn keep_nothing(&mut self) {
        self.keeps = false;
    }

    fn emit<S: Sink<Occurrence>>(&mut self, occurrence: Occurrence, out: &mut S) {
        self.digest.word(self.now.0.rotate_left(24) ^ occurrence.word());
        out.take(self.now, &occurrence);
    }

    fn arrive<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        let k = self.sent;
        self.sent += 1;
        let client = self.clients.sender(&self.settings.params, k);
        self.emit(Occurrence::Arrived { k, client }, out);
        let mut verdicts = [None; super::recorder::LANES_MAX];
        for (lane, verdict) in verdicts.iter_mut().enumerate().take(self.lanes.len()) {
            *verdict = self.attempt(lane, k, client, 0, Span::ZERO, out);
        }
        let mut decided = verdicts.iter().flatten();
        let first = decided.next();
        if self.differs.is_none() && decided.any(|other| Some(other) != first) {
            self.differs = Some((self.now, k));
            self.emit(Occurrence::Differs { k }, out);
        }
    }

    /// A client sends its request to one lane, or holds it back; whether it was let in.
    fn attempt<S: Sink<Occurrence>>(
        &mut self,
        lane: usize,
        k: u64,
        client: u32,
        attempt: u16,
        slept: Span,
        out: &mut S,
    ) -> Option<bool> {
        let now = self.now;
        let settings = Rc::clone(&self.settings);
        let params = &settings.params;
        if params.react == Reaction::Pace
            && let Some(heard) = self.lanes[lane].heard.get(&client)
            && heard.remaining == 0
            && heard.reset_at > now
        {
            // It has read that nothing remains: it does not even ask.
            let at = heard.reset_at;
            self.lanes[lane].sums.held_back += 1;
            self.schedule_retry(lane, k, client, attempt, at, slept);
            return None;
        }
        let key = settings.key_of(client);
        let Decided { decision, grows, gone } = self.lanes[lane].decide(now, key, &settings, self.keeps);
        let number = lane as u8;
        if let Some(gone) = gone {
            let new = key as u32;
            self.emit(Occurrence::Forgot { lane: lane as u8, old: gone.key, new, idle_in: gone.idle_in }, out);
        }
        self.emit(Occurrence::Decided { lane: number, k, client, attempt, in_focus: key == 0, decision, grows }, out);
        let this = &mut self.lanes[lane];
        if attempt > 0 {
            this.sums.retries += 1;
        }
        if client > 0 {
            this.others.0 += u64::from(decision.allowed);
            this.others.1 += u64::from(!decision.allowed);
        }
        if params.react == Reaction::Pace {
            if this.heard.len() >= lane::HEARD_MAX {
                // What is over says nothing any more.
                this.heard.retain(|_, heard| heard.reset_at > now);
            }
            let heard = Heard { remaining: decision.remaining, reset_at: now + decision.reset };
            if this.heard.len() < lane::HEARD_MAX {
                this.heard.insert(client, heard);
            }
        }
        if decision.allowed {
            if !decision.delay.is_zero() {
                self.calendar
                    .schedule(now + decision.delay, Event::Leave { lane: number, k, key: key as u32, came: now });
            } else if settings.holds(this.kind()) {
                let ends = self.lanes[lane].begin(now, k, settings.work(self.work, k));
                self.calendar.schedule(ends, Event::Finish { lane: number, k, key: key as u32 });
            }
        } else {
            match self.clients.again(params, now, (k, attempt + 1), &decision, slept) {
                Some(after) => {
                    self.emit(Occurrence::WillRetry { lane: number, k, attempt: attempt + 1, after }, out);
                    self.schedule_retry(lane, k, client, attempt + 1, now + after, after);
                }
                None if attempt > 0 => {
                    self.lanes[lane].sums.given_up += 1;
                    self.emit(Occurrence::GaveUp { lane: number, k, attempts: attempt + 1 }, out);
                }
                None => {}
            }
        }
        Some(decision.allowed)
    }

    /// Schedules the next look at the processor, if a limiter wants one.
    fn look_on(&mut self) {
        const EVERY: u64 = 1_000_000_000;
        if !self.looks && self.lanes.iter().any(|lane| lane.kind() == Kind::Dynamic) {
            self.looks = true;
            self.calendar.schedule(Time((self.now.0 / EVERY + 1) * EVERY), Event::Look);
        }
    }

    fn schedule_retry(&mut self, lane: usize, k: u64, client: u32, attempt: u16, at: Time, slept: Span) {
        self.lanes[lane].comebacks.insert((at, k));
        self.calendar.schedule(at, Event::Retry { lane: lane as u8, k, client, attempt, slept });
    }

    fn run_event<S: Sink<Occurrence>>(&mut self, event: Event, out: &mut S) {
        let (now, keeps) = (self.now, self.keeps);
        match event {
            Event::Leave { lane, k, key, came } => {
                let window = self.settings.window;
                if let Some(this) = self.lanes.get_mut(lane as usize) {
                    this.leave(now, key == 0, window, keeps);
                    self.emit(Occurrence::Left { lane, k, waited: now.since(came) }, out);
                }
            }
            Event::Finish { lane, k, key } => {
                let cost = self.settings.params.cost;
                if let Some(this) = self.lanes.get_mut(lane as usize) {
                    let took = this.finish(now, k, key as usize, cost, keeps);
                    self.emit(Occurrence::Finished { lane, k, took }, out);
                }
            }
            Event::Look => {
                for lane in 0..self.lanes.len() {
                    if self.lanes[lane].kind() == Kind::Dynamic
                        && let Some(cpu) = self.lanes[lane].observe(now)
                    {
                        let percent = (100.0 * cpu).round() as u8;
                        self.emit(Occurrence::Looked { lane: lane as u8, percent }, out);
                    }
                }
                self.looks = false;
                self.look_on();
            }
            Event::Retry { lane, k, client, attempt, slept } => {
                if let Some(this) = self.lanes.get_mut(lane as usize)
                    && this.comebacks.remove(&(now, k))
                {
                    self.attempt(lane as usize, k, client, attempt, slept, out);
                }
            }
        }
    }
}

impl Model for Limiting {
    type Params = Params;
    type Action = Action;
    type Occurrence = Occurrence;

    fn new(params: &Params, seed: Seed) -> Self {
        let settings = Rc::new(Settings::new(params));
        let dice = seed.dice(Stream::Arrivals, 0);
        let wobble = seed.keyed(Stream::Arrivals, 2);
        let lanes: Vec<Lane> =
            settings.kinds().into_iter().map(|kind| Lane::new(kind, &settings, Time::ZERO)).collect();
        let first = Snapshot { at: Time::ZERO, kind: lanes[0].kind(), sent: 0, sums: Sums::default() };
        let mut model = Self {
            now: Time::ZERO,
            calendar: Calendar::default(),
            traffic: Traffic::new(settings.pattern.clone(), settings.edges, dice, wobble),
            clients: Clients::new(seed),
            work: seed.keyed(Stream::Demand, 0),
            lanes,
            sent: 0,
            sent_cut: 0,
            cut_at: Time::ZERO,
            differs: None,
            looks: false,
            keeps: true,
            digest: Digest::default(),
            events: 0,
            slices: Slices::new(settings.compared, first),
            settings,
        };
        model.look_on();
        model
    }

    fn now(&self) -> Time {
        self.now
    }
    fn next_at(&self) -> Option<Time> {
        [self.calendar.next_at(), self.traffic.next_at()].into_iter().flatten().min()
    }

    fn step<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        let Some(at) = self.next_at() else { return };
        self.pass(at);
        self.events += 1;
        // At the same moment what leaves goes before what comes.
        if self.calendar.next_at() == Some(at) {
            if let Some((_, event)) = self.calendar.pop() {
                self.run_event(event, out);
            }
        } else if self.traffic.take().is_some() {
            self.arrive(out);
        }
    }

    fn settle(&mut self, at: Time) {
        if at > self.now {
            self.pass(at);
        }
    }

    fn set<S: Sink<Occurrence>>(&mut self, params: &Params, out: &mut S) {
        let old = std::mem::replace(&mut self.settings, Rc::new(Settings::new(params)));
        let new = Rc::clone(&self.settings);
        self.traffic.set(&new.pattern, new.edges, self.now);
        let focus = self.focus().kind();
        self.set_lanes(&new.kinds());
        if old.compared != new.compared || self.focus().kind() != focus {
            self.slices = Slices::new(new.compared, self.snapshot());
        }
        self.look_on();
        self.emit(Occurrence::Changed, out);
    }

    fn act<S: Sink<Occurrence>>(&mut self, action: &Action, out: &mut S) {
        let moments = match *action {
            Action::AttackEdge => self.settings.attack(self.now),
            // One nanosecond apart, so that they keep an order.
            Action::Burst(n) => (1..=u64::from(n)).map(|i| Time(self.now.0 + i)).collect(),
        };
        let (n, until) = (moments.len() as u32, moments.last().copied().unwrap_or(self.now));
        self.traffic.add(moments.into_iter());
        self.emit(Occurrence::Added { n, until }, out);
    }

    fn events(&self) -> u64 {
        self.events
    }
    fn hash(&self) -> u64 {
        self.digest.value()
    }

    fn heap_bytes(&self) -> usize {
        self.calendar.heap_bytes()
            + self.traffic.heap_bytes()
            + self.slices.heap_bytes()
            + self.lanes.iter().map(|lane| size_of::<Lane>() + lane.heap_bytes()).sum::<usize>()
    }

    fn check(&self) -> Result<(), String> {
        for lane in &self.lanes {
            lane.check(self.now).map_err(|law| format!("{}: {law}", lane.kind().key()))?;
        }
        Ok(())
    }
}

impl Limiting {
    /// Time goes on to `at`; the snapshots that are due are taken.
    fn pass(&mut self, at: Time) {
        if at >= self.slices.next_at {
            let snapshot = self.snapshot();
            self.slices.until(at, snapshot);
        }
        self.now = at;
    }
}
