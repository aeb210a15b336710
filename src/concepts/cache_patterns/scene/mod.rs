//! From the patterns to a picture: in each row the program, the cache and the database, the messages between them, and
//! what they hold of key 1.

mod row;
#[cfg(test)]
mod tests;

use super::model::Systems;
use super::model::lane::Lane;
use super::params::LANES_MAX;
use super::recorder::Recorder;
use crate::concept::{Layout, View};
use crate::scene::{Align, Ink, Picture, Type, pt};
use crate::sim::{Model as _, Time};

/// Width from which on there is room for words.
const WIDE: f32 = 640.0;
/// Height of the words above the rows.
const HEAD: f32 = 22.0;

/// What all parts of a picture look at.
struct Scene<'a> {
    model: &'a Systems,
    recorder: &'a Recorder,
    now: Time,
    /// Nothing moves: no messages on wires.
    still: bool,
    /// Messages are slow enough to be read.
    words: bool,
}

impl Scene<'_> {
    fn lane(&self, at: usize) -> &Lane {
        &self.model.lanes()[at]
    }
}

/// Draws the scene.
pub fn draw(model: &Systems, recorder: &Recorder, view: &View, picture: &mut Picture) {
    picture.clear(view.width.max(1.0), view.height.max(1.0));
    let rows = model.lanes().len().min(LANES_MAX);
    // A message that crosses in less than a third of a second of the watcher's time cannot be read.
    let words = view.layout != Layout::Mini && model.params().database / view.speed.max(1e-9) > 0.33;
    let scene = Scene { model, recorder, now: model.now(), still: view.layout == Layout::Still, words };
    let (width, height) = (picture.width, picture.height);
    match view.layout {
        Layout::Mini => {
            // As many as have room for their wires and their marks.
            let rows = rows.min((height / 56.0) as usize).max(1);
            let each = height / rows as f32;
            for at in 0..rows {
                let y = each * (at as f32 + 0.45);
                // Over the nodes runs the wire past the cache, with its messages.
                let r = ((each * 0.45 - 10.0) / row::ARCHED).clamp(6.0, 14.0);
                let place = row::Place { app: 3.0 + 1.75 * r, cache: width * 0.42, database: width - 4.0 - r, r };
                row::path(&scene, at, y, &place, false, picture);
                row::marks(&scene, at, (4.0, width - 4.0), each * (at as f32 + 1.0) - 14.0, picture);
            }
        }
        Layout::Wide | Layout::Still if width >= WIDE => {
            let each = (height - HEAD) / rows.max(1) as f32;
            let place =
                row::Place { app: 276.0, cache: 276.0 + (width - 600.0) * 0.42, database: width - 262.0, r: 21.0 };
            for (x, name) in [(place.app, "program"), (place.cache, "cache"), (place.database, "database")] {
                picture.text(pt(x, 13.0), Type::Axis, Ink::Ink3, Align::Middle, name);
            }
            for at in 0..rows {
                row::wide(&scene, at, HEAD + each * at as f32, each, &place, picture);
            }
        }
        layout => {
            let margin = if layout == Layout::Tall { 16.0 } else { 2.0 };
            let each = (height - 6.0) / rows.max(1) as f32;
            for at in 0..rows {
                row::tall(&scene, at, 4.0 + each * at as f32, each, margin, picture);
            }
        }
    }
}
