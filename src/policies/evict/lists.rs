//! Intrusive doubly linked lists over dense keys: the ground under most eviction policies (Knuth 1968, section 2.2.5).
//!
//! One node of 16 bytes per key; a key is in at most one list at a time. The roots of the lists stand before the keys in
//! the same slab and close each list to a ring, so that linking and unlinking take no branch. Nothing is allocated
//! except when a key larger than any before arrives.

use super::Key;

/// A list of a [`Lists`], numbered from 0.
pub type List = u8;

/// The most lists in one slab.
pub const LISTS_MAX: usize = 5;
/// The home of a key that is in no list.
pub const NOWHERE: List = u8::MAX;

const ROOTS: u32 = LISTS_MAX as u32;

#[derive(Clone, Copy, Debug)]
struct Node {
    /// The neighbour that was inserted or touched later; of a root, the oldest.
    newer: u32,
    /// The neighbour that was inserted or touched earlier; of a root, the newest.
    older: u32,
    size: u32,
    home: List,
    /// Free for the policy: visited bits, counters.
    mark: u8,
}

/// Lists of keys, each from its newest to its oldest.
#[derive(Clone, Debug)]
pub struct Lists {
    nodes: Vec<Node>,
    len: [u32; LISTS_MAX],
    size: [u64; LISTS_MAX],
}

impl Default for Lists {
    fn default() -> Self {
        let root = |at| Node { newer: at, older: at, size: 0, home: NOWHERE, mark: 0 };
        Self { nodes: (0..ROOTS).map(root).collect(), len: [0; LISTS_MAX], size: [0; LISTS_MAX] }
    }
}

impl Lists {
    /// Bytes that they hold.
    pub fn heap_bytes(&self) -> usize {
        self.nodes.capacity() * size_of::<Node>()
    }
    /// Makes room for `key`. Every other method may be called only with keys that were reached before.
    #[inline]
    pub fn reach(&mut self, key: Key) {
        if (key + ROOTS) as usize >= self.nodes.len() {
            self.grow(key);
        }
    }
    /// Makes room for the keys below `keys`, and not for more.
    pub fn reserve(&mut self, keys: u32) {
        self.nodes.reserve_exact((keys + ROOTS) as usize - self.nodes.len().min((keys + ROOTS) as usize));
    }
    #[cold]
    fn grow(&mut self, key: Key) {
        let free = Node { newer: 0, older: 0, size: 0, home: NOWHERE, mark: 0 };
        self.nodes.resize((key + ROOTS) as usize + 1, free);
    }
    /// The list that holds `key`, or [`NOWHERE`]; also for keys that were never reached.
    #[inline]
    pub fn home(&self, key: Key) -> List {
        self.nodes.get((key + ROOTS) as usize).map_or(NOWHERE, |node| node.home)
    }
    /// The size `key` was inserted with.
    #[inline]
    pub fn size_of(&self, key: Key) -> u32 {
        self.node(key + ROOTS).size
    }
    /// What the policy noted at `key`; 0 after an insertion.
    #[inline]
    pub fn mark(&self, key: Key) -> u8 {
        self.node(key + ROOTS).mark
    }
    /// Notes something at `key`.
    #[inline]
    pub fn set_mark(&mut self, key: Key, mark: u8) {
        self.node_mut(key + ROOTS).mark = mark;
    }
    /// Counts the mark of `key` up to `most`.
    #[inline]
    pub fn count(&mut self, key: Key, most: u8) {
        let node = self.node_mut(key + ROOTS);
        if node.mark < most {
            node.mark += 1;
        }
    }
    /// How many keys are in `list`.
    #[inline]
    pub fn len(&self, list: List) -> u32 {
        self.len[list as usize]
    }
    /// The sum of the sizes in `list`.
    #[inline]
    pub fn size(&self, list: List) -> u64 {
        self.size[list as usize]
    }
    /// The newest key of `list`.
    #[inline]
    pub fn newest(&self, list: List) -> Option<Key> {
        self.node(u32::from(list)).older.checked_sub(ROOTS)
    }
    /// The oldest key of `list`.
    #[inline]
    pub fn oldest(&self, list: List) -> Option<Key> {
        self.node(u32::from(list)).newer.checked_sub(ROOTS)
    }
    /// The next newer key in the list that holds `key`; `None` at its newest.
    #[inline]
    pub fn newer(&self, key: Key) -> Option<Key> {
        self.node(key + ROOTS).newer.checked_sub(ROOTS)
    }
    /// The next older key in the list that holds `key`; `None` at its oldest.
    #[inline]
    pub fn older(&self, key: Key) -> Option<Key> {
        self.node(key + ROOTS).older.checked_sub(ROOTS)
    }

