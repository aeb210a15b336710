//! Least outstanding cost: the server with the least work sent and not yet answered.
//!
//! Least work left (Harchol-Balter, Crovella, Murta 1999) with what a balancer can know: the cost of a request must be
//! visible in it. LLM gateways count tokens in this way, because a long prompt holds a server a hundred times as long as
//! a short one. Ties go to the next in turn.
//! Left out: the part of a request already done, the speed of a server, and costs that show only later.

use super::turn::Turn;
use super::{Ask, Balancer, Choice, Pool, Why};
use crate::sim::{Dice, Span};

/// Least outstanding cost.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct LeastCost {
    turn: Turn,
}

impl Balancer for LeastCost {
    fn pick(&mut self, _ask: &Ask, pool: &Pool<'_>, _dice: &mut Dice) -> Choice {
        let least = self.turn.least(pool, |_, backend| backend.cost);
        self.turn.took(least.server);
        let why = Why::LeastCost { cost_s: Span(least.key).secs(), tied: least.tied, of: pool.of() };
        pool.only_one().unwrap_or(Choice { server: least.server, why })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn one_long_request_weighs_more_than_many_short_ones() {
        let mut bench = Bench::of(&[1, 9]);
        bench.backends[0].cost = 30_000_000_000;
        bench.backends[1].cost = 9_000_000_000;
        let choice = bench.pick(&mut LeastCost::default());
        assert_eq!(choice, Choice { server: 1, why: Why::LeastCost { cost_s: 9.0, tied: 1, of: 2 } });
    }

    #[test]
    fn spreads_cost_and_not_count() {
        let mut bench = Bench::of(&[0; 2]);
        let mut policy = LeastCost::default();
        for cost in [100, 1, 1, 1, 1] {
            bench.ask.cost = cost;
            let server = bench.pick(&mut policy).server;
            bench.send(server);
        }
        assert_eq!([bench.backends[0].in_flight, bench.backends[1].in_flight], [1, 4]);
    }

    #[test]
    fn ties_go_round() {
        let mut bench = Bench::of(&[0; 3]);
        assert_eq!(bench.servers(&mut LeastCost::default(), 4), [0, 1, 2, 0]);
    }
}
