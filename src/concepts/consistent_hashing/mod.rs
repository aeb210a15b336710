//! Consistent hashing and sharding: who owns the key, and what moves when the cluster changes.
//!
//! The strategies are those of [`crate::policies::place`], each with its source. The picture is the circle of Karger et
//! al. 1997 where a strategy has one, and the table of keys or slots where it has not.

pub mod exports;
mod glossary;
pub mod intake;
mod intake_whole;
pub mod metrics;
pub mod model;
pub mod occurrence;
pub mod panels;
pub mod params;
pub mod predictions;
pub mod presets;
pub mod recorder;
pub mod rings;
pub mod risk;
pub mod scene;
pub mod sliders;
pub mod stops;
mod sweep;
pub mod theory;
pub mod whole;
pub mod words;

use crate::concept::{
    About, Act, ActionDecl, Concept, Deed, Description, Entry, Event, Explanation, Export, Group, Lesson, Mark, Metric,
    MetricDecl, PanelDecl, Prediction, Preset, Press, Remark, Row, SliderView, Source, State, StopDecl, Sweep,
    SweepPlan, SweepPoint, Table, Term, Thing, View, WasNow,
};
use crate::param::{Bad, Param, Value};
use crate::policies::place::Kind;
use crate::scene::{Picture, Target};
use crate::sim::{Model as _, Time};
use model::fleet::Fleet;
use model::{Action, Cluster, letter};
use occurrence::Step;
use params::{NODES_MAX, Params, RACKS_MAX};
use recorder::{Figures, Flow, Recorder};

/// The concept.
pub struct ConsistentHashing;

static ABOUT: About = About {
    id: "consistent-hashing",
    title: "Consistent hashing",
    lead: "Add a node. Move only the keys it takes.",
    promise: "Move only the keys you must.",
    group: Group::Place,
    ticks: "requests.asked",
    needs: &["load-balancing"],
    strip: "database /s",
    things: &[
        Thing::new("node", "Node"),
        Thing::new("strategy", "Strategy"),
        Thing::new("rack", "Rack"),
        Thing::new("directory", "Directory"),
    ],
    readings: &["Moved", "Fullest", "Hits"],
    intake: Some(&intake::INTAKE),
    sources: &[
        Source { who: "Karger et al. 1997", what: "Consistent hashing and random trees" },
        Source { who: "DeCandia et al. 2007", what: "Dynamo: Amazon's highly available key-value store" },
        Source { who: "Lamping, Veach 2014", what: "A fast, minimal memory, consistent hash algorithm" },
        Source { who: "Eisenbud et al. 2016", what: "Maglev: a fast and reliable software network load balancer" },
        Source { who: "Mirrokni, Thorup, Zadimoghaddam 2016", what: "Consistent hashing with bounded loads" },
        Source { who: "Envoy, libketama, Redis Cluster", what: "ring_hash and maglev, ketama, hash slots" },
    ],
    leaves_out: &[
        "A key that moves is at its new node at once; copying takes no time.",
        "Every client knows the nodes at the same moment.",
        "Nodes hold all their keys: nothing is ever evicted.",
        "The database answers everything, however much it is asked.",
        "A message for a user who is away is counted and not sent again.",
        "Of more than 20,000 keys, strategies beside the own one show 20,000 at once, and all of them when they are counted.",
    ],
    ..About::PLAIN
};

const NODE: Option<&str> = Some("node");

static ACTIONS: &[ActionDecl] = &[
    ActionDecl {
        id: "add",
        label: "Add a node",
        help: "A node joins.",
        key: Some('a'),
        group: "Change the cluster",
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "leave",
        label: "Remove",
        help: "The node hands over what it holds and leaves.",
        key: Some('x'),
        target: NODE,
        group: "Change the cluster",
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "kill",
        label: "Kill",
        help: "The node dies; what it holds is lost, and the database is asked again.",
        key: Some('k'),
        target: NODE,
        group: "Change the cluster",
        fault: true,
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "rack",
        label: "A rack dies",
        help: "All nodes of the rack die at once; keys with every copy in it are lost.",
        key: Some('r'),
        target: Some("rack"),
        group: "Change the cluster",
        fault: true,
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "several",
        label: "Several die",
        help: "So many nodes, drawn at random, die at once; keys with every copy on them are lost.",
        amount: Some(Param::whole("several", "How many", 1, NODES_MAX as i64, 3)),
        group: "Change the cluster",
        fault: true,
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "weigh",
        label: "Weigh",
        help: "The node is due this many times as much as one of weight 1.",
        key: Some('w'),
        target: NODE,
        amount: Some(Param::real("weigh", "Weight", 0.1, 10.0, 2.0).unit("×").step(0.1)),
        group: "Change the cluster",
        ..ActionDecl::PLAIN
    },
];

