//! Service demand: how much work request *k* brings, in nanoseconds on a server of speed 1.
//!
//! Demand *k* is a function of the stream and *k* alone, so it is the same under every policy, in every lane and at
//! every load (common random numbers). All laws turn one uniform number into one value by their quantile function:
//! the request that is the longest in a thousand under one law is so under every law, at every mean and spread.
//!
//! Left out: demand that depends on the server, on earlier requests or on the time of day.

mod normal;
mod pareto;

use super::logs::{each, logs};
use super::{Keyed, Span};
use pareto::Pareto;

pub use normal::normal_quantile;

crate::choices! {
    /// The distribution of service demand.
    pub enum Law {
        Constant = "constant", "Constant", "Every request takes the same time.";
        Exponential = "exponential", "Exponential", "Many short ones, few long ones; the spread is always 1.";
        Lognormal = "lognormal", "Lognormal", "A hump with a long tail, as latencies often look.";
        Bimodal = "bimodal", "Short and long", "Two sizes only: a share of long requests among short ones.";
        Pareto = "pareto", "Pareto", "A heavy tail up to a cap: a few requests hold much of the work.";
    }
}

/// The largest spread that is taken at its word; beyond it no run is long enough to show the mean.
pub const CV_MAX: f64 = 1000.0;
/// The longest mean, in seconds.
const MEAN_MAX_S: f64 = 1e9;

/// A law with its numbers worked out.
#[derive(Clone, PartialEq, Debug)]
pub struct Demand {
    law: Law,
    mean_s: f64,
    cv: f64,
    shape: Shape,
}

/// What a sample needs; values in nanoseconds.
#[derive(Clone, PartialEq, Debug)]
enum Shape {
    Constant(Span),
    Exponential {
        mean: f64,
    },
    Lognormal {
        log_median: f64,
        sigma: f64,
    },
    /// Long if the uniform number is at least `shorts`.
    Bimodal {
        shorts: f64,
        short: Span,
        long: Span,
    },
    Pareto {
        mean: f64,
        law: Pareto,
    },
}

impl Demand {
    /// Demand with mean `mean_s` (seconds) and coefficient of variation `cv` (standard deviation over mean).
    ///
    /// - Constant (cv 0) and exponential (cv 1) have no free spread and ignore `cv`.
    /// - `long_share` is the share of long requests under [`Law::Bimodal`], `0 < p < 1`. The longs are
    ///   `1 + cv sqrt((1-p)/p)` means long, the shorts `1 - cv sqrt(p/(1-p))`; a spread above `sqrt((1-p)/p)`
    ///   would make the shorts negative.
    /// - `cap` is the largest value under [`Law::Pareto`], in means, above 1.
    ///
    /// It never fails: a number out of reach becomes the nearest within reach, and [`Demand::cv`] tells which.
    ///
    /// ```
    /// use kneepoint::sim::demand::{Demand, Law};
    /// let demand = Demand::new(Law::Bimodal, 0.1, 2.0, 0.1, 0.0);
    /// let (short, long) = demand.two_sizes().unwrap();
    /// assert!((short - 0.1 * (1.0 - 2.0 / 3.0)).abs() < 1e-9);
    /// assert!((long - 0.7).abs() < 1e-9);
    /// ```
    pub fn new(law: Law, mean_s: f64, cv: f64, long_share: f64, cap: f64) -> Self {
        let mean_s = within(mean_s, 0.0, MEAN_MAX_S);
        let cv = within(cv, 0.0, CV_MAX);
        let mean = mean_s * 1e9;
        let (shape, cv) = match law {
            Law::Constant => (Shape::Constant(whole(mean)), 0.0),
            Law::Exponential => (Shape::Exponential { mean }, 1.0),
            Law::Lognormal => {
                let variance = libm::log1p(cv * cv);
                let log_median = libm::log(mean.max(f64::MIN_POSITIVE)) - 0.5 * variance;
                (Shape::Lognormal { log_median, sigma: variance.sqrt() }, cv)
            }
            Law::Bimodal => {
                let p = within(long_share, 1e-6, 1.0 - 1e-6);
                let odds = ((1.0 - p) / p).sqrt();
                let cv = cv.min(odds);
                let (short, long) = (mean * (1.0 - cv / odds).max(0.0), mean * (1.0 + cv * odds));
                (Shape::Bimodal { shorts: 1.0 - p, short: whole(short), long: whole(long) }, cv)
            }
            Law::Pareto => {
                let law = Pareto::fit(cv, within(cap, 1.0 + 1e-6, 1e9));
                (Shape::Pareto { mean, law }, law.cv)
            }
        };
        Self { law, mean_s, cv, shape }
    }

    /// The demand of request `k`, at least a nanosecond.
    #[inline]
    pub fn sample(&self, stream: Keyed, k: u64) -> Span {
        match &self.shape {
            Shape::Constant(span) => *span,
            Shape::Exponential { mean } => whole(-libm::log(1.0 - stream.unit(k)) * mean),
            Shape::Lognormal { log_median, sigma } => {
                whole(libm::exp(log_median + sigma * normal_quantile(stream.unit(k))))
            }
            Shape::Bimodal { shorts, short, long } => {
                if stream.unit(k) < *shorts {
                    *short
                } else {
                    *long
                }
            }
            Shape::Pareto { mean, law } => whole(law.quantile(stream.unit(k)) * mean),
        }
    }

    /// The demand of the requests from the `k`-th on; the same as so many calls of [`Demand::sample`].
    pub fn samples<const N: usize>(&self, stream: Keyed, k: u64) -> [Span; N] {
        if let Shape::Exponential { mean } = self.shape {
            let units: [f64; N] = stream.units(k);
            return each(&logs(&each(&units, |unit| 1.0 - unit)), |log| whole(-log * mean));
        }
        std::array::from_fn(|i| self.sample(stream, k + i as u64))
    }

    /// The law.
    pub fn law(&self) -> Law {
        self.law
    }
    /// The mean, in seconds.
    pub fn mean_s(&self) -> f64 {
        self.mean_s
    }
    /// The coefficient of variation that is really met: standard deviation over mean.
    pub fn cv(&self) -> f64 {
        self.cv
    }
    /// E\[S^2\], in seconds squared: what the Pollaczek-Khinchine formula asks for.
    pub fn second_moment(&self) -> f64 {
        self.mean_s * self.mean_s * (1.0 + self.cv * self.cv)
    }
    /// The short and the long size in seconds, under [`Law::Bimodal`].
    pub fn two_sizes(&self) -> Option<(f64, f64)> {
        if let Shape::Bimodal { short, long, .. } = &self.shape { Some((short.secs(), long.secs())) } else { None }
    }
}

/// Nearest whole number of nanoseconds, at least one, at most 292 years.
#[inline]
fn whole(nanos: f64) -> Span {
    Span(((nanos + 0.5) as i64).max(1) as u64)
}

/// `x` brought into range; a number that is none becomes the low end.
fn within(x: f64, low: f64, high: f64) -> f64 {
    if x > low { x.min(high) } else { low }
}

#[cfg(test)]
mod tests;
