//! Your own keys together: strategies that look at all keys at once, what would help the hottest, and what a sketch would
//! find.

use super::intake::fullest;
use super::model::keys::NOBODY;
use super::model::lane::settings;
use super::model::watch::HEAVY;
use super::params::Params;
use super::words::{count, percent, times};
use crate::concept::{Table, grouped};
use crate::policies::place::count_min::CountMin;
use crate::policies::place::{Kind, Members, Node, NodeId, Placement as _, Strategy, replicas};
use crate::sim::{Seed, Stream, order};

/// The most keys that are kept.
pub const KEPT: usize = 200_000;
/// Counters in a row of the sketch, where none is set.
const WIDTH: u32 = 512;

/// Strategies whose answer to one key depends on the others.
const TOGETHER: [Kind; 3] = [Kind::Bounded, Kind::Range, Kind::Directory];

/// The keys so far.
pub(super) struct Whole {
    params: Params,
    seed: u64,
    nodes: Vec<Node>,
    more: Node,
    keys: Vec<(String, u64)>,
}

/// What came of them.
#[derive(Default)]
pub(super) struct Worked {
    /// Strategies, as in the table of the others.
    pub(super) rows: Vec<Vec<String>>,
    pub(super) facts: Vec<(String, String)>,
    pub(super) tables: Vec<Table>,
}

