//! What can happen, each with the numbers the rule saw.

use crate::sim::Span;

/// What a query wants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The rows of one key.
    Read,
    /// To write a row of one key.
    Write,
    /// A stretch of neighbouring keys.
    Scan,
    /// Something that the shard key does not tell: everybody is asked.
    Scatter,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Read, Self::Write, Self::Scan, Self::Scatter];
    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "Reads",
            Self::Write => "Writes",
            Self::Scan => "Range scans",
            Self::Scatter => "Scatter-gathers",
        }
    }
}

/// How a query went.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Answer {
    /// Which query, from 1.
    pub n: u64,
    /// What it wanted.
    pub kind: Kind,
    /// Place of its key in the order of keys; of a scan the first.
    pub key: u64,
    /// Of a scan the last.
    pub last: u64,
    /// The shards that were asked, as bits.
    pub asked: u64,
    /// From the client's send to the last answer, in the store's time.
    pub took: Span,
    /// The shard whose answer came last, and how long it took.
    pub slowest: (u8, Span),
    /// The shortest answer of those asked.
    pub quickest: Span,
    /// A read that found nothing at the new shard and asked the old one.
    pub twice: bool,
    /// A read that found nothing although the rows exist.
    pub empty: bool,
    /// A shard was dead or full.
    pub failed: bool,
}

/// What happened.
#[allow(missing_docs, reason = "the sentence of a variant names its fields")]
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Occurrence {
    /// Query `n` was sent to the shards in `asked`.
    Asked { n: u64, kind: Kind, key: u64, asked: u64 },
    /// A query is over.
    Answered(Answer),
    /// Rows begin to move: `keys` keys with `rows` rows of `total`, from `before` shards to `after`.
    Reshard { before: u32, after: u32, keys: u32, rows: u64, total: u64 },
    /// All rows of a key are at the new shard; `left` keys have still to move.
    Moved { key: u64, from: u8, to: u8, rows: u64, left: u32 },
    /// All rows have moved.
    Settled { rows: u64, took: Span },
    /// Half of a shard's keys go to a new one.
    Split { from: u8, to: u8 },
    /// A shard of one key cannot be split.
    Whole { shard: u8 },
    /// A shard died with so many queries in it.
    Died { shard: u8, held: u32 },
    /// It is back, with its rows.
    Revived { shard: u8 },
    /// The settings changed.
    Changed,
}

impl Occurrence {
    /// Folds it into the hash of the run.
    pub fn fold(&self, mut word: impl FnMut(u64)) {
        match *self {
            Self::Asked { n, kind, key, asked } => {
                word(n << 24 ^ (kind as u64) << 20 ^ key);
                word(asked);
            }
            Self::Answered(a) => {
                let flags = u64::from(a.twice) | u64::from(a.empty) << 1 | u64::from(a.failed) << 2;
                word(1 << 60 | a.n << 8 | flags);
                word(a.took.0 ^ u64::from(a.slowest.0) << 56);
            }
            Self::Reshard { before, after, keys, rows, .. } => {
                word(2 << 60 | u64::from(before) << 48 | u64::from(after) << 32 | u64::from(keys));
                word(rows);
            }
            Self::Moved { key, from, to, rows, left } => {
                word(3 << 60 | u64::from(from) << 48 | u64::from(to) << 40 | u64::from(left));
                word(key << 40 ^ rows);
            }
            Self::Settled { rows, took } => word(4 << 60 ^ rows << 20 ^ took.0),
            Self::Split { from, to } => word(5 << 60 | u64::from(from) << 8 | u64::from(to)),
            Self::Whole { shard } => word(6 << 60 | u64::from(shard)),
            Self::Died { shard, held } => word(7 << 60 | u64::from(shard) << 32 | u64::from(held)),
            Self::Revived { shard } => word(8 << 60 | u64::from(shard)),
            Self::Changed => word(9 << 60),
        }
    }
}
