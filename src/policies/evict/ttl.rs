//! Time to live: a key is dropped when its time is over, whatever it is worth; when the cache is full LRU decides.
//!
//! As in Redis, memcached and HTTP caches (RFC 9111, 2022). *Fixed* counts from the moment a key came in; *sliding* starts
//! again with every request, so a hot key that is stale stays for ever. *Lazy* expiry finds a dead key when it is asked
//! for or when it is the least recent; *active* expiry sweeps before every request, so dead keys take no room. Keys have
//! a class, each with its own span (pages, images, prices). Time is the caller's ([`Ttl::at`]) or counted in requests.

use super::lists::{LISTS_MAX, Lists, NOWHERE};
use super::{Eviction, Key, Outcome, Watch, Why};

/// The most classes.
pub const CLASSES_MAX: usize = LISTS_MAX;

/// When dead keys are dropped.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Expiry {
    /// When they are asked for, or pushed out like others.
    #[default]
    Lazy,
    /// At once.
    Active,
}

/// LRU with time to live.
#[derive(Clone, Debug)]
pub struct Ttl {
    capacity: u64,
    /// The span of each class.
    spans: Vec<u64>,
    sliding: bool,
    expiry: Expiry,
    now: u64,
    /// The caller sets the time.
    external: bool,
    /// The class of each key; of others the key modulo the number of classes.
    classes: Vec<u8>,
    /// When the span of a key began.
    since: Vec<u64>,
    recency: Lists,
    /// One list a class in the order in which spans began, so that the next to die is its oldest.
    order: Lists,
}

impl Ttl {
    /// Room for `capacity`; `spans` holds the time to live of each class, one to five.
    pub fn new(capacity: u64, spans: &[u64], sliding: bool, expiry: Expiry) -> Self {
        let spans: Vec<u64> = spans.iter().copied().take(CLASSES_MAX).chain(spans.is_empty().then_some(1)).collect();
        let (recency, order) = (Lists::default(), Lists::default());
        let (classes, since) = (Vec::new(), Vec::new());
        Self { capacity, spans, sliding, expiry, now: 0, external: false, classes, since, recency, order }
    }
    /// Sets the time, which never goes back; without it time counts requests.
    pub fn at(&mut self, now: u64) {
        self.external = true;
        self.now = self.now.max(now);
    }
    /// Puts `key` into a class. Without it the class is the key modulo the number of classes.
    pub fn classify(&mut self, key: Key, class: u8) {
        let of = self.spans.len() as u32;
        for new in self.classes.len() as u32..=key {
            self.classes.push((new % of) as u8);
        }
        self.classes[key as usize] = class.min(of as u8 - 1);
    }
    /// The keys, most recently used first, each with the time it has left (0: dead, and not yet found).
    pub fn keys(&self) -> impl Iterator<Item = (Key, u64)> + '_ {
        self.recency.iter(0).map(|key| (key, self.ends(key).saturating_sub(self.now)))
    }
    #[inline]
    fn class(&self, key: Key) -> u8 {
        let other = || (key % self.spans.len() as u32) as u8;
        self.classes.get(key as usize).copied().unwrap_or_else(other)
    }
    #[inline]
    fn ends(&self, key: Key) -> u64 {
        let class = self.order.home(key);
        self.since[key as usize].saturating_add(self.spans[class as usize])
    }
    #[inline]
    fn drop_key(&mut self, key: Key, why: Why, watch: &mut impl Watch) {
        self.recency.remove(key);
        self.order.remove(key);
        watch.evicted(key, why);
    }
    #[inline]
    fn expired(&self, key: Key) -> Option<Why> {
        let span = self.spans[self.order.home(key) as usize];
        (self.ends(key) <= self.now).then_some(Why::Expired { span })
    }
    fn sweep(&mut self, watch: &mut impl Watch) {
        for class in 0..self.spans.len() as u8 {
            while let Some(key) = self.order.oldest(class)
                && let Some(why) = self.expired(key)
            {
                self.drop_key(key, why, watch);
            }
        }
    }
}

