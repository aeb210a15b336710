//! From reasons to sentences, the scene in words, and the marks of what was done.

use super::model::{Occurrence, Shared, Why};
use super::params::{Fallback, Params, Scheme};
use super::recorder::{Mark, Recorder};
use crate::concept::{Act, Deed, Description, Event, Explanation, Mark as TimeMark, MarkKind, Table};
use crate::scene::Target;
use crate::scene::glyph::thousands;
use crate::sim::{Model as _, Span, Time};
use std::fmt::Write as _;

fn millis(span: Span) -> String {
    let ms = span.secs() * 1e3;
    if ms < 10.0 { format!("{ms:.1} ms") } else { format!("{ms:.0} ms") }
}

/// Why request `k` passed or not.
pub fn why(k: u64, gateway: u8, allowed: bool, falsely: bool, why: Why) -> String {
    let (n, g) = (k + 1, gateway + 1);
    let then = match (allowed, falsely) {
        (true, _) => "Passed.",
        (false, true) => "Refused, and the limit was not reached.",
        (false, false) => "Refused.",
    };
    match why {
        Why::Store { counted, limit } => format!("Request {n}: the store had counted {counted} of {limit}. {then}"),
        Why::Raced { read, stood, .. } if stood > read && allowed => {
            let written = stood.saturating_sub(read);
            let others = if written == 1 { "One other was".to_owned() } else { format!("{written} others were") };
            format!("Request {n}: G{g} had read {read}. {others} counted meanwhile: it does not know. {then}")
        }
        Why::Raced { read, limit, .. } => format!("Request {n}: G{g} read {read} of {limit}. {then}"),
        Why::Share { own, share } => format!("Request {n}: G{g} had let in {own} of its {share}. {then}"),
        Why::Known { known, own, limit } => {
            format!("Request {n}: G{g} knew of {known} of {limit}, {own} of them its own. {then}")
        }
        Why::Lease { left } => format!("Request {n}: G{g} had {left} permits left. {then}"),
        Why::Away { fallback: Fallback::Open, .. } => {
            format!("Request {n}: the store did not answer in time. G{g} lets all pass. {then}")
        }
        Why::Away { fallback: Fallback::Closed, .. } => {
            format!("Request {n}: the store did not answer in time. G{g} lets none pass. {then}")
        }
        Why::Away { fallback: Fallback::Local, own, share } => {
            format!("Request {n}: no answer in time, so G{g} counts alone: {own} of its share of {share}. {then}")
        }
        Why::Away { fallback: Fallback::Whole, own, share } => {
            format!("Request {n}: no answer in time, so G{g} counts alone: {own} of the whole {share}. {then}")
        }
    }
}

/// One sentence for an occurrence.
pub fn occurrence(what: &Occurrence) -> String {
    match *what {
        Occurrence::Arrived { k, gateway } => format!("Request {} comes to G{}.", k + 1, gateway + 1),
        Occurrence::Decided { k, gateway, allowed, falsely, why: reason, .. } => {
            why(k, gateway, allowed, falsely, reason)
        }
        Occurrence::Counted { k, gateway, counted, limit, allowed: true } => {
            let to = counted + 1;
            format!(
                "The store, for request {} of G{}: {counted} is less than {limit}. It counts {to}.",
                k + 1,
                gateway + 1
            )
        }
        Occurrence::Counted { k, gateway, counted, .. } => {
            format!("The store, for request {} of G{}: {counted} is the limit. It says no.", k + 1, gateway + 1)
        }
        Occurrence::Read { k, gateway, counted } => format!("G{} reads {counted} for request {}.", gateway + 1, k + 1),
        Occurrence::Wrote { k, gateway, to, stood } if stood >= to => {
            let (g, n) = (gateway + 1, k + 1);
            format!("G{g} writes {to} for request {n} over {stood}: one more passed than the count says.")
        }
        Occurrence::Wrote { k, gateway, to, stood } => {
            format!("G{} writes {to} for request {} over {stood}.", gateway + 1, k + 1)
        }
        Occurrence::Told { gateway, more, total } => {
            format!("G{} tells the store of {more} more. That makes {total}.", gateway + 1)
        }
        Occurrence::Granted { gateway, n, wanted, limit } if n < wanted => {
            format!("G{} wants {wanted} permits. {n} of the {limit} are left: it gets these.", gateway + 1)
        }
        Occurrence::Granted { gateway, n, .. } => format!("The store sets {n} permits aside for G{}.", gateway + 1),
        Occurrence::Unheard { gateway } => format!("What G{} sent reaches a dead store.", gateway + 1),
        Occurrence::Heard { gateway, total, before } if total > before => {
            format!("G{} hears of {} more: {total} in all.", gateway + 1, total - before)
        }
        Occurrence::Heard { gateway, total, .. } => format!("G{} hears nothing new: {total} in all.", gateway + 1),
        Occurrence::Leased { gateway, n, waiting: 0 } => format!("G{} gets {n} permits.", gateway + 1),
        Occurrence::Leased { gateway, n, waiting } => {
            let wait = if waiting == 1 { "1 request waits".to_owned() } else { format!("{waiting} requests wait") };
            format!("G{} gets {n} permits. {wait} for one.", gateway + 1)
        }
        Occurrence::Store { dead: true, .. } => "The store dies.".to_owned(),
        Occurrence::Store { slower: 1, .. } => "The store is well.".to_owned(),
        Occurrence::Store { slower, .. } => format!("The store answers {slower} times later."),
        Occurrence::Added { n } => format!("{n} more requests come at once."),
        Occurrence::Changed => "The settings change.".to_owned(),
    }
}

