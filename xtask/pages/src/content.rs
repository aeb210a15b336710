//! What stands in a page before the program starts: title, words and pictures, in the boxes of the page itself.

use crate::desk;
use crate::head::Head;
use crate::lesson;
use crate::poster::Poster;
use crate::tongue;
use kneepoint::concept::Entry;
use kneepoint::concepts;
use kneepoint::lang::{self, Lang, say};
use std::fmt::Write as _;

pub const NAME: &str = "Kneepoint";
pub const PROMISE: &str = "Push a system until it bends.";

/// How many stories of a verb's first concept the home page names, as src/web/home has it.
const STORIES: usize = 4;

/// The mark: a bead on a bent wire, at the knee.
pub const MARK: &str = "<svg width=\"24.3\" height=\"18\" viewBox=\"0 0 27 20\" aria-hidden=\"true\">\
    <path d=\"M1.2 17H13.5C20.5 17 24.2 13 24.8 1.5\" fill=\"none\" stroke=\"var(--ink)\" stroke-width=\"2\" stroke-linecap=\"round\"/>\
    <circle cx=\"16.4\" cy=\"16.5\" r=\"3.6\" fill=\"var(--work)\" stroke=\"var(--paper)\" stroke-width=\"1.4\"/></svg>";

/// What a page is; it decides what the program does there, and which styles and fonts it takes along.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The home page.
    Home,
    /// A concept's page; its folder is the concept's id.
    Concept,
    /// The page for lectures.
    Present,
}

/// One page of the site.
pub struct Page {
    /// Folder below the root; empty for the home page.
    pub folder: String,
    /// The concept it is about, or the page's own name; empty for the home page.
    pub id: &'static str,
    /// The language it is in.
    pub lang: Lang,
    /// The folder of the same page in the other language, if there is one.
    pub other: Option<String>,
    /// What the page is.
    pub kind: Kind,
    /// Title of the window.
    pub title: String,
    /// Title of its card.
    pub card: String,
    /// For search engines and link previews.
    pub description: String,
    /// What its card's picture shows.
    pub alt: String,
    /// Markup of `#app`, replaced when the program starts.
    pub app: String,
}

impl Page {
    /// The home page, every concept, and the page for lectures, in each language.
    pub fn all() -> Result<Vec<Self>, String> {
        let mut pages = Vec::new();
        for lang in Lang::ALL {
            pages.push(tongue::with(lang, None, home)?);
            for entry in concepts::all() {
                pages.push(tongue::with(lang, Some(entry), || concept(entry))?);
            }
            pages.push(tongue::with(lang, None, present));
        }
        Ok(pages)
    }

    /// What it says of itself to those who link to it.
    pub fn head(&self) -> Head<'_> {
        let Self { folder, kind, card, description, alt, other, lang, .. } = self;
        let other = other.as_deref().map(|other| (*lang, other));
        Head { folder, other, title: card, words: description, alt, embeds: *kind == Kind::Concept }
    }

    /// From this page to the root of the site.
    pub fn root(&self) -> String {
        tongue::up(&self.folder)
    }
}

/// A page in the language that is spoken now, and its folders.
fn page(id: &'static str, kind: Kind) -> Page {
    let lang = lang::current();
    let other = tongue::folder(tongue::other(lang), id);
    Page {
        folder: tongue::folder(lang, id),
        id,
        lang,
        other: Some(other),
        kind,
        title: String::new(),
        card: String::new(),
        description: String::new(),
        alt: String::new(),
        app: String::new(),
    }
}

