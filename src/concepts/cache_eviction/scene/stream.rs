//! The keys: those to come on the left, the one that is asked for in the middle, those that were on the right.

use super::super::words::label;
use super::Scene;
use crate::policies::evict::Key;
use crate::scene::{Align, Fill, Ink, Picture, Pt, Seg, Stroke, Type, pt};

/// From one key to the next.
const PITCH: f32 = 36.0;
/// Half the width of a key.
const SMALL: f32 = 15.0;
/// Half the width of the one that is asked for.
const LARGE: f32 = 24.0;

fn diamond(c: Pt, r: f32) -> [Seg; 5] {
    [
        Seg::Move(pt(c.x, c.y - r)),
        Seg::Line(pt(c.x + r, c.y)),
        Seg::Line(pt(c.x, c.y + r)),
        Seg::Line(pt(c.x - r, c.y)),
        Seg::Close,
    ]
}

/// Draws the stream around `c`, as wide as the picture; `words` says what its sides are.
pub fn draw(scene: &Scene<'_>, c: Pt, scale: f32, words: bool, picture: &mut Picture) {
    let width = picture.width;
    picture.line(pt(0.0, c.y), pt(width, c.y), Stroke::new(Ink::Wire, 1.25));
    let pitch = PITCH * scale;
    let side = ((width / 2.0 - SMALL * scale) / pitch) as usize;
    let shift = scene.phase * pitch;
    let mut keys: Vec<(Key, f32)> = Vec::with_capacity(2 * side + 2);
    // What was asked for moves to the right; at the ends keys come in and go out whole.
    for (at, key) in scene.model.seen().skip(1).take(side).enumerate() {
        keys.push((key, (at + 1) as f32 * pitch + shift));
    }
    for (at, key) in scene.model.ahead().take(side + 1).enumerate() {
        keys.push((key, shift - (at + 1) as f32 * pitch));
    }
    let last = width / 2.0 - SMALL * scale - 1.0;
    keys.retain(|(_, dx)| dx.abs() <= last);
    if let Some((key, _)) = scene.model.current() {
        keys.push((key, shift));
    }
    if words {
        // On wide pages the letter of the figure stands in this corner.
        let corner = if width > 600.0 { 20.0 } else { 6.0 };
        picture.text(pt(corner, c.y - 24.0), Type::Label, Ink::Ink3, Align::Start, "coming");
        picture.text(pt(width, c.y - 24.0), Type::Label, Ink::Ink3, Align::End, "seen");
    }
    // The nearest to the middle lies on top.
    crate::sim::order::sort_by(&mut keys, |a, b| b.1.abs().total_cmp(&a.1.abs()));
    for (key, dx) in keys {
        one(scene, key, pt(c.x + dx, c.y), (1.0 - dx.abs() / pitch).max(0.0), scale, words, picture);
    }
}

/// One key; `near` runs from 0 to 1 as it comes to the middle.
fn one(scene: &Scene<'_>, key: Key, c: Pt, near: f32, scale: f32, words: bool, picture: &mut Picture) {
    let r = (SMALL + (LARGE - SMALL) * near) * scale;
    let hot = scene.model.is_hot(key);
    let number = label(key);
    let chosen = near > 0.5;
    if chosen {
        picture.path(diamond(c, r), Fill::Flat(Ink::Ink, 1.0), Some(Stroke::new(Ink::Paper, 3.0)));
    } else {
        let edge = Stroke::new(if hot { Ink::Ink } else { Ink::Wire }, 1.25);
        picture.path(diamond(c, r), Fill::Flat(Ink::Paper, 1.0), Some(edge));
    }
    if words {
        let size = match (chosen, number) {
            (true, 0..100) => 18.0,
            (true, _) => 14.5,
            (_, 0..100) => 12.0,
            (_, 100..1000) => 10.4,
            _ => 8.4,
        };
        let ink = match (chosen, hot, key >= scene.model.params().keys) {
            (true, ..) => Ink::Paper,
            (_, true, _) => Ink::Ink,
            (_, _, true) => Ink::Ink3,
            _ => Ink::Ink2,
        };
        let style = if chosen || hot { Type::Tile } else { Type::Axis };
        picture.text_sized(pt(c.x, c.y + size * 0.35), style, size, ink, Align::Middle, number);
    }
    picture.hit("key", u64::from(number), c, r * 0.7);
}

/// The foot of the key that is asked for, from which wires lead to the caches.
pub fn foot(c: Pt) -> Pt {
    pt(c.x, c.y + LARGE - 2.0)
}
