//! From reasons to sentences: why a query asked whom it asked, why a shard is hot, why a key moved.

use super::metrics;
use super::model::Store;
use super::occurrence::{Answer, Kind};
use super::params::{Key, Params, Placement, Window as During};
use super::recorder::Recorder;
use super::words::{count, digits, grouped, key, one, percent, rate, rows, shard, shards, span};
use crate::concept::Explanation;
use crate::scene::Target;
use std::fmt::Write as _;

/// Why a query asked whom it asked, and how that went.
fn answer(a: &Answer, params: &Params) -> String {
    let who = key(params.key, a.key);
    let asked = shards(a.asked);
    let how = match params.place {
        Placement::Hash => "the ring gives it to",
        Placement::Modulo => "its hash modulo the number of shards is",
        Placement::Range => "it lies in the range of",
    };
    let whom = match a.kind {
        Kind::Read if a.twice => {
            format!("Read {who}: the new shard had nothing yet, so it asked the old one too: {asked}.")
        }
        Kind::Write if a.asked.count_ones() > 1 => format!("Wrote a row of {who}, which is moving: to {asked}, both."),
        Kind::Read => format!("Read {who}: {how} {asked}."),
        Kind::Write => format!("Wrote a row of {who}: {how} {asked}."),
        Kind::Scan if params.place == Placement::Range => {
            format!("Scanned {} to {}: neighbours lie together, on {asked}.", key(params.key, a.key), a.last + 1)
        }
        Kind::Scan => format!(
            "Scanned {} to {}: a hash scatters neighbours, so it asked {asked}.",
            key(params.key, a.key),
            a.last + 1
        ),
        Kind::Scatter => format!("Does not know the shard key, so it asked {asked}."),
    };
    let many = a.asked.count_ones() > 1 && !a.twice;
    let took = if a.failed {
        " A shard was dead or full: it failed.".to_owned()
    } else if a.empty {
        format!(" It came back after {} without rows that exist.", span(a.took))
    } else if many {
        format!(
            " The quickest answered in {}, {} last: {}.",
            span(a.quickest),
            shard(a.slowest.0 as usize),
            span(a.took)
        )
    } else {
        format!(" It took {}.", span(a.took))
    };
    format!("{whom}{took}")
}

fn otherwise(a: &Answer, params: &Params) -> String {
    match a.kind {
        Kind::Scan if params.place != Placement::Range => "Cut by ranges it would have asked one shard or two.",
        Kind::Scatter => {
            "Only a query by the shard key asks one shard. A second index by what is asked for would help."
        }
        Kind::Read if a.twice => "With a map of what has moved it would have asked once.",
        Kind::Read if a.empty => "Asking the old shard as well would have found it.",
        _ => "",
    }
    .to_owned()
}

/// Why.
pub fn explain(model: &Store, recorder: &Recorder, target: Target) -> Option<Explanation> {
    let params = model.params();
    match target.kind {
        "query" => {
            let a = recorder.answers.newest_first().find(|a| a.n == target.id);
            if let Some(a) = a {
                return Some(Explanation { why: answer(a, params), otherwise: otherwise(a, params) });
            }
            let query = model.queries().find(|query| query.n == target.id)?;
            let why = format!(
                "Query {} for {}, {}, asked {}; {} not answered yet.",
                grouped(query.n),
                key(params.key, query.orders.0),
                one(query.kind),
                shards(query.asked),
                count(query.pending.into(), "is", "are")
            );
            Some(Explanation { why, otherwise: String::new() })
        }
        "move" => {
            let moved = recorder.moves.newest_first().find(|moved| moved.key + 1 == target.id)?;
            let why = format!(
                "{} moved from {} to {} with {}: {}.",
                key(params.key, moved.key),
                shard(moved.from as usize),
                shard(moved.to as usize),
                rows(moved.rows as f64),
                match params.place {
                    Placement::Modulo => format!("its hash modulo {} is another", model.count()),
                    Placement::Hash => "a mark of the new shard stands before its old one on the ring".to_owned(),
                    Placement::Range => "its range was cut and it lies behind the cut".to_owned(),
                }
            );
            let otherwise = match params.place {
                Placement::Modulo => "On a ring most keys would have stayed.".to_owned(),
                _ => String::new(),
            };
            Some(Explanation { why: capital(&why), otherwise })
        }
        "shard" => Some(hot(model, target.id as usize)?),
        _ => None,
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// Why a shard is as busy as it is.
fn hot(model: &Store, id: usize) -> Option<Explanation> {
    let at = id.checked_sub(1)?;
    let state = model.shards().get(at).filter(|state| state.present)?;
    let params = model.params();
    let name = shard(at);
    if state.dead {
        let why = format!(
            "{name} is dead: its {} cannot be read, and who asks everybody fails too.",
            rows(state.rows as f64)
        );
        return Some(Explanation { why, otherwise: String::new() });
    }
    let now = model.rate_of(state);
    let all: f64 = model.present().map(|at| model.rate_of(&model.shards()[at])).sum();
    let mut why = format!(
        "{name} gets {} of the {} that shards are asked, {} of what it can serve, and holds {} of the rows.",
        rate(now),
        rate(all),
        percent(now / params.each),
        percent(state.rows as f64 / model.keys().rows().max(1) as f64)
    );
    let loads = metrics::loads(model);
    let mean = loads.iter().sum::<f64>() / loads.len().max(1) as f64;
    let hot = now / params.each > 1.25 * mean;
    let here = |index: usize| model.keys().all.get(index).is_some_and(|key| usize::from(key.owner) == at);
    let mut otherwise = "";
    match params.key {
        Key::Time
            if model.routes().shard(0, model.keys().newest) as usize == at && params.place == Placement::Range =>
        {
            why.push_str(" Now is in its range: all writes and most reads come here.");
            otherwise = "Splitting it halves its rows, not its queries: now is in one half only.";
        }
        Key::Time if hot => {
            why.push_str(" The stretch of time that is now hashes to it.");
            otherwise = "Shorter stretches would pass it on sooner.";
        }
        Key::Country if hot => {
            why.push_str(" A large country lies on it, and a country is one key.");
            otherwise = "A key with many values, none of them large, would spread.";
        }
        Key::User | Key::Conversation if here(0) && params.celebrity > 0.0 => {
            let _ = write!(why, " The celebrity is here, with {} % of all queries.", digits(params.celebrity));
            otherwise = "Splitting the shard keeps the celebrity whole. Splitting the key would help.";
        }
        _ => {}
    }
    if params.window == During::Double && state.copies > 0 {
        let _ = write!(why, " {} of others are here already as copies.", rows(state.copies as f64));
    }
    Some(Explanation { why, otherwise: otherwise.to_owned() })
}
