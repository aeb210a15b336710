//! Jump consistent hash (Lamping, Veach 2014, arXiv 1406.2294), exactly as published.
//!
//! Nodes are numbered from 0; the key jumps from number to number as if nodes were added one by one, and stays on the
//! last one below N. No memory, perfectly even, but only the last node can be added or removed cheaply, and there are no
//! weights. Guava's `Hashing.consistentHash` gives the same numbers.
//!
//! Of the keys that were placed last it is remembered where each would jump next: one node more concerns only those that
//! jump to it.

use super::known::Known;
use super::{Change, Members, NodeId, Placement};

/// The bucket of `key` among `buckets`, which must be at least 1.
#[inline]
pub fn jump(mut key: u64, buckets: u32) -> u32 {
    let (mut here, mut next) = (0i64, 0i64);
    while next < i64::from(buckets) {
        here = next;
        key = step(key);
        next = landing(here, key);
    }
    here as u32
}

/// How many keys [`jump_all`] leads at once.
const ABREAST: usize = 8;

/// The buckets of many keys, one after the other into `each`. Eight keys jump abreast: how far a single one will jump
/// cannot be foreseen, and a processor that guesses wrong starts over, which costs as much as the jumps. Buckets are
/// kept as real numbers, exactly: they are whole and below 2³¹, and so the steps of eight keys fit vector instructions.
pub fn jump_all(keys: &[u64], buckets: u32, mut each: impl FnMut(u32)) {
    let (groups, rest) = keys.as_chunks::<ABREAST>();
    let end = f64::from(buckets);
    for group in groups {
        let (mut key, mut here, mut next) = (*group, [0.0f64; ABREAST], [0.0f64; ABREAST]);
        let mut going = true;
        while going {
            // Two jumps between two looks at who is still going.
            for _ in 0..2 {
                for lane in 0..ABREAST {
                    here[lane] = if next[lane] < end { next[lane] } else { here[lane] };
                    key[lane] = step(key[lane]);
                    let landed = whole((next[lane] + 1.0) * (2147483648.0 / (high(key[lane]) + 1.0)));
                    // A key that has arrived stays at the end: every jump leads on.
                    next[lane] = if landed < end { landed } else { end };
                }
            }
            going = next.iter().any(|next| *next < end);
        }
        for here in here {
            each(here as u32);
        }
    }
    for key in rest {
        each(jump(*key, buckets));
    }
}

/// The upper 31 bits of a key as a real number: they are put where a number from 2⁵² on has its last digits.
#[inline]
fn high(key: u64) -> f64 {
    f64::from_bits(4503599627370496.0f64.to_bits() | (key >> 33)) - 4503599627370496.0
}
/// The whole part of a number from 0 to 2⁵¹; what is larger stays large.
#[inline]
fn whole(x: f64) -> f64 {
    let nearest = (x + 4503599627370496.0) - 4503599627370496.0;
    nearest - if nearest > x { 1.0 } else { 0.0 }
}

/// Every bucket that the key jumps to, from 0 to the one where it stays.
pub fn jumps(mut key: u64, buckets: u32) -> Vec<u32> {
    let (mut path, mut next) = (Vec::new(), 0i64);
    while next < i64::from(buckets) {
        path.push(next as u32);
        key = step(key);
        next = landing(next, key);
    }
    path
}

/// The bucket of a key, and the one to which it would jump next; what lies beyond 32 bits is the highest number.
fn settle(mut key: u64, buckets: u32) -> (u32, u32) {
    let (mut here, mut next) = (0i64, 0i64);
    while next < i64::from(buckets) {
        here = next;
        key = step(key);
        next = landing(here, key);
    }
    (here as u32, u32::try_from(next).unwrap_or(u32::MAX))
}

#[inline]
fn step(key: u64) -> u64 {
    key.wrapping_mul(2862933555777941757).wrapping_add(1)
}
#[inline]
fn landing(here: i64, key: u64) -> i64 {
    // The divisor has 31 bits, so a signed conversion, which is one instruction, reads the same.
    ((here + 1) as f64 * (2147483648.0 / ((key >> 33) as i64 + 1) as f64)) as i64
}

/// Jump over nodes in the order of joining; weights are not looked at.
#[derive(Clone, PartialEq, Debug)]
pub struct Jump {
    members: Members,
    ids: Vec<NodeId>,
    /// Of each key placed last its bucket, and the next one; 0 while nobody has asked for that.
    known: Option<Known<(u32, u32)>>,
}

impl Jump {
    /// Over these nodes.
    pub fn new(members: Members) -> Self {
        let mut jump = Self { members, ids: Vec::new(), known: None };
        jump.build();
        jump
    }
    fn build(&mut self) {
        self.ids = self.members.iter().map(|member| member.id).collect();
    }
}

