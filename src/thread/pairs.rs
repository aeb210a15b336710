//! Weighs lanes against each other, seed by seed.

use crate::concept::paired::{self, Paired, SEEDS, Verdict};
use crate::concept::{Entry, State};
use crate::link;
use std::cell::RefCell;
use std::fmt::Write as _;
use wasm_bindgen::prelude::wasm_bindgen;

struct Job {
    lanes: Vec<(&'static Entry, State)>,
    seed: u64,
    found: Vec<Vec<Paired>>,
}

thread_local! {
    static JOB: RefCell<Option<Job>> = const { RefCell::new(None) };
}

/// Begins to compare. Called by `assets/worker.js`.
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
