//! Everything measured, under stable names.

use super::model::Cluster;
use super::model::fleet::Fleet;
use super::params::Find;
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
    decl(
        "busiest.plain",
        "Busiest without remedies",
        "× due",
        "The same if no key had copies or sub-keys, nothing were kept in front and nothing passed on.",
    ),
    decl(
        "ops.per_request",
        "Reads and writes of nodes",
        "",
        "For each request since something was last changed: sub-keys and copies cost, a cache in front saves.",
    ),
    decl(
        "heavy.found",
        "Keys found heavy",
        "",
        "By the sketch, in its last full window: five times the median of its estimates.",
    ),
    decl("heavy.truly", "Keys truly heavy", "", "In the same window, counted exactly: five times the median."),
    decl("heavy.false", "Falsely found", "", "Found by the sketch and not heavy."),
    decl("heavy.missed", "Missed", "", "Heavy and not found by the sketch."),
    decl(
        "lost.share",
        "Keys lost",
        "",
        "Share of the keys of which every copy was on the nodes that died in the last change.",
    ),
    decl(
        "lost.theory",
        "Keys lost in theory",
        "",
        "The same if every set of nodes were as likely: C(N - R, k - R) / C(N, k).",
    ),
    decl("requests.asked", "Requests", "", "Keys asked for since the start or the warm-up."),
    decl("requests.hits", "Hits", "", "Of them answered by the owner at once."),
    decl("requests.misses", "Misses", "", "Of them answered by the database."),
    decl("requests.front", "In front", "", "Of them answered by the cache in front of the nodes."),
    decl("requests.old", "Old in front", "", "Of those, answered with what had been written since."),
    decl("requests.writes", "Writes", "", "Of the requests those that wrote."),
    decl("requests.passed_on", "Passed on", "", "Of the requests those that a full node passed on."),
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
    decl("hit_ratio", "Hit ratio", "", "Hits, and what the cache in front answered, as a share of what was read."),
    decl("database_per_s", "Database", "/s", "Requests to the database in the last second."),
    decl("fleet.users", "Users", "", "Users of the fleet, where the nodes are gateways."),
    decl("fleet.away", "Users away", "", "Users without a connection now."),
    decl("fleet.must", "Must connect again", "", "Users that had to connect again because of the last change."),
    decl("fleet.must_share", "Share that must", "", "The same as a share of all users."),
    decl(
        "fleet.peak_per_s",
        "Peak of the storm",
        "/s",
        "The most tries to connect in any one second since the last change.",
    ),
    decl("fleet.peak_gateway_per_s", "Peak at one gateway", "/s", "The most of them at one gateway in any one second."),
    decl("fleet.refused", "Tries refused", "", "Since the start or the warm-up."),
    decl("fleet.back_s", "All back after", "s", "From the last change until the last user was back."),
    decl("messages.sent", "Messages", "", "Messages sent to users since the start or the warm-up."),
    decl("messages.delivered_share", "Delivered", "", "Of those that have ended, the share that reached the user."),
    decl("messages.astray", "Astray", "", "Messages that went to a gateway which did not hold the user."),
    decl(
        "messages.to_gone",
        "To the gone",
        "",
        "Of those astray, messages that went to a gateway which is not there any more.",
    ),
    decl(
        "messages.absent",
        "Nobody knew",
        "",
        "Messages for users whom nobody could name a gateway of, or whom the directory did not answer for.",
    ),
    decl(
        "messages.lookup_ms",
        "Wait for the directory",
        "ms",
        "Mean time that a message waited for the presence directory.",
    ),
    decl("presence.asked_per_s", "Asked for presence", "/s", "Look-ups in the presence directory in the last second."),
    decl("presence.written", "Entries written", "", "Written to the presence directory, or taken away."),
    decl("presence.stale", "Entries wrong", "", "Entries that name a gateway which does not hold the user now."),
    decl("presence.lapsed", "Entries lapsed", "", "Entries that ended with the lease of their gateway."),
    decl("presence.lost", "Entries lost", "", "Written while the presence directory did not answer."),
    decl("changes", "Changes", "", "Changes of the nodes since the start or the warm-up."),
    decl("moved.total", "Keys moved in all", "", "Keys moved by all those changes together."),
];

