//! What several limiters share: the big number with its arrow, the chute to the gate, round units.

use super::Scene;
use crate::scene::{Align, Fill, Flow, Ink, Picture, Pt, Seg, Stroke, Type, pt, text_width};

/// A number beside a limiter.
pub struct Reading {
    /// The number.
    pub value: String,
    /// What it counts.
    pub name: &'static str,
    /// A third line, or empty.
    pub below: String,
    /// Its colour.
    pub ink: Ink,
}

/// The least of 1, 2, 5 times a power of ten that cuts `size` into at most `most` pieces.
pub fn nice_unit(size: f64, most: f64) -> f64 {
    let mut unit = 1.0;
    let most = most.max(1.0);
    loop {
        for step in [1.0, 2.0, 5.0] {
            if size / (unit * step) <= most {
                return unit * step;
            }
        }
        unit *= 10.0;
    }
}

impl Scene<'_> {
    /// The number at the left of a limiter, with an arrow to `tip`.
    pub(super) fn reading(&self, picture: &mut Picture, reading: &Reading, tip: Pt) {
        let arrow = [Seg::Move(pt(tip.x - 18.0, tip.y)), Seg::Line(pt(tip.x - 4.0, tip.y))];
        picture.path(arrow, Fill::None, Some(Stroke::new(Ink::Ink, 1.5)));
        let head = [
            Seg::Move(pt(tip.x, tip.y)),
            Seg::Line(pt(tip.x - 7.0, tip.y - 4.0)),
            Seg::Line(pt(tip.x - 7.0, tip.y + 4.0)),
            Seg::Close,
        ];
        picture.path(head, Fill::Flat(Ink::Ink, 1.0), None);
        let x = tip.x - 24.0;
        let size = if self.frame.flow == Flow::Down { 20.0 } else { 24.0 };
        // What is too long for the room at the left begins at the edge.
        let end = |style: Type, size: f32, words: &str| x.max(text_width(style, size, words) + 2.0);
        let at = end(Type::NumberL, size, &reading.value);
        picture.text_sized(pt(at, tip.y + 2.0), Type::NumberL, size, reading.ink, Align::End, &reading.value);
        let at = end(Type::Label, 0.0, reading.name);
        picture.text(pt(at, tip.y + 20.0), Type::Label, Ink::Ink2, Align::End, reading.name);
        if !reading.below.is_empty() {
            let at = end(Type::Axis, 0.0, &reading.below);
            picture.text(pt(at, tip.y + 36.0), Type::Axis, Ink::Ink3, Align::End, &reading.below);
            picture.halo();
        }
    }

    /// From a limiter's mouth to the gate, where the limiter does not stand right above it.
    pub(super) fn chute(&self, picture: &mut Picture, mouth: Pt) {
        let end = pt(self.frame.gate.x - 15.0, self.frame.gate.y);
        let bend = [
            Seg::Move(pt(mouth.x, mouth.y + 2.0)),
            Seg::Cubic(pt(mouth.x, end.y - 4.0), pt(mouth.x + 10.0, end.y), pt(mouth.x + 36.0, end.y)),
            Seg::Line(end),
        ];
        picture.path(bend, Fill::None, Some(Stroke::new(Ink::Ink, 1.25)));
    }
    /// A place on the way from `mouth` to the gate.
    pub(super) fn chute_at(&self, mouth: Pt, share: f32) -> Pt {
        let gate = self.frame.gate;
        match self.frame.flow {
            Flow::Right => pt(gate.x, mouth.y + (gate.y - 12.0 - mouth.y) * share),
            Flow::Down => {
                let drop = gate.y - mouth.y;
                let way = drop + gate.x - mouth.x;
                let at = way * share;
                if at < drop { pt(mouth.x, mouth.y + at) } else { pt(mouth.x + at - drop, gate.y) }
            }
        }
    }

    /// Text that keeps inside the picture.
    pub(super) fn inside(picture: &mut Picture, at: Pt, style: Type, ink: Ink, align: Align, words: &str) {
        let wide = text_width(style, 0.0, words);
        let (before, after) = match align {
            Align::Start => (0.0, wide),
            Align::Middle => (wide / 2.0, wide / 2.0),
            Align::End => (wide, 0.0),
        };
        let x = at.x.min(picture.width - after - 1.0).max(before + 1.0);
        picture.text(pt(x, at.y), style, ink, align, words);
        picture.halo();
    }
}
