use super::model::{Action, Many, Occurrence, Shared, Why};
use super::params::{Fallback, Params, Scheme};
use super::theory;
use crate::sim::{Discard, Model as _, Seed, Time};
use proptest::prelude::*;

fn run(params: &Params, seconds: f64) -> Shared {
    let mut model = Shared::new(params, Seed(3));
    model.run_until(Time::from_secs(seconds), &mut Discard);
    model.check().unwrap();
    model
}

fn busy(scheme: Scheme) -> Params {
    Params { scheme, limit: 40, gateways: 4, load: 200.0, rtt: 10.0, ..Params::default() }
}

fn mean(model: &Shared) -> f64 {
    let sums = model.sums();
    sums.in_windows as f64 / sums.windows as f64 / f64::from(model.params().limit)
}

#[test]
fn counting_alone_lets_n_times_the_limit_pass() {
    for gateways in 1..=12 {
        let alone = Params { gateways, load: 20.0 * 1.5 * f64::from(gateways), ..busy(Scheme::Local) };
        let (measured, law) = (mean(&run(&alone, 120.0)), theory::admitted(&alone, theory::Store::WELL));
        assert!((measured / law - 1.0).abs() < 0.02, "{gateways}: {measured} {law}");
        assert!(law <= f64::from(gateways) && law > 0.98 * f64::from(gateways), "{gateways}: {law}");
    }
    assert!((mean(&run(&busy(Scheme::Split), 60.0)) - 1.0).abs() < 0.01);
}

#[test]
fn one_step_in_the_store_keeps_the_limit_and_two_do_not() {
    let atomic = Params { rtt: 100.0, patience: 10_000.0, ..busy(Scheme::Central) };
    assert_eq!(run(&atomic, 60.0).sums().worst, 40);
    let mut model = Shared::new(&Params { atomic: false, ..atomic }, Seed(3));
    let mut log: Vec<(Time, Occurrence)> = Vec::new();
    model.run_until(Time::from_secs(4.0), &mut log);
    let late = |what: &Occurrence| matches!(what, Occurrence::Decided { allowed: true, why: Why::Raced { read, stood, .. }, .. } if stood > read);
    let lost = |what: &Occurrence| matches!(what, Occurrence::Wrote { to, stood, .. } if stood >= to);
    assert!(log.iter().any(|(_, what)| late(what)), "nobody read too early");
    assert!(log.iter().any(|(_, what)| lost(what)), "nobody was written over");
}

#[test]
fn the_race_is_one_and_a_round_trip_of_arrivals() {
    for (load, rtt, window) in [(100.0, 10.0, 4.0), (100.0, 40.0, 4.0), (50.0, 100.0, 8.0), (400.0, 5.0, 2.0)] {
        let params = Params {
            scheme: Scheme::Central,
            atomic: false,
            limit: 40,
            window,
            load,
            rtt,
            patience: 10_000.0,
            ..Params::default()
        };
        let (measured, law) = (mean(&run(&params, 400.0 * window)), theory::admitted(&params, theory::Store::WELL));
        assert!((measured / law - 1.0).abs() < 0.03, "{load} {rtt}: {measured} {law}");
    }
}

#[test]
fn telling_more_often_overshoots_less_and_costs_messages() {
    let of = |every| {
        let model = run(&Params { every, ..busy(Scheme::Sync) }, 60.0);
        (mean(&model), model.sums().messages)
    };
    let (often, seldom) = (of(0.05), of(1.0));
    assert!(often.0 < seldom.0 && often.1 > seldom.1, "{often:?} {seldom:?}");
}

#[test]
fn old_news_hides_what_theory_says() {
    for scheme in [Scheme::Sync, Scheme::Gossip] {
        for gateways in [2, 4, 8, 12] {
            for every in [0.05, 0.1, 0.2, 0.4] {
                let params = Params { scheme, gateways, every, limit: 200, window: 4.0, load: 150.0, ..busy(scheme) };
                let (measured, law) = (mean(&run(&params, 400.0)), theory::admitted(&params, theory::Store::WELL));
                println!("{scheme:?} {gateways} {every}: {measured:.3} {law:.3}");
                assert!(
                    (measured - law).abs() < 0.03 + 0.25 * (law - 1.0),
                    "{scheme:?} {gateways} {every}: {measured} {law}"
                );
            }
        }
    }
}

