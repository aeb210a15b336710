//! A miniature: the real model of a concept, running slowly. It stands still while nobody can see it, and where the
//! reader asked for less motion.

use crate::concept::{Layout, Run, View};
use crate::scene::Picture;
use crate::sim::{Span, Time};
use crate::web::page::TURN_MS;
use crate::web::page::session::Session;
use crate::web::{canvas, dom, theme};
use crate::{concepts, link};
use gloo::events::EventListener;
use gloo::render::{AnimationFrame, request_animation_frame};
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use web_sys::{HtmlCanvasElement, IntersectionObserver, IntersectionObserverEntry, MediaQueryList};
use yew::prelude::*;

/// How fast a miniature runs, as a share of its preset's own speed.
const PACE: f64 = 0.25;
/// After this many seconds of the watcher it begins again, so that a run that grows without end does not.
const AGAIN_S: f64 = 120.0;
/// The longest step one frame follows: after a pause nothing leaps.
const FRAME_MAX_MS: f64 = 50.0;
/// Events one frame may run; a miniature needs a few.
const BUDGET: u64 = 20_000;
/// How large a figure stands on the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Size {
    /// Beside its words.
    Small,
    /// As wide as its column.
    Column,
}

impl Size {
    /// The style sheet's name for it.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Column => "column",
        }
    }
    /// The width the scene is laid out for; it is scaled to the width it has on the page.
    const fn laid_out(self) -> f64 {
        match self {
            Self::Small => 203.0,
            Self::Column => 320.0,
        }
    }
}

#[derive(PartialEq, Properties)]
pub struct FigureProps {
    /// The concept.
    pub id: &'static str,
    /// Which of its presets.
    pub preset: &'static str,
    /// How large.
    pub size: Size,
    /// Told once, when it is drawn or cannot be.
    pub on_open: Callback<()>,
}

/// A canvas with a running concept; decoration to those who cannot see it, since the link beside it says what it is.
#[component]
pub fn Figure(props: &FigureProps) -> Html {
    let node = use_node_ref();
    {
        let (canvas, on_open) = (node.clone(), props.on_open.clone());
        use_effect_with((props.id, props.preset, props.size), move |&(id, preset, size)| {
            let player = Rc::new(RefCell::new(None));
            let waiting = Waiting { slot: Rc::downgrade(&player), canvas, size, on_open };
            dom::later(move || approach(waiting, open(id, preset)));
            move || drop(player)
        });
    }
    html! { <canvas ref={node} class={classes!("mini", props.size.class())} aria-hidden="true" /> }
}

/// Tells whether the canvas can be seen, with the function it tells it to.
type Observer = (IntersectionObserver, Closure<dyn FnMut(js_sys::Array)>);

struct Stage {
    canvas: HtmlCanvasElement,
    run: Box<dyn Run>,
    /// The model's seconds per second of the watcher.
    pace: f64,
    /// Where it begins.
    first: Time,
    picture: Picture,
    size: Size,
    visible: bool,
    /// True if the reader asked for less motion.
    still: bool,
    /// The clock at the last frame; `None` if it is to begin anew.
    last_ms: Option<f64>,
    frame: Option<AnimationFrame>,
}

/// A stage with everything that listens to the browser on its behalf.
struct Player {
    _stage: Rc<RefCell<Stage>>,
    _heard: Vec<EventListener>,
    _theme: theme::Watch,
    observer: Option<Observer>,
}

impl Drop for Player {
    fn drop(&mut self) {
        if let Some((observer, _)) = &self.observer {
            observer.disconnect();
        }
    }
}

impl Player {
    fn start(canvas: &HtmlCanvasElement, Session { run, speed, .. }: Session, size: Size) -> Option<Self> {
        let stage = Stage {
            first: run.now(),
            run,
            pace: PACE * speed,
            picture: Picture::default(),
            size,
            visible: false,
            still: less_motion().is_some_and(|list| list.matches()),
            last_ms: None,
            frame: None,
            canvas: canvas.clone(),
        };
        let stage = Rc::new(RefCell::new(stage));
        stage.borrow_mut().draw();
        let weak = Rc::downgrade(&stage);
        let window = web_sys::window()?;
        let mut heard = vec![{
            let weak = weak.clone();
            EventListener::new(&window, "resize", move |_| redraw(&weak))
        }];
        if let Some(list) = less_motion() {
            let weak = weak.clone();
            let now = list.clone();
            heard.push(EventListener::new(&list, "change", move |_| {
                if let Some(stage) = weak.upgrade() {
                    stage.borrow_mut().still = now.matches();
                    wake(&weak);
                }
            }));
        }
        let theme = {
            let weak = weak.clone();
            theme::watch(Callback::from(move |_| redraw(&weak)))
        };
        let observer = observe(canvas, weak.clone());
        if observer.is_none() {
            // Without an observer it counts as seen.
            stage.borrow_mut().visible = true;
            wake(&weak);
        }
        Some(Self { _stage: stage, _heard: heard, _theme: theme, observer })
    }
}

