//! A lesson in another language (`lesson.de.md`): the same beats with the same marks and the same numbers. It has no checks of
//! its own; those of the English one hold both, because each number here is one of there.

use super::{Draft, Paragraph, Part, Piece, Reader, Wrong, numbers, read};

/// The sections in German, in their order.
const GERMAN: [&str; 6] = [
    "Was du siehst",
    "Versuch es kaputtzumachen",
    "Häufige Fehler",
    "Was echte Systeme tun",
    "Was dieses Modell weglässt",
    "Weiterlesen",
];

/// Reads a lesson in German and holds it to the English one.
pub fn compile_other(text: &str, english: &Draft) -> Result<Draft, Wrong> {
    let mut draft = read(text, Reader { titles: GERMAN, ..Reader::default() })?;
    let beats = (draft.beats, english.beats);
    if beats.0 != beats.1 {
        return Err((1, format!("It has {} beats, and the English one {}.", beats.0, beats.1)));
    }
    for (part, other) in draft.parts.iter_mut().zip(&english.parts) {
        let line = part.line;
        let title = part.title.clone();
        let wrong = |what: &str| (line, format!("\"{title}\" {what}, unlike \"{}\".", other.title));
        if (&part.run, &part.predict) != (&other.run, &other.predict) {
            return Err(wrong("opens another run or asks something else"));
        }
        if let Some(mark) = unlike(marks(part), marks(other)) {
            return Err(wrong(&format!("differs in the mark \"{mark}\"")));
        }
        if let Some(number) = strange(part, other) {
            return Err(wrong(&format!("says {number}")));
        }
        part.id.clone_from(&other.id);
    }
    Ok(draft)
}

/// Everything in a part that does or asks something, sorted.
fn marks(part: &Part) -> Vec<String> {
    let of = |paragraph: &Paragraph| -> Vec<String> {
        let piece = |piece: &Piece| match piece {
            Piece::Link(_, to) => Some(to.clone()),
            Piece::Chip(_, to) => Some(format!("set:{to}")),
            Piece::Moment(_, to) => Some(format!("run:{to}")),
            Piece::Live(what, unit) => Some(format!("{{{what}|{unit}}}")),
            Piece::Until(_, what) => Some(format!("until:{what}")),
            Piece::Text(_) | Piece::Em(_) | Piece::Code(_) => None,
        };
        let after = Some(format!("after {}", paragraph.after)).filter(|_| !paragraph.after.is_empty());
        after.into_iter().chain(paragraph.pieces.iter().filter_map(piece)).collect()
    };
    let mut all: Vec<String> = part.body.iter().flat_map(of).collect();
    all.sort();
    all
}

/// The first mark that one list has and the other has not, or has less often.
fn unlike(mine: Vec<String>, mut theirs: Vec<String>) -> Option<String> {
    for mark in mine {
        match theirs.iter().position(|other| *other == mark) {
            Some(at) => drop(theirs.remove(at)),
            None => return Some(mark),
        }
    }
    theirs.into_iter().next()
}

/// A number in one of them that the other does not say.
fn strange(part: &Part, english: &Part) -> Option<String> {
    let written = |part: &Part| -> Vec<String> {
        part.body.iter().flat_map(|paragraph| numbers::of(&paragraph.plain())).collect()
    };
    let (mine, theirs) = (written(part), written(english));
    let known: Vec<f64> = theirs.iter().filter_map(|number| numbers::value(number)).collect();
    // A number may be written in either way.
    let values = |number: &String| [german(number), numbers::value(number)];
    let said = |value: f64| mine.iter().any(|number| values(number).contains(&Some(value)));
    let new = mine.iter().find(|number| !values(number).into_iter().flatten().any(|value| known.contains(&value)));
    new.or_else(|| theirs.iter().find(|number| numbers::value(number).is_some_and(|value| !said(value)))).cloned()
}

/// The value of a number as German writes it.
fn german(number: &str) -> Option<f64> {
    let swapped: String = number
        .chars()
        .map(|c| match c {
            '.' => ',',
            ',' => '.',
            c => c,
        })
        .collect();
    numbers::value(&swapped)
}
