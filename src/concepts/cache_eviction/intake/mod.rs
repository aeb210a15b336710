//! Your own trace: what it is like, and how many of its requests every policy misses at every size.
//!
//! LRU comes first, at every size in one pass; its knee becomes one of the sizes at which all others are replayed. The
//! requests are kept, four bytes each (twelve with sizes), and as much again for MIN, which needs the future. Of a long
//! trace all other policies are told from a sample first, which is marked, and then exactly.

mod report;
mod sample;
mod shared;

use super::params::Params;
use crate::concept::{Answers, BadLine, Format, Intake, IntakeDecl, Report, SHARED, State, TOGETHER, Together};
use crate::param::{Bad, ParamSet as _};
use crate::policies::evict::curve::{Curves, Distances, Requests, knee};
use crate::policies::evict::trace::{Format as Written, LeftOut, Packed, Profile, Reader, working_set};
use crate::policies::evict::{KINDS, Key, Kind, Spec};
use sample::Sample;
use shared::Shared;
use std::sync::Arc;

/// Requests that are kept; what follows is left out.
const REQUESTS_MAX: u64 = 10_000_000;
/// Requests that are replayed at once: a few milliseconds in the browser.
const STEP: usize = 60_000;
/// Sizes, as shares of the different keys in 1/10,000.
const SHARES: [u64; 11] = [10, 20, 50, 100, 200, 500, 1000, 2000, 3500, 5000, 7500];
/// Requests in the windows of the working set.
const WINDOWS: [usize; 5] = [100, 1000, 10_000, 100_000, 1_000_000];
/// The formats in which sizes are read but left out.
const UNSIZED: &str = "unsized";

/// What is taken.
pub static INTAKE: IntakeDecl = IntakeDecl {
    title: "Your own trace",
    help: "Which keys were asked for, in their order? Every policy is run over them at a dozen sizes: see which misses \
           least, at which size the curve bends, and how popular your keys are. The first 10 million requests count; of \
           a long trace a sample answers first, marked ≈. \
           A size is in bytes, and then caches are, too.",
    formats: &[
        Format { key: "auto", label: "Find out", example: "user:4711" },
        Format { key: "keys", label: "A key on each line", example: "user:4711" },
        Format { key: "sized", label: "Key, size", example: "user:4711,512" },
        Format {
            key: "log",
            label: "Access log, the URL is the key",
            example: "203.0.113.7 - - [25/Nov/2026:22:18:07 +0000] \"GET /a.css HTTP/1.1\" 200 512",
        },
        Format { key: "csv", label: "CSV of libCacheSim, or with a heading", example: "1795645087,4711,512" },
        Format { key: "oracle", label: "libCacheSim's oracleGeneral, binary", example: "" },
        Format { key: UNSIZED, label: "Any of these, sizes left out", example: "user:4711,512" },
    ],
    most: 500_000_000,
    open,
};

fn open(state: &State, format: &str, _: &Answers) -> Result<Box<dyn Intake>, Bad> {
    let params = Params::from_values(&state.values);
    if TOGETHER && format == SHARED {
        let stage = Stage::Shared(Shared::default());
        return Ok(Box::new(Trace { specs: specs(&params), stage, ..Trace::default() }));
    }
    let written = Written::NAMES.iter().find(|(name, _)| *name == format).map(|(_, written)| *written);
    if written.is_none() && !matches!(format, "auto" | UNSIZED) {
        return Err(Bad {
            key: "format".to_owned(),
            value: format.to_owned(),
            wrong: "is not known".to_owned(),
            allowed: INTAKE.formats.iter().map(|format| format.key).collect::<Vec<_>>().join(", "),
        });
    }
    let sized = format != UNSIZED;
    let reader = Reader::new(written, None, sized).lenient(REQUESTS_MAX);
    Ok(Box::new(Trace { specs: specs(&params), sized, stage: Stage::Reading(Box::new(reader)), ..Trace::default() }))
}

/// Every policy, with the parameters that are set where the page has the policy, those that are looked at most first.
/// TTL is none of them: its spans are times, and a trace of keys has none.
fn specs(params: &Params) -> Vec<Spec> {
    const FIRST: [Kind; 8] =
        [Kind::Lru, Kind::Belady, Kind::Sieve, Kind::S3Fifo, Kind::WTinyLfu, Kind::Arc, Kind::Fifo, Kind::Clock];
    let rest = KINDS.iter().map(|row| row.0).filter(|kind| *kind != Kind::Ttl && !FIRST.contains(kind));
    let set = |kind: Kind| super::params::Rule::ALL.iter().find(|rule| rule.kind() == kind);
    FIRST.into_iter().chain(rest).map(|kind| set(kind).map_or(Spec::from(kind), |rule| rule.spec(params))).collect()
}

