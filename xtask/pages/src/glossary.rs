//! The glossary (`glossary/index.html`): every word that a concept shows, with a link to the moment that shows it.

use crate::content::escape;
use crate::leaf::Leaf;
use crate::template::Template;
use kneepoint::concept::{Entry, Term};
use kneepoint::concepts;
use std::fmt::Write as _;
use std::path::Path;

/// Its folder.
pub const FOLDER: &str = "glossary";

/// All words in their order.
fn words() -> Vec<(&'static Entry, &'static Term)> {
    let all = concepts::all().iter().flat_map(|entry| entry.glossary.iter().map(|term| (*entry, term)));
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|(_, term)| term.word.to_lowercase());
    all
}

/// Writes the page.
pub fn write(site: &Path, template: &Template) -> Result<(), String> {
    let mut body = String::from(
        "<p class=\"story\">Words of the field, and for each the moment of a run that shows it.</p>\n<dl class=\"words\">\n",
    );
    for (entry, term) in words() {
        let (id, about) = (term.id(), entry.about);
        let to = format!("../{}/#{}", about.id, term.link);
        let _ = writeln!(
            body,
            "<div id=\"{id}\"><dt>{}</dt><dd><p>{}</p><p><a class=\"see\" href=\"{}\">See it in {}</a></p></dd></div>",
            escape(term.word),
            escape(term.says),
            escape(&to),
            escape(about.title)
        );
    }
    body.push_str("</dl>\n");
    let leaf = Leaf {
        root: "../",
        title: "Glossary",
        description: "Words of system design, each with the moment of a running model that shows it.",
        crumbs: &[("Glossary", "")],
        body: &body,
    };
    crate::put(&site.join(FOLDER).join("index.html"), leaf.page(template).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_order_and_every_link_can_be_read() {
        let all = words();
        assert!(all.len() > 40 && all.is_sorted_by_key(|(_, term)| term.word.to_lowercase()));
        for (entry, term) in all {
            let link = format!("{}/#{}", entry.about.id, term.link);
            let (found, fragment) = kneepoint::link::locate(&link).unwrap();
            assert_eq!(found.about.id, entry.about.id);
            assert!(kneepoint::link::decode(fragment, found).complaints.is_empty(), "{link}");
        }
    }
}
