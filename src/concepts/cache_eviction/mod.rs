//! Cache eviction: the cache is full, choose what to forget.
//!
//! Several caches get the same requests, each with its own policy; every policy names its source in
//! [`crate::policies::evict`]. All keys have the same size, and a miss brings its key in, unless the policy refuses it.

pub mod exports;
mod glossary;
pub mod intake;
pub mod metrics;
pub mod model;
pub mod occurrence;
pub mod panels;
pub mod params;
pub mod predictions;
pub mod presets;
pub mod recorder;
pub mod scene;
pub mod sliders;
pub mod stops;
mod sweep;
pub mod words;

use crate::concept::{
    About, Act, ActionDecl, Clock, Concept, Deed, Description, Entry, Event, Explanation, Export, Group, Lesson, Mark,
    Metric, MetricDecl, PanelDecl, Place, Prediction, Preset, Record, SliderView, Source, StopDecl, Sweep, SweepPlan,
    SweepPoint, Table, Term, Thing, View, WasNow,
};
use crate::param::Bad;
use crate::scene::{Picture, Target};
use crate::sim::Time;
use model::{Action, Caches, EACH};
use params::Params;
use recorder::Recorder;

/// The concept.
pub struct CacheEviction;

#[allow(clippy::needless_update, reason = "fields to come")]
static ABOUT: About = About {
    id: "cache-eviction",
    title: "Cache eviction",
    lead: "The shelf is full. Choose what to forget.",
    promise: "Choose what to forget.",
    group: Group::Keep,
    ticks: "requests",
    strip: "missed, last 30",
    clock: Clock::count("request", "requests", EACH).least(40).window(400),
    things: &[Thing::new("policy", "Policy")],
    readings: &[],
    was_now: Place::More,
    intake: Some(&intake::INTAKE),
    sources: &[
        Source { who: "Belady 1966", what: "A study of replacement algorithms for a virtual-storage computer" },
        Source { who: "Megiddo, Modha 2003", what: "ARC: a self-tuning, low overhead replacement cache" },
        Source { who: "Jiang, Zhang 2002", what: "LIRS" },
        Source { who: "Einziger, Friedman, Manes 2017", what: "TinyLFU: a highly efficient cache admission policy" },
        Source { who: "Yang et al. 2023", what: "FIFO queues are all you need for cache eviction" },
        Source { who: "Zhang et al. 2024", what: "SIEVE is simpler than LRU" },
        Source { who: "Che, Tung, Wang 2002", what: "Hierarchical web caching systems" },
    ],
    leaves_out: &[
        "All keys have the same size.",
        "A miss brings its key in at once: the origin takes no time.",
        "Nobody writes, nothing grows stale, nothing expires.",
        "One thread asks: what locks cost is not counted.",
        "A cache whose size is changed is filled with the last 4,096 requests, as if it had been there.",
        "After 600 new keys the first of them comes again.",
    ],
    ..About::PLAIN
};

static ACTIONS: &[ActionDecl] = &[
    ActionDecl {
        id: "send-scan",
        label: "Send a scan",
        help: "Somebody reads through new keys, as many as the scan is long.",
        key: Some('s'),
        group: "Try it",
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "empty",
        label: "Empty the caches",
        help: "A restart: every cache loses everything.",
        key: Some('e'),
        fault: true,
        group: "Try it",
        ..ActionDecl::PLAIN
    },
];

/// The entry in the registry.
pub static ENTRY: &Entry = &Entry::of::<CacheEviction>();

impl Concept for CacheEviction {
    type Params = Params;
    type Model = Caches;
    type Recorder = Recorder;

    const ABOUT: &'static About = &ABOUT;
    const ACTIONS: &'static [ActionDecl] = ACTIONS;
    const PRESETS: &'static [Preset] = presets::PRESETS;
    const METRICS: &'static [MetricDecl] = metrics::METRICS;
    const GLOSSARY: &'static [Term] = glossary::GLOSSARY;
    const STOPS: &'static [StopDecl] = stops::STOPS;
    const PANELS: &'static [PanelDecl] = panels::PANELS;
    const LESSON: Option<&'static Lesson> = crate::lesson!("cache_eviction");
    const PREDICTIONS: &'static [Prediction] = predictions::PREDICTIONS;

