//! The glossary (`glossary/index.html`): every word that a concept shows, with a link to the moment that shows it.

use crate::address::Address;
use crate::content::escape;
use crate::leaf::Leaf;
use crate::template::Template;
use crate::tongue;
use kneepoint::concept::{Entry, Term};
use kneepoint::concepts;
use kneepoint::lang::{self, Lang, say};
use std::fmt::Write as _;
use std::path::Path;

/// Its folder.
pub const FOLDER: &str = "glossary";

/// A word as it is said in the language that is spoken.
struct Word {
    entry: &'static Entry,
    term: &'static Term,
    word: String,
    says: String,
    see: String,
}

/// All words in their order.
fn words() -> Vec<Word> {
    let mut all: Vec<Word> = Vec::new();
    for entry in concepts::all() {
        tongue::with(lang::current(), Some(entry), || {
            all.extend(entry.glossary.iter().map(|term| Word {
                entry,
                term,
                word: say(term.word).into_owned(),
                says: say(term.says).into_owned(),
                see: say(&format!("See it in {}", entry.about.title)).into_owned(),
            }));
        });
    }
    all.sort_by_key(|word| key(&word.word));
    all
}

/// What a word is sorted by: ä as a, as German dictionaries do.
fn key(word: &str) -> String {
    word.to_lowercase().replace('ä', "a").replace('ö', "o").replace('ü', "u").replace('ß', "ss")
}

/// Writes the page in each language; their folders.
pub fn write(site: &Path, template: &Template, address: &Address) -> Result<Vec<String>, String> {
    Lang::ALL.into_iter().map(|lang| tongue::with(lang, None, || one(site, template, address))).collect()
}

fn one(site: &Path, template: &Template, address: &Address) -> Result<String, String> {
    let lead = say("Words of the field, and for each the moment of a run that shows it.");
    let mut body = format!("<p class=\"story\">{lead}</p>\n<dl class=\"words\">\n");
    for Word { entry, term, word, says, see } in words() {
        let id = term.id();
        let to = format!("../{}/#{}", entry.about.id, term.link);
        let _ = writeln!(
            body,
            "<div id=\"{id}\"><dt>{}</dt><dd><p>{}</p><p><a class=\"see\" href=\"{}\">{}</a></p></dd></div>",
            escape(&word),
            escape(&says),
            escape(&to),
            escape(&see)
        );
    }
    body.push_str("</dl>\n");
    let title = say("Glossary");
    let leaf = Leaf {
        folder: FOLDER,
        title: &title,
        description: &say("Words of system design, each with the moment of a running model that shows it."),
        crumbs: &[(&title, "")],
        body: &body,
    };
    leaf.write(site, template, address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_order_and_every_link_can_be_read() {
        for lang in Lang::ALL {
            let all = tongue::with(lang, None, words);
            assert!(all.len() > 40 && all.is_sorted_by_key(|word| key(&word.word)));
            for Word { entry, term, .. } in all {
                let link = format!("{}/#{}", entry.about.id, term.link);
                let (found, fragment) = kneepoint::link::locate(&link).unwrap();
                assert_eq!(found.about.id, entry.about.id);
                assert!(kneepoint::link::decode(fragment, found).complaints.is_empty(), "{link}");
            }
        }
    }
}
