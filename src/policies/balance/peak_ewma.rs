//! Peak EWMA: the lowest fading latency × (in flight + 1); a slower answer counts at once, a faster one bit by bit.
//!
//! Finagle (Twitter; described in Linkerd's "Beyond round robin", 2016) with Eckner's weights for unevenly spaced series:
//! an answer *t* after the last one counts 1 − e^(−t/τ); an answer slower than the average replaces it; unobserved the
//! average fades as e^(−t/τ), so a server that was slow is tried again in time. Untried servers come first, one request
//! each.
//! Differs from Finagle: there each look at a server counts as an answer of latency 0, so the average depends on how
//! often it was looked at, and two servers are sampled; here answers alone count, and all servers are compared.

use super::fastest::{UNMEASURED, fastest, why};
use super::turn::Turn;
use super::{Ask, Balancer, Choice, Pool, Server, Settings};
use crate::sim::{Dice, Span, Time};

/// The last word of one server.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Peak {
    /// The average at its last answer, seconds.
    latency_s: f64,
    /// When that was.
    at: Time,
}

/// Peak EWMA.
///
/// All averages fade alike, so comparing them needs no exponential: each is kept scaled to one common moment, the epoch
/// ("forward decay", Cormode, Shkapenyuk, Srivastava, Xu 2009). The epoch moves on before the numbers grow too large.
#[derive(Clone, PartialEq, Debug)]
pub struct PeakEwma {
    /// τ: after this long an old latency counts 1/e; seconds.
    decay_s: f64,
    epoch: Time,
    /// By server number; `None` before the first answer and out of rotation.
    peaks: Vec<Option<Peak>>,
    /// By server number: the average as it would have to be at the epoch to fade to what it is now; [`UNMEASURED`] where
    /// there is none.
    scaled: Vec<f64>,
    turn: Turn,
}

/// How many τ the epoch may lie back; e^64 is far below the largest float.
const EPOCH_MAX: f64 = 64.0;

/// The shortest τ, seconds; zero would divide by itself.
const DECAY_MIN_S: f64 = 1e-9;

impl PeakEwma {
    /// With `settings.decay_s`.
    pub fn new(settings: &Settings) -> Self {
        Self {
            decay_s: settings.decay_s.max(DECAY_MIN_S),
            epoch: Time::ZERO,
            peaks: Vec::new(),
            scaled: Vec::new(),
            turn: Turn::default(),
        }
    }
    /// The faded latency of `server` in seconds at `now`, if it has answered.
    pub fn latency_s(&self, server: Server, now: Time) -> Option<f64> {
        let scaled = self.scaled.get(server as usize).copied().filter(|&scaled| scaled != UNMEASURED)?;
        Some(scaled * self.fade(self.epoch, now))
    }

    /// What is left after the time from `from` to `to`.
    fn fade(&self, from: Time, to: Time) -> f64 {
        libm::exp(-(to - from).secs() / self.decay_s)
    }
    /// Scales every average to a new epoch.
    fn move_epoch(&mut self, epoch: Time) {
        self.epoch = epoch;
        for (i, peak) in self.peaks.iter().enumerate() {
            if let Some(peak) = peak {
                self.scaled[i] = peak.latency_s * self.fade(peak.at, epoch);
            }
        }
    }
}

impl Balancer for PeakEwma {
    fn pick(&mut self, ask: &Ask, pool: &Pool<'_>, _dice: &mut Dice) -> Choice {
        let least = fastest(self.turn, pool, |server| self.scaled[server as usize]);
        self.turn.took(least.server);
        let why = why(&least, pool, self.latency_s(least.server, ask.now));
        pool.only_one().unwrap_or(Choice { server: least.server, why })
    }

    fn pool_changed(&mut self, pool: &Pool<'_>) {
        self.peaks.resize(pool.backends.len(), None);
        self.scaled.resize(pool.backends.len(), UNMEASURED);
        pool.each_down(|server| {
            self.peaks[server as usize] = None;
            self.scaled[server as usize] = UNMEASURED;
        });
    }

