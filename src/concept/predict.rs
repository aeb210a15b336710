//! Predict, then reveal: a question with its guess, the run that answers it, and what is said about the distance.
//!
//! A concept declares its predictions as data. The page, and the tests, carry them out: [`Trial::begin`] does what the
//! question says to a run, and when the run has reached [`Trial::until`], [`Trial::judge`] compares the guess with what
//! happened in *this* run.

mod made;

pub use made::{MADE_MAX, Made, csv, json, read_csv};

use super::measure::Scope;
use super::{Entry, Run, quantity};
use crate::link;
use crate::param::{Bad, Scale, at_position, position};
use crate::scene::Target;
use crate::sim::{Advance, Span, Time};

/// A question that a run answers.
#[derive(Debug)]
pub struct Prediction {
    /// Stable kebab-case id.
    pub id: &'static str,
    /// One or two sentences; the last one ends with a question mark.
    pub question: &'static str,
    /// The state it is asked of, as the part of a link after `#`; empty: whatever stands on the screen.
    pub from: &'static str,
    /// Pieces of link carried out when it is run: `kill=4`.
    pub then: &'static str,
    /// After how much of what the clock counts the answer is read; 0, for [`Ask::Next`]: as soon as it has happened.
    pub lasts: f64,
    /// What is asked for.
    pub ask: Ask,
    /// Why it is so, in a sentence or two; `{now:p99|s}` is a number ([`crate::concept::measure`], with `guess`,
    /// `answer` and `before`).
    pub because: &'static str,
    /// What is said to typical wrong guesses; the first whose condition holds.
    pub replies: &'static [Reply],
}

/// What is said to a typical wrong guess.
#[derive(Debug)]
pub struct Reply {
    /// Condition over `guess`, `answer`, `before`, and what the run measures.
    pub when: &'static str,
    /// One or two sentences, with numbers in braces.
    pub words: &'static str,
}

/// What is asked for.
#[derive(Debug)]
pub enum Ask {
    /// A number on a scale.
    Scale(ScaleDecl),
    /// One of these; the first whose condition holds is the answer.
    Choice(&'static [Answer]),
    /// The next thing of this kind: it is clicked in the figure ([`Concept::outcome`](super::Concept::outcome)).
    Next {
        /// The kind of [`Target`].
        kind: &'static str,
    },
}

/// A scale to drag on.
#[derive(Debug)]
pub struct ScaleDecl {
    /// Left end.
    pub low: f64,
    /// Right end.
    pub high: f64,
    /// How values lie on it.
    pub scale: Scale,
    /// Between two stops.
    pub step: f64,
    /// Unit, or empty.
    pub unit: &'static str,
    /// What is measured when the run has come so far, and before it: `before`.
    pub of: &'static str,
    /// A guess so near counts as right, as a share of the scale's length.
    pub close: f64,
}

/// An answer to choose.
#[derive(Debug)]
pub struct Answer {
    /// A few words.
    pub label: &'static str,
    /// When it is the right one.
    pub when: &'static str,
}

impl ScaleDecl {
    /// Where a value lies, 0 to 1.
    pub fn position(&self, value: f64) -> f64 {
        position(value, self.low, self.high, self.scale)
    }
    /// The value at a place, at a stop: whole steps on a linear scale, two digits on a logarithmic one.
    pub fn at(&self, place: f64) -> f64 {
        let value = at_position(place, self.low, self.high, self.scale);
        let step = if self.scale == Scale::Log && value > 0.0 {
            libm::pow(10.0, libm::floor(libm::log10(value)) - 1.0).max(self.step)
        } else {
            self.step
        };
        // Through whole steps in a unit, so that 0.1 + 0.2 is 0.3.
        let per = libm::round(1.0 / step);
        let tidy =
            if step < 1.0 && per > 0.0 { libm::round(value * per) / per } else { libm::round(value / step) * step };
        tidy.clamp(self.low, self.high)
    }
}

/// A prediction that is being carried out.
pub struct Trial {
    decl: &'static Prediction,
    /// The run as it stood before.
    start: Box<dyn Run>,
    before: Option<f64>,
    /// When its answer is known.
    pub until: Time,
}

/// What is said about a guess.
#[derive(Clone, PartialEq, Debug)]
pub struct Verdict {
    /// True if the guess was right, or near enough.
    pub right: bool,
    /// The answer: a number on the scale, the place of the choice, the number of the thing.
    pub answer: f64,
    /// The guess in words.
    pub guessed: String,
    /// The answer in words.
    pub measured: String,
    /// How far off, in words; empty where there is no distance.
    pub off: String,
    /// Why it was so.
    pub because: String,
    /// To a typical wrong guess, or empty.
    pub reply: String,
}

/// Steps looked ahead for something to happen.
const AHEAD: u64 = 200_000;

impl Trial {
    /// Does to the run what the question says. Refuses what cannot be done to it, and what will not happen.
    pub fn begin(decl: &'static Prediction, run: &mut dyn Run) -> Result<Self, Bad> {
        let entry = run.entry();
        let before = match &decl.ask {
            Ask::Scale(scale) => Scope::new(&*run).value(scale.of).ok().flatten(),
            Ask::Choice(_) | Ask::Next { .. } => None,
        };
        let start = run.fork();
        for change in link::changes(entry, decl.then)? {
            change.carry_out(run)?;
        }
        let until = if decl.lasts > 0.0 {
            run.now() + Span(entry.about.clock.at(decl.lasts).0)
        } else {
            ahead(decl, &*start, run.fork())?
        };
        Ok(Self { decl, start, before, until })
    }

