//! What a limiter remembers of its keys, in a memory for so many of them.
//!
//! When it is full, a key that is not remembered meets one of four rules ([`WhenFull`]). [`Keyed`](crate::policies::limit::Keyed)
//! does the first of them for millions of keys and looks only at a few before it decides; here all are looked at.
//!
//! Beside the limiters in this memory runs one per key that never forgets. Where the two decide differently, the bound
//! was the reason: that is counted.

use super::super::params::WhenFull;
use crate::policies::limit::{Decision, Limiter as _, Policy, State, Why};
use crate::sim::{Span, Time};
use std::collections::BTreeMap;

/// The bound of a memory and what happens there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Room {
    /// Keys remembered at most, from 1.
    pub most: u32,
    /// What happens when there are more.
    pub when_full: WhenFull,
}

/// A key that gave its place to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Gone {
    /// The key.
    pub key: u32,
    /// When.
    pub at: Time,
    /// How long until its limiter would have been as good as a fresh one; zero: nobody notices.
    pub idle_in: Span,
}

/// A key that is remembered.
#[derive(Clone, PartialEq, Debug)]
pub struct Slot {
    /// The key.
    pub key: u32,
    /// When it last came.
    pub seen: Time,
    /// Who stood here before.
    pub before: Option<Gone>,
    state: State,
}

impl Slot {
    /// What is remembered about the key.
    pub fn state(&self) -> &State {
        &self.state
    }
}

/// What the bound has done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Toll {
    /// Keys forgotten whose limiters were as good as fresh.
    pub unnoticed: u64,
    /// Keys forgotten whose limiters were not.
    pub early: u64,
    /// Requests refused because their key found no place.
    pub no_room: u64,
    /// Requests decided by the bucket that the others share.
    pub shared: u64,
    /// Requests let in that an unbounded memory would have refused.
    pub too_many: u64,
    /// Requests refused that an unbounded memory would have let in.
    pub too_few: u64,
}

/// The states of all keys; the key in focus is 0.
#[derive(Clone, Debug)]
pub struct Store {
    slots: Vec<Slot>,
    /// The slot of each key that has one.
    place: BTreeMap<u32, u32>,
    /// The state that all share who find no place.
    shared: Option<State>,
    /// A memory without a bound beside a bounded one. What is as good as fresh is left out of it from time to time.
    whole: BTreeMap<u32, State>,
    /// At how many keys it is looked through for those.
    tidy_at: usize,
    /// What the bound has done.
    pub toll: Toll,
}

/// The most keys of the memory without a bound; what others would have met is not known.
const WHOLE_MAX: usize = 100_000;
/// At how many keys it is looked through first.
const TIDY_AT: usize = 4096;

impl Store {
    /// Knows the key in focus, since the start.
    pub fn new(rule: &Policy, now: Time, room: Option<Room>) -> Self {
        let mut store = Self {
            slots: Vec::new(),
            place: BTreeMap::new(),
            shared: None,
            whole: BTreeMap::new(),
            tidy_at: TIDY_AT,
            toll: Toll::default(),
        };
        store.put(rule, now, 0);
        if room.is_some() {
            store.whole = store.all();
        }
        store
    }

    /// The keys that are remembered, each at its place.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }
    /// The state of a key.
    pub fn state(&self, key: usize) -> Option<&State> {
        self.slot_of(key).map(|at| &self.slots[at].state)
    }
    /// The state that decides about a key: its own, or the shared one.
    pub fn deciding(&mut self, key: usize) -> Option<&mut State> {
        match self.slot_of(key) {
            Some(at) => Some(&mut self.slots[at].state),
            None => self.shared.as_mut(),
        }
    }
    /// All states.
    pub fn states_mut(&mut self) -> impl Iterator<Item = &mut State> {
        self.slots.iter_mut().map(|slot| &mut slot.state).chain(&mut self.shared).chain(self.whole.values_mut())
    }
    /// How many keys are remembered.
    pub fn keys(&self) -> usize {
        self.slots.len()
    }
    /// The most bytes that a key's state holds on the heap.
    pub fn heap_bytes(&self, rule: &Policy) -> usize {
        self.slots.iter().map(|slot| rule.heap_bytes(&slot.state)).max().unwrap_or(0)
    }