/// The entry in the registry.
pub static ENTRY: &Entry = &Entry::of::<ConsistentHashing>();

impl Concept for ConsistentHashing {
    type Params = Params;
    type Model = Cluster;
    type Recorder = Recorder;

    const ABOUT: &'static About = &ABOUT;
    const ACTIONS: &'static [ActionDecl] = ACTIONS;
    const PRESETS: &'static [Preset] = presets::PRESETS;
    const METRICS: &'static [MetricDecl] = metrics::METRICS;
    const GLOSSARY: &'static [Term] = glossary::GLOSSARY;
    const STOPS: &'static [StopDecl] = stops::STOPS;
    const PANELS: &'static [PanelDecl] = panels::PANELS;
    const LESSON: Option<&'static Lesson> = crate::lesson!("consistent_hashing");
    const PREDICTIONS: &'static [Prediction] = predictions::PREDICTIONS;

    fn entry() -> &'static Entry {
        ENTRY
    }

    fn action(act: &Act, model: Option<&Cluster>) -> Result<Action, Bad> {
        let refuse = |wrong: &str, allowed: String| Bad {
            key: "do".to_owned(),
            value: act.to_string(),
            wrong: wrong.to_owned(),
            allowed,
        };
        let node = || {
            let id = act.target.unwrap_or(0).wrapping_sub(1);
            // How many nodes there will have been is not known before a link is run.
            let there = model.map_or(id < 1000, |model| model.members().get(id).is_some());
            let known = || model.map_or_else(String::new, names);
            if there {
                Ok(id)
            } else {
                Err(refuse("names a node that is not there", format!("nodes that are there: {}", known())))
            }
        };
        let steps = match act.id {
            "add" => {
                if model.is_some_and(|model| model.members().len() >= NODES_MAX) {
                    return Err(refuse("is one node too many", format!("up to {NODES_MAX} nodes")));
                }
                Step::Join(1.0)
            }
            "leave" => Step::Leave(node()?),
            "kill" => Step::Die(node()?),
            "weigh" => Step::Weigh(node()?, act.amount.unwrap_or(1.0)),
            "rack" => {
                let rack = act.target.unwrap_or(0);
                let racks = model.map_or(RACKS_MAX, |model| model.params().racks);
                if !(1..=racks).contains(&rack) {
                    return Err(refuse("names a rack that is not there", format!("1 to {racks}")));
                }
                return Ok(Action::Rack(rack - 1));
            }
            "several" => return Ok(Action::Several(act.amount.unwrap_or(1.0) as u32)),
            _ => return Err(refuse("is not an action", ACTIONS.iter().map(|a| a.id).collect::<Vec<_>>().join(", "))),
        };
        Ok(Action::Nodes(steps))
    }

    fn strip_value(model: &Cluster) -> f64 {
        model.fleet().map_or_else(|| f64::from(model.recent().1), |fleet| f64::from(fleet.tries(0).1))
    }
    fn strip_label(model: &Cluster) -> &'static str {
        if model.fleet().is_some() { "tries to connect /s" } else { ABOUT.strip }
    }
    fn cut_warmup(model: &mut Cluster) {
        model.cut_warmup();
    }
    fn metrics(model: &Cluster) -> Vec<Metric> {
        metrics::metrics(model)
    }

    fn was_now(model: &Cluster, recorder: &Recorder) -> WasNow {
        let now = Figures::of(model);
        let was = recorder.was;
        let row = |label, unit, of: &dyn Fn(&Figures) -> Option<f64>| Row {
            label,
            symbol: "",
            unit,
            was: was.as_ref().and_then(of),
            now: of(&now),
        };
        let moved = model.change().map(|_| 100.0 * model.own().moved_share());
        let least = model.change().map(|_| 100.0 * model.least());
        let rows = if let Some(fleet) = model.fleet() {
            fleet_rows(fleet, &row)
        } else {
            vec![
                row("Nodes", "", &|f| Some(f.nodes)),
                Row { label: "Moved", symbol: "", unit: "%", was: None, now: moved },
                Row { label: "Least possible", symbol: "", unit: "%", was: None, now: least },
                row("Keys per node", "", &|f| Some(f.mean)),
                row("Fullest", "×", &|f| Some(f.fullest)),
                row("Spread", "×", &|f| Some(f.spread)),
                row("Hits", "%", &|f| f.hits),
                row("Database", "/s", &|f| Some(f.misses)),
            ]
        };
        let since = model.change().map_or(Time::ZERO, |change| change.at);
        WasNow {
            title: model
                .change()
                .map_or_else(String::new, |change| format!("Before and after: {}", words::change(change))),
            was: was.map(|was| (was.at, was.at)),
            now: (since, model.now()),
            count: model.tally().asked,
            rows,
        }
    }

    fn targets(model: &Cluster, kind: &str) -> Vec<u32> {
        match kind {
            "node" => model.members().iter().map(|member| member.id + 1).collect(),
            "rack" => (1..=model.params().racks).collect(),
            "strategy" => model.params().compare.iter().map(|kind| *kind as u32 + 1).collect(),
            _ => Vec::new(),
        }
    }
    fn counts(model: &Cluster) -> Vec<(Target, u64)> {
        let holds = |id: u32| model.fleet().map_or(model.own().load(id), |fleet| fleet.users().held(id));
        let of = |id: u32| (Target { kind: "node", id: u64::from(id) + 1 }, u64::from(holds(id)));
        let nodes = model.members().iter().map(|member| of(member.id));
        let racks = if model.params().racks > 1 { model.params().racks } else { 0 };
        // A rack holds what its nodes do.
        let in_rack = |rack: u32| {
            let there = |id: &u32| model.members().get(*id).is_some();
            let sum = model.rack(rack).filter(there).map(|id| u64::from(holds(id))).sum();
            (Target { kind: "rack", id: u64::from(rack) + 1 }, sum)
        };
        nodes.chain((0..racks).map(in_rack)).collect()
    }
    fn name(model: &Cluster, target: Target) -> String {
        let index = (target.id as usize).wrapping_sub(1);
        match target.kind {
            "node" => letter(index as u32),
            "directory" => "Directory".to_owned(),
            "rack" => format!("Rack {}", target.id),
            "strategy" => Kind::ALL.get(index).map_or_else(String::new, |kind| kind.option().label.to_owned()),
            _ if model.fleet().is_some() => format!("User {index}"),
            _ => format!("Key {index}"),
        }
    }
    fn press(params: &Params, model: &Cluster, target: Target) -> Press {
        match target.kind {
            "node" => Press::Choose,
            "rack" if model.rack(target.id.saturating_sub(1) as u32).next().is_some() => {
                Press::Act(Act { id: "rack", target: Some(target.id as u32), amount: None })
            }
            "directory" => Press::Set("outage", Value::Switch(!params.outage)),
            "strategy" => Press::Set("strategy", Value::Choice((target.id as usize).saturating_sub(1))),
            _ => Press::Tell,
        }
    }
    fn hint(model: &Cluster) -> String {
        match model.own().kind {
            _ if model.fleet().is_some() => "Press a user for why, a gateway to choose it.".to_owned(),
            _ if model.params().racks > 1 => "Press a rack to let it die, a key for why.".to_owned(),
            _ if scene::rim_of_chosen(model) => {
                "Press a letter for the rim that turns its weight, a key for why.".to_owned()
            }
            Kind::Directory => "Press the directory to break it, a key for why.".to_owned(),
            _ => "Press a key for why, a strategy to use it.".to_owned(),
        }
    }
    fn rescue(model: &Cluster) -> Option<(String, Act)> {
        let nobody = model.members().is_empty();
        nobody.then(|| ("Add a node".to_owned(), Act { id: "add", target: None, amount: None }))
    }
    fn exports(params: &Params, model: &Cluster) -> Vec<Export> {
        exports::exports(params, model)
    }
    fn flag(model: &Cluster, _: &Recorder) -> Option<String> {
        let change = model.change().filter(|change| (model.now() - change.at).secs() < 0.5)?;
        Some(words::change(change))
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
        words::event(Time::ZERO, what).words
    }
    fn slider(params: &Params, model: &Cluster, index: usize) -> SliderView {
        sliders::slider(params, model, index)
    }
    fn draw(model: &Cluster, _: &Recorder, view: &View, picture: &mut Picture) {
        scene::draw(model, view, picture);
    }
    fn draw_panel(
        index: usize,
        params: &Params,
        model: &Cluster,
        _: &Recorder,
        view: &View,
        sweep: Option<&Sweep>,
        picture: &mut Picture,
    ) -> String {
        panels::draw(index, params, model, view, sweep, picture)
    }
    fn panel_table(index: usize, params: &Params, model: &Cluster, _: &Recorder, sweep: Option<&Sweep>) -> Table {
        panels::table(index, params, model, sweep)
    }
    fn remarks(index: usize, _: &Params, model: &Cluster) -> Vec<Remark> {
        panels::remarks(index, model)
    }
    fn describe(model: &Cluster, _: &Recorder) -> Description {
        words::describe(model)
    }
    fn table(model: &Cluster, _: &Recorder) -> Table {
        words::table(model)
    }
    fn explain(model: &Cluster, _: &Recorder, target: Target) -> Option<Explanation> {
        words::explain(model, target)
    }
    fn outcome(_: &str, before: &Cluster, after: &Cluster) -> Option<u64> {
        predictions::outcome(before, after)
    }
    fn sweep(params: &Params) -> SweepPlan {
        sweep::plan(params)
    }
    fn sweep_note(_: &[Act], params: &Params) -> String {
        if Self::sweeps_history(params) { whole::fingerprint(params) } else { String::new() }
    }
    fn sweeps_history(params: &Params) -> bool {
        params.keys > model::COMPARED_KEYS
    }
    fn sweep_point_of(state: &State, plan: &SweepPlan, lane: usize, x: usize) -> Option<SweepPoint> {
        whole::point(state, plan, lane, x)
    }
    fn sweep_point(params: &Params, plan: &SweepPlan, lane: usize, x: usize, round: u32) -> SweepPoint {
        sweep::point(params, plan, lane, x, round)
    }
}

