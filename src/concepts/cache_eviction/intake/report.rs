//! What is told about a trace: findings, tables and charts.

use super::Known;
use super::sample::Sample;
use crate::concept::{Curve, Look, Plot, Report, Table, grouped};
use crate::policies::evict::Kind;
use crate::policies::evict::curve::{Line, knee};

/// What is known, and what of the curves.
pub struct Read<'a> {
    /// The trace.
    pub known: &'a Known,
    /// The curves so far.
    pub lines: &'a [Line],
    /// Their sizes.
    pub sizes: &'a [u64],
    /// What a sample says where the curves are not known yet.
    pub sample: Option<&'a Sample>,
    /// There were more requests than are kept.
    pub cut: bool,
    /// In which format it was.
    pub format: &'a str,
}

/// Policies by what they look at, each with its heading; a family is a chart.
const FAMILIES: [(&str, &[Kind]); 4] = [
    ("queues", &[Kind::Fifo, Kind::Clock, Kind::SecondChance, Kind::Sieve, Kind::S3Fifo]),
    ("recency", &[Kind::Slru, Kind::TwoQ, Kind::LruK, Kind::Arc, Kind::Lirs, Kind::RedisLru]),
    ("frequency", &[Kind::Lfu, Kind::LfuDa, Kind::TinyLfu, Kind::WTinyLfu, Kind::Hyperbolic, Kind::RedisLfu]),
    ("policies without memory", &[Kind::Random, Kind::Lifo, Kind::Mru]),
];

/// Puts everything into the report.
pub fn fill(read: &Read<'_>, report: &mut Report) {
    report.facts = facts(read);
    if !read.lines.is_empty() {
        report.tables = vec![read.best_table(), read.all_table(), working(read.known)];
        report.plots = read.plots();
    }
    report.setting = setting(read.known);
}

/// "8.06 %": three digits.
fn percent(share: f64) -> String {
    let x = share * 100.0;
    match x {
        x if x >= 99.95 || x == 0.0 => format!("{x:.0} %"),
        x if x >= 10.0 => format!("{x:.1} %"),
        x if x >= 0.01 => format!("{x:.2} %"),
        _ => format!("{x:.4} %"),
    }
}

