//! Least response time: the lowest average latency × (in flight + 1).
//!
//! NetScaler's least response time method multiplies latency and active connections; NGINX Plus `least_time` (2015) also
//! looks at both. The average is exponentially weighted (Roberts 1959): new = α × latest + (1 − α) × old, at each answer.
//! Untried servers come first, one request each.
//! Left out: time. An average does not fade while a server is not asked, so one bad moment can keep a server out of use
//! until the others fill up; peak EWMA lets it fade.

use super::fastest::{UNMEASURED, fastest, why};
use super::turn::Turn;
use super::{Ask, Balancer, Choice, Pool, Server, Settings};
use crate::sim::{Dice, Span, Time};

/// Least response time.
#[derive(Clone, PartialEq, Debug)]
pub struct LeastResponseTime {
    /// The share of the newest latency in the average.
    alpha: f64,
    /// Average latency in seconds by server number; [`UNMEASURED`] before the first answer and out of rotation.
    average_s: Vec<f64>,
    turn: Turn,
}

impl LeastResponseTime {
    /// With `settings.alpha`.
    pub fn new(settings: &Settings) -> Self {
        Self { alpha: settings.alpha, average_s: Vec::new(), turn: Turn::default() }
    }
    /// The average latency of `server` in seconds, if it has answered.
    pub fn latency_s(&self, server: Server) -> Option<f64> {
        self.average_s.get(server as usize).copied().filter(|&average| average != UNMEASURED)
    }
}

impl Balancer for LeastResponseTime {
    fn pick(&mut self, _ask: &Ask, pool: &Pool<'_>, _dice: &mut Dice) -> Choice {
        let least = fastest(self.turn, pool, |server| self.average_s[server as usize]);
        self.turn.took(least.server);
        let why = why(&least, pool, self.latency_s(least.server));
        pool.only_one().unwrap_or(Choice { server: least.server, why })
    }

    fn pool_changed(&mut self, pool: &Pool<'_>) {
        self.average_s.resize(pool.backends.len(), UNMEASURED);
        pool.each_down(|server| self.average_s[server as usize] = UNMEASURED);
    }

    fn answered(&mut self, server: Server, latency: Span, _now: Time, _pool: &Pool<'_>) {
        // At least a nanosecond: a score of zero would hold however many are in flight.
        let latest = latency.max(Span(1)).secs();
        let average = &mut self.average_s[server as usize];
        *average = if *average == UNMEASURED { latest } else { *average + self.alpha * (latest - *average) };
    }

    fn tune(&mut self, settings: &Settings) {
        self.alpha = settings.alpha;
    }
}

#[cfg(test)]
mod tests {
    use super::super::Why;
    use super::super::testing::Bench;
    use super::*;

    fn with(alpha: f64) -> LeastResponseTime {
        LeastResponseTime::new(&Settings { alpha, ..Settings::default() })
    }

    #[test]
    fn averages_with_alpha() {
        let mut bench = Bench::of(&[3]);
        let mut policy = with(0.25);
        bench.changed(&mut policy);
        for (latency, average) in [(0.4, 0.4), (0.8, 0.5), (0.1, 0.4)] {
            bench.answer(&mut policy, 0, latency);
            assert!((policy.latency_s(0).unwrap() - average).abs() < 1e-12);
        }
    }

    #[test]
    fn untried_servers_get_one_request_each_and_then_wait() {
        let mut bench = Bench::of(&[0; 3]);
        let mut policy = with(0.2);
        bench.changed(&mut policy);
        for server in 0..3 {
            let choice = bench.pick(&mut policy);
            assert_eq!(choice, Choice { server, why: Why::Unmeasured { unmeasured: 3 - server, of: 3 } });
            bench.send(server);
        }
        assert_eq!(bench.pick(&mut policy).why, Why::AllUnmeasured { count: 1, of: 3 });
        bench.answer(&mut policy, 1, 9.0);
        let why = Why::Fastest { latency_s: 9.0, in_flight: 0, of: 3 };
        assert_eq!(bench.pick(&mut policy), Choice { server: 1, why }, "slow, but it has answered");
    }

    #[test]
    fn weighs_latency_against_requests_in_flight() {
        let mut bench = Bench::of(&[1, 1]);
        let mut policy = with(0.2);
        bench.changed(&mut policy);
        bench.answer(&mut policy, 0, 0.1);
        bench.answer(&mut policy, 1, 0.25);
        let mut sent = Vec::new();
        for _ in 0..4 {
            let server = bench.pick(&mut policy).server;
            bench.send(server);
            sent.push(server);
        }
        assert_eq!(sent, [0, 0, 1, 0], "0.1, 0.2, then 0.25 against 0.3, then 0.3 against 0.5");
    }

    #[test]
    fn who_comes_back_is_unmeasured() {
        let mut bench = Bench::of(&[1, 1]);
        let mut policy = with(0.2);
        bench.changed(&mut policy);
        bench.answer(&mut policy, 0, 0.1);
        bench.up(&mut policy, &[1]);
        bench.up(&mut policy, &[0, 1]);
        assert_eq!(policy.latency_s(0), None);
        policy.tune(&Settings { alpha: 1.0, ..Settings::default() });
        bench.answer(&mut policy, 1, 0.3);
        assert_eq!(policy.latency_s(1), Some(0.3));
    }
}
