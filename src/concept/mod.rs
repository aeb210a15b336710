//! What a concept is, and what the page, the command and the tests see of any concept.
//!
//! A concept implements [`Concept`]: a model, its parameters, actions, presets, pictures and words. Everything else
//! works through the object-safe [`Run`], which [`Running`] provides for every concept: seek, step, fork, links,
//! recorded strips, statistics windows.

mod about;
pub mod beside;
mod clock;
mod contract;
pub mod data;
mod differ;
mod export;
mod intake;
pub mod lanes;
pub mod lesson;
mod lines;
pub mod measure;
mod number;
pub mod paired;
mod plot;
pub mod predict;
mod report;
mod ring;
mod run;
mod running;
mod state;
pub mod stop;
mod strip;
mod sweep;
mod tap;
mod term;
mod thing;

pub use about::{About, ActionDecl, Group, MetricDecl, PanelDecl, Place, Preset, Source};
pub use clock::{Clock, TimeAxis, grouped};
pub use contract::Concept;
pub use differ::{Difference, Search};
pub use export::Export;
pub use intake::{Answers, Format, Intake, IntakeDecl, OpenIntake, SHARED, TOGETHER, Together};
pub use lesson::Lesson;
pub use lines::Lines;
pub use number::{brief, brief_time, count, digits, figure, quantity};
pub use predict::Prediction;
pub use report::{BadLine, Choice, Curve, Look, Plot, Report};
pub use ring::Ring;
pub use run::{
    Description, Event, Explanation, Layout, Mark, MarkKind, Metric, Record, Remark, Row, Run, SliderView, Table, Tick,
    TickKind, View, WasNow,
};
pub use running::{Running, SHORT_MAX};
pub use state::{Act, Deed, State};
pub use stop::{StopDecl, Stopped, Watch, Watched};
pub use strip::Strip;
pub use sweep::{Lane, Sweep, SweepPlan, SweepPoint};
pub use term::Term;
pub use thing::{Press, Thing};

use crate::param::Bad;

/// A concept in the registry.
pub struct Entry {
    /// What it is.
    pub about: &'static About,
    /// Its parameters.
    pub table: &'static [crate::param::Param],
    /// What can be done to it.
    pub actions: &'static [ActionDecl],
    /// Prepared states with their stories.
    pub presets: &'static [Preset],
    /// What it measures.
    pub metrics: &'static [MetricDecl],
    /// Its charts.
    pub panels: &'static [PanelDecl],
    /// Its lesson.
    pub lesson: Option<&'static Lesson>,
    /// What can be guessed before it happens.
    pub predictions: &'static [Prediction],
    /// Words that it shows.
    pub glossary: &'static [Term],
    /// Where the player can stop by itself.
    pub stops: &'static [StopDecl],
    /// Opens a run in this state, at the state's moment.
    pub open: fn(&State) -> Result<Box<dyn Run>, Bad>,
    /// Runs a state to its moment: how many events that took, and their hash; `None` where it cannot be opened.
    pub proof: fn(&State) -> Option<(u64, u64)>,
    /// Runs a state to its moment: the rows of its Was / Now table.
    pub rows: fn(&State) -> Vec<Row>,
    /// The sweep that belongs to a state.
    pub sweep: fn(&State) -> SweepPlan,
    /// True if the sweep depends on all that was done and when, not only on what still stands.
    pub sweeps_history: fn(&[crate::param::Value]) -> bool,
    /// Measures one point of a state's sweep: state, plan, lane, index into [`SweepPlan::xs`], round.
    pub sweep_point: fn(&State, &SweepPlan, usize, usize, u32) -> SweepPoint,
}

/// Opens nothing: in a program that only measures.
fn closed(state: &State) -> Result<Box<dyn Run>, Bad> {
    Err(Bad {
        key: "concept".to_owned(),
        value: state.concept.to_owned(),
        wrong: "is not known".to_owned(),
        allowed: String::new(),
    })
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.about.id)
    }
}

/// Whether this program only measures: that of threads (`src/thread/`), which shows and tells nothing.
const MEASURES: bool = cfg!(all(target_arch = "wasm32", feature = "thread", not(feature = "web")));

impl Entry {
    /// The entry of a concept. In a program that only measures it holds nothing that draws or is read, so that this is not
    /// linked, and opens no run.
    pub const fn of<C: Concept>() -> Self {
        Self {
            about: C::ABOUT,
            table: <C::Params as crate::param::ParamSet>::TABLE,
            actions: C::ACTIONS,
            presets: C::PRESETS,
            metrics: C::METRICS,
            panels: if MEASURES { &[] } else { C::PANELS },
            lesson: if MEASURES { None } else { C::LESSON },
            predictions: if MEASURES { &[] } else { C::PREDICTIONS },
            glossary: if MEASURES { &[] } else { C::GLOSSARY },
            stops: if MEASURES { &[] } else { C::STOPS },
            open: if MEASURES { closed } else { |state| Ok(Box::new(Running::<C>::open(state)?)) },
            proof: |state| {
                let run = Running::<C>::open(state).ok()?;
                Some((run.events(), run.hash()))
            },
            rows: |state| Running::<C>::open(state).map(|run| run.was_now().rows).unwrap_or_default(),
            sweep: |state| {
                let (params, acts) = Running::<C>::standing(state);
                SweepPlan { note: C::sweep_note(&acts, &params), ..C::sweep(&params) }
            },
            sweeps_history: |values| C::sweeps_history(&<C::Params as crate::param::ParamSet>::from_values(values)),
            sweep_point: |state, plan, lane, x, round| {
                if let Some(point) = C::sweep_point_of(state, plan, lane, x) {
                    return point;
                }
                let (params, acts) = Running::<C>::standing(state);
                C::sweep_point_after(&acts, &params, plan, lane, x, round)
            },
        }
    }
    /// The state with every default, at time zero.
    pub fn state(&self) -> State {
        State::new(self.about.id, self.table)
    }
    /// The declaration of an action.
    pub fn action(&self, id: &str) -> Option<&'static ActionDecl> {
        self.actions.iter().find(|action| action.id == id)
    }
    /// The preset with this id.
    pub fn preset(&self, id: &str) -> Option<&'static Preset> {
        self.presets.iter().find(|preset| preset.id == id)
    }
}
