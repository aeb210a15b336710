//! What can be pointed at: things in the scene and in panels, what a press on them does, and which of them are chosen
//! for the actions. Every place a pointer can press is a button for the keyboard as well.

use super::board::Board;
use super::crowd::{self, Crowds, LEAST, Rank};
use super::predict::Guess;
use super::slider::Change;
use super::turning::{RIM, on_hold, spot, told};
use super::{ConceptPage, Msg, Page};
use crate::concept::{Press, Thing};
use crate::param::{Scale, Value, at_position, position};
use crate::scene::{Handle, Hit, Pt, Target, Turn, finger_height, finger_room};
use crate::web::dom;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement, PointerEvent};
use yew::prelude::*;

/// Fingers need this much around a small thing.
const REACH: f32 = 22.0;
/// Where fingers press.
pub const FINGERS: &str = "(pointer: coarse), (max-width: 719px)";
/// Within a panel things stand closer.
const REACH_PANEL: f32 = 12.0;
/// More things than this are chosen from a list, and are one stop of the Tab key.
pub(super) const CHIPS_MAX: usize = 8;
/// How far a handle may be grabbed from its track.
const GRAB: f32 = 22.0;

/// A picture that answers to pointers: the scene or a panel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Surface {
    /// The scene.
    Scene,
    /// The panel at this index.
    Panel(usize),
}

/// Tells the page of a pointer that moves over a surface, or is pressed on it. One function for all of them.
pub(super) fn pointer(ctx: &Context<ConceptPage>, surface: Surface, pressed: bool) -> Callback<PointerEvent> {
    ctx.link().callback(move |event| Msg::Pointer(surface, event, pressed))
}

/// Tells the page that a pointer was let go.
pub(super) fn let_go(ctx: &Context<ConceptPage>) -> Callback<PointerEvent> {
    ctx.link().callback(|_| Msg::LetGo)
}

impl Page {
    fn board(&self, surface: Surface) -> Option<&Board> {
        match surface {
            Surface::Scene => Some(&self.scene),
            Surface::Panel(index) => self.panels.get(index),
        }
    }

    /// The thing of a kind that is chosen for the actions: the one picked, while it is there, else the first.
    pub(super) fn selected(&self, kind: &str) -> u32 {
        let there = self.session.run.targets(kind);
        let picked = self.picked.iter().find(|(other, _)| *other == kind).map(|(_, id)| *id);
        picked.filter(|id| there.is_empty() || there.contains(id)).or(there.first().copied()).unwrap_or(1)
    }

    /// Picks a thing for the actions on its kind.
    pub(super) fn select(&mut self, kind: &str, id: u32) {
        let Some(thing) = self.entry.about.things.iter().find(|thing| thing.kind == kind) else { return };
        self.picked.retain(|(other, _)| *other != kind);
        self.picked.push((thing.kind, id));
    }

    /// The same by hand: why it is as it is, is told, as where it is pressed in the picture.
    pub(super) fn choose(&mut self, kind: &'static str, id: u32) {
        self.select(kind, id);
        let target = Target { kind, id: id.into() };
        if self.session.run.explain(target).is_some() {
            self.focus = Some(target);
        }
    }

    /// The pointer moved over a picture or was pressed on it.
    pub(super) fn point(&mut self, surface: Surface, event: &PointerEvent, pressed: bool) -> bool {
        let at = spot(event);
        let reach = if surface == Surface::Scene { REACH } else { REACH_PANEL };
        let is_scene = surface == Surface::Scene;
        if !pressed && is_scene && self.turn_rim(event) {
            return false;
        }
        let Some(board) = self.board(surface) else { return false };
        // While a guess is awaited, what can be guessed comes before what lies over it, and its rim does not turn.
        let awaited = self.awaited();
        let wanted = board.picture.at_of(at, reach, awaited);
        let target = wanted.or_else(|| board.picture.at(at, reach));
        let rim = is_scene
            && wanted.zip(awaited).is_none()
            && (board.picture.turn_at(at, RIM).is_some() || on_hold(event).is_some());
        if !pressed {
            if let Some(canvas) = board.node.cast::<HtmlElement>() {
                let cursor = match (rim, target) {
                    (true, _) => "grab",
                    (false, Some(_)) => "pointer",
                    (false, None) => "default",
                };
                let _ = canvas.style().set_property("cursor", cursor);
            }
            let told = told(&*self.session.run, target.filter(|_| is_scene), event);
            if std::mem::replace(&mut self.pointed, told) != told {
                // The picture alone: words that come and go would move the page under the mouse.
                self.last_scene = f64::MIN;
                self.frames.ask();
            }
            return false;
        }
        if rim && self.take_rim(event) {
            return false;
        }
        match target {
            Some(target) => self.press(target),
            None if is_scene => self.focus = None,
            None => return false,
        }
        self.touch();
        true
    }

