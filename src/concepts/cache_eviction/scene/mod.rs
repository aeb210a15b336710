//! From the caches to a picture: the keys that come and went, and under them each cache with the structure of its own
//! policy.
//!
//! A picture is a function of the state, the moment and the view. Between two requests the keys move on by the share of
//! the time that has passed, unless they come faster than anybody can watch.

mod cells;
mod column;
mod record;
mod sketch;
mod stream;
mod structure;
#[cfg(test)]
mod tests;

use super::model::{Caches, EACH};
use super::recorder::Recorder;
use crate::concept::{Layout, View};
use crate::policies::evict::{Key, Policy};
use crate::scene::{Ink, Picture};
use crate::sim::Model as _;

pub use record::draw as draw_record;

/// Requests a second of the watcher up to which keys are seen moving.
const WATCHED: f64 = 12.0;
/// Width from which on caches stand side by side.
const WIDE: f32 = 640.0;

/// What all parts of a picture look at.
struct Scene<'a> {
    model: &'a Caches,
    recorder: &'a Recorder,
    /// How far the time to the next request has passed, 0 to 1; 0 where nothing moves.
    phase: f32,
}

impl Scene<'_> {
    /// The ink of an outcome.
    const fn outcome(hit: bool) -> Ink {
        if hit { Ink::Done } else { Ink::Wait }
    }
}

/// Draws the scene.
pub fn draw(model: &Caches, recorder: &Recorder, view: &View, picture: &mut Picture) {
    picture.clear(view.width, view.height);
    let last = model.requests() * EACH.0;
    let passed = model.now().0.saturating_sub(last) as f64 / EACH.0 as f64;
    let rate = view.speed * 1e9 / EACH.0 as f64;
    let moves = rate <= WATCHED && view.layout != Layout::Still;
    let scene = Scene { model, recorder, phase: if moves { passed.clamp(0.0, 1.0) as f32 } else { 0.0 } };
    match view.layout {
        Layout::Mini => column::mini(&scene, picture),
        Layout::Tall => column::tall(&scene, true, picture),
        Layout::Wide | Layout::Still if view.width < WIDE => column::tall(&scene, false, picture),
        Layout::Wide | Layout::Still => column::wide(&scene, picture),
    }
}

/// The keys a cache holds, newest or safest first.
pub fn held(policy: &Policy) -> Vec<Key> {
    structure::held(policy).map(|cell| cell.key).collect()
}
