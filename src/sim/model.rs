//! What a simulation is: a deterministic program over virtual time whose whole state can be copied.

use super::{Seed, Time};

/// Takes a model's occurrences as they happen. Statistics, recorders, logs and tests are sinks.
pub trait Sink<O> {
    /// `occurrence` happened at `at`.
    fn take(&mut self, at: Time, occurrence: &O);
}

/// A sink that keeps nothing.
#[derive(Clone, Copy, Default, Debug)]
pub struct Discard;

impl<O> Sink<O> for Discard {
    #[inline]
    fn take(&mut self, _: Time, _: &O) {}
}

/// Collects everything; for tests and short logs.
impl<O: Clone> Sink<O> for Vec<(Time, O)> {
    fn take(&mut self, at: Time, occurrence: &O) {
        self.push((at, occurrence.clone()));
    }
}

impl<O, A: Sink<O>, B: Sink<O>> Sink<O> for (&mut A, &mut B) {
    fn take(&mut self, at: Time, occurrence: &O) {
        self.0.take(at, occurrence);
        self.1.take(at, occurrence);
    }
}

/// A deterministic program over virtual time.
///
/// Its whole state is in the value: a clone is a checkpoint. Step back, scrubbing, forks, comparisons and sweeps all
/// follow from that and are written once, in [`super::Timeline`].
pub trait Model: Clone {
    /// Everything that can be set while it runs.
    type Params: Clone;
    /// What a learner can do to it: kill a server, drop a message.
    type Action: Clone;
    /// What happened, with its reason: the numbers the rule saw and the rule that fired.
    type Occurrence;

    /// The state at time zero.
    fn new(params: &Self::Params, seed: Seed) -> Self;
    /// The present: the time of the last event, or the later moment given to [`Model::settle`].
    fn now(&self) -> Time;
    /// When the next event will happen; `None` if nothing more can happen by itself.
    fn next_at(&self) -> Option<Time>;
    /// Runs exactly one event. Does nothing if there is none.
    fn step<S: Sink<Self::Occurrence>>(&mut self, out: &mut S);
    /// Moves the present to `at` without an event; `at` is not past [`Model::next_at`]. Earlier moments are ignored.
    fn settle(&mut self, at: Time);
    /// Changes the parameters while it runs. Never restarts anything.
    fn set<S: Sink<Self::Occurrence>>(&mut self, params: &Self::Params, out: &mut S);
    /// Carries out a learner's action.
    fn act<S: Sink<Self::Occurrence>>(&mut self, action: &Self::Action, out: &mut S);
    /// Runs the next event if it comes at or before `limit`; false if there is none.
    #[inline]
    fn step_by<S: Sink<Self::Occurrence>>(&mut self, limit: Time, out: &mut S) -> bool {
        let due = self.next_at().is_some_and(|at| at <= limit);
        if due {
            self.step(out);
        }
        due
    }
    /// How many events have run.
    fn events(&self) -> u64;
    /// The hash of all occurrences so far.
    fn hash(&self) -> u64;
    /// About how many bytes it holds beside itself: what a copy costs. A model that holds much says so, so that
    /// checkpoints stay within their bound.
    fn heap_bytes(&self) -> usize {
        0
    }
    /// Checks the model's own laws (conservation, bounds); the message names the law that is broken.
    fn check(&self) -> Result<(), String>;

    /// Runs every event up to and including `until`, then settles there.
    fn run_until<S: Sink<Self::Occurrence>>(&mut self, until: Time, out: &mut S) {
        while self.step_by(until, out) {}
        self.settle(until);
    }
}
