//! Load balancing: give each request to one server; keep the lines short.
//!
//! The model follows queueing theory's picture of a balancer in front of parallel servers (Harchol-Balter 2013,
//! "Performance Modeling and Design of Computer Systems"); each policy names its own source in
//! [`crate::policies::balance`].

pub mod assumptions;
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
pub mod window;
pub mod words;

use crate::concept::{
    About, Act, ActionDecl, Concept, Deed, Description, Entry, Event, Explanation, Export, Group, Lesson, Mark, Metric,
    MetricDecl, PanelDecl, Prediction, Preset, Press, Remark, Row, SliderView, Source, StopDecl, Sweep, SweepPlan,
    SweepPoint, Table, Term, Thing, View, WasNow,
};
use crate::param::{Bad, Param};
use crate::scene::{Picture, Target};
use crate::sim::{Span, Time};
use model::{Action, Cluster, Illness, SPEED_ONE, ServerState};
use params::{Params, SERVERS_MAX};
use recorder::Recorder;
use window::Window;

/// The concept.
pub struct LoadBalancing;

/// The word under a killed server.
const REVIVE: Thing = Thing::new("revive", "Server").short("S");

static ABOUT: About = About {
    id: "load-balancing",
    title: "Load balancing",
    lead: "Give each request to one server. Keep the lines short.",
    promise: "Keep every line short.",
    group: Group::Spread,
    ticks: "requests.sent",
    strip: "inside",
    things: &[Thing::new("server", "Server").short("S"), Thing::new("balancer", "Balancer"), REVIVE],
    intake: Some(&intake::INTAKE),
    readings: &["Utilisation", "Mean", "p99"],
    sources: &[
        Source { who: "Harchol-Balter 2013", what: "Performance Modeling and Design of Computer Systems" },
        Source { who: "Mitzenmacher 2001", what: "The Power of Two Choices in Randomized Load Balancing" },
        Source { who: "Lu et al. 2011", what: "Join-Idle-Queue" },
        Source { who: "nginx 1.22", what: "smooth weighted round robin" },
        Source { who: "Finagle", what: "peak EWMA" },
    ],
    leaves_out: &[
        "A server's speed does not fall when many requests are inside, unless you slow it down.",
        "Requests are not retried: what is lost is lost.",
        "There is one balancer, and it never fails.",
        "Wires never lose a request and take the same time for all.",
        "Probes take no worker and are never queued.",
        "Memory is not modelled: a server with a million in line is as fast as an empty one.",
    ],
    ..About::PLAIN
};

const SERVER: Option<&str> = Some("server");

static ACTIONS: &[ActionDecl] = &[
    ActionDecl {
        id: "kill",
        fault: true,
        label: "Kill",
        help: "The server dies: it refuses connections, and all it holds is lost.",
        key: Some('k'),
        target: SERVER,
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "hang",
        fault: true,
        label: "Hang",
        help: "The server takes requests and never answers.",
        key: Some('h'),
        target: SERVER,
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "slow",
        fault: true,
        label: "Slow down",
        help: "The server runs at this factor of its speed.",
        key: Some('s'),
        target: SERVER,
        amount: Some(Param::real("slow", "Speed factor", 0.01, 10.0, 0.5).unit("×")),
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "flap",
        fault: true,
        label: "Flap",
        help: "The server dies and comes back, each for this many seconds.",
        key: Some('f'),
        target: SERVER,
        amount: Some(Param::real("flap", "Half a period", 0.1, 600.0, 5.0).unit("s")),
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "recover",
        label: "Revive",
        help: "The server is well again and at full speed.",
        key: Some('r'),
        target: SERVER,
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "drain",
        label: "Drain",
        help: "The server finishes what it has and gets nothing new.",
        key: Some('d'),
        target: SERVER,
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "remove",
        fault: true,
        label: "Remove",
        help: "The server leaves at once; what it holds is lost.",
        key: Some('x'),
        target: SERVER,
        ..ActionDecl::PLAIN
    },
    ActionDecl { id: "add", label: "Add a server", help: "A server joins.", key: Some('a'), ..ActionDecl::PLAIN },
];

