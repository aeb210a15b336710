//! What a hand does in a figure, and what the page around it does in its place.

use super::{Figure, Msg};
use crate::concept::{Act, Press};
use crate::link::{self, Change as Piece};
use crate::param::{Bad, Kind, Value};
use crate::scene::{Pt, Target, Turn, pt};
use crate::web::dom;
use crate::web::page::controls::with_item;
use crate::web::page::session::Session;
use crate::web::page::slider::Change;
use crate::web::page::turning::{FINGER, RIM, Turning, on_hold, spot, told};
use web_sys::{HtmlElement, PointerEvent};
use yew::prelude::*;

/// Fingers need this much around a small thing.
const REACH: f32 = 22.0;
/// Pieces that can be taken back.
const BEFORE_MAX: usize = 32;

impl Figure {
    pub(super) fn play(&mut self, playing: Option<bool>) {
        let playing = playing.unwrap_or(!self.session.playing);
        if playing != self.session.playing {
            self.session.playing = playing;
            self.tell.change("paused", if playing { "off" } else { "on" });
        }
        self.last_frame = None;
    }

    pub(super) fn seek(&mut self, units: f64) {
        let at = self.entry.about.clock.at(units);
        if at != self.session.run.now() {
            self.session.seek(at, dom::clock_ms);
            self.tell.again(self.session.run.now());
            self.tell.change("t", &link::seconds(at));
        }
        self.last_frame = None;
    }

    /// Keeps a drag for the next frame, so that it sets at most once per frame.
    pub(super) fn keep(&mut self, change: Change) -> bool {
        let place = |change: &Change| match change {
            Change::Number(index, _) => Some((*index, 0)),
            Change::Item(index, item, _) => Some((*index, *item)),
            _ => None,
        };
        let at = place(&change);
        if at.is_none() {
            self.apply(change);
        } else {
            self.pending.retain(|other| place(other) != at);
            self.pending.push(change);
        }
        self.touch();
        at.is_none()
    }

    /// Sets what a control says.
    pub(super) fn apply(&mut self, change: Change) {
        let values = self.session.run.values();
        let (index, value) = match change {
            Change::Number(index, number) => {
                let whole = matches!(self.entry.table[index].kind, Kind::Whole { .. });
                (index, if whole { Value::Whole(libm::round(number) as i64) } else { Value::Real(number) })
            }
            Change::Item(index, place, number) => {
                let Some(Value::List(list)) = values.get(index) else { return };
                let count = self.session.run.targets(self.entry.table[index].per).last().copied().unwrap_or(1) as usize;
                (index, Value::List(with_item(list, place, count, number)))
            }
            Change::Option(index, option) => (index, Value::Choice(option)),
            Change::Member(index, option, on) => {
                let Some(Value::Set(chosen)) = values.get(index) else { return };
                let others = chosen.iter().copied().filter(|other| *other != option);
                (index, Value::Set(others.chain(on.then_some(option)).collect()))
            }
            Change::Switch(index, on) => (index, Value::Switch(on)),
            // Where it began, which here is what the author wrote.
            Change::Reset(index) => (index, self.embed.state.values[index].clone()),
            // The nearest value that is allowed; what is no value at all changes nothing.
            Change::Text(index, text) => match self.entry.table[index].parse_clamped(&text) {
                Ok((value, _)) => (index, value),
                Err(_) => return,
            },
        };
        // A control offers only what is allowed.
        let _ = self.set(index, value);
    }

    /// Sets a parameter, and tells it if it is another value.
    fn set(&mut self, index: usize, value: Value) -> Result<(), Bad> {
        let before = self.session.run.values();
        self.session.set(index, value)?;
        let after = self.session.run.values();
        for (param, (old, new)) in self.entry.table.iter().zip(before.iter().zip(&after)) {
            if old != new {
                self.tell.change(param.key, &param.format(new));
            }
        }
        self.values = after;
        Ok(())
    }

    pub(super) fn act(&mut self, act: &Act) {
        if self.session.act(act).is_ok() {
            self.tell.change("do", &act.to_string());
        }
    }

    /// Carries out a piece of link that was found to be well formed; `kept` if it may be taken back.
    pub(super) fn carry_out(&mut self, piece: &str, kept: bool) {
        if kept {
            if self.before.len() == BEFORE_MAX {
                self.before.remove(0);
            }
            self.before.push(self.session.state());
        }
        for pair in piece.split('&') {
            match super::api::plays(pair) {
                Some(playing) => self.play(Some(playing)),
                None => self.carry_out_one(pair),
            }
        }
    }

    fn carry_out_one(&mut self, pair: &str) {
        for change in link::changes(self.entry, pair).unwrap_or_default() {
            match change {
                // Refused only by the run itself: a server that is not there any more.
                Piece::Set(index, value) => drop(self.set(index, value)),
                Piece::Act(act) => self.act(&act),
                Piece::Speed(speed) => self.session.set_speed(speed),
                Piece::Seek(at) => self.seek(self.entry.about.clock.units(at)),
                Piece::Preset(id) => {
                    if let Some(preset) = self.entry.preset(&id) {
                        self.open(&link::decode(preset.link, self.entry).state);
                    }
                }
            }
        }
    }

    /// Takes the last such piece back.
    pub(super) fn undo(&mut self) {
        if let Some(state) = self.before.pop() {
            let playing = !state.paused;
            self.open(&state);
            self.play(Some(playing));
        }
    }

