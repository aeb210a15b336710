//! Numbers and occurrences in words, the two windows, the scene in words and as a table.

use super::ABOUT;
use super::model::Store;
use super::occurrence::{Kind, Occurrence};
use super::params::{Key, Params};
use super::recorder::{Recorder, Window};
use super::theory;
use crate::concept::{Deed, Description, Event, Mark, MarkKind, Row, Table, WasNow};
pub use crate::concept::{brief as digits, brief_time as seconds, count, grouped};
use crate::param::within_sentence;
use crate::scene::Target;
use crate::sim::{Model as _, Span, Time};
use std::fmt::Write as _;

/// "450 ms", "4.2 s".
pub fn span(span: Span) -> String {
    seconds(span.secs())
}
/// "92.1 %"; from a thousand on "1,244 %".
pub fn percent(share: f64) -> String {
    if share >= 10.0 { percents(share) } else { format!("{:.1} %", share * 100.0) }
}
/// "92 %", "1,244 %".
pub fn percents(share: f64) -> String {
    format!("{} %", grouped(libm::rint(100.0 * share) as u64))
}
/// "86,805 /s".
pub fn rate(rate: f64) -> String {
    if rate >= 1000.0 { format!("{} /s", grouped(rate as u64)) } else { format!("{} /s", digits(rate)) }
}
/// "1.2 million rows".
pub fn rows(n: f64) -> String {
    for (unit, word) in [(1e12, "trillion"), (1e9, "billion"), (1e6, "million")] {
        if n >= unit {
            return format!("{} {word} rows", digits(n / unit));
        }
    }
    count(n as u64, "row", "rows")
}
/// "91.3 TB".
pub fn data(bytes: f64) -> String {
    for (unit, word) in [(1e15, "PB"), (1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")] {
        if bytes >= unit {
            return format!("{} {word}", digits(bytes / unit));
        }
    }
    format!("{} B", digits(bytes))
}
/// "S3".
pub fn shard(at: usize) -> String {
    format!("S{}", at + 1)
}
/// "S1, S4 and S6", or how many they are.
pub fn shards(mask: u64) -> String {
    let all: Vec<String> = (0..64).filter(|at| mask >> at & 1 == 1).map(shard).collect();
    match all.as_slice() {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [a, b] => format!("{a} and {b}"),
        [a, b, c] => format!("{a}, {b} and {c}"),
        many => format!("{} shards", many.len()),
    }
}
/// "user 77", "stretch 512".
pub fn key(kind: Key, order: u64) -> String {
    match kind {
        Key::User => format!("user {}", order + 1),
        Key::Conversation => format!("conversation {}", order + 1),
        Key::Time => format!("stretch {} of time", order + 1),
        Key::Country => format!("country {}", order + 1),
    }
}

/// One occurrence in words; `params` are those in force now.
pub fn occurrence(what: &Occurrence) -> String {
    match *what {
        Occurrence::Asked { n, kind, asked, .. } => {
            format!("Query {}, {}, asks {}.", grouped(n), one(kind), shards(asked))
        }
        Occurrence::Answered(a) => {
            let how = if a.failed {
                "failed".to_owned()
            } else if a.empty {
                format!("found not all, {}", span(a.took))
            } else {
                format!("{}{}", span(a.took), if a.twice { ", paid twice" } else { "" })
            };
            format!("Query {}, {}, asked {}: {how}.", grouped(a.n), one(a.kind), shards(a.asked))
        }
        Occurrence::Reshard { before, after, keys, rows: n, total } => format!(
            "{before} to {after} shards: {} with {} move, {}.",
            count(keys.into(), "key", "keys"),
            rows(n as f64),
            percent(n as f64 / total.max(1) as f64)
        ),
        Occurrence::Moved { key, from, to, rows: n, left } => format!(
            "Key {} moved from {} to {} with {}; {} left.",
            key + 1,
            shard(from as usize),
            shard(to as usize),
            rows(n as f64),
            grouped(left.into())
        ),
        Occurrence::Settled { rows: n, took } => format!("All is moved: {} in {}.", rows(n as f64), span(took)),
        Occurrence::Split { from, to } => {
            format!("{} is split: half of its keys go to {}.", shard(from as usize), shard(to as usize))
        }
        Occurrence::Whole { shard: at } => format!("{} holds one key, which cannot be split.", shard(at as usize)),
        Occurrence::Died { shard: at, held } => {
            format!("{} dies with {} in it.", shard(at as usize), count(held.into(), "job", "jobs"))
        }
        Occurrence::Revived { shard: at } => format!("{} is back with its rows.", shard(at as usize)),
        Occurrence::Changed => "The settings change.".to_owned(),
    }
}

/// "a read".
pub fn one(kind: Kind) -> &'static str {
    match kind {
        Kind::Read => "a read",
        Kind::Write => "a write",
        Kind::Scan => "a range scan",
        Kind::Scatter => "a scatter-gather",
    }
}

/// The log, newest last.
pub fn log(recorder: &Recorder, most: usize) -> Vec<Event> {
    let target = |what: &Occurrence| match *what {
        Occurrence::Answered(a) => Some(Target { kind: "query", id: a.n }),
        Occurrence::Died { shard, .. } | Occurrence::Revived { shard } | Occurrence::Whole { shard } => {
            Some(Target { kind: "shard", id: u64::from(shard) + 1 })
        }
        _ => None,
    };
    let event = |(at, what): &(Time, Occurrence)| Event { at: *at, words: occurrence(what), target: target(what) };
    let mut events: Vec<Event> = recorder.log.newest_first().take(most).map(event).collect();
    events.reverse();
    events
}

