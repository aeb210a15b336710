//! What dies with several nodes at once: a key is lost when every node that holds a copy of it dies before any of them
//! is copied again.
//!
//! Cidon, Rumble, Stutsman, Katti, Ousterhout, Rosenblum 2013 ("Copysets", USENIX ATC): what counts is how many different
//! sets of nodes hold all copies of some key. Copies on random nodes use nearly all sets, so nearly any R deaths lose
//! something; few sets lose something rarely, and then more of it at once. The share of keys that k deaths lose on
//! average is the same for all: C(N − R, k − R) / C(N, k).
//!
//! Left out: the time it takes to copy a dead node's keys, and deaths one after another.

use super::model::keys::pick;
use super::model::lane::Lane;
use super::params::Params;
use crate::policies::place::{Copysets, NodeId, Placement as _, copysets, replicas};
use crate::sim::{Dice, Seed, Stream, order};

/// Keys looked at, at most.
pub const KEYS: u32 = 10_000;
/// Orders in which nodes die, at most, and the work that all of them together may be.
const TRIALS: usize = 2_000;
const WORK: usize = 3_000_000;

/// One way to choose the nodes that hold a key.
#[derive(Clone, PartialEq, Debug)]
pub struct Way {
    /// Different sets of nodes in use.
    pub sets: usize,
    /// The chance that something is lost when k nodes die at once, for k from 0 to all of them.
    pub any: Vec<f64>,
}

/// The three ways, on the same nodes.
#[derive(Clone, PartialEq, Debug)]
pub struct Risk {
    /// Nodes.
    pub nodes: u32,
    /// Copies of each key.
    pub copies: u32,
    /// Keys looked at.
    pub keys: u32,
    /// Orders of dying that were drawn.
    pub trials: usize,
    /// The strategy's own: the owner and the next nodes, in other racks while there are any.
    pub own: Way,
    /// Nodes drawn for each key.
    pub random: Way,
    /// Copysets, with twice as many helpers as a single set would have.
    pub copysets: Way,
    /// The share of keys that the death of one rack loses, on average over racks; with regard to racks and without.
    /// `None` with fewer than two racks.
    pub rack: Option<(f64, f64)>,
}

impl Risk {
    /// Measures the placement of `lane`.
    pub fn of(params: &Params, lane: &Lane, seed: u64) -> Self {
        let ids: Vec<NodeId> = lane.strategy.members().iter().map(|member| member.id).collect();
        let nodes = ids.len() as u32;
        let copies = params.replicas.min(nodes);
        let keys = lane.keys().min(KEYS);
        let racks = params.racks.max(1);
        let at = |id: NodeId| ids.iter().position(|known| *known == id).unwrap_or(0);
        let rack = |id: NodeId| id % racks;
        let mut held = Vec::new();
        let mut own = |zone: &dyn Fn(NodeId) -> u32| -> Vec<u32> {
            let mask = |key: u32| {
                let owner = Some(NodeId::from(lane.owners[key as usize]));
                replicas::spread_by(
                    &*lane.strategy,
                    owner,
                    lane.points[key as usize],
                    copies as usize,
                    zone,
                    &mut held,
                );
                held.iter().fold(0u32, |mask, id| mask | 1 << at(*id))
            };
            let picked = (0..keys).map(|i| pick(i, lane.keys(), keys));
            if copies == 0 { Vec::new() } else { picked.map(mask).collect() }
        };
        let (aware, blind) = (own(&rack), own(&|_| 0));
        let seed = Seed(seed);
        let mut dice = seed.dice(Stream::Faults, 1);
        let drawn: Vec<u32> = (0..keys).map(|_| draw(nodes, copies, &mut dice)).collect();
        let few = Copysets::new(nodes, copies, 2 * copies.saturating_sub(1), &mut dice);
        let few = few.sets().iter().map(|set| set.iter().fold(0u32, |mask, id| mask | 1 << id)).collect();
        let lost = |masks: &[u32]| {
            let racks: Vec<u32> = (0..racks)
                .map(|rack| ids.iter().filter(|id| **id % racks == rack).fold(0, |mask, id| mask | 1 << at(*id)))
                .filter(|mask| *mask != 0)
                .collect();
            let gone = |rack: u32| masks.iter().filter(|mask| **mask & !rack == 0).count();
            let all = racks.iter().map(|rack| gone(*rack)).sum::<usize>();
            all as f64 / (racks.len() * masks.len()).max(1) as f64
        };
        let rack = (params.racks > 1 && nodes > 1).then(|| (lost(&aware), lost(&blind)));
        let all = [aware, drawn, few].map(distinct);
        let most = all.iter().map(Vec::len).max().unwrap_or(1).max(1);
        let trials = (WORK / (most * copies.max(1) as usize)).clamp(100, TRIALS);
        let [own, random, copysets] =
            all.map(|sets| Way { sets: sets.len(), any: chances(&sets, nodes, trials, seed.dice(Stream::Faults, 2)) });
        Self { nodes, copies, keys, trials, own, random, copysets, rack }
    }

