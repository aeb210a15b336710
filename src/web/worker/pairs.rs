//! Whether lanes differ by more than chance, worked out in a thread of its own: seed by seed, each lane against the first.
//!
//! Page to worker `{ pairs: links }`, a link for each lane, one in a line; worker to page after each seed the verdicts so
//! far, a line each: lane, quantity, mean difference, half its interval, pairs, with tabs between. Dropping the client ends
//! the thread.

use super::spawn::{Thread, complain};
use crate::concept::paired::{self, Paired, SEEDS, Verdict};
use crate::concept::{Entry, State};
use crate::link;
use js_sys::{Object, Reflect};
use std::cell::RefCell;
use std::fmt::Write as _;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// What is known of one quantity of one lane, counted from the second lane as 0.
pub type Found = (usize, String, Verdict);

/// A comparison under way; dropping it ends it.
pub struct PairsClient {
    _thread: Rc<RefCell<Option<Thread>>>,
}

impl PairsClient {
    /// Begins to compare the states of these links with the first of them. `news` gets what is known after each seed.
    pub fn start(links: &[String], news: impl Fn(Vec<Found>) + 'static) -> Option<Self> {
        let start = Object::new();
        Reflect::set(&start, &"pairs".into(), &links.join("\n").into()).ok()?;
        let thread: Rc<RefCell<Option<Thread>>> = Rc::default();
        let weak = Rc::downgrade(&thread);
        let hear = move |message: JsValue| match message.as_string() {
            Some(word) if word == "ready" => {
                if let Some(thread) = weak.upgrade() {
                    thread.borrow().iter().for_each(|thread| thread.send(&start));
                }
            }
            Some(text) => news(read(&text)),
            None => {}
        };
        let started = Thread::start(hear, || {}).inspect_err(complain).ok()?;
        *thread.borrow_mut() = Some(started);
        Some(Self { _thread: thread })
    }
}

fn read(text: &str) -> Vec<Found> {
    let line = |line: &str| {
        let mut cells = line.split('\t');
        let lane = cells.next()?.parse().ok()?;
        let label = cells.next()?.to_owned();
        let mean = cells.next()?.parse().ok()?;
        let half = cells.next()?.parse().ok()?;
        let count = cells.next()?.parse().ok()?;
        Some((lane, label, Verdict { mean, half, count }))
    };
    text.lines().filter_map(line).collect()
}

struct Job {
    lanes: Vec<(&'static Entry, State)>,
    seed: u64,
    found: Vec<Vec<Paired>>,
}

thread_local! {
    static JOB: RefCell<Option<Job>> = const { RefCell::new(None) };
}

/// The worker's side: begins to compare. Called by `assets/worker.js`.
#[wasm_bindgen]
pub fn pairs_begin(links: &str) {
    let lane = |text: &str| {
        let (entry, fragment) = link::locate(text).ok()?;
        Some((entry, link::decode(fragment, entry).state))
    };
    let lanes: Vec<_> = links.lines().filter_map(lane).collect();
    let found = vec![Vec::new(); lanes.len().saturating_sub(1)];
    JOB.set(Some(Job { lanes, seed: 0, found }));
}

/// Runs the next seed in every lane; what is known then, or nothing when all seeds have been run.
#[wasm_bindgen]
pub fn pairs_step() -> Option<String> {
    JOB.with_borrow_mut(|slot| {
        let job = slot.as_mut().filter(|job| job.seed < SEEDS)?;
        job.seed += 1;
        let samples: Vec<_> = job.lanes.iter().map(|(entry, state)| paired::sample(entry, state, job.seed)).collect();
        let (first, others) = samples.split_first()?;
        let mut text = String::new();
        for (lane, (sample, found)) in others.iter().zip(&mut job.found).enumerate() {
            paired::add(found, first, sample);
            for paired in found {
                if let Some(Verdict { mean, half, count }) = paired.verdict() {
                    let _ = writeln!(text, "{lane}\t{}\t{mean}\t{half}\t{count}", paired.label);
                }
            }
        }
        Some(text)
    })
}
