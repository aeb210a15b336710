//! The closed forms against simulated queues: arrivals, demand and statistics of this crate, and Lindley's recursion
//! (Lindley 1952) for first come first served: each wait follows from the one before.

use super::{mg1, mm1, mmc, routing};
use crate::sim::arrivals::{Arrivals, Pattern};
use crate::sim::demand::{Demand, Law};
use crate::sim::stats::{Histogram, Moments};
use crate::sim::{Keyed, Seed, Span, Stream, Time};

const SEEDS: u64 = 8;
const REQUESTS: u64 = 200_000;

/// One run: `free[s]` is when server `s` will be free; `route` picks one for request `k`.
fn run(
    seed: u64,
    rate: f64,
    demand: &Demand,
    servers: usize,
    route: impl Fn(u64, &[Time]) -> usize,
) -> (f64, Histogram) {
    let mut arrivals = Arrivals::new(Pattern::Poisson { rate }, Seed(seed).dice(Stream::Arrivals, 0));
    let work: Keyed = Seed(seed).keyed(Stream::Demand, 0);
    let mut free = vec![Time::ZERO; servers];
    let (mut waits, mut sojourns) = (Moments::default(), Histogram::default());
    let mut now = Time::ZERO;
    for k in 0..REQUESTS {
        now = arrivals.next(now).expect("a Poisson process goes on");
        let server = route(k, &free);
        let start = free[server].max(now);
        let end = start + demand.sample(work, k);
        free[server] = end;
        // The first tenth is warm-up.
        if k >= REQUESTS / 10 {
            waits.record(start - now);
            sojourns.record(end - now);
        }
    }
    (waits.mean_s().expect("there were requests"), sojourns)
}

/// The mean wait of several runs lies within 4 standard errors, estimated from the runs, of `expected`.
fn agrees(name: &str, expected: f64, one: impl Fn(u64) -> f64) {
    let means: Vec<f64> = (1..=SEEDS).map(one).collect();
    let n = SEEDS as f64;
    let mean = means.iter().sum::<f64>() / n;
    let error = (means.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0) / n).sqrt();
    assert!((mean - expected).abs() <= 4.0 * error, "{name}: {mean} +- {error}, theory {expected}");
    assert!(error < 0.03 * expected, "{name}: too rough to tell, {mean} +- {error}");
}

#[test]
fn one_server_under_every_law_of_demand() {
    for (law, cv) in
        [(Law::Constant, 0.0), (Law::Exponential, 1.0), (Law::Lognormal, 1.5), (Law::Bimodal, 2.0), (Law::Pareto, 1.5)]
    {
        let demand = Demand::new(law, 0.01, cv, 0.1, 50.0);
        let expected = mg1::wait(70.0, 100.0, demand.cv() * demand.cv());
        agrees(law.key(), expected, |seed| run(seed, 70.0, &demand, 1, |_, _| 0).0);
    }
}

#[test]
fn several_servers_behind_one_queue_and_round_robin() {
    let demand = Demand::new(Law::Exponential, 0.01, 1.0, 0.0, 0.0);
    let first_free = |_, free: &[Time]| (0..free.len()).min_by_key(|&s| free[s]).unwrap_or(0);
    agrees("M/M/3", mmc::wait(240.0, 100.0, 3), |seed| run(seed, 240.0, &demand, 3, first_free).0);
    let in_turn = |k, free: &[Time]| (k % free.len() as u64) as usize;
    agrees("E_4/M/1", routing::round_robin_wait(320.0, 100.0, 4), |seed| run(seed, 320.0, &demand, 4, in_turn).0);
}

#[test]
fn percentiles_of_the_sojourn() {
    let demand = Demand::new(Law::Exponential, 0.01, 1.0, 0.0, 0.0);
    let mut all = Histogram::default();
    (1..=SEEDS).for_each(|seed| all.merge(&run(seed, 50.0, &demand, 1, |_, _| 0).1));
    for q in [0.5, 0.95, 0.99, 0.999] {
        let (got, expected) = (all.quantile(q).unwrap_or(0.0), mm1::sojourn_quantile(50.0, 100.0, q));
        assert!((got / expected - 1.0).abs() < if q < 0.999 { 0.02 } else { 0.05 }, "{q}: {got}, theory {expected}");
    }
    assert_eq!(all.count(), SEEDS * (REQUESTS - REQUESTS / 10));
    assert!(all.max().is_some_and(|longest| longest > Span::from_secs(0.1)));
}
