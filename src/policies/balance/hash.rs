//! The hash of an address: what IP hash and consistent hash share.
//!
//! The first output of SplitMix64 seeded with the address: a bijection that mixes all 64 bits, so that neighbouring
//! addresses land far apart. Real balancers use xxHash64 (Envoy), CRC-32 or FNV; any hash that mixes as well spreads as
//! well.

use crate::sim::rng::mix;

/// The hash of `address`.
pub const fn hash(address: u64) -> u64 {
    mix(address.wrapping_add(0x9e37_79b9_7f4a_7c15))
}

#[cfg(test)]
mod tests {
    #[test]
    fn is_splitmix64() {
        assert_eq!(super::hash(1_234_567), 6_457_827_717_110_365_317);
    }
}