fn bytes(n: u64) -> String {
    match n {
        0..1000 => format!("{n} B"),
        1000..1_000_000 => format!("{:.1} kB", n as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", n as f64 / 1e6),
        _ => format!("{:.2} GB", n as f64 / 1e9),
    }
}

/// Which policy misses least.
struct Best {
    kind: Kind,
    ratio: f64,
    /// From a sample.
    about: bool,
}

/// Marks what a sample says.
fn marked(about: bool, words: String) -> String {
    if about { ["≈ ", &words].concat() } else { words }
}

impl Read<'_> {
    fn requests(&self) -> f64 {
        self.known.profile.requests.max(1) as f64
    }
    fn whole(&self) -> u64 {
        self.known.bytes.unwrap_or(u64::from(self.known.profile.distinct))
    }
    fn room(&self, size: u64) -> String {
        match self.known.bytes {
            Some(_) => bytes(size),
            None if size == 1 => "1 key".to_owned(),
            None => format!("{} keys", grouped(size)),
        }
    }
    fn share(&self, size: u64) -> String {
        percent(size as f64 / self.whole().max(1) as f64)
    }
    fn ratio(&self, line: &Line, at: usize) -> Option<f64> {
        Some(line.misses.get(at).copied().flatten()? as f64 / self.requests())
    }
    fn of(&self, kind: Kind, at: usize) -> Option<f64> {
        self.lines.iter().find(|line| line.spec.kind == kind).and_then(|line| self.ratio(line, at))
    }
    /// True if a policy is known at every size.
    fn whole_line(&self, kind: Kind) -> bool {
        (0..self.sizes.len()).all(|at| self.of(kind, at).is_some())
    }
    /// True if every policy is known at a size.
    fn known_at(&self, at: usize) -> bool {
        self.lines.iter().all(|line| self.ratio(line, at).is_some())
    }
    /// What the sample says.
    fn about(&self, kind: Kind, at: usize) -> Option<f64> {
        self.sample?.put_right(kind, at, self.of(Kind::Lru, at))
    }
    /// Where it comes from, and how far off it is where that is known by now.
    fn about_words(&self, sample: &Sample) -> String {
        let sizes = 0..self.sizes.len();
        let points = |off: &[f64]| format!("{:.2}", off.iter().sum::<f64>() / off.len() as f64 * 100.0);
        let mut words = ["from ", &percent(sample.share()), " of the keys, in caches as much smaller"].concat();
        let lru = |at| Some((sample.ratio(Kind::Lru, at)? - self.of(Kind::Lru, at)?).abs());
        let lru: Vec<f64> = sizes.clone().filter_map(lru).collect();
        if !lru.is_empty() {
            words.push_str(&["; put right by what is off for LRU, ", &points(&lru), " points on average"].concat());
        }
        let others = self.lines.iter().map(|line| line.spec.kind).filter(|kind| *kind != Kind::Lru);
        let off = |(kind, at)| Some((self.about(kind, at)? - self.of(kind, at)?).abs());
        let off: Vec<f64> = others.flat_map(|kind| sizes.clone().map(move |at| (kind, at))).filter_map(off).collect();
        if !off.is_empty() {
            let most = off.iter().copied().fold(0.0, f64::max);
            words.push_str(
                &["; off by ", &points(&off), " where the truth is known by now, ", &points(&[most]), " at most"]
                    .concat(),
            );
        }
        words
    }
    /// The policy that misses least at a size, of those known; the simpler of equals, as simple ones come first. Until all
    /// are known it is the one that the sample says: what is exact is not compared with what is not.
    fn best(&self, at: usize) -> Option<Best> {
        let kinds = self.lines.iter().map(|line| line.spec.kind).filter(|kind| *kind != Kind::Belady);
        let of = |about: bool| {
            let ratio = move |kind: Kind| if about { self.about(kind, at) } else { self.of(kind, at) };
            let known = kinds.clone().filter_map(|kind| Some((kind, ratio(kind)?)));
            known.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(kind, ratio)| Best { kind, ratio, about })
        };
        let exact = self.known_at(at) || self.sample.is_none();
        if exact { of(false) } else { of(true).or_else(|| of(false)) }
    }
    /// The place of the knee among the sizes: LRU's own, or the bend of what is known of it.
    fn knee(&self) -> Option<usize> {
        if let Some(size) = self.known.knee {
            return self.sizes.iter().position(|&other| other == size);
        }
        let lru = self.lines.iter().find(|line| line.spec.kind == Kind::Lru)?;
        let points: Option<Vec<(f64, f64)>> =
            self.sizes.iter().enumerate().map(|(at, &size)| Some((size as f64, self.ratio(lru, at)?))).collect();
        let mut points = points?;
        points.insert(0, (0.0, 1.0));
        let (size, _) = knee(points)?;
        self.sizes.iter().position(|&other| other as f64 == size)
    }

    fn best_table(&self) -> Table {
        let row = |(at, &size): (usize, &u64)| {
            let best = self.best(at);
            let about = best.as_ref().is_some_and(|best| best.about);
            let of = |kind: Kind| {
                let exact = self.of(kind, at).map(|ratio| (ratio, false));
                exact.or_else(|| self.about(kind, at).map(|ratio| (ratio, true)))
            };
            let shown = |known: Option<(f64, bool)>| {
                known.map_or("…".to_owned(), |(ratio, about)| marked(about, percent(ratio)))
            };
            // All three out of the same.
            let ends = |kind: Kind| if about { self.about(kind, at) } else { self.of(kind, at) };
            let way = match (ends(Kind::Lru), ends(Kind::Belady), &best) {
                (Some(lru), Some(min), Some(best)) if lru > min => {
                    marked(about, percent((lru - best.ratio) / (lru - min)))
                }
                (Some(_), Some(_), Some(_)) => "–".to_owned(),
                _ => "…".to_owned(),
            };
            vec![
                self.room(size),
                self.share(size),
                best.as_ref().map_or("…".to_owned(), |best| best.kind.name().to_owned()),
                shown(best.map(|best| (best.ratio, best.about))),
                shown(of(Kind::Lru)),
                shown(of(Kind::Belady)),
                way,
            ]
        };
        Table {
            caption: if self.known.bytes.is_some() {
                "The best at each size. With sizes that differ MIN is a guess, not the floor.".to_owned()
            } else {
                "The best at each size. The way from LRU to MIN is what could be gained at all.".to_owned()
            },
            head: ["Cache", "Of all keys", "Best", "Misses", "LRU misses", "MIN misses", "Of the way from LRU to MIN"]
                .map(str::to_owned)
                .to_vec(),
            rows: self.sizes.iter().enumerate().map(row).collect(),
        }
    }

    fn all_table(&self) -> Table {
        let mean = |line: &Line| {
            let known = (0..self.sizes.len()).map(|at| self.ratio(line, at).or_else(|| self.about(line.spec.kind, at)));
            // A sample is blind to the smallest sizes, of every policy to the same.
            let blind = |at: usize| self.sample.is_some() && self.about(Kind::Lru, at).is_none();
            let rated = known.enumerate().filter(|(at, _)| !blind(*at)).map(|(_, ratio)| ratio);
            rated.sum::<Option<f64>>().unwrap_or(f64::MAX)
        };
        let mut lines: Vec<(&Line, f64)> = self.lines.iter().map(|line| (line, mean(line))).collect();
        lines.sort_by(|a, b| a.1.total_cmp(&b.1));
        let row = |(line, _): (&Line, f64)| {
            let cells = (0..self.sizes.len()).map(|at| match (self.ratio(line, at), self.about(line.spec.kind, at)) {
                (Some(ratio), _) => format!("{:.2}", ratio * 100.0),
                (None, Some(ratio)) => marked(true, format!("{:.1}", ratio * 100.0)),
                (None, None) => "…".to_owned(),
            });
            std::iter::once(line.spec.kind.name().to_owned()).chain(cells).collect()
        };
        Table {
            caption: "Missed, %, by policy and size. The one that misses least over all sizes stands first.".to_owned(),
            head: std::iter::once("Policy".to_owned()).chain(self.sizes.iter().map(|&size| self.room(size))).collect(),
            rows: lines.into_iter().map(row).collect(),
        }
    }

    fn curve(&self, kind: Kind, look: Look) -> Option<Curve> {
        let points: Vec<(f64, f64)> = if kind == Kind::Lru && !self.known.lru.is_empty() {
            self.known.lru.iter().map(|&(size, ratio)| (size, ratio * 100.0)).collect()
        } else {
            // One or the other, so that no curve has a step where both meet.
            let about = self.sample.is_some() && !self.whole_line(kind);
            let of = |at: usize| if about { self.about(kind, at) } else { self.of(kind, at) };
            let points = self.sizes.iter().enumerate();
            points.filter_map(|(at, &size)| Some((size as f64, of(at)? * 100.0))).collect()
        };
        (!points.is_empty()).then(|| Curve { label: kind.name().to_owned(), look, points })
    }
    fn plots(&self) -> Vec<Plot> {
        let x = if self.known.bytes.is_some() { "cache size, bytes" } else { "cache size, keys" };
        let plot = |title: String, curves: Vec<Curve>| Plot {
            title,
            x: x.to_owned(),
            y: "missed, %".to_owned(),
            x_log: true,
            curves,
        };
        let ends = |look| [self.curve(Kind::Lru, look), self.curve(Kind::Belady, Look::Theory)];
        let best = self.sizes.iter().enumerate();
        let points: Vec<(f64, f64)> =
            best.filter_map(|(at, &size)| Some((size as f64, self.best(at)?.ratio * 100.0))).collect();
        let best = Curve { label: "the best".to_owned(), look: Look::Work, points };
        let first: Vec<Curve> = ends(Look::Quiet).into_iter().flatten().chain([best]).collect();
        let families = FAMILIES.iter().filter_map(|(name, kinds)| {
            let own: Vec<Curve> = kinds.iter().filter_map(|&kind| self.curve(kind, Look::Work)).collect();
            if own.is_empty() {
                return None;
            }
            let curves = ends(Look::Quiet).into_iter().flatten().chain(own).collect();
            Some(plot(format!("Missed by {name}, with LRU and MIN"), curves))
        });
        std::iter::once(plot("Missed by LRU, by the best at each size, and by MIN".to_owned(), first))
            .chain(families)
            .collect()
    }
}

