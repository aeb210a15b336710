//! When nodes die at once: the chance that some key loses every copy, for three ways to choose who holds it.

use super::super::model::Cluster;
use super::super::risk::{Risk, Way};
use super::super::words;
use crate::concept::{Remark, Table, View, grouped};
use crate::scene::chart::{Axis, Chart, Frame, Look, Scale};
use crate::scene::{Align, Ink, Picture, Type, pt, text_width};

/// Names of the three ways and where on the axis of chances they stand.
fn ways(risk: &Risk) -> [(&'static str, &Way, f64); 3] {
    [("random nodes", &risk.random, 0.86), ("this placement", &risk.own, 0.56), ("copysets", &risk.copysets, 0.26)]
}

/// Draws the chart.
pub(super) fn draw(model: &Cluster, view: &View, picture: &mut Picture) -> String {
    let risk = model.risk();
    if risk.nodes == 0 {
        picture.text(pt(0.0, 40.0), Type::Caption, Ink::LostText, Align::Start, "No node is there.");
        return String::new();
    }
    let x = Axis::exact("nodes that die at once", Scale::Linear, 0.0, f64::from(risk.nodes));
    let y = Axis::exact("chance that a key is lost, %", Scale::Linear, 0.0, 100.0);
    let frame = Frame { top: 22.0, ..Frame::fitting(view.width, view.height, &y) };
    let chart = Chart::new(frame, x, y);
    let points = |way: &Way| -> Vec<(f64, f64)> {
        way.any.iter().enumerate().map(|(dead, chance)| (dead as f64, 100.0 * chance)).collect()
    };
    let theory: Vec<(f64, f64)> =
        (0..=risk.nodes).map(|dead| (f64::from(dead), 100.0 * risk.theory(&risk.copysets, dead))).collect();
    chart.line(picture, &points(&risk.random), Look::Record(Ink::Ink2));
    chart.line(picture, &points(&risk.copysets), Look::Record(Ink::Ink2));
    chart.line(picture, &theory, Look::Theory);
    chart.line(picture, &points(&risk.own), Look::Measured(Ink::Work));
    chart.axes(picture, true);
    // With one copy, or as many as there are nodes, the three are one.
    if risk.own.any == risk.copysets.any {
        let at = chart.place(f64::from(risk.copies), 50.0);
        let right = at.x < view.width * 0.6;
        let (dx, align) = if right { (10.0, Align::Start) } else { (-10.0, Align::End) };
        picture.text(pt(at.x + dx, at.y), Type::Label, Ink::WorkText, align, "whatever the placement");
        picture.halo();
    } else {
        for (name, way, height) in ways(risk) {
            let after = way.any.iter().position(|chance| *chance >= height).unwrap_or(1).max(1);
            let (low, high) = (way.any[after - 1], way.any[after]);
            let at = chart.place(after as f64 - (high - height) / (high - low).max(1e-9), 100.0 * height);
            let own = std::ptr::eq(way, &raw const risk.own);
            let (style, ink) = if own { (Type::LabelBold, Ink::WorkText) } else { (Type::Label, Ink::Ink2) };
            // Right of the line, left where the chart ends.
            let room = at.x + 13.0 + text_width(style, 0.0, name) < view.width;
            let (dx, align) = if room { (9.0, Align::Start) } else { (-9.0, Align::End) };
            picture.text(pt(at.x + dx, at.y + 4.0), style, ink, align, name);
            picture.halo();
        }
    }
    format!("{} keys, {} draws", grouped(u64::from(risk.keys)), grouped(risk.trials as u64))
}

/// The same as a table.
pub(super) fn table(model: &Cluster) -> Table {
    let risk = model.risk();
    let head =
        ["Dead at once", "This placement", "Random nodes", "Copysets", "Copysets in theory", "Keys lost on average"];
    let percent = words::percent;
    let row = |dead: u32| {
        let at = dead as usize;
        vec![
            dead.to_string(),
            percent(risk.own.any[at]),
            percent(risk.random.any[at]),
            percent(risk.copysets.any[at]),
            percent(risk.theory(&risk.copysets, dead)),
            percent(risk.share(dead)),
        ]
    };
    let caption = format!(
        "The chance that some key loses all {} copies; the sets of nodes that hold keys are {}, {} and {} in number.",
        risk.copies,
        grouped(risk.own.sets as u64),
        grouped(risk.random.sets as u64),
        grouped(risk.copysets.sets as u64)
    );
    Table { caption, head: head.map(str::to_owned).to_vec(), rows: (1..=risk.nodes).map(row).collect() }
}

/// What stands beside the chart in words.
pub(super) fn remarks(model: &Cluster) -> Vec<Remark> {
    let risk = model.risk();
    if risk.nodes == 0 {
        return Vec::new();
    }
    let sets = |way: &Way| grouped(way.sets as u64);
    let mut all = vec![Remark {
        what: "sets of nodes".to_owned(),
        why: format!(
            "{} here, {} if drawn, {} copysets. Fewer sets lose something rarely, and then more of it at once.",
            sets(&risk.own),
            sets(&risk.random),
            sets(&risk.copysets)
        ),
        holds: true,
    }];
    if let Some((aware, blind)) = risk.rack {
        all.push(Remark {
            what: "one rack dies".to_owned(),
            why: format!(
                "{} of the keys lose every copy. Without regard to racks it would be {}.",
                words::percent(aware),
                words::percent(blind)
            ),
            holds: aware <= blind,
        });
    }
    all
}
