//! What a learner does, and what the page makes of it.

use super::intake::Recording;
use super::opening::open;
use super::slider::Change;
use super::start::Opened;
use super::{ConceptPage, Msg, Page, Scrub, Tab};
use crate::concept::{Act, ActionDecl, State};
use crate::link::{self, Change as Piece};
use crate::param::{Bad, Kind, Value};
use crate::sim::Time;
use crate::web::dom;
use crate::web::worker::{IntakeClient, News};
use std::rc::Rc;
use yew::prelude::*;

/// How long the page may stand still while it opens a link, in milliseconds; the rest is run frame by frame.
const OPEN_MS: f64 = 50.0;
/// Complaints shown in one line.
const COMPLAINTS_MAX: usize = 3;

pub(super) fn sentences(complaints: &[Bad]) -> Vec<String> {
    let mut out: Vec<String> = complaints.iter().take(COMPLAINTS_MAX).map(|bad| format!("{bad}.")).collect();
    if complaints.len() > COMPLAINTS_MAX {
        out.push(format!("And {} more.", complaints.len() - COMPLAINTS_MAX));
    }
    if !complaints.is_empty() {
        out.push("The nearest allowed value or the default is used.".to_owned());
    }
    out
}

impl Page {
    /// Carries out a message; true if the words may have changed.
    pub(super) fn update(&mut self, ctx: &Context<ConceptPage>, msg: Msg) -> bool {
        match msg {
            Msg::Frame(at) => return self.frame(at),
            Msg::Resized => {
                if !self.measure() {
                    return false;
                }
            }
            Msg::Redraw => drop(self.measure()),
            Msg::Grow => {
                self.stage = self.stage.next();
                self.grown = true;
                self.prepare();
                return true;
            }
            Msg::Group(name, open) => {
                self.groups.retain(|other| *other != name);
                if open {
                    self.groups.push(name);
                }
            }
            Msg::Seen(seen) => {
                self.seen = seen.unwrap_or(self.seen);
                self.last_frame = None;
                self.sound_out();
                self.frames.ask();
                return false;
            }
            Msg::Address => return self.follow_address(),
            Msg::Play => self.play(),
            Msg::Step => self.session.step(),
            Msg::Back => self.session.step_back(),
            Msg::Restart => self.session.seek(Time::ZERO, dom::clock_ms),
            Msg::Seek(units) => self.session.seek(self.entry.about.clock.at(units), dom::clock_ms),
            Msg::Scrub(scrub) => self.scrub(scrub),
            Msg::Speed(stop) => {
                let stops = super::session::STOPS;
                self.session.set_speed(stops[stop.min(stops.len() - 1)]);
            }
            Msg::Change(change) => return self.keep(change),
            Msg::Act(act) => self.act(&act),
            Msg::Do(id) => self.act_on_selected(id),
            Msg::Amount(id, text) => self.type_amount(id, &text),
            Msg::Chip(piece) => self.carry_out(&piece),
            Msg::Preset(index) => self.open_preset(index),
            Msg::Beat(index) => self.open_beat(index),
            Msg::Turn(by) => self.turn_beat(by),
            Msg::Guess(guess) => self.guess(guess),
            Msg::Moment(fragment) => self.open_moment(fragment),
            Msg::Seed(seed) => self.reseed(seed),
            Msg::Pointer(surface, event, pressed) => return self.point(surface, &event, pressed),
            Msg::LetGo => match self.leave_rim() {
                Some(target) => self.press(target),
                None => return false,
            },
            Msg::Press(target) => self.press(target),
            Msg::Select(kind, id) => self.choose(kind, id),
            Msg::Dismiss => self.dismiss(),
            Msg::Share => self.share(ctx),
            Msg::Shared(copied) => self.shared(copied),
            Msg::ShareOver => self.share_over = None,
            Msg::Export => self.export(),
            Msg::Lecture => {
                dom::go(&self.lecture());
                return false;
            }
            Msg::Stop(stop) => self.stop(stop),
            Msg::Lanes(what) => self.compare(ctx, what),
            Msg::Sound => self.turn_sound(),
            Msg::Book(book) => self.book(book),
            Msg::Branch(index) => self.session.return_to(index),
            Msg::DropBranch(index) => self.session.drop_branch(index),
            Msg::Theme => self.next_theme(),
            Msg::Tongue => {
                self.turn_tongue();
                return false;
            }
            Msg::Tables(which) => self.turn_tables(which),
            Msg::Help => self.help = !self.help,
            Msg::Tab(tab) => {
                self.tab = tab;
                self.open_tabs(&[tab]);
            }
            Msg::Write => {
                self.write_address(false);
                return false;
            }
            Msg::Print => {
                self.open_tabs(&[Tab::Charts, Tab::Lesson]);
                return true;
            }
            Msg::Sheet => self.sheet_up = !self.sheet_up,
            Msg::Key(event) => return self.key(ctx, &event),
            Msg::Speak => {}
            Msg::Read(recording) => return self.read(ctx, recording),
            Msg::News(news) => {
                if news.finished {
                    self.reading = None;
                }
                self.news = Some(Rc::new(news));
                return true;
            }
            Msg::ReadOver => {
                self.reading = None;
                self.news = None;
                return true;
            }
            Msg::Sweep(sweep) => {
                self.sweep = Some(sweep);
                for panel in 0..self.panels.len() {
                    self.jobs.add(super::jobs::Job::Panel(panel));
                }
                self.frames.ask();
                return false;
            }
        }
        self.touch();
        true
    }