/// The mark of a deed.
pub fn mark(deed: &Deed, at: Time, before: &Params) -> Mark {
    match deed {
        Deed::Act(act) => {
            let name = act.target.map_or(String::new(), |n| format!("S{n} "));
            let (kind, did) = match act.id {
                "kill" => (MarkKind::Fault, "killed"),
                "revive" => (MarkKind::Deed, "is back"),
                _ => (MarkKind::Deed, "split"),
            };
            Mark { at, kind, words: format!("{name}{did}") }
        }
        Deed::Set(index, to) => Mark::setting(at, before, *index, to),
    }
}

/// The two windows.
pub fn was_now(model: &Store, recorder: &Recorder) -> WasNow {
    let now = Window::measure(model);
    let was = recorder.was;
    let labels = [
        ("Answered", "/s"),
        ("Busiest shard", "%"),
        ("Most over mean", "×"),
        ("Shards a query", ""),
        ("Point, p50", "ms"),
        ("Point, p99", "ms"),
        ("Scan, p99", "ms"),
        ("Scatter, p99", "ms"),
    ];
    let row = |(at, (label, unit)): (usize, (&'static str, &'static str))| Row {
        label,
        symbol: "",
        unit,
        was: was.and_then(|window| window.rows[at]),
        now: now.rows[at],
    };
    // What is not asked for has no row.
    let there = |row: &Row| {
        row.was.is_some() || row.now.is_some() || !row.label.starts_with('S') || row.label == "Shards a query"
    };
    WasNow {
        title: if was.is_some() { "Before and after" } else { "Now" }.to_owned(),
        was: was.map(|window| (window.from, window.to)),
        now: (now.from, now.to),
        count: now.count,
        rows: labels.into_iter().enumerate().map(row).filter(there).collect(),
    }
}

/// The shard where most is asked, its number from 0 and what that is over what it can serve, in the last few seconds.
pub fn hottest(model: &Store) -> Option<(usize, f64)> {
    let load = |at: usize| model.rate_of(&model.shards()[at]) / model.params().each;
    let all = model.present().map(|at| (at, load(at)));
    all.fold(None, |best: Option<(usize, f64)>, next| match best {
        Some(best) if best.1 >= next.1 => Some(best),
        _ => Some(next),
    })
}

/// What is moving now, or what moved last.
pub fn moving(model: &Store) -> String {
    if let Some(moving) = model.moving() {
        let done = moving.moved as f64 / moving.rows.max(1) as f64;
        let share = percent(moving.rows as f64 / moving.total.max(1) as f64);
        let left = model.move_left().map_or(String::new(), |left| format!(", {} left", span(left)));
        return format!("{share} of the rows move: {:.0} % done{left}.", 100.0 * done.min(1.0));
    }
    model.settled().map_or(String::new(), |(n, took)| format!("{} moved in {}.", rows(n as f64), span(took)))
}

/// The scene in words.
pub fn describe(model: &Store) -> Description {
    let lead = ABOUT.clock.lead(model.now());
    let params = model.params();
    let n = model.present().count() as u64;
    let dead = model.present().filter(|&at| model.shards()[at].dead).count() as u64;
    let hot = hottest(model).map_or(String::new(), |(at, load)| {
        let line = model.shards()[at].line.len() as u64;
        let waits = if line > 0 { format!(" and {} wait", grouped(line)) } else { String::new() };
        format!("{} is asked most: {} of what it can{waits}.", shard(at), percents(load))
    });
    let died = if dead > 0 { format!(" {dead} of {n} are dead.") } else { String::new() };
    let moves = if model.moving().is_some() { format!(" {}", moving(model)) } else { String::new() };
    let caption = format!("{hot}{died}{moves}");
    let mut whole = format!(
        "{lead} {caption} {} on {}, {} by {}, {} a second.",
        rows(model.keys().rows() as f64),
        count(n, "shard", "shards"),
        within_sentence(params.place.option().label),
        within_sentence(params.key.option().label),
        rate(params.rate)
    );
    for at in model.present() {
        let state = &model.shards()[at];
        let _ = write!(
            whole,
            " {}: {}, {}, {} in line{}.",
            shard(at),
            rows(state.rows as f64),
            rate(model.rate_of(state)),
            grouped(state.line.len() as u64),
            if state.dead { ", dead" } else { "" }
        );
    }
    Description { lead, caption, whole }
}

/// The scene as a table.
pub fn table(model: &Store) -> Table {
    let tally = model.tally();
    let params = model.params();
    let row = |at: usize| {
        let state = &model.shards()[at];
        let (inside, busy) = state.means(tally.from, model.now());
        let per_s = state.asked as f64 / model.seconds().max(1e-9);
        let theory = theory::sojourn(params, per_s);
        vec![
            shard(at),
            if state.dead {
                "dead"
            } else if state.leaving {
                "leaving"
            } else {
                "up"
            }
            .to_owned(),
            grouped(state.rows),
            rate(per_s),
            percent(busy),
            grouped(state.line.len() as u64),
            digits(inside),
            if theory.is_finite() { seconds(theory) } else { "without bound".to_owned() },
        ]
    };
    Table {
        caption: describe(model).caption,
        head: ["Shard", "State", "Rows", "Queries", "At work", "In line", "Inside, mean", "Answer as M/M/1"]
            .map(str::to_owned)
            .to_vec(),
        rows: model.present().map(row).collect(),
    }
}
