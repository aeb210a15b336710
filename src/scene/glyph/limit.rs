//! Rate limits: a measuring glass and the coins it holds.

use super::flat;
use crate::scene::picture::{Dash, Fill, Ink, Picture, Pt, Seg, Stroke, pt};

/// A token: a coin on edge centred at `c`, `w` by `h`, milled every 7 px.
pub fn token(picture: &mut Picture, c: Pt, w: f32, h: f32) {
    picture.rect(pt(c.x - w / 2.0, c.y - h / 2.0), w, h, 0.3 * h, flat(Ink::Ink, 1.0), None);
    milling(picture, c, w, h, 1.0);
}

/// The coin being minted: `share` of it, from the left, inside a dashed outline.
pub fn token_minting(picture: &mut Picture, c: Pt, w: f32, h: f32, share: f32) {
    let share = share.clamp(0.0, 1.0);
    let corner = pt(c.x - w / 2.0, c.y - h / 2.0);
    picture.rect(corner, w, h, 0.3 * h, Fill::None, Some(Stroke::new(Ink::Ink, 1.0).dash(Dash::Past).flat()));
    if share > 0.0 {
        picture.rect(corner, w * share, h, (0.3 * h).min(w * share / 2.0), flat(Ink::Ink, 1.0), None);
        milling(picture, c, w, h, share);
    }
}

fn milling(picture: &mut Picture, c: Pt, w: f32, h: f32, share: f32) {
    let cuts = (w / 7.0) as u32;
    let pitch = w / (cuts + 1) as f32;
    let marks = (1..=cuts).map(|at| pitch * at as f32).filter(|x| *x < w * share - 1.0).flat_map(|x| {
        let x = c.x - w / 2.0 + x;
        [Seg::Move(pt(x, c.y - 0.22 * h)), Seg::Line(pt(x, c.y + 0.22 * h))]
    });
    picture.path(marks, Fill::None, Some(Stroke::new(Ink::Paper, 1.0).flat().opacity(0.75)));
}

/// A bucket: an open glass whose inside is `w` wide with its floor at `floor` (the middle of the floor), holding up to
/// `size` tokens of which `level` are there, part of one included. Tokens lie `pitch` apart.
pub fn bucket(picture: &mut Picture, floor: Pt, w: f32, pitch: f32, size: u32, level: f32) {
    let (coin_w, coin_h) = (0.8 * w, 0.743 * pitch);
    let whole = (level.max(0.0) as u32).min(size);
    let at = |n: u32| pt(floor.x, floor.y - pitch * (n as f32 + 0.5) - 0.1 * pitch);
    for n in 0..whole {
        picture.rect(
            pt(floor.x - coin_w / 2.0, at(n).y - coin_h / 2.0),
            coin_w,
            coin_h,
            1.4,
            flat(Ink::Ink, 1.0),
            None,
        );
    }
    let part = level - whole as f32;
    if part > 0.0 && whole < size {
        token_minting(picture, at(whole), coin_w, coin_h, part);
    }
    let (left, right, top) = (floor.x - w / 2.0, floor.x + w / 2.0, floor.y - pitch * (size as f32 + 1.4));
    let corner = 2.0;
    let glass = [
        Seg::Move(pt(left, top)),
        Seg::Line(pt(left, floor.y - corner)),
        Seg::Cubic(pt(left, floor.y - 0.7), pt(left + 0.7, floor.y), pt(left + corner, floor.y)),
        Seg::Line(pt(right - corner, floor.y)),
        Seg::Cubic(pt(right - 0.7, floor.y), pt(right, floor.y - 0.7), pt(right, floor.y - corner)),
        Seg::Line(pt(right, top)),
    ];
    picture.path(glass, Fill::None, Some(Stroke::new(Ink::Ink, 1.5)));
    let marks = (1..=size).flat_map(|n| {
        let y = floor.y - pitch * n as f32;
        [Seg::Move(pt(right - 0.05 * w, y)), Seg::Line(pt(right, y))]
    });
    picture.path(marks, Fill::None, Some(Stroke::new(Ink::Ink, 1.0).flat()));
}
