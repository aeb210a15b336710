//! What can happen, each with the numbers the rule saw.

use crate::sim::Span;

/// A version of a value: 0 is none at all.
pub type Version = u32;

/// Where messages go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Node {
    /// A program.
    App,
    /// The cache, or the own one of a process.
    Cache,
    /// The database.
    Database,
}

/// What a message says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Said {
    /// Give me the value.
    Get,
    /// Here it is.
    Found(Version),
    /// I do not have it; with a token if there are leases.
    Missed,
    /// Read it.
    Read,
    /// Keep this.
    Set(Version),
    /// Drop it.
    Delete,
    /// Write a new version.
    Write,
    /// Written.
    Done(Version),
    /// Drop it, to another process.
    Tell,
    /// Write all of these.
    Flush(u32),
    /// The key's name has this number now.
    Named(u32),
}

/// What happened. Lanes and keys are numbered from 0.
#[allow(missing_docs, reason = "the sentence of a variant names its fields")]
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Occurrence {
    /// A message reached a node.
    Came { lane: u8, key: u32, to: Node, said: Said },
    /// A read was answered: with `version`, where the database had `current` when it began; `old` if it was older, and how
    /// long ago the next version had been written.
    Answered { lane: u8, key: u32, version: Version, current: Version, old: Option<Span>, took: Span, hit: bool },
    /// A write was acknowledged.
    Acknowledged { lane: u8, key: u32, version: Version, took: Span },
    /// A value came too late to be set: an old version, or a token that was void.
    Refused { lane: u8, key: u32, version: Version },
    /// A value was set that is older than what the database has: the race happened.
    Raced { lane: u8, key: u32, version: Version, current: Version },
    /// A message to another process was lost.
    Lost { lane: u8, key: u32 },
    /// The caches crashed; this many acknowledged writes of `lane` are gone.
    Crashed { lane: u8, writes: u32 },
    /// The settings changed.
    Changed,
}

impl Occurrence {
    /// Folds it into the hash of the run.
    pub fn fold(&self, mut word: impl FnMut(u64)) {
        let pack = |kind: u64, lane: u8, key: u32| kind << 60 | u64::from(lane) << 56 | u64::from(key) << 32;
        match *self {
            Self::Came { lane, key, to, said } => {
                let said = match said {
                    Said::Get => 1,
                    Said::Found(v) => 2 | u64::from(v) << 8,
                    Said::Missed => 3,
                    Said::Read => 4,
                    Said::Set(v) => 5 | u64::from(v) << 8,
                    Said::Delete => 6,
                    Said::Write => 7,
                    Said::Done(v) => 8 | u64::from(v) << 8,
                    Said::Tell => 9,
                    Said::Flush(n) => 0xa | u64::from(n) << 8,
                    Said::Named(n) => 0xb | u64::from(n) << 8,
                };
                word(pack(1, lane, key) ^ (to as u64) << 52 ^ said);
            }
            Self::Answered { lane, key, version, took, .. } => {
                word(pack(2, lane, key) ^ u64::from(version) << 8 ^ took.0);
            }
            Self::Acknowledged { lane, key, version, took } => {
                word(pack(3, lane, key) ^ u64::from(version) << 8 ^ took.0);
            }
            Self::Refused { lane, key, version } => word(pack(4, lane, key) ^ u64::from(version)),
            Self::Raced { lane, key, version, .. } => word(pack(5, lane, key) ^ u64::from(version)),
            Self::Lost { lane, key } => word(pack(6, lane, key)),
            Self::Crashed { lane, writes } => word(pack(7, lane, writes)),
            Self::Changed => word(8 << 60),
        }
    }
}
