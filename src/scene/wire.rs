//! Wires: a cubic bend and a straight run, measured by arc length, so that a bead moves at constant speed.
//!
//! A wire is built once per layout; asking it for a point is a search in a small table. The bend is sampled at 64
//! places, which keeps the error of a bead's place below a twentieth of a pixel on every wire a page draws.

use super::picture::{Fill, Picture, Pt, Seg, Stroke, pt};

/// The way a scene runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Flow {
    /// From left to right.
    Right,
    /// From top to bottom, on a phone.
    Down,
}

impl Flow {
    /// The point `along` further and `across` to the side of the flow (down for [`Flow::Right`], right for
    /// [`Flow::Down`]).
    pub const fn go(self, from: Pt, along: f32, across: f32) -> Pt {
        match self {
            Self::Right => pt(from.x + along, from.y + across),
            Self::Down => pt(from.x + across, from.y + along),
        }
    }
    /// How far `p` lies along the flow.
    pub const fn along(self, p: Pt) -> f32 {
        match self {
            Self::Right => p.x,
            Self::Down => p.y,
        }
    }
}

const PIECES: usize = 64;

/// A wire from `from` over a bend to an end.
#[derive(Clone, PartialEq, Debug)]
pub struct Wire {
    from: Pt,
    handles: (Pt, Pt),
    bend: Pt,
    to: Pt,
    /// Arc length from `from` to each sample of the bend.
    reached: [f32; PIECES + 1],
    straight: f32,
}

impl Wire {
    /// A wire with these handles.
    pub fn new(from: Pt, handles: (Pt, Pt), bend: Pt, to: Pt) -> Self {
        let mut wire = Self { from, handles, bend, to, reached: [0.0; PIECES + 1], straight: distance(bend, to) };
        let mut last = from;
        for at in 1..=PIECES {
            let next = wire.on_bend(at as f32 / PIECES as f32);
            wire.reached[at] = wire.reached[at - 1] + distance(last, next);
            last = next;
        }
        wire
    }
    /// A straight wire.
    pub fn line(from: Pt, to: Pt) -> Self {
        let third = |share: f32| pt(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share);
        Self::new(from, (third(1.0 / 3.0), third(2.0 / 3.0)), to, to)
    }
    /// From a balancer's rim to the row of a server: leaves along the flow, reaches the row at `bend`, then runs
    /// straight to `to`.
    pub fn fan_out(flow: Flow, from: Pt, bend: Pt, to: Pt) -> Self {
        let room = flow.along(bend) - flow.along(from);
        let (out, back) = match flow {
            Flow::Right => ((0.527 * room).min(88.0), 0.581 * room),
            Flow::Down => (0.538 * room, 0.712 * room),
        };
        Self::new(from, (flow.go(from, out, 0.0), flow.go(bend, -back, 0.0)), bend, to)
    }
    /// From a client to a balancer's rim.
    pub fn fan_in(flow: Flow, from: Pt, to: Pt) -> Self {
        let room = flow.along(to) - flow.along(from);
        let (out, back) = match flow {
            Flow::Right => (0.397 * room, 0.466 * room),
            Flow::Down => (0.485 * room, 0.515 * room),
        };
        Self::new(from, (flow.go(from, out, 0.0), flow.go(to, -back, 0.0)), to, to)
    }

