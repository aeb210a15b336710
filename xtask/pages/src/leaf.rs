//! A page of words alone: no program, no picture; for the glossary and the lesson packs.

use crate::content::{MARK, NAME, escape};
use crate::css;
use crate::sha256;
use crate::template::Template;

const STYLE: &str = concat!(include_str!("../../../assets/story.css"), include_str!("../../../assets/leaf.css"));

/// A page of words.
pub struct Leaf<'a> {
    /// From its folder to the root: `../`.
    pub root: &'a str,
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
    /// The whole page.
    pub fn page(&self, template: &Template) -> String {
        let Self { root, title, description, crumbs, body } = *self;
        let style = template.inline().part(&["tokens", "fonts"], root) + &css::shrink(STYLE);
        let script = &template.inline().script;
        let (for_style, for_script) = (sha256::source(&style), sha256::source(script));
        let icon = template.icon().replace("=\"./", &format!("=\"{root}"));
        let (title, description) = (escape(title), escape(description));
        let crumbs: String = crumbs
            .iter()
            .map(|(words, to)| match *to {
                "" => format!("<span class=\"crumb\">{}</span>", escape(words)),
                to => format!("<span class=\"crumb\"><a href=\"{to}\">{}</a></span>", escape(words)),
            })
            .collect();
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {for_script}; style-src {for_style}; \
             font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'\">\n\
             <title>{title} · {NAME}</title>\n<meta name=\"description\" content=\"{description}\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n{icon}\n<script>{script}</script>\n<style>{style}</style>\n</head>\n<body>\n\
             <header><a class=\"brand\" href=\"{root}\" aria-label=\"{NAME}, all concepts\">{MARK}<span>{NAME}</span></a>{crumbs}</header>\n\
             <main>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n"
        )
    }
}
