//! Brute-force models of LIRS (2002), S3-FIFO (2023) and W-TinyLFU (2017); see `models.rs`.

use super::models::{Model, Slru, front, remove};
use crate::policies::evict::Key;

#[derive(Default)]
pub struct Lirs {
    pub c: usize,
    pub lir_max: usize,
    pub names: usize,
    pub stack: Vec<Key>,
    pub queue: Vec<Key>,
    pub lir: Vec<Key>,
    pub gone: Vec<Key>,
}

impl Lirs {
    fn tidy(&mut self) {
        while let Some(&last) = self.stack.last()
            && !self.lir.contains(&last)
        {
            self.stack.pop();
            remove(&mut self.gone, last);
        }
        while self.gone.len() > self.names {
            let name = self.gone.pop().unwrap();
            remove(&mut self.stack, name);
        }
    }
    fn top(&mut self, key: Key) {
        remove(&mut self.stack, key);
        front(&mut self.stack, key);
    }
    fn promote(&mut self, key: Key) {
        self.top(key);
        remove(&mut self.queue, key);
        self.lir.push(key);
        let bottom = self.stack.pop().unwrap();
        remove(&mut self.lir, bottom);
        front(&mut self.queue, bottom);
        self.tidy();
    }
}

impl Model for Lirs {
    fn request(&mut self, key: Key) -> bool {
        if self.lir.contains(&key) {
            self.top(key);
            self.tidy();
            return true;
        }
        if self.queue.contains(&key) {
            if self.stack.contains(&key) && self.stack[0] != key {
                self.promote(key);
            } else {
                self.top(key);
                remove(&mut self.queue, key);
                front(&mut self.queue, key);
            }
            return true;
        }
        remove(&mut self.gone, key);
        if self.lir.len() < self.lir_max {
            self.lir.push(key);
            self.top(key);
            return false;
        }
        if self.lir.len() + self.queue.len() == self.c {
            let victim = self.queue.pop().unwrap();
            if self.stack.contains(&victim) {
                front(&mut self.gone, victim);
            }
            // The key that is asked for is no name any more, and must not be taken for the bottom.
            self.tidy();
        }
        if self.stack.contains(&key) {
            self.promote(key);
        } else {
            self.top(key);
            front(&mut self.queue, key);
        }
        false
    }
    fn holds(&self, key: Key) -> bool {
        self.lir.contains(&key) || self.queue.contains(&key)
    }
}

#[derive(Default)]
pub struct S3 {
    pub c: usize,
    pub share: usize,
    pub ghost_max: usize,
    pub threshold: u8,
    pub lcs: bool,
    pub evicted: bool,
    pub small: Vec<(Key, u8)>,
    pub main: Vec<(Key, u8)>,
    pub ghost: Vec<Key>,
}

impl S3 {
    fn evict_main(&mut self) {
        while let Some((key, count)) = self.main.pop() {
            if count == 0 {
                return;
            }
            self.main.insert(0, (key, count - 1));
        }
    }
    fn evict_small(&mut self) {
        while let Some((key, count)) = self.small.pop() {
            if count >= self.threshold {
                self.main.insert(0, (key, 0));
                if !self.lcs && self.main.len() > self.c - self.share.max(1) {
                    self.evict_main();
                }
            } else {
                if self.ghost_max > 0 {
                    self.ghost.truncate(self.ghost_max - 1);
                    front(&mut self.ghost, key);
                }
                return;
            }
        }
    }
    fn evict(&mut self) {
        self.evicted = true;
        let small = if self.lcs {
            !(self.main.len() > self.c - self.share || self.small.is_empty())
        } else {
            self.small.len() >= self.share.max(1) || self.main.is_empty()
        };
        if small {
            self.evict_small();
        } else {
            self.evict_main();
        }
    }
}

impl Model for S3 {
    fn request(&mut self, key: Key) -> bool {
        if let Some(entry) = self.small.iter_mut().chain(&mut self.main).find(|entry| entry.0 == key) {
            entry.1 = (entry.1 + 1).min(3);
            return true;
        }
        let before = self.lcs && remove(&mut self.ghost, key);
        while self.small.len() + self.main.len() == self.c {
            self.evict();
        }
        let known = before || remove(&mut self.ghost, key);
        let filling = self.lcs && !self.evicted && self.small.len() >= self.share;
        let queue = if known || filling { &mut self.main } else { &mut self.small };
        queue.insert(0, (key, 0));
        false
    }
    fn holds(&self, key: Key) -> bool {
        self.small.iter().chain(&self.main).any(|entry| entry.0 == key)
    }
}

/// W-TinyLFU with exact counts.
#[derive(Default)]
pub struct Window {
    pub c: usize,
    pub main: usize,
    pub protected_max: usize,
    pub counts: Vec<u32>,
    pub total: usize,
    pub newcomers: Vec<Key>,
    pub probation: Vec<Key>,
    pub protected: Vec<Key>,
}

impl Model for Window {
    fn request(&mut self, key: Key) -> bool {
        self.counts[key as usize] += 1;
        self.total += 1;
        if self.total >= 10 * self.c {
            self.counts.iter_mut().for_each(|count| *count /= 2);
            self.total /= 2;
        }
        if remove(&mut self.newcomers, key) {
            front(&mut self.newcomers, key);
            return true;
        }
        let (probation, protected) = (std::mem::take(&mut self.probation), std::mem::take(&mut self.protected));
        let mut slru = Slru { c: 0, protected_max: self.protected_max, probation, protected };
        let hit = slru.hit(key);
        (self.probation, self.protected) = (slru.probation, slru.protected);
        if hit {
            return true;
        }
        front(&mut self.newcomers, key);
        if self.newcomers.len() > self.c - self.main {
            let candidate = self.newcomers.pop().unwrap();
            front(&mut self.probation, candidate);
            if self.newcomers.len() + self.probation.len() + self.protected.len() > self.c {
                let victim = *self.probation.last().unwrap();
                let count = |key: Key| self.counts[key as usize];
                let loser = if count(candidate) > count(victim) { victim } else { candidate };
                remove(&mut self.probation, loser);
            }
        }
        false
    }
    fn holds(&self, key: Key) -> bool {
        [&self.newcomers, &self.probation, &self.protected].iter().any(|list| list.contains(&key))
    }
}
