//! A deck: what a lecture shows, beat by beat, as a text that can be written by hand.
//!
//! ```text
//! # Why lines grow
//!
//! ## One server in six is gone. Latency is up by 70 %.
//! load-balancing#preset=half-full&t=40
//! do: kill=4
//! number: was:mean -> now:mean | s | mean latency, before and now
//! Say who killed it, and when. Wait for the line at S6.
//!
//! ## Next: round robin
//! do: policy=round-robin
//! ask: Whose line will grow?
//! - S6 only
//! - All five lines
//! - None of them
//! ```
//!
//! | line | what it does |
//! |---|---|
//! | `# words` | the deck's title; once, before the first beat |
//! | `## words` | begins a beat; its one sentence |
//! | a link | what the beat opens: one copied from a page, or `concept#state`; without one the figure goes on |
//! | `do: piece` | what is done to the figure when the beat comes: `kill=4`, or several joined by `&` |
//! | `number: formula` | the number beside the figure, or two with `->` between; then its unit and its words after bars |
//! | `ask: words` | a question for a show of hands; the lines with `-` below it are its answers, A, B, C and so on |
//! | `predict: id` | a prediction of the concept: it asks, counts, and its run answers when the lecture goes on |
//! | anything else | a note for the speaker |
//!
//! A backslash before a line makes a note of it, whatever it says. Formulas are those of [`crate::concept::measure`].

mod lesson;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use lesson::{first, of_lesson, of_state};
pub use read::{Fault, read};
pub use write::write;

use crate::concept::predict::{Ask, Prediction, ScaleDecl};
use crate::concept::{Entry, quantity};
use std::borrow::Cow;

/// Answers that hands can be counted for: A to E.
pub const ANSWERS_MAX: usize = 5;
/// The name of the file that a deck is saved in.
pub const FILE: &str = "kneepoint-deck.txt";

/// How a deck is written, line by line.
pub const GRAMMAR: &[(&str, &str)] = &[
    ("# words", "The deck's title."),
    ("## words", "A beat begins: one sentence on the wall."),
    ("a link", "What the beat opens: paste one from a page. Without one the figure goes on."),
    ("do: kill=4", "What is done to the figure; several things are joined by &."),
    ("number: now:mean | s | mean latency", "A number beside the figure. Two with -> between them show a change."),
    ("ask: words", "A question for a show of hands; lines that begin with - are its answers."),
    ("predict: id", "A prediction of the concept; its run answers it."),
    ("anything else", "A note that only the speaker sees."),
];

/// What a lecture shows.
#[derive(Clone, Debug, Default)]
pub struct Deck {
    /// Its title, or empty.
    pub title: String,
    /// Its beats; never empty in a deck that was read without a fault.
    pub beats: Vec<Beat>,
}

impl Deck {
    /// How many beats it has, in words.
    pub fn beats_in_words(&self) -> String {
        match self.beats.len() {
            0 => "no beat".to_owned(),
            1 => "1 beat".to_owned(),
            n => format!("{n} beats"),
        }
    }
}

/// One sentence and a figure.
#[derive(Clone, Debug)]
pub struct Beat {
    /// The sentence.
    pub says: String,
    /// The concept on the screen.
    pub entry: &'static Entry,
    /// The state it opens, as the part of a link after `#`; `None`: the figure goes on.
    pub opens: Option<String>,
    /// What is done to the figure, a piece of link; or empty.
    pub does: String,
    /// The number beside it.
    pub number: Option<Number>,
    /// The question.
    pub question: Option<Question>,
    /// What the speaker wants to remember, line by line.
    pub notes: Vec<String>,
}

/// A number beside the figure, or two.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Number {
    /// The formula of the first of two; empty if there is one number.
    pub from: String,
    /// The formula.
    pub of: String,
    /// Its unit, or empty.
    pub unit: String,
    /// What it is, in a few words, or empty.
    pub words: String,
}

/// A question to the hall.
#[derive(Clone, Debug)]
pub enum Question {
    /// Written in the deck.
    Asked {
        /// The question.
        words: String,
        /// Its answers; hands are counted for each.
        answers: Vec<String>,
    },
    /// A prediction of the concept.
    Predicted(&'static Prediction),
}

impl Question {
    /// Whether it stands in the deck, in whatever language that is written.
    pub const fn written(&self) -> bool {
        matches!(self, Self::Asked { .. })
    }
    /// The question.
    pub fn words(&self) -> &str {
        match self {
            Self::Asked { words, .. } => words,
            Self::Predicted(decl) => decl.question,
        }
    }
    /// What hands are counted for: its answers, or the quarters of the scale on which a number is guessed.
    pub fn hands(&self) -> Vec<Cow<'_, str>> {
        let Some(scale) = self.scale() else { return self.answers().into_iter().map(Cow::Borrowed).collect() };
        let [a, b, c] = scale.quarters().map(|value| quantity(value, scale.unit));
        [format!("up to {a}"), format!("{a} to {b}"), format!("{b} to {c}"), format!("over {c}")].map(Cow::Owned).into()
    }
    /// What the hall says, as a guess, if most of it raised their hands for the one at this place.
    pub fn guess(&self, most: Option<usize>) -> f64 {
        let place = most.unwrap_or_default() as f64;
        self.scale().map_or(place, |scale| scale.at((place + 0.5) / 4.0))
    }
    /// For which of its hands an answer speaks.
    pub fn right(&self, answer: f64) -> usize {
        let Some(scale) = self.scale() else { return answer as usize };
        scale.quarters().iter().filter(|end| answer > **end).count()
    }
    /// The scale on which a number is guessed.
    const fn scale(&self) -> Option<&'static ScaleDecl> {
        match self {
            Self::Predicted(Prediction { ask: Ask::Scale(scale) | Ask::When { scale, .. }, .. }) => Some(scale),
            _ => None,
        }
    }
    /// Its answers; none where the hall names a number or a thing.
    pub fn answers(&self) -> Vec<&str> {
        match self {
            Self::Asked { answers, .. } => answers.iter().map(String::as_str).collect(),
            Self::Predicted(decl) => match &decl.ask {
                Ask::Choice(answers) => answers.iter().map(|answer| answer.label).collect(),
                Ask::Scale(_) | Ask::When { .. } | Ask::Curve(_) | Ask::Next { .. } => Vec::new(),
            },
        }
    }
}
