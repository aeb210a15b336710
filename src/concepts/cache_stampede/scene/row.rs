//! One cure: its name, its strip, its value as a dial that runs down, who waits, and its loads under way.

use super::super::model::lane::Load;
use super::super::words;
use super::{Scene, strip};
use crate::policies::stampede::Decision;
use crate::scene::wire::Flow;
use crate::scene::{Align, Dash, Fill, Ink, Picture, Pt, Stroke, Type, glyph, pt};
use std::f32::consts::TAU;

/// Radius of a load on its way.
const BEAD: f32 = 5.4;
/// How far the way there lies above the way back.
const APART: f32 = 7.0;
/// Requests that wait, as rings.
const RINGS: u64 = 6;
/// From one ring to the next.
const RING: f32 = 11.7;

/// Where the parts of a row stand.
pub struct Place {
    /// The name begins here.
    pub name: f32,
    /// The strip's ends.
    pub strip: (f32, f32),
    /// Middle of the cache's dial.
    pub cache: f32,
    /// Middle of the origin's.
    pub origin: f32,
    /// Their radius.
    pub r: f32,
}

/// A row of a wide picture.
pub fn wide(scene: &Scene<'_>, at: usize, top: f32, height: f32, place: &Place, picture: &mut Picture) {
    let lane = scene.lane(at);
    let middle = top + height * 0.5;
    picture.text(pt(place.name, top + 20.0), Type::Panel, Ink::Ink, Align::Start, lane.rule.name());
    picture.hit_rect("cure", at as u64 + 1, pt(place.name, top + 4.0), 140.0, 22.0);
    let per = lane.tally.loads_per_expiry().map_or("–".to_owned(), words::digits);
    picture.text(pt(place.name, top + 44.0), Type::Value, Ink::Ink, Align::Start, &per);
    let x = place.name + crate::scene::text_width(Type::Value, 0.0, &per) + 5.0;
    picture.text(pt(x, top + 44.0), Type::Label, Ink::Ink2, Align::Start, "loads for each expiry");
    let peak = format!("{} at once at most", words::grouped(lane.tally.peak.into()));
    picture.text(pt(place.name, top + 62.0), Type::Label, Ink::Ink2, Align::Start, peak);
    if height > 84.0 {
        let p99 = lane.tally.latency.quantile(0.99).map_or("–".to_owned(), words::seconds);
        picture.text(pt(place.name, top + 80.0), Type::Label, Ink::Ink2, Align::Start, format!("p99 {p99}"));
    }
    strip::draw(scene, at, place.strip, (top + 6.0, top + height - 10.0), true, picture);
    path(scene, at, middle, place, true, picture);
}

/// A row of a phone's picture.
pub fn tall(scene: &Scene<'_>, at: usize, top: f32, height: f32, margin: f32, picture: &mut Picture) {
    let lane = scene.lane(at);
    let width = picture.width;
    picture.text(pt(margin, top + 15.0), Type::Name, Ink::Ink, Align::Start, lane.rule.name());
    picture.hit_rect("cure", at as u64 + 1, pt(margin, top), 150.0, 20.0);
    let peak = format!("{} at once at most", words::grouped(lane.tally.peak.into()));
    picture.text(pt(width - margin, top + 15.0), Type::Label, Ink::Ink2, Align::End, peak);
    let r = 13.0;
    let place =
        Place { name: margin, strip: (margin, width - margin), cache: margin + 92.0, origin: width - margin - r, r };
    let middle = top + 42.0;
    path(scene, at, middle, &place, true, picture);
    // Below the words under the dial.
    if height > 102.0 {
        strip::draw(scene, at, place.strip, (middle + 32.0, top + height - 8.0), false, picture);
    }
}

/// The value, the way to the origin and what is on it.
pub fn path(scene: &Scene<'_>, at: usize, y: f32, place: &Place, words_too: bool, picture: &mut Picture) {
    let lane = scene.lane(at);
    let r = place.r;
    let (cache, origin) = (pt(place.cache, y), pt(place.origin, y));
    let (from, to) = (cache.x + r + 4.0, origin.x - r - 4.0);
    for side in [-APART, APART] {
        picture.line(pt(from, y + side), pt(to, y + side), Stroke::new(Ink::Wire, 1.25));
    }
    dial(scene, at, cache, r, words_too, picture);
    waiting(lane.waiting(), pt(cache.x - r - 12.0, y), picture);
    under_way(scene, at, (from, to), y, picture);
    // The origin: how many it works on.
    let busy = lane.level() > 0;
    picture.circle(
        origin,
        r,
        Fill::None,
        Some(Stroke::new(if busy { Ink::Work } else { Ink::Ink }, if busy { 3.0 } else { 1.5 })),
    );
    if words_too {
        let level = words::grouped(lane.level().into());
        picture.text(pt(origin.x, origin.y + 5.5), Type::Value, Ink::Ink, Align::Middle, level);
    }
    picture.hit("cure", at as u64 + 1, origin, r);
}

