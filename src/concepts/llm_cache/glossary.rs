//! Words that this concept shows, each with its moment.

use crate::concept::Term;

/// The words.
pub static GLOSSARY: &[Term] = &[
    Term::new(
        "semantic cache",
        "A cache that gives the answer to the nearest question it knows, if it is near enough.",
        "preset=three-caches",
        "lane.3.near > 0",
    ),
    Term::new(
        "similarity threshold",
        "How near two questions must be to count as one; lower means more hits and more wrong answers.",
        "preset=near-and-wrong",
        "lane.1.wrong > 0",
    ),
    Term::new(
        "prefix cache",
        "What was computed for the first tokens of a prompt is used again for the next one that begins alike.",
        "preset=instructions-first",
        "lane.2.kept > 0",
    ),
];
