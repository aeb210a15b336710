//! The charts: limiters compared on the same arrivals, what came and what passed over time, the worst window over the
//! load; each with its table twin.

mod compare;
mod flow;
mod keys;
mod sizing;
#[cfg(test)]
mod tests;
mod worst;

use super::model::Limiting;
use super::params::Params;
use super::recorder::Recorder;
use crate::concept::{PanelDecl, Remark, Sweep, Table, View};
use crate::scene::{Picture, Target};

/// The charts, in the order of their letters.
pub const PANELS: &[PanelDecl] = &[
    PanelDecl::new("compare", "On the same arrivals").under().height(270.0),
    PanelDecl::new("flow", "What comes, what passes"),
    PanelDecl::new("worst", "The worst window"),
    PanelDecl::new("told", "What the client is told").more().text(),
    PanelDecl::new("keys", "Keys in memory").more().height(230.0),
    PanelDecl::new("sizing", "Keys times bytes").more().height(230.0),
];

/// Draws the chart at `index` of [`PANELS`]; returns what its head says on the right.
pub fn draw_panel(
    index: usize,
    params: &Params,
    model: &Limiting,
    recorder: &Recorder,
    view: &View,
    sweep: Option<&Sweep>,
    picture: &mut Picture,
) -> String {
    match index {
        0 => compare::draw(model, recorder, view, picture),
        1 => flow::Flow::of(model, recorder).draw(view, picture),
        2 => worst::draw(params, model, view, sweep, picture),
        4 => keys::draw(model, view, picture),
        5 => sizing::draw(params, model, view, picture),
        _ => String::new(),
    }
}

/// The height of the panel at `index`: the comparison has a row for each limiter.
pub fn panel_height(index: usize, params: &Params) -> f32 {
    let others = params.beside.iter().filter(|kind| **kind != params.limiter).count();
    if index == 0 { 76.0 + 48.5 * (1 + others) as f32 } else { 0.0 }
}

/// What is said under the chart at `index`.
pub fn remarks(index: usize) -> Vec<Remark> {
    if index == 5 { sizing::remarks() } else { Vec::new() }
}

/// What the panel of text at `index` says, with `focus` chosen.
pub fn panel_text(index: usize, model: &Limiting, recorder: &Recorder, focus: Option<Target>) -> Table {
    match index {
        3 => super::words::answer(model, recorder, focus),
        _ => Table::default(),
    }
}

/// The chart at `index` as a table.
pub fn panel_table(
    index: usize,
    params: &Params,
    model: &Limiting,
    recorder: &Recorder,
    sweep: Option<&Sweep>,
) -> Table {
    match index {
        0 => super::words::table(model),
        1 => flow::Flow::of(model, recorder).table(),
        2 => worst::table(sweep),
        3 => super::words::answer(model, recorder, None),
        4 => keys::table(model),
        5 => sizing::table(params, model),
        _ => Table::default(),
    }
}
