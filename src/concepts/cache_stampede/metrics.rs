//! Everything that is measured, under stable names.

use super::model::Caches;
use crate::concept::{Metric, MetricDecl};
use crate::sim::Model as _;

const fn decl(name: &'static str, label: &'static str, unit: &'static str, help: &'static str) -> MetricDecl {
    MetricDecl { name, label, unit, help }
}

/// What is measured, of each lane in view.
pub const METRICS: &[MetricDecl] = &[
    decl("requests", "Requests", "", "Requests that came since the last change."),
    decl("lane.N.hit_ratio", "Hit ratio", "", "Answers out of the cache, fresh or old, over all answers."),
    decl("lane.N.loads", "Loads", "", "Loads that the origin was asked for."),
    decl("lane.N.loads_per_s", "Loads a second", "/s", "Loads a second."),
    decl("lane.N.expiries", "Expiries", "", "Loads of a key that no load was under way for."),
    decl("lane.N.loads_per_expiry", "Loads for each expiry", "", "Loads over expiries; 1 is the least."),
    decl("lane.N.peak", "Most at once", "", "The most loads under way at once."),
    decl("lane.N.loads_mean", "Loads under way", "", "Mean number of loads under way."),
    decl("lane.N.stale", "Old answers", "", "Requests that got a value past its end."),
    decl("lane.N.stale_s.mean", "Age past the end", "s", "Mean age past the end of old answers."),
    decl("lane.N.stale_s.max", "Oldest past the end", "s", "The most that an answer was past its end."),
    decl("lane.N.latency_s.mean", "Mean answer", "s", "Mean time to an answer."),
    decl("lane.N.latency_s.p50", "p50", "s", "Half of the answers come within."),
    decl("lane.N.latency_s.p95", "p95", "s", "95 of 100 answers come within."),
    decl("lane.N.latency_s.p99", "p99", "s", "99 of 100 answers come within."),
    decl("lane.N.lost", "Died", "", "Requests that died while they loaded."),
    decl("lane.N.refused", "Turned away", "", "Requests turned away as 20,000 loads were under way."),
];

/// Everything measured.
pub fn metrics(model: &Caches) -> Vec<Metric> {
    let one = |name: String, value: Option<f64>| Metric { name, value };
    let span = model.now().since(model.cut_at()).secs();
    let came = model.lanes().first().map(|lane| lane.tally.requests as f64);
    let mut out = vec![one("requests".to_owned(), came)];
    for (at, lane) in model.lanes().iter().enumerate() {
        let t = &lane.tally;
        let count = |n: u64| Some(n as f64);
        let quantile = |q: f64| t.latency.quantile(q);
        for (name, value) in [
            ("hit_ratio", t.hit_ratio()),
            ("loads", count(t.loads)),
            ("loads_per_s", (span > 0.0).then(|| t.loads as f64 / span)),
            ("expiries", count(t.expiries)),
            ("loads_per_expiry", t.loads_per_expiry()),
            ("peak", count(t.peak.into())),
            ("loads_mean", Some(t.level.mean(model.now()))),
            ("stale", count(t.stale)),
            ("stale_s.mean", (t.stale > 0).then(|| t.stale_ns as f64 / t.stale as f64 / 1e9)),
            ("stale_s.max", (t.stale > 0).then(|| t.stale_most.secs())),
            ("latency_s.mean", t.latency.mean_s()),
            ("latency_s.p50", quantile(0.5)),
            ("latency_s.p95", quantile(0.95)),
            ("latency_s.p99", quantile(0.99)),
            ("lost", count(t.lost)),
            ("refused", count(t.refused)),
        ] {
            out.push(one(format!("lane.{}.{name}", at + 1), value));
        }
    }
    out
}
