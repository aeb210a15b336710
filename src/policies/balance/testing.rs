//! A small pool for the tests of the policies.

use super::{Ask, Backend, Balancer, Choice, Pool, Server};
use crate::sim::{Dice, Seed, Span, Stream, Time};

/// Servers, those in rotation, a request and dice.
#[derive(Clone)]
pub struct Bench {
    pub backends: Vec<Backend>,
    pub up: Vec<Server>,
    pub ask: Ask,
    pub dice: Dice,
}

impl Bench {
    /// Servers with these numbers in flight, all of them at the server, weight 1.
    pub fn of(in_flight: &[u32]) -> Self {
        let backend = |&n: &u32| Backend { weight: 1.0, in_flight: n, cost: u64::from(n), at_server: n };
        Self {
            backends: in_flight.iter().map(backend).collect(),
            up: (0..in_flight.len() as Server).collect(),
            ask: Ask { now: Time::ZERO, address: 0, cost: 0 },
            dice: Seed(7).dice(Stream::Policy, 0),
        }
    }
    /// Idle servers with these weights.
    pub fn weighted(weights: &[f64]) -> Self {
        let mut bench = Self::of(&vec![0; weights.len()]);
        for (backend, &weight) in bench.backends.iter_mut().zip(weights) {
            backend.weight = weight;
        }
        bench
    }
    pub fn changed(&self, policy: &mut impl Balancer) {
        policy.pool_changed(&Pool { backends: &self.backends, up: &self.up });
    }
    /// Puts these in rotation.
    pub fn up(&mut self, policy: &mut impl Balancer, up: &[Server]) {
        self.up = up.to_vec();
        self.changed(policy);
    }
    pub fn pick(&mut self, policy: &mut impl Balancer) -> Choice {
        policy.pick(&self.ask, &Pool { backends: &self.backends, up: &self.up }, &mut self.dice)
    }
    /// The next `n` picks; nothing is sent, so the counts stay.
    pub fn servers(&mut self, policy: &mut impl Balancer, n: usize) -> Vec<Server> {
        (0..n).map(|_| self.pick(policy).server).collect()
    }
    /// One request more at `server`.
    pub fn send(&mut self, server: Server) {
        let backend = &mut self.backends[server as usize];
        backend.in_flight += 1;
        backend.at_server += 1;
        backend.cost += self.ask.cost;
    }
    /// One request less at `server`, answered after `seconds`.
    pub fn answer(&mut self, policy: &mut impl Balancer, server: Server, seconds: f64) {
        let backend = &mut self.backends[server as usize];
        backend.in_flight -= 1;
        backend.at_server -= 1;
        backend.cost = backend.cost.saturating_sub(self.ask.cost);
        let pool = Pool { backends: &self.backends, up: &self.up };
        policy.answered(server, Span::from_secs(seconds), self.ask.now, &pool);
    }
    /// Lets `seconds` pass.
    pub fn wait(&mut self, seconds: f64) {
        self.ask.now += Span::from_secs(seconds);
    }
}

/// True if every count lies within 5 standard deviations of an equal share.
pub fn fair(counts: &[u32]) -> bool {
    let n = f64::from(counts.iter().sum::<u32>());
    let share = 1.0 / counts.len() as f64;
    let sigma = (n * share * (1.0 - share)).sqrt();
    counts.iter().all(|&count| (f64::from(count) - n * share).abs() <= 5.0 * sigma)
}
