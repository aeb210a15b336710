//! Words that this concept shows, each with its moment.

use crate::concept::Term;

/// The words.
pub static GLOSSARY: &[Term] = &[
    Term::new(
        "cache tier",
        "One of several caches in a row. Each sees only what those before it missed.",
        "preset=from-edge-to-origin",
        "edge.share > 0",
    ),
    Term::new(
        "origin shield",
        "One cache that all edges ask, so that the origin is asked once and not once for each edge.",
        "preset=with-a-shield",
        "@tiers:shield",
    ),
    Term::new(
        "origin",
        "Where the truth is. What no cache holds is loaded here, a few at a time.",
        "preset=the-tier-is-down",
        "origin.loads > 0",
    ),
    Term::new(
        "cache warming",
        "Loading what will be asked for before the requests come, slowly enough for the origin.",
        "preset=warmed",
        "origin.loads > 0",
    ),
    Term::new(
        "time to live",
        "How long a copy may be used. Behind each other the times add up: the last copy may be as old as all of them together.",
        "preset=lives-add-up",
        "old.share > 0",
    ),
];
