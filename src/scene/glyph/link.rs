//! Links: up, cut, lossy, and a wire too busy for beads.

use super::saltire;
use crate::scene::picture::{Dash, Fill, Ink, Picture, Pt, Seg, Stroke};
use crate::scene::wire::Flow;

/// The look of a link that is up.
pub const fn wire_stroke() -> Stroke {
    Stroke::new(Ink::Wire, 1.25)
}

/// A cut: two end bars, `open` apart (10 when it has opened), the first at `at`, and dots beyond as far as `to`.
/// The caller ends the live wire 2 px before `at`.
pub fn link_cut(picture: &mut Picture, flow: Flow, at: Pt, to: Pt, open: f32) {
    let bar = |along: f32| [Seg::Move(flow.go(at, along, -7.0)), Seg::Line(flow.go(at, along, 7.0))];
    picture.path(bar(0.0).into_iter().chain(bar(open)), Fill::None, Some(Stroke::new(Ink::Lost, 2.0)));
    let first = open + 7.0;
    if flow.along(to) > flow.along(at) + first {
        picture.line(flow.go(at, first, 0.0), to, wire_stroke().dash(Dash::Dots));
    }
}

/// A link that loses messages: uneven dashes from `from`, `length` long, and one cross fallen from a gap.
pub fn link_lossy(picture: &mut Picture, flow: Flow, from: Pt, length: f32) {
    // Shares of 63: dash, gap, dash, gap, dash, gap, dash.
    let dashes = [(0.0, 13.65), (21.0, 26.25), (33.6, 45.15), (52.5, 63.0)];
    let at = |share: f32, across: f32| flow.go(from, length * share / 63.0, across);
    let segs = dashes.into_iter().flat_map(|(a, b)| [Seg::Move(at(a, 0.0)), Seg::Line(at(b, 0.0))]);
    picture.path(segs, Fill::None, Some(Stroke::new(Ink::Wait, 1.75)));
    saltire(picture, at(37.3, length * 0.158), (length * 0.0444).max(1.6), Stroke::new(Ink::Lost, 1.6));
}

/// A wire with more beads than it can show: a solid line 4 px wide. The caller writes the rate beside it.
pub const fn flow_line() -> Stroke {
    Stroke::new(Ink::Work, 4.0)
}
