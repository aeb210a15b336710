//! What the page for lectures hears: keys, the size of the window, the tab's coming and going.

use super::keys::Order;
use super::{Msg, Presenter};
use crate::web::dom;
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;
use yew::prelude::*;

/// Keys, the size of the window, the tab's coming and going.
pub(super) fn listeners(ctx: &Context<Presenter>) -> Vec<EventListener> {
    let Some(window) = dom::window() else { return Vec::new() };
    let link = ctx.link().clone();
    let resized = link.callback(|()| Msg::Resized);
    let seen = resized.clone();
    let keys = move |event: &Event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        link.send_message_batch(pressed(event).into_iter().map(Msg::Order).collect());
    };
    vec![
        EventListener::new_with_options(&window, "keydown", EventListenerOptions::enable_prevent_default(), keys),
        EventListener::new(&window, "resize", move |_| resized.emit(())),
        EventListener::new(&window, "visibilitychange", move |_| seen.emit(())),
    ]
}

/// What a key asks for; nothing while something is written, or where a button takes it.
fn pressed(event: &KeyboardEvent) -> Option<Order> {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
        return None;
    }
    let key = event.key();
    let tag = dom::focused().map(|element| element.tag_name()).unwrap_or_default();
    let writes = matches!(tag.as_str(), "TEXTAREA" | "INPUT" | "SELECT");
    let presses = matches!(tag.as_str(), "BUTTON" | "A") && matches!(key.as_str(), " " | "Enter");
    if (writes && key != "F5" && key != "Escape") || presses {
        return None;
    }
    let on_desk = dom::document().and_then(|document| document.query_selector(".desk").ok().flatten()).is_some();
    if on_desk && key != "F5" {
        return None;
    }
    let order = Order::of(&key, event.shift_key())?;
    event.prevent_default();
    Some(order)
}
