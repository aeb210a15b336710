//! The player's own record: one quantity, sampled at equal distances, over the whole run.
//!
//! Bounded: when the strip is full, every second sample is dropped and the distance doubles.

use crate::sim::{Span, Time};

/// The most samples kept.
pub const SAMPLES_MAX: usize = 1200;

/// Samples of one quantity; sample *i* was taken at `i · every`.
#[derive(Clone, PartialEq, Debug)]
pub struct Strip {
    every: Span,
    samples: Vec<f32>,
}

impl Default for Strip {
    fn default() -> Self {
        Self { every: Span::from_secs(0.05), samples: Vec::new() }
    }
}

impl Strip {
    /// Samples begin this far apart.
    pub fn every_so(every: Span) -> Self {
        Self { every, samples: Vec::new() }
    }
    /// The distance between samples.
    pub fn every(&self) -> Span {
        self.every
    }
    /// The samples, from time zero.
    pub fn samples(&self) -> &[f32] {
        &self.samples
    }
    /// The moment of the next sample to take.
    pub fn next_at(&self) -> Time {
        Time(self.every.0.saturating_mul(self.samples.len() as u64))
    }
    /// How far it reaches.
    pub fn end(&self) -> Time {
        Time(self.every.0.saturating_mul(self.samples.len().saturating_sub(1) as u64))
    }
    /// Takes the next sample.
    pub fn push(&mut self, value: f64) {
        if self.samples.len() == SAMPLES_MAX {
            let mut index = 0;
            self.samples.retain(|_| {
                index += 1;
                index % 2 == 1
            });
            self.every = Span(self.every.0 * 2);
            if self.samples.len() as u64 * self.every.0 != SAMPLES_MAX as u64 * self.every.0 / 2 {
                return;
            }
        }
        self.samples.push(value as f32);
    }
    /// Forgets what lies at `at` and after: it will be otherwise.
    pub fn cut(&mut self, at: Time) {
        let keep = at.0.div_ceil(self.every.0);
        self.samples.truncate(usize::try_from(keep).unwrap_or(usize::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stays_bounded_and_keeps_its_moments() {
        let mut strip = Strip::default();
        for _ in 0..5 * SAMPLES_MAX {
            let at = strip.next_at();
            strip.push(at.secs());
        }
        assert!(strip.samples().len() <= SAMPLES_MAX);
        for (i, &value) in strip.samples().iter().enumerate() {
            let at = strip.every().secs() * i as f64;
            assert!((f64::from(value) - at).abs() < 1e-3, "sample {i} is {value}, taken at {at}");
        }
        strip.cut(Time::from_secs(1.0));
        assert!(strip.end() < Time::from_secs(1.0));
        assert!(strip.next_at() >= Time::from_secs(1.0));
    }
}
