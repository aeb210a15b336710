//! Frames: at most one advance, one drawing of the scene and one update of the words in each.

use super::jobs::Job;
use super::start::Stage;
use super::{Msg, Page};
use crate::concept::beside;
use crate::concept::{Deed, Layout, Place, TimeAxis, View};
use crate::scene::{Picture, Theme};
use crate::sim::Time;
use crate::web::{dom, theme};
use gloo::timers::callback::Timeout;
use web_sys::HtmlElement;

/// Between two updates of words, tables and charts, in milliseconds.
const WORDS_MS: f64 = 250.0;
/// Between two updates of what is read aloud.
const SPOKEN_MS: f64 = 2000.0;
/// Between two writings of the address while playing: each takes the browser some milliseconds, and Safari refuses more
/// than a hundred in half a minute. A pause writes at once.
const ADDRESS_MS: f64 = 1000.0;
/// How long a frame may take to bring a branch to the playhead.
const FOLLOW_MS: f64 = 4.0;
/// Between two drawings for readers who asked for less motion.
const STILL_MS: f64 = 1000.0;

/// The playhead may run this far ahead of the drawn record, in pixels.
const HEAD_PX: f32 = 4.0;

impl Page {
    /// True while frames follow each other by themselves: playing while the scene is seen, and whatever was asked for and
    /// has an answer wherever the reader looks meanwhile.
    pub(super) fn moving(&self) -> bool {
        let awaited = self.session.goal.is_some() || self.session.halts.hunting() || self.guessing.running();
        (awaited || self.session.playing && self.seen) && !dom::hidden()
    }

    /// Something changed by hand: everything is drawn in the next frame.
    pub(super) fn touch(&mut self) {
        self.jobs.again();
        self.last_scene = f64::MIN;
        self.frames.ask();
    }

    /// One frame. True if the words changed.
    pub(super) fn frame(&mut self, at: f64) -> bool {
        if std::mem::take(&mut self.unwatched) {
            self.watch_boards();
            if self.stage == Stage::Figure {
                // Nobody sees it yet: the next frame draws, and no turn is long.
                self.frames.ask();
                return false;
            }
        }
        let touched = self.last_scene == f64::MIN;
        let wall_s = self.last_frame.map_or(0.0, |last| (at - last) / 1000.0);
        let pending = std::mem::take(&mut self.pending);
        for change in pending {
            self.apply(change);
        }
        let held = self.scrubbing && self.session.goal.is_none();
        let moved = !held && self.session.frame(wall_s, dom::clock_ms);
        let stopped = self.halted();
        let there =
            self.session.follow(FOLLOW_MS, &dom::clock_ms) & self.session.follow_lanes(FOLLOW_MS, &dom::clock_ms);
        if self.reveal() || stopped {
            self.jobs.again();
        }
        let still = self.layout == Layout::Still && !touched && at - self.last_scene < STILL_MS;
        if (moved && !still) || touched {
            self.draw_scene();
            self.draw_lanes();
            // After a learner's hand they are drawn with the words.
            if !touched {
                self.draw_live_panels();
            }
            self.last_scene = at;
        }
        if moved || touched {
            self.place_head();
            self.sound_out();
        }
        if moved && at - self.last_words >= WORDS_MS {
            self.last_words = at;
            self.jobs.again();
        }
        // The frame after a hand's is the hand's too: what it changed is shown, and the next input heard, before charts follow.
        let yields = std::mem::replace(&mut self.handed, touched) && !touched;
        let changed = !yields && self.work(touched);
        self.stand();
        if self.moving() {
            self.last_frame = Some(at);
            self.frames.ask();
            if at - self.written_at >= ADDRESS_MS && !changed {
                self.written_at = at;
                // In a turn of its own: it can take the browser as long as a frame.
                let scope = self.scope.clone();
                dom::later(move || scope.send_message(Msg::Write));
            }
        } else {
            self.last_frame = None;
            if self.jobs.any() || !there {
                self.frames.ask();
            }
            // What is seen comes first: while a slider is dragged the browser is not told.
            if !touched || !self.jobs.any() {
                self.write_address(false);
            }
            self.expose();
        }
        changed
    }

    /// Does what is due: one thing a frame; after a learner's hand, all words and what moves with the playhead at once, and
    /// the charts in the next frames.
    fn work(&mut self, touched: bool) -> bool {
        if !touched {
            return self.jobs.take().is_some_and(|job| self.do_job(job));
        }
        let live = (0..self.panels.len()).filter(|index| self.entry.panels[*index].live).map(Job::Panel);
        let mut first = vec![Job::Words, Job::Timeline];
        first.extend(live);
        let mut changed = false;
        for job in first {
            if self.jobs.forget(job) {
                changed |= self.do_job(job);
            }
        }
        changed
    }

    /// Does one thing; true if the words may have changed.
    fn do_job(&mut self, job: Job) -> bool {
        match job {
            Job::Timeline => {
                self.draw_timeline();
                false
            }
            Job::Words => {
                self.refresh_words();
                true
            }
            Job::Panel(index) => self.draw_panel(index) | self.remark(index),
        }
    }

