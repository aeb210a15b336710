//! The vocabulary: every thing a scene can show, as a function that adds shapes to a [`Picture`].
//!
//! Sizes derive from the bead's radius `r` (7.25 in a wide scene, 7 on a phone, never below 5) or, for a server, from the
//! dial's radius `R` = [`DIAL`] r. Solid moves, hollow waits: fill is the first code, shape the second, colour the third.

mod balancer;
mod key;
mod limit;
mod link;
mod mark;
mod note;
mod queue;
mod request;
mod ring;
mod role;
mod server;

pub use balancer::{Arm, balancer, client};
pub use key::{Tile, hit, key, key_outline, miss, moved_key, tile};
pub use limit::{bucket, token, token_minting};
pub use link::{flow_line, link_cut, link_lossy, wire_stroke};
pub use mark::mark;
pub use note::{count, feeler, ghost_stroke, knee, thumb, was_dot, why_ring, you_are_here};
pub use queue::{LongQueue, PITCH_GAP, head_gap, queue, queue_place, thousands};
pub use request::{
    allowed, done, done_tick, hedged, queued, rejected, retried, saltire, timed_out, travelling, travelling_many,
};
pub use ring::{band, band_arc, virtual_node};
pub use role::{candidate, follower, leader, message, reply};
pub use server::{Dial, Health};

use super::picture::{Fill, Ink, Picture, Pt, Seg, Stroke, pt};
use std::f32::consts::TAU;

/// A dial's radius in bead radii.
pub const DIAL: f32 = 2.9;
/// The same on a phone.
pub const DIAL_PHONE: f32 = 2.6;

/// The point on a circle at an angle, radians clockwise from 12 o'clock.
pub fn around(c: Pt, r: f32, angle: f32) -> Pt {
    pt(c.x + r * libm::sinf(angle), c.y - r * libm::cosf(angle))
}

/// The angle of the way from `c` to `p`, radians clockwise from 12 o'clock: where a switch arm points.
pub fn angle_to(c: Pt, p: Pt) -> f32 {
    libm::atan2f(p.x - c.x, c.y - p.y)
}

const fn flat(ink: Ink, opacity: f32) -> Fill {
    Fill::Flat(ink, opacity)
}

/// The cubic that follows an arc of at most a quarter turn, from where the pen is.
fn arc_seg(c: Pt, r: f32, from: f32, to: f32) -> Seg {
    let reach = 4.0 / 3.0 * libm::tanf((to - from) / 4.0) * r;
    let (a, b) = (around(c, r, from), around(c, r, to));
    let ahead = |p: Pt, angle: f32, by: f32| pt(p.x + by * libm::cosf(angle), p.y + by * libm::sinf(angle));
    Seg::Cubic(ahead(a, from, reach), ahead(b, to, -reach), b)
}

/// A ring of `dashes` equal dashes that cover `share` of it; it closes without a seam at any size.
fn dashed_ring(picture: &mut Picture, c: Pt, r: f32, dashes: u32, share: f32, stroke: Stroke) {
    let pitch = TAU / dashes as f32;
    let segs = (0..dashes).flat_map(|at| {
        let from = pitch * at as f32;
        [Seg::Move(around(c, r, from)), arc_seg(c, r, from, from + pitch * share)]
    });
    picture.path(segs, Fill::None, Some(stroke));
}

fn diamond(c: Pt, half: f32) -> [Seg; 5] {
    [
        Seg::Move(pt(c.x, c.y - half)),
        Seg::Line(pt(c.x + half, c.y)),
        Seg::Line(pt(c.x, c.y + half)),
        Seg::Line(pt(c.x - half, c.y)),
        Seg::Close,
    ]
}

#[cfg(test)]
mod sheet;
