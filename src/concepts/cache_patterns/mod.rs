//! Cache patterns: who writes where, in which order, and what goes wrong on the way.
//!
//! Several patterns get the same reads and writes, each with a cache and a database of its own. Every step is a message,
//! so that one can overtake another.

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
use model::{Action, Systems};
use params::Params;
use recorder::Recorder;

/// The concept.
pub struct CachePatterns;

static ABOUT: About = About {
    id: "cache-patterns",
    title: "Cache patterns",
    lead: "Two copies of one truth. Decide who writes where.",
    promise: "Keep two copies of one truth.",
    group: Group::Keep,
    ticks: "lane.1.reads",
    needs: &["cache-eviction"],
    strip: "messages under way, first pattern",
    things: &[Thing::new("pattern", "Pattern")],
    readings: &["Old answers", "Mean read", "Mean write"],
    sources: &[
        Source { who: "Nishtala et al. 2013", what: "Scaling memcache at Facebook" },
        Source { who: "RFC 2308 (1998)", what: "Negative caching of DNS queries" },
    ],
    leaves_out: &[
        "Nothing is evicted: there is room for every key.",
        "The database never fails, and keeps the order in which writes reach it.",
        "Messages between a program and a cache or a database are slow at times and never lost.",
        "A program that waits for a message waits as long as it takes.",
        "Keys that are not there are never created.",
        "Every pattern has a cache and a database of its own.",
    ],
    ..About::PLAIN
};

static ACTIONS: &[ActionDecl] = &[
    ActionDecl {
        id: "write",
        label: "Write key 1",
        help: "Somebody writes the most popular key now.",
        key: Some('w'),
        group: "Try it",
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "crash",
        label: "Crash the caches",
        help: "Every cache loses what it holds; what the database does not have is gone.",
        key: Some('x'),
        fault: true,
        group: "Try it",
        ..ActionDecl::PLAIN
    },
];

/// The entry in the registry.
pub static ENTRY: &Entry = &Entry::of::<CachePatterns>();

impl Concept for CachePatterns {
    type Params = Params;
    type Model = Systems;
    type Recorder = Recorder;

    const ABOUT: &'static About = &ABOUT;
    const ACTIONS: &'static [ActionDecl] = ACTIONS;
    const PRESETS: &'static [Preset] = presets::PRESETS;
    const METRICS: &'static [MetricDecl] = metrics::METRICS;
    const LESSON: Option<&'static Lesson> = crate::lesson!("cache_patterns");
    const PREDICTIONS: &'static [Prediction] = predictions::PREDICTIONS;
    const GLOSSARY: &'static [Term] = glossary::GLOSSARY;
    const STOPS: &'static [StopDecl] = stops::STOPS;
    const PANELS: &'static [PanelDecl] = panels::PANELS;

    fn entry() -> &'static Entry {
        ENTRY
    }
    fn action(act: &Act, _model: Option<&Systems>) -> Result<Action, Bad> {
        match act.id {
            "write" => Ok(Action::Write),
            "crash" => Ok(Action::Crash),
            _ => Err(Bad {
                key: "do".to_owned(),
                value: act.to_string(),
                wrong: "is not an action".to_owned(),
                allowed: "write, crash".to_owned(),
            }),
        }
    }
    fn strip_value(model: &Systems) -> f64 {
        model.lanes().first().map_or(0.0, |lane| lane.messages().count() as f64)
    }
    fn cut_warmup(model: &mut Systems) {
        model.cut_warmup();
    }
    fn metrics(model: &Systems) -> Vec<Metric> {
        metrics::metrics(model)
    }
    fn was_now(model: &Systems, recorder: &Recorder) -> WasNow {
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
    fn slider(params: &Params, _model: &Systems, index: usize) -> SliderView {
        sliders::slider(params, index)
    }
    fn draw(model: &Systems, recorder: &Recorder, view: &View, picture: &mut Picture) {
        scene::draw(model, recorder, view, picture);
    }
    fn draw_panel(
        index: usize,
        params: &Params,
        model: &Systems,
        _recorder: &Recorder,
        view: &View,
        sweep: Option<&Sweep>,
        picture: &mut Picture,
    ) -> String {
        panels::draw_panel(index, params, model, view, sweep, picture)
    }
    fn remarks(index: usize, params: &Params, model: &Systems) -> Vec<Remark> {
        panels::remarks(index, params, model)
    }
    fn panel_table(
        index: usize,
        params: &Params,
        model: &Systems,
        _recorder: &Recorder,
        sweep: Option<&Sweep>,
    ) -> Table {
        panels::panel_table(index, params, model, sweep)
    }
    fn describe(model: &Systems, _recorder: &Recorder) -> Description {
        words::describe(model)
    }
    fn table(model: &Systems, _recorder: &Recorder) -> Table {
        words::table(model)
    }
    fn explain(model: &Systems, _recorder: &Recorder, target: Target) -> Option<Explanation> {
        words::explain(model, target)
    }
    fn targets(model: &Systems, kind: &str) -> Vec<u32> {
        if kind == "pattern" { (1..=model.lanes().len() as u32).collect() } else { Vec::new() }
    }
    fn name(model: &Systems, target: Target) -> String {
        let lane = (target.id as usize).checked_sub(1).and_then(|at| model.lanes().get(at));
        lane.map_or_else(|| format!("Pattern {}", target.id), |lane| lane.pattern.name().to_owned())
    }
    fn hint(_model: &Systems) -> String {
        "Click a row for its steps.".to_owned()
    }
    fn exports(params: &Params, _model: &Systems) -> Vec<Export> {
        exports::exports(params)
    }
    fn sweep(params: &Params) -> SweepPlan {
        sweep::plan(params)
    }
    fn sweep_point(params: &Params, plan: &SweepPlan, lane: usize, x: usize, round: u32) -> SweepPoint {
        sweep::point(params, plan, lane, x, round)
    }
}
