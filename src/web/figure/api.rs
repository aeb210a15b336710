//! What `assets/embed.js` calls: make a figure in an element, and have it do something.

use super::tell::Tell;
use super::{Figure, FigureProps, Msg, Parcel};
use crate::concept::Entry;
use crate::lang::Lang;
use crate::link::{self, embed};
use crate::param::{self, Bad};
use crate::web::page::session::Session;
use crate::web::{dom, tongue};
use js_sys::Function;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::Element;
use yew::AppHandle;

/// How long opening a state may hold up the page, in milliseconds; the rest of the way is run frame by frame.
pub(super) const OPEN_MS: f64 = 12.0;
/// Complaints shown at once.
const COMPLAINTS_MAX: usize = 3;

struct Made {
    entry: &'static Entry,
    /// None while the messages of its language are fetched.
    app: Option<AppHandle<Figure>>,
    /// What it was told to do meanwhile.
    waiting: Vec<Msg>,
    tell: Tell,
}

thread_local! {
    static MADE: RefCell<Vec<Option<Made>>> = const { RefCell::new(Vec::new()) };
}

/// Makes a figure of `concept` in `element`, which may lie below a shadow root. `fragment` is its attributes as the part of
/// a link after `#`, `root` the address of the site, `dark` whether the page around it is dark; `tell` is called with a
/// word and a detail. Returns the figure's number, or a sentence for everything that cannot be taken as it is written.
#[wasm_bindgen]
pub fn figure(
    element: Element,
    concept: &str,
    fragment: &str,
    root: String,
    dark: bool,
    tell: Function,
) -> Result<u32, JsValue> {
    crate::web::panic::install();
    crate::web::canvas::ask_for_fonts();
    let refused = |complaints: &[Bad]| JsValue::from(sentences(complaints));
    let (entry, _) = link::locate(concept).map_err(|bad| refused(&[bad]))?;
    let embed = embed::read(fragment, entry).map_err(|bad| refused(&bad))?;
    let mut session = Session::open(entry, &embed.state, OPEN_MS, dom::clock_ms).map_err(|bad| refused(&[bad]))?;
    if let Some(sentence) = session.stops_of_link(&embed.stops) {
        return Err(JsValue::from(sentence));
    }
    let tell = Tell::new(tell);
    let lang = embed.lang;
    let parcel = Parcel(Rc::new(RefCell::new(Some((embed, session)))));
    let props = FigureProps { parcel, root: root.into(), dark, tell: tell.clone() };
    let number = MADE.with_borrow_mut(|made| {
        made.push(Some(Made { entry, app: None, waiting: Vec::new(), tell }));
        made.len() - 1
    });
    if lang == Lang::English {
        show(number, element, props);
    } else {
        wasm_bindgen_futures::spawn_local(async move {
            let learnt = tongue::learn(&props.root, &[entry]).await;
            if learnt.is_some() {
                tongue::watch(&element, false);
            }
            show(number, element, props);
        });
    }
    Ok(number as u32)
}

/// Puts a figure into its element, unless it has ended meanwhile.
fn show(number: usize, element: Element, props: FigureProps) {
    if MADE.with_borrow(|made| made.get(number).is_none_or(Option::is_none)) {
        return;
    }
    let app = yew::Renderer::<Figure>::with_root_and_props(element, props).render();
    MADE.with_borrow_mut(|made| {
        if let Some(Some(made)) = made.get_mut(number) {
            made.waiting.drain(..).for_each(|msg| app.send_message(msg));
            made.app = Some(app);
        }
    });
}

/// Has a figure do something: `play`, `pause`, `seek` (a moment), `set` (`key=value`), `step` (the same, and it can be
/// taken back), `back` (takes the last step back), `dark` (`1` or nothing), `end`. Returns a sentence if it
/// cannot be done.
#[wasm_bindgen]
pub fn figure_do(number: u32, verb: &str, value: &str) -> Option<String> {
    let sent = MADE.with_borrow_mut(|made| {
        let Made { app, entry, waiting, .. } = made.get_mut(number as usize)?.as_mut()?;
        Some(message(entry, verb, value).map(|msg| match app {
            Some(app) => msg.into_iter().for_each(|msg| app.send_message(msg)),
            None => waiting.extend(msg),
        }))
    });
    if verb == "end" {
        let made = MADE.with_borrow_mut(|made| made.get_mut(number as usize).and_then(Option::take));
        if let Some(Made { app, tell, .. }) = made {
            tell.forget();
            app.into_iter().for_each(AppHandle::destroy);
        }
    }
    sent?.err().map(|bad| sentences(&[bad]))
}

fn message(entry: &'static Entry, verb: &str, value: &str) -> Result<Option<Msg>, Bad> {
    Ok(Some(match verb {
        "play" => Msg::Play(Some(true)),
        "pause" => Msg::Play(Some(false)),
        "seek" => return message(entry, "set", &format!("t={value}")),
        "set" | "step" => {
            checked(entry, value)?;
            Msg::Piece(value.to_owned(), verb == "step")
        }
        "back" => Msg::Undo,
        "dark" => Msg::Dark(!value.is_empty()),
        _ => return Ok(None),
    }))
}

/// Whether a pair of a piece has the run go on or stand still: `play`, `paused`, `paused=off`.
pub(super) fn plays(pair: &str) -> Option<bool> {
    match pair.split_once('=').unwrap_or((pair, "")) {
        ("play", _) => Some(true),
        ("paused", on) => Some(matches!(on, "0" | "off" | "false")),
        _ => None,
    }
}

/// Complains of the first thing in a piece that cannot be done; names what can where nothing has that name.
fn checked(entry: &'static Entry, piece: &str) -> Result<(), Bad> {
    for pair in piece.split('&').filter(|pair| !pair.is_empty() && plays(pair).is_none()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let known = matches!(key, "preset" | "speed" | "t") || entry.action(key).is_some();
        if !known && !entry.table.iter().any(|param| param.is_called(key)) {
            return Err(param::unknown(entry.table, key, value));
        }
        link::changes(entry, pair)?;
    }
    Ok(())
}

fn sentences(complaints: &[Bad]) -> String {
    let mut all: Vec<String> = complaints.iter().take(COMPLAINTS_MAX).map(|bad| format!("{bad}.")).collect();
    if complaints.len() > COMPLAINTS_MAX {
        all.push(format!("And {} more.", complaints.len() - COMPLAINTS_MAX));
    }
    all.join(" ")
}