/// The home page, as src/web/home builds it.
fn home() -> Result<Page, String> {
    let gallery = gallery()?;
    let (promise, glossary) = (say(PROMISE), say("Glossary"));
    Ok(Page {
        title: say(&format!("{NAME}: a visual playground for system design")).into_owned(),
        card: NAME.to_owned(),
        alt: say(&format!("The name {NAME} over a running figure.")).into_owned(),
        description: say(&format!(
            "{PROMISE} See why. Seeded simulations of distributed systems, drawn live and measured."
        ))
        .into_owned(),
        app: tongue::here(&format!(
            "<div class=\"home\"><header><h1>{NAME}</h1><p class=\"promise\">{promise}</p></header><main><div class=\"find\"><p class=\"next-up\"><a href=\"./glossary/\">{glossary}</a></p></div>{gallery}</main></div>"
        )),
        ..page("", Kind::Home)
    })
}

fn gallery() -> Result<String, String> {
    let groups = concepts::by_group();
    let columns = groups.len().clamp(1, 4);
    let mut sections = String::new();
    for (group, entries) in groups {
        let Some((first, others)) = entries.split_first() else { continue };
        let group = escape(&say(group.label()));
        let links = tongue::with(lang::current(), Some(first), || stories(first));
        let card = card(first, "column", (320.0, 190.0))?;
        let _ = write!(sections, "<section class=\"verb\"><h2>{group}</h2>{card}<ul class=\"stories\">{links}</ul>");
        for entry in others {
            sections.push_str(&self::card(entry, "small", (203.0, 120.0))?);
        }
        sections.push_str("</section>");
    }
    Ok(format!("<div class=\"gallery of-{columns}\">{sections}</div>"))
}

fn stories(entry: &Entry) -> String {
    let story = |preset: &kneepoint::concept::Preset| {
        let (id, preset_id, title) = (entry.about.id, preset.id, escape(&say(preset.title)));
        format!("<li><a class=\"story\" href=\"./{id}/#preset={preset_id}\">{title}</a></li>")
    };
    entry.presets.iter().take(STORIES).map(story).collect()
}

fn card(entry: &'static Entry, class: &str, size: (f32, f32)) -> Result<String, String> {
    tongue::with(lang::current(), Some(entry), || {
        let (figure, words) = (figure(entry, class, size)?, words(entry));
        Ok(format!("<article class=\"card {class}\">{figure}<div>{words}</div></article>"))
    })
}

fn figure(entry: &'static Entry, class: &str, size: (f32, f32)) -> Result<String, String> {
    Ok(format!("<div class=\"mini {class}\">{}</div>", Poster::of(entry)?.mini(size)))
}

fn words(entry: &Entry) -> String {
    let (id, title, promise) = (entry.about.id, escape(&say(entry.about.title)), escape(&say(entry.about.promise)));
    let needs = entry.about.needs.iter().filter_map(|id| concepts::find(id)).map(|entry| entry.about.title);
    let needs: Vec<&str> = needs.collect();
    let after = if needs.is_empty() {
        String::new()
    } else {
        // Of other concepts, so in everybody's words.
        let after = format!("after {}", needs.join(" and "));
        let after = tongue::with(lang::current(), None, || say(&after).into_owned());
        format!("<p class=\"after\">{}</p>", escape(&after))
    };
    format!("<h3><a class=\"whole\" href=\"./{id}/\">{title}</a></h3><p>{promise}</p>{after}")
}

