//! The keyboard: every key the page knows, in one table that the list of keys is printed from.

use super::bookmarks::Book;
use super::stops::Stop;
use super::{ConceptPage, Msg, Page, Scrub};
use crate::web::dom;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::prelude::*;

/// Keys and what they do, as the list shows them.
pub const LIST: &[(&str, &str)] = &[
    ("Space", "play or pause"),
    ("Right, Left", "one event forward, one back"),
    ("Down, Up", "among many dots, the next, the one before"),
    ("Home", "to the start"),
    ("+  −", "faster, slower"),
    ("N, P", "the lesson's next part, the one before"),
    ("M", "on to the next moment of interest"),
    ("V", "bookmark this moment"),
    ("T", "tables instead of pictures"),
    ("Esc", "close what is open"),
    ("?", "this list"),
];

/// True if keys belong to what has the focus: a field, a slider, a list.
fn takes_keys(element: &HtmlElement) -> bool {
    matches!(element.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA") || element.has_attribute("data-keys")
}

/// True if Space and Enter press what has the focus.
fn is_pressed_by_keys(element: &HtmlElement) -> bool {
    matches!(element.tag_name().as_str(), "BUTTON" | "A" | "SUMMARY" | "LABEL")
}

impl Page {
    /// A key was pressed. True if something changed.
    pub(super) fn key(&mut self, ctx: &Context<ConceptPage>, event: &KeyboardEvent) -> bool {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
            return false;
        }
        let key = event.key();
        if key == "Escape" {
            return self.update(ctx, Msg::Dismiss);
        }
        let focused = dom::focused();
        let taken = focused.as_ref().is_some_and(takes_keys);
        let pressable = focused.as_ref().is_some_and(is_pressed_by_keys);
        let stop = self.session.speed_stop();
        let msg = match key.as_str() {
            _ if taken => None,
            " " if !pressable => Some(Msg::Play),
            "ArrowRight" => Some(Msg::Step),
            "ArrowLeft" => Some(Msg::Back),
            "Home" => Some(Msg::Restart),
            "+" | "=" => Some(Msg::Speed(stop + 1)),
            "-" | "−" => Some(Msg::Speed(stop.saturating_sub(1))),
            "n" | "N" => Some(Msg::Turn(1)),
            "p" | "P" => Some(Msg::Turn(-1)),
            "m" | "M" => Some(Msg::Stop(Stop::Next)),
            "v" | "V" => Some(Msg::Book(Book::Here)),
            "t" | "T" => Some(Msg::Tables(None)),
            "?" => Some(Msg::Help),
            _ => self.action_key(&key, focused.as_ref()),
        };
        let Some(msg) = msg else { return false };
        event.prevent_default();
        self.update(ctx, msg)
    }

    /// The key of an action, done to the thing that has the focus, else to the selected one.
    fn action_key(&mut self, key: &str, focused: Option<&HtmlElement>) -> Option<Msg> {
        let mut chars = key.chars();
        let (letter, None) = (chars.next()?.to_ascii_lowercase(), chars.next()) else { return None };
        let is_key =
            |decl: &&crate::concept::ActionDecl| decl.key.is_some_and(|key| key.to_ascii_lowercase() == letter);
        let decl = self.entry.actions.iter().find(is_key)?;
        let target = focused.and_then(|element| element.get_attribute("data-target"));
        if let Some((kind, id)) = target.as_deref().and_then(|target| target.split_once(':'))
            && let Ok(id) = id.parse()
        {
            self.select(kind, id);
        }
        Some(Msg::Do(decl.id))
    }

    /// Keys on the timeline.
    pub(super) fn timeline_key(event: &KeyboardEvent, now: f64, axis: super::timeline::Axis) -> Option<Msg> {
        let super::timeline::Axis { start, minor, end, .. } = axis;
        let step = if event.shift_key() { 10.0 * minor } else { minor };
        let to = match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => now + step,
            "ArrowLeft" | "ArrowDown" => (now - step).max(0.0),
            "PageUp" => now + 5.0 * minor,
            "PageDown" => (now - 5.0 * minor).max(0.0),
            "Home" => start,
            "End" => end,
            _ => return None,
        };
        event.prevent_default();
        event.stop_propagation();
        Some(Msg::Seek(to))
    }
}

/// The timeline an event happened on. The tree listens at its root, so the listener's own element is not it.
pub fn timeline_of(event: &PointerEvent) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(".timeline").ok().flatten()
}

/// What the hand does on the timeline, at `x` of the canvas.
pub fn scrub(event: &PointerEvent, axis: super::timeline::Axis, width: f32) -> Option<Msg> {
    let x = f64::from(event.client_x()) - timeline_of(event)?.get_bounding_client_rect().left();
    Some(Msg::Scrub(Scrub::To(axis.at(x as f32, width))))
}
