//! From reasons to sentences: who answered and why, the scene in words, the log.

use super::model::Tiers;
use super::model::op::Spot;
use super::model::tally::{WHO, who};
use super::occurrence::Occurrence;
use super::params::{Params, Tell, Tier};
use super::recorder::{Recorder, Window};
use super::{ABOUT, metrics, theory};
use crate::concept::{Deed, Description, Event, Explanation, Mark, MarkKind, Row, Table, WasNow};
pub use crate::concept::{brief as digits, brief_time as seconds, count, grouped};
use crate::scene::Target;
use crate::sim::{Model as _, Span, Time};
use std::fmt::Write as _;

/// "450 ms", "4.2 s".
pub fn span(span: Span) -> String {
    seconds(span.secs())
}

/// "92.1 %".
pub fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// "edge 3", "the shield", "program 1".
pub fn name(spot: Spot) -> String {
    match spot {
        Spot::User => "the users".to_owned(),
        Spot::Edge(at) => format!("edge {}", at + 1),
        Spot::Shield => "the shield".to_owned(),
        Spot::Program(at) => format!("program {}", at + 1),
        Spot::Node(at) => format!("node {}", at + 1),
        Spot::Origin => "the origin".to_owned(),
    }
}

/// A sentence's begin.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The spot of an answer.
fn spot(tier: Option<Tier>, place: u8) -> Spot {
    match tier {
        None => Spot::Origin,
        Some(Tier::Edge) => Spot::Edge(place),
        Some(Tier::Shield) => Spot::Shield,
        Some(Tier::Local) => Spot::Program(place),
        Some(Tier::Cluster) => Spot::Node(place),
    }
}

/// One occurrence in words.
pub fn occurrence(what: &Occurrence) -> String {
    match *what {
        Occurrence::Answered { n, key, tier, place, version, old, took } => {
            let age = old.map_or_else(String::new, |age| format!(", out of date for {}", span(age)));
            let by = name(spot(tier, place));
            format!("Request {} for key {}: v{version} from {by} after {}{age}.", grouped(n), key + 1, span(took))
        }
        Occurrence::Wrote { key, version, program } => {
            format!("Program {} writes key {}: v{version}.", program + 1, key + 1)
        }
        Occurrence::Told { key, copies } => {
            format!(
                "The others hear of key {}; {}.",
                key + 1,
                count(copies.into(), "copy is deleted", "copies are deleted")
            )
        }
        Occurrence::Lost { node, keys } => {
            format!("Node {} is lost with {}.", node + 1, count(keys.into(), "copy", "copies"))
        }
        Occurrence::Back { node } => format!("Node {} is back, and empty.", node + 1),
        Occurrence::Down => "No node can be reached.".to_owned(),
        Occurrence::Up => "The nodes are back, and empty.".to_owned(),
        Occurrence::Emptied => "Every cache is empty.".to_owned(),
        Occurrence::Deployed => "The programs were restarted; their caches are empty.".to_owned(),
        Occurrence::Warming { keys } => format!("The nodes are warmed with {}.", count(keys.into(), "key", "keys")),
        Occurrence::Warmed { keys } => format!("Warming is done: {}.", count(keys.into(), "key", "keys")),
        Occurrence::Refused { key } => {
            format!("The line at the origin is full: a request for key {} is turned away.", key + 1)
        }
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
            let node = act.target.unwrap_or(0);
            let (kind, words) = match act.id {
                "lose" => (MarkKind::Fault, format!("node {node} lost")),
                "back" => (MarkKind::Slider, format!("node {node} back")),
                "down" => (MarkKind::Fault, "nodes out of reach".to_owned()),
                "up" => (MarkKind::Slider, "nodes back".to_owned()),
                "empty" => (MarkKind::Fault, "all caches emptied".to_owned()),
                "deploy" => (MarkKind::Fault, "programs restarted".to_owned()),
                "warm" => (MarkKind::Slider, "warming".to_owned()),
                _ => (MarkKind::Slider, "key 1 written".to_owned()),
            };
            Mark { at, kind, words }
        }
        Deed::Set(index, to) => Mark::setting(at, before, *index, to),
    }
}

/// The two windows.
pub fn was_now(model: &Tiers, recorder: &Recorder) -> WasNow {
    let now = Window::measure(model);
    let was = recorder.was;
    let row = |label, unit, of: fn(&Window) -> Option<f64>| Row {
        label,
        symbol: "",
        unit,
        was: was.as_ref().and_then(of),
        now: of(&now),
    };
    WasNow {
        title: if was.is_some() { "Before and after".to_owned() } else { "Now".to_owned() },
        was: was.map(|window| (window.from, window.to)),
        now: (now.from, now.to),
        count: now.count,
        rows: vec![
            row("From a cache", "%", |w| w.cached),
            row("At the origin", "/s", |w| w.loads_per_s),
            row("Out of date", "%", |w| w.old),
            row("For how long", "s", |w| w.old_s),
            row("Mean answer", "ms", |w| w.mean_ms),
            row("p99", "ms", |w| w.p99_ms),
        ],
    }
}

/// What is the matter with the nodes.
fn faults(model: &Tiers) -> String {
    if !model.params().has(Tier::Cluster) {
        return String::new();
    }
    if !model.reachable() {
        return " No node can be reached.".to_owned();
    }
    let lost: Vec<String> = (0..model.stores(Tier::Cluster).len())
        .filter(|&node| !model.is_up(node))
        .map(|node| format!("node {}", node + 1))
        .collect();
    match lost.len() {
        0 => String::new(),
        1 => format!(" {} is lost.", capital(&lost[0])),
        _ => format!(" Lost: {}.", lost.join(", ")),
    }
}

