//! The scene: clients ask through a router; under it stand the shards side by side, each with its line, its dial and its
//! rows in a vessel. A pure function of the state, what was recorded, and the moment.

mod columns;
#[cfg(test)]
mod tests;
mod traffic;

use super::model::Store;
use super::recorder::Recorder;
use super::words;
use crate::concept::{Layout, View};
use crate::param::within_sentence;
use crate::scene::glyph::{Arm, balancer};
use crate::scene::magnify::magnify;
use crate::scene::{Align, Dash, Fill, Flow, Ink, Picture, Pt, Stroke, Target, Type, Wire, pt, text_width};
use crate::sim::{Model as _, Time};

/// Above this speed single queries are not drawn.
const FLOW_SPEED: f64 = 4.0;
/// Narrower, it is drawn as a phone's.
const NARROW: f32 = 480.0;

/// Where a shard stands.
#[derive(Clone, Debug)]
struct Column {
    /// Its number from 0.
    at: usize,
    x: f32,
    wire: Wire,
}

/// What all parts of a picture look at.
struct Scene<'a> {
    model: &'a Store,
    recorder: &'a Recorder,
    now: Time,
    speed: f64,
    layout: Layout,
    focus: Option<Target>,
    w: f32,
    columns: Vec<Column>,
    /// From one shard to the next.
    pitch: f32,
    /// Radius of a dial.
    dial: f32,
    /// Middle of the router.
    router: Pt,
    /// Where wires have bent, where dials stand, where vessels begin and end.
    ys: [f32; 4],
}

/// Draws the scene.
pub fn draw(model: &Store, recorder: &Recorder, view: &View, picture: &mut Picture) {
    let scale = if view.scale.is_finite() && view.scale > 0.0 { view.scale } else { 1.0 };
    let (width, height) = (view.width.max(1.0), view.height.max(1.0));
    let least = match view.layout {
        Layout::Wide | Layout::Still => (560.0, 300.0),
        Layout::Tall => (300.0, 330.0),
        Layout::Mini => (160.0, 100.0),
    };
    let margin = if view.layout == Layout::Tall { 14.0f32.min(0.05 * width) } else { 0.0 };
    let inner = width - 2.0 * margin;
    // A narrow picture is drawn as a phone's, not as a small wide one.
    let tall = view.layout == Layout::Tall || (view.layout != Layout::Mini && width < NARROW);
    let least = if tall { (300.0, 330.0) } else { least };
    let by = scale.min(inner / least.0).min(height / least.1).max(0.05);
    let (w, h) = (inner / by, height / by);
    picture.clear(w, h);
    Scene::new(model, recorder, view, tall, (w, h)).draw(picture);
    if by != 1.0 || margin > 0.0 {
        magnify(picture, by, pt(margin, 0.0), (width, height));
    }
}

impl<'a> Scene<'a> {
    fn new(model: &'a Store, recorder: &'a Recorder, view: &View, tall: bool, (w, h): (f32, f32)) -> Self {
        let there: Vec<usize> = model.present().collect();
        let mini = view.layout == Layout::Mini;
        let edge = if mini || tall { 2.0 } else { 8.0 };
        let pitch = ((w - 2.0 * edge) / there.len().max(1) as f32).min(if mini { 60.0 } else { 150.0 });
        let dial = (0.3 * pitch).clamp(2.2, if mini { 11.0 } else { 17.0 });
        let router = if mini {
            pt(w / 2.0, 11.0)
        } else if tall {
            pt(w / 2.0, 48.0)
        } else {
            pt(w / 2.0, 22.0)
        };
        let foot = if mini {
            9.0
        } else if tall {
            50.0
        } else {
            56.0
        };
        let below = router.y + if mini { 9.0 } else { 18.0 };
        // Lines have what is left; vessels a third.
        let vessels = (0.36 * (h - foot - below)).max(12.0);
        let top = h - foot - vessels;
        let middle = top - dial - if mini { 4.0 } else { 9.0 };
        let bend = below + (0.34 * (middle - below)).min(64.0);
        let left = w / 2.0 - pitch * there.len() as f32 / 2.0;
        let columns = there
            .into_iter()
            .enumerate()
            .map(|(place, at)| {
                let x = left + pitch * (place as f32 + 0.5);
                let wire = Wire::fan_out(Flow::Down, pt(router.x, below), pt(x, bend), pt(x, middle - dial - 2.0));
                Column { at, x, wire }
            })
            .collect();
        Self {
            model,
            recorder,
            now: model.now(),
            speed: if view.speed.is_finite() { view.speed.abs().max(1e-6) } else { 1.0 },
            layout: if tall { Layout::Tall } else { view.layout },
            focus: view.focus,
            w,
            columns,
            pitch,
            dial,
            router,
            ys: [bend, middle, top, h - foot],
        }
    }
    fn mini(&self) -> bool {
        self.layout == Layout::Mini
    }
    fn still(&self) -> bool {
        self.layout == Layout::Still
    }
    /// Radius of a bead.
    fn bead(&self) -> f32 {
        (self.dial / 2.9).clamp(1.6, 5.6)
    }
    fn column(&self, at: usize) -> Option<&Column> {
        self.columns.iter().find(|column| column.at == at)
    }

