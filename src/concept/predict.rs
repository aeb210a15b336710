//! Predict, then reveal: a question with its guess, the run that answers it, and what is said about the distance.
//!
//! A concept declares its predictions as data. The page, and the tests, carry them out: [`Trial::begin`] does what the
//! question says to a run, and when the run has reached [`Trial::until`], [`Trial::judge`] compares the guess with what
//! happened in *this* run.

mod curve;
mod law;
mod made;
mod picture;

pub use curve::{CurveDecl, Over};
pub use law::{complaints, guesses};
pub use made::{MADE_MAX, Made, csv, json, read_csv};

use super::measure::Scope;
use super::{Run, quantity};
use crate::link;
use crate::param::{Bad, Scale, at_position, position};
use crate::scene::Target;
use crate::sim::{Advance, Span, Time};
use std::cell::OnceCell;

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
    /// A moment: the marker is placed on the time scale where this begins to hold.
    When {
        /// The scale, in what the clock counts after the question; looked at every step of it.
        scale: ScaleDecl,
        /// What begins to hold there.
        holds: &'static str,
    },
    /// A curve to draw, measured at each of its places.
    Curve(CurveDecl),
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
    /// Where its second, third and fourth quarter begin.
    pub fn quarters(&self) -> [f64; 3] {
        [0.25, 0.5, 0.75].map(|place| self.at(place))
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
    /// What was measured beside the run: the moment, or the curve.
    measured: OnceCell<Option<Vec<f64>>>,
}

/// What is said about a guess.
#[derive(Clone, PartialEq, Debug)]
pub struct Verdict {
    /// True if the guess was right, or near enough.
    pub right: bool,
    /// The answer: a number on the scale, the place of the choice, the number of the thing; of a curve all places.
    pub answer: Vec<f64>,
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
            Ask::Choice(_) | Ask::Next { .. } | Ask::When { .. } | Ask::Curve(_) => None,
        };
        let start = run.fork();
        for change in link::changes(entry, decl.then)? {
            change.carry_out(run)?;
        }
        let measured = OnceCell::new();
        let until = match &decl.ask {
            Ask::When { scale, holds } => {
                let (units, until) = moment(decl, scale, holds, run.fork())?;
                let _ = measured.set(Some(vec![units]));
                until
            }
            _ if decl.lasts > 0.0 => run.now() + Span(entry.about.clock.at(decl.lasts).0),
            _ => ahead(decl, &*start, run.fork())?,
        };
        Ok(Self { decl, start, before, until, measured })
    }

    /// The moment at which it was asked.
    pub fn from(&self) -> Time {
        self.start.now()
    }

    /// The question.
    pub fn decl(&self) -> &'static Prediction {
        self.decl
    }

    /// What happened; `None` if nothing was measured.
    pub fn answer(&self, run: &dyn Run) -> Option<Vec<f64>> {
        let known = [("before", self.before)];
        let scope = Scope::with(run, &known);
        let one = match &self.decl.ask {
            Ask::Scale(scale) => scope.value(scale.of).ok().flatten(),
            Ask::Choice(answers) => {
                answers.iter().position(|answer| scope.holds(answer.when)).map(|place| place as f64)
            }
            Ask::Next { .. } => run.outcome(self.decl.id, &*self.start).map(|id| id as f64),
            Ask::When { holds, .. } => {
                // Whoever did something meanwhile has another run.
                return self.measured.get().cloned().flatten().filter(|_| scope.holds(holds));
            }
            Ask::Curve(curve) => {
                let measure = || {
                    let all = curve.measure(&*self.start, self.decl.then, self.decl.lasts).ok()?;
                    all.into_iter().collect()
                };
                return self.measured.get_or_init(measure).clone();
            }
        };
        one.map(|one| vec![one])
    }

    /// Compares a guess with what happened.
    pub fn judge(&self, guess: &[f64], run: &dyn Run) -> Option<Verdict> {
        let answer = self.answer(run)?;
        let known = self.known(guess, &answer);
        let known = borrowed(&known);
        let scope = Scope::with(run, &known);
        let reply = self.reply(guess, &answer, run).map(|place| &self.decl.replies[place]);
        Some(Verdict {
            right: self.right(guess, &answer),
            guessed: in_words(self.decl, run, guess),
            measured: in_words(self.decl, run, &answer),
            off: off(self.decl, guess, &answer),
            answer,
            because: fill(self.decl.because, &scope),
            reply: reply.map(|reply| fill(reply.words, &scope)).unwrap_or_default(),
        })
    }

    /// The names that replies and reasons may use.
    fn known(&self, guess: &[f64], answer: &[f64]) -> Vec<(String, Option<f64>)> {
        let mut known = match &self.decl.ask {
            Ask::Curve(curve) => [curve.shape("guess", guess), curve.shape("answer", answer)].concat(),
            _ => [("guess", guess), ("answer", answer)]
                .map(|(name, value)| (name.to_owned(), value.first().copied()))
                .to_vec(),
        };
        known.push(("before".to_owned(), self.before));
        known
    }

    fn right(&self, guess: &[f64], answer: &[f64]) -> bool {
        match &self.decl.ask {
            Ask::Scale(scale) | Ask::When { scale, .. } => {
                let place = |value: &[f64]| value.first().map_or(f64::NAN, |value| scale.position(*value));
                libm::fabs(place(guess) - place(answer)) <= scale.close
            }
            Ask::Curve(curve) => guess.len() == answer.len() && curve.distance(guess, answer) <= curve.of.close,
            Ask::Choice(_) | Ask::Next { .. } => guess == answer,
        }
    }

    /// Which reply a guess gets.
    fn reply(&self, guess: &[f64], answer: &[f64], run: &dyn Run) -> Option<usize> {
        let known = self.known(guess, answer);
        let known = borrowed(&known);
        let scope = Scope::with(run, &known);
        let wrong = !self.right(guess, answer);
        self.decl.replies.iter().position(|reply| wrong && scope.holds(reply.when))
    }
}

