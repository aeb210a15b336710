//! Changes: nodes join, leave, die and change their weight; parameters are set.

use super::super::occurrence::{Occurrence, Step};
use super::super::params::{NODES_MAX, Params};
use super::front::Front;
use super::keys::{Asking, Held};
use super::lane::Lane;
use super::lookups::Lookups;
use super::watch::Watch;
use super::{Action, COMPARED_KEYS, Change, Cluster};
use crate::policies::place::{Kind, NodeId};
use crate::sim::{Seed, Sink, Span, Stream, Time};
use std::rc::Rc;

/// A weight that is dragged on within this time is one change.
const DRAG: Span = Span(1_000_000_000);

/// The weight that is set for a node.
pub fn weight(params: &Params, id: NodeId) -> f64 {
    params.weights.get(id as usize).or(params.weights.last()).copied().unwrap_or(1.0)
}

/// True if the place of a key under this strategy depends on what differs.
pub(super) fn concerns(kind: Kind, old: &Params, new: &Params) -> bool {
    let all = (old.keys, old.hash) != (new.keys, new.hash);
    all || match kind {
        Kind::Ring => old.marks != new.marks,
        Kind::Bounded => (old.marks, old.bound) != (new.marks, new.bound),
        Kind::Maglev => old.table != new.table,
        Kind::MultiProbe => old.probes != new.probes,
        Kind::Shuffle => old.shard != new.shard,
        _ => false,
    }
}

