//! Above the rows the one number and the rule, below them the why.

use super::super::metrics::share;
use super::super::words;
use super::Scene;
use crate::scene::glyph::why_ring;
use crate::scene::{Align, Ink, Picture, Type, lines_of, pt, text_width};

/// Up to this speed the latest decision is explained.
const SLOW_SPEED: f64 = 0.5;

impl Scene<'_> {
    /// The one number, and the rule.
    pub(super) fn top(&self, picture: &mut Picture) {
        let (all, _) = self.model.since_cut();
        let innocent = all.innocent();
        let unjust = share(innocent.unjust, &innocent).unwrap_or(0.0);
        let number = words::percent(unjust);
        let ink = if unjust > 0.0 { Ink::LostText } else { Ink::Ink };
        let left = if self.tall { 2.0 } else { 24.0 };
        picture.text_sized(pt(left, 26.0), Type::NumberL, 24.0, ink, Align::Start, &number);
        let x = left + 10.0 + text_width(Type::NumberL, 24.0, &number);
        let ends = self.model.window_ends().since(self.now).secs();
        let words = if self.tall {
            "refused unjustly".to_owned()
        } else {
            format!("of honest requests refused unjustly; the window ends in {ends:.1} s")
        };
        picture.text(pt(x, 26.0), Type::Label, Ink::Ink2, Align::Start, words);
        if self.tall || self.w < 860.0 {
            return;
        }
        let lines = words::rule(self.model.params());
        let wide = lines.iter().map(|line| text_width(Type::Caption, 17.0, line)).fold(180.0, f32::max);
        let x = self.w - wide - 4.0;
        picture.text(pt(x, 16.0), Type::Name, Ink::Ink, Align::Start, "The rule");
        for (row, line) in lines.iter().enumerate() {
            picture.text_sized(pt(x, 39.0 + 21.0 * row as f32), Type::Caption, 17.0, Ink::Ink2, Align::Start, line);
            picture.halo();
        }
    }

    /// The second ink: why the chosen or the latest request passed or not.
    pub(super) fn explain(&self, picture: &mut Picture, rows: &[(usize, f32, f32)]) {
        let mark = match self.focus {
            Some(target) if target.kind == "request" => {
                self.recorder.marks.newest_first().find(|mark| mark.k + 1 == target.id)
            }
            None if self.speed <= SLOW_SPEED => self.recorder.marks.newest_first().next(),
            _ => None,
        };
        let Some((mark, c)) = mark.and_then(|mark| Some((mark, self.place(mark, rows)?))) else { return };
        why_ring(picture, c, 5.0);
        let sentence = words::why(mark.k, mark.class, mark.allowed, mark.unjust, mark.slipped, &mark.why);
        let size = if self.tall { 14.5 } else { 16.0 };
        let room = self.w - 8.0;
        let lines = lines_of(&crate::lang::say(&sentence), Type::Note, size, room);
        let count = lines.len();
        for (row, line) in lines.into_iter().enumerate() {
            let y = self.h - 6.0 - 1.3 * size * (count - 1 - row) as f32;
            picture.said(pt(2.0, y), Type::Note, size, Ink::NoteText, Align::Start, &line);
            picture.halo();
        }
    }
}
