//! A lane: one limiter with everything it has decided, in front of arrivals that all lanes share.

use super::super::face::Face;
use super::super::params::{Kind, Params};
use super::super::recorder::MARKS_MAX;
use super::bins::Bins;
use super::clients::Heard;
use super::limiter;
use super::settings::Settings;
use super::store::{Gone, Slot, Store, Toll};
use super::tally::Sums;
use crate::concept::Ring;
use crate::policies::limit::{Decision, Limiter as _, Policy};
use crate::sim::{Span, Time};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The most corners of the gauge's record.
const TRACE_MAX: usize = 2 * MARKS_MAX;
/// The longest trailing window that is counted, in requests; a longer one counts as that many.
const TRAILING_MAX: usize = 1 << 17;
/// The most rules that are remembered after a change.
const WAS_MAX: usize = 16;
/// The most clients of whom is kept what they heard; those that hear something beyond that ask like new ones.
pub const HEARD_MAX: usize = 1 << 16;

/// A request that holds a slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Job {
    /// Which request, from 0.
    pub k: u64,
    /// When it was let in.
    pub began: Time,
    /// When its work is done.
    pub ends: Time,
}

/// About how many bytes a tree of so many entries takes: its nodes are two thirds full.
const fn tree_bytes<T>(entries: usize) -> usize {
    entries * size_of::<T>() * 3 / 2
}

/// A decision, and what else it brought.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Decided {
    /// The decision.
    pub decision: Decision,
    /// How long until more would be let in, if known and looked at.
    pub grows: Option<Span>,
    /// The key that had to be forgotten.
    pub gone: Option<Gone>,
}

/// A limiter and what it did.
#[derive(Clone, Debug)]
pub struct Lane {
    kind: Kind,
    rule: Policy,
    /// The rules before the last changes, each with the moment until which it held.
    was: VecDeque<(Time, Policy)>,
    /// What is remembered of the keys; 0 is the key in focus.
    store: Store,
    /// What was counted.
    pub sums: Sums,
    /// What had been counted at the warm-up's end.
    pub cut: Sums,
    /// What all clients but the first were let in and refused.
    pub others: (u64, u64),
    trailing: VecDeque<Time>,
    bins: Bins,
    worst: u32,
    trace: Ring<(Time, f32), TRACE_MAX>,
    traced: Time,
    /// When the requests in the queue leave, in order.
    queue: VecDeque<Time>,
    /// Requests that were in the queue when settings last changed: they leave as promised, beside those who come since.
    held_over: usize,
    running: Vec<Job>,
    /// When each worker behind the limiter is free.
    workers: Vec<Time>,
    /// All work that was given to them, nanoseconds, and their busy time at the last look.
    given_ns: u64,
    looked: (Time, u64),
    /// How busy they were between the last two looks, 0 to 1.
    cpu: Option<f64>,
    spilled: f64,
    /// Requests that will be tried again, and when.
    pub comebacks: BTreeSet<(Time, u64)>,
    /// What each client heard last; empty unless clients listen.
    pub heard: BTreeMap<u32, Heard>,
    last: Option<(Time, Decision)>,
}

impl Lane {
    /// A fresh lane at `now`.
    pub fn new(kind: Kind, settings: &Settings, now: Time) -> Self {
        let params = &settings.params;
        let rule = limiter::policy(kind, params);
        let lane = Self {
            kind,
            store: Store::new(&rule, now),
            rule,
            was: VecDeque::new(),
            sums: Sums::default(),
            cut: Sums::default(),
            others: (0, 0),
            trailing: VecDeque::new(),
            bins: Bins::default(),
            worst: 0,
            trace: Ring::default(),
            traced: now,
            queue: VecDeque::new(),
            held_over: 0,
            running: Vec::new(),
            workers: vec![now; params.workers as usize],
            given_ns: 0,
            looked: (now, 0),
            cpu: None,
            spilled: 0.0,
            comebacks: BTreeSet::new(),
            heard: BTreeMap::new(),
            last: None,
        };
        let mut lane = lane;
        lane.mark(now);
        lane
    }

