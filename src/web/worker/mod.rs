//! Long work in threads of their own: the what-if sweep, where the page asks with a link and the worker answers with
//! points, the reading of recordings ([`IntakeClient`]), and the weighing of lanes ([`PairsClient`]).
//!
//! What they compute is `src/thread/`, which this program holds too: the page hands the worker its own compiled module and
//! the address of its JavaScript, so that it begins at once, nothing is compiled twice, and it works below any path. Where
//! the page names a program for threads, which is compiled for speed, that one is fetched by the worker when the page has
//! long been there, and threads that begin later run it ([`spawn`]). `assets/worker.js` is the few lines that lie between.

mod client;
mod intake;
mod pairs;
mod spawn;

pub use client::SweepClient;
pub use intake::{IntakeClient, News};
pub use pairs::{Found, PairsClient};
pub use spawn::{beside, complain, own_name};

use crate::concept::SweepPoint;
use crate::thread::WIDTH;

/// The generation and the point in these numbers.
fn unpack(numbers: [f64; WIDTH]) -> (u32, SweepPoint) {
    let [generation, lane, x, mean, low, high, count] = numbers;
    let mean = Some(mean).filter(|mean| !mean.is_nan());
    (generation as u32, SweepPoint { lane: lane as u16, x: x as u16, mean, low, high, count: count as u64 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::thread::pack;

    #[test]
    fn a_point_survives_the_way() {
        for mean in [None, Some(0.25)] {
            let point = SweepPoint { lane: 3, x: 11, mean, low: 0.1, high: f64::INFINITY, count: 1 << 40 };
            assert_eq!(unpack(pack(u32::MAX, &point)), (u32::MAX, point));
        }
    }
}
