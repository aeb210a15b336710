//! Where the player can stop by itself, and of which kind an occurrence is.

pub use super::occurrence::Occurrence;
use crate::concept::StopDecl;

/// What is worth stopping at, the most telling first.
pub static STOPS: &[StopDecl] = &[
    StopDecl::happens("reshard", "rows begin to move", "reshard"),
    StopDecl::happens("twice", "a read pays twice", "twice"),
    StopDecl::happens("empty", "a query finds nothing although the rows exist", "empty"),
    StopDecl::happens("failed", "a query fails", "failed"),
    StopDecl::happens("died", "a shard dies", "died"),
    StopDecl::holds("line", "more than 20 wait at one shard", "line.longest > 20"),
    StopDecl::holds("full", "a shard is asked for more than it can do", "busiest.load > 1"),
];

/// The kind of an occurrence; empty for what nobody would stop for.
pub fn kind(what: &Occurrence) -> &'static str {
    match what {
        Occurrence::Answered(answer) if answer.failed => "failed",
        Occurrence::Answered(answer) if answer.empty => "empty",
        Occurrence::Answered(answer) if answer.twice => "twice",
        Occurrence::Reshard { .. } => "reshard",
        Occurrence::Died { .. } => "died",
        _ => "",
    }
}
