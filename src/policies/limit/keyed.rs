//! A limiter per key within a bounded memory.
//!
//! A table with open addressing and linear probing (Knuth 1973, algorithm L), grown by doubling up to a given number of
//! keys; deletion closes the gap, so nothing is left behind. When it is full, key number *n* + 1 takes the place of
//! another: a hand goes round the table (Corbató 1968, the clock) and looks at a few keys. One whose limiter already
//! decides like a fresh one is forgotten, and nobody notices. If there is none, the one that is nearest to that is
//! forgotten although it is not: its next request meets a fresh limiter, so it may pass too early, never too late.
//! [`Known`] says which of these happened, and [`Keyed::evicted`] counts.

use super::{Decision, Limiter};
use crate::sim::{Span, Time};
use std::num::NonZeroU64;

/// How many keys the hand looks at before it takes the best of them.
const LOOKS: usize = 16;
/// Slots at the start.
const SLOTS_MIN: usize = 64;

/// What was known about the key of a request before it came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Known {
    /// It had been seen and not forgotten.
    Kept,
    /// A fresh limiter: never seen, or forgotten since.
    New,
    /// A fresh limiter, in the place of a key that was as good as fresh.
    InsteadOfIdle,
    /// A fresh limiter, in the place of a key that would have been as good as fresh after this time.
    InsteadOf(Span),
}

/// How many keys were forgotten.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Evicted {
    /// Keys that were as good as fresh: no decision changes.
    pub idle: u64,
    /// Keys that were not: their next request meets a fresh limiter.
    pub active: u64,
}

/// A key that is never zero leaves room to say that a slot is free.
#[derive(Clone, Debug)]
struct Slot<S> {
    key: NonZeroU64,
    state: S,
}

/// One limiter per key, for up to a given number of keys.
#[derive(Clone, Debug)]
pub struct Keyed<L: Limiter> {
    rule: L,
    /// One byte of each slot's hash, 0 if it is free. They are small enough to stay near the processor, so a search
    /// waits for the slots themselves only once.
    tags: Vec<u8>,
    slots: Vec<Option<Slot<L::State>>>,
    len: usize,
    most: usize,
    hand: usize,
    evicted: Evicted,
}

impl<L: Limiter> Keyed<L> {
    /// No keys yet, at most `most` of them, from 1. Memory grows with the keys.
    pub fn new(rule: L, most: usize) -> Self {
        let mut slots = Vec::new();
        slots.resize_with(SLOTS_MIN, || None);
        Self { rule, tags: vec![0; SLOTS_MIN], slots, len: 0, most: most.max(1), hand: 0, evicted: Evicted::default() }
    }
    /// Decides about a request of `key` that costs `cost` and comes at `now`. A key is a number; hash names first (0 and
    /// 2^63 share a limiter).
    #[allow(clippy::inline_always, reason = "inlined, what nobody looks at is not computed: twice as fast")]
    #[inline(always)]
    pub fn check(&mut self, now: Time, key: u64, cost: u32) -> (Decision, Known) {
        let (at, known) = self.find(now, nonzero(key));
        let decision = match &mut self.slots[at] {
            Some(slot) => self.rule.check(&mut slot.state, now, cost),
            None => self.lost(now, cost),
        };
        (decision, known)
    }
    /// `find` gives a slot that is taken; if it did not, the key would be met like a new one each time.
    #[cold]
    fn lost(&self, now: Time, cost: u32) -> Decision {
        self.rule.check(&mut self.rule.fresh(now), now, cost)
    }
    /// A request of `key` that was let in is done; see [`Limiter::finished`]. A key that was forgotten is left alone.
    pub fn finished(&mut self, now: Time, key: u64, took: Span, cost: u32, dropped: bool) {
        let at = self.probe(nonzero(key));
        if let Some(slot) = &mut self.slots[at] {
            self.rule.finished(&mut slot.state, now, took, cost, dropped);
        }
    }
    /// The processor's share was measured, for all keys; see [`Limiter::observed`].
    pub fn observed(&mut self, cpu: f64) {
        for slot in self.slots.iter_mut().flatten() {
            self.rule.observed(&mut slot.state, cpu);
        }
    }
    /// What is remembered about `key`.
    pub fn state(&self, key: u64) -> Option<&L::State> {
        self.slots[self.probe(nonzero(key))].as_ref().map(|slot| &slot.state)
    }
    /// The rule.
    pub const fn rule(&self) -> &L {
        &self.rule
    }
    /// Keys remembered.
    pub const fn len(&self) -> usize {
        self.len
    }
    /// True if no key is remembered.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }
    /// Keys forgotten so far.
    pub const fn evicted(&self) -> Evicted {
        self.evicted
    }
    /// Bytes of the table and of what the states hold.
    pub fn bytes(&self) -> usize {
        let heap: usize = self.slots.iter().flatten().map(|slot| self.rule.heap_bytes(&slot.state)).sum();
        self.slots.capacity() * Self::BYTES_PER_SLOT + heap
    }
    /// Bytes of one slot: key, state and tag. The table is at most three quarters full.
    pub const BYTES_PER_SLOT: usize = size_of::<Option<Slot<L::State>>>() + 1;

