//! One cache: copies with a version and an end, the least recently used goes.

use crate::policies::evict::Lists;
use crate::sim::Time;

/// A copy.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Copy {
    /// Which version.
    pub version: u32,
    /// When it expires.
    pub expires: Time,
    /// When it was stored.
    pub stored: Time,
}

/// One cache.
#[derive(Clone, Debug)]
pub struct Store {
    room: u32,
    lists: Lists,
    copies: Vec<Copy>,
    /// Look-ups that found a fresh copy.
    pub hits: u64,
    /// Look-ups.
    pub asked: u64,
}

impl Store {
    /// An empty cache.
    pub fn new(room: u32, keys: u32) -> Self {
        let mut store = Self { room, lists: Lists::default(), copies: Vec::new(), hits: 0, asked: 0 };
        store.resize(room, keys);
        store
    }
    /// Other room, other keys: what is too much goes.
    pub fn resize(&mut self, room: u32, keys: u32) {
        self.room = room;
        self.lists.reserve(keys);
        if keys > 0 {
            self.lists.reach(keys - 1);
        }
        if self.copies.len() < keys as usize {
            self.copies.resize(keys as usize, Copy { version: 0, expires: Time::ZERO, stored: Time::ZERO });
        }
        self.trim(room);
    }
    fn trim(&mut self, most: u32) {
        while self.lists.len(0) > most
            && let Some(oldest) = self.lists.oldest(0)
        {
            self.lists.remove(oldest);
        }
    }
    fn has(&self, key: u32) -> bool {
        (key as usize) < self.copies.len() && self.lists.home(key) == 0
    }
    /// A fresh copy, without a look-up.
    pub fn peek(&self, key: u32, now: Time) -> Option<Copy> {
        self.has(key).then(|| self.copies[key as usize]).filter(|copy| copy.expires > now)
    }
    /// A look-up.
    pub fn ask(&mut self, key: u32, now: Time) -> Option<Copy> {
        self.asked += 1;
        let copy = self.peek(key, now)?;
        self.hits += 1;
        self.lists.touch(key);
        Some(copy)
    }
    /// Stores a copy.
    pub fn put(&mut self, key: u32, copy: Copy) {
        if key as usize >= self.copies.len() || self.room == 0 {
            return;
        }
        if self.has(key) {
            self.lists.touch(key);
        } else {
            self.trim(self.room - 1);
            self.lists.insert(0, key, 1);
        }
        self.copies[key as usize] = copy;
    }
    /// Deletes a copy; true if there was one.
    pub fn delete(&mut self, key: u32) -> bool {
        let there = self.has(key);
        if there {
            self.lists.remove(key);
        }
        there
    }
    /// Deletes all copies; how many there were.
    pub fn empty(&mut self) -> u32 {
        let there = self.lists.len(0);
        self.trim(0);
        there
    }
    /// How many copies it holds, those past their end too.
    pub fn len(&self) -> u32 {
        self.lists.len(0)
    }
    /// True if it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// How many it has room for.
    pub fn room(&self) -> u32 {
        self.room
    }
    /// The copies it holds: key and copy.
    pub fn iter(&self) -> impl Iterator<Item = (u32, Copy)> + '_ {
        self.lists.iter(0).map(|key| (key, self.copies[key as usize]))
    }
    /// About how many bytes it holds.
    pub fn heap_bytes(&self) -> usize {
        self.copies.len() * (size_of::<Copy>() + 16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_recently_used_goes_and_what_expired_is_no_answer() {
        let mut store = Store::new(2, 10);
        let copy = |end: f64| Copy { version: 1, expires: Time::from_secs(end), stored: Time::ZERO };
        store.put(1, copy(5.0));
        store.put(2, copy(9.0));
        assert!(store.ask(1, Time::from_secs(1.0)).is_some());
        store.put(3, copy(9.0));
        assert!(store.peek(2, Time::ZERO).is_none() && store.len() == 2);
        assert!(store.ask(1, Time::from_secs(5.0)).is_none(), "its end is past");
        assert_eq!((store.hits, store.asked), (1, 2));
        assert!(store.delete(3) && !store.delete(3));
        store.resize(1, 4);
        assert_eq!(store.empty(), 1);
        store.put(40, copy(9.0));
        assert!(store.is_empty());
    }
}
