//! Words that a lecturer wrote: they stay in the language in which they were written, whatever the page speaks.

use crate::lang::say;

/// What a lecturer wrote stays in the language in which it was written; a question of a concept's is said.
pub(super) fn kept(written: bool) -> Option<&'static str> {
    written.then_some("no")
}

/// A label that names what a lecturer wrote, itself in the page's language.
pub(super) fn about(words: impl Fn(&str) -> String, own: &str, written: bool) -> String {
    // A hole takes any text, so what was written is put into what was said.
    const HOLE: &str = "…";
    if written { say(&words(HOLE)).replace(HOLE, own) } else { say(&words(own)).into_owned() }
}
