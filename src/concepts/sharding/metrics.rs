//! Everything that is measured, under stable names.

use super::model::Store;
use super::model::tally::Tally;
use super::occurrence::Kind;
use super::theory;
use crate::concept::{Metric, MetricDecl};
use crate::sim::Model as _;
use crate::sim::stats::Histogram;

const fn decl(name: &'static str, label: &'static str, unit: &'static str, help: &'static str) -> MetricDecl {
    MetricDecl { name, label, unit, help }
}

/// What is measured, since the last change.
pub const METRICS: &[MetricDecl] = &[
    decl("queries.sent", "Queries", "", "Queries that clients sent."),
    decl("queries.done", "Answered", "", "Queries that were answered."),
    decl("queries.failed", "Failed", "", "Queries that asked a dead or full shard."),
    decl("queries.empty", "Not found", "", "Reads and scans that found nothing, or not all, although the rows exist."),
    decl(
        "queries.twice",
        "Paid twice",
        "",
        "Share of the reads that found nothing at the new shard and asked the old one.",
    ),
    decl("queries_per_s", "Answered a second", "/s", "Queries answered a second."),
    decl("asks_per_query", "Shards a query", "", "Asks of single shards for each query."),
    decl("point_s.p50", "Point queries, p50", "s", "Half of the reads and writes take no longer."),
    decl("point_s.p95", "Point queries, p95", "s", "95 of 100 reads and writes take no longer."),
    decl("point_s.p99", "Point queries, p99", "s", "99 of 100 reads and writes take no longer."),
    decl("read_s.mean", "Reads, mean", "s", "Mean time of a read."),
    decl("read_s.p99", "Reads, p99", "s", "99 of 100 reads take no longer."),
    decl("write_s.mean", "Writes, mean", "s", "Mean time of a write."),
    decl("write_s.p99", "Writes, p99", "s", "99 of 100 writes take no longer."),
    decl("scan_s.p50", "Range scans, p50", "s", "Half of the range scans take no longer."),
    decl("scan_s.p95", "Range scans, p95", "s", "95 of 100 range scans take no longer."),
    decl("scan_s.p99", "Range scans, p99", "s", "99 of 100 range scans take no longer."),
    decl("scatter_s.p50", "Scatter-gather, p50", "s", "Half of the scatter-gathers take no longer."),
    decl("scatter_s.p95", "Scatter-gather, p95", "s", "95 of 100 scatter-gathers take no longer."),
    decl("scatter_s.p99", "Scatter-gather, p99", "s", "99 of 100 scatter-gathers take no longer."),
    decl("part_s.p50", "One part, p50", "s", "Half of the parts of scatter-gathers take no longer."),
    decl("part_s.p99", "One part, p99", "s", "99 of 100 parts of scatter-gathers take no longer."),
    decl(
        "slow.measured",
        "Slow scatter-gathers",
        "",
        "Share of the scatter-gathers slower than 99 of 100 of their parts.",
    ),
    decl("slow.formula", "Slow by the formula", "", "The same by 1 − 0.99ᴺ, as if shards were slow independently."),
    decl("shards", "Shards", "", "Shards that are there."),
    decl(
        "shards.by_queries",
        "Shards by queries",
        "",
        "Shards that the queries take if they are spread evenly; nothing if no number is enough.",
    ),
    decl("shards.by_storage", "Shards by storage", "", "Shards that the rows take."),
    decl("utilisation", "Utilisation", "", "Share of the time that shards were at work, over all of them."),
    decl("busiest.load", "Busiest shard", "", "What the busiest shard was asked, over what it can serve."),
    decl("busiest.shard", "Busiest shard's number", "", "Which one it is."),
    decl("imbalance.queries", "Imbalance of queries", "×", "Most over mean of the queries that shards got."),
    decl("imbalance.rows", "Imbalance of rows", "×", "Most over mean of the rows on shards."),
    decl("in_system.mean", "Jobs at shards", "", "Queries and batches at shards, mean over time."),
    decl("rows.total", "Rows", "", "Rows that exist."),
    decl("rows.written", "Rows written", "", "Rows that were written since the start."),
    decl("rows.copied", "Rows copied", "", "Rows that were copied to their new shard since the last change."),
    decl("rows.to_move", "Rows to move", "", "Rows of the present resharding that are not at their new shard yet."),
    decl("move.share", "Share that moves", "", "Rows that the present or the last resharding moves, over all rows."),
    decl("move.took_s", "The last move took", "s", "How long the last resharding took."),
    decl("line.longest", "Longest line", "", "Jobs that wait at the shard where most wait."),
    decl("shard.N.per_s", "Queries a second", "/s", "Queries that the shard got a second."),
    decl("shard.N.utilisation", "Utilisation", "", "Share of the time that it was at work."),
    decl("shard.N.inside", "Jobs inside", "", "Jobs inside, mean over time."),
    decl("shard.N.line", "In line", "", "Jobs that wait now."),
    decl("shard.N.rows", "Rows", "", "Rows that lie on it."),
];

/// Reads and writes together.
pub fn points(tally: &Tally) -> Histogram {
    let mut all = tally.took[Kind::Read as usize].clone();
    all.merge(&tally.took[Kind::Write as usize]);
    all
}

