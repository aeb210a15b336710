//! Where the player can stop by itself, and of which kind an occurrence is.

use super::occurrence::How;
pub use super::occurrence::Occurrence;
use crate::concept::StopDecl;

/// What is worth stopping at, the most telling first.
pub static STOPS: &[StopDecl] = &[
    StopDecl::happens("wrong", "a cache gives a wrong answer", "wrong").apart(0.0),
    StopDecl::happens("near", "a cache gives the answer to another prompt", "near"),
    StopDecl::happens("emptied", "the caches are emptied", "emptied"),
    StopDecl::holds("tenth", "one prompt in ten got a wrong answer in row 1", "lane.1.wrong_share > 0.1"),
];

/// The kind of an occurrence; empty for what nobody would stop for.
pub fn kind(what: &Occurrence) -> &'static str {
    match what {
        Occurrence::Asked(_, answers) => {
            let any = |wanted: bool| {
                answers.iter().flatten().any(|answer| matches!(answer.how, How::Near { right, .. } if right == wanted))
            };
            match (any(false), any(true)) {
                (true, _) => "wrong",
                (false, true) => "near",
                _ => "",
            }
        }
        Occurrence::Emptied => "emptied",
        Occurrence::Changed => "",
    }
}
