//! Several threads on one recording: the one that has read it gives pieces of the work to others. Only the program made for
//! threads holds this; the page's own works alone.

use super::intake::READING;
use crate::concept::Together;
use wasm_bindgen::prelude::wasm_bindgen;

fn with<T>(deed: impl FnOnce(&mut dyn Together) -> Option<T>) -> Option<T> {
    READING.with_borrow_mut(|reading| deed(reading.as_mut()?.together()?))
}

/// A part of what another thread needs to take part; nothing behind the last one. Called by `assets/worker.js`.
#[wasm_bindgen]
pub fn intake_share(part: usize) -> Option<Vec<u8>> {
    with(|work| work.share(part))
}

/// Gives a piece of the work away: its number.
#[wasm_bindgen]
pub fn intake_lend() -> Option<u32> {
    with(|work| work.lend())
}

/// Does a piece of another thread's work.
#[wasm_bindgen]
pub fn intake_piece(piece: u32) -> Option<f64> {
    with(|work| work.piece(piece)).map(|found| found as f64)
}

/// Takes what came out of a piece.
#[wasm_bindgen]
pub fn intake_take(piece: u32, found: f64) {
    with(|work| {
        work.take(piece, found as u64);
        Some(())
    });
}
