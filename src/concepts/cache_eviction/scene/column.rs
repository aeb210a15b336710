//! One cache under the next key: its name, hit or miss, its structure, its last requests, and how many it missed.

use super::super::panels::missed;
use super::super::words::{label, reason};
use super::{Scene, stream, structure};
use crate::policies::evict::Policy;
use crate::scene::{Align, Dash, Fill, Ink, Picture, Pt, Seg, Stroke, Type, glyph, lines_of, pt, text_width};

/// Between two caches.
const GAP: f32 = 30.0;
/// Width of the sign of hit or miss.
const SIGN: f32 = 28.0;
/// Left and right of all caches.
const EDGE: f32 = 3.0;
/// Room for the way to the origin, right of each cache.
const WAY: f32 = 16.0;
/// Left and right of the caches where the picture is as wide as the screen.
const MARGIN: f32 = 16.0;
/// Radius of a key on its way to the origin.
const BEAD: f32 = 5.0;
/// Height of what stands under a cache's structure.
const FOOT: f32 = 78.0;
/// Height from which on a cache below others, or alone on a phone, is drawn as its structure and not only as its keys.
const ROOMY: f32 = 110.0;
/// The widest a structure is drawn.
const WIDEST: f32 = 420.0;

/// Caches side by side.
pub fn wide(scene: &Scene<'_>, picture: &mut Picture) {
    let c = pt(picture.width / 2.0, 34.0);
    let lanes = scene.model.lanes().len();
    // Rings around the outermost slots need a little room.
    let pitch = (picture.width - 2.0 * EDGE - WAY + GAP) / lanes as f32;
    let width = pitch - GAP;
    let columns: Vec<f32> = (0..lanes).map(|lane| EDGE + lane as f32 * pitch).collect();
    let foot = stream::foot(c);
    // Between a long name and the edge of a narrow column there is room for the sign alone.
    let names = scene.model.lanes().iter().map(|lane| text_width(Type::Panel, 0.0, lane.rule.name()));
    let worded = names.fold(0.0, f32::max)
        + SIGN
        + ["hit", "miss"].map(|word| text_width(Type::Name, 0.0, word)).into_iter().fold(0.0, f32::max)
        + 12.0
        <= width;
    let sign = if worded { width - 44.0 } else { width - SIGN / 2.0 };
    for &x in &columns {
        let to = pt(x + sign, 96.0);
        let wire = [Seg::Move(foot), Seg::Cubic(pt(foot.x, foot.y + 34.0), pt(to.x, 68.0), to)];
        picture.path(wire, Fill::None, Some(Stroke::new(Ink::Wire, 1.25)));
    }
    stream::draw(scene, c, 1.0, true, picture);
    for (lane, &x) in columns.iter().enumerate() {
        column(scene, lane, x, (width, sign, worded), picture);
    }
}

/// One of them `width` wide, with the sign of hit or miss at `sign` from its left, with the word if `worded`.
fn column(scene: &Scene<'_>, lane: usize, x: f32, (width, sign, worded): (f32, f32, bool), picture: &mut Picture) {
    let one = &scene.model.lanes()[lane];
    let bottom = picture.height;
    picture.text(pt(x, 117.0), Type::Panel, Ink::Ink, Align::Start, one.rule.name());
    picture.hit_rect("policy", lane as u64 + 1, pt(x, 100.0), width - 60.0, 24.0);
    outcome(scene, lane, pt(x + sign, 112.0), 10.0, worded.then_some(x + width), picture);
    let top = 138.0;
    let foot = bottom - FOOT;
    let room = foot - 12.0 - top;
    let drawn = width.min(WIDEST);
    // From the structure's end to the last line of why, which may stand this much lower than the structure.
    let says = one.last.and_then(|answer| answer.gone).map_or(0.0, |gone| {
        let lines = lines_of(&crate::lang::say(&reason(&gone)), Type::Note, WHY, width).len();
        WHY_FROM + WHY_LINE * lines.saturating_sub(1) as f32 - WHY_BELOW
    });
    let end = structure::draw(scene, lane, pt(x, top), (drawn, room), says, picture);
    why(scene, lane, x, end + WHY_FROM, top + room + WHY_BELOW, width, picture);
    origin(scene, lane, pt(x + width + 12.0, 112.0), foot + 14.0, picture);
    ticks(scene, lane, pt(x, foot + 14.0), width, picture);
    picture.text(pt(x, bottom - 27.0), Type::NumberL, Ink::Ink, Align::Start, missed(one));
    picture.text(pt(x, bottom - 6.0), Type::Label, Ink::Ink2, Align::Start, "missed so far");
    let hottest = scene.model.hottest();
    if width >= 170.0 && hottest > 0 {
        let held = scene.model.hot_held(one);
        picture.text(pt(x + width, bottom - 23.0), Type::Label, Ink::Ink2, Align::End, format!("holds {held} of the"));
        picture.text(pt(x + width, bottom - 6.0), Type::Label, Ink::Ink2, Align::End, format!("{hottest} hottest"));
    }
}

