//! Redis's eviction pool: the best candidates for eviction among all keys sampled so far.
//!
//! Redis `evict.c` (since 3.0, 2015): each eviction samples `maxmemory-samples` keys and puts those into a pool of 16 that
//! are better victims than the worst in it; the best in the pool that is still resident is evicted. Values in the pool
//! are not brought up to date. Sampled here with replacement; Redis takes neighbours in its hash table.

use super::Key;
use super::residents::Residents;
use crate::sim::Dice;

/// Redis's `EVPOOL_SIZE`.
const POOL: usize = 16;

/// Candidates, the best victim last.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    entries: Vec<(u64, Key)>,
}

impl Pool {
    pub fn heap_bytes(&self) -> usize {
        self.entries.capacity() * size_of::<(u64, Key)>()
    }
    /// Samples `samples` keys and returns the best victim known with its worth; there must be a resident key. `worth` is told
    /// the place of a resident.
    pub fn victim(
        &mut self,
        residents: &Residents,
        samples: u32,
        dice: &mut Dice,
        worth: impl Fn(usize) -> u64,
    ) -> (Key, u64) {
        loop {
            for _ in 0..samples {
                let place = dice.below(residents.len());
                self.offer(residents.at(place), worth(place as usize));
            }
            while let Some((worth, key)) = self.entries.pop() {
                if residents.holds(key) {
                    return (key, worth);
                }
            }
        }
    }
    #[inline]
    fn offer(&mut self, key: Key, worth: u64) {
        // Most are worth less than all in the pool.
        if self.entries.len() == POOL && worth <= self.entries[0].0 {
            return;
        }
        // Redis removes no duplicates: a key sampled again stands in its pool twice. The second entry would be a ghost.
        if self.entries.iter().any(|&(_, known)| known == key) {
            return;
        }
        if self.entries.len() == POOL {
            self.entries.remove(0);
        }
        let at = self.entries.partition_point(|&(other, _)| other < worth);
        self.entries.insert(at, (worth, key));
    }
}
