//! The recent past: the last prompts with what became of them, and the window before the last change.

use super::model::Prompts;
use super::occurrence::{Answer, Occurrence, Prompt};
use super::params::LANES_MAX;
use crate::concept::Ring;
use crate::sim::timeline::Recorder as Records;
use crate::sim::{Model as _, Sink, Time};

/// Prompts that are kept.
pub const MARKS_MAX: usize = 256;

/// A prompt and what each cache did.
pub type Asked = (Time, Prompt, [Option<Answer>; LANES_MAX]);

/// What the first cache counted in a window.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Window {
    /// Its ends.
    pub from: Time,
    /// Its ends.
    pub to: Time,
    /// Prompts in it.
    pub count: u64,
    /// Hits, %.
    pub hits: Option<f64>,
    /// Wrong answers, %.
    pub wrong: Option<f64>,
    /// Tokens a prompt.
    pub tokens: Option<f64>,
    /// Mean answer, s.
    pub mean: Option<f64>,
}

impl Window {
    /// What was counted since the last change, by the cache at a place.
    pub fn measure(model: &Prompts) -> Self {
        let (from, to) = (model.cut_at(), model.now());
        let Some(lane) = model.lanes().last() else { return Self { from, to, ..Self::default() } };
        let t = &lane.tally;
        Self {
            from,
            to,
            count: t.prompts,
            hits: t.hit_ratio().map(|share| share * 100.0),
            wrong: t.wrong_share().map(|share| share * 100.0),
            tokens: t.tokens(),
            mean: t.latency.mean_s(),
        }
    }
}

/// The recorder of the prompts.
#[derive(Clone, Default)]
pub struct Recorder {
    /// The last prompts.
    pub asked: Ring<Asked, MARKS_MAX>,
    /// What else happened, and each wrong answer.
    pub log: Ring<(Time, Occurrence), MARKS_MAX>,
    /// The window before the last change.
    pub was: Option<Window>,
}

impl Sink<Occurrence> for Recorder {
    fn take(&mut self, at: Time, occurrence: &Occurrence) {
        match *occurrence {
            Occurrence::Asked(prompt, answers) => self.asked.push((at, prompt, answers)),
            Occurrence::Changed => self.asked = Ring::default(),
            Occurrence::Emptied => {}
        }
        self.log.push((at, *occurrence));
    }
}

impl Records<Prompts> for Recorder {
    fn on_input(&mut self, model: &Prompts, _at: Time) {
        // A drag is many inputs in a row: the window before the first of them is the one to compare with.
        let window = Window::measure(model);
        if window.count >= 20 || self.was.is_none() {
            self.was = Some(window).filter(|window| window.count > 0);
        }
    }
}
