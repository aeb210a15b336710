//! What can happen, each with the numbers the rule saw.

use super::params::{LANES_MAX, Rule};
use crate::policies::stampede::Decision;
use crate::sim::Span;

/// What one lane did about a request.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Answer {
    /// Its cure.
    pub rule: Rule,
    /// What was done.
    pub decision: Decision,
    /// Nanoseconds until the value expires, negative since it has; `None` if there was none.
    pub left: Option<i64>,
    /// How early XFetch would have acted for this request.
    pub lead: Span,
    /// Loads of this key under way before it.
    pub loading: u32,
}

/// What happened.
#[allow(clippy::large_enum_variant, reason = "nearly all of them are the large one")]
#[allow(missing_docs, reason = "the sentence of a variant names its fields")]
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Occurrence {
    /// Request `n`, from 1, of `process`, for `key`; `shown` if it is kept for the strips, which cannot show all.
    Asked { n: u64, key: u32, process: u32, shown: bool, answers: [Option<Answer>; LANES_MAX] },
    /// A timer in `lane` starts a load of `key`.
    Timer { lane: u8, key: u32 },
    /// A load of `key` in `lane` took so long, and answered so many requests; `level` are still under way.
    Loaded { lane: u8, key: u32, took: Span, answered: u32, level: u32 },
    /// The request that loads `key` in `lane` died; so many wait for what never comes.
    Died { lane: u8, key: u32, waiting: u32 },
    /// The lock of `key` in `lane` ended; so many waited, and the first of them loads now.
    Freed { lane: u8, key: u32, waiting: u32 },
    /// All values expired at once.
    Expired,
    /// All values are gone.
    Emptied,
    /// The settings changed.
    Changed,
}

impl Occurrence {
    /// Folds it into the hash of the run.
    pub fn fold(&self, mut word: impl FnMut(u64)) {
        match *self {
            Self::Asked { n, key, process, answers, .. } => {
                word(n << 24 ^ u64::from(key) << 8 ^ u64::from(process));
                for answer in answers.iter().flatten() {
                    let left = answer.left.unwrap_or(i64::MIN) as u64;
                    word((answer.rule as u64) << 60 ^ (answer.decision as u64) << 52 ^ left);
                }
            }
            Self::Timer { lane, key } => word(1 << 60 | u64::from(lane) << 32 | u64::from(key)),
            Self::Loaded { lane, key, took, answered, .. } => {
                word(2 << 60 ^ u64::from(lane) << 56 ^ u64::from(key) << 40 ^ took.0 ^ u64::from(answered) << 20);
            }
            Self::Expired => word(3 << 60),
            Self::Emptied => word(4 << 60),
            Self::Changed => word(5 << 60),
            Self::Died { lane, key, waiting } => {
                word(6 << 60 ^ u64::from(lane) << 56 ^ u64::from(key) << 32 ^ u64::from(waiting));
            }
            Self::Freed { lane, key, waiting } => {
                word(7 << 60 ^ u64::from(lane) << 56 ^ u64::from(key) << 32 ^ u64::from(waiting));
            }
        }
    }
}
