//! Random numbers: one stream per purpose and entity, all derived from one seed.
//!
//! Sources: SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators") derives streams and
//! gives keyed draws; xoshiro256** (Blackman, Vigna 2018) runs sequential streams. Both are checked against their
//! published vectors below. They are kept here, not taken from a crate, because a lesson's numbers depend on every bit.

use super::logs::{each, logs};

/// The seed of a run. Everything random in the run follows from it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Seed(pub u64);

/// What a stream of random numbers is for. Streams never share numbers, so changing the policy does not change the
/// arrivals, and changing the arrivals does not change the demand of request *k*.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u64)]
pub enum Stream {
    /// Gaps between arrivals.
    Arrivals = 1,
    /// Service demand of request *k* (keyed).
    Demand = 2,
    /// Choices of a policy.
    Policy = 3,
    /// Faults of an entity.
    Faults = 4,
    /// Which client sends request *k*, which path it asks for (keyed).
    Clients = 5,
    /// Length of connections and sessions.
    Sessions = 6,
    /// Keys and names to place.
    Keys = 7,
    /// Network delays.
    Network = 8,
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The output function of SplitMix64: a bijection on 64 bits that mixes well.
pub const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Seed {
    /// The 64-bit root of the stream for `purpose` and `entity`.
    const fn root(self, purpose: Stream, entity: u64) -> u64 {
        mix(mix(mix(self.0.wrapping_add(GOLDEN)) ^ (purpose as u64).wrapping_mul(GOLDEN))
            .wrapping_add(entity.wrapping_mul(GOLDEN)))
    }
    /// A sequential stream.
    pub fn dice(self, purpose: Stream, entity: u64) -> Dice {
        Dice::from_root(self.root(purpose, entity))
    }
    /// A stream whose *k*-th number can be had without the ones before it.
    pub const fn keyed(self, purpose: Stream, entity: u64) -> Keyed {
        Keyed { root: self.root(purpose, entity) }
    }
}

/// SplitMix64 as a random-access stream: number *k* depends on the root and *k* alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Keyed {
    root: u64,
}

impl Keyed {
    /// The *k*-th 64 random bits.
    pub const fn bits(self, k: u64) -> u64 {
        mix(self.root.wrapping_add(k.wrapping_add(1).wrapping_mul(GOLDEN)))
    }
    /// The *k*-th uniform number in (0, 1).
    pub fn unit(self, k: u64) -> f64 {
        open_unit(self.bits(k))
    }
    /// The uniform numbers from the *k*-th on.
    #[inline]
    pub fn units<const N: usize>(self, k: u64) -> [f64; N] {
        let mut bits = [0; N];
        for (i, bits) in bits.iter_mut().enumerate() {
            *bits = self.bits(k + i as u64);
        }
        each(&bits, open_unit)
    }
}

/// xoshiro256**: a sequential stream.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dice {
    s: [u64; 4],
}

impl Dice {
    fn from_root(root: u64) -> Self {
        let fill = Keyed { root };
        Self { s: [fill.bits(0), fill.bits(1), fill.bits(2), fill.bits(3)] }
    }
    /// A generator with exactly this state; for published vectors.
    pub const fn from_state(s: [u64; 4]) -> Self {
        Self { s }
    }
    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.next()
    }
    #[inline(always)]
    fn next(&mut self) -> u64 {
        let s = &mut self.s;
        let out = s[1].wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        out
    }
    /// A uniform number in the open interval (0, 1), with 52 random bits.
    pub fn unit(&mut self) -> f64 {
        open_unit(self.bits())
    }
    /// A uniform integer below `n`; `n` is at least 1. Lemire's multiply-shift with rejection: exactly uniform.
    #[inline]
    pub fn below(&mut self, n: u32) -> u32 {
        debug_assert!(n > 0);
        let mut product = u64::from((self.bits() >> 32) as u32) * u64::from(n);
        if (product as u32) < n {
            let threshold = n.wrapping_neg() % n;
            while (product as u32) < threshold {
                product = u64::from((self.bits() >> 32) as u32) * u64::from(n);
            }
        }
        (product >> 32) as u32
    }
    /// An exponential number with mean 1.
    pub fn exponential(&mut self) -> f64 {
        -libm::log(self.unit())
    }
    /// The next exponential numbers, the same that so many calls of [`Dice::exponential`] give.
    #[inline]
    pub fn exponentials<const N: usize>(&mut self) -> [f64; N] {
        let mut bits = [0; N];
        for bits in &mut bits {
            *bits = self.next();
        }
        each(&logs(&each(&bits, open_unit)), |log| -log)
    }
}

/// The upper 52 bits as (i + 1/2) / 2^52: never 0, never 1, so its logarithm is finite.
#[inline(always)]
fn open_unit(bits: u64) -> f64 {
    const TWO_52: f64 = 4_503_599_627_370_496.0;
    // A whole number below 2^52 as the low bits of 2^52: exact, and quicker than a conversion.
    let whole = f64::from_bits(TWO_52.to_bits() | (bits >> 12)) - TWO_52;
    (whole + 0.5) * (1.0 / TWO_52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitmix64_gives_the_published_numbers() {
        // The reference generator adds the golden gamma before mixing; a keyed stream with root = state does the same.
        let stream = Keyed { root: 1_234_567 };
        assert_eq!(stream.bits(0), 6_457_827_717_110_365_317);
        assert_eq!(stream.bits(1), 3_203_168_211_198_807_973);
        assert_eq!(stream.bits(2), 9_817_491_932_198_370_423);
    }

    #[test]
    fn xoshiro256_star_star_gives_the_published_numbers() {
        let mut dice = Dice::from_state([1, 2, 3, 4]);
        let got: Vec<u64> = (0..5).map(|_| dice.bits()).collect();
        assert_eq!(got, [11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360]);
    }

    #[test]
    fn streams_do_not_share_numbers() {
        let seed = Seed(7);
        let purposes = [Stream::Arrivals, Stream::Demand, Stream::Policy, Stream::Faults];
        let mut first: Vec<u64> =
            purposes.iter().flat_map(|&p| (0..64).map(move |entity| seed.keyed(p, entity).bits(0))).collect();
        first.sort_unstable();
        first.dedup();
        assert_eq!(first.len(), 4 * 64);
    }

    #[test]
    fn below_is_uniform_enough_and_in_range() {
        let mut dice = Seed(1).dice(Stream::Policy, 0);
        let mut counts = [0u32; 7];
        for _ in 0..70_000 {
            counts[dice.below(7) as usize] += 1;
        }
        // Binomial with mean 10,000 and standard deviation 93: 5 deviations.
        assert!(counts.iter().all(|&c| c.abs_diff(10_000) < 465), "{counts:?}");
    }

    #[test]
    fn many_at_once_are_the_same_numbers() {
        let mut dice = Seed(3).dice(Stream::Arrivals, 0);
        let mut same = dice.clone();
        for _ in 0..100 {
            assert_eq!(dice.exponentials::<16>(), std::array::from_fn(|_| same.exponential()));
        }
        assert_eq!(dice, same);
        let keyed = Seed(3).keyed(Stream::Demand, 0);
        assert_eq!(keyed.units::<16>(5), std::array::from_fn(|i| keyed.unit(5 + i as u64)));
    }

    #[test]
    fn unit_never_touches_its_ends() {
        assert!(open_unit(0) > 0.0);
        assert!(open_unit(u64::MAX) < 1.0);
    }
}