    fn entry() -> &'static Entry {
        ENTRY
    }
    fn action(act: &Act, _model: Option<&Caches>) -> Result<Action, Bad> {
        match act.id {
            "send-scan" => Ok(Action::Scan),
            "empty" => Ok(Action::Empty),
            _ => Err(Bad {
                key: "do".to_owned(),
                value: act.to_string(),
                wrong: "is not an action".to_owned(),
                allowed: "send-scan, empty".to_owned(),
            }),
        }
    }
    fn strip_value(model: &Caches) -> f64 {
        panels::strip_value(model)
    }
    fn cut_warmup(model: &mut Caches) {
        model.cut_warmup();
    }
    fn metrics(model: &Caches) -> Vec<Metric> {
        metrics::metrics(model)
    }
    fn was_now(model: &Caches, recorder: &Recorder) -> WasNow {
        words::was_now(model, recorder)
    }
    fn mark(deed: &Deed, at: Time, before: &Params) -> Mark {
        words::mark(deed, at, before)
    }
    fn events_log(recorder: &Recorder, most: usize) -> Vec<Event> {
        words::log(recorder, most)
    }
    fn kind(what: &stops::Occurrence) -> &'static str {
        stops::kind(what)
    }
    fn say(what: &stops::Occurrence) -> String {
        words::occurrence(what)
    }
    fn slider(params: &Params, _model: &Caches, index: usize) -> SliderView {
        sliders::slider(params, index)
    }
    fn draw_record(model: &Caches, recorder: &Recorder, record: &Record, picture: &mut Picture) -> bool {
        scene::draw_record(model, recorder, record, picture)
    }
    fn draw(model: &Caches, recorder: &Recorder, view: &View, picture: &mut Picture) {
        scene::draw(model, recorder, view, picture);
    }
    fn draw_panel(
        index: usize,
        params: &Params,
        model: &Caches,
        _recorder: &Recorder,
        view: &View,
        sweep: Option<&Sweep>,
        picture: &mut Picture,
    ) -> String {
        panels::draw_panel(index, params, model, view, sweep, picture)
    }
    fn panel_table(
        index: usize,
        params: &Params,
        _model: &Caches,
        _recorder: &Recorder,
        sweep: Option<&Sweep>,
    ) -> Table {
        panels::panel_table(index, params, sweep)
    }
    fn describe(model: &Caches, _recorder: &Recorder) -> Description {
        words::describe(model)
    }
    fn table(model: &Caches, _recorder: &Recorder) -> Table {
        words::table(model)
    }
    fn explain(model: &Caches, _recorder: &Recorder, target: Target) -> Option<Explanation> {
        words::explain(model, target)
    }
    fn targets(model: &Caches, kind: &str) -> Vec<u32> {
        match kind {
            "policy" => (1..=model.lanes().len() as u32).collect(),
            "key" => predictions::targets(model),
            _ => Vec::new(),
        }
    }
    fn name(model: &Caches, target: Target) -> String {
        let lane = (target.id as usize).checked_sub(1).and_then(|at| model.lanes().get(at));
        match (target.kind, lane) {
            ("policy", Some(lane)) => lane.rule.name().to_owned(),
            _ => format!("Key {}", target.id),
        }
    }
    fn hint(model: &Caches) -> String {
        match model.first_difference() {
            Some(n) => format!("First difference: request {}.", crate::concept::grouped(n)),
            None => "Click a key or a policy for why.".to_owned(),
        }
    }
    fn outcome(_: &str, before: &Caches, after: &Caches) -> Option<u64> {
        predictions::outcome(before, after)
    }
    fn exports(params: &Params, model: &Caches) -> Vec<Export> {
        exports::exports(params, model)
    }
    fn sweep(params: &Params) -> SweepPlan {
        sweep::plan(params)
    }
    fn sweep_point(params: &Params, plan: &SweepPlan, lane: usize, x: usize, round: u32) -> SweepPoint {
        sweep::point(params, plan, lane, x, round)
    }
}