/// A concept's page, as src/web/page builds it: title, figure, caption, lesson.
fn concept(entry: &'static Entry) -> Result<Page, String> {
    let about = entry.about;
    let (title, lead, group) = (say(about.title), escape(&say(about.lead)), escape(&say(about.group.label())));
    let poster = Poster::of(entry)?;
    let (figure, width, lesson) = (poster.figure(), about.title_width(), lesson::markup(entry)?);
    // The player's box is there, so that the lesson stands where the program will put it.
    let player = if lesson.is_empty() { "" } else { "<div class=\"player\"></div>" };
    // Without a lesson the first story stands there.
    let story =
        entry.presets.first().filter(|_| lesson.is_empty()).map_or_else(String::new, |preset| {
            format!("<p class=\"opening\">{}</p>", escape(&plain(&say(preset.story))))
        });
    let (heading, all) = (escape(&title), escape(&say(&format!("{NAME}, all concepts"))));
    Ok(Page {
        title: format!("{title} · {NAME}"),
        card: title.clone().into_owned(),
        alt: say(&poster.words().whole).into_owned(),
        description: say(about.lead).into_owned(),
        app: tongue::here(&format!(
            "<header class=\"top\"><a class=\"brand\" href=\"./\" aria-label=\"{all}\">{MARK}\
             <span class=\"wide-only\">{NAME}</span></a><span class=\"crumb\">{group}</span></header>\
             <main class=\"wrap\"><div class=\"figure\"><div class=\"ttl\"><h1 style=\"width:{width:.2}em\">{heading}</h1><p class=\"lead\">{lead}</p></div>\
             {figure}{player}<p class=\"overture\">{lead}</p>{story}</div>{lesson}</main>"
        )),
        ..page(about.id, Kind::Concept)
    })
}

/// What the card of the page for lectures says.
pub const LECTURE: &str = "Living figures for a lecture";

/// The page for lectures, as src/web/present builds its desk.
fn present() -> Page {
    const LEAD: &str = "A deck is a text: a sentence, a link, and what you want to say.";
    let (word, lead, all) = (say("Present"), say(LEAD), say(&format!("{NAME}, all concepts")).into_owned());
    let title = format!("{word} · {NAME}");
    let (word, lead, all) = (escape(&word), escape(&lead), escape(&all));
    Page {
        title,
        card: say(LECTURE).into_owned(),
        alt: say(&format!("The words {LECTURE} over a running figure.")).into_owned(),
        description: say(&format!(
            "{LEAD} The figures are alive on the wall, and your notes stand in a second window."
        ))
        .into_owned(),
        app: tongue::here(&format!(
            "<header class=\"top\"><a class=\"brand\" href=\"./\" aria-label=\"{all}\">{MARK}<span class=\"wide-only\">{NAME}</span></a>\
             <span class=\"crumb\">{word}</span></header><main class=\"desk early\"><div class=\"ttl\"><h1>{word}</h1><p class=\"lead\">{lead}</p></div>{}</main>",
            desk::early()
        )),
        ..page("present", Kind::Present)
    }
}

/// A story without its chips: `[words](key=value)` is words.
pub fn plain(story: &str) -> String {
    let mut text = String::with_capacity(story.len());
    let mut rest = story;
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        let (words, link) = after.split_once("](").unwrap_or((after, ""));
        text.push_str(words);
        rest = link.split_once(')').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    text
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
        for (lang, root) in [(Lang::English, "../"), (Lang::German, "../../")] {
            let of_it: Vec<&Page> = pages.iter().filter(|page| page.lang == lang).collect();
            let of_concepts: Vec<&&Page> = of_it.iter().filter(|page| page.kind == Kind::Concept).collect();
            assert_eq!(of_concepts.len(), concepts::all().len());
            for page in of_concepts {
                assert_eq!(of_it[0].app.matches(&format!("href=\"./{}/\"", page.folder)).count(), 1, "{}", page.folder);
                assert!(page.app.contains("<h1") && page.app.contains("<svg") && !page.description.is_empty());
                assert_eq!(page.root(), root);
                assert!(pages.iter().any(|other| Some(&other.folder) == page.other.as_ref()));
            }
        }
        assert!(gallery().unwrap().contains("class=\"whole\""));
    }

    #[test]
    fn a_story_without_its_chips_is_its_words() {
        assert_eq!(
            plain("Give each a [quarter](scheme=split) of it. Or [one](a=b)."),
            "Give each a quarter of it. Or one."
        );
        assert_eq!(plain("No chip."), "No chip.");
    }

    #[test]
    fn words_cannot_become_markup() {
        assert_eq!(escape("a < b & \"c\">"), "a &lt; b &amp; &quot;c&quot;&gt;");
    }
}