#[test]
fn rumours_are_as_old_as_theory_says() {
    for gateways in [2u32, 3, 6, 12] {
        let params = Params {
            scheme: Scheme::Gossip,
            gateways,
            limit: 100_000,
            window: 3600.0,
            load: 400.0,
            every: 0.25,
            rtt: 0.0,
            ..Params::default()
        };
        let mut model = Shared::new(&params, Seed(11));
        let (mut missing, mut looks) = (0.0, 0.0);
        for k in 1..3000 {
            model.run_until(Time::from_secs(5.0 + 0.05 * f64::from(k)), &mut Discard);
            let total = model.truth().0;
            for gateway in model.gateways() {
                assert!(gateway.rumoured() <= total, "a rumour made more of it");
                missing += f64::from(total - gateway.rumoured());
                looks += 1.0;
            }
        }
        let others = params.load * (1.0 - 1.0 / f64::from(gateways));
        let (measured, law) = (missing / looks / others, theory::age(&params, gateways, theory::Store::WELL).unwrap());
        assert!((measured / law - 1.0).abs() < 0.08, "{gateways}: {measured} {law}");
    }
}

#[test]
fn without_news_everybody_comes_to_know_everything() {
    for seed in 0..40 {
        let params =
            Params { scheme: Scheme::Gossip, gateways: 12, window: 3600.0, every: 0.25, ..busy(Scheme::Gossip) };
        let mut model = Shared::new(&params, Seed(seed));
        model.run_until(Time::from_secs(1.0), &mut Discard);
        model.set(&Params { load: 0.0, ..params.clone() }, &mut Discard);
        // 2 H(11) (N - 1)/N intervals on average until all know one thing; far more than that here.
        model.run_until(Time::from_secs(1.0 + 40.0 * 0.25), &mut Discard);
        let total = model.truth().0;
        assert!(total > 0 && model.gateways().iter().all(|gateway| gateway.rumoured() == total), "{seed}");
    }
}

#[test]
fn leases_save_messages() {
    let lease = run(&Params { patience: 10_000.0, ..busy(Scheme::Lease) }, 60.0);
    let central = run(&Params { patience: 10_000.0, ..busy(Scheme::Central) }, 60.0);
    assert_eq!(lease.sums().worst, 40);
    assert!(mean(&lease) > 0.98, "{}", mean(&lease));
    assert!(10 * lease.sums().messages < central.sums().messages, "{:?} {:?}", lease.sums(), central.sums());
}

#[test]
fn messages_are_those_that_theory_counts() {
    for scheme in Scheme::ALL.iter().copied() {
        for atomic in [true, false] {
            let params = Params { atomic, limit: 200, patience: 10_000.0, ..busy(scheme) };
            let measured = run(&params, 200.0).sums().messages as f64 / 200.0;
            let law = theory::messages(&params, theory::Store::WELL);
            assert!((measured - law).abs() <= 0.1 * law, "{scheme:?} {atomic}: {measured} {law}");
        }
    }
}

#[test]
fn leases_of_one_are_the_store() {
    let lease = run(&Params { batch: 1, rtt: 100.0, patience: 10_000.0, ..busy(Scheme::Lease) }, 60.0).sums();
    let central = run(&Params { rtt: 100.0, patience: 10_000.0, ..busy(Scheme::Central) }, 60.0).sums();
    assert_eq!((lease.passed, lease.worst, lease.fallbacks), (central.passed, central.worst, 0));
}

#[test]
fn uneven_traffic_makes_a_split_quota_refuse_falsely() {
    let even = run(&Params { load: 16.0, ..busy(Scheme::Split) }, 120.0);
    let skewed = run(&Params { load: 16.0, skew: 0.8, ..busy(Scheme::Split) }, 120.0);
    assert!(skewed.sums().falsely > 5 * even.sums().falsely.max(1), "{:?} {:?}", skewed.sums(), even.sums());
    let params = Params { load: 16.0, skew: 0.8, ..busy(Scheme::Split) };
    assert!((mean(&run(&params, 1000.0)) / theory::admitted(&params, theory::Store::WELL) - 1.0).abs() < 0.02);
}

