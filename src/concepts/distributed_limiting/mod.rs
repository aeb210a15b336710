//! Distributed rate limiting: one limit, many gateways.
//!
//! The counters are fixed windows, the simplest that show what distribution does: counts that are read too early,
//! told too late, or kept apart. Gossip follows Demers et al. 1987.

pub mod exports;
mod glossary;
pub mod metrics;
pub mod model;
pub mod panels;
pub mod params;
pub mod predictions;
pub mod presets;
pub mod recorder;
pub mod scene;
pub mod stops;
mod sweep;
#[cfg(test)]
mod tests;
pub mod theory;
pub mod words;

use crate::concept::predict::Prediction;
use crate::concept::{
    About, Act, ActionDecl, Concept, Deed, Description, Entry, Event, Explanation, Export, Group, Lesson, Mark, Metric,
    MetricDecl, PanelDecl, Preset, Press, Remark, Row, SliderView, Source, StopDecl, Sweep, SweepPlan, SweepPoint,
    Table, Term, Thing, View, WasNow,
};
use crate::param::{Bad, Param, ParamSet as _};
use crate::scene::{Picture, Target};
use crate::sim::{Model as _, Time};
use model::{Action, Many, Sums};
use params::Params;
use recorder::Recorder;

/// The concept.
pub struct DistributedLimiting;

static ABOUT: About = About {
    id: "distributed-limiting",
    title: "Distributed limits",
    lead: "One limit, many gateways. Count together.",
    promise: "Count together, far apart.",
    group: Group::Limit,
    ticks: "requests.sent",
    needs: &["rate-limiting"],
    strip: "passed, this window",
    readings: &["Over the limit", "Messages", "Latency"],
    things: &[
        Thing::new("request", "Request"),
        Thing::new("gateway", "Gateway").short("G"),
        Thing::new("store", "Store"),
    ],
    sources: &[
        Source { who: "Raghavan et al. 2007", what: "Cloud control with distributed rate limiting" },
        Source { who: "Pittel 1987", what: "On spreading a rumor" },
        Source { who: "Demers et al. 1987", what: "Epidemic algorithms for replicated database maintenance" },
        Source { who: "Redis documentation", what: "INCR and Lua scripts" },
    ],
    leaves_out: &[
        "Messages are never lost on the way, and all take the same time.",
        "The store is one machine; it answers in no time of its own, and it keeps its counts while it is down.",
        "A window's end loses what was leased or not told yet.",
        "One key: with many, each has a limit of its own.",
        "At most 4,096 requests wait for the store; more are decided without it.",
        "Requests are not tried again.",
    ],
    ..About::PLAIN
};

const STORE: Option<&str> = Some("store");

static ACTIONS: &[ActionDecl] = &[
    ActionDecl {
        id: "kill",
        label: "Kill",
        help: "The store dies: nobody answers.",
        key: Some('k'),
        target: STORE,
        fault: true,
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "slow",
        label: "Slow down",
        help: "The store's answers take this many times as long.",
        key: Some('s'),
        target: STORE,
        amount: Some(Param::whole("slow", "Times", 1, 1000, 10).unit("×")),
        fault: true,
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "recover",
        label: "Revive",
        help: "The store is well and as fast as before.",
        key: Some('r'),
        target: STORE,
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "surge-now",
        label: "Send a burst",
        help: "This many requests come at once, one at each gateway in turn.",
        key: Some('b'),
        amount: Some(Param::whole("surge-now", "Requests", 1, 1000, 50)),
        group: "Send more",
        ..ActionDecl::PLAIN
    },
];

/// The entry in the registry.
pub static ENTRY: &Entry = &Entry::of::<DistributedLimiting>();

impl Concept for DistributedLimiting {
    type Params = Params;
    type Model = Many;
    type Recorder = Recorder;

    const ABOUT: &'static About = &ABOUT;
    const ACTIONS: &'static [ActionDecl] = ACTIONS;
    const PRESETS: &'static [Preset] = presets::PRESETS;
    const METRICS: &'static [MetricDecl] = metrics::METRICS;
    const GLOSSARY: &'static [Term] = glossary::GLOSSARY;
    const STOPS: &'static [StopDecl] = stops::STOPS;
    const PANELS: &'static [PanelDecl] = panels::PANELS;
    const LESSON: Option<&'static Lesson> = crate::lesson!("distributed_limiting");
    const PREDICTIONS: &'static [Prediction] = predictions::PREDICTIONS;

