//! Smooth weighted round robin: turns in proportion to weight, spread out evenly.
//!
//! nginx (Maxim Dounin, 2012, commit 52327e0627f4; version 1.3.1): at each pick every server's current weight grows by
//! its weight, the highest is chosen (the first of equals), and the total of the weights is taken off the chosen one.
//! Weights 5, 1, 1 give a a b a c a a, not a a a a a b c.
//! Left out: nginx's effective weight, which sinks after failures and recovers; here slow start changes the weight
//! itself.

use super::{Ask, Balancer, Choice, Pool, Why};
use crate::sim::Dice;

/// Smooth weighted round robin.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct WeightedRoundRobin {
    /// Current weight by server number; 0 out of rotation.
    current: Vec<f64>,
}

impl WeightedRoundRobin {
    /// The current weights by server number, after the last pick.
    pub fn current(&self) -> &[f64] {
        &self.current
    }
}

impl Balancer for WeightedRoundRobin {
    fn pick(&mut self, _ask: &Ask, pool: &Pool<'_>, _dice: &mut Dice) -> Choice {
        let mut total = 0.0;
        let mut server = pool.up[0];
        let mut highest = f64::NEG_INFINITY;
        for &candidate in pool.up {
            let weight = pool.get(candidate).weight;
            let current = &mut self.current[candidate as usize];
            *current += weight;
            total += weight;
            if *current > highest {
                highest = *current;
                server = candidate;
            }
        }
        self.current[server as usize] -= total;
        let why = Why::HighestWeight { current: highest, total, of: pool.of() };
        pool.only_one().unwrap_or(Choice { server, why })
    }

    /// Who leaves loses its credit or debt and comes back with none. Those who stay keep theirs, also when weights
    /// change: starting over at every step of a slow start would favour the heaviest again and again.
    fn pool_changed(&mut self, pool: &Pool<'_>) {
        self.current.resize(pool.backends.len(), 0.0);
        pool.each_down(|server| self.current[server as usize] = 0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn gives_the_sequence_and_the_current_weights_of_nginx() {
        let mut bench = Bench::weighted(&[5.0, 1.0, 1.0]);
        let mut policy = WeightedRoundRobin::default();
        bench.changed(&mut policy);
        let want = [
            (0, [-2.0, 1.0, 1.0]),
            (0, [-4.0, 2.0, 2.0]),
            (1, [1.0, -4.0, 3.0]),
            (0, [-1.0, -3.0, 4.0]),
            (2, [4.0, -2.0, -2.0]),
            (0, [2.0, -1.0, -1.0]),
            (0, [0.0, 0.0, 0.0]),
        ];
        for (server, current) in want {
            assert_eq!(bench.pick(&mut policy).server, server);
            assert_eq!(policy.current(), current);
        }
    }

    #[test]
    fn the_reason_holds_the_weight_that_won() {
        let mut bench = Bench::weighted(&[5.0, 1.0, 1.0]);
        let mut policy = WeightedRoundRobin::default();
        bench.changed(&mut policy);
        assert_eq!(bench.pick(&mut policy).why, Why::HighestWeight { current: 5.0, total: 7.0, of: 3 });
        assert_eq!(bench.pick(&mut policy).why, Why::HighestWeight { current: 3.0, total: 7.0, of: 3 });
    }

    #[test]
    fn who_comes_back_has_neither_credit_nor_debt() {
        let mut bench = Bench::weighted(&[2.0, 1.0, 1.0]);
        let mut policy = WeightedRoundRobin::default();
        bench.changed(&mut policy);
        bench.servers(&mut policy, 1);
        bench.up(&mut policy, &[1, 2]);
        assert_eq!(policy.current()[0], 0.0);
        bench.up(&mut policy, &[1]);
        assert_eq!(bench.pick(&mut policy).why, Why::OnlyOne);
        assert_eq!(policy.current()[1], 1.0, "alone, what it gains is what it pays");
    }
}