impl Eviction for Ttl {
    #[inline]
    fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome {
        self.now += u64::from(!self.external);
        if self.expiry == Expiry::Active {
            self.sweep(watch);
        }
        if self.recency.home(key) != NOWHERE {
            let Some(why) = self.expired(key) else {
                self.recency.touch(key);
                if self.sliding {
                    self.order.touch(key);
                    self.since[key as usize] = self.now;
                }
                return Outcome::Hit;
            };
            self.drop_key(key, why, watch);
        }
        if u64::from(size) > self.capacity {
            watch.refused(key, Why::TooLarge);
            return Outcome::Miss;
        }
        self.recency.reach(key);
        self.order.reach(key);
        if key as usize >= self.since.len() {
            self.since.resize(key as usize + 1, 0);
        }
        while self.used() + u64::from(size) > self.capacity {
            let Some(victim) = self.recency.oldest(0) else { break };
            let why = self.expired(victim).unwrap_or(Why::LeastRecent);
            self.drop_key(victim, why, watch);
        }
        let class = self.class(key);
        self.recency.insert(0, key, size);
        self.order.insert(class, key, size);
        self.since[key as usize] = self.now;
        Outcome::Miss
    }
    /// True also for a dead key that was not found yet.
    #[inline]
    fn holds(&self, key: Key) -> bool {
        self.recency.home(key) != NOWHERE
    }
    #[inline]
    fn used(&self) -> u64 {
        self.recency.size(0)
    }
    fn heap_bytes(&self) -> usize {
        let spans = self.spans.capacity() + self.since.capacity();
        spans * size_of::<u64>() + self.classes.capacity() + self.recency.heap_bytes() + self.order.heap_bytes()
    }
    fn reserve(&mut self, keys: u32) {
        super::reserve(&mut self.since, keys);
        self.recency.reserve(keys);
        self.order.reserve(keys);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(ttl: &mut Ttl, keys: &[Key]) -> String {
        keys.iter().map(|&key| if ttl.request(key, 1).is_miss() { 'm' } else { 'h' }).collect()
    }

    #[test]
    fn a_fixed_span_ends_and_a_sliding_one_is_prolonged() {
        let keys = [1, 1, 1, 1, 1, 1, 1];
        let mut fixed = Ttl::new(4, &[3], false, Expiry::Lazy);
        assert_eq!(outcomes(&mut fixed, &keys), "mhhmhhm");
        let mut sliding = Ttl::new(4, &[3], true, Expiry::Lazy);
        assert_eq!(outcomes(&mut sliding, &keys), "mhhhhhh");
    }

    #[test]
    fn active_expiry_leaves_room_where_lazy_pushes_out_the_living() {
        // Key 1 comes in, is asked for again and dies; key 2 is older by recency but alive. Both classes count.
        let mut lazy = Ttl::new(2, &[100, 3], false, Expiry::Lazy);
        let mut active = Ttl::new(2, &[100, 3], false, Expiry::Active);
        let keys = [1, 2, 1, 4, 2];
        assert_eq!(outcomes(&mut lazy, &keys), "mmhmm");
        assert_eq!(outcomes(&mut active, &keys), "mmhmh");
    }

    #[test]
    fn time_may_come_from_outside_and_classes_too() {
        let mut ttl = Ttl::new(8, &[10, 1000], false, Expiry::Lazy);
        ttl.classify(5, 0);
        ttl.classify(6, 1);
        ttl.at(0);
        assert_eq!(outcomes(&mut ttl, &[5, 6]), "mm");
        ttl.at(10);
        assert_eq!(outcomes(&mut ttl, &[5, 6]), "mh");
        assert_eq!(ttl.keys().collect::<Vec<_>>(), [(6, 990), (5, 10)]);
    }
}
