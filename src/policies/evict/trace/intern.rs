//! Dense numbers for keys of any kind, in the order in which they first come.
//!
//! Open addressing (Peterson 1957) over 64-bit fingerprints: 8 bytes a key for the fingerprint and 5 to 11 for the table,
//! which is built anew from the fingerprints when it is full, so the old one is never there beside the new one. Numbers
//! below 2^64 have a fingerprint each; of texts two may share one, which for ten million keys happens once in 350,000
//! traces.

use super::super::{KEYS_MAX, Key};
use crate::sim::rng::mix;

/// Fingerprints in the first chunk.
const CHUNK: usize = 1 << 14;

/// Numbers keys.
#[derive(Clone, Debug)]
pub struct Interner {
    /// Key + 1 at the place of its fingerprint; 0 where there is none.
    table: Vec<u32>,
    /// Fingerprints by key, in chunks, so that growing moves nothing. Each has as many as all before it: the large ones,
    /// whose end nobody has touched, come from the system and go back to it.
    prints: Vec<Vec<u64>>,
    len: u32,
}

impl Default for Interner {
    fn default() -> Self {
        Self { table: vec![0; 64], prints: Vec::new(), len: 0 }
    }
}

impl Interner {
    /// How many keys there are.
    pub fn len(&self) -> u32 {
        self.len
    }
    /// True before the first key.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
    /// The key for a number.
    #[inline]
    pub fn number(&mut self, number: u64) -> Key {
        self.fingerprint(mix(number))
    }
    /// The key for a text; a decimal number without leading zeros is that number.
    #[inline]
    pub fn text(&mut self, text: &[u8]) -> Key {
        match decimal(text) {
            Some(number) => self.number(number),
            None => self.fingerprint(hash(text)),
        }
    }
    #[inline]
    fn print(&self, key: Key) -> u64 {
        let (chunk, at) = place(key);
        self.prints[chunk][at]
    }
    #[inline]
    fn fingerprint(&mut self, print: u64) -> Key {
        let mask = self.table.len() - 1;
        let mut at = print as usize & mask;
        loop {
            match self.table[at].checked_sub(1) {
                Some(key) if self.print(key) == print => return key,
                Some(_) => at = (at + 1) & mask,
                None => break,
            }
        }
        let key = self.len.min(KEYS_MAX - 1);
        self.table[at] = key + 1;
        if place(key) == (self.prints.len(), 0) {
            self.prints.push(Vec::with_capacity((key as usize).max(CHUNK)));
        }
        if let Some(chunk) = self.prints.last_mut() {
            chunk.push(print);
        }
        self.len = key + 1;
        if self.len as usize * 4 > self.table.len() * 3 {
            self.grow();
        }
        key
    }
    #[cold]
    fn grow(&mut self) {
        let size = self.table.len() * 2;
        self.table = Vec::new();
        self.table = vec![0; size];
        for key in 0..self.len {
            let mut at = self.print(key) as usize & (size - 1);
            while self.table[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            self.table[at] = key + 1;
        }
    }
}

/// The chunk of a key, and where it stands there.
#[inline]
fn place(key: Key) -> (usize, usize) {
    let part = key as usize / CHUNK;
    let chunk = (usize::BITS - part.leading_zeros()) as usize;
    (chunk, key as usize - if chunk == 0 { 0 } else { CHUNK << (chunk - 1) })
}

/// The number that a text is, if it is written as numbers are.
#[inline]
fn decimal(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > 19 || (text[0] == b'0' && text.len() > 1) {
        return None;
    }
    text.iter().try_fold(0u64, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then(|| number * 10 + u64::from(digit))
    })
}

fn hash(text: &[u8]) -> u64 {
    let mut hash = mix(text.len() as u64 ^ 0x6a09_e667_f3bc_c908);
    for part in text.chunks(8) {
        let mut word = [0; 8];
        word[..part.len()].copy_from_slice(part);
        hash = mix(hash.rotate_left(23) ^ u64::from_le_bytes(word));
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_gets_the_next_number_once() {
        let mut interner = Interner::default();
        for round in 0..2 {
            for k in 0..40_000u32 {
                assert_eq!(interner.text(format!("/page/{k}?q={}", k % 7).as_bytes()), k, "round {round}");
            }
        }
        assert_eq!(interner.len(), 40_000);
        assert_eq!(interner.number(17), 40_000);
        assert_eq!(interner.text(b"17"), 40_000);
        assert_eq!(interner.text(b"017"), 40_001);
        assert_eq!(interner.text(b""), 40_002);
        assert_eq!(interner.text(b"99999999999999999999"), 40_003);
    }
}
