//! Directory: a table that names the owner of every key; a look-up service, with a cache in front and its failures.
//!
//! As the Google File System's master (Ghemawat, Gobioff, Leung 2003) and presence services do. Placement is free: a
//! new key goes to the node with the least load for its weight, and a change moves only what makes it even. The price is
//! a look-up before every access and a service that must be up.
//!
//! The table is two columns, sorted by key: what a change looks at lies side by side. Who places the same list of keys
//! again, as every change of the nodes does, gets the rows without searching for them.

mod cache;

use super::{Change, Members, NodeId, Placement};
use std::rc::Rc;

pub use cache::{Answer, Cache};

/// The keys of the table, and the list of keys that was placed last.
#[derive(Clone, PartialEq, Default, Debug)]
struct Keys {
    /// Every key that has ever been placed, ascending.
    all: Vec<u64>,
    /// The list placed last, and the places of its keys in the order of the rows.
    last: Vec<u64>,
    order: Vec<u32>,
    /// The least that [`Directory::counts`] says of any row.
    least: u64,
}

/// The table and who has how many.
#[derive(Clone, PartialEq, Debug)]
pub struct Directory {
    members: Members,
    keys: Rc<Keys>,
    /// The owner of every key.
    owners: Vec<NodeId>,
    /// How often each key was placed last.
    counts: Rc<Vec<u32>>,
    /// Of the list placed last what the last change moved; none before one.
    moves: Option<Vec<(u32, NodeId)>>,
}

impl Keys {
    /// Rows that moved, ascending in two runs, as places of the list and their owners; one may be told twice.
    fn told(&self, moved: &[u32], counts: &[u32], owners: &[NodeId]) -> Vec<(u32, NodeId)> {
        let single = self.least > 0 && self.order.len() == counts.len();
        let (mut at, mut last) = (0, 0);
        let mut told = Vec::with_capacity(moved.len());
        for row in moved.iter().map(|row| *row as usize) {
            if single {
                at = row;
            } else {
                if row < last {
                    (at, last) = (0, 0);
                }
                at += counts[last..row].iter().map(|count| *count as usize).sum::<usize>();
                last = row;
            }
            told.extend(self.order[at..at + counts[row] as usize].iter().map(|place| (*place, owners[row])));
        }
        told
    }
}

/// How full the members are.
struct Loads {
    held: Vec<u64>,
    weights: Vec<f64>,
    ids: Vec<NodeId>,
    /// What each would have for its weight with one key more.
    next: Vec<f64>,
    /// The place of a member by its number.
    places: Vec<Option<usize>>,
}

impl Loads {
    fn place(&self, id: NodeId) -> Option<usize> {
        self.places.get(id as usize).copied().flatten()
    }
    fn add(&mut self, place: usize, count: u64) {
        self.held[place] += count;
        self.next[place] = (self.held[place] + 1) as f64 / self.weights[place];
    }
    fn take(&mut self, place: usize, count: u64) {
        self.held[place] -= count;
        self.next[place] = (self.held[place] + 1) as f64 / self.weights[place];
    }
    /// The member that is emptiest for its weight once `count` more are added; the earlier one of equals. It gets them.
    fn hand_over(&mut self, count: u64) -> Option<NodeId> {
        let mut best: Option<(usize, f64)> = None;
        for place in 0..self.held.len() {
            let filled =
                if count == 1 { self.next[place] } else { (self.held[place] + count) as f64 / self.weights[place] };
            if best.is_none_or(|(_, least)| filled < least) {
                best = Some((place, filled));
            }
        }
        let (place, _) = best?;
        self.add(place, count);
        Some(self.ids[place])
    }
}

