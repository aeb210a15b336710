//! Recorded traffic through limiters: how much is rejected, when, of whom, and how small the limit could have been.
//!
//! Requests are kept as 16 bytes each and clients by name once, so a million requests take 16 MB. Clients are told apart
//! by their whole names; the table of names is open addressing on xxHash (Collet 2012). The search for the smallest
//! limit is a bisection: it takes as given that a higher limit rejects no more, which holds for windows and buckets.

use super::{Kind, Limiter as _, Policy, Rate, Settings, State};
use crate::policies::place::hash::xxh64;
use crate::sim::traffic::{Row, Wrong};
use crate::sim::{Span, Time};

/// The most requests that are kept.
pub const REQUESTS_MAX: usize = 20_000_000;
/// A day: recordings begin at the full day before their first request, so that windows follow the clock.
const DAY: u64 = 86_400_000_000_000;

/// One request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Request {
    /// When, since [`Recording::base`].
    pub at: Time,
    /// Whose: a number from 0 in the order of appearance.
    pub client: u32,
    /// What it costs.
    pub cost: u32,
}

/// Requests and their clients.
#[derive(Clone, Debug, Default)]
pub struct Recording {
    requests: Vec<Request>,
    base: Option<u64>,
    sorted: bool,
    /// Names one after the other, and where each ends.
    names: Vec<u8>,
    ends: Vec<usize>,
    /// Client + 1 by the hash of its name; 0 is free. A power of two, at most half full.
    table: Vec<u32>,
}

impl Recording {
    /// Takes a row. An earlier one may follow; [`finish`](Self::finish) sorts.
    pub fn push(&mut self, row: &Row<'_>) -> Result<(), Wrong> {
        if self.requests.len() >= REQUESTS_MAX {
            return Err(Wrong(format!("there are too many requests; allowed: {REQUESTS_MAX}")));
        }
        let base = *self.base.get_or_insert(row.at.0 - row.at.0 % DAY);
        let Some(at) = row.at.0.checked_sub(base) else {
            return Err(Wrong("it is more than a day before the first request; allowed: later ones".to_owned()));
        };
        let client = self.client(row.key);
        self.requests.push(Request { at: Time(at), client, cost: row.cost });
        Ok(())
    }
    /// Nothing follows: puts the requests in the order of their times, those of the same moment as they came.
    pub fn finish(&mut self) {
        if !self.sorted {
            self.requests.sort_by_key(|request| request.at);
            self.sorted = true;
        }
    }
    /// The requests, in order once [`finish`](Self::finish) was called.
    pub fn requests(&self) -> &[Request] {
        &self.requests
    }
    /// The start of the first day, in nanoseconds since 1970 (or since whatever the times count from).
    pub fn base(&self) -> u64 {
        self.base.unwrap_or(0)
    }
    /// How many clients there are.
    pub fn clients(&self) -> usize {
        self.ends.len()
    }
    /// The name of a client.
    pub fn name(&self, client: u32) -> &[u8] {
        let client = client as usize;
        let start = client.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.names[start..self.ends[client]]
    }
    /// From the first to the last request.
    pub fn lasts(&self) -> Span {
        match (self.requests.first(), self.requests.last()) {
            (Some(first), Some(last)) => last.at.since(first.at),
            _ => Span::ZERO,
        }
    }
    /// The most units within any `window`, its two ends included, of everybody together.
    pub fn busiest(&self, window: Span) -> u64 {
        worst(self.requests.iter().map(|request| (request.at, request.cost)), window)
    }

