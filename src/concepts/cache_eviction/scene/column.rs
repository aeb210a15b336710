//! One cache under the next key: its name, hit or miss, its structure, its last requests, and how many it missed.

use super::super::panels::missed;
use super::super::words::reason;
use super::{Scene, stream, structure};
use crate::scene::{Align, Fill, Ink, Picture, Pt, Seg, Stroke, Type, glyph, pt, text_width};

/// Between two caches.
const GAP: f32 = 30.0;
/// Left and right of all caches.
const EDGE: f32 = 3.0;
/// Height of what stands under a cache's structure.
const FOOT: f32 = 78.0;
/// The widest a structure is drawn.
const WIDEST: f32 = 420.0;

/// Caches side by side.
pub fn wide(scene: &Scene<'_>, picture: &mut Picture) {
    let c = pt(picture.width / 2.0, 34.0);
    let lanes = scene.model.lanes().len();
    // Rings around the outermost slots need a little room.
    let pitch = (picture.width - 2.0 * EDGE + GAP) / lanes as f32;
    let width = pitch - GAP;
    let columns: Vec<f32> = (0..lanes).map(|lane| EDGE + lane as f32 * pitch).collect();
    let foot = stream::foot(c);
    for &x in &columns {
        let to = pt(x + width - 44.0, 96.0);
        let wire = [Seg::Move(foot), Seg::Cubic(pt(foot.x, foot.y + 34.0), pt(to.x, 68.0), to)];
        picture.path(wire, Fill::None, Some(Stroke::new(Ink::Wire, 1.25)));
    }
    stream::draw(scene, c, 1.0, true, picture);
    for (lane, &x) in columns.iter().enumerate() {
        column(scene, lane, x, width, picture);
    }
}

fn column(scene: &Scene<'_>, lane: usize, x: f32, width: f32, picture: &mut Picture) {
    let one = &scene.model.lanes()[lane];
    let bottom = picture.height;
    picture.text(pt(x, 117.0), Type::Panel, Ink::Ink, Align::Start, one.rule.name());
    picture.hit_rect("policy", lane as u64 + 1, pt(x, 100.0), width - 60.0, 24.0);
    outcome(scene, lane, pt(x + width - 44.0, 112.0), 10.0, x + width, picture);
    let top = 138.0;
    let foot = bottom - FOOT;
    let room = foot - 12.0 - top;
    let drawn = width.min(WIDEST);
    let end = structure::draw(scene, lane, pt(x, top), drawn, room, picture);
    why(scene, lane, x, end + 19.0, foot - 8.0, width, picture);
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

/// Hit or miss, as a sign of radius `r` and a word that ends at `right`.
fn outcome(scene: &Scene<'_>, lane: usize, c: Pt, r: f32, right: f32, picture: &mut Picture) {
    let Some(answer) = scene.model.lanes()[lane].last else { return };
    let (word, ink) = if answer.hit {
        glyph::hit(picture, c, r, 1.0);
        ("hit", Ink::DoneText)
    } else {
        glyph::miss(picture, c, r);
        ("miss", Ink::WaitText)
    };
    picture.text(pt(right, c.y + 5.0), Type::Name, ink, Align::End, word);
}

/// Why something left, in the second ink, where there is room for it.
fn why(scene: &Scene<'_>, lane: usize, x: f32, from: f32, to: f32, width: f32, picture: &mut Picture) {
    const SIZE: f32 = 14.0;
    const LINE: f32 = 17.0;
    let Some(gone) = scene.model.lanes()[lane].last.and_then(|answer| answer.gone) else { return };
    let words = reason(&gone);
    let mut lines: Vec<String> = vec![String::new()];
    for word in words.split(' ') {
        let Some(line) = lines.last_mut() else { return };
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if !line.is_empty() && text_width(Type::Note, SIZE, &longer) > width {
            lines.push(word.to_owned());
        } else {
            *line = longer;
        }
    }
    if from + LINE * (lines.len() - 1) as f32 > to {
        return;
    }
    for (at, line) in lines.iter().enumerate() {
        picture.text_sized(pt(x, from + LINE * at as f32), Type::Note, SIZE, Ink::NoteText, Align::Start, line);
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

/// Caches below each other: phones.
pub fn tall(scene: &Scene<'_>, picture: &mut Picture) {
    let c = pt(picture.width / 2.0, 40.0);
    stream::draw(scene, c, 1.0, true, picture);
    let lanes = scene.model.lanes();
    let top = 74.0;
    let each = (picture.height - top) / lanes.len().max(1) as f32;
    let width = picture.width;
    for (lane, one) in lanes.iter().enumerate() {
        let y = top + each * lane as f32;
        picture.text(pt(0.0, y + 15.0), Type::Name, Ink::Ink, Align::Start, one.rule.name());
        picture.hit_rect("policy", lane as u64 + 1, pt(0.0, y), 120.0, 20.0);
        picture.text(pt(width, y + 15.0), Type::Value, Ink::Ink, Align::End, missed(one));
        let percent = text_width(Type::Value, 0.0, &missed(one));
        // Small enough that the arrow of a miss ends above the tiles.
        outcome(scene, lane, pt(width - percent - 64.0, y + 10.0), 6.0, width - percent - 16.0, picture);
        let room = each - 24.0;
        if room > 30.0 {
            let ticks_at = if room > 84.0 { 26.0 } else { 0.0 };
            structure::compact(scene, lane, pt(4.0, y + 25.0), width - 8.0, room - ticks_at - 7.0, picture);
            if ticks_at > 0.0 {
                ticks(scene, lane, pt(0.0, y + each - 18.0), width, picture);
            }
        }
    }
}

/// A miniature without words.
pub fn mini(scene: &Scene<'_>, picture: &mut Picture) {
    let scale = (picture.width / 420.0).clamp(0.4, 1.0);
    let c = pt(picture.width / 2.0, 30.0 * scale + 4.0);
    stream::draw(scene, c, scale, false, picture);
    let lanes = scene.model.lanes().len().min(3);
    let top = c.y + 34.0 * scale;
    let each = (picture.height - top) / lanes.max(1) as f32;
    for lane in 0..lanes {
        let y = top + each * lane as f32;
        structure::compact(scene, lane, pt(4.0, y), picture.width - 8.0, (each - 34.0).max(8.0), picture);
        ticks(scene, lane, pt(0.0, y + each - 17.0), picture.width, picture);
    }
}
