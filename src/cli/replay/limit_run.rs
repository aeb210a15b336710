//! The loop of `replay limit`: lines in, decisions out, nothing allocated in between.

use super::limit_json;
use super::limit_rule::Server;
use crate::cli::failure::Failure;
use crate::policies::limit::{Decision, Keyed, Known, Limiter, Single};
use crate::policies::place::hash::xxh64;
use crate::sim::time::NANOS;
use crate::sim::traffic::{Row, plain};
use crate::sim::{Span, Time};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{BufRead, Write};

/// Written at once.
const CHUNK: usize = 1 << 16;
/// The longest line.
pub const LINE_MAX: usize = 1 << 20;
/// How often the processor is looked at.
const LOOK_EVERY: Span = Span(NANOS);

/// How decisions are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Show {
    /// `allow` or `deny`, and the wait.
    Plain,
    /// Everything, as JSON.
    Json,
}

/// A limiter for lines without a key, one for each key, and the server behind them.
pub struct Run<L: Limiter> {
    single: Single<L>,
    keyed: Keyed<L>,
    backend: Option<Backend>,
    last: Time,
}

/// A decision, and what was known of the key.
pub struct Decided {
    /// The decision.
    pub decision: Decision,
    /// What was known.
    pub known: Known,
}

impl<L: Limiter> Run<L> {
    /// Nothing has come yet; the limiter for lines without a key exists since `from`.
    pub fn new(rule: L, keys: usize, server: Option<Server>, from: Time) -> Self {
        Self {
            single: Single::since(rule.clone(), from),
            keyed: Keyed::new(rule, keys),
            backend: server.map(|server| Backend::new(server, from)),
            last: Time::ZERO,
        }
    }
    /// How many keys were forgotten although their limiter was not as good as fresh.
    pub const fn forgotten(&self) -> u64 {
        self.keyed.evicted().active
    }

    /// Decides about every line of `input`.
    pub fn all(
        &mut self,
        path: &str,
        show: Show,
        mut input: Box<dyn BufRead>,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let mut line = Vec::new();
        let mut shown = Vec::with_capacity(2 * CHUNK);
        for number in 1u64.. {
            line.clear();
            let read = std::io::Read::take(&mut *input, LINE_MAX as u64).read_until(b'\n', &mut line);
            if read.map_err(|error| Failure::Said(format!("arrivals={path} cannot be read ({error})")))? == 0 {
                break;
            }
            if let Err(wrong) = self.line(&line, show, &mut shown) {
                out.write_all(&shown)?;
                return Err(Failure::Said(format!("line {number} of {path}: {wrong}")));
            }
            if shown.len() >= CHUNK {
                out.write_all(&shown)?;
                shown.clear();
            }
        }
        Ok(out.write_all(&shown)?)
    }

    fn line(&mut self, line: &[u8], show: Show, shown: &mut Vec<u8>) -> Result<(), String> {
        if line.len() == LINE_MAX {
            return Err(format!("it is too long; allowed: up to {LINE_MAX} bytes"));
        }
        let Some(row) = plain(line).map_err(|wrong| wrong.0)? else { return Ok(()) };
        if row.at < self.last {
            let (at, last) = (row.at.secs(), self.last.secs());
            return Err(format!("{at} s is before the {last} s above it; allowed: times that do not decrease"));
        }
        self.last = row.at;
        let Decided { decision, known } = self.decide(&row);
        match show {
            Show::Plain => plain_line(&decision, shown),
            Show::Json => limit_json::line(&row, &decision, known, shown),
        }
        Ok(())
    }

    /// Decides about one request; times may not decrease.
    #[inline]
    pub fn decide(&mut self, row: &Row<'_>) -> Decided {
        if self.backend.is_some() {
            self.until(row.at);
        }
        let key = if row.key.is_empty() { None } else { Some(xxh64(row.key, 0)) };
        let (decision, known) = match key {
            None => (self.single.check(row.at, row.cost), Known::Kept),
            Some(key) => self.keyed.check(row.at, key, row.cost),
        };
        if let Some(backend) = self.backend.as_mut().filter(|_| decision.allowed) {
            backend.admit(row.at, key, row.cost);
        }
        Decided { decision, known }
    }

