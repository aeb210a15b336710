//! The charts: latency as a histogram, the knee, and how evenly the servers are loaded; each with its table twin.
//!
//! What a chart shows is worked out as data first; the drawing and the table read the same data.

mod knee;
mod labels;
mod latency;
mod servers;
#[cfg(test)]
mod tests;

use super::model::Cluster;
use super::params::Params;
use super::recorder::Recorder;
use super::words;
use crate::concept::{PanelDecl, Remark, Sweep, Table, View};
use crate::scene::Picture;
use crate::scene::chart::{Axis, Chart, Frame, Scale};

/// The charts, in the order of their letters.
pub const PANELS: &[PanelDecl] = &[
    PanelDecl::new("latency", "Latency"),
    PanelDecl::new("knee", "The knee"),
    PanelDecl::new("policies", "Every policy").more().share(1.3).height(250.0),
    PanelDecl::new("servers", "Servers").more().height(250.0),
];

/// Draws the chart at `index` of [`PANELS`] into a picture of the view's size; returns what its head says on the right.
pub fn draw_panel(
    index: usize,
    params: &Params,
    model: &Cluster,
    recorder: &Recorder,
    view: &View,
    sweep: Option<&Sweep>,
    picture: &mut Picture,
) -> String {
    match index {
        0 => latency::Latency::of(model, recorder, view.reach.0).draw(view, picture),
        1 => knee::Knee::of(params, model, recorder, sweep).draw(view, picture, false),
        2 => knee::Knee::of(params, model, recorder, sweep).draw(view, picture, true),
        3 => servers::Servers::of(model).draw(view, picture),
        _ => String::new(),
    }
}

/// Whether the closed forms in the chart at `index` hold now.
pub fn remarks(index: usize, model: &Cluster) -> Vec<Remark> {
    if index == 1 { knee::remarks(model) } else { Vec::new() }
}

/// The chart at `index` as a table.
pub fn panel_table(
    index: usize,
    params: &Params,
    model: &Cluster,
    recorder: &Recorder,
    sweep: Option<&Sweep>,
) -> Table {
    match index {
        0 => latency::Latency::of(model, recorder, 0.0).table(),
        1 | 2 => knee::Knee::of(params, model, recorder, sweep).table(),
        3 => servers::Servers::of(model).table(),
        _ => Table::default(),
    }
}

/// The unit of an axis of times: seconds, or milliseconds where they are short.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Unit {
    per_s: f64,
    name: &'static str,
}

impl Unit {
    /// The unit in which times up to `most_s` seconds read well.
    fn of(most_s: f64) -> Self {
        if most_s < 0.15 { Self { per_s: 1e3, name: "ms" } } else { Self { per_s: 1.0, name: "s" } }
    }
    fn words(self, seconds: f64) -> String {
        format!("{} {}", words::digits(seconds * self.per_s), self.name)
    }
}

/// A chart that fills the view.
fn chart(view: &View, x: Axis, y: Axis) -> Chart {
    Chart::new(Frame::fitting(view.width, view.height, &y), x, y)
}

/// A y axis from 0 to exactly `high`.
fn upwards(name: impl Into<String>, high: f64) -> Axis {
    Axis::exact(name, Scale::Linear, 0.0, high)
}

/// "12 requests", "1 request".
fn requests(n: u64) -> String {
    words::count(n, "request", "requests")
}
