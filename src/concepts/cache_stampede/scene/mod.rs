//! From the caches to a picture: a row for each cure with its requests in time, the value as a dial that runs down, and
//! the loads on their way to the origin and back.

mod row;
mod strip;
#[cfg(test)]
mod tests;

use super::model::Caches;
use super::model::lane::Lane;
use super::params::LANES_MAX;
use super::recorder::Recorder;
use crate::concept::{Layout, View};
use crate::scene::{Align, Ink, Picture, Type, pt};
use crate::sim::{Model as _, Span, Time};

/// Width from which on there is room for everything in one row.
const WIDE: f32 = 640.0;
/// Height of the words above the rows.
const HEAD: f32 = 24.0;

/// What all parts of a picture look at.
struct Scene<'a> {
    model: &'a Caches,
    recorder: &'a Recorder,
    now: Time,
    /// How far back the strips go.
    past: Span,
    /// The most loads at once in any row shown: what the strips are drawn to.
    most: u32,
    /// Nothing moves: no beads on wires.
    still: bool,
}

impl Scene<'_> {
    fn lane(&self, at: usize) -> &Lane {
        &self.model.lanes()[at]
    }
}

/// Draws the scene.
pub fn draw(model: &Caches, recorder: &Recorder, view: &View, picture: &mut Picture) {
    picture.clear(view.width.max(1.0), view.height.max(1.0));
    let now = model.now();
    let past = model.window();
    let rows = model.lanes().len().min(LANES_MAX);
    let seen =
        recorder.levels.iter().take(rows).flat_map(|levels| {
            levels.newest_first().take_while(|level| level.0 >= now.back(past)).map(|level| level.1)
        });
    let most =
        model.lanes().iter().map(Lane::level).chain(seen).max().unwrap_or(0).max(1).max(view.reach.1.round() as u32);
    let still = view.layout == Layout::Still;
    let scene = Scene { model, recorder, now, past, most, still };
    match view.layout {
        // As many as have room for what stands over their wires.
        Layout::Mini => mini(&scene, rows.min((view.height / 56.0) as usize).clamp(1, 3), picture),
        Layout::Wide | Layout::Still if view.width >= WIDE => wide(&scene, rows, picture),
        layout => tall(&scene, rows, if layout == Layout::Tall { 16.0 } else { 2.0 }, picture),
    }
}

fn wide(scene: &Scene<'_>, rows: usize, picture: &mut Picture) {
    let (width, height) = (picture.width, picture.height);
    let each = (height - HEAD) / rows.max(1) as f32;
    let place =
        row::Place { name: 2.0, strip: (176.0, width - 384.0), cache: width - 258.0, origin: width - 64.0, r: 17.0 };
    let words = format!("requests and loads at the origin, last {}", super::words::span(scene.past));
    picture.text(pt(place.strip.0, 14.0), Type::Axis, Ink::Ink3, Align::Start, words);
    picture.text(pt(place.cache, 14.0), Type::Axis, Ink::Ink3, Align::Middle, "cache");
    picture.text(pt(place.origin, 14.0), Type::Axis, Ink::Ink3, Align::Middle, "origin");
    for at in 0..rows {
        let top = HEAD + each * at as f32;
        row::wide(scene, at, top, each.min(130.0), &place, picture);
    }
}

fn tall(scene: &Scene<'_>, rows: usize, margin: f32, picture: &mut Picture) {
    let each = (picture.height - 8.0) / rows.max(1) as f32;
    for at in 0..rows {
        row::tall(scene, at, 6.0 + each * at as f32, each, margin, picture);
    }
}

fn mini(scene: &Scene<'_>, rows: usize, picture: &mut Picture) {
    let each = picture.height / rows.max(1) as f32;
    let width = picture.width;
    for at in 0..rows {
        let top = each * at as f32;
        let r = (each * 0.2).clamp(5.0, 14.0);
        let place = row::Place { name: 0.0, strip: (2.0, width * 0.5), cache: width * 0.6, origin: width - r - 6.0, r };
        row::path(scene, at, top + each * 0.5, &place, false, picture);
        strip::draw(scene, at, (place.strip.0, place.strip.1), (top + 2.0, top + each - 4.0), false, picture);
    }
}
