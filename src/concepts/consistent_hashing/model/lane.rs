//! A lane: one strategy on the keys, before and after the last change.

use super::super::occurrence::Step;
use super::super::params::Params;
use super::keys::NOBODY;
use super::{address, next_prime};
use crate::policies::place::{self, Kind, Members, Node, NodeId, Placement as _, Settings, Strategy};
use std::rc::Rc;

/// How many sectors the circle is cut into where keys are drawn as density.
pub const SECTORS: usize = 240;

/// One strategy on the same keys and the same change.
#[derive(Clone, Debug)]
pub struct Lane {
    /// Which.
    pub kind: Kind,
    /// After the change.
    pub strategy: Rc<Strategy>,
    /// Before the change.
    pub earlier: Rc<Strategy>,
    /// The points of its keys.
    pub points: Rc<[u64]>,
    /// The owner of each key before the last change.
    pub before: Rc<[u16]>,
    /// The owner of each key before the change was last gone on with; the same as before it, unless a weight is dragged.
    pub last: Rc<[u16]>,
    /// The owner of each key now.
    pub owners: Rc<[u16]>,
    /// How many keys each node has now, by number.
    pub loads: Vec<u32>,
    /// The same before.
    pub loads_before: Vec<u32>,
    /// How many changed their owner.
    pub moved: u32,
    /// Keys by sector of the circle.
    pub density: Rc<[u32; SECTORS]>,
}

/// What a strategy is told of the parameters.
pub fn settings(params: &Params) -> Settings {
    Settings {
        hash: params.hash,
        vnodes: params.marks,
        bound: params.bound,
        table: next_prime(params.table),
        probes: params.probes,
        shard: params.shard,
        ..Settings::default()
    }
}

/// Carries out steps, all at once.
fn apply(strategy: &mut Strategy, seed: u64, steps: &[Step]) {
    let mut next = strategy.members().next();
    let mut placed = Vec::new();
    for step in steps {
        placed.push(match *step {
            Step::Join(weight) => {
                next += 1;
                place::Step::Join(Node::weighted(address(seed, next - 1), weight))
            }
            Step::Leave(id) | Step::Die(id) => place::Step::Leave(id),
            Step::Weigh(id, weight) => place::Step::Weigh(id, weight),
        });
    }
    strategy.alter(&placed);
}

/// A node's number as a lane keeps it.
const fn small(owner: Option<NodeId>) -> u16 {
    match owner {
        Some(id) => id as u16,
        None => NOBODY,
    }
}

/// The owners of all keys, small, how many keys each has, and how many of them had another owner `before`. In one go: a
/// million of them are looked at once.
fn compact(strategy: &mut Strategy, points: &[u64], before: &[u16]) -> (Rc<[u16]>, Vec<u32>, u32) {
    let mut owners = Vec::with_capacity(points.len());
    let mut loads = vec![0; strategy.members().next() as usize];
    let (mut before, mut moved) = (before.iter(), 0);
    strategy.place_each(points, |owner| {
        let owner = small(owner);
        if let Some(load) = loads.get_mut(owner as usize) {
            *load += 1;
        }
        moved += u32::from(before.next() != Some(&owner));
        owners.push(owner);
    });
    (owners.into(), loads, moved)
}

/// Keys by sector of the circle.
fn density(points: &[u64], width: u32) -> [u32; SECTORS] {
    let mut density = [0; SECTORS];
    for point in points {
        // Its first 32 bits say which.
        let top = if width > 32 { point >> (width - 32) } else { point << (32 - width) };
        density[((top * SECTORS as u64) >> 32).min(SECTORS as u64 - 1) as usize] += 1;
    }
    density
}

