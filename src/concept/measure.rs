//! Small formulas over a run, written as text: what a lesson's numbers show, what it waits for, how a guess is scored.
//!
//! `sojourn_s.p99` is a metric by its stable name; `now:p99` and `was:p99` are rows of the Was / Now table (spaces are
//! hyphens: `now:came-to-nothing`); `@rate` is a parameter in force (a choice is its place in the list), `@policy:p2c`
//! is 1 while that option is chosen, `@lanes:lru` while it is among the chosen; `t` is the moment in what the clock
//! counts. Numbers, `+ − * /` with blanks around them, parentheses; `<`, `<=`, `=`, `>=`, `>` give 1 or 0.
//! What could not be measured makes the whole formula unmeasured.

use super::run::{Metric, Run};
use crate::param::Value;
use std::cell::OnceCell;

/// A run, with further names for what is known beside it (`guess`, `before`).
pub struct Scope<'a> {
    run: &'a dyn Run,
    known: &'a [(&'a str, Option<f64>)],
    metrics: OnceCell<Vec<Metric>>,
    rows: OnceCell<super::WasNow>,
}

impl<'a> Scope<'a> {
    /// A run and nothing else.
    pub fn new(run: &'a dyn Run) -> Self {
        Self::with(run, &[])
    }
    /// A run and names of your own.
    pub fn with(run: &'a dyn Run, known: &'a [(&'a str, Option<f64>)]) -> Self {
        Self { run, known, metrics: OnceCell::new(), rows: OnceCell::new() }
    }

    /// The value of a formula; `None` if something in it could not be measured. The sentence says what cannot be read.
    pub fn value(&self, formula: &str) -> Result<Option<f64>, String> {
        let mut reader = Reader { scope: self, text: formula, at: 0 };
        let value = reader.comparison()?;
        reader.blanks();
        if reader.at < formula.len() {
            return Err(format!("\"{}\" is not understood in \"{formula}\".", &formula[reader.at..]));
        }
        Ok(value)
    }

    /// True if a condition holds; false also if it cannot be read or measured.
    pub fn holds(&self, condition: &str) -> bool {
        matches!(self.value(condition), Ok(Some(value)) if value != 0.0)
    }

    fn name(&self, name: &str) -> Result<Option<f64>, String> {
        if let Some((_, value)) = self.known.iter().find(|(known, _)| *known == name) {
            return Ok(*value);
        }
        if let Some(param) = name.strip_prefix('@') {
            return self.param(param);
        }
        if name == "t" {
            return Ok(Some(self.run.entry().about.clock.units(self.run.now())));
        }
        match name.split_once(':') {
            Some(("now", row)) => Ok(self.row(row, |row| row.now)),
            Some(("was", row)) => Ok(self.row(row, |row| row.was)),
            Some(_) => Err(format!("\"{name}\" is not known; now:, was: and @ may stand before a name.")),
            None => self.metric(name),
        }
    }

    fn metric(&self, name: &str) -> Result<Option<f64>, String> {
        let metrics = self.metrics.get_or_init(|| self.run.metrics());
        match metrics.iter().find(|metric| metric.name == name) {
            Some(metric) => Ok(metric.value),
            None => Err(format!("There is no metric called \"{name}\".")),
        }
    }

    fn row(&self, slug: &str, of: impl Fn(&super::Row) -> Option<f64>) -> Option<f64> {
        let table = self.rows.get_or_init(|| self.run.was_now());
        let named = |row: &&super::Row| row.label.replace(' ', "-").eq_ignore_ascii_case(slug);
        // A row may come and go: it is unmeasured, not unknown.
        table.rows.iter().find(named).and_then(of)
    }

    fn param(&self, name: &str) -> Result<Option<f64>, String> {
        let (key, option) = name.split_once(':').map_or((name, None), |(key, option)| (key, Some(option)));
        let table = self.run.entry().table;
        let Some(index) = table.iter().position(|param| param.key == key) else {
            return Err(format!("There is no parameter called \"{key}\"."));
        };
        let value = &self.run.values()[index];
        Ok(match option {
            Some(option) => Some(f64::from(u8::from(table[index].has_one_of(value, &[option])))),
            None => match value {
                Value::Choice(option) => Some(*option as f64),
                value => value.number(),
            },
        })
    }
}

struct Reader<'a> {
    scope: &'a Scope<'a>,
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn blanks(&mut self) {
        while self.text[self.at..].starts_with(' ') {
            self.at += 1;
        }
    }

    /// Takes one of these signs if it comes next.
    fn sign(&mut self, signs: &[&'static str]) -> Option<&'static str> {
        self.blanks();
        let sign = signs.iter().find(|sign| self.text[self.at..].starts_with(**sign))?;
        self.at += sign.len();
        Some(sign)
    }

    fn comparison(&mut self) -> Result<Option<f64>, String> {
        let left = self.sum()?;
        let Some(sign) = self.sign(&["<=", ">=", "<", ">", "="]) else { return Ok(left) };
        let right = self.sum()?;
        Ok(left.zip(right).map(|(left, right)| {
            f64::from(u8::from(match sign {
                "<=" => left <= right,
                ">=" => left >= right,
                "<" => left < right,
                ">" => left > right,
                _ => left == right,
            }))
        }))
    }

    fn sum(&mut self) -> Result<Option<f64>, String> {
        let mut left = self.product()?;
        while let Some(sign) = self.sign(&["+ ", "- ", "− "]) {
            let right = self.product()?;
            left = left.zip(right).map(|(left, right)| if sign == "+ " { left + right } else { left - right });
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Option<f64>, String> {
        let mut left = self.atom()?;
        while let Some(sign) = self.sign(&["*", "/ "]) {
            let right = self.atom()?;
            // Nothing divided by nothing was not measured.
            left = left.zip(right).map(|(left, right)| if sign == "*" { left * right } else { left / right });
            left = left.filter(|value| value.is_finite());
        }
        Ok(left)
    }

    fn atom(&mut self) -> Result<Option<f64>, String> {
        if self.sign(&["("]).is_some() {
            let value = self.comparison()?;
            return match self.sign(&[")"]) {
                Some(_) => Ok(value),
                None => Err(format!("A parenthesis is not closed in \"{}\".", self.text)),
            };
        }
        self.blanks();
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !(c.is_alphanumeric() || "@:._-".contains(c))).unwrap_or(rest.len());
        let word = &rest[..end];
        self.at += end;
        match word.as_bytes().first() {
            None => Err(format!("Something is missing in \"{}\".", self.text)),
            Some(first) if first.is_ascii_digit() => {
                word.parse().map(Some).map_err(|_| format!("\"{word}\" is not a number."))
            }
            Some(_) => self.scope.name(word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{concepts, link};

    fn run() -> Box<dyn Run> {
        let entry = concepts::all()[0];
        let state = link::decode("policy=p2c&rate=40&servers=5&t=20", entry).state;
        (entry.open)(&state).unwrap()
    }

    #[test]
    fn formulas_are_evaluated_over_a_run() {
        let run = run();
        let known = [("guess", Some(4.0)), ("before", None)];
        let scope = Scope::with(&*run, &known);
        let cases = [
            ("1 + 2 * 3", Some(7.0)),
            ("(1 + 2) * 3", Some(9.0)),
            ("7 - 2 - 1", Some(4.0)),
            ("@servers", Some(5.0)),
            ("@policy:p2c", Some(1.0)),
            ("@policy:random", Some(0.0)),
            ("guess < 0.5 * 10", Some(1.0)),
            ("guess >= 5", Some(0.0)),
            ("before * 2", None),
            ("1 / 0", None),
            ("t", Some(20.0)),
        ];
        for (formula, value) in cases {
            assert_eq!(scope.value(formula), Ok(value), "{formula}");
        }
        let metrics = run.metrics();
        assert_eq!(scope.value(&metrics[0].name), Ok(metrics[0].value));
        let row = &run.was_now().rows[0];
        assert_eq!(scope.value(&format!("now:{}", row.label.to_lowercase())), Ok(row.now));
        assert!(scope.holds("@servers = 5") && !scope.holds("before > 0") && !scope.holds("no such thing"));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let run = run();
        let scope = Scope::new(&*run);
        for (formula, words) in [
            ("1 + ", "Something is missing"),
            ("(1", "not closed"),
            ("nothing_s", "no metric called \"nothing_s\""),
            ("@nothing", "no parameter called \"nothing\""),
            ("1 2", "\"2\" is not understood"),
            ("then:p99", "is not known"),
        ] {
            let sentence = scope.value(formula).unwrap_err();
            assert!(sentence.contains(words) && sentence.ends_with('.'), "{sentence}");
        }
    }
}