    /// What stands beside a chart in words comes with it; true if it is something else than before.
    fn remark(&mut self, index: usize) -> bool {
        let shown = self.panels.get(index).is_some_and(super::board::Board::shown);
        let Some(kept) = self.remarks.get_mut(index).filter(|_| shown) else { return false };
        let said = self.session.run.remarks(index);
        let changed = *kept != said;
        *kept = said;
        changed
    }

    /// Reads sizes and theme from the layout; true if something has changed.
    pub(super) fn measure(&mut self) -> bool {
        let before = (self.theme, self.layout);
        self.theme = theme::current();
        self.layout = match (dom::reduced_motion(), Self::phone()) {
            (true, _) => Layout::Still,
            (false, true) => Layout::Tall,
            (false, false) => Layout::Wide,
        };
        let mut changed = before != (self.theme, self.layout);
        let boards = [&mut self.scene, &mut self.timeline].into_iter().chain(&mut self.panels);
        for board in boards.chain(&mut self.lane_boards) {
            changed |= board.measure();
        }
        let stacked = std::mem::replace(&mut self.stacked, dom::matches("(max-width: 719px)"));
        changed || stacked != self.stacked
    }

    /// Watches the canvases that the last rendering made.
    pub(super) fn watch_boards(&mut self) {
        let boards = [&mut self.scene, &mut self.timeline].into_iter().chain(&mut self.panels);
        let boards = boards.chain(&mut self.lane_boards);
        let mut any = false;
        for canvas in boards.filter_map(super::board::Board::renewed) {
            any = true;
            if let Some(sizes) = &self.sizes {
                sizes.watch(&canvas);
            }
        }
        if any {
            self.measure();
            self.touch();
            if self.stage != Stage::Whole {
                // They have just been written.
                self.jobs.forget(Job::Words);
            }
        }
    }

    pub(super) fn phone() -> bool {
        dom::matches("(max-width: 719px)")
    }

    fn picture_of(&self, width: f32, height: f32) -> View {
        let speed = self.session.reached.unwrap_or(self.session.speed);
        View { speed, focus: self.pointed.or(self.focus), ..View::new(width, height, self.layout) }
    }

    fn draw_scene(&mut self) {
        if !self.scene.shown() {
            return;
        }
        let view = self.picture_of(self.scene.width, self.scene.height);
        beside::draw_scene(&*self.session.run, self.session.ghost(), &view, &mut self.scene.picture);
        self.scene.paint(self.theme);
    }

    /// Draws the panels that move with the playhead.
    fn draw_live_panels(&mut self) {
        for index in 0..self.panels.len() {
            if self.entry.panels[index].live {
                self.draw_panel(index);
            }
        }
    }

    /// Draws a chart; true if what its head says changed, or what can be pointed at.
    fn draw_panel(&mut self, index: usize) -> bool {
        let (theme, layout) = (self.theme, self.layout);
        let Some(board) = self.panels.get(index).filter(|board| board.shown()) else { return false };
        let layout = if layout == Layout::Still { Layout::Wide } else { layout };
        let time = (self.entry.panels[index].place == Place::Under).then(|| self.shared_axis(board));
        let view = View { layout, time, ..self.picture_of(board.width, board.height) };
        let board = &mut self.panels[index];
        let places = |picture: &Picture| (picture.hits.len(), picture.handles.len(), picture.width, picture.height);
        let before = places(&board.picture);
        let (run, ghost) = (&*self.session.run, self.session.ghost());
        let note = beside::draw_panel(run, ghost, index, &view, self.sweep.as_deref(), &mut board.picture);
        board.paint(theme);
        let changed = self.notes[index] != note || places(&board.picture) != before;
        self.notes[index] = note;
        changed
    }

    fn draw_timeline(&mut self) {
        if !self.timeline.shown() {
            return;
        }
        let (axis, phone, placed) = (self.axis(), Self::phone(), self.placed());
        let board = &mut self.timeline;
        board.picture.clear(board.width, board.height);
        let left = super::timeline::Left {
            ghost: self.session.branches.ghost().map(|branch| (&*branch.run, branch.at, branch.end)),
            bookmarks: &self.session.bookmarks,
            differs: self.session.first_difference(),
            placed,
        };
        super::timeline::draw(&*self.session.run, &self.was_now, axis, phone, &left, &mut board.picture);
        self.drawn_to = axis.x(self.entry.about.clock.units(self.session.run.now()), board.width);
        self.drawn_from = axis.start;
        board.paint(self.theme);
    }

    /// The player's axis as it is now.
    pub(super) fn axis(&self) -> super::timeline::Axis {
        let (run, clock) = (&self.session.run, &self.entry.about.clock);
        let until = run.end().max(run.now()).max(self.session.goal.unwrap_or_default());
        let until = until.max(self.scale_end().unwrap_or_default());
        super::timeline::Axis::of(clock, clock.units(run.now()), clock.units(until), self.timeline.width)
    }

