//! From what happened to sentences: the messages, the races, the scene in words, the log.

use super::model::Systems;
use super::model::lane::{Lane, Op};
use super::occurrence::{Occurrence, Said};
use super::params::{Order, Params, Pattern};
use super::recorder::{Recorder, Window};
use super::{ABOUT, theory};
use crate::concept::{Deed, Description, Event, Explanation, Mark, MarkKind, Row, Table, WasNow};
pub use crate::concept::{brief as digits, brief_time as seconds, count, grouped};
use crate::scene::Target;
use crate::sim::{Model as _, Span, Time};

/// "450 ms", "4.2 s".
pub fn span(span: Span) -> String {
    seconds(span.secs())
}

/// "0.31 %".
pub fn percent(share: f64) -> String {
    format!("{} %", digits(share * 100.0))
}

/// What stands beside a message: "get 3", "v7".
pub fn message(op: &Op) -> String {
    let key = op.key + 1;
    match op.said {
        Said::Get => format!("get {key}"),
        Said::Found(0) => "none".to_owned(),
        Said::Found(version) => format!("v{version}"),
        Said::Missed => "miss".to_owned(),
        Said::Read => format!("read {key}"),
        Said::Set(0) => format!("set {key} none"),
        Said::Set(version) => format!("set {key} v{version}"),
        Said::Delete => format!("delete {key}"),
        Said::Write => format!("write {key}"),
        Said::Done(_) => "done".to_owned(),
        Said::Tell => format!("tell: delete {key}"),
        Said::Flush(n) => format!("flush {n}"),
        Said::Named(n) => format!("{key}#{n}"),
    }
}

/// One occurrence in words. Rows are called by their place, as the patterns in view may have changed since.
pub fn occurrence(what: &Occurrence) -> String {
    match *what {
        Occurrence::Came { lane, key, .. } => format!("Row {}: a message about key {} comes.", lane + 1, key + 1),
        Occurrence::Answered { lane, key, version, current, old: Some(age), .. } => format!(
            "Row {}: a read of key {} gets v{version}, which is old: v{} was written {} ago, and v{current} was there when it began.",
            lane + 1,
            key + 1,
            version + 1,
            span(age)
        ),
        Occurrence::Answered { lane, key, version: 0, took, .. } => {
            format!("Row {}: a read of key {} finds nothing, after {}.", lane + 1, key + 1, span(took))
        }
        Occurrence::Answered { lane, key, version, took, hit, .. } => format!(
            "Row {}: a read of key {} gets v{version} {} in {}.",
            lane + 1,
            key + 1,
            if hit { "out of the cache" } else { "from the database" },
            span(took)
        ),
        Occurrence::Acknowledged { lane, key, version, took } => {
            format!("Row {}: v{version} of key {} is written, after {}.", lane + 1, key + 1, span(took))
        }
        Occurrence::Refused { lane, key, version } => {
            format!("Row {}: v{version} of key {} came too late and is not set.", lane + 1, key + 1)
        }
        Occurrence::Raced { lane, key, version, current } => format!(
            "Row {}: the race. v{version} of key {} is set although v{current} is written; it stays until it expires or is deleted.",
            lane + 1,
            key + 1
        ),
        Occurrence::Lost { lane, key } => {
            format!("Row {}: a process never hears that key {} has changed.", lane + 1, key + 1)
        }
        Occurrence::Crashed { lane, writes: 0 } => format!("Row {}: the caches are empty. No write is lost.", lane + 1),
        Occurrence::Crashed { lane, writes } => format!(
            "Row {}: the cache is empty. {} that had been acknowledged {} gone.",
            lane + 1,
            count(writes.into(), "write", "writes"),
            if writes == 1 { "is" } else { "are" }
        ),
        Occurrence::Changed => "The settings change.".to_owned(),
    }
}

