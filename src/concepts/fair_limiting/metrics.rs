//! Everything that is measured, under stable names.

use super::model::{ATTACKER, Crowd, Sums};
use crate::concept::{Metric, MetricDecl};

/// What is measured.
pub const METRICS: &[MetricDecl] = &[
    decl("requests.sent", "Requests", "", "Requests that came."),
    decl("requests.passed", "Passed", "", "Requests that were let in."),
    decl("anonymous.refused", "Anonymous refused", "", "Share of the requests of those who have not signed in."),
    decl("free.refused", "Free refused", "", "Share of the requests of free accounts."),
    decl("basic.refused", "Basic refused", "", "Share of the requests of basic accounts."),
    decl("premium.refused", "Premium refused", "", "Share of the requests of premium accounts."),
    decl("attacker.refused", "Attacker refused", "", "Share of the requests of the attacker."),
    decl("attacker.passed_per_s", "Attacker let in", "/s", "Requests of the attacker that passed, a second."),
    decl("shared.refused", "Behind one address refused", "", "Share of the requests of those behind one address."),
    decl(
        "innocent.unjust",
        "Refused unjustly",
        "",
        "Share of the requests of everybody but the attacker that a limiter for each person alone would have let pass, and that was refused.",
    ),
    decl(
        "innocent.slipped",
        "Slipped through",
        "",
        "Share of the requests of everybody but the attacker that such a limiter would have refused, and that passed.",
    ),
];

const fn decl(name: &'static str, label: &'static str, unit: &'static str, help: &'static str) -> MetricDecl {
    MetricDecl { name, label, unit, help }
}

/// A share of what was sent, if anything was.
pub fn share(n: u64, sums: &Sums) -> Option<f64> {
    (sums.sent > 0).then(|| n as f64 / sums.sent as f64)
}

/// Measures everything since the warm-up.
pub fn metrics(model: &Crowd) -> Vec<Metric> {
    let (all, span) = model.since_cut();
    let innocent = all.innocent();
    let mut whole = innocent;
    whole += all.class[ATTACKER];
    let refused = |sums: &Sums| share(sums.refused(), sums);
    let per_s = |n: u64| (span.secs() > 0.0).then(|| n as f64 / span.secs());
    [
        ("requests.sent", Some(whole.sent as f64)),
        ("requests.passed", Some(whole.passed as f64)),
        ("anonymous.refused", refused(&all.class[0])),
        ("free.refused", refused(&all.class[1])),
        ("basic.refused", refused(&all.class[2])),
        ("premium.refused", refused(&all.class[3])),
        ("attacker.refused", refused(&all.class[ATTACKER])),
        ("attacker.passed_per_s", per_s(all.class[ATTACKER].passed)),
        ("shared.refused", refused(&all.shared)),
        ("innocent.unjust", share(innocent.unjust, &innocent)),
        ("innocent.slipped", share(innocent.slipped, &innocent)),
    ]
    .into_iter()
    .map(|(name, value)| Metric { name: name.to_owned(), value })
    .collect()
}
