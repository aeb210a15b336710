//! The page's side: asks for a sweep, collects its points, and starts the worker when it is first needed.

use super::spawn::{Thread, complain};
use super::unpack;
use crate::concept::{State, Sweep, SweepPlan};
use crate::thread::WIDTH;
use crate::{concepts, link};
use gloo::timers::callback::Timeout;
use js_sys::{Array, Float64Array};
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::{JsCast, JsValue};
use yew::Callback;

/// The least time between two requests to the worker, in milliseconds: while a slider moves, each gets so far as to show
/// the state's own curve.
const APART_MS: f64 = 150.0;
/// A worker that fails this often in a row is not started again.
const FAILURES_MAX: u32 = 3;

/// Asks for sweeps; dropping it ends the worker. Copies share one worker.
#[derive(Clone)]
pub struct SweepClient(Rc<RefCell<Client>>);

impl PartialEq for SweepClient {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl SweepClient {
    /// `on_update` gets the sweep each time points arrive, at most about ten times a second; [`Sweep::share`] says how
    /// much of it is there. Until the first points of a new request arrive, the old sweep stands.
    pub fn new(on_update: Callback<Rc<Sweep>>) -> Self {
        let client = Client {
            on_update,
            thread: None,
            ready: false,
            failures: 0,
            generation: 0,
            asked: String::new(),
            waiting: None,
            timer: None,
            sent_ms: f64::NEG_INFINITY,
            sweep: None,
        };
        Self(Rc::new(RefCell::new(client)))
    }

    /// Sweeps around this state, whose values count as those from the start, as does what was done; drops what was asked before. Asking for
    /// what is being done, or has been done last, changes nothing.
    pub fn request(&self, state: &State) {
        let Some(entry) = concepts::find(state.concept) else { return };
        let bare = State { speed: 1.0, paused: false, ..state.clone() };
        let text = format!("{}/#{}", entry.about.id, link::encode(&bare, entry));
        let mut client = self.0.borrow_mut();
        if client.asked == text {
            return;
        }
        client.asked.clone_from(&text);
        client.waiting = Some((text, (entry.sweep)(&bare)));
        // What it still does is not wanted any more.
        client.thread.take_if(|thread| thread.is_outdone());
        if client.thread.is_none() && client.failures < FAILURES_MAX {
            client.ready = false;
            client.thread = start(&Rc::downgrade(&self.0)).inspect_err(complain).ok();
        }
        let early_ms = APART_MS - (js_sys::Date::now() - client.sent_ms);
        if early_ms <= 0.0 {
            client.send();
        } else if client.timer.is_none() {
            let weak = Rc::downgrade(&self.0);
            client.timer = Some(Timeout::new(early_ms.min(APART_MS).ceil() as u32, move || {
                if let Some(client) = weak.upgrade() {
                    client.borrow_mut().send();
                }
            }));
        }
    }
}

struct Client {
    on_update: Callback<Rc<Sweep>>,
    thread: Option<Thread>,
    /// True once the worker has started the program.
    ready: bool,
    failures: u32,
    generation: u32,
    /// What was asked for last.
    asked: String,
    /// The same with its plan until it is sent.
    waiting: Option<(String, SweepPlan)>,
    /// Sends it when the last request is old enough.
    timer: Option<Timeout>,
    sent_ms: f64,
    /// What was sent last, with the points so far.
    sweep: Option<Rc<Sweep>>,
}

impl Client {
    fn send(&mut self) {
        self.timer = None;
        let Some(thread) = self.thread.as_ref().filter(|_| self.ready) else { return };
        if let Some((text, plan)) = self.waiting.take() {
            self.generation = self.generation.wrapping_add(1);
            self.sweep = Some(Rc::new(Sweep::new(plan)));
            self.sent_ms = js_sys::Date::now();
            thread.send(&Array::of2(&self.generation.into(), &text.into()));
        }
    }

    /// Takes the points of the request sent last; the sweep to show if there were any.
    fn take(&mut self, numbers: &[f64]) -> Option<Rc<Sweep>> {
        let sweep = Rc::make_mut(self.sweep.as_mut()?);
        let (points, _) = numbers.as_chunks::<WIDTH>();
        let mut any = false;
        for (generation, point) in points.iter().map(|point| unpack(*point)) {
            any |= generation == self.generation && sweep.put(point);
        }
        self.failures = 0;
        self.sweep.clone().filter(|_| any)
    }

    /// The worker broke: the next request starts another one, unless it keeps breaking.
    fn fail(&mut self) {
        self.thread = None;
        self.ready = false;
        self.failures += 1;
        self.asked.clear();
    }
}

/// A missing sweep leaves the theory and the measured point on the chart, so a failure goes to the console only.
fn start(client: &Weak<RefCell<Client>>) -> Result<Thread, JsValue> {
    let (to_take, to_fail) = (client.clone(), client.clone());
    let take = move |data: JsValue| {
        if let Some(client) = to_take.upgrade() {
            hear(&client, &data);
        }
    };
    let fail = move || {
        if let Some(client) = to_fail.upgrade() {
            client.borrow_mut().fail();
        }
    };
    Thread::start(take, fail)
}

fn hear(client: &RefCell<Client>, data: &JsValue) {
    if let Some(points) = data.dyn_ref::<Float64Array>() {
        let points = points.to_vec();
        let mut borrowed = client.borrow_mut();
        let (on_update, sweep) = (borrowed.on_update.clone(), borrowed.take(&points));
        // The page may ask for another sweep from within.
        drop(borrowed);
        if let Some(sweep) = sweep {
            on_update.emit(sweep);
        }
    } else {
        let mut client = client.borrow_mut();
        client.ready = true;
        client.send();
    }
}
