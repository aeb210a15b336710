//! Everything that is measured, under stable names.

use super::model::Prompts;
use super::theory;
use crate::concept::{Metric, MetricDecl};

const fn decl(name: &'static str, label: &'static str, unit: &'static str, help: &'static str) -> MetricDecl {
    MetricDecl { name, label, unit, help }
}

/// What is measured, of each cache in view.
pub const METRICS: &[MetricDecl] = &[
    decl("prompts", "Prompts", "", "Prompts since the last change."),
    decl("lane.N.hit_ratio", "Hits", "", "Prompts that an old answer served, right or wrong, over all prompts."),
    decl("lane.N.exact", "Same letters", "", "Prompts that had an answer by their letters."),
    decl("lane.N.near", "Near prompts", "", "Prompts that got the answer to another, near one."),
    decl("lane.N.wrong", "Wrong answers", "", "Of these, those that got a wrong answer."),
    decl("lane.N.wrong_share", "Wrong", "", "Wrong answers over all prompts."),
    decl("lane.N.wrong_of_hits", "Wrong of hits", "", "Wrong answers over hits."),
    decl("lane.N.read", "Tokens read", "", "Tokens of prompts that were computed."),
    decl("lane.N.kept", "Tokens there", "", "Tokens of prompts that were computed before."),
    decl("lane.N.written", "Tokens written", "", "Tokens of answers that were made."),
    decl("lane.N.tokens", "Tokens a prompt", "", "Tokens computed for each prompt, read and written."),
    decl("lane.N.latency_s.mean", "Mean answer", "s", "Mean time to a whole answer."),
    decl("lane.N.latency_s.formula", "By the formula", "s", "The mean from what was read, written and looked up."),
    decl("lane.N.latency_s.p50", "p50", "s", "Half of the answers come within."),
    decl("lane.N.latency_s.p95", "p95", "s", "95 of 100 answers come within."),
];

/// Everything measured.
pub fn metrics(model: &Prompts) -> Vec<Metric> {
    let prompts = model.lanes().first().map(|lane| lane.tally.prompts as f64);
    let mut out = vec![Metric { name: "prompts".to_owned(), value: prompts }];
    for (at, lane) in model.lanes().iter().enumerate() {
        let t = &lane.tally;
        let count = |n: u64| Some(n as f64);
        let values = [
            t.hit_ratio(),
            count(t.exact),
            count(t.near),
            count(t.wrong),
            t.wrong_share(),
            t.wrong_of_hits(),
            count(t.read),
            count(t.kept),
            count(t.written),
            t.tokens(),
            t.latency.mean_s(),
            theory::mean_answer(lane, model.params()),
            t.latency.quantile(0.5),
            t.latency.quantile(0.95),
        ];
        for (decl, value) in METRICS[1..].iter().zip(values) {
            out.push(Metric { name: decl.name.replace('N', &(at + 1).to_string()), value });
        }
    }
    out
}
