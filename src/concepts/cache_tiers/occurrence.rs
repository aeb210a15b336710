//! What can happen, each with the numbers the rule saw.

use super::params::Tier;
use crate::sim::Span;

/// What happened.
#[allow(missing_docs, reason = "the sentence of a variant names its fields")]
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Occurrence {
    /// Request `n` for `key` was answered by `tier`, or the origin, with `version`; `old` says since when it is out of date.
    Answered { n: u64, key: u32, tier: Option<Tier>, place: u8, version: u32, old: Option<Span>, took: Span },
    /// The origin has a new `version` of `key`, from a program.
    Wrote { key: u32, version: u32, program: u8 },
    /// Others heard of a write of `key`; so many copies were deleted.
    Told { key: u32, copies: u32 },
    /// A node is lost with so many keys.
    Lost { node: u8, keys: u32 },
    /// A node is back, empty.
    Back { node: u8 },
    /// All nodes are out of reach.
    Down,
    /// They are back, empty.
    Up,
    /// Every cache is empty.
    Emptied,
    /// The programs were restarted: their caches are empty.
    Deployed,
    /// Warming begins, of so many keys.
    Warming { keys: u32 },
    /// So many keys were loaded.
    Warmed { keys: u32 },
    /// The line at the origin is full: a request for `key` was turned away.
    Refused { key: u32 },
    /// The settings changed.
    Changed,
}

impl Occurrence {
    /// Folds it into the hash of the run.
    pub fn fold(&self, mut word: impl FnMut(u64)) {
        match *self {
            Self::Answered { n, key, tier, place, version, old, took } => {
                let tier = tier.map_or(7, |tier| tier as u64);
                word(n << 24 ^ u64::from(key) << 8 ^ u64::from(place));
                word(tier << 60 ^ u64::from(version) << 40 ^ took.0 ^ old.map_or(0, |old| old.0 << 1 | 1));
            }
            Self::Wrote { key, version, program } => {
                word(1 << 60 | u64::from(program) << 48 | u64::from(version) << 20 | u64::from(key));
            }
            Self::Told { key, copies } => word(2 << 60 | u64::from(copies) << 32 | u64::from(key)),
            Self::Lost { node, keys } => word(3 << 60 | u64::from(keys) << 8 | u64::from(node)),
            Self::Back { node } => word(4 << 60 | u64::from(node)),
            Self::Down => word(5 << 60),
            Self::Up => word(6 << 60),
            Self::Emptied => word(7 << 60),
            Self::Deployed => word(8 << 60),
            Self::Warming { keys } => word(9 << 60 | u64::from(keys)),
            Self::Warmed { keys } => word(10 << 60 | u64::from(keys)),
            Self::Refused { key } => word(11 << 60 | u64::from(key)),
            Self::Changed => word(12 << 60),
        }
    }
}
