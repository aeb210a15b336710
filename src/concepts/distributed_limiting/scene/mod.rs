//! The scene: gateways in a row of lanes, the store before them, messages on the wires between, and what passed behind
//! each gateway at its distance in time. A pure function of the state, what was recorded, and the moment.

mod gateway;
mod head;

use super::model::{Cargo, Message, STORE, Shared};
use super::params::Scheme;
use super::recorder::{Mark, Recorder};
use crate::concept::{Layout, View};
use crate::scene::glyph::{allowed, message, queued, rejected, reply, saltire, wire_stroke};
use crate::scene::magnify::magnify;
use crate::scene::{Align, Dash, Fill, Flow, Ink, Picture, Pt, Seg, Stroke, Target, Type, Wire, pt};
use crate::sim::{Model as _, Span, Time};
use gateway::GAP;

/// Seconds of the watcher's time that a request takes to cross the picture.
const CROSSING_S: f64 = 3.0;

/// The most messages that are drawn, and the most that carry their numbers.
const MESSAGES_MAX: usize = 400;
const NUMBERED_MAX: usize = 14;

struct Scene<'a> {
    model: &'a Shared,
    recorder: &'a Recorder,
    now: Time,
    speed: f64,
    focus: Option<Target>,
    flow: Flow,
    mini: bool,
    w: f32,
    h: f32,
}

/// Draws the gateways.
pub fn draw(model: &Shared, recorder: &Recorder, view: &View, picture: &mut Picture) {
    let scale = if view.scale.is_finite() && view.scale > 0.0 { view.scale } else { 1.0 };
    let (width, height) = (view.width.max(1.0), view.height.max(1.0));
    let least = match view.layout {
        Layout::Wide | Layout::Still => (600.0, 300.0),
        Layout::Tall => (300.0, 380.0),
        Layout::Mini => (200.0, 110.0),
    };
    let by = scale.min(width / least.0).min(height / least.1);
    let (w, h) = (width / by, height / by);
    picture.clear(w, h);
    let scene = Scene {
        model,
        recorder,
        now: model.now(),
        speed: if view.speed.is_finite() { view.speed.abs().max(1e-6) } else { 1.0 },
        focus: view.focus,
        flow: if view.layout == Layout::Tall { Flow::Down } else { Flow::Right },
        mini: view.layout == Layout::Mini,
        w,
        h,
    };
    scene.draw(picture);
    if by != 1.0 {
        magnify(picture, by, pt(0.0, 0.0), (width, height));
    }
}

