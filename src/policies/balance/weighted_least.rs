//! Weighted least connections: the fewest requests in flight per unit of weight.
//!
//! Linux Virtual Server's `wlc` (Zhang 1998) and nginx `least_conn` with weights (2012): a server of weight 3 may hold
//! three times as many. Ties go to the next in turn, so an idle pool is served in plain turns.
//! Left out: the request about to be sent. Envoy divides the weight by (active + 1) instead, which prefers heavy servers
//! even when all are idle; nginx breaks the ties by weight.

use super::turn::Turn;
use super::{Ask, Balancer, Choice, Pool, Why};
use crate::sim::Dice;

/// Weighted least connections.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct WeightedLeast {
    turn: Turn,
}

impl Balancer for WeightedLeast {
    fn pick(&mut self, _ask: &Ask, pool: &Pool<'_>, _dice: &mut Dice) -> Choice {
        let least = self.turn.least(pool, |_, backend| f64::from(backend.in_flight) / backend.weight);
        self.turn.took(least.server);
        let backend = pool.get(least.server);
        let (count, weight) = (backend.in_flight, backend.weight);
        let why = Why::FewestPerWeight { count, weight, tied: least.tied, of: pool.of() };
        pool.only_one().unwrap_or(Choice { server: least.server, why })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn divides_by_the_weight() {
        let mut bench = Bench::weighted(&[1.0, 3.0, 2.0]);
        for (server, n) in [(0, 2), (1, 4), (2, 3)] {
            (0..n).for_each(|_| bench.send(server));
        }
        let choice = bench.pick(&mut WeightedLeast::default());
        let why = Why::FewestPerWeight { count: 4, weight: 3.0, tied: 1, of: 3 };
        assert_eq!(choice, Choice { server: 1, why });
    }

    #[test]
    fn equal_quotients_tie_and_go_round() {
        let mut bench = Bench::weighted(&[3.0, 6.0, 1.0]);
        for (server, n) in [(0, 1), (1, 2), (2, 1)] {
            (0..n).for_each(|_| bench.send(server));
        }
        assert_eq!(bench.servers(&mut WeightedLeast::default(), 3), [0, 1, 0]);
    }

    #[test]
    fn fills_in_proportion_to_weight() {
        let mut bench = Bench::weighted(&[1.0, 2.0, 3.0]);
        let mut policy = WeightedLeast::default();
        for _ in 0..60 {
            let server = bench.pick(&mut policy).server;
            bench.send(server);
        }
        let counts: Vec<u32> = bench.backends.iter().map(|backend| backend.in_flight).collect();
        assert_eq!(counts, [10, 20, 30]);
    }
}
