//! How far a measured mean may be off: a confidence interval from batch means.
//!
//! Successive waits resemble each other, so the textbook interval for independent numbers is far too narrow. Means of
//! long batches are nearly independent (Conway 1963; Law, Kelton, "Simulation modeling and analysis", section 9.5.3).
//! The batches double in size as the run grows, so memory is constant. Before the interval is told, batches that still
//! resemble their neighbours are merged further (after Fishman, Yarberry 1997, "LABATCH"); if too few remain, there is
//! no interval yet.
//!
//! Left out: the bias of a start from empty; cut the warm-up for that.

use crate::sim::demand::normal_quantile;

/// The most batches that are kept.
const BATCHES_MAX: usize = 64;
/// The fewest batches to begin with.
const BATCHES_FIRST: usize = 32;
/// The fewest batches after merging.
const BATCHES_MIN: usize = 8;

/// Online batch means.
#[derive(Clone, PartialEq, Debug)]
pub struct BatchMeans {
    /// Sums of the full batches.
    sums: [f64; BATCHES_MAX],
    full: usize,
    /// Observations in a full batch.
    size: u64,
    /// The batch under way.
    open: f64,
    open_count: u64,
    total: f64,
}

impl Default for BatchMeans {
    fn default() -> Self {
        Self { sums: [0.0; BATCHES_MAX], full: 0, size: 1, open: 0.0, open_count: 0, total: 0.0 }
    }
}

impl BatchMeans {
    /// Adds an observation.
    #[inline]
    pub fn push(&mut self, x: f64) {
        self.open += x;
        self.open_count += 1;
        if self.open_count == self.size {
            self.close();
        }
    }

    /// Fills the batch under way with observations that add up to `sum`: as many as [`BatchMeans::room`] says. For those
    /// who keep an exact sum anyway.
    pub fn fill(&mut self, sum: f64) {
        self.open += sum;
        self.open_count = self.size;
        self.close();
    }
    /// How many observations the batch under way still takes.
    pub fn room(&self) -> u64 {
        self.size - self.open_count
    }

    fn close(&mut self) {
        self.sums[self.full] = self.open;
        self.total += self.open;
        self.full += 1;
        self.open = 0.0;
        self.open_count = 0;
        if self.full == BATCHES_MAX {
            self.full = merge(&mut self.sums, BATCHES_MAX);
            self.size *= 2;
        }
    }

