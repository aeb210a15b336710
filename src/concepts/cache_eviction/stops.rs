//! Where the player can stop by itself, and of which kind an occurrence is.

pub use super::occurrence::Occurrence;
use crate::concept::StopDecl;

/// What is worth stopping at, the most telling first.
pub static STOPS: &[StopDecl] = &[
    StopDecl::happens("differs", "two caches answer differently", "differs").apart(200.0),
    StopDecl::happens("evicted", "a key is evicted", "evicted").apart(200.0),
    StopDecl::happens("scan", "a scan begins", "scan").apart(1.0),
    StopDecl::happens("emptied", "the caches are emptied", "emptied").apart(1.0),
    StopDecl::holds("full", "cache 1 has missed more than it hit", "cache.1.misses > cache.1.hits"),
    StopDecl::holds("hot", "cache 1 holds few of the hottest keys", "cache.1.hot_held < 0.5 * cache.1.held"),
];

/// The kind of an occurrence; empty for what nobody would stop for.
pub fn kind(what: &Occurrence) -> &'static str {
    match what {
        Occurrence::Emptied => "emptied",
        Occurrence::Scan { .. } => "scan",
        Occurrence::Asked { .. } if what.disagrees() => "differs",
        Occurrence::Asked { answers, .. } if answers.iter().flatten().any(|answer| answer.gone.is_some()) => "evicted",
        _ => "",
    }
}
