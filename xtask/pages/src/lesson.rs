//! A concept's lesson as it stands in the page before the program starts: for search engines, and for readers without
//! scripts. The first beat stands where the program will put it; the others and the sections follow below.

use crate::content::escape;
use kneepoint::concept::lesson::{self, Beat, Paragraph, Span};
use kneepoint::concept::measure::Scope;
use kneepoint::concept::{Entry, Lesson, Run, quantity};
use kneepoint::lang::say;
use kneepoint::link;
use std::fmt::Write as _;

/// The lesson's markup; nothing for a concept without one.
pub fn markup(entry: &'static Entry) -> Result<String, String> {
    let Some(lesson) = entry.lesson else { return Ok(String::new()) };
    if let Some(sentence) = lesson::complaints(lesson, entry).into_iter().next() {
        return Err(sentence);
    }
    write(lesson.spoken(), entry)
}

fn write(lesson: &Lesson, entry: &'static Entry) -> Result<String, String> {
    let mut run = open(entry, "")?;
    let mut beats = Vec::new();
    for beat in lesson.beats {
        if !beat.run.is_empty() {
            run = open(entry, beat.run)?;
        }
        beats.push(body(beat.body, &*run));
    }
    let run = open(entry, lesson.beats[0].run)?;
    let (title, word, place) =
        (escape(lesson.beats[0].title), say("Lesson"), say(&format!("1 of {}", lesson.beats.len())).into_owned());
    let mut out = format!(
        "<div class=\"sheet\"><div class=\"row2\"></div><section class=\"less\" aria-label=\"{word}\"><div class=\"st\">\
         <p><b>{word}</b> {place}</p><p>{title}</p></div><div class=\"prose\">{}</div></section><div class=\"behind\">",
        beats[0]
    );
    for (Beat { id, title, .. }, body) in lesson.beats.iter().zip(&beats).skip(1) {
        let title = escape(title);
        let _ = write!(out, "<section><h2><a href=\"#beat={id}\">{title}</a></h2>{body}</section>");
    }
    for section in lesson.sections {
        let _ = write!(out, "<section><h2>{}</h2>{}</section>", escape(section.title), body(section.body, &*run));
    }
    out.push_str("</div></div>");
    Ok(out)
}

fn open(entry: &'static Entry, fragment: &str) -> Result<Box<dyn Run>, String> {
    (entry.open)(&link::decode(fragment, entry).state).map_err(|bad| format!("{}: {bad}.", entry.about.id))
}

fn body(paragraphs: &[Paragraph], run: &dyn Run) -> String {
    let scope = Scope::new(run);
    let mut out = String::new();
    let mut list = false;
    for paragraph in paragraphs {
        if paragraph.item != list {
            out.push_str(if paragraph.item { "<ul>" } else { "</ul>" });
            list = paragraph.item;
        }
        let tag = if paragraph.item { "li" } else { "p" };
        let spans: String = paragraph.spans.iter().map(|span| one(span, &scope)).collect();
        let _ = write!(out, "<{tag}>{spans}</{tag}>");
    }
    if list {
        out.push_str("</ul>");
    }
    out
}

fn one(span: &Span, scope: &Scope) -> String {
    match *span {
        Span::Text(text) => escape(text),
        Span::Until(text, _) => format!("<span class=\"until\">{}</span>", escape(text)),
        Span::Em(text) => format!("<em>{}</em>", escape(text)),
        Span::Code(text) => format!("<code>{}</code>", escape(text)),
        Span::Link(label, to) => format!("<a href=\"{}\" rel=\"noopener\">{}</a>", escape(to), escape(label)),
        Span::Chip(label, _) => format!("<span class=\"chip\">{}</span>", escape(label)),
        Span::Moment(label, to) => format!("<a class=\"chip moment\" href=\"#{}\">{}</a>", escape(to), escape(label)),
        Span::Live(formula, unit) => match scope.value(formula) {
            Ok(Some(value)) => format!("<b class=\"live num\">{}</b>", escape(&say(&quantity(value, unit)))),
            _ => "–".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tongue;
    use kneepoint::concepts;
    use kneepoint::lang::Lang;

    #[test]
    fn the_whole_lesson_stands_in_the_page() {
        for entry in concepts::all() {
            for lang in Lang::ALL {
                tongue::with(lang, Some(entry), || stands(entry));
            }
        }
    }

    fn stands(entry: &'static Entry) {
        let Some(lesson) = entry.lesson.map(Lesson::spoken) else { return };
        let text = markup(entry).unwrap();
        for title in lesson.beats.iter().map(|beat| beat.title).chain(lesson.sections.iter().map(|s| s.title)) {
            assert!(text.contains(&escape(title)), "{title}");
        }
        for tag in ["section", "ul", "li", "p", "div", "b", "span", "a"] {
            let ends = text.matches(&format!("</{tag}>")).count();
            let begins = text.matches(&format!("<{tag}>")).count() + text.matches(&format!("<{tag} ")).count();
            assert_eq!(begins, ends, "{tag}");
        }
    }
}
