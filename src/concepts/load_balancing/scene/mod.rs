//! The scene: clients, a balancer, wires, lines and servers, as a pure function of the state and the moment.
//!
//! Requests are beads that travel at constant speed for their true time on the wire. They are drawn up to the line
//! they will join and wait there, so that a bead never passes through another. Answers on their way back are left out.

mod fallen;
mod front;
mod grid;
mod layout;
mod servers;
mod still;
#[cfg(test)]
mod tests;
mod traffic;
mod why;

use super::model::{Cluster, ServerState};
use super::recorder::Recorder;
use crate::concept::{Layout, View};
use crate::scene::magnify::magnify;
use crate::scene::{Picture, Target, pt};
use crate::sim::{Model as _, Span, Time};
use layout::{Frame, least_size};
use traffic::Traffic;

/// Above this speed beads give way to lines of flow.
const FLOW_SPEED: f64 = 4.0;
/// Up to this speed the latest decision is explained even if nothing is chosen.
const SLOW_SPEED: f64 = 0.2;

/// What every part of the scene looks at.
struct Scene<'a> {
    model: &'a Cluster,
    recorder: &'a Recorder,
    frame: Frame,
    now: Time,
    speed: f64,
    focus: Option<Target>,
    /// What the lines of another run reach, where it is laid beside this one.
    reach: f64,
}

/// Draws the cluster.
pub fn draw(model: &Cluster, recorder: &Recorder, view: &View, picture: &mut Picture) {
    let scale = if view.scale.is_finite() && view.scale > 0.0 { view.scale } else { 1.0 };
    let (width, height) = (view.width.max(1.0), view.height.max(1.0));
    let (least_w, least_h) = least_size(view.layout);
    // What is smaller than the smallest layout is that layout, shrunk as a whole.
    let by = scale.min(width / least_w).min(height / least_h);
    let (w, h) = (width / by, height / by);
    picture.clear(w, h);
    let servers: Vec<usize> =
        model.servers().iter().enumerate().filter(|(_, server)| server.present).map(|(index, _)| index).collect();
    let groups = model.clients().count().clamp(1, 3) as usize;
    let scene = Scene {
        model,
        recorder,
        frame: Frame::new(view.layout, w, h, &servers, groups),
        now: model.now(),
        speed: if view.speed.is_finite() { view.speed.abs().max(1e-6) } else { 1.0 },
        focus: view.focus,
        reach: view.reach.1,
    };
    match view.layout {
        Layout::Still => still::draw(&scene, &servers, picture),
        Layout::Wide | Layout::Tall | Layout::Mini => scene.draw(picture),
    }
    if by != 1.0 {
        magnify(picture, by, pt(0.0, 0.0), (width, height));
    }
}

impl Scene<'_> {
    fn draw(&self, picture: &mut Picture) {
        let traffic = Traffic::of(self);
        let why = self.explained();
        self.wires(picture, &traffic);
        if let Some(why) = &why {
            self.feelers(picture, why);
        }
        if self.frame.grid.is_none() {
            self.lines(picture);
        }
        self.front(picture, &traffic);
        let ringed = self.beads(picture, &traffic, why.as_ref().map(|why| why.k));
        if self.frame.grid.is_some() {
            self.cells(picture);
        } else {
            self.dials(picture);
            self.strips(picture);
        }
        self.fallen(picture);
        self.flow_rates(picture, &traffic);
        if let Some(why) = &why {
            self.explain(picture, why, ringed);
        }
        self.selection(picture);
    }

    fn server(&self, index: usize) -> &ServerState {
        &self.model.servers()[index]
    }
    /// How far something that began at `at` and takes `seconds` of the watcher's time has come, 0 to 1.
    fn progress(&self, at: Time, seconds: f64) -> f32 {
        ((self.now - at).secs() / (seconds * self.speed)).min(1.0) as f32
    }
    /// `seconds` of the watcher's time, in the run's.
    fn watched(&self, seconds: f64) -> Span {
        Span::from_secs(seconds * self.speed)
    }
}