/// The log: the latest news, newest last.
pub fn log(recorder: &Recorder, most: usize) -> Vec<Event> {
    let target = |what: &Occurrence| match *what {
        Occurrence::Decided { k, .. } => Some(Target { kind: "request", id: k + 1 }),
        Occurrence::Counted { k, .. } | Occurrence::Read { k, .. } | Occurrence::Wrote { k, .. } => {
            Some(Target { kind: "request", id: k + 1 })
        }
        Occurrence::Heard { gateway, .. }
        | Occurrence::Leased { gateway, .. }
        | Occurrence::Told { gateway, .. }
        | Occurrence::Granted { gateway, .. } => Some(Target { kind: "gateway", id: u64::from(gateway) + 1 }),
        _ => None,
    };
    let mut events: Vec<Event> = recorder
        .log
        .newest_first()
        .take(most)
        .map(|(at, what)| Event { at: *at, words: occurrence(what), target: target(what) })
        .collect();
    events.reverse();
    events
}

/// The rule in three short sentences.
pub fn rule(p: &Params) -> [String; 3] {
    let limit = format!("{} may pass in {}.", thousands(u64::from(p.limit)), seconds(p.window));
    match p.scheme {
        Scheme::Central if p.atomic => {
            [limit, "Every gateway asks the store.".to_owned(), "The store checks and counts in one step.".to_owned()]
        }
        Scheme::Central => [
            limit,
            "Every gateway reads the count, decides,".to_owned(),
            "and writes it back. Others come in between.".to_owned(),
        ],
        Scheme::Split => {
            [limit, format!("Each gateway has a {} of it.", part(p.gateways)), "Nobody asks anybody.".to_owned()]
        }
        Scheme::Local => {
            [limit, "Each gateway counts alone.".to_owned(), format!("So up to {} times as many pass.", p.gateways)]
        }
        Scheme::Sync => {
            [limit, "Each gateway counts alone".to_owned(), format!("and tells the store every {}.", seconds(p.every))]
        }
        Scheme::Lease => {
            [limit, format!("A gateway fetches {} permits at once", p.batch), "and spends them alone.".to_owned()]
        }
        Scheme::Gossip => [
            limit,
            "There is no store. Every gateway tells".to_owned(),
            format!("a random other one, every {}.", seconds(p.every)),
        ],
    }
}

fn part(n: u32) -> String {
    match n {
        1 => "whole".to_owned(),
        2 => "half".to_owned(),
        3 => "third".to_owned(),
        4 => "quarter".to_owned(),
        n => format!("{n}th"),
    }
}
fn seconds(s: f64) -> String {
    if s < 0.1 { format!("{:.0} ms", s * 1e3) } else { format!("{} s", (s * 100.0).round() / 100.0) }
}

/// The scene in words.
pub fn describe(model: &Shared) -> Description {
    let (total, _) = model.truth();
    let p = model.params();
    let sums = model.sums();
    let over = total.saturating_sub(p.limit);
    let beyond = if over > 0 { format!(" That is {over} too many.") } else { String::new() };
    let store = if model.store_dead() && model.has_store() { " The store is down." } else { "" };
    let wait = match model.waiting().len() {
        0 => String::new(),
        1 => " 1 waits for an answer.".to_owned(),
        n => format!(" {n} wait for an answer."),
    };
    let caption = format!("{total} of {} passed in this window.{beyond}{store}{wait}", p.limit);
    let mut whole = format!("{caption} {}", rule(p).join(" "));
    for (index, gateway) in model.gateways().iter().enumerate() {
        let _ = write!(
            whole,
            " G{}: {} let in this window, {} passed and {} refused since the start.",
            index + 1,
            gateway.own,
            gateway.passed,
            gateway.refused
        );
    }
    let _ = write!(
        whole,
        " Since the start {} passed above the limit and {} were refused falsely, with {} messages.",
        sums.above, sums.falsely, sums.messages
    );
    Description { lead: format!("{:.2} s.", model.now().secs()), caption, whole }
}

