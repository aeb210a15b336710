//! The blind walk-through: what a screen reader says in the first minute of each concept, written down beside it
//! (`src/concepts/<concept>/walk.md`) and held to what the program really says.
//!
//! After a change that is meant: `UPDATE=1 cargo test --test laws walk`, then read the difference as a listener.

use kneepoint::concept::lesson::Span;
use kneepoint::concept::{Entry, Run, Table};
use kneepoint::concepts;
use kneepoint::link;
use kneepoint::sim::Time;
use std::fmt::Write as _;
use std::path::PathBuf;

/// Seconds of the listener between two looks.
const EVERY_S: u64 = 10;

fn path(entry: &Entry) -> PathBuf {
    let folder = entry.about.id.replace('-', "_");
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/concepts").join(folder).join("walk.md")
}

/// What the page opens on: the lesson's first beat, else the first story.
fn opening(entry: &Entry) -> String {
    let beat = entry.lesson.and_then(|lesson| lesson.beats.first()).map(|beat| beat.run);
    beat.unwrap_or(entry.presets[0].link).to_owned()
}

fn first_row(table: &Table) -> String {
    let cells = table.head.iter().zip(table.rows.first().map_or(&[][..], Vec::as_slice));
    cells.map(|(head, cell)| format!("{head}: {cell}")).collect::<Vec<_>>().join("; ")
}

/// The first beat's words, without the numbers that run.
fn lesson(entry: &Entry) -> Option<String> {
    let beat = entry.lesson?.beats.first()?;
    let words = |span: &Span| match *span {
        Span::Text(text)
        | Span::Em(text)
        | Span::Code(text)
        | Span::Until(text, _)
        | Span::Link(text, _)
        | Span::Chip(text, _)
        | Span::Moment(text, _) => text,
        Span::Live(..) => "…",
    };
    let shown = beat.body.iter().filter(|paragraph| paragraph.after.is_empty());
    let paragraphs = shown.map(|paragraph| paragraph.spans.iter().map(words).collect::<String>());
    Some(format!("{}. {}", beat.title.trim_end_matches(['.', '?', '!']), paragraphs.collect::<Vec<_>>().join(" ")))
}

fn walk(entry: &'static Entry) -> String {
    let about = entry.about;
    let state = link::decode(&opening(entry), entry).state;
    let mut run: Box<dyn Run> = (entry.open)(&state).unwrap();
    let mut out = format!("# The first minute of “{}”, by ear\n\n", about.title);
    out.push_str("Written by `UPDATE=1 cargo test --test laws walk` from what the page gives a screen reader, in the order in which it is read.\n\n");
    let _ = writeln!(out, "1. Title of the window: {} · Kneepoint.", about.title);
    let _ = writeln!(out, "2. Heading 1: {}. {}", about.title, about.lead);
    let words = run.describe();
    let _ = writeln!(out, "3. Image: {}", words.caption);
    let _ = writeln!(out, "4. Its description: {}", words.whole);
    let table = run.table();
    let _ = writeln!(
        out,
        "5. Table with {} rows: {}. First row: {}.",
        table.rows.len(),
        table.head.join(", "),
        first_row(&table)
    );
    let hint = run.hint();
    if !hint.is_empty() {
        let _ = writeln!(out, "6. Hint: {hint}");
    }
    let flag = run.flag().unwrap_or_else(|| about.clock.words(run.now(), state.speed));
    let _ = writeln!(out, "7. The player: back, pause, restart, step; a slider, “{flag}”; speed {}×.", state.speed);
    let stops: Vec<_> = entry.stops.iter().map(|stop| stop.label).collect();
    let _ = writeln!(out, "8. Next moment (M). Stop when: {}.", stops.join("; "));
    let deeds = entry.actions.iter().map(|action| match action.key {
        Some(key) => format!("{} ({})", action.label, key.to_ascii_uppercase()),
        None => action.label.to_owned(),
    });
    let _ = writeln!(out, "9. What can be done: {}.", deeds.collect::<Vec<_>>().join(", "));
    if let Some(words) = lesson(entry) {
        let _ = writeln!(out, "10. The lesson: {words}");
    }
    out.push_str("\nWhile it plays, the caption is said anew, politely, at most every two seconds. After\n\n");
    let from = run.now();
    for second in (EVERY_S..=60).step_by(EVERY_S as usize) {
        run.advance(Time(from.0 + (second as f64 * state.speed * 1e9) as u64), u64::MAX);
        let words = run.describe();
        let _ = writeln!(out, "- {second} s: {} {}", words.lead, words.caption);
    }
    out
}

#[test]
fn what_is_heard_in_the_first_minute_is_what_is_written_down() {
    let mut written = 0;
    for entry in concepts::all() {
        let (path, now) = (path(entry), walk(entry));
        assert!(!now.contains("NaN") && !now.contains("undefined"), "{}", entry.about.id);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &now).unwrap();
        }
        // A concept that is new may not be written down yet.
        let Ok(kept) = std::fs::read_to_string(&path) else { continue };
        written += 1;
        assert_eq!(kept, now, "{} is not what is heard; write it anew and read it", path.display());
    }
    assert!(written >= 8, "walk-throughs are missing");
}