    /// About how many bytes it holds beside itself.
    pub fn heap_bytes(&self) -> usize {
        let moments = self.trailing.capacity() + self.queue.capacity() + self.workers.capacity();
        self.store.bytes(&self.rule)
            + moments * size_of::<Time>()
            + self.running.capacity() * size_of::<Job>()
            + self.was.capacity() * size_of::<(Time, Policy)>()
            + self.trace.heap_bytes()
            + self.bins.heap_bytes()
            + tree_bytes::<(Time, u64)>(self.comebacks.len())
            + tree_bytes::<(u32, Heard)>(self.heard.len())
    }
    /// Which limiter it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }
    /// The rule.
    pub fn rule(&self) -> &Policy {
        &self.rule
    }
    /// The rule that held at `at`, as far back as changes are remembered.
    pub fn rule_at(&self, at: Time) -> &Policy {
        self.was.iter().find(|(until, _)| at < *until).map_or(&self.rule, |(_, rule)| rule)
    }
    /// What the limiter of the key in focus looks like at `now`.
    pub fn face(&self, now: Time) -> Face {
        limiter::face(&self.rule, self.store.state(0), &self.queue, now)
    }
    /// The most that passed in any one trailing window.
    pub fn worst(&self) -> u32 {
        self.worst
    }
    /// Requests that hold a slot, the oldest first.
    pub fn running(&self) -> &[Job] {
        &self.running
    }
    /// Requests in the queue.
    pub fn held(&self) -> u32 {
        self.queue.len() as u32
    }
    /// The latest decision.
    pub fn last(&self) -> Option<&(Time, Decision)> {
        self.last.as_ref()
    }
    /// Bytes that one key takes.
    pub fn bytes_per_key(&self) -> usize {
        self.rule.state_bytes() + self.store.heap_bytes(&self.rule)
    }
    /// How many keys are known.
    pub fn keys(&self) -> usize {
        self.store.keys()
    }

    /// What is remembered of them.
    pub fn store(&self) -> &Store {
        &self.store
    }
    /// What the limiter of a slot looks like at `now`, but for a queue.
    pub fn face_of(&self, slot: &Slot, now: Time) -> Face {
        limiter::face(&self.rule, Some(slot.state()), &VecDeque::new(), now)
    }

    /// Tokens that ran over until `now`.
    pub fn spilled(&self, now: Time) -> f64 {
        self.spilled + self.over(now)
    }
    /// Tokens that ran over since the last decision.
    fn over(&self, now: Time) -> f64 {
        let Some(&(_, level)) = self.trace.newest() else { return 0.0 };
        match self.face(now) {
            Face::Glass { size, rate, .. } if !limiter::steps(&self.rule) && level >= 0.0 => {
                (f64::from(level) + rate * now.since(self.traced).secs() - size).max(0.0)
            }
            _ => 0.0,
        }
    }

    /// The record of the gauge from `from` to `now`, corner by corner.
    pub fn gauge_since(&self, from: Time, now: Time) -> Vec<(Time, f64)> {
        let mut list: Vec<(Time, f64)> = Vec::new();
        for &(at, value) in self.trace.newest_first() {
            list.push((at, f64::from(value)));
            if at <= from {
                break;
            }
        }
        list.reverse();
        if self.traced < now {
            self.course(now, &mut |at, value| list.push((at, value)));
        }
        // The first corner lies before the beginning: it is moved there along its line.
        if let [first, second, ..] = list[..]
            && first.0 < from
            && second.0 > first.0
        {
            let share = from.since(first.0).secs() / second.0.since(first.0).secs();
            list[0] = (from, first.1 + (second.1 - first.1) * share.clamp(0.0, 1.0));
        }
        list
    }

