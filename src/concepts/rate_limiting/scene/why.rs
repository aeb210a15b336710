//! The second ink: why the chosen or the latest request passed or was refused.

use super::super::recorder::{Mark, Outcome};
use super::super::words;
use super::Scene;
use crate::scene::glyph::why_ring;
use crate::scene::{Align, Fill, Flow, Ink, Picture, Pt, Seg, Stroke, Type, pt, said_width};

/// Up to this speed the latest decision is explained even if nothing is chosen.
const SLOW_SPEED: f64 = 0.6;
/// Seconds of the watcher's time for which an explanation stays.
const STAYS_S: f64 = 4.0;

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
        let mut lines = wrap(&sentence, size, room.max(120.0), true);
        if lines.len() > lines_max {
            lines = wrap(&sentence, size, room.max(120.0), false);
        }
        let stand = self.stands(mark);
        if let Some(c) = stand {
            why_ring(picture, c, frame.r + 1.0);
        }
        let end = stand.unwrap_or(gate);
        let leader = match frame.flow {
            Flow::Right if self.on_axis() => [
                Seg::Move(pt(at.x - 8.0, at.y)),
                Seg::Cubic(pt(at.x - 26.0, at.y + 8.0), pt(end.x, at.y + 30.0), pt(end.x, end.y - frame.r - 6.0)),
            ],
            Flow::Right => {
                let from = pt(at.x - 9.0, at.y + 11.0);
                let to = if end.x < gate.x + 60.0 {
                    pt(gate.x + 19.0, gate.y - 11.0)
                } else {
                    pt(end.x, end.y - frame.r - 6.0)
                };
                let start = if end.x < gate.x + 60.0 { from } else { pt((end.x - 4.0).max(at.x), at.y + 28.0) };
                [Seg::Move(start), Seg::Cubic(pt(start.x - 35.0, start.y), pt(to.x + 29.0, to.y - 23.0), to)]
            }
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
            let at = pt(at.x, at.y + 1.36 * size * row as f32);
            picture.said(at, Type::Note, size, Ink::NoteText, Align::Start, &line);
            picture.halo();
        }
    }
}

/// Lines that fit `room`; each sentence begins a line of its own, if `apart`.
pub(super) fn wrap(words: &str, size: f32, room: f32, apart: bool) -> Vec<String> {
    let width = |words: &str| said_width(Type::Note, size, words);
    let mut lines: Vec<String> = Vec::new();
    for sentence in crate::lang::say(words).split_inclusive(". ") {
        let mut fresh = apart;
        for word in sentence.split_whitespace() {
            match lines.last_mut() {
                Some(line) if !fresh && width(line) + width(" ") + width(word) <= room => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
            fresh = false;
        }
    }
    lines
}
