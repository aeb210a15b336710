//! Fairness in rate limiting: whose count a request is, who pays for others, and who gets through.
//!
//! Tiers and ways of counting are those of common practice: by address, by user, or by user with the address of who has
//! not signed in, and a cap for each address beside it (HAProxy's and nginx's stick tables and zones take any such key).
//! Counts are fixed windows.

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
    MetricDecl, PanelDecl, Preset, Remark, Row, SliderView, Source, StopDecl, Sweep, SweepPlan, SweepPoint, Table,
    Term, Thing, Tick, TickKind, View, WasNow,
};
use crate::param::{Bad, Param, ParamSet as _, Scale, Value};
use crate::scene::chart::{self, Ticks};
use crate::scene::{Picture, Target};
use crate::sim::{Model as _, Time};
use metrics::share;
use model::{ATTACKER, Action, All, Crowd, NAMES};
use params::Params;
use recorder::Recorder;

/// The concept.
pub struct FairLimiting;

static ABOUT: About = About {
    id: "fair-limiting",
    title: "Whose limit",
    lead: "Count users or addresses. See who pays.",
    promise: "Limit one, spare the others.",
    group: Group::Limit,
    ticks: "requests.sent",
    needs: &["rate-limiting"],
    strip: "refused unjustly, this window",
    readings: &["Refused unjustly", "Attacker let in", "Anonymous"],
    things: &[Thing::new("request", "Request"), Thing::new("class", "Class"), Thing::new("count", "Count")],
    sources: &[
        Source { who: "nginx documentation", what: "limit_req_zone: a key may hold text and variables" },
        Source { who: "HAProxy configuration manual", what: "stick-table, track-sc by any sample" },
    ],
    leaves_out: &[
        "Requests take no time, and refused ones are not tried again.",
        "Nobody changes his address, and the attacker draws one at random for each request.",
        "A count is a fixed window; other limiters stand on the page about rate limiting.",
    ],
    ..About::PLAIN
};

static ACTIONS: &[ActionDecl] = &[
    ActionDecl {
        id: "office-now",
        label: "Nine o'clock",
        help: "Everybody behind the one address sends this many at once.",
        key: Some('o'),
        amount: Some(Param::whole("office-now", "Requests each", 1, 100, 5)),
        group: "Send more",
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "attack-now",
        label: "Attack",
        help: "The attacker sends this many at once.",
        key: Some('a'),
        amount: Some(Param::whole("attack-now", "Requests", 1, 1000, 50)),
        group: "Send more",
        ..ActionDecl::PLAIN
    },
];

/// The entry in the registry.
pub static ENTRY: &Entry = &Entry::of::<FairLimiting>();

impl Concept for FairLimiting {
    type Params = Params;
    type Model = Crowd;
    type Recorder = Recorder;

    const ABOUT: &'static About = &ABOUT;
    const ACTIONS: &'static [ActionDecl] = ACTIONS;
    const PRESETS: &'static [Preset] = presets::PRESETS;
    const METRICS: &'static [MetricDecl] = metrics::METRICS;
    const GLOSSARY: &'static [Term] = glossary::GLOSSARY;
    const STOPS: &'static [StopDecl] = stops::STOPS;
    const PANELS: &'static [PanelDecl] = panels::PANELS;
    const LESSON: Option<&'static Lesson> = crate::lesson!("fair_limiting");
    const PREDICTIONS: &'static [Prediction] = predictions::PREDICTIONS;

