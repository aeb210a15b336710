//! What is counted: exact integers per lane, and snapshots for the windows that are compared.

use crate::concepts::rate_limiting::params::Kind;
use crate::sim::{Span, Time};
use std::collections::VecDeque;

/// Integer sums of one lane since the start.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sums {
    /// Attempts that reached the limiter.
    pub asked: u64,
    /// Attempts that were let in, at once or after waiting.
    pub let_in: u64,
    /// Attempts that were turned away.
    pub refused: u64,
    /// Requests that left a queue.
    pub left: u64,
    /// Attempts after the first.
    pub retries: u64,
    /// Requests that their clients gave up.
    pub given_up: u64,
    /// Attempts that their clients held back because nothing remained.
    pub held_back: u64,
    /// Sum of the delays of those let in, nanoseconds.
    pub delay_ns: u128,
    /// Attempts let in that had to wait.
    pub delayed: u64,
    /// Requests whose work is done.
    pub finished: u64,
    /// Units of cost let in.
    pub units: u64,
}

impl std::ops::Sub for Sums {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        Self {
            asked: self.asked - o.asked,
            let_in: self.let_in - o.let_in,
            refused: self.refused - o.refused,
            left: self.left - o.left,
            retries: self.retries - o.retries,
            given_up: self.given_up - o.given_up,
            held_back: self.held_back - o.held_back,
            delay_ns: self.delay_ns - o.delay_ns,
            delayed: self.delayed - o.delayed,
            finished: self.finished - o.finished,
            units: self.units - o.units,
        }
    }
}

/// The sums of the lane in focus at a moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Snapshot {
    /// When.
    pub at: Time,
    /// The limiter in focus: sums of different ones are not compared.
    pub kind: Kind,
    /// Requests that came.
    pub sent: u64,
    /// The lane in focus.
    pub sums: Sums,
}

/// How many slices a window has.
const SLICES: usize = 40;

/// Snapshots at equal distances, enough for one window.
#[derive(Clone, Debug)]
pub struct Slices {
    /// Distance between snapshots.
    pub every: Span,
    /// When the next one is due.
    pub next_at: Time,
    ring: VecDeque<Snapshot>,
}

impl Slices {
    /// Begins at `now` with slices for a window of `window`.
    pub fn new(window: Span, first: Snapshot) -> Self {
        let every = Span((window.0 / SLICES as u64).max(1));
        let mut ring = VecDeque::with_capacity(SLICES + 2);
        ring.push_back(first);
        Self { every, next_at: first.at + every, ring }
    }
    /// Takes the snapshots that are due up to `at`, all alike.
    pub fn until(&mut self, at: Time, mut snapshot: Snapshot) {
        let behind = at.since(self.next_at).0 / self.every.0;
        if behind > SLICES as u64 {
            self.next_at += Span((behind - SLICES as u64) * self.every.0);
        }
        while self.next_at <= at {
            snapshot.at = self.next_at;
            if self.ring.len() > SLICES {
                self.ring.pop_front();
            }
            self.ring.push_back(snapshot);
            self.next_at += self.every;
        }
    }
    /// Bytes held beside it.
    pub fn heap_bytes(&self) -> usize {
        self.ring.capacity() * size_of::<Snapshot>()
    }
    /// The last snapshot at or before `at`, else the oldest.
    pub fn since(&self, at: Time) -> Option<&Snapshot> {
        self.ring.iter().rev().find(|snapshot| snapshot.at <= at).or_else(|| self.ring.front())
    }
}