/// How far it is.
#[derive(Default)]
enum Stage {
    /// Bytes come in.
    Reading(Box<Reader>),
    /// What another thread has read comes in.
    Shared(Shared),
    /// LRU's distances are being counted.
    Distances(Arc<[Key]>, Box<Distances>, usize),
    /// The policies are being replayed.
    Replays(Box<Curves>),
    /// There is nothing to do.
    #[default]
    Idle,
}

/// What is known about the whole trace.
#[derive(Default)]
struct Known {
    profile: Profile,
    /// Mean distinct keys in windows of so many requests.
    working: Vec<(usize, f64)>,
    /// The sum of the sizes of all different keys, where keys have sizes.
    bytes: Option<u64>,
    /// Requests whose size was 0 and is taken as 1.
    zeros: u64,
    /// LRU's miss ratio at each size where it changes, thinned; empty where keys have sizes.
    lru: Vec<(f64, f64)>,
    /// Where LRU's curve bends.
    knee: Option<u64>,
}

/// A trace being read and replayed.
#[derive(Default)]
struct Trace {
    specs: Vec<Spec>,
    sized: bool,
    stage: Stage,
    lines: u64,
    left_out: LeftOut,
    cut: bool,
    written: Option<Written>,
    known: Option<Known>,
    /// What a sample says, until all is known.
    sample: Option<Sample>,
}

impl Trace {
    fn note(&mut self) {
        if let Stage::Reading(reader) = &self.stage {
            self.lines = reader.lines();
            self.cut = reader.cut();
            self.written = reader.format();
            if let Some(left_out) = reader.left_out().filter(|left_out| left_out.count != self.left_out.count) {
                self.left_out.clone_from(left_out);
            }
        }
    }
    /// Everything is read: what the trace is like, and what is to be done.
    fn begin(&mut self, trace: Packed) {
        if trace.requests() == 0 {
            return;
        }
        let keys: Arc<[Key]> = trace.keys().into();
        let mut known = Known { profile: Profile::new(&keys), ..Known::default() };
        known.working = WINDOWS.iter().filter_map(|&w| Some((w, working_set(&keys, w)?))).collect();
        // A log's bytes are those of each answer, also of one that says that nothing changed.
        let weigh = self.sized && self.written != Some(Written::Log);
        let first = trace.unpack().next().map_or(1, |(_, size)| size);
        if !weigh || trace.unpack().all(|(_, size)| size == first) {
            self.stage = Stage::Distances(keys, Box::default(), 0);
            self.known = Some(known);
            return;
        }
        drop(keys);
        let mut pairs = Vec::with_capacity(trace.requests() as usize);
        for (key, size) in trace.unpack() {
            known.zeros += u64::from(size == 0);
            pairs.push((key, size.max(1)));
        }
        let bytes = trace.footprint().max(1);
        known.bytes = Some(bytes);
        self.known = Some(known);
        let distinct = trace.distinct();
        let mean = (bytes / u64::from(distinct.max(1))).max(1);
        drop(trace);
        let (requests, sizes) = (Requests::Sized(pairs.into(), mean), sizes(bytes, None));
        self.sample = Sample::of(&requests, distinct, &self.specs, &sizes);
        self.replays(requests, sizes);
    }
    /// LRU is known at every size: its knee is one of the sizes for the others.
    fn replay(&mut self, keys: &Arc<[Key]>, distances: &Distances) {
        let Some(known) = &mut self.known else { return };
        let all = distances.requests() as f64;
        let steps = distances.steps().map(|(size, misses)| (size as f64, misses as f64 / all));
        known.knee = knee(steps.clone()).map(|(size, _)| size as u64);
        known.lru = thinned(steps);
        let sizes = sizes(u64::from(distances.distinct()), known.knee);
        let lru = distances.misses(&sizes);
        let requests = Requests::Keys(keys.clone());
        self.sample = Sample::of(&requests, distances.distinct(), &self.specs, &sizes);
        self.replays(requests, sizes);
        // LRU is their first line.
        if let Some(curves) = self.curves() {
            curves.know(lru);
        }
    }
    fn replays(&mut self, requests: Requests, sizes: Vec<u64>) {
        self.stage = Stage::Replays(Box::new(Curves::of(requests, 0, &self.specs, sizes)));
    }
    fn curves(&mut self) -> Option<&mut Curves> {
        match &mut self.stage {
            Stage::Replays(curves) => Some(curves),
            _ => None,
        }
    }
}

