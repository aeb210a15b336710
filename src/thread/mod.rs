//! What threads of the page compute: ring 3, feature `thread`, called by `assets/worker.js`.
//!
//! The page's program holds all of this too and is what its first threads run. A program with this feature and without
//! `web` holds nothing else: no page, no scene, no lesson. It is linked for concepts that compute much, compiled for speed,
//! and takes over when it has come (`src/web/worker/spawn.rs`).
//!
//! Messages of the sweep: page to worker `[generation, link]`; worker to page `"ready"`, then arrays of [`WIDTH`] numbers
//! a point, the first of them the generation.

mod intake;
mod pairs;
mod sweep;
#[cfg(not(feature = "web"))]
mod together;

use crate::concept::SweepPoint;

/// Numbers a point takes in a message.
pub(crate) const WIDTH: usize = 7;

/// A point as numbers. What was not measured is not a number.
pub(crate) fn pack(generation: u32, point: &SweepPoint) -> [f64; WIDTH] {
    [
        f64::from(generation),
        f64::from(point.lane),
        f64::from(point.x),
        point.mean.unwrap_or(f64::NAN),
        point.low,
        point.high,
        point.count as f64,
    ]
}
