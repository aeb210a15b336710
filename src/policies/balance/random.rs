//! Random: every server in rotation with the same probability.
//!
//! The baseline of every comparison; each of *n* servers fed by a Poisson stream gets a Poisson stream of rate λ/n
//! (splitting; Kingman 1993, "Poisson Processes"), so it is an M/G/1 queue with a closed form.
//! Left out: weights.

use super::{Ask, Balancer, Choice, Pool, Why};
use crate::sim::Dice;

/// Random.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Random;

impl Balancer for Random {
    #[inline(always)]
    fn pick(&mut self, _ask: &Ask, pool: &Pool<'_>, dice: &mut Dice) -> Choice {
        if let Some(choice) = pool.only_one() {
            return choice;
        }
        let server = pool.up[dice.below(pool.up.len() as u32) as usize];
        Choice { server, why: Why::Drawn { of: pool.of() } }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, Bench};
    use super::*;

    #[test]
    fn every_server_gets_its_share() {
        let mut bench = Bench::of(&[0; 6]);
        let mut counts = [0u32; 6];
        for _ in 0..60_000 {
            counts[bench.pick(&mut Random).server as usize] += 1;
        }
        assert!(testing::fair(&counts), "{counts:?}");
    }

    #[test]
    fn the_reason_says_of_how_many() {
        let choice = Bench::of(&[0; 6]).pick(&mut Random);
        assert_eq!(choice.why, Why::Drawn { of: 6 });
    }
}
