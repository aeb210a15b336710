//! A run as data to take away: what was measured and what happened as CSV, JSON and Markdown, and the picture in words.
//!
//! The page and the command write the same text. What is for people (Markdown, the picture in words) is in the language that
//! is spoken now; what is for programs is the same in all. (Configurations of real products are `concept/export.rs`.)

mod json;
mod log;

pub use json::{events_json, metrics_json};
pub use log::every;

use super::report::csv_line;
use super::{Entry, Event, Metric, MetricDecl, Run, Table, number};
use crate::lang::{self, Lang, say};
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
    (decl.unit, numbered(decl.label, name))
}

/// "Share of server N" is about the number in the name.
fn numbered(label: &str, name: &str) -> String {
    let number = name.split('.').find(|part| part.bytes().all(|b| b.is_ascii_digit()));
    number.map_or_else(|| label.to_owned(), |n| label.replace(" N", &format!(" {n}")))
}

fn metrics_table(run: &dyn Run, show: impl Fn(Metric) -> Vec<String>) -> Table {
    Table {
        caption: String::new(),
        head: ["metric", "value", "unit", "what"].map(str::to_owned).to_vec(),
        rows: run.metrics().into_iter().map(show).collect(),
    }
}

/// Everything measured: name, value with all its digits (empty where nothing was measured), unit and what it is.
pub fn metrics_csv(run: &dyn Run) -> String {
    let row = |Metric { name, value }: Metric| {
        let (unit, label) = metric_words(run.entry(), &name);
        let exact = value.filter(|x| x.is_finite()).map_or_else(String::new, |x| x.to_string());
        vec![name, exact, unit.to_owned(), label]
    };
    metrics_table(run, row).csv()
}

/// Everything measured as a table of Markdown with four digits, under a line that says of what; `link` opens it again.
pub fn metrics_markdown(run: &dyn Run, link: &str) -> String {
    let row = |Metric { name, value }: Metric| {
        let decl = metric_decl(run.entry(), &name);
        let (unit, label) = decl.map_or(("", ""), |decl| (decl.unit, decl.label));
        let label = numbered(&say(label), &name);
        vec![name, put_down(number::figure(value)), say(unit).into_owned(), label]
    };
    let mut table = metrics_table(run, row);
    table.head.iter_mut().for_each(|head| *head = say(head).into_owned());
    let (seed, at) = (run.state().seed, put_down(link::seconds(run.now())));
    format!(
        "[{}]({link}), {at} s, {} {seed}, {} `{:016x}`\n\n{}",
        say(run.entry().about.title),
        say("seed"),
        say("hash"),
        run.hash(),
        table.markdown()
    )
}

fn put_down(number: String) -> String {
    if lang::current() == Lang::English { number } else { lang::put_down(&number) }
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
    format!("{}. {} {}", say(run.entry().about.title), say(&said.lead), say(short))
}

/// The same at length: a sentence for each thing.
pub fn long_text(run: &dyn Run) -> String {
    let said = run.describe();
    format!("{}. {} {}", say(run.entry().about.title), say(&said.lead), say(&said.whole))
}

#[cfg(test)]
mod tests;
