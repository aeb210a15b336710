//! Eviction and admission policies: the cache is full, which key is forgotten?
//!
//! A policy is asked for one key after another ([`Eviction::request`]) and says hit or miss; on a miss it makes room and
//! keeps the key, unless it refuses it. What left and why goes to a [`Watch`], which costs nothing when nobody looks.
//!
//! Keys are dense integers from 0 (an interner makes them from anything), sizes are in the unit of the capacity: with
//! every size 1 the capacity counts entries. A key that is larger than the cache is a miss and is not kept; a resident
//! key keeps the size it came with. Policies hold slabs and indices: 16 bytes a key, nothing allocated per request.
//!
//! Every policy is one file with the same skeleton: state, `new`, `serve`, `holds`, `used`. [`Policy`] is any of them,
//! [`Spec`] names one with its parameters.
//!
//! ```
//! use kneepoint::policies::evict::{Eviction as _, Policy, Spec};
//!
//! let mut lru = Policy::new(&"lru".parse::<Spec>().unwrap(), 3, &Default::default());
//! let misses = [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1].map(|key| lru.request(key, 1).is_miss());
//! assert_eq!(misses.iter().filter(|&&miss| miss).count(), 12);
//! ```

mod arc;
mod belady;
mod clock;
pub mod curve;
mod fifo;
mod heap;
mod hyperbolic;
mod lfu;
mod lfu_da;
mod lifo;
mod lirs;
mod lists;
mod lru;
mod lru_k;
mod mru;
mod policy;
mod pool;
mod random;
mod redis_lfu;
mod redis_lru;
mod residents;
mod s3_fifo;
mod second_chance;
mod sieve;
mod sketch;
mod slru;
mod spec;
mod tiny_lfu;
pub mod trace;
mod ttl;
mod two_q;
mod w_tiny_lfu;
pub mod workload;

pub use arc::ArcCache;
pub use belady::{Belady, NEVER, next_uses, next_uses_in_place};
pub use clock::Clock;
pub use fifo::Fifo;
pub use hyperbolic::Hyperbolic;
pub use lfu::Lfu;
pub use lfu_da::LfuDa;
pub use lifo::Lifo;
pub use lirs::Lirs;
pub use lists::{List, Lists};
pub use lru::Lru;
pub use lru_k::LruK;
pub use mru::Mru;
pub use policy::Policy;
pub use random::Random;
pub use redis_lfu::RedisLfu;
pub use redis_lru::RedisLru;
pub use s3_fifo::{Reading, S3Fifo};
pub use second_chance::SecondChance;
pub use sieve::Sieve;
pub use sketch::{Exact, Frequency, Sketch};
pub use slru::Slru;
pub use spec::{KINDS, Kind, Knob, Range, Spec};
pub use tiny_lfu::TinyLfu;
pub use ttl::{Expiry, Ttl};
pub use two_q::TwoQ;
pub use w_tiny_lfu::WTinyLfu;

/// A key: a dense integer from 0, at most [`KEYS_MAX`] − 1.
pub type Key = u32;

/// The most keys a policy can tell apart.
pub const KEYS_MAX: u32 = u32::MAX - 16;

/// What a request found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The key was in the cache.
    Hit,
    /// It was not.
    Miss,
}

impl Outcome {
    /// True for a miss.
    #[inline]
    pub const fn is_miss(self) -> bool {
        matches!(self, Self::Miss)
    }
}