/// The log, newest last.
pub fn log(recorder: &Recorder, most: usize) -> Vec<Event> {
    let event = |(at, what): &(Time, Occurrence)| Event { at: *at, words: occurrence(what), target: None };
    let mut events: Vec<Event> = recorder.log.newest_first().take(most).map(event).collect();
    events.reverse();
    events
}

/// The mark of a deed.
pub fn mark(deed: &Deed, at: Time, before: &Params) -> Mark {
    match deed {
        Deed::Act(act) if act.id == "crash" => Mark { at, kind: MarkKind::Fault, words: "caches crashed".to_owned() },
        Deed::Act(_) => Mark { at, kind: MarkKind::Deed, words: "key 1 written".to_owned() },
        Deed::Set(index, to) => Mark::setting(at, before, *index, to),
    }
}

/// The two windows, of the first pattern.
pub fn was_now(model: &Systems, recorder: &Recorder) -> WasNow {
    let (now, was) = (Window::measure(model), recorder.was);
    let row = |label, unit, of: fn(&Window) -> Option<f64>| Row {
        label,
        symbol: "",
        unit,
        was: was.as_ref().and_then(of),
        now: of(&now),
    };
    let first = model.lanes().first().map_or("", |lane| lane.pattern.name());
    WasNow {
        title: if was.is_some() { format!("{first}, before and after") } else { format!("{first}, now") },
        was: was.map(|window| (window.from, window.to)),
        now: (now.from, now.to),
        count: now.count,
        rows: vec![
            row("Old answers", "%", |w| w.old),
            row("Out of the cache", "%", |w| w.hits),
            row("Mean read", "ms", |w| w.read_ms),
            row("Mean write", "ms", |w| w.write_ms),
            row("At the database", "/s", |w| w.database),
        ],
    }
}

fn sentence(lane: &Lane, now: Time) -> String {
    let t = &lane.tally;
    let old = t.old_share().map_or_else(
        || "nothing was read yet".to_owned(),
        |share| format!("{} of the answers were old", percent(share)),
    );
    let wrong = match lane.wrong(now) {
        0 => String::new(),
        n => format!(", {} old now", count(n as u64, "value in the cache is", "values in the cache are")),
    };
    let dirty = match lane.dirty() {
        0 => String::new(),
        n => format!(", the database lacks {}", count(n as u64, "value", "values")),
    };
    format!("{}: {old}{wrong}{dirty}.", lane.pattern.name())
}

/// The scene in words.
pub fn describe(model: &Systems) -> Description {
    let lead = ABOUT.clock.lead(model.now());
    let params = model.params();
    let messages: usize = model.lanes().iter().map(|lane| lane.messages().count()).sum();
    let wrong: Vec<String> = model
        .lanes()
        .iter()
        .filter_map(|lane| {
            let n = lane.wrong(model.now());
            (n > 0).then(|| format!("{} {}", lane.pattern.name(), grouped(n as u64)))
        })
        .collect();
    let state = if wrong.is_empty() {
        "No cache holds an old value.".to_owned()
    } else {
        format!("Old values in the cache: {}.", wrong.join(", "))
    };
    let caption = format!("{} under way. {state}", count(messages as u64, "message is", "messages are"));
    let mut whole = format!(
        "{lead} {caption} {} reads and {} writes a second for {}, values live {}.",
        digits(params.reads),
        digits(params.writes),
        count(params.keys.into(), "key", "keys"),
        seconds(params.ttl)
    );
    for lane in model.lanes() {
        whole.push(' ');
        whole.push_str(&sentence(lane, model.now()));
    }
    Description { lead, caption, whole }
}

