//! How many of a Poisson number of requests find room.

/// From this mean on the normal law is as good: no further off than a tenth of a request.
const MANY: f64 = 10_000.0;

/// E min(X, c) of a Poisson number X with this mean.
pub fn least(mean: f64, c: u32) -> f64 {
    if c == 0 || mean.is_nan() || mean <= 0.0 {
        return 0.0;
    }
    if mean >= MANY {
        return normal(mean, f64::from(c));
    }
    let chance = |k: f64| libm::exp(k * libm::log(mean) - mean - libm::lgamma(k + 1.0));
    let full = f64::from(c);
    // P(X <= c - 1), from the side on which fewer terms matter.
    let mut below = 0.0f64;
    if full - 1.0 <= mean {
        let (mut k, mut term) = (full - 1.0, chance(full - 1.0));
        while k >= 0.0 && term > 1e-17 * below.max(1e-280) {
            below += term;
            term *= k / mean;
            k -= 1.0;
        }
    } else {
        let (mut k, mut term, mut above) = (full, chance(full), 0.0f64);
        while term > 1e-17 * (1.0 + above) {
            above += term;
            k += 1.0;
            term *= mean / k;
        }
        below = 1.0 - above;
    }
    // E of X where X < c is mean times P(X <= c - 2).
    (mean * (below - chance(full - 1.0)).max(0.0) + full * (1.0 - below)).clamp(0.0, mean.min(full))
}

/// E min(X, c) of a normal X with this mean and variance: c less E max(c - X, 0).
fn normal(mean: f64, c: f64) -> f64 {
    let sigma = libm::sqrt(mean);
    let d = (c - mean) / sigma;
    let density = libm::exp(-0.5 * d * d) / libm::sqrt(2.0 * std::f64::consts::PI);
    let below = 0.5 * libm::erfc(-d / std::f64::consts::SQRT_2);
    (c - sigma * (d * below + density)).clamp(0.0, mean.min(c))
}

#[cfg(test)]
mod tests {
    use super::{MANY, least, normal};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_the_sum_over_the_law(mean in 0.01..300.0f64, c in 1u32..400) {
            let (mut chance, mut sum) = (libm::exp(-mean), 0.0);
            for k in 0..3000u32 {
                sum += f64::from(k.min(c)) * chance;
                chance *= mean / f64::from(k + 1);
            }
            prop_assert!((least(mean, c) - sum).abs() < 1e-9 * (1.0 + sum), "{} {sum}", least(mean, c));
        }
    }

    #[test]
    fn many_are_normal() {
        for c in [1u32, 5_000, 9_700, 9_900, 10_000, 10_100, 10_400, 20_000] {
            let (exact, near) = (least(MANY - 1e-6, c), normal(MANY - 1e-6, f64::from(c)));
            assert!((exact - near).abs() < 0.1, "{c}: {exact} {near}");
        }
    }
}