    /// The question.
    pub fn decl(&self) -> &'static Prediction {
        self.decl
    }

    /// What happened; `None` if nothing was measured.
    pub fn answer(&self, run: &dyn Run) -> Option<f64> {
        let known = [("before", self.before)];
        let scope = Scope::with(run, &known);
        match &self.decl.ask {
            Ask::Scale(scale) => scope.value(scale.of).ok().flatten(),
            Ask::Choice(answers) => {
                answers.iter().position(|answer| scope.holds(answer.when)).map(|place| place as f64)
            }
            Ask::Next { .. } => run.outcome(self.decl.id, &*self.start).map(|id| id as f64),
        }
    }

    /// Compares a guess with what happened.
    pub fn judge(&self, guess: f64, run: &dyn Run) -> Option<Verdict> {
        let answer = self.answer(run)?;
        let known = self.known(guess, answer);
        let scope = Scope::with(run, &known);
        let reply = self.reply(guess, answer, run).map(|place| &self.decl.replies[place]);
        Some(Verdict {
            right: self.right(guess, answer),
            answer,
            guessed: in_words(self.decl, run, guess),
            measured: in_words(self.decl, run, answer),
            off: off(self.decl, guess, answer),
            because: fill(self.decl.because, &scope),
            reply: reply.map(|reply| fill(reply.words, &scope)).unwrap_or_default(),
        })
    }

