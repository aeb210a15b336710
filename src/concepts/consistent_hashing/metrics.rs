//! Everything measured, under stable names.

use super::model::Cluster;
use super::theory;
use crate::concept::{Metric, MetricDecl};

const fn decl(name: &'static str, label: &'static str, unit: &'static str, help: &'static str) -> MetricDecl {
    MetricDecl { name, label, unit, help }
}

/// What is measured.
pub const METRICS: &[MetricDecl] = &[
    decl("nodes", "Nodes", "", "Nodes that are there now."),
    decl("keys", "Keys", "", "Keys that are placed."),
    decl("moved.keys", "Keys moved", "", "Keys that have another owner since the last change of the nodes."),
    decl("moved.share", "Share moved", "", "The same as a share of all keys."),
    decl("moved.least", "Least share", "", "The share that no strategy can help moving."),
    decl("fullest", "Fullest", "× due", "Keys of the fullest node as a multiple of what its weight says."),
    decl("spread", "Spread", "× due", "Standard deviation of the nodes' keys as a multiple of what their weights say."),
    decl(
        "spread.theory",
        "Spread in theory",
        "× due",
        "The same for rings of as many nodes and marks: sqrt((N - 1) / (N V + 1)).",
    ),
    decl(
        "fullest.theory",
        "Fullest in theory",
        "× due",
        "The mean of the fullest node over rings of as many nodes and marks.",
    ),
    decl(
        "busiest",
        "Busiest",
        "× due",
        "Requests of the node that is asked most as a multiple of what its weight says.",
    ),
    decl("requests.asked", "Requests", "", "Keys asked for since the start or the warm-up."),
    decl("requests.hits", "Hits", "", "Of them answered by the owner at once."),
    decl("requests.misses", "Misses", "", "Of them answered by the database."),
    decl(
        "requests.failed",
        "Failed",
        "",
        "Of them answered by nobody: the directory did not answer, and no client knew the owner.",
    ),
    decl("lookups.asked", "Asked the directory", "", "Requests for which the directory was asked and answered."),
    decl("lookups.cached", "Owner remembered", "", "Requests for which a client remembered the owner."),
    decl(
        "lookups.stale",
        "Owner remembered wrongly",
        "",
        "Requests that went to a node that was not the owner any more, and then asked the directory.",
    ),
    decl("hit_ratio", "Hit ratio", "", "Hits as a share of requests."),
    decl("database_per_s", "Database", "/s", "Requests to the database in the last second."),
    decl("changes", "Changes", "", "Changes of the nodes since the start or the warm-up."),
    decl("moved.total", "Keys moved in all", "", "Keys moved by all those changes together."),
];

/// Everything measured.
pub fn metrics(model: &Cluster) -> Vec<Metric> {
    let (own, tally) = (model.own(), model.tally());
    let nodes = model.members().len() as u32;
    let ring = nodes > 0;
    let busiest = model
        .demand()
        .iter()
        .zip(model.members().iter())
        .map(|(share, member)| share / model.members().due(member.id))
        .fold(0.0, f64::max);
    let marks = model.params().marks;
    let lookups = model.lookups().map(|(_, since)| since);
    let values = [
        Some(f64::from(nodes)),
        Some(f64::from(own.keys())),
        Some(f64::from(own.moved)),
        Some(own.moved_share()),
        model.change().map(|_| model.least()),
        ring.then(|| own.fullest()),
        ring.then(|| own.spread()),
        ring.then(|| theory::spread(f64::from(nodes), f64::from(marks))),
        ring.then(|| theory::fullest(nodes, marks)),
        ring.then_some(busiest),
        Some(tally.asked as f64),
        Some(tally.hits as f64),
        Some(tally.misses as f64),
        Some(tally.failed as f64),
        lookups.map(|of| of.asked as f64),
        lookups.map(|of| of.cached as f64),
        lookups.map(|of| of.stale as f64),
        (tally.asked > 0).then(|| tally.hits as f64 / tally.asked as f64),
        Some(f64::from(model.recent().1)),
        Some(tally.changes as f64),
        Some(tally.moved as f64),
    ];
    METRICS.iter().zip(values).map(|(decl, value)| Metric { name: decl.name.to_owned(), value }).collect()
}