    /// How the gauge went from the last note until `now`.
    fn course(&self, now: Time, corner: &mut dyn FnMut(Time, f64)) {
        if !limiter::steps(&self.rule) {
            return self.face(self.traced).course(self.traced, now, corner);
        }
        // Filled in steps: one corner at each fill.
        let every = limiter::fill_every(&self.rule).0.max(1);
        let mut before = self.face(self.traced).gauge(self.traced);
        let mut at = Time((self.traced.0 / every + 1).saturating_mul(every));
        while at <= now {
            let after = self.face(at).gauge(at);
            corner(at, before);
            corner(at, after);
            if (after - before).abs() < 1e-12 {
                break; // full: nothing more will change
            }
            before = after;
            at += Span(every);
        }
        corner(now, self.face(now).gauge(now));
    }

    /// Continues the record until `now`.
    fn follow(&mut self, now: Time) {
        if self.traced < now {
            let mut corners: Vec<(Time, f32)> = Vec::new();
            self.course(now, &mut |at, value| corners.push((at, value as f32)));
            for corner in corners {
                self.trace.push(corner);
            }
        }
    }
    /// Notes the gauge after something happened.
    fn mark(&mut self, now: Time) {
        let value = self.face(now).gauge(now) as f32;
        self.trace.push((now, value));
        self.traced = now;
    }

    /// Decides about a request of the key at `key`, and says how long until more would be let in, and which key had to
    /// be forgotten for it. `keep` keeps the record of the gauge, which runs that nobody looks at go without.
    pub fn decide(&mut self, now: Time, key: usize, settings: &Settings, keep: bool) -> Decided {
        let focus = key == 0;
        let Settings { window, params: Params { cost, .. }, .. } = *settings;
        if focus && keep {
            self.follow(now);
            self.spilled += self.over(now);
        }
        let holds = limiter::holds(self.kind);
        let (decision, gone) = self.store.decide(&self.rule, now, key, cost, settings.room(), holds);
        let state = self.store.deciding(key).filter(|_| focus && keep);
        let grows = state.and_then(|state| self.rule.grows_in(state, now));
        self.sums.asked += 1;
        if decision.allowed {
            self.sums.let_in += 1;
            self.sums.units += u64::from(cost);
            self.sums.delay_ns += u128::from(decision.delay.0);
            if decision.delay.is_zero() {
                if focus {
                    self.trail(now, window, keep);
                }
            } else {
                self.sums.delayed += 1;
                if focus {
                    // A promised departure stands when the rate changes, so a later request may leave earlier.
                    let leaves = now + decision.delay;
                    self.queue.insert(self.queue.partition_point(|at| *at <= leaves), leaves);
                }
            }
        } else {
            self.sums.refused += 1;
        }
        if focus {
            self.last = Some((now, decision));
            if keep {
                self.mark(now);
            }
        }
        if gone.is_some_and(|gone| gone.key == 0) && keep {
            self.mark(now);
        }
        Decided { decision, grows, gone }
    }

    /// Counts a request that passed at `now` into the trailing window of this length.
    fn trail(&mut self, now: Time, window: Span, keep: bool) {
        while self.trailing.front().is_some_and(|first| *first + window <= now) {
            self.trailing.pop_front();
        }
        self.trailing.push_back(now);
        if self.trailing.len() > TRAILING_MAX {
            self.trailing.pop_front();
        }
        self.worst = self.worst.max(self.trailing.len() as u32);
        if keep {
            self.bins.push(now, self.trailing.len() as u32, window);
        }
    }
    /// The trailing count over a long time.
    pub fn bins(&self) -> &Bins {
        &self.bins
    }
    /// Requests that passed in the window that ends now.
    pub fn trailing(&self, now: Time, window: Span) -> u32 {
        let gone = self.trailing.partition_point(|at| *at + window <= now);
        (self.trailing.len() - gone) as u32
    }

