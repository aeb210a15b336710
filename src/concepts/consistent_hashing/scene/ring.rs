//! The circle: arcs by owner, marks, and the keys inside it; those that moved stand outside.

use super::super::model::hot::hottest;
use super::super::model::keys::{NOBODY, pick};
use super::super::model::lane::SECTORS;
use super::super::words;
use super::letters::{NEAR, letters};
use super::racks::lost_key;
use super::way::{Way, angle};
use super::{Area, DRAWN, Scene, circle, label, say};
use crate::concept::Layout;
use crate::policies::place::{Kind, NodeId, Points, Strategy};
use crate::scene::glyph::{around, band, band_arc, key, moved_key, virtual_node, why_ring};
use crate::scene::{Align, Fill, Ink, Picture, Pt, Seg, Stroke, Type, pt, text_width};
use std::f32::consts::TAU;

/// More arcs than this are drawn as so many sectors.
const ARCS_MAX: usize = 720;
/// How far from the band crowded keys may stand.
const LEVELS: usize = 4;
/// Above this many keys the inside shows density.
const DENSE: u32 = 30_000;

/// How far from the circle words stand, and how wide they are at least.
const BY: f32 = 62.0;
const WORDS: f32 = 150.0;

/// How far apart letters stand.
const LETTER: f32 = 15.0;
/// Where the circle lies.
#[derive(Clone, Copy)]
struct Circle {
    c: Pt,
    inner: f32,
    outer: f32,
}

/// A key that is drawn.
struct Drawn {
    key: u32,
    angle: f32,
    moved: bool,
    /// It moved, or moved back, when the change was last gone on with.
    lately: bool,
    /// It stood outside before that.
    out: bool,
    /// Radius where it stands now, and where it stood before.
    at: f32,
    was: f32,
}

