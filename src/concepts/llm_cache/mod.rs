//! LLM caches: the same letters, the same first tokens, or a prompt that is near enough.
//!
//! Several caches get the same prompts. Only one of them can be wrong, and how often follows from its threshold.

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
use model::{Action, Prompts};
use params::Params;
use recorder::Recorder;

/// The concept.
pub struct LlmCache;

static ABOUT: About = About {
    id: "llm-cache",
    title: "LLM caches",
    lead: "Same letters, same beginning, or near enough.",
    promise: "Do not compute it twice.",
    group: Group::Keep,
    needs: &["cache-eviction"],
    strip: "answers kept, first cache",
    things: &[Thing::new("cache", "Cache")],
    readings: &["Hits", "Wrong", "Mean answer"],
    sources: &[
        Source { who: "Bang 2023", what: "GPTCache: an open-source semantic cache for LLM applications" },
        Source {
            who: "Kwon et al. 2023",
            what: "Efficient memory management for LLM serving with PagedAttention (vLLM)",
        },
        Source { who: "Gim et al. 2024", what: "Prompt Cache: modular attention reuse" },
        Source { who: "Weinberger et al. 2009", what: "Feature hashing, of which the toy embedding is made" },
    ],
    leaves_out: &[
        "The embedding is a toy: words and pieces of words, hashed. It knows nothing of meaning, and errs more than a real one.",
        "24 questions in 4 wordings each; an answer is right if it is that of the same question, program and order.",
        "The model computes every prompt at once: nobody waits for a place on it.",
        "An answer is kept at the moment its prompt comes, and never grows old before its time.",
        "A prefix is the instructions of a program; what was said before in a conversation is not kept.",
    ],
    ..About::PLAIN
};

static ACTIONS: &[ActionDecl] = &[ActionDecl {
    id: "empty",
    label: "Empty the caches",
    help: "Every answer and every prefix is gone.",
    key: Some('e'),
    fault: true,
    ..ActionDecl::PLAIN
}];

/// The entry in the registry.
pub static ENTRY: &Entry = &Entry::of::<LlmCache>();

impl Concept for LlmCache {
    type Params = Params;
    type Model = Prompts;
    type Recorder = Recorder;

    const ABOUT: &'static About = &ABOUT;
    const ACTIONS: &'static [ActionDecl] = ACTIONS;
    const PRESETS: &'static [Preset] = presets::PRESETS;
    const METRICS: &'static [MetricDecl] = metrics::METRICS;
    const GLOSSARY: &'static [Term] = glossary::GLOSSARY;
    const STOPS: &'static [StopDecl] = stops::STOPS;
    const PANELS: &'static [PanelDecl] = panels::PANELS;
    const LESSON: Option<&'static Lesson> = crate::lesson!("llm_cache");
    const PREDICTIONS: &'static [Prediction] = predictions::PREDICTIONS;

    fn entry() -> &'static Entry {
        ENTRY
    }
    fn action(act: &Act, _model: Option<&Prompts>) -> Result<Action, Bad> {
        match act.id {
            "empty" => Ok(Action::Empty),
            _ => Err(Bad {
                key: "do".to_owned(),
                value: act.to_string(),
                wrong: "is not an action".to_owned(),
                allowed: "empty".to_owned(),
            }),
        }
    }
    fn strip_value(model: &Prompts) -> f64 {
        model.lanes().first().map_or(0.0, |lane| lane.len() as f64)
    }
    fn cut_warmup(model: &mut Prompts) {
        model.cut_warmup();
    }
    fn metrics(model: &Prompts) -> Vec<Metric> {
        metrics::metrics(model)
    }
    fn was_now(model: &Prompts, recorder: &Recorder) -> WasNow {
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
    fn slider(params: &Params, _model: &Prompts, index: usize) -> SliderView {
        sliders::slider(params, index)
    }
    fn draw(model: &Prompts, recorder: &Recorder, view: &View, picture: &mut Picture) {
        scene::draw(model, recorder, view, picture);
    }
    fn draw_panel(
        index: usize,
        params: &Params,
        model: &Prompts,
        _recorder: &Recorder,
        view: &View,
        sweep: Option<&Sweep>,
        picture: &mut Picture,
    ) -> String {
        panels::draw_panel(index, params, model, view, sweep, picture)
    }
    fn remarks(index: usize, params: &Params, model: &Prompts) -> Vec<Remark> {
        panels::remarks(index, params, model)
    }
    fn panel_table(
        index: usize,
        _params: &Params,
        _model: &Prompts,
        _recorder: &Recorder,
        sweep: Option<&Sweep>,
    ) -> Table {
        panels::panel_table(index, sweep)
    }
    fn describe(model: &Prompts, _recorder: &Recorder) -> Description {
        words::describe(model)
    }
    fn table(model: &Prompts, _recorder: &Recorder) -> Table {
        words::table(model)
    }
    fn explain(model: &Prompts, _recorder: &Recorder, target: Target) -> Option<Explanation> {
        words::explain(model, target)
    }
    fn targets(model: &Prompts, kind: &str) -> Vec<u32> {
        if kind == "cache" { (1..=model.lanes().len() as u32).collect() } else { Vec::new() }
    }
    fn name(model: &Prompts, target: Target) -> String {
        let lane = (target.id as usize).checked_sub(1).and_then(|at| model.lanes().get(at));
        lane.map_or_else(|| format!("Cache {}", target.id), |lane| lane.cache.name().to_owned())
    }
    fn hint(_model: &Prompts) -> String {
        "Click a row for why.".to_owned()
    }
    fn exports(params: &Params, _model: &Prompts) -> Vec<Export> {
        exports::exports(params)
    }
    fn sweep(params: &Params) -> SweepPlan {
        sweep::plan(params)
    }
    fn sweep_point(params: &Params, plan: &SweepPlan, lane: usize, x: usize, round: u32) -> SweepPoint {
        sweep::point(params, plan, lane, x, round)
    }
}