/// Sizes at which policies are compared: shares of the whole, and one that is given; ascending, each once.
fn sizes(whole: u64, knee: Option<u64>) -> Vec<u64> {
    let share = |&share: &u64| ((u128::from(whole) * u128::from(share) / 10_000) as u64).max(1);
    let mut sizes: Vec<u64> = SHARES.iter().map(share).chain(knee).collect();
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

/// About 300 of the points of a curve, evenly on a logarithmic axis; the ends stay.
fn thinned(steps: impl Iterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = Vec::new();
    let (mut next, mut last) = (1.0, None);
    for (size, ratio) in steps.filter(|(size, _)| *size > 0.0) {
        last = Some((size, ratio));
        if size >= next {
            points.push((size, ratio));
            next = size * 1.03;
        }
    }
    points.extend(last.filter(|last| points.last() != Some(last)));
    points
}

impl Intake for Trace {
    fn feed(&mut self, bytes: &[u8]) {
        match &mut self.stage {
            Stage::Reading(reader) => {
                // A lenient reader fails at nothing.
                let _ = reader.feed(bytes);
                self.note();
            }
            Stage::Shared(shared) if TOGETHER => shared.feed(bytes),
            _ => {}
        }
    }

    fn end(&mut self) {
        if let Stage::Reading(reader) = &mut self.stage {
            let _ = reader.finish();
            self.note();
        }
        match std::mem::take(&mut self.stage) {
            Stage::Reading(reader) => self.begin(reader.into_trace()),
            Stage::Shared(Shared { requests: Some(requests), sizes, .. }) if TOGETHER => self.replays(requests, sizes),
            _ => {}
        }
    }

    fn work(&mut self) -> f64 {
        match std::mem::take(&mut self.stage) {
            Stage::Distances(keys, mut distances, at) => {
                let to = (at + STEP).min(keys.len());
                keys[at..to].iter().for_each(|&key| distances.push(key));
                if to < keys.len() {
                    let share = to as f64 / keys.len() as f64;
                    self.stage = Stage::Distances(keys, distances, to);
                    return 0.05 * share;
                }
                self.replay(&keys, &distances);
                0.05
            }
            Stage::Replays(mut curves) => {
                if let Some(sample) = self.sample.as_mut().filter(|sample| !sample.done()) {
                    sample.advance(STEP);
                    let share = 0.05 + 0.02 * sample.progress();
                    self.stage = Stage::Replays(curves);
                    return share;
                }
                let done = curves.advance(STEP);
                let share = if done { 1.0 } else { (0.07 + 0.93 * curves.share()).min(0.999) };
                self.stage = Stage::Replays(curves);
                share
            }
            other => {
                self.stage = other;
                1.0
            }
        }
    }

    fn together(&mut self) -> Option<&mut dyn Together> {
        let curves = self.curves().filter(|_| TOGETHER)?;
        Some(curves)
    }

    fn report(&self) -> Report {
        let bad = |left_out: &crate::policies::evict::trace::Broken| BadLine {
            line: left_out.line,
            text: left_out.text.clone(),
            wrong: left_out.wrong.clone(),
        };
        let mut report = Report {
            lines: self.lines,
            bad: self.left_out.count,
            bad_lines: self.left_out.first.iter().map(bad).collect(),
            ..Report::default()
        };
        let Some(known) = &self.known else { return report };
        let curves = match &self.stage {
            Stage::Replays(curves) => Some(&**curves),
            _ => None,
        };
        let written = self.written.and_then(|written| Written::NAMES.iter().find(|(_, other)| *other == written));
        let written = written.and_then(|(name, _)| INTAKE.formats.iter().find(|format| format.key == *name));
        let read = report::Read {
            known,
            lines: curves.map_or(&[], |curves| curves.lines()),
            sizes: curves.map_or(&[], |curves| curves.sizes()),
            sample: self.sample.as_ref(),
            cut: self.cut,
            format: written.map_or("", |format| format.label),
        };
        report::fill(&read, &mut report);
        report
    }
}

#[cfg(test)]
mod tests;