impl Scene<'_> {
    fn n(&self) -> usize {
        self.model.gateways().len()
    }
    fn r(&self) -> f32 {
        let pitch = self.pitch();
        (0.3 * pitch).clamp(6.0, if self.mini { 9.0 } else { 17.0 })
    }
    fn pitch(&self) -> f32 {
        let n = self.n().max(1) as f32;
        match self.flow {
            Flow::Right => ((self.h - self.head() - 26.0) / n).min(92.0),
            Flow::Down => ((self.w - 12.0) / n).min(92.0),
        }
    }
    /// The room above the lanes: the true count and the rule.
    fn head(&self) -> f32 {
        if self.mini { 14.0 } else { 92.0 }
    }
    fn store(&self) -> Pt {
        match self.flow {
            Flow::Right => pt(
                0.075 * self.w + if self.mini { 4.0 } else { 22.0 },
                self.head() + self.pitch() * self.n() as f32 / 2.0,
            ),
            Flow::Down => pt(self.w / 2.0, 128.0),
        }
    }
    /// Where the gateways stand, as a share of the width: without anything before them they need no room there.
    fn column(&self) -> f32 {
        match self.model.params().scheme {
            Scheme::Split | Scheme::Local => 0.12,
            Scheme::Gossip => 0.26,
            _ => 0.36,
        }
    }
    /// The same from the top, where the picture runs down.
    fn row(&self) -> f32 {
        match self.model.params().scheme {
            Scheme::Split | Scheme::Local => 132.0,
            Scheme::Gossip => 216.0,
            _ => 248.0,
        }
    }
    fn gateway(&self, index: usize) -> Pt {
        match self.flow {
            Flow::Right => pt(self.column() * self.w, self.head() + self.pitch() * (index as f32 + 0.5)),
            Flow::Down => {
                let left = (self.w - self.pitch() * self.n() as f32) / 2.0;
                pt(left + self.pitch() * (index as f32 + 0.5), self.row())
            }
        }
    }
    /// From where decisions leave the gateway to the end of the picture.
    fn reach(&self) -> f32 {
        match self.flow {
            Flow::Right => self.w - self.gateway(0).x - self.lead() - 8.0,
            Flow::Down => self.h - self.row() - self.lead() - 40.0,
        }
    }
    fn past(&self) -> Span {
        Span::from_secs((CROSSING_S * self.speed).clamp(1e-4, 4.0 * self.model.params().window.max(1.0)))
    }
    /// The wire between two parties.
    fn wire(&self, a: u8, b: u8) -> Wire {
        let place = |who: u8| if who == STORE { self.store() } else { self.gateway(who as usize) };
        let (from, to) = (place(a), place(b));
        if a == STORE || b == STORE {
            let (store, gateway) = if a == STORE { (from, to) } else { (to, from) };
            let start = self.flow.go(store, if self.mini { 13.0 } else { 26.0 }, 0.0);
            let end = self.flow.go(gateway, -self.r() - 3.0, 0.0);
            return Wire::fan_in(self.flow, start, end);
        }
        // Between gateways: a bow on the side of the store.
        let out = |p: Pt| self.flow.go(p, -self.r() - 3.0, 0.0);
        let far = match self.flow {
            Flow::Right => (from.y - to.y).abs(),
            Flow::Down => (from.x - to.x).abs(),
        };
        let bow = |p: Pt| self.flow.go(p, -self.r() - 12.0 - 0.5 * far, 0.0);
        Wire::new(out(from), (bow(from), bow(to)), out(to), out(to))
    }

    fn draw(&self, picture: &mut Picture) {
        self.wires(picture);
        self.decided(picture);
        if self.model.has_store() {
            self.draw_store(picture);
        }
        self.travelling(picture);
        for index in 0..self.n() {
            self.draw_gateway(picture, index);
        }
        self.truth(picture);
        if !self.mini {
            self.rule(picture);
            self.explain(picture);
        }
        self.selection(picture);
    }

    fn wires(&self, picture: &mut Picture) {
        for index in 0..self.n() {
            let c = self.gateway(index);
            // No line goes through the words that stand in its way.
            let from = if self.lead() > self.r() { self.lead() - GAP } else { self.r() };
            let (from, to) = (self.flow.go(c, from, 0.0), self.flow.go(c, self.lead() + self.reach(), 0.0));
            picture.line(from, to, wire_stroke());
            if self.model.has_store() {
                let dead = self.model.store_dead();
                let stroke = if dead { Stroke::new(Ink::Lost, 1.25).dash(Dash::Dots) } else { wire_stroke() };
                self.wire(STORE, index as u8).draw(picture, stroke);
            }
        }
        if self.model.params().scheme == Scheme::Gossip {
            for a in 0..self.n() {
                for b in a + 1..self.n() {
                    self.wire(a as u8, b as u8).draw(picture, Stroke::new(Ink::Rule, 1.0));
                }
            }
        }
    }

    fn travelling(&self, picture: &mut Picture) {
        let r = if self.mini { 4.0 } else { 6.0 };
        let numbered = !self.mini && self.model.messages().nth(NUMBERED_MAX).is_none();
        for one in self.model.messages().take(MESSAGES_MAX) {
            let c = self.on_the_way(one);
            let answer = matches!(
                one.cargo,
                Cargo::Answer { .. } | Cargo::Value { .. } | Cargo::Total { .. } | Cargo::Grant { .. }
            );
            if answer {
                reply(picture, self.flow, c, r);
            } else if one.from == STORE || one.to == STORE {
                // Towards the store, against the flow.
                let away = match self.flow {
                    Flow::Right => [
                        pt(c.x + 0.8 * r, c.y - 0.85 * r),
                        pt(c.x - r, c.y),
                        pt(c.x + 0.8 * r, c.y + 0.85 * r),
                        pt(c.x + 0.25 * r, c.y),
                    ],
                    Flow::Down => [
                        pt(c.x - 0.85 * r, c.y + 0.8 * r),
                        pt(c.x, c.y - r),
                        pt(c.x + 0.85 * r, c.y + 0.8 * r),
                        pt(c.x, c.y + 0.25 * r),
                    ],
                };
                let [a, b, d, e] = away;
                let segs = [Seg::Move(a), Seg::Line(b), Seg::Line(d), Seg::Line(e), Seg::Close];
                picture.path(segs, Fill::Flat(Ink::Work, 1.0), None);
            } else {
                message(picture, self.flow, c, 0.8 * r);
            }
            if numbered {
                let words = match one.cargo {
                    Cargo::Value { counted, .. } => Some(counted.to_string()),
                    Cargo::Write { to, .. } => Some(to.to_string()),
                    Cargo::Tell { more, .. } => Some(format!("+{more}")),
                    Cargo::Total { total, .. } => Some(total.to_string()),
                    Cargo::Grant { n, .. } => Some(n.to_string()),
                    _ => None,
                };
                if let Some(words) = words {
                    picture.text(pt(c.x, c.y - 9.0), Type::Axis, Ink::WorkText, Align::Middle, words);
                    picture.halo();
                }
            }
        }
    }
    fn on_the_way(&self, one: &Message) -> Pt {
        let span = one.comes.since(one.sent).secs();
        let share = if span > 0.0 { (self.now.since(one.sent).secs() / span) as f32 } else { 1.0 };
        let store_first = one.from == STORE || one.to != STORE;
        let wire = if one.to == STORE { self.wire(STORE, one.from) } else { self.wire(one.from, one.to) };
        wire.point_at(if store_first { share } else { 1.0 - share })
    }

    fn draw_store(&self, picture: &mut Picture) {
        let c = self.store();
        let (a, high) = if self.mini { (11.0, 18.0) } else { (24.0, 42.0) };
        let b = 0.32 * a;
        let dead = self.model.store_dead();
        let stroke = if dead {
            Stroke::new(Ink::Lost, 1.75).dash(Dash::Broken)
        } else {
            Stroke::new(Ink::Ink, if self.mini { 1.25 } else { 2.0 })
        };
        let (top, foot) = (c.y - high / 2.0, c.y + high / 2.0);
        let k = 0.552;
        let half = |y: f32, sign: f32| {
            [
                Seg::Cubic(pt(c.x - a, y + sign * k * b), pt(c.x - k * a, y + sign * b), pt(c.x, y + sign * b)),
                Seg::Cubic(pt(c.x + k * a, y + sign * b), pt(c.x + a, y + sign * k * b), pt(c.x + a, y)),
            ]
        };
        let [a1, a2] = half(top, -1.0);
        let [b1, b2] = half(top, 1.0);
        let [f1, f2] = half(foot, 1.0);
        picture.path([Seg::Move(pt(c.x - a, top)), a1, a2], Fill::None, Some(stroke));
        picture.path([Seg::Move(pt(c.x - a, top)), b1, b2], Fill::None, Some(stroke));
        picture.path([Seg::Move(pt(c.x - a, foot)), f1, f2], Fill::None, Some(stroke));
        picture.line(pt(c.x - a, top), pt(c.x - a, foot), stroke);
        picture.line(pt(c.x + a, top), pt(c.x + a, foot), stroke);
        picture.hit("store", 1, c, a);
        if dead {
            saltire(picture, pt(c.x, c.y + 3.0), 0.4 * a, Stroke::new(Ink::Lost, 3.0));
        }
        if self.mini {
            return;
        }
        let limit = self.model.params().limit;
        if !dead {
            picture.text(pt(c.x, c.y + 9.0), Type::Value, Ink::Ink, Align::Middle, self.model.store_count());
        }
        let below = if dead { "down".to_owned() } else { format!("of {limit}") };
        let ink = if dead { Ink::LostText } else { Ink::Ink3 };
        let (name, under) = match self.flow {
            Flow::Right => (pt(c.x, top - b - 8.0), pt(c.x, foot + b + 15.0)),
            Flow::Down => (pt(c.x + a + 10.0, c.y - 4.0), pt(c.x + a + 10.0, c.y + 12.0)),
        };
        let align = if self.flow == Flow::Right { Align::Middle } else { Align::Start };
        picture.text(name, Type::Name, Ink::Ink, align, "Store");
        picture.halo();
        picture.text(under, Type::Label, ink, align, below);
        picture.halo();
        let slower = self.model.store_slower();
        if slower > 1 {
            let words = format!("{slower}× slower");
            picture.text(pt(under.x, under.y + 15.0), Type::Label, Ink::WaitText, align, words);
            picture.halo();
        }
    }

    /// Requests that wait for an answer, in line before their gateway.
    fn line(&self, picture: &mut Picture, index: usize) {
        let all: Vec<u64> =
            self.model.waiting().iter().filter(|one| one.gateway as usize == index).map(|one| one.k).collect();
        let (c, r) = (self.gateway(index), if self.mini { 3.0 } else { 4.6 });
        let most = if self.mini { 3 } else { 6 };
        for (place, k) in all.iter().take(most).enumerate() {
            let back = 2.1 * r * place as f32;
            let at = match self.flow {
                Flow::Right => pt(c.x - back, c.y - self.r() - 7.0),
                Flow::Down => pt(c.x - self.r() - 7.0, c.y - back + self.r()),
            };
            queued(picture, at, r);
            picture.hit("request", k + 1, at, r);
        }
        if all.len() > most && !self.mini {
            let at = match self.flow {
                Flow::Right => pt(c.x - 2.1 * r * most as f32, c.y - self.r() - 3.0),
                Flow::Down => pt(c.x - self.r() - 12.0, c.y - 2.1 * r * most as f32 + self.r()),
            };
            picture.text(at, Type::Axis, Ink::WaitText, Align::End, all.len());
            picture.halo();
        }
    }

    /// What was decided, at the time since then behind its gateway: passed on the wire, refused below it.
    fn decided(&self, picture: &mut Picture) {
        let past = self.past();
        let r = if self.mini { 3.4 } else { 5.0 };
        // Nearest to the gateway first; what would cover it by more than half is left out.
        let mut last = vec![[f32::MIN; 2]; self.n()];
        for mark in self.recorder.marks.newest_first().take_while(|mark| self.now.since(mark.at) <= past) {
            let Some(places) = last.get_mut(mark.gateway as usize) else { continue };
            let along = self.along(mark);
            let row = usize::from(!mark.allowed);
            if (along - places[row]).abs() < r {
                continue;
            }
            places[row] = along;
            let c = self.place(mark);
            if mark.allowed && mark.above {
                picture.punch(c, 1.12 * r);
                picture.circle(c, 1.12 * r, Fill::None, Some(Stroke::new(Ink::Ink, 1.5)));
                picture.disc(c, 0.7 * r, Ink::Wait);
            } else if mark.allowed {
                allowed(picture, c, r);
            } else {
                rejected(picture, c, 0.9 * r, 1.0);
                if mark.falsely {
                    picture.circle(c, 1.5 * r, Fill::None, Some(Stroke::new(Ink::Lost, 1.25)));
                }
            }
            picture.hit("request", mark.k + 1, c, r);
        }
    }
    /// How far behind its gateway a decision stands now.
    fn along(&self, mark: &Mark) -> f32 {
        let per_ns = f64::from(self.reach()) / self.past().0.max(1) as f64;
        self.lead() + (self.now.since(mark.at).0 as f64 * per_ns) as f32
    }
    fn place(&self, mark: &Mark) -> Pt {
        let fall = if mark.allowed { 0.0 } else { self.fall() };
        self.flow.go(self.gateway(mark.gateway as usize), self.along(mark), fall)
    }
    fn fall(&self) -> f32 {
        (0.32 * self.pitch()).clamp(8.0, 22.0)
    }

    fn selection(&self, picture: &mut Picture) {
        let Some(target) = self.focus.filter(|target| target.kind != "request") else { return };
        let Some(hit) = picture.hits.iter().rev().find(|hit| hit.target == target).copied() else { return };
        let stroke = Stroke::new(Ink::Ink, 1.5).dash(Dash::Broken).flat();
        picture.circle(hit.c, hit.r + 4.0, Fill::None, Some(stroke));
    }
}