/// Why a key left the cache, or was not let in: the rule that fired and the numbers it saw.
#[allow(missing_docs, reason = "the sentence of a variant names its fields")]
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Why {
    /// It came in before all others.
    Oldest,
    /// It came in after all others.
    Newest,
    /// Drawn at random, each of `of` with the same probability.
    Drawn { of: u32 },
    /// It was touched before all others.
    LeastRecent,
    /// It was touched after all others.
    MostRecent,
    /// Asked for `count` times, less often than any other, or as rarely and longer ago.
    LeastFrequent { count: u32 },
    /// Lowest of a value that grows with its requests and with the age of the cache: `count` requests, value `value`.
    LowestValue { count: u32, value: u64 },
    /// The hand found nothing noted at it, after it had passed over `passed` keys and taken a note from each.
    HandStopped { passed: u32 },
    /// Oldest of the keys on probation: not asked for again there.
    Probation,
    /// Oldest of the protected keys; nobody was on probation.
    Protected,
    /// Oldest of the small first queue, asked for `count` times there: fewer than it takes to move on.
    SmallQueue { count: u8 },
    /// Oldest of the main queue, not asked for since it was last looked at, `passed` others having been put back.
    MainQueue { passed: u32 },
    /// Its `k`-th last request is longest ago, or it has fewer than `k`.
    KthLast { k: u8 },
    /// Oldest of the keys seen once: they hold `have`, the target is `target`.
    SeenOnce { have: u64, target: u64 },
    /// Oldest of the keys seen again: the keys seen once hold no more than their target.
    SeenAgain { have: u64, target: u64 },
    /// Oldest resident key of high recency: the gap between its last two requests is large, or unknown.
    LongGap,
    /// Estimated at `own` requests against `other` of the key `rival`: the rarer one goes, and the newcomer if both are
    /// equal.
    LostDuel { own: u32, rival: Key, other: u32 },
    /// The lowest of `of` sampled keys, by requests per time in the cache: `count` in `age` requests.
    LowestRate { count: u32, age: u64, of: u32 },
    /// Idle for `idle` requests, the longest of those sampled, now or before (`of` are sampled each time).
    SampledIdle { idle: u64, of: u32 },
    /// Logarithmic counter `counter`, the lowest of those sampled, now or before (`of` are sampled each time).
    SampledRare { counter: u8, of: u32 },
    /// Its time to live of `span` was over.
    Expired { span: u64 },
    /// Its next request is farther away than any other's, in `after` requests; `None` if it never comes.
    Farthest { after: Option<u64> },
    /// It is larger than the cache, or than the part of it where newcomers go.
    TooLarge,
}

/// Somebody who looks on. All methods do nothing unless overridden.
pub trait Watch {
    /// `key` was in the cache and is no longer.
    #[inline]
    fn evicted(&mut self, _key: Key, _why: Why) {}
    /// `key` was asked for and not kept.
    #[inline]
    fn refused(&mut self, _key: Key, _why: Why) {}
}

/// Nobody.
impl Watch for () {}

impl Watch for Vec<(Key, Why)> {
    fn evicted(&mut self, key: Key, why: Why) {
        self.push((key, why));
    }
    fn refused(&mut self, key: Key, why: Why) {
        self.push((key, why));
    }
}

/// A cache that must choose what to forget.
pub trait Eviction: Clone {
    /// `key`, of `size`, is asked for while `watch` looks on.
    fn serve(&mut self, key: Key, size: u32, watch: &mut impl Watch) -> Outcome;
    /// True if `key` is in the cache.
    fn holds(&self, key: Key) -> bool;
    /// The sum of the sizes of what is in the cache.
    fn used(&self) -> u64;
    /// Bytes that it holds, the notes about keys that left included.
    fn heap_bytes(&self) -> usize;

    /// Makes room for the notes about the keys below `keys`, so that it never has to grow.
    fn reserve(&mut self, keys: u32);

    /// `key`, of `size`, is asked for.
    #[inline]
    fn request(&mut self, key: Key, size: u32) -> Outcome {
        self.serve(key, size, &mut ())
    }
    /// Asks for `keys` one after another, each of size 1, and counts the misses. A loop of its own for each policy: what
    /// compiles WebAssembly does a function with a dozen of them badly.
    #[inline(never)]
    fn misses(&mut self, keys: &[Key]) -> u64 {
        keys.iter().map(|&key| u64::from(self.request(key, 1).is_miss())).sum()
    }
    /// Asks for keys with their sizes one after another and counts the misses.
    fn misses_sized(&mut self, requests: &[(Key, u32)]) -> u64 {
        requests.iter().map(|&(key, size)| u64::from(self.request(key, size).is_miss())).sum()
    }
}

/// Makes room for a value for each of the keys below `keys`, and not for more.
fn reserve<T>(values: &mut Vec<T>, keys: u32) {
    values.reserve_exact((keys as usize).saturating_sub(values.len()));
}

/// The most of the keys below `keys` that fit into `capacity`.
fn resident(capacity: u64, keys: u32) -> usize {
    capacity.min(keys.into()) as usize
}

/// The whole part of `share` of `capacity`. Shares are in 1/10,000, so that 0.99 × 200 is 198 and not 197.99….
#[inline]
fn part(capacity: u64, share: u32) -> u64 {
    (u128::from(capacity) * u128::from(share) / 10_000) as u64
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod laws;