impl Scene<'_> {
    pub(super) fn ring(&self, picture: &mut Picture) {
        let own = self.model.own();
        if self.layout == Layout::Still && self.model.change().is_some() {
            // Before and after, side by side.
            let half = self.w / 2.0;
            let left = Area { at: pt(0.0, 18.0), w: half - 8.0, h: self.h - 18.0 };
            let right = Area { at: pt(half + 8.0, 18.0), ..left };
            self.circle(picture, left, &own.earlier, &own.before, false);
            self.circle(picture, right, &own.strategy, &own.owners, true);
            for (area, words) in [(left, "before"), (right, "after")] {
                picture.text(pt(area.at.x + area.w / 2.0, 14.0), Type::LabelBold, Ink::Ink2, Align::Middle, words);
            }
            return;
        }
        let whole = Area { at: pt(0.0, 0.0), w: self.w, h: self.h };
        // Racks stand below the circle where there is no room beside it.
        let below = if self.words_beside(whole) > 0.0 { 0.0 } else { self.row_of_racks() };
        self.circle(picture, Area { h: self.h - below, ..whole }, &own.strategy, &own.owners, true);
    }

    /// Room for words right of the circle, where the layout has any.
    fn words_beside(&self, area: Area) -> f32 {
        if self.layout == Layout::Wide && area.w > area.h + 100.0 { (area.w - area.h).min(190.0) } else { 0.0 }
    }

    fn circle(&self, picture: &mut Picture, area: Area, strategy: &Strategy, owners: &[u16], now: bool) {
        let Some((points, bits)) = circle(strategy) else { return };
        let mini = self.layout == Layout::Mini;
        let margin = if mini { 16.0 } else { 40.0 };
        let beside = self.words_beside(area);
        let outer = ((area.w - beside) / 2.0 - margin).min(area.h / 2.0 - margin).max(24.0);
        let thick = if mini { 10.0 } else { 22.0f32.min(outer / 4.0) };
        // The circle stands in the middle, and gives way to the left only as far as the words need.
        let middle = area.w / 2.0;
        let left =
            if beside > 0.0 { middle.min(area.w - outer - BY - WORDS).max(outer + margin + 6.0) } else { middle };
        let place = Circle { c: pt(area.at.x + left, area.at.y + area.h / 2.0), inner: outer - thick, outer };
        let fresh = self.fresh().filter(|_| now);
        let arcs = arcs(points, bits);
        for &(from, to, id) in &arcs {
            band_arc(picture, place.c, (place.inner, place.outer), from, to, super::fill(id, fresh));
        }
        band(picture, place.c, place.inner, place.outer);
        self.marks(picture, place, points, bits, fresh);
        let drawn = self.keys(place, owners, now);
        self.inside(picture, place, now);
        for drawn in &drawn {
            self.key(picture, place, drawn, mini);
        }
        if mini {
            return;
        }
        let outside: Vec<f32> = drawn.iter().filter(|key| key.moved).map(|key| key.angle).collect();
        let chosen = self.chosen();
        // As far apart as their rims are wide, or they themselves.
        let apart = if self.crowded() { LETTER } else { 2.0 * super::weigh::RIM + 3.0 };
        let reach = place.outer + 17.0;
        // Keys that moved stand outside, and would lie in a letter's rim.
        let clear = ((apart / 2.0 + 4.0) / reach).max(NEAR);
        // Drawn last, a chosen one lies over its neighbours: it is among the first that are placed.
        for (id, angle) in letters(&arcs, (fresh, chosen), &outside, (apart / reach, clear)).into_iter().rev() {
            // Moved keys stand outside the newcomer's arcs, so its letter stands inside.
            let r = if fresh == Some(id) {
                place.inner - 15.0
            } else if self.crowded() && chosen == Some(id) {
                place.outer + 24.0
            } else {
                place.outer + 17.0
            };
            let at = around(place.c, r, angle);
            if now {
                self.rim(picture, at, id, fresh == Some(id));
            }
            label(picture, at, id, fresh == Some(id));
        }
        if now {
            self.hot(picture, place);
            let below = self.centre(picture, place);
            let mut top = 0.0;
            if beside > 0.0 {
                let x = place.c.x + place.outer + BY;
                top = self.racks_beside(picture, pt(x, area.at.y + 6.0), (area.at.x + area.w - x - 2.0).min(240.0));
            } else {
                self.racks_below(picture);
                if let Some(hot) = self.hot_words().first() {
                    picture.text(pt(self.edge(), 12.0), Type::Label, Ink::WaitText, Align::Start, hot);
                }
            }
            let bottom = self.last_lines(picture, area, (place, beside), &below);
            let area = Area { h: area.h - bottom, ..area };
            self.why(picture, area, place, &drawn, (points, bits), (beside, top));
        }
    }

    fn marks(&self, picture: &mut Picture, place: Circle, points: &Points, bits: u32, fresh: Option<NodeId>) {
        let many = points.len() > ARCS_MAX;
        let radii = (place.inner, place.outer);
        let proud = 9.0 * self.risen() * ((place.outer - place.inner) / 22.0);
        for (mark, id) in points.iter() {
            let angle = angle(mark, bits);
            if fresh == Some(id) && !many {
                virtual_node(picture, place.c, radii, angle, Some(proud));
            } else if !many && points.len() <= 320 && self.layout != Layout::Mini {
                virtual_node(picture, place.c, radii, angle, None);
            }
        }
    }

    /// The keys that are drawn, each at its own angle, crowded ones further from the band.
    fn keys(&self, place: Circle, owners: &[u16], now: bool) -> Vec<Drawn> {
        let own = self.model.own();
        let keys = own.keys();
        let most = if self.layout == Layout::Mini { 60 } else { DRAWN };
        let count = keys.min(most);
        let mut drawn: Vec<Drawn> = (0..count)
            .map(|i| pick(i, keys, count))
            .filter(|key| owners[*key as usize] != NOBODY)
            .map(|key| {
                let at = key as usize;
                let moved = now && own.before[at] != own.owners[at];
                let angle = own.turn(own.points[at]) as f32 * TAU;
                let lately = now && own.last[at] != own.owners[at];
                let out = if lately { own.before[at] != own.last[at] } else { moved };
                Drawn { key, angle, moved, lately, out, at: 0.0, was: 0.0 }
            })
            .collect();
        crate::sim::order::sort_by(&mut drawn, |a, b| a.angle.total_cmp(&b.angle));
        let step = if self.layout == Layout::Mini { 4.0 } else { 6.2 };
        // Per side and level, the angle of the last key put there.
        let mut last = [[-1.0f32; LEVELS]; 2];
        let (walked, on) = (self.walked(), self.walked_on());
        for key in &mut drawn {
            let mut level = |side: usize, radius: f32| {
                let room = step / radius;
                let free = (0..LEVELS).find(|level| key.angle - last[side][*level] > room);
                // Where all are taken the one that was taken first is shared.
                let first = (0..LEVELS).min_by(|a, b| last[side][*a].total_cmp(&last[side][*b])).unwrap_or(0);
                let free = free.unwrap_or(first);
                last[side][free] = key.angle;
                free as f32
            };
            let inside = place.inner - 12.0 - step * level(0, place.inner);
            (key.at, key.was) = (inside, inside);
            if key.moved || key.out && key.lately {
                let near = if self.layout == Layout::Mini { (8.0, 1.0) } else { (14.0, LEVELS as f32) };
                let outside = place.outer + near.0 + step * level(1, place.outer).min(near.1);
                // How much of the way out it has gone: from where it stood before to where it belongs.
                let way = match (key.lately, key.out) {
                    (false, _) => walked,
                    (true, out) => f32::from(u8::from(out)) * (1.0 - on) + f32::from(u8::from(key.moved)) * on,
                };
                key.at = inside + way * (outside - inside);
            }
        }
        drawn
    }

    fn key(&self, picture: &mut Picture, place: Circle, drawn: &Drawn, mini: bool) {
        let at = around(place.c, drawn.at, drawn.angle);
        let r = if mini { 2.4 } else { 4.4 };
        if self.lost(drawn.key) {
            lost_key(picture, at, r);
        } else if drawn.moved {
            moved_key(picture, around(place.c, drawn.was, drawn.angle), at, r);
        } else if self.model.own().keys() <= DENSE || mini {
            let diamond = [
                Seg::Move(pt(at.x, at.y - 0.62 * r)),
                Seg::Line(pt(at.x + 0.62 * r, at.y)),
                Seg::Line(pt(at.x, at.y + 0.62 * r)),
                Seg::Line(pt(at.x - 0.62 * r, at.y)),
                Seg::Close,
            ];
            picture.path(diamond, Fill::Flat(Ink::Ink3, 1.0), None);
        }
        if !mini {
            picture.hit("key", u64::from(drawn.key) + 1, at, 6.0);
        }
        if self.focus.is_some_and(|focus| focus.kind == "key" && focus.id == u64::from(drawn.key) + 1) {
            key(picture, at, 4.4);
        }
    }

    /// Density of many keys: one line per sector, as long as the sector is full.
    fn inside(&self, picture: &mut Picture, place: Circle, now: bool) {
        let own = self.model.own();
        if own.keys() <= DENSE || self.layout == Layout::Mini || !now {
            return;
        }
        let mean = own.keys() as f32 / SECTORS as f32;
        let segs = own.density.iter().enumerate().flat_map(|(sector, count)| {
            let angle = (sector as f32 + 0.5) / SECTORS as f32 * TAU;
            let length = (12.0 * *count as f32 / mean).min(34.0);
            let from = place.inner - 6.0;
            [Seg::Move(around(place.c, from, angle)), Seg::Line(around(place.c, from - length, angle))]
        });
        picture.path(segs, Fill::None, Some(Stroke::new(Ink::Ink3, 1.5).flat()));
    }

    /// Hot keys that are treated, and the hottest: each at its place, its copies or sub-keys where they lie.
    fn hot(&self, picture: &mut Picture, place: Circle) {
        let own = self.model.own();
        let hottest = hottest(self.model.params()).filter(|key| *key < own.keys());
        if let Some(key) = hottest {
            let angle = own.turn(own.points[key as usize]) as f32 * TAU;
            let at = around(place.c, place.inner - 12.0 - 5.0 * LEVELS as f32, angle);
            picture.punch(at, 8.0);
            picture.path(diamond(at, 8.0), Fill::Flat(Ink::Wait, 1.0), None);
            picture.hit("key", u64::from(key) + 1, at, 8.0);
        }
        for spot in self.model.spots().iter().take(16) {
            for part in &spot.parts {
                let angle = own.turn(part.point) as f32 * TAU;
                let from = around(place.c, place.inner - 12.0 - 5.0 * LEVELS as f32, angle);
                if spot.parts.len() > 1 || Some(spot.key) != hottest {
                    picture.path(diamond(from, 5.0), Fill::None, Some(Stroke::new(Ink::Wait, 2.0)));
                }
            }
        }
    }

    /// The number in the middle and the words around it. Gives what it says of the change and had no room for.
    fn centre(&self, picture: &mut Picture, place: Circle) -> Vec<(Ink, String)> {
        let counted = self.counted();
        let room = 2.0 * (place.inner - 52.0);
        let big = text_width(Type::NumberXl, 0.0, &counted.number) < room && place.inner > 120.0;
        // What would reach into the keys is smaller, stands elsewhere, or is left out.
        let fits = |style: Type, words: &str, dy: f32| {
            let r = (place.inner - 16.0 - 6.0 * LEVELS as f32).max(0.0);
            let chord = (r * r - dy * dy).max(0.0).sqrt();
            text_width(style, 0.0, words) / 2.0 <= chord
        };
        let small = !fits(Type::NumberL, &counted.number, 6.0);
        let (style, size, down) = match (big, small) {
            (true, _) => (Type::NumberXl, 54.0, 12.0),
            (_, false) => (Type::NumberL, 27.0, 6.0),
            _ => (Type::LabelBold, 12.5, 4.0),
        };
        let (x, y) = (place.c.x, place.c.y);
        picture.text(pt(x, y + down), style, Ink::Ink, Align::Middle, &counted.number);
        let last = counted.last();
        let modulo = self.modulo_words().unwrap_or_default();
        let lines = [
            (Type::Body, Ink::Ink2, counted.over.as_str(), down - 0.86 * size),
            (Type::Caption, Ink::Ink2, counted.under.as_str(), down + 24.0),
            (last.0, last.1, last.2, down + 47.0),
            (Type::Label, Ink::Ink3, modulo.as_str(), down + 66.0),
        ];
        let mut left = Vec::new();
        for (at, (style, ink, words, dy)) in lines.into_iter().enumerate() {
            if words.is_empty() {
            } else if fits(style, words, dy) {
                picture.text(pt(x, y + dy), style, ink, Align::Middle, words);
            } else if at > 1 {
                left.push((ink, words.to_owned()));
            }
        }
        left
    }

    /// What theory and modulo say, where the middle had no room for it: below the words beside the circle, or in the lower
    /// corners. Gives how high it is beside the circle.
    fn last_lines(
        &self,
        picture: &mut Picture,
        area: Area,
        (place, beside): (Circle, f32),
        lines: &[(Ink, String)],
    ) -> f32 {
        let (right, bottom) = (area.at.x + area.w - self.edge(), area.at.y + area.h - 6.0);
        let mut room = area.w - 2.0 * self.edge();
        for (row, (ink, words)) in lines.iter().enumerate() {
            let width = text_width(Type::Label, 0.0, words);
            let up = 18.0 * (lines.len() - 1 - row) as f32;
            let (x, up) = match (beside > 0.0, row) {
                (true, _) => ((place.c.x + place.outer + BY).min(right - width), up),
                (false, 0) => (area.at.x + self.edge(), 0.0),
                (false, _) => (right - width, 0.0),
            };
            room -= width + 8.0;
            if beside > 0.0 || room > 0.0 {
                picture.text(pt(x, bottom - up), Type::Label, *ink, Align::Start, words);
            }
        }
        if beside > 0.0 { 20.0 * lines.len() as f32 } else { 0.0 }
    }

    /// One key is told about: the one pointed at, or a moved one that walks a long way.
    fn why(
        &self,
        picture: &mut Picture,
        area: Area,
        place: Circle,
        drawn: &[Drawn],
        (points, bits): (&Points, u32),
        (beside, top): (f32, f32),
    ) {
        let own = self.model.own();
        let chosen = self.focus.filter(|focus| focus.kind == "key").map(|focus| focus.id.wrapping_sub(1) as u32);
        let reach = |d: &Drawn| Way::of(own, points, bits, d.key).by;
        let told = match chosen {
            Some(key) => drawn.iter().find(|drawn| drawn.key == key),
            None if beside > 0.0 && self.walked() >= 1.0 && own.kind != Kind::MultiProbe => drawn
                .iter()
                .filter(|d| d.moved && d.angle > 0.9 && d.angle < 2.5 && reach(d) < 0.6)
                .max_by(|a, b| reach(a).total_cmp(&reach(b))),
            None => None,
        };
        let Some(told) = told else { return };
        let at = around(place.c, told.at, told.angle);
        why_ring(picture, at, 4.4);
        Way::of(own, points, bits, told.key).draw(picture, place.c, place.outer + 28.0);
        if beside > 0.0 {
            let x = place.c.x + place.outer + BY;
            let width = area.at.x + area.w - x;
            let most = 7;
            let least = area.at.y + 20.0 + if top > 0.0 { top + 14.0 } else { 0.0 };
            let y = (at.y - 20.0).clamp(least, (area.at.y + area.h - 20.0 * most as f32).max(least));
            say::note(picture, pt(x, y), width, most, &words::key_line(self.model, told.key));
        }
    }
}

