//! Writes a deck, so that [`read`](super::read) reads the same.

use super::{Deck, Question};
use std::fmt::Write as _;

/// The deck as text.
pub fn write(deck: &Deck) -> String {
    let mut out = String::new();
    if !deck.title.is_empty() {
        let _ = writeln!(out, "# {}", deck.title);
    }
    for beat in &deck.beats {
        let _ = writeln!(out, "\n## {}", beat.says);
        if let Some(fragment) = &beat.opens {
            let _ = writeln!(out, "{}#{fragment}", beat.entry.about.id);
        }
        if !beat.does.is_empty() {
            let _ = writeln!(out, "do: {}", beat.does);
        }
        if let Some(number) = &beat.number {
            let from = if number.from.is_empty() { String::new() } else { format!("{} -> ", number.from) };
            let _ = writeln!(out, "number: {from}{} | {} | {}", number.of, number.unit, number.words);
        }
        match &beat.question {
            Some(Question::Asked { words, answers }) => {
                let _ = writeln!(out, "ask: {words}");
                for answer in answers {
                    let _ = writeln!(out, "- {answer}");
                }
            }
            Some(Question::Predicted(decl)) => {
                let _ = writeln!(out, "predict: {}", decl.id);
            }
            None => {}
        }
        for note in &beat.notes {
            // Always marked, so that no note is taken for something else.
            let _ = writeln!(out, "\\{note}");
        }
    }
    out
}
