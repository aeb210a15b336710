//! The model against closed forms, and its laws.

use super::super::params::{Placement, Service, Window};
use super::super::{metrics, theory, words};
use super::*;
use crate::concept::Metric;
use crate::sim::Discard;
use proptest::prelude::*;

fn run(params: &Params, seconds: f64, seed: u64) -> Store {
    let mut store = Store::new(params, Seed(seed));
    store.run_until(Time::from_secs(seconds), &mut Discard);
    store.check().unwrap();
    store
}

fn metric(store: &Store, name: &str) -> f64 {
    let all: Vec<Metric> = metrics::metrics(store);
    all.iter().find(|metric| metric.name == name).and_then(|metric| metric.value).unwrap_or(f64::NAN)
}

fn go(store: &mut Store, seconds: f64) {
    store.run_until(Time(store.now().0 + Time::from_secs(seconds).0), &mut Discard);
    store.check().unwrap();
}

#[test]
fn each_shard_is_an_m_m_1() {
    let params = Params { rate: 48.0, scatter: 5.0, scans: 5.0, ..Params::default() };
    let store = run(&params, 20_000.0, 3);
    for at in store.present() {
        let shard = &store.shards()[at];
        let (inside, busy) = shard.means(store.tally().from, store.now());
        let rate = shard.asked as f64 / store.seconds();
        let rho = rate / params.each;
        assert!((busy / rho - 1.0).abs() < 0.02, "S{}: at work {busy}, load {rho}", at + 1);
        let law = rate * theory::sojourn(&params, rate);
        assert!((inside / law - 1.0).abs() < 0.08, "S{}: {inside} inside, {law} by theory", at + 1);
    }
}

#[test]
fn the_slowest_of_many_is_slow_as_often_as_the_formula_says() {
    for shards in [4u32, 16, 64] {
        // Few ask everybody, so shards are hardly slow together.
        let base = Params { shards, scatter: 0.5, service: Service::Exponential, ..Params::default() };
        let params = Params { rate: base.rate * 0.5 / theory::load(&base, f64::from(shards)), ..base };
        let mut store = Store::new(&params, Seed(11));
        while store.tally().took[3].count() < 3000 {
            store.step(&mut Discard);
        }
        let (measured, law) = (store.tally().slow_share().unwrap(), theory::slow_share(0.01, f64::from(shards)));
        assert!((measured / law - 1.0).abs() < 0.2, "{shards} shards: {measured} measured, {law} by the formula");
    }
}

#[test]
fn what_asks_everybody_is_slow_together_when_it_is_most_of_the_load() {
    let params = Params { shards: 16, rate: 12.0, scatter: 100.0, ..Params::default() };
    let store = run(&params, 3000.0, 5);
    let (measured, law) = (store.tally().slow_share().unwrap(), theory::slow_share(0.01, 16.0));
    assert!(measured < 0.9 * law, "{measured} {law}");
}

fn resharded(place: Placement, window: Window) -> Store {
    let params = Params { place, window, rows: 20_000.0, limit: 500.0, rate: 20.0, writes: 20.0, ..Params::default() };
    let mut store = run(&params, 10.0, 6);
    store.set(&Params { shards: 5, ..params }, &mut Discard);
    store
}

#[test]
fn what_moves_is_what_theory_says() {
    for (place, near) in [(Placement::Modulo, 0.03), (Placement::Hash, 0.06), (Placement::Range, 0.02)] {
        let store = resharded(place, Window::Double);
        let share = metric(&store, "move.share");
        let law = theory::moved(place, 4.0, 5.0);
        assert!((share - law).abs() < near, "{place:?}: {share} moves, theory {law}");
        // On a ring and under ranges only the new shard gets rows.
        let strays = store.keys().all.iter().filter(|key| key.moves() && key.target != 4).count();
        assert_eq!(strays > 0, place == Placement::Modulo, "{place:?}");
    }
}

#[test]
fn a_move_takes_its_rows_over_the_limit_and_ends_with_everything_in_place() {
    let mut store = resharded(Placement::Modulo, Window::Double);
    let rows = store.moving().unwrap().rows as f64;
    go(&mut store, 15.0);
    let moved = metric(&store, "rows.copied");
    assert!((moved / (15.0 * 500.0) - 1.0).abs() < 0.03, "{moved} rows in 15 s at 500 a second");
    go(&mut store, 60.0);
    assert!(store.moving().is_none());
    let took = metric(&store, "move.took_s");
    assert!((took / (rows / 500.0) - 1.0).abs() < 0.05, "{took} s for {rows} rows");
    for key in &store.keys().all {
        assert_eq!((key.owner, key.target), (store.routes().shard(key.point, key.order), key.owner));
    }
    // And back: the shard that leaves is gone when it is empty.
    let params = Params { shards: 4, limit: 1e6, ..store.params().clone() };
    store.set(&params, &mut Discard);
    assert_eq!(store.present().count(), 5);
    go(&mut store, 60.0);
    assert_eq!(store.present().count(), 4);
}

