//! Where the player can stop by itself, and of which kind an occurrence is.

pub use super::occurrence::Occurrence;
use crate::concept::StopDecl;

/// So many loads of one key at once are a crowd.
const CROWD: u32 = 3;

/// What is worth stopping at, the most telling first.
pub static STOPS: &[StopDecl] = &[
    StopDecl::happens("crowd", "many loads of one key run at once", "crowd"),
    StopDecl::happens("expired", "everything expires at once", "expired"),
    StopDecl::happens("emptied", "the caches are emptied", "emptied"),
    StopDecl::happens("timer", "a timer loads a key", "timer"),
    StopDecl::holds("peak", "row 1 has had more than 5 loads under way", "lane.1.peak > 5"),
];

/// The kind of an occurrence; empty for what nobody would stop for.
pub fn kind(what: &Occurrence) -> &'static str {
    match what {
        Occurrence::Asked { answers, .. } if answers.iter().flatten().any(|answer| answer.loading >= CROWD) => "crowd",
        Occurrence::Expired => "expired",
        Occurrence::Emptied => "emptied",
        Occurrence::Timer { .. } => "timer",
        _ => "",
    }
}
