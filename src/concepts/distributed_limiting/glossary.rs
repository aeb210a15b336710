//! Words that this concept shows, each with its moment.

use crate::concept::Term;

/// The words.
pub static GLOSSARY: &[Term] = &[
    Term::new(
        "gateway",
        "A door through which requests come. With several of them, each sees only its own part.",
        "preset=four-times-the-limit",
        "@gateways > 1",
    ),
    Term::new(
        "race",
        "Two read the same count, both add one, and one of the additions is lost.",
        "preset=ninety-nine-and-then",
        "@atomic = 0",
    ),
    Term::new(
        "lease",
        "Permits that are fetched ten at a time and spent without asking.",
        "preset=ten-permits-at-a-time",
        "@scheme:lease",
    ),
    Term::new(
        "gossip",
        "Each tells some others what it has counted, so all of them know it a little later.",
        "preset=rumours",
        "@scheme:gossip",
    ),
    Term::new(
        "fail open",
        "When the store cannot be asked, everybody passes.",
        "preset=the-store-is-down",
        "fallbacks > 0",
    ),
    Term::new(
        "clock skew",
        "Clocks of two machines are never quite alike, so a window begins at different moments.",
        "preset=clocks-apart",
        "@clock-skew > 0",
    ),
];
