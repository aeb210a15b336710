//! From reasons to sentences: why a key left, what a cache holds, the scene in words. Keys are called by their rank: 1 is
//! the hottest.

use super::model::{Caches, Lane};
use super::occurrence::{Answer, Gone, Occurrence};
use super::params::{Params, Requests};
use super::recorder::Recorder;
use super::{ABOUT, recorder};
use crate::concept::{Deed, Description, Event, Explanation, Mark, MarkKind, Row, Table, WasNow, grouped};
use crate::policies::evict::{Eviction as _, Key, Why};
use crate::scene::Target;
use crate::sim::{Model as _, Time};

/// What a key is called.
pub const fn label(key: Key) -> u32 {
    key + 1
}

/// "72.4 %".
pub fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn ago(gone: &Gone) -> String {
    match gone.idle {
        Some(1) => "last asked for 1 request ago".to_owned(),
        Some(idle) => format!("last asked for {} requests ago", grouped(idle)),
        None => "never asked for before".to_owned(),
    }
}

fn times(n: u64, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{} {many}", grouped(n)) }
}

/// Why a key left, in one or two short sentences.
pub fn reason(gone: &Gone) -> String {
    let (key, ago) = (label(gone.key), ago(gone));
    match gone.why {
        Why::Oldest => format!("{key} left: it came in before all others."),
        Why::Newest => format!("{key} left: it came in last."),
        Why::Drawn { of } => format!("{key} left: drawn from {of}."),
        Why::LeastRecent => format!("{key} left: least recently used, {ago}."),
        Why::MostRecent => format!("{key} left: most recently used, {ago}."),
        Why::LeastFrequent { count } => {
            format!("{key} left: asked for {}, the fewest.", times(count.into(), "time", "times"))
        }
        Why::LowestValue { value, .. } => format!("{key} left: the lowest value, {value}."),
        Why::HandStopped { passed: 0 } => format!("{key} left: the hand found it unasked for."),
        Why::HandStopped { passed } => {
            format!("{key} left: the hand passed {} first.", times(passed.into(), "key", "keys"))
        }
        Why::Probation => format!("{key} left: last on probation, {ago}."),
        Why::Protected => format!("{key} left: last of the protected."),
        Why::SmallQueue { count: 0 } => format!("{key} left the small queue unasked for. Its name stays."),
        Why::SmallQueue { count } => {
            format!("{key} left the small queue: asked for {}. Its name stays.", times(count.into(), "time", "times"))
        }
        Why::MainQueue { passed: 0 } => format!("{key} left the main queue: not asked for lately."),
        Why::MainQueue { passed } => {
            format!("{key} left the main queue after {} got another turn.", times(passed.into(), "key", "keys"))
        }
        Why::KthLast { k } => format!("{key} left: of its last {k} requests the first is longest ago, or missing."),
        Why::SeenOnce { have, target } => format!("{key} left: seen once. Such keys hold {have}, target {target}."),
        Why::SeenAgain { have, target } => {
            format!("{key} left the keys seen again: keys seen once hold {have}, target {target}.")
        }
        Why::LongGap => format!("{key} left: no short gap between its requests."),
        Why::LostDuel { own, rival, other } => format!("{key} lost its duel to {}, {own} to {other}.", label(rival)),
        Why::LowestRate { count, age, of } => {
            format!("{key} left: {count} in {}, the lowest of {of} sampled.", times(age, "request", "requests"))
        }
        Why::SampledIdle { idle, of } => {
            format!("{key} left: idle for {}, the longest of {of} sampled.", grouped(idle))
        }
        Why::SampledRare { counter, of } => format!("{key} left: counter {counter}, the lowest of {of} sampled."),
        Why::Expired { span } => format!("{key} left: its {} are over.", times(span, "request", "requests")),
        Why::Farthest { after: Some(after) } => {
            format!("{key} left: not asked for in the next {}.", times(after, "request", "requests"))
        }
        Why::Farthest { after: None } => format!("{key} left: never asked for again."),
        Why::TooLarge => format!("{key} is too large."),
    }
}

/// What would have kept the key that left.
fn otherwise(gone: &Gone) -> &'static str {
    match gone.why {
        Why::Oldest | Why::Newest => "A request would not have changed that: a hit moves nothing.",
        Why::LeastRecent | Why::Probation => "One request for it, and it would have been safe for a while.",
        Why::HandStopped { .. } => "One request since the hand came by would have saved it.",
        Why::SmallQueue { .. } => "Two requests while it was in the small queue would have moved it on.",
        Why::LeastFrequent { .. } | Why::LostDuel { .. } => "More requests would have saved it.",
        Why::KthLast { .. } => "A second request would have put it behind all keys seen once.",
        _ => "",
    }
}