impl Directory {
    /// An empty directory.
    pub fn new(members: Members) -> Self {
        Self { members, keys: Rc::default(), owners: Vec::new(), counts: Rc::default(), moves: None }
    }
    /// How many keys it knows.
    pub fn keys(&self) -> usize {
        self.owners.len()
    }
    /// The load of every member, in the order of joining.
    fn loads(&self) -> Loads {
        let mut places = vec![None; self.members.next() as usize];
        for (place, member) in self.members.iter().enumerate() {
            places[member.id as usize] = Some(place);
        }
        let mut loads = Loads {
            held: vec![0; self.members.len()],
            weights: self.members.iter().map(|member| member.node.weight).collect(),
            ids: self.members.iter().map(|member| member.id).collect(),
            next: vec![0.0; self.members.len()],
            places,
        };
        for (id, count) in self.owners.iter().zip(self.counts.iter()) {
            if let Some(place) = loads.place(*id) {
                loads.held[place] += u64::from(*count);
            }
        }
        for place in 0..loads.held.len() {
            loads.add(place, 0);
        }
        loads
    }
    /// Moves as few keys as it takes until no key's move would make the fullest less full.
    fn even_out(&mut self) {
        let mut loads = self.loads();
        let mut moves = Vec::new();
        // Those whose owner is gone, if there are any: what others have is not all.
        if loads.held.iter().sum::<u64>() < self.keys.last.len() as u64 || self.keys.least == 0 {
            for row in 0..self.owners.len() {
                let count = u64::from(self.counts[row]);
                if loads.place(self.owners[row]).is_none()
                    && let Some(id) = loads.hand_over(count)
                {
                    self.owners[row] = id;
                    moves.push(row as u32);
                }
            }
        }
        let total: u64 = loads.held.iter().sum();
        let dues: Vec<f64> = loads.ids.iter().map(|id| self.members.due(*id) * total as f64).collect();
        // While some member has so much that even the rarest of its keys can go.
        let least = self.keys.least;
        let full = |loads: &Loads, place: usize| loads.held[place].saturating_sub(least) as f64 >= dues[place];
        let over = |loads: &Loads| (0..dues.len()).any(|place| full(loads, place));
        let mut more = over(&loads);
        for row in 0..self.owners.len() {
            if !more {
                break;
            }
            let count = u64::from(self.counts[row]);
            let Some(place) = loads.place(self.owners[row]) else { continue };
            if (loads.held[place] - count) as f64 >= dues[place] {
                loads.take(place, count);
                if let Some(id) = loads.hand_over(count) {
                    self.owners[row] = id;
                    moves.push(row as u32);
                }
                // Mostly it is still too full itself, and nobody else need be asked.
                more = full(&loads, place) || over(&loads);
            }
        }
        self.moves = Some(self.keys.told(&moves, &self.counts, &self.owners));
    }
    /// Takes a list of keys that is not the one placed last into the table; new keys have no owner yet.
    fn learn(&mut self, points: &[u64]) {
        let order = sorted(points);
        let (old, owners) = (&self.keys.all, &self.owners);
        let (mut all, mut whose) = (Vec::with_capacity(old.len()), Vec::with_capacity(old.len()));
        let mut counts = Vec::with_capacity(old.len());
        let mut places = Vec::with_capacity(points.len());
        let mut known = 0;
        let keep = |all: &mut Vec<u64>, whose: &mut Vec<NodeId>, counts: &mut Vec<u32>, at: usize| {
            all.push(old[at]);
            whose.push(owners[at]);
            counts.push(0);
        };
        for (point, i) in order {
            while known < old.len() && old[known] <= point {
                keep(&mut all, &mut whose, &mut counts, known);
                known += 1;
            }
            if all.last() != Some(&point) {
                all.push(point);
                whose.push(NodeId::MAX);
                counts.push(0);
            }
            let row = all.len() - 1;
            counts[row] += 1;
            places.push(i);
        }
        for at in known..old.len() {
            keep(&mut all, &mut whose, &mut counts, at);
        }
        let least = counts.iter().copied().min().unwrap_or(0).into();
        self.keys = Rc::new(Keys { all, last: points.to_vec(), order: places, least });
        (self.owners, self.counts) = (whose, Rc::new(counts));
    }
}

