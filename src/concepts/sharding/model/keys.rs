//! The keys: how popular each is, how many rows it has, and where they lie.

use super::super::params::{Key, Params};
use crate::policies::evict::workload::{Alias, weights};
use crate::policies::place::{Hash, Kind};
use crate::sim::{Dice, Seed, Stream};
use std::fmt::Write as _;

/// Stretches of time that are kept.
pub const SLOTS: u64 = 512;
/// How far back reads of time look, in stretches, on average.
const AGE: f64 = 12.0;
/// Turns ranks into places in the order of keys: it has no factor in common with any number of keys.
const STRIDE: u64 = 1237;

/// Where one key is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct KeyState {
    /// Its hash.
    pub point: u64,
    /// Its place in the order of keys; for time the number of the stretch.
    pub order: u64,
    /// Its rows.
    pub rows: u64,
    /// Rows that are at the new shard already.
    pub copied: u64,
    /// Rows that are being copied right now.
    pub flying: u64,
    /// The shard that has all its rows.
    pub owner: u8,
    /// The shard that should.
    pub target: u8,
}

impl KeyState {
    /// True while its rows are on their way.
    pub fn moves(&self) -> bool {
        self.owner != self.target
    }
}

/// All keys of a store.
#[derive(Clone, Debug)]
pub struct Keys {
    /// What they are.
    pub kind: Key,
    /// By rank, the most popular first; for time by the number of the stretch, modulo [`SLOTS`].
    pub all: Vec<KeyState>,
    alias: Alias,
    celebrity: f64,
    dice: Dice,
    /// The newest stretch of time.
    pub newest: u64,
}

/// How many keys of a kind there are.
pub const fn count(kind: Key) -> u64 {
    match kind {
        Key::User => 2048,
        Key::Conversation => 4096,
        Key::Time => SLOTS,
        Key::Country => 40,
    }
}

fn popularity(params: &Params) -> Vec<f64> {
    let n = count(params.key) as u32;
    let alpha = match params.key {
        Key::Country => 1.0,
        Key::Time => 0.0,
        Key::User | Key::Conversation => params.alpha,
    };
    weights(n, alpha)
}

/// The number under which a key is hashed.
fn point(kind: Key, order: u64, name: &mut String) -> u64 {
    name.clear();
    let _ = write!(name, "{} {order}", kind.key());
    Kind::Ring.point(name.as_bytes(), Hash::Xxh64)
}

