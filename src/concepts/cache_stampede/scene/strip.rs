//! A lane in time: above the line each request that was answered out of the cache, below it each that waited; under it how
//! many loads were under way.

use super::Scene;
use crate::concept::beside::leave_in_row;
use crate::policies::stampede::Decision;
use crate::scene::chart::Frame;
use crate::scene::trace::Form;
use crate::scene::{Align, Fill, Ink, Picture, Seg, Stroke, Type, pt};
use crate::sim::Time;

/// From one tick to the next, so that they can be told apart.
const STEP: f32 = 2.0;
/// Length of a tick.
const TICK: f32 = 9.0;

/// Draws the strip of a lane between two x and two y; now is at its right end.
pub fn draw(
    scene: &Scene<'_>,
    at: usize,
    (left, right): (f32, f32),
    (top, bottom): (f32, f32),
    words: bool,
    picture: &mut Picture,
) {
    let start = scene.now.0 as f64 - scene.past.0 as f64;
    let x = |moment: Time| left + ((moment.0 as f64 - start) / scene.past.0 as f64) as f32 * (right - left);
    let base = top + TICK + 3.0;
    let foot = bottom;
    let rise = foot - base - TICK - 6.0;
    if rise > 8.0 {
        levels(scene, at, (left, right), (foot, rise), x, words, picture);
    }
    let columns = ((right - left) / STEP).max(1.0) as usize;
    // The strongest of what happened in a column: waited, old, fresh.
    let mut seen = vec![0u8; columns];
    for mark in scene.recorder.marks.newest_first().take_while(|mark| mark.at.0 as f64 >= start) {
        let Some(decision) = mark.decisions[at] else { continue };
        let column = ((x(mark.at) - left) / STEP) as usize;
        let rank = match decision {
            Decision::Hit | Decision::HitAndLoad => 1,
            Decision::Stale | Decision::StaleAndLoad => 2,
            Decision::Early | Decision::Load | Decision::Wait => 3,
        };
        if let Some(slot) = seen.get_mut(column) {
            *slot = (*slot).max(rank);
        }
    }
    picture.line(pt(left, base), pt(right, base), Stroke::new(Ink::Wire, 1.0));
    for (rank, ink, from, to) in
        [(1, Ink::Done, -2.0, -TICK), (2, Ink::Ink3, -2.0, -TICK * 0.7), (3, Ink::Wait, 2.0, TICK)]
    {
        let columns = seen.iter().enumerate().filter(|(_, seen)| **seen == rank);
        let ticks = columns.flat_map(|(column, _)| {
            let x = left + (column as f32 + 0.5) * STEP;
            [Seg::Move(pt(x, base + from)), Seg::Line(pt(x, base + to))]
        });
        picture.path(ticks, Fill::None, Some(Stroke::new(ink, 1.4).flat()));
    }
}

/// Loads under way, as a stepped area to the scale of all rows.
fn levels(
    scene: &Scene<'_>,
    at: usize,
    (left, right): (f32, f32),
    (foot, rise): (f32, f32),
    x: impl Fn(Time) -> f32,
    words: bool,
    picture: &mut Picture,
) {
    let y = |level: u32| foot - level as f32 / scene.most as f32 * rise;
    let mut area = vec![Seg::Move(pt(right, foot))];
    let (mut level, mut peak, mut edge) = (scene.lane(at).level(), (0u32, right), right);
    area.push(Seg::Line(pt(right, y(level))));
    let mut points = vec![(scene.now.secs(), f64::from(level))];
    let changes: Vec<(Time, u32)> = scene.recorder.levels[at].newest_first().copied().collect();
    for (index, &(moment, _)) in changes.iter().enumerate() {
        if level > peak.0 {
            peak = (level, edge);
        }
        let here = x(moment).max(left);
        // Before this change there were as many as the change before it left.
        let before = changes.get(index + 1).map_or(0, |change| change.1);
        area.push(Seg::Line(pt(here, y(level))));
        area.push(Seg::Line(pt(here, y(before))));
        points.extend([level, before].map(|level| (moment.secs(), f64::from(level))));
        (level, edge) = (before, here);
        if here <= left {
            break;
        }
    }
    area.push(Seg::Line(pt(edge.min(right), foot)));
    area.push(Seg::Close);
    picture.path(area, Fill::Flat(Ink::Work, 0.3), None);
    points.reverse();
    let span =
        ((scene.now.secs() - scene.past.secs()), scene.now.secs().max(scene.now.secs() - scene.past.secs() + 1e-6));
    let frame = Frame { left, top: foot - rise, right, bottom: foot };
    leave_in_row(picture, Form::LineOf(at as u64), frame, span, scene.most.into(), &points);
    picture.line(pt(left, foot), pt(right, foot), Stroke::new(Ink::Rule, 1.0));
    if words && peak.0 > 1 {
        let at = pt(peak.1.clamp(left + 14.0, right - 14.0), (y(peak.0) - 4.0).max(foot - rise + 8.0));
        picture.text(at, Type::Axis, Ink::WorkText, Align::Middle, super::super::words::grouped(peak.0.into()));
        picture.halo();
    }
}