    /// The share of keys that `dead` deaths at once lose on average, whatever the way: C(N − R, k − R) / C(N, k).
    pub fn share(&self, dead: u32) -> f64 {
        (0..self.copies).map(|i| f64::from(dead.saturating_sub(i)) / f64::from((self.nodes - i).max(1))).product()
    }

    /// Theory for a way with so many sets: as good as independent of each other.
    pub fn theory(&self, way: &Way, dead: u32) -> f64 {
        copysets::loss(self.nodes, self.copies, dead, way.sets as f64)
    }
}

/// What the nodes that died at once took with them.
#[derive(Clone, PartialEq, Debug)]
pub struct Gone {
    /// The nodes.
    pub dead: Vec<NodeId>,
    /// How many keys were looked at, picked evenly.
    pub looked: u32,
    /// Those of them that lost every copy, ascending.
    pub keys: Vec<u32>,
    /// The share that would be lost if every set of nodes were as likely: C(N − R, k − R) / C(N, k).
    pub theory: f64,
}

impl Gone {
    /// For the nodes that died in the last change of `lane`.
    pub fn of(params: &Params, lane: &Lane, dead: &[NodeId]) -> Self {
        let before = lane.earlier.members();
        let (nodes, racks) = (before.len() as u32, params.racks.max(1));
        let copies = params.replicas.min(nodes);
        let looked = lane.keys().min(KEYS);
        let mut held = Vec::new();
        let mut lost = |key: &u32| {
            let (at, owner) = (*key as usize, NodeId::from(lane.before[*key as usize]));
            // Without its owner among the dead there is nothing to look for.
            dead.contains(&owner) && {
                let zone = |id: NodeId| id % racks;
                replicas::spread_by(&*lane.earlier, Some(owner), lane.points[at], copies as usize, &zone, &mut held);
                held.iter().all(|id| dead.contains(id))
            }
        };
        let keys = (0..looked).map(|i| pick(i, lane.keys(), looked)).filter(&mut lost).collect();
        let k = dead.len() as u32;
        let theory = (0..copies).map(|i| f64::from(k.saturating_sub(i)) / f64::from((nodes - i).max(1))).product();
        Self { dead: dead.to_vec(), looked, keys, theory }
    }
    /// True if the key is known to be lost.
    pub fn lost(&self, key: u32) -> bool {
        self.keys.binary_search(&key).is_ok()
    }
    /// The share of the keys that is lost.
    pub fn share(&self) -> f64 {
        self.keys.len() as f64 / f64::from(self.looked.max(1))
    }
}

/// `copies` different ones of `nodes`, as bits.
fn draw(nodes: u32, copies: u32, dice: &mut Dice) -> u32 {
    let mut mask = 0u32;
    while mask.count_ones() < copies {
        mask |= 1 << dice.below(nodes);
    }
    mask
}

fn distinct(mut masks: Vec<u32>) -> Vec<u32> {
    order::sort(&mut masks);
    masks.dedup();
    masks
}

