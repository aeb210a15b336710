//! LIRS: keys whose last two requests lie close together stay (low inter-reference recency, LIR); all others pass
//! through a small queue.
//!
//! Jiang and Zhang 2002 (SIGMETRICS, "LIRS: an efficient low inter-reference recency set replacement policy"). Stack S
//! orders by recency what may become LIR, down to the least recent LIR key; queue Q holds the resident keys that are not
//! LIR, 1 % of the cache. The names of evicted keys in S are bounded at a multiple of the cache, oldest first, which the
//! paper leaves open. A resident key that is on top of S already does not become LIR by being asked for twice in a row.

use super::lists::{Lists, NOWHERE};
use super::{Eviction, Key, Outcome, Watch, Why, part};

/// The only list of the stack.
const S: u8 = 0;
/// Resident keys that are not LIR.
const Q: u8 = 0;
/// Names of evicted keys that are in S, by the moment of eviction.
const NAMES: u8 = 1;
/// Resident keys that are LIR.
const LIR: u8 = 2;

/// Low inter-reference recency set.
#[derive(Clone, Debug)]
pub struct Lirs {
    capacity: u64,
    lir_max: u64,
    names_max: u64,
    stack: Lists,
    state: Lists,
}

impl Lirs {
    /// Room for `capacity`; `hir` of it in 1/10,000 is for keys that are not LIR, rounded up, and the names of evicted
    /// keys are bounded at `names` in 1/10,000 of it.
    pub fn new(capacity: u64, hir: u32, names: u32) -> Self {
        let lir_max = part(capacity, 10_000 - hir.min(10_000));
        let (stack, state) = (Lists::default(), Lists::default());
        Self { capacity, lir_max, names_max: part(capacity, names), stack, state }
    }
    /// Stack S, most recent first: each key, whether it is LIR, and whether it is resident.
    pub fn stack(&self) -> impl Iterator<Item = (Key, bool, bool)> + '_ {
        self.stack.iter(S).map(|key| (key, self.state.home(key) == LIR, self.state.home(key) != NAMES))
    }
    /// Queue Q, newest first.
    pub fn queue(&self) -> impl Iterator<Item = Key> + '_ {
        self.state.iter(Q)
    }
    /// Removes what is below the least recent LIR key.
    #[inline]
    fn prune(&mut self) {
        while let Some(key) = self.stack.oldest(S) {
            match self.state.home(key) {
                LIR => break,
                NAMES => self.state.remove(key),
                _ => {}
            }
            self.stack.remove(key);
        }
        while self.state.size(NAMES) > self.names_max {
            let Some(key) = self.state.oldest(NAMES) else { break };
            self.state.remove(key);
            self.stack.remove(key);
        }
    }
    /// The least recent LIR key is LIR no longer.
    #[inline]
    fn demote(&mut self) -> bool {
        let Some(key) = self.stack.oldest(S).filter(|&key| self.state.home(key) == LIR) else { return false };
        self.stack.remove(key);
        self.state.shift(key, Q);
        self.prune();
        true
    }
    /// Evicts the oldest key of the queue other than `newcomer`; false if there is none.
    #[inline]
    fn evict(&mut self, newcomer: Key, watch: &mut impl Watch) -> bool {
        let mut victim = self.state.oldest(Q);
        if victim == Some(newcomer) {
            self.demote();
            victim = self.state.newer(newcomer);
        }
        let Some(key) = victim else { return false };
        if self.stack.home(key) == NOWHERE {
            self.state.remove(key);
        } else {
            self.state.shift(key, NAMES);
        }
        watch.evicted(key, Why::LongGap);
        self.prune();
        true
    }
    #[inline]
    fn climb(&mut self, key: Key) {
        if self.stack.home(key) == NOWHERE {
            self.stack.insert(S, key, 1);
        } else {
            self.stack.touch(key);
        }
    }
    #[inline]
    fn bound_lir(&mut self) {
        while self.state.size(LIR) > self.lir_max {
            if !self.demote() {
                break;
            }
        }
    }
    #[inline]
    fn hit(&mut self, key: Key, home: u8) {
        if home == LIR {
            let lowest = self.stack.oldest(S) == Some(key);
            self.stack.touch(key);
            if lowest {
                self.prune();
            }
            return;
        }
        let recent = self.stack.home(key) != NOWHERE && self.stack.newest(S) != Some(key);
        self.climb(key);
        if recent {
            self.state.shift(key, LIR);
            self.bound_lir();
        } else {
            self.state.touch(key);
        }
    }
}

impl Eviction for Lirs {
    #[inline]
    fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome {
        let home = self.state.home(key);
        if matches!(home, LIR | Q) {
            self.hit(key, home);
            return Outcome::Hit;
        }
        if u64::from(size) > self.capacity {
            watch.refused(key, Why::TooLarge);
            return Outcome::Miss;
        }
        self.stack.reach(key);
        self.state.reach(key);
        if home == NAMES {
            self.state.remove(key);
        }
        // The first keys are all LIR, those that fill up the queue have no past.
        let (weight, full) = (u64::from(size), self.used() + u64::from(size) > self.capacity);
        if self.state.size(LIR) + weight <= self.lir_max && !full {
            self.climb(key);
            self.state.insert(LIR, key, size);
            return Outcome::Miss;
        }
        if !full {
            self.climb(key);
            self.state.insert(Q, key, size);
            return Outcome::Miss;
        }
        // A key that was asked for is resident again from here on, so that making room does not forget it.
        self.state.insert(Q, key, size);
        while self.used() > self.capacity && self.evict(key, watch) {}
        let recent = self.stack.home(key) != NOWHERE;
        self.climb(key);
        if recent {
            self.state.shift(key, LIR);
            self.bound_lir();
        }
        Outcome::Miss
    }
    #[inline]
    fn holds(&self, key: Key) -> bool {
        matches!(self.state.home(key), LIR | Q)
    }
    #[inline]
    fn used(&self) -> u64 {
        self.state.size(Q) + self.state.size(LIR)
    }
    fn heap_bytes(&self) -> usize {
        self.stack.heap_bytes() + self.state.heap_bytes()
    }
    fn reserve(&mut self, keys: u32) {
        self.stack.reserve(keys);
        self.state.reserve(keys);
    }
}