impl Keys {
    /// Keys with `rows` rows together, all on shard 0 so far.
    pub fn new(params: &Params, rows: u64, seed: Seed) -> Self {
        let shares = popularity(params);
        let n = count(params.key);
        let sum: f64 = shares.iter().sum();
        let celebrity = params.celebrity_share();
        let mut name = String::new();
        let mut all: Vec<KeyState> = Vec::with_capacity(n as usize);
        let mut left = rows;
        for (rank, share) in shares.iter().enumerate() {
            let rank = rank as u64;
            let order = if params.key == Key::Time { rank } else { (rank * STRIDE + n / 3) % n };
            let fame = if rank == 0 { celebrity } else { 0.0 };
            let own = (((1.0 - celebrity) * share / sum + fame) * rows as f64) as u64;
            let own = own.min(left);
            left -= own;
            let point = point(params.key, order, &mut name);
            all.push(KeyState { point, order, rows: own, copied: 0, flying: 0, owner: 0, target: 0 });
        }
        // What rounding left over.
        let some = left.min(n) as usize;
        all[..some].iter_mut().for_each(|key| key.rows += 1);
        all[0].rows += left - some as u64;
        Self {
            kind: params.key,
            all,
            alias: Alias::new(&shares),
            celebrity,
            dice: seed.dice(Stream::Keys, 0),
            newest: SLOTS - 1,
        }
    }
    /// Other popularities; rows stay where they are.
    pub fn tune(&mut self, params: &Params) {
        self.alias = Alias::new(&popularity(params));
        self.celebrity = params.celebrity_share();
    }
    /// The key of the next query, as an index. The same draws are made whatever is asked for.
    pub fn draw(&mut self, write: bool) -> u32 {
        let rank = self.alias.draw(&mut self.dice);
        let u = self.dice.unit();
        if self.kind == Key::Time {
            let back = if write { 0 } else { (-AGE * libm::log(u)) as u64 };
            return ((self.newest - back.min(SLOTS - 1)) % SLOTS) as u32;
        }
        if u < self.celebrity { 0 } else { rank }
    }
    /// The next stretch of time begins: the oldest one's place is taken. Gives its index.
    pub fn turn(&mut self) -> u32 {
        self.newest += 1;
        let at = (self.newest % SLOTS) as u32;
        let key = &mut self.all[at as usize];
        (key.order, key.rows, key.copied) = (self.newest, 0, 0);
        key.point = point(Key::Time, self.newest, &mut String::new());
        at
    }
    /// The index of the key at a place in the order, if there is one.
    pub fn at_order(&self, order: u64) -> Option<u32> {
        let n = self.all.len() as u64;
        if self.kind == Key::Time {
            return (order <= self.newest && order + SLOTS > self.newest).then_some((order % SLOTS) as u32);
        }
        if order >= n {
            return None;
        }
        // The inverse of the stride, found once per call by going round: n is at most 4096.
        let shifted = (order + n - n / 3) % n;
        Some((shifted * inverse(STRIDE % n, n) % n) as u32)
    }
    /// First and last place in the order of a scan of `len` keys from the key at `index` on; time is scanned backwards.
    pub fn stretch(&self, index: u32, len: u64) -> (u64, u64) {
        let order = self.all[index as usize].order;
        let len = len.max(1);
        if self.kind == Key::Time {
            return (order.saturating_sub(len - 1).max(self.newest + 1 - SLOTS), order);
        }
        let n = self.all.len() as u64;
        let first = order.min(n.saturating_sub(len));
        (first, (first + len - 1).min(n - 1))
    }
    /// All rows.
    pub fn rows(&self) -> u64 {
        self.all.iter().map(|key| key.rows).sum()
    }
    /// Bytes held beside itself.
    pub fn heap_bytes(&self) -> usize {
        self.all.capacity() * size_of::<KeyState>()
    }
}

/// The number that times `a` is 1 modulo `n`, by Euclid.
fn inverse(a: u64, n: u64) -> u64 {
    let (mut r, mut next_r) = (n as i64, a as i64);
    let (mut t, mut next_t) = (0i64, 1i64);
    while next_r != 0 {
        let q = r / next_r;
        (t, next_t) = (next_t, t - q * next_t);
        (r, next_r) = (next_r, r - q * next_r);
    }
    t.rem_euclid(n as i64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_a_place_of_its_own_and_is_found_there() {
        for kind in Key::ALL.iter().copied() {
            let params = Params { key: kind, alpha: 0.8, celebrity: 10.0, ..Params::default() };
            let keys = Keys::new(&params, 123_457, Seed(1));
            assert_eq!(keys.rows(), 123_457);
            for (index, key) in keys.all.iter().enumerate() {
                assert_eq!(keys.at_order(key.order), Some(index as u32), "{kind:?}");
            }
        }
    }

    #[test]
    fn a_celebrity_is_asked_for_as_often_as_set() {
        let params = Params { celebrity: 25.0, ..Params::default() };
        let mut keys = Keys::new(&params, 1000, Seed(2));
        let n = (0..40_000).filter(|_| keys.draw(false) == 0).count();
        assert!((9_500..10_500).contains(&n), "{n}");
    }

    #[test]
    fn time_goes_on_and_forgets() {
        let params = Params { key: Key::Time, ..Params::default() };
        let mut keys = Keys::new(&params, 51_200, Seed(3));
        let at = keys.turn();
        assert_eq!((at, keys.newest, keys.all[0].rows), (0, SLOTS, 0));
        assert_eq!(keys.at_order(0), None);
        assert_eq!(keys.at_order(SLOTS), Some(0));
        assert!((0..1000).all(|_| keys.draw(true) == 0));
    }
}