/// A row per gateway.
pub fn table(model: &Shared) -> Table {
    let p = model.params();
    let rows = model.gateways().iter().enumerate().map(|(index, gateway)| {
        vec![
            format!("G{}", index + 1),
            gateway.own.to_string(),
            match p.scheme {
                Scheme::Split => format!("share {}", model.share(index)),
                Scheme::Sync => format!("knows {}", gateway.estimate()),
                Scheme::Gossip => format!("knows {}", gateway.rumoured()),
                Scheme::Lease => format!("{} permits left", gateway.leased),
                Scheme::Central | Scheme::Local => String::new(),
            },
            gateway.passed.to_string(),
            gateway.refused.to_string(),
            format!("{:.0} ms", gateway.ahead as f64 / 1e6),
        ]
    });
    Table {
        caption: format!("Gateways at {:.2} s.", model.now().secs()),
        head: ["Gateway", "This window", "What it knows", "Passed", "Refused", "Clock ahead"]
            .map(str::to_owned)
            .to_vec(),
        rows: rows.collect(),
    }
}

/// Why `target` is as it is.
pub fn explain(model: &Shared, recorder: &Recorder, target: Target) -> Option<Explanation> {
    let plain = |why: String| Some(Explanation { why, otherwise: String::new() });
    match target.kind {
        "request" => {
            let k = target.id.checked_sub(1)?;
            if let Some(one) = model.waiting().iter().find(|one| one.k == k) {
                return plain(format!(
                    "Request {} waits at G{} for an answer, since {}.",
                    k + 1,
                    one.gateway + 1,
                    millis(model.now() - one.since)
                ));
            }
            let mark: &Mark = recorder.marks.newest_first().find(|mark| mark.k == k)?;
            let otherwise = if mark.above {
                format!("{} had passed already: with one count for all it would have been refused.", mark.total)
            } else if mark.falsely {
                format!("Only {} had passed in all: with one count for all it would have passed.", mark.total)
            } else if !mark.allowed {
                "All that may pass had passed: only the next window has room.".to_owned()
            } else {
                String::new()
            };
            Some(Explanation { why: why(k, mark.gateway, mark.allowed, mark.falsely, mark.why), otherwise })
        }
        "gateway" => {
            let index = usize::try_from(target.id).ok()?.checked_sub(1)?;
            let gateway = model.gateways().get(index)?;
            plain(format!(
                "G{} let in {} in its window. Its clock is {:.0} ms ahead of the true one.",
                index + 1,
                gateway.own,
                gateway.ahead as f64 / 1e6
            ))
        }
        "store" => {
            let fallback = match model.params().fallback {
                Fallback::Open => "lets all pass",
                Fallback::Closed => "lets none pass",
                Fallback::Local => "counts alone, up to its share",
                Fallback::Whole => "counts alone, up to the whole limit",
            };
            let state = if model.store_dead() { "The store is down." } else { "The store is well." };
            plain(format!(
                "{state} It counted {} in this window. Without it a gateway {fallback}.",
                model.store_count()
            ))
        }
        _ => None,
    }
}

/// The mark of a deed on the timeline.
pub fn mark(deed: &Deed, at: Time, before: &Params) -> TimeMark {
    match deed {
        Deed::Set(index, value) => TimeMark::setting(at, before, *index, value),
        Deed::Act(act) => {
            let kind = if matches!(act.id, "kill" | "slow") { MarkKind::Fault } else { MarkKind::Deed };
            TimeMark { at, kind, words: act_words(act) }
        }
    }
}

fn act_words(act: &Act) -> String {
    match (act.id, act.amount) {
        ("kill", _) => "store killed".to_owned(),
        ("slow", Some(times)) => format!("store {times}× slower"),
        ("recover", _) => "store revived".to_owned(),
        ("surge-now", Some(n)) => format!("burst of {n}"),
        (id, _) => id.to_owned(),
    }
}
