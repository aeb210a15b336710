//! A cache in front of the nodes: what a client keeps for a while and need not ask for.
//!
//! Writes of others do not reach it, so what it answers may be old; that is counted.

use crate::sim::{Span, Time};
use std::collections::BTreeMap;
use std::rc::Rc;

#[derive(Clone, Debug)]
struct Entry {
    until: Time,
    used: u64,
    /// It was written since.
    old: bool,
}

/// What was answered in front.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Near {
    /// It is not there, or was kept for too long.
    No,
    /// It is there.
    Yes,
    /// It is there, and has been written since.
    Old,
}

/// The cache: the least recently used leaves.
#[derive(Clone, Default, Debug)]
pub(super) struct Front {
    most: usize,
    keys: Rc<BTreeMap<u32, Entry>>,
    /// Keys by when they were used.
    order: Rc<BTreeMap<u64, u32>>,
    clock: u64,
}

impl Front {
    pub(super) fn new(most: u32) -> Self {
        Self { most: most as usize, ..Self::default() }
    }
    /// A read comes by.
    pub(super) fn read(&mut self, key: u32, now: Time) -> Near {
        if self.most == 0 {
            return Near::No;
        }
        let keys = Rc::make_mut(&mut self.keys);
        let Some(entry) = keys.get_mut(&key).filter(|entry| entry.until > now) else { return Near::No };
        let order = Rc::make_mut(&mut self.order);
        order.remove(&entry.used);
        self.clock += 1;
        entry.used = self.clock;
        order.insert(self.clock, key);
        if entry.old { Near::Old } else { Near::Yes }
    }
    /// A node answered a read.
    pub(super) fn keep(&mut self, key: u32, now: Time, fresh: Span) {
        if self.most == 0 {
            return;
        }
        let (keys, order) = (Rc::make_mut(&mut self.keys), Rc::make_mut(&mut self.order));
        if let Some(entry) = keys.remove(&key) {
            order.remove(&entry.used);
        } else if keys.len() == self.most
            && let Some((_, oldest)) = order.pop_first()
        {
            keys.remove(&oldest);
        }
        self.clock += 1;
        keys.insert(key, Entry { until: now + fresh, used: self.clock, old: false });
        order.insert(self.clock, key);
    }
    /// A write goes by, to the nodes.
    pub(super) fn write(&mut self, key: u32) {
        if self.keys.contains_key(&key)
            && let Some(entry) = Rc::make_mut(&mut self.keys).get_mut(&key)
        {
            entry.old = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_last_used_for_a_while() {
        let at = Time::from_secs;
        let mut front = Front::new(2);
        assert_eq!(front.read(1, at(0.0)), Near::No);
        front.keep(1, at(0.0), Span::from_secs(1.0));
        front.keep(2, at(0.1), Span::from_secs(1.0));
        assert_eq!(front.read(1, at(0.5)), Near::Yes);
        front.keep(3, at(0.6), Span::from_secs(1.0));
        assert_eq!([1, 2, 3].map(|key| front.read(key, at(0.7))), [Near::Yes, Near::No, Near::Yes]);
        front.write(3);
        assert_eq!([1, 3].map(|key| front.read(key, at(1.0))), [Near::No, Near::Old]);
        let mut none = Front::new(0);
        none.keep(1, at(0.0), Span::from_secs(1.0));
        assert_eq!(none.read(1, at(0.1)), Near::No);
    }
}