    /// Changes the rule while it runs; what was counted stays.
    pub fn tune(&mut self, rule: L, now: Time) {
        for slot in self.slots.iter_mut().flatten() {
            rule.adopt(&self.rule, &mut slot.state, now);
        }
        self.rule = rule;
    }

    /// The slot of `key`, or the free one where it would be put.
    #[inline]
    fn probe(&self, key: NonZeroU64) -> usize {
        let mask = self.tags.len() - 1;
        let hash = mixed(key);
        let (mut at, tag) = (home(hash, mask), tag(hash));
        loop {
            let found = self.tags[at];
            if found == 0 || found == tag && self.slots[at].as_ref().is_some_and(|slot| slot.key == key) {
                return at;
            }
            at = (at + 1) & mask;
        }
    }
    /// The slot of `key`, which is made if it is new.
    #[inline]
    fn find(&mut self, now: Time, key: NonZeroU64) -> (usize, Known) {
        let at = self.probe(key);
        if self.tags[at] == 0 { self.insert(now, key) } else { (at, Known::Kept) }
    }
    #[cold]
    fn insert(&mut self, now: Time, key: NonZeroU64) -> (usize, Known) {
        let known = if self.len >= self.most { self.evict(now) } else { Known::New };
        if (self.len + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        let at = self.probe(key);
        self.tags[at] = tag(mixed(key));
        self.slots[at] = Some(Slot { key, state: self.rule.fresh(now) });
        self.len += 1;
        (at, known)
    }
    fn grow(&mut self) {
        let mut slots = Vec::new();
        slots.resize_with(self.slots.len() * 2, || None);
        let old = std::mem::replace(&mut self.slots, slots);
        self.tags = vec![0; self.slots.len()];
        for slot in old.into_iter().flatten() {
            let at = self.probe(slot.key);
            self.tags[at] = tag(mixed(slot.key));
            self.slots[at] = Some(slot);
        }
        self.hand = 0;
    }
    /// Forgets the first idle key that the hand meets, or of the keys it looks at the one nearest to that.
    fn evict(&mut self, now: Time) -> Known {
        let mask = self.slots.len() - 1;
        let mut best = None;
        let mut looks = 0;
        while looks < LOOKS.min(self.len) {
            let at = self.hand;
            self.hand = (self.hand + 1) & mask;
            let Some(slot) = &self.slots[at] else { continue };
            looks += 1;
            let idle_in = self.rule.idle_in(&slot.state, now);
            if best.is_none_or(|(least, _)| idle_in < least) {
                best = Some((idle_in, at));
            }
            if idle_in.is_zero() {
                break;
            }
        }
        match best {
            Some((idle_in, at)) => {
                self.remove(at);
                if idle_in.is_zero() {
                    self.evicted.idle += 1;
                    Known::InsteadOfIdle
                } else {
                    self.evicted.active += 1;
                    Known::InsteadOf(idle_in)
                }
            }
            None => Known::New,
        }
    }
    /// Empties a slot and moves up those that were pushed past it.
    fn remove(&mut self, at: usize) {
        let mask = self.slots.len() - 1;
        let mut gap = at;
        let mut next = (gap + 1) & mask;
        while let Some(slot) = &self.slots[next] {
            let wanted = home(mixed(slot.key), mask);
            // It may move to the gap unless its home lies cyclically after the gap.
            if (next.wrapping_sub(wanted) & mask) >= (next.wrapping_sub(gap) & mask) {
                self.slots.swap(gap, next);
                self.tags.swap(gap, next);
                gap = next;
            }
            next = (next + 1) & mask;
        }
        self.slots[gap] = None;
        self.tags[gap] = 0;
        self.len -= 1;
    }
}

/// A multiplication by 2^64 / φ (Knuth), which spreads runs of numbers over the high bits.
#[inline]
const fn mixed(key: NonZeroU64) -> u64 {
    (key.get() ^ (key.get() >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
/// Where a key's search begins.
#[inline]
const fn home(hash: u64, mask: usize) -> usize {
    (hash >> 24) as usize & mask
}
/// The byte that stands for a key, never 0.
#[inline]
const fn tag(hash: u64) -> u8 {
    (hash >> 56) as u8 | 1
}

/// The key as it is kept: 0 becomes 2^63.
#[inline]
fn nonzero(key: u64) -> NonZeroU64 {
    NonZeroU64::new(key).unwrap_or(ZERO)
}
const ZERO: NonZeroU64 = NonZeroU64::new(1 << 63).unwrap();

#[cfg(test)]
mod tests {
    use super::super::{Rate, TokenBucket};
    use super::*;
    use std::collections::BTreeMap;

    const S: u64 = 1_000_000_000;

    fn keyed(most: usize) -> Keyed<TokenBucket> {
        Keyed::new(TokenBucket::new(Rate::per_second(1), 2).unwrap(), most)
    }

    #[test]
    fn every_key_has_its_own_limiter() {
        let mut many = keyed(5_000);
        let rule = *many.rule();
        let mut alone = BTreeMap::new();
        for step in 0..40_000u64 {
            let (now, key) = (Time(step * S / 3_000), step * step % 4_999);
            let state = alone.entry(key).or_insert_with(|| rule.fresh(now));
            assert_eq!(many.check(now, key, 1).0, rule.check(state, now, 1), "step {step}");
        }
        assert_eq!((many.len(), many.evicted()), (alone.len(), Evicted::default()));
    }

    #[test]
    fn idle_keys_are_forgotten_and_nobody_notices() {
        let mut few = keyed(100);
        let mut all = keyed(100_000);
        for step in 0..50_000u64 {
            // Each key comes four times within a second and then never again for long.
            let (now, key) = (Time(step * S / 40), step / 10 * 3 + step % 3);
            assert_eq!(few.check(now, key, 1).0, all.check(now, key, 1).0, "step {step}");
        }
        assert!(few.len() <= 100 && few.evicted().idle > 10_000 && few.evicted().active == 0, "{:?}", few.evicted());
        assert_eq!(few.slots.iter().flatten().count(), few.len());
    }

    #[test]
    fn when_none_is_idle_the_one_nearest_to_it_goes() {
        let mut keyed = keyed(3);
        keyed.check(Time(0), 1, 2);
        keyed.check(Time(0), 2, 1);
        keyed.check(Time(0), 3, 2);
        assert_eq!(keyed.check(Time(S / 2), 4, 1).1, Known::InsteadOf(Span(S / 2)));
        assert!(keyed.state(2).is_none() && keyed.state(1).is_some() && keyed.state(3).is_some());
        let (decision, known) = keyed.check(Time(S / 2), 3, 2);
        assert_eq!((decision.allowed, known), (false, Known::Kept));
        assert_eq!(keyed.evicted(), Evicted { idle: 0, active: 1 });
        assert_eq!(keyed.check(Time(9 * S), 5, 1).1, Known::InsteadOfIdle);
    }

    #[test]
    fn memory_is_bounded() {
        let mut keyed = keyed(1_000);
        for key in 0..200_000u64 {
            keyed.check(Time(0), key.wrapping_mul(0x1234_5678_9ABC_DEF1), 2);
        }
        assert_eq!(keyed.len(), 1_000);
        assert!(keyed.bytes() <= 2048 * Keyed::<TokenBucket>::BYTES_PER_SLOT);
        assert_eq!(Keyed::<TokenBucket>::BYTES_PER_SLOT, 25);
    }
}
