//! The charts: what was refused of each class, what an address shared by more people does, and what an attacker gets with
//! more addresses; each with its table twin.

use super::metrics::{metrics, share};
use super::model::{ATTACKER, Crowd, NAMES};
use super::params::{ADDRESSES_MAX, Key, Params};
use super::{theory, words};
use crate::concept::{PanelDecl, Sweep, Table, View};
use crate::scene::chart::{Axis, Chart, EndLabel, Frame, Look, Scale};
use crate::scene::{Align, Fill, Ink, Picture, Stroke, Texture, Type, pt};

/// The charts, in the order of their letters.
pub const PANELS: &[PanelDecl] = &[
    PanelDecl::new("classes", "Refused by class"),
    PanelDecl::new("behind", "Behind one address"),
    PanelDecl::new("addresses", "More addresses for the attacker").more(),
];

/// Draws a chart; returns what its head says.
pub fn draw(
    index: usize,
    params: &Params,
    model: &Crowd,
    view: &View,
    sweep: Option<&Sweep>,
    picture: &mut Picture,
) -> String {
    match index {
        0 => classes(model, view, picture),
        1 => behind(params, model, view, sweep, picture),
        _ => addresses(params, model, view, picture),
    }
}

/// A bar for each class: solid is what was refused unjustly, hatched the rest.
fn classes(model: &Crowd, view: &View, picture: &mut Picture) -> String {
    let (all, span) = model.since_cut();
    let mut rows: Vec<(&str, super::model::Sums)> = NAMES.iter().copied().zip(all.class).collect();
    rows.push(("Shared address", all.shared));
    rows.retain(|(_, sums)| sums.sent > 0);
    let (left, right, foot) = (104.0f32.min(0.4 * view.width), view.width - 56.0, view.height - 34.0);
    let wide = (right - left).max(10.0);
    let pitch = ((foot - 8.0) / rows.len().max(1) as f32).min(40.0);
    let high = (0.46 * pitch).min(16.0);
    for (row, (name, sums)) in rows.iter().enumerate() {
        let y = 8.0 + pitch * (row as f32 + 0.5);
        picture.text(pt(0.0, y + 4.0), Type::Label, Ink::Ink, Align::Start, name);
        let (refused, unjust) =
            (share(sums.refused(), sums).unwrap_or(0.0) as f32, share(sums.unjust, sums).unwrap_or(0.0) as f32);
        let at = pt(left, y - high / 2.0);
        picture.rect(at, wide, high, 0.0, Fill::Flat(Ink::Ink, 0.12), None);
        picture.rect(at, wide * refused, high, 0.0, Fill::Textured(Texture::Hatch, Ink::Lost, 1.0), None);
        picture.rect(at, wide * unjust, high, 0.0, Fill::Flat(Ink::Lost, 1.0), None);
        picture.trace_bar(row as u64, (left, left + wide), (y, high + 6.0), refused.into(), 1.0);
        picture.text(pt(right + 8.0, y + 4.0), Type::LabelBold, Ink::Ink, Align::Start, words::percent(refused.into()));
    }
    picture.line(pt(left, 6.0), pt(left, foot), Stroke::new(Ink::Ink, 1.25).flat());
    let note = "solid: refused unjustly";
    picture.text(pt(0.0, view.height - 8.0), Type::Axis, Ink::Ink3, Align::Start, note);
    format!("{:.0} s, {} requests", span.secs(), crate::scene::glyph::thousands(all.class.iter().map(|s| s.sent).sum()))
}

fn behind(params: &Params, model: &Crowd, view: &View, sweep: Option<&Sweep>, picture: &mut Picture) -> String {
    let measured = metrics(model).into_iter().find(|m| m.name == "innocent.unjust").and_then(|m| m.value);
    let here = measured.map(|share| 100.0 * share);
    let points = sweep.map(|s| s.points.iter().flatten().filter_map(|p| p.mean).fold(5.0f64, f64::max));
    let most = points.unwrap_or(10.0).max(here.unwrap_or(0.0)) * 1.05;
    let people = f64::from(params.people().iter().sum::<u32>().max(1));
    let y = Axis::nice("refused unjustly, %", Scale::Linear, 0.0, view.top(most));
    let x = Axis::exact("people behind one address", Scale::Linear, 0.0, people);
    let mut frame = Frame::fitting(view.width, view.height, &y);
    frame.right -= 122.0f32.min(0.36 * view.width);
    let chart = Chart::new(frame, x, y);
    let mut labels = Vec::new();
    if let Some(sweep) = sweep {
        for (index, lane) in sweep.plan.lanes.iter().enumerate().rev() {
            let line: Vec<(f64, f64)> = sweep.lane(index).filter_map(|(x, point)| Some((x, point.mean?))).collect();
            let own = index == sweep.plan.own;
            chart.line(picture, &line, if own { Look::Measured(Ink::Work) } else { Look::Record(Ink::Ink2) });
            if let Some(&(x, y)) = line.last() {
                let ink = if own { Ink::Work } else { Ink::Ink2 };
                labels.push(EndLabel { at: chart.place(x, y), words: lane.label.to_owned(), ink, style: Type::Label });
            }
        }
    }
    chart.axes(picture, false);
    chart.end_labels(picture, chart.frame().right + 10.0, &labels);
    if let Some(value) = here {
        chart.here(picture, (f64::from(params.behind).min(people), value), &format!("{value:.1} %"));
    }
    match sweep {
        Some(sweep) if sweep.share() < 1.0 => format!("{:.0} % measured", 100.0 * sweep.share()),
        Some(_) => "of honest requests".to_owned(),
        None => "not measured yet".to_owned(),
    }
}

