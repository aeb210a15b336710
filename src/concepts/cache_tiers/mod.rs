//! Cache tiers: in the process, on nodes, at a shield, at the edges. Each sees what those before it missed, and each keeps
//! a copy of its own.

pub mod exports;
pub mod glossary;
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
pub mod sweep;
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
use model::{Action, Tiers};
use params::{EACH_MAX, Params, Tier};
use recorder::Recorder;

/// The concept.
pub struct CacheTiers;

static ABOUT: About = About {
    id: "cache-tiers",
    title: "Cache tiers",
    lead: "Cache behind cache. Each keeps a copy of its own.",
    promise: "Stack caches, count copies.",
    group: Group::Keep,
    needs: &["cache-eviction"],
    ticks: "requests",
    strip: "loads at the origin",
    things: &[Thing::new("cache", "Cache"), Thing::new("node", "Node").short("N")],
    readings: &["From a cache", "At the origin", "Out of date"],
    sources: &[
        Source { who: "Nishtala et al. 2013", what: "Scaling memcache at Facebook: cold clusters, warmed from others" },
        Source { who: "Jung, Berger, Balakrishnan 2003", what: "Modeling TTL-based Internet caches" },
        Source { who: "RFC 9111 (2022)", what: "HTTP caching: age, max-age, s-maxage" },
        Source { who: "Karger et al. 1997", what: "Consistent hashing: the ring of the nodes" },
    ],
    leaves_out: &[
        "Who asks which edge and which program is drawn at random for each request.",
        "Programs ask a node, and the node asks the origin; a node that is lost is noticed at once.",
        "Every tier forgets the least recently used key first; all values are of one size.",
        "Messages take their time exactly, and none is lost. Nobody gives up waiting.",
        "An edge and the shield count an answer's age from its leaving the program; a program and a node do not send one.",
        "A write is at the origin at once.",
    ],
    ..About::PLAIN
};

static ACTIONS: &[ActionDecl] = &[
    ActionDecl {
        id: "write",
        label: "Write key 1",
        help: "Program 1 writes the most popular key now.",
        key: Some('w'),
        group: "Try it",
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "warm",
        label: "Warm the nodes",
        help: "The most popular keys are loaded into the nodes, two at a time.",
        group: "Try it",
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "lose",
        label: "Lose",
        help: "The node is gone with its copies; its keys go to the others.",
        key: Some('k'),
        target: Some("node"),
        fault: true,
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "back",
        label: "Bring back",
        help: "The node is there again, without a copy.",
        key: Some('b'),
        target: Some("node"),
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "down",
        label: "Cut off all nodes",
        help: "No node can be reached: programs ask the origin.",
        fault: true,
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "up",
        label: "Nodes back",
        help: "The nodes can be reached again, and are empty.",
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "deploy",
        label: "Restart the programs",
        help: "What the programs keep themselves is gone.",
        fault: true,
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "empty",
        label: "Empty every cache",
        help: "A cold start: no tier holds anything.",
        key: Some('e'),
        fault: true,
        ..ActionDecl::PLAIN
    },
];

/// The entry in the registry.
pub static ENTRY: &Entry = &Entry::of::<CacheTiers>();

impl Concept for CacheTiers {
    type Params = Params;
    type Model = Tiers;
    type Recorder = Recorder;

    const ABOUT: &'static About = &ABOUT;
    const ACTIONS: &'static [ActionDecl] = ACTIONS;
    const PRESETS: &'static [Preset] = presets::PRESETS;
    const METRICS: &'static [MetricDecl] = metrics::METRICS;
    const PANELS: &'static [PanelDecl] = panels::PANELS;
    const LESSON: Option<&'static Lesson> = crate::lesson!("cache_tiers");
    const GLOSSARY: &'static [Term] = glossary::GLOSSARY;
    const STOPS: &'static [StopDecl] = stops::STOPS;
    const PREDICTIONS: &'static [Prediction] = predictions::PREDICTIONS;

