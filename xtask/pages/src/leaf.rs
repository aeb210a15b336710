//! A page of words alone: no program, no picture; for the glossary and the lesson packs, in each language.

use crate::address::Address;
use crate::content::{MARK, NAME, escape};
use crate::css;
use crate::sha256;
use crate::template::{self, Template};
use crate::tongue;
use kneepoint::lang::{self, say};
use std::path::Path;

const STYLE: &str = concat!(include_str!("../../../assets/story.css"), include_str!("../../../assets/leaf.css"));

/// A page of words.
pub struct Leaf<'a> {
    /// Its folder in English; in other languages the same below the language's.
    pub folder: &'a str,
    /// Its title.
    pub title: &'a str,
    /// A sentence about it.
    pub description: &'a str,
    /// The crumbs behind the mark: words, and where they lead if anywhere.
    pub crumbs: &'a [(&'a str, &'a str)],
    /// Markup of its body.
    pub body: &'a str,
}

impl Leaf<'_> {
    /// Writes the page in the language that is spoken now; its folder.
    pub fn write(&self, site: &Path, template: &Template, address: &Address) -> Result<String, String> {
        let folder = tongue::folder(lang::current(), self.folder);
        crate::put(&site.join(&folder).join("index.html"), self.page(template, address).as_bytes())?;
        Ok(folder)
    }

    /// The whole page.
    fn page(&self, template: &Template, address: &Address) -> String {
        let Self { folder: name, title, description, crumbs, body } = *self;
        let lang = lang::current();
        let (folder, other) = (tongue::folder(lang, name), tongue::folder(tongue::other(lang), name));
        // To the site's files, and to the home page in this language.
        let (root, home) = (&tongue::up(&folder), tongue::up(name));
        let style = template.inline().part(&["tokens", "fonts"], root) + &css::shrink(STYLE);
        let script = &template.inline().script;
        let (for_style, for_script) = (sha256::source(&style), sha256::source(script));
        let icon = template.icon().replace("=\"./", &format!("=\"{root}"));
        let (title, description) = (escape(title), escape(description));
        let fonts = template::fonts(root);
        let head = tongue::alternates(address, lang, &folder, &other);
        let (key, all) = (lang.key(), escape(&say(&format!("{NAME}, all concepts"))));
        let there = tongue::link(root, &other, lang);
        let crumbs: String = crumbs
            .iter()
            .map(|(words, to)| match *to {
                "" => format!("<span class=\"crumb\">{}</span>", escape(words)),
                to => format!("<span class=\"crumb\"><a href=\"{to}\">{}</a></span>", escape(words)),
            })
            .collect();
        format!(
            "<!doctype html>\n<html lang=\"{key}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {for_script}; style-src {for_style}; \
             font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'\">\n\
             <title>{title} · {NAME}</title>\n<meta name=\"description\" content=\"{description}\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n{fonts}{head}{icon}\n<script>{script}</script>\n<style>{style}</style>\n</head>\n<body>\n\
             <header><a class=\"brand\" href=\"{home}\" aria-label=\"{all}\">{MARK}<span>{NAME}</span></a>{crumbs}{there}</header>\n\
             <main>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n"
        )
    }
}