/// The actions among these acts.
fn done(acts: &[Act]) -> Vec<Action> {
    acts.iter().filter_map(|act| LoadBalancing::action(act, None).ok()).collect()
}

/// The entry in the registry.
pub static ENTRY: &Entry = &Entry::of::<LoadBalancing>();

impl Concept for LoadBalancing {
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
    const LESSON: Option<&'static Lesson> = crate::lesson!("load_balancing");
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
        let server = || {
            let n = act.target.unwrap_or(0) as usize;
            let most = model.map_or(SERVERS_MAX, |model| model.servers().len());
            let there = model.is_none_or(|model| model.servers().get(n.wrapping_sub(1)).is_some_and(|s| s.present));
            if n == 0 || n > most || !there {
                return Err(refuse("names a server that is not there", format!("servers 1 to {most}")));
            }
            Ok((n - 1) as u16)
        };
        let amount = act.amount.unwrap_or(1.0);
        Ok(match act.id {
            "kill" => Action::Kill(server()?),
            "hang" => Action::Hang(server()?),
            "slow" => Action::Slow(server()?, ((amount * SPEED_ONE as f64 + 0.5) as u64).max(1)),
            "flap" => Action::Flap(server()?, Span::from_secs(amount)),
            "recover" => Action::Recover(server()?),
            "drain" => Action::Drain(server()?),
            "remove" => Action::Remove(server()?),
            "add" => {
                if model.is_some_and(|m| m.servers().iter().filter(|s| s.present).count() >= SERVERS_MAX) {
                    return Err(refuse("is one server too many", format!("up to {SERVERS_MAX} servers")));
                }
                Action::Add
            }
            _ => return Err(refuse("is not an action", ACTIONS.iter().map(|a| a.id).collect::<Vec<_>>().join(", "))),
        })
    }

    fn strip_value(model: &Cluster) -> f64 {
        model.inside() as f64
    }
    fn cut_warmup(model: &mut Cluster) {
        model.cut_warmup();
    }
    fn metrics(model: &Cluster) -> Vec<Metric> {
        metrics::metrics(model)
    }

    fn was_now(model: &Cluster, recorder: &Recorder) -> WasNow {
        let now = Window::measure(model, recorder);
        let was = recorder.was.as_deref();
        let row = |label, symbol, unit, of: &dyn Fn(&Window) -> Option<f64>| Row {
            label,
            symbol,
            unit,
            was: was.and_then(of),
            now: of(&now),
        };
        let mut rows = vec![
            row("Utilisation", "ρ", "", &|w| w.utilisation),
            row("Served", "", "/s", &|w| w.served_per_s),
            row("Inside", "L", "", &|w| w.inside),
            // Little's law, live: what is served a second times how long it stays is what is inside.
            row("Little", "λW", "", &|w| Some(w.served_per_s? * w.mean_s()?)),
            row("Mean", "", "s", &Window::mean_s),
            row("p50", "", "s", &|w| w.quantile_s(0.5)),
            row("p95", "", "s", &|w| w.quantile_s(0.95)),
            row("p99", "", "s", &|w| w.quantile_s(0.99)),
        ];
        if now.failed > 0 || was.is_some_and(|w| w.failed > 0) {
            rows.push(row("Came to nothing", "", "", &|w| Some(w.failed as f64)));
        }
        WasNow {
            title: words::deed_title(recorder.last_deed.filter(|_| was.is_some())),
            was: was.map(|w| (w.from, w.to)),
            now: (now.from, now.to),
            count: now.done,
            rows,
        }
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
    fn slider(params: &Params, model: &Cluster, index: usize) -> SliderView {
        sliders::slider(params, model, index)
    }
    fn draw(model: &Cluster, recorder: &Recorder, view: &View, picture: &mut Picture) {
        scene::draw(model, recorder, view, picture);
    }
    fn draw_panel(
        index: usize,
        params: &Params,
        model: &Cluster,
        recorder: &Recorder,
        view: &View,
        sweep: Option<&Sweep>,
        picture: &mut Picture,
    ) -> String {
        panels::draw_panel(index, params, model, recorder, view, sweep, picture)
    }
    fn panel_table(
        index: usize,
        params: &Params,
        model: &Cluster,
        recorder: &Recorder,
        sweep: Option<&Sweep>,
    ) -> Table {
        panels::panel_table(index, params, model, recorder, sweep)
    }
    fn remarks(index: usize, _: &Params, model: &Cluster) -> Vec<Remark> {
        panels::remarks(index, model)
    }
    fn describe(model: &Cluster, recorder: &Recorder) -> Description {
        words::describe(model, recorder)
    }
    fn table(model: &Cluster, _recorder: &Recorder) -> Table {
        words::table(model)
    }
    fn explain(model: &Cluster, recorder: &Recorder, target: Target) -> Option<Explanation> {
        words::explain(model, recorder, target)
    }
    fn targets(model: &Cluster, kind: &str) -> Vec<u32> {
        let present = |(index, server): (usize, &ServerState)| server.present.then_some(index as u32 + 1);
        if kind == "server" { model.servers().iter().enumerate().filter_map(present).collect() } else { Vec::new() }
    }
    fn counts(model: &Cluster) -> Vec<(Target, u64)> {
        let of = |(index, server): (usize, &ServerState)| {
            let target = Target { kind: "server", id: index as u64 + 1 };
            server.present.then(|| (target, u64::from(server.inside())))
        };
        model.servers().iter().enumerate().filter_map(of).collect()
    }
    fn press(_: &Params, model: &Cluster, target: Target) -> Press {
        let n = target.id as u32;
        if target.kind == REVIVE.kind {
            return Press::Act(Act { id: "recover", target: Some(n), amount: None });
        }
        if target.kind != "server" {
            return Press::Why;
        }
        let Some(server) = model.servers().get((n as usize).wrapping_sub(1)) else { return Press::Why };
        let ill = server.illness != Illness::Well || server.draining || !server.flap.is_zero();
        Press::Act(Act { id: if ill { "recover" } else { "kill" }, target: Some(n), amount: None })
    }
    fn hint(_: &Cluster) -> String {
        "Click a server to kill it. Turn its rim to change its speed.".to_owned()
    }
    fn rescue(model: &Cluster) -> Option<(String, Act)> {
        let up = |server: &ServerState| server.present && server.illness == Illness::Well;
        let first = model.servers().iter().position(|server| server.present)?;
        let act = Act { id: "recover", target: Some(first as u32 + 1), amount: None };
        (!model.servers().iter().any(up)).then(|| (format!("Revive S{}", first + 1), act))
    }
    fn outcome(_: &str, before: &Cluster, after: &Cluster) -> Option<u64> {
        predictions::outcome(before, after)
    }
    fn exports(params: &Params, model: &Cluster) -> Vec<Export> {
        exports::exports(params, model)
    }
    fn sweep(params: &Params) -> SweepPlan {
        sweep::plan(params)
    }
    fn sweep_note(acts: &[Act], params: &Params) -> String {
        sweep::note(params, &done(acts))
    }
    fn sweep_point(params: &Params, plan: &SweepPlan, lane: usize, x: usize, round: u32) -> SweepPoint {
        sweep::point(params, &[], plan, (lane, x), round)
    }
    fn sweep_point_after(
        acts: &[Act],
        params: &Params,
        plan: &SweepPlan,
        lane: usize,
        x: usize,
        round: u32,
    ) -> SweepPoint {
        sweep::point(params, &done(acts), plan, (lane, x), round)
    }
}
