//! Natural logarithms of many numbers at once, to the bit those of `libm::log`.
//!
//! The same operations in the same order (fdlibm's `e_log.c`, Sun Microsystems 1993, after `libm` 0.2), without its
//! branches for zero, negative, infinite and subnormal numbers, which a random number in (0, 1) never is. Without
//! branches a compiler works on several numbers in one instruction, which is about three times as fast; where the page's
//! code is made small it does not, and there two at a time are asked for by name. Only additions, multiplications and
//! divisions are used, which IEEE 754 rounds correctly, so every platform gives the same bits.

use std::ops::{Add, Div, Mul, Sub};

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
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline(always)]
pub fn logs<const N: usize>(numbers: &[f64; N]) -> [f64; N] {
    each(numbers, log)
}
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use two::logs;

/// `f` of each number. A loop and not `map`: what is compiled for size calls that for every number.
#[inline(always)]
pub fn each<A: Copy, B: Copy + Default, const N: usize>(numbers: &[A; N], f: impl Fn(A) -> B) -> [B; N] {
    let mut out = [B::default(); N];
    for (out, &number) in out.iter_mut().zip(numbers) {
        *out = f(number);
    }
    out
}

/// A number, or several side by side.
trait Number:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Mul<f64, Output = Self> + Div<Output = Self>
{
    /// This one.
    fn of(number: f64) -> Self;
    /// k and f of x = 2^k (1 + f) with sqrt(1/2) <= 1 + f < sqrt(2).
    fn reduced(self) -> (Self, Self);
}

impl Number for f64 {
    #[inline(always)]
    fn of(number: f64) -> Self {
        number
    }
    #[inline(always)]
    fn reduced(self) -> (Self, Self) {
        debug_assert!(self.is_normal() && self > 0.0);
        let bits = self.to_bits() + SHIFT;
        let k = Self::from_bits(TWO_52.to_bits() | (bits >> 52)) - (TWO_52 + 1023.0);
        (k, Self::from_bits((bits & MANTISSA) + ROOT_HALF) - 1.0)
    }
}

#[inline(always)]
fn log<N: Number>(x: N) -> N {
    let (k, f) = x.reduced();
    let hfsq = N::of(0.5) * f * f;
    let s = f / (N::of(2.0) + f);
    let z = s * s;
    let w = z * z;
    let t1 = w * (N::of(LG2) + w * (N::of(LG4) + w * LG6));
    let t2 = z * (N::of(LG1) + w * (N::of(LG3) + w * (N::of(LG5) + w * LG7)));
    let r = t2 + t1;
    s * (hfsq + r) + k * LN2_LO - hfsq + f + k * LN2_HI
}

/// Two numbers in one register.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod two {
    use super::{Add, Div, MANTISSA, Mul, Number, ROOT_HALF, SHIFT, Sub, TWO_52, log};
    use core::arch::wasm32::{
        f64x2, f64x2_add, f64x2_div, f64x2_extract_lane, f64x2_mul, f64x2_splat, f64x2_sub, i64x2_add, u64x2_shr,
        u64x2_splat, v128, v128_and, v128_or,
    };

    /// The logarithm of each number; all are positive, normal and finite.
    #[inline(always)]
    pub fn logs<const N: usize>(numbers: &[f64; N]) -> [f64; N] {
        let mut out = *numbers;
        let (pairs, last) = out.as_chunks_mut::<2>();
        for pair in pairs {
            let Two(both) = log(Two(f64x2(pair[0], pair[1])));
            *pair = [f64x2_extract_lane::<0>(both), f64x2_extract_lane::<1>(both)];
        }
        for one in last {
            *one = log(*one);
        }
        out
    }

    #[derive(Clone, Copy)]
    struct Two(v128);

    impl Number for Two {
        #[inline(always)]
        fn of(number: f64) -> Self {
            Self(f64x2_splat(number))
        }
        #[inline(always)]
        fn reduced(self) -> (Self, Self) {
            let bits = i64x2_add(self.0, u64x2_splat(SHIFT));
            let k = Self(v128_or(u64x2_splat(TWO_52.to_bits()), u64x2_shr(bits, 52)));
            let f = Self(i64x2_add(v128_and(bits, u64x2_splat(MANTISSA)), u64x2_splat(ROOT_HALF)));
            (k - Self::of(TWO_52 + 1023.0), f - Self::of(1.0))
        }
    }
    impl Add for Two {
        type Output = Self;
        #[inline(always)]
        fn add(self, other: Self) -> Self {
            Self(f64x2_add(self.0, other.0))
        }
    }
    impl Sub for Two {
        type Output = Self;
        #[inline(always)]
        fn sub(self, other: Self) -> Self {
            Self(f64x2_sub(self.0, other.0))
        }
    }
    impl Mul for Two {
        type Output = Self;
        #[inline(always)]
        fn mul(self, other: Self) -> Self {
            Self(f64x2_mul(self.0, other.0))
        }
    }
    impl Mul<f64> for Two {
        type Output = Self;
        #[inline(always)]
        fn mul(self, other: f64) -> Self {
            self * Self::of(other)
        }
    }
    impl Div for Two {
        type Output = Self;
        #[inline(always)]
        fn div(self, other: Self) -> Self {
            Self(f64x2_div(self.0, other.0))
        }
    }
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
