//! What a limiter remembers of its keys, in a memory for so many of them.
//!
//! When it is full, a key that is not remembered meets one of four rules ([`WhenFull`]). Up to [`ALL`] keys all are looked
//! at before one goes; of more a hand that goes round looks at [`LOOKS`] at most, as
//! [`Keyed`](crate::policies::limit::Keyed) does for millions.
//!
//! Of a key that is forgotten too early, or finds no place, what an unbounded memory would know is kept beside it. Where
//! the two decide differently, the bound was the reason: that is counted. Of all others both know the same.

use super::super::params::WhenFull;
use super::table::Table;
use crate::policies::limit::{Decision, Limiter as _, Policy, State, Why};
use crate::sim::{Span, Time};

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
    /// Times that could not be followed any further: too many keys were forgotten at once.
    pub unknown: u64,
}

/// The states of all keys; the key in focus is 0.
#[derive(Clone, Debug)]
pub struct Store {
    slots: Table<Slot>,
    /// Where the hand looks next.
    hand: usize,
    /// The state that all share who find no place.
    shared: Option<State>,
    /// What a memory without a bound knows of keys of which this one has forgotten something. Those of which both know as
    /// much again are left out of it from time to time.
    beside: Table<State>,
    /// At how many keys it is looked through for those.
    tidy_at: usize,
    /// What the bound has done.
    pub toll: Toll,
}

/// The most keys of which more is known beside; what others would have met is not known.
const BESIDE_MAX: usize = 50_000;
/// Up to so many keys all are looked at.
pub const ALL: usize = 1000;
/// Of more the hand looks at so many at most.
pub const LOOKS: usize = 16;
/// At how many keys it is looked through first.
const TIDY_AT: usize = 4096;

impl Store {
    /// Knows the key in focus, since the start.
    pub fn new(rule: &Policy, now: Time) -> Self {
        let mut store = Self {
            slots: Table::default(),
            hand: 0,
            shared: None,
            beside: Table::default(),
            tidy_at: TIDY_AT,
            toll: Toll::default(),
        };
        store.put(rule, now, 0);
        store
    }

