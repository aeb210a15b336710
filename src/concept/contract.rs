//! [`Concept`]: what one folder under `concepts/` provides.

use super::run::{Description, Event, Explanation, Mark, Metric, Record, Remark, SliderView, Table, View, WasNow};
use super::{
    About, Act, ActionDecl, Deed, Entry, Export, Lesson, MetricDecl, PanelDecl, Prediction, Preset, Press, State,
    StopDecl, Sweep, SweepPlan, SweepPoint, Term,
};
use crate::param::{Bad, ParamSet};
use crate::scene::{Picture, Target};
use crate::sim::timeline::Recorder;
use crate::sim::{Model, Time};

/// A concept: what one folder under `concepts/` provides.
pub trait Concept: Sized + 'static {
    /// Its parameters.
    type Params: ParamSet;
    /// Its model.
    type Model: Model<Params = Self::Params>;
    /// What it remembers of the recent past, for windows, fades and reasons.
    type Recorder: Recorder<Self::Model> + Default;

    /// What it is.
    const ABOUT: &'static About;
    /// What can be done to it.
    const ACTIONS: &'static [ActionDecl];
    /// Prepared states; the first one opens the page.
    const PRESETS: &'static [Preset];
    /// What it measures.
    const METRICS: &'static [MetricDecl];
    /// Its charts.
    const PANELS: &'static [PanelDecl];

    /// Its lesson: `crate::lesson!("its_folder")`.
    const LESSON: Option<&'static Lesson> = None;
    /// What can be guessed before it happens.
    const PREDICTIONS: &'static [Prediction] = &[];

    /// Words of the field that it shows, each with its moment.
    const GLOSSARY: &'static [Term] = &[];
    /// Where the player can stop by itself: ready-made breakpoints, the most telling first.
    const STOPS: &'static [StopDecl] = &[];

    /// The entry in the registry.
    fn entry() -> &'static Entry;
    /// From a named action to the model's own; refuses a target that does not exist.
    fn action(act: &Act, model: Option<&Self::Model>) -> Result<<Self::Model as Model>::Action, Bad>;
    /// The quantity of the player's strip.
    fn strip_value(model: &Self::Model) -> f64;
    /// What that quantity is called now, where it depends on the state.
    fn strip_label(_model: &Self::Model) -> &'static str {
        Self::ABOUT.strip
    }
    /// Forgets the statistics so far.
    fn cut_warmup(model: &mut Self::Model);
    /// Everything measured.
    fn metrics(model: &Self::Model) -> Vec<Metric>;
    /// The two windows; `deed` is what was done last before now, in words.
    fn was_now(model: &Self::Model, recorder: &Self::Recorder) -> WasNow;
    /// The mark of a deed on the timeline; `before` are the parameters before it.
    fn mark(deed: &Deed, at: Time, before: &Self::Params) -> Mark;
    /// The latest occurrences.
    fn events_log(recorder: &Self::Recorder, most: usize) -> Vec<Event>;
    /// The kind of an occurrence in a word, as [`Concept::STOPS`] name it; empty if nobody would stop for it.
    fn kind(_occurrence: &<Self::Model as Model>::Occurrence) -> &'static str {
        ""
    }
    /// An occurrence in a sentence, as the log has it.
    fn say(_occurrence: &<Self::Model as Model>::Occurrence) -> String {
        String::new()
    }
    /// The slider of the parameter at `index`.
    fn slider(params: &Self::Params, model: &Self::Model, index: usize) -> SliderView;
    /// Draws the scene.
    fn draw(model: &Self::Model, recorder: &Self::Recorder, view: &View, picture: &mut Picture);
    /// Draws a chart.
    fn draw_panel(
        index: usize,
        params: &Self::Params,
        model: &Self::Model,
        recorder: &Self::Recorder,
        view: &View,
        sweep: Option<&Sweep>,
        picture: &mut Picture,
    ) -> String;
    /// Whether the closed forms in a chart hold now.
    fn remarks(_index: usize, _params: &Self::Params, _model: &Self::Model) -> Vec<Remark> {
        Vec::new()
    }
    /// A chart as a table.
    fn panel_table(
        index: usize,
        params: &Self::Params,
        model: &Self::Model,
        recorder: &Self::Recorder,
        sweep: Option<&Sweep>,
    ) -> Table;
    /// The height in pixels of the panel at `index` in this state, for one that shows more or fewer things; 0 leaves it to
    /// its declaration.
    fn panel_height(_index: usize, _params: &Self::Params) -> f32 {
        0.0
    }
    /// What a panel of text says ([`PanelDecl::text`]); `focus` is what is chosen in the scene. A row is a name, its
    /// value, and a sentence about it; a row of one cell is a heading, and of one that ends with a full stop a sentence.
    /// The caption stands at its head.
    fn panel_text(
        _index: usize,
        _params: &Self::Params,
        _model: &Self::Model,
        _recorder: &Self::Recorder,
        _focus: Option<Target>,
    ) -> Table {
        Table::default()
    }
    /// The scene in words.
    fn describe(model: &Self::Model, recorder: &Self::Recorder) -> Description;
    /// The scene as a table.
    fn table(model: &Self::Model, recorder: &Self::Recorder) -> Table;
    /// Why.
    fn explain(model: &Self::Model, recorder: &Self::Recorder, target: Target) -> Option<Explanation>;
    /// The numbers of the things of a kind ([`About::things`]) that are there now, ascending.
    fn targets(_model: &Self::Model, _kind: &str) -> Vec<u32> {
        Vec::new()
    }
    /// How many the things in the scene hold, for another run to be laid beside this one: requests, keys.
    fn counts(_model: &Self::Model) -> Vec<(Target, u64)> {
        Vec::new()
    }
    /// What a thing is called.
    fn name(_model: &Self::Model, target: Target) -> String {
        let thing = Self::ABOUT.things.iter().find(|thing| thing.kind == target.kind);
        thing.copied().unwrap_or(super::Thing::new(target.kind, target.kind)).name(target.id)
    }
    /// What a press on something does now.
    fn press(_params: &Self::Params, _model: &Self::Model, _target: Target) -> Press {
        Press::Why
    }
    /// What a hand can do in the scene, in one or two short sentences.
    fn hint(_model: &Self::Model) -> String {
        String::new()
    }
    /// The way out of a state in which nothing works any more.
    fn rescue(_model: &Self::Model) -> Option<(String, Act)> {
        None
    }
    /// What the playhead's flag says in place of the moment.
    fn flag(_model: &Self::Model, _recorder: &Self::Recorder) -> Option<String> {
        None
    }
    /// Draws the player's record in place of the strip; false leaves the strip.
    fn draw_record(_model: &Self::Model, _recorder: &Self::Recorder, _record: &Record, _picture: &mut Picture) -> bool {
        false
    }
    /// Which thing it was that a prediction of the kind [`Ask::Next`](super::predict::Ask::Next) asks for, once it has
    /// happened between `before` and `after`, a little later in the same run.
    fn outcome(_prediction: &str, _before: &Self::Model, _after: &Self::Model) -> Option<u64> {
        None
    }
    /// The same thing in real products.
    fn exports(_params: &Self::Params, _model: &Self::Model) -> Vec<Export> {
        Vec::new()
    }
    /// What to sweep.
    fn sweep(params: &Self::Params) -> SweepPlan;
    /// What of the system is no longer as its parameters say after `acts`, in a few words for the swept curve ("5 of 6
    /// up"); empty if nothing.
    fn sweep_note(_acts: &[Act], _params: &Self::Params) -> String {
        String::new()
    }
    /// True if the sweep depends on all that was done and when, not only on what still stands.
    fn sweeps_history(_params: &Self::Params) -> bool {
        false
    }
    /// The same where it depends on the whole state ([`sweeps_history`](Self::sweeps_history)).
    fn sweep_point_of(_state: &State, _plan: &SweepPlan, _lane: usize, _x: usize) -> Option<SweepPoint> {
        None
    }
    /// Measures one point of the sweep in round `round`.
    fn sweep_point(params: &Self::Params, plan: &SweepPlan, lane: usize, x: usize, round: u32) -> SweepPoint;
    /// The same for the system as it stands after `acts`: with what is dead, slow or gone. A concept whose actions leave
    /// nothing behind need not care.
    fn sweep_point_after(
        _acts: &[Act],
        params: &Self::Params,
        plan: &SweepPlan,
        lane: usize,
        x: usize,
        round: u32,
    ) -> SweepPoint {
        Self::sweep_point(params, plan, lane, x, round)
    }
}
