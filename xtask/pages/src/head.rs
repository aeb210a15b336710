//! What a page says of itself to those who link to it: title and picture of a card, its one true address, and where its
//! oEmbed description lies.

use crate::address::Address;
use crate::card::SIDES;
use crate::content::{NAME, escape};
use crate::tongue;
use kneepoint::lang::Lang;
use std::fmt::Write as _;

/// A page as others see it.
pub struct Head<'a> {
    /// Its folder below the root, where its card lies too; empty for the home page.
    pub folder: &'a str,
    /// Its language, and the folder of the same page in the other one, if there is one.
    pub other: Option<(Lang, &'a str)>,
    /// Title of the card.
    pub title: &'a str,
    /// A sentence or two.
    pub words: &'a str,
    /// What the picture shows.
    pub alt: &'a str,
    /// Whether it can be embedded.
    pub embeds: bool,
}

impl Head<'_> {
    /// The tags. What needs the site's address is left out where that is not known.
    pub fn tags(&self, site: &Address) -> String {
        let Self { folder, other, title, words, alt, embeds } = *self;
        let mut out = other.map_or_else(String::new, |(lang, other)| tongue::alternates(site, lang, folder, other));
        let mut meta = |name: &str, value: &str| {
            let kind = if name.starts_with("twitter:") { "name" } else { "property" };
            let _ = writeln!(out, "<meta {kind}=\"{name}\" content=\"{}\">", escape(value));
        };
        meta("og:type", "website");
        meta("og:site_name", NAME);
        meta("og:title", title);
        meta("og:description", words);
        let below = |folder: &str| if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let card = format!("{}card.png", below(folder));
        let (Some(page), Some(card)) = (site.of(&below(folder)), site.of(&card)) else { return out };
        meta("og:url", &page);
        meta("og:image", &card);
        meta("og:image:type", "image/png");
        meta("og:image:width", &SIDES.0.to_string());
        meta("og:image:height", &SIDES.1.to_string());
        meta("og:image:alt", alt);
        meta("twitter:card", "summary_large_image");
        if other.is_none() {
            let _ = writeln!(out, "<link rel=\"canonical\" href=\"{}\">", escape(&page));
        }
        if embeds && let Some(file) = site.of(&format!("{}oembed.json", below(folder))) {
            let (file, title) = (escape(&file), escape(title));
            let _ = writeln!(
                out,
                "<link rel=\"alternate\" type=\"application/json+oembed\" href=\"{file}\" title=\"{title}\">"
            );
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: Head = Head { folder: "a/b", other: None, title: "A \"b\"", words: "c < d", alt: "e", embeds: true };

    #[test]
    fn without_an_address_nothing_absolute_is_said() {
        let tags = HEAD.tags(&Address::default());
        assert!(tags.contains("content=\"A &quot;b&quot;\"") && tags.contains("c &lt; d"));
        assert!(!tags.contains("canonical") && !tags.contains("og:image") && !tags.contains("oembed"));
    }

    #[test]
    fn with_an_address_everything_is() {
        let tags = HEAD.tags(&Address::new(Some("https://x.y/z")).unwrap());
        for part in [
            "<link rel=\"canonical\" href=\"https://x.y/z/a/b/\">",
            "content=\"https://x.y/z/a/b/card.png\"",
            "href=\"https://x.y/z/a/b/oembed.json\"",
            "summary_large_image",
        ] {
            assert!(tags.contains(part), "{part}");
        }
        assert!(!Head { embeds: false, ..HEAD }.tags(&Address::new(Some("https://x.y")).unwrap()).contains("oembed"));
    }

    #[test]
    fn both_languages_name_both() {
        let site = Address::new(Some("https://x.y/z")).unwrap();
        let english = Head { folder: "a", other: Some((Lang::English, "de/a")), ..HEAD }.tags(&site);
        let german = Head { folder: "de/a", other: Some((Lang::German, "a")), ..HEAD }.tags(&site);
        for (lang, there) in [("en", "a"), ("de", "de/a"), ("x-default", "a")] {
            let tag = format!("<link rel=\"alternate\" hreflang=\"{lang}\" href=\"https://x.y/z/{there}/\">");
            assert!(english.contains(&tag) && german.contains(&tag), "{tag}");
        }
        assert!(german.contains("<link rel=\"canonical\" href=\"https://x.y/z/de/a/\">"));
        assert!(!HEAD.tags(&site).contains("hreflang"));
    }
}