    /// Something in a picture was pressed.
    pub(super) fn press(&mut self, target: Target) {
        if self.awaited() == Some(target.kind) {
            return self.guess(Guess::To(target.id as f64));
        }
        let press = self.session.run.press(target);
        match press {
            Press::Why | Press::Tell => self.focus = if self.focus == Some(target) { None } else { Some(target) },
            Press::Choose | Press::Act(_) => {
                self.select(target.kind, target.id as u32);
                self.focus = Some(target);
            }
            Press::Set(..) => {}
        }
        match press {
            Press::Act(act) => self.act(&act),
            Press::Set(key, value) => self.set_by_key(key, value),
            Press::Why | Press::Tell | Press::Choose => {}
        }
    }

    fn set_by_key(&mut self, key: &str, value: Value) {
        let Some(index) = self.entry.table.iter().position(|param| param.key == key) else { return };
        if let Err(bad) = self.session.set(index, value) {
            self.notice = vec![format!("{bad}.")];
        }
    }

    /// Buttons over what a picture shows, and ranges over the tracks in it, for the keyboard and screen readers.
    pub(super) fn places(&self, ctx: &Context<ConceptPage>, surface: Surface) -> Html {
        let Some(board) = self.board(surface) else { return Html::default() };
        let hits = self.pressed_hits(board);
        let finger = dom::matches(FINGERS);
        let crowds = Crowds::of(&hits, &board.picture.turns, self.focus);
        // What comes and goes while it plays is followed by the eye; its buttons come when it stands, or one has the focus.
        let held = dom::focused().and_then(|element| element.get_attribute("data-crowd"));
        let rests = |kind: &str| {
            let awaited = held.as_deref().or(self.awaited()) == Some(kind);
            !self.session.playing || awaited || !self.session.run.targets(kind).is_empty()
        };
        let led = crowds.kinds().filter(|kind| !rests(kind)).collect::<Vec<_>>();
        let place = |(i, hit): (usize, &&Hit)| {
            let rank = crowds.rank(hit.target);
            if rank == Some(Rank::Rest) && led.contains(&hit.target.kind) {
                return None;
            }
            let room = finger.then(|| finger_room(&hits, i));
            let turn = board.picture.turns.iter().find(|turn| turn.target == hit.target);
            Some(self.place(ctx, hit, room, turn, rank))
        };
        html! {
            <div class="places">
                // Lists of their own: one child without a key among them, and places that come and go would lose the focus.
                <>{ for hits.iter().enumerate().filter_map(place) }</>
                if surface == Surface::Scene { {self.hold(ctx)} }
                <>{ for board.picture.handles.iter().map(|handle| self.track(ctx, handle)) }</>
            </div>
        }
    }

