//! The recorder of every run, with an ear for what the player stops at.

use super::Concept;
use crate::sim::timeline::Recorder;
use crate::sim::{Model, Sink, Time};

/// What happened, as concepts call it.
type Occurrence<C> = <<C as Concept>::Model as Model>::Occurrence;

/// A concept's recorder, and what is listened for. A copy listens for nothing, so checkpoints and forks do not.
pub struct Tap<C: Concept> {
    /// The concept's own.
    pub inner: C::Recorder,
    ear: Option<Box<Ear>>,
}

struct Ear {
    kinds: Vec<&'static str>,
    heard: Vec<(&'static str, String)>,
}

impl Ear {
    #[cold]
    fn listen<C: Concept>(&mut self, occurrence: &Occurrence<C>) {
        let kind = C::kind(occurrence);
        if self.kinds.contains(&kind) {
            self.heard.push((kind, C::say(occurrence)));
        }
    }
}

impl<C: Concept> Tap<C> {
    /// Listens for nothing.
    pub fn new(inner: C::Recorder) -> Self {
        Self { inner, ear: None }
    }
    /// Listens for these kinds from now on; for none, not at all.
    pub fn arm(&mut self, kinds: &[&'static str]) {
        self.ear = (!kinds.is_empty()).then(|| Box::new(Ear { kinds: kinds.to_vec(), heard: Vec::new() }));
    }
    /// True if something was heard.
    pub fn heard(&self) -> bool {
        self.ear.as_ref().is_some_and(|ear| !ear.heard.is_empty())
    }
    /// Takes what was heard: kinds, each with its sentence.
    pub fn take_heard(&mut self) -> Vec<(&'static str, String)> {
        self.ear.as_mut().map(|ear| std::mem::take(&mut ear.heard)).unwrap_or_default()
    }
}

impl<C: Concept> Clone for Tap<C> {
    fn clone(&self) -> Self {
        Self::new(self.inner.clone())
    }
}

impl<C: Concept> Sink<Occurrence<C>> for Tap<C> {
    #[inline(always)]
    fn take(&mut self, at: Time, occurrence: &Occurrence<C>) {
        if let Some(ear) = &mut self.ear {
            ear.listen::<C>(occurrence);
        }
        self.inner.take(at, occurrence);
    }
}

impl<C: Concept> Recorder<C::Model> for Tap<C> {
    fn on_input(&mut self, model: &C::Model, at: Time) {
        self.inner.on_input(model, at);
    }
    fn heap_bytes(&self) -> usize {
        self.inner.heap_bytes()
    }
}
