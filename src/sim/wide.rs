//! The product of two 64-bit numbers in 128 bits.
//!
//! A processor has one instruction for it. WebAssembly has none, and compilers call a routine for 128 × 128 bits that
//! hands its result over in memory; four multiplications of halves in place take half as long there.

/// a × b, exact.
#[inline(always)]
pub const fn product(a: u64, b: u64) -> u128 {
    if cfg!(target_arch = "wasm32") { by_halves(a, b) } else { a as u128 * b as u128 }
}

/// The same where one number has 32 bits: two multiplications.
#[inline(always)]
pub const fn product_of_half(a: u64, b: u32) -> u128 {
    if cfg!(target_arch = "wasm32") { one_by_halves(a, b) } else { a as u128 * b as u128 }
}

#[inline(always)]
const fn one_by_halves(a: u64, b: u32) -> u128 {
    let (low, high) = ((a & 0xffff_ffff) * b as u64, (a >> 32) * b as u64);
    low as u128 + ((high as u128) << 32)
}

/// Schoolbook multiplication of 32-bit digits (Knuth, The Art of Computer Programming 2, 4.3.1, algorithm M).
#[inline(always)]
const fn by_halves(a: u64, b: u64) -> u128 {
    const LOW: u64 = 0xffff_ffff;
    let (a1, a0, b1, b0) = (a >> 32, a & LOW, b >> 32, b & LOW);
    let low = a0 * b0;
    // Each sum fits: (2^32 − 1)² + 2 (2^32 − 1) = 2^64 − 1.
    let middle = a1 * b0 + (low >> 32);
    let carried = a0 * b1 + (middle & LOW);
    let high = a1 * b1 + (middle >> 32) + (carried >> 32);
    ((high as u128) << 64) | ((carried << 32) | (low & LOW)) as u128
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_largest_numbers_fit() {
        for (a, b) in
            [(0, u64::MAX), (u64::MAX, u64::MAX), (1 << 63, 2), (0xffff_ffff, 0xffff_ffff), (1 << 32, 1 << 32)]
        {
            assert_eq!(by_halves(a, b), u128::from(a) * u128::from(b), "{a} × {b}");
        }
    }

    proptest! {
        #[test]
        fn halves_give_the_whole(a: u64, b: u64) {
            prop_assert_eq!(by_halves(a, b), u128::from(a) * u128::from(b));
            prop_assert_eq!(product(a, b), u128::from(a) * u128::from(b));
            let half = (b >> 32) as u32;
            prop_assert_eq!(one_by_halves(a, half), u128::from(a) * u128::from(half));
            prop_assert_eq!(product_of_half(a, half), u128::from(a) * u128::from(half));
        }
    }
}
