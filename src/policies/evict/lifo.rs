//! LIFO: the newest key leaves, so what came first stays for ever.
//!
//! Mattson, Gecsei, Slutz, Traiger 1970 ("Evaluation techniques for storage hierarchies") use it as a stack algorithm that
//! nobody wants: it is good at nothing but loops. A hit changes nothing.

use super::lists::{Lists, NOWHERE};
use super::{Eviction, Key, Outcome, Watch, Why};

/// Last in, first out.
#[derive(Clone, Debug)]
pub struct Lifo {
    capacity: u64,
    lists: Lists,
}

impl Lifo {
    /// Room for `capacity`.
    pub fn new(capacity: u64) -> Self {
        Self { capacity, lists: Lists::default() }
    }
    /// The keys, newest first.
    pub fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        self.lists.iter(0)
    }
}

impl Eviction for Lifo {
    #[inline]
    fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome {
        if self.lists.home(key) != NOWHERE {
            return Outcome::Hit;
        }
        if u64::from(size) > self.capacity {
            watch.refused(key, Why::TooLarge);
            return Outcome::Miss;
        }
        self.lists.reach(key);
        while self.used() + u64::from(size) > self.capacity {
            let Some(victim) = self.lists.newest(0) else { break };
            self.lists.remove(victim);
            watch.evicted(victim, Why::Newest);
        }
        self.lists.insert(0, key, size);
        Outcome::Miss
    }
    #[inline]
    fn holds(&self, key: Key) -> bool {
        self.lists.home(key) != NOWHERE
    }
    #[inline]
    fn used(&self) -> u64 {
        self.lists.size(0)
    }
    fn heap_bytes(&self) -> usize {
        self.lists.heap_bytes()
    }
    fn reserve(&mut self, keys: u32) {
        self.lists.reserve(keys);
    }
}