#[test]
fn one_gateway_for_each_client_needs_no_store() {
    let params = Params { skew: 1.0, ..busy(Scheme::Local) };
    assert_eq!(run(&params, 60.0).sums().worst, 40);
}

#[test]
fn without_the_store_a_share_each_keeps_the_limit_and_the_whole_limit_each_is_n_times_it() {
    for scheme in [Scheme::Central, Scheme::Lease] {
        let of = |fallback| {
            let mut model = Shared::new(&Params { fallback, ..busy(scheme) }, Seed(3));
            model.act(&Action::Kill, &mut Discard);
            model.run_until(Time::from_secs(40.0), &mut Discard);
            model.check().unwrap();
            mean(&model)
        };
        assert!(of(Fallback::Open) > 5.0 && of(Fallback::Closed) == 0.0);
        let (share, whole) = (of(Fallback::Local), of(Fallback::Whole));
        let dead = theory::Store { dead: true, slower: 1 };
        for (fallback, measured) in
            [(Fallback::Local, share), (Fallback::Whole, whole), (Fallback::Open, of(Fallback::Open))]
        {
            let law = theory::admitted(&Params { fallback, ..busy(scheme) }, dead);
            assert!((measured / law - 1.0).abs() < 0.03, "{scheme:?} {fallback:?}: {measured} {law}");
        }
        // Each gateway sees 100 in a window, and lets 10 or 40 of them pass.
        assert!((share - 1.0).abs() < 0.02, "{scheme:?}: {share}");
        assert!((whole - 4.0).abs() < 0.08, "{scheme:?}: {whole}");
    }
}

#[test]
fn a_slow_store_is_waited_for_no_longer_than_patience() {
    let params = Params { patience: 50.0, ..busy(Scheme::Central) };
    let mut model = Shared::new(&params, Seed(3));
    model.act(&Action::Slow(1000), &mut Discard);
    model.run_until(Time::from_secs(20.0), &mut Discard);
    let sums = model.sums();
    let decided = sums.passed + sums.refused;
    assert_eq!(sums.fallbacks, decided);
    assert_eq!(sums.waited_ns, u128::from(decided) * 50_000_000);
}

#[test]
fn clocks_apart_let_more_pass_in_a_true_window() {
    let alike = run(&busy(Scheme::Central), 60.0).sums().worst;
    let apart = run(&Params { clock_skew: 800.0, ..busy(Scheme::Central) }, 60.0).sums().worst;
    let one = run(&Params { clocks: vec![0.0, 0.0, 800.0, 0.0], ..busy(Scheme::Central) }, 60.0).sums().worst;
    assert!(alike == 40 && apart > alike + 5 && one > alike + 5, "{apart} {one} {alike}");
}

