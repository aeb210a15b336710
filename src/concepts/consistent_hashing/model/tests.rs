use super::super::params::{Popularity, Treat};
use super::*;
use crate::sim::Discard;
use proptest::prelude::*;
use proptest::sample::select;

fn run(params: &Params, seed: u64, deeds: &[(f64, Step)], until: f64) -> Cluster {
    let mut model = Cluster::new(params, Seed(seed));
    for (at, step) in deeds {
        model.run_until(Time::from_secs(*at), &mut Discard);
        model.act(&Action::Nodes(*step), &mut Discard);
        model.check().unwrap();
    }
    model.run_until(Time::from_secs(until), &mut Discard);
    model.check().unwrap();
    model
}

fn small(strategy: Kind) -> Params {
    Params { strategy, keys: 400, rate: 300.0, table: 211, ..Params::default() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn laws_hold_whatever_is_set_and_done(
        kinds in proptest::collection::vec(select(Kind::ALL), 1..5),
        steps in proptest::collection::vec((0u32..8, 0u32..5, 0.5f64..3.0), 1..8), seed in any::<u64>(),
    ) {
        let mut model = Cluster::new(&small(kinds[0]), Seed(seed));
        for (i, (node, what, weight)) in steps.iter().enumerate() {
            model.run_until(Time::from_secs(0.2 * (i + 1) as f64), &mut Discard);
            match what {
                0 => model.act(&Action::Nodes(Step::Join(1.0)), &mut Discard),
                1 => model.act(&Action::Nodes(Step::Leave(*node)), &mut Discard),
                2 => model.act(&Action::Nodes(Step::Die(*node)), &mut Discard),
                3 => model.act(&Action::Nodes(Step::Weigh(*node, *weight)), &mut Discard),
                _ => {
                    let strategy = kinds[i % kinds.len()];
                    model.set(&Params { strategy, nodes: 1 + node, compare: kinds.clone(), ..small(strategy) }, &mut Discard);
                }
            }
            prop_assert!(model.check().is_ok(), "{:?}", model.check());
        }
    }
}

#[test]
fn the_first_request_after_a_move_misses_and_the_second_hits() {
    // Ten keys asked for again and again: soon each is where it belongs.
    let params = Params { keys: 10, rate: 2000.0, ..small(Kind::Ring) };
    let model = run(&params, 1, &[(1.0, Step::Die(1))], 3.0);
    let moved = u64::from(model.own().moved);
    assert!(moved > 0 && model.tally().misses == moved, "{moved} {:?}", model.tally());
    // A node that leaves in good order costs nothing.
    let model = run(&params, 1, &[(1.0, Step::Leave(1))], 3.0);
    assert_eq!((model.tally().misses, u64::from(model.own().moved)), (0, moved));
}

#[test]
fn the_least_share_is_that_of_the_newcomer() {
    let model = run(&small(Kind::Ring), 1, &[(1.0, Step::Join(1.0))], 1.5);
    assert!((model.least() - 0.2).abs() < 1e-12);
    let model = run(&small(Kind::Ring), 1, &[(1.0, Step::Join(4.0))], 1.5);
    assert!((model.least() - 0.5).abs() < 1e-12);
}

#[test]
fn with_the_last_node_all_keys_go_and_with_the_first_all_come() {
    for kind in Kind::ALL {
        let mut deeds: Vec<(f64, Step)> = (0..4).map(|id| (0.1 * f64::from(id), Step::Die(id))).collect();
        let empty = run(&small(*kind), 1, &deeds, 0.5);
        assert_eq!((empty.members().len(), empty.least(), empty.own().moved_share()), (0, 1.0, 1.0), "{kind:?}");
        deeds.push((0.6, Step::Join(1.0)));
        let one = run(&small(*kind), 1, &deeds, 0.7);
        assert_eq!((one.members().len(), one.least(), one.own().moved_share()), (1, 1.0, 1.0), "{kind:?}");
    }
}

#[test]
fn an_own_lane_is_the_same_as_when_it_is_compared() {
    let model = run(&small(Kind::Ring), 4, &[(1.0, Step::Join(1.0))], 1.5);
    let other = run(&small(Kind::Modulo), 4, &[(1.0, Step::Join(1.0))], 1.5);
    for kind in [Kind::Ring, Kind::Modulo, Kind::Maglev] {
        assert_eq!(model.lane(kind).map(|lane| &lane.owners), other.lane(kind).map(|lane| &lane.owners));
    }
}

#[test]
fn a_change_of_strategy_keeps_the_change_of_nodes() {
    let mut model = run(&small(Kind::Ring), 4, &[(1.0, Step::Join(1.0))], 1.5);
    let want = model.lane(Kind::Modulo).unwrap().moved;
    model.set(&small(Kind::Modulo), &mut Discard);
    assert_eq!((model.own().kind, model.own().moved), (Kind::Modulo, want));
}

#[test]
fn letters_and_primes() {
    assert_eq!([0, 25, 26].map(letter), ["A", "Z", "A2"]);
    assert_eq!([2, 8, 1000, 65_537].map(next_prime), [2, 11, 1009, 65_537]);
}

#[test]
fn copies_share_the_requests_for_the_hot_key() {
    let hot = |copies| Params { popularity: Popularity::Hot, hot: 0.5, copies, ..small(Kind::Ring) };
    let busiest = |copies| run(&hot(copies), 3, &[], 2.0).demand().into_iter().fold(0.0, f64::max);
    assert!(busiest(1) > 0.55 && busiest(4) < 0.35, "{} {}", busiest(1), busiest(4));
    let model = run(&hot(3), 3, &[], 1.0);
    assert_eq!(model.tally().misses, 0, "copies are there from the start");
    assert!((model.demand().iter().sum::<f64>() - 1.0).abs() < 1e-9);
    // A copy that was asked for more often than once misses once.
    let mut model = run(&hot(1), 3, &[], 1.0);
    model.set(&hot(4), &mut Discard);
    model.run_until(Time::from_secs(3.0), &mut Discard);
    // The owner holds it already.
    assert_eq!(model.tally().misses, 3);
}

fn hot(params: Params) -> Params {
    Params { popularity: Popularity::Hot, hot: 0.5, rate: 1000.0, ..params }
}

#[test]
fn sub_keys_make_reads_dear_and_copies_make_writes_dear() {
    let ops = |params: Params| run(&params, 3, &[], 4.0).ops().unwrap();
    let close = |is: f64, want: f64| assert!((is / want - 1.0).abs() < 0.05, "{is} {want}");
    close(ops(hot(small(Kind::Ring))), 1.0);
    // Half of the requests are for the hot key, and each of these reads asks four sub-keys.
    close(ops(hot(Params { salt: 4, ..small(Kind::Ring) })), 0.5 + 0.5 * 4.0);
    // One in five writes: to one sub-key, or to all of three copies.
    close(ops(hot(Params { salt: 4, writes: 0.2, ..small(Kind::Ring) })), 0.5 + 0.5 * (0.8 * 4.0 + 0.2));
    close(ops(hot(Params { copies: 3, writes: 0.2, ..small(Kind::Ring) })), 0.5 + 0.5 * (0.8 + 0.2 * 3.0));
    // What is computed is what is counted.
    for kind in [Kind::Ring, Kind::Maglev, Kind::Range, Kind::Directory] {
        let model = run(&hot(Params { salt: 3, copies: 2, writes: 0.2, ..small(kind) }), 3, &[], 8.0);
        for (member, share) in model.members().iter().zip(model.demand()) {
            let counted = model.busy.share(member.id);
            assert!((counted - share).abs() < 0.04, "{kind:?}: {counted} {share}");
        }
        assert_eq!(model.tally().misses, 0, "{kind:?}: all parts are there from the start");
    }
}

#[test]
fn a_cache_in_front_saves_and_may_be_old() {
    let with = |front, writes| run(&hot(Params { front, writes, fresh: 0.5, ..small(Kind::Ring) }), 3, &[], 4.0);
    let model = with(1, 0.0);
    // The hot key is asked for twice a second, all others at once; with one place they push it out now and then.
    assert!(model.ops().unwrap() < 0.85 && model.tally().front > 500, "{:?} {:?}", model.ops(), model.tally());
    assert_eq!(model.tally().old, 0);
    let model = with(100, 0.2);
    assert!(model.tally().old > 100, "{:?}", model.tally());
    assert!(with(0, 0.2).tally().front == 0);
}

#[test]
fn bounded_requests_stay_below_the_cap() {
    let params = hot(Params { spill: true, bound: 1.25, ..small(Kind::Ring) });
    let model = run(&params, 3, &[], 4.0);
    let (_, all) = model.busy.recent(0);
    for member in model.members().iter() {
        let cap = 1.25 * model.members().due(member.id) * f64::from(all);
        let is = f64::from(model.busy.recent(member.id).0);
        // What it had a moment ago may be more than its share of what is left of that second.
        assert!(is <= 1.06 * cap + 2.0, "{}: {is} {cap}", member.id);
    }
    assert!(model.tally().spilled > 500);
    let plain = model.plain_demand().iter().copied().fold(0.0, f64::max);
    let now = model.demand().into_iter().fold(0.0, f64::max);
    assert!(plain > 0.55 && now < 0.34, "{plain} {now}");
}

#[test]
fn what_the_sketch_finds_is_treated() {
    let params = Params { copies: 3, treat: Treat::Found, sketch: 512, window: 1000, ..small(Kind::Ring) };
    let model = run(&hot(params), 3, &[], 2.0);
    assert_eq!(model.spots().iter().map(|spot| spot.key).collect::<Vec<_>>(), [0]);
    let found = model.found().unwrap();
    assert_eq!((found.truly, found.missed), (1, 0));
}

#[test]
fn a_weight_that_is_dragged_is_one_change() {
    let heavy = |weight: f64| Params { weights: vec![1.0, weight, 1.0], ..small(Kind::Ring) };
    let mut model = run(&heavy(1.0), 1, &[], 1.0);
    let before = model.own().owners.clone();
    for (i, weight) in [1.2, 1.5, 2.0, 3.0].into_iter().enumerate() {
        model.run_until(Time::from_secs(1.0 + 0.1 * i as f64), &mut Discard);
        model.set(&heavy(weight), &mut Discard);
        model.check().unwrap();
    }
    let change = model.change().unwrap();
    assert_eq!((change.at, model.tally().changes), (Time::from_secs(1.0), 1));
    assert_eq!((&model.own().before, model.tally().moved), (&before, u64::from(model.own().moved)));
    // From 1 of 4 to 3 of 6, and all that moved moved to it.
    assert!((model.least() - 0.25).abs() < 1e-12);
    let moved = before.iter().zip(model.own().owners.iter()).filter(|(was, is)| was != is);
    assert!(model.own().moved > 50 && moved.clone().all(|(_, is)| *is == 1), "{}", model.own().moved);
    // Later it is another one.
    model.run_until(Time::from_secs(4.0), &mut Discard);
    model.set(&heavy(1.0), &mut Discard);
    assert_eq!((model.own().owners.clone(), model.tally().changes), (before, 2));
}

#[test]
fn clients_remember_owners_and_find_only_those_when_the_directory_fails() {
    let with = |clients, outage| Params { clients, outage, keys: 100, rate: 1000.0, ..small(Kind::Directory) };
    let mut model = run(&with(1000, false), 2, &[(3.0, Step::Join(1.0))], 6.0);
    let (_, all) = model.lookups().unwrap();
    // Each key is asked for once, and those that moved once more.
    assert_eq!((all.asked, all.stale), (100 + u64::from(model.own().moved), u64::from(model.own().moved)));
    model.set(&with(1000, true), &mut Discard);
    model.run_until(Time::from_secs(7.0), &mut Discard);
    assert_eq!(model.tally().failed, 0, "all are remembered");
    // With room for ten the others are lost.
    let mut model = run(&with(10, false), 2, &[], 1.0);
    model.set(&with(10, true), &mut Discard);
    model.run_until(Time::from_secs(2.0), &mut Discard);
    let tally = model.tally();
    assert!((800..1000).contains(&tally.failed), "{tally:?}");
    assert!(run(&small(Kind::Ring), 2, &[], 1.0).lookups().is_none());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn laws_hold_under_every_remedy(
        kind in select(Kind::ALL), popularity in select(Popularity::ALL), copies in 1u32..5, salt in 1u32..4,
        (spill, outage, front, sketch) in (any::<bool>(), any::<bool>(), 0u32..30, 0u32..60),
        writes in 0.0f64..0.9, seed in any::<u64>(),
    ) {
        let params = Params {
            popularity, copies, salt, spill, front, sketch, writes, outage, clients: 50, window: 200, racks: 3,
            treat: if seed % 2 == 0 { Treat::Known } else { Treat::Found }, ..small(kind)
        };
        let mut model = Cluster::new(&small(kind), Seed(seed));
        model.run_until(Time::from_secs(0.3), &mut Discard);
        model.set(&params, &mut Discard);
        for (i, action) in [Action::Rack(1), Action::Nodes(Step::Join(1.0)), Action::Several(2), Action::Several(9)].iter().enumerate() {
            model.run_until(Time::from_secs(1.0 + i as f64), &mut Discard);
            prop_assert!(model.check().is_ok(), "{:?}", model.check());
            model.act(action, &mut Discard);
            prop_assert!(model.demand().iter().all(|share| share.is_finite() && *share >= 0.0));
            let _ = model.gone();
        }
        model.run_until(Time::from_secs(6.0), &mut Discard);
        prop_assert!(model.check().is_ok(), "{:?}", model.check());
    }
}
