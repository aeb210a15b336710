//! A curve that is drawn before it is measured: where it is drawn, how the run answers, how far off a drawing is, and where.

use super::ScaleDecl;
use crate::concept::measure::Scope;
use crate::concept::{Run, quantity};
use crate::link;
use crate::param::{Bad, Scale, position};
use crate::sim::{Advance, Span};

/// A curve to draw: one quantity at several places of another.
#[derive(Debug)]
pub struct CurveDecl {
    /// Name of the x axis with its unit: "arrival rate, /s".
    pub x: &'static str,
    /// Where it is guessed and measured, ascending; three at least.
    pub xs: &'static [f64],
    /// How places lie on the x axis.
    pub x_scale: Scale,
    /// Unit of a place, or empty.
    pub x_unit: &'static str,
    /// What a place is.
    pub over: Over,
    /// Name of the y axis with its unit.
    pub y: &'static str,
    /// The y axis and what is measured; `close` is the mean distance that counts as right, as a share of its length.
    pub of: ScaleDecl,
}

/// What a place on the x axis is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Over {
    /// A moment, so much after the question, in what the clock counts.
    Time,
    /// A setting: this piece of link with the place for `{x}` is carried out on the same run, which then goes on for as
    /// long as the prediction lasts.
    Setting(&'static str),
}

impl CurveDecl {
    /// Where a place lies on the x axis, 0 to 1.
    pub fn across(&self, x: f64) -> f64 {
        let (low, high) = self.ends();
        position(x, low, high, self.x_scale)
    }
    /// The ends of the x axis.
    pub fn ends(&self) -> (f64, f64) {
        let low = self.xs.first().copied().unwrap_or(0.0);
        (low, self.xs.last().copied().unwrap_or(1.0))
    }
    /// The place nearest to a share of the axis.
    pub fn nearest(&self, share: f64) -> usize {
        let off = |at: &usize| libm::fabs(self.across(self.xs[*at]) - share);
        (0..self.xs.len()).min_by(|a, b| off(a).total_cmp(&off(b))).unwrap_or(0)
    }
    /// A place in words: "36 /s".
    pub fn place(&self, at: usize) -> String {
        quantity(self.xs.get(at).copied().unwrap_or(0.0), self.x_unit)
    }
    /// A curve in words, place by place.
    pub fn in_words(&self, curve: &[f64]) -> String {
        let each = |(at, y): (usize, &f64)| format!("{} at {}", quantity(*y, self.of.unit), self.place(at));
        curve.iter().enumerate().map(each).collect::<Vec<_>>().join(", ")
    }

    /// Measures the curve: `start` is the run as the question found it, `then` what the question does to it.
    pub(super) fn measure(&self, start: &dyn Run, then: &str, lasts: f64) -> Result<Vec<Option<f64>>, Bad> {
        let each = start.entry().about.clock.each.0 as f64;
        let begin = |piece: &str| -> Result<Box<dyn Run>, Bad> {
            let mut run = start.fork();
            for change in link::changes(run.entry(), piece)? {
                change.carry_out(&mut *run)?;
            }
            Ok(run)
        };
        let look = |run: &dyn Run| Scope::new(run).value(self.of.of).ok().flatten();
        let forward = |run: &mut dyn Run, units: f64| {
            let until = start.now() + Span((units * each + 0.5) as u64);
            while run.advance(until, u64::MAX) != Advance::Reached {}
        };
        match self.over {
            Over::Time => {
                let mut run = begin(then)?;
                let mut at = |x: &f64| {
                    forward(&mut *run, *x);
                    look(&*run)
                };
                Ok(self.xs.iter().map(&mut at).collect())
            }
            Over::Setting(piece) => {
                let at = |x: &f64| {
                    let mut run = begin(&piece.replace("{x}", &x.to_string()))?;
                    forward(&mut *run, lasts);
                    Ok(look(&*run))
                };
                self.xs.iter().map(at).collect()
            }
        }
    }

