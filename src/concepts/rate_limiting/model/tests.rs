use super::super::params::{Arrivals, Jitter, Key, Kind, Params, Reaction};
use super::*;
use crate::policies::limit::Decision;
use crate::sim::Discard;
use proptest::prelude::*;

type Log = Vec<(Time, Occurrence)>;

fn run(params: &Params, seed: u64, until: f64) -> (Limiting, Log) {
    let mut model = Limiting::new(params, Seed(seed));
    let mut log = Log::new();
    model.run_until(Time::from_secs(until), &mut log);
    model.check().unwrap();
    (model, log)
}

fn decisions(log: &Log, lane: u8) -> Vec<(Time, Decision)> {
    let of = |(at, what): &(Time, Occurrence)| match *what {
        Occurrence::Decided { lane: l, decision, .. } if l == lane => Some((*at, decision)),
        _ => None,
    };
    log.iter().filter_map(of).collect()
}

/// The figures of the first preset: 32 requests, ten on either side of the edge at 4 s.
#[test]
fn the_windows_edge_is_as_the_page_tells_it() {
    let params = Params {
        arrivals: Arrivals::EdgeBurst,
        load: 4.0,
        beside: vec![Kind::LeakyQueue, Kind::FixedWindow, Kind::SlidingLog],
        ..Params::default()
    };
    let (model, _) = run(&params, 127_237, 6.09);
    let sums: Vec<_> = model.lanes().iter().map(|lane| (lane.sums.let_in, lane.sums.refused, lane.worst())).collect();
    assert_eq!(sums, [(28, 4, 18), (28, 4, 10), (28, 4, 20), (20, 12, 10)]);
    assert_eq!(model.differs().map(|(_, k)| k + 1), Some(18));
}

#[test]
fn meter_bucket_and_gcra_decide_alike() {
    for seed in 0..20 {
        let params = Params {
            arrivals: Arrivals::Bursty,
            load: 7.0,
            beside: vec![Kind::LeakyMeter, Kind::Gcra],
            ..Params::default()
        };
        let (model, log) = run(&params, seed, 60.0);
        assert_eq!(model.differs(), None, "seed {seed}");
        let allowed = |lane| decisions(&log, lane).iter().map(|(_, d)| d.allowed).collect::<Vec<_>>();
        assert_eq!(allowed(0), allowed(1));
        assert_eq!(allowed(0), allowed(2));
    }
}

#[test]
fn lanes_see_the_same_requests_whatever_stands_beside_them() {
    let alone = Params { limiter: Kind::SlidingLog, load: 9.0, ..Params::default() };
    let among = Params { beside: vec![Kind::TokenBucket, Kind::Concurrency], ..alone.clone() };
    let (_, a) = run(&alone, 3, 40.0);
    let (_, b) = run(&among, 3, 40.0);
    assert_eq!(decisions(&a, 0), decisions(&b, 0));
}

#[test]
fn an_attack_on_the_edge_doubles_the_fixed_window_and_not_the_log() {
    let params = Params { limiter: Kind::FixedWindow, load: 0.0, beside: vec![Kind::SlidingLog], ..Params::default() };
    let mut model = Limiting::new(&params, Seed(1));
    model.run_until(Time::from_secs(3.0), &mut Discard);
    model.act(&Action::AttackEdge, &mut Discard);
    model.run_until(Time::from_secs(8.0), &mut Discard);
    assert_eq!(model.lanes().iter().map(Lane::worst).collect::<Vec<_>>(), [20, 10]);
    assert_eq!(model.sent(), 20);
}

