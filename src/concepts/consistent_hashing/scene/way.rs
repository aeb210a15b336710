//! How a key comes to its owner on a circle: clockwise to the first mark; under bounded loads past the marks of nodes that
//! are full; under multi-probe from the one of its points that lies nearest before a mark.

use super::super::model::lane::Lane;
use crate::policies::place::{NodeId, Points, Strategy};
use crate::scene::glyph::around;
use crate::scene::{Dash, Fill, Ink, Picture, Pt, Seg, Stroke};
use std::f32::consts::{PI, TAU};

/// A way, in radians.
pub(super) struct Way {
    to: f32,
    /// How long it is.
    pub(super) by: f32,
    /// Where it passed a mark that had no room, or where a point lay that did not decide.
    pub(super) stops: Vec<f32>,
}

impl Way {
    /// The way of a key of this lane, whose marks are these.
    pub(super) fn of(lane: &Lane, points: &Points, bits: u32, key: u32) -> Self {
        let all = if bits == 32 { u64::from(u32::MAX) } else { u64::MAX };
        let point = lane.points[key as usize] & all;
        let owner = NodeId::from(lane.owners[key as usize]);
        let (probes, step) = match &*lane.strategy {
            Strategy::MultiProbe(multi) => multi.stride(point),
            _ => (1, 0),
        };
        let bounded = matches!(*lane.strategy, Strategy::Bounded(_));
        let mut way = Self { to: 0.0, by: f32::MAX, stops: Vec::new() };
        for nth in 0..probes {
            let from = point.wrapping_add(u64::from(nth).wrapping_mul(step));
            let mut at = from;
            // Past those that are full; never more than once round.
            for _ in 0..points.len() {
                let Some((mark, id)) = points.at(at) else { break };
                if bounded && id != owner {
                    way.stops.push(angle(mark, bits));
                    at = mark.wrapping_add(1) & all;
                    continue;
                }
                let by = angle(mark.wrapping_sub(from) & all, bits);
                if by < way.by {
                    (way.to, way.by) = (angle(mark, bits), by);
                }
                break;
            }
            if probes > 1 {
                way.stops.push(angle(from, bits));
            }
        }
        way
    }
    /// Draws it around `c`: an arrow along the circle, and a short line at each stop.
    pub(super) fn draw(&self, picture: &mut Picture, c: Pt, r: f32) {
        for stop in &self.stops {
            picture.line(around(c, r - 4.0, *stop), around(c, r + 4.0, *stop), Stroke::new(Ink::Note, 1.25));
        }
        if self.by >= PI {
            return;
        }
        picture.arc(c, r, self.to - self.by, self.to, Stroke::new(Ink::Note, 1.75).dash(Dash::Theory));
        let head = |turn: f32, out: f32| around(c, r + out, self.to - turn / r);
        let arrow = [Seg::Move(head(7.0, 4.5)), Seg::Line(around(c, r, self.to)), Seg::Line(head(7.0, -4.5))];
        picture.path(arrow, Fill::None, Some(Stroke::new(Ink::Note, 1.75)));
    }
}

/// Where a point of so many bits lies.
pub(super) fn angle(point: u64, bits: u32) -> f32 {
    (point as f64 / libm::exp2(f64::from(bits))) as f32 * TAU
}
