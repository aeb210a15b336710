//! [`Running`]: every concept's run, written once.

use super::run::{Description, Event, Explanation, Mark, Metric, Record, Remark, Run, SliderView, Table, View, WasNow};
use super::tap::Tap;
use super::{Act, Concept, Deed, Entry, Export, Press, State, Strip, Sweep};
use crate::param::{Bad, Param, ParamSet, Value};
use crate::scene::{Picture, Target};
use crate::sim::{Advance, Discard, Input, Model, Seed, Span, Time, Timeline};

/// So many events of one moment a link can tell apart.
pub const SHORT_MAX: u32 = 10_000;

/// A run of the concept `C`.
pub struct Running<C: Concept> {
    timeline: Timeline<C::Model, Tap<C>>,
    params: C::Params,
    seed: u64,
    start: Vec<Value>,
    deeds: Vec<(Time, Deed)>,
    strip: Strip,
    /// The latest moment ever reached with the present inputs.
    end: Time,
}

impl<C: Concept> Clone for Running<C> {
    fn clone(&self) -> Self {
        Self {
            timeline: self.timeline.clone(),
            params: self.params.clone(),
            seed: self.seed,
            start: self.start.clone(),
            deeds: self.deeds.clone(),
            strip: self.strip.clone(),
            end: self.end,
        }
    }
}

impl<C: Concept> Running<C> {
    /// The parameters at time zero of a state.
    pub fn params_at_start(state: &State) -> C::Params {
        C::Params::from_values(&state.values)
    }

    /// The parameters at a state's moment, and what was done until then.
    pub fn standing(state: &State) -> (C::Params, Vec<Act>) {
        let (mut params, mut acts) = (Self::params_at_start(state), Vec::new());
        for (_, deed) in state.deeds.iter().filter(|(at, _)| *at <= state.at) {
            match deed {
                Deed::Set(index, value) => {
                    params.put(*index, value);
                }
                Deed::Act(act) => acts.push(act.clone()),
            }
        }
        (params, acts)
    }

    /// Opens a state and goes to its moment.
    pub fn open(state: &State) -> Result<Self, Bad> {
        let params = Self::params_at_start(state);
        let timeline = Timeline::new(&params, Seed(state.seed), Tap::new(C::Recorder::default()));
        let mut run = Self {
            timeline,
            params: params.clone(),
            seed: state.seed,
            start: state.values.clone(),
            deeds: state.deeds.clone(),
            strip: Strip::every_so(C::ABOUT.clock.sample()),
            end: Time::ZERO,
        };
        let mut params = params;
        for (at, deed) in &state.deeds {
            let input = match deed {
                Deed::Set(index, value) => {
                    params.put(*index, value);
                    Input::Set(params.clone())
                }
                Deed::Act(act) => Input::Act(C::action(act, None)?),
            };
            run.timeline.plan(*at, input);
        }
        run.advance(state.at, u64::MAX);
        for _ in 0..state.short {
            if !run.step_back() || run.now() < state.at {
                break;
            }
        }
        Ok(run)
    }

    /// The typed model.
    pub fn model(&self) -> &C::Model {
        self.timeline.model()
    }
    /// The typed recorder.
    pub fn recorder(&self) -> &C::Recorder {
        &self.timeline.recorder().inner
    }

    fn params_after(&self, deeds: usize) -> C::Params {
        let mut params = C::Params::from_values(&self.start);
        for (_, deed) in &self.deeds[..deeds] {
            if let Deed::Set(index, value) = deed {
                params.put(*index, value);
            }
        }
        params
    }

    /// How many events of this very moment are still to come.
    fn to_come(&self) -> u32 {
        let now = self.now();
        if self.timeline.model().next_at() != Some(now) {
            return 0;
        }
        let mut ahead = self.timeline.model().clone();
        let mut events = 0;
        while ahead.next_at() == Some(now) && events < SHORT_MAX {
            ahead.step(&mut Discard);
            events += 1;
        }
        events
    }

    /// Brings what depends on the playhead up to date after a move.
    fn moved(&mut self) {
        self.end = self.end.max(self.now());
        self.params = self.params_after(self.timeline.inputs_done());
    }

    fn did(&mut self, deed: Deed, input: Input<C::Params, <C::Model as Model>::Action>) {
        self.deeds.truncate(self.timeline.inputs_done());
        self.timeline.input(input);
        self.deeds.push((self.timeline.now(), deed));
        self.strip.cut(self.timeline.now());
        // A sample of this very moment shows what was done, as it will when the link is opened.
        if self.strip.next_at() == self.timeline.now() {
            self.strip.push(C::strip_value(self.timeline.model()));
        }
        self.end = self.timeline.now();
        self.moved();
    }
}

