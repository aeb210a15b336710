//! Slots: the 16,384 hash slots of Redis Cluster (Redis 3.0, 2015), CRC-16 of the key or of its hash tag.
//!
//! The key's part between the first `{` and the next `}` decides, if it is not empty, so that keys with one tag share a
//! slot. Slots are handed out as `redis-cli --cluster create` does, and moved as its `rebalance` does: from the fullest
//! to the emptiest, lowest slots first. Only whole slots move.

use super::hash::crc16;
use super::{Change, Members, NodeId, Placement};
use crate::sim::order;

/// How many slots there are.
pub const SLOTS: u32 = 16_384;

/// The slots and whose they are.
#[derive(Clone, PartialEq, Debug)]
pub struct Slots {
    members: Members,
    owners: Vec<NodeId>,
}

/// The slot of a key.
pub fn slot(key: &[u8]) -> u32 {
    u32::from(crc16(tag(key))) % SLOTS
}

/// The part of the key that is hashed.
pub fn tag(key: &[u8]) -> &[u8] {
    let Some(open) = key.iter().position(|&b| b == b'{') else { return key };
    let rest = &key[open + 1..];
    match rest.iter().position(|&b| b == b'}') {
        Some(length) if length > 0 => &rest[..length],
        _ => key,
    }
}

impl Slots {
    /// Hands out the slots: evenly as `create`, and then by weight as `rebalance` if the weights differ.
    pub fn new(members: Members) -> Self {
        let mut slots = Self { members, owners: Vec::new() };
        slots.create();
        if !slots.members.even() {
            slots.rebalance();
        }
        slots
    }
    /// Whose each slot is; empty without nodes.
    pub fn owners(&self) -> &[NodeId] {
        &self.owners
    }
    fn create(&mut self) {
        self.owners.clear();
        let masters = self.members.len();
        // Single precision, as there.
        let each = SLOTS as f32 / masters as f32;
        let mut cursor = 0.0f32;
        for (i, member) in self.members.iter().enumerate() {
            let last = if i + 1 == masters { SLOTS as usize } else { (cursor + each - 1.0).round() as usize + 1 };
            let last = last.max(self.owners.len() + 1).min(SLOTS as usize);
            self.owners.resize(last.max(self.owners.len()), member.id);
            cursor += each;
        }
    }
    /// How many slots each member has, in the order of joining.
    fn counts(&self) -> Vec<i64> {
        let mut counts = vec![0; self.members.len()];
        for id in &self.owners {
            if let Some(place) = self.members.place(*id) {
                counts[place] += 1;
            }
        }
        counts
    }
    /// Moves as many slots as `rebalance` would with no threshold.
    fn rebalance(&mut self) {
        if self.members.is_empty() {
            self.owners.clear();
            return;
        }
        if self.owners.is_empty() {
            self.create();
        }
        let total = self.members.weight() as f32;
        // (what it has too much, who); slots of somebody who left come first, all of them too much.
        let mut list: Vec<(i64, NodeId)> = self
            .members
            .iter()
            .zip(self.counts())
            .map(|(member, count)| (count - (SLOTS as f32 / total * member.node.weight as f32) as i64, member.id))
            .collect();
        let strays = self.owners.iter().filter(|id| self.members.get(**id).is_none()).count() as i64;
        // Rounding down leaves slots over: those who lack some take one more each.
        let mut over: i64 = list.iter().map(|(balance, _)| balance).sum::<i64>() + strays;
        while over > 0 {
            let before = over;
            for (balance, _) in &mut list {
                if *balance <= 0 && over > 0 {
                    *balance -= 1;
                    over -= 1;
                }
            }
            if over == before {
                break;
            }
        }
        let gone: Vec<usize> = (0..self.owners.len()).filter(|&s| self.members.get(self.owners[s]).is_none()).collect();
        order::sort_by(&mut list, |a, b| a.0.cmp(&b.0));
        let mut to = 0;
        for slot in gone {
            while to + 1 < list.len() && list[to].0 >= 0 {
                to += 1;
            }
            self.owners[slot] = list[to].1;
            list[to].0 += 1;
        }
        let (mut to, mut from) = (0, list.len() - 1);
        while to < from {
            let count = list[to].0.abs().min(list[from].0.abs());
            if list[to].0 < 0 && list[from].0 > 0 {
                let (source, target) = (list[from].1, list[to].1);
                for owner in self.owners.iter_mut().filter(|owner| **owner == source).take(count as usize) {
                    *owner = target;
                }
                list[to].0 += count;
                list[from].0 -= count;
            }
            let (done_to, done_from) = (list[to].0 >= 0, list[from].0 <= 0);
            to += usize::from(done_to);
            from -= usize::from(done_from && from > 0);
            if !done_to && !done_from {
                break;
            }
        }
    }
}

