//! One cache: the answers and prefixes that it keeps, and what is counted.

use super::super::occurrence::{Answer, How, Prompt};
use super::super::params::{Cache, Params};
use super::embed::{Vector, cosine};
use crate::sim::stats::Histogram;
use crate::sim::{Span, Time};
use std::sync::Arc;

/// Tokens of a question.
pub const QUESTION_TOKENS: u32 = 12;

/// An answer that is kept.
#[derive(Clone, Debug)]
struct Kept {
    prompt: Prompt,
    /// Shared with other caches and checkpoints: it never changes.
    vector: Arc<Vector>,
    expires: Time,
    used: u64,
}

/// A prefix that is kept: the instructions of a program.
#[derive(Clone, Copy, Debug)]
struct Prefix {
    app: u8,
    expires: Time,
    used: u64,
}

/// What is counted.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Prompts.
    pub prompts: u64,
    /// Answered by the same letters.
    pub exact: u64,
    /// Answered by another prompt's answer.
    pub near: u64,
    /// Of these, wrongly.
    pub wrong: u64,
    /// Tokens of prompts that were computed.
    pub read: u64,
    /// Tokens of prompts that were there already.
    pub kept: u64,
    /// Tokens of answers that were made.
    pub written: u64,
    /// How long answers took.
    pub latency: Histogram,
}

impl Tally {
    /// The share of prompts that an old answer served.
    pub fn hit_ratio(&self) -> Option<f64> {
        (self.prompts > 0).then(|| (self.exact + self.near) as f64 / self.prompts as f64)
    }
    /// The share of prompts that got a wrong answer.
    pub fn wrong_share(&self) -> Option<f64> {
        (self.prompts > 0).then(|| self.wrong as f64 / self.prompts as f64)
    }
    /// The share of hits that were wrong.
    pub fn wrong_of_hits(&self) -> Option<f64> {
        let hits = self.exact + self.near;
        (hits > 0).then(|| self.wrong as f64 / hits as f64)
    }
    /// Tokens computed for each prompt, read and written.
    pub fn tokens(&self) -> Option<f64> {
        (self.prompts > 0).then(|| (self.read + self.written) as f64 / self.prompts as f64)
    }
}

/// One cache.
#[derive(Clone, Debug)]
pub struct Lane {
    /// Which.
    pub cache: Cache,
    answers: Vec<Kept>,
    prefixes: Vec<Prefix>,
    uses: u64,
    /// What is counted.
    pub tally: Tally,
    /// What it did last.
    pub last: Option<(Prompt, Answer)>,
}

