//! Brute-force models of the policies: lists that are searched from end to end, written from the papers (1966 to 2024)
//! without a look at the real thing. Newest first everywhere.

use super::queues::{Lirs, S3, Window};
use crate::policies::evict::{Key, Kind, Spec, part};

/// A cache with room for keys of size 1.
pub trait Model {
    /// Asks for a key; true for a hit.
    fn request(&mut self, key: Key) -> bool;
    /// True if the key is there.
    fn holds(&self, key: Key) -> bool;
}

/// The model of a policy, if chance or a sketch has no part in it.
pub fn of(spec: &Spec, c: usize, keys: &[Key]) -> Option<Box<dyn Model>> {
    let [a, b, d, e, _] = spec.values;
    let share = |value: u32| part(c as u64, value) as usize;
    let one = |order: Order| Some(Box::new(One { c, order, now: 0, all: Vec::new(), age: 0 }) as Box<dyn Model>);
    match spec.kind {
        Kind::Fifo => one(Order::Fifo),
        Kind::Lifo => one(Order::Lifo),
        Kind::Lru => one(Order::Lru),
        Kind::Mru => one(Order::Mru),
        Kind::Lfu => one(Order::Lfu),
        Kind::LfuDa => one(Order::LfuDa),
        Kind::LruK => one(Order::LruK(a as usize)),
        Kind::Belady => one(Order::Min(keys.to_vec())),
        Kind::Clock => Some(Box::new(Reinsert { c, most: (1 << a) - 1, queue: Vec::new() })),
        Kind::SecondChance => Some(Box::new(Reinsert { c, most: 1, queue: Vec::new() })),
        Kind::Sieve => Some(Box::new(Sieve { c, queue: Vec::new(), hand: None })),
        Kind::Slru => Some(Box::new(Slru { c, protected_max: share(a), probation: Vec::new(), protected: Vec::new() })),
        Kind::TwoQ => Some(Box::new(TwoQ { c, kin: share(a), kout: share(b), ..TwoQ::default() })),
        Kind::Arc => Some(Box::new(Arc { c, whole: a == 1, ..Arc::default() })),
        Kind::Lirs => Some(Box::new(Lirs { c, lir_max: share(10_000 - a), names: share(b), ..Lirs::default() })),
        Kind::S3Fifo => Some(Box::new(S3 {
            c,
            share: share(a),
            ghost_max: share(b),
            threshold: d as u8,
            lcs: e == 1,
            ..S3::default()
        })),
        Kind::WTinyLfu if d == 1 => {
            let main = share(10_000 - a);
            let protected_max = part(main as u64, b) as usize;
            Some(Box::new(Window { c, main, protected_max, counts: vec![0; 64], ..Window::default() }))
        }
        _ => None,
    }
}

/// What decides among keys of which each has its own history.
enum Order {
    Fifo,
    Lifo,
    Lru,
    Mru,
    Lfu,
    LfuDa,
    LruK(usize),
    Min(Vec<Key>),
}

struct Entry {
    key: Key,
    /// All its requests since it came in.
    at: Vec<u64>,
    value: u64,
}

/// Policies that rank each key by its own history.
struct One {
    c: usize,
    order: Order,
    now: u64,
    all: Vec<Entry>,
    age: u64,
}

impl One {
    /// The lowest goes.
    fn worth(&self, entry: &Entry) -> (i64, i64) {
        let (first, last) = (entry.at[0] as i64, entry.at[entry.at.len() - 1] as i64);
        match &self.order {
            Order::Fifo => (first, 0),
            Order::Lifo => (-first, 0),
            Order::Lru => (last, 0),
            Order::Mru => (-last, 0),
            Order::Lfu => (entry.at.len() as i64, last),
            Order::LfuDa => (entry.value as i64, last),
            Order::LruK(k) => (entry.at.iter().rev().nth(k - 1).map_or(0, |&at| at as i64), last),
            Order::Min(keys) => {
                let next = keys.iter().skip(self.now as usize).position(|&key| key == entry.key);
                // Of those that never come again any may go; the real one takes its own choice.
                (next.map_or(i64::MIN, |next| -(next as i64)), 0)
            }
        }
    }
}

impl Model for One {
    fn request(&mut self, key: Key) -> bool {
        self.now += 1;
        let (now, age) = (self.now, self.age);
        if let Some(entry) = self.all.iter_mut().find(|entry| entry.key == key) {
            entry.at.push(now);
            entry.value = entry.at.len() as u64 + age;
            return true;
        }
        if self.all.len() == self.c {
            let victim = (0..self.c).min_by_key(|&at| self.worth(&self.all[at])).unwrap();
            self.age = self.all[victim].value;
            self.all.remove(victim);
        }
        self.all.push(Entry { key, at: vec![now], value: self.age + 1 });
        false
    }
    fn holds(&self, key: Key) -> bool {
        self.all.iter().any(|entry| entry.key == key)
    }
}

pub fn remove(list: &mut Vec<Key>, key: Key) -> bool {
    let at = list.iter().position(|&other| other == key);
    at.map(|at| list.remove(at)).is_some()
}

pub fn front(list: &mut Vec<Key>, key: Key) {
    list.insert(0, key);
}

/// FIFO-reinsertion.
struct Reinsert {
    c: usize,
    most: u8,
    queue: Vec<(Key, u8)>,
}