    /// Everything that is done by `now`: a request that ends at the very moment another comes makes room for it.
    fn until(&mut self, now: Time) {
        let Some(backend) = &mut self.backend else { return };
        while let Some(look) = backend.next_look.filter(|look| *look <= now) {
            let cpu = backend.look(look, now);
            self.single.observed(cpu);
            self.keyed.observed(cpu);
        }
        while let Some(Reverse(done)) = backend.busy.peek().copied().filter(|Reverse(done)| done.at <= now) {
            backend.busy.pop();
            let took = done.at.since(done.came);
            match done.key {
                None => self.single.finished(done.at, took, done.cost, false),
                Some(key) => self.keyed.finished(done.at, key, took, done.cost, false),
            }
        }
    }
}

/// A request that will be done; ordered by time, then by arrival.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Done {
    at: Time,
    number: u64,
    came: Time,
    key: Option<u64>,
    cost: u32,
}

/// Workers that serve in the order of arrival.
struct Backend {
    server: Server,
    /// When each worker that has worked is free.
    free: BinaryHeap<Reverse<Time>>,
    busy: BinaryHeap<Reverse<Done>>,
    number: u64,
    /// Work that was let in and is not done, in nanoseconds of one worker, at the last look.
    work: u128,
    next_look: Option<Time>,
}

impl Backend {
    fn new(server: Server, from: Time) -> Self {
        let next_look = server.workers.map(|_| from + LOOK_EVERY);
        Self { server, free: BinaryHeap::new(), busy: BinaryHeap::new(), number: 0, work: 0, next_look }
    }
    fn admit(&mut self, now: Time, key: Option<u64>, cost: u32) {
        let start = match self.server.workers {
            Some(workers) if self.free.len() >= workers as usize => {
                self.free.pop().map_or(now, |Reverse(free)| free.max(now))
            }
            _ => now,
        };
        let at = start + self.server.service;
        if self.server.workers.is_some() {
            self.free.push(Reverse(at));
        }
        self.number += 1;
        self.work += u128::from(self.server.service.0);
        self.busy.push(Reverse(Done { at, number: self.number, came: now, key, cost }));
    }
    /// The share of the workers that was busy in the period that ends at `look`. After a long pause the next look is the
    /// last one before `now`: in between everybody was idle.
    fn look(&mut self, look: Time, now: Time) -> f64 {
        let capacity = u128::from(self.server.workers.unwrap_or(1)) * u128::from(LOOK_EVERY.0);
        let done = self.work.min(capacity);
        self.work -= done;
        let next = look + LOOK_EVERY;
        let idle = self.work == 0 && next < now;
        let skipped = if idle { (now.since(next).0 / LOOK_EVERY.0) * LOOK_EVERY.0 } else { 0 };
        self.next_look = Some(next + Span(skipped));
        done as f64 / capacity as f64
    }
}

/// Appends `allow` or `deny`, a tab, and the wait.
pub fn plain_line(decision: &Decision, shown: &mut Vec<u8>) {
    shown.extend_from_slice(if decision.allowed { b"allow\t" } else { b"deny\t" });
    match decision.retry_after {
        Some(wait) => seconds(wait, shown),
        None => shown.push(b'-'),
    }
    shown.push(b'\n');
}

/// Seconds with six decimals, or nine where the nanoseconds need them.
pub fn seconds(span: Span, shown: &mut Vec<u8>) {
    let (whole, mut fraction) = (span.0 / NANOS, span.0 % NANOS);
    let mut places = 9;
    if fraction.is_multiple_of(1000) {
        fraction /= 1000;
        places = 6;
    }
    let mut digits = [b'0'; 30];
    let mut at = digits.len();
    for _ in 0..places {
        at -= 1;
        digits[at] = b'0' + (fraction % 10) as u8;
        fraction /= 10;
    }
    at -= 1;
    digits[at] = b'.';
    let mut rest = whole;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    shown.extend_from_slice(&digits[at..]);
}
