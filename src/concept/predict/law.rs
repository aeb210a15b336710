//! Whether predictions are true to their concept: each is carried out.

use super::{AHEAD, Ask, Prediction, Trial, Verdict, borrowed};
use crate::concept::measure::Scope;
use crate::concept::{Entry, Run};
use crate::link;
use crate::sim::Advance;

/// What a prediction names and the concept does not have, what does not happen, and replies that no guess gets; one
/// sentence each.
pub fn complaints(decl: &'static Prediction, entry: &'static Entry) -> Vec<String> {
    let mut out = Vec::new();
    let mut say = |sentence: String| out.push(format!("{}, {}: {sentence}", entry.about.id, decl.id));
    if !decl.question.ends_with('?') || decl.because.is_empty() {
        say("It needs a question that ends with ?, and a reason.".to_owned());
    }
    let from = if decl.from.is_empty() { entry.presets.first().map_or("", |preset| preset.link) } else { decl.from };
    let decoded = link::decode(from, entry);
    if let Some(bad) = decoded.complaints.first() {
        say(format!("{bad}."));
    }
    let trial = (entry.open)(&decoded.state).and_then(|mut run| Ok((Trial::begin(decl, &mut *run)?, run)));
    let (trial, mut run) = match trial {
        Ok(trial) => trial,
        Err(bad) => {
            say(format!("{bad}."));
            return out;
        }
    };
    if run.advance(trial.until, AHEAD * 100) != Advance::Reached {
        say("Its run takes too long.".to_owned());
    }
    let Some(answer) = trial.answer(&*run) else {
        say("Its run has no answer.".to_owned());
        return out;
    };
    let scale = match &decl.ask {
        Ask::Scale(scale) | Ask::When { scale, .. } => Some(scale),
        Ask::Curve(curve) => Some(&curve.of),
        Ask::Choice(_) | Ask::Next { .. } => None,
    };
    if let Some(scale) = scale
        && !answer.iter().all(|answer| (scale.low..=scale.high).contains(answer))
    {
        say(format!("The answer {answer:?} is not on the scale."));
    }
    let mut tried = guesses(decl, &*trial.start);
    // Nobody draws a curve by chance.
    tried.push(answer.clone());
    let verdicts: Vec<Verdict> = tried.iter().filter_map(|guess| trial.judge(guess, &*run)).collect();
    if !verdicts.iter().any(|verdict| verdict.right) || !verdicts.iter().any(|verdict| !verdict.right) {
        say(format!("No guess is right, or every guess is; the answer is {answer:?}."));
    }
    if verdicts.iter().any(|verdict| format!("{}{}", verdict.because, verdict.reply).contains(['–', '{', '}'])) {
        say(format!("A number in its words cannot be measured: {}", verdicts[0].because));
    }
    for (place, reply) in decl.replies.iter().enumerate() {
        let known = trial.known(&answer, &answer);
        let known = borrowed(&known);
        if let Err(sentence) = Scope::with(&*run, &known).value(reply.when) {
            say(sentence);
        }
        if !tried.iter().any(|guess| trial.reply(guess, &answer, &*run) == Some(place)) {
            say(format!("No guess gets the reply \"{}\".", reply.words));
        }
    }
    out
}

/// Guesses all over what can be guessed.
pub fn guesses(decl: &Prediction, run: &dyn Run) -> Vec<Vec<f64>> {
    let one = |value: f64| vec![value];
    match &decl.ask {
        Ask::Scale(scale) | Ask::When { scale, .. } => {
            (0..=200u8).map(|i| one(scale.at(f64::from(i) / 200.0))).collect()
        }
        Ask::Choice(answers) => (0..answers.len()).map(|place| one(place as f64)).collect(),
        Ask::Curve(curve) => curve.drawings(),
        Ask::Next { kind } => run.targets(kind).into_iter().map(|id| one(f64::from(id))).collect(),
    }
}