/// Hit or miss, as a sign of radius `r` and, where one is wanted, a word that ends at `right`; a long word pushes the sign
/// to the left.
fn outcome(scene: &Scene<'_>, lane: usize, c: Pt, r: f32, right: Option<f32>, picture: &mut Picture) {
    let Some(answer) = scene.model.lanes()[lane].last else { return };
    let (word, ink) = if answer.hit { ("hit", Ink::DoneText) } else { ("miss", Ink::WaitText) };
    let c = pt(right.map_or(c.x, |right| c.x.min(right - text_width(Type::Name, 0.0, word) - r - 3.0)), c.y);
    if answer.hit {
        glyph::hit(picture, c, r, 1.0);
    } else {
        glyph::miss(picture, c, r);
    }
    if let Some(right) = right {
        picture.text(pt(right, c.y + 5.0), Type::Name, ink, Align::End, word);
    }
}

/// The way to the origin beside a cache: a miss goes down it and comes back with the value.
fn origin(scene: &Scene<'_>, lane: usize, from: Pt, y: f32, picture: &mut Picture) {
    const R: f32 = 6.0;
    picture.line(from, pt(from.x, y - R), Stroke::new(Ink::Wire, 1.25));
    picture.circle(pt(from.x, y), R, Fill::None, Some(Stroke::new(Ink::Ink, 1.5)));
    let end = from.x + 20.0;
    let (at, align) = if end > picture.width { (picture.width, Align::End) } else { (from.x, Align::Middle) };
    picture.text(pt(at, y + 21.0), Type::Axis, Ink::Ink3, align, "origin");
    let missed = scene.model.lanes()[lane].last.is_some_and(|answer| !answer.hit);
    if !missed || scene.phase <= 0.0 {
        return;
    }
    // Half of the time down, half of it back.
    let down = scene.phase < 0.5;
    let share = if down { scene.phase * 2.0 } else { 2.0 - scene.phase * 2.0 };
    let c = pt(from.x, from.y + share * (y - R - BEAD - from.y));
    if down {
        picture.punch(c, BEAD);
        picture.circle(c, BEAD * 0.82, Fill::None, Some(Stroke::new(Ink::Wait, BEAD * 0.36)));
    } else {
        picture.disc(c, BEAD, Ink::Work);
    }
}

/// What left, as a tile, and why in the second ink beside it; without the tile where there is little room, and nothing
/// where there is none.
fn why(scene: &Scene<'_>, lane: usize, x: f32, from: f32, to: f32, width: f32, picture: &mut Picture) {
    const TILE: (f32, f32) = (21.0, 24.0);
    const SIDE: f32 = 29.0;
    let Some(gone) = scene.model.lanes()[lane].last.and_then(|answer| answer.gone) else { return };
    let words = reason(&gone);
    if let Some(lines) = wrapped(&words, width - SIDE, from, to).filter(|_| from + 15.0 <= to + 6.0) {
        let kind = if scene.model.is_hot(gone.key) { glyph::Tile::Hot } else { glyph::Tile::Cold };
        // It drops out of the cache.
        let fallen = 6.0 * (scene.phase * 4.0).min(1.0);
        let c = pt(x + TILE.0 / 2.0 + 1.0, from - 15.0 + TILE.1 / 2.0 + fallen);
        glyph::tile(picture, c, TILE, kind, label(gone.key));
        picture.hit_rect("key", u64::from(label(gone.key)), pt(x, from - 15.0), TILE.0, TILE.1);
        say(&lines, pt(x + SIDE, from), picture);
    } else if let Some(lines) = wrapped(&words, width, from, to) {
        say(&lines, pt(x, from), picture);
    }
}

const WHY: f32 = 14.0;
/// From the end of a structure to the first line of why.
const WHY_FROM: f32 = 19.0;
/// So much lower than the room of the structure may its last line stand.
const WHY_BELOW: f32 = 4.0;
const WHY_LINE: f32 = 17.0;

/// Words in lines of `width`, if they fit between the base line of the first and `to`.
fn wrapped(words: &str, width: f32, from: f32, to: f32) -> Option<Vec<String>> {
    let lines = lines_of(&crate::lang::say(words), Type::Note, WHY, width);
    (from + WHY_LINE * lines.len().saturating_sub(1) as f32 <= to).then_some(lines)
}

fn say(lines: &[String], at: Pt, picture: &mut Picture) {
    for (row, line) in lines.iter().enumerate() {
        let at = pt(at.x, at.y + WHY_LINE * row as f32);
        picture.said(at, Type::Note, WHY, Ink::NoteText, Align::Start, line);
    }
}