    fn draw(&self, picture: &mut Picture) {
        let traffic = traffic::Traffic::of(self);
        self.wires(picture, &traffic);
        self.mean(picture);
        for column in &self.columns {
            self.shard(picture, column);
        }
        self.beads(picture, &traffic);
        self.belt(picture);
        balancer(picture, self.router, if self.mini() { 7.0 } else { 15.0 }, Arm::Toward(std::f32::consts::PI));
        if !self.mini() {
            self.gathering(picture);
            self.head(picture);
        }
        self.selection(picture);
    }

    /// What is asked, and what moves.
    fn head(&self, picture: &mut Picture) {
        let params = self.model.params();
        let tall = self.layout == Layout::Tall;
        let asked = words::rate(params.rate).replace(" /s", " queries /s");
        let rule = format!(
            "by {}, {}",
            within_sentence(params.key.option().label),
            within_sentence(params.place.option().label)
        );
        let (first, second) = if tall { (13.0, 28.0) } else { (14.0, 31.0) };
        // Beside the letter of the figure.
        let left = if !tall && self.w >= NARROW { 24.0 } else { 0.0 };
        picture.text(pt(left, first), Type::Name, Ink::Ink, Align::Start, asked);
        picture.text(pt(left, second), Type::Label, Ink::Ink2, Align::Start, &rule);
        let moving = words::moving(self.model);
        let Some(state) = self.model.moving() else {
            if !moving.is_empty() && !tall {
                picture.text(pt(self.w, first), Type::Label, Ink::Ink2, Align::End, moving);
            }
            return;
        };
        let share = (state.moved as f64 / state.rows.max(1) as f64).min(1.0);
        let total = state.rows as f64 / state.total.max(1) as f64;
        let long = if tall { 96.0 } else { 190.0f32.min(0.3 * self.w) };
        picture.text(
            pt(self.w, first),
            Type::LabelBold,
            Ink::WorkText,
            Align::End,
            format!("{} of the rows move", words::percent(total)),
        );
        let y = first + 11.0;
        picture.rect(pt(self.w - long, y - 3.0), long, 6.0, 0.0, Fill::Flat(Ink::Ink, 0.12), None);
        picture.rect(pt(self.w - long, y - 3.0), long * share as f32, 6.0, 0.0, Fill::Flat(Ink::Work, 1.0), None);
        let left = self.model.move_left().map_or(String::new(), words::span);
        let done = format!("{:.0} % done, {left} left", 100.0 * share);
        picture.text(pt(self.w, y + 17.0), Type::Axis, Ink::Ink3, Align::End, done);
    }

    /// What is chosen.
    fn selection(&self, picture: &mut Picture) {
        let Some(target) = self.focus else { return };
        let hit = picture.hits.iter().rev().find(|hit| hit.target == target).copied();
        if let Some(hit) = hit {
            if target.kind == "shard" {
                let stroke = Stroke::new(Ink::Ink, 1.5).dash(Dash::Broken).flat();
                picture.circle(hit.c, self.dial + 4.0, Fill::None, Some(stroke));
            } else {
                crate::scene::glyph::why_ring(picture, hit.c, hit.r);
            }
        }
    }

    /// The mean of the rows on a shard, across all vessels: what each would hold if all were even.
    fn mean(&self, picture: &mut Picture) {
        if self.columns.len() < 2 || self.mini() {
            return;
        }
        let y = f32::midpoint(self.ys[2], self.ys[3]);
        let (from, to) =
            (self.columns[0].x - self.pitch / 2.0, self.columns[self.columns.len() - 1].x + self.pitch / 2.0);
        picture.line(pt(from, y), pt(to, y), Stroke::new(Ink::Wire, 1.0).dash(Dash::Past));
        let words = "mean rows";
        if to + text_width(Type::Axis, 0.0, words) + 6.0 < self.w {
            picture.text(pt(to + 5.0, y + 4.0), Type::Axis, Ink::Ink3, Align::Start, words);
        }
    }
}
