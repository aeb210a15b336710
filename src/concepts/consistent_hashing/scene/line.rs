//! The number line: keys in their order, the ranges they are cut into, and above it where the requests go.
//!
//! A cut that is new stands proud in blue; one that is gone, because two ranges were merged, is dashed.

use super::super::model::keys::{NOBODY, pick};
use super::super::params::Popularity;
use super::super::words;
use super::racks::lost_key;
use super::{Area, DRAWN, Scene};
use crate::concept::{Layout, grouped};
use crate::policies::place::{NodeId, Range, Strategy};
use crate::scene::glyph::{key as diamond, moved_key, why_ring};
use crate::scene::{Align, Dash, Fill, Ink, Picture, Pt, Seg, Stroke, Type, pt, text_width};

/// How many bars show where requests go.
const BARS: u32 = 60;
/// Rows on which crowded keys stand.
const ROWS: usize = 4;

/// Where a line lies.
#[derive(Clone, Copy)]
struct Line {
    /// Upper left corner of the band.
    at: Pt,
    w: f32,
    tall: f32,
}

impl Line {
    fn x(&self, point: u64) -> f32 {
        self.at.x + self.w * (point as f64 / 18446744073709551616.0) as f32
    }
    fn bottom(&self) -> f32 {
        self.at.y + self.tall
    }
}

/// The ranges as they lie on the line: from, to, owner.
fn ranges(range: &Range) -> Vec<(u64, u64, NodeId)> {
    let starts: Vec<(u64, NodeId)> = range.ranges().collect();
    let end = |i: usize| starts.get(i + 1).map_or(u64::MAX, |next| next.0);
    starts.iter().enumerate().map(|(i, (from, id))| (*from, end(i), *id)).collect()
}

