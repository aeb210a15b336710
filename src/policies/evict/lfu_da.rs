//! LFU with dynamic ageing: a key's value is its requests plus the age of the cache when it was last touched.
//!
//! Arlitt, Cherkasova, Dilley, Friedrich, Jin 2000 ("Evaluating content management techniques for web proxy caches").
//! The age is the value of the last victim, so what was hot once and is asked for no more sinks below what is new: no
//! parameter, no sweep that halves every counter. Ties go to the key touched longest ago.

use super::heap::Heap;
use super::{Eviction, Key, Outcome, Watch, Why};

#[derive(Clone, Copy, Debug, Default)]
struct Note {
    value: u64,
    /// The request that touched it last, counted from 1; 0 if it is not resident.
    touched: u64,
    count: u32,
    size: u32,
}

/// LFU with dynamic ageing.
#[derive(Clone, Debug)]
pub struct LfuDa {
    capacity: u64,
    used: u64,
    age: u64,
    clock: u64,
    notes: Vec<Note>,
    heap: Heap<(u64, u64)>,
}

impl LfuDa {
    /// Room for `capacity`.
    pub fn new(capacity: u64) -> Self {
        Self { capacity, used: 0, age: 0, clock: 0, notes: Vec::new(), heap: Heap::default() }
    }
    /// The age of the cache: the value of the last victim.
    pub fn age(&self) -> u64 {
        self.age
    }
    /// The keys with their counts and values, the next victim first.
    pub fn keys(&self) -> Vec<(Key, u32, u64)> {
        let mut keys: Vec<Key> = self.heap.keys().collect();
        let note = |key: Key| self.notes[key as usize];
        keys.sort_by_key(|&key| (note(key).value, note(key).touched));
        keys.into_iter().map(|key| (key, note(key).count, note(key).value)).collect()
    }
    #[inline]
    fn evict(&mut self, watch: &mut impl Watch) {
        let notes = &self.notes;
        let present = |key: Key| (notes[key as usize].value, notes[key as usize].touched);
        let Some(((value, _), key)) = self.heap.pop(present) else { return };
        let note = &mut self.notes[key as usize];
        note.touched = 0;
        self.used -= u64::from(note.size);
        self.age = value;
        watch.evicted(key, Why::LowestValue { count: note.count, value });
    }
}

impl Eviction for LfuDa {
    #[inline]
    fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome {
        self.clock += 1;
        if let Some(note) = self.notes.get_mut(key as usize).filter(|note| note.touched > 0) {
            note.count = note.count.saturating_add(1);
            note.value = u64::from(note.count) + self.age;
            note.touched = self.clock;
            return Outcome::Hit;
        }
        if u64::from(size) > self.capacity {
            watch.refused(key, Why::TooLarge);
            return Outcome::Miss;
        }
        if key as usize >= self.notes.len() {
            self.notes.resize(key as usize + 1, Note::default());
        }
        while self.used + u64::from(size) > self.capacity {
            self.evict(watch);
        }
        self.used += u64::from(size);
        let value = self.age + 1;
        self.notes[key as usize] = Note { value, touched: self.clock, count: 1, size };
        self.heap.insert(key, (value, self.clock));
        Outcome::Miss
    }
    #[inline]
    fn holds(&self, key: Key) -> bool {
        self.notes.get(key as usize).is_some_and(|note| note.touched > 0)
    }
    #[inline]
    fn used(&self) -> u64 {
        self.used
    }
    fn heap_bytes(&self) -> usize {
        self.notes.capacity() * size_of::<Note>() + self.heap.heap_bytes()
    }
    fn reserve(&mut self, keys: u32) {
        super::reserve(&mut self.notes, keys);
        self.heap.reserve(super::resident(self.capacity, keys));
    }
}
