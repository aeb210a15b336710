//! Consistent hash: servers put marks on a ring, an address goes to the first mark at or after its hash.
//!
//! Karger, Lehman, Leighton, Panigrahy, Levine, Lewin 1997; several marks ("virtual nodes") per server, more for a
//! heavier one, as in Dynamo (DeCandia et al. 2007). When a server leaves only its addresses move, when it joins
//! addresses move only to it.
//! Left out: a bound on the load of a server (Mirrokni, Thorup, Zadimoghaddam 2018), and any look at its state.

use super::hash::hash;
use super::{Ask, Balancer, Choice, Pool, Server, Settings, Why};
use crate::policies::place::Points;
use crate::sim::{Dice, Seed, Stream};
use std::sync::Arc;

/// The most marks of one server, so that a heavy one does not make the ring slow to build.
pub const MARKS_MAX: u32 = 4096;

/// Consistent hash.
#[derive(Clone, PartialEq, Debug)]
pub struct ConsistentHash {
    /// Marks per unit of weight.
    vnodes: u32,
    /// How many marks each server has, by number; 0 out of rotation.
    marks: Vec<u32>,
    /// Shared by the copies of this policy until the rotation changes.
    ring: Arc<Points>,
}

impl ConsistentHash {
    /// With `settings.vnodes`.
    pub fn new(settings: &Settings) -> Self {
        Self { vnodes: settings.vnodes, marks: Vec::new(), ring: Arc::default() }
    }
    /// The marks in ascending order, each with its server.
    pub fn marks(&self) -> impl Iterator<Item = (u64, Server)> + '_ {
        self.ring.iter().map(|(mark, owner)| (mark, owner as Server))
    }

    /// How many marks a server of this weight has: at least one.
    fn marks_of(&self, weight: f64) -> u32 {
        ((f64::from(self.vnodes) * weight + 0.5) as u32).clamp(1, MARKS_MAX)
    }
}

/// `marks[server]` marks each. Where a server's i-th mark lies depends on its number and i alone.
fn ring(marks: &[u32]) -> Points {
    let mut placed = Vec::with_capacity(marks.iter().sum::<u32>() as usize);
    for (server, &n) in marks.iter().enumerate() {
        let places = Seed(0).keyed(Stream::Keys, server as u64);
        placed.extend((0..n).map(|i| (places.bits(u64::from(i)), server as u32)));
    }
    Points::new(placed, 64)
}

impl Balancer for ConsistentHash {
    fn pick(&mut self, ask: &Ask, pool: &Pool<'_>, _dice: &mut Dice) -> Choice {
        let hash = hash(ask.address);
        // Never asked while nobody is in rotation.
        let (mark, server) = self.ring.at(hash).unwrap_or_default();
        pool.only_one().unwrap_or(Choice { server: server as Server, why: Why::HashRing { hash, mark } })
    }

    fn pool_changed(&mut self, pool: &Pool<'_>) {
        let mut marks = vec![0; pool.backends.len()];
        for &server in pool.up {
            marks[server as usize] = self.marks_of(pool.get(server).weight);
        }
        if marks != self.marks {
            self.ring = Arc::new(ring(&marks));
            self.marks = marks;
        }
    }

    fn tune(&mut self, settings: &Settings) {
        self.vnodes = settings.vnodes;
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    fn with(vnodes: u32) -> ConsistentHash {
        ConsistentHash::new(&Settings { vnodes, ..Settings::default() })
    }

    #[test]
    fn heavier_servers_have_more_marks() {
        let bench = Bench::weighted(&[0.001, 1.0, 2.5, 1e9]);
        let mut policy = with(10);
        bench.changed(&mut policy);
        let count = |server| policy.marks().filter(|&(_, owner)| owner == server).count();
        assert_eq!([count(0), count(1), count(2), count(3)], [1, 10, 25, MARKS_MAX as usize]);
    }

    #[test]
    fn the_ring_spreads_as_the_law_says() {
        // The share of one of N servers with V marks each is Beta(V, NV − V): its coefficient of variation is
        // sqrt((N − 1) / (NV + 1)). Over 400 rings of 10 with other servers each, 4000 shares.
        let (n, v) = (10u16, 100u32);
        let mut sum_of_squares = 0.0;
        for ring in 0..400u16 {
            let mut marks = vec![0; usize::from(ring * n)];
            marks.resize(usize::from(ring * n + n), v);
            let ring = super::ring(&marks);
            let mut shares = vec![0u64; marks.len()];
            let mut before = ring.iter().last().unwrap().0;
            for (mark, owner) in ring.iter() {
                shares[owner as usize] += mark.wrapping_sub(before);
                before = mark;
            }
            let relative = |share: u64| share as f64 / 18446744073709551616.0 * f64::from(n) - 1.0;
            let used = &shares[shares.len() - usize::from(n)..];
            sum_of_squares += used.iter().map(|&share| relative(share) * relative(share)).sum::<f64>();
        }
        let measured = (sum_of_squares / 4000.0).sqrt();
        let law = (f64::from(n - 1) / (f64::from(n) * f64::from(v) + 1.0)).sqrt();
        // The standard error of a standard deviation over 4000 nearly normal shares is about 1.1 %.
        assert!((measured / law - 1.0).abs() < 0.055, "{measured} {law}");
    }

    #[test]
    fn copies_share_the_ring() {
        let bench = Bench::of(&[0; 3]);
        let mut policy = with(10);
        bench.changed(&mut policy);
        let copy = policy.clone();
        bench.changed(&mut policy);
        assert!(Arc::ptr_eq(&copy.ring, &policy.ring), "nothing changed, so nothing is built");
        policy.tune(&Settings { vnodes: 20, ..Settings::default() });
        bench.changed(&mut policy);
        assert_eq!(policy.marks().count(), 60);
    }
}
