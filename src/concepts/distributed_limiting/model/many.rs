//! The scheme in focus, and up to three others beside it on the same requests under one clock.
//!
//! Each is a whole model of its own with the same seed. What draws arrivals and their gateways looks at no scheme, so
//! request k comes at the same moment to the same gateway in all of them. What happens beside the focus is counted and
//! not told. The first request that is decided differently, in the order in which they came, is remembered.

use super::super::params::{Params, Scheme};
use super::{Action, Occurrence, Shared, Sums};
use crate::sim::rng::mix;
use crate::sim::{Discard, Model, Seed, Sink, Span, Time};
use std::collections::BTreeMap;
use std::ops::Deref;

/// The most schemes beside the one in focus.
pub const BESIDE_MAX: usize = 3;
/// Requests that some have decided and others have not; the oldest of more is forgotten.
const OPEN_MAX: usize = 16_384;

/// What a scheme did since the comparison began.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Account {
    /// Sums; `worst` is the most that passed in a window since then.
    pub sums: Sums,
    /// For how long.
    pub span: Span,
}

/// The whole state of a run. It is the model in focus wherever one is looked at.
#[derive(Clone, Debug)]
pub struct Many {
    focus: Shared,
    beside: Vec<Shared>,
    /// The sums of each when the comparison began, and when that was.
    from: Vec<Sums>,
    since: Time,
    /// Requests that not all have decided: who has, and who let it in.
    open: BTreeMap<u64, (u8, u8)>,
    first: Option<(u64, Time)>,
    /// Steps, of whichever scheme: schemes come and go, and a position in time does not jump.
    events: u64,
}

impl Deref for Many {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.focus
    }
}

/// Passes on what happens in the focus, and notes decisions: request, whether it passed.
struct Tee<'a, S> {
    out: Option<&'a mut S>,
    decided: Vec<(u64, bool)>,
}

impl<S: Sink<Occurrence>> Sink<Occurrence> for Tee<'_, S> {
    fn take(&mut self, at: Time, occurrence: &Occurrence) {
        if let Occurrence::Decided { k, allowed, .. } = *occurrence {
            self.decided.push((k, allowed));
        }
        if let Some(out) = &mut self.out {
            out.take(at, occurrence);
        }
    }
}

impl Many {
    /// All schemes, the one in focus first.
    pub fn schemes(&self) -> impl Iterator<Item = &Shared> {
        std::iter::once(&self.focus).chain(&self.beside)
    }
    /// How many schemes there are beside the one in focus.
    pub fn beside_count(&self) -> usize {
        self.beside.len()
    }
    /// What each scheme did since the comparison began, in the same order.
    pub fn accounts(&self) -> impl Iterator<Item = (&Shared, Account)> {
        let span = self.focus.now() - self.since;
        self.schemes().zip(&self.from).map(move |(model, from)| {
            let sums = Sums { worst: model.worst_since(), ..model.sums() - *from };
            (model, Account { sums, span })
        })
    }
    /// The first request that is not decided alike, from 0, and when that was known.
    pub fn first_difference(&self) -> Option<(u64, Time)> {
        self.first
    }
    /// Forgets the statistics so far.
    pub fn cut_warmup(&mut self) {
        self.focus.cut_warmup();
        self.begin();
    }

    /// The comparison begins.
    fn begin(&mut self) {
        self.since = self.focus.now();
        for lane in 0..=self.beside.len() {
            self.lane(lane).watch_worst();
        }
        self.from = self.schemes().map(Shared::sums).collect();
        self.open.clear();
        self.first = None;
    }
    fn lane(&mut self, index: usize) -> &mut Shared {
        match index.checked_sub(1) {
            None => &mut self.focus,
            Some(index) => &mut self.beside[index],
        }
    }
    fn note(&mut self, lane: usize, at: Time, decided: Vec<(u64, bool)>) {
        let all = (1u8 << (1 + self.beside.len())) - 1;
        for (k, allowed) in decided {
            let (heard, passed) = self.open.entry(k).or_default();
            *heard |= 1 << lane;
            *passed |= u8::from(allowed) << lane;
            if *heard != all {
                continue;
            }
            let differ = *passed != 0 && *passed != all;
            self.open.remove(&k);
            if differ && self.first.is_none_or(|(first, _)| k < first) {
                self.first = Some((k, at));
            }
        }
        while self.open.len() > OPEN_MAX {
            self.open.pop_first();
        }
    }
}