fn diamond(c: Pt, r: f32) -> [Seg; 5] {
    let go = |x: f32, y: f32| Seg::Line(pt(c.x + x, c.y + y));
    [Seg::Move(pt(c.x, c.y - r)), go(r, 0.0), go(0.0, r), go(-r, 0.0), Seg::Close]
}

/// The arcs of the circle, neighbours of one owner joined: from, to, owner. Very many become sectors.
fn arcs(points: &Points, bits: u32) -> Vec<(f32, f32, NodeId)> {
    let mut arcs: Vec<(f32, f32, NodeId)> = Vec::new();
    let mut add = |from: f32, to: f32, id: NodeId| match arcs.last_mut() {
        Some((_, end, last)) if *last == id => *end = to,
        _ => arcs.push((from, to, id)),
    };
    if points.len() > ARCS_MAX {
        for sector in 0..ARCS_MAX {
            let middle = ((sector as u128 * 2 + 1) << bits) / (2 * ARCS_MAX as u128);
            let (from, to) = (sector as f32 / ARCS_MAX as f32 * TAU, (sector + 1) as f32 / ARCS_MAX as f32 * TAU);
            if let Some(id) = points.owner(middle as u64) {
                add(from, to, id);
            }
        }
        return arcs;
    }
    let mut from = points.iter().last().map_or(0.0, |(mark, _)| angle(mark, bits) - TAU);
    for (mark, id) in points.iter() {
        let to = angle(mark, bits);
        add(from, to, id);
        from = to;
    }
    arcs
}
