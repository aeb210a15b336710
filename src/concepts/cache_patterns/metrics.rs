//! Everything that is measured, under stable names.

use super::model::Systems;
use crate::concept::{Metric, MetricDecl};
use crate::sim::Model as _;

const fn decl(name: &'static str, label: &'static str, unit: &'static str, help: &'static str) -> MetricDecl {
    MetricDecl { name, label, unit, help }
}

/// What is measured, of each pattern in view.
pub const METRICS: &[MetricDecl] = &[
    decl("lane.N.reads", "Reads", "", "Reads that were answered."),
    decl("lane.N.hit_ratio", "Hit ratio", "", "Answers out of the cache over all answers."),
    decl(
        "lane.N.old.share",
        "Old answers",
        "",
        "Answers older than what was written when the read began, over all answers.",
    ),
    decl("lane.N.old_s.mean", "Age of old answers", "s", "Mean time since the next version was written."),
    decl("lane.N.old_s.max", "Oldest answer", "s", "The most time since the next version was written."),
    decl("lane.N.wrong_now", "Wrong now", "", "Values in caches that are older than they should be now."),
    decl(
        "lane.N.raced",
        "Old values set",
        "",
        "Values put into a cache that were older than what was written by then.",
    ),
    decl("lane.N.refused", "Sets refused", "", "Values not set, as they were old or their token void."),
    decl(
        "lane.N.orphans",
        "Orphans",
        "",
        "Values that nobody finds any more, as their name or tag has another number.",
    ),
    decl("lane.N.spilt", "Right values voided", "", "Values that were right when a tag made them void."),
    decl("lane.N.lost_messages", "Messages lost", "", "Deletes that other processes never heard of."),
    decl("lane.N.writes", "Writes", "", "Writes that were acknowledged."),
    decl("lane.N.lost_writes", "Writes lost", "", "Acknowledged writes that a crash destroyed."),
    decl("lane.N.dirty", "Not yet written", "", "Values that the database does not have yet."),
    decl("lane.N.read_s.mean", "Mean read", "s", "Mean time of a read."),
    decl("lane.N.read_s.p50", "Read, p50", "s", "Half of the reads take no longer."),
    decl("lane.N.read_s.p99", "Read, p99", "s", "99 of 100 reads take no longer."),
    decl("lane.N.write_s.mean", "Mean write", "s", "Mean time until a write is acknowledged."),
    decl("lane.N.database_reads_per_s", "Database reads", "/s", "Reads at the database a second."),
    decl("lane.N.database_writes_per_s", "Database writes", "/s", "Writes at the database a second."),
];

/// Everything measured.
pub fn metrics(model: &Systems) -> Vec<Metric> {
    let span = model.now().since(model.cut_at()).secs();
    let rate = |n: u64| (span > 0.0).then(|| n as f64 / span);
    let mut out = Vec::new();
    for (at, lane) in model.lanes().iter().enumerate() {
        let t = &lane.tally;
        let count = |n: u64| Some(n as f64);
        for (name, value) in [
            ("reads", count(t.answered)),
            ("hit_ratio", t.hit_ratio()),
            ("old.share", t.old_share()),
            ("old_s.mean", t.old_mean_s()),
            ("old_s.max", (t.old > 0).then(|| t.old_most.secs())),
            ("wrong_now", count(lane.wrong(model.now()) as u64)),
            ("raced", count(t.raced)),
            ("refused", count(t.refused)),
            ("orphans", count(t.orphans)),
            ("spilt", count(t.spilt)),
            ("lost_messages", count(t.lost_tells)),
            ("writes", count(t.writes)),
            ("lost_writes", count(t.lost_writes)),
            ("dirty", count(lane.dirty() as u64)),
            ("read_s.mean", t.read_time.mean_s()),
            ("read_s.p50", t.read_time.quantile(0.5)),
            ("read_s.p99", t.read_time.quantile(0.99)),
            ("write_s.mean", t.write_time.mean_s()),
            ("database_reads_per_s", rate(t.database_reads)),
            ("database_writes_per_s", rate(t.database_writes)),
        ] {
            out.push(Metric { name: format!("lane.{}.{name}", at + 1), value });
        }
    }
    out
}
