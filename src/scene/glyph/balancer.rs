//! The balancer with its switch arm, and the clients before it.

use super::around;
use crate::scene::picture::{Fill, Ink, Picture, Pt, Stroke, pt};
use crate::scene::wire::Flow;
use std::f32::consts::{PI, TAU};

/// Where the switch arm stands.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Arm {
    /// Toward the last choice; radians clockwise from 12 o'clock.
    Toward(f32),
    /// Level: no server is up.
    Level,
}

/// A balancer of radius `r` (27 in a wide scene).
pub fn balancer(picture: &mut Picture, c: Pt, r: f32, arm: Arm) {
    let k = r / 27.0;
    picture.punch(c, r);
    picture.circle(c, r, Fill::None, Some(Stroke::new(Ink::Ink, 1.75)));
    let stroke = Stroke::new(Ink::Ink, 4.0 * k.max(0.6));
    match arm {
        Arm::Toward(angle) => {
            picture.line(around(c, 8.0 * k, angle + PI), around(c, 22.0 * k, angle), stroke);
            picture.disc(c, 5.5 * k, Ink::Ink);
            picture.disc(c, 1.8 * k, Ink::Paper);
        }
        Arm::Level => picture.line(pt(c.x - 10.0 * k, c.y), pt(c.x + 10.0 * k, c.y), stroke),
    }
}

/// A client: an open cup with a dot, its mouth at `mouth`, where its wire begins. `r` is the bead's radius.
pub fn client(picture: &mut Picture, flow: Flow, mouth: Pt, r: f32) {
    let k = r / 7.25;
    let middle = match flow {
        Flow::Right => PI / 2.0,
        Flow::Down => PI,
    };
    // The cup is open by the chord 6 before its centre: cos a = 0.6.
    let open = libm::acosf(0.6);
    let c = flow.go(mouth, -6.0 * k, 0.0);
    let stroke = Stroke::new(Ink::Ink, 1.5);
    picture.arc(c, 10.0 * k, middle + open, middle + TAU - open, stroke);
    picture.disc(flow.go(mouth, -8.0 * k, 0.0), 2.6 * k, Ink::Ink);
}