    fn entry() -> &'static Entry {
        ENTRY
    }
    fn action(act: &Act, model: Option<&Tiers>) -> Result<Action, Bad> {
        let refuse = |wrong: &str, allowed: String| Bad {
            key: "do".to_owned(),
            value: act.to_string(),
            wrong: wrong.to_owned(),
            allowed,
        };
        let node = || {
            let most = model.map_or(EACH_MAX, |model| model.params().nodes);
            let n = act.target.unwrap_or(0);
            if n == 0 || n > most {
                return Err(refuse("names a node that is not there", format!("nodes 1 to {most}")));
            }
            Ok(n as u8 - 1)
        };
        Ok(match act.id {
            "write" => Action::Write,
            "warm" => Action::Warm,
            "lose" => Action::Lose(node()?),
            "back" => Action::Back(node()?),
            "down" => Action::Down,
            "up" => Action::Up,
            "deploy" => Action::Deploy,
            "empty" => Action::Empty,
            _ => return Err(refuse("is not an action", ACTIONS.iter().map(|a| a.id).collect::<Vec<_>>().join(", "))),
        })
    }
    fn strip_value(model: &Tiers) -> f64 {
        let (busy, line) = model.origin();
        f64::from(busy) + line as f64
    }
    fn cut_warmup(model: &mut Tiers) {
        model.cut_warmup();
    }
    fn metrics(model: &Tiers) -> Vec<Metric> {
        metrics::metrics(model)
    }
    fn was_now(model: &Tiers, recorder: &Recorder) -> WasNow {
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
    fn slider(params: &Params, _model: &Tiers, index: usize) -> SliderView {
        sliders::slider(params, index)
    }
    fn draw(model: &Tiers, _recorder: &Recorder, view: &View, picture: &mut Picture) {
        scene::draw(model, view, picture);
    }
    fn draw_panel(
        index: usize,
        params: &Params,
        model: &Tiers,
        recorder: &Recorder,
        view: &View,
        sweep: Option<&Sweep>,
        picture: &mut Picture,
    ) -> String {
        panels::draw_panel(index, (params, model, recorder), view, sweep, picture)
    }
    fn remarks(index: usize, params: &Params, model: &Tiers) -> Vec<Remark> {
        panels::remarks(index, params, model)
    }
    fn panel_table(index: usize, _params: &Params, model: &Tiers, recorder: &Recorder, sweep: Option<&Sweep>) -> Table {
        panels::panel_table(index, model, recorder, sweep)
    }
    fn describe(model: &Tiers, _recorder: &Recorder) -> Description {
        words::describe(model)
    }
    fn table(model: &Tiers, _recorder: &Recorder) -> Table {
        words::table(model)
    }
    fn explain(model: &Tiers, _recorder: &Recorder, target: Target) -> Option<Explanation> {
        words::explain(model, target)
    }
    fn targets(model: &Tiers, kind: &str) -> Vec<u32> {
        let params = model.params();
        match kind {
            "cache" => (1..=words::all(params).len() as u32).collect(),
            "node" if params.has(Tier::Cluster) => (1..=params.nodes).collect(),
            _ => Vec::new(),
        }
    }
    fn name(model: &Tiers, target: Target) -> String {
        match target.kind {
            "cache" => words::place(model, target.id as u32)
                .map_or_else(|| format!("Cache {}", target.id), |spot| words::capital(&words::name(spot))),
            _ => format!("Node {}", target.id),
        }
    }
    fn hint(_model: &Tiers) -> String {
        "Click a cache for what it holds, a node to lose it.".to_owned()
    }
    fn sweep(params: &Params) -> SweepPlan {
        sweep::plan(params)
    }
    fn sweep_point(params: &Params, plan: &SweepPlan, lane: usize, x: usize, round: u32) -> SweepPoint {
        sweep::point(params, plan, lane, x, round)
    }
    fn exports(params: &Params, _model: &Tiers) -> Vec<Export> {
        exports::exports(params)
    }
}