#[test]
fn while_rows_move_reads_pay_twice_or_find_nothing_or_ask_a_map() {
    for (window, twice, empty) in
        [(Window::Double, true, false), (Window::Blind, false, true), (Window::Map, false, false)]
    {
        let mut store = resharded(Placement::Modulo, window);
        go(&mut store, 8.0);
        let tally = store.tally();
        assert_eq!((tally.twice > 40, tally.empty > 40), (twice, empty), "{window:?}: {} {}", tally.twice, tally.empty);
        // Of the writes of moving keys both shards hear.
        let asks = metric(&store, "asks_per_query");
        assert_eq!(asks > 1.3, window == Window::Double, "{window:?}: {asks}");
        go(&mut store, 60.0);
        store.cut_warmup();
        go(&mut store, 20.0);
        let tally = store.tally();
        assert_eq!((tally.twice, tally.empty, store.moving()), (0, 0, None), "{window:?}");
    }
}

#[test]
fn without_a_limit_queries_wait_behind_copies() {
    let p99 = |limit: f64| {
        let params = Params {
            place: Placement::Modulo,
            window: Window::Map,
            rows: 400_000.0,
            copy: 20,
            streams: 16,
            limit,
            ..Params::default()
        };
        let mut store = run(&params, 20.0, 9);
        let before = metric(&store, "point_s.p99");
        store.set(&Params { shards: 5, ..params }, &mut Discard);
        go(&mut store, 60.0);
        assert!(store.moving().is_some());
        metric(&store, "point_s.p99") / before
    };
    let (limited, free) = (p99(100.0), p99(1e7));
    assert!(limited < 2.5 && free > 3.0 * limited, "{limited} and {free} times what it was");
}

#[test]
fn time_under_ranges_has_a_hot_tail_and_a_split_moves_it() {
    let params =
        Params { key: Key::Time, place: Placement::Range, shards: 6, writes: 50.0, rate: 12.0, ..Params::default() };
    let mut store = run(&params, 60.0, 2);
    assert!(metric(&store, "imbalance.queries") > 5.9);
    assert_eq!(metric(&store, "busiest.shard"), 6.0);
    store.act(&Action::Split(5), &mut Discard);
    go(&mut store, 600.0);
    assert_eq!((store.moving(), store.present().count()), (None, 7));
    store.cut_warmup();
    go(&mut store, 60.0);
    assert_eq!(metric(&store, "busiest.shard"), 7.0, "now lies in the upper half");
    assert!(metric(&store, "imbalance.queries") > 6.0);
    // Hashed, another shard is hot in each stretch, and all of them in the end.
    let hashed = run(&Params { place: Placement::Hash, slot: 2.0, ..params }, 2000.0, 2);
    assert!(metric(&hashed, "imbalance.queries") < 1.6);
}

#[test]
fn a_celebrity_stays_whole_in_a_split_and_others_do_not() {
    let params = Params { shards: 6, rate: 60.0, celebrity: 25.0, limit: 1e6, ..Params::default() };
    let mut store = run(&params, 30.0, 8);
    let hot = metric(&store, "busiest.shard") as u8 - 1;
    assert_eq!(store.keys().all[0].owner, hot);
    let load = metric(&store, "busiest.load");
    store.act(&Action::Split(hot), &mut Discard);
    go(&mut store, 300.0);
    store.cut_warmup();
    go(&mut store, 60.0);
    assert!(metric(&store, "busiest.load") > 0.7 * load);
    // Without one, a split halves what its shard is asked.
    let mut even = run(&Params { celebrity: 0.0, ..params }, 60.0, 8);
    let asked = even.shards()[0].asked as f64;
    even.act(&Action::Split(0), &mut Discard);
    go(&mut even, 300.0);
    even.cut_warmup();
    go(&mut even, 60.0);
    let share = even.shards()[0].asked as f64 / asked;
    assert!((0.4..0.6).contains(&share), "{share}");
}