    fn client(&mut self, name: &[u8]) -> u32 {
        if (self.ends.len() + 1) * 2 > self.table.len() {
            self.grow();
        }
        let mask = self.table.len() - 1;
        let mut at = xxh64(name, 0) as usize & mask;
        loop {
            match self.table[at].checked_sub(1) {
                None => break,
                Some(client) if self.name(client) == name => return client,
                Some(_) => at = (at + 1) & mask,
            }
        }
        self.names.extend_from_slice(name);
        self.ends.push(self.names.len());
        self.table[at] = self.ends.len() as u32;
        self.ends.len() as u32 - 1
    }
    fn grow(&mut self) {
        let mask = (self.table.len() * 2).max(64) - 1;
        let mut table = vec![0; mask + 1];
        for client in 0..self.ends.len() as u32 {
            let mut at = xxh64(self.name(client), 0) as usize & mask;
            while table[at] != 0 {
                at = (at + 1) & mask;
            }
            table[at] = client + 1;
        }
        self.table = table;
    }
}

/// The most units within any `window`, its two ends included.
fn worst(units: impl Iterator<Item = (Time, u32)> + Clone, window: Span) -> u64 {
    let mut oldest = units.clone();
    let mut first = oldest.next();
    let (mut sum, mut most) = (0u64, 0);
    for (now, cost) in units {
        sum += u64::from(cost);
        while let Some((then, cost)) = first.filter(|(then, _)| now.since(*then) > window) {
            debug_assert!(then <= now);
            sum -= u64::from(cost);
            first = oldest.next();
        }
        most = most.max(sum);
    }
    most
}

/// What a limiter did with a recording.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Judged {
    /// Requests let in.
    pub allowed: u64,
    /// Requests rejected.
    pub rejected: u64,
    /// The sum of all delays, in nanoseconds.
    pub delay_ns: u128,
    /// Requests and rejected ones in equal parts of the time.
    pub over_time: Vec<(u32, u32)>,
    /// Requests and rejected ones of each client.
    pub by_client: Vec<(u32, u32)>,
}

impl Judged {
    /// The share that was rejected, from 0 to 1.
    pub fn share(&self) -> f64 {
        self.rejected as f64 / (self.allowed + self.rejected).max(1) as f64
    }
    /// Clients of which something was rejected, the one with most of it first.
    pub fn worst_clients(&self, most: usize) -> Vec<u32> {
        let mut hit: Vec<u32> =
            (0..self.by_client.len() as u32).filter(|&c| self.by_client[c as usize].1 > 0).collect();
        hit.sort_by_key(|&client| (std::cmp::Reverse(self.by_client[client as usize].1), client));
        hit.truncate(most);
        hit
    }
}

/// A limiter on its way through a recording: a few thousand requests at a time.
#[derive(Clone, Debug)]
pub struct Judge {
    policy: Policy,
    states: Vec<Option<State>>,
    per_client: bool,
    next: usize,
    part: u64,
    judged: Judged,
}

impl Judge {
    /// At the beginning. `per_client`: each has a limiter of its own. `parts`: into how many the time is cut, from 1.
    pub fn new(policy: Policy, recording: &Recording, per_client: bool, parts: usize) -> Self {
        let clients = recording.clients();
        let parts = parts.max(1);
        Self {
            policy,
            states: vec![None; if per_client { clients } else { 1 }],
            per_client,
            next: 0,
            part: (recording.lasts().0 / parts as u64).saturating_add(1),
            judged: Judged { over_time: vec![(0, 0); parts], by_client: vec![(0, 0); clients], ..Judged::default() },
        }
    }
    /// Decides about the next `most` requests; true when all are decided.
    pub fn step(&mut self, recording: &Recording, most: usize) -> bool {
        let requests = recording.requests();
        let Some(first) = requests.first().map(|request| request.at) else { return true };
        let end = self.next.saturating_add(most).min(requests.len());
        let last_part = self.judged.over_time.len() - 1;
        for request in &requests[self.next..end] {
            let of = if self.per_client { request.client as usize } else { 0 };
            let state = self.states[of].get_or_insert_with(|| self.policy.fresh(request.at));
            let decision = self.policy.check(state, request.at, request.cost);
            let out = u32::from(!decision.allowed);
            self.judged.allowed += u64::from(decision.allowed);
            self.judged.rejected += u64::from(out);
            self.judged.delay_ns += u128::from(decision.delay.0);
            let part = (request.at.since(first).0 / self.part) as usize;
            for (all, rejected) in
                [&mut self.judged.over_time[part.min(last_part)], &mut self.judged.by_client[request.client as usize]]
            {
                *all += 1;
                *rejected += out;
            }
        }
        self.next = end;
        end == requests.len()
    }
    /// How many requests are decided.
    pub const fn decided(&self) -> usize {
        self.next
    }
    /// What came out so far.
    pub const fn judged(&self) -> &Judged {
        &self.judged
    }
}

