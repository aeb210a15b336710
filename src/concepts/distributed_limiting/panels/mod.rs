//! The charts: what passed in each window against the limit, what more gateways do to it, and what it costs; each with
//! its table twin.

mod beside;
mod cost;

use super::metrics;
use super::model::{Many, Shared, others};
use super::params::{Params, Scheme};
use super::theory;
use crate::concept::{PanelDecl, Remark, Sweep, Table, View};
use crate::param::within_sentence;
use crate::scene::chart::{Axis, Chart, EndLabel, Frame, Look, Scale};
use crate::scene::{Align, Fill, Ink, Picture, Type, pt};

/// The charts, in the order of their letters.
pub const PANELS: &[PanelDecl] = &[
    PanelDecl::new("beside", "On the same requests").under().height(140.0),
    PanelDecl::new("windows", "Window by window"),
    PanelDecl::new("gateways", "More gateways"),
    PanelDecl::new("cost", "What it costs").more(),
];

/// How many windows the chart shows.
const SHOWN: usize = 24;

/// Draws a chart; returns what its head says.
pub fn draw_panel(
    index: usize,
    params: &Params,
    model: &Many,
    view: &View,
    sweep: Option<&Sweep>,
    picture: &mut Picture,
) -> String {
    match index {
        0 => beside::draw(model, view, picture),
        1 => windows(model, view, picture),
        2 => gateways(params, model, view, sweep, picture),
        _ => cost::draw(params, model, view, picture),
    }
}

/// The height of the panel at `index`: the comparison has a row for each scheme.
pub fn panel_height(index: usize, params: &Params) -> f32 {
    if index == 0 { beside::height(1 + others(params).len()) } else { 0.0 }
}

/// The windows shown: the moment of their ends in seconds and what passed.
fn list(model: &Shared) -> Vec<(f64, u32)> {
    let mut list: Vec<(f64, u32)> = model.past().map(|(at, n)| (at.secs(), *n)).collect();
    let (total, start) = model.truth();
    list.push((start.secs() + model.params().window, total));
    list.drain(..list.len().saturating_sub(SHOWN));
    list
}

fn windows(model: &Shared, view: &View, picture: &mut Picture) -> String {
    let list = list(model);
    let p = model.params();
    let most = list.iter().map(|(_, n)| *n).max().unwrap_or(0).max(p.limit);
    let y = Axis::nice("passed in a window", Scale::Linear, 0.0, view.top(1.15 * f64::from(most)));
    let end = list.last().map_or(p.window, |(at, _)| *at);
    let from = (end - p.window * SHOWN as f64).max(0.0);
    let x = Axis::exact("time, s", Scale::Linear, from, end.max(from + p.window));
    let chart = Chart::new(Frame::fitting(view.width, view.height, &y), x, y);
    let bars: Vec<(f64, f64)> = list.iter().map(|(at, n)| (at - p.window, f64::from((*n).min(p.limit)))).collect();
    chart.bars(picture, &bars, p.window);
    // What is above the limit stands on its bar in another ink.
    for (at, n) in list.iter().filter(|(_, n)| *n > p.limit) {
        let (a, b) = (chart.place(at - p.window, f64::from(*n)), chart.place(*at, f64::from(p.limit)));
        picture.rect(pt(a.x + 0.8, a.y), (b.x - a.x - 1.6).max(1.0), b.y - a.y, 0.0, Fill::Flat(Ink::Wait, 1.0), None);
    }
    chart.axes(picture, false);
    let limit = f64::from(p.limit);
    chart.line(picture, &[(from, limit), (end, limit)], Look::Record(Ink::Ink));
    let place = chart.place(end, limit);
    picture.text(pt(place.x, place.y - 5.0), Type::Axis, Ink::Ink, Align::End, format!("limit {}", p.limit));
    picture.halo();
    match list.len() {
        1 => format!("one window of {} s", p.window),
        n => format!("last {n} windows of {} s", p.window),
    }
}

