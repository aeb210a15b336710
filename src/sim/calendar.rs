//! The event queue, ordered by (time, sequence number).
//!
//! Two events at the same moment run in the order in which they were scheduled, so a run is a total order.
//!
//! The soonest few entries stand in a sorted list: the next one is taken off its end, and a new one, which is usually
//! among the very next, is moved a few places into it. At this size that is quicker than any tree. All others are later
//! and stand in a heap: Williams's (1964, "Algorithm 232: heapsort") with Johnson's four children (1975, "Priority
//! queues with update"), whose earliest child is found without a branch. When no few are left, the next few come out
//! of it. (Two lists, a sorted one for the near future: Blackstone, Hogg, Phillips 1981, "A two-list synchronization
//! procedure for discrete event simulation".)
//!
//! One entry may be kept [apart](Calendar::schedule_apart): a source has one next arrival at a time, and it need not be
//! compared with everything else to be put in.

use super::Time;

/// Events still to come. `E` is small and `Copy`; a cancelled event stays in the queue and is recognised by the
/// generation number it carries, so nothing is ever searched for.
#[derive(Clone, Debug)]
pub struct Calendar<E> {
    /// At most [`FEW`], the next one last; all earlier than those that are far.
    near: Vec<Entry<E>>,
    /// A heap: every entry is earlier than its children, which stand at [`WAYS`] times its place plus one and on.
    far: Vec<Entry<E>>,
    /// The entry kept apart.
    apart: Option<Entry<E>>,
    sequence: u64,
}

/// The most entries that are kept sorted.
const FEW: usize = 32;
/// How many children an entry of the heap has: with four there are half as many levels as with two.
const WAYS: usize = 4;

#[derive(Clone, Copy, Debug)]
struct Entry<E> {
    at: Time,
    sequence: u64,
    event: E,
}

impl<E> Entry<E> {
    /// Time in the high half, sequence number in the low half: one comparison orders both.
    #[inline(always)]
    fn key(&self) -> u128 {
        (u128::from(self.at.0) << 64) | u128::from(self.sequence)
    }
    /// The same order. Two moments are seldom the same, so that one comparison of 64 bits is usually enough.
    #[inline(always)]
    fn precedes(&self, other: &Self) -> bool {
        if self.at == other.at { self.sequence < other.sequence } else { self.at < other.at }
    }
}

impl<E: Copy> Default for Calendar<E> {
    fn default() -> Self {
        Self { near: Vec::with_capacity(FEW), far: Vec::new(), apart: None, sequence: 0 }
    }
}

