//! Count, sum and sum of squares of durations, exactly: no rounding, so the order of recording does not matter.

use crate::sim::{Span, product};

/// Mean and variance of durations from exact integer sums.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Moments {
    count: u64,
    sum: u128,
    squares: u128,
}

impl Moments {
    /// Counts one duration.
    #[inline]
    pub fn record(&mut self, span: Span) {
        self.count += 1;
        self.sum += u128::from(span.0);
        // Saturates only when the squares sum to more than 10^20 s^2.
        self.squares = self.squares.saturating_add(product(span.0, span.0));
    }
    /// How many.
    pub fn count(&self) -> u64 {
        self.count
    }
    /// Their sum in nanoseconds.
    pub fn sum_nanos(&self) -> u128 {
        self.sum
    }
    /// Their mean in seconds.
    pub fn mean_s(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum as f64 / self.count as f64 / 1e9)
    }
    /// Their sample variance in seconds squared; `None` below two.
    pub fn variance_s2(&self) -> Option<f64> {
        if self.count < 2 {
            return None;
        }
        let n = u128::from(self.count);
        // n Q - S^2 is exact unless it would not fit; then floats are good enough.
        let spread = match (n.checked_mul(self.squares), self.sum.checked_mul(self.sum)) {
            (Some(nq), Some(s2)) => nq.saturating_sub(s2) as f64,
            _ => (n as f64 * self.squares as f64 - self.sum as f64 * self.sum as f64).max(0.0),
        };
        Some(spread / n as f64 / (n - 1) as f64 / 1e18)
    }
    /// Their coefficient of variation: standard deviation over mean.
    pub fn cv(&self) -> Option<f64> {
        let mean = self.mean_s().filter(|mean| *mean > 0.0)?;
        Some(self.variance_s2()?.sqrt() / mean)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn by_hand() {
        let mut moments = Moments::default();
        assert_eq!((moments.mean_s(), moments.variance_s2(), moments.cv()), (None, None, None));
        for s in [2, 4, 4, 4, 5, 5, 7, 9] {
            moments.record(Span(s * 1_000_000_000));
        }
        assert_eq!(moments.mean_s(), Some(5.0));
        assert!((moments.variance_s2().unwrap() - 32.0 / 7.0).abs() < 1e-12);
    }

    proptest! {
            #[test]
            fn order_does_not_matter(mut spans in proptest::collection::vec(any::<u64>(), 0..50)) {
                let of = |spans: &[u64]| {
                    let mut moments = Moments::default();
                    for &s in spans {
     moments.record(Span(s));
    }
                    moments
                };
                let before = of(&spans);
                spans.sort_unstable();
                prop_assert_eq!(of(&spans), before);
                prop_assert!(before.variance_s2().is_none_or(|v| v >= 0.0));
            }
        }
}