    /// Begins to read a file or a text for the state on the screen.
    fn read(&mut self, ctx: &Context<ConceptPage>, recording: Recording) -> bool {
        let Recording { data, format, answers } = recording;
        let mut state = self.session.run.state();
        state.values.clone_from(&self.values);
        state.deeds.clear();
        state.at = Time::ZERO;
        let link = ctx.link().clone();
        self.reading =
            IntakeClient::start(&state, (format, &answers), data, move |news| link.send_message(Msg::News(news)));
        let failed =
            self.reading.is_none().then(|| "This browser cannot read files in a thread of its own.".to_owned());
        self.news = Some(Rc::new(News { finished: failed.is_some(), failed, ..News::default() }));
        true
    }

    fn play(&mut self) {
        self.session.playing = !self.session.playing;
        self.last_frame = None;
    }

    fn scrub(&mut self, scrub: Scrub) {
        match scrub {
            Scrub::To(units) if self.place_marker(units) => {}
            Scrub::To(units) => {
                self.scrubbing = true;
                self.session.seek(self.entry.about.clock.at(units), dom::clock_ms);
            }
            Scrub::Free => {
                self.scrubbing = false;
                self.last_frame = None;
            }
        }
    }

    /// Keeps a change for the next frame, so that a drag sets at most once per frame. Typed values are taken at once.
    pub(super) fn keep(&mut self, change: Change) -> bool {
        let place = |change: &Change| match change {
            Change::Number(index, _) => Some((*index, 0)),
            Change::Item(index, item, _) => Some((*index, *item)),
            _ => None,
        };
        let Some(at) = place(&change) else {
            self.apply(change);
            self.touch();
            return true;
        };
        self.pending.retain(|other| place(other) != Some(at));
        self.pending.push(change);
        self.touch();
        false
    }

    /// What was typed for a parameter, as its table reads it.
    fn typed(&self, index: usize, text: &str) -> String {
        if self.entry.table[index].is_whole() { super::words::ungrouped(text) } else { text.to_owned() }
    }

    /// Sets what a control says.
    pub(super) fn apply(&mut self, change: Change) {
        self.values = self.session.run.values();
        let (index, value) = match change {
            Change::Number(index, number) => {
                let whole = matches!(self.entry.table[index].kind, Kind::Whole { .. });
                (index, if whole { Value::Whole(libm::round(number) as i64) } else { Value::Real(number) })
            }
            Change::Item(index, place, number) => {
                let Some(Value::List(list)) = self.values.get(index) else { return };
                let per = self.entry.table[index].per;
                let count = self.session.run.targets(per).last().copied().unwrap_or(1) as usize;
                (index, Value::List(super::controls::with_item(list, place, count, number)))
            }
            Change::Option(index, option) => (index, Value::Choice(option)),
            Change::Member(index, option, on) => {
                let Some(Value::Set(chosen)) = self.values.get(index) else { return };
                let others = chosen.iter().copied().filter(|other| *other != option);
                (index, Value::Set(others.chain(on.then_some(option)).collect()))
            }
            Change::Switch(index, on) => (index, Value::Switch(on)),
            Change::Reset(index) => (index, self.entry.table[index].default_value()),
            Change::Text(index, text) => match self.entry.table[index].parse_clamped(&self.typed(index, &text)) {
                Ok((value, complaint)) => {
                    self.notice = complaint
                        .as_slice()
                        .first()
                        .map(|bad| sentences(std::slice::from_ref(bad)))
                        .unwrap_or_default();
                    (index, value)
                }
                Err(bad) => {
                    self.notice = vec![format!("{bad}.")];
                    return;
                }
            },
        };
        if let Err(bad) = self.session.set(index, value) {
            self.notice = vec![format!("{bad}.")];
        }
        self.values = self.session.run.values();
    }

    pub(super) fn act(&mut self, act: &Act) {
        if let Err(bad) = self.session.act(act) {
            self.notice = vec![format!("{bad}.")];
        }
    }

    fn act_on_selected(&mut self, id: &str) {
        let Some(decl) = self.entry.action(id) else { return };
        let target = decl.target.map(|kind| self.selected(kind));
        let amount = self.amount(decl);
        self.act(&Act { id: decl.id, target, amount });
    }

    /// How much an action does: what was typed beside it, else its default.
    pub(super) fn amount(&self, decl: &ActionDecl) -> Option<f64> {
        let param = decl.amount?;
        let typed = self.amounts.iter().find(|(id, _)| *id == decl.id).map(|(_, amount)| *amount);
        typed.or_else(|| param.default_value().number())
    }

