//! Whether a lesson is true to its concept: that what it names is there, and that its numbers are those of the runs it
//! names. Tests and the build of the site ask; the page does not.

use super::{Lesson, Paragraph, Span};
use crate::concept::measure::Scope;
use crate::concept::{Entry, Run};
use crate::link;

/// What a lesson names and the concept does not have, each with file and line.
pub fn complaints(lesson: &Lesson, entry: &'static Entry) -> Vec<String> {
    let mut out = Vec::new();
    let mut stands = String::new();
    for beat in lesson.beats {
        if !beat.run.is_empty() {
            beat.run.clone_into(&mut stands);
        }
        out.extend(state(entry, beat.run).map(|wrong| said(lesson, beat.line, &wrong)));
        if !beat.predict.is_empty() && !entry.predictions.iter().any(|one| one.id == beat.predict) {
            out.push(said(lesson, beat.line, &format!("There is no prediction called \"{}\".", beat.predict)));
        }
        prose(lesson, entry, &stands, beat.body, &mut out);
    }
    for section in lesson.sections {
        prose(lesson, entry, lesson.beats[0].run, section.body, &mut out);
    }
    out
}

fn said(lesson: &Lesson, line: u32, sentence: &str) -> String {
    format!("{}:{line}: {sentence}", lesson.file)
}

/// What is wrong with a state.
fn state(entry: &'static Entry, fragment: &str) -> Option<String> {
    link::decode(fragment, entry).complaints.first().map(|bad| format!("{bad}."))
}

fn prose(lesson: &Lesson, entry: &'static Entry, run: &str, body: &[Paragraph], out: &mut Vec<String>) {
    let open = || (entry.open)(&link::decode(run, entry).state).ok();
    for paragraph in body {
        let measured =
            |run: Option<Box<dyn Run>>, formula: &str| run.and_then(|run| Scope::new(&*run).value(formula).err());
        let mut wrong: Vec<String> = Vec::new();
        if !paragraph.after.is_empty() {
            wrong.extend(measured(open(), paragraph.after));
        }
        for span in paragraph.spans {
            wrong.extend(match span {
                Span::Moment(_, fragment) => state(entry, fragment),
                Span::Chip(_, piece) => link::changes(entry, piece).err().map(|bad| format!("{bad}.")),
                Span::Live(formula, _) | Span::Until(_, formula) => measured(open(), formula),
                Span::Text(_) | Span::Em(_) | Span::Code(_) | Span::Link(..) => None,
            });
        }
        out.extend(wrong.iter().map(|sentence| said(lesson, paragraph.line, sentence)));
    }
}

/// Runs what each number names and compares; one sentence, with file and line, for each that is not so.
pub fn failures(lesson: &Lesson, entry: &'static Entry) -> Vec<String> {
    let mut out = Vec::new();
    let mut last: Option<(&str, Box<dyn Run>)> = None;
    for check in lesson.checks {
        if last.as_ref().is_none_or(|(run, _)| *run != check.run) {
            let decoded = link::decode(check.run, entry);
            if let Some(bad) = decoded.complaints.first() {
                out.push(said(lesson, check.line, &format!("{bad}.")));
                continue;
            }
            match (entry.open)(&decoded.state) {
                Ok(run) => last = Some((check.run, run)),
                Err(bad) => {
                    out.push(said(lesson, check.line, &format!("{bad}.")));
                    continue;
                }
            }
        }
        let Some((_, run)) = &last else { continue };
        let sentence = match Scope::new(&**run).value(check.shows) {
            Ok(Some(value)) if libm::fabs(value - check.value) <= check.within => continue,
            Ok(Some(value)) => format!("\"{}\" is {value} by {} in {}.", check.says, check.shows, check.run),
            Ok(None) => format!("\"{}\" cannot be measured by {} in {}.", check.says, check.shows, check.run),
            Err(sentence) => sentence,
        };
        out.push(said(lesson, check.line, &sentence));
    }
    out
}
