//! From reasons to sentences: what a cure did and why, the scene in words, the log.

use super::model::Caches;
use super::model::lane::Lane;
use super::occurrence::{Answer, Occurrence};
use super::params::{Params, Rule};
use super::recorder::{Recorder, Window};
use super::{ABOUT, theory};
use crate::concept::{Deed, Description, Event, Explanation, Mark, MarkKind, Row, Table, WasNow};
pub use crate::concept::{brief as digits, brief_time as seconds, count, grouped};
use crate::policies::stampede::Decision;
use crate::scene::Target;
use crate::sim::{Model as _, Span, Time};

/// "450 ms", "4.2 s".
pub fn span(span: Span) -> String {
    seconds(span.secs())
}

/// "92.1 %".
pub fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// What was found, as a sentence.
fn found(answer: &Answer) -> String {
    match answer.left {
        None => "There is no value.".to_owned(),
        Some(left) if left > 0 => format!("The value has {} left.", span(Span(left as u64))),
        Some(left) => format!("The value expired {} ago.", span(Span(left.unsigned_abs()))),
    }
}

/// What a cure did and why.
fn reason(answer: &Answer, key: u32, params: &Params) -> String {
    let (found, key) = (found(answer), key + 1);
    let others = |verb: &str| match answer.loading {
        0 => String::new(),
        n => format!(" {} for it {verb} under way.", count(n.into(), "load", "loads")),
    };
    let done = match answer.decision {
        Decision::Hit if answer.rule == Rule::XFetch => {
            format!("The draw says {} early: too soon. It is the answer.", span(answer.lead))
        }
        Decision::Hit => "It is the answer.".to_owned(),
        Decision::HitAndLoad => {
            format!("It is the answer, and as this is its last {} % a load begins behind it.", digits(params.ahead))
        }
        Decision::Early => format!("The draw says {} early, which is now: this request loads it.", span(answer.lead)),
        Decision::Stale => "A load is under way, so the old value is the answer.".to_owned(),
        Decision::StaleAndLoad => "The old value is the answer, and a load begins behind it.".to_owned(),
        Decision::Wait if answer.rule == Rule::Flight => "Its process loads it already: this request waits.".to_owned(),
        Decision::Wait => "Somebody loads it already: this request waits.".to_owned(),
        Decision::Load if answer.loading == 0 => "Nobody loads it: this request does.".to_owned(),
        Decision::Load if answer.rule == Rule::Flight => {
            format!("Its process does not load it yet: this request does.{}", others("of other processes is"))
        }
        Decision::Load => format!("This request loads it, too.{}", others("was")),
    };
    format!("Key {key}. {found} {done}")
}

fn otherwise(answer: &Answer) -> &'static str {
    match (answer.rule, answer.decision) {
        (Rule::None | Rule::Jitter, Decision::Load) if answer.loading > 0 => {
            "With a lock only the first would have asked."
        }
        (Rule::Flight, Decision::Load) if answer.loading > 0 => "A lock for all processes would have let one ask.",
        (Rule::Lock, Decision::Wait) => "With the old value at hand it need not wait.",
        (Rule::XFetch, Decision::Load) => "More requests, or a larger β, would have acted before the end.",
        (Rule::Ahead, Decision::Load | Decision::Wait) => {
            "A request in the last part of its life would have loaded it in time."
        }
        _ => "",
    }
}

/// One occurrence in words. Rows are called by their place, as the caches in view may have changed since.
pub fn occurrence(what: &Occurrence) -> String {
    match *what {
        Occurrence::Asked { n, key, answers, .. } => {
            let told = |answer: &Answer| {
                let did = match answer.decision {
                    Decision::Hit => "hit",
                    Decision::HitAndLoad => "hit, loads behind it",
                    Decision::Early => "loads early",
                    Decision::Stale => "old value",
                    Decision::StaleAndLoad => "old value, loads behind it",
                    Decision::Load => "loads",
                    Decision::Wait => "waits",
                };
                format!("{} {did}", answer.rule.name())
            };
            let all: Vec<String> = answers.iter().flatten().map(told).collect();
            format!("Request {} for key {}: {}.", grouped(n), key + 1, all.join("; "))
        }
        Occurrence::Timer { lane, key } => format!("Row {}: the timer loads key {}.", lane + 1, key + 1),
        Occurrence::Loaded { lane, key, took, answered, level } => format!(
            "Row {}: key {} is loaded after {}; {} answered, {} still under way.",
            lane + 1,
            key + 1,
            span(took),
            count(answered.into(), "request", "requests"),
            grouped(level.into())
        ),
        Occurrence::Died { lane, key, waiting } => format!(
            "Row {}: who loads key {} dies; {} for it.",
            lane + 1,
            key + 1,
            count(waiting.into(), "request waits", "requests wait")
        ),
        Occurrence::Freed { lane, key, waiting } => format!(
            "Row {}: the lock of key {} ends; {}.",
            lane + 1,
            key + 1,
            if waiting > 0 {
                format!("{} waited, the first loads", grouped(waiting.into()))
            } else {
                "nobody waited".to_owned()
            }
        ),
        Occurrence::Expired => "All values expire.".to_owned(),
        Occurrence::Emptied => "The caches are empty.".to_owned(),
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
        Deed::Act(act) => {
            let words = if act.id == "expire" { "all expired" } else { "caches emptied" };
            Mark { at, kind: MarkKind::Fault, words: words.to_owned() }
        }
        Deed::Set(index, to) => Mark::setting(at, before, *index, to),
    }
}