/// Nodes die in an order drawn at random; in each, the first set to be complete says from how many deaths on something
/// is lost.
fn chances(sets: &[u32], nodes: u32, trials: usize, mut dice: Dice) -> Vec<f64> {
    let mut first = vec![0u32; nodes as usize + 2];
    let mut nth: Vec<u32> = (1..=nodes).collect();
    for _ in 0..trials {
        for i in (1..nth.len()).rev() {
            nth.swap(i, dice.below(i as u32 + 1) as usize);
        }
        let mut least = nodes + 1;
        for set in sets {
            let (mut rest, mut last) = (*set, 0);
            // A set that is complete later than the best one is left at once.
            while rest != 0 && last < least {
                last = last.max(nth[rest.trailing_zeros() as usize]);
                rest &= rest - 1;
            }
            least = least.min(last);
        }
        first[least as usize] += 1;
    }
    let mut sum = 0;
    first[..=nodes as usize]
        .iter()
        .map(|count| {
            sum += count;
            f64::from(sum) / trials as f64
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::model::Cluster;
    use super::*;
    use crate::sim::Model as _;

    fn risk(params: &Params) -> Risk {
        Risk::of(params, Cluster::new(params, Seed(3)).own(), 3)
    }
    fn twelve() -> Params {
        Params { nodes: 12, replicas: 3, marks: 64, ..Params::default() }
    }

    #[test]
    fn one_copy_dies_with_its_node_and_all_with_all() {
        for replicas in [1, 2, 3, 5] {
            let risk = risk(&Params { replicas, ..twelve() });
            for way in [&risk.own, &risk.random, &risk.copysets] {
                assert_eq!((way.any.len(), way.any[0], way.any[12]), (13, 0.0, 1.0));
                assert!(way.any.is_sorted() && way.any[..replicas as usize].iter().all(|chance| *chance == 0.0));
                assert_eq!(way.any[1] == 1.0, replicas == 1);
            }
        }
        assert_eq!(risk(&Params { nodes: 2, ..twelve() }).copies, 2);
    }

    #[test]
    fn few_sets_lose_rarely_and_as_theory_says() {
        let risk = risk(&Params { nodes: 24, ..twelve() });
        assert_eq!(risk.copysets.sets, 16);
        assert!(risk.random.sets > 1900, "{} of 2024", risk.random.sets);
        assert!(risk.own.sets < risk.random.sets);
        for dead in [3, 6, 9] {
            let (few, many) = (risk.copysets.any[dead], risk.random.any[dead]);
            let want = risk.theory(&risk.copysets, dead as u32);
            let error = (want * (1.0 - want) / risk.trials as f64).sqrt();
            assert!((few - want).abs() < 4.0 * error + 0.02, "{dead}: {few} {want}");
            assert!(many > 0.9 && few < many, "{dead}: {few} {many}");
        }
        assert!((risk.share(6) - 20.0 / 2024.0).abs() < 1e-12);
    }

    #[test]
    fn what_died_at_once_took_what_only_it_had() {
        use super::super::model::Action;
        use crate::sim::Discard;
        let run = |params: &Params, action| {
            let mut model = Cluster::new(params, Seed(3));
            model.act(&action, &mut Discard);
            model.gone().cloned()
        };
        // One copy: a rack takes all that its nodes owned; with regard to racks two copies lose nothing.
        let one = run(&Params { racks: 4, replicas: 1, ..twelve() }, Action::Rack(1)).unwrap();
        assert_eq!((one.dead.clone(), one.looked), (vec![1, 5, 9], 10_000));
        assert!((one.share() - 0.25).abs() < 0.08 && (one.theory - 0.25).abs() < 1e-12, "{}", one.share());
        assert_eq!(run(&Params { racks: 4, replicas: 2, ..twelve() }, Action::Rack(1)).unwrap().keys, [0u32; 0]);
        // Without racks about as many as the formula says.
        let some = run(&Params { replicas: 2, ..twelve() }, Action::Several(6)).unwrap();
        assert_eq!(some.dead.len(), 6);
        assert!(
            (some.theory - 30.0 / 132.0).abs() < 1e-12 && (some.share() - some.theory).abs() < 0.09,
            "{}",
            some.share()
        );
        assert!(some.keys.iter().all(|key| some.lost(*key)));
        assert!(run(&twelve(), Action::Several(0)).is_none());
    }

    #[test]
    fn racks_are_looked_at() {
        let (aware, blind) = risk(&Params { racks: 3, ..twelve() }).rack.unwrap();
        assert_eq!(aware, 0.0);
        // Of the other eleven nodes three stand in the same rack, one of three: 3 / 11 · 2 / 10 / 3 = 0.018.
        assert!((0.006..0.035).contains(&blind), "{blind}");
        assert_eq!(risk(&twelve()).rack, None);
        // The third of three copies repeats one of two racks, but no rack has all three.
        assert_eq!(risk(&Params { racks: 2, ..twelve() }).rack.unwrap().0, 0.0);
    }
}
