//! Power of *d* choices: sample *d* different servers at random, take the one with the fewest requests in flight.
//!
//! Azar, Broder, Karlin, Upfal 1994 ("Balanced allocations"); Vvedenskaya, Dobrushin, Karpelevich 1996 and Mitzenmacher
//! 1996 for queues. With *d* = 2 the share of servers with at least *i* requests falls as ρ^(2^i − 1), not ρ^i. nginx
//! `random two least_conn`, Envoy and Finagle use it. Ties go to the first sampled, which is a fair draw.
//! Left out: weights, memory of earlier samples.

use super::{Ask, Balancer, Choice, Looks, Pool, Settings, Why};
use crate::sim::Dice;

/// Power of *d* choices.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct PowerOfChoices {
    /// How many servers are looked at, from 1; all of them if there are fewer.
    choices: usize,
    /// The places 0, 1, 2, … of the rotation; shuffled for a pick and put back after it.
    places: Vec<u16>,
    /// Where each sample was found, and what stood in its way was moved to.
    moved: Vec<u16>,
}

impl PowerOfChoices {
    /// With `settings.choices` looks.
    pub fn new(settings: &Settings) -> Self {
        Self { choices: settings.choices.max(1) as usize, ..Self::default() }
    }

    /// The place of the `k`-th sample: one step of a Fisher-Yates shuffle, so no place comes twice.
    fn sample(&mut self, k: usize, dice: &mut Dice) -> usize {
        let other = k + dice.below((self.places.len() - k) as u32) as usize;
        let place = self.places[other];
        self.places[other] = self.places[k];
        self.moved[k] = other as u16;
        place as usize
    }
    /// Two different places below `n`: what two steps of the shuffle give, without a list to shuffle.
    #[inline]
    fn pair(n: usize, dice: &mut Dice) -> [usize; 2] {
        let first = dice.below(n as u32) as usize;
        let second = 1 + dice.below(n as u32 - 1) as usize;
        [first, if second == first { 0 } else { second }]
    }
    /// Puts what `n` samples moved back, so that a pick depends on its dice alone and not on the picks before it.
    fn put_back(&mut self, n: usize) {
        for &place in &self.moved[..n] {
            self.places[place as usize] = place;
        }
    }
}

impl Balancer for PowerOfChoices {
    #[inline(always)]
    fn pick(&mut self, _ask: &Ask, pool: &Pool<'_>, dice: &mut Dice) -> Choice {
        if let Some(choice) = pool.only_one() {
            return choice;
        }
        let n = self.choices.min(pool.up.len());
        if n == 2 {
            let [first, second] = Self::pair(pool.up.len(), dice);
            let looks = [pool.up[first], pool.up[second]];
            let (x, y) = (pool.get(looks[0]).in_flight, pool.get(looks[1]).in_flight);
            let server = if y < x { looks[1] } else { looks[0] };
            return Choice { server, why: Why::Sampled { looks: Looks::two(looks, [x, y]) } };
        }
        let mut looks = Looks::default();
        let mut server = pool.up[0];
        let mut fewest = u32::MAX;
        for k in 0..n {
            let candidate = pool.up[self.sample(k, dice)];
            let count = pool.get(candidate).in_flight;
            looks.push(candidate, count);
            server = if k == 0 || count < fewest { candidate } else { server };
            fewest = fewest.min(count);
        }
        self.put_back(n);
        looks.chose(server, fewest);
        Choice { server, why: Why::Sampled { looks } }
    }

    fn pool_changed(&mut self, pool: &Pool<'_>) {
        self.places.clear();
        self.places.extend(0..pool.of());
        self.moved.resize(pool.up.len(), 0);
    }

    fn tune(&mut self, settings: &Settings) {
        self.choices = settings.choices.max(1) as usize;
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, Bench};
    use super::super::{LOOKS_MAX, Look};
    use super::*;

    fn with(choices: u32) -> PowerOfChoices {
        PowerOfChoices::new(&Settings { choices, ..Settings::default() })
    }
    #[test]
    fn a_pair_is_two_steps_of_the_shuffle() {
        use crate::sim::{Seed, Stream};
        let mut policy = with(2);
        let mut dice = Seed(1).dice(Stream::Policy, 0);
        for n in 2..12u16 {
            policy.places = (0..n).collect();
            policy.moved = vec![0; n as usize];
            for _ in 0..200 {
                let mut same = dice.clone();
                let shuffled = [policy.sample(0, &mut dice), policy.sample(1, &mut dice)];
                policy.put_back(2);
                assert_eq!(PowerOfChoices::pair(n as usize, &mut same), shuffled);
                assert_eq!(same, dice);
            }
        }
    }

    fn looks(choice: &Choice) -> Vec<Look> {
        let Why::Sampled { looks } = choice.why else { return Vec::new() };
        looks.iter().collect()
    }

    #[test]
    fn takes_the_lesser_of_two_and_says_which_two() {
        let mut bench = Bench::of(&[6, 4]);
        let mut policy = with(2);
        bench.changed(&mut policy);
        let choice = bench.pick(&mut policy);
        assert_eq!(choice.server, 1);
        let mut seen = looks(&choice);
        seen.sort_by_key(|look| look.server);
        assert_eq!(seen, [Look { server: 0, saw: 6.0 }, Look { server: 1, saw: 4.0 }]);
    }

    #[test]
    fn ties_go_to_the_first_sampled() {
        let mut bench = Bench::of(&[3; 8]);
        let mut policy = with(3);
        bench.changed(&mut policy);
        for _ in 0..100 {
            let choice = bench.pick(&mut policy);
            assert_eq!(looks(&choice)[0].server, choice.server);
        }
    }

    #[test]
    fn every_server_gets_its_share_when_all_are_equal() {
        for choices in [1, 2, 3] {
            let mut bench = Bench::of(&[0; 6]);
            let mut policy = with(choices);
            bench.changed(&mut policy);
            let mut counts = [0u32; 6];
            for _ in 0..60_000 {
                counts[bench.pick(&mut policy).server as usize] += 1;
            }
            assert!(testing::fair(&counts), "{choices} choices: {counts:?}");
        }
    }

    #[test]
    fn every_pair_is_sampled_alike() {
        let mut bench = Bench::of(&[0; 4]);
        let mut policy = with(2);
        bench.changed(&mut policy);
        let mut counts = [0u32; 16];
        for _ in 0..120_000 {
            let seen = looks(&bench.pick(&mut policy));
            counts[(seen[0].server * 4 + seen[1].server) as usize] += 1;
        }
        let ordered: Vec<u32> = (0..16).filter(|i| i / 4 != i % 4).map(|i| counts[i]).collect();
        assert_eq!(ordered.iter().sum::<u32>(), 120_000, "no server is sampled twice");
        assert!(testing::fair(&ordered), "{ordered:?}");
    }

    #[test]
    fn the_chosen_one_is_listed_however_many_are_looked_at() {
        let mut bench = Bench::of(&[9, 9, 9, 9, 9, 9, 9, 1]);
        let mut policy = with(100);
        bench.changed(&mut policy);
        for _ in 0..50 {
            let choice = bench.pick(&mut policy);
            assert_eq!(choice.server, 7);
            let seen = looks(&choice);
            assert_eq!(seen.len(), LOOKS_MAX);
            assert!(seen.contains(&Look { server: 7, saw: 1.0 }));
            assert!(matches!(choice.why, Why::Sampled { looks } if looks.of == 8));
        }
    }
}
