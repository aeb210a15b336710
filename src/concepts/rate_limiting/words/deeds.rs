//! What was done, in a few words: marks on the timeline and the title of the Was / Now table.

use super::super::params::Params;
use super::super::recorder::LastDeed;
use crate::concept::{Deed, Mark, MarkKind};
use crate::param::{Kind, ParamSet as _, Value, within_sentence};
use crate::sim::Time;

/// "Before and after the change", for the Was / Now table.
pub fn deed_title(deed: Option<LastDeed>) -> String {
    match deed {
        None => "Now".to_owned(),
        Some(LastDeed::Added) => "Before and after the burst".to_owned(),
        Some(LastDeed::Changed) => "Before and after the change".to_owned(),
    }
}

/// The mark of a deed on the timeline.
pub fn mark(deed: &Deed, at: Time, before: &Params) -> Mark {
    let words = match deed {
        Deed::Set(index, value) => {
            let Some(param) = Params::TABLE.get(*index) else {
                return Mark { at, kind: MarkKind::Slider, words: String::new() };
            };
            match (before.get(*index), value, param.kind) {
                (_, Value::Choice(i), Kind::Choice { options, .. }) => {
                    within_sentence(options.get(*i).map_or("", |option| option.label))
                }
                (_, Value::List(_) | Value::Set(_), _) => format!("{} changed", within_sentence(param.label)),
                (_, Value::Switch(on), _) => {
                    format!("{} {}", within_sentence(param.label), if *on { "on" } else { "off" })
                }
                (from, to, _) => format!("{} {from} to {to}", within_sentence(param.label)),
            }
        }
        Deed::Act(act) => {
            let words = match (act.id, act.amount) {
                ("attack", _) => "edge attacked".to_owned(),
                ("surge-now", Some(n)) => format!("burst of {n}"),
                (id, _) => id.to_owned(),
            };
            return Mark { at, kind: MarkKind::Deed, words };
        }
    };
    Mark { at, kind: MarkKind::Slider, words }
}
