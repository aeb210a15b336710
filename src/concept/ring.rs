//! A list that forgets its oldest entry when it is full: what recorders keep.

/// A list that forgets its oldest entry when it is full. The newest is written where the oldest stood, so that nothing is
/// moved and nothing taken out.
#[derive(Clone, Debug)]
pub struct Ring<T, const MAX: usize> {
    slots: Vec<T>,
    /// Where the oldest entry stands; 0 until it is full.
    oldest: usize,
}

impl<T, const MAX: usize> Default for Ring<T, MAX> {
    fn default() -> Self {
        Self { slots: Vec::new(), oldest: 0 }
    }
}

/// Equal if they hold the same in the same order, wherever it stands.
impl<T: PartialEq, const MAX: usize> PartialEq for Ring<T, MAX> {
    fn eq(&self, other: &Self) -> bool {
        self.oldest_first().eq(other.oldest_first())
    }
}

impl<T, const MAX: usize> Ring<T, MAX> {
    /// Adds the newest entry.
    #[inline(always)]
    pub fn push(&mut self, entry: T) {
        if self.slots.len() < MAX {
            return self.slots.push(entry);
        }
        if let Some(slot) = self.slots.get_mut(self.oldest) {
            *slot = entry;
            self.oldest = if self.oldest + 1 == MAX { 0 } else { self.oldest + 1 };
        }
    }
    /// Puts another entry in the place of the newest.
    pub fn replace_newest(&mut self, entry: T) {
        let place = if self.oldest == 0 { self.slots.len() } else { self.oldest };
        if let Some(newest) = place.checked_sub(1).and_then(|place| self.slots.get_mut(place)) {
            *newest = entry;
        }
    }
    /// From the newest to the oldest.
    pub fn newest_first(&self) -> impl Iterator<Item = &T> {
        self.oldest_first().rev()
    }
    /// From the oldest to the newest.
    pub fn oldest_first(&self) -> impl DoubleEndedIterator<Item = &T> {
        let (later, earlier) = self.slots.split_at(self.oldest);
        earlier.iter().chain(later)
    }
    /// How many there are.
    pub fn len(&self) -> usize {
        self.slots.len()
    }
    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }
    /// True if older entries may have been forgotten.
    pub fn is_full(&self) -> bool {
        self.slots.len() == MAX
    }
    /// Bytes held beside the ring itself.
    pub fn heap_bytes(&self) -> usize {
        self.slots.capacity() * size_of::<T>()
    }
    /// The oldest entry.
    pub fn oldest(&self) -> Option<&T> {
        self.slots.get(self.oldest)
    }
    /// The newest entry.
    pub fn newest(&self) -> Option<&T> {
        if self.oldest == 0 { self.slots.last() } else { self.slots.get(self.oldest - 1) }
    }
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.slots.clear();
        self.oldest = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::VecDeque;

    proptest! {
        /// The same as a queue from which the first is taken when it is too long.
        #[test]
        fn it_is_a_queue_of_bounded_length(deeds in prop::collection::vec((0u8..8, any::<u16>()), 0..60)) {
            let (mut ring, mut queue) = (Ring::<u16, 5>::default(), VecDeque::new());
            for (deed, value) in deeds {
                match deed {
                    0 => {
                        ring.clear();
                        queue.clear();
                    }
                    1 => {
                        ring.replace_newest(value);
                        if let Some(newest) = queue.back_mut() {
                            *newest = value;
                        }
                    }
                    _ => {
                        ring.push(value);
                        queue.push_back(value);
                        if queue.len() > 5 {
                            queue.pop_front();
                        }
                    }
                }
                prop_assert!(ring.oldest_first().eq(&queue));
                prop_assert!(ring.newest_first().eq(queue.iter().rev()));
                prop_assert_eq!((ring.oldest(), ring.newest()), (queue.front(), queue.back()));
                prop_assert_eq!((ring.len(), ring.is_empty(), ring.is_full()), (queue.len(), queue.is_empty(), queue.len() == 5));
                let mut again = Ring::<u16, 5>::default();
                for value in &queue {
                    again.push(*value);
                }
                prop_assert_eq!(&ring, &again);
            }
        }
    }
}
