use super::*;
use proptest::prelude::*;

fn near(got: f64, expected: f64, error: f64) {
    assert!((got - expected).abs() <= error, "{got}, not {expected}");
}

/// Loads with M/M/1 sojourn and its percentiles, M/D/1 and M/G/1 (scv 4) waits, sojourn with 2 and 3 choices.
#[test]
fn one_server_and_choices_as_tabulated() {
    let table = [
        (0.5, 2.0, [1.386, 5.991, 9.210, 13.816], 0.5, 2.5, 1.2657, 1.1252),
        (0.8, 5.0, [3.466, 14.979, 23.026, 34.539], 2.0, 10.0, 1.9474, 1.5809),
        (0.9, 10.0, [6.931, 29.957, 46.052, 69.078], 4.5, 22.5, 2.6141, 2.0279),
    ];
    for (rho, sojourn, percentiles, constant, wide, two, three) in table {
        near(mm1::sojourn(rho, 1.0), sojourn, 1e-12);
        near(mm1::wait(rho, 1.0), sojourn - 1.0, 1e-12);
        near(mm1::in_system(rho, 1.0), sojourn * rho, 1e-12);
        for (q, expected) in [0.5, 0.95, 0.99, 0.999].into_iter().zip(percentiles) {
            near(mm1::sojourn_quantile(rho, 1.0, q), expected, 6e-4);
        }
        near(mg1::constant_wait(rho, 1.0), constant, 1e-12);
        near(mg1::wait(rho, 1.0, 4.0), wide, 1e-12);
        near(mg1::sharing_sojourn(rho, 1.0), 1.0 / (1.0 - rho), 1e-12);
        near(routing::choices_sojourn(rho, 1.0, 2), two, 5e-5);
        near(routing::choices_sojourn(rho, 1.0, 3), three, 5e-5);
    }
}

#[test]
fn erlang_c_and_wait_as_tabulated() {
    let table = [(2, 0.7111, 1.7778), (3, 0.6472, 1.0787), (8, 0.4576, 0.2860), (10, 0.4092, 0.2046)];
    for (c, waits, wait) in table {
        let lambda = 0.8 * f64::from(c);
        near(mmc::erlang_c(c, lambda), waits, 5e-5);
        near(mmc::wait(lambda, 1.0, c), wait, 5e-5);
    }
    // Erlang's own loss table: 10 lines, 5 erlangs offered.
    near(mmc::erlang_b(10, 5.0), 0.018_384_57, 1e-8);
}

#[test]
fn how_long_to_run() {
    for (rho, n_variance, error) in [(0.5, 29.0, 0.5), (0.8, 1976.0, 0.5), (0.9, 35901.0, 0.5)] {
        let one = mm1::wait_standard_error(rho, 1.0, 1);
        near(one * one, n_variance, error);
    }
    near(mm1::wait_standard_error(0.8, 1.0, 1_000_000), 0.0445, 5e-5);
}

#[test]
fn overload_is_infinite_and_nothing_is_nothing() {
    for lambda in [1.0, 1.5, f64::INFINITY] {
        for time in [
            mm1::wait(lambda, 1.0),
            mm1::sojourn(lambda, 1.0),
            mm1::sojourn_quantile(lambda, 1.0, 0.5),
            mm1::wait_quantile(lambda, 1.0, 0.5),
            mm1::wait_standard_error(lambda, 1.0, 10),
            mmc::wait(2.0 * lambda, 1.0, 2),
            mmc::sojourn(2.0 * lambda, 1.0, 2),
            mmc::sojourn_quantile(2.0 * lambda, 1.0, 2, 0.5),
            mmc::in_system(2.0 * lambda, 1.0, 2),
            mg1::wait(lambda, 1.0, 1.0),
            mg1::sharing_sojourn_of(lambda, 1.0, 1.0),
            routing::round_robin_sojourn(2.0 * lambda, 1.0, 2),
            routing::round_robin_wait(2.0 * lambda, 1.0, 2),
            routing::choices_sojourn(lambda, 1.0, 2),
        ] {
            assert_eq!(time, f64::INFINITY);
        }
    }
    assert_eq!(mm1::sojourn(1.0, 0.0), f64::INFINITY);
    assert_eq!(mm1::wait(0.0, 0.0), f64::INFINITY);
    for none in [
        mm1::wait(0.0, 2.0),
        mm1::wait_quantile(0.0, 2.0, 0.99),
        mmc::wait(0.0, 2.0, 3),
        mmc::in_system(0.0, 2.0, 3),
        mg1::wait(0.0, 2.0, 4.0),
        routing::round_robin_wait(0.0, 2.0, 3),
    ] {
        assert_eq!(none, 0.0);
    }
    assert_eq!(mm1::sojourn(0.0, 2.0), 0.5);
    assert_eq!(mmc::sojourn_quantile(0.5, 1.0, 2, 1.0), f64::INFINITY);
}