fn answer_words(answer: &Answer, key: Key) -> String {
    let (name, label) = (answer.rule.name(), label(key));
    match (answer.hit, &answer.gone) {
        (true, _) => format!("{name} has {label}: a hit."),
        (false, None) => format!("{name} misses {label} and has room for it."),
        (false, Some(gone)) if gone.key == key => format!("{name} misses {label} and does not keep it."),
        (false, Some(gone)) => format!("{name} misses {label}. {}", reason(gone)),
    }
}

/// One occurrence in words.
pub fn occurrence(what: &Occurrence) -> String {
    match *what {
        Occurrence::Asked { n, key, scanned, answers } => {
            let names = |hit: bool| {
                let names: Vec<&str> =
                    answers.iter().flatten().filter(|a| a.hit == hit).map(|a| a.rule.name()).collect();
                names.join(", ")
            };
            let from = if scanned { ", of a scan" } else { "" };
            let outcome = match (names(true).as_str(), names(false).as_str()) {
                ("", _) => "all miss".to_owned(),
                (_, "") => "all hit".to_owned(),
                (hits, misses) => format!("hit in {hits}; miss in {misses}"),
            };
            format!("Request {} asks for {}{from}: {outcome}.", grouped(n), label(key))
        }
        Occurrence::Emptied => "All caches are empty.".to_owned(),
        Occurrence::Scan { len } => format!("A scan of {} begins.", times(len.into(), "key", "keys")),
        Occurrence::Changed => "The settings change.".to_owned(),
    }
}

/// The log, newest last.
pub fn log(recorder: &Recorder, most: usize) -> Vec<Event> {
    let from = recorder.log.len().saturating_sub(most);
    recorder
        .log
        .iter()
        .skip(from)
        .map(|(at, what)| Event {
            at: *at,
            words: occurrence(what),
            target: match what {
                Occurrence::Asked { key, .. } => Some(Target { kind: "key", id: u64::from(label(*key)) }),
                _ => None,
            },
        })
        .collect()
}

/// The mark of a deed.
pub fn mark(deed: &Deed, at: Time, before: &Params) -> Mark {
    match deed {
        Deed::Set(index, value) => Mark::setting(at, before, *index, value),
        Deed::Act(act) if act.id == "empty" => Mark { at, kind: MarkKind::Fault, words: "caches emptied".to_owned() },
        Deed::Act(_) => Mark { at, kind: MarkKind::Deed, words: "a scan".to_owned() },
    }
}

/// The two windows.
pub fn was_now(model: &Caches, recorder: &Recorder) -> WasNow {
    let now = recorder.window(model.lanes(), model.now());
    let was = recorder.was.as_ref();
    let share =
        |window: &recorder::Window, rule| window.missed.iter().find(|(r, _)| *r == rule).map(|(_, m)| m * 100.0);
    let rows = model.lanes().iter().map(|lane| Row {
        label: lane.rule.name(),
        symbol: "",
        unit: "%",
        was: was.and_then(|window| share(window, lane.rule)),
        now: share(&now, lane.rule),
    });
    WasNow {
        title: if was.is_some() { "Missed, before and after the change" } else { "Missed, now" }.to_owned(),
        was: was.map(|window| (window.from, window.to)),
        now: (now.from, now.to),
        count: now.count,
        rows: rows.collect(),
    }
}

fn requests_words(params: &Params) -> String {
    let skew = format!("{:.2}", params.alpha);
    match params.requests {
        Requests::ZipfScans => format!(
            "Keys by Zipf with exponent {skew} over {} keys, and scans of {} new keys.",
            params.keys, params.scan
        ),
        Requests::Zipf => format!("Keys by Zipf with exponent {skew} over {} keys.", params.keys),
        Requests::Loop => format!("A loop of {} keys.", params.around),
        Requests::Even => format!("All of {} keys alike.", params.keys),
        Requests::Shifting => {
            format!("Keys by Zipf, and every {} requests others are popular.", grouped(params.shift_every.into()))
        }
        Requests::Recency => "What was asked for lately is asked for again.".to_owned(),
        Requests::Daily => format!(
            "A working set of which {} keys are replaced every {} requests.",
            params.renewed,
            grouped(params.day.into())
        ),
        Requests::Wonders => format!("Keys by Zipf, and {} % for keys nobody asks for again.", params.wonders),
        Requests::Scan => "Every key once, one after another.".to_owned(),
    }
}

