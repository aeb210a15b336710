//! Marks on a circle and whose they are: what every ring is made of (Karger, Lehman, Leighton, Panigrahy, Levine,
//! Lewin 1997).
//!
//! A look-up asks for the first mark at or after a point, going round past the last. The circle is cut into at least
//! as many equal buckets as there are marks; a table says where in the sorted list each bucket begins. Well-mixed
//! marks then take one or two comparisons each, and clumped ones a binary search within their bucket.

use super::NodeId;
use crate::sim::order;

/// Marks in ascending order, each with its owner.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Points {
    marks: Vec<u64>,
    owners: Vec<NodeId>,
    /// `first[b]` is the first mark of bucket `b` or after; one more than there are buckets.
    first: Vec<u32>,
    /// A point's bucket is the point shifted right by this.
    shift: u32,
}

impl Points {
    /// From marks in any order on a circle of `bits` bits; of equal marks the first one given comes first.
    pub fn new(mut placed: Vec<(u64, NodeId)>, bits: u32) -> Self {
        order::sort_by(&mut placed, |a, b| a.0.cmp(&b.0));
        let (marks, owners): (Vec<u64>, Vec<NodeId>) = placed.into_iter().unzip();
        if marks.is_empty() {
            return Self::default();
        }
        let buckets = (2 * marks.len()).next_power_of_two();
        let shift = bits - buckets.trailing_zeros().min(bits);
        let mut first = Vec::with_capacity(buckets + 1);
        let mut next = 0;
        for bucket in 0..=buckets as u64 {
            while next < marks.len() && marks[next] >> shift < bucket {
                next += 1;
            }
            first.push(next as u32);
        }
        Self { marks, owners, first, shift }
    }
    /// The place of the first mark at or after `point`; `None` if there are no marks.
    #[inline]
    pub fn find(&self, point: u64) -> Option<usize> {
        let bucket = (point >> self.shift) as usize;
        let bounds = self.first.get(bucket..bucket + 2)?;
        let (mut at, end) = (bounds[0] as usize, bounds[1] as usize);
        if end - at > 8 {
            at += self.marks[at..end].partition_point(|&mark| mark < point);
        } else {
            while at < end && self.marks[at] < point {
                at += 1;
            }
        }
        Some(if at < self.marks.len() { at } else { 0 })
    }
    /// The first mark at or after `point` and whose it is.
    #[inline]
    pub fn at(&self, point: u64) -> Option<(u64, NodeId)> {
        let at = self.find(point)?;
        Some((self.marks[at], self.owners[at]))
    }
    /// Whose the first mark at or after `point` is.
    #[inline]
    pub fn owner(&self, point: u64) -> Option<NodeId> {
        self.find(point).map(|at| self.owners[at])
    }
    /// The owners from `point` on, mark by mark, once round.
    pub fn walk(&self, point: u64) -> impl Iterator<Item = NodeId> + '_ {
        let start = self.find(point).unwrap_or(0);
        self.owners[start..].iter().chain(&self.owners[..start]).copied()
    }
    /// All marks in ascending order, each with its owner.
    pub fn iter(&self) -> impl Iterator<Item = (u64, NodeId)> + '_ {
        self.marks.iter().copied().zip(self.owners.iter().copied())
    }
    /// How many marks there are.
    pub fn len(&self) -> usize {
        self.marks.len()
    }
    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }
    /// Bytes in use.
    pub fn bytes(&self) -> usize {
        8 * self.marks.len() + 4 * (self.owners.len() + self.first.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_mark_at_or_after() {
        let ring = Points::new(vec![(30, 1), (10, 2), (20, 0)], 64);
        let want = [(0, 10, 2), (10, 10, 2), (11, 20, 0), (30, 30, 1), (31, 10, 2), (u64::MAX, 10, 2)];
        for (point, mark, owner) in want {
            assert_eq!(ring.at(point), Some((mark, owner)));
        }
        assert_eq!(ring.walk(11).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(Points::default().at(5), None);
        assert_eq!(Points::new(vec![(7, 3), (7, 1)], 32).at(7), Some((7, 3)));
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn agrees_with_a_search_from_the_start(
            marks in proptest::collection::vec(proptest::prelude::any::<u64>(), 1..300),
            clump in 0u32..64, points in proptest::collection::vec(proptest::prelude::any::<u64>(), 50),
        ) {
            // Shifted down, all marks crowd into few buckets.
            let placed: Vec<_> = marks.iter().enumerate().map(|(i, mark)| (mark >> clump, i as u32)).collect();
            let ring = Points::new(placed.clone(), 64);
            for point in points.iter().map(|point| point >> (clump / 2)).chain(placed.iter().map(|p| p.0)) {
                let after = placed.iter().filter(|(mark, _)| *mark >= point).min();
                let want = after.or_else(|| placed.iter().min()).unwrap();
                proptest::prop_assert_eq!(ring.at(point).unwrap(), *want);
            }
        }
    }
}
