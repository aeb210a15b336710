//! Any of the policies.

use super::belady::Belady;
use super::sketch::{Exact, Frequency, Sketch};
use super::{
    ArcCache, Clock, Eviction, Expiry, Fifo, Hyperbolic, Key, Kind, Lfu, LfuDa, Lifo, Lirs, Lru, LruK, Mru, Outcome,
    Random, Reading, RedisLfu, RedisLru, S3Fifo, SecondChance, Sieve, Slru, Spec, TinyLfu, Ttl, TwoQ, WTinyLfu, Watch,
};
use std::sync::Arc;

macro_rules! policies {
    ($($name:ident),*) => {
        /// Any policy.
        #[allow(missing_docs, reason = "the files say what each is")]
        #[derive(Clone, Debug)]
        pub enum Policy { $($name($name)),* }

        impl Eviction for Policy {
            #[inline]
            fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome {
                match self { $(Self::$name(policy) => policy.serve(key, size, watch)),* }
            }
            fn holds(&self, key: Key) -> bool {
                match self { $(Self::$name(policy) => policy.holds(key)),* }
            }
            fn used(&self) -> u64 {
                match self { $(Self::$name(policy) => policy.used()),* }
            }
            fn heap_bytes(&self) -> usize {
                match self { $(Self::$name(policy) => policy.heap_bytes()),* }
            }
            fn reserve(&mut self, keys: u32) {
                match self { $(Self::$name(policy) => policy.reserve(keys)),* }
            }
            // One choice among the policies for all keys, not one for each.
            fn misses(&mut self, keys: &[Key]) -> u64 {
                match self { $(Self::$name(policy) => policy.misses(keys)),* }
            }
            fn misses_sized(&mut self, requests: &[(Key, u32)]) -> u64 {
                match self { $(Self::$name(policy) => policy.misses_sized(requests)),* }
            }
        }
    };
}

policies!(
    Fifo,
    Lifo,
    Random,
    Lru,
    Mru,
    Lfu,
    LfuDa,
    Clock,
    SecondChance,
    Slru,
    TwoQ,
    LruK,
    ArcCache,
    Lirs,
    Sieve,
    S3Fifo,
    TinyLfu,
    WTinyLfu,
    Hyperbolic,
    RedisLru,
    RedisLfu,
    Ttl,
    Belady
);

impl Policy {
    /// A policy with room for `capacity` keys of size 1, at least 1. `next` holds the next use of every request to come;
    /// only [`Kind::Belady`] looks at it.
    pub fn new(spec: &Spec, capacity: u64, next: &Arc<Vec<u32>>) -> Self {
        Self::with_entries(spec, capacity, capacity, next)
    }
    /// A policy for keys of any size: room for `capacity`, which will be about `entries` keys. What counts keys without
    /// looking at their sizes (a sketch) is made for that many.
    pub fn with_entries(spec: &Spec, capacity: u64, entries: u64, next: &Arc<Vec<u32>>) -> Self {
        let [a, b, c, d, e] = spec.values;
        match spec.kind {
            Kind::Fifo => Self::Fifo(Fifo::new(capacity)),
            Kind::Lifo => Self::Lifo(Lifo::new(capacity)),
            Kind::Random => Self::Random(Random::new(capacity, a.into())),
            Kind::Lru => Self::Lru(Lru::new(capacity)),
            Kind::Mru => Self::Mru(Mru::new(capacity)),
            Kind::Lfu => Self::Lfu(Lfu::new(capacity)),
            Kind::LfuDa => Self::LfuDa(LfuDa::new(capacity)),
            Kind::Clock => Self::Clock(Clock::new(capacity, a)),
            Kind::SecondChance => Self::SecondChance(SecondChance::new(capacity)),
            Kind::Slru => Self::Slru(Slru::new(capacity, a)),
            Kind::TwoQ => Self::TwoQ(TwoQ::new(capacity, a, b)),
            Kind::LruK => Self::LruK(LruK::new(capacity, a)),
            Kind::Arc => Self::ArcCache(ArcCache::new(capacity, a == 1)),
            Kind::Lirs => Self::Lirs(Lirs::new(capacity, a, b)),
            Kind::Sieve => Self::Sieve(Sieve::new(capacity)),
            Kind::S3Fifo => {
                let reading = if d == 1 { Reading::LibCacheSim } else { Reading::Paper };
                Self::S3Fifo(S3Fifo::new(capacity, a, b, c, reading))
            }
            Kind::TinyLfu => Self::TinyLfu(TinyLfu::new(capacity, frequency(entries, a, b))),
            Kind::WTinyLfu => Self::WTinyLfu(WTinyLfu::new(capacity, a, b, frequency(entries, c, d))),
            Kind::Hyperbolic => Self::Hyperbolic(Hyperbolic::new(capacity, a, b.into())),
            Kind::RedisLru => Self::RedisLru(RedisLru::new(capacity, a, b.into())),
            Kind::RedisLfu => Self::RedisLfu(RedisLfu::new(capacity, a, b, c, d.into())),
            Kind::Ttl => {
                let spans: Vec<u64> = [a, b, c].into_iter().filter(|&span| span > 0).map(u64::from).collect();
                let expiry = if e == 1 { Expiry::Active } else { Expiry::Lazy };
                Self::Ttl(Ttl::new(capacity, &spans, d == 1, expiry))
            }
            Kind::Belady => Self::Belady(Belady::new(capacity, next.clone())),
        }
    }
}

fn frequency(entries: u64, counts: u32, doorkeeper: u32) -> Frequency {
    match counts {
        0 => Frequency::Sketch(Sketch::new(entries, doorkeeper == 1)),
        _ => Frequency::Exact(Exact::new(entries)),
    }
}