    fn type_amount(&mut self, id: &'static str, text: &str) {
        let Some(param) = self.entry.action(id).and_then(|decl| decl.amount) else { return };
        match param.parse_clamped(text) {
            Ok((value, complaint)) => {
                self.amounts.retain(|(other, _)| *other != id);
                self.amounts.extend(value.number().map(|amount| (id, amount)));
                self.notice = complaint.map(|bad| sentences(&[bad])).unwrap_or_default();
            }
            Err(bad) => self.notice = vec![format!("{bad}.")],
        }
    }

    fn carry_out(&mut self, piece: &str) {
        match link::changes(self.entry, piece) {
            Ok(changes) => changes.into_iter().for_each(|change| self.carry_out_one(change)),
            Err(bad) => self.notice = vec![format!("{bad}.")],
        }
    }

    fn carry_out_one(&mut self, change: Piece) {
        match change {
            Piece::Set(index, value) => {
                if let Err(bad) = self.session.set(index, value) {
                    self.notice = vec![format!("{bad}.")];
                }
            }
            Piece::Act(act) => {
                if let Some((kind, target)) = self.entry.action(act.id).and_then(|decl| decl.target).zip(act.target) {
                    self.select(kind, target);
                }
                self.act(&act);
            }
            Piece::Preset(id) => {
                if let Some(index) = self.entry.presets.iter().position(|preset| preset.id == id) {
                    self.open_preset(index);
                }
            }
            Piece::Speed(speed) => self.session.set_speed(speed),
            Piece::Seek(at) => self.session.seek(at, dom::clock_ms),
        }
    }

    fn open_preset(&mut self, index: usize) {
        let Some(preset) = self.entry.presets.get(index) else { return };
        let playing = !dom::reduced_motion();
        self.reopen(&format!("preset={}", preset.id));
        self.session.playing &= playing;
        self.story = Some(index);
        self.beat = None;
        self.write_address(true);
    }

    /// Opens a prepared moment beside the words that stand there.
    fn open_moment(&mut self, fragment: &str) {
        let playing = !dom::reduced_motion();
        self.reopen(fragment);
        self.session.playing &= playing;
        self.write_address(true);
    }

    /// Opens another fragment in place of the run; the beat that is told stays.
    pub(super) fn reopen(&mut self, fragment: &str) {
        match open(self.entry, fragment, OPEN_MS, dom::clock_ms) {
            Ok(Opened { session, story, notice, .. }) => {
                let mut before = std::mem::replace(&mut self.session, session);
                if !self.session.halts.on() {
                    self.session.halts = std::mem::take(&mut before.halts);
                    self.session.halts.moved();
                }
                self.guessing.interrupt();
                self.story = story.or(self.story);
                self.notice = notice;
                self.focus = None;
                self.pending.clear();
                self.last_frame = None;
            }
            Err(sentence) => self.notice = vec![sentence],
        }
    }

    fn follow_address(&mut self) -> bool {
        let fragment = dom::fragment();
        if fragment == self.written {
            return false;
        }
        self.story = None;
        // A link says itself where the player stops.
        self.session.halts = super::halt::Halts::default();
        self.reopen(&fragment);
        let named = fragment.split('&').find_map(|pair| pair.strip_prefix("beat="));
        self.beat = self.entry.lesson.zip(named).and_then(|(lesson, id)| lesson.beat(id));
        self.told = super::lesson::Told::default();
        self.written = String::new();
        self.write_address(false);
        self.touch();
        true
    }

    /// The same state from another seed.
    fn reseed(&mut self, seed: Option<u64>) {
        const SEEDS: f64 = 1000.0;
        let seed = seed.unwrap_or_else(|| (js_sys::Math::random() * SEEDS) as u64 + 1);
        let state = State { seed, ..self.session.state() };
        let fragment = link::encode(&state, self.entry);
        self.reopen(&fragment);
    }

    fn dismiss(&mut self) {
        self.notice.clear();
        self.unshare();
        self.focus = None;
        self.help = false;
        self.guessing.close();
        dom::close_popovers();
    }

    fn turn_tables(&mut self, which: Option<usize>) {
        if let Some(index) = which {
            if let Some(on) = self.tables.get_mut(index) {
                *on = !*on;
            }
            return;
        }
        let on = !self.tables.iter().all(|on| *on);
        self.tables.fill(on);
    }

    /// The whole link, whatever the address bar says.
    pub(super) fn address(&self) -> String {
        let base = dom::address();
        let base = base.split('#').next().unwrap_or_default();
        format!("{base}#{}", self.link())
    }

    /// The part of the link after `#`, with what the page adds to it.
    pub(super) fn link(&self) -> String {
        let mut link = self.session.link();
        let mut put = |key: &str, value: &str| {
            if !value.is_empty() {
                link = format!("{link}&{key}={}", link::escape(value));
            }
        };
        put("beat", self.beat_id().unwrap_or_default());
        put("stop", &self.session.stops_in_link());
        put("lanes", &self.session.lanes_in_link());
        put("mark", &super::bookmarks::write(&self.session.bookmarks));
        put("lang", crate::web::tongue::for_address());
        link
    }
}
