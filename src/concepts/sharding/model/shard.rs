//! One shard: a server with a line before it, its rows, and what was counted of it.

use crate::sim::stats::{TimeAverage, WindowedRate};
use crate::sim::{Span, Time};
use std::collections::VecDeque;

/// The most jobs in a shard's line; more are turned away.
pub const LINE_MAX: usize = 5000;
/// Slices of the window in which a shard's present rate is counted.
const SLICES: usize = 10;

/// A job that a shard works on.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Serving {
    /// Which.
    pub job: u32,
    /// Since when.
    pub began: Time,
    /// Until when.
    pub until: Time,
}

/// A shard.
#[derive(Clone, Debug)]
pub struct Shard {
    /// It is there.
    pub present: bool,
    /// It goes when its rows are gone.
    pub leaving: bool,
    /// It answers nothing.
    pub dead: bool,
    /// Jobs that wait.
    pub line: VecDeque<u32>,
    /// The job it works on.
    pub serving: Option<Serving>,
    /// Tells a service that was broken off from the present one.
    pub generation: u32,
    /// Rows that lie here.
    pub rows: u64,
    /// Copies of rows that have not moved yet.
    pub copies: u64,
    /// Batches of its rows that are under way.
    pub out: u32,
    /// Queries that came since the cut.
    pub asked: u64,
    /// Queries of the last few seconds.
    pub recent: WindowedRate,
    /// Jobs inside.
    pub inside: TimeAverage,
    /// At work or not.
    pub busy: TimeAverage,
    /// Areas of both at the cut.
    cut: (u128, u128),
    /// Sums of the moments at which jobs came and left, for Little's law.
    came: u128,
    left: u128,
}

impl Shard {
    /// A shard that is not there yet. `slice` is a tenth of the window of its present rate.
    pub fn new(slice: Span) -> Self {
        Self {
            present: false,
            leaving: false,
            dead: false,
            line: VecDeque::new(),
            serving: None,
            generation: 0,
            rows: 0,
            copies: 0,
            out: 0,
            asked: 0,
            recent: WindowedRate::new(slice, SLICES),
            inside: TimeAverage::new(Time::ZERO, 0),
            busy: TimeAverage::new(Time::ZERO, 0),
            cut: (0, 0),
            came: 0,
            left: 0,
        }
    }
    /// True if it is there and answers.
    pub fn up(&self) -> bool {
        self.present && !self.dead
    }
    /// A job comes.
    pub fn enter(&mut self, now: Time) {
        self.inside.add(now, 1);
        self.came += u128::from(now.0);
    }
    /// A job leaves.
    pub fn leave(&mut self, now: Time) {
        self.inside.add(now, -1);
        self.left += u128::from(now.0);
    }
    /// Jobs inside.
    pub fn load(&self) -> usize {
        self.line.len() + usize::from(self.serving.is_some())
    }
    /// Forgets what was counted.
    pub fn cut(&mut self, now: Time) {
        self.asked = 0;
        self.cut = (self.inside.area(now), self.busy.area(now));
    }
    /// Mean jobs inside and share of time at work since the cut at `from`.
    pub fn means(&self, from: Time, now: Time) -> (f64, f64) {
        let span = now.since(from).0.max(1) as f64;
        ((self.inside.area(now) - self.cut.0) as f64 / span, (self.busy.area(now) - self.cut.1) as f64 / span)
    }
    /// Little's law to the nanosecond: the area under the number inside is the sum of all stays.
    pub fn check(&self, now: Time) -> Result<(), String> {
        let n = self.load() as u64;
        if self.inside.value() != n {
            return Err(format!("{n} jobs are inside and {} are counted", self.inside.value()));
        }
        let stays = self.left + u128::from(n) * u128::from(now.0) - self.came;
        if self.inside.area(now) != stays {
            return Err("Little's law is broken".to_owned());
        }
        if self.busy.value() != u64::from(self.serving.is_some()) {
            return Err("a shard works on nothing".to_owned());
        }
        Ok(())
    }
    /// Bytes held beside itself.
    pub fn heap_bytes(&self) -> usize {
        self.line.capacity() * 4 + SLICES * 8
    }
}
