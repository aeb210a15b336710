//! A trace of dense keys in little room: one byte for a key that is new, one to four for one that came before (LEB128,
//! as in DWARF 1993), and the size only where it differs from the last one of the same key.

use super::super::Key;
use std::collections::VecDeque;

const CHUNK: usize = 1 << 14;
/// The most bytes of a request: key and size.
const LONGEST: usize = 10;

/// Some of the requests of a trace, one after another.
#[derive(Clone, Debug, Default)]
pub struct Chunk {
    /// Packed.
    pub bytes: Vec<u8>,
    /// How many they are.
    pub requests: u32,
    /// How many different keys came before them.
    pub distinct: u32,
}

/// A trace.
#[derive(Clone, Debug, Default)]
pub struct Packed {
    chunks: VecDeque<Chunk>,
    requests: u64,
    distinct: u32,
    /// The last size of each key, where sizes are kept.
    sizes: Option<Vec<u32>>,
    /// The sum of the first sizes of all keys.
    footprint: u64,
}

impl Packed {
    /// An empty trace that keeps sizes, or makes every size 1.
    pub fn new(sized: bool) -> Self {
        Self { sizes: sized.then(Vec::new), ..Self::default() }
    }
    /// Requests in it.
    pub fn requests(&self) -> u64 {
        self.requests
    }
    /// Different keys.
    pub fn distinct(&self) -> u32 {
        self.distinct
    }
    /// The sum of the sizes of all different keys, each as it came first.
    pub fn footprint(&self) -> u64 {
        if self.sizes.is_some() { self.footprint } else { u64::from(self.distinct) }
    }
    /// True if sizes are kept.
    pub fn sized(&self) -> bool {
        self.sizes.is_some()
    }
    /// Adds a request. Keys are dense: a new one is the number of those before it.
    pub fn push(&mut self, key: Key, size: u32) {
        if self.chunks.back().is_none_or(|chunk| chunk.bytes.len() + LONGEST > CHUNK) {
            let bytes = Vec::with_capacity(CHUNK);
            self.chunks.push_back(Chunk { bytes, requests: 0, distinct: self.distinct });
        }
        let Some(chunk) = self.chunks.back_mut() else { return };
        self.requests += 1;
        chunk.requests += 1;
        let new = key >= self.distinct;
        put(&mut chunk.bytes, if new { 0 } else { u64::from(key) + 1 });
        self.distinct += u32::from(new);
        let Some(sizes) = &mut self.sizes else { return };
        if new {
            sizes.push(0);
            self.footprint += u64::from(size);
        }
        let last = std::mem::replace(&mut sizes[key as usize], size);
        put(&mut chunk.bytes, if last == size && !new { 0 } else { u64::from(size) + 1 });
    }
    /// Takes the first chunk out if nothing more will be added to it. What is left cannot be read from its beginning.
    pub fn full_chunk(&mut self) -> Option<Chunk> {
        if self.chunks.len() > 1 { self.chunks.pop_front() } else { None }
    }
    /// Takes the first chunk out.
    pub fn take_chunk(&mut self) -> Option<Chunk> {
        self.chunks.pop_front()
    }
    /// Begins to read it.
    pub fn unpack(&self) -> Unpack<'_> {
        Unpack { trace: self, chunk: 0, at: 0, decoder: Decoder::after(0, self.sized()) }
    }
    /// All keys, one after another.
    pub fn keys(&self) -> Vec<Key> {
        let mut keys = Vec::with_capacity(self.requests as usize);
        let mut decoder = Decoder::after(0, self.sized());
        self.chunks.iter().for_each(|chunk| decoder.keys(&chunk.bytes, &mut keys));
        keys
    }
}

#[inline]
fn put(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 128 {
        bytes.push(value as u8 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
}

#[inline]
fn get(bytes: &[u8], at: &mut usize) -> u64 {
    let (mut value, mut shift) = (0, 0);
    while let Some(&byte) = bytes.get(*at) {
        *at += 1;
        value |= u64::from(byte & 127) << shift;
        if byte < 128 {
            break;
        }
        shift += 7;
    }
    value
}

/// What must be known to read on.
#[derive(Clone, Debug)]
pub struct Decoder {
    sized: bool,
    distinct: u32,
    sizes: Vec<u32>,
}

impl Decoder {
    /// Reads on after `distinct` different keys. Sizes can be read only from the beginning.
    pub fn after(distinct: u32, sized: bool) -> Self {
        Self { sized, distinct, sizes: Vec::new() }
    }
    /// Makes room for the sizes of so many keys.
    pub fn reserve(&mut self, keys: u32) {
        if self.sized {
            super::super::reserve(&mut self.sizes, keys);
        }
    }
    #[inline]
    fn key(&mut self, code: u64) -> Key {
        let key = code.checked_sub(1).map_or(self.distinct, |key| key as Key);
        self.distinct += u32::from(code == 0);
        key
    }
    #[inline]
    fn pair(&mut self, bytes: &[u8], at: &mut usize) -> (Key, u32) {
        let code = get(bytes, at);
        let key = self.key(code);
        if !self.sized {
            return (key, 1);
        }
        let size = get(bytes, at);
        if code == 0 {
            self.sizes.push(0);
        }
        let last = &mut self.sizes[key as usize];
        if let Some(size) = size.checked_sub(1) {
            *last = size as u32;
        }
        (key, *last)
    }
    /// Adds the keys of a chunk, without looking at sizes.
    pub fn keys(&mut self, bytes: &[u8], keys: &mut Vec<Key>) {
        let mut at = 0;
        while at < bytes.len() {
            let code = get(bytes, &mut at);
            keys.push(self.key(code));
            if self.sized {
                get(bytes, &mut at);
            }
        }
    }
    /// Adds the keys of a chunk with their sizes.
    pub fn pairs(&mut self, bytes: &[u8], pairs: &mut Vec<(Key, u32)>) {
        let mut at = 0;
        while at < bytes.len() {
            pairs.push(self.pair(bytes, &mut at));
        }
    }
}

/// Reads a packed trace.
#[derive(Clone, Debug)]
pub struct Unpack<'a> {
    trace: &'a Packed,
    chunk: usize,
    at: usize,
    decoder: Decoder,
}

impl Iterator for Unpack<'_> {
    type Item = (Key, u32);
    #[inline]
    fn next(&mut self) -> Option<(Key, u32)> {
        let mut bytes = &self.trace.chunks.get(self.chunk)?.bytes;
        if self.at == bytes.len() {
            self.chunk += 1;
            self.at = 0;
            bytes = &self.trace.chunks.get(self.chunk)?.bytes;
        }
        Some(self.decoder.pair(bytes, &mut self.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Seed, Stream};

    #[test]
    fn what_is_packed_comes_out_again() {
        let mut dice = Seed(9).dice(Stream::Keys, 0);
        for sized in [false, true] {
            let mut distinct = 0;
            let requests: Vec<(Key, u32)> = (0..100_000)
                .map(|_| {
                    let key = dice.below((distinct + 1).min(30_000));
                    distinct = distinct.max(key + 1);
                    (key, if sized { dice.below(1 << dice.clone().below(32)) } else { 1 })
                })
                .collect();
            let mut trace = Packed::new(sized);
            for &(key, size) in &requests {
                trace.push(key, size);
            }
            assert!(trace.unpack().eq(requests.iter().copied()));
            assert_eq!((trace.requests(), trace.distinct()), (100_000, distinct));
            assert!(trace.keys().iter().copied().eq(requests.iter().map(|request| request.0)));
        }
    }
}