fn gateways(params: &Params, model: &Shared, view: &View, sweep: Option<&Sweep>, picture: &mut Picture) -> String {
    let most = sweep.map_or(4.0, |s| s.points.iter().flatten().filter_map(|p| p.mean).fold(2.0f64, f64::max) * 1.05);
    let y = Axis::nice("passed over the limit", Scale::Linear, 0.0, view.top(most));
    let x = Axis::exact("gateways", Scale::Linear, 0.0, 12.0);
    let mut frame = Frame::fitting(view.width, view.height, &y);
    frame.right -= 122.0f32.min(0.36 * view.width);
    let chart = Chart::new(frame, x, y);
    chart.line(picture, &[(0.0, 1.0), (12.0, 1.0)], Look::Record(Ink::Wire));
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
    let curve: Vec<(f64, f64)> = (1..=12)
        .map(|n| (f64::from(n), theory::admitted(&Params { gateways: n, ..params.clone() }, model.store())))
        .collect();
    chart.line(picture, &curve, Look::Theory);
    chart.axes(picture, false);
    chart.end_labels(picture, chart.frame().right + 10.0, &labels);
    let now = metrics::metrics(model).into_iter().find(|m| m.name == "admitted.of_limit").and_then(|m| m.value);
    if let Some(value) = now {
        chart.here(picture, (f64::from(params.gateways), value), &format!("{value:.2}"));
    }
    match sweep {
        Some(sweep) if sweep.share() < 1.0 => format!("{:.0} % measured", 100.0 * sweep.share()),
        Some(sweep) if !sweep.plan.note.is_empty() => format!("{}; dashed: theory", sweep.plan.note),
        Some(_) => "traffic as it is; dashed: theory".to_owned(),
        None => "not measured yet".to_owned(),
    }
}

/// Whether the closed forms hold now.
pub fn remarks(index: usize, params: &Params, model: &Shared) -> Vec<Remark> {
    let of = |scheme: Scheme| {
        let (holds, why) = theory::holds(&Params { scheme, ..params.clone() }, model.store());
        Remark { what: within_sentence(scheme.option().label), why: why.to_owned(), holds }
    };
    match index {
        2 => vec![of(params.scheme)],
        3 => Scheme::ALL.iter().copied().map(of).filter(|remark| !remark.holds).collect(),
        _ => Vec::new(),
    }
}

/// A chart as a table.
pub fn panel_table(index: usize, params: &Params, model: &Many, sweep: Option<&Sweep>) -> Table {
    if index == 0 {
        return beside::table(model);
    }
    if index == 3 {
        return cost::table(params, model);
    }
    if index == 1 {
        let rows = list(model).into_iter().map(|(at, n)| vec![format!("{at:.1}"), n.to_string()]);
        return Table {
            caption: format!("What passed in each window; the limit is {}.", model.params().limit),
            head: ["Until, s", "Passed"].map(str::to_owned).to_vec(),
            rows: rows.collect(),
        };
    }
    let Some(sweep) = sweep else {
        let row = vec![model.params().gateways.to_string(), "not measured yet".to_owned()];
        return Table {
            caption: "What passed in a window over the limit.".to_owned(),
            head: ["Gateways", "All schemes"].map(str::to_owned).to_vec(),
            rows: vec![row],
        };
    };
    let mut head = vec!["Gateways".to_owned()];
    head.extend(sweep.plan.lanes.iter().map(|lane| lane.label.to_owned()));
    let rows = sweep.plan.xs.iter().enumerate().map(|(x, n)| {
        let mut row = vec![n.to_string()];
        row.extend((0..sweep.plan.lanes.len()).map(|lane| {
            let point = sweep.points[lane * sweep.plan.xs.len() + x];
            point.and_then(|point| point.mean).map_or(String::new(), |mean| format!("{mean:.2}"))
        }));
        row
    });
    Table { caption: "What passed in a window over the limit.".to_owned(), head, rows: rows.collect() }
}
