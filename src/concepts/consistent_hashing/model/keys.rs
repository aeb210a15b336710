//! The keys: their points on the circle, how often each is asked for, and who holds a copy.

use super::super::params::{Params, Popularity};
use crate::policies::place::{Hash, Kind, NodeId};
use std::fmt::Write as _;
use std::rc::Rc;

/// No node.
pub const NOBODY: u16 = u16::MAX;

/// The name of a key: what is hashed.
pub fn name(seed: u64, key: u32) -> String {
    match seed >> 16 {
        0 => format!("user:{key}"),
        high => format!("user:{high}:{key}"),
    }
}

/// The points of `count` keys out of `keys`, evenly picked, under a strategy. Of all keys the points of the first may be
/// `known`.
pub fn points(kind: Kind, hash: Hash, seed: u64, keys: u32, count: u32, known: &[u64]) -> Rc<[u64]> {
    if kind == Kind::Range {
        return (0..count).map(|i| place(pick(i, keys, count), keys)).collect();
    }
    let known = if keys == count { &known[..known.len().min(count as usize)] } else { &[] };
    let new = (known.len() as u32..count).map(|i| pick(i, keys, count));
    // One piece of text for all of them: a million keys are a million names.
    let mut text = name(seed, 0);
    text.pop();
    let stem = text.len();
    let hashed = new.map(|key| {
        text.truncate(stem);
        // Writing to a String cannot fail.
        let _ = write!(text, "{key}");
        kind.point(text.as_bytes(), hash)
    });
    known.iter().copied().chain(hashed).collect()
}

/// True if both strategies see a key at the same point.
pub const fn alike(a: Kind, b: Kind) -> bool {
    const fn family(kind: Kind) -> u8 {
        match kind {
            Kind::Ketama => 1,
            Kind::Slots => 2,
            Kind::Range => 3,
            _ => 0,
        }
    }
    family(a) == family(b)
}

/// The i-th of `count` keys picked evenly out of `keys`.
pub const fn pick(i: u32, keys: u32, count: u32) -> u32 {
    (i as u64 * keys as u64 / count as u64) as u32
}

/// The point of a key in ranges: they go by the order of the keys, so it lies on the line in that order.
fn place(key: u32, keys: u32) -> u64 {
    u64::from(key) * (u64::MAX / u64::from(keys.max(1)))
}

/// How often each key is asked for.
#[derive(Clone, PartialEq, Debug)]
pub enum Asking {
    /// All alike.
    Even(u32),
    /// Key 0 with this share, the others alike.
    Hot(u32, f64),
    /// By the cumulated shares; counted from the end if `true`.
    Ranked(Rc<[f64]>, bool),
}

impl Asking {
    /// As the parameters say.
    pub fn new(params: &Params) -> Self {
        let keys = params.keys;
        match params.popularity {
            Popularity::Even => Self::Even(keys),
            Popularity::Hot => Self::Hot(keys, params.hot),
            Popularity::Zipf | Popularity::Newest | Popularity::Celebrity => {
                let celebrity = params.popularity == Popularity::Celebrity;
                let mut sum = 0.0;
                let mut shares: Vec<f64> = (1..=keys)
                    .map(|k| {
                        // The celebrity has a share of its own; the others follow Zipf among themselves.
                        if !celebrity || k > 1 {
                            let rank = if celebrity { k - 1 } else { k };
                            sum += libm::exp(-params.skew * libm::log(f64::from(rank)));
                        }
                        sum
                    })
                    .collect();
                for share in &mut shares {
                    *share /= sum;
                    if celebrity {
                        *share = params.hot + (1.0 - params.hot) * *share;
                    }
                }
                Self::Ranked(shares.into(), params.popularity == Popularity::Newest)
            }
        }
    }
    /// The key at a uniform number in (0, 1).
    pub fn key(&self, unit: f64) -> u32 {
        match self {
            Self::Even(keys) => ((unit * f64::from(*keys)) as u32).min(keys - 1),
            Self::Hot(_, hot) if unit < *hot => 0,
            Self::Hot(keys, hot) => {
                let rest = (unit - hot) / (1.0 - hot);
                1 + ((rest * f64::from(keys - 1)) as u32).min(keys.saturating_sub(2))
            }
            Self::Ranked(shares, newest) => {
                let at = shares.partition_point(|share| *share < unit).min(shares.len() - 1);
                if *newest { (shares.len() - 1 - at) as u32 } else { at as u32 }
            }
        }
    }
    /// The share of all requests that ask for keys below this one.
    pub fn below(&self, key: u32) -> f64 {
        match self {
            _ if key == 0 => 0.0,
            Self::Even(keys) => f64::from(key) / f64::from(*keys),
            Self::Hot(keys, hot) => hot + (1.0 - hot) * f64::from(key - 1) / f64::from(keys.saturating_sub(1).max(1)),
            Self::Ranked(shares, false) => shares[(key as usize).min(shares.len()) - 1],
            Self::Ranked(shares, true) => {
                let above = shares.len().saturating_sub(key as usize);
                if above == 0 { 1.0 } else { 1.0 - shares[above - 1] }
            }
        }
    }
    /// The share of all requests that ask for this key.
    pub fn share(&self, key: u32) -> f64 {
        match self {
            Self::Even(keys) => 1.0 / f64::from(*keys),
            Self::Hot(_, hot) if key == 0 => *hot,
            Self::Hot(keys, hot) => (1.0 - hot) / f64::from(keys.saturating_sub(1).max(1)),
            Self::Ranked(shares, newest) => {
                let at = if *newest { shares.len() - 1 - key as usize } else { key as usize };
                shares[at] - if at > 0 { shares[at - 1] } else { 0.0 }
            }
        }
    }
}

