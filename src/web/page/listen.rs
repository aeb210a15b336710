//! What the page hears of the window and the document.

use super::{ConceptPage, Msg};
use crate::web::dom;
use gloo::events::EventListener;
use web_sys::KeyboardEvent;
use yew::prelude::*;

/// Listens to the window for as long as the page lives.
pub fn listeners(ctx: &Context<ConceptPage>) -> Vec<EventListener> {
    let (Some(window), Some(document)) = (dom::window(), dom::document()) else { return Vec::new() };
    let on = |target: &web_sys::EventTarget, event: &'static str, msg: fn() -> Msg| {
        let link = ctx.link().clone();
        EventListener::new(target, event, move |_| link.send_message(msg()))
    };
    let link = ctx.link().clone();
    let options = gloo::events::EventListenerOptions::enable_prevent_default();
    let keys = EventListener::new_with_options(&document, "keydown", options, move |event| {
        if let Ok(event) = wasm_bindgen::JsCast::dyn_into::<KeyboardEvent>(event.clone()) {
            link.send_message(Msg::Key(event));
        }
    });
    vec![
        on(&window, "hashchange", || Msg::Address),
        on(&window, "popstate", || Msg::Address),
        on(&window, "resize", || Msg::Resized),
        on(&window, "beforeprint", || Msg::Print),
        on(&document, "visibilitychange", || Msg::Seen(None)),
        keys,
    ]
}
