//! Sharding: rows on many machines, by a key. Some queries ask one of them, some ask all.
//!
//! Placement is that of [`crate::policies::place`] (ring, mod N) and ranges cut by rows; each shard is a server with a
//! line, so that without anything else it is M/M/1. A change of shards moves rows in batches while queries go on.

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
pub mod why;
pub mod words;

use crate::concept::predict::Prediction;
use crate::concept::{
    About, Act, ActionDecl, Concept, Deed, Description, Entry, Event, Explanation, Group, Lesson, Mark, Metric,
    MetricDecl, PanelDecl, Preset, Press, Remark, SliderView, Source, StopDecl, Sweep, SweepPlan, SweepPoint, Table,
    Term, Thing, View, WasNow,
};
use crate::param::Bad;
use crate::scene::{Picture, Target};
use crate::sim::Time;
use model::{Action, SHARDS_MAX, Store};
use params::Params;
use recorder::Recorder;

/// The concept.
pub struct Sharding;

static ABOUT: About = About {
    id: "sharding",
    title: "Sharding",
    lead: "Cut the rows by a key. Ask one shard, not all.",
    promise: "Ask one shard, not all.",
    group: Group::Place,
    needs: &["consistent-hashing"],
    strip: "longest line",
    things: &[Thing::new("shard", "Shard").short("S"), Thing::new("query", "Query"), Thing::new("move", "Moved key")],
    readings: &["Busiest shard", "Point, p99", "Shards a query"],
    sources: &[
        Source { who: "Dean, Barroso 2013", what: "The tail at scale" },
        Source { who: "Chang et al. 2006", what: "Bigtable: ranges that are split and merged" },
        Source { who: "Karger et al. 1997", what: "Consistent hashing and random trees" },
        Source { who: "Fagin et al. 1979", what: "Extendible hashing: splitting by the next bit" },
        Source { who: "Kleinrock 1975", what: "Queueing systems: M/M/1" },
    ],
    leaves_out: &[
        "There are no replicas: what lies on a dead shard cannot be read until it is back.",
        "A part of a scan or of a scatter-gather takes as long as any query, however few rows it finds.",
        "Whoever routes queries takes no time and knows of a change at once.",
        "A key's rows are at the new shard when all of them are; then both clients and the old shard know.",
        "A line holds 5,000 queries; more fail, and nobody tries again.",
    ],
    ..About::PLAIN
};

static ACTIONS: &[ActionDecl] = &[
    ActionDecl {
        id: "split",
        label: "Split",
        help: "A new shard takes half of its keys.",
        key: Some('s'),
        target: Some("shard"),
        group: "Change it",
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "kill",
        label: "Kill",
        help: "The shard dies: what waits there fails, and so does who asks it.",
        key: Some('k'),
        target: Some("shard"),
        fault: true,
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "revive",
        label: "Revive",
        help: "The shard is back, with its rows.",
        key: Some('r'),
        target: Some("shard"),
        ..ActionDecl::PLAIN
    },
];

/// The entry in the registry.
pub static ENTRY: &Entry = &Entry::of::<Sharding>();

impl Concept for Sharding {
    type Params = Params;
    type Model = Store;
    type Recorder = Recorder;

    const ABOUT: &'static About = &ABOUT;
    const ACTIONS: &'static [ActionDecl] = ACTIONS;
    const PRESETS: &'static [Preset] = presets::PRESETS;
    const METRICS: &'static [MetricDecl] = metrics::METRICS;
    const GLOSSARY: &'static [Term] = glossary::GLOSSARY;
    const STOPS: &'static [StopDecl] = stops::STOPS;
    const PANELS: &'static [PanelDecl] = panels::PANELS;
    const LESSON: Option<&'static Lesson> = crate::lesson!("sharding");
    const PREDICTIONS: &'static [Prediction] = predictions::PREDICTIONS;