    /// How far a drawing is off at each place, as a share of the height; below is less than nothing.
    fn distances(&self, guess: &[f64], answer: &[f64]) -> Vec<f64> {
        guess.iter().zip(answer).map(|(guess, answer)| self.of.position(*guess) - self.of.position(*answer)).collect()
    }
    /// The mean distance, as a share of the height.
    pub fn distance(&self, guess: &[f64], answer: &[f64]) -> f64 {
        let all = self.distances(guess, answer);
        all.iter().map(|off| libm::fabs(*off)).sum::<f64>() / all.len().max(1) as f64
    }
    /// How far off, and where most.
    pub(super) fn off(&self, guess: &[f64], answer: &[f64]) -> String {
        let all = self.distances(guess, answer);
        let most = (0..all.len()).max_by(|a, b| libm::fabs(all[*a]).total_cmp(&libm::fabs(all[*b])));
        let Some(most) = most.filter(|most| guess[*most] != answer[*most]) else { return String::new() };
        let mean = quantity(100.0 * self.distance(guess, answer), "%");
        let side = if all[most] < 0.0 { "too low" } else { "too high" };
        let (said, was) = (quantity(guess[most], self.of.unit), quantity(answer[most], self.of.unit));
        format!("{mean} of the height off on average, most at {}: {said} is {side}, it was {was}", self.place(most))
    }

    /// What replies may ask of a curve: its ends, and how it bends.
    pub(super) fn shape(&self, name: &str, curve: &[f64]) -> Vec<(String, Option<f64>)> {
        let mean = curve.iter().sum::<f64>() / curve.len().max(1) as f64;
        let (first, last) = (curve.first().copied(), curve.last().copied());
        let place = |y: Option<f64>| y.map(|y| self.of.position(y));
        // The height of the middle place under the straight line from end to end: more than nothing hangs through.
        let at = self.xs.len() / 2;
        let bend = match (place(first), place(last), place(curve.get(at).copied()), self.xs.get(at)) {
            (Some(a), Some(b), Some(y), Some(x)) => Some(a + (b - a) * self.across(*x) - y),
            _ => None,
        };
        vec![
            (name.to_owned(), Some(mean)),
            (format!("{name}.first"), first),
            (format!("{name}.last"), last),
            (format!("{name}.bend"), bend),
        ]
    }

    /// Drawings of many kinds: level, straight, hanging through and bulging, up and down.
    pub(super) fn drawings(&self) -> Vec<Vec<f64>> {
        const LEVELS: [f64; 6] = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0];
        let mut out = Vec::new();
        for from in LEVELS {
            for to in LEVELS {
                for bend in [0.25, 0.5, 1.0, 2.0, 4.0] {
                    let at = |x: &f64| self.of.at(from + (to - from) * libm::pow(self.across(*x), bend));
                    out.push(self.xs.iter().map(at).collect());
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DECL: CurveDecl = CurveDecl {
        x: "arrival rate, /s",
        xs: &[10.0, 20.0, 30.0, 40.0, 50.0],
        x_scale: Scale::Linear,
        x_unit: "/s",
        over: Over::Time,
        y: "time, s",
        of: ScaleDecl { low: 0.0, high: 2.0, scale: Scale::Linear, step: 0.05, unit: "s", of: "t", close: 0.05 },
    };

    #[test]
    fn a_drawing_is_scored_by_how_far_off_it_is_and_where() {
        let answer = [0.1, 0.2, 0.4, 0.8, 1.8];
        assert_eq!(DECL.distance(&answer, &answer), 0.0);
        assert!(DECL.off(&answer, &answer).is_empty());
        let line = [0.1, 0.3, 0.5, 0.7, 0.9];
        assert!((DECL.distance(&line, &answer) - (0.05 + 0.05 + 0.05 + 0.45) / 5.0).abs() < 1e-12);
        let off = DECL.off(&line, &answer);
        assert!(
            off.contains("12.0 % of the height") && off.contains("most at 50 /s: 0.90 s is too low, it was 1.80 s"),
            "{off}"
        );
        let bend = |curve: &[f64]| DECL.shape("guess", curve)[3].1.unwrap();
        assert!(bend(&line).abs() < 1e-12);
        assert!(bend(&answer) > 0.2);
        assert_eq!(DECL.nearest(0.26), 1);
        assert_eq!(DECL.in_words(&[0.1, 0.2]), "0.10 s at 10 /s, 0.20 s at 20 /s");
    }

    #[test]
    fn drawings_are_of_every_kind() {
        let all = DECL.drawings();
        let bend = |curve: &Vec<f64>| DECL.shape("guess", curve)[3].1.unwrap();
        assert!(all.iter().any(|curve| bend(curve) > 0.2) && all.iter().any(|curve| bend(curve) < -0.2));
        assert!(all.iter().any(|curve| curve.iter().all(|y| *y == curve[0])));
        assert!(all.iter().flatten().all(|y| (0.0..=2.0).contains(y)));
    }
}
