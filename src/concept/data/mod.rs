//! A run as data to take away: what was measured and what happened as CSV, JSON and Markdown, and the picture in words.
//!
//! The page and the command write the same text. (Configurations of real products are `concept/export.rs`.)

mod json;
mod log;

pub use json::{events_json, metrics_json};
pub use log::every;

use super::report::csv_line;
use super::{Entry, Event, Metric, MetricDecl, Run, Table, number};
use crate::link;

/// The declaration of a metric; `N` in its name stands for a number.
pub fn metric_decl(entry: &Entry, name: &str) -> Option<&'static MetricDecl> {
    entry.metrics.iter().find(|decl| {
        let (mut declared, mut given) = (decl.name.split('.'), name.split('.'));
        loop {
            match (declared.next(), given.next()) {
                (None, None) => break true,
                (Some("N"), Some(n)) if !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) => {}
                (Some(a), Some(b)) if a == b => {}
                _ => break false,
            }
        }
    })
}

/// A metric's unit and what it is: "Share of server 3".
pub fn metric_words(entry: &Entry, name: &str) -> (&'static str, String) {
    let Some(decl) = metric_decl(entry, name) else { return ("", String::new()) };
    // "Share of server N" is about the number in the name.
    let number = name.split('.').find(|part| part.bytes().all(|b| b.is_ascii_digit()));
    (decl.unit, number.map_or_else(|| decl.label.to_owned(), |n| decl.label.replace(" N", &format!(" {n}"))))
}

fn metrics_table(run: &dyn Run, show: impl Fn(Option<f64>) -> String) -> Table {
    let row = |metric: Metric| {
        let (unit, label) = metric_words(run.entry(), &metric.name);
        vec![metric.name, show(metric.value), unit.to_owned(), label]
    };
    Table {
        caption: String::new(),
        head: ["metric", "value", "unit", "what"].map(str::to_owned).to_vec(),
        rows: run.metrics().into_iter().map(row).collect(),
    }
}

/// Everything measured: name, value with all its digits (empty where nothing was measured), unit and what it is.
pub fn metrics_csv(run: &dyn Run) -> String {
    let exact = |value: Option<f64>| value.filter(|x| x.is_finite()).map_or_else(String::new, |x| x.to_string());
    metrics_table(run, exact).csv()
}

/// Everything measured as a table of Markdown with four digits, under a line that says of what; `link` opens it again.
pub fn metrics_markdown(run: &dyn Run, link: &str) -> String {
    let title = run.entry().about.title;
    let (seed, at) = (run.state().seed, link::seconds(run.now()));
    format!(
        "[{title}]({link}), {at} s, seed {seed}, hash `{:016x}`\n\n{}",
        run.hash(),
        metrics_table(run, number::figure).markdown()
    )
}

/// The head of the event log as CSV.
pub const EVENTS_HEAD: &str = "t_s,kind,id,why\n";

/// A line of the event log as CSV: the moment in seconds, what it happened to, and one sentence.
pub fn event_csv(event: &Event) -> String {
    let (kind, id) = event.target.map_or_else(Default::default, |what| (what.kind.to_owned(), what.id.to_string()));
    csv_line(&[link::seconds(event.at), kind, id, event.words.clone()])
}

/// The event log as CSV.
pub fn events_csv(events: &[Event]) -> String {
    let mut out = EVENTS_HEAD.to_owned();
    for event in events {
        out.push_str(&event_csv(event));
    }
    out
}

/// What the picture shows now, in two or three sentences for those who do not see it.
pub fn alt_text(run: &dyn Run) -> String {
    let said = run.describe();
    let short = if said.caption.is_empty() { &said.whole } else { &said.caption };
    format!("{}. {} {short}", run.entry().about.title, said.lead)
}

/// The same at length: a sentence for each thing.
pub fn long_text(run: &dyn Run) -> String {
    let said = run.describe();
    format!("{}. {} {}", run.entry().about.title, said.lead, said.whole)
}

#[cfg(test)]
mod tests;
