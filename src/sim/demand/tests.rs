use super::*;
use crate::sim::{Digest, Seed, Stream};
use proptest::prelude::*;

const N: u64 = 100_000;

fn stream(seed: u64) -> Keyed {
    Seed(seed).keyed(Stream::Demand, 0)
}

fn all() -> Vec<Demand> {
    Law::ALL.iter().map(|&law| Demand::new(law, 0.02, 1.5, 0.1, 50.0)).collect()
}

/// Mean and fourth-moment-based standard errors come from the samples themselves.
fn check(demand: &Demand, seed: u64) {
    let n = 400_000u64;
    let x: Vec<f64> = (0..n).map(|k| demand.sample(stream(seed), k).secs() / demand.mean_s()).collect();
    let mean = x.iter().sum::<f64>() / n as f64;
    let deviations = x.iter().map(|x| (x - 1.0) * (x - 1.0));
    let variance = deviations.clone().sum::<f64>() / n as f64;
    let fourth = deviations.map(|d| d * d).sum::<f64>() / n as f64;
    let se_mean = (variance / n as f64).sqrt();
    let se_variance = ((fourth - variance * variance).max(0.0) / n as f64).sqrt();
    let name = demand.law().key();
    assert!((mean - 1.0).abs() <= 4.0 * se_mean + 1e-7, "{name}: mean {mean}, standard error {se_mean}");
    let expected = demand.cv() * demand.cv();
    assert!(
        (variance - expected).abs() <= 4.0 * se_variance + 1e-6,
        "{name}: variance {variance}, not {expected}, standard error {se_variance}"
    );
}

#[test]
fn mean_and_spread_are_met_within_four_standard_errors() {
    for demand in all() {
        check(&demand, 11);
    }
    for (law, cv) in [(Law::Lognormal, 0.3), (Law::Bimodal, 0.2), (Law::Bimodal, 3.0), (Law::Pareto, 0.5)] {
        let demand = Demand::new(law, 1.0, cv, 0.1, 1000.0);
        assert!((demand.cv() - cv).abs() < 1e-6);
        check(&demand, 12);
    }
}

#[test]
fn the_same_seed_gives_the_same_bits() {
    let digests: Vec<u64> = all()
        .iter()
        .map(|demand| {
            let mut digest = Digest::default();
            (0..N).for_each(|k| digest.word(demand.sample(stream(7), k).0));
            digest.value()
        })
        .collect();
    let frozen: [u64; 5] =
        [11330629187067959887, 16668137586014580990, 4119812677835281026, 10033450933576690205, 16781147070067548654];
    assert_eq!(digests, frozen);
}

#[test]
fn a_spread_out_of_reach_is_the_nearest_and_told() {
    let bimodal = Demand::new(Law::Bimodal, 1.0, 9.0, 0.2, 0.0);
    assert!((bimodal.cv() - 2.0).abs() < 1e-12);
    assert_eq!(bimodal.sample(stream(1), 0).0.min(bimodal.sample(stream(1), 1).0), 1);
    assert_eq!(Demand::new(Law::Exponential, 1.0, 9.0, 0.2, 0.0).cv(), 1.0);
    assert_eq!(Demand::new(Law::Constant, 1.0, 9.0, 0.2, 0.0).cv(), 0.0);
    assert!(Demand::new(Law::Pareto, 1.0, 90.0, 0.2, 100.0).cv() < 7.01);
}

#[test]
fn a_request_that_is_long_under_one_law_is_long_under_all() {
    for demand in all() {
        for k in 0..200 {
            let (a, b) = (stream(3).unit(k), stream(3).unit(k + 1));
            let (x, y) = (demand.sample(stream(3), k), demand.sample(stream(3), k + 1));
            assert!(if a < b { x <= y } else { x >= y }, "{:?} at {k}", demand.law());
        }
    }
}

proptest! {
    #[test]
    fn never_fails_and_takes_at_least_a_nanosecond(
        law in 0..Law::ALL.len(), mean: f64, cv: f64, share: f64, cap: f64, seed: u64, k: u64
    ) {
        let demand = Demand::new(Law::ALL[law], mean, cv, share, cap);
        prop_assert!(demand.sample(stream(seed), k).0 >= 1);
        prop_assert!(demand.cv().is_finite() && demand.cv() >= 0.0);
        prop_assert!(demand.second_moment() >= demand.mean_s() * demand.mean_s());
    }

    #[test]
    fn the_mean_only_scales(law in 0..Law::ALL.len(), factor in 1.0..1000.0f64, k in 0..1000u64) {
        let one = Demand::new(Law::ALL[law], 1.0, 0.8, 0.2, 30.0).sample(stream(5), k).secs();
        let many = Demand::new(Law::ALL[law], factor, 0.8, 0.2, 30.0).sample(stream(5), k).secs();
        prop_assert!((many / one / factor - 1.0).abs() < 1e-6, "{} {}", one, many);
    }
}

#[test]
fn many_at_once_are_the_same_demands() {
    let stream = Seed(9).keyed(Stream::Demand, 0);
    for &law in Law::ALL {
        let demand = Demand::new(law, 0.1, 2.0, 0.1, 100.0);
        for k in [0, 16, 1 << 40] {
            let many: [Span; 16] = demand.samples(stream, k);
            assert_eq!(many, std::array::from_fn(|i| demand.sample(stream, k + i as u64)), "{}", law.key());
        }
    }
}
