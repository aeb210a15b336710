//! Where the player can stop by itself, and of which kind an occurrence is.

pub use super::model::Occurrence;
use crate::concept::StopDecl;

/// What is worth stopping at, the most telling first.
pub static STOPS: &[StopDecl] = &[
    StopDecl::happens("unjust", "somebody is refused unjustly", "unjust"),
    StopDecl::happens("slipped", "a request slips through that should not", "slipped"),
    StopDecl::happens("refused", "somebody is refused", "refused"),
    StopDecl::happens("window", "all counts start again", "window"),
    StopDecl::holds("attacker", "the attacker gets more than 5 requests a second through", "attacker.passed_per_s > 5"),
    StopDecl::holds("shared", "half of those behind one address are refused", "shared.refused > 0.5"),
];

/// The kind of an occurrence; empty for what nobody would stop for.
pub fn kind(what: &Occurrence) -> &'static str {
    match what {
        Occurrence::Decided { unjust: true, .. } => "unjust",
        Occurrence::Decided { slipped: true, .. } => "slipped",
        Occurrence::Decided { allowed: false, .. } => "refused",
        Occurrence::Window { .. } => "window",
        _ => "",
    }
}
