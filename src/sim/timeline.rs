//! A run with a past: inputs with their moments, checkpoints, and from these any moment again.
//!
//! The idea is RaftScope's (Ongaro 2013): a checkpoint is a copy, and going back is going forward from an earlier copy.
//! Checkpoints are bounded and thinned: when there are [`CHECKPOINTS_MAX`], or when together they hold more than
//! [`CHECKPOINTS_BYTES`], every second one is dropped and the distance between them doubles, so a seek re-runs at most
//! twice the run's length divided by their number. One more is kept just
//! before a step back, for the next one, and before an input, for those who take it back.

use super::{Model, Seed, Sink, Time};
use std::rc::Rc;

/// The most checkpoints that are kept.
pub const CHECKPOINTS_MAX: usize = 64;
/// The most bytes that all checkpoints hold together, unless [`CHECKPOINTS_MIN`] of them take more.
pub const CHECKPOINTS_BYTES: usize = 6 << 20;
/// So many are kept however large they are.
pub const CHECKPOINTS_MIN: usize = 8;
/// How far before a step back the state is kept for the next one, in positions.
const NEAR: u64 = 256;
/// The first distance between checkpoints, in positions.
const STRIDE_FIRST: u64 = 512;

/// What a learner did, as it enters the model.
#[derive(Clone, PartialEq, Debug)]
pub enum Input<P, A> {
    /// The parameters are now these.
    Set(P),
    /// This action.
    Act(A),
}

/// An input with its moment. It takes effect after every event at or before that moment.
#[derive(Clone, PartialEq, Debug)]
pub struct Stamped<P, A> {
    /// When.
    pub at: Time,
    /// What.
    pub input: Input<P, A>,
}

/// How an advance ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Advance {
    /// The moment asked for was reached.
    Reached,
    /// The budget of steps was spent first.
    Spent,
}

/// What watches a run beside the model and travels with its checkpoints: rings of recent occurrences, windows.
pub trait Recorder<M: Model>: Clone + Sink<M::Occurrence> {
    /// Called when an input takes effect, before the model sees it.
    fn on_input(&mut self, model: &M, at: Time);
    /// About how many bytes it holds beside itself.
    fn heap_bytes(&self) -> usize {
        0
    }
}

impl<M: Model> Recorder<M> for super::Discard {
    fn on_input(&mut self, _: &M, _: Time) {}
}

#[derive(Clone)]
struct Moment<M, R> {
    model: M,
    recorder: R,
    inputs_done: usize,
}

/// A run that can be stepped, sought and forked. Cloning it forks it: checkpoints are shared, never changed.
pub struct Timeline<M: Model, R: Recorder<M>> {
    inputs: Vec<Stamped<M::Params, M::Action>>,
    present: Moment<M, R>,
    checkpoints: Vec<Rc<Moment<M, R>>>,
    /// Just before the last step back or input.
    near: Option<Rc<Moment<M, R>>>,
    stride: u64,
}

impl<M: Model, R: Recorder<M>> Clone for Timeline<M, R> {
    fn clone(&self) -> Self {
        Self {
            inputs: self.inputs.clone(),
            present: self.present.clone(),
            checkpoints: self.checkpoints.clone(),
            near: self.near.clone(),
            stride: self.stride,
        }
    }
}

impl<M: Model, R: Recorder<M>> Timeline<M, R> {
    /// A run at time zero.
    pub fn new(params: &M::Params, seed: Seed, recorder: R) -> Self {
        let present = Moment { model: M::new(params, seed), recorder, inputs_done: 0 };
        let checkpoints = vec![Rc::new(present.clone())];
        Self { inputs: Vec::new(), checkpoints, near: None, present, stride: STRIDE_FIRST }
    }

    /// The model as it is now.
    pub fn model(&self) -> &M {
        &self.present.model
    }
    /// The recorder as it is now.
    pub fn recorder(&self) -> &R {
        &self.present.recorder
    }
    /// The recorder as it is now; for what is no part of the run.
    pub fn recorder_mut(&mut self) -> &mut R {
        &mut self.present.recorder
    }
    /// The playhead.
    pub fn now(&self) -> Time {
        self.present.model.now()
    }
    /// All inputs, those after the playhead included, in order of time.
    pub fn inputs(&self) -> &[Stamped<M::Params, M::Action>] {
        &self.inputs
    }
    /// How many of the inputs have taken effect.
    pub fn inputs_done(&self) -> usize {
        self.present.inputs_done
    }
    /// Where the playhead stands among all steps: events run plus inputs taken.
    pub fn position(&self) -> u64 {
        self.present.position()
    }
    /// How many checkpoints are held.
    pub fn checkpoints(&self) -> usize {
        self.checkpoints.len()
    }
    /// About how many bytes all checkpoints hold.
    pub fn checkpoint_bytes(&self) -> usize {
        self.checkpoints.iter().chain(&self.near).map(|moment| moment.bytes()).sum()
    }