/// The schemes beside the one in focus, each once.
pub fn others(params: &Params) -> Vec<Scheme> {
    let mut others = Vec::new();
    for scheme in &params.beside {
        if *scheme != params.scheme && !others.contains(scheme) && others.len() < BESIDE_MAX {
            others.push(*scheme);
        }
    }
    others
}

impl Model for Many {
    type Params = Params;
    type Action = Action;
    type Occurrence = Occurrence;

    fn new(params: &Params, seed: Seed) -> Self {
        let one = |scheme| Shared::new(&Params { scheme, ..params.clone() }, seed);
        let mut many = Self {
            focus: one(params.scheme),
            beside: others(params).into_iter().map(one).collect(),
            from: Vec::new(),
            since: Time::ZERO,
            open: BTreeMap::new(),
            first: None,
            events: 0,
        };
        many.begin();
        many
    }
    fn now(&self) -> Time {
        self.focus.now()
    }
    fn next_at(&self) -> Option<Time> {
        self.schemes().filter_map(Model::next_at).min()
    }
    fn step<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        if self.beside.is_empty() {
            self.events += u64::from(self.focus.next_at().is_some());
            return self.focus.step(out);
        }
        let next = self.schemes().enumerate().filter_map(|(lane, model)| Some((model.next_at()?, lane))).min();
        let Some((at, lane)) = next else { return };
        self.events += 1;
        let mut tee = Tee { out: (lane == 0).then_some(out), decided: Vec::new() };
        self.lane(lane).step(&mut tee);
        let decided = tee.decided;
        self.settle(at);
        self.note(lane, at, decided);
    }
    fn settle(&mut self, at: Time) {
        self.focus.settle(at);
        for model in &mut self.beside {
            model.settle(at);
        }
    }
    fn set<S: Sink<Occurrence>>(&mut self, params: &Params, out: &mut S) {
        let mut beside = Vec::new();
        for scheme in others(params) {
            let own = Params { scheme, ..params.clone() };
            let known = self.beside.iter().position(|model| model.params().scheme == scheme);
            // Who joins begins with what the focus has counted.
            let mut model = known.map_or_else(|| self.focus.clone(), |at| self.beside.swap_remove(at));
            model.set(&own, &mut Discard);
            beside.push(model);
        }
        self.focus.set(params, out);
        self.beside = beside;
        self.begin();
    }
    fn act<S: Sink<Occurrence>>(&mut self, action: &Action, out: &mut S) {
        for lane in 0..=self.beside.len() {
            let mut tee = Tee { out: (lane == 0).then_some(&mut *out), decided: Vec::new() };
            self.lane(lane).act(action, &mut tee);
            let decided = tee.decided;
            if !self.beside.is_empty() {
                self.note(lane, self.focus.now(), decided);
            }
        }
    }
    fn events(&self) -> u64 {
        self.events
    }
    fn hash(&self) -> u64 {
        self.beside.iter().fold(self.focus.hash(), |hash, model| mix(hash ^ model.hash()))
    }
    fn heap_bytes(&self) -> usize {
        let open = self.open.len() * 2 * size_of::<(u64, (u8, u8))>();
        self.schemes().map(|model| model.heap_bytes() + size_of::<Shared>()).sum::<usize>() + open
    }
    fn check(&self) -> Result<(), String> {
        self.schemes().try_for_each(Model::check)?;
        // Of a moment's events some schemes may be through and others not.
        let through = |model: &&Shared| model.next_at().is_none_or(|at| at > self.now());
        let mut sent = self.schemes().filter(through).map(|model| model.sums().sent);
        match sent.next() {
            Some(first) if sent.any(|other| other != first) => Err(format!("the same requests: {first} and others")),
            _ => Ok(()),
        }
    }
}
