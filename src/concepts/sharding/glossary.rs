//! Words that this concept shows, each with its moment.

use crate::concept::Term;

/// The words.
pub static GLOSSARY: &[Term] = &[
    Term::new(
        "shard key",
        "What decides on which shard a row lies. Who asks without it asks every shard.",
        "preset=by-country",
        "@key:country",
    ),
    Term::new(
        "hot shard",
        "One that is asked for more than its share, and perhaps for more than it can do, while others rest.",
        "preset=the-hot-tail",
        "imbalance.queries > 5",
    ),
    Term::new(
        "scatter-gather",
        "A query that asks every shard and waits for the last answer.",
        "preset=ask-everybody",
        "asks_per_query > 2",
    ),
    Term::new(
        "tail amplification",
        "Of many parts one is slow more often than one alone: 1 − (1 − p)ᴺ.",
        "preset=ask-everybody&t=120",
        "slow.measured > 0.05",
    ),
    Term::new(
        "resharding",
        "Rows move as the number of shards changes, while queries go on.",
        "preset=four-to-five",
        "rows.to_move > 0",
    ),
    Term::new(
        "double read",
        "While rows move: ask the new shard, and if it has nothing yet, the old one too.",
        "preset=four-to-five",
        "queries.twice > 0.2",
    ),
];
