//! From reasons to sentences, and from the state to a description and a table.

pub mod fleet;
mod why;

use super::model::{Change, Cluster, letter};
use super::occurrence::{Occurrence, Step};
use super::params::Params;
use super::recorder::Recorder;
use crate::concept::{Act, Deed, Description, Event, Mark, MarkKind, Table, grouped};
use crate::policies::place::NodeId;
use crate::scene::Target;
use crate::sim::{Model as _, Time};
use std::fmt::Write as _;

pub use why::{explain, key_line};

/// "19.6 %".
pub fn percent(share: f64) -> String {
    let p = 100.0 * share;
    if p > 0.0 && p < 10.0 { format!("{p:.2} %") } else { format!("{p:.1} %") }
}

/// "1.42×".
pub fn times(x: f64) -> String {
    format!("{x:.2}×")
}

/// "1 key", "1,959 keys".
pub fn count(n: u64, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{} {many}", grouped(n)) }
}

/// What was done to the nodes: "E joined", "B left", "C died", "D weighs 2 now".
pub fn step(step: Step, node: NodeId) -> String {
    let name = letter(node);
    match step {
        Step::Join(1.0) => format!("{name} joined"),
        Step::Join(weight) => format!("{name} joined with weight {weight}"),
        Step::Leave(_) => format!("{name} left"),
        Step::Die(_) => format!("{name} died"),
        Step::Weigh(_, weight) => format!("{name} weighs {weight} now"),
    }
}

/// The last change in a few words: "E joined", "3 nodes joined".
pub fn change(change: &Change) -> String {
    let last = change.steps.last().copied().unwrap_or(Step::Join(1.0));
    match (change.steps.len(), last) {
        (0 | 1, last) => step(last, change.node),
        (n, Step::Join(_)) => format!("{n} nodes joined"),
        (n, Step::Die(_)) => format!("{n} nodes died at once"),
        (n, Step::Weigh(..)) => format!("{n} weights changed"),
        (n, _) => format!("{n} nodes left"),
    }
}

/// The mark of a deed on the timeline.
pub fn mark(deed: &Deed, at: Time, before: &Params) -> Mark {
    match deed {
        Deed::Set(index, value) => Mark::setting(at, before, *index, value),
        Deed::Act(act) => {
            let kind = if matches!(act.id, "kill" | "rack" | "several") { MarkKind::Fault } else { MarkKind::Deed };
            Mark { at, kind, words: act_words(act) }
        }
    }
}

fn act_words(act: &Act) -> String {
    let name = act.target.map_or_else(String::new, |n| letter(n.saturating_sub(1)));
    match act.id {
        "add" => "a node joins".to_owned(),
        "leave" => format!("{name} leaves"),
        "kill" => format!("{name} dies"),
        "rack" => format!("rack {} dies", act.target.unwrap_or(1)),
        "several" => format!("{} die at once", act.amount.unwrap_or(1.0)),
        _ => format!("{name} weighs {}", act.amount.unwrap_or(1.0)),
    }
}

/// The latest occurrences, newest last.
pub fn log(recorder: &Recorder, most: usize) -> Vec<Event> {
    let mut all: Vec<&(Time, Occurrence)> = recorder.changes.iter().chain(&recorder.asked).collect();
    crate::sim::order::sort_by(&mut all, |a, b| a.0.cmp(&b.0));
    let skip = all.len().saturating_sub(most);
    all.into_iter().skip(skip).map(|(at, occurrence)| event(*at, occurrence)).collect()
}

/// One occurrence as a sentence.
pub fn event(at: Time, occurrence: &Occurrence) -> Event {
    let share = |moved: u32, keys: u32| percent(f64::from(moved) / f64::from(keys.max(1)));
    match *occurrence {
        Occurrence::Asked { key, node, hit } => {
            let words = match (node, hit) {
                (None, _) => format!("Key {key} has no owner; the database answers."),
                (Some(node), true) => format!("Key {key}: {} has it.", letter(node)),
                (Some(node), false) => {
                    format!("Key {key}: {} does not have it yet; the database answers.", letter(node))
                }
            };
            Event { at, words, target: Some(Target { kind: "key", id: u64::from(key) + 1 }) }
        }
        Occurrence::Lost { key } => Event {
            at,
            words: format!("Key {key}: the directory does not answer, and no client knows its owner."),
            target: Some(Target { kind: "key", id: u64::from(key) + 1 }),
        },
        Occurrence::Near { key, old } => {
            let words = if old { "what the cache in front has is old" } else { "the cache in front has it" };
            Event {
                at,
                words: format!("Key {key}: {words}."),
                target: Some(Target { kind: "key", id: u64::from(key) + 1 }),
            }
        }
        Occurrence::Wrote { key, node } => {
            let to = node.map_or_else(|| "nobody".to_owned(), letter);
            Event {
                at,
                words: format!("Key {key} is written to {to}."),
                target: Some(Target { kind: "key", id: u64::from(key) + 1 }),
            }
        }
        Occurrence::Judged { found, alarms, missed } => {
            let words = format!(
                "The sketch holds {} for heavy: {} falsely, and {missed} missed.",
                count(found.into(), "key", "keys"),
                alarms
            );
            Event { at, words, target: None }
        }
        Occurrence::Changed { step: done, node, moved, keys, nodes } => {
            let words = format!(
                "{}: {} of {} moved, {}. {} now.",
                step(done, node),
                grouped(u64::from(moved)),
                count(u64::from(keys), "key", "keys"),
                share(moved, keys),
                count(u64::from(nodes), "node", "nodes"),
            );
            Event { at, words, target: Some(Target { kind: "node", id: u64::from(node) + 1 }) }
        }
        Occurrence::Closed { key, .. }
        | Occurrence::Refused { key, .. }
        | Occurrence::Back { key, .. }
        | Occurrence::Sent { key, .. } => {
            let target = Some(Target { kind: "key", id: u64::from(key) + 1 });
            Event { at, words: fleet::event(occurrence), target }
        }
        Occurrence::Cut { .. } | Occurrence::Lapsed { .. } => {
            Event { at, words: fleet::event(occurrence), target: None }
        }
        Occurrence::Set { moved, keys } => {
            let words = format!(
                "Settings changed: {} have another owner, {}.",
                count(u64::from(moved), "key", "keys"),
                share(moved, keys)
            );
            Event { at, words, target: None }
        }
    }
}