/// The limiter alone: what one fixed window would let in of the requests that came.
fn alone(log: &[(Time, Occurrence)], params: &Params) -> u64 {
    let (mut window, mut count, mut passed) = (0, 0, 0);
    for (at, what) in log {
        if matches!(what, Occurrence::Arrived { .. }) {
            let this = at.0 / (params.window * 1e9) as u64;
            if this != window {
                (window, count) = (this, 0);
            }
            passed += u64::from(count < params.limit);
            count += 1;
        }
    }
    passed
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]
    #[test]
    fn laws_hold_whatever_is_set_and_done(
        scheme in prop::sample::select(Scheme::ALL.to_vec()),
        other in prop::sample::select(Scheme::ALL.to_vec()),
        fallback in prop::sample::select(Fallback::ALL.to_vec()),
        gateways in 1u32..12,
        more in 1u32..12,
        rtt in 0.0..500.0f64,
        skew in 0.0..1.0f64,
        atomic: bool,
        seed: u64,
    ) {
        let params =
            Params { scheme, fallback, gateways, rtt, skew, atomic, clock_skew: 300.0 * skew, ..Params::default() };
        let mut model = Shared::new(&params, Seed(seed));
        for act in [Action::Burst(40), Action::Slow(5), Action::Kill, Action::Recover] {
            for _ in 0..600 {
                model.step(&mut Discard);
                prop_assert_eq!(model.check(), Ok(()));
            }
            model.act(&act, &mut Discard);
            prop_assert_eq!(model.check(), Ok(()));
        }
        let window = if seed % 2 == 0 { 1.0 } else { params.window };
        model.set(&Params { scheme: other, gateways: more, window, ..params }, &mut Discard);
        prop_assert_eq!(model.check(), Ok(()));
        for _ in 0..600 {
            model.step(&mut Discard);
            prop_assert_eq!(model.check(), Ok(()));
        }
    }

    #[test]
    fn an_atomic_store_lets_in_what_the_limiter_alone_would(
        gateways in 1u32..12, rtt in 0.0..400.0f64, limit in 1u32..60, load in 1.0..200.0f64, skew in 0.0..1.0f64, seed: u64,
    ) {
        let params = Params {
            scheme: Scheme::Central, gateways, rtt, limit, load, skew, patience: 10_000.0, ..Params::default()
        };
        let mut model = Shared::new(&params, Seed(seed));
        let mut log: Vec<(Time, Occurrence)> = Vec::new();
        model.run_until(Time::from_secs(19.0), &mut log);
        let expected = alone(&log, &params);
        // The last ones are answered after the requests have stopped.
        model.set(&Params { load: 0.0, ..params.clone() }, &mut Discard);
        model.run_until(Time::from_secs(20.0), &mut Discard);
        let sums = model.sums();
        prop_assert_eq!((sums.passed, sums.falsely, sums.above), (expected, 0, 0));
        prop_assert!(sums.worst <= limit);
    }

    #[test]
    fn leases_never_pass_the_limit_and_hold_back_no_more_than_their_batches(
        gateways in 1u32..12, rtt in 0.0..400.0f64, limit in 1u32..100, batch in 1u32..30, load in 1.0..200.0f64,
        skew in 0.0..1.0f64, seed: u64,
    ) {
        let params = Params {
            scheme: Scheme::Lease, fallback: Fallback::Closed, gateways, rtt, limit, batch, load, skew, patience: 10_000.0,
            ..Params::default()
        };
        let mut model = Shared::new(&params, Seed(seed));
        let mut log: Vec<(Time, Occurrence)> = Vec::new();
        model.run_until(Time::from_secs(20.0), &mut log);
        model.check().unwrap();
        prop_assert!(model.sums().worst <= limit);
        prop_assert_eq!(model.sums().above, 0);
        for (_, what) in &log {
            if let Occurrence::Decided { falsely: true, total, why: Why::Lease { .. }, .. } = what {
                // Others hold less than a batch each, and those who wait for theirs hold it on the wire.
                prop_assert!(total + (gateways - 1) * (batch + (load * rtt / 1e3) as u32 + 40) >= limit, "{total} of {limit}");
            }
        }
    }

    #[test]
    fn what_a_gateway_hears_is_never_more_than_the_truth(
        scheme in prop::sample::select(vec![Scheme::Sync, Scheme::Gossip]),
        gateways in 1u32..12, rtt in 0.0..400.0f64, every in 0.01..1.0f64, seed: u64,
    ) {
        let params = Params { scheme, gateways, rtt, every, window: 3600.0, limit: 10_000, ..Params::default() };
        let mut model = Shared::new(&params, Seed(seed));
        for _ in 0..2000 {
            model.step(&mut Discard);
            let total = model.truth().0;
            for gateway in model.gateways() {
                let known = if scheme == Scheme::Sync { gateway.estimate() } else { gateway.rumoured() };
                prop_assert!(gateway.own <= known && known <= total, "{} {known} {total}", gateway.own);
            }
        }
    }
}