/// The scene in words.
pub fn describe(model: &Tiers) -> Description {
    let lead = ABOUT.clock.lead(model.now());
    let params = model.params();
    let t = &model.tally;
    let (busy, line) = model.origin();
    let cached = t.share(WHO - 1).map_or_else(
        || "Nothing is answered yet.".to_owned(),
        |share| format!("Caches answer {}.", percent(1.0 - share)),
    );
    let origin = if line > 0 {
        format!(" The origin works on {busy}, and {} in line.", count(line as u64, "waits", "wait"))
    } else {
        format!(" The origin works on {} of {} loads.", busy, params.workers)
    };
    let (wrong, most) = model.incoherent();
    let copies = match wrong {
        0 => " No copy is out of date.".to_owned(),
        n => format!(" {} out of date, the oldest for {}.", count(n as u64, "copy is", "copies are"), span(most)),
    };
    let caption = format!("{cached}{origin}{copies}{}", faults(model));
    let mut whole = format!(
        "{lead} {caption} {} requests and {} writes a second for {}.",
        digits(params.rate),
        digits(params.writes),
        count(params.keys.into(), "key", "keys")
    );
    for &tier in Tier::ALL.iter().filter(|&&tier| params.has(tier)) {
        let share = t.share(who(Some(tier))).map_or("-".to_owned(), percent);
        let ratio = metrics::hit_ratio(model, tier).map_or("-".to_owned(), percent);
        let _ = write!(whole, " {}: {share} of all answers, {ratio} of what asks there.", tier.name());
    }
    Description { lead, caption, whole }
}

/// The scene as a table: who answers.
pub fn table(model: &Tiers) -> Table {
    let t = &model.tally;
    let params = model.params();
    let rows = Tier::ALL.iter().copied().filter(|&tier| params.has(tier)).map(Some).chain([None]);
    let row = |tier: Option<Tier>| {
        let share = &t.shares[who(tier)];
        let some = |value: Option<f64>, words: fn(f64) -> String| value.map_or("-".to_owned(), words);
        let copies: u32 = tier.map_or(0, |tier| model.stores(tier).iter().map(super::model::store::Store::len).sum());
        vec![
            tier.map_or("Origin".to_owned(), |tier| tier.name().to_owned()),
            some(t.share(who(tier)), percent),
            tier.map_or("-".to_owned(), |tier| some(metrics::hit_ratio(model, tier), percent)),
            some(share.mean_s(), seconds),
            seconds(theory::answer_s(tier, params)),
            tier.map_or("-".to_owned(), |_| grouped(copies.into())),
            grouped(share.old),
            some(share.old_mean_s(), seconds),
            if share.old > 0 { span(share.old_most) } else { "-".to_owned() },
        ]
    };
    Table {
        caption: describe(model).caption,
        head: [
            "Who",
            "Of all answers",
            "Hit ratio",
            "Mean answer",
            "In theory",
            "Copies",
            "Out of date",
            "For how long",
            "At most",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: rows.map(row).collect(),
    }
}

/// What a place in the picture is: its number counts the caches from the users on.
pub fn place(model: &Tiers, id: u32) -> Option<Spot> {
    let spots = all(model.params());
    spots.get((id as usize).checked_sub(1)?).copied()
}

/// Every cache but the nodes, which are things of their own.
pub fn all(params: &Params) -> Vec<Spot> {
    let each = |tier: Tier, spot: fn(u8) -> Spot| {
        let n = if params.has(tier) { params.count(tier) as u8 } else { 0 };
        (0..n).map(spot)
    };
    each(Tier::Edge, Spot::Edge)
        .chain(each(Tier::Shield, |_| Spot::Shield))
        .chain(each(Tier::Local, Spot::Program))
        .collect()
}

/// What a cache holds of key 1, and what it does.
pub fn explain(model: &Tiers, target: Target) -> Option<Explanation> {
    let spot = match target.kind {
        "node" => Spot::Node(u8::try_from(target.id).ok()?.checked_sub(1)?),
        "cache" => place(model, u32::try_from(target.id).ok()?)?,
        _ => return None,
    };
    let name = capital(&name(spot));
    let Some(store) = model.cache(spot) else {
        let why = format!("{name} cannot be reached: its keys are asked for elsewhere.");
        return Some(Explanation { why, otherwise: String::new() });
    };
    let held = format!(
        "{name} holds {} and has room for {}. It answered {} of {}.",
        count(store.len().into(), "copy", "copies"),
        store.room(),
        grouped(store.hits),
        count(store.asked, "look-up", "look-ups")
    );
    let truth = model.truth(0);
    let first = match store.peek(0, model.now()) {
        None => " It has no copy of key 1.".to_owned(),
        Some(copy) if copy.version < truth => format!(
            " Its copy of key 1 is v{}, out of date for {}; it ends in {}.",
            copy.version,
            span(model.age(0, copy.version)),
            span(copy.expires.since(model.now()))
        ),
        Some(copy) => format!(" Its copy of key 1 is v{}, the newest.", copy.version),
    };
    let otherwise = match (spot, model.params().tell) {
        (Spot::Edge(_) | Spot::Shield, tell) if tell != Tell::Purge => "With a purge it would hear of writes.",
        (Spot::Program(_), Tell::Nobody | Tell::Own) => {
            "It hears of the writes of other programs only if all are told."
        }
        _ => "",
    };
    Some(Explanation { why: format!("{held}{first}"), otherwise: otherwise.to_owned() })
}
