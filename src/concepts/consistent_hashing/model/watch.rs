//! Which keys are hot: a count-min sketch over so many requests at a time, and the truth beside it.
//!
//! A key is heavy if it was asked for at least five times as often as the median of the keys that were asked for. The
//! sketch judges by its own estimates and the median of them; the truth counts exactly. What differs are false alarms and
//! hot keys that were missed.

use super::super::params::Params;
use crate::policies::place::count_min::CountMin;
use crate::sim::{Seed, Stream, order};
use std::rc::Rc;

/// Heavy: so many times the median.
pub const HEAVY: u32 = 5;
/// The most keys that are found and treated.
pub const FOUND_MAX: usize = 64;

/// A key as the sketch saw it and as it was.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seen {
    /// Which.
    pub key: u32,
    /// How often, by the sketch.
    pub estimate: u32,
    /// How often.
    pub count: u32,
}

/// What was found in the last full window.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// The sketch at its end.
    pub sketch: CountMin,
    /// The median of the estimates, and of the counts.
    pub medians: (u32, u32),
    /// Keys asked for.
    pub keys: u32,
    /// The keys that the sketch holds for heavy, the heaviest first; at most [`FOUND_MAX`].
    pub heavy: Vec<Seen>,
    /// How many it holds for heavy.
    pub found: u32,
    /// How many are.
    pub truly: u32,
    /// Held for heavy, and are not.
    pub alarms: u32,
    /// Are heavy, and not held for it.
    pub missed: u32,
}

/// The sketch and what it was shown.
#[derive(Clone, Debug)]
pub(super) struct Watch {
    sketch: Rc<CountMin>,
    /// The requests of the window so far.
    shown: Rc<Vec<u32>>,
    window: usize,
    pub(super) found: Option<Rc<Found>>,
}

impl Watch {
    /// As the parameters say; `None` if nobody watches.
    pub(super) fn new(params: &Params, seed: u64) -> Option<Self> {
        (params.sketch > 0).then(|| Self {
            sketch: Rc::new(CountMin::new(params.sketch, params.rows, &mut Seed(seed).dice(Stream::Clients, 7))),
            shown: Rc::default(),
            window: params.window as usize,
            found: None,
        })
    }
    /// A key was asked for; true if a window is full and there is something new.
    pub(super) fn see(&mut self, key: u32) -> bool {
        let shown = Rc::make_mut(&mut self.shown);
        if shown.is_empty() {
            shown.reserve_exact(self.window);
        }
        shown.push(key);
        let sketch = Rc::make_mut(&mut self.sketch);
        sketch.add(u64::from(key));
        if shown.len() < self.window {
            return false;
        }
        self.found = Some(Rc::new(judge(sketch.clone(), shown)));
        shown.clear();
        sketch.clear();
        true
    }
    /// How much of the window is over, 0 to 1.
    pub(super) fn progress(&self) -> f64 {
        self.shown.len() as f64 / self.window as f64
    }
    /// Bytes it holds.
    pub(super) fn bytes(&self) -> usize {
        4 * (self.window + (self.sketch.width() * self.sketch.rows()) as usize)
    }
}

/// The upper median.
fn median(mut all: Vec<u32>) -> u32 {
    order::sort(&mut all);
    all.get(all.len() / 2).copied().unwrap_or(0)
}

/// Compares the sketch with the truth.
fn judge(sketch: CountMin, shown: &mut [u32]) -> Found {
    order::sort(shown);
    let seen: Vec<Seen> = shown
        .chunk_by(|a, b| a == b)
        .map(|run| Seen { key: run[0], estimate: sketch.estimate(run[0].into()), count: run.len() as u32 })
        .collect();
    let estimate = median(seen.iter().map(|seen| seen.estimate).collect());
    let count = median(seen.iter().map(|seen| seen.count).collect());
    let held = |seen: &Seen| seen.estimate >= HEAVY * estimate;
    let is = |seen: &Seen| seen.count >= HEAVY * count;
    let number = |test: &dyn Fn(&Seen) -> bool| seen.iter().filter(|seen| test(seen)).count() as u32;
    let mut heavy: Vec<Seen> = seen.iter().copied().filter(held).collect();
    order::sort_by(&mut heavy, |a, b| b.estimate.cmp(&a.estimate).then(a.key.cmp(&b.key)));
    heavy.truncate(FOUND_MAX);
    Found {
        medians: (estimate, count),
        keys: seen.len() as u32,
        found: number(&held),
        truly: number(&is),
        alarms: number(&|seen| held(seen) && !is(seen)),
        missed: number(&|seen| is(seen) && !held(seen)),
        heavy,
        sketch,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(width: u32, requests: &[u32]) -> Found {
        let params = Params { sketch: width, rows: 4, window: requests.len() as u32, ..Params::default() };
        let mut watch = Watch::new(&params, 3).unwrap();
        let news: Vec<bool> = requests.iter().map(|key| watch.see(*key)).collect();
        assert!(news[news.len() - 1] && !news[..news.len() - 1].contains(&true));
        watch.found.as_deref().unwrap().clone()
    }

    #[test]
    fn a_wide_sketch_is_the_truth_and_a_narrow_one_is_not() {
        // 1,000 keys twice each, and key 7 a thousand times more.
        let requests: Vec<u32> = (0..2000).map(|i| i % 1000).chain(std::iter::repeat_n(7, 1000)).collect();
        let wide = found(4096, &requests);
        assert_eq!((wide.keys, wide.medians.1, wide.truly, wide.missed), (1000, 2, 1, 0));
        assert_eq!((wide.found, wide.alarms, wide.heavy[0].key), (1, 0, 7));
        assert!(wide.heavy[0].estimate >= 1002 && wide.heavy[0].count == 1002);
        // Eight counters in a row: all keys look alike, but the hot one.
        let narrow = found(8, &requests);
        assert_eq!((narrow.truly, narrow.found - narrow.alarms + narrow.missed), (1, 1));
        assert!(narrow.medians.0 > 100, "{:?}", narrow.medians);
        assert!(Watch::new(&Params::default(), 1).is_none());
    }

    #[test]
    fn what_is_held_and_what_is_differ_by_alarms_and_misses() {
        for seed in 0..30u32 {
            let requests: Vec<u32> =
                (0..3000u32).map(|i| (i.wrapping_mul(2_654_435_761 + seed) >> 20) % (1 + i % 90)).collect();
            let found = found(16 + seed, &requests);
            assert_eq!(found.found + found.missed, found.truly + found.alarms, "{seed}");
        }
    }
}
