//! Everything that is measured, under stable names.

use super::model::Tiers;
use super::model::tally::{WHO, who};
use super::params::{Class, Tier};
use super::theory;
use crate::concept::{Metric, MetricDecl};
use crate::sim::Model as _;

const fn decl(name: &'static str, label: &'static str, unit: &'static str, help: &'static str) -> MetricDecl {
    MetricDecl { name, label, unit, help }
}

/// What is measured.
pub const METRICS: &[MetricDecl] = &[
    decl("requests", "Requests", "", "Requests that came since the last change."),
    decl("answers", "Answers", "", "Requests that were answered."),
    decl("edge.share", "By the edges", "", "Share of all answers that an edge gave."),
    decl("shield.share", "By the shield", "", "Share of all answers that the shield gave."),
    decl("local.share", "In-process", "", "Share of all answers out of a program's own cache."),
    decl("cluster.share", "By the nodes", "", "Share of all answers out of the distributed cache."),
    decl("origin.share", "By the origin", "", "Share of all answers that the origin was asked for."),
    decl("edge.hit_ratio", "Hit ratio of the edges", "", "Hits over look-ups at the edges."),
    decl("shield.hit_ratio", "Hit ratio of the shield", "", "Hits over look-ups at the shield."),
    decl("local.hit_ratio", "Hit ratio in-process", "", "Hits over look-ups in the programs' own caches."),
    decl("cluster.hit_ratio", "Hit ratio of the nodes", "", "Hits over look-ups at the nodes."),
    decl("origin.loads", "Loads", "", "Loads at the origin, those for warming too."),
    decl("origin.loads_per_s", "Loads a second", "/s", "Loads at the origin a second."),
    decl("origin.warmed", "Loads for warming", "", "Loads that warmed a node."),
    decl("origin.level", "At the origin", "", "Mean number of loads at the origin, in work and in line."),
    decl("origin.now", "At the origin now", "", "Loads at the origin now, in work and in line."),
    decl("origin.peak", "Most at the origin", "", "The most loads at the origin at once."),
    decl("refused", "Turned away", "", "Requests turned away as 10,000 loads were in line."),
    decl("latency_s.mean", "Mean answer", "s", "Mean time to an answer."),
    decl(
        "latency_s.formula",
        "Mean by the formula",
        "s",
        "Each tier's share times its time, without a line at the origin.",
    ),
    decl("latency_s.p50", "p50", "s", "Half of the answers come within."),
    decl("latency_s.p95", "p95", "s", "95 of 100 answers come within."),
    decl("latency_s.p99", "p99", "s", "99 of 100 answers come within."),
    decl("writes", "Writes", "", "Writes since the last change."),
    decl("old.share", "Out of date", "", "Share of answers that were out of date when they were asked for."),
    decl("old.local", "Out of date, in-process", "", "Answers out of date that came out of a program's own cache."),
    decl("old.cdn", "Out of date, CDN", "", "Answers out of date that came from an edge or the shield."),
    decl("old_s.mean", "Mean age", "s", "For how long answers that were out of date had been so, on average."),
    decl("old_s.max", "Oldest", "s", "For how long at most."),
    decl("copies.wrong", "Copies out of date", "", "Copies in caches now that are out of date."),
    decl("copies.wrong_s", "Oldest of them", "s", "For how long the oldest of these has been so."),
    decl("class.static.cdn", "Static files at the CDN", "", "Share of answers for static files that the CDN gave."),
    decl("class.image.cdn", "Images at the CDN", "", "Share of answers for images that the CDN gave."),
    decl("class.page.cdn", "Pages at the CDN", "", "Share of answers for pages that the CDN gave."),
    decl("class.api.cdn", "API at the CDN", "", "Share of answers of the API that the CDN gave."),
    decl("class.page.old", "Pages out of date", "", "Share of answers for pages that were out of date."),
    decl("class.api.old", "API out of date", "", "Share of answers of the API that were out of date."),
];

/// Hits over look-ups of a tier.
pub fn hit_ratio(model: &Tiers, tier: Tier) -> Option<f64> {
    let stores = model.stores(tier);
    let (hits, asked) = stores.iter().fold((0, 0), |(hits, asked), store| (hits + store.hits, asked + store.asked));
    (asked > 0).then(|| hits as f64 / asked as f64)
}

/// The share of a class that the CDN answered, or of answers out of date.
pub fn class_share(model: &Tiers, class: Class, which: usize) -> Option<f64> {
    let counts = model.tally.classes[class as usize];
    (counts[0] > 0).then(|| counts[which] as f64 / counts[0] as f64)
}

/// Everything measured.
pub fn metrics(model: &Tiers) -> Vec<Metric> {
    let t = &model.tally;
    let span = model.now().since(model.cut_at()).secs();
    let count = |n: u64| Some(n as f64);
    let old = t.old();
    let (wrong, wrong_for) = model.incoherent();
    let (busy, line) = model.origin();
    let share = |tier: Tier| t.share(who(Some(tier)));
    let old_at = |tier: Tier| t.shares[tier as usize].old;
    let values = [
        count(t.requests),
        count(t.answers()),
        share(Tier::Edge),
        share(Tier::Shield),
        share(Tier::Local),
        share(Tier::Cluster),
        t.share(WHO - 1),
        hit_ratio(model, Tier::Edge),
        hit_ratio(model, Tier::Shield),
        hit_ratio(model, Tier::Local),
        hit_ratio(model, Tier::Cluster),
        count(t.loads),
        (span > 0.0).then(|| t.loads as f64 / span),
        count(t.warmed),
        Some(t.level.mean(model.now())),
        Some(f64::from(busy) + line as f64),
        count(t.peak.into()),
        count(t.refused),
        t.latency.mean_s(),
        theory::mean_answer(t, model.params()),
        t.latency.quantile(0.5),
        t.latency.quantile(0.95),
        t.latency.quantile(0.99),
        count(t.writes),
        (old.answers > 0).then(|| old.old as f64 / old.answers as f64),
        count(old_at(Tier::Local)),
        count(old_at(Tier::Edge) + old_at(Tier::Shield)),
        old.old_mean_s(),
        (old.old > 0).then(|| old.old_most.secs()),
        count(wrong as u64),
        (wrong > 0).then(|| wrong_for.secs()),
        class_share(model, Class::Static, 1),
        class_share(model, Class::Image, 1),
        class_share(model, Class::Page, 1),
        class_share(model, Class::Api, 1),
        class_share(model, Class::Page, 2),
        class_share(model, Class::Api, 2),
    ];
    METRICS.iter().zip(values).map(|(decl, value)| Metric { name: decl.name.to_owned(), value }).collect()
}