    fn answered(&mut self, server: Server, latency: Span, now: Time, _pool: &Pool<'_>) {
        if (now - self.epoch).secs() > EPOCH_MAX * self.decay_s {
            self.move_epoch(now);
        }
        // At least a nanosecond: a score of zero would hold however many are in flight.
        let latest = latency.max(Span(1)).secs();
        let faded = self.fade(self.epoch, now);
        let (peak, scaled) = (&mut self.peaks[server as usize], &mut self.scaled[server as usize]);
        let latency_s = match *peak {
            Some(old) if latest <= old.latency_s => {
                // The same as e^(−t/τ) for the time t since the last answer, without another exponential.
                let left = *scaled * faded / old.latency_s;
                old.latency_s * left + latest * (1.0 - left)
            }
            Some(_) | None => latest,
        };
        *peak = Some(Peak { latency_s, at: now });
        *scaled = latency_s / faded;
    }

    fn tune(&mut self, settings: &Settings) {
        self.decay_s = settings.decay_s.max(DECAY_MIN_S);
        let last = self.peaks.iter().flatten().map(|peak| peak.at).max();
        self.move_epoch(last.unwrap_or(self.epoch));
    }
}

#[cfg(test)]
mod tests {
    use super::super::Why;
    use super::super::testing::Bench;
    use super::*;

    fn with(decay_s: f64) -> PeakEwma {
        PeakEwma::new(&Settings { decay_s, ..Settings::default() })
    }
    fn close(a: Option<f64>, b: f64) -> bool {
        a.is_some_and(|a| (a - b).abs() <= 1e-12 * b)
    }
    const E: f64 = std::f64::consts::E;

    #[test]
    fn a_slower_answer_counts_at_once_and_a_faster_one_bit_by_bit() {
        let mut bench = Bench::of(&[9]);
        let mut policy = with(10.0);
        bench.changed(&mut policy);
        bench.answer(&mut policy, 0, 1.0);
        bench.wait(10.0);
        assert!(close(policy.latency_s(0, bench.ask.now), 1.0 / E), "unobserved it fades");
        bench.answer(&mut policy, 0, 0.5);
        assert!(close(policy.latency_s(0, bench.ask.now), 1.0 / E + 0.5 * (1.0 - 1.0 / E)));
        bench.answer(&mut policy, 0, 2.0);
        assert!(close(policy.latency_s(0, bench.ask.now), 2.0));
    }

    #[test]
    fn without_memory_the_latest_answer_is_all_there_is() {
        let mut bench = Bench::of(&[9]);
        let mut policy = with(0.0);
        bench.changed(&mut policy);
        for latency in [1.0, 0.25] {
            bench.wait(1.0);
            bench.answer(&mut policy, 0, latency);
            assert!(close(policy.latency_s(0, bench.ask.now), latency));
        }
    }

    #[test]
    fn a_slow_server_is_tried_again_in_time() {
        let mut bench = Bench::of(&[1, 1]);
        let mut policy = with(1.0);
        bench.changed(&mut policy);
        bench.answer(&mut policy, 1, 5.0);
        let mut tried = None;
        for second in 0..100 {
            bench.send(0);
            bench.wait(1.0);
            bench.answer(&mut policy, 0, 0.1);
            if bench.pick(&mut policy).server == 1 {
                tried = tried.or(Some(second));
            }
        }
        assert_eq!(tried, Some(3), "5 × e^−4 is the first below 0.1 × 2");
    }

    #[test]
    fn the_scaled_order_is_the_order_of_the_faded_scores() {
        for decay_s in [0.05, 1.0, 100.0] {
            let mut bench = Bench::of(&[1000; 5]);
            let mut policy = with(decay_s);
            bench.changed(&mut policy);
            for step in 0..2000 {
                let server = bench.dice.below(5) as Server;
                let latency = bench.dice.exponential();
                bench.answer(&mut policy, server, latency);
                let gap = bench.dice.exponential() * 0.1;
                bench.wait(gap);
                if step == 1000 {
                    policy.tune(&Settings { decay_s: decay_s / 50.0, ..Settings::default() });
                }
                let score = |policy: &PeakEwma, server: Server| {
                    let in_flight = f64::from(bench.backends[server as usize].in_flight);
                    policy.latency_s(server, bench.ask.now).map(|latency| latency * (in_flight + 1.0))
                };
                let chosen = bench.clone().pick(&mut policy.clone());
                if let Why::Fastest { latency_s, in_flight, .. } = chosen.why {
                    let lowest = (0..5).filter_map(|s| score(&policy, s)).fold(f64::INFINITY, f64::min);
                    let won = latency_s * (f64::from(in_flight) + 1.0);
                    assert!(won <= lowest * (1.0 + 1e-9) + 1e-300, "{won} {lowest}");
                }
            }
        }
    }
}
