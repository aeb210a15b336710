//! Golden traces: what every preset does is frozen, so that a change of behaviour is seen and is a decision.
//!
//! `golden/<preset>.txt` holds the hash and the number of events at the preset's moment and at 60 s, the main metrics
//! at 60 s, and the first 50 occurrences in words. `golden/hashes.txt` holds one line per preset of every concept, 30
//! seconds after its moment: the browser must arrive at the same hashes, and the end-to-end tests compare with it.
//!
//! After a change that is meant: `UPDATE=1 cargo test --test laws golden`, then read the difference.

use kneepoint::concept::{Concept, Deed, Entry, Preset, Run, State};
use kneepoint::concepts;
use kneepoint::concepts::{distributed_limiting, fair_limiting, load_balancing, rate_limiting, sharding};
use kneepoint::link;
use kneepoint::param::ParamSet as _;
use kneepoint::sim::timeline::Recorder;
use kneepoint::sim::{Input, Model, Seed, Sink, Time, Timeline};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

const FIRST: usize = 50;
const BALANCING: &[&str] = &[
    "requests.sent",
    "requests.done",
    "throughput_per_s",
    "wait_s.mean",
    "sojourn_s.mean",
    "sojourn_s.p99",
    "in_system.mean",
    "utilisation",
];
const LIMITING: &[&str] = &[
    "requests.sent",
    "attempts.asked",
    "attempts.let_in",
    "attempts.refused",
    "attempts.retries",
    "delay_s.mean",
    "window.worst",
];

const TOGETHER: &[&str] = &[
    "requests.sent",
    "requests.passed",
    "refused.falsely",
    "passed.above",
    "admitted.of_limit",
    "window.worst",
    "latency_s.mean",
    "messages.per_s",
];

const FAIR: &[&str] = &[
    "requests.sent",
    "requests.passed",
    "anonymous.refused",
    "premium.refused",
    "attacker.passed_per_s",
    "shared.refused",
    "innocent.unjust",
    "innocent.slipped",
];

const SHARDING: &[&str] = &[
    "queries.sent",
    "queries.done",
    "queries.failed",
    "queries.empty",
    "asks_per_query",
    "point_s.p99",
    "busiest.load",
    "rows.total",
    "rows.copied",
    "move.share",
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/laws/golden")
}

/// Compares with the file, or writes it when `UPDATE` is set.
fn frozen(name: &str, text: &str) -> Result<(), String> {
    let path = folder().join(name);
    if std::env::var_os("UPDATE").is_some() {
        return std::fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()));
    }
    let old = std::fs::read_to_string(&path).unwrap_or_default();
    if old == text {
        return Ok(());
    }
    let line = old.lines().zip(text.lines()).position(|(a, b)| a != b);
    let line = line.unwrap_or_else(|| old.lines().count().min(text.lines().count()));
    let of = |text: &str| text.lines().nth(line).unwrap_or("(end)").to_owned();
    Err(format!(
        "tests/laws/golden/{name}, line {}:\n  was {}\n  is  {}\nIf this is meant: UPDATE=1 cargo test --test laws golden",
        line + 1,
        of(&old),
        of(text)
    ))
}

fn all_frozen(outcomes: impl Iterator<Item = Result<(), String>>) {
    let changed: Vec<String> = outcomes.filter_map(Result::err).collect();
    assert!(changed.is_empty(), "{}", changed.join("\n"));
}

fn state(entry: &'static Entry, preset: &Preset) -> State {
    let decoded = link::decode(preset.link, entry);
    assert!(decoded.complaints.is_empty(), "{}: {:?}", preset.id, decoded.complaints);
    decoded.state
}

/// Remembers the first occurrences.
#[derive(Clone)]
struct Beginning<O>(Vec<(Time, O)>);

impl<O: Clone> Sink<O> for Beginning<O> {
    fn take(&mut self, at: Time, occurrence: &O) {
        if self.0.len() < FIRST {
            self.0.push((at, occurrence.clone()));
        }
    }
}

impl<M: Model<Occurrence: Clone>> Recorder<M> for Beginning<M::Occurrence> {
    fn on_input(&mut self, _: &M, _: Time) {}
}

type Occurrence<C> = <<C as Concept>::Model as Model>::Occurrence;

fn beginning<C: Concept>(state: &State) -> Vec<(Time, Occurrence<C>)>
where
    Occurrence<C>: Clone,
{
    let mut params = C::Params::from_values(&state.values);
    let mut timeline = Timeline::<C::Model, _>::new(&params, Seed(state.seed), Beginning(Vec::new()));
    for (at, deed) in &state.deeds {
        let input = match deed {
            Deed::Set(index, value) => {
                params.put(*index, value);
                Input::Set(params.clone())
            }
            Deed::Act(act) => Input::Act(C::action(act, None).unwrap()),
        };
        timeline.plan(*at, input);
    }
    while timeline.recorder().0.len() < FIRST && timeline.step().is_some() {}
    timeline.recorder().0.clone()
}

fn stand(run: &dyn Run) -> String {
    format!("{:016x} after {} events at {} s", run.hash(), run.events(), link::seconds(run.now()))
}

