//! Hyperbolic caching: the victim is the sampled key with the fewest requests per time in the cache.
//!
//! Blankstein, Sen, Freedman 2017 (USENIX ATC, "Hyperbolic caching: flexible caching for web applications"). A key's value,
//! requests / age, falls like a hyperbola, so a newcomer is not compared with what old keys collected in a long life.
//! Values cross, so no order can be kept: 64 keys are sampled, with replacement. Time is counted in requests. Left out:
//! costs, expiry, initial values of newcomers.

use super::residents::Residents;
use super::{Eviction, Key, Outcome, Watch, Why};
use crate::sim::{Dice, Seed, Stream, product_of_half};

#[derive(Clone, Copy, Debug)]
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
    /// In the order of the residents, so that a sample is one look into memory.
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
        self.residents.keys().iter().zip(&self.notes).map(|(&key, note)| (key, note.count, self.clock - note.born))
    }
    /// The victim's place with its requests and its age: the lowest of a sample.
    fn victim(&mut self) -> (u32, u32, u64) {
        let (of, clock) = (self.residents.len(), self.clock);
        let (dice, notes) = (&mut self.dice, self.notes.as_slice());
        let mut look = || {
            let place = dice.below(of);
            let note = notes[place as usize];
            (place, note.count, (clock - note.born).max(1))
        };
        let mut lowest = look();
        for _ in 1..self.samples.min(of) {
            let (place, count, age) = look();
            // count / age < lowest count / lowest age, in whole numbers; while ages have 32 bits, so have all factors.
            let lower = if u32::try_from(clock).is_ok() {
                lowest.2 * u64::from(count) < age * u64::from(lowest.1)
            } else {
                product_of_half(lowest.2, count) < product_of_half(age, lowest.1)
            };
            if lower {
                lowest = (place, count, age);
            }
        }
        lowest
    }
}

impl Eviction for Hyperbolic {
    #[inline]
    fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome {
        self.clock += 1;
        if let Some(place) = self.residents.place(key) {
            let note = &mut self.notes[place];
            note.count = note.count.saturating_add(1);
            return Outcome::Hit;
        }
        if u64::from(size) > self.capacity {
            watch.refused(key, Why::TooLarge);
            return Outcome::Miss;
        }
        while self.used() + u64::from(size) > self.capacity {
            let (place, count, age) = self.victim();
            let victim = self.residents.at(place);
            self.residents.remove(victim);
            self.notes.swap_remove(place as usize);
            watch.evicted(victim, Why::LowestRate { count, age, of: self.samples });
        }
        self.notes.push(Note { born: self.clock, count: 1 });
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
        let resident = super::resident(self.capacity, keys);
        super::reserve(&mut self.notes, resident as u32);
        self.residents.reserve(keys, resident);
    }
}
