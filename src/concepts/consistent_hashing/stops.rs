//! Where the player can stop by itself, and of which kind an occurrence is.

use super::model::fleet::End;
pub use super::occurrence::Occurrence;
use crate::concept::StopDecl;

/// What is worth stopping at, the most telling first.
pub static STOPS: &[StopDecl] = &[
    StopDecl::happens("moved", "keys move to another node", "moved"),
    StopDecl::happens("nobody", "a key has no owner", "nobody"),
    StopDecl::happens("missing", "a node is asked for a key it does not have yet", "missing"),
    StopDecl::happens("refused", "a gateway refuses a user who comes back", "refused"),
    StopDecl::happens("astray", "a message goes to a gateway that does not hold its user", "astray"),
    StopDecl::holds("half-moved", "half of the keys have moved at once", "moved.share > 0.5"),
    StopDecl::holds("fuller", "the fullest node has half more than its due", "fullest > 1.5"),
];

/// The kind of an occurrence; empty for what nobody would stop for.
pub fn kind(what: &Occurrence) -> &'static str {
    match what {
        Occurrence::Changed { moved, .. } | Occurrence::Set { moved, .. } if *moved > 0 => "moved",
        Occurrence::Asked { node: None, .. } => "nobody",
        Occurrence::Refused { .. } => "refused",
        Occurrence::Sent { end: End::Astray | End::Absent, .. } => "astray",
        Occurrence::Asked { hit: false, .. } => "missing",
        _ => "",
    }
}