/// The last requests: hits up, misses down, the latest on the right.
fn ticks(scene: &Scene<'_>, lane: usize, at: Pt, width: f32, picture: &mut Picture) {
    const PITCH: f32 = 3.05;
    let n = (width / PITCH) as usize;
    picture.line(at, pt(at.x + width, at.y), Stroke::new(Ink::Wire, 1.0));
    let (mut up, mut down) = (Vec::new(), Vec::new());
    for (back, hits) in scene.recorder.hits.iter().rev().take(n).enumerate() {
        let x = at.x + width - 1.0 - back as f32 * PITCH;
        if hits.bits >> lane & 1 == 1 {
            up.extend([Seg::Move(pt(x, at.y - 2.0)), Seg::Line(pt(x, at.y - 11.5))]);
        } else {
            down.extend([Seg::Move(pt(x, at.y + 2.0)), Seg::Line(pt(x, at.y + 11.5))]);
        }
    }
    picture.path(up, Fill::None, Some(Stroke::new(Ink::Done, 1.6).flat()));
    picture.path(down, Fill::None, Some(Stroke::new(Ink::Wait, 1.6).flat()));
}

/// Caches below each other: phones, where the picture is as wide as the screen, and narrow figures.
pub fn tall(scene: &Scene<'_>, full: bool, picture: &mut Picture) {
    let c = pt(picture.width / 2.0, 40.0);
    stream::draw(scene, c, 1.0, true, picture);
    let lanes = scene.model.lanes();
    let top = 74.0;
    let each = (picture.height - top) / lanes.len().max(1) as f32;
    let left = if full { MARGIN } else { 0.0 };
    let (right, width) = (picture.width - left, picture.width - 2.0 * left);
    for (lane, one) in lanes.iter().enumerate() {
        let y = top + each * lane as f32;
        picture.text(pt(left, y + 15.0), Type::Name, Ink::Ink, Align::Start, one.rule.name());
        picture.hit_rect("policy", lane as u64 + 1, pt(left, y), 120.0, 20.0);
        picture.text(pt(right, y + 15.0), Type::Value, Ink::Ink, Align::End, missed(one));
        let percent = text_width(Type::Value, 0.0, &missed(one));
        // Small enough that the arrow of a miss ends above the tiles.
        outcome(scene, lane, pt(right - percent - 64.0, y + 10.0), 6.0, Some(right - percent - 16.0), picture);
        let room = each - 24.0;
        if room > 22.0 {
            let ticks_at = if room > 84.0 { 26.0 } else { 0.0 };
            let (at, inside) = (pt(left + 1.0, y + 25.0), (width - 2.0, room - ticks_at - 7.0));
            if inside.1 > ROOMY {
                structure::draw(scene, lane, pt(at.x, at.y + 4.0), (inside.0, inside.1 - 4.0), 0.0, picture);
            } else {
                structure::compact(scene, lane, at, inside.0, inside.1, picture);
            }
            if ticks_at > 0.0 {
                ticks(scene, lane, pt(left, y + each - 18.0), width, picture);
            }
        }
    }
}

/// A miniature: the keys, and one row of large tiles of the cache that shows its rule best.
pub fn mini(scene: &Scene<'_>, picture: &mut Picture) {
    let scale = (picture.width / 420.0).clamp(0.4, 1.0);
    let c = pt(picture.width / 2.0, 24.0 * scale + 6.0);
    stream::draw(scene, c, scale, false, picture);
    let lanes = scene.model.lanes();
    let sieve = lanes.iter().position(|lane| matches!(lane.policy, Policy::Sieve(_)));
    let lane = sieve.unwrap_or(0);
    if lanes.is_empty() {
        return;
    }
    let top = c.y + 44.0 * scale;
    picture.line(pt(c.x, c.y + 20.0 * scale), pt(c.x, top - 4.0), Stroke::new(Ink::Wire, 1.25));
    let room = picture.height - top;
    let (end, hand) = structure::large(scene, lane, pt(0.0, top), (picture.width, room), picture);
    // What left, falling away from the hand.
    let gone = lanes[lane].last.and_then(|answer| answer.gone);
    let (Some(gone), true) = (gone, picture.height - end > 34.0) else { return };
    let side = if hand > picture.width * 0.6 { -1.0 } else { 1.0 };
    let r = (picture.height - end - 16.0).min(14.0);
    let at = pt((hand + side * 44.0 * scale).clamp(r, picture.width - r), picture.height - r - 2.0);
    let way = [
        Seg::Move(pt(hand + side * 6.0, end + 12.0)),
        Seg::Cubic(pt(at.x, end + 8.0), pt(at.x, end + 12.0), pt(at.x, at.y - r - 2.0)),
    ];
    picture.path(way, Fill::None, Some(Stroke::new(Ink::Ink3, 1.25).dash(Dash::Dots)));
    let diamond = [
        Seg::Move(pt(at.x, at.y - r)),
        Seg::Line(pt(at.x + r, at.y)),
        Seg::Line(pt(at.x, at.y + r)),
        Seg::Line(pt(at.x - r, at.y)),
        Seg::Close,
    ];
    picture.path(diamond, Fill::None, Some(Stroke::new(Ink::Ink3, 1.25).dash(Dash::Past).flat()));
    if r >= 11.0 {
        picture.text_sized(pt(at.x, at.y + 3.6), Type::Axis, 9.6, Ink::Ink3, Align::Middle, label(gone.key));
    }
}