impl Placement for Jump {
    fn members(&self) -> &Members {
        &self.members
    }
    fn members_mut(&mut self) -> &mut Members {
        &mut self.members
    }
    fn changed(&mut self, changes: &[Change]) {
        // A weight changes nothing.
        let was = self.ids.clone();
        self.build();
        let (ids, buckets) = (&self.ids, self.ids.len() as u32);
        match &mut self.known {
            Some(known) if changes.iter().all(|change| matches!(change, Change::Weighed(_))) => known.stay(),
            // Whoever leaves, it is the last numbers that are there no more; and those after the one that leaves are the
            // numbers of others now. With more numbers only those keys go on that would jump to one of them.
            Some(known) if buckets > 0 => {
                let more = buckets > was.len() as u32;
                known.update(|key, (bucket, next)| {
                    let owner = was[*bucket as usize];
                    if *bucket >= buckets || more && *next < buckets {
                        (*bucket, *next) = settle(key, buckets);
                    }
                    let now = ids[*bucket as usize];
                    (now != owner).then_some(now)
                });
            }
            known => *known = None,
        }
    }
    #[inline]
    fn owner(&self, point: u64) -> Option<NodeId> {
        if self.ids.is_empty() { None } else { Some(self.ids[jump(point, self.ids.len() as u32) as usize]) }
    }
    fn place_each(&mut self, points: &[u64], each: impl FnMut(Option<NodeId>)) {
        let made = || {
            let buckets = self.ids.len() as u32;
            if buckets == 0 {
                return None;
            }
            if cfg!(target_arch = "wasm32") {
                // In a browser there is no instruction for eight lanes of such numbers, so they only cost: one key at a time.
                return Known::new(points, |point| Some(settle(*point, buckets)));
            }
            let mut all = Vec::with_capacity(points.len());
            jump_all(points, buckets, |at| all.push((at, 0)));
            let mut all = all.into_iter();
            Known::new(points, |_| all.next())
        };
        Known::place(&mut self.known, points, made, |(at, _)| self.ids[*at as usize], each);
    }
    fn take_moves(&mut self) -> Option<Vec<(u32, NodeId)>> {
        Known::take_moves(&mut self.known)
    }
    fn bytes(&self) -> usize {
        4 * self.ids.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_vectors() {
        let sizes = [2, 3, 5, 8, 10, 57, 100, 1000, 1024, 65536, i32::MAX as u32];
        let rows: [(u64, [u32; 11]); 6] = [
            (0, [0; 11]),
            (1, [0, 0, 0, 6, 6, 55, 55, 549, 549, 21134, 262355607]),
            (42, [1, 2, 2, 2, 2, 43, 43, 571, 571, 5747, 1603940301]),
            (256, [1, 2, 3, 3, 3, 16, 16, 520, 520, 8799, 74751002]),
            (0xdeadbeef, [1, 2, 3, 5, 5, 16, 87, 285, 285, 64244, 1452406526]),
            (u64::MAX, [1, 2, 2, 7, 9, 10, 92, 313, 313, 18311, 699554662]),
        ];
        for (key, want) in rows {
            assert_eq!(sizes.map(|n| jump(key, n)), want, "{key}");
        }
        for n in [1, 2, 7, 100, 65_536, i32::MAX as u32] {
            let keys: Vec<u64> = (0..1003).map(crate::sim::rng::mix).collect();
            let mut all = Vec::new();
            jump_all(&keys, n, |bucket| all.push(bucket));
            assert_eq!(all, keys.iter().map(|key| jump(*key, n)).collect::<Vec<_>>());
        }
        // Guava's own test.
        assert_eq!([1, 2, 3, 4, 5].map(|key| jump(key, 100)), [55, 62, 8, 45, 59]);
        assert_eq!(jumps(42, 100), [0, 1, 2, 22, 33, 40, 43]);
        assert_eq!(jumps(42, 10), [0, 1, 2]);
    }
    #[test]
    fn what_is_remembered_is_what_the_jumps_say() {
        let points: Vec<u64> = (0..2000).map(crate::sim::rng::mix).collect();
        let mut all = Jump::new(Members::default());
        let mut owners = Vec::new();
        for round in 0..60u32 {
            match round % 6 {
                2 => {
                    all.leave(round - 1);
                }
                5 => {
                    all.leave(round / 2);
                }
                _ => {
                    all.join(super::super::Node::new(format!("n{round}")));
                }
            }
            all.place(&points, &mut owners);
            let want: Vec<Option<NodeId>> = points.iter().map(|point| all.owner(*point)).collect();
            assert_eq!(owners, want, "{round}");
            if round % 7 == 0 {
                all.place(&points[..100], &mut owners);
                assert_eq!(owners, want[..100]);
            }
        }
        assert!(all.members().len() > 20);
    }
}