    /// Decides about a request of `key`; and who had to go for it. `holds`: the limiter waits to hear when requests are
    /// done, which the memory without a bound cannot.
    pub fn decide(
        &mut self,
        rule: &Policy,
        now: Time,
        key: usize,
        cost: u32,
        room: Option<Room>,
        holds: bool,
    ) -> (Decision, Option<Gone>) {
        let mut gone = None;
        let decision = match self.find(rule, now, key, room, &mut gone) {
            Some(at) => {
                self.slots[at].seen = now;
                rule.check(&mut self.slots[at].state, now, cost)
            }
            None if room.is_some_and(|room| room.when_full == WhenFull::Share) => {
                self.toll.shared += 1;
                rule.check(self.shared.get_or_insert_with(|| rule.fresh(now)), now, cost)
            }
            None => {
                self.toll.no_room += 1;
                let most = room.map_or(0, |room| u64::from(room.most));
                let why = Why::NoRoom { keys: most };
                Decision { allowed: false, delay: Span::ZERO, remaining: 0, reset: Span::MAX, retry_after: None, why }
            }
        };
        if room.is_some() && !holds {
            self.compare(rule, now, key, cost, decision.allowed);
        }
        (decision, gone)
    }
    /// Counts what an unbounded memory would have decided otherwise.
    fn compare(&mut self, rule: &Policy, now: Time, key: usize, cost: u32, allowed: bool) {
        let key = key as u32;
        if !self.whole.contains_key(&key) {
            if self.whole.len() >= self.tidy_at {
                self.whole.retain(|_, state| !rule.idle_in(state, now).is_zero());
                self.tidy_at = (2 * self.whole.len()).max(TIDY_AT);
            }
            if self.whole.len() >= WHOLE_MAX {
                return;
            }
        }
        // It has known the key as long as this one has.
        let state = self.whole.entry(key).or_insert_with(|| rule.fresh(now));
        let whole = rule.check(state, now, cost).allowed;
        self.toll.too_many += u64::from(allowed && !whole);
        self.toll.too_few += u64::from(!allowed && whole);
    }
    /// All that is remembered, by key.
    fn all(&self) -> BTreeMap<u32, State> {
        self.slots.iter().map(|slot| (slot.key, slot.state.clone())).collect()
    }

    /// The rule has changed from `old`; what was counted stays, and what has no room any more goes.
    pub fn adopt(&mut self, rule: &Policy, old: &Policy, now: Time, room: Option<Room>) {
        for state in self.states_mut() {
            rule.adopt(old, state, now);
        }
        match room {
            None => (self.whole, self.shared) = (BTreeMap::new(), None),
            Some(room) => {
                if self.whole.is_empty() {
                    // A bound begins: up to now nobody was forgotten.
                    self.whole = self.all();
                }
                while self.slots.len() > room.most as usize {
                    let at = self.leaver(rule, now, room.when_full);
                    self.count(rule, now, at);
                    self.remove(at);
                }
            }
        }
    }

    fn slot_of(&self, key: usize) -> Option<usize> {
        self.place.get(&(key as u32)).map(|at| *at as usize)
    }
    /// The slot of a key, which is made if there is room or somebody goes; `None` if it finds no place.
    fn find(
        &mut self,
        rule: &Policy,
        now: Time,
        key: usize,
        room: Option<Room>,
        gone: &mut Option<Gone>,
    ) -> Option<usize> {
        if let Some(at) = self.slot_of(key) {
            return Some(at);
        }
        match room {
            Some(room) if self.slots.len() >= room.most as usize => {
                if matches!(room.when_full, WhenFull::Refuse | WhenFull::Share) {
                    return None;
                }
                let at = self.leaver(rule, now, room.when_full);
                *gone = Some(self.count(rule, now, at));
                self.place.remove(&self.slots[at].key);
                self.slots[at] = Slot { key: key as u32, seen: now, before: *gone, state: rule.fresh(now) };
                self.mark(key, at);
                Some(at)
            }
            _ => Some(self.put(rule, now, key)),
        }
    }
    fn put(&mut self, rule: &Policy, now: Time, key: usize) -> usize {
        self.slots.push(Slot { key: key as u32, seen: now, before: None, state: rule.fresh(now) });
        self.mark(key, self.slots.len() - 1);
        self.slots.len() - 1
    }
    fn mark(&mut self, key: usize, at: usize) {
        self.place.insert(key as u32, at as u32);
    }
    /// Who goes: the one nearest to a fresh limiter, or the one that was not seen for longest.
    fn leaver(&self, rule: &Policy, now: Time, when_full: WhenFull) -> usize {
        let rank = |slot: &Slot| match when_full {
            WhenFull::Idle => (rule.idle_in(&slot.state, now).0, slot.seen),
            _ => (0, slot.seen),
        };
        let best = self.slots.iter().enumerate().min_by_key(|(at, slot)| (rank(slot), *at));
        best.map_or(0, |(at, _)| at)
    }
    fn count(&mut self, rule: &Policy, now: Time, at: usize) -> Gone {
        let slot = &self.slots[at];
        let idle_in = rule.idle_in(&slot.state, now);
        if idle_in.is_zero() {
            self.toll.unnoticed += 1;
        } else {
            self.toll.early += 1;
        }
        Gone { key: slot.key, at: now, idle_in }
    }
    fn remove(&mut self, at: usize) {
        self.place.remove(&self.slots[at].key);
        self.slots.swap_remove(at);
        if let Some(moved) = self.slots.get(at) {
            self.place.insert(moved.key, at as u32);
        }
    }
}

#[cfg(test)]
mod tests;