/// The points in ascending order, each with its place; what is equal keeps its order. By digits from the lowest up, for
/// comparing a million of them takes ten times as long.
fn sorted(points: &[u64]) -> Vec<(u64, u32)> {
    const BITS: u32 = 11;
    let mut from: Vec<(u64, u32)> = points.iter().zip(0..).map(|(point, i)| (*point, i)).collect();
    let mut to = from.clone();
    for shift in (0..u64::BITS).step_by(BITS as usize) {
        let digit = |point: u64| (point >> shift) as usize & ((1 << BITS) - 1);
        let mut ends = [0usize; 1 << BITS];
        for (point, _) in &from {
            ends[digit(*point)] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            (*end, sum) = (sum, sum + *end);
        }
        for entry in &from {
            let place = &mut ends[digit(entry.0)];
            to[*place] = *entry;
            *place += 1;
        }
        std::mem::swap(&mut from, &mut to);
    }
    from
}

impl Placement for Directory {
    fn members(&self) -> &Members {
        &self.members
    }
    fn members_mut(&mut self) -> &mut Members {
        &mut self.members
    }
    fn changed(&mut self, _changes: &[Change]) {
        self.even_out();
    }
    fn take_moves(&mut self) -> Option<Vec<(u32, NodeId)>> {
        self.moves.take()
    }
    /// What the table says; a key it does not know has no owner yet.
    fn owner(&self, point: u64) -> Option<NodeId> {
        let row = self.keys.all.binary_search(&point).ok()?;
        Some(self.owners[row]).filter(|id| self.members.get(*id).is_some())
    }
    fn place_each(&mut self, points: &[u64], each: impl FnMut(Option<NodeId>)) {
        if self.keys.last != points {
            self.learn(points);
            self.moves = None;
        }
        let keys = self.keys.clone();
        // The row of each key of the list.
        let mut rows = vec![0; points.len()];
        let each_row = self.counts.iter().zip(0u32..).flat_map(|(count, row)| (0..*count).map(move |_| row));
        for (place, row) in keys.order.iter().zip(each_row) {
            rows[*place as usize] = row;
        }
        // New keys, and those whose owner had nobody to hand them over to, in the order of the list.
        if self.owners.contains(&NodeId::MAX) {
            let mut loads = self.loads();
            for &row in &rows {
                let row = row as usize;
                if self.owners[row] == NodeId::MAX
                    && let Some(id) = loads.hand_over(u64::from(self.counts[row]))
                {
                    self.owners[row] = id;
                }
            }
        }
        let there: Vec<bool> = (0..self.members.next()).map(|id| self.members.get(id).is_some()).collect();
        let alive = |id: NodeId| there.get(id as usize).copied().unwrap_or(false);
        rows.iter().map(|row| Some(self.owners[*row as usize]).filter(|id| alive(*id))).for_each(each);
    }
    fn candidates(&self, point: u64, visit: &mut dyn FnMut(NodeId) -> bool) {
        let start = self.owner(point).and_then(|id| self.members.place(id)).unwrap_or(0);
        let _ = self.members.iter().skip(start).chain(self.members.iter().take(start)).all(|member| visit(member.id));
    }
    fn bytes(&self) -> usize {
        12 * self.owners.len()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Node;
    use super::*;

    #[test]
    fn stays_even_and_moves_only_what_it_must() {
        let nodes = [Node::new("a"), Node::new("b"), Node::new("c"), Node::new("d")];
        let mut directory = Directory::new(Members::new(&nodes));
        let points: Vec<u64> = (0..1000).collect();
        let (mut before, mut after) = (Vec::new(), Vec::new());
        directory.place(&points, &mut before);
        assert_eq!(directory.loads().held, [250; 4]);
        let e = directory.join(Node::new("e"));
        directory.place(&points, &mut after);
        assert_eq!(directory.loads().held, [200; 5]);
        let moved: Vec<_> = before.iter().zip(&after).filter(|(a, b)| a != b).collect();
        assert!(moved.len() == 200 && moved.iter().all(|(_, to)| **to == Some(e)));
        directory.leave(0);
        directory.place(&points, &mut before);
        assert_eq!(directory.loads().held, [250; 4]);
    }

    /// Evens out as the table is described, with no shortcut.
    fn plainly(members: &Members, owners: &mut [NodeId], counts: &[u32]) {
        let all: Vec<NodeId> = members.iter().map(|member| member.id).collect();
        let held = |owners: &[NodeId], id: NodeId| -> u64 {
            owners.iter().zip(counts).filter(|(owner, _)| **owner == id).map(|(_, count)| u64::from(*count)).sum()
        };
        let emptiest = |owners: &[NodeId], count: u32| {
            let filled = |id| (held(owners, id) + u64::from(count)) as f64 / members.get(id).unwrap().node.weight;
            all.iter().copied().reduce(|best, id| if filled(id) < filled(best) { id } else { best }).unwrap()
        };
        for row in 0..owners.len() {
            if !all.contains(&owners[row]) {
                owners[row] = emptiest(owners, counts[row]);
            }
        }
        let total: u64 = all.iter().map(|id| held(owners, *id)).sum();
        for row in 0..owners.len() {
            let (id, count) = (owners[row], counts[row]);
            if (held(owners, id) - u64::from(count)) as f64 >= members.due(id) * total as f64 {
                owners[row] = NodeId::MAX;
                owners[row] = emptiest(owners, count);
            }
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn evens_out_as_described(
            first in proptest::collection::vec(0u64..40, 1..60), second in proptest::collection::vec(0u64..60, 1..60),
            steps in proptest::collection::vec((0u32..3, proptest::prelude::any::<u32>(), 1u32..5), 1..8),
        ) {
            let mut directory = Directory::new(Members::new(&[Node::new("a"), Node::weighted("b", 2.0)]));
            for (i, (what, who, weight)) in steps.into_iter().enumerate() {
                directory.place(if i < 3 { &first } else { &second }, &mut Vec::new());
                let id = directory.members.at(who as usize % directory.members.len()).unwrap().id;
                let mut want = directory.owners.clone();
                match what {
                    1 if directory.members.len() > 1 => drop(directory.leave(id)),
                    2 => drop(directory.weigh(id, f64::from(weight))),
                    _ => drop(directory.join(Node::weighted(format!("n{i}"), f64::from(weight)))),
                }
                plainly(&directory.members, &mut want, &directory.counts);
                proptest::prop_assert_eq!(&directory.owners, &want);
            }
        }
    }

    #[test]
    fn digits_sort_as_comparing_does() {
        let points: Vec<u64> = (0..5000u64).map(|i| crate::sim::rng::mix(i % 1700)).chain([0, u64::MAX, 0]).collect();
        let mut want: Vec<(u64, u32)> = points.iter().zip(0..).map(|(point, i)| (*point, i)).collect();
        want.sort_unstable();
        assert_eq!(sorted(&points), want);
    }

    #[test]
    fn other_lists_keep_what_is_known_and_repeated_keys_count() {
        let mut directory = Directory::new(Members::new(&[Node::new("a"), Node::weighted("b", 2.0)]));
        let mut first = Vec::new();
        directory.place(&[5, 1, 5, 9], &mut first);
        // Key 5 counts twice: to b, which is due twice as much; then 1 to a.
        assert_eq!(first, [Some(1), Some(0), Some(1), Some(1)]);
        let mut second = Vec::new();
        directory.place(&[9, 7, 1], &mut second);
        assert_eq!((second[0], second[2], directory.keys()), (Some(1), Some(0), 4));
        // What is not asked for any more weighs nothing, and is still known.
        assert_eq!(directory.loads().held.iter().sum::<u64>(), 3);
        assert_eq!(directory.owner(5), Some(1));
        let mut third = Vec::new();
        directory.place(&[5, 1, 5, 9], &mut third);
        assert_eq!(third, first);
    }
}