const PAGE: usize = 4096;

/// Who holds a copy of each key: in pages that copies of the model share until one of them writes.
#[derive(Clone, PartialEq, Debug)]
pub struct Held(Vec<Rc<Vec<u16>>>);

impl Held {
    /// Nobody holds anything.
    pub fn new(keys: u32) -> Self {
        let keys = keys as usize;
        let page = |at: usize| Rc::new(vec![NOBODY; PAGE.min(keys - at * PAGE)]);
        Self((0..keys.div_ceil(PAGE)).map(page).collect())
    }
    /// Who holds the key.
    pub fn by(&self, key: u32) -> u16 {
        self.0[key as usize / PAGE][key as usize % PAGE]
    }
    /// What these nodes hold goes to the `owners` of the keys, where there are any. Pages that hold nothing of them stay
    /// shared.
    pub fn hand_over(&mut self, nodes: &[NodeId], owners: &[u16]) {
        let mut leaves = vec![false; nodes.iter().max().map_or(0, |last| *last as usize + 1)];
        for node in nodes {
            leaves[*node as usize] = true;
        }
        let leaves = |held: u16| leaves.get(held as usize).copied().unwrap_or(false);
        for (page, owners) in self.0.iter_mut().zip(owners.chunks(PAGE)) {
            if !page.iter().any(|held| leaves(*held)) {
                continue;
            }
            for (held, owner) in Rc::make_mut(page).iter_mut().zip(owners) {
                if leaves(*held) && *owner != NOBODY {
                    *held = *owner;
                }
            }
        }
    }
    /// Now this one does.
    pub fn put(&mut self, key: u32, node: NodeId) {
        Rc::make_mut(&mut self.0[key as usize / PAGE])[key as usize % PAGE] = node as u16;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_sum_to_one_and_draws_follow_them() {
        for popularity in Popularity::ALL {
            let params = Params { keys: 50, popularity: *popularity, ..Params::default() };
            let asking = Asking::new(&params);
            let sum: f64 = (0..50).map(|key| asking.share(key)).sum();
            assert!((sum - 1.0).abs() < 1e-12, "{popularity:?} {sum}");
            for key in 0..=50 {
                let sum: f64 = (0..key).map(|key| asking.share(key)).sum();
                assert!((asking.below(key) - sum).abs() < 1e-12, "{popularity:?} {key}");
            }
            let mut counts = [0u32; 50];
            let draws = 100_000;
            for i in 0..draws {
                counts[asking.key((f64::from(i) + 0.5) / f64::from(draws)) as usize] += 1;
            }
            for (key, count) in counts.iter().enumerate() {
                let want = asking.share(key as u32) * f64::from(draws);
                assert!((f64::from(*count) - want).abs() <= 2.0, "{popularity:?} {key}: {count} {want}");
            }
        }
    }

    #[test]
    fn points_are_those_of_the_names() {
        for (seed, key) in [(7, 0), (7, 9), (70_000, 3)] {
            let all = points(Kind::Ring, Hash::Xxh64, seed, 10, 10, &[]);
            assert_eq!(all[key], Kind::Ring.point(name(seed, key as u32).as_bytes(), Hash::Xxh64));
        }
        assert!(points(Kind::Range, Hash::Xxh64, 1, 100, 50, &[]).is_sorted());
        // More keys, and fewer: those that are known are the same.
        let all = |keys, known: &[u64]| points(Kind::Jump, Hash::Fnv1a, 7, keys, keys, known);
        let hundred = all(100, &[]);
        assert_eq!((all(150, &hundred), all(40, &hundred)), (all(150, &[]), all(40, &[])));
        let some = |known: &[u64]| points(Kind::Jump, Hash::Fnv1a, 7, 100, 30, known);
        assert_eq!(some(&hundred), some(&[]));
    }

    #[test]
    fn pages_are_shared_until_written() {
        let mut held = Held::new(10_000);
        let copy = held.clone();
        held.put(9_999, 3);
        assert_eq!((held.by(9_999), held.by(0), copy.by(9_999)), (3, NOBODY, NOBODY));
        assert!(Rc::ptr_eq(&held.0[0], &copy.0[0]));
    }
}
