//! Laws that hold for every strategy and every cluster: what may move, how even it is, what weights are worth.

use super::*;
// Named, so that it is not the trait of the same name that generates values.
use super::Strategy;
use proptest::prelude::*;
use proptest::sample::select;

/// The key *k* of a family.
fn points(kind: Kind, family: u64, keys: u64) -> Vec<u64> {
    let hash = Hash::Xxh64;
    (0..keys).map(|k| kind.point(format!("{family}/{k}").as_bytes(), hash)).collect()
}

fn settings() -> Settings {
    Settings { table: 2039, ..Settings::default() }
}

fn cluster(kind: Kind, family: u64, weights: &[u32]) -> Strategy {
    let plain = kind.weights() == Weights::None;
    let weight = |w: u32| if plain { 1.0 } else { f64::from(w) };
    let nodes: Vec<Node> =
        weights.iter().enumerate().map(|(i, &w)| Node::weighted(format!("node-{family}-{i}"), weight(w))).collect();
    Strategy::new(kind, Members::new(&nodes), &settings())
}

fn owners(strategy: &mut Strategy, points: &[u64]) -> Vec<Option<NodeId>> {
    let mut owners = Vec::new();
    strategy.place(points, &mut owners);
    owners
}

/// Those that move no key between nodes that stay, whoever joins or leaves.
const CONSISTENT: [Kind; 7] =
    [Kind::Ring, Kind::Rendezvous, Kind::Shuffle, Kind::MultiProbe, Kind::Range, Kind::Directory, Kind::Slots];

