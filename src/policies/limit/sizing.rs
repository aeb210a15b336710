//! Memory: keys × bytes per key, and what that product leaves out.
//!
//! The usual estimate (Xu 2020, "System design interview", chapter 4) multiplies: 2 million keys × 52 bytes = 104 MB. The
//! bytes here are those of this program's own states, exact from the structs; another program's differ.

use super::{Limiter as _, Policy, SlidingLog};
use crate::sim::Time;

/// Bytes of a key's number in the table, and of its tag.
const KEY: u64 = 8 + 1;

/// What the limiters of many keys take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Size {
    /// Bytes of one state, without what it holds on the heap.
    pub state: u64,
    /// The most bytes that one state holds on the heap: the log's times.
    pub heap: u64,
    /// Keys × (state + heap): the product.
    pub product: u64,
    /// The table that holds them: free slots and the keys' numbers included.
    pub table: u64,
}

/// What the product leaves out: a name and a sentence each.
pub const LEFT_OUT: [(&str, &str); 5] = [
    ("the key", "Its name, or the number it is hashed to."),
    ("free slots", "A table is at most three quarters full, and half as full right after it has grown."),
    ("the allocator", "It adds 8 to 16 bytes to each piece."),
    ("Redis", "The entry, the name and the object around each value take some 50 to 100 bytes a key."),
    ("copies", "Replicas, and every gateway that counts on its own."),
];
/// The worked example: this many keys of [`EXAMPLE_BYTES`].
pub const EXAMPLE_KEYS: u64 = 2_000_000;
/// 4 bytes of tokens, 8 of a time, and about 40 for Redis.
pub const EXAMPLE_BYTES: u64 = 52;

/// The bytes of `keys` keys under this rule.
pub fn size(policy: &Policy, keys: u64) -> Size {
    let state = policy.state_bytes() as u64;
    // The ring doubles until the limit fits.
    let heap = if let Policy::SlidingLog(log) = policy { ring(log) } else { 0 };
    let slots = (keys.saturating_mul(4).div_ceil(3) + 1).max(64).checked_next_power_of_two().unwrap_or(u64::MAX);
    let product = keys.saturating_mul(state + heap);
    Size { state, heap, product, table: slots.saturating_mul(state + KEY).saturating_add(keys.saturating_mul(heap)) }
}

fn ring(log: &SlidingLog) -> u64 {
    log.limit().max(4).next_power_of_two().saturating_mul(size_of::<Time>() as u64)
}

/// The worked example: how many bytes `keys` of `bytes` each take.
pub const fn product(keys: u64, bytes: u64) -> u64 {
    keys.saturating_mul(bytes)
}

/// What `state` of this rule takes now, heap included.
pub fn now(policy: &Policy, state: &super::State) -> u64 {
    (policy.state_bytes() + policy.heap_bytes(state)) as u64
}

#[cfg(test)]
mod tests {
    use super::super::{Keyed, Kind, Rate, Settings, TokenBucket};
    use super::*;

    #[test]
    fn the_worked_example() {
        assert_eq!(product(EXAMPLE_KEYS, EXAMPLE_BYTES), 104_000_000);
    }

    #[test]
    fn the_bytes_are_those_of_the_structs() {
        let size_of =
            |kind| size(&Policy::new(kind, &Settings { limit: 100, ..Settings::default() }).unwrap(), 2_000_000);
        for kind in
            [Kind::TokenBucket, Kind::LeakyMeter, Kind::Gcra, Kind::FixedWindow, Kind::SlidingCounter, Kind::Nginx]
        {
            assert_eq!((size_of(kind).state, size_of(kind).heap), (16, 0), "{kind:?}");
            assert_eq!(size_of(kind).product, 32_000_000);
        }
        // 100 times in a ring of 128, 8 bytes each, and the ring itself.
        assert_eq!((size_of(Kind::SlidingLog).state, size_of(Kind::SlidingLog).heap), (32, 1024));
    }

    #[test]
    fn a_real_log_takes_what_is_said() {
        let policy = Policy::new(Kind::SlidingLog, &Settings { limit: 100, ..Settings::default() }).unwrap();
        let mut state = policy.fresh(Time::ZERO);
        (0..300).for_each(|k| assert!(policy.check(&mut state, Time(k), 1).allowed == (k < 100)));
        assert_eq!(now(&policy, &state), size(&policy, 1).product);
    }

    #[test]
    fn the_table_of_many_keys_takes_what_is_said() {
        let rule = TokenBucket::new(Rate::per_second(1), 5).unwrap();
        let mut keyed = Keyed::new(rule, 10_000);
        for key in 0..10_000 {
            keyed.check(Time::ZERO, key, 1);
        }
        assert_eq!(keyed.bytes() as u64, size(&rule.into(), 10_000).table);
    }
}
