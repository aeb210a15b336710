//! Hash modulo N: the rule that everybody writes first.
//!
//! With weights the hash is taken modulo their sum and counted off along the nodes, as nginx's `hash` without
//! `consistent` and HAProxy's `hash-type map-based` do. When N becomes N + 1, a share of 1 − 1/(N + 1) of the keys moves.

use super::{Change, Members, NodeId, Placement};

/// Hash modulo N. Weights must be whole numbers; others are rounded, to at least 1.
#[derive(Clone, PartialEq, Debug)]
pub struct Modulo {
    members: Members,
    /// Each node as often as its weight says.
    turns: Vec<NodeId>,
}

impl Modulo {
    /// Over these nodes.
    pub fn new(members: Members) -> Self {
        let mut modulo = Self { members, turns: Vec::new() };
        modulo.build();
        modulo
    }
    fn build(&mut self) {
        self.turns.clear();
        for member in self.members.iter() {
            let turns = (member.node.weight + 0.5) as usize;
            self.turns.extend(std::iter::repeat_n(member.id, turns.max(1)));
        }
    }
}

impl Placement for Modulo {
    fn members(&self) -> &Members {
        &self.members
    }
    fn members_mut(&mut self) -> &mut Members {
        &mut self.members
    }
    fn changed(&mut self, _changes: &[Change]) {
        self.build();
    }
    #[inline]
    fn owner(&self, point: u64) -> Option<NodeId> {
        let at = point.checked_rem(self.turns.len() as u64)?;
        Some(self.turns[at as usize])
    }
    fn candidates(&self, point: u64, visit: &mut dyn FnMut(NodeId) -> bool) {
        let start = point.checked_rem(self.turns.len() as u64).unwrap_or(0) as usize;
        let _ = self.turns[start..].iter().chain(&self.turns[..start]).all(|&id| visit(id));
    }
    fn bytes(&self) -> usize {
        4 * self.turns.len()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Node;
    use super::*;

    #[test]
    fn counts_off_the_weights() {
        let modulo = Modulo::new(Members::new(&[Node::weighted("a", 2.0), Node::new("b")]));
        let owners: Vec<_> = (0..7).map(|point| modulo.owner(point).unwrap()).collect();
        assert_eq!(owners, [0, 0, 1, 0, 0, 1, 0]);
        assert_eq!(Modulo::new(Members::default()).owner(3), None);
    }
}
