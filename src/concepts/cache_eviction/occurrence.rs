//! What can happen: a key is asked for, and every cache in view answers.

use super::params::{LANES_MAX, Rule};
use crate::policies::evict::{Key, Why};

/// A key that left a cache, or was not let in.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Gone {
    /// Which key.
    pub key: Key,
    /// The rule that fired and what it saw.
    pub why: Why,
    /// Requests since it was asked for last; `None` if that was never before.
    pub idle: Option<u64>,
}

/// What one cache did.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Answer {
    /// Its policy.
    pub rule: Rule,
    /// It had the key.
    pub hit: bool,
    /// What left it.
    pub gone: Option<Gone>,
}

/// What happened.
#[allow(clippy::large_enum_variant, reason = "nearly all of them are the large one")]
#[allow(missing_docs, reason = "the sentence of a variant names its fields")]
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Occurrence {
    /// Request `n`, counted from 1, for `key`; `scanned` if it belongs to a scan.
    Asked { n: u64, key: Key, scanned: bool, answers: [Option<Answer>; LANES_MAX] },
    /// All caches were emptied.
    Emptied,
    /// A scan of `len` keys begins.
    Scan { len: u32 },
    /// The settings changed.
    Changed,
}

impl Occurrence {
    /// Folds it into the hash of the run.
    pub fn fold(&self, mut word: impl FnMut(u64)) {
        match *self {
            Self::Asked { n, key, answers, .. } => {
                word(n << 32 | u64::from(key));
                for answer in answers.iter().flatten() {
                    let gone = answer.gone.map_or(0, |gone| u64::from(gone.key) + 1);
                    word((answer.rule as u64) << 40 | u64::from(answer.hit) << 36 | gone);
                }
            }
            Self::Emptied => word(1 << 60),
            Self::Scan { len } => word(2 << 60 | u64::from(len)),
            Self::Changed => word(3 << 60),
        }
    }
    /// The first request at which two caches of a run disagreed has answers of both kinds.
    pub fn disagrees(&self) -> bool {
        let Self::Asked { answers, .. } = self else { return false };
        let hits = answers.iter().flatten().filter(|answer| answer.hit).count();
        hits > 0 && hits < answers.iter().flatten().count()
    }
}
