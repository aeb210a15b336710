//! Everything that is measured, under stable names.

use super::model::Shared;
use crate::concept::{Metric, MetricDecl};

/// What is measured.
pub const METRICS: &[MetricDecl] = &[
    decl("requests.sent", "Requests", "", "Requests that came."),
    decl("requests.passed", "Passed", "", "Requests that were let in."),
    decl("requests.refused", "Refused", "", "Requests that were refused."),
    decl("refused.falsely", "Refused falsely", "", "Requests refused although the limit was not reached."),
    decl("passed.above", "Above the limit", "", "Requests let in above the limit of their window."),
    decl("admitted.of_limit", "Admitted over the limit", "×", "Mean of what passed in a window over the limit."),
    decl("window.worst", "Worst window", "", "The most that passed in one window."),
    decl("latency_s.mean", "Added latency", "s", "Mean time from arrival to decision."),
    decl("messages.per_s", "Messages", "/s", "Messages sent a second."),
    decl("messages.per_request", "Messages per request", "", "Messages sent per request."),
    decl("store.counted", "Counted in the store", "", "What the store has counted in this window."),
    decl("fallbacks", "Without the store", "", "Requests decided because the store did not answer."),
];

const fn decl(name: &'static str, label: &'static str, unit: &'static str, help: &'static str) -> MetricDecl {
    MetricDecl { name, label, unit, help }
}

/// Measures everything since the warm-up.
pub fn metrics(model: &Shared) -> Vec<Metric> {
    let (sums, span) = model.since_cut();
    let over = |a: f64, b: f64| (b > 0.0).then(|| a / b);
    let count = |n: u64| Some(n as f64);
    let decided = (sums.passed + sums.refused) as f64;
    [
        ("requests.sent", count(sums.sent)),
        ("requests.passed", count(sums.passed)),
        ("requests.refused", count(sums.refused)),
        ("refused.falsely", count(sums.falsely)),
        ("passed.above", count(sums.above)),
        ("admitted.of_limit", over(sums.in_windows as f64, sums.windows as f64 * f64::from(model.params().limit))),
        ("window.worst", count(u64::from(sums.worst))),
        ("latency_s.mean", over(sums.waited_ns as f64 / 1e9, decided)),
        ("messages.per_s", over(sums.messages as f64, span.secs())),
        ("messages.per_request", over(sums.messages as f64, sums.sent as f64)),
        ("store.counted", model.has_store().then(|| f64::from(model.store_count()))),
        ("fallbacks", count(sums.fallbacks)),
    ]
    .into_iter()
    .map(|(name, value)| Metric { name: name.to_owned(), value })
    .collect()
}
