//! The smallest of a pool, ties by turn: what every "least …" policy shares.
//!
//! Of several servers with the same smallest number the one next in turn after the last chosen is taken. Always taking
//! the first would send every request of a quiet system to server 0, which is a common bug of home-made balancers.
//! nginx breaks such ties by its smooth weighted round robin among the tied; without weights that is a turn as well.
//! Left out: those weights.

use super::{Backend, Pool, Server};

/// Whose turn it is when servers are tied.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Turn {
    /// Servers from this number on come first, then those from 0.
    from: Server,
}

/// The smallest found.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Least<K> {
    /// Which server.
    pub server: Server,
    /// Its number.
    pub key: K,
    /// How many servers had that number, itself included.
    pub tied: u16,
}

impl Turn {
    /// The server in rotation with the smallest `key`, ties by turn. The turn does not move: see [`Self::took`].
    #[allow(clippy::needless_bitwise_bool, reason = "lazy operators branch, which takes twice as long here")]
    pub fn least<K: PartialOrd + Copy>(self, pool: &Pool<'_>, key: impl Fn(Server, &Backend) -> K) -> Least<K> {
        let first = pool.up[0];
        let mut least = Least { server: first, key: key(first, pool.get(first)), tied: 1 };
        for &server in &pool.up[1..] {
            let found = key(server, pool.get(server));
            // Selections and not branches: which server is the smallest cannot be predicted.
            let (less, same) = (found < least.key, found == least.key);
            let earlier_turn = (least.server < self.from) & (server >= self.from);
            let takes = less | (same & earlier_turn);
            least.server = if takes { server } else { least.server };
            least.tied = if less { 1 } else { least.tied + u16::from(same) };
            least.key = if less { found } else { least.key };
        }
        least
    }
    /// The same for whole numbers, which is quicker: number and place in the turn are one number to compare.
    #[inline]
    pub fn fewest(self, pool: &Pool<'_>, count: impl Fn(&Backend) -> u32) -> Least<u32> {
        let mut least = u64::MAX;
        for &server in pool.up {
            // Counted on from the one whose turn it is, wrapping round.
            let turn = server.wrapping_sub(self.from);
            least = least.min(u64::from(count(pool.get(server))) << 16 | u64::from(turn));
        }
        let (server, key) = ((least as u16).wrapping_add(self.from), (least >> 16) as u32);
        let tied = pool.up.iter().map(|&server| u16::from(count(pool.get(server)) == key)).sum();
        Least { server, key, tied }
    }
    /// `server` was chosen; the turn passes to the one after it.
    pub fn took(&mut self, server: Server) {
        self.from = server.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn whole_numbers_are_compared_alike() {
        use crate::sim::{Seed, Stream};
        let mut dice = Seed(2).dice(Stream::Policy, 0);
        for _ in 0..2000 {
            let n = 1 + dice.below(12);
            let counts: Vec<u32> = (0..n).map(|_| dice.below(3) + (dice.below(2) << 31)).collect();
            let mut bench = Bench::of(&counts);
            bench.up.retain(|_| dice.below(4) > 0);
            if bench.up.is_empty() {
                continue;
            }
            let pool = Pool { backends: &bench.backends, up: &bench.up };
            let turn = Turn { from: dice.below(14) as u16 };
            assert_eq!(turn.fewest(&pool, |b| b.in_flight), turn.least(&pool, |_, b| b.in_flight));
        }
    }
}
