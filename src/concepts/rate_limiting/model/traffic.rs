//! Arrivals: a base pattern, bursts on either side of window edges, and what a learner adds by hand.
//!
//! The source knows its whole future: a copy of it can be run ahead, which is how the scene shows requests before they
//! arrive. Nothing here depends on what limiters decide, so every lane sees the same arrivals.

use crate::sim::arrivals::{Arrivals, Pattern};
use crate::sim::{Dice, Keyed, Span, Time};
use std::collections::VecDeque;

/// Bursts on either side of an edge between windows, over and over.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Edges {
    /// Requests on each side of the edge.
    pub each: u32,
    /// The first edge.
    pub first: Time,
    /// From edge to edge.
    pub every: Span,
    /// How long before the edge the burst begins, and how long after it ends.
    pub reach: Span,
}

impl Edges {
    /// When request `i` of the burst around edge `n` comes; `0..each` before the edge, the others after it. `dice`
    /// moves each within its own share of the burst.
    fn moment(&self, n: u64, i: u32, dice: Keyed) -> Time {
        let edge = self.first.0.saturating_add(self.every.0.saturating_mul(n));
        let wobble = dice.unit(n.wrapping_mul(1 << 20).wrapping_add(u64::from(i)));
        let share = |place: u32| (f64::from(place) + 0.15 + 0.7 * wobble) / f64::from(self.each.max(1));
        let reach = self.reach.0 as f64;
        if i < self.each {
            Time(edge.saturating_sub(((1.0 - share(i)) * reach) as u64).saturating_sub(1))
        } else {
            Time(edge.saturating_add((share(i - self.each) * reach) as u64).saturating_add(1))
        }
    }
}

/// Where the bursts stand: the next one to come.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Burst {
    edges: Edges,
    edge: u64,
    request: u32,
}

/// The source of arrivals.
#[derive(Clone, Debug)]
pub struct Traffic {
    base: Arrivals,
    base_at: Option<Time>,
    burst: Option<Burst>,
    wobble: Keyed,
    added: VecDeque<Time>,
}

/// The most requests that can stand in line to be added by hand.
pub const ADDED_MAX: usize = 4096;

impl Traffic {
    /// A source that begins at time zero.
    pub fn new(pattern: Pattern, edges: Option<Edges>, dice: Dice, wobble: Keyed) -> Self {
        let mut base = Arrivals::new(pattern, dice);
        let base_at = base.next(Time::ZERO);
        let mut traffic = Self { base, base_at, burst: None, wobble, added: VecDeque::new() };
        traffic.set_edges(edges, Time::ZERO);
        traffic
    }

    /// Bytes held beside it, but for a list of moments, which copies share.
    pub fn heap_bytes(&self) -> usize {
        self.added.capacity() * size_of::<Time>()
    }
    /// Changes the pattern; what was added by hand stays.
    pub fn set(&mut self, pattern: &Pattern, edges: Option<Edges>, now: Time) {
        if *pattern != *self.base.pattern() {
            self.base.set(pattern.clone(), now);
            self.base_at = self.base.next(now);
        }
        if self.burst.map(|burst| burst.edges) != edges {
            self.set_edges(edges, now);
        }
    }

    fn set_edges(&mut self, edges: Option<Edges>, now: Time) {
        self.burst = edges.filter(|edges| edges.each > 0 && edges.every > Span::ZERO).map(|edges| {
            let mut burst = Burst { edges, edge: 0, request: 0 };
            if now > Time::ZERO {
                let passed = now.since(edges.first).0 / edges.every.0;
                burst.edge = passed;
                while self.moment(&burst) <= now {
                    burst.advance();
                }
            }
            burst
        });
    }
    fn moment(&self, burst: &Burst) -> Time {
        burst.edges.moment(burst.edge, burst.request, self.wobble)
    }

    /// Adds requests by hand, in order of time; false if there are too many already.
    pub fn add(&mut self, moments: impl Iterator<Item = Time>) -> bool {
        self.added.extend(moments);
        let fits = self.added.len() <= ADDED_MAX;
        self.added.truncate(ADDED_MAX);
        self.added.make_contiguous().sort_unstable();
        fits
    }