fn borrowed(known: &[(String, Option<f64>)]) -> Vec<(&str, Option<f64>)> {
    known.iter().map(|(name, value)| (name.as_str(), *value)).collect()
}

/// When something begins to hold, if nobody interferes: how much later, in what the clock counts, and the moment.
fn moment(decl: &Prediction, scale: &ScaleDecl, holds: &str, mut scout: Box<dyn Run>) -> Result<(f64, Time), Bad> {
    let (from, clock) = (scout.now(), scout.entry().about.clock);
    let steps = (scale.high / scale.step + 0.5) as u32;
    for step in 1..=steps {
        let units = scale.at(scale.position(f64::from(step) * scale.step));
        let until = from + Span(clock.at(units).0);
        while scout.advance(until, u64::MAX) != Advance::Reached {}
        if Scope::new(&*scout).holds(holds) {
            return Ok((units, until));
        }
    }
    Err(never(decl))
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
    Err(never(decl))
}

fn never(decl: &Prediction) -> Bad {
    Bad {
        key: "predict".to_owned(),
        value: decl.id.to_owned(),
        wrong: "will not happen in this run".to_owned(),
        allowed: "a run in which it does".to_owned(),
    }
}

/// A guess or an answer in words.
pub fn in_words(decl: &Prediction, run: &dyn Run, value: &[f64]) -> String {
    let Some(&first) = value.first() else { return String::new() };
    match &decl.ask {
        Ask::Scale(scale) | Ask::When { scale, .. } => quantity(first, scale.unit),
        Ask::Curve(curve) => curve.in_words(value),
        Ask::Choice(answers) => {
            answers.get(first as usize).map_or_else(String::new, |answer| format!("“{}”", answer.label))
        }
        Ask::Next { kind } => run.name(Target { kind, id: first as u64 }),
    }
}

fn off(decl: &Prediction, guess: &[f64], answer: &[f64]) -> String {
    let scale = match &decl.ask {
        Ask::Scale(scale) | Ask::When { scale, .. } => scale,
        Ask::Curve(curve) => return curve.off(guess, answer),
        Ask::Choice(_) | Ask::Next { .. } => return String::new(),
    };
    let (Some(guess), Some(answer)) = (guess.first(), answer.first()) else { return String::new() };
    let distance = guess - answer;
    if distance == 0.0 {
        return String::new();
    }
    let side = match (&decl.ask, distance < 0.0) {
        (Ask::When { .. }, true) => "too early",
        (Ask::When { .. }, false) => "too late",
        (_, true) => "too low",
        (_, false) => "too high",
    };
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
