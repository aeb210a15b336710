//! More marks, flatter load: the fullest node over marks, measured on up to 200 rings each, and theory.

use super::super::model::Cluster;
use super::super::params::Params;
use super::super::sweep::{nodes, peak};
use super::super::theory;
use super::super::words::times;
use crate::concept::{Sweep, Table, View, grouped};
use crate::policies::place::Kind;
use crate::scene::chart::{Axis, Chart, Frame, Look, Scale};
use crate::scene::{Align, Ink, Picture, Type, pt};

/// The value of this very ring: the fullest share of its circle.
fn here(params: &Params, model: &Cluster) -> f64 {
    let nodes = model.members().len().max(1) as u32;
    match model.own().kind {
        Kind::Ring => model.own().fullest(),
        _ => peak(&Params { nodes, ..params.clone() }, model.seed(), params.marks),
    }
}

/// Draws the chart.
pub(super) fn draw(
    params: &Params,
    model: &Cluster,
    view: &View,
    sweep: Option<&Sweep>,
    picture: &mut Picture,
) -> String {
    let nodes = sweep.and_then(|sweep| nodes(&sweep.plan)).unwrap_or(model.members().len().max(1) as u32);
    let measured: Vec<_> = sweep.map_or(Vec::new(), |sweep| sweep.lane(0).collect());
    let top = theory::fullest(nodes, 4).max(1.5);
    let high = if top < 2.0 { 2.0 } else { 2.5 };
    let x = Axis::exact("marks per node", Scale::Log, 1.0, 1024.0);
    let y = Axis::exact("fullest node, × mean", Scale::Linear, 1.0, high);
    let frame = Frame { top: 22.0, ..Frame::fitting(view.width, view.height, &y) };
    let chart = Chart::new(frame, x, y);
    let band: Vec<_> = measured.iter().map(|(x, point)| (*x, point.low, point.high)).collect();
    chart.band(picture, &band, Ink::Ink);
    let line: Vec<_> = measured.iter().filter_map(|(x, point)| Some((*x, point.mean?))).collect();
    let curve: Vec<(f64, f64)> = (0..=20)
        .map(|i| libm::exp2(f64::from(i) / 2.0))
        .map(|v| (v, theory::fullest(nodes, (v + 0.5) as u32)))
        .collect();
    chart.line(picture, &line, Look::Measured(Ink::Ink));
    chart.line(picture, &curve, Look::Theory);
    chart.axes(picture, true);
    // Under the curve, where it is steep.
    let at = chart.place(4.0, theory::fullest(nodes, 4));
    picture.text(pt(at.x - 14.0, at.y.max(frame.top) + 30.0), Type::Note, Ink::NoteText, Align::End, "theory");
    picture.halo();
    let value = here(params, model);
    let own = (f64::from(params.marks).clamp(1.0, 1024.0), value);
    chart.here(picture, own, &times(value));
    let at = chart.place(own.0, own.1);
    let right = at.x < view.width * 0.6;
    let (dx, align) = if right { (14.0, Align::Start) } else { (-14.0, Align::End) };
    if at.y >= frame.top {
        let words = format!("this ring, {}", times(value));
        picture.text(pt(at.x + dx, (at.y - 12.0).max(14.0)), Type::LabelBold, Ink::Ink, align, words);
        picture.halo();
    }
    match measured.iter().map(|(_, point)| point.count).min() {
        Some(rings) => format!("band: 95 % of {} rings of {nodes} nodes", grouped(rings)),
        None => "not measured yet".to_owned(),
    }
}

/// The same as a table.
pub(super) fn table(params: &Params, model: &Cluster, sweep: Option<&Sweep>) -> Table {
    let nodes = sweep.and_then(|sweep| nodes(&sweep.plan)).unwrap_or(model.members().len().max(1) as u32);
    let head = ["Marks", "Fullest, mean", "95 % from", "to", "Theory", "Rings"].map(str::to_owned).to_vec();
    let row = |(x, point): (f64, crate::concept::SweepPoint)| {
        vec![
            grouped(x as u64),
            point.mean.map_or_else(String::new, times),
            times(point.low),
            times(point.high),
            times(theory::fullest(nodes, x as u32)),
            grouped(point.count),
        ]
    };
    let mut rows: Vec<Vec<String>> = sweep.map_or(Vec::new(), |sweep| sweep.lane(0).map(row).collect());
    rows.push(vec![
        grouped(u64::from(params.marks)),
        times(here(params, model)),
        String::new(),
        String::new(),
        times(theory::fullest(nodes, params.marks)),
        "this ring".to_owned(),
    ]);
    Table { caption: format!("Fullest of {nodes} nodes, times the mean"), head, rows }
}