fn lane_sentence(model: &Caches, lane: &Lane) -> String {
    let missed =
        lane.miss_ratio().map_or_else(|| "has counted nothing yet".to_owned(), |m| format!("missed {}", percent(m)));
    match model.hottest() {
        0 => format!("{} {missed}.", lane.rule.name()),
        hottest => {
            format!("{} {missed} and holds {} of the {hottest} hottest keys.", lane.rule.name(), model.hot_held(lane))
        }
    }
}

/// The scene in words.
pub fn describe(model: &Caches) -> Description {
    let lead = ABOUT.clock.lead(model.now());
    let caption = match model.current() {
        None => format!("Nobody has asked yet. Each cache has room for {} keys.", model.params().size),
        Some((key, scanned)) => {
            let hits: Vec<&str> =
                model.lanes().iter().filter(|l| l.last.is_some_and(|a| a.hit)).map(|l| l.rule.name()).collect();
            let asked = format!("Key {} is asked for{}.", label(key), if scanned { " by a scan" } else { "" });
            let answered = model.lanes().iter().filter(|lane| lane.last.is_some()).count();
            match hits.len() {
                _ if answered == 0 => asked,
                0 => format!("{asked} No cache has it."),
                n if n == model.lanes().len() => {
                    format!("{asked} {} it.", if n == 1 { "The cache has" } else { "All caches have" })
                }
                _ => format!("{asked} {} {} it.", join(&hits), if hits.len() == 1 { "has" } else { "have" }),
            }
        }
    };
    let mut whole = format!("{lead} {caption} {}", requests_words(model.params()));
    for lane in model.lanes() {
        whole.push(' ');
        whole.push_str(&lane_sentence(model, lane));
    }
    Description { lead, caption, whole }
}

fn join(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The scene as a table.
pub fn table(model: &Caches) -> Table {
    let head = ["Policy", "Last request", "What left", "Missed", "Hottest held", "Keys, newest or safest first"];
    let rows = model.lanes().iter().map(|lane| {
        let last = lane.last.map_or("", |answer| if answer.hit { "hit" } else { "miss" });
        let gone = lane.last.and_then(|answer| answer.gone).map_or_else(String::new, |gone| reason(&gone));
        let keys: Vec<String> = super::scene::held(&lane.policy).iter().map(|key| label(*key).to_string()).collect();
        vec![
            lane.rule.name().to_owned(),
            last.to_owned(),
            gone,
            lane.miss_ratio().map_or_else(|| "-".to_owned(), percent),
            match model.hottest() {
                0 => "-".to_owned(),
                hottest => format!("{} of {hottest}", model.hot_held(lane)),
            },
            keys.join(" "),
        ]
    });
    Table { caption: describe(model).caption, head: head.map(str::to_owned).to_vec(), rows: rows.collect() }
}

/// Why a cache or a key is as it is.
pub fn explain(model: &Caches, target: Target) -> Option<Explanation> {
    let number = usize::try_from(target.id).ok()?.checked_sub(1)?;
    match target.kind {
        "policy" => {
            let lane = model.lanes().get(number)?;
            let answer = lane.last?;
            let (key, _) = model.current()?;
            let about = lane.rule.option().help;
            Some(Explanation {
                why: format!("{} {about}", answer_words(&answer, key)),
                otherwise: answer.gone.map_or("", |gone| otherwise(&gone)).to_owned(),
            })
        }
        "key" => {
            let key = Key::try_from(number).ok()?;
            let there: Vec<&str> =
                model.lanes().iter().filter(|lane| lane.policy.holds(key)).map(|lane| lane.rule.name()).collect();
            let touched = model.touched(key).map_or_else(
                || "It was never asked for.".to_owned(),
                |n| match model.requests() - n {
                    0 => "It is asked for now.".to_owned(),
                    idle => format!("It was asked for {} ago.", times(idle, "request", "requests")),
                },
            );
            let held = if there.is_empty() {
                "No cache holds it.".to_owned()
            } else {
                format!("{} {} it.", join(&there), if there.len() == 1 { "holds" } else { "hold" })
            };
            let rank = if key < model.params().keys {
                format!("Key {} is number {} by popularity.", label(key), label(key))
            } else {
                format!("Key {} is new.", label(key))
            };
            Some(Explanation { why: format!("{rank} {touched} {held}"), otherwise: String::new() })
        }
        _ => None,
    }
}