    fn entry() -> &'static Entry {
        ENTRY
    }
    fn action(act: &Act, _model: Option<&Many>) -> Result<Action, Bad> {
        let refuse = |wrong: &str, allowed: &str| Bad {
            key: "do".to_owned(),
            value: act.to_string(),
            wrong: wrong.to_owned(),
            allowed: allowed.to_owned(),
        };
        let amount = act.amount.unwrap_or(1.0).clamp(1.0, 1000.0) as u32;
        if matches!(act.id, "kill" | "slow" | "recover") && act.target.is_some_and(|target| target != 1) {
            return Err(refuse("names a store that is not there", "store 1"));
        }
        Ok(match act.id {
            "kill" => Action::Kill,
            "slow" => Action::Slow(amount),
            "recover" => Action::Recover,
            "surge-now" => Action::Burst(amount),
            _ => return Err(refuse("is not an action", "kill, slow, recover, surge-now")),
        })
    }
    fn strip_value(model: &Many) -> f64 {
        f64::from(model.truth().0)
    }
    fn cut_warmup(model: &mut Many) {
        model.cut_warmup();
    }
    fn metrics(model: &Many) -> Vec<Metric> {
        metrics::metrics(model)
    }
    fn was_now(model: &Many, recorder: &Recorder) -> WasNow {
        let (from, base) = recorder.base.unwrap_or((Time::ZERO, Sums::default()));
        let now = model.sums() - base;
        let span = (model.now() - from).secs();
        let limit = f64::from(model.params().limit);
        let of = |sums: &Sums, span: f64, what: usize| -> Option<f64> {
            let decided = (sums.passed + sums.refused) as f64;
            let over = |a: f64, b: f64| (b > 0.0).then(|| a / b);
            match what {
                0 => over(sums.in_windows as f64, sums.windows as f64 * limit),
                1 => over(sums.passed as f64, span),
                2 => over(100.0 * sums.falsely as f64, sums.refused as f64),
                3 => over(sums.messages as f64, span),
                _ => over(sums.waited_ns as f64 / 1e6, decided),
            }
        };
        let was = recorder.was;
        let row = |label, unit, what| Row {
            label,
            symbol: "",
            unit,
            was: was.and_then(|(a, b, sums)| of(&sums, (b - a).secs(), what)),
            now: of(&now, span, what),
        };
        WasNow {
            title: if was.is_some() { "Before and after".to_owned() } else { "Now".to_owned() },
            was: was.map(|(a, b, _)| (a, b)),
            now: (from, model.now()),
            count: now.passed + now.refused,
            rows: vec![
                row("Over the limit", "×", 0),
                row("Passed", "/s", 1),
                row("Falsely refused", "%", 2),
                row("Messages", "/s", 3),
                row("Latency", "ms", 4),
            ],
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
    fn slider(params: &Params, _model: &Many, index: usize) -> SliderView {
        slider(params, index)
    }
    fn draw(model: &Many, recorder: &Recorder, view: &View, picture: &mut Picture) {
        scene::draw(model, recorder, view, picture);
    }
    fn draw_panel(
        index: usize,
        params: &Params,
        model: &Many,
        _recorder: &Recorder,
        view: &View,
        sweep: Option<&Sweep>,
        picture: &mut Picture,
    ) -> String {
        panels::draw_panel(index, params, model, view, sweep, picture)
    }
    fn panel_height(index: usize, params: &Params) -> f32 {
        panels::panel_height(index, params)
    }
    fn panel_table(index: usize, params: &Params, model: &Many, _recorder: &Recorder, sweep: Option<&Sweep>) -> Table {
        panels::panel_table(index, params, model, sweep)
    }
    fn remarks(index: usize, params: &Params, model: &Many) -> Vec<Remark> {
        panels::remarks(index, params, model)
    }
    fn describe(model: &Many, _recorder: &Recorder) -> Description {
        words::describe(model)
    }
    fn table(model: &Many, _recorder: &Recorder) -> Table {
        words::table(model)
    }
    fn explain(model: &Many, recorder: &Recorder, target: Target) -> Option<Explanation> {
        words::explain(model, recorder, target)
    }
    fn targets(model: &Many, kind: &str) -> Vec<u32> {
        match kind {
            "gateway" => (1..=model.gateways().len() as u32).collect(),
            "store" if model.has_store() => vec![1],
            _ => Vec::new(),
        }
    }
    fn name(_model: &Many, target: Target) -> String {
        match target.kind {
            "store" => "Store".to_owned(),
            "gateway" => format!("G{}", target.id),
            _ => format!("request {}", target.id),
        }
    }
    fn press(_params: &Params, model: &Many, target: Target) -> Press {
        match target.kind {
            "store" => {
                let id = if model.store_dead() { "recover" } else { "kill" };
                Press::Act(Act { id, target: Some(1), amount: None })
            }
            "gateway" => Press::Choose,
            _ => Press::Why,
        }
    }
    fn hint(model: &Many) -> String {
        if model.has_store() {
            "Click the store to kill or revive it, a request for why.".to_owned()
        } else {
            String::new()
        }
    }
    fn exports(params: &Params, _model: &Many) -> Vec<Export> {
        exports::exports(params)
    }
    fn rescue(model: &Many) -> Option<(String, Act)> {
        let away = model.store_dead() && model.has_store();
        away.then(|| ("Revive the store".to_owned(), Act { id: "recover", target: Some(1), amount: None }))
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

/// What of these deeds lasts: the state of the store.
fn done(acts: &[Act]) -> Vec<Action> {
    let lasting = acts.iter().filter_map(|act| DistributedLimiting::action(act, None).ok());
    lasting.filter(|action| !matches!(action, Action::Burst(_))).collect()
}

/// The part of a range that is worth a finger, grown to hold the value.
fn slider(params: &Params, index: usize) -> SliderView {
    use crate::concept::{Tick, TickKind};
    use crate::param::{Scale, Value};
    use crate::scene::chart::{self, Ticks};
    let Some(param) = Params::TABLE.get(index) else {
        return SliderView { low: 0.0, high: 1.0, scale: Scale::Linear, ticks: Vec::new(), consequence: String::new() };
    };
    let (min, max, own) = param.span();
    let values = match params.get(index) {
        Value::Real(x) => vec![x],
        Value::Whole(n) => vec![n as f64],
        Value::List(list) => list,
        _ => vec![min],
    };
    let full = f64::from(params.limit) / params.window;
    let (low, high, scale) = match param.key {
        "limit" | "batch" => (1.0, 200.0, Scale::Linear),
        "window" => (0.0, 10.0, Scale::Linear),
        "load" => (0.0, 4.0 * full, Scale::Linear),
        "rtt" => (0.0, 400.0, Scale::Linear),
        "every" => (0.01, 10.0, Scale::Log),
        "patience" => (1.0, 2000.0, Scale::Log),
        "clock-skew" => (0.0, 2000.0, Scale::Linear),
        "clocks" => (-1000.0, 1000.0, Scale::Linear),
        _ => (min, max, own),
    };
    let high = values.iter().fold(high, |high, value| high.max(*value)).min(max);
    let low = values.iter().fold(low.max(min), |low, value| low.min(*value));
    let of = if scale == Scale::Log { chart::Scale::Log } else { chart::Scale::Linear };
    let mut ticks: Vec<Tick> = Ticks::within(of, low, high)
        .ticks
        .iter()
        .map(|tick| Tick {
            at: tick.value,
            label: tick.label.clone().unwrap_or_default(),
            kind: if tick.label.is_some() { TickKind::Label } else { TickKind::Minor },
        })
        .collect();
    if param.key == "load" && full <= high {
        ticks.push(Tick { at: full, label: format!("limit {}", full.round()), kind: TickKind::Theory });
    }
    let consequence = match param.key {
        "window" => format!("{full:.0} /s"),
        _ => String::new(),
    };
    SliderView { low, high, scale, ticks, consequence }
}