    /// A queued request leaves.
    pub fn leave(&mut self, now: Time, focus: bool, window: Span, keep: bool) {
        self.sums.left += 1;
        if focus {
            if keep {
                self.follow(now);
            }
            self.queue.pop_front();
            self.trail(now, window, keep);
            if keep {
                self.mark(now);
            }
        }
    }

    /// Gives a request that was let in to a worker; the moment it will be done.
    pub fn begin(&mut self, now: Time, k: u64, work: Span) -> Time {
        self.given_ns = self.given_ns.saturating_add(work.0);
        let free = self.workers.iter_mut().min();
        let ends = match free {
            Some(free) => {
                *free = (*free).max(now) + work;
                *free
            }
            None => now + work,
        };
        self.running.push(Job { k, began: now, ends });
        ends
    }
    /// Looks at how busy the workers were since the last look and tells the limiter.
    pub fn observe(&mut self, now: Time) -> Option<f64> {
        let ahead: u64 = self.workers.iter().map(|free| free.since(now).0).sum();
        let busy = self.given_ns.saturating_sub(ahead);
        let span = now.since(self.looked.0).0.saturating_mul(self.workers.len() as u64);
        if span > 0 {
            let cpu = (busy.saturating_sub(self.looked.1) as f64 / span as f64).min(1.0);
            self.cpu = Some(cpu);
            for state in self.store.states_mut() {
                limiter::observed(&self.rule, Some(state), cpu);
            }
        }
        self.looked = (now, busy);
        self.cpu
    }
    /// How busy the workers were, 0 to 1, between the last two looks.
    pub fn cpu(&self) -> Option<f64> {
        self.cpu
    }
    /// The work of request `k` is done.
    pub fn finish(&mut self, now: Time, k: u64, key: usize, cost: u32, keep: bool) -> Span {
        let focus = key == 0;
        if focus && keep {
            self.follow(now);
        }
        let Some(place) = self.running.iter().position(|job| job.k == k && job.ends <= now) else { return Span::ZERO };
        let took = now.since(self.running.remove(place).began);
        self.sums.finished += 1;
        if let Some(state) = self.store.deciding(key) {
            self.rule.finished(state, now, took, cost, false);
        }
        if focus && keep {
            self.mark(now);
        }
        took
    }

    /// Takes over new settings; what was counted stays.
    pub fn tune(&mut self, settings: &Settings, now: Time, keep: bool) {
        let params = &settings.params;
        if keep {
            self.follow(now);
            self.spilled += self.over(now);
        }
        self.held_over = self.queue.len();
        let rule = limiter::policy(self.kind, params);
        self.store.adopt(&rule, &self.rule, now, settings.room(), limiter::holds(self.kind));
        if self.rule != rule {
            if self.was.len() == WAS_MAX {
                self.was.pop_front();
            }
            self.was.push_back((now, self.rule));
            self.rule = rule;
        }
        let workers = params.workers as usize;
        self.workers.sort_unstable_by_key(|free| std::cmp::Reverse(*free));
        self.workers.resize(workers, now);
        if keep {
            self.mark(now);
        }
    }
    /// The laws of a lane; the message names the one that is broken.
    pub fn check(&self, now: Time) -> Result<(), String> {
        let Sums { asked, let_in, refused, left, delayed, .. } = self.sums;
        if asked != let_in + refused {
            return Err(format!("conservation: {asked} asked, {let_in} let in, {refused} refused"));
        }
        if left > delayed {
            return Err(format!("conservation: {delayed} had to wait, {left} left the queue"));
        }
        if self.store.keys() == 1 && self.store.toll == Toll::default() && delayed - left != self.queue.len() as u64 {
            return Err(format!("conservation: {delayed} had to wait, {left} left, {} wait", self.queue.len()));
        }
        limiter::bound(&self.face(now), self.queue.len(), self.held_over)
    }
}