#[test]
fn bounded_queues_by_hand() {
    // M/M/1/K: blocking (1 - rho) rho^K / (1 - rho^(K+1)), at load 1 one over K + 1.
    near(mmck::bounded(0.5, 1.0, 1, 3).blocking, 0.5 * 0.125 / (1.0 - 0.0625), 1e-15);
    near(mmck::bounded(1.0, 1.0, 1, 4).blocking, 0.2, 1e-15);
    near(mmck::bounded(1.0, 1.0, 1, 4).in_system, 2.0, 1e-15);
    let drowned = mmck::bounded(1e6, 1.0, 1, 10);
    near(drowned.throughput, 1.0, 1e-5);
    near(drowned.sojourn, 10.0, 1e-3);
    near(mmck::bounded(f64::INFINITY, 2.0, 3, 10).throughput, 6.0, 1e-12);
    assert_eq!(mmck::bounded(0.0, 1.0, 1, 4).sojourn, 1.0);
    assert_eq!(mmck::bounded(1.0, 0.0, 1, 4).blocking, 1.0);
}

#[test]
fn a_closed_loop_by_hand() {
    // Two users, think 1, service 1: states 0, 1, 2 at the server weigh 1 : 2 : 2, so it is busy 4/5 of the time.
    near(closed::one_server(2, 1.0, 1.0).throughput, 0.8, 1e-15);
    near(closed::one_server(2, 1.0, 1.0).in_system, 1.2, 1e-15);
    assert_eq!(closed::one_server(0, 1.0, 1.0).throughput, 0.0);
    assert_eq!(closed::saturation_users(9.0, 1.0, 2), 20.0);
}

#[test]
fn knees() {
    near(laws::knee(|rho| mm1::sojourn(rho, 1.0)), 0.5, 1e-6);
    // M/G/1: the knee is 1 / (1 + sqrt((1 + scv) / 2)) (Kleinrock 1979).
    for scv in [0.0, 1.0, 4.0] {
        near(laws::knee(|rho| mg1::sojourn(rho, 1.0, scv)), 1.0 / (1.0 + f64::midpoint(1.0, scv).sqrt()), 1e-6);
    }
}

fn root(rho: f64, n: u32) -> f64 {
    // The plain fixed-point iteration from below, slow and safe.
    let stages = f64::from(n) * rho;
    let mut s = 0.0;
    loop {
        let next = libm::pow(stages / (stages + 1.0 - s), f64::from(n));
        if next - s < 1e-14 {
            return next;
        }
        s = next;
    }
}

