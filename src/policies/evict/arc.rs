//! ARC: two LRU lists, one for keys seen once and one for keys seen again, and the names of what left each; a request
//! for such a name moves the border between the lists.
//!
//! Megiddo and Modha 2003 (FAST, "ARC: a self-tuning, low overhead replacement cache"), figure 4. T1 and T2 are the
//! lists, B1 and B2 the names, p the target for T1; real numbers as in the paper, whole ones as an option (what many
//! programs do). With sizes, what the paper counts is weighed.

use super::lists::Lists;
use super::{Eviction, Key, Outcome, Watch, Why};

const T1: u8 = 0;
const T2: u8 = 1;
const B1: u8 = 2;
const B2: u8 = 3;

/// Adaptive replacement cache.
#[derive(Clone, Debug)]
pub struct ArcCache {
    capacity: u64,
    /// p moves by whole numbers.
    whole: bool,
    p: f64,
    lists: Lists,
}

impl ArcCache {
    /// Room for `capacity`; with `whole` the target p moves by whole numbers.
    pub fn new(capacity: u64, whole: bool) -> Self {
        Self { capacity, whole, p: 0.0, lists: Lists::default() }
    }
    /// The target for what is seen once.
    pub fn target(&self) -> f64 {
        self.p
    }
    /// Keys seen once (T1), most recently used first.
    pub fn once(&self) -> impl Iterator<Item = Key> + '_ {
        self.lists.iter(T1)
    }
    /// Keys seen again (T2), most recently used first.
    pub fn again(&self) -> impl Iterator<Item = Key> + '_ {
        self.lists.iter(T2)
    }
    /// Names of keys that left T1 (B1), newest first.
    pub fn once_names(&self) -> impl Iterator<Item = Key> + '_ {
        self.lists.iter(B1)
    }
    /// Names of keys that left T2 (B2), newest first.
    pub fn again_names(&self) -> impl Iterator<Item = Key> + '_ {
        self.lists.iter(B2)
    }
    /// How far p moves when a name of a list that weighs `own` is asked for and the other weighs `other`.
    #[inline]
    fn step(&self, own: u64, other: u64) -> f64 {
        if self.whole { (other / own).max(1) as f64 } else { (other as f64 / own as f64).max(1.0) }
    }
    /// The paper's REPLACE: moves one key to the names.
    #[inline]
    fn replace(&mut self, in_b2: bool, watch: &mut impl Watch) {
        let have = self.lists.size(T1);
        let target = self.p as u64;
        let once = have > 0 && (have as f64 > self.p || (in_b2 && have as f64 == self.p));
        match (self.lists.oldest(T1), self.lists.oldest(T2)) {
            (Some(key), again) if once || again.is_none() => {
                self.lists.shift(key, B1);
                watch.evicted(key, Why::SeenOnce { have, target });
            }
            (_, Some(key)) => {
                self.lists.shift(key, B2);
                watch.evicted(key, Why::SeenAgain { have, target });
            }
            _ => {}
        }
    }
    #[inline]
    fn drop_oldest(&mut self, list: u8) -> Option<Key> {
        let key = self.lists.oldest(list)?;
        self.lists.remove(key);
        Some(key)
    }
    /// Case IV of the paper: makes room in both directories for a key that is in no list.
    #[inline]
    fn unknown(&mut self, size: u64, watch: &mut impl Watch) {
        let size_of = |lists: &Lists, a: u8, b: u8| lists.size(a) + lists.size(b);
        while size_of(&self.lists, T1, B1) + size > self.capacity {
            if self.drop_oldest(B1).is_none() {
                let have = self.lists.size(T1);
                let Some(key) = self.drop_oldest(T1) else { break };
                watch.evicted(key, Why::SeenOnce { have, target: self.p as u64 });
            }
        }
        while size_of(&self.lists, T1, B1) + size_of(&self.lists, T2, B2) + size > 2 * self.capacity {
            if self.drop_oldest(B2).is_none() {
                break;
            }
        }
    }
}

impl Eviction for ArcCache {
    #[inline]
    fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome {
        let home = self.lists.home(key);
        match home {
            T2 => {
                self.lists.touch(key);
                return Outcome::Hit;
            }
            T1 => {
                self.lists.shift(key, T2);
                return Outcome::Hit;
            }
            _ => {}
        }
        if u64::from(size) > self.capacity {
            watch.refused(key, Why::TooLarge);
            return Outcome::Miss;
        }
        let (b1, b2) = (self.lists.size(B1), self.lists.size(B2));
        match home {
            B1 => self.p = (self.p + self.step(b1, b2)).min(self.capacity as f64),
            B2 => self.p = (self.p - self.step(b2, b1)).max(0.0),
            _ => {
                self.lists.reach(key);
                self.unknown(u64::from(size), watch);
            }
        }
        while self.used() + u64::from(size) > self.capacity {
            self.replace(home == B2, watch);
        }
        let list = if matches!(home, B1 | B2) {
            self.lists.remove(key);
            T2
        } else {
            T1
        };
        self.lists.insert(list, key, size);
        Outcome::Miss
    }
    #[inline]
    fn holds(&self, key: Key) -> bool {
        matches!(self.lists.home(key), T1 | T2)
    }
    #[inline]
    fn used(&self) -> u64 {
        self.lists.size(T1) + self.lists.size(T2)
    }
    fn heap_bytes(&self) -> usize {
        self.lists.heap_bytes()
    }
    fn reserve(&mut self, keys: u32) {
        self.lists.reserve(keys);
    }
}
