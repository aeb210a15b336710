//! Events per second over the last stretch of time: counts per slice, in a ring.
//!
//! Nothing is smoothed: the rate is a count over the time in which it was counted.

use crate::sim::{Span, Time};

/// Counts per slice of time over a sliding window.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WindowedRate {
    slice: u64,
    /// Slice `i` of time is counted at `i` modulo the length.
    counts: Vec<u64>,
    /// The slice of the last event.
    newest: u64,
    begun: Time,
}

impl WindowedRate {
    /// A window of `slices` slices, each `slice` long (at least one slice of a nanosecond), starting at zero.
    pub fn new(slice: Span, slices: usize) -> Self {
        Self { slice: slice.0.max(1), counts: vec![0; slices.max(1)], newest: 0, begun: Time::ZERO }
    }
    /// Counts an event at `now`. Time does not run backwards: an earlier event is counted in the newest slice.
    #[inline]
    pub fn record(&mut self, now: Time) {
        self.record_n(now, 1);
    }
    /// Counts `n` events at `now`.
    #[inline]
    pub fn record_n(&mut self, now: Time, n: u64) {
        let slice = now.0 / self.slice;
        if slice > self.newest {
            self.turn(slice);
        }
        let place = self.place(self.newest);
        self.counts[place] += n;
    }

    /// How many events the window at `now` holds.
    pub fn count(&self, now: Time) -> u64 {
        self.slices(now).map(|(_, count)| count).sum()
    }
    /// Events per second over the window at `now`: the slice under way and the full ones before it, back to the start
    /// at most. Zero before any time has passed.
    pub fn rate(&self, now: Time) -> f64 {
        let start = Time(self.first(now) * self.slice).max(self.begun);
        let covered = now.since(start).secs();
        if covered > 0.0 { self.count(now) as f64 / covered } else { 0.0 }
    }
    /// The slices of the window at `now`, oldest first, the last one still under way: start and count.
    pub fn slices(&self, now: Time) -> impl Iterator<Item = (Time, u64)> + '_ {
        let oldest_kept = (self.newest + 1).saturating_sub(self.counts.len() as u64);
        (self.first(now)..=now.0 / self.slice).map(move |slice| {
            let kept = (oldest_kept..=self.newest).contains(&slice);
            (Time(slice * self.slice), if kept { self.counts[self.place(slice)] } else { 0 })
        })
    }
    /// The length of a slice.
    pub fn slice(&self) -> Span {
        Span(self.slice)
    }
    /// Forgets everything before `now`.
    pub fn restart(&mut self, now: Time) {
        self.counts.fill(0);
        self.newest = now.0 / self.slice;
        self.begun = now;
    }

    /// The oldest slice of the window at `now`.
    fn first(&self, now: Time) -> u64 {
        (now.0 / self.slice + 1).saturating_sub(self.counts.len() as u64).max(self.begun.0 / self.slice)
    }
    fn place(&self, slice: u64) -> usize {
        (slice % self.counts.len() as u64) as usize
    }
    fn turn(&mut self, slice: u64) {
        if slice - self.newest >= self.counts.len() as u64 {
            self.counts.fill(0);
        } else {
            for passed in self.newest + 1..=slice {
                let place = self.place(passed);
                self.counts[place] = 0;
            }
        }
        self.newest = slice;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn by_hand() {
        let mut window = WindowedRate::new(Span(1_000_000_000), 3);
        assert_eq!(window.rate(Time::ZERO), 0.0);
        window.record(Time::from_secs(0.5));
        window.record_n(Time::from_secs(1.5), 2);
        assert_eq!(window.rate(Time::from_secs(2.0)), 1.5);
        assert_eq!(window.count(Time::from_secs(3.0)), 2);
        assert_eq!(window.count(Time::from_secs(1e6)), 0);
        window.record(Time::from_secs(1e6));
        assert_eq!(window.count(Time::from_secs(1e6)), 1);
        window.restart(Time::from_secs(1e6 + 0.5));
        window.record(Time::from_secs(1e6 + 0.7));
        assert_eq!(window.rate(Time::from_secs(1e6 + 1.0)), 2.0);
        let series: Vec<_> = window.slices(Time::from_secs(1e6 + 1.0)).map(|(_, count)| count).collect();
        assert_eq!(series, [1, 0]);
    }

    proptest! {
            #[test]
            fn the_window_holds_what_happened_in_it(
                mut events in proptest::collection::vec(0..2000u64, 0..100), slice in 1..50u64, slices in 1..9usize, later in 0..300u64
            ) {
                events.sort_unstable();
                let mut window = WindowedRate::new(Span(slice), slices);
                for &at in &events {
     window.record(Time(at));
    }
                let now = events.last().copied().unwrap_or(0) + later;
                let first = (now / slice + 1).saturating_sub(slices as u64) * slice;
                let expected = events.iter().filter(|&&at| at >= first).count() as u64;
                prop_assert_eq!(window.count(Time(now)), expected);
                prop_assert!(window.slices(Time(now)).count() <= slices);
            }
        }
}
