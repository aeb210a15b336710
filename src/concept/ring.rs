//! A list that forgets its oldest entry when it is full: what recorders keep.

use std::collections::VecDeque;

/// A list that forgets its oldest entry when it is full.
#[derive(Clone, PartialEq, Debug)]
pub struct Ring<T, const MAX: usize>(VecDeque<T>);

impl<T, const MAX: usize> Default for Ring<T, MAX> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<T, const MAX: usize> Ring<T, MAX> {
    /// Adds the newest entry.
    #[inline]
    pub fn push(&mut self, entry: T) {
        if self.0.len() == MAX {
            self.0.pop_front();
        }
        self.0.push_back(entry);
    }
    /// Puts another entry in the place of the newest.
    pub fn replace_newest(&mut self, entry: T) {
        if let Some(newest) = self.0.back_mut() {
            *newest = entry;
        }
    }
    /// From the newest to the oldest.
    pub fn newest_first(&self) -> impl Iterator<Item = &T> {
        self.0.iter().rev()
    }
    /// From the oldest to the newest.
    pub fn oldest_first(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }
    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// True if older entries may have been forgotten.
    pub fn is_full(&self) -> bool {
        self.0.len() == MAX
    }
    /// Bytes held beside the ring itself.
    pub fn heap_bytes(&self) -> usize {
        self.0.capacity() * size_of::<T>()
    }
    /// The oldest entry.
    pub fn oldest(&self) -> Option<&T> {
        self.0.front()
    }
    /// The newest entry.
    pub fn newest(&self) -> Option<&T> {
        self.0.back()
    }
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}
