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
    /// `server` was chosen; the turn passes to the one after it.
    pub fn took(&mut self, server: Server) {
        self.from = server.saturating_add(1);
    }
}
