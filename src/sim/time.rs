//! Virtual time: integer nanoseconds since the start of a run.
//!
//! Integers make the order of events total and a run independent of the frame rate; 2^64 ns are 584 years.

use std::ops::{Add, AddAssign, Sub};

/// Nanoseconds in a second.
pub const NANOS: u64 = 1_000_000_000;

/// A moment, in nanoseconds since the start of the run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Time(pub u64);

/// A length of time, in nanoseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Span(pub u64);

impl Time {
    /// The start of every run.
    pub const ZERO: Self = Self(0);
    /// A moment no run reaches.
    pub const NEVER: Self = Self(u64::MAX);

    /// The moment `seconds` after the start, rounded to the nearest nanosecond; negative values give zero.
    pub fn from_secs(seconds: f64) -> Self {
        Self(Span::from_secs(seconds).0)
    }
    /// Seconds since the start.
    pub fn secs(self) -> f64 {
        self.0 as f64 / NANOS as f64
    }
    /// The span since `earlier`; zero if `earlier` is later.
    pub fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
    /// The moment `span` before this one, not before the start.
    pub fn back(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// The longest span; used for "never".
    pub const MAX: Self = Self(u64::MAX);

    /// `seconds` rounded to the nearest nanosecond; negative and NaN give zero, values past 584 years saturate.
    pub fn from_secs(seconds: f64) -> Self {
        Self((seconds * NANOS as f64 + 0.5) as u64)
    }
    /// Length in seconds.
    pub fn secs(self) -> f64 {
        self.0 as f64 / NANOS as f64
    }
    /// True for a span of zero length.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl Add<Span> for Time {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}
impl AddAssign<Span> for Time {
    fn add_assign(&mut self, span: Span) {
        *self = *self + span;
    }
}
impl Sub for Time {
    type Output = Span;
    fn sub(self, earlier: Self) -> Span {
        self.since(earlier)
    }
}
impl Add for Span {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_round_to_nanoseconds_and_never_wrap() {
        assert_eq!(Span::from_secs(1.5), Span(1_500_000_000));
        assert_eq!(Span::from_secs(-1.0), Span::ZERO);
        assert_eq!(Span::from_secs(f64::NAN), Span::ZERO);
        assert_eq!(Span::from_secs(1e30), Span::MAX);
        assert_eq!(Time::NEVER + Span(1), Time::NEVER);
        assert_eq!(Time(3) - Time(5), Span::ZERO);
    }
}