impl Placement for Slots {
    fn members(&self) -> &Members {
        &self.members
    }
    fn members_mut(&mut self) -> &mut Members {
        &mut self.members
    }
    fn changed(&mut self, _changes: &[Change]) {
        self.rebalance();
    }
    /// The owner of a slot; larger points go round.
    #[inline]
    fn owner(&self, point: u64) -> Option<NodeId> {
        self.owners.get((point % u64::from(SLOTS)) as usize).copied()
    }
    fn candidates(&self, point: u64, visit: &mut dyn FnMut(NodeId) -> bool) {
        let start = self.owner(point).and_then(|id| self.members.place(id)).unwrap_or(0);
        let _ = self.members.iter().skip(start).chain(self.members.iter().take(start)).all(|member| visit(member.id));
    }
    fn bytes(&self) -> usize {
        4 * self.owners.len()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Node;
    use super::*;

    fn slots(n: u32) -> Slots {
        Slots::new(Members::new(&(0..n).map(|i| Node::new(format!("n{i}"))).collect::<Vec<_>>()))
    }

    #[test]
    fn keys_and_tags() {
        // CLUSTER KEYSLOT of the Redis documentation.
        assert_eq!(["somekey", "foo{hash_tag}", "bar{hash_tag}"].map(|key| slot(key.as_bytes())), [11058, 2515, 2515]);
        assert_eq!(["foo", "123456789"].map(|key| slot(key.as_bytes())), [12182, 12739]);
        let tags = ["{user1000}.following", "foo{}{bar}", "foo{{bar}}zap", "foo{bar}{zap}", "a}b{c", ""];
        let hashed = ["user1000", "foo{}{bar}", "{bar", "bar", "a}b{c", ""];
        assert_eq!(tags.map(|key| tag(key.as_bytes())), hashed.map(str::as_bytes));
    }

    #[test]
    fn handed_out_as_redis_cli_does() {
        let bounds = |n: u32| {
            let slots = slots(n);
            (0..n).map(|id| slots.owners().iter().position(|&owner| owner == id).unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(bounds(3), [0, 5461, 10923]);
        assert_eq!(bounds(6), [0, 2731, 5461, 8192, 10923, 13653]);
        assert_eq!(slots(5).owners().len(), 16_384);
        assert_eq!(slots(16_384).owners(), (0..16_384).collect::<Vec<_>>());
    }

    #[test]
    fn a_reshard_moves_what_the_new_node_needs() {
        let mut cluster = slots(3);
        let before = cluster.owners().to_vec();
        let id = cluster.join(Node::new("new"));
        let moved: Vec<_> = before.iter().zip(cluster.owners()).filter(|(a, b)| a != b).collect();
        assert!(moved.len() == 4096 && moved.iter().all(|(_, to)| **to == id));
        assert_eq!(cluster.counts(), [4096; 4]);
        cluster.leave(0);
        assert_eq!(cluster.counts().iter().sum::<i64>(), 16_384);
        cluster.weigh(1, 2.0);
        assert_eq!(cluster.counts(), [8192, 4096, 4096]);
    }
}