fn facts(read: &Read<'_>) -> Vec<(String, String)> {
    let Known { profile, working, bytes: footprint, zeros, .. } = read.known;
    let fact = |label: &str, value: String| (label.to_owned(), value);
    let requests =
        if read.cut { format!("the first {}", grouped(profile.requests)) } else { grouped(profile.requests) };
    let mut facts = vec![fact("Read as", read.format.to_owned()), fact("Requests", requests)];
    facts.push(fact("Different keys", grouped(profile.distinct.into())));
    if let Some(footprint) = footprint {
        facts.push(fact("All of them take", bytes(*footprint)));
    }
    if *zeros > 0 {
        facts.push(fact("Sizes of 0, taken as 1", grouped(*zeros)));
    }
    let once = f64::from(profile.once);
    let (of_keys, of_requests) = (once / f64::from(profile.distinct.max(1)), once / read.requests());
    facts.push(fact(
        "One-hit wonders",
        format!("{} of the keys, {} of the requests", percent(of_keys), percent(of_requests)),
    ));
    facts.push(fact("New keys, missed by all", percent(f64::from(profile.distinct) / read.requests())));
    facts.push(match profile.zipf {
        Some(zipf) => fact(
            "Zipf exponent",
            format!("{:.2} (R² {:.3}, the first {} keys)", zipf.alpha, zipf.r2, grouped(zipf.keys.into())),
        ),
        None => fact("Zipf exponent", "too few popular keys".to_owned()),
    });
    facts.push(fact("The top 20 % of the keys get", format!("{} of the requests", percent(profile.top(0.2)))));
    if let Some((window, keys)) = working.iter().rev().find(|(window, _)| *window as f64 * 4.0 <= read.requests()) {
        facts.push(fact(
            &format!("Working set, {} requests", grouped(*window as u64)),
            format!("{} keys", grouped(keys.round() as u64)),
        ));
    }
    if let Some(sample) = read.sample.filter(|_| !(0..read.sizes.len()).all(|at| read.known_at(at))) {
        facts.push(fact("What is marked ≈", read.about_words(sample)));
    }
    if let Some(at) = read.knee() {
        let size = read.sizes[at];
        let mut words = format!("{}, {} of all", read.room(size), read.share(size));
        if let Some(lru) = read.of(Kind::Lru, at) {
            words.push_str(&["; LRU misses ", &percent(lru)].concat());
        }
        if let Some(best) = read.best(at).filter(|best| best.kind != Kind::Lru) {
            words.push_str(&[", ", best.kind.name(), " ", &marked(best.about, percent(best.ratio))].concat());
        }
        facts.push(fact("Your knee", words));
    }
    facts
}