fn trace<C: Concept>(preset: &Preset, main: &[&str], words: fn(&Occurrence<C>) -> String) -> String
where
    Occurrence<C>: Clone,
{
    let entry = C::entry();
    let state = state(entry, preset);
    let mut run = (entry.open)(&state).unwrap();
    let mut text = format!("{}#{}\n\n", entry.about.id, preset.link);
    let _ = writeln!(text, "hash {}", stand(run.as_ref()));
    run.seek(Time::from_secs(60.0));
    run.check().unwrap();
    let _ = writeln!(text, "hash {}\n", stand(run.as_ref()));
    let metrics = run.metrics();
    for name in main {
        let metric = metrics.iter().find(|metric| metric.name == *name).expect("a main metric is measured");
        let value = metric.value.map_or("none".to_owned(), |value| value.to_string());
        let _ = writeln!(text, "{name} {value}");
    }
    text.push('\n');
    for (at, occurrence) in beginning::<C>(&state) {
        let _ = writeln!(text, "{} s  {}", link::seconds(at), words(&occurrence));
    }
    text
}

/// Concept, preset, moment in seconds, hash, events: 30 s after the moment of every preset.
fn hashes() -> String {
    let mut text = String::new();
    for entry in concepts::all() {
        for preset in entry.presets {
            let mut run = (entry.open)(&state(entry, preset)).unwrap();
            run.seek(Time(run.now().0 + 30_000_000_000));
            let (at, hash, events) = (link::seconds(run.now()), run.hash(), run.events());
            let _ = writeln!(text, "{} {} {at} {hash:016x} {events}", entry.about.id, preset.id);
        }
    }
    text
}

#[test]
fn golden_traces_of_the_presets_of_load_balancing() {
    type C = load_balancing::LoadBalancing;
    let words = load_balancing::words::occurrence;
    all_frozen(C::PRESETS.iter().map(|p| frozen(&format!("{}.txt", p.id), &trace::<C>(p, BALANCING, words))));
}

#[test]
fn golden_traces_of_the_presets_of_rate_limiting() {
    type C = rate_limiting::RateLimiting;
    let words = rate_limiting::words::occurrence;
    all_frozen(C::PRESETS.iter().map(|p| frozen(&format!("{}.txt", p.id), &trace::<C>(p, LIMITING, words))));
}

/// Hash, all metrics and the latest occurrences at the preset's moment.
fn moment(entry: &'static Entry, preset: &Preset) -> String {
    let run = (entry.open)(&state(entry, preset)).unwrap();
    let mut text = format!("{}#{}\n\nhash {}\n\n", entry.about.id, preset.link, stand(run.as_ref()));
    for metric in run.metrics() {
        let value = metric.value.map_or("none".to_owned(), |value| value.to_string());
        let _ = writeln!(text, "{} {value}", metric.name);
    }
    let _ = writeln!(text, "\n{}", run.describe().whole);
    for event in run.events_log(20) {
        let _ = writeln!(text, "{} s  {}", link::seconds(event.at), event.words);
    }
    text
}

#[test]
fn golden_moments_of_the_presets_of_consistent_hashing() {
    let entry = concepts::find("consistent-hashing").unwrap();
    all_frozen(entry.presets.iter().map(|preset| frozen(&format!("{}.txt", preset.id), &moment(entry, preset))));
}

#[test]
fn golden_traces_of_the_presets_of_distributed_limiting() {
    type C = distributed_limiting::DistributedLimiting;
    let words = distributed_limiting::words::occurrence;
    all_frozen(C::PRESETS.iter().map(|p| frozen(&format!("{}.txt", p.id), &trace::<C>(p, TOGETHER, words))));
}

#[test]
fn golden_traces_of_the_presets_of_fair_limiting() {
    type C = fair_limiting::FairLimiting;
    let words = fair_limiting::words::occurrence;
    all_frozen(C::PRESETS.iter().map(|p| frozen(&format!("{}.txt", p.id), &trace::<C>(p, FAIR, words))));
}

#[test]
fn golden_traces_of_the_presets_of_sharding() {
    type C = sharding::Sharding;
    let words = sharding::words::occurrence;
    all_frozen(C::PRESETS.iter().map(|p| frozen(&format!("{}.txt", p.id), &trace::<C>(p, SHARDING, words))));
}

#[test]
fn golden_hashes_of_every_preset() {
    all_frozen(std::iter::once(frozen("hashes.txt", &hashes())));
}

#[test]
fn golden_files_belong_to_presets_that_exist() {
    let ids: BTreeSet<&str> = concepts::all().iter().flat_map(|entry| entry.presets).map(|preset| preset.id).collect();
    for file in std::fs::read_dir(folder()).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let stem = name.strip_suffix(".txt").unwrap_or(&name);
        assert!(stem == "hashes" || ids.contains(stem), "tests/laws/golden/{name} belongs to no preset");
    }
}

/// What differs must be told apart: another seed is another hash from the first occurrences on.
#[test]
fn golden_hashes_tell_seeds_apart() {
    for entry in concepts::all() {
        for preset in entry.presets {
            let state = state(entry, preset);
            let other = State { seed: state.seed + 1, ..state.clone() };
            assert_ne!((entry.open)(&state).unwrap().hash(), (entry.open)(&other).unwrap().hash(), "{}", preset.id);
        }
    }
}