    fn entry() -> &'static Entry {
        ENTRY
    }
    fn action(act: &Act, _model: Option<&Crowd>) -> Result<Action, Bad> {
        let amount = act.amount.unwrap_or(1.0);
        match act.id {
            "office-now" => Ok(Action::Office(amount.clamp(1.0, 100.0) as u32)),
            "attack-now" => Ok(Action::Attack(amount.clamp(1.0, 1000.0) as u32)),
            _ => Err(Bad {
                key: "do".to_owned(),
                value: act.to_string(),
                wrong: "is not an action".to_owned(),
                allowed: "office-now, attack-now".to_owned(),
            }),
        }
    }
    fn strip_value(model: &Crowd) -> f64 {
        f64::from(model.unjust_now())
    }
    fn cut_warmup(model: &mut Crowd) {
        model.cut_warmup();
    }
    fn metrics(model: &Crowd) -> Vec<Metric> {
        metrics::metrics(model)
    }
    fn was_now(model: &Crowd, recorder: &Recorder) -> WasNow {
        let (from, base) = recorder.base.unwrap_or((Time::ZERO, All::default()));
        let now = model.sums() - base;
        let span = (model.now() - from).secs();
        let of = |all: &All, span: f64, what: usize| -> Option<f64> {
            let innocent = all.innocent();
            match what {
                0 => share(innocent.unjust, &innocent).map(|x| 100.0 * x),
                1 => (span > 0.0).then(|| all.class[ATTACKER].passed as f64 / span),
                2 => share(all.shared.refused(), &all.shared).map(|x| 100.0 * x),
                class => share(all.class[class - 3].refused(), &all.class[class - 3]).map(|x| 100.0 * x),
            }
        };
        let was = recorder.was;
        let row = |label, unit, what| Row {
            label,
            symbol: "",
            unit,
            was: was.and_then(|(a, b, all)| of(&all, (b - a).secs(), what)),
            now: of(&now, span, what),
        };
        WasNow {
            title: if was.is_some() { "Refused, before and after".to_owned() } else { "Refused".to_owned() },
            was: was.map(|(a, b, _)| (a, b)),
            now: (from, model.now()),
            count: now.class.iter().map(|sums| sums.sent).sum(),
            rows: vec![
                row("Refused unjustly", "%", 0),
                row("Attacker let in", "/s", 1),
                row("Shared address", "%", 2),
                row("Anonymous", "%", 3),
                row("Free", "%", 4),
                row("Basic", "%", 5),
                row("Premium", "%", 6),
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
    fn slider(params: &Params, _model: &Crowd, index: usize) -> SliderView {
        slider(params, index)
    }
    fn draw(model: &Crowd, recorder: &Recorder, view: &View, picture: &mut Picture) {
        scene::draw(model, recorder, view, picture);
    }
    fn draw_panel(
        index: usize,
        params: &Params,
        model: &Crowd,
        _recorder: &Recorder,
        view: &View,
        sweep: Option<&Sweep>,
        picture: &mut Picture,
    ) -> String {
        panels::draw(index, params, model, view, sweep, picture)
    }
    fn remarks(index: usize, params: &Params, _model: &Crowd) -> Vec<Remark> {
        if index != 2 {
            return Vec::new();
        }
        let what = crate::param::within_sentence(params.key.option().label);
        let both = params.key == params::Key::Both && params.accounts > 0;
        let why = if both {
            "Holds at most: the smaller of what the accounts and what the addresses may."
        } else {
            "Holds: Poisson requests, spread at random over counts that nobody else fills."
        };
        vec![Remark { what, why: why.to_owned(), holds: true }]
    }
    fn panel_table(index: usize, params: &Params, model: &Crowd, _recorder: &Recorder, sweep: Option<&Sweep>) -> Table {
        panels::table(index, params, model, sweep)
    }
    fn describe(model: &Crowd, _recorder: &Recorder) -> Description {
        words::describe(model)
    }
    fn table(model: &Crowd, _recorder: &Recorder) -> Table {
        words::table(model)
    }
    fn explain(model: &Crowd, recorder: &Recorder, target: Target) -> Option<Explanation> {
        words::explain(model, recorder, target)
    }
    fn name(_model: &Crowd, target: Target) -> String {
        let index = (target.id as usize).wrapping_sub(1);
        match target.kind {
            "class" => NAMES.get(index).map_or("class".to_owned(), |name| name.to_lowercase()),
            kind => format!("{kind} {}", target.id),
        }
    }
    fn hint(_model: &Crowd) -> String {
        "Click a request or a count for why.".to_owned()
    }
    fn exports(params: &Params, _model: &Crowd) -> Vec<Export> {
        exports::exports(params)
    }
    fn sweep(params: &Params) -> SweepPlan {
        sweep::plan(params)
    }
    fn sweep_point(params: &Params, plan: &SweepPlan, lane: usize, x: usize, round: u32) -> SweepPoint {
        sweep::point(params, plan, lane, x, round)
    }
}

/// The part of a range that is worth a finger, grown to hold the value.
fn slider(params: &Params, index: usize) -> SliderView {
    let Some(param) = Params::TABLE.get(index) else {
        return SliderView { low: 0.0, high: 1.0, scale: Scale::Linear, ticks: Vec::new(), consequence: String::new() };
    };
    let (min, max, scale) = param.span();
    let value = match params.get(index) {
        Value::Real(x) => x,
        Value::Whole(n) => n as f64,
        _ => min,
    };
    let people = f64::from(params.people().iter().sum::<u32>());
    let (low, high) = match param.key {
        "demand" => (0.0, 2.0),
        "attack" => (0.0, 60.0),
        "window" => (1.0, 60.0),
        "behind" => (0.0, people.max(1.0)),
        "cap" => (0.0, 400.0),
        key if key.starts_with("limit") => (0.0, 100.0),
        _ => (min, max),
    };
    let (low, high) = (low.max(min).min(value), high.max(value).min(max));
    let of = if scale == Scale::Log { chart::Scale::Log } else { chart::Scale::Linear };
    let tick = |tick: &chart::Tick| Tick {
        at: tick.value,
        label: tick.label.clone().unwrap_or_default(),
        kind: if tick.label.is_some() { TickKind::Label } else { TickKind::Minor },
    };
    let ticks = Ticks::within(of, low, high).ticks.iter().map(tick).collect();
    let consequence = match param.key {
        "attack" if params.attack > 0.0 => format!("due {:.1} /s", theory::fair(params)),
        "behind" if f64::from(params.behind) > people => format!("{people} there"),
        _ => String::new(),
    };
    SliderView { low, high, scale, ticks, consequence }
}
