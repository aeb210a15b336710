//! The panels: every strategy on the same change, the keys of each node, more marks for a flatter load, the loads of other
//! rings, what is lost when nodes die at once, the requests of each node, the sketch that finds heavy keys, and the users
//! who come back.

mod hot;
mod loads;
mod marks;
mod rings;
mod risk;
mod sketch;
mod storm;
mod strategies;

use super::model::Cluster;
use super::params::Params;
use crate::concept::{PanelDecl, Remark, Sweep, Table, View};
use crate::scene::Picture;

/// The panels, in the order of their letters.
pub const PANELS: &[PanelDecl] = &[
    PanelDecl::new("strategies", "Strategy").beside(400.0).live(),
    PanelDecl::new("loads", "Keys per node"),
    PanelDecl::new("marks", "More marks, flatter load"),
    PanelDecl::new("rings", "Loads under other seeds").more(),
    PanelDecl::new("risk", "When nodes die at once").more(),
    PanelDecl::new("hot", "Requests per node").more(),
    PanelDecl::new("sketch", "Heavy keys by count-min").more(),
    PanelDecl::new("storm", "Users who come back").more().live(),
];

/// Draws the panel at `index`; returns what its head says on the right.
pub fn draw(
    index: usize,
    params: &Params,
    model: &Cluster,
    view: &View,
    sweep: Option<&Sweep>,
    picture: &mut Picture,
) -> String {
    match index {
        0 => strategies::draw(model, view, sweep, picture),
        1 => loads::draw(model, view, picture),
        2 => marks::draw(params, model, view, sweep, picture),
        3 => rings::draw(model, view, picture),
        4 => risk::draw(model, view, picture),
        5 => hot::draw(model, view, picture),
        6 => sketch::draw(model, view, picture),
        _ => storm::draw(model, view, picture),
    }
}

/// The panel at `index` as a table.
pub fn table(index: usize, params: &Params, model: &Cluster, sweep: Option<&Sweep>) -> Table {
    match index {
        0 => strategies::table(model, sweep),
        1 => super::words::table(model),
        2 => marks::table(params, model, sweep),
        3 => rings::table(model),
        4 => risk::table(model),
        5 => hot::table(model),
        6 => sketch::table(model),
        _ => storm::table(model),
    }
}

/// What stands beside the panel at `index` in words.
pub fn remarks(index: usize, model: &Cluster) -> Vec<Remark> {
    if index == 4 { risk::remarks(model) } else { Vec::new() }
}