impl Cluster {
    pub(super) fn alter<S: Sink<Occurrence>>(&mut self, steps: &[Step], out: &mut S) {
        let steps: Vec<Step> = steps.iter().copied().filter(|step| self.allowed(*step)).collect();
        let Some(last) = steps.last().copied() else { return };
        self.advance_beside();
        self.known = Rc::default();
        self.busy.begin();
        let before = self.members().clone();
        let drag = self.dragged(&steps);
        let moved = self.own.moved;
        self.own.change(self.seed, &steps, drag.is_some());
        for lane in &mut self.compared {
            lane.change(self.seed, &steps, drag.is_some());
        }
        let node = match last {
            Step::Join(_) => self.members().next() - 1,
            Step::Leave(id) | Step::Die(id) | Step::Weigh(id, _) => id,
        };
        // What nodes that leave hold goes along with their keys.
        let mut leaving = Vec::new();
        for step in &steps {
            if let Step::Leave(id) = step {
                leaving.push(*id);
            }
        }
        self.hand_over(&leaving);
        self.passed.clear();
        self.place_spots();
        let goes_on = drag.is_some();
        let (at, before) = drag.unwrap_or((self.now, before));
        self.tally.changes += u64::from(!goes_on);
        self.tally.moved += u64::from(if goes_on { self.own.moved.saturating_sub(moved) } else { self.own.moved });
        self.change = Some(Change { at, touched: self.now, steps: steps.clone().into(), node, before });
        let nodes = self.members().len() as u32;
        let (moved, keys) = (self.own.moved, self.own.keys());
        self.happened(Occurrence::Changed { step: last, node, moved, keys, nodes }, out);
        self.cut_users(&steps, goes_on, out);
    }
    /// When the change began and the nodes before it, if these steps go on with it: a weight that is dragged.
    fn dragged(&self, steps: &[Step]) -> Option<(Time, super::Members)> {
        let change = self.change.as_ref()?;
        let [Step::Weigh(id, _)] = steps else { return None };
        let same = matches!(*change.steps, [Step::Weigh(other, _)] if other == *id);
        (same && self.now - change.touched <= DRAG).then(|| (change.at, change.before.clone()))
    }
    /// True if the step can be carried out; a plan of a link may ask for what is not there.
    fn allowed(&self, step: Step) -> bool {
        match step {
            Step::Join(_) => self.members().len() < NODES_MAX,
            Step::Leave(id) | Step::Die(id) => self.members().get(id).is_some(),
            Step::Weigh(id, weight) => {
                self.members().get(id).is_some_and(|member| member.node.weight != weight) && weight > 0.0
            }
        }
    }
    fn hand_over(&mut self, leaving: &[NodeId]) {
        if !leaving.is_empty() {
            self.held.hand_over(leaving, &self.own.owners);
        }
    }
    /// What an action does to the nodes.
    pub(super) fn steps_of(&self, action: &Action) -> Vec<Step> {
        match *action {
            Action::Nodes(Step::Join(1.0)) => vec![Step::Join(weight(&self.params, self.members().next()))],
            Action::Nodes(step) => vec![step],
            Action::Rack(rack) => self.rack(rack).map(Step::Die).collect(),
            Action::Several(many) => {
                let mut ids: Vec<NodeId> = self.members().iter().map(|member| member.id).collect();
                let mut dice = Seed(self.seed).dice(Stream::Faults, 100 + self.tally.changes);
                for i in (1..ids.len()).rev() {
                    ids.swap(i, dice.below(i as u32 + 1) as usize);
                }
                ids.truncate(many as usize);
                crate::sim::order::sort(&mut ids);
                ids.into_iter().map(Step::Die).collect()
            }
        }
    }
    /// The nodes that stand in a rack, by number from 0: node after node goes to the next rack.
    pub fn rack(&self, rack: u32) -> impl Iterator<Item = NodeId> + '_ {
        let racks = self.params.racks.max(1);
        self.members().iter().map(|member| member.id).filter(move |id| id % racks == rack)
    }

    /// Parameters are set.
    pub(super) fn change_params<S: Sink<Occurrence>>(&mut self, params: &Params, out: &mut S) {
        self.advance_beside();
        let old = std::mem::replace(&mut self.params, Rc::new(params.clone()));
        self.known = Rc::default();
        self.busy.begin();
        if old.rate != params.rate {
            self.schedule();
        }
        if (old.clients, old.strategy) != (params.clients, params.strategy) {
            self.lookups = Lookups::new(params.clients);
        }
        if old.front != params.front {
            self.front = Front::new(params.front);
        }
        // Other keys are others: what was found of the old ones means nothing.
        let looks = |params: &Params| (params.sketch, params.rows, params.window, params.keys);
        if looks(&old) != looks(params) {
            self.watch = Watch::new(params, self.seed);
        }
        let asks = |params: &Params| (params.keys, params.popularity, params.skew, params.hot);
        if asks(&old) != asks(params) {
            self.asking = Rc::new(Asking::new(params));
        }
        // Only what places keys makes anything be placed anew.
        // Where keys are users, more of them are looked at.
        let looked = old.tier != params.tier && params.keys > COMPARED_KEYS;
        let compared = old.compare != params.compare || looked;
        let places = Kind::ALL.iter().any(|kind| concerns(*kind, &old, params));
        let placed = places || compared || old.strategy != params.strategy;
        if placed {
            let was = self.own.owners.clone();
            let (before, steps) = match &self.change {
                Some(change) => (change.before.clone(), change.steps.clone()),
                None => (self.members().clone(), Rc::from([])),
            };
            let known: Vec<&Lane> = std::iter::once(&self.own).chain(&self.compared).collect();
            let lanes = Self::lanes_of(params, self.seed, &before, &steps, &known, &old);
            (self.own, self.compared) = lanes;
            if params.keys != old.keys {
                self.held = Held::new(params.keys);
                for key in 0..params.keys {
                    self.held.put(key, NodeId::from(self.own.owners[key as usize]));
                }
                self.spots.clear();
            }
            self.passed.clear();
            let moved = was.iter().zip(self.own.owners.iter()).filter(|(was, is)| was != is).count() as u32;
            self.happened(Occurrence::Set { moved, keys: self.own.keys() }, out);
        }
        self.place_spots();
        self.set_fleet(&old, placed, out);
        self.set_nodes(&old, out);
    }
    fn set_nodes<S: Sink<Occurrence>>(&mut self, old: &Params, out: &mut S) {
        let params = self.params.clone();
        let weighed: Vec<Step> = self
            .members()
            .iter()
            .map(|member| member.id)
            .filter(|id| weight(old, *id) != weight(&params, *id))
            .map(|id| Step::Weigh(id, weight(&params, id)))
            .collect();
        self.alter(&weighed, out);
        if params.nodes != old.nodes {
            let there = self.members().len() as u32;
            let steps: Vec<Step> = if params.nodes > there {
                let next = self.members().next();
                (0..params.nodes - there).map(|i| Step::Join(weight(&params, next + i))).collect()
            } else {
                let last =
                    self.members().iter().skip(params.nodes as usize).map(|member| member.id).collect::<Vec<_>>();
                last.into_iter().rev().map(Step::Leave).collect()
            };
            self.alter(&steps, out);
        }
    }
}
