//! What the player counts: seconds, or things that come one after another.
//!
//! A run's time is always integer nanoseconds. A concept whose story goes by requests or steps gives each of them the
//! same span and says so here; then axis, flag and captions speak of requests, and a link may as well.

use crate::sim::{Span, Time};

/// What the player's axis counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Clock {
    /// One of them: "request".
    pub one: &'static str,
    /// Several: "requests".
    pub many: &'static str,
    /// The run's time that each takes.
    pub each: Span,
    /// The fewest that the axis shows.
    pub least: u32,
    /// How many the axis shows around the playhead; 0 shows the whole run.
    pub window: u32,
}

impl Clock {
    /// Seconds.
    pub const SECONDS: Self = Self { one: "s", many: "s", each: Span(1_000_000_000), least: 10, window: 0 };

    /// Things that come one after another, each taking `each` of the run's time.
    pub const fn count(one: &'static str, many: &'static str, each: Span) -> Self {
        Self { one, many, each, least: 10, window: 0 }
    }
    /// Sets the fewest that the axis shows.
    pub const fn least(mut self, least: u32) -> Self {
        self.least = least;
        self
    }
    /// Shows so many around the playhead instead of the whole run.
    pub const fn window(mut self, window: u32) -> Self {
        self.window = window;
        self
    }

    /// True if it counts seconds.
    pub fn is_time(&self) -> bool {
        *self == Self { least: self.least, window: self.window, ..Self::SECONDS }
    }
    /// A moment in units of the axis.
    pub fn units(&self, at: Time) -> f64 {
        at.0 as f64 / self.each.0 as f64
    }
    /// The moment at so many units, to the nanosecond.
    pub fn at(&self, units: f64) -> Time {
        Time((units.max(0.0) * self.each.0 as f64 + 0.5) as u64)
    }
    /// A moment as the playhead's flag shows it at this speed: "66.5 s", "40,142".
    pub fn words(&self, at: Time, speed: f64) -> String {
        let units = self.units(at);
        if !self.is_time() {
            return grouped(units as u64);
        }
        let places = match speed {
            _ if speed < 0.02 => 3,
            _ if speed < 0.2 => 2,
            _ if speed < 50.0 => 1,
            _ => 0,
        };
        if units >= 100_000.0 { format!("{} s", grouped(units as u64)) } else { format!("{units:.places$} s") }
    }
    /// A moment at the head of a caption: "66.5 s.", "Request 40,142."
    pub fn lead(&self, at: Time) -> String {
        if self.is_time() {
            return format!("{:.1} s.", self.units(at));
        }
        let mut one = self.one.to_owned();
        if let Some(first) = one.get_mut(0..1) {
            first.make_ascii_uppercase();
        }
        format!("{one} {}.", grouped(self.units(at) as u64))
    }
    /// The distance of the first samples of the player's record.
    pub fn sample(&self) -> Span {
        if self.is_time() { Span(50_000_000) } else { self.each }
    }
}

/// A whole number with its thousands set apart.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The player's axis as a picture that shares it sees it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct TimeAxis {
    /// The moment at its left end.
    pub from: Time,
    /// The moment at its right end.
    pub to: Time,
    /// Its left end in the picture, pixels.
    pub left: f32,
    /// Its right end.
    pub right: f32,
}

impl TimeAxis {
    /// Where a moment lies; outside the ends if it is not shown.
    pub fn x(&self, at: Time) -> f32 {
        let span = (self.to.0 - self.from.0).max(1) as f64;
        let share = (at.0 as f64 - self.from.0 as f64) / span;
        self.left + share as f32 * (self.right - self.left)
    }
    /// The moment at `x`, within the ends.
    pub fn at(&self, x: f32) -> Time {
        let share = f64::from((x - self.left) / (self.right - self.left).max(1e-3)).clamp(0.0, 1.0);
        Time(self.from.0 + (share * (self.to.0 - self.from.0) as f64 + 0.5) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_speaks_in_its_own_unit() {
        let requests = Clock::count("request", "requests", Span(1_000_000));
        let at = Time(40_142_000_000);
        assert_eq!((requests.words(at, 1.0), requests.lead(at)), ("40,142".into(), "Request 40,142.".into()));
        assert_eq!(requests.at(requests.units(at)), at);
        let seconds = Clock::SECONDS;
        assert_eq!(seconds.words(Time(66_500_000_000), 1.0), "66.5 s");
        assert!(seconds.least(20).is_time() && !requests.is_time());
    }

    #[test]
    fn moments_find_their_place_and_back() {
        let axis = TimeAxis { from: Time(1_000), to: Time(3_000), left: 10.0, right: 110.0 };
        for at in [1_000, 1_500, 3_000] {
            assert_eq!(axis.at(axis.x(Time(at))), Time(at));
        }
        assert!(axis.x(Time(0)) < 10.0);
    }
}