/// The scene as a table.
pub fn table(model: &Systems) -> Table {
    let row = |lane: &Lane| {
        let t = &lane.tally;
        let or = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        vec![
            lane.pattern.name().to_owned(),
            or(lane.slot(0, 0, model.now()).map(|slot| format!("v{}", slot.version))),
            format!("v{}", lane.database(0)),
            grouped(lane.messages().count() as u64),
            or(t.hit_ratio().map(percent)),
            or(t.old_share().map(percent)),
            or(t.old_mean_s().map(seconds)),
            grouped(t.raced),
            grouped(t.lost_writes),
            or(t.read_time.mean_s().map(seconds)),
            or(t.write_time.mean_s().map(seconds)),
        ]
    };
    Table {
        caption: describe(model).caption,
        head: [
            "Pattern",
            "Key 1 in the cache",
            "Key 1 in the database",
            "Messages",
            "Out of the cache",
            "Old answers",
            "Their age",
            "Old values set",
            "Writes lost",
            "Mean read",
            "Mean write",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: model.lanes().iter().map(row).collect(),
    }
}

/// The steps of a pattern, a read and a write.
pub fn steps(pattern: Pattern, order: Order) -> (&'static str, &'static str) {
    let aside = "Ask the cache. After a miss ask the database, answer, then set.";
    let through = "Ask the cache. After a miss the cache asks the database, keeps the value and answers.";
    match pattern {
        Pattern::Aside | Pattern::Negative => {
            let write = match order {
                Order::DeleteAfter => "Write to the database, then delete from the cache.",
                Order::DeleteBefore => "Delete from the cache, then write to the database.",
                Order::SetAfter => "Write to the database, then set in the cache.",
                Order::Double => "Write to the database, delete, and delete once more later.",
                Order::Versions => "Write to the database, then delete and leave the version there.",
                Order::Leases => "Write to the database, then delete; tokens handed out are void.",
                Order::Names => {
                    "Write to the database, then raise the number in the key's name; nobody finds the old value."
                }
                Order::Tags => "Write to the database, then raise the number of the tag; all its keys are void.",
            };
            (aside, write)
        }
        Pattern::ReadThrough => (through, "Write to the database, then delete from the cache."),
        Pattern::Ahead => (
            "Ask the cache. Late in a value's life the cache loads it anew behind its answer.",
            "Write to the database, then delete from the cache.",
        ),
        Pattern::Around => (aside, "Write to the database. The cache hears nothing."),
        Pattern::WriteThrough => (through, "Write to the cache; it writes to the database and then answers."),
        Pattern::Behind => (through, "Write to the cache; it answers and writes to the database later."),
        Pattern::Local => (
            "Ask one's own cache. After a miss ask the database, answer, then set.",
            "Write to the database, delete from one's own cache, tell the others.",
        ),
    }
}

/// Why a pattern did what it did last.
pub fn explain(model: &Systems, target: Target) -> Option<Explanation> {
    let at = usize::try_from(target.id).ok()?.checked_sub(1)?;
    let lane = model.lanes().get(at).filter(|_| target.kind == "pattern")?;
    let (read, write) = steps(lane.pattern, model.params().order);
    let last = lane.last.as_ref().map_or_else(String::new, |what| {
        let words = occurrence(what);
        let words = words.split_once(": ").map_or(words.as_str(), |(_, rest)| rest);
        let mut letters = words.chars();
        letters.next().map_or_else(String::new, |first| format!("{}{} ", first.to_uppercase(), letters.as_str()))
    });
    let otherwise = match lane.last {
        Some(Occurrence::Answered { old: Some(_), .. }) => match lane.pattern {
            Pattern::Around => "A delete after each write would have told the cache.",
            Pattern::Local => "A shared cache would have had one value for all.",
            Pattern::Aside => "Leases or versions would have kept the old value out.",
            _ => "",
        },
        _ => "",
    };
    let theory = if theory::applies(lane.pattern) {
        format!(" Theory: {} of the answers are old.", percent(theory::old_share(model.params())))
    } else {
        String::new()
    };
    Some(Explanation { why: format!("{last}Read: {read} Write: {write}{theory}"), otherwise: otherwise.to_owned() })
}
