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
    ahead: Ahead,
    /// Of each key placed last the mark that decided: the upper bits of how far after the point it lies, and in the lower 16
    /// whose it is.
    known: Option<Known<u64>>,
}

/// So many newcomers at once are each compared with every key; more cost more than a search among all marks.
const FEW: usize = 4;

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

/// In how many equal parts of the circle it is known which mark comes first.
const PARTS: usize = 1024;
/// How wide one is, in bits.
const PART: u32 = 64 - PARTS.trailing_zeros();

/// The first mark in or after each part of the circle. Few marks leave most parts empty, so most points ask nothing more.
#[derive(Clone, PartialEq, Debug)]
struct Ahead(Box<[u64; PARTS]>);

impl Ahead {
    fn new(points: &Points) -> Self {
        let mut parts = Box::new([0; PARTS]);
        for (part, first) in parts.iter_mut().enumerate() {
            *first = points.at((part as u64) << PART).map_or(0, |(mark, _)| mark);
        }
        Self(parts)
    }
    /// How far after a point the next mark lies; `None` if the point lies after a mark of its own part.
    #[inline]
    fn gap(&self, point: u64) -> Option<u64> {
        let gap = self.0[(point >> PART) as usize].wrapping_sub(point);
        (gap < u64::MAX << PART).then_some(gap)
    }
}

/// True if one of `probes` points, `step` apart from `point` on, lies at most `limit` before `mark`. Three at a time: mostly
/// none does, and a processor then asks one while it works out the next.
#[inline]
fn within(limit: u64, mark: u64, point: u64, step: u64, probes: u32) -> bool {
    let mut gap = mark.wrapping_sub(point);
    let (two, three) = (step.wrapping_mul(2), step.wrapping_mul(3));
    for _ in 0..probes / 3 {
        if gap <= limit || gap.wrapping_sub(step) <= limit || gap.wrapping_sub(two) <= limit {
            return true;
        }
        gap = gap.wrapping_sub(three);
    }
    (0..u64::from(probes % 3)).any(|i| gap.wrapping_sub(i.wrapping_mul(step)) <= limit)
}

/// The distance to `mark` of the nearest of `probes` points, `step` apart from `point` on.
fn least(mark: u64, point: u64, step: u64, probes: u32) -> u64 {
    let gap = mark.wrapping_sub(point);
    (0..u64::from(probes)).fold(u64::MAX, |least, i| least.min(gap.wrapping_sub(i.wrapping_mul(step))))
}

impl MultiProbe {
    /// With `probes` points per key, at least 1.
    pub fn new(members: Members, hash: Hash, probes: u32) -> Self {
        let mut multi = Self {
            members,
            hash,
            probes: probes.max(1),
            points: Points::default(),
            ahead: Ahead::new(&Points::default()),
            known: None,
        };
        multi.build();
        multi
    }
    /// The marks, one for each node.
    pub fn points(&self) -> &Points {
        &self.points
    }
    /// How many points a key has, and how far apart they are.
    pub fn stride(&self, point: u64) -> (u32, u64) {
        (self.probes, mix(point) | 1)
    }
    /// The mark that lies closest after one of a key's points: how far after it, and whose it is.
    fn nearest(&self, point: u64) -> Option<(u64, NodeId)> {
        if self.points.is_empty() {
            return None;
        }
        let (probes, step) = self.stride(point);
        let (mut probe, mut of, mut least) = (point, point, u64::MAX);
        for _ in 0..probes {
            let search = || self.points.at(probe).map_or(u64::MAX, |(mark, _)| mark.wrapping_sub(probe));
            let gap = self.ahead.gap(probe).unwrap_or_else(search);
            // Chosen, not branched: which point will be nearer nobody can foresee, a processor neither.
            let nearer = gap < least;
            of = if nearer { probe } else { of };
            least = if nearer { gap } else { least };
            probe = probe.wrapping_add(step);
        }
        self.points.at(of).map(|(_, id)| (least, id))
    }
    fn build(&mut self) {
        let hash = self.hash;
        let marks = self.members.iter().map(|m| (hash.of(m.node.name.as_bytes()), m.id)).collect();
        self.points = Points::new(marks, 64);
        self.ahead = Ahead::new(&self.points);
    }
}

