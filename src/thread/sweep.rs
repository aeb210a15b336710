//! The what-if sweep: one job at a time, one point a turn.

use super::{WIDTH, pack};
use crate::concept::{Entry, State, SweepPlan};
use crate::link;
use js_sys::Float64Array;
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// Sends the page a message.
    #[wasm_bindgen(js_name = postMessage)]
    fn post(message: &Float64Array);
}

/// The least time between two messages, in milliseconds.
const MESSAGE_MS: f64 = 100.0;
/// The first message of a job comes sooner: the eye should see that something happens.
const FIRST_MS: f64 = 40.0;

struct Job {
    generation: u32,
    entry: &'static Entry,
    state: State,
    plan: SweepPlan,
    order: Vec<(usize, usize)>,
    round: u32,
    next: usize,
    ready: Vec<f64>,
    send_at: f64,
}

thread_local! {
    static JOB: RefCell<Option<Job>> = const { RefCell::new(None) };
}

/// Begins a sweep and drops the one before it. Called by `assets/worker.js`.
#[wasm_bindgen]
pub fn sweep_begin(generation: u32, link: &str) {
    // A link to a concept that does not exist ends the work; the page never sends one.
    let job = link::locate(link).ok().map(|(entry, fragment)| {
        let state = link::decode(fragment, entry).state;
        let plan = (entry.sweep)(&state);
        let order = plan.order();
        let send_at = js_sys::Date::now() + FIRST_MS;
        Job { generation, entry, state, plan, order, round: 0, next: 0, ready: Vec::new(), send_at }
    });
    JOB.set(job);
}

/// Runs one point; false when there is nothing left to do. Called by `assets/worker.js`.
#[wasm_bindgen]
pub fn sweep_step() -> bool {
    JOB.with_borrow_mut(|slot| {
        let Some(job) = slot else { return false };
        let more = job.step();
        if !more || js_sys::Date::now() >= job.send_at {
            job.send();
        }
        if !more {
            *slot = None;
        }
        more
    })
}

/// Runs a link to its moment and says how many events that took, and their hash: `tests/e2e/figures.mjs` times it, and
/// `tests/e2e/hash.spec.mjs` holds it to the native one. Nothing for a link that leads nowhere.
#[wasm_bindgen]
pub fn measure(link: &str) -> Option<String> {
    let (entry, fragment) = link::locate(link).ok()?;
    let (events, hash) = (entry.proof)(&link::decode(fragment, entry).state)?;
    Some(format!("{events} {hash:016x}"))
}

impl Job {
    /// Measures the next point; true if another one follows.
    fn step(&mut self) -> bool {
        if let Some((lane, x)) = self.order.get(self.next).copied() {
            let point = (self.entry.sweep_point)(&self.state, &self.plan, lane, x, self.round);
            self.ready.extend(pack(self.generation, &point));
            self.next += 1;
        }
        if self.next >= self.order.len() {
            self.next = 0;
            self.round += 1;
        }
        !self.order.is_empty() && self.round < self.plan.rounds
    }

    fn send(&mut self) {
        debug_assert!(self.ready.len().is_multiple_of(WIDTH), "whole points");
        post(&Float64Array::from(self.ready.as_slice()));
        self.ready.clear();
        self.send_at = js_sys::Date::now() + MESSAGE_MS;
    }
}