    /// Another state in place of the run; it plays on if it played.
    fn open(&mut self, state: &crate::concept::State) {
        let Ok(session) = Session::open(self.entry, state, super::api::OPEN_MS, dom::clock_ms) else { return };
        let before = std::mem::replace(&mut self.session, session);
        self.session.playing = before.playing;
        self.session.stop_at = before.stop_at;
        self.session.halts = before.halts;
        self.session.halts.moved();
        self.focus = None;
        self.pointed = None;
        self.pending.clear();
        self.last_frame = None;
        self.tell.again(self.session.run.now());
        self.tell.change("preset", "");
    }

    /// Something in the picture was pressed. Where nothing may be changed it only tells why.
    pub(super) fn press(&mut self, target: Target) {
        let press = self.session.run.press(target);
        match press {
            Press::Act(act) if !self.embed.readonly => self.act(&act),
            Press::Set(key, value) if !self.embed.readonly => {
                if let Some(index) = self.entry.table.iter().position(|param| param.key == key) {
                    // The picture offers only what is allowed.
                    let _ = self.set(index, value);
                }
            }
            Press::Set(..) => {}
            _ => self.focus = if self.focus == Some(target) { None } else { Some(target) },
        }
    }

    /// Where the pointer is in the scene, as it is laid out.
    fn place(&self, event: &PointerEvent) -> Pt {
        let at = spot(event);
        pt(at.x / self.zoom, at.y / self.zoom)
    }

    /// The rim of what is chosen, where it may be turned.
    pub(super) fn rim(&self) -> Option<Turn> {
        let chosen = self.focus.filter(|_| !self.embed.readonly)?;
        self.scene.picture.turns.iter().find(|turn| turn.target == chosen).copied()
    }

    /// Puts the place where a finger takes that rim over it.
    pub(super) fn lay_hold(&self) {
        let Some((turn, hold)) = self.rim().zip(self.hold.cast::<HtmlElement>()) else { return };
        for (name, at) in [("left", turn.c.x), ("top", turn.c.y)] {
            let _ = hold.style().set_property(name, &format!("{:.0}px", at * self.zoom - FINGER));
        }
    }

    /// The pointer moved over the scene or was pressed on it.
    pub(super) fn point(&mut self, event: &PointerEvent, pressed: bool) -> bool {
        let at = self.place(event);
        if !pressed && let Some(turning) = &mut self.turning {
            let (to, turn) = (turning.moved(at), turning.turn());
            let index = self.entry.table.iter().position(|param| param.key == turn.key);
            if let Some((number, index)) = to.zip(index) {
                return self.keep(Change::Item(index, turn.item, number));
            }
            return false;
        }
        let turn = self.scene.picture.turn_at(at, RIM).filter(|_| !self.embed.readonly);
        let target = self.scene.picture.at(at, REACH);
        let Some(canvas) = self.scene.node.cast::<HtmlElement>() else { return false };
        if !pressed {
            let cursor = match (turn, target) {
                (Some(_), _) => "grab",
                (None, Some(_)) => "pointer",
                (None, None) => "default",
            };
            let _ = canvas.style().set_property("cursor", cursor);
            let told = told(&*self.session.run, target, event);
            if std::mem::replace(&mut self.pointed, told) != told {
                self.touch();
            }
            return false;
        }
        // A finger turns the rim of what is chosen, and scrolls the page everywhere else.
        let held = self.rim().filter(|_| on_hold(event).is_some());
        if let Some(turn) = if event.pointer_type() == "touch" { held } else { turn } {
            // Without capture a turn that leaves the canvas ends; that is all.
            let _ = canvas.set_pointer_capture(event.pointer_id());
            self.turning = Some(Turning::new(turn, at));
            return false;
        }
        match target {
            Some(target) => self.press(target),
            None => self.focus = None,
        }
        self.touch();
        true
    }

    /// The pointer was let go; what was pressed, if it was no turn.
    pub(super) fn leave_rim(&mut self) -> Option<Target> {
        self.turning.take()?.pressed()
    }

    /// Moves the playhead to where the pointer is on the timeline.
    pub(super) fn scrub(
        ctx: &Context<Self>,
        axis: crate::web::page::timeline::Axis,
        width: f32,
    ) -> Callback<PointerEvent> {
        ctx.link().batch_callback(move |event: PointerEvent| {
            let Some(line) = timeline_of(&event) else { return Vec::new() };
            if event.type_() == "pointerdown" {
                // Without capture a drag that leaves the element ends; that is all.
                let _ = line.set_pointer_capture(event.pointer_id());
            } else if event.buttons() & 1 == 0 {
                return Vec::new();
            }
            // A slide may be scaled: the box tells by how much.
            let shown = line.get_bounding_client_rect();
            let x = (f64::from(event.client_x()) - shown.left()) * f64::from(width) / shown.width().max(1.0);
            vec![Msg::Hold(true), Msg::Seek(axis.at(x as f32, width))]
        })
    }
}

/// The timeline an event happened on. The tree listens at its root, so the listener's own element is not it.
fn timeline_of(event: &PointerEvent) -> Option<web_sys::Element> {
    event.target_dyn_into::<web_sys::Element>()?.closest(".timeline").ok().flatten()
}
