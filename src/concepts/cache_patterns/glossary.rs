//! Words that this concept shows, each with its moment.

use crate::concept::Term;

/// The words.
pub static GLOSSARY: &[Term] = &[
    Term::new(
        "cache-aside",
        "The application asks the cache, then the database, and fills the cache itself.",
        "preset=the-race",
        "@patterns:cache-aside",
    ),
    Term::new(
        "write-behind",
        "A write is acknowledged by the cache and reaches the database later, if the cache lives so long.",
        "preset=acknowledged-and-gone",
        "@patterns:write-behind",
    ),
    Term::new(
        "write-through",
        "A write goes to the database before it is acknowledged, and the cache has it as well.",
        "preset=acknowledged-and-gone",
        "@patterns:write-through",
    ),
    Term::new("stale read", "An answer that was true and is no longer.", "preset=only-time", "lane.1.old.share > 0"),
    Term::new(
        "invalidation",
        "Telling every copy that it is old. A message that is lost leaves a copy that nobody doubts.",
        "preset=the-others-must-hear",
        "lane.1.lost_messages > 0",
    ),
    Term::new(
        "negative caching",
        "Keeping the answer that there is nothing.",
        "preset=asking-for-nothing",
        "@patterns:negative",
    ),
];
