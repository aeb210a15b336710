//! Loads over other seeds: how full the nodes of 200 rings like this one are, with theory, and where this one's stand.

use super::super::model::Cluster;
use super::super::rings::{BIN, BINS};
use super::super::theory;
use super::super::words::times;
use crate::concept::{Table, View};
use crate::policies::place::Kind;
use crate::scene::chart::{Axis, Chart, Frame, Look, Scale};
use crate::scene::{Align, Ink, Picture, Type, pt};

/// Draws the chart.
pub(super) fn draw(model: &Cluster, view: &View, picture: &mut Picture) -> String {
    let rings = model.rings();
    let last = rings.bins.iter().rposition(|share| *share > 0.0).unwrap_or(0) + 1;
    let high = (last as f64 * BIN).max(2.0).min(BINS as f64 * BIN);
    let most = rings.bins.iter().copied().fold(0.0, f64::max);
    let x = Axis::exact("load of a node, × mean", Scale::Linear, 0.0, high);
    let y = Axis::nice("share of nodes, %", Scale::Linear, 0.0, 108.0 * most);
    let frame = Frame { top: 22.0, ..Frame::fitting(view.width, view.height, &y) };
    let chart = Chart::new(frame, x, y);
    let bins: Vec<(f64, f64)> =
        rings.bins.iter().enumerate().map(|(bin, share)| (bin as f64 * BIN, 100.0 * share)).collect();
    chart.bars(picture, &bins, BIN);
    let curve: Vec<(f64, f64)> = (0..=200)
        .map(|i| f64::from(i) / 200.0 * high)
        .map(|load| (load, 100.0 * rings.theory(load - BIN / 2.0, load + BIN / 2.0)))
        .collect();
    chart.line(picture, &curve, Look::Theory);
    chart.axes(picture, true);
    // The nodes of this very ring stand on the axis.
    if model.own().kind == Kind::Ring {
        for member in model.members().iter() {
            let own = f64::from(model.own().load(member.id))
                / f64::from(model.own().keys())
                / model.members().due(member.id).max(1e-12);
            if own <= high {
                let at = chart.place(own, 0.0);
                picture.disc(pt(at.x, at.y - 5.0), 3.2, Ink::Ink);
            }
        }
    }
    let words = format!("theory: spread {}", times(theory::spread(f64::from(rings.nodes), f64::from(rings.marks))));
    picture.text(pt(frame.right, frame.top + 12.0), Type::Note, Ink::NoteText, Align::End, words);
    picture.halo();
    format!("{} rings, spread {}", rings.rings, times(rings.spread))
}

/// The same as a table.
pub(super) fn table(model: &Cluster) -> Table {
    let rings = model.rings();
    let head = ["Load, × mean", "Share of nodes", "In theory"].map(str::to_owned).to_vec();
    let row = |(bin, share): (usize, &f64)| {
        let (from, to) = (bin as f64 * BIN, (bin + 1) as f64 * BIN);
        let name = if bin == BINS - 1 { format!("{from:.1} or more") } else { format!("{from:.1} to {to:.1}") };
        vec![name, format!("{:.2} %", 100.0 * share), format!("{:.2} %", 100.0 * rings.theory(from, to))]
    };
    let rows = rings.bins.iter().enumerate().filter(|(_, share)| **share > 0.0).map(row).collect();
    Table {
        caption: format!("Loads of the nodes of {} rings with {} marks a node", rings.rings, rings.marks),
        head,
        rows,
    }
}
