//! Processes that agree, and what they send one another.

use super::{around, flat};
use crate::scene::picture::{Fill, Ink, Picture, Pt, Seg, Stroke, pt};
use crate::scene::wire::Flow;
use std::f32::consts::TAU;

const RIM: f32 = 1.15;

/// A follower: a plain ring.
pub fn follower(picture: &mut Picture, c: Pt, r: f32) {
    picture.punch(c, RIM * r);
    picture.circle(c, RIM * r, Fill::None, Some(Stroke::new(Ink::Ink, 1.6)));
}

/// A leader: a ring with a disc and a crown of three ticks.
pub fn leader(picture: &mut Picture, c: Pt, r: f32) {
    follower(picture, c, r);
    picture.disc(c, 0.632 * r, Ink::Ink);
    let crown = [-1.0, 0.0, 1.0].into_iter().flat_map(|side| {
        let angle = side * TAU / 12.0;
        [Seg::Move(around(c, 1.245 * r, angle)), Seg::Line(around(c, 1.7 * r, angle))]
    });
    picture.path(crown, Fill::None, Some(Stroke::new(Ink::Ink, (0.22 * r).max(1.8))));
}

/// A candidate: a segment for each of `of` voters, filled for each vote.
pub fn candidate(picture: &mut Picture, c: Pt, r: f32, votes: u32, of: u32) {
    picture.punch(c, RIM * r);
    let pitch = TAU / of.max(1) as f32;
    for at in 0..of {
        let (ink, width) = if at < votes { (Ink::Ink, (0.34 * r).max(3.0)) } else { (Ink::Wire, 1.3) };
        let from = pitch * at as f32;
        picture.arc(c, 0.98 * r, from + 0.095 * pitch, from + 0.905 * pitch, Stroke::new(ink, width).flat());
    }
}

fn arrow(flow: Flow, c: Pt, r: f32, turn: f32) -> [Seg; 5] {
    let at = |along: f32, across: f32| flow.go(c, turn * along * r, across * r);
    [
        Seg::Move(at(-0.8, -0.85)),
        Seg::Line(at(1.0, 0.0)),
        Seg::Line(at(-0.8, 0.85)),
        Seg::Line(at(-0.25, 0.0)),
        Seg::Close,
    ]
}

/// A message: a solid notched arrow that points where it goes.
pub fn message(picture: &mut Picture, flow: Flow, c: Pt, r: f32) {
    picture.path(arrow(flow, c, r, 1.0), flat(Ink::Work, 1.0), None);
}

/// A reply: the same, hollow and reversed.
pub fn reply(picture: &mut Picture, flow: Flow, c: Pt, r: f32) {
    picture.punch(pt(c.x, c.y), 0.5 * r);
    picture.path(arrow(flow, c, r, -1.0), Fill::None, Some(Stroke::new(Ink::Work, (0.18 * r).max(1.4))));
}
