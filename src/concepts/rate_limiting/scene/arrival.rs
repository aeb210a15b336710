//! GCRA: a theoretical arrival time on a line of time, and how early a request may come.
//!
//! The future lies before the gate, as for arrivals. From now to the theoretical arrival time lie the steps that passed
//! requests have laid down, one behind the other; they melt away at the gate as time goes by.

use super::super::words::amount;
use super::Scene;
use super::stream::short;
use crate::scene::{Align, Dash, Fill, Flow, Ink, Picture, Seg, Stroke, Type, pt};
use crate::sim::{Span, Time};

impl Scene<'_> {
    /// Draws the line of time.
    pub(super) fn arrival(&self, picture: &mut Picture, tat: Time, step: Span, tolerance: Span) {
        let frame = &self.frame;
        let mini = frame.is_mini();
        let reach = Span(tolerance.0.saturating_add(step.0)).secs().max(1e-9);
        // The line has a scale of its own, so that the whole tolerance is in the picture.
        let length = match frame.flow {
            Flow::Right => (0.88 * frame.before()).min(400.0),
            Flow::Down => frame.before() - 34.0,
        };
        let high = match frame.flow {
            Flow::Right if mini => (0.3 * frame.room.high()).clamp(10.0, 24.0),
            Flow::Right => (0.26 * frame.room.high()).clamp(30.0, 66.0),
            Flow::Down => 44.0,
        };
        let base = -(if mini { 16.0 } else { 46.0 });
        let scale = length / reach as f32;
        let at = |seconds: f64, across: f32| frame.flow.go(frame.gate, -(seconds as f32) * scale, across);
        let rect = |from: f64, to: f64, low: f32, top: f32| {
            [
                Seg::Move(at(from, low)),
                Seg::Line(at(to, low)),
                Seg::Line(at(to, top)),
                Seg::Line(at(from, top)),
                Seg::Close,
            ]
        };
        // How early a request may be.
        picture.path(rect(0.0, tolerance.secs(), base, base - high - 8.0), Fill::Flat(Ink::Ink, 0.12), None);
        let edge = [Seg::Move(at(tolerance.secs(), base + 5.0)), Seg::Line(at(tolerance.secs(), base - high - 14.0))];
        picture.path(edge, Fill::None, Some(Stroke::new(Ink::Ink, 1.5).dash(Dash::Broken).flat()));
        // The steps between now and the theoretical arrival time.
        let ahead = tat.since(self.now).secs();
        let unit = step.secs().max(1e-9);
        let gap = (1.5 / scale).min(0.15 * unit as f32) as f64;
        let mut end = ahead;
        let mut blocks = 0;
        while end > 0.0 && blocks < 400 {
            let from = (end - unit).max(0.0);
            if end - from > gap {
                let block = rect(from + if from > 0.0 { gap } else { 0.0 }, end, base - 4.0, base - 4.0 - high);
                picture.path(block, Fill::Flat(Ink::Ink, 1.0), None);
            }
            end -= unit;
            blocks += 1;
        }
        let axis = [Seg::Move(at(0.0, base)), Seg::Line(at(reach, base))];
        picture.path(axis, Fill::None, Some(Stroke::new(Ink::Ink, 1.5).flat()));
        let now = [Seg::Move(at(0.0, base - high - 18.0)), Seg::Line(at(0.0, -15.0))];
        picture.path(now, Fill::None, Some(Stroke::new(Ink::Ink, 1.5).flat()));
        picture.hit("limiter", 1, at(reach / 2.0, base - high / 2.0), 60.0);
        if mini {
            return;
        }
        self.arrival_words(picture, (ahead, unit, tolerance), high, base, scale);
    }

    fn arrival_words(
        &self,
        picture: &mut Picture,
        (ahead, unit, tolerance): (f64, f64, Span),
        high: f32,
        base: f32,
        scale: f32,
    ) {
        let frame = &self.frame;
        let at = |seconds: f64, across: f32| frame.flow.go(frame.gate, -(seconds as f32) * scale, across);
        let right = frame.flow == Flow::Right;
        // The flag of the theoretical arrival time.
        let (pole, top) = (at(ahead, base + 2.0), at(ahead, base - high - 30.0));
        picture.line(pole, top, Stroke::new(Ink::Ink, 2.0));
        let flag = if right {
            [Seg::Move(top), Seg::Line(pt(top.x - 15.0, top.y + 5.5)), Seg::Line(pt(top.x, top.y + 11.0)), Seg::Close]
        } else {
            [Seg::Move(top), Seg::Line(pt(top.x + 5.5, top.y - 15.0)), Seg::Line(pt(top.x + 11.0, top.y)), Seg::Close]
        };
        picture.path(flag, Fill::Flat(Ink::Ink, 1.0), None);
        let words = if ahead > 0.0 {
            format!("next one due in {}", short(Span::from_secs(ahead)))
        } else {
            "due now".to_owned()
        };
        let steps = format!("{} steps of {}", amount(ahead / unit), short(Span::from_secs(unit)));
        let tolerated = format!("{} early is tolerated", short(tolerance));
        if right {
            let x = top.x.max(4.0);
            Self::inside(picture, pt(x - 4.0, top.y - 22.0), Type::Name, Ink::Ink, Align::Middle, &words);
            Self::inside(picture, pt(x - 4.0, top.y - 7.0), Type::Label, Ink::Ink3, Align::Middle, &steps);
            let foot = at(tolerance.secs(), base + 16.0);
            Self::inside(picture, foot, Type::Axis, Ink::Ink3, Align::Middle, &tolerated);
        } else {
            let x = frame.gate.x + base - high - 46.0;
            Self::inside(picture, pt(x, 22.0), Type::Name, Ink::Ink, Align::End, &words);
            Self::inside(picture, pt(x, 38.0), Type::Label, Ink::Ink3, Align::End, &steps);
            Self::inside(picture, pt(x, 54.0), Type::Axis, Ink::Ink3, Align::End, &tolerated);
        }
    }
}