#[test]
fn beside_others_each_scheme_is_as_it_is_alone() {
    let beside = vec![Scheme::Split, Scheme::Sync, Scheme::Lease];
    let params = Params { beside, skew: 0.3, patience: 1000.0, ..Params::default() };
    let mut many = Many::new(&params, Seed(12));
    many.act(&Action::Burst(30), &mut Discard);
    many.run_until(Time::from_secs(30.0), &mut Discard);
    many.check().unwrap();
    for one in many.schemes() {
        let mut alone = Shared::new(&Params { scheme: one.params().scheme, ..params.clone() }, Seed(12));
        alone.act(&Action::Burst(30), &mut Discard);
        alone.run_until(Time::from_secs(30.0), &mut Discard);
        assert_eq!((one.hash(), one.sums()), (alone.hash(), alone.sums()), "{:?}", alone.params().scheme);
    }
    let worst: Vec<u32> = many.accounts().map(|(_, account)| account.sums.worst).collect();
    assert_eq!(worst, many.schemes().map(|one| one.sums().worst).collect::<Vec<_>>());
    // A store and a share each differ when the first share is full; before that all let pass.
    let (first, _) = many.first_difference().expect("they differ");
    assert!((25..100).contains(&first), "{first}");
}

#[test]
fn the_worst_window_is_told_of_a_scheme_alone_and_since_the_last_change() {
    let mut alone = Many::new(&Params { scheme: Scheme::Local, ..Params::default() }, Seed(12));
    alone.run_until(Time::from_secs(10.0), &mut Discard);
    let told = |many: &Many| many.accounts().map(|(_, account)| account.sums.worst).collect::<Vec<_>>();
    assert_eq!(told(&alone), [alone.sums().worst]);
    assert!(alone.sums().worst > 0);
    let few = Params { scheme: Scheme::Local, limit: 4, ..Params::default() };
    alone.set(&few, &mut Discard);
    assert_eq!(told(&alone), [0]);
    let worst = alone.sums().worst;
    alone.run_until(Time::from_secs(30.0), &mut Discard);
    assert!(told(&alone)[0] < worst, "{:?} {worst}", told(&alone));
}

#[test]
fn schemes_come_and_go_and_a_step_is_one_event() {
    let with = |scheme, beside: &[Scheme]| Params { scheme, beside: beside.to_vec(), ..Params::default() };
    let mut many = Many::new(&with(Scheme::Central, &[]), Seed(3));
    let mut events = 0;
    for (scheme, beside) in [
        (Scheme::Central, &[][..]),
        (Scheme::Central, &[Scheme::Split, Scheme::Central, Scheme::Split, Scheme::Local, Scheme::Sync]),
        (Scheme::Split, &[Scheme::Split, Scheme::Gossip]),
        (Scheme::Lease, &[Scheme::Gossip, Scheme::Central]),
        (Scheme::Lease, &[]),
    ] {
        many.set(&with(scheme, beside), &mut Discard);
        assert_eq!(many.events(), events, "a setting is no event");
        let schemes: Vec<Scheme> = many.schemes().map(|one| one.params().scheme).collect();
        assert_eq!(schemes[0], scheme);
        assert!(
            schemes.len() <= 4 && (1..schemes.len()).all(|at| !schemes[..at].contains(&schemes[at])),
            "{schemes:?}"
        );
        for _ in 0..400 {
            let before = many.now();
            many.step(&mut Discard);
            events += 1;
            assert!(many.events() == events && many.now() >= before);
            assert!(many.schemes().all(|one| one.now() == many.now()));
            many.check().unwrap();
        }
        assert_eq!(many.accounts().count(), schemes.len());
    }
}

#[test]
fn what_gateways_show_adds_up_to_what_passed() {
    let params = Params { limit: 40, load: 200.0, ..busy(Scheme::Local) };
    let mut model = Shared::new(&params, Seed(3));
    let mut seen = [false; 2];
    for moment in 0..4000 {
        // Every window lasts 2 s; among the moments are those right at an edge, where nobody has looked at a clock yet.
        model.run_until(Time(moment * 5_000_000), &mut Discard);
        let shown: u32 = (0..4).map(|gateway| model.shown(gateway).own).sum();
        assert_eq!(shown, model.truth().0, "at {} ms", moment * 5);
        seen[usize::from(shown == 0)] = true;
    }
    assert_eq!(seen, [true; 2], "empty and full windows were both looked at");
}