/// A step out of random numbers: somebody joins, or one of those who are there leaves or is weighed.
fn step_of(strategy: &Strategy, family: u64, (what, who, weight): (u32, u32, u32)) -> Step {
    let members = strategy.members();
    let id = members.at(who as usize % members.len().max(1)).map_or(0, |member| member.id);
    match what {
        0 | 1 => Step::Join(Node::weighted(format!("more-{family}-{who}"), f64::from(weight))),
        2 => Step::Leave(id),
        _ => Step::Weigh(id, f64::from(weight)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn only_the_one_that_joins_gains_and_only_the_one_that_leaves_loses(
        kind in select(&CONSISTENT), family in any::<u64>(), weights in proptest::collection::vec(1u32..5, 1..9), who in any::<u32>(),
    ) {
        // A table of slots is handed out with rounding, so weights may shift single slots between the others.
        let weights = if kind == Kind::Slots { vec![1; weights.len()] } else { weights };
        let mut strategy = cluster(kind, family, &weights);
        let points = points(kind, family, 2000);
        let before = owners(&mut strategy, &points);
        let joined = strategy.join(Node::new("newcomer"));
        let with = owners(&mut strategy, &points);
        for (was, is) in before.iter().zip(&with) {
            prop_assert!(was == is || *is == Some(joined));
        }
        let leaver = who % (weights.len() as u32 + 1);
        strategy.leave(leaver);
        let without = owners(&mut strategy, &points);
        for (was, is) in with.iter().zip(&without) {
            prop_assert!(*is != Some(leaver));
            prop_assert!(was == is || *was == Some(leaver));
        }
    }

    #[test]
    fn what_joined_and_left_leaves_no_trace(
        kind in select(&[Kind::Modulo, Kind::Ring, Kind::RingEnvoy, Kind::Ketama, Kind::Bounded, Kind::Rendezvous,
            Kind::Jump, Kind::Maglev, Kind::MultiProbe, Kind::Shuffle]),
        family in any::<u64>(), weights in proptest::collection::vec(1u32..5, 1..7),
    ) {
        let mut strategy = cluster(kind, family, &weights);
        let points = points(kind, family, 300);
        let before = owners(&mut strategy, &points);
        let joined = strategy.join(Node::new("guest"));
        strategy.leave(joined);
        prop_assert_eq!(owners(&mut strategy, &points), before);
    }

    #[test]
    fn what_a_strategy_says_of_its_moves_is_all_that_moves(
        kind in select(Kind::ALL), family in any::<u64>(), weights in proptest::collection::vec(1u32..5, 1..7),
        turns in proptest::collection::vec(proptest::collection::vec((0u32..4, any::<u32>(), 1u32..6), 1..5), 1..9), twice in any::<bool>(),
    ) {
        let mut strategy = cluster(kind, family, &weights);
        let mut points = points(kind, family, 400);
        if twice {
            points.extend_from_within(100..160);
        }
        let mut kept = owners(&mut strategy, &points);
        for steps in turns {
            let steps: Vec<Step> = steps.iter().map(|step| step_of(&strategy, family, *step)).collect();
            strategy.alter(&steps);
            let told = strategy.take_moves();
            prop_assert!(strategy.take_moves().is_none());
            let all = owners(&mut strategy, &points);
            if let Some(moves) = told.filter(|_| !strategy.members().is_empty()) {
                for (place, owner) in moves {
                    kept[place as usize] = Some(owner);
                }
                prop_assert!(kept == all, "{:?} {:?}", kind, steps);
            }
            kept = all;
        }
    }

    #[test]
    fn several_steps_at_once_end_where_one_after_the_other_does(
        kind in select(Kind::ALL), family in any::<u64>(), weights in proptest::collection::vec(1u32..5, 1..7),
        turns in proptest::collection::vec(proptest::collection::vec((0u32..4, any::<u32>(), 1u32..6), 1..7), 1..5),
    ) {
        let mut at_once = cluster(kind, family, &weights);
        let points = points(kind, family, 300);
        owners(&mut at_once, &points);
        let mut in_turn = at_once.clone();
        for steps in turns {
            // Ranges are cut anew where a weight changes, for all who are there at the end. A directory and a table of slots
            // are evened out once, so that no key moves twice.
            let there = |step: &&(u32, u32, u32)| kind != Kind::Range || step.0 < 3;
            let steps: Vec<Step> =
                steps.iter().filter(there).map(|step| step_of(&at_once, family, *step)).collect();
            at_once.alter(&steps);
            for step in &steps {
                in_turn.alter(std::slice::from_ref(step));
            }
            prop_assert_eq!(at_once.members(), in_turn.members());
            let (all, each) = (owners(&mut at_once, &points), owners(&mut in_turn, &points));
            if kind == Kind::Directory || kind == Kind::Slots {
                let members = at_once.members();
                // Slots round for every member; of a directory a heavy one that is the emptiest with one more takes what no
                // other would.
                let n = members.len() as f64;
                let list = match &at_once {
                    Strategy::Slots(slots) => slots.owners().iter().copied().map(Some).collect(),
                    _ => all,
                };
                for member in members.iter() {
                    let held = list.iter().filter(|owner| **owner == Some(member.id)).count() as f64;
                    let share = members.due(member.id);
                    let most = share * list.len() as f64 + if kind == Kind::Slots { n } else { 1.0 + share * n };
                    prop_assert!(held < most, "{:?}: {} of at most {}", kind, held, most);
                }
                in_turn = at_once.clone();
            } else {
                prop_assert!(all == each, "{:?} {:?}", kind, steps);
            }
        }
    }

    #[test]
    fn of_several_at_once_only_those_who_join_gain_and_only_those_who_leave_lose(
        kind in select(&CONSISTENT), family in any::<u64>(), n in 3usize..9, joining in 1usize..5, leaving in 1usize..3,
    ) {
        let mut strategy = cluster(kind, family, &vec![1; n]);
        let points = points(kind, family, 1000);
        let before = owners(&mut strategy, &points);
        let steps: Vec<Step> = (0..joining).map(|i| Step::Join(Node::new(format!("newcomer-{i}")))).collect();
        strategy.alter(&steps);
        let with = owners(&mut strategy, &points);
        for (was, is) in before.iter().zip(&with) {
            prop_assert!(was == is || is.is_some_and(|id| id >= n as NodeId), "{:?}", kind);
        }
        let steps: Vec<Step> = (0..leaving as NodeId).map(Step::Leave).collect();
        strategy.alter(&steps);
        for (was, is) in with.iter().zip(owners(&mut strategy, &points)) {
            prop_assert!(*was == is || was.is_some_and(|id| id < leaving as NodeId), "{:?}", kind);
            prop_assert!(is.is_some_and(|id| id >= leaving as NodeId), "{:?}", kind);
        }
    }

    #[test]
    fn candidates_that_are_not_sorted_are_those_that_are(
        family in any::<u64>(), weights in proptest::collection::vec(1u32..4, 1..9), kind in select(&[Kind::Rendezvous, Kind::Shuffle]),
    ) {
        let strategy = cluster(kind, family, &weights);
        for point in points(kind, family, 50) {
            let mut visited = Vec::new();
            strategy.candidates(point, &mut |id| {
                visited.push(id);
                true
            });
            let want = match &strategy {
                Strategy::Rendezvous(all) => all.ranked(point),
                Strategy::Shuffle(some) => some.shard(point),
                _ => Vec::new(),
            };
            prop_assert_eq!(visited, want);
        }
    }

    #[test]
    fn copies_stop_where_no_walk_would_find_better(
        kind in select(Kind::ALL), family in any::<u64>(), n in 1usize..12, wanted in 1usize..6, racks in 1u32..5,
    ) {
        let mut strategy = cluster(kind, family, &vec![1; n]);
        let points = points(kind, family, 30);
        let owners = owners(&mut strategy, &points);
        let zone = |id: NodeId| id % racks;
        let mut held = Vec::new();
        for (&point, owner) in points.iter().zip(owners) {
            replicas::spread_by(&strategy, owner, point, wanted, &zone, &mut held);
            // To the end: first those of other zones, then the others, each in the order of the walk.
            let mut walk: Vec<NodeId> = owner.into_iter().collect();
            strategy.candidates(point, &mut |id| {
                walk.extend((!walk.contains(&id)).then_some(id));
                true
            });
            let mut zones = Vec::new();
            let (first, rest): (Vec<NodeId>, Vec<NodeId>) = walk.into_iter().partition(|id| {
                let new = !zones.contains(&zone(*id));
                zones.push(zone(*id));
                new
            });
            let want: Vec<NodeId> = first.into_iter().chain(rest).take(wanted).collect();
            prop_assert_eq!(&held, &want, "{:?}", kind);
        }
    }

    #[test]
    fn at_its_end_jump_moves_only_what_it_must(family in any::<u64>(), n in 1usize..40) {
        let mut jump = cluster(Kind::Jump, family, &vec![1; n]);
        let points = points(Kind::Jump, family, 2000);
        let before = owners(&mut jump, &points);
        let joined = jump.join(Node::new("last"));
        for (was, is) in before.iter().zip(owners(&mut jump, &points)) {
            prop_assert!(*was == is || is == Some(joined));
        }
    }

    #[test]
    fn no_load_is_ever_above_its_cap(
        family in any::<u64>(), weights in proptest::collection::vec(1u32..6, 1..12), bound in 1.0f64..2.0, keys in 0u64..3000,
        vnodes in 1u32..64,
    ) {
        let members = cluster(Kind::Bounded, family, &weights).members().clone();
        let mut bounded = Bounded::new(members, Hash::Xxh64, vnodes, bound);
        let mut placed = Vec::new();
        bounded.place(&points(Kind::Bounded, family, keys), &mut placed);
        let caps = bounded.caps(keys);
        for (id, cap) in caps.iter().enumerate() {
            let load = placed.iter().filter(|owner| **owner == Some(id as NodeId)).count() as u64;
            prop_assert!(load <= *cap, "{load} above {cap}");
        }
        prop_assert!(placed.iter().all(Option::is_some));
    }

    #[test]
    fn replicas_are_distinct_and_begin_with_the_owner(
        kind in select(Kind::ALL), family in any::<u64>(), n in 1usize..9, wanted in 1usize..6,
    ) {
        let mut strategy = cluster(kind, family, &vec![1; n]);
        let points = points(kind, family, 50);
        let owners = owners(&mut strategy, &points);
        let mut held = Vec::new();
        for (&point, owner) in points.iter().zip(owners) {
            replicas::spread(&strategy, owner, point, wanted, &mut held);
            prop_assert_eq!(Some(held[0]), owner);
            let most = if kind == Kind::Shuffle { wanted.min(n).min(2) } else { wanted.min(n) };
            prop_assert_eq!(held.len(), most);
            let mut sorted = held.clone();
            sorted.sort_unstable();
            sorted.dedup();
            prop_assert_eq!(sorted.len(), held.len());
        }
    }

    #[test]
    fn nobody_owns_anything_without_nodes(kind in select(Kind::ALL), family in any::<u64>()) {
        let mut strategy = cluster(kind, family, &[1]);
        let points = points(kind, family, 20);
        strategy.leave(0);
        prop_assert!(owners(&mut strategy, &points).iter().all(Option::is_none));
        let joined = strategy.join(Node::new("again"));
        prop_assert!(owners(&mut strategy, &points).iter().all(|owner| *owner == Some(joined)));
    }
}

/// The load of each member as a multiple of its due.
fn relative(strategy: &mut Strategy, points: &[u64]) -> Vec<f64> {
    let owners = owners(strategy, points);
    let members = strategy.members();
    let load = |id| owners.iter().filter(|owner| **owner == Some(id)).count() as f64;
    members.iter().map(|m| load(m.id) / (members.due(m.id) * points.len() as f64)).collect()
}

#[test]
fn weights_are_honoured_in_proportion() {
    const KEYS: u64 = 200_000;
    let weights = [1, 2, 3, 4];
    for kind in Kind::ALL.iter().copied().filter(|kind| kind.weights() != Weights::None) {
        // Rings are as even as their marks allow; the others as the number of keys does.
        let slack = match kind {
            Kind::Ring | Kind::RingEnvoy | Kind::Ketama => 0.25,
            Kind::Bounded => 0.251,
            Kind::Slots => 0.03,
            _ => 0.02,
        };
        let all = relative(&mut cluster(kind, 3, &weights), &points(kind, 3, KEYS));
        assert!(all.iter().all(|load| (load - 1.0).abs() < slack), "{kind:?} {all:?}");
    }
}

#[test]
fn maglevs_slots_are_even() {
    for n in [2, 3, 10, 20] {
        let members = cluster(Kind::Maglev, 9, &vec![1; n]).members().clone();
        let maglev = Maglev::new(members, 2039);
        let counts: Vec<_> = (0..n).map(|id| maglev.table().iter().filter(|o| **o == id as NodeId).count()).collect();
        let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
        assert!(most - least <= 1, "{counts:?}");
        assert!(2039 >= 100 * n && *most as f64 / (2039.0 / n as f64) < 1.01, "{counts:?}");
    }
}

#[test]
fn a_change_moves_the_share_that_theory_says() {
    const KEYS: u64 = 100_000;
    // Joining as the eleventh: 1/11 of the keys, and 10/11 under modulo.
    for (kind, share, slack) in [
        (Kind::Modulo, 10.0 / 11.0, 0.005),
        (Kind::Rendezvous, 1.0 / 11.0, 0.005),
        (Kind::Jump, 1.0 / 11.0, 0.005),
        (Kind::Directory, 1.0 / 11.0, 0.005),
        (Kind::Ring, 1.0 / 11.0, 0.03),
    ] {
        let mut strategy = cluster(kind, 4, &[1; 10]);
        let points = points(kind, 4, KEYS);
        let before = owners(&mut strategy, &points);
        strategy.join(Node::new("eleventh"));
        let moved = before.iter().zip(owners(&mut strategy, &points)).filter(|(was, is)| **was != *is).count();
        let moved = moved as f64 / KEYS as f64;
        assert!((moved - share).abs() < slack, "{kind:?} {moved} {share}");
    }
}

#[test]
fn probes_buy_evenness() {
    // The paper: a peak of 1 + 1/(k - 1) or so for k probes, here as the mean of 20 clusters of 50.
    let peak = |probes: u32| {
        let one = |family| {
            let members = cluster(Kind::MultiProbe, family, &[1; 50]).members().clone();
            let mut multi = Strategy::MultiProbe(MultiProbe::new(members, Hash::Xxh64, probes));
            relative(&mut multi, &points(Kind::MultiProbe, family, 20_000)).into_iter().fold(0.0, f64::max)
        };
        (0..20).map(one).sum::<f64>() / 20.0
    };
    let (one, three, many) = (peak(1), peak(3), peak(21));
    assert!(one > 3.5 && three < 1.8 && many < 1.2, "{one} {three} {many}");
}

#[test]
fn a_larger_table_of_maglev_disturbs_less() {
    // The paper, section 5.3: entries that change although their node stays are few, and fewer in a larger table.
    let changed = |size: u32| {
        let members = cluster(Kind::Maglev, 2, &[1; 100]).members().clone();
        let mut maglev = Maglev::new(members, size);
        let before = maglev.table().to_vec();
        maglev.leave(50);
        let others = before.iter().zip(maglev.table()).filter(|(was, is)| was != is && **was != 50).count();
        others as f64 / f64::from(size)
    };
    let (small, usual, large) = (changed(1009), changed(65_537), changed(655_373));
    assert!(small < 0.05 && usual < 0.01 && large < usual && usual < small, "{small} {usual} {large}");
}
