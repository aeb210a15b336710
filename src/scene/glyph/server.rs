//! A server: a dial with a bead while it works, and a rim that turns with the service done.

use super::{around, dashed_ring, saltire};
use crate::scene::picture::{Fill, Ink, Picture, Pt, Seg, Stroke, pt};
use crate::scene::wire::Flow;
use std::f32::consts::TAU;

/// How a server is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Health {
    /// Up.
    Up,
    /// Finishes what it has and takes no more: a gate closes the wire.
    Draining,
    /// Gone: a broken rim and a saltire.
    Down,
}

/// A server as a dial.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Dial {
    /// Centre.
    pub c: Pt,
    /// Radius *R* of the dial.
    pub r: f32,
    /// How it is.
    pub health: Health,
    /// The share of the present service that is done, 0 to 1; `None` when idle.
    pub busy: Option<f32>,
    /// The share of its rated speed that is lost, 0 to 1.
    pub lost_speed: f32,
    /// Which way its wire arrives; the gate stands across it.
    pub flow: Flow,
}

impl Dial {
    /// An idle dial with its wire from the left.
    pub const fn idle(c: Pt, r: f32) -> Self {
        Self { c, r, health: Health::Up, busy: None, lost_speed: 0.0, flow: Flow::Right }
    }

    /// Width of the service rim.
    pub fn rim(r: f32) -> f32 {
        (0.2 * r).max(3.0)
    }

    /// Draws it.
    pub fn draw(&self, picture: &mut Picture) {
        let (c, r) = (self.c, self.r);
        if self.health == Health::Down {
            dashed_ring(picture, c, r, 15, 0.476, Stroke::new(Ink::Lost, 1.5).flat());
            saltire(picture, c, 0.37 * r, Stroke::new(Ink::Lost, (0.13 * r).max(2.0)));
            return;
        }
        picture.punch(c, r);
        picture.circle(c, r, Fill::None, Some(Stroke::new(Ink::Ink, 1.5)));
        if self.lost_speed > 0.0 {
            hatch(picture, c, r, self.lost_speed.min(1.0));
        }
        ticks(picture, c, r);
        if let Some(share) = self.busy {
            let share = share.clamp(0.0, 1.0);
            if share > 0.0 {
                picture.arc(c, r, 0.0, TAU * share, Stroke::new(Ink::Work, Self::rim(r)).flat());
            }
            picture.disc(c, 0.36 * r, Ink::Work);
        }
        if self.health == Health::Draining {
            let (a, b) = (self.flow.go(c, -r - 5.0, -0.62 * r), self.flow.go(c, -r - 5.0, 0.62 * r));
            picture.line(a, b, Stroke::new(Ink::Ink, (0.16 * r).max(2.5)));
        }
    }
}

/// Twelve ticks, long at 12, 3, 6 and 9; two paths, so that 64 dials stay cheap.
fn ticks(picture: &mut Picture, c: Pt, r: f32) {
    let width = (0.045 * r).max(0.8);
    let tick = |at: u32, length: f32| {
        let angle = TAU * at as f32 / 12.0;
        [Seg::Move(around(c, r - 0.5, angle)), Seg::Line(around(c, r - 0.5 - length, angle))]
    };
    let long = (0..12).step_by(3).flat_map(|at| tick(at, 0.2 * r));
    picture.path(long, Fill::None, Some(Stroke::new(Ink::Ink, width).flat()));
    let short = (0..12).filter(|at| at % 3 != 0).flat_map(|at| tick(at, 0.11 * r));
    picture.path(short, Fill::None, Some(Stroke::new(Ink::Ink, width).flat().opacity(0.55)));
}

/// Hatching that fills the dial from below. Half the speed lost reaches just under the bead, all of it two thirds up.
fn hatch(picture: &mut Picture, c: Pt, r: f32, lost: f32) {
    let inner = r - 0.75;
    if inner <= 0.0 {
        return;
    }
    let chord = inner - 2.0 * inner * 0.632 * lost;
    let stroke = Stroke::new(Ink::Wait, (0.075 * r).max(1.2)).flat();
    let pitch = 0.24 * r;
    let most = (std::f32::consts::SQRT_2 * inner / pitch) as i32;
    // The line x + y = k, from its lower left end on the circle to the circle again or to the chord.
    let lines = (-most..=most).filter_map(|at| {
        let k = pitch * at as f32;
        let half = (inner * inner / 2.0 - k * k / 4.0).max(0.0).sqrt();
        let end = half.min(k / 2.0 - chord);
        let on = |s: f32| pt(c.x + k / 2.0 + s, c.y + k / 2.0 - s);
        (end > -half).then(|| [Seg::Move(on(-half)), Seg::Line(on(end))])
    });
    picture.path(lines.flatten(), Fill::None, Some(stroke));
    let wide = (inner * inner - chord * chord).max(0.0).sqrt();
    picture.line(pt(c.x - wide, c.y + chord), pt(c.x + wide, c.y + chord), stroke);
}
