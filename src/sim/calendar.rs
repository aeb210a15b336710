//! The event queue: a heap with four children per entry, ordered by (time, sequence number).
//!
//! Two events at the same moment run in the order in which they were scheduled, so a run is a total order.
//!
//! The heap is Williams's (1964, "Algorithm 232: heapsort") with Johnson's four children (1975, "Priority queues with
//! update"), written out for two reasons. With keys that are whole numbers the earliest child is found without a
//! branch. And most events schedule another one: the place of the event that was taken out stays vacant until then, so
//! that taking out and putting in are one walk down the heap, not two.

use super::Time;

/// Events still to come. `E` is small and `Copy`; a cancelled event stays in the queue and is recognised by the
/// generation number it carries, so nothing is ever searched for.
#[derive(Clone, Debug)]
pub struct Calendar<E> {
    /// Every entry is earlier than its children, which stand at [`WAYS`] times its place plus one and on.
    heap: Vec<Entry<E>>,
    /// The first place is vacant: its entry has been taken out.
    vacant: bool,
    sequence: u64,
}

/// How many children an entry has: with four there are half as many levels as with two.
const WAYS: usize = 4;

#[derive(Clone, Copy, Debug)]
struct Entry<E> {
    at: Time,
    sequence: u64,
    event: E,
}

impl<E> Entry<E> {
    /// Time in the high half, sequence number in the low half: one comparison orders both.
    #[inline]
    fn key(&self) -> u128 {
        (u128::from(self.at.0) << 64) | u128::from(self.sequence)
    }
}

impl<E: Copy> Default for Calendar<E> {
    fn default() -> Self {
        Self { heap: Vec::with_capacity(64), vacant: false, sequence: 0 }
    }
}

impl<E: Copy> Calendar<E> {
    /// Schedules `event` at `at`, after everything already scheduled for that moment.
    #[inline]
    pub fn schedule(&mut self, at: Time, event: E) {
        let entry = Entry { at, sequence: self.sequence, event };
        self.sequence += 1;
        if self.vacant {
            self.vacant = false;
            self.sink(entry);
        } else {
            self.heap.push(entry);
            self.rise(entry);
        }
    }
    /// The time of the next event.
    #[inline]
    pub fn next_at(&self) -> Option<Time> {
        self.first().map(|entry| entry.at)
    }
    /// The next event without removing it.
    pub fn peek(&self) -> Option<(Time, E)> {
        self.first().map(|entry| (entry.at, entry.event))
    }
    /// Removes and returns the next event.
    #[inline]
    pub fn pop(&mut self) -> Option<(Time, E)> {
        if self.vacant {
            let last = self.heap.pop()?;
            self.vacant = false;
            if !self.heap.is_empty() {
                self.sink(last);
            }
        }
        let first = self.heap.first()?;
        self.vacant = true;
        Some((first.at, first.event))
    }
    /// How many events are scheduled, cancelled ones included.
    pub fn len(&self) -> usize {
        self.heap.len() - usize::from(self.vacant)
    }
    /// True if nothing is scheduled.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The earliest entry.
    #[inline]
    fn first(&self) -> Option<&Entry<E>> {
        if !self.vacant {
            return self.heap.first();
        }
        self.heap.get(1)?;
        self.heap.get(earliest(&self.heap, 1))
    }
    /// Puts `entry` at the first place or as far below it as it belongs.
    #[inline]
    fn sink(&mut self, entry: Entry<E>) {
        let (heap, key) = (&mut self.heap[..], entry.key());
        let (mut hole, mut child) = (0, 1);
        while child < heap.len() {
            child = earliest(heap, child);
            if key < heap[child].key() {
                break;
            }
            heap[hole] = heap[child];
            hole = child;
            child = WAYS * hole + 1;
        }
        heap[hole] = entry;
    }
    /// Moves `entry`, which stands at the last place, as far up as it belongs.
    #[inline]
    fn rise(&mut self, entry: Entry<E>) {
        let heap = &mut self.heap[..];
        let mut hole = heap.len() - 1;
        while hole > 0 {
            let parent = (hole - 1) / WAYS;
            if entry.key() >= heap[parent].key() {
                break;
            }
            heap[hole] = heap[parent];
            hole = parent;
        }
        heap[hole] = entry;
    }
}

/// The place of the earliest entry among the siblings that begin at `child`; there is at least one.
#[inline]
fn earliest<E>(heap: &[Entry<E>], child: usize) -> usize {
    let Some([a, b, c, d]) = heap[child..].first_chunk::<WAYS>() else {
        let rest = heap[child..].iter().enumerate().min_by_key(|(_, entry)| entry.key());
        return rest.map_or(child, |(place, _)| child + place);
    };
    // Two matches and a final: selections, not branches.
    let (first, second) = (b.key() < a.key(), d.key() < c.key());
    let left = if first { b.key() } else { a.key() };
    let right = if second { d.key() } else { c.key() };
    child + if right < left { 2 + usize::from(second) } else { usize::from(first) }
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

    #[test]
    fn whatever_is_scheduled_comes_out_in_order() {
        use crate::sim::{Seed, Stream};
        let mut dice = Seed(1).dice(Stream::Keys, 0);
        let (mut calendar, mut plain) = (Calendar::default(), Vec::new());
        for k in 0..20_000u32 {
            // Few different times, so that there are many ties; the queue grows and shrinks between 0 and some hundreds.
            if dice.below(1000) < if k / 2000 % 2 == 0 { 600 } else { 400 } {
                let at = Time(u64::from(dice.below(500)));
                calendar.schedule(at, k);
                plain.push((at, k));
            } else {
                let first = plain.iter().copied().min();
                plain.retain(|&entry| Some(entry) != first);
                assert_eq!(calendar.pop(), first);
            }
            assert_eq!((calendar.len(), calendar.next_at()), (plain.len(), plain.iter().map(|entry| entry.0).min()));
        }
    }
}
