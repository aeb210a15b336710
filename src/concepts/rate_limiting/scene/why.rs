//! The second ink: why the chosen or the latest request passed or was refused.

use super::super::recorder::{Mark, Outcome};
use super::super::words;
use super::Scene;
use crate::scene::glyph::why_ring;
use crate::scene::{Align, Fill, Flow, Ink, Picture, Pt, Seg, Stroke, Type, lines_of, pt, said_width, sentences_of};

/// Up to this speed the latest decision is explained even if nothing is chosen.
const SLOW_SPEED: f64 = 0.6;
/// Seconds of the watcher's time for which an explanation stays.
const STAYS_S: f64 = 4.0;
/// From one line of words to the next, in heights of the type.
const LINE: f32 = 1.36;

impl Scene<'_> {
    /// The decision that is explained: the chosen request's, or at slow speed the latest.
    pub(super) fn explained(&self) -> Option<&Mark> {
        if self.frame.is_mini() {
            return None;
        }
        if let Some(target) = self.focus {
            return (target.kind == "request")
                .then(|| self.lane.marks.newest_first().find(|mark| mark.k + 1 == target.id))
                .flatten();
        }
        if self.speed > SLOW_SPEED {
            return None;
        }
        self.lane.marks.newest_first().next().filter(|mark| self.now.since(mark.at) <= self.watched(STAYS_S))
    }

    /// Where a decided request is now.
    pub(super) fn stands(&self, mark: &Mark) -> Option<Pt> {
        let frame = &self.frame;
        let at = if mark.outcome == Outcome::Refused { mark.at } else { mark.leaves };
        if at > self.now {
            return Some(frame.gate);
        }
        let along = frame.along(at, self.now);
        if along > frame.behind() {
            return None;
        }
        Some(match mark.outcome {
            Outcome::Refused => frame.fallen(along),
            Outcome::Passed | Outcome::Queued => frame.flow.go(frame.gate, along, 0.0),
        })
    }

    /// From the words to the request they are about, past every line of them: from their side where it stands before
    /// or behind them, from under them where it stands below.
    fn leader(&self, at: Pt, size: f32, lines: &[String], end: Pt) -> [Seg; 2] {
        let frame = &self.frame;
        let last = lines.last().map_or("", String::as_str);
        let wide = said_width(Type::Note, size, last);
        let foot = at.y + LINE * size * lines.len().saturating_sub(1) as f32;
        let to = pt(end.x, end.y - frame.r - 6.0);
        if end.x < at.x {
            // Above the axis it falls from the words' height, else it comes along the wire.
            let from = pt(at.x - 8.0, if self.on_axis() { at.y } else { at.y + 11.0 });
            if self.on_axis() {
                return [Seg::Move(from), Seg::Cubic(pt(at.x - 26.0, at.y + 8.0), pt(end.x, at.y + 30.0), to)];
            }
            let to = if end.x < frame.gate.x + 60.0 { pt(frame.gate.x + 19.0, frame.gate.y - 11.0) } else { to };
            return [Seg::Move(from), Seg::Cubic(pt(from.x - 35.0, from.y), pt(to.x + 29.0, to.y - 23.0), to)];
        }
        if end.x > at.x + wide + 30.0 {
            let from = pt(at.x + wide + 6.0, foot - 0.3 * size);
            return [Seg::Move(from), Seg::Cubic(pt(from.x + 20.0, from.y), pt(to.x, to.y - 20.0), to)];
        }
        let from = pt(end.x.min(at.x + wide), (foot + 0.45 * size).min(to.y - 4.0));
        let bend = 0.5 * (to.y - from.y);
        [Seg::Move(from), Seg::Cubic(pt(from.x, from.y + bend), pt(to.x, to.y - bend), to)]
    }

    pub(super) fn explain(&self, picture: &mut Picture, mark: &Mark) {
        let frame = &self.frame;
        let sentence = words::why(&mark.reason, mark.k);
        let size = if frame.flow == Flow::Right { 17.0 } else { 15.0 };
        let gate = frame.gate;
        let (at, room, lines_max) = match frame.flow {
            Flow::Right if self.on_axis() => (pt(gate.x + 36.0, 22.0), picture.width - gate.x - 40.0, 2),
            Flow::Right => (pt(gate.x + 128.0, gate.y - 50.0), picture.width - gate.x - 150.0, 2),
            Flow::Down if self.on_axis() => (pt(8.0, 22.0), 0.4 * gate.x, 7),
            Flow::Down => (pt(14.0, gate.y + 64.0), gate.x - 60.0, 5),
        };
        let (said, room) = (crate::lang::say(&sentence), room.max(120.0));
        let mut lines = sentences_of(&said, Type::Note, size, room);
        if lines.len() > lines_max {
            lines = lines_of(&said, Type::Note, size, room);
        }
        let stand = self.stands(mark);
        if let Some(c) = stand {
            why_ring(picture, c, frame.r + 1.0);
        }
        let end = stand.unwrap_or(gate);
        let leader = match frame.flow {
            Flow::Right => self.leader(at, size, &lines, end),
            Flow::Down => {
                let from =
                    pt(at.x + said_width(Type::Note, size, lines.first().map_or("", String::as_str)) + 6.0, at.y - 5.0);
                let to = pt(end.x - frame.r - 6.0, end.y);
                [Seg::Move(from), Seg::Cubic(pt(from.x + 16.0, from.y), pt(to.x - 18.0, to.y), to)]
            }
        };
        if stand.is_some() && (frame.flow == Flow::Right || lines.len() <= lines_max) {
            picture.path(leader, Fill::None, Some(Stroke::new(Ink::Note, 1.4)));
        }
        for (row, line) in lines.into_iter().take(lines_max).enumerate() {
            let at = pt(at.x, at.y + LINE * size * row as f32);
            picture.said(at, Type::Note, size, Ink::NoteText, Align::Start, &line);
            picture.halo();
        }
    }
}
