//! Above the lanes: what truly passed in this window against the limit, the rule, and below them the why.

use super::super::model::Occurrence;
use super::super::recorder::Mark;
use super::super::words;
use super::Scene;
use crate::scene::glyph::why_ring;
use crate::scene::{Align, Fill, Flow, Ink, Picture, Pt, Stroke, Type, lines_of, pt, text_width};
use crate::sim::Span;

/// Up to this speed the latest decision is explained.
const SLOW_SPEED: f64 = 0.3;

/// Steps that tell a story; what the settings do, and news that is none, is not said.
fn worth_saying(what: &Occurrence) -> bool {
    match what {
        Occurrence::Heard { total, before, .. } => total > before,
        Occurrence::Told { more, .. } => *more > 0,
        Occurrence::Decided { .. }
        | Occurrence::Counted { .. }
        | Occurrence::Read { .. }
        | Occurrence::Wrote { .. }
        | Occurrence::Granted { .. }
        | Occurrence::Unheard { .. }
        | Occurrence::Leased { .. } => true,
        Occurrence::Arrived { .. } | Occurrence::Store { .. } | Occurrence::Added { .. } | Occurrence::Changed => false,
    }
}

impl Scene<'_> {
    /// What truly passed in this window, against the limit.
    pub(super) fn truth(&self, picture: &mut Picture) {
        let (total, start) = self.model.truth();
        let limit = self.model.params().limit.max(1);
        let (left, right, y, high) = match self.flow {
            _ if self.mini => (4.0, self.w - 4.0, 7.0, 6.0),
            Flow::Right => (24.0, (0.62 * self.w).min(self.w - 330.0).max(0.5 * self.w), 36.0, 14.0),
            Flow::Down => (12.0, self.w - 12.0, 34.0, 12.0),
        };
        // Twice the limit fits; more is cut off with its number.
        let scale = (right - left) / (2.0 * limit as f32);
        let x = |n: u32| left + scale * n.min(2 * limit) as f32;
        picture.rect(pt(left, y), x(2 * limit) - left, high, 0.0, Fill::Flat(Ink::Ink, 0.12), None);
        picture.rect(pt(left, y), x(total.min(limit)) - left, high, 0.0, Fill::Flat(Ink::Done, 1.0), None);
        if total > limit {
            picture.rect(pt(x(limit), y), x(total) - x(limit), high, 0.0, Fill::Flat(Ink::Wait, 1.0), None);
        }
        let tick = Stroke::new(Ink::Ink, 2.0).flat();
        picture.line(pt(x(limit), y - 5.0), pt(x(limit), y + high + 5.0), tick);
        if self.mini {
            return;
        }
        let ink = if total > limit { Ink::WaitText } else { Ink::Ink };
        picture.text_sized(pt(left, y - 10.0), Type::NumberL, 22.0, ink, Align::Start, total);
        let wide = text_width(Type::NumberL, 22.0, &total.to_string());
        let window = Span::from_secs(self.model.params().window);
        let ends = (start + window).since(self.now).secs();
        let words = if self.flow == Flow::Right {
            format!("passed in this window, through all gateways; it ends in {ends:.1} s")
        } else {
            format!("passed in this window, {ends:.1} s left")
        };
        picture.text(pt(left + wide + 8.0, y - 10.0), Type::Label, Ink::Ink2, Align::Start, words);
        picture.text(pt(x(limit) + 5.0, y + high + 13.0), Type::Axis, Ink::Ink, Align::Start, format!("limit {limit}"));
    }

    pub(super) fn rule(&self, picture: &mut Picture) {
        if self.flow == Flow::Down || self.w < 860.0 {
            return;
        }
        let lines = words::rule(self.model.params());
        let wide = lines.iter().map(|line| text_width(Type::Caption, 17.0, line)).fold(0.0, f32::max).max(180.0);
        let x = self.w - wide - 4.0;
        picture.text(pt(x, 16.0), Type::Name, Ink::Ink, Align::Start, "The rule");
        for (row, line) in lines.iter().enumerate() {
            picture.text_sized(pt(x, 41.0 + 22.0 * row as f32), Type::Caption, 17.0, Ink::Ink2, Align::Start, line);
            picture.halo();
        }
    }

    /// What is explained: the chosen request, or, slowly enough to be read, what happened last; where it is and why.
    fn explained(&self) -> Option<(Pt, f32, String)> {
        let of = |mark: &Mark| {
            let told = self.now.since(mark.at) <= self.past() && (mark.gateway as usize) < self.n();
            told.then(|| {
                (self.place(mark), 6.0, words::why(mark.k, mark.gateway, mark.allowed, mark.falsely, mark.why))
            })
        };
        match self.focus {
            Some(target) if target.kind == "request" => {
                of(self.recorder.marks.newest_first().find(|mark| mark.k + 1 == target.id)?)
            }
            None if self.speed <= SLOW_SPEED => {
                let (at, what) = self.recorder.log.newest_first().find(|(_, what)| worth_saying(what))?;
                match what {
                    Occurrence::Decided { k, .. } => {
                        of(self.recorder.marks.newest_first().find(|mark| mark.k == *k)?)
                    }
                    _ if self.now.since(*at) > self.past() => None,
                    Occurrence::Heard { gateway, .. } | Occurrence::Leased { gateway, .. } => {
                        let there = (*gateway as usize) < self.n();
                        there.then(|| (self.gateway(*gateway as usize), self.r(), words::occurrence(what)))
                    }
                    // Round the number that stands there.
                    _ => Some((pt(self.store().x, self.store().y + 4.0), 12.0, words::occurrence(what))),
                }
            }
            _ => None,
        }
    }

    /// The second ink.
    pub(super) fn explain(&self, picture: &mut Picture) {
        let Some((c, r, sentence)) = self.explained() else { return };
        why_ring(picture, c, r);
        let size = if self.flow == Flow::Right { 16.0 } else { 14.5 };
        let left = if self.flow == Flow::Right { 4.0 } else { 16.0 };
        let room = self.w - 2.0 * left - 8.0;
        let lines = lines_of(&crate::lang::say(&sentence), Type::Note, size, room);
        let count = lines.len();
        for (row, line) in lines.into_iter().enumerate() {
            let y = self.h - 6.0 - 1.3 * size * (count - 1 - row) as f32;
            picture.said(pt(left, y), Type::Note, size, Ink::NoteText, Align::Start, &line);
            picture.halo();
        }
    }
}
