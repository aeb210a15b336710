//! Where the player can stop by itself, and of which kind an occurrence is.

pub use super::model::Occurrence;
use crate::concept::StopDecl;

/// What is worth stopping at, the most telling first.
pub static STOPS: &[StopDecl] = &[
    StopDecl::happens("above", "a request passes above the limit", "above"),
    StopDecl::happens("falsely", "a request is refused that should have passed", "falsely"),
    StopDecl::happens("lost-update", "a gateway writes over what another counted", "lost-update"),
    StopDecl::happens("unheard", "a message comes to a dead store", "unheard"),
    StopDecl::happens("store", "something happens to the store", "store"),
    StopDecl::holds("tenth", "a tenth more than the limit passes", "admitted.of_limit > 1.1"),
];

/// The kind of an occurrence; empty for what nobody would stop for.
pub fn kind(what: &Occurrence) -> &'static str {
    match what {
        Occurrence::Decided { above: true, .. } => "above",
        Occurrence::Decided { falsely: true, .. } => "falsely",
        Occurrence::Wrote { to, stood, .. } if stood >= to => "lost-update",
        Occurrence::Unheard { .. } => "unheard",
        Occurrence::Store { .. } => "store",
        _ => "",
    }
}
