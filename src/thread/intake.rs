//! Reads a recording piece by piece.

use crate::concept::Intake;
use crate::link;
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    pub(super) static READING: RefCell<Option<Box<dyn Intake>>> = const { RefCell::new(None) };
}

/// Begins to read; the sentence of a refusal, or nothing. Called by `assets/worker.js`.
#[wasm_bindgen]
pub fn intake_begin(link: &str, format: &str, answers: &str) -> Option<String> {
    let answers: Vec<(String, String)> = answers
        .lines()
        .filter_map(|line| line.split_once('\t').map(|(key, value)| (key.to_owned(), value.to_owned())))
        .collect();
    let opened = link::locate(link).map_err(|bad| bad.to_string()).and_then(|(entry, fragment)| {
        let decl = entry.about.intake.ok_or("this concept takes no data")?;
        (decl.open)(&link::decode(fragment, entry).state, format, &answers).map_err(|bad| bad.to_string())
    });
    match opened {
        Ok(intake) => {
            READING.set(Some(intake));
            None
        }
        Err(sentence) => Some(format!("!{sentence}.")),
    }
}

/// Takes the next bytes.
#[wasm_bindgen]
pub fn intake_feed(bytes: &[u8]) {
    READING.with_borrow_mut(|reading| {
        if let Some(intake) = reading {
            intake.feed(bytes);
        }
    });
}

/// Nothing follows.
#[wasm_bindgen]
pub fn intake_end() {
    READING.with_borrow_mut(|reading| {
        if let Some(intake) = reading {
            intake.end();
        }
    });
}

/// Works for a while; the share done.
#[wasm_bindgen]
pub fn intake_work() -> f64 {
    READING.with_borrow_mut(|reading| reading.as_mut().map_or(1.0, |intake| intake.work()))
}

/// What is known so far.
#[wasm_bindgen]
pub fn intake_report() -> String {
    READING.with_borrow(|reading| reading.as_ref().map_or_else(String::new, |intake| intake.report().encode()))
}