impl<E: Copy> Calendar<E> {
    /// Schedules `event` at `at`, after everything already scheduled for that moment.
    #[inline(always)]
    pub fn schedule(&mut self, at: Time, event: E) {
        let entry = self.entry(at, event);
        self.put(entry);
    }
    /// The same, quicker for the events of one source that has a single event pending at a time.
    #[inline(always)]
    pub fn schedule_apart(&mut self, at: Time, event: E) {
        let entry = self.entry(at, event);
        if let Some(former) = self.apart.replace(entry) {
            self.put_former(former); // a second one is pending after all
        }
    }
    /// The time of the next event.
    #[inline(always)]
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
        self.pop_by(Time::NEVER).map(|(at, event, _)| (at, event))
    }
    /// Removes and returns the next event if it comes at or before `limit`, and whether it is the one kept apart: those who
    /// know what they keep apart need not ask again what it is.
    #[inline(always)]
    pub fn pop_by(&mut self, limit: Time) -> Option<(Time, E, bool)> {
        if self.near.is_empty() {
            self.fetch();
        }
        let near = self.near.last();
        if let Some(apart) = self.apart
            && near.is_none_or(|near| apart.precedes(near))
        {
            if apart.at > limit {
                return None;
            }
            self.apart = None;
            return Some((apart.at, apart.event, true));
        }
        if near?.at > limit {
            return None;
        }
        self.near.pop().map(|near| (near.at, near.event, false))
    }
    /// How many events are scheduled, cancelled ones included.
    pub fn len(&self) -> usize {
        self.near.len() + self.far.len() + usize::from(self.apart.is_some())
    }
    /// True if nothing is scheduled.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Bytes held beside the calendar itself.
    pub fn heap_bytes(&self) -> usize {
        (self.near.capacity() + self.far.capacity()) * size_of::<Entry<E>>()
    }

    #[inline(always)]
    fn entry(&mut self, at: Time, event: E) -> Entry<E> {
        let entry = Entry { at, sequence: self.sequence, event };
        self.sequence += 1;
        entry
    }
    /// Puts the newest entry in: whatever else has its moment comes before it.
    #[inline(always)]
    fn put(&mut self, entry: Entry<E>) {
        self.put_after(entry, |other| other.at <= entry.at);
    }
    #[cold]
    #[inline(never)]
    fn put_former(&mut self, entry: Entry<E>) {
        self.put_after(entry, |other| other.precedes(&entry));
    }
    #[inline(always)]
    fn put_after(&mut self, entry: Entry<E>, comes_first: impl Fn(&Entry<E>) -> bool) {
        if self.far.first().is_some_and(&comes_first) {
            return self.put_far(entry);
        }
        let mut place = self.near.len();
        self.near.push(entry);
        let near = &mut self.near[..];
        while place > 0 && comes_first(&near[place - 1]) {
            near[place] = near[place - 1];
            place -= 1;
        }
        near[place] = entry;
        if near.len() > FEW {
            self.spill();
        }
    }
    #[inline(never)]
    fn put_far(&mut self, entry: Entry<E>) {
        self.far.push(entry);
        self.rise(entry);
    }
    /// The later half of those that are near become far.
    #[cold]
    #[inline(never)]
    fn spill(&mut self) {
        for place in 0..FEW / 2 {
            self.put_far(self.near[place]);
        }
        self.near.drain(..FEW / 2);
    }
    /// The next few come near.
    #[inline(never)]
    fn fetch(&mut self) {
        while self.near.len() < FEW / 4
            && let Some(&entry) = self.far.first()
        {
            self.near.push(entry);
            if let Some(last) = self.far.pop()
                && !self.far.is_empty()
            {
                self.sink(last);
            }
        }
        self.near.reverse();
    }

    /// The earliest entry of all.
    #[inline(always)]
    fn next(&self) -> Option<&Entry<E>> {
        match (self.near.last().or(self.far.first()), &self.apart) {
            (Some(first), Some(apart)) => Some(if apart.precedes(first) { apart } else { first }),
            (first, apart) => first.or(apart.as_ref()),
        }
    }
    /// Puts `entry` at the first place of the heap or as far below it as it belongs.
    #[inline]
    fn sink(&mut self, entry: Entry<E>) {
        let (heap, key) = (&mut self.far[..], entry.key());
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
    /// Moves `entry`, which stands at the last place of the heap, as far up as it belongs.
    #[inline]
    fn rise(&mut self, entry: Entry<E>) {
        let heap = &mut self.far[..];
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
    fn the_one_kept_apart_is_told_from_the_others() {
        let mut calendar = Calendar::default();
        calendar.schedule(Time(5), 'b');
        calendar.schedule_apart(Time(5), 'c');
        calendar.schedule(Time(5), 'd');
        calendar.schedule_apart(Time(3), 'a');
        assert_eq!(calendar.pop_by(Time(2)), None);
        let order: Vec<_> =
            std::iter::from_fn(|| calendar.pop_by(Time(5))).map(|(_, event, apart)| (event, apart)).collect();
        assert_eq!(order, [('a', true), ('b', false), ('c', false), ('d', false)]);
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
                    calendar.schedule_apart(at, k);
                } else {
                    calendar.schedule(at, k);
                }
                plain.push((at, k));
            } else {
                let first = plain.iter().copied().min();
                plain.retain(|&entry| Some(entry) != first);
                let limit = Time(u64::from(dice.below(500)));
                let due = first.filter(|(at, _)| *at <= limit);
                assert_eq!(calendar.pop_by(limit).map(|(at, event, _)| (at, event)), due, "{limit:?}");
                if due.is_none() {
                    assert_eq!(calendar.pop(), first);
                }
            }
            assert_eq!((calendar.len(), calendar.next_at()), (plain.len(), plain.iter().map(|entry| entry.0).min()));
        }
    }
}
