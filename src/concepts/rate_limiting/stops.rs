//! Where the player can stop by itself, and of which kind an occurrence is.

pub use super::occurrence::Occurrence;
use crate::concept::StopDecl;

/// What is worth stopping at, the most telling first.
pub static STOPS: &[StopDecl] = &[
    StopDecl::happens("refusal", "a request is refused", "refused"),
    StopDecl::happens("delay", "a request has to wait", "delayed"),
    StopDecl::happens("differs", "two limiters decide differently", "differs"),
    StopDecl::happens("gave-up", "a client gives up", "gave-up"),
    StopDecl::happens("forgot", "a key is forgotten for another", "forgot"),
    StopDecl::holds("over", "more than the limit passes in some window", "window.worst_over_limit > 1"),
    StopDecl::holds("half", "half of the requests are refused", "now:refused > 50"),
];

/// The kind of an occurrence; empty for what nobody would stop for.
pub fn kind(what: &Occurrence) -> &'static str {
    match what {
        Occurrence::Decided { decision, .. } if !decision.allowed => "refused",
        Occurrence::Decided { decision, .. } if decision.delay.0 > 0 => "delayed",
        Occurrence::Differs { .. } => "differs",
        Occurrence::GaveUp { .. } => "gave-up",
        Occurrence::Forgot { .. } => "forgot",
        _ => "",
    }
}