impl Lane {
    /// An empty cache.
    pub fn new(cache: Cache) -> Self {
        Self { cache, answers: Vec::new(), prefixes: Vec::new(), uses: 0, tally: Tally::default(), last: None }
    }
    /// Answers that it holds.
    pub fn len(&self) -> usize {
        self.answers.len()
    }
    /// True if it holds none.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }
    /// Forgets all that is kept.
    pub fn empty(&mut self) {
        self.answers.clear();
        self.prefixes.clear();
    }
    /// A prompt comes.
    pub fn ask(&mut self, prompt: Prompt, vector: &Arc<Vector>, now: Time, params: &Params) -> Answer {
        self.uses += 1;
        self.tally.prompts += 1;
        self.answers.retain(|kept| kept.expires > now);
        let mut took = 0.0;
        let mut how = None;
        // A time at the top is another letter in every prompt.
        if self.cache.exact()
            && !params.stamp
            && let Some(kept) = self.answers.iter_mut().find(|kept| kept.prompt.same_letters(&prompt))
        {
            kept.used = self.uses;
            how = Some(How::Exact);
        }
        let mut nearest = None;
        if how.is_none() && self.cache.semantic() {
            took += params.lookup;
            // Programs do not share answers: their instructions differ.
            let near = |(at, kept): (usize, &Kept)| {
                (kept.prompt.app == prompt.app).then(|| (at, cosine(&kept.vector, vector)))
            };
            let best = self.answers.iter().enumerate().filter_map(near).max_by(|a, b| a.1.total_cmp(&b.1));
            if let Some((at, cosine)) = best {
                let of = self.answers[at].prompt;
                nearest = Some((of, cosine));
                // The same letters are as near as can be, whatever the sums round to.
                if f64::from(cosine) + 1e-6 >= params.threshold {
                    self.answers[at].used = self.uses;
                    how = Some(How::Near { of, cosine, right: of.same_answer(&prompt) });
                }
            }
        }
        let how = how.unwrap_or_else(|| self.compute(prompt, vector, now, params, &mut took));
        match how {
            How::Exact => self.tally.exact += 1,
            How::Near { right, .. } => {
                self.tally.near += 1;
                self.tally.wrong += u64::from(!right);
            }
            How::Computed { .. } => {}
        }
        let answer = Answer { how, nearest, took: Span::from_secs(took) };
        self.tally.latency.record(answer.took);
        self.last = Some((prompt, answer));
        answer
    }
    fn compute(&mut self, prompt: Prompt, vector: &Arc<Vector>, now: Time, params: &Params, took: &mut f64) -> How {
        let whole = params.system + QUESTION_TOKENS;
        let kept = if self.cache.prefix() && !params.stamp { self.prefix(prompt.app, now, params) } else { 0 };
        let read = whole - kept;
        *took += f64::from(read) / params.read + f64::from(params.output) / params.write;
        self.tally.read += u64::from(read);
        self.tally.kept += u64::from(kept);
        self.tally.written += u64::from(params.output);
        if self.cache.exact() || self.cache.semantic() {
            let expires = now + Span::from_secs(params.ttl);
            self.make_room(params.room as usize - 1);
            self.answers.push(Kept { prompt, vector: vector.clone(), expires, used: self.uses });
        }
        How::Computed { kept }
    }
    /// Tokens of a program's instructions that were computed before; they are there from now on.
    fn prefix(&mut self, app: u8, now: Time, params: &Params) -> u32 {
        self.prefixes.retain(|prefix| prefix.expires > now);
        let expires = now + Span::from_secs(params.prefix_ttl);
        let whole = params.system / params.block.max(1) * params.block.max(1);
        if let Some(prefix) = self.prefixes.iter_mut().find(|prefix| prefix.app == app) {
            (prefix.expires, prefix.used) = (expires, self.uses);
            return whole;
        }
        if self.prefixes.len() >= params.room as usize
            && let Some(oldest) = (0..self.prefixes.len()).min_by_key(|&at| self.prefixes[at].used)
        {
            self.prefixes.remove(oldest);
        }
        self.prefixes.push(Prefix { app, expires, used: self.uses });
        0
    }
    /// Lets the least recently used go until so many are left.
    pub fn make_room(&mut self, most: usize) {
        while self.answers.len() > most
            && let Some(oldest) = (0..self.answers.len()).min_by_key(|&at| self.answers[at].used)
        {
            self.answers.swap_remove(oldest);
        }
    }
    /// The laws of a lane.
    pub fn check(&self, params: &Params) -> Result<(), String> {
        let (name, t) = (self.cache.name(), &self.tally);
        if self.answers.len() > params.room as usize {
            return Err(format!("{name}: {} answers in room for {}", self.answers.len(), params.room));
        }
        if t.wrong > t.near || t.exact + t.near > t.prompts || t.latency.count() != t.prompts {
            return Err(format!("{name}: more hits than prompts"));
        }
        if !self.cache.semantic() && t.wrong > 0 {
            return Err(format!("{name}: a wrong answer without a guess"));
        }
        Ok(())
    }
    /// About how many bytes it holds; of what it shares with others its part.
    pub fn heap_bytes(&self) -> usize {
        let shared = |kept: &Kept| size_of::<Vector>() / Arc::strong_count(&kept.vector);
        let vectors: usize = self.answers.iter().map(shared).sum();
        self.answers.len() * size_of::<Kept>() + vectors + self.tally.latency.heap_bytes()
    }
}