impl Placement for MultiProbe {
    fn members(&self) -> &Members {
        &self.members
    }
    fn members_mut(&mut self) -> &mut Members {
        &mut self.members
    }
    fn changed(&mut self, changes: &[Change]) {
        self.build();
        let Some(mut known) = self.known.take().filter(|_| !self.points.is_empty()) else { return };
        if self.members.next() >> WHOSE != 0 {
            return;
        }
        let there = |id: NodeId| self.members.get(id).is_some();
        let (mut new, mut gone) = (Vec::new(), vec![false; self.members.next() as usize]);
        for change in changes {
            match *change {
                Change::Joined(id) if there(id) => new.extend(self.points.iter().find(|(_, other)| *other == id)),
                Change::Joined(id) | Change::Left(id) => gone[id as usize] = true,
                Change::Weighed(_) => {}
            }
        }
        if new.len() > FEW {
            known.update(|point, kept| {
                let was = whose(*kept);
                *kept = self.nearest(point).map_or(*kept, packed);
                (whose(*kept) != was).then_some(whose(*kept))
            });
        } else if new.is_empty() && !gone.contains(&true) {
            known.stay();
        } else {
            // Two marks at one place: who comes first there is for a search to say.
            let alone = |mark: u64| self.points.iter().filter(|(other, _)| *other == mark).count() == 1;
            let alone = new.iter().all(|(mark, _)| alone(*mark));
            known.update(|point, kept| {
                let (was, step) = (whose(*kept), mix(point) | 1);
                let mut search = gone[was as usize];
                for &(mark, id) in &new {
                    if search || !within(*kept | ((1 << WHOSE) - 1), mark, point, step, self.probes) {
                        continue;
                    }
                    let least = least(mark, point, step, self.probes);
                    // So near to each other that the bits that are kept cannot say: a search can.
                    search = !alone || least >> WHOSE >= *kept >> WHOSE;
                    if !search {
                        *kept = packed((least, id));
                    }
                }
                if search {
                    *kept = self.nearest(point).map_or(*kept, packed);
                }
                (whose(*kept) != was).then_some(whose(*kept))
            });
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
        self.points.bytes() + 8 * PARTS
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

    #[test]
    fn a_search_by_parts_finds_what_one_through_all_marks_finds() {
        // One mark, few, more than there are parts, and all of them in one part.
        for (nodes, hash) in
            [(1, Hash::Xxh64), (3, Hash::Xxh64), (40, Hash::Murmur3), (3000, Hash::Xxh64), (40, Hash::Bad)]
        {
            let names: Vec<Node> = (0..nodes).map(|i| Node::new(format!("n{i}"))).collect();
            let multi = MultiProbe::new(Members::new(&names), hash, 21);
            let marks: Vec<u64> = multi.points().iter().map(|(mark, _)| mark).collect();
            // At marks, just before and after them, and anywhere.
            let near = marks.iter().flat_map(|mark| [mark.wrapping_sub(1), *mark, mark.wrapping_add(1)]);
            for point in near.take(300).chain((0..300).map(mix)) {
                let (probes, step) = multi.stride(point);
                let probe = |i: u32| point.wrapping_add(u64::from(i).wrapping_mul(step));
                let gaps = |i: u32| marks.iter().map(move |mark| mark.wrapping_sub(probe(i)));
                let want = (0..probes).flat_map(gaps).min();
                assert_eq!(multi.nearest(point).map(|(gap, _)| gap), want, "{nodes} {hash:?} {point}");
            }
        }
    }
}
