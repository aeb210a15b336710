//! The page of a story in each language: `<concept>/<preset>/index.html`, and the same below `de/`.
//!
//! What stands after `#` is never sent to a server, so those who fetch a link to show a card of it cannot see which
//! preset it names. Hence each has an address of its own: its title, its words and its picture, true without a script,
//! and a link that runs it. It does not send the reader on: search engines would drop it, and the way back would be shut.

use crate::address::Address;
use crate::content::{MARK, NAME, escape, plain};
use crate::css;
use crate::head::Head;
use crate::oembed;
use crate::poster::Poster;
use crate::sha256;
use crate::template::Template;
use crate::tongue;
use kneepoint::concept::{Entry, Preset};
use kneepoint::lang::{self, say};
use std::fmt::Write as _;

const STYLE: &str = include_str!("../../../assets/story.css");
/// Longest description for search engines and cards, in letters.
const WORDS_MAX: usize = 300;

/// A story, opened.
pub struct Story {
    pub entry: &'static Entry,
    pub preset: &'static Preset,
    pub poster: Poster,
}

impl Story {
    /// Opens it.
    pub fn open(entry: &'static Entry, preset: &'static Preset) -> Result<Self, String> {
        Ok(Self { entry, preset, poster: Poster::open(entry, Some(preset))? })
    }

    /// Its folder below the root, in the language that is spoken now.
    pub fn folder(&self) -> String {
        oembed::folder(self.entry.about, Some(self.preset))
    }

    /// The whole page, in the language that is spoken now.
    pub fn page(&self, template: &Template, site: &Address) -> String {
        let (about, preset) = (self.entry.about, self.preset);
        let words = self.poster.words();
        let story = plain(&say(preset.story));
        let short = shorten(&story);
        let lang = lang::current();
        let name = oembed::name(about, Some(preset));
        let (folder, other) = (tongue::folder(lang, &name), tongue::folder(tongue::other(lang), &name));
        // To the site's files, and to the home page in this language.
        let (root, home) = (&tongue::up(&folder), tongue::up(&name));
        let head = Head {
            folder: &folder,
            other: Some((lang, &other)),
            title: &say(preset.title),
            words: &short,
            alt: &say(&words.whole),
            embeds: true,
        };
        let head = head.tags(site);
        let style = template.inline().part(&["tokens", "fonts"], root) + &css::shrink(STYLE);
        let script = &template.inline().script;
        let (for_style, for_script) = (sha256::source(&style), sha256::source(script));
        let said = |words: &str| escape(&say(words));
        let (title, group) = (said(preset.title), said(about.group.label()));
        let (short, story, concept, lead) = (escape(&short), escape(&story), said(about.title), said(about.lead));
        let (key, there) = (lang.key(), tongue::link(root, &other, lang));
        let (all, go) = (said(&format!("{NAME}, all concepts")), said("Run it"));
        let run = format!("../#preset={}", preset.id);
        let (wide, tall) = self.poster.pair();
        let (now, caption) = (said(&words.lead), said(&words.caption));
        let icon = template.icon().replace("=\"./", &format!("=\"{root}"));
        let source = if preset.source.is_empty() {
            String::new()
        } else {
            format!("<p class=\"source\">{}</p>", said(preset.source))
        };
        format!(
            "<!doctype html>\n<html lang=\"{key}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {for_script}; style-src {for_style}; \
             font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'\">\n\
             <title>{title} · {concept} · {NAME}</title>\n<meta name=\"description\" content=\"{short}\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n{head}{icon}\n<script>{script}</script>\n<style>{style}</style>\n</head>\n<body>\n\
             <header><a class=\"brand\" href=\"{home}\" aria-label=\"{all}\">{MARK}<span>{NAME}</span></a>\
             <span class=\"crumb group\">{group}</span><span class=\"crumb\"><a href=\"../\">{concept}</a></span>{there}</header>\n\
             <main>\n<h1>{title}</h1>\n<p class=\"story\">{story}</p>\n\
             <a class=\"fig\" href=\"{run}\" tabindex=\"-1\"><div class=\"wide\">{wide}</div><div class=\"tall\">{tall}</div></a>\n\
             <p class=\"cap\"><b class=\"num\">{now}</b> {caption}</p>\n\
             <div class=\"go\"><a class=\"btn\" href=\"{run}\"><svg viewBox=\"0 0 12 14\" aria-hidden=\"true\"><path d=\"M0 0v14l12-7z\" fill=\"currentColor\"/></svg>{go}</a>{source}</div>\n\
             <p class=\"more\">{concept}: {lead}</p>\n{}</main>\n</body>\n</html>\n",
            self.others()
        )
    }

    /// Links to the stories of the same concept, this one among them.
    fn others(&self) -> String {
        let mut links = String::new();
        for preset in self.entry.presets {
            let here = if preset.id == self.preset.id { " aria-current=\"page\"" } else { "" };
            let _ = write!(links, "<a href=\"../{}/\"{here}>{}</a>", preset.id, escape(&say(preset.title)));
        }
        let heading = escape(&say("Its stories"));
        format!("<nav aria-labelledby=\"others\"><h2 id=\"others\">{heading}</h2>{links}</nav>\n")
    }
}

/// As many whole sentences as fit.
fn shorten(text: &str) -> String {
    let mut end = 0;
    for (at, _) in text.match_indices(['.', '?', '!']) {
        let next = at + 1;
        if text[..next].chars().count() > WORDS_MAX {
            break;
        }
        if text[next..].is_empty() || text[next..].starts_with(' ') {
            end = next;
        }
    }
    let all = || text.chars().take(WORDS_MAX).collect();
    if end == 0 { all() } else { text[..end].to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_ends_with_a_sentence() {
        assert_eq!(shorten("One 0.5 s. Two?"), "One 0.5 s. Two?");
        let long = "A sentence of words. ".repeat(30);
        let short = shorten(&long);
        assert!(short.ends_with("words.") && short.chars().count() <= WORDS_MAX && short.len() > 200);
    }
}