/// The two windows, of the first cache.
pub fn was_now(model: &Caches, recorder: &Recorder) -> WasNow {
    let now = Window::measure(model);
    let was = recorder.was;
    let row = |label, unit, of: fn(&Window) -> Option<f64>| Row {
        label,
        symbol: "",
        unit,
        was: was.as_ref().and_then(of),
        now: of(&now),
    };
    let first = model.lanes().first().map_or("", |lane| lane.rule.name());
    WasNow {
        title: if was.is_some() { format!("{first}, before and after") } else { format!("{first}, now") },
        was: was.map(|window| (window.from, window.to)),
        now: (now.from, now.to),
        count: now.count,
        rows: vec![
            row("Loads for each expiry", "", |w| w.per_expiry),
            row("Most at once", "", |w| w.peak),
            row("Loads", "/s", |w| w.loads_per_s),
            row("Out of the cache", "%", |w| w.hits),
            row("Mean answer", "ms", |w| w.mean_ms),
            row("p99", "ms", |w| w.p99_ms),
        ],
    }
}

fn sentence(lane: &Lane) -> String {
    let under = match lane.level() {
        0 => "nothing is being loaded".to_owned(),
        n => format!("{} under way", count(n.into(), "load is", "loads are")),
    };
    let waits = match lane.waiting() {
        0 => String::new(),
        n => format!(", {}", count(n, "request waits", "requests wait")),
    };
    let so_far = lane.tally.loads_per_expiry().map_or_else(String::new, |per| {
        format!(" So far {} for each expiry and {} at once at most.", digits(per), grouped(lane.tally.peak.into()))
    });
    format!("{}: {under}{waits}.{so_far}", lane.rule.name())
}

/// The scene in words.
pub fn describe(model: &Caches) -> Description {
    let lead = ABOUT.clock.lead(model.now());
    let params = model.params();
    let levels: Vec<String> = model
        .lanes()
        .iter()
        .filter(|lane| lane.level() > 0)
        .map(|lane| format!("{} {}", lane.rule.name(), grouped(lane.level().into())))
        .collect();
    let first = model.lanes().first().and_then(|lane| lane.entry(0));
    let state = match first {
        None => "The caches are empty.".to_owned(),
        Some(entry) => match entry.expires.since(model.now()) {
            Span::ZERO => "The value has expired.".to_owned(),
            left => format!("The value has {} left.", span(left)),
        },
    };
    let loads = if levels.is_empty() {
        "Nobody asks the origin.".to_owned()
    } else {
        format!("At the origin: {}.", levels.join(", "))
    };
    let caption = format!("{state} {loads}");
    let mut whole = format!(
        "{lead} {caption} {} requests a second for {}, {} for a load, values live {}.",
        digits(params.rate),
        count(params.keys.into(), "key", "keys"),
        seconds(params.load),
        seconds(params.ttl)
    );
    for lane in model.lanes() {
        whole.push(' ');
        whole.push_str(&sentence(lane));
    }
    Description { lead, caption, whole }
}

/// The scene as a table.
pub fn table(model: &Caches) -> Table {
    let row = |lane: &Lane| {
        let t = &lane.tally;
        vec![
            lane.rule.name().to_owned(),
            lane.entry(0).map_or("none".to_owned(), |entry| span(entry.expires.since(model.now()))),
            grouped(lane.level().into()),
            grouped(lane.waiting()),
            t.loads_per_expiry().map_or("-".to_owned(), digits),
            digits(theory::loads_per_expiry(lane.rule, model.params())),
            grouped(t.peak.into()),
            t.hit_ratio().map_or("-".to_owned(), percent),
            grouped(t.stale),
            t.latency.quantile(0.99).map_or("-".to_owned(), seconds),
        ]
    };
    Table {
        caption: describe(model).caption,
        head: [
            "Cure",
            "Left of key 1",
            "Loads now",
            "Waiting",
            "Loads for each expiry",
            "In theory",
            "Most at once",
            "Out of the cache",
            "Old answers",
            "p99",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: model.lanes().iter().map(row).collect(),
    }
}

/// Why a cure did what it did last.
pub fn explain(model: &Caches, target: Target) -> Option<Explanation> {
    let at = usize::try_from(target.id).ok()?.checked_sub(1)?;
    let lane = model.lanes().get(at).filter(|_| target.kind == "cure")?;
    let about = lane.rule.option().help;
    let Some((key, answer)) = lane.last else {
        return Some(Explanation { why: about.to_owned(), otherwise: String::new() });
    };
    Some(Explanation {
        why: format!("{} {about}", reason(&answer, key, model.params())),
        otherwise: otherwise(&answer).to_owned(),
    })
}
