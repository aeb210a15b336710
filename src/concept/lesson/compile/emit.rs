//! From a read lesson to the Rust expression of its data.

use super::{Check, Draft, Paragraph, Part, Piece};
use std::fmt::Write as _;

/// The expression of a [`Draft`]'s data; `with_checks` is false for the page, which also fetches other languages.
pub fn emit(draft: &Draft, file: &str, with_checks: bool, german: Option<&str>) -> String {
    let (beats, sections) = draft.parts.split_at(draft.beats);
    let mut out = format!("Lesson {{ file: {file:?}, beats: &[");
    for part in beats {
        let Part { id, title, run, predict, line, .. } = part;
        let _ = write!(out, "Beat {{ id: {id:?}, title: {title:?}, run: {run:?}, predict: {predict:?}, line: {line}, ");
        body(&mut out, &part.body);
    }
    out.push_str("], sections: &[");
    for part in sections {
        let _ = write!(out, "Section {{ title: {:?}, line: {}, ", part.title, part.line);
        body(&mut out, &part.body);
    }
    out.push_str("], checks: &[");
    if with_checks {
        draft.parts.iter().flat_map(|part| &part.checks).for_each(|one| check(&mut out, one));
    }
    let german = german.map_or("None".to_owned(), |german| format!("Some(&{german})"));
    let _ = writeln!(out, "], german: {german} }}");
    out
}

fn body(out: &mut String, paragraphs: &[Paragraph]) {
    out.push_str("body: &[");
    for Paragraph { item, after, line, pieces, .. } in paragraphs {
        let _ = write!(out, "Paragraph {{ item: {item}, after: {after:?}, line: {line}, spans: &[");
        for piece in pieces {
            let _ = write!(out, "Span::");
            let _ = match piece {
                Piece::Text(text) => write!(out, "Text({text:?})"),
                Piece::Em(text) => write!(out, "Em({text:?})"),
                Piece::Code(text) => write!(out, "Code({text:?})"),
                Piece::Link(label, to) => write!(out, "Link({label:?}, {to:?})"),
                Piece::Chip(label, to) => write!(out, "Chip({label:?}, {to:?})"),
                Piece::Moment(label, to) => write!(out, "Moment({label:?}, {to:?})"),
                Piece::Live(what, unit) => write!(out, "Live({what:?}, {unit:?})"),
                Piece::Until(words, what) => write!(out, "Until({words:?}, {what:?})"),
            };
            out.push_str(", ");
        }
        out.push_str("] }, ");
    }
    out.push_str("] }, ");
}

fn check(out: &mut String, check: &Check) {
    let Check { line, says, value, within, shows, run } = check;
    let _ = write!(
        out,
        "Check {{ line: {line}, says: {says:?}, value: {value:?}, within: {within:?}, shows: {shows:?}, run: {run:?} }}, "
    );
}
