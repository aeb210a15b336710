//! The hash functions: how a key or a mark becomes a number.
//!
//! xxHash64 (Collet 2012), SipHash-1-3 (Aumasson, Bernstein 2012), FNV-1a (Fowler, Noll, Vo 1991), MurmurHash3
//! (Appleby 2011), MD5 (RFC 1321, Rivest 1992), CRC-16/XMODEM (Redis Cluster), all from crates. Java's
//! `String.hashCode` stands for the hash that is not one: names that differ in their last letter get neighbouring
//! numbers, so marks and keys lie in clumps.

use crc::{CRC_16_XMODEM, Crc, Table};
use siphasher::sip::SipHasher13;
use std::hash::Hasher as _;

crate::choices! {
    /// Hash functions with 64 bits, seed 0.
    pub enum Hash {
        Xxh64 = "xxh64", "xxHash64", "Fast and well mixed; what Envoy uses.";
        Sip13 = "sip13", "SipHash-1-3", "Keyed against attackers; what Rust's maps use. The key here is zero.";
        Fnv1a = "fnv1a", "FNV-1a", "One multiplication a byte; the last bytes hardly reach the top bits.";
        Murmur3 = "murmur3", "MurmurHash3", "The first 64 bits of x64-128; what Cassandra's tokens use.";
        Md5 = "md5", "MD5", "The first 8 bytes, lowest first; slow, and what ketama uses.";
        Bad = "bad", "Java hashCode",
            "A deliberately bad one: names that differ in their last letter become neighbours.";
        Identity = "identity", "None", "The key is a whole number and its own hash; a name is hashed by xxHash64.";
    }
}

static CRC16: Crc<u16, Table<1>> = Crc::<u16, Table<1>>::new(&CRC_16_XMODEM);

impl Hash {
    /// The hash of `bytes`.
    pub fn of(self, bytes: &[u8]) -> u64 {
        match self {
            Self::Xxh64 => xxh64(bytes, 0),
            Self::Sip13 => {
                let mut hasher = SipHasher13::new();
                hasher.write(bytes);
                hasher.finish()
            }
            Self::Fnv1a => {
                let mut hasher = fnv::FnvHasher::default();
                hasher.write(bytes);
                hasher.finish()
            }
            Self::Murmur3 => mur3::murmurhash3_x64_128(bytes, 0).0,
            Self::Md5 => {
                let [a, b, c, d, e, f, g, h, ..] = md5(bytes);
                u64::from_le_bytes([a, b, c, d, e, f, g, h])
            }
            // 32 bits at the top of 64, so that its ring goes all the way round.
            Self::Bad => {
                let code = bytes.iter().fold(0u32, |h, &b| h.wrapping_mul(31).wrapping_add(u32::from(b)));
                u64::from(code) << 32
            }
            Self::Identity => number(bytes).unwrap_or_else(|| xxh64(bytes, 0)),
        }
    }
}

/// xxHash64 with a seed.
pub fn xxh64(bytes: &[u8], seed: u64) -> u64 {
    twox_hash::XxHash64::oneshot(seed, bytes)
}

/// The 16 bytes of MD5.
pub fn md5(bytes: &[u8]) -> [u8; 16] {
    md5::compute(bytes).0
}

/// CRC-16/XMODEM: polynomial 0x1021, start 0, nothing reflected.
pub fn crc16(bytes: &[u8]) -> u16 {
    CRC16.checksum(bytes)
}

/// A key that is a whole number: decimal from −2⁶³ to 2⁶⁴ − 1 (a negative one as two's complement, as a Java `long`),
/// or hexadecimal with 0x.
pub fn number(bytes: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(bytes).ok()?;
    if let Some(digits) = text.strip_prefix("0x") {
        return if digits.starts_with('+') { None } else { u64::from_str_radix(digits, 16).ok() };
    }
    if let Some(digits) = text.strip_prefix('-') {
        return digits
            .starts_with(|c: char| c.is_ascii_digit())
            .then(|| text.parse::<i64>().ok())
            .flatten()
            .map(|n| n as u64);
    }
    text.starts_with(|c: char| c.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_values() {
        assert_eq!(xxh64(b"", 0), 0xef46_db37_51d8_e999);
        assert_eq!(xxh64(b"abc", 0), 0x44bc_2cf5_ad77_0999);
        assert_eq!(Hash::Fnv1a.of(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(Hash::Murmur3.of(b"hello"), 0xcbd8_a7b3_41bd_9b02);
        assert_eq!(md5(b"abc")[..4], [0x90, 0x01, 0x50, 0x98]);
        assert_eq!(crc16(b"123456789"), 0x31c3);
        assert_eq!(Hash::Bad.of(b"hello") >> 32, 99_162_322); // "hello".hashCode()
        // SipHash-1-3 with a zero key of nothing, as in Rust's own tests of DefaultHasher.
        assert_eq!(Hash::Sip13.of(b""), 0xd1fb_a762_150c_532c);
    }

    #[test]
    fn numbers_are_read_as_they_are() {
        let of = |text: &str| number(text.as_bytes());
        assert_eq!((of("42"), of("18446744073709551615")), (Some(42), Some(u64::MAX)));
        assert_eq!((of("-1"), of("0xdeadbeef")), (Some(u64::MAX), Some(0xdead_beef)));
        assert_eq!([of(""), of("+1"), of("1.5"), of("--1"), of("0x+1"), of("18446744073709551616")], [None; 6]);
        assert_eq!(Hash::Identity.of(b"7"), 7);
    }
}
