//! W-TinyLFU: newcomers enter a small LRU window; what the window pushes out must win a duel of frequencies against the
//! victim of the main part, an SLRU.
//!
//! Einziger, Friedman, Manes 2017 (ACM Transactions on Storage, "TinyLFU: a highly efficient cache admission policy"),
//! section 4; Caffeine is built on it. Window 1 %, main 99 % of which 80 % protected. The window lets bursts of new keys in
//! that have no frequency yet. Left out: Caffeine's random admission of warm candidates and its adaptive window.

use super::lists::{Lists, NOWHERE};
use super::sketch::Frequency;
use super::{Eviction, Key, Outcome, Watch, Why, part};

const WINDOW: u8 = 0;
const PROBATION: u8 = 1;
const PROTECTED: u8 = 2;

/// W-TinyLFU.
#[derive(Clone, Debug)]
pub struct WTinyLfu {
    capacity: u64,
    window: u64,
    protected: u64,
    frequency: Frequency,
    lists: Lists,
}

impl WTinyLfu {
    /// Room for `capacity`; the window's share of it in 1/10,000, rounded up, and the share of the protected in the rest,
    /// rounded down; admission by `frequency`.
    pub fn new(capacity: u64, window: u32, protected: u32, frequency: Frequency) -> Self {
        let main = part(capacity, 10_000 - window.min(10_000));
        let (window, protected) = (capacity - main, part(main, protected));
        Self { capacity, window, protected, frequency, lists: Lists::default() }
    }
    /// The window, most recently used first.
    pub fn window(&self) -> impl Iterator<Item = Key> + '_ {
        self.lists.iter(WINDOW)
    }
    /// The keys on probation, most recently used first.
    pub fn probation(&self) -> impl Iterator<Item = Key> + '_ {
        self.lists.iter(PROBATION)
    }
    /// The protected keys, most recently used first.
    pub fn protected(&self) -> impl Iterator<Item = Key> + '_ {
        self.lists.iter(PROTECTED)
    }
    /// The estimates.
    pub fn frequency(&self) -> &Frequency {
        &self.frequency
    }
    #[inline]
    fn hit(&mut self, key: Key, home: u8) {
        if home != PROBATION {
            self.lists.touch(key);
            return;
        }
        self.lists.shift(key, PROTECTED);
        while self.lists.size(PROTECTED) > self.protected {
            let Some(demoted) = self.lists.oldest(PROTECTED) else { break };
            self.lists.shift(demoted, PROBATION);
        }
    }
    #[inline]
    fn evict(&mut self, key: Key, why: Why, watch: &mut impl Watch) {
        self.lists.remove(key);
        watch.evicted(key, why);
    }
    /// The window's oldest moves to the main part; while the cache is too full it fights for its place.
    #[inline]
    fn duel(&mut self, candidate: Key, watch: &mut impl Watch) {
        self.lists.shift(candidate, PROBATION);
        while self.used() > self.capacity {
            let Some(victim) = self.lists.oldest(PROBATION) else { break };
            if victim == candidate {
                self.evict(candidate, Why::Probation, watch);
                break;
            }
            let (c, v) = (self.frequency.estimate(candidate), self.frequency.estimate(victim));
            if c <= v {
                self.evict(candidate, Why::LostDuel { own: c, rival: victim, other: v }, watch);
                break;
            }
            self.evict(victim, Why::LostDuel { own: v, rival: candidate, other: c }, watch);
        }
    }
}

impl Eviction for WTinyLfu {
    #[inline]
    fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome {
        self.frequency.add(key);
        let home = self.lists.home(key);
        if home != NOWHERE {
            self.hit(key, home);
            return Outcome::Hit;
        }
        if u64::from(size) > self.capacity {
            watch.refused(key, Why::TooLarge);
            return Outcome::Miss;
        }
        self.lists.reach(key);
        self.lists.insert(WINDOW, key, size);
        while self.lists.size(WINDOW) > self.window {
            let Some(candidate) = self.lists.oldest(WINDOW) else { break };
            self.duel(candidate, watch);
        }
        // With sizes the duels may end before enough is free.
        while self.used() > self.capacity {
            let Some((victim, why)) = (self.lists.oldest(PROBATION).map(|key| (key, Why::Probation)))
                .or(self.lists.oldest(PROTECTED).map(|key| (key, Why::Protected)))
                .or(self.lists.oldest(WINDOW).map(|key| (key, Why::LeastRecent)))
            else {
                break;
            };
            self.evict(victim, why, watch);
        }
        Outcome::Miss
    }
    #[inline]
    fn holds(&self, key: Key) -> bool {
        self.lists.home(key) != NOWHERE
    }
    #[inline]
    fn used(&self) -> u64 {
        self.lists.size(WINDOW) + self.lists.size(PROBATION) + self.lists.size(PROTECTED)
    }
    fn heap_bytes(&self) -> usize {
        self.frequency.heap_bytes() + self.lists.heap_bytes()
    }
    fn reserve(&mut self, keys: u32) {
        self.lists.reserve(keys);
        self.frequency.reserve(keys);
    }
}

#[cfg(test)]
mod tests {
    use super::super::sketch::Sketch;
    use super::super::workload::{Keys, Pattern, Workload};
    use super::*;
    use crate::sim::Seed;

    /// After a request the sketch still says what the duels of that request saw: nothing counts in between.
    #[test]
    fn the_sketch_shows_what_the_duel_saw() {
        let workload = Workload { pattern: Pattern::Zipf, keys: 200, alpha: 0.8, fresh: 1 };
        let mut keys = Keys::new(&workload, Seed(3));
        let mut cache = WTinyLfu::new(30, 100, 8000, Frequency::Sketch(Sketch::new(30, false)));
        let (mut won, mut lost) = (0, 0);
        for _ in 0..5000 {
            let main = |cache: &WTinyLfu, key| cache.probation().chain(cache.protected()).any(|other| other == key);
            let before = cache.clone();
            let mut gone = Vec::new();
            cache.serve(keys.draw(), 1, &mut gone);
            for (key, why) in gone {
                let Why::LostDuel { own, rival, other } = why else { continue };
                assert_eq!((own, other), (cache.frequency.estimate(key), cache.frequency.estimate(rival)));
                assert!(main(&cache, rival) && !cache.holds(key));
                // The victim was in the main part before, the candidate in the window.
                if main(&before, key) {
                    won += 1;
                    assert!(own < other && before.window().any(|candidate| candidate == rival));
                } else {
                    lost += 1;
                    assert!(own <= other && before.probation().last() == Some(rival));
                }
            }
        }
        assert!(won > 100 && lost > 100, "{won} won, {lost} lost");
    }
}