/// A preset on the way to its moment; one that does not open is not shown.
fn open(id: &str, preset: &str) -> Option<Session> {
    let entry = concepts::find(id)?;
    let fragment = entry.preset(preset).map_or("", |preset| preset.link);
    Session::open(entry, &link::decode(fragment, entry).state, TURN_MS, dom::clock_ms).ok()
}

/// Who waits for a run.
struct Waiting {
    slot: Weak<RefCell<Option<Player>>>,
    canvas: NodeRef,
    size: Size,
    on_open: Callback<()>,
}

/// Brings a run to its moment, a slice a turn, as long as somebody waits for it.
fn approach(waiting: Waiting, mut opening: Option<Session>) {
    dom::later(move || {
        let Some(slot) = waiting.slot.upgrade() else { return };
        if let Some(session) = opening.as_mut().filter(|session| session.goal.is_some()) {
            session.approach(TURN_MS, &dom::clock_ms);
            return approach(waiting, opening);
        }
        let canvas = waiting.canvas.cast::<HtmlCanvasElement>();
        *slot.borrow_mut() =
            canvas.zip(opening).and_then(|(canvas, session)| Player::start(&canvas, session, waiting.size));
        waiting.on_open.emit(());
    });
}

fn less_motion() -> Option<MediaQueryList> {
    web_sys::window()?.match_media("(prefers-reduced-motion: reduce)").ok()?
}

fn observe(canvas: &HtmlCanvasElement, stage: Weak<RefCell<Stage>>) -> Option<Observer> {
    let seen = Closure::new(move |entries: js_sys::Array| {
        let last = entries.iter().last().and_then(|entry| entry.dyn_into::<IntersectionObserverEntry>().ok());
        if let (Some(stage), Some(entry)) = (stage.upgrade(), last) {
            stage.borrow_mut().visible = entry.is_intersecting();
            wake(&Rc::downgrade(&stage));
        }
    });
    let observer = IntersectionObserver::new(seen.as_ref().unchecked_ref()).ok()?;
    observer.observe(canvas);
    Some((observer, seen))
}

fn redraw(stage: &Weak<RefCell<Stage>>) {
    if let Some(stage) = stage.upgrade() {
        stage.borrow_mut().draw();
    }
}

/// Asks for the next frame, if one is wanted and none is coming.
fn wake(stage: &Weak<RefCell<Stage>>) {
    let Some(now) = stage.upgrade() else { return };
    let mut now = now.borrow_mut();
    if !now.visible || now.still {
        now.frame = None;
        now.last_ms = None;
    } else if now.frame.is_none() {
        let weak = stage.clone();
        // Browsers ask for no frames while the tab is hidden.
        now.frame = Some(request_animation_frame(move |ms| {
            if let Some(strong) = weak.upgrade() {
                strong.borrow_mut().tick(ms);
                wake(&weak);
            }
        }));
    }
}

impl Stage {
    fn tick(&mut self, ms: f64) {
        self.frame = None;
        let step = self.last_ms.map_or(0.0, |last| (ms - last).clamp(0.0, FRAME_MAX_MS));
        self.last_ms = Some(ms);
        let until = self.run.now() + Span::from_secs(step / 1e3 * self.pace);
        self.run.advance(until, BUDGET);
        if self.run.now() > self.first + Span::from_secs(AGAIN_S * self.pace) {
            self.run.seek(self.first);
        }
        self.draw();
    }

    fn draw(&mut self) {
        let (width, height) = (f64::from(self.canvas.client_width()), f64::from(self.canvas.client_height()));
        if width <= 0.0 || height <= 0.0 {
            return;
        }
        let dpr = canvas::fit(&self.canvas, width, height);
        let laid_out = self.size.laid_out();
        let zoom = width / laid_out;
        let view = View { speed: self.pace, ..View::new(laid_out as f32, (height / zoom) as f32, Layout::Mini) };
        self.run.draw(&view, &mut self.picture);
        if let Some(ctx) = canvas::context(&self.canvas) {
            canvas::paint(&ctx, &self.picture, theme::current(), dpr * zoom);
        }
    }
}
