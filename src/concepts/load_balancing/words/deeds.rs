//! What was done, in a few words: marks on the timeline and the title of the Was / Now table.

use super::super::occurrence::Fault;
use super::super::params::Params;
use super::super::recorder::LastDeed;
use crate::concept::{Act, Deed, Mark, MarkKind};
use crate::sim::Time;

/// "Before and after the kill", for the Was / Now table.
pub fn deed_title(deed: Option<LastDeed>) -> String {
    let what = match deed {
        None => return "Now".to_owned(),
        Some(LastDeed::Fault(_, Fault::Kill)) => "the kill",
        Some(LastDeed::Fault(_, Fault::Hang)) => "the hang",
        Some(LastDeed::Fault(_, Fault::Flap)) => "the flapping",
        Some(LastDeed::Fault(_, Fault::Slow)) => "the change of speed",
        Some(LastDeed::Recovered(_)) => "the revival",
        Some(LastDeed::Left(_)) => "the leaving",
        Some(LastDeed::Added(_)) => "the joining",
        Some(LastDeed::Changed) => "the change",
    };
    format!("Before and after {what}")
}

/// The mark of a deed on the timeline.
pub fn mark(deed: &Deed, at: Time, before: &Params) -> Mark {
    match deed {
        Deed::Set(index, value) => Mark::setting(at, before, *index, value),
        Deed::Act(act) => Mark { at, kind: kind_of(act), words: act_words(act) },
    }
}

fn kind_of(act: &Act) -> MarkKind {
    if matches!(act.id, "kill" | "hang" | "slow" | "flap" | "remove") { MarkKind::Fault } else { MarkKind::Deed }
}

fn act_words(act: &Act) -> String {
    let server = act.target.map_or(String::new(), |n| format!("S{n} "));
    match (act.id, act.amount) {
        ("kill", _) => format!("{server}killed"),
        ("hang", _) => format!("{server}hangs"),
        ("slow", Some(factor)) => format!("{server}at {factor}×"),
        ("flap", Some(half)) => format!("{server}flaps, {half} s"),
        ("recover", _) => format!("{server}revived"),
        ("drain", _) => format!("{server}drains"),
        ("remove", _) => format!("{server}removed"),
        ("add", _) => "server added".to_owned(),
        (id, _) => format!("{server}{id}"),
    }
}
