//! Everything that is measured, under stable names.

use super::model::Limiting;
use crate::concept::{Metric, MetricDecl};
use crate::sim::Model as _;

/// What is measured of the lane in focus.
pub const METRICS: &[MetricDecl] = &[
    decl("requests.sent", "Requests", "", "Requests that came, retries left out."),
    decl("attempts.asked", "Attempts", "", "Attempts that reached the limiter."),
    decl("attempts.let_in", "Let in", "", "Attempts that were let in, at once or after waiting."),
    decl("attempts.refused", "Refused", "", "Attempts that were refused."),
    decl("attempts.delayed", "Delayed", "", "Attempts that were let in and had to wait."),
    decl("attempts.retries", "Retries", "", "Attempts after the first of a request."),
    decl("requests.given_up", "Given up", "", "Requests that their clients gave up."),
    decl("requests.held_back", "Held back", "", "Times a client did not ask because nothing remained."),
    decl("refused.share", "Share refused", "", "Refused attempts over all attempts, 0 to 1."),
    decl("admitted_per_s", "Admitted", "/s", "Attempts let in a second."),
    decl("admitted.of_limit", "Admitted over the limit", "", "Admitted over what the rate allows in the same time."),
    decl("delay_s.mean", "Delay", "s", "Mean wait of those let in."),
    decl("window.worst", "Worst window", "", "The most that passed in any one window."),
    decl("window.worst_over_limit", "Worst over limit", "×", "The same over the limit of a window."),
    decl("state.bytes_per_key", "Memory per key", "B", "Bytes that the state of one key takes."),
    decl("state.keys", "Keys", "", "Keys with a state."),
    decl("memory.forgotten", "Forgotten", "", "Keys forgotten for want of room."),
    decl("memory.forgotten_early", "Forgotten early", "", "Of these, keys whose limiters were not as good as fresh."),
    decl("memory.no_room", "No room", "", "Requests refused because their key found no place."),
    decl("memory.too_many", "Let in for it", "", "Requests let in that an unbounded memory would have refused."),
    decl("memory.too_few", "Refused for it", "", "Requests refused that an unbounded memory would have let in."),
    decl("lane.N.let_in", "Let in, lane", "", "Attempts let in by the limiter of a lane."),
    decl("lane.N.refused", "Refused, lane", "", "Attempts refused by the limiter of a lane."),
    decl("lane.N.worst", "Worst window, lane", "", "The most that passed in any one window of a lane."),
];

const fn decl(name: &'static str, label: &'static str, unit: &'static str, help: &'static str) -> MetricDecl {
    MetricDecl { name, label, unit, help }
}

/// Measures everything.
pub fn metrics(model: &Limiting) -> Vec<Metric> {
    let lane = model.focus();
    let sums = lane.sums - lane.cut;
    let toll = lane.store().toll;
    let span = (model.now() - model.cut_at()).secs();
    let over = |a: f64, b: f64| (b > 0.0).then(|| a / b);
    let count = |n: u64| Some(n as f64);
    let mut list: Vec<Metric> = [
        ("requests.sent", count(model.sent_since_cut())),
        ("attempts.asked", count(sums.asked)),
        ("attempts.let_in", count(sums.let_in)),
        ("attempts.refused", count(sums.refused)),
        ("attempts.delayed", count(sums.delayed)),
        ("attempts.retries", count(sums.retries)),
        ("requests.given_up", count(sums.given_up)),
        ("requests.held_back", count(sums.held_back)),
        ("refused.share", over(sums.refused as f64, sums.asked as f64)),
        ("admitted_per_s", over(sums.let_in as f64, span)),
        ("admitted.of_limit", over(sums.units as f64, span * model.params().rate)),
        ("delay_s.mean", over(sums.delay_ns as f64 / 1e9, sums.let_in as f64)),
        ("window.worst", count(u64::from(lane.worst()))),
        ("window.worst_over_limit", over(f64::from(lane.worst()), model.window_limit())),
        ("state.bytes_per_key", count(lane.bytes_per_key() as u64)),
        ("state.keys", count(lane.keys() as u64)),
        ("memory.forgotten", count(toll.unnoticed + toll.early)),
        ("memory.forgotten_early", count(toll.early)),
        ("memory.no_room", count(toll.no_room)),
        ("memory.too_many", count(toll.too_many)),
        ("memory.too_few", count(toll.too_few)),
    ]
    .into_iter()
    .map(|(name, value)| Metric { name: name.to_owned(), value })
    .collect();
    for (index, lane) in model.lanes().iter().enumerate() {
        let sums = lane.sums - lane.cut;
        let mut add = |what: &str, value: u64| {
            list.push(Metric { name: format!("lane.{}.{what}", index + 1), value: Some(value as f64) });
        };
        add("let_in", sums.let_in);
        add("refused", sums.refused);
        add("worst", u64::from(lane.worst()));
    }
    list
}