impl Lane {
    /// A strategy over the nodes `before` and then the last change, on the keys at these points.
    pub fn new(kind: Kind, params: &Params, seed: u64, before: &Members, steps: &[Step], points: Rc<[u64]>) -> Self {
        let mut strategy = Strategy::new(kind, before.clone(), &settings(params));
        let (placed, loads, _) = compact(&mut strategy, &points, &[]);
        let density = density(&points, width(kind));
        let strategy = Rc::new(strategy);
        let mut lane = Self {
            kind,
            earlier: strategy.clone(),
            strategy,
            points,
            before: placed.clone(),
            last: placed.clone(),
            loads_before: loads.clone(),
            loads,
            owners: placed,
            moved: 0,
            density: Rc::new(density),
        };
        if !steps.is_empty() {
            lane.change(seed, steps, false);
        }
        lane
    }
    /// The nodes change; what was now is before, unless the change goes on that was begun.
    pub fn change(&mut self, seed: u64, steps: &[Step], goes_on: bool) {
        if !goes_on {
            self.earlier = self.strategy.clone();
            self.before = self.owners.clone();
            self.loads_before.clone_from(&self.loads);
        }
        self.last = self.owners.clone();
        if !goes_on {
            self.moved = 0;
        }
        let strategy = Rc::make_mut(&mut self.strategy);
        apply(strategy, seed, steps);
        // Where the strategy says what moves, the other keys are not looked at.
        if let Some(moves) = strategy.take_moves().filter(|_| !strategy.members().is_empty()) {
            self.take(&moves);
        } else {
            (self.owners, self.loads, self.moved) = compact(strategy, &self.points, &self.before);
        }
    }
    /// Some keys have another owner.
    fn take(&mut self, moves: &[(u32, NodeId)]) {
        self.loads.resize(self.strategy.members().next() as usize, 0);
        if moves.is_empty() {
            return;
        }
        let owners = Rc::make_mut(&mut self.owners);
        for (place, id) in moves {
            let (owner, before) = (&mut owners[*place as usize], self.before[*place as usize]);
            let was = std::mem::replace(owner, *id as u16);
            if let Some(load) = self.loads.get_mut(was as usize) {
                *load -= 1;
            }
            self.loads[*id as usize] += 1;
            self.moved = self.moved + u32::from(*owner != before) - u32::from(was != before);
        }
    }
    /// Keys of a node now.
    pub fn load(&self, id: NodeId) -> u32 {
        self.loads.get(id as usize).copied().unwrap_or(0)
    }
    /// Keys of a node before the last change.
    pub fn load_before(&self, id: NodeId) -> u32 {
        self.loads_before.get(id as usize).copied().unwrap_or(0)
    }
    /// How many keys it looks at.
    pub fn keys(&self) -> u32 {
        self.owners.len() as u32
    }
    /// The share of the keys that moved.
    pub fn moved_share(&self) -> f64 {
        f64::from(self.moved) / f64::from(self.keys().max(1))
    }
    /// The load of the fullest node as a multiple of its due.
    pub fn fullest(&self) -> f64 {
        let members = self.strategy.members();
        let relative = |id| f64::from(self.load(id)) / (members.due(id) * f64::from(self.keys().max(1)));
        members.iter().map(|member| relative(member.id)).fold(0.0, f64::max)
    }
    /// The standard deviation of the loads as a multiple of their dues.
    pub fn spread(&self) -> f64 {
        let members = self.strategy.members();
        let relative = |id| f64::from(self.load(id)) / (members.due(id) * f64::from(self.keys().max(1))) - 1.0;
        let sum: f64 = members.iter().map(|member| relative(member.id)).map(|d| d * d).sum();
        (sum / members.len().max(1) as f64).sqrt()
    }
    /// Where a point lies on the circle, from 0 to 1.
    pub fn turn(&self, point: u64) -> f64 {
        point as f64 / libm::exp2(f64::from(width(self.kind)))
    }
}

/// The bits of a strategy's points.
pub const fn width(kind: Kind) -> u32 {
    match kind {
        Kind::Ketama => 32,
        Kind::Slots => 14,
        _ => 64,
    }
}