    /// Adds a recorded input that lies after the playhead and after all others. For links: all inputs are laid down
    /// first and then the moment is sought.
    pub fn plan(&mut self, at: Time, input: Input<M::Params, M::Action>) {
        debug_assert!(self.inputs.last().is_none_or(|last| last.at <= at));
        self.inputs.push(Stamped { at, input });
    }

    /// Does `input` now. The future that was recorded after this moment is dropped.
    pub fn input(&mut self, input: Input<M::Params, M::Action>) {
        self.run_ties();
        let at = self.now();
        self.inputs.truncate(self.present.inputs_done);
        let position = self.position();
        self.forget(|moment| moment.position() > position);
        self.inputs.push(Stamped { at, input });
        // Whoever drags a slider takes the last input back in a moment.
        self.near = Some(Rc::new(self.present.clone()));
        self.take_input();
    }

    /// Takes the last input that took effect back and goes to its moment: everything due then has run, the input has not.
    /// The future that was recorded after it is dropped. Returns that moment.
    pub fn take_back(&mut self) -> Option<Time> {
        let last = self.present.inputs_done.checked_sub(1)?;
        let at = self.inputs[last].at;
        self.inputs.truncate(last);
        self.forget(|moment| moment.inputs_done > last);
        self.restore(|moment| moment.inputs_done <= last);
        self.advance(at, u64::MAX);
        Some(at)
    }

    /// Takes the last input back, if it took effect at this very moment: the state before it is restored.
    pub fn undo_input(&mut self) -> bool {
        let Some(last) = self.present.inputs_done.checked_sub(1) else { return false };
        if self.inputs[last].at != self.now() {
            return false;
        }
        let (at, events) = (self.now(), self.present.model.events());
        self.inputs.truncate(last);
        self.forget(|moment| moment.inputs_done > last);
        self.restore(|moment| moment.position() <= events + last as u64);
        // Inputs before it may have taken effect at this moment too, so the way back is counted in steps, not events.
        let position = events + last as u64;
        while self.position() < position && self.step().is_some() {}
        self.present.model.settle(at);
        true
    }

    /// Changes what is not part of the run, such as its statistics, in the present only.
    pub fn adjust(&mut self, change: impl FnOnce(&mut M)) {
        change(&mut self.present.model);
    }

    /// One step forward: the next event, or the next recorded input if that comes first. Returns its time.
    pub fn step(&mut self) -> Option<Time> {
        let event_at = self.present.model.next_at();
        match (self.next_input_at(), event_at) {
            (Some(input_at), event_at) if event_at.is_none_or(|at| at > input_at) => {
                self.present.model.settle(input_at);
                self.take_input();
            }
            (_, Some(_)) => self.present.model.step(&mut self.present.recorder),
            (_, None) => return None,
        }
        self.keep_checkpoint();
        Some(self.now())
    }

    /// One step back: to just after the step before the last one. At the start it does nothing and returns false.
    pub fn step_back(&mut self) -> bool {
        let Some(target) = self.position().checked_sub(1) else { return false };
        self.restore(|moment| moment.position() <= target);
        while self.position() < target {
            if self.position() + NEAR == target {
                self.near = Some(Rc::new(self.present.clone()));
            }
            self.step();
        }
        true
    }

    /// Moves the playhead to `at`, in either direction.
    pub fn seek(&mut self, at: Time) {
        if at < self.now() {
            // A checkpoint may stand between two steps at the same moment, so only an earlier one is safe to start from.
            self.restore(|moment| moment.model.now() < at || moment.position() == 0);
        } else {
            self.leap(at);
        }
        self.advance(at, u64::MAX);
    }

    /// Goes to the last checkpoint before `at` if that is ahead: where the run has been before, nothing need be run again.
    pub fn leap(&mut self, at: Time) {
        let here = self.position();
        self.restore(|moment| moment.position() > here && moment.model.now() < at);
    }

