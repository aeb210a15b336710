//! Ranges: keys in their natural order, cut into pieces; each piece has an owner.
//!
//! As in Bigtable (Chang et al. 2006): a range that grows too full is split at its median key, two neighbours that have
//! grown empty are merged. Keys that are neighbours stay together, so scans touch few nodes; ids that grow all land on
//! the last range.

use super::{Change, Members, NodeId, Placement};
use std::rc::Rc;

/// Ranges over points whose order is that of the keys.
#[derive(Clone, PartialEq, Debug)]
pub struct Range {
    members: Members,
    /// The first point of every range but the first, ascending.
    starts: Vec<u64>,
    /// Whose each range is; one more than `starts`, or none without nodes.
    owners: Vec<NodeId>,
    /// The points placed last, ascending: what a split looks at.
    points: Rc<Vec<u64>>,
}

impl Range {
    /// One range per node; they are cut at the first [`place`](Placement::place), so that each has as many keys as its
    /// weight says, or evenly over all points if nothing is placed.
    pub fn new(members: Members) -> Self {
        let mut range = Self { members, starts: Vec::new(), owners: Vec::new(), points: Rc::default() };
        range.cut();
        range
    }
    /// With these first points of the second and further ranges, ascending, one less than there are nodes.
    pub fn with_starts(members: Members, starts: Vec<u64>) -> Self {
        let owners = members.iter().map(|member| member.id).collect();
        Self { members, starts, owners, points: Rc::default() }
    }
    /// The ranges in order: first point and owner.
    pub fn ranges(&self) -> impl Iterator<Item = (u64, NodeId)> + '_ {
        std::iter::once(0).chain(self.starts.iter().copied()).zip(self.owners.iter().copied())
    }
    /// Cuts anew by weight: along the points placed, or along all points.
    fn cut(&mut self) {
        self.owners = self.members.iter().map(|member| member.id).collect();
        self.starts.clear();
        let sum = self.members.weight();
        let mut before = 0.0;
        for member in self.members.iter() {
            if before > 0.0 {
                let part = before / sum;
                let at = (part * self.points.len() as f64 + 0.5) as usize;
                let even = (part * 18446744073709551616.0) as u64;
                self.starts.push(if self.points.is_empty() {
                    even
                } else {
                    self.points.get(at).copied().unwrap_or(u64::MAX)
                });
            }
            before += member.node.weight;
        }
    }
    fn at(&self, point: u64) -> usize {
        self.starts.partition_point(|&start| start <= point)
    }
    /// How many of the placed points lie in each range.
    fn loads(&self) -> Vec<usize> {
        let below = |start: u64| self.points.partition_point(|&point| point < start);
        let mut ends: Vec<usize> = self.starts.iter().map(|&start| below(start)).collect();
        ends.push(self.points.len());
        let mut last = 0;
        ends.into_iter().map(|end| end - std::mem::replace(&mut last, end)).collect()
    }
    /// Splits the range with the most points at its median; the upper half goes to `id`. Among equal points a range
    /// cannot be split: then the next fullest is.
    pub fn split_fullest(&mut self, id: NodeId) {
        if self.owners.is_empty() {
            self.owners.push(id);
            return;
        }
        let loads = self.loads();
        let mut order: Vec<usize> = (0..loads.len()).collect();
        crate::sim::order::sort_by(&mut order, |&a, &b| loads[b].cmp(&loads[a]));
        for range in order {
            let first: usize = loads[..range].iter().sum();
            let own = &self.points[first..first + loads[range]];
            let Some(&lowest) = own.first() else { break };
            // The first point past the median that differs from the lowest.
            if let Some(&cut) = own[own.len() / 2..].iter().find(|&&point| point > lowest) {
                self.starts.insert(range, cut);
                self.owners.insert(range + 1, id);
                return;
            }
        }
        // Nothing to look at: halve the widest range.
        let end = |range: usize| self.starts.get(range).copied().unwrap_or(u64::MAX);
        let start = |range: usize| if range == 0 { 0 } else { self.starts[range - 1] };
        let widest = (0..self.owners.len()).max_by_key(|&range| end(range) - start(range));
        if let Some(range) = widest {
            let cut = start(range) + (end(range) - start(range)) / 2 + 1;
            self.starts.insert(range, cut);
            self.owners.insert(range + 1, id);
        }
    }
    /// Gives each range of a node that leaves to the emptier of its neighbours.
    fn merge(&mut self, id: NodeId) {
        while let Some(range) = self.owners.iter().position(|&owner| owner == id) {
            let loads = self.loads();
            let left = range.checked_sub(1).map(|left| loads[left]);
            let right = loads.get(range + 1).copied();
            self.owners.remove(range);
            match (left, right) {
                (Some(left), Some(right)) if left <= right => drop(self.starts.remove(range - 1)),
                (Some(_), None) => drop(self.starts.remove(range - 1)),
                (_, Some(_)) => drop(self.starts.remove(range)),
                (None, None) => {}
            }
        }
    }
}

