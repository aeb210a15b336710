//! Finding room for labels: each takes the first of its places that hides the least.

use crate::scene::bounds::Bounds;
use crate::scene::chart::Chart;
use crate::scene::text::text_extent;
use crate::scene::{Align, Ink, Picture, Pt, Type, pt, text_width};

/// So far from its line a label still belongs to it.
const CLOSE: f32 = 48.0;

/// A place a label could take: its baseline point and alignment.
pub(super) type Place = (Pt, Align);

/// What is taken in a chart.
pub(super) struct Room {
    frame: Bounds,
    /// Points on lines.
    points: Vec<Pt>,
    /// Those on lines of theories, which share an ink: their labels are told apart by where they stand alone.
    theories: Vec<Pt>,
    boxes: Vec<Bounds>,
}

impl Room {
    pub(super) fn new(left: f32, top: f32, right: f32, bottom: f32) -> Self {
        Self {
            frame: Bounds { min: pt(left, top), max: pt(right, bottom) },
            points: Vec::new(),
            theories: Vec::new(),
            boxes: Vec::new(),
        }
    }
    /// A line runs through these points.
    pub(super) fn line(&mut self, points: impl IntoIterator<Item = Pt>) {
        self.points.extend(points);
    }
    /// So does the line of a theory.
    pub(super) fn theory(&mut self, points: Vec<Pt>) {
        self.points.extend(&points);
        self.theories.extend(points);
    }
    /// Whether words there are read as the name of the theory with these points: no other one is nearer.
    fn names(&self, area: Bounds, own: &[Pt]) -> bool {
        let nearest = |points: &[Pt]| points.iter().map(|p| away(area, *p)).fold(f32::INFINITY, f32::min);
        nearest(own) <= nearest(&self.theories) + 4.0
    }
    /// Something stands here.
    pub(super) fn block(&mut self, c: Pt, half_w: f32, half_h: f32) {
        self.boxes.push(Bounds { min: pt(c.x - half_w, c.y - half_h), max: pt(c.x + half_w, c.y + half_h) });
    }
    /// Words stand here.
    pub(super) fn block_text(&mut self, place: Place, style: Type, words: &str) {
        self.boxes.push(area(place, style, words));
    }

    /// A baseline above all lines between these places.
    pub(super) fn over(&self, left: f32, right: f32) -> Option<f32> {
        let inside = self.points.iter().filter(|p| p.x >= left - 2.0 && p.x <= right + 2.0);
        inside.map(|p| p.y).reduce(f32::min).map(|y| y - 7.0)
    }

    /// The leftmost place of any line between these heights.
    fn leftmost(&self, top: f32, bottom: f32) -> Option<f32> {
        let inside = self.points.iter().filter(|p| p.y >= top && p.y <= bottom);
        inside.map(|p| p.x).reduce(f32::min)
    }

    fn cost(&self, area: Bounds) -> f32 {
        let out = (self.frame.min.x - area.min.x).max(0.0)
            + (area.max.x - self.frame.max.x).max(0.0)
            + (self.frame.min.y - area.min.y).max(0.0)
            + (area.max.y - self.frame.max.y).max(0.0);
        let hidden = self.points.iter().filter(|p| area.touches(**p, 2.0)).count() as f32;
        let overlaps = self.boxes.iter().filter(|other| overlap(area, **other)).count() as f32;
        hidden + 100.0 * overlaps + 50.0 * out
    }

    /// Writes `words` at the best of `places`; earlier ones win ties. Leaves them out where nothing is free.
    pub(super) fn write(
        &mut self,
        picture: &mut Picture,
        style: Type,
        ink: Ink,
        words: &str,
        places: &[Place],
    ) -> bool {
        let cost = |place: &Place| self.cost(area(*place, style, words));
        let best = places.iter().map(|place| (cost(place), *place)).reduce(|a, b| if b.0 < a.0 { b } else { a });
        let Some((cost, (at, align))) = best.filter(|(cost, _)| *cost < 50.0) else { return false };
        debug_assert!(cost >= 0.0);
        self.block_text((at, align), style, words);
        picture.text(at, style, ink, align, words);
        picture.halo();
        true
    }
}

/// How far a point is from a box.
fn away(area: Bounds, p: Pt) -> f32 {
    let x = (area.min.x - p.x).max(p.x - area.max.x).max(0.0);
    let y = (area.min.y - p.y).max(p.y - area.max.y).max(0.0);
    libm::hypotf(x, y)
}

fn overlap(a: Bounds, b: Bounds) -> bool {
    a.min.x < b.max.x && b.min.x < a.max.x && a.min.y < b.max.y && b.min.y < a.max.y
}

fn area((at, align): Place, style: Type, words: &str) -> Bounds {
    let width = text_width(style, 0.0, words);
    let (up, down) = text_extent(style, 0.0);
    let left = match align {
        Align::Start => at.x,
        Align::Middle => at.x - width / 2.0,
        Align::End => at.x - width,
    };
    Bounds { min: pt(left, at.y - up), max: pt(left + width, at.y + down) }
}

