//! Adaptive concurrency, gradient: the limit shrinks as answers take longer than they usually do.
//!
//! `Gradient2Limit` of Netflix `concurrency-limits` (2018), with its numbers: gradient = max(½, min(1, tolerance × long
//! average / newest latency)); new = gradient × limit + allowed queue; limit moves a fifth of the way there. The long
//! average is exponential over 600 samples after a warm-up of 10; it loses a tenth whenever it is more than twice the
//! newest. Envoy's adaptive concurrency (2019) uses the same gradient with a measured minimum instead of the average,
//! and a headroom of √limit. Left out: sampling windows (every answer is a sample), and Netflix counts in flight when the
//! request came, this when it is done.

use super::concurrency::admit;
use super::{Decision, Limiter, Unfit, Why};
use crate::sim::{Span, Time};

const WARM_UP: u32 = 10;

/// A concurrency limit that follows the latency.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Gradient {
    initial: u64,
    least: f64,
    most: f64,
    queue: f64,
    smoothing: f64,
    long_window: f64,
}

/// The moving limit, the long average of latencies in seconds, and what is in flight.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Following {
    limit: f64,
    long_s: f64,
    sum_s: f64,
    samples: u32,
    in_flight: u64,
}

impl Gradient {
    /// Starts at `initial`, stays from `least` to `most`; may grow by up to 4 for queueing, a fifth of it per answer.
    pub fn new(initial: u64, least: u64, most: u64) -> Result<Self, Unfit> {
        super::sized(initial, Span(1))?;
        if least == 0 || least > initial || initial > most {
            return Err(Unfit(format!(
                "limits {least}, {initial}, {most} are out of order; allowed: from 1, lowest, first and highest ascending"
            )));
        }
        let (least, most) = (least as f64, most as f64);
        Ok(Self { initial, least, most, queue: 4.0, smoothing: 0.2, long_window: 600.0 })
    }
    /// The first limit.
    pub const fn initial(&self) -> u64 {
        self.initial
    }
    /// The lowest limit.
    pub const fn least(&self) -> u64 {
        self.least as u64
    }
    /// The highest limit.
    pub const fn most(&self) -> u64 {
        self.most as u64
    }
    /// The limit now.
    pub const fn limit(&self, state: &Following) -> u64 {
        state.limit as u64
    }
    /// Units in flight.
    pub const fn in_flight(&self, state: &Following) -> u64 {
        state.in_flight
    }
    /// The long average of latencies, in seconds; zero before the first.
    pub const fn long_s(&self, state: &Following) -> f64 {
        state.long_s
    }
}

impl Limiter for Gradient {
    type State = Following;

    fn fresh(&self, _now: Time) -> Following {
        Following { limit: self.initial as f64, long_s: 0.0, sum_s: 0.0, samples: 0, in_flight: 0 }
    }

    fn check(&self, state: &mut Following, _now: Time, cost: u32) -> Decision {
        let limit = self.limit(state);
        let why = Why::Moved { counted: state.in_flight, limit, base: self.initial, cost };
        admit(&mut state.in_flight, limit, self.most as u64, cost, why)
    }

    fn idle_in(&self, state: &Following, _now: Time) -> Span {
        if state.in_flight == 0 && state.samples == 0 { Span::ZERO } else { Span::MAX }
    }

    fn finished(&self, state: &mut Following, _now: Time, took: Span, cost: u32, _dropped: bool) {
        let short_s = took.0.max(1) as f64 / 1e9;
        if state.samples < WARM_UP {
            state.samples += 1;
            state.sum_s += short_s;
            state.long_s = state.sum_s / f64::from(state.samples);
        } else {
            let factor = 2.0 / (self.long_window + 1.0);
            state.long_s = state.long_s * (1.0 - factor) + short_s * factor;
        }
        let long_s = state.long_s;
        if long_s / short_s > 2.0 {
            state.long_s *= 0.9;
        }
        // A limit that is not used says nothing about whether more would do.
        if state.in_flight as f64 >= state.limit / 2.0 {
            let gradient = (long_s / short_s).clamp(0.5, 1.0);
            let wanted = state.limit * gradient + self.queue;
            let moved = state.limit * (1.0 - self.smoothing) + wanted * self.smoothing;
            state.limit = moved.min(self.most).max(self.least);
        }
        state.in_flight = state.in_flight.saturating_sub(u64::from(cost));
    }

    fn adopt(&self, _old: &Self, state: &mut Following, _now: Time) {
        state.limit = state.limit.min(self.most).max(self.least);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Single;
    use super::*;

    const MS: u64 = 1_000_000;

    /// Keeps it full, every answer after `latency`.
    fn answers(single: &mut Single<Gradient>, count: u32, latency: Span) -> u64 {
        for _ in 0..count {
            while single.check(Time(0), 1).allowed {}
            single.finished(Time(0), latency, 1, false);
        }
        single.rule().limit(single.state())
    }

    #[test]
    fn grows_while_latency_is_even_and_falls_when_it_rises() {
        let mut single = Single::new(Gradient::new(20, 5, 200).unwrap());
        // Each answer adds a fifth of the allowed queue: 0.8.
        assert_eq!(answers(&mut single, 10, Span(10 * MS)), 28);
        let grown = answers(&mut single, 100, Span(10 * MS));
        assert_eq!(grown, 108);
        let fallen = answers(&mut single, 20, Span(40 * MS));
        assert!(fallen < grown / 3, "{fallen}");
        // ½ × limit + 4 = limit at 8.
        assert_eq!(answers(&mut single, 60, Span(400 * MS)), 8);
    }
}