impl Whole {
    pub(super) fn new(params: &Params, seed: u64, nodes: &[Node], more: Node) -> Self {
        Self { params: params.clone(), seed, nodes: nodes.to_vec(), more, keys: Vec::new() }
    }
    pub(super) fn take(&mut self, key: &str, count: u64) {
        if self.keys.len() < KEPT {
            self.keys.push((key.to_owned(), count));
        }
    }
    pub(super) fn work_out(self, counts: bool) -> Worked {
        let mut worked = Worked { rows: TOGETHER.map(|kind| self.row(kind, counts)).into(), ..Worked::default() };
        if counts {
            worked.tables.extend(self.remedies());
            worked.facts.push(("A sketch finds".to_owned(), self.sketch()));
        }
        worked
    }
    fn strategy(&self, kind: Kind) -> Strategy {
        Strategy::new(kind, Members::new(&self.nodes), &settings(&self.params))
    }
    /// The points under a strategy: hashes, or in ranges the places in the order of the keys.
    fn points(&self, kind: Kind) -> Vec<u64> {
        if kind != Kind::Range {
            return self.keys.iter().map(|(key, _)| kind.point(key.as_bytes(), self.params.hash)).collect();
        }
        let mut sorted: Vec<usize> = (0..self.keys.len()).collect();
        order::sort_by(&mut sorted, |a, b| self.keys[*a].0.cmp(&self.keys[*b].0));
        let step = u64::MAX / self.keys.len().max(1) as u64;
        let mut points = vec![0; self.keys.len()];
        let mut last: Option<usize> = None;
        for (rank, at) in sorted.into_iter().enumerate() {
            // The same key twice has one place.
            points[at] = match last.filter(|last| self.keys[*last].0 == self.keys[at].0) {
                Some(last) => points[last],
                None => rank as u64 * step,
            };
            last = Some(at);
        }
        points
    }
    fn row(&self, kind: Kind, counts: bool) -> Vec<String> {
        let (mut strategy, points) = (self.strategy(kind), self.points(kind));
        let (mut before, mut after) = (Vec::new(), Vec::new());
        strategy.place(&points, &mut before);
        let mut loads = vec![0u64; self.nodes.len()];
        let mut asked = loads.clone();
        for (owner, (_, count)) in before.iter().zip(&self.keys) {
            if let Some(id) = owner {
                loads[*id as usize] += 1;
                asked[*id as usize] += count;
            }
        }
        strategy.join(self.more.clone());
        strategy.place(&points, &mut after);
        let moved = before.iter().zip(&after).filter(|(was, is)| was != is).count();
        let mut row = vec![
            kind.option().label.to_owned(),
            percent(moved as f64 / self.keys.len().max(1) as f64),
            times(fullest(&loads, loads.iter().sum())),
        ];
        if counts {
            row.push(times(fullest(&asked, asked.iter().sum())));
        }
        row
    }
    /// What would help the hottest key, on the strategy that is set: reads and writes of the busiest node, and of all.
    fn remedies(&self) -> Option<Table> {
        let (hottest, (name, most)) =
            self.keys.iter().enumerate().max_by_key(|(i, (_, count))| (*count, usize::MAX - i))?;
        let (kind, most) = (self.params.strategy, *most as f64);
        let mut strategy = self.strategy(kind);
        let points = self.points(kind);
        let mut owners = Vec::new();
        strategy.place(&points, &mut owners);
        let all: f64 = self.keys.iter().map(|(_, count)| *count as f64).sum();
        let id = |owner: Option<NodeId>| owner.unwrap_or(NodeId::from(NOBODY));
        // Without the hottest key.
        let mut rest = vec![0.0; self.nodes.len()];
        for (i, (owner, (_, count))) in owners.iter().zip(&self.keys).enumerate() {
            if let Some(load) = rest.get_mut(id(*owner) as usize).filter(|_| i != hottest) {
                *load += *count as f64;
            }
        }
        let writes = self.params.writes;
        let with = |label: String, parts: Vec<Vec<NodeId>>| {
            let mut loads = rest.clone();
            let m = parts.len().max(1) as f64;
            for nodes in &parts {
                let k = nodes.len().max(1) as f64;
                for node in nodes {
                    loads[*node as usize] += most * ((1.0 - writes) / k + writes / m);
                }
            }
            let sum: f64 = loads.iter().sum();
            let peak = loads.iter().copied().fold(0.0, f64::max);
            let busiest = peak * loads.len() as f64 / all.max(1.0);
            vec![label, times(busiest), format!("{:.2}", sum / all.max(1.0))]
        };
        let owner = owners[hottest]?;
        // Where nothing is set: four copies, eight sub-keys.
        let k = if self.params.copies == 1 { 4 } else { self.params.copies };
        let m = if self.params.salt == 1 { 8 } else { self.params.salt };
        let mut copies = Vec::new();
        replicas::spread(&strategy, Some(owner), points[hottest], k as usize, &mut copies);
        let sub = |i: u32| {
            let text = format!("{name}#{i}");
            let found = strategy.owner(kind.point(text.as_bytes(), self.params.hash));
            vec![found.unwrap_or_else(|| (owner + i) % self.nodes.len() as u32)]
        };
        let head = ["Remedy", "Busiest, × mean", "Reads and writes a request"].map(str::to_owned).to_vec();
        let rows = vec![
            with("None".to_owned(), vec![vec![owner]]),
            with(format!("{} copies", copies.len()), vec![copies]),
            with(format!("{m} sub-keys, every read asks all"), (0..m).map(sub).collect()),
            with("Kept in a cache in front".to_owned(), Vec::new()),
        ];
        let caption = format!("What would help {name}, under {}", crate::param::within_sentence(kind.option().label));
        Some(Table { caption, head, rows })
    }
    /// What the count-min sketch finds of the counts, and what is true.
    fn sketch(&self) -> String {
        let width = if self.params.sketch == 0 { WIDTH } else { self.params.sketch };
        let mut sketch = CountMin::new(width, self.params.rows, &mut Seed(self.seed).dice(Stream::Clients, 7));
        let point = |key: &str| Kind::Ring.point(key.as_bytes(), self.params.hash);
        // The same key may stand in several lines.
        let mut all: Vec<(u64, u32)> =
            self.keys.iter().map(|(key, count)| (point(key), u32::try_from(*count).unwrap_or(u32::MAX))).collect();
        order::sort(&mut all);
        let mut counts: Vec<(u64, u32)> = Vec::new();
        for (key, count) in all {
            sketch.add_many(key, count);
            match counts.last_mut().filter(|last| last.0 == key) {
                Some(last) => last.1 = last.1.saturating_add(count),
                None => counts.push((key, count)),
            }
        }
        let median = |mut all: Vec<u32>| {
            order::sort(&mut all);
            all.get(all.len() / 2).copied().unwrap_or(0)
        };
        let estimates: Vec<u32> = counts.iter().map(|(key, _)| sketch.estimate(*key)).collect();
        let (guessed, truth) = (median(estimates.clone()), median(counts.iter().map(|(_, count)| *count).collect()));
        let held = |i: &usize| estimates[*i] >= HEAVY.saturating_mul(guessed.max(1));
        let is = |i: &usize| counts[*i].1 >= HEAVY.saturating_mul(truth.max(1));
        let all = 0..counts.len();
        let found = all.clone().filter(held).count() as u64;
        let falsely = all.clone().filter(|i| held(i) && !is(i)).count() as u64;
        let missed = all.filter(|i| is(i) && !held(i)).count() as u64;
        format!(
            "{}, {} of them falsely, and misses {}; {} counters in {} rows",
            count(found, "heavy key", "heavy keys"),
            grouped(falsely),
            grouped(missed),
            grouped(u64::from(width)),
            self.params.rows
        )
    }
}
