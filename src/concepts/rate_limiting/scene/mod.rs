//! The scene: requests on a wire in time, a gate, and the limiter above it as a thing of its own kind. A pure function
//! of the state, what was recorded, and the moment.

mod arrival;
mod glass;
mod layout;
mod parts;
pub mod rows;
mod rule;
mod slots;
mod still;
mod stream;
#[cfg(test)]
mod tests;
mod vessel;
mod why;
mod windows;

use super::face::Face;
use super::model::{Lane, Limiting};
use super::recorder::{LaneLog, Recorder};
use crate::concept::{Layout, View};
use crate::scene::magnify::magnify;
use crate::scene::{Picture, Target, pt};
use crate::sim::{Model as _, Span, Time};
use layout::{Frame, least_size, nice_span};
pub use still::last as span_shown;

/// Above this speed flashes and falling coins stop.
const FLASH_SPEED: f64 = 4.0;
/// Seconds of the watcher's time that a request takes from the gate to the end of the wire, at least.
const CROSSING_S: f64 = 2.6;

/// What every part of the scene looks at.
struct Scene<'a> {
    model: &'a Limiting,
    /// The lane in focus: its limiter and what it decided.
    lane_state: &'a Lane,
    lane: &'a LaneLog,
    face: Face,
    frame: Frame,
    now: Time,
    speed: f64,
    focus: Option<Target>,
}

/// Draws the lane in focus.
pub fn draw(model: &Limiting, recorder: &Recorder, view: &View, picture: &mut Picture) {
    let scale = if view.scale.is_finite() && view.scale > 0.0 { view.scale } else { 1.0 };
    let (width, height) = (view.width.max(1.0), view.height.max(1.0));
    let (least_w, least_h) = least_size(view.layout);
    // What is smaller than the smallest layout is that layout, shrunk as a whole.
    let by = scale.min(width / least_w).min(height / least_h);
    let (w, h) = (width / by, height / by);
    picture.clear(w, h);
    let speed = if view.speed.is_finite() { view.speed.abs().max(1e-6) } else { 1.0 };
    if view.layout == Layout::Still {
        still::draw(model, recorder, picture);
    } else {
        let lane_state = model.focus();
        let scene = Scene {
            model,
            lane_state,
            lane: recorder.lane(0),
            face: lane_state.face(model.now()),
            frame: Frame::new(view.layout, w, h, past(model, speed)),
            now: model.now(),
            speed,
            focus: view.focus,
        };
        scene.draw(picture);
    }
    if by != 1.0 {
        magnify(picture, by, pt(0.0, 0.0), (width, height));
    }
}

/// How far back the scene looks: some fifteen requests, a whole window for limiters that count in windows, and never so
/// little that a request flies by faster than an eye can follow.
fn past(model: &Limiting, speed: f64) -> Span {
    let requests = 15.0 / model.busiest().max(1e-4);
    let window = if model.focus().face(model.now()).is_window() { 1.25 * model.window().secs() } else { 0.0 };
    nice_span(requests.max(window).max(CROSSING_S * speed.min(FLASH_SPEED)))
}

impl Scene<'_> {
    fn draw(&self, picture: &mut Picture) {
        self.wires(picture);
        self.limiter(picture);
        self.side_truth(picture);
        self.arriving(picture);
        self.refused(picture);
        self.passed(picture);
        self.gate(picture);
        self.names(picture);
        self.rule(picture);
        if let Some(mark) = self.explained() {
            self.explain(picture, mark);
        }
        self.selection(picture);
    }

    fn limiter(&self, picture: &mut Picture) {
        match self.face {
            Face::Glass { level, size, rate } => self.glass(picture, level, size, rate),
            Face::Vessel { level, size, rate, free } => self.vessel(picture, level, size, rate, free),
            Face::Funnel { held, size, rate, next } => self.funnel(picture, held, size, rate, next),
            Face::Arrival { tat, step, tolerance } => self.arrival(picture, tat, step, tolerance),
            Face::Window { count, limit, start, window } => self.window(picture, count, limit, start, window),
            Face::Log { ref marks, limit, window } => self.log(picture, marks, limit, window),
            Face::Pair { previous, current, limit, start, window } => {
                self.pair(picture, (previous, current), limit, start, window);
            }
            Face::Slots { busy, limit, most } => self.slots(picture, busy, limit, most),
        }
    }
    /// True if the limiter shares the axis of the requests.
    fn on_axis(&self) -> bool {
        self.face.is_window()
    }

    /// How far something that began at `at` and takes `seconds` of the watcher's time has come, 0 to 1.
    fn progress(&self, at: Time, seconds: f64) -> f32 {
        (self.now.since(at).secs() / (seconds * self.speed)).min(1.0) as f32
    }
    /// `seconds` of the watcher's time, in the run's.
    fn watched(&self, seconds: f64) -> Span {
        Span::from_secs(seconds * self.speed)
    }
}