#[test]
fn clients_that_obey_come_back_together_and_those_with_jitter_do_not() {
    let herd = |react, jitter| {
        let params = Params { limiter: Kind::FixedWindow, load: 9.0, react, jitter, tries: 3, ..Params::default() };
        let (_, log) = run(&params, 9, 40.0);
        let mut moments: Vec<Time> = log
            .iter()
            .filter(|(_, what)| matches!(what, Occurrence::Decided { attempt: 1.., .. }))
            .map(|(at, _)| *at)
            .collect();
        let all = moments.len();
        moments.dedup();
        (all, moments.len())
    };
    let (all, different) = herd(Reaction::Obey, Jitter::None);
    assert!(all > 100 && different * 4 < all, "{different} of {all}");
    let (all, different) = herd(Reaction::Backoff, Jitter::Full);
    assert!(different * 10 > all * 9, "{different} of {all}");
}

#[test]
fn clients_that_read_ask_less_and_get_as_much() {
    let of = |react| {
        let params = Params { limiter: Kind::FixedWindow, load: 8.0, clients: 4, react, tries: 8, ..Params::default() };
        let (model, _) = run(&params, 8, 60.0);
        (model.focus().sums.let_in, model.focus().sums.asked)
    };
    let (paced, ignoring) = (of(Reaction::Pace), of(Reaction::Ignore));
    assert!(paced.0 + 10 >= ignoring.0, "{paced:?} {ignoring:?}");
    assert!(paced.1 * 2 < ignoring.1, "{paced:?} {ignoring:?}");
}

#[test]
fn a_hot_client_hurts_others_only_where_all_share_one_limiter() {
    let others = |key| {
        let params = Params { arrivals: Arrivals::OneHot, load: 9.0, key, ..Params::default() };
        let (model, _) = run(&params, 5, 120.0);
        let (passed, refused) = model.focus().others;
        refused as f64 / (passed + refused) as f64
    };
    assert!(others(Key::All) > 0.3);
    assert_eq!(others(Key::Client), 0.0);
}

#[test]
fn bare_thresholds_swing_and_holding_ends_it() {
    let changes = |holds| {
        let params = Params {
            limiter: Kind::Dynamic,
            rate: 12.0,
            burst: 12,
            window: 1.0,
            work: 0.5,
            workers: 8,
            load: 24.0,
            holds,
            ..Params::default()
        };
        let (_, log) = run(&params, 4, 300.0);
        let limits: Vec<u64> = decisions(&log, 0)
            .iter()
            .filter_map(|(_, d)| match d.why {
                crate::policies::limit::Why::Moved { limit, .. } => Some(limit),
                _ => None,
            })
            .collect();
        limits.windows(2).filter(|pair| pair[0] != pair[1]).count()
    };
    let (bare, held) = (changes(false), changes(true));
    assert!(bare > 40 && held < bare, "{bare} changes, {held} when held");
}

#[test]
fn a_change_of_limiters_keeps_what_stays() {
    let params = Params { beside: vec![Kind::LeakyQueue], load: 12.0, ..Params::default() };
    let (mut model, _) = run(&params, 2, 10.0);
    let before = model.lanes()[1].sums;
    let swapped = Params { limiter: Kind::LeakyQueue, beside: vec![Kind::Gcra], ..params };
    model.set(&swapped, &mut Discard);
    assert_eq!(model.focus().sums, before);
    let mut log = Log::new();
    model.run_until(Time::from_secs(30.0), &mut log);
    model.check().unwrap();
    assert!(model.focus().sums.left > before.left);
}

fn any_params() -> impl Strategy<Value = Params> {
    let kinds = prop::sample::select(Kind::ALL.to_vec());
    let main = (kinds.clone(), prop::collection::vec(kinds, 0..4), 0.5..40.0f64, 1u32..60, 0.1..6.0f64);
    let traffic = (prop::sample::select(Arrivals::ALL.to_vec()), 0.0..60.0f64, 1u32..4);
    let clients = (
        prop::sample::select(Reaction::ALL.to_vec()),
        prop::sample::select(Jitter::ALL.to_vec()),
        prop::sample::select(Key::ALL.to_vec()),
        1u32..30,
    );
    (main, traffic, clients, any::<bool>()).prop_map(|(main, traffic, clients, flag)| Params {
        limiter: main.0,
        beside: main.1,
        rate: main.2,
        burst: main.3,
        window: main.4,
        arrivals: traffic.0,
        load: traffic.1,
        cost: traffic.2,
        react: clients.0,
        jitter: clients.1,
        key: clients.2,
        clients: clients.3,
        count_refused: flag,
        nodelay: flag,
        holds: flag,
        ..Params::default()
    })
}

