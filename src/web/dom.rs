//! The browser, in the few words the page needs. Everything that may be missing is an `Option` or does nothing.

use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, HtmlElement, Window};

/// The window; `None` in a worker.
pub fn window() -> Option<Window> {
    web_sys::window()
}

/// The document.
pub fn document() -> Option<Document> {
    window()?.document()
}

/// The root element, `<html>`.
pub fn root() -> Option<Element> {
    document()?.document_element()
}

/// The content of `<meta name=…>`.
pub fn meta(name: &str) -> Option<String> {
    let element = document()?.query_selector(&format!("meta[name=\"{name}\"]")).ok()??;
    element.get_attribute("content")
}

/// What follows `#` in the address, without the `#`.
pub fn fragment() -> String {
    let hash = window().and_then(|w| w.location().hash().ok()).unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// The value of `key` in the part of the address after `?`.
pub fn query(key: &str) -> Option<String> {
    let search = window()?.location().search().ok()?;
    let pairs = search.trim_start_matches('?').split('&');
    pairs.filter_map(|pair| pair.split_once('=')).find(|(k, _)| *k == key).map(|(_, value)| value.to_owned())
}

/// The whole address.
pub fn address() -> String {
    window().and_then(|w| w.location().href().ok()).unwrap_or_default()
}

/// Goes to another page of the site.
pub fn go(address: &str) {
    if let Some(window) = window() {
        // Refused only for what is no address.
        let _ = window.location().assign(address);
    }
}

/// Puts `fragment` into the address: a new entry of the history if `push`, else in place of the present one. Does
/// nothing where there is no history, as in a sandboxed frame.
pub fn set_fragment(fragment: &str, push: bool) {
    let Some(history) = window().and_then(|w| w.history().ok()) else { return };
    let url = format!("#{fragment}");
    // A refusal (too many changes, an opaque origin) leaves the address as it is; the run does not depend on it.
    let _ = if push {
        history.push_state_with_url(&JsValue::NULL, "", Some(&url))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&url))
    };
}

/// Copies text; `done` hears whether the clipboard took it. Outside secure contexts there is none.
pub fn copy(text: &str, done: impl FnOnce(bool) + 'static) {
    let clipboard = window().map(|window| window.navigator().clipboard());
    // Where there is no clipboard the binding hands out `undefined`.
    let Some(clipboard) = clipboard.filter(|clipboard| !clipboard.is_undefined()) else { return done(false) };
    let promise = clipboard.write_text(text);
    wasm_bindgen_futures::spawn_local(async move {
        done(wasm_bindgen_futures::JsFuture::from(promise).await.is_ok());
    });
}

/// Selects all that an element says.
pub fn select_all(element: &Element) {
    if let Some(selection) = window().and_then(|window| window.get_selection().ok().flatten()) {
        let _ = selection.select_all_children(element);
    }
}

/// Milliseconds since the page was opened.
pub fn clock_ms() -> f64 {
    window().and_then(|w| w.performance()).map_or(0.0, |p| p.now())
}

/// True if the media query holds.
pub fn matches(query: &str) -> bool {
    window().and_then(|w| w.match_media(query).ok().flatten()).is_some_and(|list| list.matches())
}

/// True if the reader asked for less motion.
pub fn reduced_motion() -> bool {
    matches("(prefers-reduced-motion: reduce)")
}

/// True while the tab is in the background.
pub fn hidden() -> bool {
    document().is_some_and(|d| d.hidden())
}

/// Does something in a turn of its own: the browser can paint and answer before it.
pub fn later(job: impl FnOnce() + 'static) {
    gloo::timers::callback::Timeout::new(0, job).forget();
}

/// Goes on in a turn of its own, as [`later`] does.
pub async fn next_turn() {
    let turn = js_sys::Promise::new(&mut |done, _| {
        // Resolving a promise does not fail.
        later(move || drop(done.call0(&JsValue::NULL)));
    });
    let _ = wasm_bindgen_futures::JsFuture::from(turn).await;
}

/// Tells tests and measurements that the page is all there.
pub fn say_started() {
    if let Some(html) = root() {
        // Refused only for an invalid name.
        let _ = html.set_attribute("data-started", "");
    }
}

/// Closes what opens by itself: `<details class="pop">`.
pub fn close_popovers() {
    while let Some(open) = document().and_then(|d| d.query_selector("details.pop[open]").ok().flatten()) {
        if open.remove_attribute("open").is_err() {
            return;
        }
    }
}

/// What has the keyboard's focus.
pub fn focused() -> Option<HtmlElement> {
    document()?.active_element()?.dyn_into().ok()
}

/// Moves the focus to the next thing in `frame` that takes it, or the one before, around the ends; false if there is
/// none.
pub fn turn_focus(frame: &Element, back: bool) -> bool {
    let Ok(all) = frame.query_selector_all("button:not([disabled]), a[href], input, select, [tabindex=\"0\"]") else {
        return false;
    };
    let all: Vec<HtmlElement> = (0..all.length()).filter_map(|i| all.get(i)?.dyn_into().ok()).collect();
    if all.is_empty() {
        return false;
    }
    let at = focused().and_then(|focused| all.iter().position(|one| *one == focused));
    let to = match (at, back) {
        (Some(at), false) => (at + 1) % all.len(),
        (Some(at), true) => (at + all.len() - 1) % all.len(),
        (None, _) => 0,
    };
    all[to].focus().is_ok()
}

/// What was kept in this browser under a name. Where storage is switched off there is nothing.
pub fn kept(name: &str) -> Option<String> {
    window()?.local_storage().ok()??.get_item(name).ok()?
}

