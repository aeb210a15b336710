//! Keys and caches: diamonds and tiles.

use super::{diamond, flat};
use crate::scene::picture::{Align, Dash, Fill, Ink, Picture, Pt, Seg, Stroke, Type, pt};

/// A key: a diamond.
pub fn key(picture: &mut Picture, c: Pt, r: f32) {
    picture.path(diamond(c, 1.1 * r), flat(Ink::Ink, 1.0), None);
}

/// A key in a stream: an outlined diamond with its number.
pub fn key_outline(picture: &mut Picture, c: Pt, r: f32, number: impl std::fmt::Display) {
    picture.punch(c, 0.7 * r);
    picture.path(diamond(c, 1.1 * r), Fill::None, Some(Stroke::new(Ink::Ink, 1.25)));
    picture.text(pt(c.x, c.y + 3.8), Type::Tile, Ink::Ink, Align::Middle, number);
}

/// A key that changed its owner: its old place small, its new one large.
pub fn moved_key(picture: &mut Picture, was: Pt, now: Pt, r: f32) {
    picture.path(diamond(was, 0.62 * r), flat(Ink::Ink3, 1.0), None);
    picture.path(diamond(now, r), flat(Ink::Work, 1.0), None);
}

/// A hit: a diamond with four rays. `beat` runs from 0 to 1 and lets the rays grow; at rest it is 1.
pub fn hit(picture: &mut Picture, c: Pt, r: f32, beat: f32) {
    picture.path(diamond(c, 0.792 * r), flat(Ink::Done, 1.0), None);
    let (near, far) = (0.669 * r, 0.669 * r + 0.303 * r * beat);
    let rays = [(1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0), (1.0, -1.0)].into_iter().flat_map(|(x, y)| {
        [Seg::Move(pt(c.x + x * near, c.y + y * near)), Seg::Line(pt(c.x + x * far, c.y + y * far))]
    });
    picture.path(rays, Fill::None, Some(Stroke::new(Ink::Done, 0.242 * r)));
}

/// A miss: a hollow diamond with an arrow falling from it.
pub fn miss(picture: &mut Picture, c: Pt, r: f32) {
    let top = pt(c.x, c.y - 0.22 * r);
    let (foot, tip, wing) = (top.y + 0.858 * r, top.y + 1.738 * r, 0.44 * r);
    let stroke = Stroke::new(Ink::Wait, 0.264 * r);
    picture.path(diamond(top, 0.858 * r), Fill::None, Some(stroke));
    let arrow = [
        Seg::Move(pt(c.x, foot)),
        Seg::Line(pt(c.x, tip)),
        Seg::Move(pt(c.x - wing, tip - wing)),
        Seg::Line(pt(c.x, tip)),
        Seg::Line(pt(c.x + wing, tip - wing)),
    ];
    picture.path(arrow, Fill::None, Some(stroke));
}

/// What a cache slot holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Tile {
    /// A key that is asked for often.
    Hot,
    /// A key that is not.
    Cold,
    /// Only a name: the key itself is gone.
    Name,
}

/// A cache slot centred at `c`, `w` by `h` (23 by 27 in a wide scene), with its numeral if there is room.
pub fn tile(picture: &mut Picture, c: Pt, (w, h): (f32, f32), kind: Tile, number: impl std::fmt::Display) {
    let edge = Stroke::new(Ink::Wire, 1.1);
    let (fill, stroke, ink, style) = match kind {
        Tile::Hot => (flat(Ink::Ink, 1.0), Stroke::new(Ink::Ink, 1.1), Ink::Paper, Type::Tile),
        Tile::Cold => (flat(Ink::Tint, 1.0), edge, Ink::Ink2, Type::Axis),
        Tile::Name => (Fill::None, edge.dash(Dash::Past).flat(), Ink::Ink3, Type::Axis),
    };
    picture.rect(pt(c.x - w / 2.0, c.y - h / 2.0), w, h, 2.5, fill, Some(stroke));
    if w >= 16.0 {
        picture.text_sized(pt(c.x, c.y + 4.0), style, 11.5, ink, Align::Middle, number);
    }
}
