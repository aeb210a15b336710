//! Durations, counted in bins of bounded relative width.
//!
//! An HDR histogram (Gil Tene; crate `hdrhistogram`) with 3 significant digits: a bin is at most a thousandth of its
//! value wide, and below half a millisecond 0.512 us. Count, sum, least and largest are kept beside it exactly.

use crate::sim::Span;
use hdrhistogram::Histogram as Bins;
use std::borrow::Cow;

/// The finest resolution asked of the bins, in nanoseconds.
const FINEST: u64 = 1000;
/// Longer durations are counted in the last bin, in nanoseconds (36 years); their sum stays exact.
const LONGEST: u64 = 1 << 60;

/// How many durations wait to be sorted in together.
const WAITING: usize = 32;

/// A histogram of durations. Memory: 8 kB, and 4 kB for each doubling of the largest value beyond a millisecond.
#[derive(Clone, Debug)]
pub struct Histogram {
    bins: Bins<u32>,
    sum: u128,
    least: u64,
    largest: u64,
    /// Durations not sorted in yet. Bins lie all over the memory: those of many durations are fetched together.
    waiting: [u64; WAITING],
    waits: usize,
}

impl Default for Histogram {
    fn default() -> Self {
        let mut bins = Bins::new_with_bounds(FINEST, 2 * FINEST, 3).expect("1 us to 2 us with 3 digits is allowed");
        bins.auto(true);
        Self { bins, sum: 0, least: u64::MAX, largest: 0, waiting: [0; WAITING], waits: 0 }
    }
}

impl PartialEq for Histogram {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (self.sorted(), other.sorted());
        (&a.bins, a.sum, a.least, a.largest) == (&b.bins, b.sum, b.least, b.largest)
    }
}

impl Histogram {
    /// Counts one duration.
    #[inline(always)]
    pub fn record(&mut self, span: Span) {
        self.waiting[self.waits % WAITING] = span.0;
        self.waits += 1;
        if self.waits == WAITING {
            self.sort_in();
        }
    }

