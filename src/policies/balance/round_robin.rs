//! Round robin: each server in its turn.
//!
//! As old as time sharing (Kleinrock 1964 analysed it for processors); for name servers RFC 1794 (1995). Over *N*
//! servers fed by one Poisson stream each server sees every N-th arrival: E_N/M/1, steadier than random.
//! Left out: weights, and anything about the state of a server.

use super::{Ask, Balancer, Choice, Pool, Server, Why};
use crate::sim::Dice;

/// Round robin. A server that joins is served when the turn reaches its number.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct RoundRobin {
    /// The place in rotation whose turn is next.
    next: usize,
    /// The number after the last one chosen: where to go on when the rotation changes.
    from: Server,
}

impl Balancer for RoundRobin {
    #[inline(always)]
    fn pick(&mut self, _ask: &Ask, pool: &Pool<'_>, _dice: &mut Dice) -> Choice {
        let place = if self.next < pool.up.len() { self.next } else { 0 };
        let server = pool.up[place];
        self.next = place + 1;
        self.from = server.saturating_add(1);
        pool.only_one().unwrap_or(Choice { server, why: Why::Turn { place: place as u16 + 1, of: pool.of() } })
    }

    fn pool_changed(&mut self, pool: &Pool<'_>) {
        self.next = pool.up.partition_point(|&server| server < self.from);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn goes_round() {
        let mut bench = Bench::of(&[0; 3]);
        let mut policy = RoundRobin::default();
        assert_eq!(bench.servers(&mut policy, 7), [0, 1, 2, 0, 1, 2, 0]);
        assert_eq!(bench.pick(&mut policy).why, Why::Turn { place: 2, of: 3 });
    }

    #[test]
    fn goes_on_where_it_was_when_the_rotation_changes() {
        let mut bench = Bench::of(&[0; 5]);
        let mut policy = RoundRobin::default();
        assert_eq!(bench.servers(&mut policy, 2), [0, 1]);
        bench.up(&mut policy, &[0, 1, 3, 4]);
        assert_eq!(bench.servers(&mut policy, 2), [3, 4]);
        bench.up(&mut policy, &[0, 1, 2, 3]);
        assert_eq!(bench.servers(&mut policy, 3), [0, 1, 2]);
    }

    #[test]
    fn a_lone_server_takes_its_turn_too() {
        let mut bench = Bench::of(&[0; 3]);
        let mut policy = RoundRobin::default();
        bench.up(&mut policy, &[1]);
        assert_eq!(bench.pick(&mut policy).why, Why::OnlyOne);
        bench.up(&mut policy, &[0, 1, 2]);
        assert_eq!(bench.servers(&mut policy, 2), [2, 0]);
    }
}