    fn entry() -> &'static Entry {
        ENTRY
    }
    fn action(act: &Act, model: Option<&Store>) -> Result<Action, Bad> {
        let refuse = |wrong: &str, allowed: String| Bad {
            key: "do".to_owned(),
            value: act.to_string(),
            wrong: wrong.to_owned(),
            allowed,
        };
        let n = act.target.unwrap_or(0) as usize;
        let there = |model: &Store| model.shards().get(n.wrapping_sub(1)).is_some_and(|shard| shard.present);
        if n == 0 || n > SHARDS_MAX || !model.is_none_or(there) {
            let most = model.map_or(SHARDS_MAX, |model| model.present().last().map_or(1, |at| at + 1));
            return Err(refuse("names a shard that is not there", format!("shards 1 to {most}")));
        }
        let at = (n - 1) as u8;
        match act.id {
            "split" if model.is_some_and(|model| model.present().count() >= SHARDS_MAX) => {
                Err(refuse("is one shard too many", format!("up to {SHARDS_MAX} shards")))
            }
            "split" => Ok(Action::Split(at)),
            "kill" => Ok(Action::Kill(at)),
            "revive" => Ok(Action::Revive(at)),
            _ => Err(refuse("is not an action", "split, kill, revive".to_owned())),
        }
    }
    fn strip_value(model: &Store) -> f64 {
        model.shards().iter().map(|shard| shard.line.len()).max().unwrap_or(0) as f64
    }
    fn cut_warmup(model: &mut Store) {
        model.cut_warmup();
    }
    fn metrics(model: &Store) -> Vec<Metric> {
        metrics::metrics(model)
    }
    fn was_now(model: &Store, recorder: &Recorder) -> WasNow {
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
    fn slider(params: &Params, _model: &Store, index: usize) -> SliderView {
        sliders::slider(params, index)
    }
    fn draw(model: &Store, recorder: &Recorder, view: &View, picture: &mut Picture) {
        scene::draw(model, recorder, view, picture);
    }
    fn draw_panel(
        index: usize,
        params: &Params,
        model: &Store,
        _recorder: &Recorder,
        view: &View,
        sweep: Option<&Sweep>,
        picture: &mut Picture,
    ) -> String {
        panels::draw(index, params, model, view, sweep, picture)
    }
    fn remarks(index: usize, _params: &Params, model: &Store) -> Vec<Remark> {
        panels::remarks(index, model)
    }
    fn panel_table(index: usize, params: &Params, model: &Store, _recorder: &Recorder, sweep: Option<&Sweep>) -> Table {
        panels::table(index, params, model, sweep)
    }
    fn panel_text(
        _index: usize,
        params: &Params,
        model: &Store,
        _recorder: &Recorder,
        _focus: Option<Target>,
    ) -> Table {
        panels::panel_text(params, model)
    }
    fn describe(model: &Store, _recorder: &Recorder) -> Description {
        words::describe(model)
    }
    fn table(model: &Store, _recorder: &Recorder) -> Table {
        words::table(model)
    }
    fn explain(model: &Store, recorder: &Recorder, target: Target) -> Option<Explanation> {
        why::explain(model, recorder, target)
    }
    fn targets(model: &Store, kind: &str) -> Vec<u32> {
        if kind == "shard" { model.present().map(|at| at as u32 + 1).collect() } else { Vec::new() }
    }
    fn counts(model: &Store) -> Vec<(Target, u64)> {
        let of = |at: usize| (Target { kind: "shard", id: at as u64 + 1 }, model.shards()[at].line.len() as u64);
        model.present().map(of).collect()
    }
    fn press(_params: &Params, _model: &Store, target: Target) -> Press {
        if target.kind == "shard" { Press::Choose } else { Press::Why }
    }
    fn hint(_model: &Store) -> String {
        "Click a shard, a query or a moved key for why.".to_owned()
    }
    fn sweep(params: &Params) -> SweepPlan {
        sweep::plan(params)
    }
    fn sweep_point(params: &Params, plan: &SweepPlan, lane: usize, x: usize, round: u32) -> SweepPoint {
        sweep::point(params, plan, lane, x, round)
    }
}
