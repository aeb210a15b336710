//! A trace on its way to other threads, which take part in the replays: sizes first, then the requests as numbers. They are
//! read and numbered once, and each thread holds them once.

use crate::concept::Together;
use crate::policies::evict::curve::{Curves, Requests};
use std::sync::Arc;

/// A trace with fewer requests than this is replayed sooner than other threads have begun.
const LEAST: usize = 100_000;
/// Requests in a part.
const PART: usize = 1 << 18;

/// What has come so far.
#[derive(Default)]
pub struct Shared {
    /// The sizes at which policies are replayed.
    pub sizes: Vec<u64>,
    /// As many as there will be.
    pub requests: Option<Requests>,
    filled: usize,
}

impl Together for Curves {
    fn share(&self, at: usize) -> Option<Vec<u8>> {
        part(self, at)
    }
    fn lend(&mut self) -> Option<u32> {
        Self::lend(self)
    }
    fn piece(&mut self, piece: u32) -> Option<u64> {
        Self::piece(self, piece)
    }
    fn take(&mut self, piece: u32, found: u64) {
        Self::take(self, piece, found);
    }
}

/// A part of what another thread needs for its pieces of `curves`: first what its sizes are, whether requests have sizes
/// and how many they are, then the requests; nothing behind the last one.
fn part(curves: &Curves, part: usize) -> Option<Vec<u8>> {
    let (requests, all) = (curves.trace(), curves.trace().len());
    let Some(from) = part.checked_sub(1).map(|part| part * PART) else {
        let mean = if let Requests::Sized(_, mean) = requests { *mean } else { 0 };
        let head = [mean, all as u64].into_iter().chain(curves.sizes().iter().copied());
        return (all >= LEAST).then(|| head.flat_map(u64::to_le_bytes).collect());
    };
    let range = from..all.min(from + PART);
    match requests {
        _ if range.is_empty() => None,
        Requests::Keys(keys) => Some(keys[range].iter().flat_map(|key| key.to_le_bytes()).collect()),
        Requests::Sized(pairs, _) => {
            Some(pairs[range].iter().flat_map(|(key, size)| [*key, *size]).flat_map(u32::to_le_bytes).collect())
        }
    }
}

impl Shared {
    /// Takes the next part.
    pub fn feed(&mut self, bytes: &[u8]) {
        let filled = self.filled;
        match &mut self.requests {
            None => {
                let mut head = bytes.as_chunks().0.iter().map(|bytes| u64::from_le_bytes(*bytes));
                let (mean, all) = (head.next().unwrap_or(0), head.next().unwrap_or(0) as usize);
                self.sizes = head.collect();
                self.requests = Some(match mean {
                    0 => Requests::Keys(std::iter::repeat_n(0, all).collect()),
                    mean => Requests::Sized(std::iter::repeat_n((0, 0), all).collect(), mean),
                });
            }
            Some(Requests::Keys(keys)) => {
                let keys = Arc::get_mut(keys).and_then(|keys| keys.get_mut(filled..)).unwrap_or_default();
                for (key, bytes) in keys.iter_mut().zip(bytes.as_chunks().0) {
                    *key = u32::from_le_bytes(*bytes);
                    self.filled += 1;
                }
            }
            Some(Requests::Sized(pairs, _)) => {
                let pairs = Arc::get_mut(pairs).and_then(|pairs| pairs.get_mut(filled..)).unwrap_or_default();
                for (pair, bytes) in pairs.iter_mut().zip(bytes.as_chunks().0) {
                    let both = u64::from_le_bytes(*bytes);
                    *pair = (both as u32, (both >> 32) as u32);
                    self.filled += 1;
                }
            }
        }
    }
}
