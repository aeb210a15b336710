//! Cache stampede: a value expires, and everybody asks at once.
//!
//! Several caches get the same requests, each with its own cure and an origin of its own; the rules are in
//! [`crate::policies::stampede`].

pub mod exports;
mod glossary;
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
pub mod theory;
pub mod words;

use crate::concept::predict::Prediction;
use crate::concept::{
    About, Act, ActionDecl, Concept, Deed, Description, Entry, Event, Explanation, Export, Group, Lesson, Mark, Metric,
    MetricDecl, PanelDecl, Preset, Remark, SliderView, Source, StopDecl, Sweep, SweepPlan, SweepPoint, Table, Term,
    Thing, View, WasNow,
};
use crate::param::Bad;
use crate::scene::{Picture, Target};
use crate::sim::Time;
use model::{Action, Caches};
use params::Params;
use recorder::Recorder;

/// The concept.
pub struct CacheStampede;

static ABOUT: About = About {
    id: "cache-stampede",
    title: "Cache stampede",
    lead: "A value expires. Let one ask for it, not all.",
    promise: "Let one ask, not all.",
    group: Group::Keep,
    ticks: "requests",
    needs: &["cache-eviction"],
    strip: "loads at the origin, first cure",
    things: &[Thing::new("cure", "Cure")],
    readings: &["Loads for each expiry", "Most at once", "p99"],
    sources: &[
        Source {
            who: "Vattani, Chierichetti, Lowenstein 2015",
            what: "Optimal probabilistic cache stampede prevention",
        },
        Source { who: "Nishtala et al. 2013", what: "Scaling memcache at Facebook: leases" },
        Source { who: "RFC 5861 (2010)", what: "HTTP Cache-Control extensions for stale content" },
        Source {
            who: "nginx 1.22",
            what: "proxy_cache_lock, its age, proxy_cache_use_stale, proxy_cache_background_update",
        },
    ],
    leaves_out: &[
        "Nothing is evicted: there is room for every key.",
        "Nobody writes: an old value is old, not wrong.",
        "A lock is taken in no time, and is free at the end of its time to the moment.",
        "Who waits for a lock waits until its value comes or the lock ends.",
        "Every cure has an origin of its own.",
    ],
    ..About::PLAIN
};

static ACTIONS: &[ActionDecl] = &[
    ActionDecl {
        id: "expire",
        label: "Expire everything",
        help: "Every value ends now; the old ones are still there.",
        key: Some('x'),
        fault: true,
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "empty",
        label: "Empty the caches",
        help: "A restart: every value is gone.",
        key: Some('e'),
        fault: true,
        ..ActionDecl::PLAIN
    },
];

/// The entry in the registry.
pub static ENTRY: &Entry = &Entry::of::<CacheStampede>();

impl Concept for CacheStampede {
    type Params = Params;
    type Model = Caches;
    type Recorder = Recorder;

    const ABOUT: &'static About = &ABOUT;
    const ACTIONS: &'static [ActionDecl] = ACTIONS;
    const PRESETS: &'static [Preset] = presets::PRESETS;
    const METRICS: &'static [MetricDecl] = metrics::METRICS;
    const LESSON: Option<&'static Lesson> = crate::lesson!("cache_stampede");
    const PREDICTIONS: &'static [Prediction] = predictions::PREDICTIONS;
    const GLOSSARY: &'static [Term] = glossary::GLOSSARY;
    const STOPS: &'static [StopDecl] = stops::STOPS;
    const PANELS: &'static [PanelDecl] = panels::PANELS;

    fn entry() -> &'static Entry {
        ENTRY
    }
    fn action(act: &Act, _model: Option<&Caches>) -> Result<Action, Bad> {
        match act.id {
            "expire" => Ok(Action::Expire),
            "empty" => Ok(Action::Empty),
            _ => Err(Bad {
                key: "do".to_owned(),
                value: act.to_string(),
                wrong: "is not an action".to_owned(),
                allowed: "expire, empty".to_owned(),
            }),
        }
    }
    fn strip_value(model: &Caches) -> f64 {
        model.lanes().first().map_or(0.0, |lane| f64::from(lane.level()))
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
    fn remarks(index: usize, params: &Params, model: &Caches) -> Vec<Remark> {
        panels::remarks(index, params, model)
    }
    fn panel_table(
        index: usize,
        params: &Params,
        model: &Caches,
        _recorder: &Recorder,
        sweep: Option<&Sweep>,
    ) -> Table {
        panels::panel_table(index, params, model, sweep)
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
        if kind == "cure" { (1..=model.lanes().len() as u32).collect() } else { Vec::new() }
    }
    fn name(model: &Caches, target: Target) -> String {
        let lane = (target.id as usize).checked_sub(1).and_then(|at| model.lanes().get(at));
        lane.map_or_else(|| format!("Cure {}", target.id), |lane| lane.rule.name().to_owned())
    }
    fn hint(_model: &Caches) -> String {
        "Click a row for why.".to_owned()
    }
    fn exports(params: &Params, _model: &Caches) -> Vec<Export> {
        exports::exports(params)
    }
    fn sweep(params: &Params) -> SweepPlan {
        sweep::plan(params)
    }
    fn sweep_point(params: &Params, plan: &SweepPlan, lane: usize, x: usize, round: u32) -> SweepPoint {
        sweep::point(params, plan, lane, x, round)
    }
}
