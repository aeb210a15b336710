//! Whether two states differ by more than chance: both are run with the same seeds, and the differences of what they
//! measure are looked at seed by seed (paired, with common random numbers). The interval is Student's for 95 %.

use super::run::Row;
use super::{Entry, State};
use crate::sim::stats::student_t_975;

/// So many seeds are run.
pub const SEEDS: u64 = 24;
/// Fewer pairs than this say nothing.
const LEAST: u32 = 4;

/// What one run measured: label, unit, value.
pub type Sample = Vec<(&'static str, &'static str, Option<f64>)>;

/// The rows of the Was / Now table of this state with another seed, at the state's moment.
pub fn sample(entry: &Entry, state: &State, seed: u64) -> Sample {
    let rows = (entry.rows)(&State { seed, ..state.clone() });
    rows.into_iter().map(|Row { label, unit, now, .. }| (label, unit, now)).collect()
}

/// Differences of one quantity, seed by seed.
#[derive(Clone, PartialEq, Debug)]
pub struct Paired {
    /// What is measured.
    pub label: String,
    /// Pairs in which both were measured.
    pub count: u32,
    sum: f64,
    squares: f64,
}

/// What the pairs say.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Verdict {
    /// The mean difference, second less first.
    pub mean: f64,
    /// Half of its 95 % interval.
    pub half: f64,
    /// Pairs.
    pub count: u32,
}

impl Verdict {
    /// True if no difference at all lies outside the interval.
    pub fn larger_than_chance(&self) -> bool {
        self.mean.abs() > self.half
    }
}

impl Paired {
    /// Nothing yet.
    pub fn new(label: &str) -> Self {
        Self { label: label.to_owned(), count: 0, sum: 0.0, squares: 0.0 }
    }
    /// Takes one pair.
    pub fn add(&mut self, first: Option<f64>, second: Option<f64>) {
        if let Some((first, second)) = first.zip(second) {
            let difference = second - first;
            self.count += 1;
            self.sum += difference;
            self.squares += difference * difference;
        }
    }
    /// What the pairs so far say; `None` while they are too few.
    pub fn verdict(&self) -> Option<Verdict> {
        if self.count < LEAST {
            return None;
        }
        let n = f64::from(self.count);
        let mean = self.sum / n;
        let variance = ((self.squares - n * mean * mean) / (n - 1.0)).max(0.0);
        let half = student_t_975(self.count - 1) * libm::sqrt(variance / n);
        Some(Verdict { mean, half, count: self.count })
    }
}

/// Takes a pair of samples into the list, quantity by quantity.
pub fn add(all: &mut Vec<Paired>, first: &Sample, second: &Sample) {
    for (label, _, value) in first {
        let other = second.iter().find(|(other, ..)| other == label).and_then(|(.., value)| *value);
        let place = all.iter().position(|paired| paired.label == *label).unwrap_or_else(|| {
            all.push(Paired::new(label));
            all.len() - 1
        });
        all[place].add(*value, other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{concepts, link};

    #[test]
    fn the_interval_is_students() {
        let mut paired = Paired::new("x");
        for difference in [1.0, 2.0, 3.0, 4.0, 5.0] {
            paired.add(Some(10.0), Some(10.0 + difference));
        }
        paired.add(None, Some(3.0));
        let verdict = paired.verdict().unwrap();
        // Mean 3, standard deviation sqrt(2.5), t for 4 degrees 2.776.
        assert_eq!((verdict.count, verdict.mean), (5, 3.0));
        assert!((verdict.half - 2.776 * (2.5f64 / 5.0).sqrt()).abs() < 0.01, "{verdict:?}");
        assert!(verdict.larger_than_chance());
    }

    #[test]
    fn policies_differ_and_a_state_does_not_differ_from_itself() {
        let entry = concepts::find("load-balancing").unwrap();
        let state = |fragment: &str| link::decode(fragment, entry).state;
        let one = state("rate=40&servers=5&policy=random&t=30");
        let (mut same, mut other) = (Vec::new(), Vec::new());
        for seed in 1..=8 {
            let first = sample(entry, &one, seed);
            add(&mut same, &first, &sample(entry, &one, seed));
            add(&mut other, &first, &sample(entry, &state("rate=40&servers=5&policy=jsq&t=30"), seed));
        }
        let verdict = |all: &[Paired]| all.iter().find(|paired| paired.label == "Mean").unwrap().verdict().unwrap();
        assert!(!verdict(&same).larger_than_chance() && verdict(&same).mean == 0.0);
        assert!(verdict(&other).larger_than_chance() && verdict(&other).mean < 0.0, "{:?}", verdict(&other));
    }
}