/// The value of the most popular key: its rim is what is left of its life.
fn dial(scene: &Scene<'_>, at: usize, c: Pt, r: f32, words_too: bool, picture: &mut Picture) {
    let lane = scene.lane(at);
    picture.hit("cure", at as u64 + 1, c, r);
    let below = pt(c.x, c.y + r + 15.0);
    let Some(entry) = lane.entry(0) else {
        picture.circle(c, r, Fill::None, Some(Stroke::new(Ink::Wire, 1.25).dash(Dash::Broken).flat()));
        if words_too {
            picture.text(below, Type::Axis, Ink::WaitText, Align::Middle, "nothing");
        }
        return;
    };
    let left = entry.expires.since(scene.now);
    if left.is_zero() {
        picture.circle(c, r, Fill::None, Some(Stroke::new(Ink::Wait, 1.75).dash(Dash::Broken).flat()));
    } else {
        let life = entry.expires.since(entry.stored).0.max(1);
        let share = (left.0 as f64 / life as f64) as f32;
        picture.circle(c, r, Fill::None, Some(Stroke::new(Ink::Wire, 1.25)));
        picture.arc(c, r, 0.0, share * TAU, Stroke::new(Ink::Ink, 3.4).flat());
    }
    diamond(scene, at, c, r, picture);
    if words_too {
        let (words, ink) = if left.is_zero() {
            ("expired".to_owned(), Ink::WaitText)
        } else {
            (format!("{} left", words::span(left)), Ink::Ink3)
        };
        picture.text(below, Type::Axis, ink, Align::Middle, words);
    }
}

/// What became of the last request.
fn diamond(scene: &Scene<'_>, at: usize, c: Pt, r: f32, picture: &mut Picture) {
    let Some((_, answer)) = scene.lane(at).last else { return };
    match answer.decision {
        Decision::Hit | Decision::HitAndLoad => glyph::hit(picture, c, r * 0.5, 1.0),
        Decision::Stale | Decision::StaleAndLoad => {
            picture.circle(c, r * 0.3, Fill::None, Some(Stroke::new(Ink::Ink3, 2.0)));
        }
        Decision::Early | Decision::Load | Decision::Wait => glyph::miss(picture, pt(c.x, c.y - r * 0.2), r * 0.5),
    }
}

/// Requests that wait for a load, toward the strip.
fn waiting(n: u64, head: Pt, picture: &mut Picture) {
    if n == 0 {
        return;
    }
    // On a phone there is less room before the edge.
    let words = words::grouped(n);
    let number = crate::scene::text_width(Type::LabelBold, 0.0, &words) + 6.0;
    let room = |number: f32| ((head.x - number) / RING).max(1.0) as u64;
    let shown = if n <= RINGS.min(room(0.0)) { n } else { n.min(RINGS).min(room(number)) };
    glyph::queue(picture, Flow::Right, head, 4.6, shown as u32);
    if n > shown {
        let x = head.x - shown as f32 * RING - 2.0;
        picture.text(pt(x, head.y + 4.5), Type::LabelBold, Ink::WaitText, Align::End, words);
    }
}

/// Loads: out on the upper wire, back on the lower one; where there are too many for beads, as a line with their number.
fn under_way(scene: &Scene<'_>, at: usize, (from, to): (f32, f32), y: f32, picture: &mut Picture) {
    let lane = scene.lane(at);
    let room = ((to - from) / (2.0 * BEAD + 2.0)) as u32;
    if lane.level() == 0 || scene.still {
        return;
    }
    let line = lane.in_line() as u32;
    let moving: Vec<&Load> = lane.loads().filter(|load| load.began.is_some()).collect();
    let half = |back: bool| moving.iter().filter(move |load| (load.share(scene.now) >= 0.5) == back);
    for back in [false, true] {
        let side = y + if back { APART } else { -APART };
        let n = half(back).count() as u32;
        if n > room {
            picture.line(pt(from, side), pt(to, side), Stroke::new(Ink::Work, 4.0));
            let words = format!("{} {}", words::grouped(n.into()), if back { "back" } else { "out" });
            let above = if back { side + 17.0 } else { side - 8.0 };
            picture.text(pt(f32::midpoint(from, to), above), Type::LabelBold, Ink::WorkText, Align::Middle, words);
            picture.halo();
            continue;
        }
        for load in half(back) {
            let share = load.share(scene.now) as f32;
            let along = if back { 2.0 - 2.0 * share } else { 2.0 * share };
            picture.disc(pt(from + BEAD + (to - from - 2.0 * BEAD) * along, side), BEAD, Ink::Work);
        }
    }
    if line > 0 {
        let words = format!("{} in line", words::grouped(line.into()));
        picture.text(pt(to, y + APART + 19.0), Type::Axis, Ink::WaitText, Align::End, words);
    }
}
