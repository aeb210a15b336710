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
