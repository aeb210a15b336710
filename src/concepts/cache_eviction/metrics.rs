//! Everything measured, under stable names.

use super::model::Caches;
use crate::concept::{Metric, MetricDecl};

/// What is measured.
pub const METRICS: &[MetricDecl] = &[
    MetricDecl { name: "requests", label: "Requests", unit: "", help: "Requests that are counted." },
    MetricDecl {
        name: "cache.N.miss_ratio",
        label: "Missed",
        unit: "",
        help: "Share of the counted requests that found no key, by the place of the policy in view.",
    },
    MetricDecl { name: "cache.N.hits", label: "Hits", unit: "", help: "Requests that found their key." },
    MetricDecl { name: "cache.N.misses", label: "Misses", unit: "", help: "Requests that found no key." },
    MetricDecl { name: "cache.N.evictions", label: "Evictions", unit: "", help: "Keys that left, or were not let in." },
    MetricDecl { name: "cache.N.held", label: "Held", unit: "keys", help: "Keys in the cache." },
    MetricDecl {
        name: "cache.N.hot_held",
        label: "Hottest held",
        unit: "keys",
        help: "How many of the hottest keys, as many as fit, are in the cache.",
    },
    MetricDecl {
        name: "first_difference",
        label: "First difference",
        unit: "",
        help: "The first counted request that one cache hit and another missed.",
    },
];

/// Everything measured.
pub fn metrics(model: &Caches) -> Vec<Metric> {
    use crate::policies::evict::Eviction as _;
    let one = |name: String, value: Option<f64>| Metric { name, value };
    let counted = model.requests() - model.since();
    let mut out = vec![one("requests".to_owned(), Some(counted as f64))];
    for (at, lane) in model.lanes().iter().enumerate() {
        let name = |what: &str| format!("cache.{}.{what}", at + 1);
        out.extend([
            one(name("miss_ratio"), lane.miss_ratio()),
            one(name("hits"), Some(lane.hits as f64)),
            one(name("misses"), Some((lane.requests - lane.hits) as f64)),
            one(name("evictions"), Some(lane.evictions as f64)),
            one(name("held"), Some(lane.policy.used() as f64)),
            one(name("hot_held"), Some(f64::from(model.hot_held(lane)))),
        ]);
    }
    out.push(one("first_difference".to_owned(), model.first_difference().map(|n| n as f64)));
    out
}
