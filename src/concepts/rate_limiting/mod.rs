//! Rate limiting: let a burst through; hold the average.
//!
//! Several limiters can stand side by side and decide about the same requests; each algorithm names its own source in
//! [`crate::policies::limit`].

pub mod exports;
pub mod face;
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
pub mod trail;
pub mod window;
pub mod words;

use crate::concept::{
    About, Act, ActionDecl, Concept, Deed, Description, Entry, Event, Explanation, Export, Group, Lesson, Mark, Metric,
    MetricDecl, PanelDecl, Prediction, Preset, Remark, Row, SliderView, Source, StopDecl, Sweep, SweepPlan, SweepPoint,
    Table, Term, Thing, View, WasNow,
};
use crate::param::{Bad, Param};
use crate::scene::{Picture, Target};
use crate::sim::Time;
use model::{Action, Limiting};
use params::Params;
use recorder::Recorder;
use window::Window;

/// The concept.
pub struct RateLimiting;

static ABOUT: About = About {
    id: "rate-limiting",
    title: "Rate limiting",
    lead: "Let a burst through. Hold the average.",
    promise: "Let a burst through, hold the average.",
    group: Group::Limit,
    ticks: "requests.sent",
    strip: "in the window",
    intake: Some(&intake::INTAKE),
    readings: &["Let in", "Refused", "Worst window"],
    things: &[Thing::new("request", "Request"), Thing::new("limiter", "Limiter")],
    sources: &[
        Source { who: "Turner 1986", what: "New directions in communications (or which way to the information age?)" },
        Source { who: "ITU-T I.371 (2004)", what: "Generic cell rate algorithm" },
        Source { who: "RFC 2697 (1999)", what: "A single rate three color marker" },
        Source { who: "IETF draft 11 (2026)", what: "RateLimit header fields for HTTP" },
        Source { who: "Brooker 2015", what: "Exponential backoff and jitter" },
    ],
    leaves_out: &[
        "A limiter decides in no time: its own cost is left out.",
        "Requests carry no deadline: a client waits in a queue as long as it takes.",
        "The network between clients and the limiter takes no time and loses nothing.",
        "Headers are read by clients that pace themselves; others ignore them.",
    ],
    ..About::PLAIN
};

static ACTIONS: &[ActionDecl] = &[
    ActionDecl {
        id: "attack",
        label: "Attack the boundary",
        help: "As many requests as the limit allows come right before the next edge between two windows, and as many right after it.",
        key: Some('a'),
        group: "Send more",
        ..ActionDecl::PLAIN
    },
    ActionDecl {
        id: "surge-now",
        label: "Send a burst",
        help: "This many requests come at once.",
        key: Some('b'),
        amount: Some(Param::whole("surge-now", "Requests", 1, 1000, 10)),
        group: "Send more",
        ..ActionDecl::PLAIN
    },
];

/// The entry in the registry.
pub static ENTRY: &Entry = &Entry::of::<RateLimiting>();

impl Concept for RateLimiting {
    type Params = Params;
    type Model = Limiting;
    type Recorder = Recorder;

    const ABOUT: &'static About = &ABOUT;
    const ACTIONS: &'static [ActionDecl] = ACTIONS;
    const PRESETS: &'static [Preset] = presets::PRESETS;
    const METRICS: &'static [MetricDecl] = metrics::METRICS;
    const GLOSSARY: &'static [Term] = glossary::GLOSSARY;
    const STOPS: &'static [StopDecl] = stops::STOPS;
    const PANELS: &'static [PanelDecl] = panels::PANELS;
    const LESSON: Option<&'static Lesson> = crate::lesson!("rate_limiting");
    const PREDICTIONS: &'static [Prediction] = predictions::PREDICTIONS;

