//! What stands in a page before the program starts: title, words, and the picture's place.

use crate::poster;
use kneepoint::concept::{Entry, Group};
use kneepoint::concepts;
use std::fmt::Write as _;

const NAME: &str = "Kneepoint";
const PROMISE: &str = "Load a system until it bends. See why.";

/// One page of the site.
pub struct Page {
    /// Folder below the root; empty for the home page. It is also the concept's id.
    pub folder: &'static str,
    /// Title of the window.
    pub title: String,
    /// For search engines and link previews.
    pub description: String,
    /// Markup of `#app`, replaced when the program starts.
    pub app: String,
}

impl Page {
    /// The home page, then every concept.
    pub fn all() -> Result<Vec<Self>, String> {
        let entries = entries()?;
        let mut pages = vec![home(&entries)];
        pages.extend(entries.iter().map(concept));
        Ok(pages)
    }

    /// From this page to the root of the site.
    pub fn root(&self) -> &'static str {
        if self.folder.is_empty() { "./" } else { "../" }
    }
}

/// What a page says about a concept.
struct Words {
    id: &'static str,
    title: &'static str,
    lead: &'static str,
    promise: &'static str,
    group: Group,
    poster: String,
}

impl Words {
    fn of(entry: &'static Entry) -> Result<Self, String> {
        let about = entry.about;
        let poster = poster::of(entry)?;
        Ok(Self {
            id: about.id,
            title: about.title,
            lead: about.lead,
            promise: about.promise,
            group: about.group,
            poster,
        })
    }
}

/// The registry's words.
fn entries() -> Result<Vec<Words>, String> {
    concepts::all().iter().copied().map(Words::of).collect()
}

fn home(entries: &[Words]) -> Page {
    let mut links = String::new();
    for Words { id, title, promise, group, .. } in entries {
        let (title, promise, group) = (escape(title), escape(promise), group.label());
        let _ = write!(links, "<li><a href=\"./{id}/\">{title}</a> <span>{group}. {promise}</span></li>");
    }
    Page {
        folder: "",
        title: format!("{NAME}: a visual playground for system design"),
        description: format!("{PROMISE} Seeded simulations of distributed systems, drawn live and measured."),
        app: format!("<main><h1>{NAME}</h1><p class=\"lead\">{PROMISE}</p><ul>{links}</ul></main>"),
    }
}

fn concept(words: &Words) -> Page {
    let (title, lead) = (escape(words.title), escape(words.lead));
    Page {
        folder: words.id,
        title: format!("{} · {NAME}", words.title),
        description: words.lead.to_owned(),
        app: format!("<main><h1>{title}</h1><p class=\"lead\">{lead}</p>{}</main>", words.poster),
    }
}

/// Text as it may stand in markup and in attributes.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            _ => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_concept_has_its_page_and_its_link() {
        let pages = Page::all().unwrap();
        assert_eq!(pages.len(), 1 + entries().unwrap().len());
        for page in &pages[1..] {
            assert!(pages[0].app.contains(&format!("href=\"./{}/\"", page.folder)));
            assert!(page.app.contains("<h1>") && !page.description.is_empty());
            assert_eq!(page.root(), "../");
        }
    }

    #[test]
    fn words_cannot_become_markup() {
        assert_eq!(escape("a < b & \"c\">"), "a &lt; b &amp; &quot;c&quot;&gt;");
    }
}
