//! What it costs: messages a second against what passes over the limit. Theory for every scheme, and the run as it is.

use super::super::metrics;
use super::super::model::Shared;
use super::super::params::{Params, Scheme};
use super::super::theory::{self, Store};
use crate::concept::{Table, View};
use crate::scene::chart::{Axis, Chart, EndLabel, Frame, Look, Scale};
use crate::scene::{Align, Fill, Ink, Picture, Stroke, Type, pt};

/// From the shortest interval drawn to the longest, seconds.
const EVERY: (f64, f64) = (0.02, 4.0);
const STEPS: u32 = 40;

/// A scheme over its own setting: messages a second, and what passes over the limit; most messages first.
fn curve(params: &Params, scheme: Scheme, store: Store) -> Vec<(f64, f64)> {
    let at = |params: &Params| (theory::messages(params, store), theory::admitted(params, store));
    let own = Params { scheme, ..params.clone() };
    match scheme {
        Scheme::Sync | Scheme::Gossip => (0..=STEPS)
            .map(|i| EVERY.0 * libm::pow(EVERY.1 / EVERY.0, f64::from(i) / f64::from(STEPS)))
            .map(|every| at(&Params { every, ..own.clone() }))
            .collect(),
        Scheme::Lease => {
            let batches = (0..12).map(|i| 1u32 << i).take_while(|batch| *batch <= params.limit);
            batches.map(|batch| at(&Params { batch, ..own.clone() })).collect()
        }
        _ => vec![at(&own)],
    }
}

/// Messages a second and what passes over the limit, as measured.
fn here(model: &Shared) -> Option<(f64, f64)> {
    let of = |name: &str| metrics::metrics(model).into_iter().find(|m| m.name == name).and_then(|m| m.value);
    Some((of("messages.per_s")?, of("admitted.of_limit")?))
}

/// Draws the chart.
pub(super) fn draw(params: &Params, model: &Shared, view: &View, picture: &mut Picture) -> String {
    let here = here(model);
    let right = (2.4 * params.load).max(here.map_or(0.0, |(x, _)| 1.1 * x)).max(10.0);
    let curves: Vec<(Scheme, Vec<(f64, f64)>)> =
        Scheme::ALL.iter().map(|scheme| (*scheme, curve(params, *scheme, model.store()))).collect();
    let top = curves.iter().flat_map(|(_, line)| line).map(|(_, y)| *y).fold(1.2, f64::max);
    let top = here.map_or(top, |(_, y)| top.max(y));
    let y = Axis::nice("passed over the limit", Scale::Linear, 0.0, 1.05 * top);
    let x = Axis::exact("messages a second", Scale::Linear, 0.0, right);
    let mut frame = Frame::fitting(view.width, view.height, &y);
    frame.right -= 122.0f32.min(0.36 * view.width);
    let chart = Chart::new(frame, x, y);
    chart.line(picture, &[(0.0, 1.0), (right, 1.0)], Look::Record(Ink::Wire));
    let mut labels = Vec::new();
    for (scheme, line) in &curves {
        let line: Vec<(f64, f64)> = line.iter().copied().filter(|(x, _)| *x <= right).collect();
        let look = if *scheme == params.scheme { Look::Theory } else { Look::Theory2 };
        chart.line(picture, &line, look);
        // A scheme without a setting of its own is one place.
        let Some(&(x, y)) = line.first() else { continue };
        let (at, words) = (chart.place(x, y), scheme.option().label);
        if line.len() > 1 {
            labels.push(EndLabel { at, words: words.to_owned(), ink: Ink::Note, style: Type::Note });
            continue;
        }
        picture.circle(at, 3.5, Fill::Flat(Ink::Paper, 1.0), Some(Stroke::new(Ink::Note, 1.75)));
        let (x, align) = if at.x > f32::midpoint(frame.left, frame.right) {
            (at.x + 6.0, Align::End)
        } else {
            (at.x + 8.0, Align::Start)
        };
        let y = match scheme {
            Scheme::Local => at.y - 7.0,
            // Below what may stand beside it at the same height.
            Scheme::Central => at.y + 34.0,
            _ => at.y + 16.0,
        };
        picture.text(pt(x, y), Type::Note, Ink::NoteText, align, words);
        picture.halo();
    }
    chart.axes(picture, false);
    chart.end_labels(picture, chart.frame().right + 10.0, &labels);
    if let Some(place) = here {
        chart.here(picture, place, &format!("{:.2}", place.1));
    }
    match here {
        Some(_) => "theory, and this run so far".to_owned(),
        None => "theory".to_owned(),
    }
}

/// The same as a table.
pub(super) fn table(params: &Params, model: &Shared) -> Table {
    let row = |words: &str, (messages, passed): (f64, f64)| {
        vec![words.to_owned(), format!("{messages:.1}"), format!("{passed:.2}")]
    };
    let mut rows: Vec<Vec<String>> = Scheme::ALL
        .iter()
        .map(|scheme| {
            let at = Params { scheme: *scheme, ..params.clone() };
            row(scheme.option().label, (theory::messages(&at, model.store()), theory::admitted(&at, model.store())))
        })
        .collect();
    if let Some(measured) = here(model) {
        rows.push(row("this run, measured", measured));
    }
    Table {
        caption: "What each scheme costs and lets pass, in theory, with the settings as they are.".to_owned(),
        head: ["Scheme", "Messages, /s", "Passed over the limit"].map(str::to_owned).to_vec(),
        rows,
    }
}