    fn entry() -> &'static Entry {
        ENTRY
    }

    fn action(act: &Act, _model: Option<&Limiting>) -> Result<Action, Bad> {
        Ok(match act.id {
            "attack" => Action::AttackEdge,
            "surge-now" => Action::Burst(act.amount.unwrap_or(10.0).clamp(1.0, 1000.0) as u32),
            _ => {
                return Err(Bad {
                    key: "do".to_owned(),
                    value: act.to_string(),
                    wrong: "is not an action".to_owned(),
                    allowed: ACTIONS.iter().map(|a| a.id).collect::<Vec<_>>().join(", "),
                });
            }
        })
    }

    fn strip_value(model: &Limiting) -> f64 {
        use crate::sim::Model as _;
        f64::from(model.focus().trailing(model.now(), model.window()))
    }
    fn cut_warmup(model: &mut Limiting) {
        model.cut_warmup();
    }
    fn metrics(model: &Limiting) -> Vec<Metric> {
        metrics::metrics(model)
    }

    fn was_now(model: &Limiting, recorder: &Recorder) -> WasNow {
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
            row("Came", "λ", "/s", &|w| w.offered_per_s),
            row("Let in", "", "/s", &|w| w.admitted_per_s),
            row("Refused", "", "%", &|w| w.refused_percent),
            row("Worst window", "", "", &|w| w.worst),
        ];
        if now.delay_s.is_some_and(|s| s > 0.0) || was.is_some_and(|w| w.delay_s.is_some_and(|s| s > 0.0)) {
            rows.push(row("Delay", "", "s", &|w| w.delay_s));
        }
        WasNow {
            title: words::deed_title(recorder.last_deed.filter(|_| was.is_some())),
            was: was.map(|w| (w.from, w.to)),
            now: (now.from, now.to),
            count: now.asked,
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
    fn slider(params: &Params, model: &Limiting, index: usize) -> SliderView {
        sliders::slider(params, model, index)
    }
    fn draw(model: &Limiting, recorder: &Recorder, view: &View, picture: &mut Picture) {
        scene::draw(model, recorder, view, picture);
    }
    fn draw_panel(
        index: usize,
        params: &Params,
        model: &Limiting,
        recorder: &Recorder,
        view: &View,
        sweep: Option<&Sweep>,
        picture: &mut Picture,
    ) -> String {
        panels::draw_panel(index, params, model, recorder, view, sweep, picture)
    }
    fn remarks(index: usize, _params: &Params, _model: &Limiting) -> Vec<Remark> {
        panels::remarks(index)
    }
    fn panel_table(
        index: usize,
        params: &Params,
        model: &Limiting,
        recorder: &Recorder,
        sweep: Option<&Sweep>,
    ) -> Table {
        panels::panel_table(index, params, model, recorder, sweep)
    }
    fn panel_height(index: usize, params: &Params) -> f32 {
        panels::panel_height(index, params)
    }
    fn panel_text(
        index: usize,
        _params: &Params,
        model: &Limiting,
        recorder: &Recorder,
        focus: Option<Target>,
    ) -> Table {
        panels::panel_text(index, model, recorder, focus)
    }
    fn describe(model: &Limiting, recorder: &Recorder) -> Description {
        words::describe(model, recorder)
    }
    fn table(model: &Limiting, _recorder: &Recorder) -> Table {
        words::table(model)
    }
    fn explain(model: &Limiting, recorder: &Recorder, target: Target) -> Option<Explanation> {
        words::explain(model, recorder, target)
    }
    fn exports(params: &Params, _model: &Limiting) -> Vec<Export> {
        exports::exports(params)
    }
    fn hint(_model: &Limiting) -> String {
        "Click a request for why.".to_owned()
    }
    fn sweep(params: &Params) -> SweepPlan {
        sweep::plan(params)
    }
    fn sweep_point(params: &Params, plan: &SweepPlan, lane: usize, x: usize, round: u32) -> SweepPoint {
        sweep::point(params, plan, lane, x, round)
    }
}