/// Places on a line, close together, inside the frame.
pub(super) fn dots(chart: &Chart, points: &[(f64, f64)]) -> Vec<Pt> {
    let frame = chart.frame();
    let mut dots = Vec::new();
    for pair in points.windows(2) {
        if !(pair[0].1.is_finite() && pair[1].1.is_finite()) {
            continue;
        }
        let (a, b) = (chart.place(pair[0].0, pair[0].1), chart.place(pair[1].0, pair[1].1));
        let steps = (((b.x - a.x).abs() + (b.y - a.y).abs()) / 4.0).clamp(1.0, 60.0) as u32;
        let between = |step: u32| {
            let t = step as f32 / steps as f32;
            pt(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y))
        };
        dots.extend((0..=steps).map(between).filter(|p| p.y >= frame.top - 4.0));
    }
    dots
}

/// Where a line's label could stand: over its flat beginning, left of its rise, under its beginning.
pub(super) fn along(chart: &Chart, room: &Room, points: &[(f64, f64)], label: &str, style: Type) -> Vec<Place> {
    let frame = chart.frame();
    let line = dots(chart, points);
    let width = text_width(style, 0.0, label);
    let mut places = Vec::new();
    let over = |from: f32, sign: f32| -> Option<Place> {
        let left = frame.left + from * (frame.right - frame.left);
        let mut span = line.iter().filter(|p| p.x >= left - 2.0 && p.x <= left + width + 2.0).map(|p| p.y);
        let first = span.next()?;
        let y = if sign < 0.0 { span.fold(first, f32::min) - 7.0 } else { span.fold(first, f32::max) + 15.0 };
        Some((pt(left, y), Align::Start))
    };
    let beside = |height: f32, right: bool| -> Option<Place> {
        let y = frame.bottom - height * (frame.bottom - frame.top);
        let on = line.iter().copied().min_by(|a, b| (a.y - y).abs().total_cmp(&(b.y - y).abs()))?;
        let near = (on.y - y).abs() < 8.0;
        let place = if right { (pt(on.x + 9.0, y + 4.0), Align::Start) } else { (pt(on.x - 9.0, y + 4.0), Align::End) };
        near.then_some(place)
    };
    // Where another line runs close by on the left, left of both.
    let beside_both = |height: f32| -> Option<Place> {
        let (own, align) = beside(height, false)?;
        let x = room.leftmost(own.y - 13.0, own.y + 5.0)? - 9.0;
        (own.x - x < CLOSE).then_some((pt(x.min(own.x), own.y), align))
    };
    let from = [0.06, 0.12, 0.2, 0.3, 0.4];
    if style == Type::Note {
        let heights = [0.75, 0.6, 0.88, 0.5, 0.4];
        places.extend(heights.into_iter().filter_map(|height| beside(height, false)));
        places.extend(heights.into_iter().filter_map(beside_both));
    }
    places.extend(from.into_iter().filter_map(|from| over(from, -1.0)));
    if style != Type::Note {
        let above_all = |from: f32| {
            let left = frame.left + from * (frame.right - frame.left);
            Some((pt(left, room.over(left, left + width)?), Align::Start))
        };
        places.extend(from.into_iter().filter_map(above_all));
        places.extend([0.75, 0.6, 0.45, 0.88, 0.3].into_iter().filter_map(|height| beside(height, false)));
    }
    places.extend([0.5, 0.3].into_iter().filter_map(|height| beside(height, true)));
    places.extend(from.into_iter().rev().filter_map(|from| over(from, 1.0)));
    if style == Type::Note {
        places.retain(|place| room.names(area(*place, style, label), &line));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::chart::{Axis, Frame, Scale};

    #[test]
    fn a_theory_is_named_where_no_other_one_is_nearer() {
        let y = Axis::exact("mean latency, s", Scale::Linear, 0.0, 0.8);
        let frame = Frame::fitting(336.0, 206.0, &y);
        let chart = Chart::new(frame, Axis::exact("utilisation", Scale::Linear, 0.0, 1.0), y);
        let curve = |steep: f64| -> Vec<(f64, f64)> {
            (0..100).map(|at| f64::from(at) / 100.0).map(|x| (x, 0.1 / (1.0 - steep * x))).collect()
        };
        let (own, other) = (curve(0.9), curve(1.0));
        let places = |room: &Room| along(&chart, room, &own, "one line that all of them share", Type::Note);
        let frame = chart.frame();
        let mut room = Room::new(frame.left, frame.top, frame.right, frame.bottom);
        room.theory(dots(&chart, &own));
        let alone = places(&room);
        room.theory(dots(&chart, &other));
        let beside = places(&room);
        assert!(!beside.is_empty() && beside.len() < alone.len(), "{} of {}", beside.len(), alone.len());
        for place in beside {
            let area = area(place, Type::Note, "one line that all of them share");
            let nearest = |line: &[(f64, f64)]| {
                dots(&chart, line).into_iter().map(|p| away(area, p)).fold(f32::INFINITY, f32::min)
            };
            assert!(nearest(&own) <= nearest(&other) + 4.0, "{place:?}");
        }
    }
}
