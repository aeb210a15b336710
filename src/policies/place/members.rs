//! The nodes of a cluster: names, weights, zones, in the order in which they joined.

use super::{Change, Step};

/// The number of a node, from 0 in the order of joining; never used again after the node has left.
pub type NodeId = u32;

/// A node as the configuration names it.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// Its name; what is hashed.
    pub name: String,
    /// Its weight, above 0: a node of weight 2 should own twice as much as one of weight 1.
    pub weight: f64,
    /// The number of its zone (rack, availability zone); replicas go to different ones while there are any.
    pub zone: u32,
}

impl Node {
    /// A node of weight 1 in zone 0.
    pub fn new(name: impl Into<String>) -> Self {
        Self::weighted(name, 1.0)
    }
    /// A node in zone 0.
    pub fn weighted(name: impl Into<String>, weight: f64) -> Self {
        Self { name: name.into(), weight, zone: 0 }
    }
}

/// A node that is there now.
#[derive(Clone, PartialEq, Debug)]
pub struct Member {
    /// Its number.
    pub id: NodeId,
    /// The node.
    pub node: Node,
}

/// The nodes that are there now, in the order of joining.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Members {
    list: Vec<Member>,
    next: NodeId,
}

impl Members {
    /// These nodes, numbered from 0.
    pub fn new(nodes: &[Node]) -> Self {
        let mut members = Self::default();
        for node in nodes {
            members.join(node.clone());
        }
        members
    }
    /// In the order of joining.
    pub fn iter(&self) -> impl Iterator<Item = &Member> {
        self.list.iter()
    }
    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }
    /// True if nobody is there.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
    /// The member at this place of the order of joining.
    pub fn at(&self, place: usize) -> Option<&Member> {
        self.list.get(place)
    }
    /// The member with this number.
    pub fn get(&self, id: NodeId) -> Option<&Member> {
        self.place(id).map(|place| &self.list[place])
    }
    /// The place of this number in the order of joining.
    pub fn place(&self, id: NodeId) -> Option<usize> {
        self.list.binary_search_by_key(&id, |member| member.id).ok()
    }
    /// The number of the node with this name.
    pub fn named(&self, name: &str) -> Option<NodeId> {
        self.list.iter().find(|member| member.node.name == name).map(|member| member.id)
    }
    /// The number that the next node to join will get.
    pub fn next(&self) -> NodeId {
        self.next
    }
    /// The sum of the weights.
    pub fn weight(&self) -> f64 {
        self.list.iter().map(|member| member.node.weight).sum()
    }
    /// The share that a node should own by its weight.
    pub fn due(&self, id: NodeId) -> f64 {
        self.get(id).map_or(0.0, |member| member.node.weight / self.weight())
    }
    /// True if all weights are the same.
    pub fn even(&self) -> bool {
        self.list.windows(2).all(|pair| pair[0].node.weight == pair[1].node.weight)
    }

    /// Carries out a step; `None` if it changes nothing because the node is not there.
    pub(super) fn carry_out(&mut self, step: &Step) -> Option<Change> {
        match step {
            Step::Join(node) => Some(Change::Joined(self.join(node.clone()))),
            Step::Leave(id) => self.leave(*id).then_some(Change::Left(*id)),
            Step::Weigh(id, weight) => self.weigh(*id, *weight).then_some(Change::Weighed(*id)),
        }
    }
    fn join(&mut self, node: Node) -> NodeId {
        let id = self.next;
        self.next += 1;
        self.list.push(Member { id, node });
        id
    }
    fn leave(&mut self, id: NodeId) -> bool {
        self.place(id).map(|place| self.list.remove(place)).is_some()
    }
    fn weigh(&mut self, id: NodeId, weight: f64) -> bool {
        let place = self.place(id);
        place.map(|place| self.list[place].node.weight = weight).is_some()
    }
}
