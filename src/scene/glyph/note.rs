//! The second ink, and the marks of the present: why, theory's knee, you are here, was, the future you left.

use crate::scene::picture::{Align, Dash, Fill, Ink, Picture, Pt, Seg, Stroke, Type, pt};

/// A ring round the bead of radius `r` that is explained.
pub fn why_ring(picture: &mut Picture, c: Pt, r: f32) {
    picture.circle(c, r + 4.0, Fill::None, Some(Stroke::new(Ink::Note, 1.75)));
}

/// A feeler along a wire that was looked at: solid if chosen, dashed if not.
pub const fn feeler(chosen: bool) -> Stroke {
    if chosen { Stroke::new(Ink::Note, 2.25) } else { Stroke::new(Ink::Note, 1.75).dash(Dash::Theory) }
}

/// A number the rule saw, in a circle that grows with its digits.
pub fn count(picture: &mut Picture, c: Pt, value: impl std::fmt::Display) {
    let words = value.to_string();
    let width = crate::scene::text::text_width(Type::Name, 14.0, &words);
    let half = (width / 2.0 - 3.5).max(0.0);
    let stroke = Some(Stroke::new(Ink::Note, 1.5));
    for side in [-1.0, 1.0] {
        picture.punch(pt(c.x + side * half * 0.5, c.y), 11.0);
    }
    picture.rect(pt(c.x - 11.0 - half * 0.5, c.y - 11.0), 22.0 + half, 22.0, 11.0, Fill::None, stroke);
    picture.text_sized(pt(c.x, c.y + 4.8), Type::Name, 14.0, Ink::NoteText, Align::Middle, words);
}

/// The state now, on a curve.
pub fn you_are_here(picture: &mut Picture, c: Pt) {
    picture.circle(c, 11.0, Fill::None, Some(Stroke::new(Ink::Ink, 1.25)));
    picture.punch(c, 6.75);
    picture.disc(c, 6.0, Ink::Ink);
}

/// The state before the last change.
pub fn was_dot(picture: &mut Picture, c: Pt) {
    picture.punch(c, 4.5);
    picture.circle(c, 4.5, Fill::None, Some(Stroke::new(Ink::Ink, 1.5)));
}

/// The cursor of a slide rule, on the axis of a chart whose x is a setting.
pub fn thumb(picture: &mut Picture, c: Pt) {
    let at = pt(c.x - 6.5, c.y - 10.0);
    picture.rect(at, 13.0, 20.0, 3.0, Fill::Flat(Ink::Ink, 1.0), Some(Stroke::new(Ink::Paper, 1.5)));
    picture.line(pt(c.x, c.y - 5.5), pt(c.x, c.y + 5.5), Stroke::new(Ink::Paper, 1.25));
}

/// The knee: a triangle whose tip touches `tip`, standing below it.
pub fn knee(picture: &mut Picture, tip: Pt) {
    let corners =
        [Seg::Move(tip), Seg::Line(pt(tip.x + 4.2, tip.y + 7.0)), Seg::Line(pt(tip.x - 4.2, tip.y + 7.0)), Seg::Close];
    picture.path(corners, Fill::Flat(Ink::Note, 1.0), None);
}

/// The look of a future you left.
pub const fn ghost_stroke() -> Stroke {
    Stroke::new(Ink::Wire, 1.25)
}