impl<C: Concept> Run for Running<C> {
    fn entry(&self) -> &'static Entry {
        C::entry()
    }
    fn values(&self) -> Vec<Value> {
        self.params.values()
    }
    fn state(&self) -> State {
        // A link has moments, not positions: what was undone at this very moment would be done again by whoever opens it.
        let (now, done) = (self.now(), self.timeline.inputs_done());
        let deeds = self.deeds.iter().enumerate().filter(|(index, (at, _))| *index < done || *at > now);
        State {
            concept: C::ABOUT.id,
            values: self.start.clone(),
            seed: self.seed,
            deeds: deeds.map(|(_, deed)| deed.clone()).collect(),
            at: now,
            short: self.to_come(),
            speed: 1.0,
            paused: false,
        }
    }
    fn now(&self) -> Time {
        self.timeline.now()
    }
    fn next_at(&self) -> Option<Time> {
        self.timeline.model().next_at()
    }
    fn end(&self) -> Time {
        self.end
    }
    fn events(&self) -> u64 {
        self.timeline.model().events()
    }
    fn hash(&self) -> u64 {
        self.timeline.model().hash()
    }
    fn check(&self) -> Result<(), String> {
        self.timeline.model().check()
    }

    fn advance(&mut self, until: Time, budget: u64) -> Advance {
        let mut left = budget;
        let outcome = loop {
            let sample_at = self.strip.next_at();
            let target = until.min(sample_at.max(self.now()));
            let before = self.timeline.position();
            let outcome = self.timeline.advance_while(target, left, |tap| !tap.heard());
            left -= (self.timeline.position() - before).min(left);
            if outcome == Advance::Spent {
                break outcome;
            }
            if self.now() == sample_at {
                self.strip.push(C::strip_value(self.timeline.model()));
            }
            if target == until {
                break outcome;
            }
        };
        self.moved();
        outcome
    }
    fn arm(&mut self, kinds: &[&'static str]) {
        self.timeline.recorder_mut().arm(kinds);
    }
    fn caught(&mut self) -> Vec<(&'static str, String)> {
        self.timeline.recorder_mut().take_heard()
    }
    fn step(&mut self) -> Option<Time> {
        // Until the step happens nothing changes, so the samples due before it show the state before it.
        if let Some(next) = self.timeline.next_step_at() {
            while self.strip.next_at() < next {
                self.strip.push(C::strip_value(self.timeline.model()));
            }
        }
        let at = self.timeline.step();
        self.moved();
        at
    }
    fn step_back(&mut self) -> bool {
        let moved = self.timeline.step_back();
        self.moved();
        moved
    }
    fn seek(&mut self, at: Time) {
        if at < self.now() {
            self.timeline.seek(at);
            self.moved();
        } else {
            self.timeline.leap(at);
            self.advance(at, u64::MAX);
        }
    }
    fn fork(&self) -> Box<dyn Run> {
        Box::new(self.clone())
    }
    fn cut_warmup(&mut self) {
        self.timeline.adjust(C::cut_warmup);
    }

    fn set(&mut self, index: usize, value: Value) -> Result<(), Bad> {
        let Some(param) = <C::Params as ParamSet>::TABLE.get(index) else {
            return Err(crate::param::unknown(<C::Params as ParamSet>::TABLE, &index.to_string(), ""));
        };
        let text = param.format(&value);
        let value = param.check(value, &text)?;
        if self.params.get(index) == value {
            return Ok(());
        }
        let mut params = self.params.clone();
        params.put(index, &value);
        // A drag is many settings at one moment of a paused run: the last one replaces those before it.
        if let Some((at, Deed::Set(last, _))) = self.deeds.get(self.timeline.inputs_done().wrapping_sub(1))
            && *last == index
            && *at == self.now()
            && self.timeline.inputs_done() > 0
        {
            self.timeline.undo_input();
            self.deeds.truncate(self.timeline.inputs_done());
        }
        self.did(Deed::Set(index, value), Input::Set(params));
        Ok(())
    }
    fn drag(&mut self, index: usize, value: Value, within: Span) -> Result<(), Bad> {
        let now = self.now();
        if let Some([(first, Deed::Set(a, _)), (last, Deed::Set(b, _))]) =
            self.deeds[..self.timeline.inputs_done()].last_chunk()
            && *a == index
            && *b == index
            && *last < now
            && *last - *first < within
            && self.params.get(index) != value
        {
            self.deeds.truncate(self.timeline.inputs_done() - 1);
            if let Some(at) = self.timeline.take_back() {
                self.strip.cut(at);
                self.end = at;
                self.moved();
                self.advance(now, u64::MAX);
            }
        }
        self.set(index, value)
    }
    fn act(&mut self, act: &Act) -> Result<(), Bad> {
        let action = C::action(act, Some(self.timeline.model()))?;
        self.did(Deed::Act(act.clone()), Input::Act(action));
        Ok(())
    }

    fn metrics(&self) -> Vec<Metric> {
        C::metrics(self.timeline.model())
    }
    fn was_now(&self) -> WasNow {
        C::was_now(self.timeline.model(), self.recorder())
    }
    fn strip(&self) -> &Strip {
        &self.strip
    }
    fn marks(&self) -> Vec<Mark> {
        let mut params = C::Params::from_values(&self.start);
        let mut marks = Vec::with_capacity(self.deeds.len());
        for (at, deed) in &self.deeds {
            marks.push(C::mark(deed, *at, &params));
            if let Deed::Set(index, value) = deed {
                params.put(*index, value);
            }
        }
        marks
    }
    fn events_log(&self, most: usize) -> Vec<Event> {
        C::events_log(self.recorder(), most)
    }
    fn slider(&self, index: usize) -> SliderView {
        C::slider(&self.params, self.timeline.model(), index)
    }
    fn active(&self, index: usize) -> bool {
        self.params.active(index)
    }

    fn draw(&self, view: &View, picture: &mut Picture) {
        picture.clear(view.width, view.height);
        C::draw(self.timeline.model(), self.recorder(), view, picture);
    }
    fn draw_panel(&self, index: usize, view: &View, sweep: Option<&Sweep>, picture: &mut Picture) -> String {
        picture.clear(view.width, view.height);
        C::draw_panel(index, &self.params, self.timeline.model(), self.recorder(), view, sweep, picture)
    }
    fn remarks(&self, index: usize) -> Vec<Remark> {
        C::remarks(index, &self.params, self.timeline.model())
    }
    fn panel_height(&self, index: usize) -> f32 {
        C::panel_height(index, &self.params)
    }
    fn panel_text(&self, index: usize, focus: Option<Target>) -> Table {
        C::panel_text(index, &self.params, self.timeline.model(), self.recorder(), focus)
    }
    fn panel_table(&self, index: usize, sweep: Option<&Sweep>) -> Table {
        C::panel_table(index, &self.params, self.timeline.model(), self.recorder(), sweep)
    }
    fn describe(&self) -> Description {
        C::describe(self.timeline.model(), self.recorder())
    }
    fn table(&self) -> Table {
        C::table(self.timeline.model(), self.recorder())
    }
    fn explain(&self, target: Target) -> Option<Explanation> {
        C::explain(self.timeline.model(), self.recorder(), target)
    }

    fn targets(&self, kind: &str) -> Vec<u32> {
        C::targets(self.timeline.model(), kind)
    }
    fn counts(&self) -> Vec<(Target, u64)> {
        C::counts(self.timeline.model())
    }
    fn name(&self, target: Target) -> String {
        C::name(self.timeline.model(), target)
    }
    fn press(&self, target: Target) -> Press {
        C::press(&self.params, self.timeline.model(), target)
    }
    fn strip_label(&self) -> &'static str {
        C::strip_label(self.timeline.model())
    }
    fn hint(&self) -> String {
        C::hint(self.timeline.model())
    }
    fn rescue(&self) -> Option<(String, Act)> {
        C::rescue(self.timeline.model())
    }
    fn flag(&self) -> Option<String> {
        C::flag(self.timeline.model(), self.recorder())
    }
    fn draw_record(&self, record: &Record, picture: &mut Picture) -> bool {
        C::draw_record(self.timeline.model(), self.recorder(), record, picture)
    }
    fn outcome(&self, prediction: &str, before: &dyn Run) -> Option<u64> {
        let before = before.as_any().downcast_ref::<Self>()?;
        C::outcome(prediction, before.model(), self.model())
    }
    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
    fn exports(&self) -> Vec<Export> {
        C::exports(&self.params, self.timeline.model())
    }
}

/// A slider over the parameter's whole range with plain ticks at its ends; what concepts start from.
impl SliderView {
    /// The whole range, with labelled ends.
    pub fn plain(param: &Param) -> Self {
        use super::run::{Tick, TickKind};
        let (low, high, scale) = param.span();
        let tick = |at: f64| Tick { at, label: at.to_string(), kind: TickKind::Label };
        Self { low, high, scale, ticks: vec![tick(low), tick(high)], consequence: String::new() }
    }
}