    /// How many observations there were.
    pub fn count(&self) -> u64 {
        self.full as u64 * self.size + self.open_count
    }
    /// Their mean.
    pub fn mean(&self) -> Option<f64> {
        (self.count() > 0).then(|| (self.total + self.open) / self.count() as f64)
    }
    /// Half the width of the 95 % confidence interval around the mean (Student's t over the batches), in the unit of
    /// the observations. `None` below 32 observations, and while neighbouring batches of even an eighth of the run
    /// resemble each other more than chance would have it.
    pub fn half_width_95(&self) -> Option<f64> {
        if self.full < BATCHES_FIRST {
            return None;
        }
        let (mut sums, mut count, mut size) = (self.sums, self.full, self.size);
        while count >= BATCHES_MIN {
            let (variance, correlation) = spread(&sums[..count]);
            // Independent batches stay below this limit 19 times out of 20.
            if correlation <= 1.645 / (count as f64).sqrt() - 1.0 / count as f64 {
                let error = (variance / count as f64).sqrt() / size as f64;
                return Some(student_t_975(count as u32 - 1) * error);
            }
            count = merge(&mut sums, count);
            size *= 2;
        }
        None
    }
    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

/// Adds up neighbours in place; returns how many pairs there were. An odd one at the end is left out.
fn merge(sums: &mut [f64; BATCHES_MAX], count: usize) -> usize {
    for i in 0..count / 2 {
        sums[i] = sums[2 * i] + sums[2 * i + 1];
    }
    count / 2
}

/// Sample variance and correlation of neighbours (0 for constants).
fn spread(x: &[f64]) -> (f64, f64) {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let squares: f64 = x.iter().map(|x| (x - mean) * (x - mean)).sum();
    let products: f64 = x.windows(2).map(|pair| (pair[0] - mean) * (pair[1] - mean)).sum();
    (squares / (n - 1.0), if squares > 0.0 { products / squares } else { 0.0 })
}

/// The 97.5 % point of Student's t with `freedom` degrees of freedom, at least 4 (Abramowitz, Stegun 26.7.5): off by
/// less than 0.003 there, by less than 0.0003 from 7 on.
pub fn student_t_975(freedom: u32) -> f64 {
    let (z, v) = (normal_quantile(0.975), f64::from(freedom.max(4)));
    let z2 = z * z;
    let g1 = (z2 + 1.0) / 4.0;
    let g2 = ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
    let g3 = (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
    let g4 = ((((79.0 * z2 + 776.0) * z2 + 1482.0) * z2 - 1920.0) * z2 - 945.0) / 92160.0;
    z * (1.0 + (g1 + (g2 + (g3 + g4 / v) / v) / v) / v)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Dice, Seed, Stream};

    #[test]
    fn student_s_t_as_tabulated() {
        let table = [
            (4, 2.776_45, 3e-3),
            (7, 2.364_62, 3e-4),
            (15, 2.131_45, 2e-5),
            (31, 2.039_51, 1e-5),
            (63, 1.998_34, 1e-5),
        ];
        for (freedom, t, error) in table {
            assert!((student_t_975(freedom) - t).abs() < error, "{freedom}: {}", student_t_975(freedom));
        }
    }

    #[test]
    fn mean_is_that_of_all_and_few_give_no_interval() {
        let mut means = BatchMeans::default();
        assert_eq!((means.mean(), means.half_width_95()), (None, None));
        for i in 0..1_000_001u64 {
            means.push((i % 7) as f64);
            if i < 30 {
                assert_eq!(means.half_width_95(), None);
            }
        }
        assert_eq!(means.count(), 1_000_001);
        assert!((means.mean().unwrap() - 3.0).abs() < 1e-5);
        means.clear();
        (0..1000).for_each(|_| means.push(2.5));
        assert_eq!((means.mean(), means.half_width_95()), (Some(2.5), Some(0.0)));
    }

    /// In how many of 400 runs the interval covers the true mean, and in how many there is one.
    fn coverage(n: u32, mean: f64, mut next: impl FnMut(&mut Dice, bool) -> f64) -> (u32, u32) {
        let (mut told, mut covered) = (0, 0);
        for seed in 0..400 {
            let mut dice = Seed(seed).dice(Stream::Faults, 0);
            let mut means = BatchMeans::default();
            (0..n).for_each(|i| means.push(next(&mut dice, i == 0)));
            if let (Some(half), Some(got)) = (means.half_width_95(), means.mean()) {
                told += 1;
                covered += u32::from((got - mean).abs() <= half);
            }
        }
        (told, covered)
    }

    #[test]
    fn the_interval_covers_the_mean_as_often_as_it_says() {
        // Independent numbers: 380 of 400 expected, standard deviation 4.4.
        let (told, covered) = coverage(5000, 1.0, |dice, _| dice.exponential());
        assert!(told >= 396, "{told}");
        assert!((f64::from(covered) / f64::from(told) - 0.95).abs() < 4.0 * 0.011, "{covered} of {told}");
    }

    #[test]
    fn waits_of_a_busy_queue_are_not_taken_for_independent() {
        // M/M/1 at 0.8 from a steady state (Lindley's recursion); mean wait 4 at service rate 1. The textbook interval
        // for independent numbers would cover it about one time in five.
        let mut wait = 0.0f64;
        let (told, covered) = coverage(40_000, 4.0, |dice, first| {
            if first {
                wait = if dice.unit() < 0.8 { dice.exponential() / 0.2 } else { 0.0 };
            } else {
                wait = (wait + dice.exponential() - dice.exponential() / 0.8).max(0.0);
            }
            wait
        });
        assert!(told > 360, "{told}");
        assert!(f64::from(covered) / f64::from(told) > 0.88, "{covered} of {told}");
    }

    #[test]
    fn filling_is_pushing() {
        let mut dice = Seed(4).dice(Stream::Keys, 0);
        let (mut pushed, mut filled) = (BatchMeans::default(), BatchMeans::default());
        for _ in 0..200 {
            let whole = |dice: &mut Dice| f64::from(dice.below(1000)); // sums of whole numbers are exact
            let batch: Vec<f64> = (0..filled.room()).map(|_| whole(&mut dice)).collect();
            for &x in &batch {
                pushed.push(x);
            }
            filled.fill(batch.iter().sum());
            assert_eq!(pushed, filled);
        }
    }

    #[test]
    fn a_walk_without_a_mean_gives_no_interval() {
        let mut walk = 0.0;
        let (told, _) = coverage(5000, 0.0, |dice, first| {
            walk = if first { 0.0 } else { walk + dice.unit() };
            walk
        });
        assert_eq!(told, 0);
    }
}
