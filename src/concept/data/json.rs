//! JSON by hand: two shapes, no crate. Numbers have the shortest digits that give the same bits back.

use super::super::{Event, Run};
use crate::link;
use crate::param::{Param, Value};
use std::fmt::Write as _;

/// The run as one object with the keys of `kneepoint run --json`: `concept`, `params` (at the start), `seed`, `until_s`,
/// `warmup_s`, `hash`, `events`, and `metrics`, a flat map from name to number, `null` where nothing was measured.
pub fn metrics_json(run: &dyn Run) -> String {
    let (entry, state) = (run.entry(), run.state());
    let params = entry.table.iter().zip(&state.values).map(|(param, value)| (param.key.to_owned(), json(param, value)));
    let metrics = run.metrics().into_iter().map(|metric| (metric.name, number(metric.value)));
    let pairs = [
        ("concept", text(entry.about.id)),
        ("params", object(params, 2)),
        ("seed", state.seed.to_string()),
        ("until_s", number(Some(run.now().secs()))),
        ("warmup_s", "0.0".to_owned()),
        ("hash", text(&format!("{:016x}", run.hash()))),
        ("events", run.events().to_string()),
        ("metrics", object(metrics, 2)),
    ];
    object(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)), 0) + "\n"
}

/// The event log as one array of objects with the keys of `kneepoint replay --json`: `t_s`, `what` (`null`, or `kind`
/// and `id`) and `why`.
pub fn events_json(events: &[Event]) -> String {
    let mut out = "[".to_owned();
    for (i, event) in events.iter().enumerate() {
        let what = event.target.map_or_else(
            || "null".to_owned(),
            |what| format!("{{\"kind\": {}, \"id\": {}}}", text(what.kind), what.id),
        );
        let end = if i + 1 < events.len() { "," } else { "\n" };
        let (at, why) = (link::seconds(event.at), text(&event.words));
        let _ = write!(out, "\n  {{\"t_s\": {at}, \"what\": {what}, \"why\": {why}}}{end}");
    }
    out.push_str("]\n");
    out
}

fn json(param: &Param, value: &Value) -> String {
    let list = |items: Vec<String>| format!("[{}]", items.join(", "));
    match value {
        Value::Real(x) => number(Some(*x)),
        Value::Whole(n) => n.to_string(),
        Value::Switch(on) => on.to_string(),
        Value::Choice(_) => text(&param.format(value)),
        Value::List(all) => list(all.iter().map(|x| number(Some(*x))).collect()),
        Value::Set(_) => list(param.format(value).split(',').filter(|key| !key.is_empty()).map(text).collect()),
    }
}

/// The shortest digits; what is not a number is `null`.
fn number(value: Option<f64>) -> String {
    value.filter(|x| x.is_finite()).map_or_else(|| "null".to_owned(), |x| format!("{x:?}"))
}

fn text(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + 2);
    out.push('"');
    for letter in words.chars() {
        match letter {
            '"' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn object(pairs: impl Iterator<Item = (String, String)>, indent: usize) -> String {
    let lines: Vec<String> = pairs.map(|(key, value)| format!("\n{:indent$}  {}: {value}", "", text(&key))).collect();
    if lines.is_empty() { "{}".to_owned() } else { format!("{{{}\n{:indent$}}}", lines.join(","), "") }
}
