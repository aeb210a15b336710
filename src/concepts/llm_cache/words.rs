//! From reasons to sentences: what a cache did and why, the scene in words, the log.

use super::model::lane::Lane;
use super::model::{Prompts, text};
use super::occurrence::{Answer, How, Occurrence, Prompt};
use super::params::Params;
use super::recorder::{Recorder, Window};
use super::{ABOUT, theory};
use crate::concept::{Deed, Description, Event, Explanation, Mark, MarkKind, Row, Table, WasNow};
pub use crate::concept::{brief as digits, brief_time as seconds, count, grouped};
use crate::scene::Target;
use crate::sim::{Model as _, Time};

/// "92.1 %".
pub fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// What a cache did, in a few words.
pub fn did(answer: &Answer) -> String {
    match answer.how {
        How::Exact => "same letters".to_owned(),
        How::Near { right: true, .. } => "near, and right".to_owned(),
        How::Near { right: false, .. } => "near, and wrong".to_owned(),
        How::Computed { kept: 0 } => "computed".to_owned(),
        How::Computed { kept } => format!("computed, {} tokens there", grouped(kept.into())),
    }
}

/// What a cache did and why.
fn reason(prompt: &Prompt, answer: &Answer, params: &Params) -> String {
    let asked = format!("“{}” ", text(prompt));
    let nearest = |of: &Prompt, cosine: f32| format!("The nearest that it knows is “{}”, at {cosine:.2}.", text(of));
    match (answer.how, answer.nearest) {
        (How::Exact, _) => format!("{asked}It has an answer to the very same letters."),
        (How::Near { of, cosine, right }, _) => {
            let verdict = if right {
                "It is the same question: the answer is right."
            } else {
                "It is another question: the answer is wrong."
            };
            format!("{asked}{} That is enough for {}. {verdict}", nearest(&of, cosine), digits(params.threshold))
        }
        (How::Computed { kept }, Some((of, cosine))) => {
            let lost = if of.same_answer(prompt) { " Its answer would have been right." } else { "" };
            let there = if kept > 0 { format!(" {} tokens were there.", grouped(kept.into())) } else { String::new() };
            format!("{asked}{} That is not enough: it is computed.{lost}{there}", nearest(&of, cosine))
        }
        (How::Computed { kept: 0 }, None) => {
            format!("{asked}Nothing of it is there: it is computed from the first token.")
        }
        (How::Computed { kept }, None) => {
            format!("{asked}The first {} tokens are there; the rest and the answer are computed.", grouped(kept.into()))
        }
    }
}

/// One occurrence in words.
pub fn occurrence(what: &Occurrence) -> String {
    match what {
        Occurrence::Asked(prompt, answers) => {
            let all: Vec<String> = answers.iter().flatten().map(did).collect();
            format!("Prompt {}, “{}”: {}.", grouped(prompt.n), text(prompt), all.join("; "))
        }
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
        Deed::Act(_) => Mark { at, kind: MarkKind::Fault, words: "caches emptied".to_owned() },
        Deed::Set(index, to) => Mark::setting(at, before, *index, to),
    }
}

/// The two windows, of the last cache.
pub fn was_now(model: &Prompts, recorder: &Recorder) -> WasNow {
    let now = Window::measure(model);
    let was = recorder.was;
    let row = |label, unit, of: fn(&Window) -> Option<f64>| Row {
        label,
        symbol: "",
        unit,
        was: was.as_ref().and_then(of),
        now: of(&now),
    };
    let name = model.lanes().last().map_or("", |lane| lane.cache.name());
    WasNow {
        title: if was.is_some() { format!("{name}, before and after") } else { format!("{name}, now") },
        was: was.map(|window| (window.from, window.to)),
        now: (now.from, now.to),
        count: now.count,
        rows: vec![
            row("Hits", "%", |w| w.hits),
            row("Wrong", "%", |w| w.wrong),
            row("Tokens a prompt", "", |w| w.tokens),
            row("Mean answer", "s", |w| w.mean),
        ],
    }
}

fn sentence(lane: &Lane) -> String {
    let t = &lane.tally;
    let share = |value: Option<f64>| value.map_or("-".to_owned(), percent);
    let mean = t.latency.mean_s().map_or("-".to_owned(), seconds);
    format!(
        "{}: {} hits, {} of all answers wrong, {} for an answer on average.",
        lane.cache.name(),
        share(t.hit_ratio()),
        share(t.wrong_share()),
        mean
    )
}

/// The scene in words.
pub fn describe(model: &Prompts) -> Description {
    let lead = ABOUT.clock.lead(model.now());
    let caption = match model.last {
        None => "No prompt has come yet.".to_owned(),
        Some(prompt) => {
            let all: Vec<String> = model
                .lanes()
                .iter()
                .filter_map(|lane| Some(format!("{} {}", lane.cache.name(), did(&lane.last.as_ref()?.1))))
                .collect();
            format!("“{}” {}.", text(&prompt), all.join("; "))
        }
    };
    let params = model.params();
    let mut whole = format!(
        "{lead} {caption} {} prompts a second of {}, {} tokens before each question, threshold {}.",
        digits(params.rate),
        count(params.apps.into(), "program", "programs"),
        grouped(params.system.into()),
        digits(params.threshold)
    );
    for lane in model.lanes() {
        whole.push(' ');
        whole.push_str(&sentence(lane));
    }
    Description { lead, caption, whole }
}

/// The scene as a table.
pub fn table(model: &Prompts) -> Table {
    let row = |lane: &Lane| {
        let t = &lane.tally;
        let some = |value: Option<f64>, words: fn(f64) -> String| value.map_or("-".to_owned(), words);
        vec![
            lane.cache.name().to_owned(),
            lane.last.as_ref().map_or("-".to_owned(), |(_, answer)| did(answer)),
            some(t.hit_ratio(), percent),
            some(t.wrong_share(), percent),
            some(t.wrong_of_hits(), percent),
            some(t.tokens(), digits),
            some(t.latency.mean_s(), seconds),
            some(theory::mean_answer(lane, model.params()), seconds),
        ]
    };
    Table {
        caption: describe(model).caption,
        head: ["Cache", "Last", "Hits", "Wrong", "Wrong of hits", "Tokens a prompt", "Mean answer", "By the formula"]
            .map(str::to_owned)
            .to_vec(),
        rows: model.lanes().iter().map(row).collect(),
    }
}

/// Why a cache did what it did last.
pub fn explain(model: &Prompts, target: Target) -> Option<Explanation> {
    let at = usize::try_from(target.id).ok()?.checked_sub(1)?;
    let lane = model.lanes().get(at).filter(|_| target.kind == "cache")?;
    let about = lane.cache.option().help;
    let Some((prompt, answer)) = &lane.last else {
        return Some(Explanation { why: about.to_owned(), otherwise: String::new() });
    };
    let otherwise = match answer.how {
        How::Near { right: false, .. } => "A higher threshold would have computed it.",
        How::Computed { .. } if answer.nearest.is_some_and(|(of, _)| of.same_answer(prompt)) => {
            "A lower threshold would have hit."
        }
        _ => "",
    };
    Some(Explanation { why: reason(prompt, answer, model.params()), otherwise: otherwise.to_owned() })
}