/// Keeps a text in this browser; an empty one is taken away. Where storage is switched off nothing is kept.
pub fn keep(name: &str, text: &str) {
    let Some(storage) = window().and_then(|window| window.local_storage().ok().flatten()) else { return };
    let _ = if text.is_empty() { storage.remove_item(name) } else { storage.set_item(name, text) };
}

/// Hands a text to the next page of this tab. Where storage is switched off nothing is handed over.
pub fn hand(name: &str, text: &str) {
    if let Some(storage) = window().and_then(|window| window.session_storage().ok().flatten()) {
        // Refused only where it is full.
        let _ = storage.set_item(name, text);
    }
}

/// What was handed over under this name, once.
pub fn handed(name: &str) -> Option<String> {
    let storage = window()?.session_storage().ok()??;
    let text = storage.get_item(name).ok()??;
    storage.remove_item(name).ok()?;
    Some(text)
}

/// Hands the reader a text as a file.
pub fn save_file(name: &str, text: &str, kind: &str) {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(&text.into());
    if let Ok(blob) = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options) {
        save_blob(name, &blob);
    }
}

/// Hands the reader bytes as a file.
pub fn save_blob(name: &str, blob: &web_sys::Blob) {
    /// Some browsers begin to read the address only after the click has been dealt with.
    const KEEP_MS: u32 = 10_000;
    let Ok(url) = web_sys::Url::create_object_url_with_blob(blob) else { return };
    let anchor = document().and_then(|document| document.create_element("a").ok());
    if let Some(anchor) = anchor.and_then(|anchor| anchor.dyn_into::<web_sys::HtmlAnchorElement>().ok()) {
        anchor.set_href(&url);
        anchor.set_download(name);
        anchor.click();
    }
    gloo::timers::callback::Timeout::new(KEEP_MS, move || drop(web_sys::Url::revoke_object_url(&url))).forget();
}

/// Asks for animation frames with one closure for the life of the page, so that a frame allocates nothing.
pub struct Frames {
    closure: Closure<dyn FnMut(f64)>,
    /// Asks when a pause is over.
    wake: Closure<dyn FnMut()>,
    asked: std::rc::Rc<std::cell::Cell<Option<i32>>>,
    pause: std::rc::Rc<std::cell::Cell<Option<i32>>>,
}

impl Frames {
    /// `on_frame` gets the frame's time in milliseconds.
    pub fn new(mut on_frame: impl FnMut(f64) + 'static) -> Self {
        let (asked, pause) =
            (std::rc::Rc::new(std::cell::Cell::new(None)), std::rc::Rc::new(std::cell::Cell::new(None)));
        let inner = asked.clone();
        let closure = Closure::<dyn FnMut(f64)>::new(move |at| {
            inner.set(None);
            on_frame(at);
        });
        let (function, inner, over) = (closure.as_ref().clone(), asked.clone(), pause.clone());
        let wake = Closure::new(move || {
            over.set(None);
            request(&inner, &function);
        });
        Self { closure, wake, asked, pause }
    }
    /// Asks for one frame, unless one is under way.
    pub fn ask(&self) {
        self.end_pause();
        request(&self.asked, self.closure.as_ref());
    }
    /// The same after a pause of so many milliseconds, unless somebody asks before that.
    pub fn ask_after(&self, ms: f64) {
        if self.asked.get().is_none() && self.pause.get().is_none() {
            let wake = self.wake.as_ref().unchecked_ref();
            let wait = |w: Window| w.set_timeout_with_callback_and_timeout_and_arguments_0(wake, ms as i32).ok();
            self.pause.set(window().and_then(wait));
        }
    }
    fn end_pause(&self) {
        if let (Some(id), Some(window)) = (self.pause.take(), window()) {
            window.clear_timeout_with_handle(id);
        }
    }
}

/// Has the browser call `function` with the next frame, unless it will already.
fn request(asked: &std::cell::Cell<Option<i32>>, function: &JsValue) {
    if asked.get().is_none() {
        asked.set(window().and_then(|w| w.request_animation_frame(function.unchecked_ref()).ok()));
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        self.end_pause();
        if let (Some(id), Some(window)) = (self.asked.take(), window()) {
            let _ = window.cancel_animation_frame(id);
        }
    }
}

/// Tells when the size of any watched element changes.
pub struct Sizes {
    observer: Option<web_sys::ResizeObserver>,
    _closure: Closure<dyn FnMut()>,
}

impl Sizes {
    /// `on_change` is called after the layout.
    pub fn new(on_change: impl FnMut() + 'static) -> Self {
        let closure = Closure::new(on_change);
        Self { observer: web_sys::ResizeObserver::new(closure.as_ref().unchecked_ref()).ok(), _closure: closure }
    }
    /// Watches one element more.
    pub fn watch(&self, element: &Element) {
        if let Some(observer) = &self.observer {
            observer.observe(element);
        }
    }
}

impl Drop for Sizes {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// Tells whether an element is on the screen.
pub struct Sight {
    observer: Option<web_sys::IntersectionObserver>,
    _closure: Closure<dyn FnMut(js_sys::Array)>,
}

impl Sight {
    /// `on_change` gets true when `element` comes into sight.
    pub fn new(element: &Element, on_change: impl Fn(bool) + 'static) -> Self {
        let closure = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            if let Ok(entry) = entries.pop().dyn_into::<web_sys::IntersectionObserverEntry>() {
                on_change(entry.is_intersecting());
            }
        });
        let observer = web_sys::IntersectionObserver::new(closure.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(element);
        }
        Self { observer, _closure: closure }
    }
}

impl Drop for Sight {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}