    /// When the next request comes.
    pub fn next_at(&self) -> Option<Time> {
        let burst = self.burst.as_ref().map(|burst| self.moment(burst));
        [self.base_at, burst, self.added.front().copied()].into_iter().flatten().min()
    }

    /// Takes the next request: its moment.
    pub fn take(&mut self) -> Option<Time> {
        let at = self.next_at()?;
        if self.base_at == Some(at) {
            self.base_at = self.base.next(at);
        } else if self.burst.as_ref().is_some_and(|burst| self.moment(burst) == at) {
            if let Some(burst) = &mut self.burst {
                burst.advance();
            }
        } else {
            self.added.pop_front();
        }
        Some(at)
    }

    /// The moments of the requests up to and including `until`, at most `most` of them: the future, without living it.
    pub fn ahead(&self, until: Time, most: usize) -> Vec<Time> {
        let mut copy = self.clone();
        let mut list = Vec::new();
        while list.len() < most && copy.next_at().is_some_and(|at| at <= until) {
            list.extend(copy.take());
        }
        list
    }

    /// Expected arrivals a second at `t` as far as the base pattern knows.
    pub fn rate_at(&self, t: Time) -> f64 {
        self.base.rate_at(t)
    }
}

impl Burst {
    fn advance(&mut self) {
        self.request += 1;
        if self.request == 2 * self.edges.each {
            (self.edge, self.request) = (self.edge + 1, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Seed, Stream};

    fn traffic(rate: f64, edges: Option<Edges>) -> Traffic {
        let seed = Seed(4);
        let pattern = Pattern::Poisson { rate };
        Traffic::new(pattern, edges, seed.dice(Stream::Arrivals, 0), seed.keyed(Stream::Arrivals, 7))
    }

    const EDGES: Edges =
        Edges { each: 10, first: Time(4_000_000_000), every: Span(10_000_000_000), reach: Span(700_000_000) };

    #[test]
    fn a_burst_stands_on_both_sides_of_its_edge() {
        let list = traffic(0.0, Some(EDGES)).ahead(Time::from_secs(20.0), 1000);
        assert_eq!(list.len(), 40);
        assert!(list.is_sorted());
        let edge = EDGES.first;
        assert!(list[..10].iter().all(|at| *at < edge && *at >= edge.back(EDGES.reach)));
        assert!(list[10..20].iter().all(|at| *at > edge && *at <= edge + EDGES.reach));
    }

    #[test]
    fn looking_ahead_changes_nothing_and_tells_the_truth() {
        let mut traffic = traffic(5.0, Some(EDGES));
        traffic.add([Time(7), Time(5_000_000_000)].into_iter());
        let foreseen = traffic.ahead(Time::from_secs(30.0), 10_000);
        let lived: Vec<Time> = std::iter::from_fn(|| traffic.take()).take(foreseen.len()).collect();
        assert_eq!(foreseen, lived);
        assert!(lived.is_sorted());
    }

    #[test]
    fn an_equal_setting_leaves_the_future_as_it_is() {
        let mut traffic = traffic(5.0, Some(EDGES));
        while traffic.next_at().is_some_and(|at| at < Time::from_secs(3.6)) {
            traffic.take();
        }
        let before = traffic.ahead(Time::from_secs(30.0), 1000);
        traffic.set(&Pattern::Poisson { rate: 5.0 }, Some(EDGES), Time::from_secs(3.6));
        assert_eq!(traffic.ahead(Time::from_secs(30.0), 1000), before);
        traffic.set(&Pattern::Poisson { rate: 5.0 }, None, Time::from_secs(3.6));
        traffic.set(&Pattern::Poisson { rate: 5.0 }, Some(EDGES), Time::from_secs(3.6));
        assert_eq!(traffic.ahead(Time::from_secs(30.0), 1000), before);
    }
}
