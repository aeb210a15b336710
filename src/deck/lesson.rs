//! Decks that nobody had to write: a lesson's beats, or what stands on the screen.

use super::{Beat, Deck, Question};
use crate::concept::Entry;
use crate::concept::lesson::{Paragraph, Span};
use crate::concepts;
use crate::lang::say;

/// The lesson of a concept as a deck: a beat for a beat, its words as notes; `None` if it has no lesson.
pub fn of_lesson(entry: &'static Entry) -> Option<Deck> {
    let lesson = entry.lesson?.spoken();
    let beats = lesson.beats.iter().enumerate().map(|(at, beat)| Beat {
        says: beat.title.to_owned(),
        entry,
        opens: (at == 0 || !beat.run.is_empty()).then(|| beat.run.to_owned()),
        does: String::new(),
        number: None,
        question: entry.predictions.iter().find(|decl| decl.id == beat.predict).map(Question::Predicted),
        notes: beat.body.iter().map(words).filter(|words| !words.is_empty()).collect(),
    });
    Some(Deck { title: say(entry.about.title).into_owned(), beats: beats.collect() })
}

/// The concept whose lesson lies on the desk of somebody who has no deck yet: the first that has one.
pub fn first() -> Option<&'static Entry> {
    concepts::all().iter().copied().find(|entry| entry.lesson.is_some())
}

/// One beat that shows this state, the part of a link after `#`.
pub fn of_state(entry: &'static Entry, says: &str, fragment: &str) -> Deck {
    let beat = Beat {
        says: say(says).into_owned(),
        entry,
        opens: Some(fragment.to_owned()),
        does: String::new(),
        number: None,
        question: None,
        notes: Vec::new(),
    };
    Deck { title: say(entry.about.title).into_owned(), beats: vec![beat] }
}

/// A paragraph without its chips and numbers that run.
fn words(paragraph: &Paragraph) -> String {
    let words = paragraph.spans.iter().map(|span| match *span {
        Span::Text(text) | Span::Em(text) | Span::Code(text) => text,
        Span::Link(label, _) | Span::Chip(label, _) | Span::Moment(label, _) | Span::Until(label, _) => label,
        Span::Live(..) => "…",
    });
    words.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
