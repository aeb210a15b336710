//! The bounded Pareto distribution, found from its mean, spread and largest value.
//!
//! Bounded Pareto as a model of job sizes: Crovella, Harchol-Balter, Murta 1998, "Task assignment in a distributed
//! system: improving performance by unbalancing load". On [L, H] with shape a, in units of the mean, and with
//! g(x) = (1 - (L/H)^x) / x, the moments are E\[X^n\] = L^n g(a - n) / g(a), which holds at a = n too.

/// The smallest shape: below it nearly all requests are immeasurably short and the spread grows no further.
pub const SHAPE_MIN: f64 = 0.1;
/// The largest shape: the values are then as good as constant.
const SHAPE_MAX: f64 = 1e6;

/// A bounded Pareto distribution with mean 1.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Pareto {
    /// The shape (tail index).
    pub shape: f64,
    /// The smallest value, in means.
    pub low: f64,
    /// The largest value, in means.
    pub high: f64,
    /// Standard deviation over mean.
    pub cv: f64,
    /// 1 - (L/H)^a: the mass of the unbounded distribution that lies below the bound.
    mass: f64,
}

impl Pareto {
    /// The distribution with largest value `cap` (at least 1) and spread `cv`, or the nearest spread within reach.
    pub fn fit(cv: f64, cap: f64) -> Self {
        let (mut low, mut high) = (libm::log(SHAPE_MIN), libm::log(SHAPE_MAX));
        // The spread falls as the shape rises, so halving finds it; the ends are the nearest within reach.
        for _ in 0..64 {
            let middle = 0.5 * (low + high);
            if Self::with_shape(libm::exp(middle), cap).cv > cv { low = middle } else { high = middle }
        }
        Self::with_shape(libm::exp(0.5 * (low + high)), cap)
    }

    /// The distribution with this shape whose mean is 1.
    fn with_shape(shape: f64, cap: f64) -> Self {
        let (mut a, mut b) = (-500.0, 0.0); // the logarithm of the smallest value; the mean rises with it
        for _ in 0..64 {
            let middle = 0.5 * (a + b);
            if moment(1.0, shape, middle, cap) < 1.0 { a = middle } else { b = middle }
        }
        let log_low = 0.5 * (a + b);
        let second = moment(2.0, shape, log_low, cap);
        Self {
            shape,
            low: libm::exp(log_low),
            high: cap,
            cv: (second - 1.0).max(0.0).sqrt(),
            mass: -libm::expm1(shape * (log_low - libm::log(cap))),
        }
    }

    /// The value that a share `u` of all values stays below, in means.
    #[inline]
    pub fn quantile(&self, u: f64) -> f64 {
        (self.low * libm::exp(-libm::log(1.0 - u * self.mass) / self.shape)).min(self.high)
    }
}

/// E\[X^n\] of the bounded Pareto on [exp(`log_low`), `cap`].
fn moment(n: f64, shape: f64, log_low: f64, cap: f64) -> f64 {
    let log_ratio = log_low - libm::log(cap);
    libm::exp(n * log_low) * g(shape - n, log_ratio) / g(shape, log_ratio)
}

/// (1 - r^x) / x for r = exp(`log_ratio`), with its limit at x = 0.
fn g(x: f64, log_ratio: f64) -> f64 {
    if x.abs() < 1e-12 { -log_ratio } else { -libm::expm1(x * log_ratio) / x }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Mean and standard deviation by the midpoint rule over the quantiles at 1 - t^6: fine steps where the tail is.
    fn measured(pareto: &Pareto) -> (f64, f64) {
        let n = 100_000;
        let (mut sum, mut squares) = (0.0, 0.0);
        for i in 0..n {
            let t = (f64::from(i) + 0.5) / f64::from(n);
            let fifth = t * t * t * t * t;
            let (x, weight) = (pareto.quantile(1.0 - fifth * t), 6.0 * fifth / f64::from(n));
            sum += x * weight;
            squares += x * x * weight;
        }
        (sum, (squares - sum * sum).max(0.0).sqrt())
    }

    #[test]
    fn one_half_has_a_hand_made_solution() {
        // Shape 1/2, cap 100: the square root of the smallest value is 1/10 (solved by hand).
        let pareto = Pareto::with_shape(0.5, 100.0);
        assert!((pareto.low - 0.01).abs() < 1e-12);
        assert!((pareto.cv * pareto.cv + 1.0 - 0.1 * (1000.0 - 0.001) / (3.0 * 0.99)).abs() < 1e-9);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn mean_and_spread_are_met(cv in 0.05..4.0f64, cap in 60.0..10_000.0f64) {
            let pareto = Pareto::fit(cv, cap);
            prop_assert!((pareto.cv - cv).abs() < 1e-6, "{pareto:?}");
            let (mean, deviation) = measured(&pareto);
            prop_assert!((mean - 1.0).abs() < 1e-6, "{mean} {pareto:?}");
            prop_assert!((deviation / cv - 1.0).abs() < 1e-4, "{deviation} {pareto:?}");
        }
    }

    #[test]
    fn a_spread_out_of_reach_becomes_the_nearest() {
        let wide = Pareto::fit(50.0, 20.0);
        assert!((wide.shape / SHAPE_MIN - 1.0).abs() < 1e-6);
        assert!(wide.cv > 2.5 && wide.cv < 3.1, "{wide:?}"); // uniform in the logarithm would give sqrt(20 / 2 - 1) = 3
        let narrow = Pareto::fit(0.0, 20.0);
        assert!(narrow.cv < 1e-5);
        let none = Pareto::fit(1.0, 1.0 + 1e-6);
        assert!(none.cv < 1e-5 && (none.quantile(0.5) - 1.0).abs() < 1e-5);
    }
}
