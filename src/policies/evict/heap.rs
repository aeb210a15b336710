//! A heap of resident keys whose priorities only rise: what a hit changes is looked at when a victim is wanted.
//!
//! Entries are updated lazily, as the event lists that Jones 1986 compares allow: the stored
//! priority is a lower bound; at the top it is compared with the present one and, if it is stale, sinks with the present
//! one. A hit costs nothing here.

use super::Key;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

/// One entry for each resident key.
#[derive(Clone, Debug)]
pub struct Heap<P: Ord + Copy> {
    entries: BinaryHeap<Reverse<(P, Key)>>,
}

impl<P: Ord + Copy> Default for Heap<P> {
    fn default() -> Self {
        Self { entries: BinaryHeap::new() }
    }
}

impl<P: Ord + Copy> Heap<P> {
    /// Makes room for so many keys, and not for more.
    pub fn reserve(&mut self, resident: usize) {
        self.entries.reserve_exact(resident.saturating_sub(self.entries.len()));
    }
    /// Adds a key that is not in it.
    #[inline]
    pub fn insert(&mut self, key: Key, priority: P) {
        self.entries.push(Reverse((priority, key)));
    }
    /// Takes out the key with the lowest present priority.
    #[inline]
    pub fn pop(&mut self, present: impl Fn(Key) -> P) -> Option<(P, Key)> {
        loop {
            let mut top = self.entries.peek_mut()?;
            let (stored, key) = top.0;
            let priority = present(key);
            if priority == stored {
                PeekMut::pop(top);
                return Some((priority, key));
            }
            debug_assert!(priority > stored);
            *top = Reverse((priority, key));
        }
    }
    /// Bytes that it holds.
    pub fn heap_bytes(&self) -> usize {
        self.entries.capacity() * size_of::<(P, Key)>()
    }
    /// The keys, in no particular order.
    pub fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        self.entries.iter().map(|entry| entry.0.1)
    }
}