    // Through slices: what is compiled for size calls a function for each element of a vector.
    #[inline(always)]
    fn node(&self, at: u32) -> &Node {
        &self.nodes.as_slice()[at as usize]
    }
    #[inline(always)]
    fn node_mut(&mut self, at: u32) -> &mut Node {
        &mut self.nodes.as_mut_slice()[at as usize]
    }
    #[inline]
    fn link(&mut self, at: u32, older: u32) {
        let newer = self.node(older).newer;
        let node = self.node_mut(at);
        node.newer = newer;
        node.older = older;
        self.node_mut(older).newer = at;
        self.node_mut(newer).older = at;
    }
    #[inline]
    fn unlink(&mut self, at: u32) {
        let Node { newer, older, .. } = *self.node(at);
        self.node_mut(newer).older = older;
        self.node_mut(older).newer = newer;
    }

    /// Puts `key`, which is in no list, at the new end of `list`, with a mark of 0.
    #[inline]
    pub fn insert(&mut self, list: List, key: Key, size: u32) {
        let at = key + ROOTS;
        debug_assert_eq!(self.node(at).home, NOWHERE);
        // The newest is what the root calls older.
        let newest = self.node(u32::from(list)).older;
        self.link(at, newest);
        let node = self.node_mut(at);
        node.size = size;
        node.home = list;
        node.mark = 0;
        self.len[list as usize] += 1;
        self.size[list as usize] += u64::from(size);
    }
    /// Puts `key`, which is in no list, right behind `front`: the next older place.
    #[inline]
    pub fn insert_behind(&mut self, front: Key, key: Key, size: u32) {
        let at = key + ROOTS;
        let Node { older, home, .. } = *self.node(front + ROOTS);
        self.link(at, older);
        let node = self.node_mut(at);
        node.size = size;
        node.home = home;
        node.mark = 0;
        self.len[home as usize] += 1;
        self.size[home as usize] += u64::from(size);
    }
    /// Takes `key` out of its list; its size and mark stay readable.
    #[inline]
    pub fn remove(&mut self, key: Key) {
        let at = key + ROOTS;
        self.unlink(at);
        let node = self.node_mut(at);
        let home = node.home as usize;
        node.home = NOWHERE;
        let size = u64::from(node.size);
        self.len[home] -= 1;
        self.size[home] -= size;
    }
    /// Moves `key` to the new end of the list it is in.
    #[inline]
    pub fn touch(&mut self, key: Key) {
        let at = key + ROOTS;
        let list = self.node(at).home;
        let newest = self.node(u32::from(list)).older;
        if newest != at {
            self.unlink(at);
            self.link(at, newest);
        }
    }
    /// Moves `key` to the new end of another list; its mark stays.
    #[inline]
    pub fn shift(&mut self, key: Key, to: List) {
        let at = key + ROOTS;
        self.unlink(at);
        let newest = self.node(u32::from(to)).older;
        self.link(at, newest);
        let node = self.node_mut(at);
        let (from, size) = (node.home as usize, u64::from(node.size));
        node.home = to;
        self.len[from] -= 1;
        self.size[from] -= size;
        self.len[to as usize] += 1;
        self.size[to as usize] += size;
    }
    /// The keys of `list`, newest first.
    pub fn iter(&self, list: List) -> impl Iterator<Item = Key> + '_ {
        std::iter::successors(self.newest(list), |&key| self.older(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(lists: &Lists, list: List) -> Vec<Key> {
        let forward: Vec<Key> = lists.iter(list).collect();
        let mut backward: Vec<Key> = std::iter::successors(lists.oldest(list), |&key| lists.newer(key)).collect();
        backward.reverse();
        assert_eq!(forward, backward);
        assert_eq!(forward.len(), lists.len(list) as usize);
        forward
    }

    #[test]
    fn keys_move_between_lists_and_keep_their_order() {
        let mut lists = Lists::default();
        for key in 0..4 {
            lists.reach(key);
            lists.insert(0, key, 10 + key);
        }
        assert_eq!(keys(&lists, 0), [3, 2, 1, 0]);
        lists.touch(1);
        lists.touch(1);
        assert_eq!(keys(&lists, 0), [1, 3, 2, 0]);
        lists.shift(2, 1);
        lists.reach(4);
        lists.insert_behind(3, 4, 7);
        assert_eq!(keys(&lists, 0), [1, 3, 4, 0]);
        assert_eq!((keys(&lists, 1), lists.size(0), lists.size(1)), (vec![2], 11 + 13 + 7 + 10, 12));
        lists.remove(3);
        lists.remove(0);
        assert_eq!((keys(&lists, 0), lists.home(3), lists.home(99)), (vec![1, 4], NOWHERE, NOWHERE));
    }
}