/// The attack of this state, or as much as all honest people send.
fn attacked(params: &Params) -> Params {
    let honest: f64 = params.people().iter().enumerate().map(|(tier, n)| f64::from(*n) * params.rate(tier)).sum();
    Params { attack: if params.attack > 0.0 { params.attack } else { honest.max(1.0) }, ..params.clone() }
}

fn curve(params: &Params, key: Key) -> Vec<(f64, f64)> {
    let p = Params { key, ..attacked(params) };
    [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, ADDRESSES_MAX as u32]
        .into_iter()
        .map(|n| (f64::from(n), theory::attacker(&p, n)))
        .collect()
}

fn addresses(params: &Params, model: &Crowd, view: &View, picture: &mut Picture) -> String {
    let attack = attacked(params).attack;
    let curves: Vec<(Key, Vec<(f64, f64)>)> = Key::ALL.iter().map(|key| (*key, curve(params, *key))).collect();
    let y = Axis::nice("attacker let in, /s", Scale::Linear, 0.0, 1.1 * attack);
    let x = Axis::exact("addresses", Scale::Log, 1.0, ADDRESSES_MAX as f64);
    let mut frame = Frame::fitting(view.width, view.height, &y);
    frame.right -= 122.0f32.min(0.36 * view.width);
    let chart = Chart::new(frame, x, y);
    let mut labels = Vec::new();
    for (key, line) in &curves {
        let own = *key == params.key;
        chart.line(picture, line, if own { Look::Theory } else { Look::Theory2 });
        if let Some(&(x, y)) = line.last() {
            let words = key.option().label.to_owned();
            labels.push(EndLabel { at: chart.place(x, y), words, ink: Ink::Note, style: Type::Note });
        }
    }
    let fair = theory::fair(&attacked(params));
    chart.line(picture, &[(1.0, fair), (ADDRESSES_MAX as f64, fair)], Look::Record(Ink::Wire));
    // On the right, where the curves have left the line.
    let at = chart.place(ADDRESSES_MAX as f64, fair);
    picture.text(pt(at.x - 6.0, at.y - 5.0), Type::Axis, Ink::Ink3, Align::End, "one person's due");
    picture.halo();
    chart.axes(picture, false);
    chart.end_labels(picture, chart.frame().right + 10.0, &labels);
    let (all, span) = model.since_cut();
    if params.attack > 0.0 && span.secs() > 0.0 {
        let value = all.class[ATTACKER].passed as f64 / span.secs();
        chart.here(picture, (f64::from(params.addresses), value), &format!("{value:.1}"));
        return "theory, and this run so far".to_owned();
    }
    format!("theory, for an attack of {attack:.0} /s")
}

/// A chart as a table.
pub fn table(index: usize, params: &Params, model: &Crowd, sweep: Option<&Sweep>) -> Table {
    match (index, sweep) {
        (0, _) => words::table(model),
        (1, Some(sweep)) => {
            let mut head = vec!["Behind one address".to_owned()];
            head.extend(sweep.plan.lanes.iter().map(|lane| lane.label.to_owned()));
            let rows = sweep.plan.xs.iter().enumerate().map(|(x, n)| {
                let mut row = vec![n.to_string()];
                row.extend((0..sweep.plan.lanes.len()).map(|lane| {
                    let point = sweep.points[lane * sweep.plan.xs.len() + x];
                    point.and_then(|point| point.mean).map_or(String::new(), |mean| format!("{mean:.1} %"))
                }));
                row
            });
            Table { caption: "Refused unjustly, of honest requests.".to_owned(), head, rows: rows.collect() }
        }
        (1, None) => Table {
            caption: "Refused unjustly, of honest requests.".to_owned(),
            head: ["Behind one address", "All ways of counting"].map(str::to_owned).to_vec(),
            rows: vec![vec![params.behind.to_string(), "not measured yet".to_owned()]],
        },
        _ => {
            let mut head = vec!["Addresses".to_owned()];
            head.extend(Key::ALL.iter().map(|key| key.option().label.to_owned()));
            let p = attacked(params);
            let row = |n: u32| {
                let passed = |key: &Key| format!("{:.2}", theory::attacker(&Params { key: *key, ..p.clone() }, n));
                std::iter::once(n.to_string()).chain(Key::ALL.iter().map(passed)).collect()
            };
            let rows = [1, 2, 4, 8, 16, 32, 64].map(row).to_vec();
            Table {
                caption: format!("Let in of an attack of {:.0} a second, in theory, a second.", p.attack),
                head,
                rows,
            }
        }
    }
}
