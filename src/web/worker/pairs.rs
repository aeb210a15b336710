//! Whether lanes differ by more than chance, worked out in a thread of its own: seed by seed, each lane against the first.
//!
//! Page to worker `{ pairs: links }`, a link for each lane, one in a line; worker to page after each seed the verdicts so
//! far, a line each: lane, quantity, mean difference, half its interval, pairs, with tabs between. Dropping the client ends
//! the thread.

use super::spawn::{Thread, complain};
use crate::concept::paired::Verdict;
use js_sys::{Object, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;

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
