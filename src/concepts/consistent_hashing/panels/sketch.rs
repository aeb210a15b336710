//! Heavy keys: the counters of the count-min sketch, the heaviest key's among them, and what it found against the truth.
//!
//! Of a run that stands beside this one nothing is drawn here: every window counts from zero, so two runs differ in nearly
//! every counter by chance alone, and the outline of hundreds of counters over hundreds of others says nothing. What that
//! run's sketch found stands in the table, key by key.

use super::super::model::Cluster;
use super::super::model::watch::{Found, HEAVY, Seen};
use super::super::words::{count, percent};
use crate::concept::{Table, View, grouped};
use crate::scene::{Align, Fill, Ink, Picture, Seg, Stroke, Type, pt};

/// The most columns that are drawn; of more, neighbours are drawn as the fullest of them.
const COLUMNS: u32 = 96;

/// Draws the sketch.
pub(super) fn draw(model: &Cluster, view: &View, picture: &mut Picture) -> String {
    let say = |picture: &mut Picture, y: f32, words: &str| {
        picture.text(pt(0.0, y), Type::Caption, Ink::Ink2, Align::Start, words);
    };
    let (Some(progress), Some(found)) = (model.watched(), model.found()) else {
        for row in 1..=model.params().rows {
            let y = 16.0 + 21.0 * row as f32;
            picture.line(pt(0.0, y), pt(view.width, y), Stroke::new(Ink::Wire, 1.0).flat());
        }
        let y = 21.0 * model.params().rows as f32 + 42.0;
        let Some(progress) = model.watched() else {
            say(picture, y, "Nobody looks for hot keys.");
            say(picture, y + 22.0, "Give the sketch counters.");
            return String::new();
        };
        say(picture, y, &format!("The first window is {} full.", percent(progress)));
        return "not yet".to_owned();
    };
    let bottom = cells(found, view, picture);
    list(found, view, bottom + 16.0, picture);
    let next = (100.0 * progress) as u32;
    format!("{} found, {} falsely, {} missed; next {next} %", found.found, found.alarms, found.missed)
}

/// The counters, row below row, as full as they are; returns where they end.
fn cells(found: &Found, view: &View, picture: &mut Picture) -> f32 {
    let (rows, width) = (found.sketch.rows(), found.sketch.width());
    let columns = width.min(COLUMNS);
    let (top, pitch) = (16.0, (84.0 / rows as f32).min(22.0));
    picture.text(pt(0.0, 10.0), Type::Axis, Ink::Ink3, Align::Start, "Counters by the root of what they hold");
    let w = view.width / columns as f32;
    let counter = |row, column: u32| {
        let (from, to) = (column * width / columns, ((column + 1) * width / columns).max(column * width / columns + 1));
        (from..to).map(|at| found.sketch.counter(row, at)).max().unwrap_or(0)
    };
    let most = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let most = most.map(|(row, column)| counter(row, column)).max().unwrap_or(1).max(1);
    for row in 0..rows {
        let base = top + pitch * (row + 1) as f32 - 2.0;
        let tall = |n: u32| ((pitch - 4.0) * (n as f32 / most as f32).sqrt()).max(if n > 0 { 0.8 } else { 0.0 });
        let segs = (0..columns).flat_map(|column| {
            let (x, h) = (w * column as f32, tall(counter(row, column)));
            let end = x + (w - 0.6).max(0.6);
            [
                Seg::Move(pt(x, base)),
                Seg::Line(pt(x, base - h)),
                Seg::Line(pt(end, base - h)),
                Seg::Line(pt(end, base)),
                Seg::Close,
            ]
        });
        picture.path(segs, Fill::Flat(Ink::Ink3, 1.0), None);
        picture.line(pt(0.0, base), pt(view.width, base), Stroke::new(Ink::Wire, 1.0).flat());
        // The counter of the heaviest key in this row.
        if let Some(heaviest) = found.heavy.first() {
            let column = found.sketch.column(row, heaviest.key.into()) * columns / width;
            let h = tall(counter(row, column));
            picture.rect(pt(w * column as f32, base - h), (w - 0.6).max(2.0), h, 0.0, Fill::Flat(Ink::Wait, 1.0), None);
        }
    }
    top + pitch * rows as f32
}

