//! Pages in more than one language: which messages are at hand while one is written, and where it stands.
//!
//! English stands at the root and German below `de/`, page by page under the same names, so that a reader without scripts
//! and a search engine have an address for each. Only the pages of frames (`embed/`) have one for both: nobody comes
//! there by a search, and their link says the language.

use crate::address::Address;
use crate::content::escape;
use kneepoint::concept::Entry;
use kneepoint::lang::{self, Lang, Message, built_in};
use std::cell::Cell;
use std::fmt::Write as _;

thread_local! {
    /// Every message file, by its folder, read once.
    static FILES: Vec<(&'static str, Vec<Message>)> = read();
    /// What is at hand now: a concept's folder, or nothing for all of them.
    static AT_HAND: Cell<Option<&'static str>> = const { Cell::new(None) };
}

fn read() -> Vec<(&'static str, Vec<Message>)> {
    // Every file is read by a test of the library.
    built_in::GERMAN.iter().map(|(folder, file)| (*folder, lang::read(file).unwrap_or_default())).collect()
}

/// Does something while a language is spoken: with a concept's messages and those of the page, or with everybody's.
pub fn with<T>(lang: Lang, entry: Option<&Entry>, what: impl FnOnce() -> T) -> T {
    if lang == Lang::English {
        let _spoken = lang::speaking(lang);
        return what();
    }
    let named = entry.map(|entry| entry.about.id.replace('-', "_"));
    let folder = named.and_then(|named| built_in::GERMAN.iter().map(|(folder, _)| *folder).find(|one| *one == named));
    let (before, outer) = (AT_HAND.replace(folder), lang::current());
    learn(folder);
    let _spoken = lang::speaking(lang);
    let done = what();
    AT_HAND.set(before);
    if outer != Lang::English {
        learn(before);
    }
    done
}

/// A concept's own messages come first, as on its page.
fn learn(folder: Option<&str>) {
    lang::forget();
    FILES.with(|files| {
        let own = files.iter().filter(|(other, _)| folder == Some(*other));
        let page = files.iter().filter(|(other, _)| other.is_empty());
        let all = files.iter().filter(|(other, _)| folder.is_none() && !other.is_empty());
        let chosen = own.chain(page).chain(all);
        lang::learn(chosen.flat_map(|(_, messages)| messages.iter().cloned()).collect());
    });
}

/// The other language.
pub const fn other(lang: Lang) -> Lang {
    match lang {
        Lang::English => Lang::German,
        Lang::German => Lang::English,
    }
}

/// The folder of a page in a language, below the root of the site.
pub fn folder(lang: Lang, name: &str) -> String {
    match (lang, name) {
        (Lang::English, name) => name.to_owned(),
        (lang, "") => lang.key().to_owned(),
        (lang, name) => format!("{}/{name}", lang.key()),
    }
}

/// From a folder to the root of the site.
pub fn up(folder: &str) -> String {
    match folder.split('/').filter(|part| !part.is_empty()).count() {
        0 => "./".to_owned(),
        deep => "../".repeat(deep),
    }
}

/// A link to a page in the other language than this: `root` is the way to the site's root.
pub fn link(root: &str, folder: &str, from: Lang) -> String {
    let (to, slash) = (other(from), if folder.is_empty() { "" } else { "/" });
    let (key, name) = (to.key(), to.name());
    format!("<a class=\"lang\" href=\"{root}{folder}{slash}\" lang=\"{key}\" hreflang=\"{key}\">{name}</a>")
}

/// A page's own address if the site's is known, and those of both languages, which are relative where it is not. Readers
/// of other languages get the English one.
pub fn alternates(site: &Address, lang: Lang, folder: &str, other: &str) -> String {
    let below = |folder: &str| if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let way = |to: &str| escape(&site.of(&below(to)).unwrap_or_else(|| up(folder) + &below(to)));
    let (here, there) = (way(folder), way(other));
    let (english, german) = if lang == Lang::English { (&here, &there) } else { (&there, &here) };
    let mut tags = String::new();
    if site.known() {
        let _ = writeln!(tags, "<link rel=\"canonical\" href=\"{here}\">");
    }
    for (name, address) in [("en", english), ("de", german), ("x-default", english)] {
        let _ = writeln!(tags, "<link rel=\"alternate\" hreflang=\"{name}\" href=\"{address}\">");
    }
    tags
}

/// Markup whose links to pages (`./x/`) lead to those in the language that is spoken.
pub fn here(markup: &str) -> String {
    match lang::current() {
        Lang::English => markup.to_owned(),
        lang => markup.replace("href=\"./", &format!("href=\"./{}/", lang.key())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_its_folder() {
        assert_eq!((folder(Lang::English, ""), folder(Lang::German, "")), (String::new(), "de".to_owned()));
        assert_eq!(folder(Lang::German, "a/pack"), "de/a/pack");
        assert_eq!((up(""), up("de"), up("de/a/pack")), ("./".to_owned(), "../".to_owned(), "../../../".to_owned()));
        with(Lang::German, None, || assert_eq!(here("<a href=\"./a/\">"), "<a href=\"./de/a/\">"));
    }
}