    /// Sorts in what waits.
    #[inline(never)]
    fn sort_in(&mut self) {
        let (mut sum, mut least, mut largest) = (self.sum, self.least, self.largest);
        for &nanos in &self.waiting[..self.waits] {
            let recorded = self.bins.record(nanos.min(LONGEST));
            debug_assert!(recorded.is_ok(), "the bins grow up to LONGEST");
            sum += u128::from(nanos);
            least = least.min(nanos);
            largest = largest.max(nanos);
        }
        (self.sum, self.least, self.largest, self.waits) = (sum, least, largest, 0);
    }
    /// This histogram with nothing waiting.
    fn sorted(&self) -> Cow<'_, Self> {
        if self.waits == 0 {
            return Cow::Borrowed(self);
        }
        let mut sorted = self.clone();
        sorted.sort_in();
        Cow::Owned(sorted)
    }
    fn those_waiting(&self) -> impl Iterator<Item = u64> + '_ {
        self.waiting[..self.waits].iter().copied()
    }

    /// How many durations were recorded.
    pub fn count(&self) -> u64 {
        self.bins.len() + self.waits as u64
    }
    /// Their exact sum, in nanoseconds.
    pub fn sum_nanos(&self) -> u128 {
        self.sum + self.those_waiting().map(u128::from).sum::<u128>()
    }
    /// Their exact mean in seconds; `None` if there are none.
    pub fn mean_s(&self) -> Option<f64> {
        (self.count() > 0).then(|| self.sum_nanos() as f64 / self.count() as f64 / 1e9)
    }
    /// The shortest one, exactly.
    pub fn min(&self) -> Option<Span> {
        (self.count() > 0).then(|| Span(self.those_waiting().fold(self.least, u64::min)))
    }
    /// The longest one, exactly.
    pub fn max(&self) -> Option<Span> {
        (self.count() > 0).then(|| Span(self.those_waiting().fold(self.largest, u64::max)))
    }

    /// The duration in seconds that a share `q` (0 to 1) of all durations does not exceed: the upper end of the bin
    /// that holds the `ceil(q n)`-th shortest, at most the longest recorded; for `q = 0` the shortest. `None` if
    /// there are none.
    pub fn quantile(&self, q: f64) -> Option<f64> {
        let (least, largest) = (self.min()?, self.max()?);
        if q <= 0.0 {
            return Some(least.secs());
        }
        let value = self.sorted().bins.value_at_quantile(q.min(1.0));
        Some(if value >= LONGEST { largest.secs() } else { Span(value.clamp(least.0, largest.0)).secs() })
    }

    /// The share of durations not above `span`, to the width of a bin; `None` if there are none.
    pub fn share_within(&self, span: Span) -> Option<f64> {
        let largest = self.max()?;
        Some(if span >= largest { 1.0 } else { self.sorted().bins.quantile_below(span.0) })
    }

    /// The bins that hold anything, in order: from (seconds, included), to (seconds, excluded), how many.
    pub fn bins(&self) -> impl Iterator<Item = (f64, f64, u64)> + use<> {
        let sorted = self.sorted();
        let of = |low: u64, count: u32| {
            let low = sorted.bins.lowest_equivalent(low);
            let high = sorted.bins.next_non_equivalent(low);
            (Span(low).secs(), Span(high).secs(), u64::from(count))
        };
        let bins = sorted.bins.iter_recorded().map(|bin| of(bin.value_iterated_to(), bin.count_at_value()));
        bins.collect::<Vec<_>>().into_iter()
    }

    /// Adds everything that `other` holds.
    pub fn merge(&mut self, other: &Self) {
        self.sort_in();
        let other = other.sorted();
        let added = self.bins.add(&other.bins);
        debug_assert!(added.is_ok(), "the bins grow up to LONGEST");
        self.sum += other.sum;
        self.least = self.least.min(other.least);
        self.largest = self.largest.max(other.largest);
    }

    /// Forgets everything, keeping the memory.
    pub fn clear(&mut self) {
        self.bins.reset();
        self.waits = 0;
        self.sum = 0;
        self.least = u64::MAX;
        self.largest = 0;
    }

    /// Bytes held beside the histogram itself.
    pub fn heap_bytes(&self) -> usize {
        self.bins.distinct_values() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(spans: &[u64]) -> Histogram {
        let mut histogram = Histogram::default();
        for &span in spans {
            histogram.record(Span(span));
        }
        histogram
    }

    #[test]
    fn empty_and_extreme() {
        let empty = Histogram::default();
        assert_eq!(
            (empty.quantile(0.5), empty.mean_s(), empty.max(), empty.share_within(Span(1))),
            (None, None, None, None)
        );
        let one = of(&[1_000_000_007]);
        assert_eq!(one.quantile(0.5), Some(1.000_000_007));
        assert_eq!(one.quantile(0.0), one.quantile(1.0));
        let far = of(&[u64::MAX, 0, u64::MAX]);
        assert_eq!(far.max(), Some(Span::MAX));
        assert_eq!(far.quantile(1.0), Some(Span::MAX.secs()));
        assert_eq!(far.sum_nanos(), 2 * u128::from(u64::MAX));
        assert_eq!(far.bins().map(|bin| bin.2).sum::<u64>(), 3);
    }

    proptest! {
            #[test]
            fn quantiles_are_the_sorted_values_to_a_bin(
                mut spans in proptest::collection::vec(0..1u64 << 45, 1..300), q in 0.0..1.0f64
            ) {
                let histogram = of(&spans);
                spans.sort_unstable();
                let n = spans.len();
                let exact = spans[((q * n as f64).ceil() as usize).max(1) - 1] as f64;
                let got = histogram.quantile(q).unwrap() * 1e9;
                prop_assert!(got >= exact - 1.0 && got <= exact * 1.001 + 512.0, "{} {}", got, exact);
                prop_assert_eq!(histogram.count(), n as u64);
                prop_assert_eq!(histogram.sum_nanos(), spans.iter().map(|&s| u128::from(s)).sum::<u128>());
                prop_assert_eq!(histogram.max(), spans.last().map(|&s| Span(s)));
                prop_assert_eq!(histogram.min(), spans.first().map(|&s| Span(s)));
                prop_assert_eq!(histogram.bins().map(|bin| bin.2).sum::<u64>(), n as u64);
                for (low, high, _) in histogram.bins() {
                    prop_assert!(low < high && high - low <= low / 1000.0 + 513e-9);
                }
            }

            #[test]
            fn merging_is_recording_both(
                a in proptest::collection::vec(0..1u64 << 40, 0..50), b in proptest::collection::vec(0..1u64 << 40, 0..50)
            ) {
                let mut merged = of(&a);
                merged.merge(&of(&b));
                let both = of(&[a, b].concat());
                for q in [0.0, 0.1, 0.5, 0.99, 1.0] {
                    prop_assert_eq!(merged.quantile(q), both.quantile(q));
                }
                prop_assert_eq!((merged.sum_nanos(), merged.count(), merged.max()), (both.sum_nanos(), both.count(), both.max()));
            }

            #[test]
            fn cleared_is_empty(a in proptest::collection::vec(0..1u64 << 40, 0..50), b in proptest::collection::vec(0..1u64 << 40, 1..50)) {
                let mut histogram = of(&a);
                histogram.clear();
                prop_assert_eq!(histogram.quantile(0.5), None);
                for &span in &b {
     histogram.record(Span(span));
    }
                prop_assert_eq!(histogram.quantile(0.5), of(&b).quantile(0.5));
                prop_assert_eq!(histogram.bins().collect::<Vec<_>>(), of(&b).bins().collect::<Vec<_>>());
            }
        }
}