    /// The player's axis in the picture of a panel that stands under it; on a phone, where it stands elsewhere, as wide
    /// as the panel.
    fn shared_axis(&self, board: &super::board::Board) -> TimeAxis {
        let clock = &self.entry.about.clock;
        let pad = super::timeline::PAD;
        if self.stacked {
            return self.axis().shared(clock, 8.0, board.width - 8.0);
        }
        let left = self.timeline.left - board.left + pad;
        self.axis().shared(clock, left, left + self.timeline.width - 2.0 * pad)
    }

    /// Moves the playhead and its flag, past the component tree.
    fn place_head(&mut self) {
        let Some(head) = self.head.cast::<HtmlElement>() else { return };
        let axis = self.axis();
        let (clock, at) = (&self.entry.about.clock, self.session.run.now());
        let x = axis.x(clock.units(at), self.timeline.width);
        let _ = head.style().set_property("transform", &format!("translateX({x:.1}px)"));
        let flag = head.last_element_child();
        if (x - self.drawn_to).abs() > HEAD_PX || axis.start != self.drawn_from {
            self.jobs.add(Job::Timeline);
        }
        let text = self.session.run.flag().unwrap_or_else(|| clock.words(at, self.session.speed));
        let text = crate::lang::say(&text);
        if let Some(flag) = flag.filter(|flag| flag.text_content().as_deref() != Some(&text)) {
            flag.set_text_content(Some(&text));
        }
    }

    /// Reads from the run what the words show.
    pub(super) fn refresh_words(&mut self) {
        let run = &self.session.run;
        self.values = run.values();
        let beside = self.session.beside();
        self.beside = beside.is_some();
        self.was_now = beside.unwrap_or_else(|| run.was_now());
        self.said = run.describe();
        if let Some(ghost) = self.session.ghost() {
            let beside = beside::said(&**run, ghost);
            if !beside.is_empty() {
                self.said.whole = format!("{} {beside}", self.said.whole);
            }
        }
        self.hint = run.hint();
        self.exports = run.exports();
        self.rescue = run.rescue();
        self.tell();
        let run = &self.session.run;
        self.why = self.focus.and_then(|target| run.explain(target));
        let at = dom::clock_ms();
        if at - self.spoken_at >= SPOKEN_MS {
            self.spoken_at = at;
            self.spoken = self.said.clone();
            self.spoken_table = self.session.table();
            self.speak_later = None;
        } else if self.spoken != self.said && self.speak_later.is_none() && !self.moving() {
            let scope = self.scope.clone();
            let wait = (SPOKEN_MS - (at - self.spoken_at)).max(0.0) as u32 + 10;
            self.speak_later = Some(Timeout::new(wait, move || scope.send_message(Msg::Speak)));
        }
        if self.stage == Stage::Whole {
            self.sweep_if_stale();
        }
    }

    /// Asks for another sweep when the parameters are not those of the last one. Where no chart is shown, as on a phone
    /// whose sheet stands at its controls, nobody would see it, and the processor is left to the scene.
    fn sweep_if_stale(&mut self) {
        if !self.panels.iter().any(super::board::Board::shown) {
            return;
        }
        // The values of now, and what was done to the system until now and may still stand.
        let mut state = self.session.run.state();
        state.short = 0;
        if (self.entry.sweeps_history)(&self.values) {
            // As it came to be, up to what was done last.
            state.deeds.retain(|(at, _)| *at <= state.at);
            state.at = state.deeds.last().map_or(Time::ZERO, |(at, _)| *at);
        } else {
            state.values.clone_from(&self.values);
            state.deeds.retain(|(at, deed)| *at <= state.at && matches!(deed, Deed::Act(_)));
            state.deeds.iter_mut().for_each(|(at, _)| *at = Time::ZERO);
            state.at = Time::ZERO;
        }
        if self.swept.as_ref() != Some(&state) {
            self.sweeper.request(&state);
            self.swept = Some(state);
        }
    }

    /// Puts the whole state into the address.
    pub(super) fn write_address(&mut self, push: bool) {
        let link = self.link();
        if link != self.written {
            dom::set_fragment(&link, push);
            self.written = link;
        }
    }

    /// What tests may read, on the root element.
    fn expose(&self) {
        let Some(root) = dom::root() else { return };
        let run = &self.session.run;
        let set = |name: &str, value: String| {
            let _ = root.set_attribute(name, &value);
        };
        set("data-hash", format!("{:016x}", run.hash()));
        set("data-t", crate::link::seconds(run.now()));
        set("data-events", run.events().to_string());
    }

    /// The next theme, and everything in it.
    pub(super) fn next_theme(&mut self) {
        let before = theme::current();
        let after = theme::cycle();
        // Where the system is light already, "light" would change nothing one can see.
        if theme::current() == before && after != theme::Choice::Auto {
            theme::cycle();
        }
        self.measure();
    }

    /// For messages: what a theme is called.
    pub(super) fn theme_name(&self) -> &'static str {
        match self.theme {
            Theme::Light => "light",
            Theme::Dark => "dark",
            Theme::Projector => "projector",
        }
    }
}