impl Placement for Range {
    fn members(&self) -> &Members {
        &self.members
    }
    fn members_mut(&mut self) -> &mut Members {
        &mut self.members
    }
    fn changed(&mut self, changes: &[Change]) {
        // By weight all is cut anew, for whoever is there.
        if changes.iter().any(|change| matches!(change, Change::Weighed(_))) {
            return self.cut();
        }
        for change in changes {
            match *change {
                Change::Joined(id) => self.split_fullest(id),
                Change::Left(id) => self.merge(id),
                Change::Weighed(_) => {}
            }
        }
    }
    fn owner(&self, point: u64) -> Option<NodeId> {
        self.owners.get(self.at(point)).copied()
    }
    fn place_each(&mut self, points: &[u64], mut each: impl FnMut(Option<NodeId>)) {
        let first = self.points.is_empty();
        // Keys mostly come in their order, and again: then there is nothing to sort, nor to search for.
        let sorted = points.is_sorted();
        if *self.points != points {
            let mut all = points.to_vec();
            if !sorted {
                crate::sim::order::sort(&mut all);
            }
            self.points = Rc::new(all);
        }
        if first && self.members.len() == self.owners.len() && self.untouched() {
            self.cut();
        }
        if !sorted {
            for &point in points {
                each(self.owner(point));
            }
            return;
        }
        for (range, load) in self.loads().into_iter().enumerate() {
            let owner = self.owners.get(range).copied();
            (0..load).for_each(|_| each(owner));
        }
    }
    fn candidates(&self, point: u64, visit: &mut dyn FnMut(NodeId) -> bool) {
        let start = self.at(point).min(self.owners.len());
        let _ = self.owners[start..].iter().chain(&self.owners[..start]).all(|&id| visit(id));
    }
    fn bytes(&self) -> usize {
        8 * self.starts.len() + 4 * self.owners.len()
    }
}

impl Range {
    /// True if the ranges are those of [`new`](Self::new) before anything was placed.
    fn untouched(&self) -> bool {
        let mut fresh = Self { points: Rc::default(), ..self.clone() };
        fresh.cut();
        fresh.starts == self.starts
    }
}

#[cfg(test)]
mod tests {
    use super::super::Node;
    use super::*;

    fn range(nodes: &[&str]) -> Range {
        Range::new(Members::new(&nodes.iter().map(|&name| Node::new(name)).collect::<Vec<_>>()))
    }

    #[test]
    fn splits_and_merges() {
        let mut range = range(&["a", "b"]);
        let points: Vec<u64> = (0..8).collect();
        let mut owners = Vec::new();
        range.place(&points, &mut owners);
        assert_eq!(range.ranges().collect::<Vec<_>>(), [(0, 0), (4, 1)]);
        let c = range.join(Node::new("c"));
        assert_eq!(range.ranges().collect::<Vec<_>>(), [(0, 0), (2, c), (4, 1)]);
        range.leave(0);
        assert_eq!(range.ranges().collect::<Vec<_>>(), [(0, c), (4, 1)]);
        range.leave(c);
        range.leave(1);
        assert_eq!((range.owner(3), range.ranges().count()), (None, 0));
        range.join(Node::new("d"));
        assert_eq!(range.owner(3), Some(3));
    }

    #[test]
    fn growing_ids_land_on_the_last_range() {
        let mut range = range(&["a", "b", "c"]);
        range.place(&(0..300).collect::<Vec<_>>(), &mut Vec::new());
        assert!((300..400).all(|id| range.owner(id) == Some(2)));
    }

    #[test]
    fn equal_keys_cannot_be_split() {
        let mut range = range(&["a"]);
        let mut owners = Vec::new();
        range.place(&[7; 10], &mut owners);
        range.join(Node::new("b"));
        range.place(&[7; 10], &mut owners);
        assert!(owners.iter().all(|owner| *owner == owners[0]));
    }
}
