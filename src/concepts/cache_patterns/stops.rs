//! Where the player can stop by itself, and of which kind an occurrence is.

pub use super::occurrence::Occurrence;
use crate::concept::StopDecl;

/// What is worth stopping at, the most telling first.
pub static STOPS: &[StopDecl] = &[
    StopDecl::happens("raced", "an old value is set over a newer one", "raced").apart(0.1),
    StopDecl::happens("old", "a read gets an old value", "old"),
    StopDecl::happens("crashed", "the caches crash", "crashed").apart(0.1),
    StopDecl::holds("dirty", "row 1 owes the database more than 5 writes", "lane.1.dirty > 5"),
];

/// The kind of an occurrence; empty for what nobody would stop for.
pub fn kind(what: &Occurrence) -> &'static str {
    match what {
        Occurrence::Raced { .. } => "raced",
        Occurrence::Answered { old: Some(_), .. } => "old",
        Occurrence::Crashed { .. } => "crashed",
        _ => "",
    }
}
