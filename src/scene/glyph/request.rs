//! Requests: travelling, queued, done, rejected, timed out, retried, hedged, allowed.

use super::{around, dashed_ring, flat};
use crate::scene::picture::{Align, Fill, Ink, Picture, Pt, Seg, Stroke, Type, pt};
use crate::scene::wire::Wire;

/// A request on its way: a solid disc.
pub fn travelling(picture: &mut Picture, c: Pt, r: f32) {
    picture.disc(c, r, Ink::Work);
}

/// Requests that would overlap by more than half: one disc with a small count at its shoulder.
pub fn travelling_many(picture: &mut Picture, c: Pt, r: f32, n: u32) {
    travelling(picture, c, r);
    if n > 1 {
        picture.text(pt(c.x + 0.8 * r, c.y - 0.8 * r), Type::Axis, Ink::WorkText, Align::Start, n);
        picture.halo();
    }
}

/// A request that waits: a ring, its hole cut through the wire.
pub fn queued(picture: &mut Picture, c: Pt, r: f32) {
    picture.punch(c, 0.82 * r);
    picture.circle(c, 0.82 * r, Fill::None, Some(Stroke::new(Ink::Wait, 0.36 * r)));
}

/// A request that is finished: a disc with a tick cut out; `opacity` fades it.
pub fn done(picture: &mut Picture, c: Pt, r: f32, opacity: f32) {
    picture.circle(c, r, flat(Ink::Done, opacity), None);
    let tick = [
        Seg::Move(pt(c.x - 0.46 * r, c.y + 0.04 * r)),
        Seg::Line(pt(c.x - 0.14 * r, c.y + 0.38 * r)),
        Seg::Line(pt(c.x + 0.42 * r, c.y - 0.3 * r)),
    ];
    picture.path(tick, Fill::None, Some(Stroke::new(Ink::Paper, 0.3 * r).opacity(opacity)));
}

/// One finished request among many: a mark 12 high on a strip, centred at `c`.
pub fn done_tick(picture: &mut Picture, c: Pt) {
    picture.line(pt(c.x, c.y - 6.0), pt(c.x, c.y + 6.0), Stroke::new(Ink::Done, 1.5));
}

/// A saltire with arms of this length along each axis.
pub fn saltire(picture: &mut Picture, c: Pt, arm: f32, stroke: Stroke) {
    let cross = [
        Seg::Move(pt(c.x - arm, c.y - arm)),
        Seg::Line(pt(c.x + arm, c.y + arm)),
        Seg::Move(pt(c.x + arm, c.y - arm)),
        Seg::Line(pt(c.x - arm, c.y + arm)),
    ];
    picture.path(cross, Fill::None, Some(stroke));
}

/// A request that was turned away or lost; `opacity` fades it.
pub fn rejected(picture: &mut Picture, c: Pt, r: f32, opacity: f32) {
    saltire(picture, c, 0.74 * r, Stroke::new(Ink::Lost, (0.36 * r).max(1.8)).opacity(opacity));
}

/// A request whose caller gave up: a closed clock with its hands at 12 and 4.
pub fn timed_out(picture: &mut Picture, c: Pt, r: f32, opacity: f32) {
    let stroke = Stroke::new(Ink::Lost, (0.264 * r).max(1.5)).opacity(opacity);
    picture.circle(c, 0.968 * r, Fill::None, Some(stroke));
    let hands = [Seg::Move(pt(c.x, c.y - 0.616 * r)), Seg::Line(c), Seg::Line(pt(c.x + 0.44 * r, c.y + 0.264 * r))];
    picture.path(hands, Fill::None, Some(stroke));
}

/// A request on its next attempt: a smaller disc in an open loop with an arrowhead; the attempt's number stands inside
/// when there is room for it.
pub fn retried(picture: &mut Picture, c: Pt, r: f32, attempt: u32) {
    picture.disc(c, 0.7 * r, Ink::Work);
    let stroke = Stroke::new(Ink::Work, (0.2 * r).max(1.3));
    let (from, to) = (61.4_f32.to_radians(), 339.2_f32.to_radians());
    picture.arc(c, 1.2 * r, from, to, stroke);
    let head = [
        Seg::Move(pt(c.x - 1.025 * r, c.y - 1.28 * r)),
        Seg::Line(around(c, 1.2 * r, to)),
        Seg::Line(pt(c.x - 0.77 * r, c.y - 0.607 * r)),
    ];
    picture.path(head, Fill::None, Some(stroke));
    if r >= 9.0 {
        let at = pt(c.x, c.y + 0.33 * r);
        picture.text_sized(at, Type::Tile, 0.95 * r, Ink::Paper, Align::Middle, attempt);
    }
}

/// A second copy of one request: a dashed ring at `twin` tethered to the first at `c`.
pub fn hedged(picture: &mut Picture, c: Pt, twin: Pt, r: f32) {
    let tether = Wire::line(twin, c);
    if tether.length() > 0.86 * r {
        let rim = tether.point_after(0.86 * r);
        picture.line(rim, c, Stroke::new(Ink::Work, (0.2 * r).max(1.2)));
    }
    picture.punch(twin, 0.86 * r);
    dashed_ring(picture, twin, 0.86 * r, 6, 0.556, Stroke::new(Ink::Work, 0.26 * r).flat());
    picture.disc(c, r, Ink::Work);
}

/// A request a limiter let through: a small disc inside the coin it spent.
pub fn allowed(picture: &mut Picture, c: Pt, r: f32) {
    picture.punch(c, 1.12 * r);
    picture.circle(c, 1.12 * r, Fill::None, Some(Stroke::new(Ink::Ink, 1.5)));
    picture.disc(c, 0.62 * r, Ink::Done);
}
