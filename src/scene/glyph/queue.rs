//! A line of waiting requests: beads packed toward the server, and past twenty one bar with the exact number.

use super::{Dial, queued};
use crate::scene::picture::{Align, Fill, Ink, Picture, Pt, Seg, Stroke, Type, pt};
use crate::scene::text::text_width;
use crate::scene::wire::Flow;

/// What lies between two waiting beads, in pixels.
pub const PITCH_GAP: f32 = 2.5;

/// How far the head bead's centre stands before the centre of a dial of radius `dial`: 6 px clear of its rim.
pub fn head_gap(dial: f32, r: f32) -> f32 {
    dial + Dial::rim(dial) / 2.0 + 6.0 + r
}

/// The place of the bead number `at` (0 is next to be served) in a line whose head stands at `head`.
pub fn queue_place(flow: Flow, head: Pt, r: f32, at: f32) -> Pt {
    flow.go(head, -at * (2.0 * r + PITCH_GAP), 0.0)
}

/// A line of `n` beads.
pub fn queue(picture: &mut Picture, flow: Flow, head: Pt, r: f32, n: u32) {
    for at in 0..n {
        queued(picture, queue_place(flow, head, r, at as f32), r);
    }
}

/// A line too long to draw as beads: one bar on a log scale, torn at its far end.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct LongQueue {
    /// Where the bar ends toward the server: the middle of its closed end.
    pub head: Pt,
    /// The way the wire runs.
    pub flow: Flow,
    /// How many wait.
    pub n: u64,
    /// Length of the bar at 100,000; 228 where there is room.
    pub full: f32,
}

const HALF: f32 = 11.0;
const TOOTH: f32 = 4.0;

impl LongQueue {
    /// Length of a bar for `n`: each decade a fifth of `full`, never more than `full`.
    pub fn length(&self) -> f32 {
        let decades = libm::log10(self.n.max(1) as f64) as f32;
        (self.full * decades / 5.0).min(self.full)
    }

    /// Draws the bar, its number and the decade ticks.
    pub fn draw(&self, picture: &mut Picture) {
        let length = self.length();
        let stroke = Stroke::new(Ink::Wait, 2.0);
        self.clear_wire(picture, length);
        let at = |along: f32, across: f32| self.flow.go(self.head, along, across);
        let outline = [
            Seg::Move(at(-length, -HALF)),
            Seg::Line(at(0.0, -HALF)),
            Seg::Line(at(0.0, HALF)),
            Seg::Line(at(-length, HALF)),
            Seg::Line(at(-length - TOOTH, HALF / 2.0)),
            Seg::Line(at(-length, 0.0)),
            Seg::Line(at(-length - TOOTH, -HALF / 2.0)),
            Seg::Close,
        ];
        picture.path(outline, Fill::None, Some(stroke));
        match self.flow {
            Flow::Right => self.label_inside(picture, length),
            Flow::Down => {
                let top = at(-length - TOOTH - 6.0, 0.0);
                picture.text(top, Type::LabelBold, Ink::WaitText, Align::Middle, thousands(self.n));
                picture.halo();
            }
        }
        self.decades(picture, length);
    }

    /// Cuts the wire under the bar away, whatever the ground.
    fn clear_wire(&self, picture: &mut Picture, length: f32) {
        let steps = (length / HALF).ceil().max(1.0) as u32;
        for step in 0..=steps {
            let along = -(length * step as f32 / steps as f32).clamp(HALF.min(length), length);
            picture.punch(self.flow.go(self.head, along, 0.0), HALF);
        }
    }

    fn label_inside(&self, picture: &mut Picture, length: f32) {
        let number = thousands(self.n);
        let room = length - 10.0;
        let full = format!("{number} wait");
        let middle = pt(self.head.x - length / 2.0, self.head.y + 5.5);
        if text_width(Type::Value, 0.0, &full) <= room {
            picture.text(middle, Type::Value, Ink::WaitText, Align::Middle, full);
        } else if text_width(Type::Value, 13.0, &number) <= room {
            let middle = pt(middle.x, self.head.y + 4.6);
            picture.text_sized(middle, Type::Value, 13.0, Ink::WaitText, Align::Middle, number);
        } else {
            let before = pt(self.head.x - length - TOOTH - 6.0, self.head.y + 4.6);
            picture.text_sized(before, Type::Value, 13.0, Ink::WaitText, Align::End, number);
            picture.halo();
        }
    }

    /// Ticks at 1, 10, 100 …; every other one is labelled where labels have room.
    fn decades(&self, picture: &mut Picture, length: f32) {
        let step = self.full / 5.0;
        for (at, value) in [1, 10, 100, 1_000, 10_000, 100_000].into_iter().enumerate() {
            let along = step * at as f32;
            if along > length + 0.5 {
                break;
            }
            let foot = self.flow.go(self.head, -along, HALF + 2.0);
            picture.line(foot, self.flow.go(foot, 0.0, 4.0), Stroke::new(Ink::Wait, 1.2));
            if at % 2 == 0 && self.flow == Flow::Right && step >= 24.0 {
                let at = pt(foot.x, foot.y + 16.0);
                picture.text(at, Type::Axis, Ink::WaitText, Align::Middle, thousands(value));
            }
        }
    }
}

/// A number with commas: 10,000.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_grow_by_decades_and_end() {
        let bar = |n| LongQueue { head: pt(0.0, 0.0), flow: Flow::Right, n, full: 228.0 }.length();
        assert!((bar(10_000) - 182.4).abs() < 0.01);
        assert!((bar(100) - bar(10) - (bar(1000) - bar(100))).abs() < 1e-3);
        assert_eq!(bar(100_000), 228.0);
        assert_eq!(bar(9_000_000), 228.0);
        assert_eq!(bar(0), 0.0);
    }

    #[test]
    fn numbers_get_commas() {
        for (n, words) in [(0, "0"), (999, "999"), (1000, "1,000"), (10_000, "10,000"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(n), words);
        }
    }

    #[test]
    fn beads_never_overlap_and_stand_clear_of_the_rim() {
        let (dial, r) = (21.0, 7.25);
        assert!((head_gap(dial, r) - r - dial - Dial::rim(dial) / 2.0 - 6.0).abs() < 1e-5);
        let first = queue_place(Flow::Right, pt(100.0, 5.0), r, 0.0);
        let second = queue_place(Flow::Right, pt(100.0, 5.0), r, 1.0);
        assert_eq!(first, pt(100.0, 5.0));
        assert_eq!(second, pt(83.0, 5.0));
        assert_eq!(queue_place(Flow::Down, pt(5.0, 100.0), r, 1.0), pt(5.0, 83.0));
    }
}