    fn known(&self, guess: f64, answer: f64) -> [(&'static str, Option<f64>); 3] {
        [("guess", Some(guess)), ("answer", Some(answer)), ("before", self.before)]
    }

    fn right(&self, guess: f64, answer: f64) -> bool {
        match &self.decl.ask {
            Ask::Scale(scale) => libm::fabs(scale.position(guess) - scale.position(answer)) <= scale.close,
            Ask::Choice(_) | Ask::Next { .. } => guess == answer,
        }
    }

    /// Which reply a guess gets.
    fn reply(&self, guess: f64, answer: f64, run: &dyn Run) -> Option<usize> {
        let known = self.known(guess, answer);
        let scope = Scope::with(run, &known);
        let wrong = !self.right(guess, answer);
        self.decl.replies.iter().position(|reply| wrong && scope.holds(reply.when))
    }
}

/// When what is asked for will have happened, if nobody interferes.
fn ahead(decl: &'static Prediction, start: &dyn Run, mut scout: Box<dyn Run>) -> Result<Time, Bad> {
    for _ in 0..AHEAD {
        if scout.outcome(decl.id, start).is_some() {
            return Ok(scout.now());
        }
        if scout.step().is_none() {
            break;
        }
    }
    Err(Bad {
        key: "predict".to_owned(),
        value: decl.id.to_owned(),
        wrong: "will not happen in this run".to_owned(),
        allowed: "a run in which it does".to_owned(),
    })
}

/// A guess or an answer in words.
pub fn in_words(decl: &Prediction, run: &dyn Run, value: f64) -> String {
    match &decl.ask {
        Ask::Scale(scale) => quantity(value, scale.unit),
        Ask::Choice(answers) => {
            answers.get(value as usize).map_or_else(String::new, |answer| format!("“{}”", answer.label))
        }
        Ask::Next { kind } => run.name(Target { kind, id: value as u64 }),
    }
}

fn off(decl: &Prediction, guess: f64, answer: f64) -> String {
    let Ask::Scale(scale) = &decl.ask else { return String::new() };
    let distance = guess - answer;
    if distance == 0.0 {
        return String::new();
    }
    let side = if distance < 0.0 { "too low" } else { "too high" };
    let ratio = (guess / answer).max(answer / guess);
    if scale.scale == Scale::Log && ratio.is_finite() && ratio >= 2.0 {
        return format!("{} {side}", quantity(ratio, "×"));
    }
    format!("{} {side}", quantity(libm::fabs(distance), scale.unit))
}

/// A text with its `{formula|unit}` worked out. What could not be measured is a dash.
pub fn fill(template: &str, scope: &Scope) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((inside, after)) = after.split_once('}') else { break };
        let (formula, unit) = inside.split_once('|').unwrap_or((inside, ""));
        match scope.value(formula) {
            Ok(Some(value)) => out.push_str(&quantity(value, unit)),
            _ => out.push('–'),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

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
    if let Ask::Scale(scale) = &decl.ask
        && !(scale.low..=scale.high).contains(&answer)
    {
        say(format!("The answer {answer} is not on the scale."));
    }
    let verdicts: Vec<Verdict> =
        guesses(decl, &*trial.start).iter().filter_map(|guess| trial.judge(*guess, &*run)).collect();
    if !verdicts.iter().any(|verdict| verdict.right) || !verdicts.iter().any(|verdict| !verdict.right) {
        say(format!("No guess is right, or every guess is; the answer is {answer}."));
    }
    if verdicts.iter().any(|verdict| format!("{}{}", verdict.because, verdict.reply).contains(['–', '{', '}'])) {
        say(format!("A number in its words cannot be measured: {}", verdicts[0].because));
    }
    for (place, reply) in decl.replies.iter().enumerate() {
        let known = [("guess", Some(answer)), ("answer", Some(answer)), ("before", trial.before)];
        if let Err(sentence) = Scope::with(&*run, &known).value(reply.when) {
            say(sentence);
        }
        if !guesses(decl, &*trial.start).iter().any(|guess| trial.reply(*guess, answer, &*run) == Some(place)) {
            say(format!("No guess gets the reply \"{}\".", reply.words));
        }
    }
    out
}

/// Guesses all over what can be guessed.
pub fn guesses(decl: &Prediction, run: &dyn Run) -> Vec<f64> {
    match &decl.ask {
        Ask::Scale(scale) => (0..=200u8).map(|i| scale.at(f64::from(i) / 200.0)).collect(),
        Ask::Choice(answers) => (0..answers.len()).map(|place| place as f64).collect(),
        Ask::Next { kind } => run.targets(kind).into_iter().map(f64::from).collect(),
    }
}
