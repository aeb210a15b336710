//! The scene without motion: the rows of all lanes over the last seconds, redrawn as time goes by.

use super::super::model::Limiting;
use super::super::recorder::Recorder;
use super::rows::{self, Sheet};
use crate::scene::Picture;
use crate::sim::{Model as _, Time};

/// Draws the rows into the whole picture.
pub fn draw(model: &Limiting, recorder: &Recorder, picture: &mut Picture) {
    let (w, h) = (picture.width, picture.height);
    let head = 26.0f32.min(0.16 * h);
    let span = last(model);
    let lanes = model.lanes().len() as f32;
    let foot = (h - 44.0).max(head + 40.0).min(head + 96.0 * lanes);
    let sheet = Sheet::new(w, (head, foot), span);
    rows::heads(model, &sheet, head - 2.0, picture);
    rows::draw(model, recorder, &sheet, picture);
    if h >= 120.0 {
        rows::axis(&sheet, h - 26.5, picture);
    }
    picture.hit("limiter", 1, crate::scene::pt(w / 2.0, h / 2.0), 60.0);
}

/// The last seconds up to now: some windows, or some fifty requests.
pub fn last(model: &Limiting) -> (Time, Time) {
    let now = model.now();
    let seconds = (5.0 * model.window().secs()).max(50.0 / model.busiest().max(1e-3)).min(7200.0);
    let reach = super::layout::nice_span(seconds);
    let from = now.back(reach);
    (from, from + reach)
}