#[test]
fn a_dead_shard_fails_its_own_and_all_who_ask_everybody() {
    let params = Params { writes: 0.0, scatter: 20.0, rate: 20.0, ..Params::default() };
    let mut store = run(&params, 20.0, 4);
    let share = store.shards()[1].rows as f64 / store.keys().rows() as f64;
    store.act(&Action::Kill(1), &mut Discard);
    go(&mut store, 200.0);
    let failed = store.tally().failed as f64 / store.tally().sent as f64;
    assert!((failed - (0.2 + 0.8 * share)).abs() < 0.03, "{failed}, rows {share}");
    assert!(store.tally().took[3].count() < 3, "those whose part was done already");
    store.act(&Action::Revive(1), &mut Discard);
    go(&mut store, 50.0);
    assert!(store.tally().failed < 3, "those that had asked it while it was dead");
}

#[test]
fn a_scan_asks_few_under_ranges_and_all_under_hashes() {
    let of = |place| {
        let params =
            Params { place, shards: 8, writes: 0.0, scans: 100.0, stretch: 1.0, rate: 10.0, ..Params::default() };
        metric(&run(&params, 100.0, 7), "asks_per_query")
    };
    assert_eq!((of(Placement::Hash), of(Placement::Modulo)), (8.0, 8.0));
    // 20 of 2,048 keys: one shard, or two where a cut lies between: 7 cuts, 19 places each.
    assert!((of(Placement::Range) - (1.0 + 7.0 * 19.0 / 2048.0)).abs() < 0.04);
}

#[test]
fn the_same_queries_come_whatever_the_placement() {
    let of = |place, shards, window| {
        let params = Params { place, shards, window, scans: 10.0, scatter: 10.0, alpha: 0.9, ..Params::default() };
        let mut log: Vec<(Time, Occurrence)> = Vec::new();
        let mut store = Store::new(&params, Seed(8));
        store.run_until(Time::from_secs(20.0), &mut log);
        let asked = |(at, what): &(Time, Occurrence)| match what {
            Occurrence::Asked { n, kind, key, .. } => Some((*at, *n, *kind, *key)),
            _ => None,
        };
        log.iter().filter_map(asked).collect::<Vec<_>>()
    };
    let first = of(Placement::Hash, 4, Window::Double);
    assert_eq!(first, of(Placement::Range, 9, Window::Map));
    assert_eq!(first, of(Placement::Modulo, 64, Window::Blind));
}

#[test]
fn slow_motion_changes_the_clock_and_nothing_else() {
    let params = Params { rate: 4000.0, each: 2000.0, net: 0.5, scatter: 5.0, ..Params::default() };
    let (plain, slow) = (run(&params, 3.0, 1), run(&Params { slow: 100.0, ..params }, 300.0, 1));
    assert_eq!(plain.tally().sent, slow.tally().sent);
    for name in ["point_s.p50", "point_s.p99", "scatter_s.p99", "busiest.load", "utilisation"] {
        let (a, b) = (metric(&plain, name), metric(&slow, name));
        assert!((a / b - 1.0).abs() < 0.01, "{name}: {a} {b}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]
    /// Rows are conserved, no query is lost, Little's law holds at every shard, after every event and whatever is done.
    #[test]
    fn laws_hold_after_every_event(
        shards in 1u32..12, others in 1u32..12, rate in 1.0..300.0f64, limit in 10.0..1e6f64, net in 0.0..100.0f64,
        key in prop::sample::select(Key::ALL.to_vec()), other in prop::sample::select(Key::ALL.to_vec()),
        place in prop::sample::select(Placement::ALL.to_vec()), after in prop::sample::select(Placement::ALL.to_vec()),
        window in prop::sample::select(Window::ALL.to_vec()), scatter in 0.0..40.0f64, victim in 0u8..12, seed: u64,
    ) {
        let params = Params {
            shards, rate, limit, net, key, place, window, scatter,
            scans: 10.0, slot: 0.1, rows: 5000.0, stretch: 3.0, ..Params::default()
        };
        let mut store = Store::new(&params, Seed(seed));
        let later = Params { shards: others, ..params.clone() };
        for step in 0..900 {
            store.step(&mut Discard);
            prop_assert_eq!(store.check(), Ok(()));
            match step {
                100 => store.set(&later, &mut Discard),
                200 => store.act(&Action::Kill(victim), &mut Discard),
                300 => store.act(&Action::Split(victim / 2), &mut Discard),
                400 => store.set(&Params { place: after, ..later.clone() }, &mut Discard),
                500 => store.act(&Action::Revive(victim), &mut Discard),
                600 => store.set(&Params { shards, place: after, window: Window::Map, ..later.clone() }, &mut Discard),
                700 => store.set(&Params { key: other, rows: 9000.0, ..later.clone() }, &mut Discard),
                _ => {}
            }
            prop_assert_eq!(store.check(), Ok(()));
        }
        prop_assert!(!words::describe(&store).whole.is_empty());
    }
}
