//! The mean over time of something that changes in steps: requests in a system, busy workers.
//!
//! The integral is a whole number of nanoseconds times units, so it is exact however the time is cut up.

use crate::sim::{Time, product};

/// A step function of time with its exact integral.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct TimeAverage {
    value: u64,
    peak: u64,
    start: Time,
    changed: Time,
    /// The integral from `start` to `changed`.
    area: u128,
}

impl TimeAverage {
    /// A function that has `value` from `now` on.
    pub fn new(now: Time, value: u64) -> Self {
        Self { value, peak: value, start: now, changed: now, area: 0 }
    }
    /// It has `value` from `now` on. Time does not run backwards: an earlier `now` counts as the last change.
    #[inline]
    pub fn set(&mut self, now: Time, value: u64) {
        self.area += product(self.value, now.since(self.changed).0);
        self.changed = self.changed.max(now);
        self.value = value;
        self.peak = self.peak.max(value);
    }
    /// It changes by `change` at `now`, not below zero.
    #[inline]
    pub fn add(&mut self, now: Time, change: i64) {
        self.set(now, self.value.saturating_add_signed(change));
    }
    /// Its value since the last change.
    pub fn value(&self) -> u64 {
        self.value
    }
    /// The largest value since the start, for however short a time.
    pub fn peak(&self) -> u64 {
        self.peak
    }
    /// When it started or was restarted.
    pub fn start(&self) -> Time {
        self.start
    }
    /// The integral from the start to `now`, in nanoseconds times units.
    pub fn area(&self, now: Time) -> u128 {
        self.area + product(self.value, now.since(self.changed).0)
    }
    /// The mean from the start to `now`; at the start itself the value.
    pub fn mean(&self, now: Time) -> f64 {
        let elapsed = now.max(self.changed).since(self.start).0;
        if elapsed == 0 { self.value as f64 } else { self.area(now) as f64 / elapsed as f64 }
    }
    /// Forgets everything before `now` and keeps the value.
    pub fn restart(&mut self, now: Time) {
        *self = Self::new(now, self.value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn by_hand() {
        let mut average = TimeAverage::new(Time(10), 2);
        assert_eq!(average.mean(Time(10)), 2.0);
        average.set(Time(20), 6);
        average.add(Time(30), -7);
        assert_eq!((average.value(), average.peak(), average.area(Time(40))), (0, 6, 80));
        assert!((average.mean(Time(50)) - 2.0).abs() < 1e-15);
        average.add(Time(50), 3);
        average.restart(Time(60));
        assert_eq!((average.mean(Time(70)), average.peak()), (3.0, 3));
    }

    proptest! {
        #[test]
        fn cutting_the_time_up_changes_nothing(
            steps in proptest::collection::vec((1..1u64 << 40, 0..1u64 << 20), 1..40), cuts in proptest::collection::vec(0..1u64 << 40, 0..40)
        ) {
            let mut now = Time::ZERO;
            let (mut whole, mut cut) = (TimeAverage::default(), TimeAverage::default());
            for (index, &(length, value)) in steps.iter().enumerate() {
                let next = Time(now.0 + length);
                if let Some(extra) = cuts.get(index) {
                    cut.set(Time(now.0 + extra % length), cut.value());
                }
                whole.set(next, value);
                cut.set(next, value);
                now = next;
            }
            prop_assert_eq!(whole, cut);
            prop_assert_eq!(whole.mean(now), cut.mean(now));
        }
    }
}
