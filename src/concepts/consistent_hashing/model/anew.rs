//! What is kept up to date from change to change is what a placement from the start says.

use super::super::params::Popularity;
use super::keys::NOBODY;
use super::lane::settings;
use super::*;
use crate::policies::place::{Hash, Strategy};
use crate::sim::Discard;
use proptest::prelude::*;
use proptest::sample::select;

/// The owners of a lane's keys by a strategy that has never seen them; where the past counts, by the lane's own.
fn placed(lane: &Lane, params: &Params) -> Vec<u16> {
    let members = lane.strategy.members().clone();
    let past = matches!(lane.kind, Kind::Range | Kind::Directory | Kind::Slots);
    let mut strategy =
        if past { (*lane.strategy).clone() } else { Strategy::new(lane.kind, members, &settings(params)) };
    let mut owners = Vec::new();
    strategy.place(&lane.points, &mut owners);
    owners.into_iter().map(|owner| owner.map_or(NOBODY, |id| id as u16)).collect()
}

fn as_anew(model: &Cluster) -> Result<(), TestCaseError> {
    let params = model.params();
    for lane in std::iter::once(model.own()).chain(model.lanes()) {
        let (kind, want) = (lane.kind, placed(lane, params));
        prop_assert!(*lane.owners == *want, "{kind:?}: owners");
        prop_assert_eq!(lane.loads.len(), lane.strategy.members().next() as usize);
        for (id, load) in lane.loads.iter().enumerate() {
            let count = want.iter().filter(|owner| **owner as usize == id).count() as u32;
            prop_assert_eq!(*load, count, "{:?}: keys of {}", kind, id);
        }
        let moved = lane.before.iter().zip(&want).filter(|(was, is)| was != is).count() as u32;
        prop_assert_eq!(lane.moved, moved, "{:?}: moved", kind);
        let points = keys::points(kind, params.hash, model.seed(), params.keys, lane.keys(), &[]);
        prop_assert!(lane.points == points, "{kind:?}: points");
    }
    Ok(())
}

/// The numbers, picked by `pick`, that a step does something to.
fn step(model: &Cluster, what: u32, pick: u32, weight: f64) -> Step {
    let members = model.members();
    let id = members.at(pick as usize % members.len().max(1)).map_or(0, |member| member.id);
    match what {
        0 => Step::Join(if pick.is_multiple_of(3) { weight } else { 1.0 }),
        1 => Step::Leave(id),
        2 => Step::Die(id),
        _ => Step::Weigh(id, weight),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn changes_give_what_a_start_from_nothing_gives(
        strategy in select(Kind::ALL), compare in proptest::collection::vec(select(Kind::ALL), 0..3),
        deeds in proptest::collection::vec((0u32..11, any::<u32>(), 0.2f64..5.0), 1..14), seed in any::<u64>(), nodes in 1u32..7,
    ) {
        let mut params = Params { strategy, compare, nodes, keys: 700, rate: 100.0, table: 211, ..Params::default() };
        let mut model = Cluster::new(&params, Seed(seed));
        as_anew(&model)?;
        for (i, (what, pick, number)) in deeds.into_iter().enumerate() {
            // Some at one moment, some while requests come, some as a weight that is dragged on.
            model.run_until(Time::from_secs([0.0, 0.3, 2.0][pick as usize % 3] + i as f64), &mut Discard);
            match what {
                0..=3 => model.act(&Action::Nodes(step(&model, what, pick, number)), &mut Discard),
                4 => model.act(&Action::Several(1 + pick % 3), &mut Discard),
                _ => {
                    match what {
                        5 => params.nodes = 1 + pick % 24,
                        6 => params.marks = 1 + pick % 60,
                        7 => params.bound = 1.0 + number / 5.0,
                        8 => params.hash = [Hash::Xxh64, Hash::Fnv1a, Hash::Bad][pick as usize % 3],
                        9 => params.popularity = Popularity::ALL[pick as usize % Popularity::ALL.len()],
                        _ => {
                            (params.probes, params.shard) = (1 + pick % 30, 1 + pick % 4);
                            params.strategy = Kind::ALL[pick as usize % Kind::ALL.len()];
                        }
                    }
                    model.set(&params, &mut Discard);
                }
            }
            as_anew(&model)?;
            prop_assert!(model.check().is_ok(), "{:?}", model.check());
        }
    }
}
