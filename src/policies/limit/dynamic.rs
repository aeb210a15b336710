//! Dynamic throttling on CPU thresholds: a fixed window whose limit is halved while the processor is too busy and raised
//! by half while it is idle.
//!
//! The bare rule of many operators' handbooks; as a control loop it is a relay, which oscillates (Tsypkin 1984, "Relay
//! control systems"): the halved limit lets the processor rest, which raises the limit, which overloads it again.
//! `holding` is the cure that costs least: between the thresholds the last limit stays (hysteresis) instead of going back
//! to the configured one.

use super::fixed_window::Counted;
use super::{Anchor, Decision, FixedWindow, Limiter, Unfit, Why};
use crate::sim::{Span, Time};

/// A limit that depends on how busy the processor is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Dynamic {
    window: FixedWindow,
    above: f64,
    below: f64,
    low: u64,
    high: u64,
    holds: bool,
}

/// Which of the three limits holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gear {
    /// The processor is too busy.
    Low,
    /// As configured.
    Normal,
    /// The processor has time.
    High,
}

/// The window's count and the limit that holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Geared {
    counted: Counted,
    gear: Gear,
}

impl Dynamic {
    /// `limit` per `window`; half of it when the processor's share is above `above`, one and a half of it below `below`.
    pub fn new(limit: u64, window: Span, above: f64, below: f64) -> Result<Self, Unfit> {
        if !(0.0..=1.0).contains(&below) || !(0.0..=1.0).contains(&above) || below > above {
            return Err(Unfit(format!(
                "thresholds {below} and {above} are out of order; allowed: shares from 0 to 1, the lower one first"
            )));
        }
        let window = FixedWindow::new(limit, window, Anchor::Clock)?;
        Ok(Self { window, above, below, low: (limit / 2).max(1), high: limit.saturating_add(limit / 2), holds: false })
    }
    /// The same, but between the thresholds the last limit stays.
    pub const fn holding(self) -> Self {
        Self { holds: true, ..self }
    }
    /// The configured limit.
    pub const fn base(&self) -> u64 {
        self.window.limit()
    }
    /// The limit that holds.
    pub const fn limit(&self, state: &Geared) -> u64 {
        match state.gear {
            Gear::Low => self.low,
            Gear::Normal => self.window.limit(),
            Gear::High => self.high,
        }
    }
    /// Units counted in the window that holds `now`.
    pub fn counted(&self, state: &Geared, now: Time) -> u64 {
        self.window.counted(&state.counted, now)
    }
    /// The length of a window.
    pub const fn length(&self) -> Span {
        self.window.length()
    }
}

impl Limiter for Dynamic {
    type State = Geared;

    fn fresh(&self, now: Time) -> Geared {
        Geared { counted: self.window.fresh(now), gear: Gear::Normal }
    }

    fn check(&self, state: &mut Geared, now: Time, cost: u32) -> Decision {
        let limit = self.limit(state);
        let counted = self.window.counted(&state.counted, now);
        let base = self.window.limit();
        let decision = self.window.with_limit(limit).check(&mut state.counted, now, cost);
        let possible = u64::from(cost) <= self.high;
        Decision {
            why: if possible {
                Why::Moved { counted, limit, base, cost }
            } else {
                Why::TooBig { cost, most: self.high }
            },
            ..decision
        }
    }

    fn observed(&self, state: &mut Geared, cpu: f64) {
        state.gear = if cpu > self.above {
            Gear::Low
        } else if cpu < self.below {
            Gear::High
        } else if self.holds {
            state.gear
        } else {
            Gear::Normal
        };
    }
    fn idle_in(&self, state: &Geared, now: Time) -> Span {
        if state.gear == Gear::Normal { self.window.idle_in(&state.counted, now) } else { Span::MAX }
    }

    fn adopt(&self, old: &Self, state: &mut Geared, now: Time) {
        self.window.adopt(&old.window, &mut state.counted, now);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Single;
    use super::*;

    #[test]
    fn the_limit_follows_the_processor() {
        let hour = Span::from_secs(3600.0);
        for holds in [false, true] {
            let rule = Dynamic::new(1000, hour, 0.8, 0.5).unwrap();
            let rule = if holds { rule.holding() } else { rule };
            let mut single = Single::new(rule);
            let limits: Vec<u64> = [0.6, 0.81, 0.8, 0.49, 0.5]
                .into_iter()
                .map(|cpu| {
                    single.observed(cpu);
                    single.rule().limit(single.state())
                })
                .collect();
            let between = |after: u64| if holds { after } else { 1000 };
            assert_eq!(limits, [1000, 500, between(500), 1500, between(1500)]);
        }
    }

    #[test]
    fn counts_in_the_window_whatever_the_limit() {
        let mut single = Single::new(Dynamic::new(10, Span(1000), 0.8, 0.5).unwrap());
        assert_eq!((0..20).filter(|_| single.check(Time(0), 1).allowed).count(), 10);
        single.observed(0.1);
        assert_eq!((0..20).filter(|_| single.check(Time(1), 1).allowed).count(), 5);
        single.observed(0.9);
        assert!(!single.check(Time(999), 1).allowed);
        assert_eq!((0..20).filter(|_| single.check(Time(1000), 1).allowed).count(), 5);
        assert_eq!(single.check(Time(1000), 1).why, Why::Moved { counted: 5, limit: 5, base: 10, cost: 1 });
    }
}
