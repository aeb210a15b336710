//! Natural logarithms of many numbers at once, to the bit those of `libm::log`.
//!
//! The same operations in the same order (fdlibm's `e_log.c`, Sun Microsystems 1993, after `libm` 0.2), without its
//! branches for zero, negative, infinite and subnormal numbers, which a random number in (0, 1) never is. Without
//! branches a compiler works on several numbers in one instruction, which is about three times as fast. Only additions,
//! multiplications and divisions are used, which IEEE 754 rounds correctly, so every platform gives the same bits.

#[allow(clippy::excessive_precision, reason = "as printed in e_log.c")]
mod coefficients {
    pub const LN2_HI: f64 = 6.93147180369123816490e-01;
    pub const LN2_LO: f64 = 1.90821492927058770002e-10;
    pub const LG1: f64 = 6.666666666666735130e-01;
    pub const LG2: f64 = 3.999999999940941908e-01;
    pub const LG3: f64 = 2.857142874366239149e-01;
    pub const LG4: f64 = 2.222219843214978396e-01;
    pub const LG5: f64 = 1.818357216161805012e-01;
    pub const LG6: f64 = 1.531383769920937332e-01;
    pub const LG7: f64 = 1.479819860511658591e-01;
}
use coefficients::{LG1, LG2, LG3, LG4, LG5, LG6, LG7, LN2_HI, LN2_LO};

/// The upper half of the bits of sqrt(1/2), and of 1 less that.
const ROOT_HALF: u64 = 0x3fe6_a09e << 32;
const SHIFT: u64 = (0x3ff0_0000 << 32) - ROOT_HALF;
const MANTISSA: u64 = (1 << 52) - 1;
/// 2^52: with its bits above them, a whole number's bits are a float's.
const TWO_52: f64 = 4_503_599_627_370_496.0;

/// The logarithm of each number; all are positive, normal and finite.
#[inline(always)]
pub fn logs<const N: usize>(numbers: &[f64; N]) -> [f64; N] {
    each(numbers, log)
}

/// `f` of each number. A loop and not `map`: what is compiled for size calls that for every number.
#[inline(always)]
pub fn each<A: Copy, B: Copy + Default, const N: usize>(numbers: &[A; N], f: impl Fn(A) -> B) -> [B; N] {
    let mut out = [B::default(); N];
    for (out, &number) in out.iter_mut().zip(numbers) {
        *out = f(number);
    }
    out
}

#[inline(always)]
fn log(x: f64) -> f64 {
    debug_assert!(x.is_normal() && x > 0.0);
    // x = 2^k (1 + f) with sqrt(1/2) <= 1 + f < sqrt(2).
    let bits = x.to_bits() + SHIFT;
    let k = f64::from_bits(TWO_52.to_bits() | (bits >> 52)) - (TWO_52 + 1023.0);
    let f = f64::from_bits((bits & MANTISSA) + ROOT_HALF) - 1.0;
    let hfsq = 0.5 * f * f;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let t1 = w * (LG2 + w * (LG4 + w * LG6));
    let t2 = z * (LG1 + w * (LG3 + w * (LG5 + w * LG7)));
    let r = t2 + t1;
    s * (hfsq + r) + k * LN2_LO - hfsq + f + k * LN2_HI
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Seed, Stream};

    #[track_caller]
    fn same(numbers: [f64; 4]) {
        let ours = logs(&numbers).map(f64::to_bits);
        assert_eq!(ours, numbers.map(|x| libm::log(x).to_bits()), "{numbers:?}");
    }

    #[test]
    fn the_bits_are_those_of_libm() {
        let mut dice = Seed(1).dice(Stream::Arrivals, 0);
        for _ in 0..250_000 {
            same(std::array::from_fn(|_| dice.unit()));
        }
        // Numbers of every size, and those at which a case of the reduction begins.
        for _ in 0..100_000 {
            same(
                std::array::from_fn(|_| f64::from_bits(dice.bits() >> 1))
                    .map(|x: f64| if x.is_normal() { x } else { 1.0 }),
            );
        }
        let half = 0.5f64.sqrt();
        let near = |x: f64| [x.to_bits() - 1, x.to_bits(), x.to_bits() + 1, x.to_bits() + 2].map(f64::from_bits);
        for x in [1.0, 0.5, half, 2.0 * half, f64::from_bits(ROOT_HALF), f64::MIN_POSITIVE * 2.0, 1e-16] {
            same(near(x));
        }
        same([f64::MIN_POSITIVE, f64::MAX, 1.0 - f64::EPSILON / 2.0, 1.0]);
    }
}