proptest! {
    #[test]
    fn percentiles_undo_the_distribution(rho in 0.01..0.99f64, mu in 0.01..1e4f64, c in 1..64u32, q in 0.0..0.9999f64) {
        let lambda = rho * mu * f64::from(c);
        let t = mmc::sojourn_quantile(lambda, mu, c, q);
        prop_assert!((mmc::sojourn_above(lambda, mu, c, t) - (1.0 - q)).abs() < 1e-9);
        let w = mmc::wait_quantile(lambda, mu, c, q);
        let above = mmc::wait_above(lambda, mu, c, w);
        let met = if w > 0.0 { (above - (1.0 - q)).abs() < 1e-9 } else { above <= 1.0 - q + 1e-12 };
        prop_assert!(met);
        let one = mm1::sojourn_quantile(rho * mu, mu, q);
        prop_assert!((mm1::sojourn_above(rho * mu, mu, one) - (1.0 - q)).abs() < 1e-9);
        let one = mm1::wait_quantile(rho * mu, mu, q);
        let above = mm1::wait_above(rho * mu, mu, one);
        let met = if one > 0.0 { (above - (1.0 - q)).abs() < 1e-9 } else { above <= 1.0 - q + 1e-12 };
        prop_assert!(met);
    }

    #[test]
    fn special_cases_meet(rho in 0.01..0.99f64, mu in 0.01..1e4f64, t in 0.0..20.0f64, q in 0.0..0.999f64) {
        let lambda = rho * mu;
        let t = t / mu;
        let same = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-300);
        prop_assert!(same(mmc::wait(lambda, mu, 1), mm1::wait(lambda, mu)));
        prop_assert!(same(mmc::sojourn(lambda, mu, 1), mm1::sojourn(lambda, mu)));
        prop_assert!(same(mmc::sojourn_above(lambda, mu, 1, t), mm1::sojourn_above(lambda, mu, t)));
        prop_assert!(same(mmc::wait_above(lambda, mu, 1, t), mm1::wait_above(lambda, mu, t)));
        prop_assert!((mmc::sojourn_quantile(lambda, mu, 1, q) - mm1::sojourn_quantile(lambda, mu, q)).abs() * mu * (1.0 - rho) < 1e-8);
        prop_assert!(same(mg1::wait(lambda, mu, 1.0), mm1::wait(lambda, mu)));
        prop_assert!(same(mg1::sojourn(lambda, mu, 1.0), mm1::sojourn(lambda, mu)));
        prop_assert!(same(2.0 * mg1::constant_wait(lambda, mu), mm1::wait(lambda, mu)));
        prop_assert!(same(routing::round_robin_sojourn(lambda, mu, 1), mm1::sojourn(lambda, mu)));
        prop_assert!(same(routing::choices_sojourn(rho, mu, 1), mm1::sojourn(lambda, mu)));
        prop_assert!(same(routing::choices_tail(rho, 1, 5), libm::pow(rho, 5.0)));
        prop_assert!(same(laws::in_system(lambda, mm1::sojourn(lambda, mu)), mm1::in_system(lambda, mu)));
    }

    #[test]
    fn means_are_the_areas_under_the_tails(rho in 0.05..0.95f64, c in 1..20u32) {
        let lambda = rho * f64::from(c);
        let (mean, steps) = (mmc::sojourn(lambda, 1.0, c), 20_000);
        let width = 40.0 * mean.max(1.0 / (f64::from(c) - lambda)) / f64::from(steps);
        let area: f64 = (0..steps).map(|i| mmc::sojourn_above(lambda, 1.0, c, (f64::from(i) + 0.5) * width)).sum::<f64>() * width;
        prop_assert!((area / mean - 1.0).abs() < 1e-4, "{} {}", area, mean);
    }

    #[test]
    fn policies_keep_their_order(rho in 0.01..0.98f64, n in 2..40u32) {
        let lambda = rho * f64::from(n);
        let pooled = mmc::sojourn(lambda, 1.0, n);
        let robin = routing::round_robin_sojourn(lambda, 1.0, n);
        let random = mm1::sojourn(rho, 1.0);
        prop_assert!(pooled <= robin + 1e-12 && robin <= random + 1e-12, "{} {} {}", pooled, robin, random);
        let choices: Vec<f64> = (1..6).map(|d| routing::choices_sojourn(rho, 1.0, d)).collect();
        prop_assert!(choices.windows(2).all(|pair| pair[1] <= pair[0]));
    }

    #[test]
    fn the_root_of_round_robin_is_the_smaller_one(rho in 0.05..0.98f64, n in 1..64u32) {
        let s = 1.0 - 1.0 / routing::round_robin_sojourn(rho * f64::from(n), 1.0, n);
        prop_assert!((s - root(rho, n)).abs() < 1e-9);
    }

    #[test]
    fn a_bounded_queue_lies_between_loss_and_endless(rho in 0.05..3.0f64, c in 1..16u32, room in 0..100u32) {
        let lambda = rho * f64::from(c);
        let loss = mmck::bounded(lambda, 1.0, c, c);
        prop_assert!((loss.blocking - mmc::erlang_b(c, lambda)).abs() < 1e-12);
        let more = mmck::bounded(lambda, 1.0, c, c + room);
        prop_assert!(more.blocking <= loss.blocking + 1e-15);
        prop_assert!(more.wait <= mmc::wait(lambda, 1.0, c) + 1e-9);
        prop_assert!((laws::little_gap(more.in_system, more.throughput, more.sojourn)).abs() < 1e-12);
        prop_assert!(laws::utilisation(more.throughput, 1.0, c) <= 1.0 + 1e-12);
        if rho < 0.7 {
            let endless = mmck::bounded(lambda, 1.0, c, c + 2000);
            prop_assert!((endless.wait - mmc::wait(lambda, 1.0, c)).abs() < 1e-9);
        }
    }

    #[test]
    fn closed_loops_keep_their_bounds(users in 1..200u32, think in 0.0..100.0f64, mu in 0.01..100.0f64) {
        let now = closed::one_server(users, think, mu);
        prop_assert!(now.throughput <= closed::throughput_bound(users, think, mu, 1) * (1.0 + 1e-12));
        prop_assert!((now.throughput * (think + now.sojourn) / f64::from(users) - 1.0).abs() < 1e-12);
    }
}