/// Makes a row of a label, a unit and how its value is read.
type Told<'a> = &'a dyn Fn(&'static str, &'static str, &dyn Fn(&Figures) -> Option<f64>) -> Row;

/// The rows of the table before and after, where the nodes are gateways.
fn fleet_rows(fleet: &Fleet, row: Told<'_>) -> Vec<Row> {
    let (all, storm) = (f64::from(fleet.users().count().max(1)), fleet.storm());
    let only = |label, unit, now: Option<f64>| Row { label, symbol: "", unit, was: None, now };
    let of = |part: fn(&Flow) -> Option<f64>| move |figures: &Figures| figures.fleet.as_ref().and_then(part);
    vec![
        row("Gateways", "", &|f| Some(f.nodes)),
        only("Must connect again", "%", Some(100.0 * f64::from(storm.must) / all)),
        row("Away", "", &of(|flow| Some(flow.away))),
        row("Tries", "/s", &of(|flow| Some(flow.tries))),
        only("Most tries", "/s", Some(f64::from(storm.peak))),
        only("Most at one", "/s", Some(f64::from(storm.peak_at.0))),
        only("All back after", "s", storm.back.map(|back| (back - storm.at).secs())),
        row("Delivered", "%", &of(|flow| flow.delivered)),
        row("Wrong entries", "", &of(|flow| flow.wrong)),
    ]
}

fn names(model: &Cluster) -> String {
    model
        .members()
        .iter()
        .map(|member| format!("{} ({})", member.id + 1, letter(member.id)))
        .collect::<Vec<_>>()
        .join(", ")
}
