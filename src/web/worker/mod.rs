//! Long work in threads of their own: the what-if sweep, where the page asks with a link and the worker answers with
//! points, the reading of recordings ([`IntakeClient`]), and the weighing of lanes ([`PairsClient`]).
//!
//! Both sides are this program. The page hands the worker its own compiled module and the address of its JavaScript,
//! so nothing is fetched or compiled twice and it works below any path. `assets/worker.js` is the few lines that lie
//! between.
//!
//! Messages of the sweep: page to worker `[generation, link]`; worker to page `"ready"`, then arrays of [`WIDTH`] numbers a point,
//! the first of them the generation.

mod client;
mod intake;
mod pairs;
mod spawn;
mod thread;

pub use client::SweepClient;
pub use intake::{IntakeClient, News};
pub use pairs::{Found, PairsClient};
pub use spawn::{beside, complain, own_name};

use crate::concept::SweepPoint;

/// Numbers a point takes in a message.
const WIDTH: usize = 7;

/// A point as numbers. What was not measured is not a number.
fn pack(generation: u32, point: &SweepPoint) -> [f64; WIDTH] {
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

/// The generation and the point in these numbers.
fn unpack(numbers: [f64; WIDTH]) -> (u32, SweepPoint) {
    let [generation, lane, x, mean, low, high, count] = numbers;
    let mean = Some(mean).filter(|mean| !mean.is_nan());
    (generation as u32, SweepPoint { lane: lane as u16, x: x as u16, mean, low, high, count: count as u64 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_survives_the_way() {
        for mean in [None, Some(0.25)] {
            let point = SweepPoint { lane: 3, x: 11, mean, low: 0.1, high: f64::INFINITY, count: 1 << 40 };
            assert_eq!(unpack(pack(u32::MAX, &point)), (u32::MAX, point));
        }
    }
}
