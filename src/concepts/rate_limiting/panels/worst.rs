//! The worst window: the most that passed in any one window, over the load, for every limiter.

use super::super::model::Limiting;
use super::super::params::Params;
use super::super::words::digits;
use crate::concept::{Sweep, Table, View};
use crate::scene::chart::{Axis, Chart, EndLabel, Frame, Look, Scale};
use crate::scene::{Ink, Picture, Type, text_width};

/// Draws the curves that are measured so far.
pub fn draw(params: &Params, model: &Limiting, view: &View, sweep: Option<&Sweep>, picture: &mut Picture) -> String {
    let most = sweep.map_or(2.2, |sweep| {
        sweep.points.iter().flatten().filter_map(|point| point.mean).fold(2.2f64, f64::max) * 1.08
    });
    let y = Axis::exact("worst window over the limit", Scale::Linear, 0.0, most);
    let x = Axis::exact("arrivals over rate", Scale::Linear, 0.0, 3.0);
    let mut frame = Frame::fitting(view.width, view.height, &y);
    let names = sweep.iter().flat_map(|sweep| &sweep.plan.lanes);
    let widest = names.map(|lane| text_width(Type::Label, 0.0, lane.label)).fold(60.0, f32::max);
    frame.right -= (widest + 10.0).min(0.45 * view.width);
    let chart = Chart::new(frame, x, y);
    chart.line(picture, &[(0.0, 1.0), (3.0, 1.0)], Look::Theory);
    let mut labels = Vec::new();
    if let Some(sweep) = sweep {
        let own: Vec<(f64, f64, f64)> =
            sweep.lane(sweep.plan.own).map(|(x, point)| (x, point.low, point.high)).collect();
        chart.band(picture, &own, Ink::Work);
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
    let ratio = params.load * f64::from(params.cost) / params.rate;
    if ratio <= 3.0 {
        let worst = f64::from(model.focus().worst()) / model.window_limit();
        chart.here(picture, (ratio, worst), &digits(worst));
    }
    match sweep {
        Some(sweep) if sweep.share() < 1.0 => format!("{:.0} % measured", 100.0 * sweep.share()),
        Some(_) => "band: least to most of the runs".to_owned(),
        None => "not measured yet".to_owned(),
    }
}

/// The curves as a table.
pub fn table(sweep: Option<&Sweep>) -> Table {
    let Some(sweep) = sweep else { return Table::default() };
    let mut head = vec!["Arrivals over rate".to_owned()];
    head.extend(sweep.plan.lanes.iter().map(|lane| lane.label.to_owned()));
    let rows = sweep.plan.xs.iter().enumerate().map(|(x, load)| {
        let mut row = vec![digits(*load)];
        row.extend((0..sweep.plan.lanes.len()).map(|lane| {
            let point = sweep.points[lane * sweep.plan.xs.len() + x];
            point.and_then(|point| point.mean).map_or(String::new(), digits)
        }));
        row
    });
    Table { caption: "The worst window over the limit.".to_owned(), head, rows: rows.collect() }
}
