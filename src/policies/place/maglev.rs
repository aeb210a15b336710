//! Maglev: a table of slots that the nodes fill turn by turn, each in an order of its own.
//!
//! Eisenbud et al. 2016 (NSDI), section 3.4. A node's order is offset, offset + skip, offset + 2 skip … modulo the
//! table's size, a prime. Envoy's recipe (`maglev_lb.cc`): nodes in the order of their names, offset and skip from
//! xxHash64 of the name with seeds 0 and 1; a lighter node takes part in a turn as often as its weight against the
//! heaviest says. A look-up is one remainder and one read; a change moves a few keys more than it must.

use super::hash::xxh64;
use super::{Change, Members, NodeId, Placement};
use crate::sim::order;

/// Envoy's default size of the table.
pub const SIZE: u32 = 65_537;
/// The largest that Envoy allows.
pub const SIZE_MAX: u32 = 5_000_011;

/// One node while the table is filled.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Who.
    pub id: NodeId,
    /// Its first choice.
    pub offset: u32,
    /// The step to its next choice, from 1 to the size less 1.
    pub skip: u32,
    /// Its weight; only ratios count.
    pub weight: f64,
}

/// Maglev.
#[derive(Clone, PartialEq, Debug)]
pub struct Maglev {
    members: Members,
    size: u32,
    table: Vec<NodeId>,
}

/// Fills a table of `size` slots and calls `put` with slot and row number for each in the order of filling.
pub fn fill(rows: &[Row], size: u32, mut put: impl FnMut(u32, usize)) {
    let heaviest = rows.iter().map(|row| row.weight).fold(0.0, f64::max);
    let mut taken = vec![false; size as usize];
    let mut at: Vec<u32> = rows.iter().map(|row| row.offset % size).collect();
    let mut targets = vec![0.0; rows.len()];
    let (mut filled, mut turn) = (0, 0.0);
    while filled < size && !rows.is_empty() {
        turn += 1.0;
        for (i, row) in rows.iter().enumerate() {
            if turn * row.weight < targets[i] {
                continue;
            }
            if filled == size {
                break;
            }
            targets[i] += heaviest;
            let advance = |slot: u32| ((u64::from(slot) + u64::from(row.skip)) % u64::from(size)) as u32;
            while taken[at[i] as usize] {
                at[i] = advance(at[i]);
            }
            taken[at[i] as usize] = true;
            put(at[i], i);
            at[i] = advance(at[i]);
            filled += 1;
        }
    }
}

/// True if `n` is a prime.
pub fn is_prime(n: u32) -> bool {
    let root = (2..=65_535u32).find(|d| d * d > n).unwrap_or(65_535);
    n >= 2 && (2..=root).all(|d| d == n || !n.is_multiple_of(d))
}

impl Maglev {
    /// With a table of `size` slots, a prime.
    pub fn new(members: Members, size: u32) -> Self {
        let mut maglev = Self { members, size, table: Vec::new() };
        maglev.build();
        maglev
    }
    /// Whose each slot is; empty without nodes.
    pub fn table(&self) -> &[NodeId] {
        &self.table
    }
    /// The slot of a key.
    #[inline]
    pub fn slot(&self, point: u64) -> u32 {
        (point % u64::from(self.size)) as u32
    }
    /// The nodes in the order of filling.
    pub fn rows(&self) -> Vec<Row> {
        let mut members: Vec<_> = self.members.iter().collect();
        order::sort_by(&mut members, |a, b| a.node.name.cmp(&b.node.name));
        let (size, sum) = (u64::from(self.size), self.members.weight());
        let row = |name: &[u8], id, weight: f64| Row {
            id,
            offset: (xxh64(name, 0) % size) as u32,
            skip: (xxh64(name, 1) % (size - 1) + 1) as u32,
            weight: weight / sum,
        };
        members.into_iter().map(|m| row(m.node.name.as_bytes(), m.id, m.node.weight)).collect()
    }
    fn build(&mut self) {
        let rows = self.rows();
        self.table = vec![0; if rows.is_empty() { 0 } else { self.size as usize }];
        let table = &mut self.table;
        fill(&rows, self.size, |slot, row| table[slot as usize] = rows[row].id);
    }
}

impl Placement for Maglev {
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
        self.table.get(self.slot(point) as usize).copied()
    }
    fn candidates(&self, point: u64, visit: &mut dyn FnMut(NodeId) -> bool) {
        let start = (self.slot(point) as usize).min(self.table.len());
        let _ = self.table[start..].iter().chain(&self.table[..start]).all(|&id| visit(id));
    }
    fn bytes(&self) -> usize {
        4 * self.table.len()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Node;
    use super::*;

    fn filled(rows: &[(u32, u32)], size: u32) -> Vec<NodeId> {
        let rows: Vec<Row> = rows
            .iter()
            .enumerate()
            .map(|(id, &(offset, skip))| Row { id: id as NodeId, offset, skip, weight: 1.0 })
            .collect();
        let mut table = vec![NodeId::MAX; size as usize];
        fill(&rows, size, |slot, row| table[slot as usize] = row as NodeId);
        table
    }

    #[test]
    fn the_papers_example() {
        assert_eq!(filled(&[(3, 4), (0, 2), (3, 1)], 7), [1, 0, 1, 0, 2, 2, 0]);
        // Without B1; row 1 is B2 then.
        assert_eq!(filled(&[(3, 4), (3, 1)], 7), [0, 0, 0, 0, 1, 1, 1]);
    }

    #[test]
    fn envoys_own_tests() {
        let hosts = |names: &[&str]| Members::new(&names.iter().map(|&name| Node::new(name)).collect::<Vec<_>>());
        let by_port = ["127.0.0.1:90", "127.0.0.1:91", "127.0.0.1:92", "127.0.0.1:93", "127.0.0.1:94", "127.0.0.1:95"];
        assert_eq!(Maglev::new(hosts(&by_port), 7).table(), [2, 4, 0, 1, 5, 0, 3]);
        assert_eq!(Maglev::new(hosts(&["90", "91", "92", "93", "94", "95"]), 7).table(), [2, 5, 0, 3, 4, 1, 0]);
        let weighted = [Node::weighted(by_port[0], 1.0), Node::weighted(by_port[1], 2.0)];
        let table = Maglev::new(Members::new(&weighted), 17);
        assert_eq!(table.table(), [1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 0, 1]);
    }

    #[test]
    fn primes() {
        assert!([2, 3, 7, 65_537, SIZE_MAX].into_iter().all(is_prime));
        assert!([0, 1, 4, 9, 65_536, SIZE_MAX - 1, u32::MAX].into_iter().all(|n| !is_prime(n)));
    }
}