/// The algorithm with `limit` as its limit: units in a window, or for buckets units per window at the same burst.
pub fn with_limit(kind: Kind, set: &Settings, limit: u64) -> Option<Policy> {
    let rate = Rate::new(limit, set.window)?;
    Policy::new(kind, &Settings { limit, rate, over: set.over.min(limit), ..*set }).ok()
}

/// The search for the smallest limit that rejects less than a share.
#[derive(Clone, Debug)]
pub struct Search {
    kind: Kind,
    set: Settings,
    per_client: bool,
    /// Rejected requests must be fewer than this.
    fewer_than: u64,
    /// The highest limit known to reject too many, and the lowest known to reject few enough.
    low: u64,
    high: Option<u64>,
    trying: Option<(u64, Judge)>,
}

/// A limit above this is not looked for.
const LIMIT_MAX: u64 = 1 << 24;

impl Search {
    /// The smallest limit of `kind` that rejects under `share` (above 0) of the recording.
    pub fn new(kind: Kind, set: &Settings, recording: &Recording, per_client: bool, share: f64) -> Self {
        let fewer_than = libm::ceil(recording.requests().len() as f64 * share).max(1.0) as u64;
        Self { kind, set: *set, per_client, fewer_than, low: 0, high: None, trying: None }
    }
    /// Looks at about `most` requests; true when the answer is known.
    pub fn step(&mut self, recording: &Recording, most: usize) -> bool {
        if self.done() || recording.requests().is_empty() {
            return true;
        }
        let Some((limit, mut judge)) = self.trying.take().or_else(|| self.next(recording)) else {
            self.low = LIMIT_MAX; // no limit from here on is one that the algorithm takes
            return true;
        };
        let through = judge.step(recording, most);
        if judge.judged().rejected >= self.fewer_than {
            self.low = self.low.max(limit); // enough is rejected already
        } else if through {
            self.high = Some(self.high.map_or(limit, |high| high.min(limit)));
        } else {
            self.trying = Some((limit, judge));
        }
        self.done()
    }
    /// The next limit to try: doubled until it is enough, then halved between.
    fn next(&self, recording: &Recording) -> Option<(u64, Judge)> {
        let limit = self.high.map_or((self.low * 2).max(1), |high| self.low + (high - self.low) / 2);
        let most = self.high.unwrap_or(LIMIT_MAX);
        let found = (limit..=most).take(1000).find_map(|limit| Some((limit, with_limit(self.kind, &self.set, limit)?)));
        found.map(|(limit, policy)| (limit, Judge::new(policy, recording, self.per_client, 1)))
    }
    /// The smallest limit; `None` while it is not known, and if none up to 16 million is enough.
    pub fn answer(&self) -> Option<u64> {
        self.high.filter(|high| self.low + 1 >= *high)
    }
    /// True if nothing more is looked for: the answer is there, or there is none.
    pub fn is_over(&self) -> bool {
        self.done()
    }
    fn done(&self) -> bool {
        self.answer().is_some() || (self.high.is_none() && self.low >= LIMIT_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::traffic::plain;

    fn recording(lines: &str) -> Recording {
        let mut recording = Recording::default();
        for line in lines.lines() {
            recording.push(&plain(line.as_bytes()).unwrap().unwrap()).unwrap();
        }
        recording.finish();
        recording
    }
    /// Two clients: `slow` once a second, `fast` ten times a second, for a minute.
    fn two() -> Recording {
        let lines: Vec<String> = (0..600)
            .flat_map(|k| {
                let slow = (k % 10 == 0).then(|| format!("{} slow", k / 10));
                [Some(format!("{}.{} fast", k / 10, k % 10)), slow]
            })
            .flatten()
            .collect();
        recording(&lines.join("\n"))
    }
    fn judge(policy: Policy, recording: &Recording, per_client: bool) -> Judged {
        let mut judge = Judge::new(policy, recording, per_client, 6);
        while !judge.step(recording, 7) {}
        judge.judged().clone()
    }

    #[test]
    fn requests_are_sorted_and_clients_are_told_apart() {
        let recording = recording("5 b\n3 a\n5 a\n4 b\n");
        let seen: Vec<(u64, &[u8])> =
            recording.requests().iter().map(|r| (r.at.0 / 1_000_000_000, recording.name(r.client))).collect();
        assert_eq!(seen, [(3, &b"a"[..]), (4, b"b"), (5, b"b"), (5, b"a")]);
        assert_eq!((recording.clients(), recording.lasts()), (2, Span::from_secs(2.0)));
        assert_eq!((recording.busiest(Span::from_secs(1.0)), recording.busiest(Span(0))), (3, 2));
        let mut many = Recording::default();
        for k in 0..5_000u32 {
            let name = (k % 1_700).to_string();
            many.push(&Row { at: Time(u64::from(k)), key: name.as_bytes(), cost: 1 }).unwrap();
        }
        assert_eq!((many.clients(), many.name(1_699)), (1_700, &b"1699"[..]));
        let early = Row { at: Time(0), key: b"", cost: 1 };
        let mut late = Recording::default();
        late.push(&Row { at: Time(5 * DAY + 3), ..early }).unwrap();
        assert_eq!((late.base(), late.requests()[0].at), (5 * DAY, Time(3)));
        assert!(late.push(&early).is_err());
    }

    #[test]
    fn what_is_rejected_is_counted_by_time_and_client() {
        let recording = two();
        let set = Settings { limit: 5, ..Settings::default() };
        let policy = Policy::new(Kind::FixedWindow, &set).unwrap();
        let own = judge(policy, &recording, true);
        assert_eq!((own.allowed, own.rejected), (360, 300));
        assert_eq!((own.by_client[0], own.by_client[1]), ((600, 300), (60, 0)));
        assert_eq!(own.worst_clients(9), [0]);
        assert_eq!(own.over_time.iter().map(|(all, _)| all).sum::<u32>(), 660);
        assert!(own.over_time.iter().all(|&(_, rejected)| (45..=55).contains(&rejected)), "{:?}", own.over_time);
        let shared = judge(policy, &recording, false);
        assert_eq!((shared.allowed, shared.rejected), (300, 360));
    }

    #[test]
    fn the_smallest_limit_is_the_smallest() {
        let recording = two();
        for kind in
            [Kind::FixedWindow, Kind::SlidingLog, Kind::SlidingCounter, Kind::TokenBucket, Kind::Gcra, Kind::HaProxy]
        {
            for (share, per_client) in [(0.01, true), (0.2, true), (0.4, false)] {
                let set = Settings { burst: 2, ..Settings::default() };
                let mut search = Search::new(kind, &set, &recording, per_client, share);
                while !search.step(&recording, 100) {}
                let limit = search.answer().unwrap();
                let rejects = |limit| {
                    with_limit(kind, &set, limit)
                        .is_none_or(|policy| judge(policy, &recording, per_client).share() >= share)
                };
                assert!(
                    !rejects(limit) && (limit == 1 || rejects(limit - 1)),
                    "{kind:?} {share} {per_client}: {limit}"
                );
            }
        }
    }

    #[test]
    fn nothing_is_rejected_of_nothing() {
        let nothing = Recording::default();
        assert_eq!(
            judge(Policy::new(Kind::Gcra, &Settings::default()).unwrap(), &nothing, true),
            Judged { over_time: vec![(0, 0); 6], ..Judged::default() }
        );
        assert!(Search::new(Kind::Gcra, &Settings::default(), &nothing, true, 0.01).step(&nothing, 1));
    }
}
