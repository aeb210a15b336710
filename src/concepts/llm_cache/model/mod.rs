//! The model: prompts of some programs, and caches in front of a language model, all asked the same.

pub mod corpus;
pub mod embed;
pub mod lane;
#[cfg(test)]
mod tests;

use super::occurrence::{Occurrence, Prompt};
use super::params::{LANES_MAX, Params};
use crate::policies::evict::workload::Alias;
use crate::sim::rng::Keyed;
use crate::sim::{Calendar, Dice, Digest, Model, Seed, Sink, Span, Stream, Time};
use corpus::{QUESTIONS, WORDINGS};
use embed::{Vector, embed};
use lane::Lane;
use std::sync::Arc;

/// Orders that somebody can ask for.
const ORDERS: f64 = 9000.0;

/// What a learner can do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// The caches lose everything.
    Empty,
}

/// Prompts, caches and a model.
#[derive(Clone, Debug)]
pub struct Prompts {
    params: Params,
    calendar: Calendar<()>,
    popular: Alias,
    questions: Dice,
    gaps: Dice,
    picks: Keyed,
    vectors: Arc<[Arc<Vector>]>,
    lanes: Vec<Lane>,
    now: Time,
    events: u64,
    count: u64,
    cut_at: Time,
    digest: Digest,
    /// The prompt that came last.
    pub last: Option<Prompt>,
}

/// The words of a prompt.
pub fn text(prompt: &Prompt) -> String {
    let words = QUESTIONS.get(usize::from(prompt.question)).map_or("", |q| q[usize::from(prompt.wording) % WORDINGS]);
    if prompt.order == 0 { words.to_owned() } else { format!("{words} Order {}.", prompt.order) }
}

impl Prompts {
    /// What is set.
    pub fn params(&self) -> &Params {
        &self.params
    }
    /// The caches in view.
    pub fn lanes(&self) -> &[Lane] {
        &self.lanes
    }
    /// Since when is counted.
    pub fn cut_at(&self) -> Time {
        self.cut_at
    }
    /// Forgets what was counted.
    pub fn cut_warmup(&mut self) {
        self.cut_at = self.now;
        self.lanes.iter_mut().for_each(|lane| lane.tally = lane::Tally::default());
    }
    fn next(&mut self) {
        let gap = Span::from_secs(self.gaps.exponential() / self.params.rate);
        self.calendar.schedule(self.now + gap, ());
    }
    fn arrange(&mut self) {
        let mut old = std::mem::take(&mut self.lanes);
        for cache in self.params.caches.clone() {
            let kept = old.iter().position(|lane| lane.cache == cache);
            let mut lane = kept.map_or_else(|| Lane::new(cache), |at| old.swap_remove(at));
            lane.make_room(self.params.room as usize);
            self.lanes.push(lane);
        }
    }
    fn draw(&mut self) -> Prompt {
        let n = self.count;
        self.count += 1;
        let [wording, app, personal, order] = self.picks.units::<4>(4 * n);
        Prompt {
            n: self.count,
            question: self.popular.draw(&mut self.questions) as u8,
            wording: (wording * WORDINGS as f64) as u8,
            app: (app * f64::from(self.params.apps)) as u8,
            order: if personal * 100.0 < self.params.personal { 1000 + (order * ORDERS) as u16 } else { 0 },
        }
    }
    fn tell<S: Sink<Occurrence>>(&mut self, what: &Occurrence, out: &mut S) {
        let digest = &mut self.digest;
        what.fold(|word| digest.word(word));
        out.take(self.now, what);
    }
}

impl Model for Prompts {
    type Params = Params;
    type Action = Action;
    type Occurrence = Occurrence;

    fn new(params: &Params, seed: Seed) -> Self {
        let mut prompts = Self {
            params: params.clone(),
            calendar: Calendar::default(),
            popular: Alias::zipf(QUESTIONS.len() as u32, params.alpha),
            questions: seed.dice(Stream::Keys, 0),
            gaps: seed.dice(Stream::Arrivals, 0),
            picks: seed.keyed(Stream::Clients, 0),
            vectors: QUESTIONS.iter().flatten().map(|text| Arc::new(embed(text))).collect(),
            lanes: Vec::new(),
            now: Time::ZERO,
            events: 0,
            count: 0,
            cut_at: Time::ZERO,
            digest: Digest::default(),
            last: None,
        };
        prompts.digest.word(seed.0);
        prompts.arrange();
        prompts.next();
        prompts
    }
    fn now(&self) -> Time {
        self.now
    }
    fn next_at(&self) -> Option<Time> {
        self.calendar.next_at()
    }
    fn step<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        let Some((at, ())) = self.calendar.pop() else { return };
        self.now = at;
        self.events += 1;
        let prompt = self.draw();
        let vector = if prompt.order == 0 {
            self.vectors[usize::from(prompt.question) * WORDINGS + usize::from(prompt.wording)].clone()
        } else {
            Arc::new(embed(&text(&prompt)))
        };
        let mut answers = [None; LANES_MAX];
        for (lane, answer) in self.lanes.iter_mut().zip(&mut answers) {
            *answer = Some(lane.ask(prompt, &vector, at, &self.params));
        }
        self.last = Some(prompt);
        self.tell(&Occurrence::Asked(prompt, answers), out);
        self.next();
    }
    fn settle(&mut self, at: Time) {
        self.now = self.now.max(at);
    }
    fn set<S: Sink<Occurrence>>(&mut self, params: &Params, out: &mut S) {
        let old = std::mem::replace(&mut self.params, params.clone());
        if old.alpha != params.alpha {
            self.popular = Alias::zipf(QUESTIONS.len() as u32, params.alpha);
        }
        self.arrange();
        self.cut_warmup();
        self.tell(&Occurrence::Changed, out);
    }
    fn act<S: Sink<Occurrence>>(&mut self, action: &Action, out: &mut S) {
        match action {
            Action::Empty => self.lanes.iter_mut().for_each(Lane::empty),
        }
        self.tell(&Occurrence::Emptied, out);
    }
    fn events(&self) -> u64 {
        self.events
    }
    fn hash(&self) -> u64 {
        self.digest.value()
    }
    fn heap_bytes(&self) -> usize {
        self.calendar.heap_bytes() + self.lanes.iter().map(Lane::heap_bytes).sum::<usize>()
    }
    fn check(&self) -> Result<(), String> {
        self.lanes.iter().try_for_each(|lane| lane.check(&self.params))
    }
}