/// Everything measured.
pub fn metrics(model: &Cluster) -> Vec<Metric> {
    let (own, tally) = (model.own(), model.tally());
    let nodes = model.members().len() as u32;
    let ring = nodes > 0;
    let most = |demand: &[f64]| {
        let each = demand.iter().zip(model.members().iter());
        each.map(|(share, member)| share / model.members().due(member.id)).fold(0.0, f64::max)
    };
    let (busiest, plain) = (most(&model.demand()), most(model.plain_demand()));
    let found = model.found();
    let read = tally.asked - tally.writes;
    let marks = model.params().marks;
    let lookups = model.lookups().map(|(_, since)| since);
    let share = |part: u64, of: u64| (of > 0).then(|| part as f64 / of as f64);
    let f = |of: &dyn Fn(&Fleet) -> Option<f64>| model.fleet().and_then(of);
    let asks = |of: &dyn Fn(&Fleet) -> Option<f64>| f(of).filter(|_| model.params().find == Find::Presence);
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
        ring.then_some(plain),
        model.ops(),
        found.map(|found| f64::from(found.found)),
        found.map(|found| f64::from(found.truly)),
        found.map(|found| f64::from(found.alarms)),
        found.map(|found| f64::from(found.missed)),
        model.gone().map(super::risk::Gone::share),
        model.gone().map(|gone| gone.theory),
        Some(tally.asked as f64),
        Some(tally.hits as f64),
        Some(tally.misses as f64),
        Some(tally.front as f64),
        Some(tally.old as f64),
        Some(tally.writes as f64),
        Some(tally.spilled as f64),
        Some(tally.failed as f64),
        lookups.map(|of| of.asked as f64),
        lookups.map(|of| of.cached as f64),
        lookups.map(|of| of.stale as f64),
        (read > 0).then(|| (tally.hits + tally.front) as f64 / read as f64),
        Some(f64::from(model.recent().1)),
        f(&|fleet| Some(f64::from(fleet.users().count()))),
        f(&|fleet| Some(f64::from(fleet.users().away()))),
        f(&|fleet| Some(f64::from(fleet.storm().must))),
        f(&|fleet| Some(f64::from(fleet.storm().must) / f64::from(fleet.users().count().max(1)))),
        f(&|fleet| Some(f64::from(fleet.storm().peak))),
        f(&|fleet| Some(f64::from(fleet.storm().peak_at.0))),
        f(&|fleet| Some(fleet.counts().refused as f64)),
        f(&|fleet| fleet.storm().back.map(|back| (back - fleet.storm().at).secs())),
        f(&|fleet| Some(fleet.counts().sent as f64)),
        f(&|fleet| share(fleet.counts().delivered, fleet.counts().ended())),
        f(&|fleet| Some(fleet.counts().astray as f64)),
        f(&|fleet| Some(fleet.counts().ghosts as f64)),
        f(&|fleet| Some((fleet.counts().absent + fleet.counts().unanswered) as f64)),
        asks(&|fleet| share(fleet.counts().waited, fleet.counts().ended()).map(|ns| ns / 1e6)),
        asks(&|fleet| Some(f64::from(fleet.looked_up()))),
        asks(&|fleet| Some(fleet.counts().written as f64)),
        asks(&|fleet| Some(f64::from(fleet.users().stale()))),
        asks(&|fleet| Some(fleet.counts().lapsed as f64)),
        asks(&|fleet| Some(fleet.counts().unwritten as f64)),
        Some(tally.changes as f64),
        Some(tally.moved as f64),
    ];
    METRICS.iter().zip(values).map(|(decl, value)| Metric { name: decl.name.to_owned(), value }).collect()
}
