//! What lies on the desk: the deck that the address names, and the address that names the deck.

use super::{KEPT, Presenter};
use crate::web::dom;
use crate::{concepts, deck, link};

/// What the address lays on the desk, and whether it goes on the wall at once; without it, the deck of last time, or
/// the first lesson there is.
pub(super) fn laid(fragment: &str) -> (String, bool) {
    let mut text = None;
    let mut show = false;
    for pair in fragment.split('&') {
        match pair.split_once('=').unwrap_or((pair, "")) {
            ("lesson", id) => text = concepts::find(id).and_then(deck::of_lesson).as_ref().map(deck::write),
            ("deck", packed) => text = Some(link::unescape(packed)),
            ("show", _) => show = true,
            _ => {}
        }
    }
    let first = || deck::first().and_then(deck::of_lesson).as_ref().map(deck::write);
    (text.or_else(|| dom::kept(KEPT)).or_else(first).unwrap_or_default(), show)
}

impl Presenter {
    /// What the address has to say for this deck to lie on the desk: the lesson if it is one, which then comes in the
    /// language of that page, else its text.
    pub(super) fn link(&self) -> String {
        let mut lessons = concepts::all().iter();
        let lesson = lessons.find(|entry| deck::of_lesson(entry).is_some_and(|deck| deck::write(&deck) == self.text));
        match lesson {
            Some(entry) => format!("lesson={}", entry.about.id),
            None => format!("deck={}", link::escape(&self.text)),
        }
    }
}
