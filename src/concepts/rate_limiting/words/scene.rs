//! The scene in words: the caption, everything, the table twin, and why something is as it is.

use super::super::face::Face;
use super::super::model::Limiting;
use super::super::recorder::{Outcome, Recorder};
use super::numbers::{amount, count, span_words};
use super::reasons::{otherwise, why};
use super::rule::{lane_line, rule};
use super::told::fields;
use crate::concept::{Description, Explanation, Table};
use crate::scene::Target;
use crate::sim::Model as _;
use std::fmt::Write as _;

/// The state of the limiter in focus in one sentence.
fn state(model: &Limiting) -> String {
    let now = model.now();
    match model.focus().face(now) {
        Face::Glass { level, size, .. } if level >= 0.0 => {
            format!("The bucket holds {} of {} tokens.", amount(level), amount(size))
        }
        Face::Glass { level, .. } => format!("The bucket owes {} tokens.", amount(-level)),
        Face::Vessel { level, size, .. } => format!("The bucket is filled to {} of {}.", amount(level), amount(size)),
        Face::Funnel { held, size, .. } => {
            let verb = if held == 1 { "waits" } else { "wait" };
            format!("{} {verb} in a queue of {size}.", count(u64::from(held), "request", "requests"))
        }
        Face::Arrival { tat, .. } if tat > now => {
            format!("The next request is due in {}.", span_words(tat.since(now)))
        }
        Face::Arrival { .. } => "The next request is due now.".to_owned(),
        Face::Window { count: n, limit, start, window } => {
            format!("{n} of {limit} are used in this window. It ends in {}.", span_words((start + window).since(now)))
        }
        Face::Log { marks, limit, .. } => format!("{} of {limit} stand in the log.", marks.len()),
        ref face @ Face::Pair { limit, .. } => {
            format!("The weighted count is {} of {limit}.", amount(face.gauge(now)))
        }
        Face::Slots { busy, limit, .. } => format!("{busy} of {} slots are taken.", amount(limit)),
    }
}

/// The scene in words.
pub fn describe(model: &Limiting, recorder: &Recorder) -> Description {
    let now = model.now();
    let sums = model.focus().sums;
    let passed = if sums.delayed > 0 { sums.let_in - (sums.delayed - sums.left) } else { sums.let_in };
    let verb = |n: u64| if n == 1 { "was" } else { "were" };
    let waiting = match sums.delayed - sums.left {
        0 => String::new(),
        n => format!(" {n} {} still waiting.", if n == 1 { "is" } else { "are" }),
    };
    let caption = format!(
        "{} {} passed. {} {} refused.",
        state(model),
        count(passed, "request", "requests"),
        count(sums.refused, "attempt", "attempts").replace(" attempts", "").replace(" attempt", ""),
        verb(sums.refused)
    );
    let lane = model.focus();
    let mut whole = format!("{caption}{waiting} {}", rule(lane, model).join(" "));
    let n = lane.trailing(now, model.window());
    let _ = write!(
        whole,
        " In the last {} {} passed. The most in any such window was {}.",
        span_words(model.window()),
        count(u64::from(n), "request", "requests"),
        lane.worst()
    );
    for other in &model.lanes()[1..] {
        let _ = write!(
            whole,
            " {} ({}): {} passed, {} refused, {} in the worst window.",
            other.kind().option().label,
            lane_line(other, model),
            other.sums.let_in,
            other.sums.refused,
            other.worst()
        );
    }
    if let Some((at, k)) = model.differs() {
        let _ = write!(whole, " The limiters first differ at request {}, at {:.2} s.", k + 1, at.secs());
    }
    if let Some(mark) = recorder.lane(0).marks.newest() {
        let list = fields(lane, mark);
        let list: Vec<String> = list.into_iter().map(|field| format!("{}: {}", field.name, field.value)).collect();
        let _ = write!(whole, " The latest answer says {}.", list.join(", "));
    }
    Description { lead: format!("{:.2} s.", now.secs()), caption: format!("{caption}{waiting}"), whole }
}

/// A row per limiter.
pub fn table(model: &Limiting) -> Table {
    let head = ["Limiter", "Setting", "State", "Let in", "Refused", "Worst window", "Mean delay, s", "Bytes per key"];
    let rows = model.lanes().iter().map(|lane| {
        let delay = if lane.sums.let_in > 0 { lane.sums.delay_ns as f64 / 1e9 / lane.sums.let_in as f64 } else { 0.0 };
        let face = lane.face(model.now());
        vec![
            lane.kind().option().label.to_owned(),
            lane_line(lane, model),
            format!("{} {}", amount(face.gauge(model.now())), face.gauge_label()),
            lane.sums.let_in.to_string(),
            lane.sums.refused.to_string(),
            lane.worst().to_string(),
            super::numbers::digits(delay),
            lane.bytes_per_key().to_string(),
        ]
    });
    Table {
        caption: format!("Limiters at {:.2} s.", model.now().secs()),
        head: head.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}

/// Why `target` is as it is.
pub fn explain(model: &Limiting, recorder: &Recorder, target: Target) -> Option<Explanation> {
    match target.kind {
        "request" => {
            let k = target.id.checked_sub(1)?;
            let Some(mark) = recorder.decision(k) else {
                let at = model
                    .ahead(model.now() + model.compared(), 4096)
                    .get(k.checked_sub(model.sent())? as usize)
                    .copied()?;
                return Some(Explanation {
                    why: format!("Request {} comes in {}.", k + 1, span_words(at.since(model.now()))),
                    otherwise: String::new(),
                });
            };
            let others = model.lanes().iter().enumerate().skip(1).filter_map(|(lane, state)| {
                let other = recorder.lane(lane).marks.newest_first().find(|other| other.k == k)?;
                let same = (other.outcome == Outcome::Refused) == (mark.outcome == Outcome::Refused);
                (!same).then(|| {
                    let verb = if other.outcome == Outcome::Refused { "refused it" } else { "let it in" };
                    format!("{} {verb}.", state.kind().option().label)
                })
            });
            let mut hints: Vec<String> = vec![otherwise(&mark.reason)];
            hints.extend(others);
            hints.retain(|hint| !hint.is_empty());
            Some(Explanation { why: why(&mark.reason, k), otherwise: hints.join(" ") })
        }
        "limiter" => Some(Explanation {
            why: format!("{} {}", rule(model.focus(), model).join(" "), state(model)),
            otherwise: String::new(),
        }),
        _ => None,
    }
}