/// The scene in words.
pub fn describe(model: &Cluster) -> Description {
    let own = model.own();
    let lead = format!("{:.1} s.", model.now().secs());
    if let Some(fleet) = model.fleet() {
        let caption = fleet::caption(model, fleet);
        let whole = format!("{caption}{}", fleet::describe(model, fleet));
        return Description { lead, caption, whole };
    }
    let nodes = count(model.members().len() as u64, "node", "nodes");
    let keys = count(u64::from(own.keys()), "key", "keys");
    let verb = if model.members().len() == 1 { "holds" } else { "share" };
    let mut caption = format!("{nodes} {verb} {keys}.");
    if let Some(last) = model.change() {
        let moved = grouped(u64::from(own.moved));
        let _ = write!(caption, " {}: {moved} moved, {}.", change(last), percent(own.moved_share()));
    }
    if let Some(gone) = model.gone() {
        let _ = write!(caption, " {} lost every copy.", lost(gone));
    }
    if model.members().is_empty() {
        caption = format!("No node is there. All {keys} are without an owner.");
    } else {
        let _ = write!(caption, " The fullest has {:.2}× the mean.", own.fullest());
    }
    let (hits, misses) = model.recent();
    let mut whole = format!("{caption} The strategy is {}.", own.kind.option().label);
    for member in model.members().iter() {
        let _ = write!(
            whole,
            " {} has {}, {} of its due.",
            letter(member.id),
            count(u64::from(own.load(member.id)), "key", "keys"),
            times(relative(model, member.id)),
        );
    }
    for lane in model.lanes().filter(|lane| lane.kind != own.kind) {
        let _ = write!(whole, " {} would have moved {}.", lane.kind.option().label, percent(lane.moved_share()));
    }
    let _ = write!(
        whole,
        " In the last second {} were answered by their owners and {misses} by the database.",
        count(u64::from(hits), "request", "requests")
    );
    if let Some((recent, _)) = model.lookups() {
        let _ = write!(
            whole,
            " {} asked the directory, {} went by the clients' cache, {} of them to a node that no longer owned the key, \
             and {} found nobody who knew the owner.",
            recent.asked,
            recent.cached + recent.stale,
            recent.stale,
            recent.failed
        );
    }
    Description { lead, caption, whole }
}

/// The keys of a node as a multiple of its due.
pub fn relative(model: &Cluster, id: NodeId) -> f64 {
    let own = model.own();
    f64::from(own.load(id)) / (model.members().due(id) * f64::from(own.keys().max(1)))
}

/// "3 of 10,000 keys", "none of 10,000 keys".
pub fn lost(gone: &super::risk::Gone) -> String {
    let keys = count(gone.looked.into(), "key", "keys");
    match gone.keys.len() as u64 {
        0 => format!("None of {keys}"),
        n => format!("{} of {keys}", grouped(n)),
    }
}

/// The scene as a table.
pub fn table(model: &Cluster) -> Table {
    if let Some(fleet) = model.fleet() {
        return fleet::table(model, fleet);
    }
    let own = model.own();
    let demand = model.demand();
    let mut rows: Vec<Vec<String>> = model
        .members()
        .iter()
        .zip(demand)
        .map(|(member, demand)| {
            vec![
                letter(member.id),
                format!("{}", member.node.weight),
                grouped(u64::from(own.load(member.id))),
                grouped(u64::from(own.load_before(member.id))),
                times(relative(model, member.id)),
                percent(demand),
            ]
        })
        .collect();
    if rows.is_empty() {
        rows.push(vec!["none".to_owned(), String::new(), "0".to_owned(), String::new(), String::new(), String::new()]);
    }
    let head = ["Node", "Weight", "Keys", "Before", "× due", "Requests"].map(str::to_owned).to_vec();
    Table { caption: format!("{} keys under {}", grouped(u64::from(own.keys())), own.kind.option().label), head, rows }
}