    /// When the next step comes: event or recorded input.
    pub fn next_step_at(&self) -> Option<Time> {
        match (self.next_input_at(), self.present.model.next_at()) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// Runs forward to `until`, but at most `budget` steps.
    pub fn advance(&mut self, until: Time, budget: u64) -> Advance {
        self.advance_while(until, budget, |_| true)
    }

    /// The same, for as long as the recorder is content after each step.
    pub fn advance_while(&mut self, until: Time, budget: u64, content: impl Fn(&R) -> bool) -> Advance {
        let mut left = budget;
        loop {
            // An input takes effect after every event at or before its moment.
            let limit = self.next_input_at().map_or(until, |at| at.min(until));
            let ran = self.run_events(limit, left.min(self.steps_to_checkpoint()), &content);
            if ran == 0 {
                if self.next_step_at().is_none_or(|next| next > until) {
                    self.present.model.settle(until);
                    return Advance::Reached;
                }
                if left == 0 {
                    return Advance::Spent;
                }
                self.step();
            } else {
                self.keep_checkpoint();
            }
            left -= ran.max(1);
            if !content(&self.present.recorder) {
                return Advance::Spent;
            }
        }
    }

    /// Runs at most `most` events up to `limit`, while the recorder is content; how many. This is the loop that a run spends
    /// its time in: nothing else is looked after in it.
    #[inline]
    fn run_events(&mut self, limit: Time, most: u64, content: &impl Fn(&R) -> bool) -> u64 {
        let Moment { model, recorder, .. } = &mut self.present;
        let mut ran = 0;
        while ran < most && model.step_by(limit, recorder) {
            ran += 1;
            if !content(recorder) {
                break;
            }
        }
        ran
    }
    /// How many steps there are until the next copy is due, at least one.
    fn steps_to_checkpoint(&self) -> u64 {
        let last = self.checkpoints.last().map_or(0, |moment| moment.position());
        (last + self.stride).saturating_sub(self.position()).max(1)
    }

    /// Runs what is due at this very moment, so that an input lands after it, as it will on replay.
    fn run_ties(&mut self) {
        let now = self.now();
        while self.present.model.step_by(now, &mut self.present.recorder) {}
    }

    fn next_input_at(&self) -> Option<Time> {
        self.inputs.get(self.present.inputs_done).map(|stamped| stamped.at)
    }

    fn take_input(&mut self) {
        let Some(stamped) = self.inputs.get(self.present.inputs_done) else { return };
        let Moment { model, recorder, inputs_done } = &mut self.present;
        recorder.on_input(model, stamped.at);
        match &stamped.input {
            Input::Set(params) => model.set(params, recorder),
            Input::Act(action) => model.act(action, recorder),
        }
        *inputs_done += 1;
    }

    /// Forgets the copies of a future that will not be.
    fn forget(&mut self, gone: impl Fn(&Moment<M, R>) -> bool) {
        self.checkpoints.retain(|moment| !gone(moment));
        self.near.take_if(|moment| gone(moment));
    }
    fn restore(&mut self, usable: impl Fn(&Moment<M, R>) -> bool) {
        let usable = self.checkpoints.iter().chain(&self.near).filter(|moment| usable(moment));
        if let Some(moment) = usable.max_by_key(|moment| moment.position()) {
            self.present = Moment::clone(moment);
        }
    }

    fn keep_checkpoint(&mut self) {
        let last = self.checkpoints.last().map_or(0, |moment| moment.position());
        if self.position() < last + self.stride {
            return;
        }
        let (count, bytes) = (self.checkpoints.len(), self.checkpoint_bytes() + self.present.bytes());
        if count >= CHECKPOINTS_MAX || (count >= CHECKPOINTS_MIN && bytes > CHECKPOINTS_BYTES) {
            let mut index = 0;
            self.checkpoints.retain(|_| {
                index += 1;
                index % 2 == 1
            });
            self.stride *= 2;
            return self.keep_checkpoint();
        }
        self.checkpoints.push(Rc::new(self.present.clone()));
    }
}

impl<M: Model, R: Recorder<M>> Moment<M, R> {
    /// About how many bytes it holds in all.
    fn bytes(&self) -> usize {
        size_of::<Self>() + self.model.heap_bytes() + self.recorder.heap_bytes()
    }
}

impl<M: Model, R> Moment<M, R> {
    fn position(&self) -> u64 {
        self.model.events() + self.inputs_done as u64
    }
}