fn list(found: &Found, view: &View, top: f32, picture: &mut Picture) {
    let threshold = HEAVY * found.medians.0;
    let words = format!(
        "Heavy: {threshold} or more, {HEAVY} times the median estimate of {}. Counted exactly, the median is {}.",
        found.medians.0, found.medians.1
    );
    let lines = super::super::scene::lines(&words, Type::Axis, view.width);
    for (i, line) in lines.iter().enumerate() {
        picture.said(pt(0.0, top + 15.0 * i as f32), Type::Axis, 0.0, Ink::Ink3, Align::Start, line);
    }
    let top = top + 15.0 * lines.len() as f32 + 6.0;
    let x = [0.0, 0.52 * view.width, 0.72 * view.width, view.width];
    let pitch = 18.0;
    let room = ((view.height - top) / pitch) as usize;
    for (column, words) in ["key", "estimate", "counted", ""].iter().enumerate() {
        let align = if column == 0 { Align::Start } else { Align::End };
        picture.text(pt(x[column], top + 4.0), Type::Axis, Ink::Ink3, align, words);
    }
    if found.heavy.is_empty() {
        picture.text(pt(0.0, top + 4.0 + pitch), Type::Label, Ink::Ink2, Align::Start, "No key is that heavy.");
    }
    for (i, seen) in found.heavy.iter().take(room.saturating_sub(1)).enumerate() {
        let y = top + 4.0 + pitch * (i + 1) as f32;
        let is = truly(found, seen);
        let ink = if is { Ink::WaitText } else { Ink::LostText };
        let cells = [
            format!("{}", seen.key),
            grouped(seen.estimate.into()),
            grouped(seen.count.into()),
            if is { "heavy" } else { "falsely" }.to_owned(),
        ];
        for (column, words) in cells.into_iter().enumerate() {
            let (align, ink) = match column {
                0 => (Align::Start, Ink::Ink),
                3 => (Align::End, ink),
                _ => (Align::End, Ink::Ink),
            };
            picture.text(pt(x[column], y), Type::Label, ink, align, words);
        }
    }
}

fn truly(found: &Found, seen: &Seen) -> bool {
    seen.count >= HEAVY * found.medians.1
}

/// The same as a table.
pub(super) fn table(model: &Cluster) -> Table {
    let head = ["Key", "Estimate", "Counted", "Heavy"].map(str::to_owned).to_vec();
    let Some(found) = model.found() else {
        let caption = match model.watched() {
            Some(progress) => format!("The first window of the sketch is {} full.", percent(progress)),
            None => "Nobody looks for hot keys: the sketch has no counters.".to_owned(),
        };
        return Table {
            caption,
            head,
            rows: vec![vec!["none".to_owned(), String::new(), String::new(), String::new()]],
        };
    };
    let row = |seen: &Seen| {
        let is = if truly(found, seen) { "yes" } else { "no" };
        vec![seen.key.to_string(), seen.estimate.to_string(), seen.count.to_string(), is.to_owned()]
    };
    let mut rows: Vec<Vec<String>> = found.heavy.iter().map(row).collect();
    if rows.is_empty() {
        rows.push(vec!["none".to_owned(), String::new(), String::new(), String::new()]);
    }
    let caption = format!(
        "Of {} asked for in {}, the sketch holds {} for heavy: {} falsely, and {} missed.",
        count(found.keys.into(), "key", "keys"),
        count(found.sketch.total(), "request", "requests"),
        found.found,
        found.alarms,
        found.missed
    );
    Table { caption, head, rows }
}
