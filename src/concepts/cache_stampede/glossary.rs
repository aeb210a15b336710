//! Words that this concept shows, each with its moment.

use crate::concept::Term;

/// The words.
pub static GLOSSARY: &[Term] = &[
    Term::new(
        "stampede",
        "A value expires, and everybody who wants it loads it at once.",
        "preset=everybody-asks",
        "lane.1.peak > 1",
    ),
    Term::new(
        "single flight",
        "One loads, and the others of the same process wait for what it gets.",
        "preset=single-flight",
        "lane.1.loads > 0",
    ),
    Term::new(
        "jitter",
        "A little chance in every time to live, so that values filled together do not expire together.",
        "preset=filled-together",
        "@cures:jitter",
    ),
    Term::new(
        "early expiry",
        "Each request may draw the short straw and load before the end, the more likely the nearer it is (XFetch).",
        "preset=the-draw",
        "@cures:xfetch",
    ),
    Term::new(
        "serve stale",
        "The old value is good enough while one loads the new one.",
        "preset=nginx",
        "@cures:stale",
    ),
];