fn working(known: &Known) -> Table {
    let row = |&(window, keys): &(usize, f64)| {
        vec![
            grouped(window as u64),
            if keys < 100.0 { format!("{keys:.1}") } else { grouped(keys.round() as u64) },
            percent(keys / f64::from(known.profile.distinct.max(1))),
        ]
    };
    Table {
        caption: "Working set: different keys in so many requests in a row, on average".to_owned(),
        head: ["Requests", "Different keys", "Of all keys"].map(str::to_owned).to_vec(),
        rows: known.working.iter().map(row).collect(),
    }
}

/// A stream with the same popularities for the scene.
fn setting(known: &Known) -> (String, String) {
    let Some(zipf) = known.profile.zipf else { return Default::default() };
    let alpha = (zipf.alpha.min(1.5) * 20.0).round() / 20.0;
    let wonders = (100.0 * f64::from(known.profile.once) / known.profile.requests.max(1) as f64).round();
    let keys = (known.profile.distinct - known.profile.once).clamp(16, 1000);
    let stream =
        if wonders >= 1.0 { format!("requests=wonders&wonders={wonders}") } else { "requests=zipf".to_owned() };
    let also = if wonders >= 1.0 { format!(" and {wonders} % of wonders") } else { String::new() };
    (format!("{stream}&alpha={alpha}&keys={keys}"), format!("Play a skew of {alpha}{also}"))
}
