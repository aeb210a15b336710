//! The trailing count over a long time: what is left of it when single requests are too many to keep.
//!
//! Time is cut into bins of a 256th of the window. A bin keeps how many passed in it, and the highest trailing count in it
//! with its moment. Peaks come when something passes, so they are exact; between them the count is that of whole bins.

use crate::concept::Ring;
use crate::sim::{Span, Time};

/// Bins of a window.
const PER_WINDOW: u64 = 256;
/// The most bins that are kept: sixteen windows.
const BINS_MAX: usize = 4096;

/// A stretch of time in which something passed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Bin {
    index: u64,
    passed: u32,
    /// The highest trailing count in it, and when.
    most: u32,
    at: Time,
}

/// What passed, bin by bin.
#[derive(Clone, Debug, Default)]
pub struct Bins {
    width: u64,
    ring: Ring<Bin, BINS_MAX>,
}

impl Bins {
    /// Something passed at `now`; with it `count` are in the trailing window.
    pub fn push(&mut self, now: Time, count: u32, window: Span) {
        let width = (window.0 / PER_WINDOW).max(1);
        if width != self.width {
            *self = Self { width, ..Self::default() };
        }
        let index = now.0 / width;
        let before = self.ring.newest().copied().filter(|bin| bin.index == index);
        let (passed, most, at) = match before {
            Some(bin) if bin.most > count => (bin.passed + 1, bin.most, bin.at),
            before => (before.map_or(0, |bin| bin.passed) + 1, count, now),
        };
        if before.is_some() {
            self.ring.replace_newest(Bin { index, passed, most, at });
        } else {
            self.ring.push(Bin { index, passed, most, at });
        }
    }

    /// Bytes held beside it.
    pub fn heap_bytes(&self) -> usize {
        self.ring.heap_bytes()
    }
    /// The count at a moment of every bin from `from` to `now`.
    pub fn steps(&self, from: Time, now: Time) -> Vec<(Time, u32)> {
        if self.width == 0 || from > now {
            return Vec::new();
        }
        let bins: Vec<&Bin> = self.ring.oldest_first().collect();
        let (mut steps, mut next, mut first, mut sum) = (Vec::new(), 0, 0, 0);
        for index in from.0 / self.width..=now.0 / self.width {
            while bins.get(next).is_some_and(|bin| bin.index <= index) {
                sum += bins[next].passed;
                next += 1;
            }
            while bins.get(first).is_some_and(|bin| first < next && bin.index + PER_WINDOW <= index) {
                sum -= bins[first].passed;
                first += 1;
            }
            let exact = next.checked_sub(1).map(|at| bins[at]).filter(|bin| bin.index == index);
            let step = exact.map_or((Time(index * self.width), sum), |bin| (bin.at, bin.most));
            steps.push((step.0.max(from), step.1));
        }
        steps.retain(|(at, _)| *at <= now);
        steps
    }

    /// A moment in every bin between `from` and `until` in which something passed.
    pub fn moments(&self, from: Time, until: Time) -> impl Iterator<Item = Time> {
        self.ring.oldest_first().map(|bin| bin.at).filter(move |at| *at >= from && *at < until)
    }
    /// The latest fullest window that ends between `from` and `now`: how many, when it ended, and the bin of its first.
    pub fn peak(&self, window: Span, from: Time, now: Time) -> Option<(u32, Time, Time)> {
        let within = self.ring.oldest_first().filter(|bin| bin.at >= from && bin.at <= now);
        let best = within.max_by_key(|bin| bin.most)?;
        let first = self.ring.oldest_first().find(|bin| Time((bin.index + 1) * self.width) > best.at.back(window))?;
        Some((best.most, Time(first.index * self.width).max(best.at.back(window)), best.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: u64 = 1_000_000_000;

    #[test]
    fn peaks_are_exact_and_the_rest_is_near() {
        let window = Span(10 * S);
        let (mut bins, mut passed) = (Bins::default(), Vec::new());
        // Twenty a second for 5 s, silence, twenty a second again.
        for k in 0..400u64 {
            let at = Time(k * S / 20 + if k >= 100 { 12 * S } else { 0 } + 7);
            passed.push(at);
            let count = passed.iter().filter(|then| **then + window > at).count() as u32;
            bins.push(at, count, window);
        }
        let count = |at: Time| passed.iter().filter(|then| **then <= at && **then + window > at).count() as u32;
        let (most, first, last) = bins.peak(window, Time::ZERO, Time(40 * S)).unwrap();
        assert_eq!(most, (0..400).map(|k| count(passed[k])).max().unwrap());
        assert!(last.since(first) <= window);
        for (at, n) in bins.steps(Time(S), Time(32 * S)) {
            // A bin is 0.04 s: less than one request.
            assert!(n.abs_diff(count(at)) <= 2, "{at:?}: {n} instead of {}", count(at));
        }
        assert!(bins.steps(Time(S), Time(32 * S)).len() > 700);
    }
}