impl Model for Reinsert {
    fn request(&mut self, key: Key) -> bool {
        if let Some(entry) = self.queue.iter_mut().find(|entry| entry.0 == key) {
            entry.1 = (entry.1 + 1).min(self.most);
            return true;
        }
        while self.queue.len() == self.c {
            let (oldest, count) = self.queue.pop().unwrap();
            if count > 0 {
                self.queue.insert(0, (oldest, count - 1));
            }
        }
        self.queue.insert(0, (key, 0));
        false
    }
    fn holds(&self, key: Key) -> bool {
        self.queue.iter().any(|entry| entry.0 == key)
    }
}

struct Sieve {
    c: usize,
    queue: Vec<(Key, bool)>,
    hand: Option<Key>,
}

impl Model for Sieve {
    fn request(&mut self, key: Key) -> bool {
        if let Some(entry) = self.queue.iter_mut().find(|entry| entry.0 == key) {
            entry.1 = true;
            return true;
        }
        if self.queue.len() == self.c {
            let at = |hand: Option<Key>, queue: &[(Key, bool)]| {
                hand.and_then(|hand| queue.iter().position(|entry| entry.0 == hand)).unwrap_or(queue.len() - 1)
            };
            let mut place = at(self.hand, &self.queue);
            while self.queue[place].1 {
                self.queue[place].1 = false;
                place = if place == 0 { self.queue.len() - 1 } else { place - 1 };
            }
            self.hand = place.checked_sub(1).map(|newer| self.queue[newer].0);
            self.queue.remove(place);
        }
        self.queue.insert(0, (key, false));
        false
    }
    fn holds(&self, key: Key) -> bool {
        self.queue.iter().any(|entry| entry.0 == key)
    }
}

pub struct Slru {
    pub c: usize,
    pub protected_max: usize,
    pub probation: Vec<Key>,
    pub protected: Vec<Key>,
}

impl Slru {
    /// A hit in a segmented LRU; false if it is none.
    pub fn hit(&mut self, key: Key) -> bool {
        if remove(&mut self.protected, key) || remove(&mut self.probation, key) {
            front(&mut self.protected, key);
            if self.protected.len() > self.protected_max {
                let demoted = self.protected.pop().unwrap();
                front(&mut self.probation, demoted);
            }
            return true;
        }
        false
    }
}

impl Model for Slru {
    fn request(&mut self, key: Key) -> bool {
        if self.hit(key) {
            return true;
        }
        if self.probation.len() + self.protected.len() == self.c && self.probation.pop().is_none() {
            self.protected.pop();
        }
        front(&mut self.probation, key);
        false
    }
    fn holds(&self, key: Key) -> bool {
        self.probation.contains(&key) || self.protected.contains(&key)
    }
}

#[derive(Default)]
struct TwoQ {
    c: usize,
    kin: usize,
    kout: usize,
    a1in: Vec<Key>,
    a1out: Vec<Key>,
    am: Vec<Key>,
}

impl Model for TwoQ {
    fn request(&mut self, key: Key) -> bool {
        if self.a1in.contains(&key) {
            return true;
        }
        if remove(&mut self.am, key) {
            front(&mut self.am, key);
            return true;
        }
        let known = remove(&mut self.a1out, key);
        if self.a1in.len() + self.am.len() == self.c {
            if self.a1in.len() > self.kin || self.am.is_empty() {
                let name = self.a1in.pop().unwrap();
                front(&mut self.a1out, name);
                self.a1out.truncate(self.kout);
            } else {
                self.am.pop();
            }
        }
        front(if known { &mut self.am } else { &mut self.a1in }, key);
        false
    }
    fn holds(&self, key: Key) -> bool {
        self.a1in.contains(&key) || self.am.contains(&key)
    }
}

#[derive(Default)]
struct Arc {
    c: usize,
    whole: bool,
    p: f64,
    t1: Vec<Key>,
    t2: Vec<Key>,
    b1: Vec<Key>,
    b2: Vec<Key>,
}

impl Arc {
    fn replace(&mut self, in_b2: bool) {
        let t1 = self.t1.len() as f64;
        if !self.t1.is_empty() && ((in_b2 && t1 == self.p) || t1 > self.p) {
            let name = self.t1.pop().unwrap();
            front(&mut self.b1, name);
        } else {
            let name = self.t2.pop().unwrap();
            front(&mut self.b2, name);
        }
    }
    fn quotient(&self, a: usize, b: usize) -> f64 {
        if self.whole { (a / b).max(1) as f64 } else { (a as f64 / b as f64).max(1.0) }
    }
}

impl Model for Arc {
    fn request(&mut self, key: Key) -> bool {
        if remove(&mut self.t1, key) || remove(&mut self.t2, key) {
            front(&mut self.t2, key);
            return true;
        }
        if self.b1.contains(&key) {
            self.p = (self.p + self.quotient(self.b2.len(), self.b1.len())).min(self.c as f64);
            self.replace(false);
            remove(&mut self.b1, key);
            front(&mut self.t2, key);
            return false;
        }
        if self.b2.contains(&key) {
            self.p = (self.p - self.quotient(self.b1.len(), self.b2.len())).max(0.0);
            self.replace(true);
            remove(&mut self.b2, key);
            front(&mut self.t2, key);
            return false;
        }
        let (l1, l2) = (self.t1.len() + self.b1.len(), self.t2.len() + self.b2.len());
        if l1 == self.c {
            if self.t1.len() < self.c {
                self.b1.pop();
                self.replace(false);
            } else {
                self.t1.pop();
            }
        } else if l1 + l2 >= self.c {
            if l1 + l2 == 2 * self.c {
                self.b2.pop();
            }
            self.replace(false);
        }
        front(&mut self.t1, key);
        false
    }
    fn holds(&self, key: Key) -> bool {
        self.t1.contains(&key) || self.t2.contains(&key)
    }
}
