//! Join the shortest queue: the fewest requests at the server itself, waiting or in service.
//!
//! Haight 1958 ("Two queues in parallel"); optimal for equal servers with exponential service (Winston 1977). Perfect
//! information: it looks into the servers at no cost and no delay, so it is the yardstick for policies that cannot. Ties
//! are drawn at random.
//! Left out: requests still on the wire, so with a slow network it sends a crowd to the same empty server; weights and
//! speeds.

use super::{Ask, Balancer, Choice, Pool, Server, Why};
use crate::sim::Dice;

/// Join the shortest queue.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct JoinShortestQueue;

impl JoinShortestQueue {
    /// The `k`-th server in rotation, from 0, that has `count` requests.
    fn nth_with(pool: &Pool<'_>, count: u32, k: u32) -> Server {
        let mut with = pool.up.iter().copied().filter(|&server| pool.get(server).at_server == count);
        with.nth(k as usize).unwrap_or(pool.up[0])
    }
}

impl Balancer for JoinShortestQueue {
    #[inline]
    fn pick(&mut self, _ask: &Ask, pool: &Pool<'_>, dice: &mut Dice) -> Choice {
        if let Some(choice) = pool.only_one() {
            return choice;
        }
        let (mut count, mut tied) = (u32::MAX, 0u16);
        for &server in pool.up {
            let found = pool.get(server).at_server;
            tied = tied * u16::from(found >= count) + u16::from(found <= count);
            count = count.min(found);
        }
        let k = if tied > 1 { dice.below(u32::from(tied)) } else { 0 };
        let why = Why::ShortestQueue { count, tied, of: pool.of() };
        Choice { server: Self::nth_with(pool, count, k), why }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, Bench};
    use super::*;

    #[test]
    fn looks_at_the_server_and_not_at_what_is_in_flight() {
        let mut bench = Bench::of(&[3, 2, 4]);
        bench.backends[0].at_server = 1;
        let choice = bench.pick(&mut JoinShortestQueue);
        assert_eq!(choice, Choice { server: 0, why: Why::ShortestQueue { count: 1, tied: 1, of: 3 } });
    }

    #[test]
    fn ties_are_drawn_fairly() {
        let mut bench = Bench::of(&[2, 9, 2, 2]);
        let mut counts = [0u32; 4];
        for _ in 0..30_000 {
            let choice = bench.pick(&mut JoinShortestQueue);
            assert_eq!(choice.why, Why::ShortestQueue { count: 2, tied: 3, of: 4 });
            counts[choice.server as usize] += 1;
        }
        assert_eq!(counts[1], 0);
        assert!(testing::fair(&[counts[0], counts[2], counts[3]]), "{counts:?}");
    }
}
