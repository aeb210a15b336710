//! Other languages: an English text is its own key.
//!
//! English stands in the code, as with GNU gettext, and the other languages in message files (`de.po`, one beside each
//! concept and one here). A text is looked up when it is *finished*: sentences are made with `format!` where reasons
//! become words, so a message has holes (`{a}`, and `{#n}` for a number) and is matched against the text
//! ([`Book`]). Nothing that makes a sentence knows of languages; what shows one calls [`say`].
//!
//! In English [`say`] is one branch. Otherwise a text that was said before costs a look-up, and a new one some
//! microseconds.

mod book;
#[cfg(not(target_arch = "wasm32"))]
pub mod built_in;
mod cache;
mod number;
mod pattern;
mod plain;
mod po;
mod search;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

pub use book::Book;
pub use number::{put_down, take_in};
pub use po::{Message, Wrong, read};

use cache::Cache;

/// A language of the page.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub enum Lang {
    /// What stands in the code.
    #[default]
    English,
    /// German.
    German,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// As links, attributes and `<html lang>` write it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }
    /// What it calls itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
        }
    }
    /// The language with this key.
    pub fn find(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.key() == key)
    }
}

thread_local! {
    static LANG: Cell<Lang> = const { Cell::new(Lang::English) };
    static BOOK: RefCell<(Book, Cache)> = const { RefCell::new((Book::new(), Cache::new())) };
    static MISSING: RefCell<Option<BTreeSet<String>>> = const { RefCell::new(None) };
}

/// The language that is spoken now, in this thread.
pub fn current() -> Lang {
    LANG.get()
}

/// Speaks this language from now on.
pub fn speak(lang: Lang) {
    LANG.set(lang);
}

/// Speaks this language until the guard is dropped, then the one of before.
#[must_use = "it is spoken until this is dropped"]
pub fn speaking(lang: Lang) -> Speaking {
    Speaking(LANG.replace(lang))
}

/// See [`speaking`].
pub struct Speaking(Lang);

impl Drop for Speaking {
    fn drop(&mut self) {
        LANG.set(self.0);
    }
}

/// Takes in more messages for the language that is not English: what was said before is looked up anew.
pub fn learn(messages: Vec<Message>) {
    BOOK.with_borrow_mut(|(book, cache)| {
        book.add(messages);
        *cache = Cache::new();
    });
}

/// Forgets every message.
pub fn forget() {
    BOOK.with_borrow_mut(|(book, cache)| {
        *book = Book::new();
        *cache = Cache::new();
    });
}

/// Collects the pieces of text without a message from now on; see [`missing`].
pub fn listen() {
    MISSING.set(Some(BTreeSet::new()));
    BOOK.with_borrow_mut(|(_, cache)| *cache = Cache::new());
}

/// What was said since [`listen`] and has no message, as it was said.
pub fn missing() -> BTreeSet<String> {
    MISSING.take().unwrap_or_default()
}

/// A finished text in the language that is spoken now. What has no message stays as it is.
pub fn say(text: &str) -> Cow<'_, str> {
    if LANG.get() == Lang::English || text.len() < 2 { Cow::Borrowed(text) } else { Cow::Owned(translated(text)) }
}

/// The names of a message's holes.
pub fn holes(message: &str) -> BTreeSet<String> {
    let name = |piece| match piece {
        pattern::Piece::Hole(name, _) => Some(name.into_string()),
        pattern::Piece::Letters(_) => None,
    };
    pattern::pieces(message).into_iter().filter_map(name).collect()
}

/// Where a number at the head of `text` ends, its unit included.
pub fn number_at(text: &str) -> Option<usize> {
    number::ends(text).into_iter().flatten().next()
}

fn translated(text: &str) -> String {
    BOOK.with_borrow_mut(|(book, cache)| {
        if let Some(said) = cache.get(text) {
            return said;
        }
        let said = book.say_with(text, &mut cache.pieces);
        MISSING.with_borrow_mut(|set| {
            if let Some(set) = set {
                set.extend(said.missing);
            }
        });
        cache.put(text, &said.text);
        said.text
    })
}
