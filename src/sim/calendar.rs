//! The event queue: a binary heap ordered by (time, sequence number).
//!
//! Two events at the same moment run in the order in which they were scheduled, so a run is a total order.

use super::Time;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Events still to come. `E` is small and `Copy`; a cancelled event stays in the queue and is recognised by the
/// generation number it carries, so nothing is ever searched for.
#[derive(Clone, Debug)]
pub struct Calendar<E> {
    heap: BinaryHeap<Entry<E>>,
    sequence: u64,
}

#[derive(Clone, Copy, Debug)]
struct Entry<E> {
    /// Time in the high half, sequence number in the low half: one comparison orders both.
    key: u128,
    event: E,
}

impl<E> PartialEq for Entry<E> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}
impl<E> Eq for Entry<E> {}
impl<E> PartialOrd for Entry<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<E> Ord for Entry<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        other.key.cmp(&self.key) // reversed: the standard heap is a max-heap
    }
}

impl<E: Copy> Default for Calendar<E> {
    fn default() -> Self {
        Self { heap: BinaryHeap::with_capacity(64), sequence: 0 }
    }
}

impl<E: Copy> Calendar<E> {
    /// Schedules `event` at `at`, after everything already scheduled for that moment.
    pub fn schedule(&mut self, at: Time, event: E) {
        self.heap.push(Entry { key: (u128::from(at.0) << 64) | u128::from(self.sequence), event });
        self.sequence += 1;
    }
    /// The time of the next event.
    pub fn next_at(&self) -> Option<Time> {
        self.heap.peek().map(|entry| Time((entry.key >> 64) as u64))
    }
    /// The next event without removing it.
    pub fn peek(&self) -> Option<(Time, E)> {
        self.heap.peek().map(|entry| (Time((entry.key >> 64) as u64), entry.event))
    }
    /// Removes and returns the next event.
    pub fn pop(&mut self) -> Option<(Time, E)> {
        self.heap.pop().map(|entry| (Time((entry.key >> 64) as u64), entry.event))
    }
    /// How many events are scheduled, cancelled ones included.
    pub fn len(&self) -> usize {
        self.heap.len()
    }
    /// True if nothing is scheduled.
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_run_in_the_order_they_were_scheduled() {
        let mut calendar = Calendar::default();
        for (at, event) in [(5, 'c'), (1, 'a'), (5, 'd'), (1, 'b')] {
            calendar.schedule(Time(at), event);
        }
        let order: String = std::iter::from_fn(|| calendar.pop()).map(|(_, event)| event).collect();
        assert_eq!(order, "abcd");
    }
}