    /// What of a picture is a button: things, and what a guess is awaited of.
    fn pressed_hits<'a>(&self, board: &'a Board) -> Vec<&'a Hit> {
        let awaited = self.awaited();
        let is_thing = |hit: &&Hit| {
            let kind = hit.target.kind;
            awaited == Some(kind) || self.entry.about.things.iter().any(|thing| thing.kind == kind)
        };
        let all = &board.picture.hits;
        // A thing that stands in several places is one button.
        let mut seen = std::collections::BTreeSet::new();
        all.iter().filter(is_thing).filter(|hit| seen.insert((hit.target.kind, hit.target.id))).collect()
    }

    /// How high a panel must be for fingers, if its rows can be pressed.
    pub(super) fn finger_height(&self, index: usize) -> Option<f32> {
        let board = self.panels.get(index).filter(|board| board.shown())?;
        // As it was drawn: the room it has may have grown since.
        finger_height(&self.pressed_hits(board), board.picture.height)
    }

    /// A button over a thing, with the room that a finger has there; where it has a rim, the arrow keys turn it.
    fn place(
        &self,
        ctx: &Context<ConceptPage>,
        hit: &Hit,
        room: Option<Pt>,
        turn: Option<&Turn>,
        rank: Option<Rank>,
    ) -> Html {
        let target = hit.target;
        let r = if hit.half.x > 0.0 { 0.0 } else { hit.r.max(12.0) };
        let (mut w, mut h) = room.map_or((hit.half.x + r, hit.half.y + r), |room| (room.x, room.y));
        if rank == Some(Rank::Stop) {
            (w, h) = (w.max(LEAST), h.max(LEAST));
        }
        let (x, y) = (hit.c.x - w, hit.c.y - h);
        let style = format!("left:{x:.0}px;top:{y:.0}px;width:{:.0}px;height:{:.0}px", 2.0 * w, 2.0 * h);
        let verb = match self.session.run.press(target) {
            Press::Why | Press::Tell => "Why",
            Press::Choose | Press::Set(..) => "Choose",
            Press::Act(act) => self.entry.action(act.id).map_or("Why", |action| action.label),
        };
        html! {
            <button key={format!("{}-{}", target.kind, target.id)} {style}
                class={classes!((r == 0.0).then_some("square"), room.map(|_| "finger"), (rank == Some(Rank::Stop)).then_some("first"))}
                data-target={format!("{}:{}", target.kind, target.id)} tabindex={if rank == Some(Rank::Rest) { "-1" } else { "0" }}
                data-crowd={rank.map(|_| target.kind)} aria-keyshortcuts={rank.map(|_| "ArrowDown ArrowUp")}
                data-testid={format!("place-{}-{}", target.kind, target.id)}
                aria-label={format!("{}: {verb}", self.session.run.name(target))} title={turn.map(|turn| self.turns(turn))}
                onkeydown={turn.and_then(|turn| self.turned_by_keys(ctx, *turn)).or_else(|| rank.map(|_| Callback::from(|event: KeyboardEvent| crowd::step(&event))))}
                onclick={ctx.link().callback(move |_| Msg::Press(target))}></button>
        }
    }

    /// What a rim says of itself to those who hear the page.
    fn turns(&self, turn: &Turn) -> String {
        let param = self.entry.table.iter().find(|param| param.key == turn.key);
        let (label, unit) = param.map_or(("", ""), |param| (param.label, param.unit));
        let value = format!("{} {unit}", super::words::real(turn.value));
        format!("{label} {}, arrow keys", value.trim_end())
    }

    /// An arrow turns a rim by a tenth of a turn: five of them are twice as much.
    fn turned_by_keys(&self, ctx: &Context<ConceptPage>, turn: Turn) -> Option<Callback<KeyboardEvent>> {
        let index = self.entry.table.iter().position(|param| param.key == turn.key)?;
        Some(ctx.link().batch_callback(move |event: KeyboardEvent| {
            let by = match event.key().as_str() {
                "ArrowUp" | "ArrowRight" => 1.0,
                "ArrowDown" | "ArrowLeft" => -1.0,
                _ => return None,
            };
            event.prevent_default();
            event.stop_propagation();
            let to = turn.turned(by * std::f64::consts::TAU / 10.0);
            Some(Msg::Change(Change::Item(index, turn.item, to)))
        }))
    }

    /// A native range over a track: the pointer drags it, the keyboard moves it.
    fn track(&self, ctx: &Context<ConceptPage>, handle: &Handle) -> Html {
        let Some(index) = self.entry.table.iter().position(|param| param.key == handle.key) else {
            return Html::default();
        };
        let param = &self.entry.table[index];
        let now = match (self.values.get(index), handle.item) {
            // The last number of a list holds for the rest.
            (Some(Value::List(list)), Some(item)) => list.get(item).or(list.last()).copied(),
            (value, _) => value.and_then(Value::number),
        };
        let now = now.unwrap_or(handle.low);
        let grab = if handle.reach > 0.0 { handle.reach } else { GRAB };
        let scale = if handle.log { Scale::Log } else { Scale::Linear };
        let (low, high) = (handle.low, handle.high);
        let place = super::slider::Track { low, high, scale, step: param.step_size(), whole: param.is_whole() };
        let (left, right) = (handle.a.x.min(handle.b.x), handle.a.x.max(handle.b.x));
        let upright = right - left < 1.0;
        let style = if upright {
            let (top, bottom) = (handle.a.y.min(handle.b.y), handle.a.y.max(handle.b.y));
            format!("left:{:.1}px;top:{top:.1}px;width:{:.0}px;height:{:.1}px", left - grab, 2.0 * grab, bottom - top)
        } else {
            format!(
                "left:{:.1}px;top:{:.1}px;width:{:.1}px;height:{:.0}px",
                left - 7.0,
                handle.a.y - grab,
                right - left + 14.0,
                2.0 * grab
            )
        };
        let item = handle.item;
        let change = move |value| match item {
            Some(item) => Msg::Change(Change::Item(index, item, value)),
            None => Msg::Change(Change::Number(index, value)),
        };
        let name = match item {
            Some(item) => {
                let thing = self.entry.about.things.iter().find(|thing| thing.kind == param.per);
                let id = item as u64 + 1;
                let name = thing.map(|thing| self.session.run.name(Target { kind: thing.kind, id }));
                format!("{}: {}", name.unwrap_or_default(), param.label)
            }
            None => param.label.to_owned(),
        };
        let key = item.map_or_else(|| handle.key.to_owned(), |item| format!("{}-{}", handle.key, item + 1));
        let input = ctx.link().batch_callback(move |event: InputEvent| {
            let raw = event.target_dyn_into::<HtmlInputElement>()?.value_as_number();
            let value = place.tidy(at_position(raw, low, high, scale));
            value.is_finite().then(|| change(value))
        });
        let keys = ctx.link().batch_callback(move |event: KeyboardEvent| {
            let to = place.key(now, &event)?;
            Some(change(to))
        });
        html! {
            <input type="range" key={key.clone()} class={classes!("handle-input", upright.then_some("upright"))} {style}
                min="0" max="1" step="0.001" value={position(now, low, high, scale).to_string()} data-keys=""
                aria-label={name} aria-valuetext={format!("{} {}", super::words::real(now), param.unit)}
                data-testid={format!("handle-{key}")} oninput={input} onkeydown={keys} />
        }
    }

    /// Chooses the thing of a kind that the actions are done to.
    pub(super) fn picker(&self, ctx: &Context<ConceptPage>, thing: Thing) -> Html {
        let there = self.session.run.targets(thing.kind);
        let chosen = self.selected(thing.kind);
        let name = |id: u32| self.session.run.name(Target { kind: thing.kind, id: id.into() });
        if there.len() > CHIPS_MAX {
            let pick = ctx.link().batch_callback(move |event: Event| {
                let select = event.target_dyn_into::<HtmlSelectElement>()?;
                select.value().parse().ok().map(|id| Msg::Select(thing.kind, id))
            });
            return html! {
                <label class="pick"><span>{thing.label}</span><select onchange={pick} data-testid={thing.kind}>
                    { for there.iter().map(|&id| html! {
                        <option value={id.to_string()} selected={id == chosen} key={id}>{name(id)}</option>
                    }) }
                </select><svg width="12" height="18" viewBox="0 0 12 18" aria-hidden="true">
                    <path d="M2 6.5L6 2.5L10 6.5M2 11.5L6 15.5L10 11.5" /></svg></label>
            };
        }
        html! {
            <div class="servers" role="group" aria-label={thing.label}>
                { for there.iter().map(|&id| html! {
                    <button class={classes!("chip", "num", (id == chosen).then_some("on"))} key={id}
                        data-testid={format!("{}-{id}", thing.kind)} aria-pressed={if id == chosen { "true" } else { "false" }}
                        onclick={ctx.link().callback(move |_| Msg::Select(thing.kind, id))}>{name(id)}</button>
                }) }
            </div>
        }
    }
}