    /// Length in pixels.
    pub fn length(&self) -> f32 {
        self.bend_length() + self.straight
    }
    /// Length in pixels up to the end of the bend.
    pub fn bend_length(&self) -> f32 {
        self.reached[PIECES]
    }
    /// Where the bend ends.
    pub fn bend(&self) -> Pt {
        self.bend
    }
    /// Both ends.
    pub fn ends(&self) -> (Pt, Pt) {
        (self.from, self.to)
    }
    /// The point at a share of the length, 0 to 1.
    pub fn point_at(&self, share: f32) -> Pt {
        self.point_after(share.clamp(0.0, 1.0) * self.length())
    }
    /// The point so many pixels from the start.
    pub fn point_after(&self, pixels: f32) -> Pt {
        let bend = self.bend_length();
        if pixels >= bend {
            let share = if self.straight > 0.0 { ((pixels - bend) / self.straight).min(1.0) } else { 1.0 };
            return pt(
                self.bend.x + (self.to.x - self.bend.x) * share,
                self.bend.y + (self.to.y - self.bend.y) * share,
            );
        }
        self.on_bend(self.bend_share(pixels))
    }
    /// The cubic's parameter after so many pixels of the bend.
    fn bend_share(&self, pixels: f32) -> f32 {
        let after = self.reached.partition_point(|&reached| reached <= pixels).clamp(1, PIECES);
        let (low, high) = (self.reached[after - 1], self.reached[after]);
        let within = if high > low { ((pixels - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 };
        (after as f32 - 1.0 + within) / PIECES as f32
    }
    fn on_bend(&self, t: f32) -> Pt {
        let u = 1.0 - t;
        let (a, b, c, d) = (u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t);
        let (h, g) = self.handles;
        pt(a * self.from.x + b * h.x + c * g.x + d * self.bend.x, a * self.from.y + b * h.y + c * g.y + d * self.bend.y)
    }

    /// Draws the whole wire.
    pub fn draw(&self, picture: &mut Picture, stroke: Stroke) {
        let straight = (self.straight > 0.0).then_some(Seg::Line(self.to));
        picture.path(self.bend_segs().into_iter().chain(straight), Fill::None, Some(stroke));
    }
    /// Draws the bend alone: a feeler, or a wire that is cut behind it.
    pub fn draw_bend(&self, picture: &mut Picture, stroke: Stroke) {
        picture.path(self.bend_segs(), Fill::None, Some(stroke));
    }
    fn bend_segs(&self) -> [Seg; 2] {
        [Seg::Move(self.from), Seg::Cubic(self.handles.0, self.handles.1, self.bend)]
    }
}

fn distance(a: Pt, b: Pt) -> f32 {
    let (x, y) = (b.x - a.x, b.y - a.y);
    (x * x + y * y).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_fan_has_the_published_handles() {
        let wire = Wire::fan_out(Flow::Right, pt(279.0, 183.75), pt(446.0, 40.0), pt(721.0, 40.0));
        let (h, g) = wire.handles;
        assert!((h.x - 367.0).abs() < 0.5 && h.y == 183.75, "{h:?}");
        assert!((g.x - 349.0).abs() < 0.5 && g.y == 40.0, "{g:?}");
        let phone = Wire::fan_out(Flow::Down, pt(195.0, 112.0), pt(35.0, 216.0), pt(35.0, 347.5));
        assert!((phone.handles.0.y - 168.0).abs() < 0.5 && (phone.handles.1.y - 142.0).abs() < 0.5);
    }

    proptest! {
        #[test]
        fn equal_shares_are_equal_ways(dx in 20.0f32..600.0, dy in -300.0f32..300.0, tail in 0.0f32..400.0, down: bool) {
            let flow = if down { Flow::Down } else { Flow::Right };
            let from = pt(3.0, 7.0);
            let bend = flow.go(from, dx, dy);
            let wire = Wire::fan_out(flow, from, bend, flow.go(bend, tail, 0.0));
            prop_assert_eq!(wire.point_at(0.0), from);
            prop_assert!(distance(wire.point_at(1.0), wire.ends().1) < 1e-3);
            // 400 equal steps: each as long as the next, but for the chord's shortcut and the table's error.
            let step = wire.length() / 400.0;
            let mut walked = 0.0;
            for at in 1..=400 {
                let way = distance(wire.point_after(step * (at - 1) as f32), wire.point_after(step * at as f32));
                prop_assert!(way > 0.0 && way <= step * 1.1 + 1e-3, "{} of {}", way, step);
                walked += way;
                prop_assert!((walked - step * at as f32).abs() < 0.005 * wire.length() + 0.01);
            }
        }

        #[test]
        fn the_way_behind_a_point_only_grows(a in 0.0f32..1.0, b in 0.0f32..1.0) {
            let wire = Wire::fan_in(Flow::Right, pt(0.0, 0.0), pt(200.0, 90.0));
            let (low, high) = (a.min(b), a.max(b));
            prop_assert!(wire.point_at(low).x <= wire.point_at(high).x + 1e-3);
        }
    }

    #[test]
    fn nonsense_stays_on_the_wire() {
        let wire = Wire::line(pt(0.0, 0.0), pt(10.0, 0.0));
        assert_eq!(wire.point_at(-3.0), pt(0.0, 0.0));
        assert_eq!(wire.point_at(9.0), pt(10.0, 0.0));
        let none = Wire::line(pt(4.0, 4.0), pt(4.0, 4.0));
        assert_eq!(none.point_at(0.5), pt(4.0, 4.0));
        assert_eq!(none.length(), 0.0);
    }
}
