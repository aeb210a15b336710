//! Hyperbolic caching: the victim is the sampled key with the fewest requests per time in the cache.
//!
//! Blankstein, Sen, Freedman 2017 (USENIX ATC, "Hyperbolic caching: flexible caching for web applications"). A key's value,
//! requests / age, falls like a hyperbola, so a newcomer is not compared with what old keys collected in a long life.
//! Values cross, so no order can be kept: 64 keys are sampled, with replacement. Time is counted in requests. Left out:
//! costs, expiry, initial values of newcomers.

use super::residents::Residents;
use super::{Eviction, Key, Outcome, Watch, Why};
use crate::sim::{Dice, Seed, Stream, product_of_half};

#[derive(Clone, Copy, Debug, Default)]
struct Note {
    born: u64,
    count: u32,
}

/// Hyperbolic caching.
#[derive(Clone, Debug)]
pub struct Hyperbolic {
    capacity: u64,
    samples: u32,
    clock: u64,
    notes: Vec<Note>,
    residents: Residents,
    dice: Dice,
}

impl Hyperbolic {
    /// Room for `capacity`; `samples` keys are looked at for each eviction; `seed` decides which.
    pub fn new(capacity: u64, samples: u32, seed: u64) -> Self {
        let dice = Seed(seed).dice(Stream::Policy, 0);
        let samples = samples.max(1);
        Self { capacity, samples, clock: 0, notes: Vec::new(), residents: Residents::default(), dice }
    }
    /// The keys in no particular order, each with its requests and its age.
    pub fn keys(&self) -> impl Iterator<Item = (Key, u32, u64)> + '_ {
        self.residents.keys().iter().map(|&key| {
            let note = self.notes[key as usize];
            (key, note.count, self.clock - note.born)
        })
    }
    fn victim(&mut self) -> (Key, u32, u64) {
        let mut worst: Option<(Key, u32, u64)> = None;
        for _ in 0..self.samples.min(self.residents.len()) {
            let key = self.residents.at(self.dice.below(self.residents.len()));
            let note = self.notes[key as usize];
            let (count, age) = (note.count, (self.clock - note.born).max(1));
            // count / age < worst count / worst age, in whole numbers.
            if worst.is_none_or(|(_, c, a)| product_of_half(a, count) < product_of_half(age, c)) {
                worst = Some((key, count, age));
            }
        }
        worst.unwrap_or((self.residents.at(0), 0, 0))
    }
}

impl Eviction for Hyperbolic {
    #[inline]
    fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome {
        self.clock += 1;
        if self.residents.holds(key) {
            let note = &mut self.notes[key as usize];
            note.count = note.count.saturating_add(1);
            return Outcome::Hit;
        }
        if u64::from(size) > self.capacity {
            watch.refused(key, Why::TooLarge);
            return Outcome::Miss;
        }
        while self.used() + u64::from(size) > self.capacity {
            let (victim, count, age) = self.victim();
            self.residents.remove(victim);
            watch.evicted(victim, Why::LowestRate { count, age, of: self.samples });
        }
        if key as usize >= self.notes.len() {
            self.notes.resize(key as usize + 1, Note::default());
        }
        self.notes[key as usize] = Note { born: self.clock, count: 1 };
        self.residents.insert(key, size);
        Outcome::Miss
    }
    #[inline]
    fn holds(&self, key: Key) -> bool {
        self.residents.holds(key)
    }
    #[inline]
    fn used(&self) -> u64 {
        self.residents.size()
    }
    fn heap_bytes(&self) -> usize {
        self.notes.capacity() * size_of::<Note>() + self.residents.heap_bytes()
    }
    fn reserve(&mut self, keys: u32) {
        super::reserve(&mut self.notes, keys);
        self.residents.reserve(keys, super::resident(self.capacity, keys));
    }
}
