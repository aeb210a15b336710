//! What was measured in a window of time that ends now: the columns of the Was / Now table.

use super::model::{Limiting, Snapshot};
use super::recorder::Recorder;
use super::trail;
use crate::sim::{Model as _, Time};

/// Measurements of one window, lane in focus.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Window {
    /// Where it begins.
    pub from: Time,
    /// Where it ends.
    pub to: Time,
    /// Requests that came.
    pub sent: u64,
    /// Attempts that were decided.
    pub asked: u64,
    /// Attempts let in a second.
    pub admitted_per_s: Option<f64>,
    /// Requests that came, a second.
    pub offered_per_s: Option<f64>,
    /// Share refused, percent.
    pub refused_percent: Option<f64>,
    /// Mean delay of those let in, seconds.
    pub delay_s: Option<f64>,
    /// The most that passed in one trailing window.
    pub worst: Option<f64>,
}

impl Window {
    /// The window that ends now: not reaching back past the last deed.
    pub fn measure(model: &Limiting, recorder: &Recorder) -> Self {
        let now = model.now();
        let from = now.back(model.compared());
        let base = match recorder.base {
            Some(base) if base.at >= from && base.kind == model.focus().kind() => base,
            _ => model.since(from),
        };
        Self::between(&base, &model.snapshot(), model, recorder)
    }

    fn between(base: &Snapshot, end: &Snapshot, model: &Limiting, recorder: &Recorder) -> Self {
        let (sums, span) = (end.sums - base.sums, (end.at - base.at).secs());
        let rate = |n: u64| (span > 0.0).then_some(n as f64 / span);
        let peak = trail::peak(recorder.lane(0), model.focus().bins(), model.window(), base.at, end.at);
        Self {
            from: base.at,
            to: end.at,
            sent: end.sent - base.sent,
            asked: sums.asked,
            admitted_per_s: rate(sums.let_in),
            offered_per_s: rate(end.sent - base.sent),
            refused_percent: (sums.asked > 0).then(|| 100.0 * sums.refused as f64 / sums.asked as f64),
            delay_s: (sums.let_in > 0).then(|| sums.delay_ns as f64 / 1e9 / sums.let_in as f64),
            worst: peak.map(|peak| f64::from(peak.count)),
        }
    }
}
