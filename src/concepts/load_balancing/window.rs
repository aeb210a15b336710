//! What was measured in a window of time that ends now: the columns of the Was / Now table and the latency chart.

use super::model::{Cluster, Snapshot};
use super::recorder::Recorder;
use crate::sim::{Model as _, Span, Time};

/// Measurements of one window.
#[derive(Clone, PartialEq, Debug)]
pub struct Window {
    /// Where the sums begin.
    pub from: Time,
    /// Where it ends.
    pub to: Time,
    /// Requests done in it.
    pub done: u64,
    /// Requests that came to nothing in it: refused, lost, turned away, given up.
    pub failed: u64,
    /// Share of the cluster's power that was at work, 0 to 1.
    pub utilisation: Option<f64>,
    /// Requests done a second.
    pub served_per_s: Option<f64>,
    /// Requests inside, time average.
    pub inside: Option<f64>,
    /// Sojourn times of the requests done, ascending. At most what the recorder remembers.
    pub sojourns: Vec<Span>,
}

/// Fewer than this many samples say nothing about a percentile: one in a hundred needs a hundred.
pub fn samples_needed(q: f64) -> usize {
    (1.0 / (1.0 - q)).round() as usize
}

impl Window {
    /// The window that ends now: as long as the model's window, but not reaching back past the last deed.
    pub fn measure(model: &Cluster, recorder: &Recorder) -> Self {
        let now = model.now();
        let from = now.back(model.window());
        let base = match recorder.base {
            Some(base) if base.at >= from => base,
            _ => model.tally().slices.since(from).copied().unwrap_or_else(|| Snapshot { at: now, ..model.snapshot() }),
        };
        Self::between(&base, &model.snapshot(), recorder)
    }

    fn between(base: &Snapshot, end: &Snapshot, recorder: &Recorder) -> Self {
        let mut sojourns: Vec<Span> =
            recorder.done.newest_first().take_while(|done| done.at > base.at).map(|done| done.sojourn).collect();
        sojourns.sort_unstable();
        let (sums, areas, span) = (end.sums - base.sums, end.areas - base.areas, (end.at - base.at).secs());
        let some = |x: f64| (span > 0.0).then_some(x);
        Self {
            from: base.at,
            to: end.at,
            done: sums.done,
            failed: sums.full + sums.refused + sums.lost + sums.turned_away + sums.timed_out,
            utilisation: (areas.power > 0).then(|| areas.work as f64 / areas.power as f64),
            served_per_s: some(sums.done as f64 / span),
            inside: some(areas.inside as f64 / 1e9 / span),
            sojourns,
        }
    }

    /// Mean sojourn time, seconds.
    pub fn mean_s(&self) -> Option<f64> {
        let sum: u128 = self.sojourns.iter().map(|s| u128::from(s.0)).sum();
        (!self.sojourns.is_empty()).then(|| sum as f64 / 1e9 / self.sojourns.len() as f64)
    }
    /// The sojourn time that a share `q` of the requests stays within, seconds; `None` with too few requests.
    pub fn quantile_s(&self, q: f64) -> Option<f64> {
        if self.sojourns.len() < samples_needed(q) {
            return None;
        }
        let rank = ((self.sojourns.len() as f64 * q).ceil() as usize).clamp(1, self.sojourns.len());
        Some(self.sojourns[rank - 1].secs())
    }
    /// True if the recorder had forgotten some of the requests: the sample is the latest of them.
    pub fn is_sample(&self) -> bool {
        (self.sojourns.len() as u64) < self.done
    }
}
