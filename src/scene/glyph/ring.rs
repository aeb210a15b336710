//! A hash ring: a band of arcs, one texture a node, and the marks of virtual nodes across it.

use super::{arc_seg, around};
use crate::scene::picture::{Fill, Ink, Picture, Pt, Seg, Stroke};
use std::f32::consts::PI;

/// The two circles of a band between the radii `inner` and `outer` (22 apart in a wide scene).
pub fn band(picture: &mut Picture, c: Pt, inner: f32, outer: f32) {
    for r in [inner, outer] {
        picture.circle(c, r, Fill::None, Some(Stroke::new(Ink::Ink, 1.1)));
    }
}

/// One arc of the band from angle `from` to `to` (radians clockwise from 12 o'clock, `to` after `from`).
pub fn band_arc(picture: &mut Picture, c: Pt, (inner, outer): (f32, f32), from: f32, to: f32, fill: Fill) {
    let steps = ((to - from) / (PI / 4.0)).ceil().max(1.0) as u32;
    let angle = |at: u32| from + (to - from) * at as f32 / steps as f32;
    let out = (0..steps).map(|at| arc_seg(c, outer, angle(at), angle(at + 1)));
    let back = (0..steps).rev().map(|at| arc_seg(c, inner, angle(at + 1), angle(at)));
    let segs = std::iter::once(Seg::Move(around(c, outer, from)))
        .chain(out)
        .chain(std::iter::once(Seg::Line(around(c, inner, to))))
        .chain(back)
        .chain(std::iter::once(Seg::Close));
    picture.path(segs, fill, Some(Stroke::new(Ink::Ink, 1.0)));
}

/// A virtual node's mark across the band; a joining node's stands `proud` px out on both sides (9 when risen).
pub fn virtual_node(picture: &mut Picture, c: Pt, (inner, outer): (f32, f32), angle: f32, proud: Option<f32>) {
    let (stroke, by) = match proud {
        Some(by) => (Stroke::new(Ink::Work, 3.0), by),
        None => (Stroke::new(Ink::Ink, 1.4).flat(), 0.0),
    };
    picture.line(around(c, inner - by, angle), around(c, outer + by, angle), stroke);
}
