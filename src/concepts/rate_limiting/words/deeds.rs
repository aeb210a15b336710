//! What was done, in a few words: marks on the timeline and the title of the Was / Now table.

use super::super::params::Params;
use super::super::recorder::LastDeed;
use crate::concept::{Deed, Mark, MarkKind};
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
    match deed {
        Deed::Set(index, value) => Mark::setting(at, before, *index, value),
        Deed::Act(act) => {
            let words = match (act.id, act.amount) {
                ("attack", _) => "edge attacked".to_owned(),
                ("surge-now", Some(n)) => format!("burst of {n}"),
                (id, _) => id.to_owned(),
            };
            Mark { at, kind: MarkKind::Deed, words }
        }
    }
}
