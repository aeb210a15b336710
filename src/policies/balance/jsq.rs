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

/// Among so many servers at most the tied ones are listed; beyond that they are looked for again.
const LISTED: usize = 64;

impl JoinShortestQueue {
    /// The `k`-th server in rotation, from 0, that has `count` requests.
    #[cold]
    fn nth_with(pool: &Pool<'_>, count: u32, k: u32) -> Server {
        let mut with = pool.up.iter().copied().filter(|&server| pool.get(server).at_server == count);
        with.nth(k as usize).unwrap_or(pool.up[0])
    }
}

impl Balancer for JoinShortestQueue {
    #[inline(always)]
    fn pick(&mut self, _ask: &Ask, pool: &Pool<'_>, dice: &mut Dice) -> Choice {
        if let Some(choice) = pool.only_one() {
            return choice;
        }
        // Selections and not branches: which server is the shortest cannot be predicted. Each server is written behind
        // those that are tied so far, whether it counts or not.
        let mut list = [0 as Server; LISTED];
        let (mut count, mut tied) = (u32::MAX, 0u16);
        for &server in pool.up {
            let found = pool.get(server).at_server;
            let before = if found < count { 0 } else { tied };
            list[usize::from(before) % LISTED] = server;
            tied = before + u16::from(found <= count);
            count = count.min(found);
        }
        let k = if tied > 1 { dice.below(u32::from(tied)) } else { 0 };
        let why = Why::ShortestQueue { count, tied, of: pool.of() };
        let server = if pool.up.len() <= LISTED { list[k as usize % LISTED] } else { Self::nth_with(pool, count, k) };
        Choice { server, why }
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
    fn many_servers_are_too_many_to_list_and_not_too_many_to_choose_from() {
        for n in [63, 64, 65, 200u16] {
            let mut bench = Bench::of(&vec![1; n as usize]);
            for _ in 0..200 {
                let choice = bench.pick(&mut JoinShortestQueue);
                assert!(choice.server < n);
                assert_eq!(choice.why, Why::ShortestQueue { count: 1, tied: n, of: n });
            }
            bench.backends[n as usize - 1].at_server = 0;
            let choice = bench.pick(&mut JoinShortestQueue);
            assert_eq!(choice, Choice { server: n - 1, why: Why::ShortestQueue { count: 0, tied: 1, of: n } });
        }
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