/// The most units let in within any `span` that ends at a decision.
fn most_within(list: &[(Time, Decision)], span: Span, cost: u64) -> u64 {
    let passed: Vec<Time> = list.iter().filter(|(_, d)| d.allowed).map(|(at, _)| *at).collect();
    let mut first = 0;
    let mut most = 0;
    for (at, last) in passed.iter().enumerate() {
        while last.since(passed[first]) > span {
            first += 1;
        }
        most = most.max((at - first + 1) as u64 * cost);
    }
    most
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn laws_hold_whatever_is_set_and_done(a in any_params(), b in any_params(), seed: u64, burst in 1u32..200) {
        let mut model = Limiting::new(&a, Seed(seed));
        let check = |model: &mut Limiting, until: f64| {
            for _ in 0..4000 {
                if model.next_at().is_none_or(|at| at > Time::from_secs(until)) {
                    break;
                }
                model.step(&mut Discard);
                model.check()?;
            }
            Ok::<(), String>(())
        };
        prop_assert_eq!(check(&mut model, 4.0), Ok(()));
        model.act(&Action::Burst(burst), &mut Discard);
        model.act(&Action::AttackEdge, &mut Discard);
        prop_assert_eq!(check(&mut model, 8.0), Ok(()));
        model.set(&b, &mut Discard);
        prop_assert_eq!(check(&mut model, 12.0), Ok(()));
        let copy = model.clone();
        let (mut left, mut right) = (model, copy);
        left.run_until(Time(left.now().0 + 500_000_000), &mut Discard);
        right.run_until(Time(right.now().0 + 500_000_000), &mut Discard);
        prop_assert_eq!(left.hash(), right.hash());
    }

    /// The bounds of the algorithms, on whatever comes: in any window of any length.
    #[test]
    fn bounds_hold_in_every_window(params in any_params(), seed: u64, span in 0.05..8.0f64) {
        let params = Params { key: Key::All, react: Reaction::Drop, count_refused: false, ..params };
        let span = Span::from_secs(span);
        for kind in [Kind::TokenBucket, Kind::LeakyQueue, Kind::Gcra, Kind::FixedWindow, Kind::SlidingLog] {
            let params = Params { limiter: kind, beside: Vec::new(), ..params.clone() };
            let mut model = Limiting::new(&params, Seed(seed));
            let mut log = Log::new();
            for _ in 0..1500 {
                model.step(&mut log);
            }
            let list = decisions(&log, 0);
            let cost = u64::from(params.cost);
            let (limit, window) = (u64::from(model.settings().limit), model.window());
            match kind {
                Kind::FixedWindow => prop_assert!(most_within(&list, Span(window.0 - 1), cost) <= 2 * limit),
                Kind::SlidingLog => prop_assert!(most_within(&list, window, cost) <= limit),
                _ => {
                    let rate = limit as f64 / window.secs();
                    let rate = if (rate / params.rate - 1.0).abs() < 1e-9 { rate } else { params.rate };
                    let bound = f64::from(params.burst) + rate * span.secs();
                    prop_assert!(most_within(&list, span, cost) as f64 <= bound * (1.0 + 1e-6) + 1e-6);
                }
            }
            if kind == Kind::LeakyQueue {
                let mut leaves: Vec<Time> = list.iter().filter(|(_, d)| d.allowed).map(|(at, d)| *at + d.delay).collect();
                leaves.sort_unstable();
                let apart = f64::from(params.cost) / params.rate * 1e9;
                prop_assert!(leaves.windows(2).all(|pair| pair[1].since(pair[0]).0 as f64 >= apart * (1.0 - 1e-6) - 2.0));
            }
        }
    }
}
