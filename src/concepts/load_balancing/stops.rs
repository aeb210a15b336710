//! Where the player can stop by itself, and of which kind an occurrence is.

pub use super::occurrence::Occurrence;
use crate::concept::StopDecl;

/// What is worth stopping at, the most telling first.
pub static STOPS: &[StopDecl] = &[
    StopDecl::happens("refusal", "a server refuses a request", "refused"),
    StopDecl::happens("turned-away", "no server is left to ask", "turned-away"),
    StopDecl::happens("loss", "a request is lost with its server", "lost"),
    StopDecl::happens("gave-up", "a client gives up", "gave-up"),
    StopDecl::happens("fault", "something happens to a server", "fault"),
    StopDecl::happens("out", "a server leaves rotation", "out"),
    StopDecl::happens("back", "a server is back in rotation", "in"),
    StopDecl::holds("long-line", "more than 30 wait", "in_queue.now > 30"),
    StopDecl::holds("busy", "utilisation passes 0.95", "now:utilisation > 0.95"),
    StopDecl::holds("slow", "the p99 passes 2 s", "now:p99 > 2"),
];

/// The kind of an occurrence; empty for what nobody would stop for.
pub fn kind(what: &Occurrence) -> &'static str {
    match what {
        Occurrence::Refused { .. } => "refused",
        Occurrence::TurnedAway { .. } => "turned-away",
        Occurrence::Lost { .. } => "lost",
        Occurrence::TimedOut { .. } => "gave-up",
        Occurrence::Faulted { .. } => "fault",
        Occurrence::OutOfRotation { .. } => "out",
        Occurrence::InRotation { .. } => "in",
        _ => "",
    }
}
