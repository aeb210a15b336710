//! The running hash of a run's occurrences: the proof that two runs were the same.
//!
//! Not cryptographic. Each word is folded in with a multiply and a rotation (the round of wyhash's family); equal
//! sequences give equal digests, and a single changed bit changes about half of the digest's bits.

use super::wide::product;

/// A running 64-bit hash.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0x6b6e_6565_706f_696e) // "kneepoin"
    }
}

impl Digest {
    /// Folds one word in.
    #[inline(always)]
    pub fn word(&mut self, word: u64) {
        let product = product(self.0 ^ word ^ 0x9e37_79b9_7f4a_7c15, 0xa076_1d64_78bd_642f_u64 ^ word.rotate_left(32));
        self.0 = (product as u64 ^ (product >> 64) as u64).wrapping_add(self.0.rotate_left(23));
    }
    /// The hash of everything folded in so far.
    pub const fn value(self) -> u64 {
        super::rng::mix(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_content_matter() {
        let of = |words: &[u64]| {
            let mut digest = Digest::default();
            for &word in words {
                digest.word(word);
            }
            digest.value()
        };
        assert_eq!(of(&[1, 2, 3]), of(&[1, 2, 3]));
        assert_ne!(of(&[1, 2, 3]), of(&[1, 3, 2]));
        assert_ne!(of(&[]), of(&[0]));
        assert_ne!(of(&[0]), of(&[0, 0]));
        let flips = (of(&[5]) ^ of(&[4])).count_ones();
        assert!((16..=48).contains(&flips), "{flips} bits changed");
    }
}