/// What each shard that is there was asked since the cut, over what it can serve.
pub fn loads(model: &Store) -> Vec<f64> {
    let can = model.seconds() * model.params().each;
    let load = |at: usize| model.shards()[at].asked as f64 / can;
    if can > 0.0 { model.present().map(load).collect() } else { Vec::new() }
}

/// Most over mean.
pub fn imbalance(all: &[f64]) -> Option<f64> {
    let sum: f64 = all.iter().sum();
    (sum > 0.0).then(|| all.iter().copied().fold(0.0, f64::max) * all.len() as f64 / sum)
}

/// The number of the shard that was asked most, from 1.
fn busiest(model: &Store) -> Option<usize> {
    model.present().max_by_key(|&at| (model.shards()[at].asked, usize::MAX - at)).map(|at| at + 1)
}

/// Everything measured.
pub fn metrics(model: &Store) -> Vec<Metric> {
    let (tally, params) = (model.tally(), model.params());
    let seconds = model.seconds();
    let count = |n: u64| Some(n as f64);
    let quantile = |kind: Kind, q: f64| tally.took[kind as usize].quantile(q);
    let mean = |kind: Kind| tally.took[kind as usize].mean_s();
    let point = points(tally);
    let loads = loads(model);
    let rows: Vec<f64> = model.present().map(|at| model.shards()[at].rows as f64).collect();
    let present = rows.len() as f64;
    let means: Vec<(f64, f64)> = model.present().map(|at| model.shards()[at].means(tally.from, model.now())).collect();
    let total = model.keys().rows() as f64;
    let moving = model.moving();
    let share =
        moving.map(|moving| (moving.rows, moving.total as f64)).or(model.settled().map(|(rows, _)| (rows, total)));
    let longest = model.shards().iter().map(|shard| shard.line.len()).max().unwrap_or(0);
    let mut out: Vec<Metric> = [
        ("queries.sent", count(tally.sent)),
        ("queries.done", count(tally.done())),
        ("queries.failed", count(tally.failed)),
        ("queries.empty", count(tally.empty)),
        ("queries.twice", (tally.reads > 0).then(|| tally.twice as f64 / tally.reads as f64)),
        ("queries_per_s", (seconds > 0.0).then(|| tally.done() as f64 / seconds)),
        ("asks_per_query", (tally.sent > 0).then(|| tally.asks as f64 / tally.sent as f64)),
        ("point_s.p50", point.quantile(0.5)),
        ("point_s.p95", point.quantile(0.95)),
        ("point_s.p99", point.quantile(0.99)),
        ("read_s.mean", mean(Kind::Read)),
        ("read_s.p99", quantile(Kind::Read, 0.99)),
        ("write_s.mean", mean(Kind::Write)),
        ("write_s.p99", quantile(Kind::Write, 0.99)),
        ("scan_s.p50", quantile(Kind::Scan, 0.5)),
        ("scan_s.p95", quantile(Kind::Scan, 0.95)),
        ("scan_s.p99", quantile(Kind::Scan, 0.99)),
        ("scatter_s.p50", quantile(Kind::Scatter, 0.5)),
        ("scatter_s.p95", quantile(Kind::Scatter, 0.95)),
        ("scatter_s.p99", quantile(Kind::Scatter, 0.99)),
        ("part_s.p50", tally.part.quantile(0.5)),
        ("part_s.p99", tally.part.quantile(0.99)),
        ("slow.measured", tally.slow_share()),
        ("slow.formula", Some(theory::slow_share(0.01, present))),
        ("shards", Some(present)),
        ("shards.by_queries", theory::by_queries(params)),
        ("shards.by_storage", Some(theory::by_storage(params, total))),
        ("utilisation", Some(means.iter().map(|means| means.1).sum::<f64>() / present.max(1.0))),
        ("busiest.load", loads.iter().copied().reduce(f64::max)),
        ("busiest.shard", busiest(model).map(|at| at as f64)),
        ("imbalance.queries", imbalance(&loads)),
        ("imbalance.rows", imbalance(&rows)),
        ("in_system.mean", Some(means.iter().map(|means| means.0).sum())),
        ("rows.total", Some(total)),
        ("rows.written", count(model.written())),
        ("rows.copied", count(tally.copied)),
        ("rows.to_move", Some(moving.map_or(0.0, |moving| moving.rows.saturating_sub(moving.moved) as f64))),
        ("move.share", share.map(|(rows, total)| rows as f64 / total.max(1.0))),
        ("move.took_s", model.settled().map(|(_, took)| took.secs())),
        ("line.longest", Some(longest as f64)),
    ]
    .into_iter()
    .map(|(name, value)| Metric { name: name.to_owned(), value })
    .collect();
    for (at, means) in model.present().zip(means) {
        let shard = &model.shards()[at];
        for (name, value) in [
            ("per_s", (seconds > 0.0).then(|| shard.asked as f64 / seconds)),
            ("utilisation", Some(means.1)),
            ("inside", Some(means.0)),
            ("line", count(shard.line.len() as u64)),
            ("rows", count(shard.rows)),
        ] {
            out.push(Metric { name: format!("shard.{}.{name}", at + 1), value });
        }
    }
    out
}
