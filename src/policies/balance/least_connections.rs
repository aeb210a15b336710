//! Least connections: the fewest requests in flight, as the balancer counts them.
//!
//! Linux Virtual Server (Zhang 1998) and nginx `least_conn` (2012) made it common; over equal servers with exponential
//! service and no delay it is join-the-shortest-queue, which is optimal (Winston 1977). Ties go to the next in turn.
//! Left out: weights (see weighted least connections), and the speed of a server except through its backlog.

use super::turn::Turn;
use super::{Ask, Balancer, Choice, Pool, Why};
use crate::sim::Dice;

/// Least connections.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct LeastConnections {
    turn: Turn,
}

impl Balancer for LeastConnections {
    #[inline(always)]
    fn pick(&mut self, _ask: &Ask, pool: &Pool<'_>, _dice: &mut Dice) -> Choice {
        let least = self.turn.fewest(pool, |backend| backend.in_flight);
        self.turn.took(least.server);
        let why = Why::FewestInFlight { count: least.key, tied: least.tied, of: pool.of() };
        pool.only_one().unwrap_or(Choice { server: least.server, why })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn takes_the_fewest_and_says_how_many() {
        let choice = Bench::of(&[4, 2, 7, 3]).pick(&mut LeastConnections::default());
        assert_eq!(choice, Choice { server: 1, why: Why::FewestInFlight { count: 2, tied: 1, of: 4 } });
    }

    #[test]
    fn ties_go_round() {
        let mut bench = Bench::of(&[1, 1, 5, 1]);
        let mut policy = LeastConnections::default();
        assert_eq!(bench.servers(&mut policy, 5), [0, 1, 3, 0, 1]);
        assert_eq!(bench.pick(&mut policy).why, Why::FewestInFlight { count: 1, tied: 3, of: 4 });
    }

    #[test]
    fn a_lone_server_moves_the_turn() {
        let mut bench = Bench::of(&[0; 3]);
        let mut policy = LeastConnections::default();
        bench.up(&mut policy, &[1]);
        assert_eq!(bench.pick(&mut policy).why, Why::OnlyOne);
        bench.up(&mut policy, &[0, 1, 2]);
        assert_eq!(bench.servers(&mut policy, 2), [2, 0]);
    }
}