impl Scene<'_> {
    pub(super) fn line(&self, picture: &mut Picture) {
        let own = self.model.own();
        let (Strategy::Range(now), Strategy::Range(earlier)) = (&*own.strategy, &*own.earlier) else { return };
        let mini = self.layout == Layout::Mini;
        let area = self.body(0.0);
        if self.layout == Layout::Still && self.model.change().is_some() {
            let half = Area { h: (area.h - 20.0) / 2.0, ..area };
            self.number_line(picture, half, earlier, None);
            let below = Area { at: pt(area.at.x, area.at.y + half.h + 20.0), ..half };
            self.number_line(picture, below, now, Some(earlier));
            for (area, words) in [(half, "before"), (below, "after")] {
                picture.text(pt(area.at.x, area.at.y - 8.0), Type::LabelBold, Ink::Ink2, Align::Start, words);
            }
            self.foot(picture, area.at.y + area.h, None);
            return;
        }
        let told = self.number_line(picture, area, now, Some(earlier));
        if mini {
            return;
        }
        let left = self.indent();
        let n = now.ranges().count() as u64;
        let title = format!("Keys in their order, cut into {}.", words::count(n, "range", "ranges"));
        picture.text(pt(left, 14.0), Type::Label, Ink::Ink2, Align::Start, title);
        self.foot(picture, area.at.y + area.h, told);
    }

    /// One line; `earlier` is what it was cut into before, where this is after.
    fn number_line(&self, picture: &mut Picture, area: Area, range: &Range, earlier: Option<&Range>) -> Option<u32> {
        let mini = self.layout == Layout::Mini;
        let tall = if mini { 14.0 } else { 24.0 };
        // Below the band stand the keys, the letters and two rows of numbers.
        let below = match self.layout {
            Layout::Mini => 30.0,
            Layout::Still => 90.0,
            _ => 106.0,
        };
        let heat = (area.h - tall - below - 22.0).clamp(12.0, 170.0);
        // Where ids grow, the line goes on.
        let grows = self.model.params().popularity == Popularity::Newest && !mini;
        let w = area.w - if grows { 38.0 } else { 0.0 };
        let line = Line { at: pt(area.at.x, area.at.y + 18.0 + heat), w, tall };
        if grows {
            let (a, b) =
                (pt(line.at.x + w + 6.0, line.at.y + tall / 2.0), pt(line.at.x + w + 30.0, line.at.y + tall / 2.0));
            let stroke = Stroke::new(Ink::Wait, 2.0);
            picture.line(a, b, stroke);
            let head = [Seg::Move(pt(b.x - 6.0, b.y - 5.0)), Seg::Line(b), Seg::Line(pt(b.x - 6.0, b.y + 5.0))];
            picture.path(head, Fill::None, Some(stroke));
            picture.text(pt(a.x, a.y + 20.0), Type::Axis, Ink::WaitText, Align::Start, "new");
        }
        self.heat(picture, line, heat);
        let fresh = self.fresh().filter(|_| earlier.is_some());
        let all = ranges(range);
        for &(from, to, id) in &all {
            let (a, b) = (line.x(from), line.x(to));
            picture.rect(pt(a, line.at.y), b - a, tall, 0.0, super::fill(id, fresh), None);
            if !mini {
                picture.hit_rect("node", u64::from(id) + 1, pt(a, line.at.y), b - a, tall);
            }
        }
        let edge = Stroke::new(Ink::Ink, 1.25).flat();
        picture.rect(line.at, line.w, tall, 0.0, Fill::None, Some(edge));
        self.cuts(picture, line, &all, earlier);
        let told = self.on_line(picture, line, earlier.is_some());
        if !mini {
            self.letters(picture, line, &all, fresh);
        }
        told
    }

    /// Where the requests go: a bar for each sixtieth of the keys.
    fn heat(&self, picture: &mut Picture, line: Line, tall: f32) {
        let keys = self.model.own().keys();
        let bars = BARS.min(keys);
        let asking = self.model.asking();
        let edge = |i: u32| asking.below(pick(i, keys, bars));
        let shares: Vec<f64> = (0..bars).map(|i| edge(i + 1) - edge(i)).collect();
        let most = shares.iter().copied().fold(0.0, f64::max).max(1e-9);
        // What is even fills half, so that it is not taken for hot.
        let high = most.max(2.0 / f64::from(bars));
        let pitch = line.w / bars as f32;
        for (i, share) in shares.iter().enumerate() {
            let h = tall * (share / high) as f32;
            let at = pt(line.at.x + pitch * i as f32, line.at.y - 4.0 - h);
            picture.rect(at, pitch - 1.0, h, 0.0, Fill::Flat(Ink::Wait, 0.85), None);
        }
        if self.layout == Layout::Mini || self.layout == Layout::Still {
            return;
        }
        let hottest = shares.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(i, _)| i);
        let even = most < 1.5 / f64::from(bars);
        let words = if even {
            "Requests: as many for every key.".to_owned()
        } else {
            let which = match hottest as u32 {
                i if i + 1 == bars => "newest",
                0 => "first",
                _ => "hottest",
            };
            let long = format!("{} of the requests ask for the {which} 1/{bars} of the keys.", words::percent(most));
            let fits = text_width(Type::Label, 0.0, &long) < line.w - 20.0;
            if fits { long } else { format!("{} for the {which} 1/{bars}", words::percent(most)) }
        };
        let top = line.at.y - tall - 4.0;
        let end = hottest as u32 * 2 > bars;
        let room = line.w - pitch * 2.0;
        let x = if end { line.at.x + room } else { line.at.x + line.w };
        let x = if text_width(Type::Label, 0.0, &words) < room { x } else { line.at.x + line.w };
        picture.text(pt(x - 6.0, top + 10.0), Type::Label, Ink::WaitText, Align::End, words);
        picture.halo();
    }

    /// The cuts: those that are there, the new ones, and those that are gone.
    fn cuts(&self, picture: &mut Picture, line: Line, all: &[(u64, u64, NodeId)], earlier: Option<&Range>) {
        let known: Vec<u64> = earlier.map_or(Vec::new(), |earlier| earlier.ranges().skip(1).map(|cut| cut.0).collect());
        let proud = 9.0 * self.risen();
        let mini = self.layout == Layout::Mini;
        for &(from, _, _) in all.iter().skip(1) {
            let new = earlier.is_some() && !known.contains(&from);
            let (out, stroke) =
                if new { (proud, Stroke::new(Ink::Work, 3.0)) } else { (0.0, Stroke::new(Ink::Ink, 2.25)) };
            let x = line.x(from);
            picture.line(pt(x, line.at.y - out), pt(x, line.bottom() + out), stroke);
        }
        for cut in known.iter().filter(|cut| !all.iter().any(|(from, _, _)| from == *cut)) {
            let x = line.x(*cut);
            let past = Stroke::new(Ink::Wire, 1.75).dash(Dash::Past);
            picture.line(pt(x, line.at.y - 14.0), pt(x, line.bottom() + 14.0), past);
            if !mini {
                let x = x.clamp(line.at.x + 30.0, line.at.x + line.w - 30.0);
                picture.text(pt(x, line.at.y - 18.0), Type::Axis, Ink::Ink3, Align::Middle, "cut before");
                picture.halo();
            }
        }
    }

    /// The keys that are drawn, each under its place; those that moved hang lower.
    fn on_line(&self, picture: &mut Picture, line: Line, now: bool) -> Option<u32> {
        let own = self.model.own();
        let mini = self.layout == Layout::Mini;
        let (keys, most) = (own.keys(), if mini { 40 } else { DRAWN });
        let count = keys.min(most);
        let (r, step) = if mini { (2.4, 3.4) } else { (4.4, 6.2) };
        let mut last = [[f32::NEG_INFINITY; ROWS]; 2];
        let mut told = None;
        for i in 0..count {
            let key = pick(i, keys, count);
            let at = key as usize;
            let owners = if now { &own.owners } else { &own.before };
            if owners[at] == NOBODY {
                continue;
            }
            let moved = now && self.model.change().is_some() && own.before[at] != own.owners[at];
            let x = line.x(own.points[at]).clamp(line.at.x + r, line.at.x + line.w - r);
            let mut row = |side: usize| {
                let free = (0..ROWS).find(|row| x - last[side][*row] > step);
                let first = (0..ROWS).min_by(|a, b| last[side][*a].total_cmp(&last[side][*b])).unwrap_or(0);
                let row = free.unwrap_or(first);
                last[side][row] = x;
                row as f32
            };
            let stays = pt(x, line.bottom() + 2.0 + 0.5 * step + r + 0.62 * step * row(0));
            let place = if moved {
                let hangs = line.bottom()
                    + match self.layout {
                        Layout::Mini => 20.0,
                        Layout::Still => 24.0,
                        _ => 34.0,
                    }
                    + 0.62 * step * row(1);
                pt(x, stays.y + self.walked() * (hangs - stays.y))
            } else {
                stays
            };
            let pointed = self.focus.is_some_and(|focus| focus.kind == "key" && focus.id == u64::from(key) + 1);
            if now && self.lost(key) {
                lost_key(picture, place, r);
            } else if moved {
                moved_key(picture, stays, place, r);
            } else if pointed {
                diamond(picture, place, r);
            } else {
                let (c, d) = (place, 0.62 * r);
                let small = [
                    Seg::Move(pt(c.x, c.y - d)),
                    Seg::Line(pt(c.x + d, c.y)),
                    Seg::Line(pt(c.x, c.y + d)),
                    Seg::Line(pt(c.x - d, c.y)),
                    Seg::Close,
                ];
                picture.path(small, Fill::Flat(Ink::Ink3, 1.0), None);
            }
            if mini || !now {
                continue;
            }
            picture.hit("key", u64::from(key) + 1, place, 6.0);
            let first = self.focus.is_none() && told.is_none() && moved;
            if pointed || first {
                told = Some((key, place));
            }
        }
        if let Some((_, place)) = told {
            why_ring(picture, place, r);
        }
        told.map(|(key, _)| key)
    }

    /// Below each range its owner, how many keys it has, and its share of the requests.
    fn letters(&self, picture: &mut Picture, line: Line, all: &[(u64, u64, NodeId)], fresh: Option<NodeId>) {
        let asking = self.model.asking();
        let y = line.bottom() + if self.layout == Layout::Still { 52.0 } else { 66.0 };
        let mut free = f32::NEG_INFINITY;
        let keys = self.model.own().keys();
        // The points of the keys go up evenly: so many lie below this one.
        let at = |point: u64| point.div_ceil(u64::MAX / u64::from(keys.max(1))) as u32;
        for &(from, to, id) in all {
            let (a, b) = (line.x(from), line.x(to));
            let x = f32::midpoint(a, b);
            if b - a < 12.0 {
                continue;
            }
            super::label(picture, pt(x, y - 4.6), id, fresh == Some(id));
            let (first, last) = (at(from).min(keys), if to == u64::MAX { keys } else { at(to).min(keys) });
            let share = (asking.below(last) - asking.below(first)).max(0.0);
            let due = self.model.members().due(id);
            let hot = share > 1.25 * due;
            let rows = [
                (grouped(u64::from(last - first)), if fresh == Some(id) { Ink::WorkText } else { Ink::Ink2 }),
                (words::percent(share), if hot { Ink::WaitText } else { Ink::Ink3 }),
            ];
            let wide = rows.iter().map(|row| text_width(Type::Axis, 0.0, &row.0)).fold(0.0, f32::max);
            let x = x.clamp(line.at.x + wide / 2.0, line.at.x + line.w - wide / 2.0);
            if x - wide / 2.0 < free + 6.0 {
                continue;
            }
            free = x + wide / 2.0;
            for (row, (words, ink)) in rows.into_iter().enumerate() {
                picture.text(pt(x, y + 16.0 + 15.0 * row as f32), Type::Axis, ink, Align::Middle, words);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policies::place::{Members, Node, Placement as _};

    #[test]
    fn ranges_cover_the_line() {
        let mut range = Range::new(Members::new(&[Node::new("a"), Node::new("b")]));
        range.join(Node::new("c"));
        let all = ranges(&range);
        assert_eq!((all.len(), all[0].0, all[2].1), (3, 0, u64::MAX));
        assert!(all.windows(2).all(|pair| pair[0].1 == pair[1].0));
    }
}