    /// The keys that are remembered, each at its place.
    pub fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.slots.values().iter().map(|(_, slot)| slot)
    }
    /// The key at a place.
    pub fn slot(&self, at: usize) -> Option<&Slot> {
        self.slots.values().get(at).map(|(_, slot)| slot)
    }
    /// The state of a key.
    pub fn state(&self, key: usize) -> Option<&State> {
        self.slots.place(key as u32).map(|at| &self.slots.values()[at].1.state)
    }
    /// The state that decides about a key: its own, or the shared one.
    pub fn deciding(&mut self, key: usize) -> Option<&mut State> {
        match self.slots.place(key as u32) {
            Some(at) => Some(&mut self.slots.at_mut(at).state),
            None => self.shared.as_mut(),
        }
    }
    /// All states.
    pub fn states_mut(&mut self) -> impl Iterator<Item = &mut State> {
        self.slots.values_mut().map(|slot| &mut slot.state).chain(&mut self.shared).chain(self.beside.values_mut())
    }
    /// How many keys are remembered.
    pub fn keys(&self) -> usize {
        self.slots.len()
    }
    /// The most bytes that a key's state holds on the heap.
    pub fn heap_bytes(&self, rule: &Policy) -> usize {
        if !matches!(rule, Policy::SlidingLog(_)) {
            return 0; // the others hold nothing there
        }
        self.slots().map(|slot| rule.heap_bytes(&slot.state)).max().unwrap_or(0)
    }

    /// Bytes that it holds.
    pub fn bytes(&self, rule: &Policy) -> usize {
        let logs = match rule {
            Policy::SlidingLog(_) => {
                let beside = self.beside.values().iter().map(|(_, state)| state);
                self.slots().map(Slot::state).chain(&self.shared).chain(beside).map(|log| rule.heap_bytes(log)).sum()
            }
            // The others hold nothing there.
            _ => 0,
        };
        self.slots.heap_bytes() + self.beside.heap_bytes() + logs
    }

    /// Decides about a request of `key`; and who had to go for it. `holds`: the limiter waits to hear when requests are
    /// done, so that nobody can say what another memory would know.
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
        let place = self.find(rule, now, key, room, holds, &mut gone);
        let decision = match place {
            Some(at) => {
                let slot = self.slots.at_mut(at);
                slot.seen = now;
                rule.check(&mut slot.state, now, cost)
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
            if place.is_none() {
                self.know(rule, now, key as u32, |rule| rule.fresh(now));
            }
            if let Some(at) = self.beside.place(key as u32) {
                let free = rule.check(self.beside.at_mut(at), now, cost).allowed;
                self.toll.too_many += u64::from(decision.allowed && !free);
                self.toll.too_few += u64::from(!decision.allowed && free);
            }
        }
        (decision, gone)
    }
    /// Keeps what a memory without a bound knows of a key, unless that is kept already.
    fn know(&mut self, rule: &Policy, now: Time, key: u32, state: impl FnOnce(&Policy) -> State) {
        if self.beside.place(key).is_some() {
            return;
        }
        // Where nothing can be left out, it is not looked through each time.
        let full = self.beside.len() >= BESIDE_MAX && self.toll.unknown.is_multiple_of(1024);
        if full || self.beside.len() >= self.tidy_at {
            let slots = &self.slots;
            let idle = |state: &State| rule.idle_in(state, now).is_zero();
            // As good as fresh, and what stands in its place too, if anything does.
            let here = |key: u32| slots.place(key).is_none_or(|at| idle(&slots.values()[at].1.state));
            self.beside.retain(|(key, state)| !(idle(state) && here(*key)));
            self.tidy_at = (2 * self.beside.len()).max(TIDY_AT);
        }
        if self.beside.len() < BESIDE_MAX {
            self.beside.add(key, state(rule));
        } else {
            self.toll.unknown += 1;
        }
    }

    /// The rule has changed from `old`; what was counted stays, and what has no room any more goes.
    pub fn adopt(&mut self, rule: &Policy, old: &Policy, now: Time, room: Option<Room>, holds: bool) {
        for state in self.states_mut() {
            rule.adopt(old, state, now);
        }
        match room {
            None => (self.beside, self.shared) = (Table::default(), None),
            Some(room) => self.shrink(rule, now, room, holds),
        }
    }

    /// Forgets those that have no room any more, at once and in the order in which they would have gone.
    fn shrink(&mut self, rule: &Policy, now: Time, room: Room, holds: bool) {
        let Some(over) = self.slots.len().checked_sub(room.most as usize).filter(|over| *over > 0) else { return };
        let slots = self.slots().enumerate();
        let mut ranks: Vec<_> = slots.map(|(at, slot)| (Self::rank(rule, slot, now, room.when_full), at)).collect();
        ranks.sort_unstable();
        let mut going: Vec<usize> = ranks.into_iter().take(over).map(|(_, at)| at).collect();
        // From the end, so that none moves that is still to go.
        going.sort_unstable();
        for at in going.into_iter().rev() {
            self.count(rule, now, at, holds);
            self.slots.remove(at);
        }
        self.hand = 0;
    }
    /// The slot of a key, which is made if there is room or somebody goes; `None` if it finds no place.
    fn find(
        &mut self,
        rule: &Policy,
        now: Time,
        key: usize,
        room: Option<Room>,
        holds: bool,
        gone: &mut Option<Gone>,
    ) -> Option<usize> {
        if let Some(at) = self.slots.place(key as u32) {
            return Some(at);
        }
        match room {
            Some(room) if self.slots.len() >= room.most as usize => {
                if matches!(room.when_full, WhenFull::Refuse | WhenFull::Share) {
                    return None;
                }
                let at = self.leaver(rule, now, room.when_full);
                *gone = Some(self.count(rule, now, at, holds));
                let slot = Slot { key: key as u32, seen: now, before: *gone, state: rule.fresh(now) };
                self.slots.replace(at, key as u32, slot);
                Some(at)
            }
            _ => Some(self.put(rule, now, key)),
        }
    }
    fn put(&mut self, rule: &Policy, now: Time, key: usize) -> usize {
        self.slots.add(key as u32, Slot { key: key as u32, seen: now, before: None, state: rule.fresh(now) })
    }
    /// Who goes: the one nearest to a fresh limiter, or the one that was not seen for longest; of all, or of those that the
    /// hand looks at.
    fn leaver(&mut self, rule: &Policy, now: Time, when_full: WhenFull) -> usize {
        let keys = self.slots.len().max(1);
        let (from, looks) = if keys > ALL { (self.hand, LOOKS) } else { (0, keys) };
        let mut best = None;
        for at in (from..from + looks).map(|at| at % keys) {
            let Some(slot) = self.slot(at) else { continue };
            let rank = Self::rank(rule, slot, now, when_full);
            if keys > ALL && when_full == WhenFull::Idle && rank.0 == 0 {
                // Nobody will notice: no need to look further.
                self.hand = (at + 1) % keys;
                return at;
            }
            if best.is_none_or(|(least, _)| rank < least) {
                best = Some((rank, at));
            }
        }
        if keys > ALL {
            self.hand = (from + looks) % keys;
        }
        best.map_or(0, |(_, at)| at)
    }
    fn rank(rule: &Policy, slot: &Slot, now: Time, when_full: WhenFull) -> (u64, Time) {
        match when_full {
            WhenFull::Idle => (rule.idle_in(&slot.state, now).0, slot.seen),
            _ => (0, slot.seen),
        }
    }
    /// Counts the key at a place that will go.
    fn count(&mut self, rule: &Policy, now: Time, at: usize, holds: bool) -> Gone {
        let Slot { key, ref state, .. } = self.slots.values()[at].1;
        let idle_in = rule.idle_in(state, now);
        if idle_in.is_zero() {
            self.toll.unnoticed += 1;
        } else {
            self.toll.early += 1;
            if !holds {
                let state = state.clone();
                self.know(rule, now, key, |_| state);
            }
        }
        Gone { key, at: now, idle_in }
    }
}

#[cfg(test)]
mod tests;
