//! What is shown when the program itself breaks. In somebody else's page that is a sentence in each figure; in our own:
//!
//! After a panic nothing of the program may be called again, so the page is plain DOM and its buttons are bound
//! functions of the browser (`location.reload.bind(location)`): they work without a line of ours. Its look is in
//! `assets/first.css`.

use gloo::events::EventListener;
use js_sys::{Array, Function, Reflect};
use std::cell::Cell;
use std::panic::PanicHookInfo;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, ErrorEvent, HtmlElement, HtmlInputElement};

const ID: &str = "broken";

thread_local! {
    static INSTALLED: Cell<bool> = const { Cell::new(false) };
}

/// From now on a panic, or a trap such as the end of memory, shows the page. In a worker it is only logged.
pub fn install() {
    if INSTALLED.replace(true) {
        return;
    }
    std::panic::set_hook(Box::new(|info| {
        web_sys::console::error_1(&JsValue::from_str(&info.to_string()));
        show(&what_happened(info));
    }));
    let Some(window) = web_sys::window() else { return };
    EventListener::new(&window, "error", |event| {
        let error = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::error);
        if let Some(error) = error.and_then(|error| error.dyn_into::<js_sys::Error>().ok())
            && error.name() == "RuntimeError"
            && is_ours(&error)
        {
            show(&format!("The program stopped: {}.", String::from(error.message()).trim_end_matches('.')));
        }
    })
    .forget();
}

/// Whether it broke in this program: a page around a figure may run others, also of ours.
fn is_ours(error: &js_sys::Error) -> bool {
    let stack = Reflect::get(error, &"stack".into()).ok().and_then(|stack| stack.as_string());
    super::is_own_page() || stack.is_some_and(|stack| stack.contains(&super::worker::own_name()))
}

/// One sentence with the place and the program's own words.
fn what_happened(info: &PanicHookInfo) -> String {
    let payload = info.payload();
    let words =
        payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let place = info.location().map(|at| format!(" at {}, line {}", at.file(), at.line())).unwrap_or_default();
    format!("The program stopped{place}: {}.", words.unwrap_or("it gave no reason").trim_end_matches('.'))
}

/// Puts the page over everything. Nothing here may panic: a second panic would end without words.
fn show(sentence: &str) {
    super::figure::broken(sentence);
    if !super::is_own_page() {
        return;
    }
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    if document.get_element_by_id(ID).is_none()
        && let Err(error) = build(&document, sentence)
    {
        web_sys::console::error_1(&error);
    }
}

fn build(document: &Document, sentence: &str) -> Result<(), JsValue> {
    let location = web_sys::window().ok_or(JsValue::NULL)?.location();
    let link = location.href()?;
    let page = add(document, None, "div", "")?;
    for (name, value) in [("id", ID), ("class", "broken"), ("role", "alertdialog"), ("aria-labelledby", "broken-title")]
    {
        page.set_attribute(name, value)?;
    }
    let sheet = add(document, Some(&page), "div", "")?;
    add(document, Some(&sheet), "h1", "This run broke Kneepoint")?.set_attribute("id", "broken-title")?;
    add(document, Some(&sheet), "p", sentence)?;
    add(document, Some(&sheet), "p", "The mistake is ours. This link leads to the same place:")?;
    let field: HtmlInputElement = add(document, Some(&sheet), "input", "")?.dyn_into().map_err(JsValue::from)?;
    field.set_value(&link);
    field.set_read_only(true);
    field.set_attribute("aria-label", "Link to this run")?;
    listen(&field, "focus", &bound(&field, "select", &[])?)?;

    let buttons = add(document, Some(&sheet), "p", "")?;
    let copy = add(document, Some(&buttons), "button", "Copy link")?;
    let copied = add(document, Some(&sheet), "p", "Copied.")?;
    copied.set_attribute("role", "status")?;
    copied.set_attribute("hidden", "")?;
    // The clipboard is missing outside secure contexts; the field can always be copied by hand.
    let clipboard = Reflect::get(&web_sys::window().ok_or(JsValue::NULL)?.navigator(), &"clipboard".into())?;
    if clipboard.is_object() {
        listen(&copy, "click", &bound(&clipboard, "writeText", &[link.as_str().into()])?)?;
        listen(&copy, "click", &bound(&copied, "removeAttribute", &["hidden".into()])?)?;
    } else {
        copy.remove();
    }
    let reload = add(document, Some(&buttons), "button", "Reload")?;
    listen(&reload, "click", &bound(&location, "reload", &[])?)?;
    let again = add(document, Some(&buttons), "button", "Start over")?;
    // Without a fragment it is the same page with its first state.
    listen(&again, "click", &bound(&location, "assign", &[location.pathname()?.into()])?)?;

    document.body().ok_or(JsValue::NULL)?.append_child(&page)?;
    reload.dyn_into::<HtmlElement>().map_err(JsValue::from)?.focus()
}

fn add(document: &Document, parent: Option<&Element>, name: &str, text: &str) -> Result<Element, JsValue> {
    let element = document.create_element(name)?;
    if !text.is_empty() {
        element.set_text_content(Some(text));
    }
    if let Some(parent) = parent {
        parent.append_child(&element)?;
    }
    Ok(element)
}

fn listen(element: &Element, event: &str, function: &Function) -> Result<(), JsValue> {
    element.add_event_listener_with_callback(event, function)
}

/// `object.method.bind(object, ...arguments)`.
fn bound(object: &JsValue, method: &str, arguments: &[JsValue]) -> Result<Function, JsValue> {
    let method: Function = Reflect::get(object, &method.into())?.dyn_into()?;
    let bind: Function = Reflect::get(&method, &"bind".into())?.dyn_into()?;
    let mut all = Array::of1(object);
    all.extend(arguments.iter().cloned());
    bind.apply(&method, &all)?.dyn_into()
}
