//! Multi-probe: one mark per node, several points per key; the point that lies closest before a mark decides.
//!
//! Appleton, O'Reilly 2015 (arXiv 1505.00062). With k probes the fullest node has about 1 + 1/(k − 1) times the mean, at
//! the memory of one mark per node; a look-up pays k searches. The i-th point is h₁ + i h₂, as the paper suggests (double
//! hashing). No weights.
//!
//! Of the keys that were placed last it is remembered how near their marks are, in one word with whose they are. A newcomer
//! then costs one subtraction for each point instead of a search, and who leaves only the searches of its own keys.

use super::known::Known;
use super::{Change, Hash, Members, NodeId, Placement, Points};
use crate::sim::rng::mix;

/// The paper's number of probes for a peak of 1.05 times the mean.
pub const PROBES: u32 = 21;

/// Multi-probe.
#[derive(Clone, PartialEq, Debug)]
pub struct MultiProbe {
    members: Members,
    hash: Hash,
    probes: u32,
    points: Points,
    /// Of each key placed last the mark that decided: the upper bits of how far after the point it lies, and in the lower 16
    /// whose it is.
    known: Option<Known<u64>>,
}

/// The bits of a number of a node in what is remembered; where numbers are larger nothing is.
const WHOSE: u32 = 16;

/// How far and whose, in one word.
const fn packed((distance, id): (u64, NodeId)) -> u64 {
    distance >> WHOSE << WHOSE | id as u64
}
/// Whose.
const fn whose(packed: u64) -> NodeId {
    packed as u32 & ((1 << WHOSE) - 1)
}

/// The distance to `mark` of the nearest of `probes` points, `step` apart from `point` on. Three at a time: a processor then
/// compares one while it works out the next.
#[inline]
fn least(mark: u64, point: u64, step: u64, probes: u32) -> u64 {
    let (mut gap, mut least) = (mark.wrapping_sub(point), u64::MAX);
    let (two, three) = (step.wrapping_mul(2), step.wrapping_mul(3));
    for _ in 0..probes / 3 {
        let others = gap.wrapping_sub(step).min(gap.wrapping_sub(two));
        least = least.min(gap.min(others));
        gap = gap.wrapping_sub(three);
    }
    for _ in 0..probes % 3 {
        least = least.min(gap);
        gap = gap.wrapping_sub(step);
    }
    least
}

impl MultiProbe {
    /// With `probes` points per key, at least 1.
    pub fn new(members: Members, hash: Hash, probes: u32) -> Self {
        let mut multi = Self { members, hash, probes: probes.max(1), points: Points::default(), known: None };
        multi.build();
        multi
    }
    /// The marks, one for each node.
    pub fn points(&self) -> &Points {
        &self.points
    }
    /// The points of a key.
    pub fn probes(&self, point: u64) -> impl Iterator<Item = u64> {
        let step = mix(point) | 1;
        (0..u64::from(self.probes)).map(move |i| point.wrapping_add(i.wrapping_mul(step)))
    }
    /// The mark that lies closest after one of a key's points: how far after it, and whose it is.
    fn nearest(&self, point: u64) -> Option<(u64, NodeId)> {
        let mut best: Option<(u64, NodeId)> = None;
        for probe in self.probes(point) {
            let (mark, id) = self.points.at(probe)?;
            let distance = mark.wrapping_sub(probe);
            if best.is_none_or(|(nearest, _)| distance < nearest) {
                best = Some((distance, id));
            }
        }
        best
    }
    fn build(&mut self) {
        let hash = self.hash;
        let marks = self.members.iter().map(|m| (hash.of(m.node.name.as_bytes()), m.id)).collect();
        self.points = Points::new(marks, 64);
    }
}

impl Placement for MultiProbe {
    fn members(&self) -> &Members {
        &self.members
    }
    fn members_mut(&mut self) -> &mut Members {
        &mut self.members
    }
    fn changed(&mut self, change: Change) {
        self.build();
        let Some(mut known) = self.known.take().filter(|_| !self.points.is_empty()) else { return };
        match change {
            Change::Joined(id) => {
                let Some(mark) = self.points.iter().find(|(_, other)| *other == id).map(|(mark, _)| mark) else {
                    return;
                };
                // Two marks at one place: who comes first there is for a search to say.
                if id >> WHOSE != 0 || self.points.iter().filter(|(other, _)| *other == mark).count() > 1 {
                    return;
                }
                known.update(|point, kept| {
                    let least = least(mark, point, mix(point) | 1, self.probes);
                    if least >> WHOSE > *kept >> WHOSE {
                        return None;
                    }
                    // So near to each other that the bits that are kept cannot say: a search can.
                    let surely = least >> WHOSE < *kept >> WHOSE;
                    let new = if surely { packed((least, id)) } else { self.nearest(point).map_or(*kept, packed) };
                    let was = whose(std::mem::replace(kept, new));
                    (whose(new) != was).then_some(whose(new))
                });
            }
            Change::Left(id) => known.update(|point, kept| {
                if whose(*kept) != id {
                    return None;
                }
                *kept = self.nearest(point).map_or(*kept, packed);
                (whose(*kept) != id).then_some(whose(*kept))
            }),
            Change::Weighed(_) => known.stay(),
        }
        self.known = Some(known);
    }
    fn owner(&self, point: u64) -> Option<NodeId> {
        self.nearest(point).map(|(_, id)| id)
    }
    fn place_each(&mut self, points: &[u64], mut each: impl FnMut(Option<NodeId>)) {
        if self.members.next() >> WHOSE != 0 {
            self.known = None;
            return points.iter().for_each(|point| each(self.owner(*point)));
        }
        let mut known = self.known.take();
        let made = || Known::new(points, |point| self.nearest(*point).map(packed));
        Known::place(&mut known, points, made, |kept| whose(*kept), each);
        self.known = known;
    }
    fn take_moves(&mut self) -> Option<Vec<(u32, NodeId)>> {
        Known::take_moves(&mut self.known)
    }
    fn bytes(&self) -> usize {
        self.points.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Node;
    use super::*;

    #[test]
    fn what_is_remembered_is_what_a_search_finds() {
        let points: Vec<u64> = (0..2000).map(mix).collect();
        let mut multi = MultiProbe::new(Members::default(), Hash::Xxh64, 21);
        let mut owners = Vec::new();
        multi.place(&points, &mut owners);
        assert!(owners.iter().all(Option::is_none) && owners.len() == 2000);
        for round in 0..40 {
            match round % 5 {
                3 => {
                    multi.leave(round / 2);
                }
                4 => {
                    multi.leave(round - 1);
                }
                _ => {
                    multi.join(Node::new(format!("n{round}")));
                }
            }
            multi.place(&points, &mut owners);
            let want: Vec<Option<NodeId>> = points.iter().map(|point| multi.owner(*point)).collect();
            assert_eq!(owners, want, "{round}");
            // Another list in between is another list.
            if round % 7 == 0 {
                multi.place(&points[..100], &mut owners);
                assert_eq!(owners, want[..100]);
            }
        }
        assert!(multi.members().len() > 5);
    }
}
