//! The panels: every strategy on the same change, the keys of each node, and more marks for a flatter load.

mod loads;
mod marks;
mod strategies;

use super::model::Cluster;
use super::params::Params;
use crate::concept::{PanelDecl, Sweep, Table, View};
use crate::scene::Picture;

/// The panels, in the order of their letters.
pub const PANELS: &[PanelDecl] = &[
    PanelDecl::new("strategies", "Strategy").beside(400.0).live(),
    PanelDecl::new("loads", "Keys per node"),
    PanelDecl::new("marks", "More marks, flatter load"),
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
        0 => strategies::draw(model, view, picture),
        1 => loads::draw(model, view, picture),
        _ => marks::draw(params, model, view, sweep, picture),
    }
}

/// The panel at `index` as a table.
pub fn table(index: usize, params: &Params, model: &Cluster, sweep: Option<&Sweep>) -> Table {
    match index {
        0 => strategies::table(model),
        1 => super::words::table(model),
        _ => marks::table(params, model, sweep),
    }
}
