//! Where the player can stop by itself, and of which kind an occurrence is.

pub use super::occurrence::Occurrence;
use crate::concept::StopDecl;

/// What is worth stopping at, the most telling first.
pub static STOPS: &[StopDecl] = &[
    StopDecl::happens("old", "an answer is out of date", "old"),
    StopDecl::happens("origin", "a request goes all the way to the origin", "origin"),
    StopDecl::happens("fault", "caches are lost or cut off", "fault"),
    StopDecl::happens("back", "a node is there again", "back"),
    StopDecl::happens("told", "others hear of a write", "told"),
];

/// The kind of an occurrence; empty for what nobody would stop for.
pub fn kind(what: &Occurrence) -> &'static str {
    match what {
        Occurrence::Answered { old: Some(_), .. } => "old",
        Occurrence::Answered { tier: None, .. } => "origin",
        Occurrence::Lost { .. } | Occurrence::Down | Occurrence::Emptied | Occurrence::Deployed => "fault",
        Occurrence::Back { .. } | Occurrence::Up => "back",
        Occurrence::Told { .. } => "told",
        _ => "",
    }
}
