//! The event queue, ordered by (time, sequence number).
//!
//! Two events at the same moment run in the order in which they were scheduled, so a run is a total order.
//!
//! Most clusters have a handful of events pending, so a handful of entries are kept in no order at all: the earliest is
//! found by looking at every one, without a branch that a processor could guess wrongly, which at this size is faster
//! than any tree. More than [`FEW`] become a heap: Williams's (1964, "Algorithm 232: heapsort") with Johnson's four
//! children (1975, "Priority queues with update"), written out for two reasons. With keys that are whole numbers the
//! earliest child is found without a branch. And most events schedule another one: the place of the event that was
//! taken out stays vacant until then, so that taking out and putting in are one walk down the heap, not two.
//!
//! One entry may be kept [apart](Calendar::schedule_apart): a source has one next arrival at a time, and it need not be
//! compared with everything else to be put in.

use super::Time;

/// Events still to come. `E` is small and `Copy`; a cancelled event stays in the queue and is recognised by the
/// generation number it carries, so nothing is ever searched for.
#[derive(Clone, Debug)]
pub struct Calendar<E> {
    /// In no order, or a heap: every entry is earlier than its children, which stand at [`WAYS`] times its place plus
    /// one and on.
    entries: Vec<Entry<E>>,
    /// They are a heap.
    heaped: bool,
    /// Where the earliest entry stands; in a heap 0.
    first: usize,
    /// The first place of the heap is vacant: its entry has been taken out.
    vacant: bool,
    /// The entry kept apart.
    apart: Option<Entry<E>>,
    sequence: u64,
}

/// The most entries that are kept without order; a heap becomes such a handful again at half as many.
const FEW: usize = 16;
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

/// Later than every entry.
const NEVER: u128 = u128::MAX;

impl<E: Copy> Default for Calendar<E> {
    fn default() -> Self {
        let entries = Vec::with_capacity(4 * FEW);
        Self { entries, heaped: false, first: 0, vacant: false, apart: None, sequence: 0 }
    }
}

impl<E: Copy> Calendar<E> {
    /// Schedules `event` at `at`, after everything already scheduled for that moment.
    #[inline]
    pub fn schedule(&mut self, at: Time, event: E) {
        let entry = self.entry(at, event);
        self.put(entry);
    }
    /// The same, quicker for the events of one source that has a single event pending at a time.
    #[inline]
    pub fn schedule_apart(&mut self, at: Time, event: E) {
        let entry = self.entry(at, event);
        if let Some(former) = self.apart.replace(entry) {
            self.put(former); // a second one is pending after all
        }
    }
    /// The time of the next event.
    #[inline]
    pub fn next_at(&self) -> Option<Time> {
        self.next().map(|entry| entry.at)
    }
    /// The next event without removing it.
    pub fn peek(&self) -> Option<(Time, E)> {
        self.next().map(|entry| (entry.at, entry.event))
    }
    /// Removes and returns the next event.
    #[inline]
    pub fn pop(&mut self) -> Option<(Time, E)> {
        if self.vacant {
            self.close_up();
        }
        let first = self.entries.get(self.first).map_or(NEVER, Entry::key);
        let entry = match self.apart {
            Some(apart) if apart.key() < first => {
                self.apart = None;
                apart
            }
            _ => self.take_first()?,
        };
        Some((entry.at, entry.event))
    }
    /// How many events are scheduled, cancelled ones included.
    pub fn len(&self) -> usize {
        self.entries.len() - usize::from(self.vacant) + usize::from(self.apart.is_some())
    }
    /// True if nothing is scheduled.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline]
    fn entry(&mut self, at: Time, event: E) -> Entry<E> {
        let entry = Entry { at, sequence: self.sequence, event };
        self.sequence += 1;
        entry
    }
    #[inline]
    fn put(&mut self, entry: Entry<E>) {
        if self.heaped {
            return self.put_into_heap(entry);
        }
        let place = self.entries.len();
        let earliest = self.entries.get(self.first).map_or(NEVER, Entry::key);
        self.first = if entry.key() < earliest { place } else { self.first };
        self.entries.push(entry);
        if place == FEW {
            self.heap_up();
        }
    }
    fn put_into_heap(&mut self, entry: Entry<E>) {
        if self.vacant {
            self.vacant = false;
            self.sink(entry);
        } else {
            self.entries.push(entry);
            self.rise(self.entries.len() - 1, entry);
        }
    }
    /// Takes the earliest entry out of those not kept apart; there is no vacancy.
    #[inline]
    fn take_first(&mut self) -> Option<Entry<E>> {
        let first = *self.entries.get(self.first)?;
        if self.heaped {
            self.vacant = true;
        } else {
            self.entries.swap_remove(self.first);
            self.first = earliest_of(&self.entries);
        }
        Some(first)
    }
    /// The entries become a heap.
    #[cold]
    fn heap_up(&mut self) {
        self.heaped = true;
        self.first = 0;
        for place in 1..self.entries.len() {
            self.rise(place, self.entries[place]);
        }
    }
    /// Fills the vacant first place of the heap.
    fn close_up(&mut self) {
        self.vacant = false;
        let Some(last) = self.entries.pop() else { return };
        if self.entries.len() <= FEW / 2 {
            self.heaped = false;
            if let Some(first) = self.entries.first_mut() {
                *first = last;
            }
            self.first = earliest_of(&self.entries);
        } else {
            self.sink(last);
        }
    }

    /// The earliest entry not kept apart.
    #[inline]
    fn first(&self) -> Option<&Entry<E>> {
        if !self.vacant {
            return self.entries.get(self.first);
        }
        self.entries.get(1)?;
        self.entries.get(earliest(&self.entries, 1))
    }
    /// The earliest entry of all.
    #[inline]
    fn next(&self) -> Option<&Entry<E>> {
        match (self.first(), &self.apart) {
            (Some(first), Some(apart)) => Some(if apart.key() < first.key() { apart } else { first }),
            (first, apart) => first.or(apart.as_ref()),
        }
    }
    /// Puts `entry` at the first place or as far below it as it belongs.
    #[inline]
    fn sink(&mut self, entry: Entry<E>) {
        let (heap, key) = (&mut self.entries[..], entry.key());
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
    /// Moves `entry`, which stands at the place `hole` with a heap before it, as far up as it belongs.
    #[inline]
    fn rise(&mut self, mut hole: usize, entry: Entry<E>) {
        let heap = &mut self.entries[..];
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

/// The place of the earliest of a handful of entries; 0 if there is none. Two by two, so that half of the comparisons do
/// not wait for each other.
#[inline]
fn earliest_of<E>(entries: &[Entry<E>]) -> usize {
    let (mut place, mut key) = (0, NEVER);
    let mut take = |other: usize, other_key: u128| {
        place = if other_key < key { other } else { place };
        key = if other_key < key { other_key } else { key };
    };
    let mut pairs = entries.chunks_exact(2);
    for (k, pair) in pairs.by_ref().enumerate() {
        let (a, b) = (pair[0].key(), pair[1].key());
        let second = b < a;
        take(2 * k + usize::from(second), if second { b } else { a });
    }
    if let [last] = pairs.remainder() {
        take(entries.len() - 1, last.key());
    }
    place
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
                if dice.below(4) == 0 {
                    calendar.schedule_apart(at, k)
                } else {
                    calendar.schedule(at, k)
                }
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
