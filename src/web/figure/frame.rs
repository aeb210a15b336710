//! A figure's frames: at most one advance and one drawing in each, and none at all while it stands still or is out of
//! sight.

use super::Figure;
use crate::concept::{Layout, View};
use crate::web::dom;
use crate::web::page::timeline::{self, Axis};
use web_sys::HtmlElement;

/// Between two updates of the words, in milliseconds.
const WORDS_MS: f64 = 250.0;
/// Between two tellings of what occurred.
const TOLD_MS: f64 = 100.0;
/// Between two drawings for readers who asked for less motion.
const STILL_MS: f64 = 1000.0;
/// Frames of a run that plays by itself are so far apart, in milliseconds: most of what a frame costs is the browser's own
/// share (style, layout, picture), and the processor is the page's around the figure. What a hand does is drawn at once.
/// Counted from when a frame begins and not from the time it is given: Chromium, asked between two of the screen's, does
/// not wait for the next one but gives the last one late, so that every pause of less than two lasted for one. A little
/// less than two of them at 60 a second, as others wait.
const APART_MS: f64 = 31.0;
/// Where a frame itself costs much, the next is no nearer than this many times as long, up to [`APART_MAX_MS`].
const REST: f64 = 5.0;
const APART_MAX_MS: f64 = 50.0;
/// How far one frame's cost changes what the next is taken to cost.
const LEARNT: f64 = 0.2;
/// The playhead may run this far ahead of the drawn record, in pixels.
const HEAD_PX: f32 = 4.0;
/// Narrower than this, a scene runs from top to bottom.
const TALL_PX: f32 = 560.0;
/// A wide scene is laid out for at least this width and shown smaller.
const WIDE_PX: f32 = 720.0;

impl Figure {
    /// True while frames follow each other by themselves.
    pub(super) fn moving(&self) -> bool {
        (self.session.playing || self.session.goal.is_some()) && self.seen && !dom::hidden()
    }

    /// Something changed by hand: everything is drawn in the next frame.
    pub(super) fn touch(&mut self) {
        self.touched = true;
        self.frames.ask();
    }

    /// One frame. True if the words changed.
    pub(super) fn frame(&mut self, at: f64) -> bool {
        // Asked for by something out of sight: it is drawn when it comes into sight.
        if !self.seen {
            return false;
        }
        let calm = !self.touched && !self.held && self.pending.is_empty() && self.session.goal.is_none();
        let from = dom::clock_ms();
        let words = self.draw_frame(at, from);
        if !self.moving() {
            self.last_frame = None;
            self.expose();
            return words;
        }
        // A late frame has an early time: what moves goes by the clock, which goes as evenly as the screen shows it.
        self.last_frame = Some(from);
        if calm {
            let spent = dom::clock_ms() - from;
            self.cost_ms += LEARNT * (spent - self.cost_ms);
            let apart = (self.cost_ms * REST).clamp(APART_MS, APART_MAX_MS);
            self.frames.ask_after(apart - spent);
        } else {
            self.frames.ask();
        }
        words
    }

    /// Draws what has changed, in the frame of the time `at`, which began at `from`; true if the words did.
    fn draw_frame(&mut self, at: f64, from: f64) -> bool {
        let touched = std::mem::take(&mut self.touched);
        let wall_s = self.last_frame.map_or(0.0, |last| (from - last) / 1000.0);
        for change in std::mem::take(&mut self.pending) {
            self.apply(change);
        }
        let held = self.held && self.session.goal.is_none();
        let played = self.session.playing;
        let moved = !held && self.session.frame(wall_s, dom::clock_ms);
        let again = played && self.begin_again();
        let stopped = self.halted();
        let still = self.layout == Layout::Still && !touched && at - self.last_scene < STILL_MS;
        if (moved && !still) || touched {
            self.draw_scene();
            self.last_scene = at;
        }
        if moved || touched {
            self.place_head(touched || again);
        }
        let words = touched || stopped || (moved && at - self.last_words >= WORDS_MS);
        if words {
            self.last_words = at;
            self.refresh_words();
        }
        if touched || at - self.last_told >= TOLD_MS {
            self.last_told = at;
            self.tell.occurrences(self.session.run.as_ref());
        }
        words
    }

    /// True if it has just stopped by itself; what it happened to is pointed at.
    fn halted(&mut self) -> bool {
        let Some(stopped) = self.session.halts.take_news() else { return false };
        self.focus = stopped.target.filter(|target| self.session.run.explain(*target).is_some());
        self.tell.change("paused", "on");
        // It is drawn once more, with what it points at.
        self.touch();
        true
    }

    /// At the end of its loop it goes on from the beginning.
    fn begin_again(&mut self) -> bool {
        let Some((from, to)) = self.embed.again else { return false };
        if self.session.playing || self.session.run.now() < to {
            return false;
        }
        self.session.playing = true;
        self.session.seek(from, dom::clock_ms);
        self.tell.again(self.session.run.now());
        true
    }

    /// Reads sizes from the layout.
    pub(super) fn measure(&mut self) {
        self.scene.measure();
        self.timeline.measure();
        let width = self.scene.width;
        (self.layout, self.zoom) = match (dom::reduced_motion(), width < TALL_PX) {
            (true, _) => (Layout::Still, 1.0),
            (false, true) => (Layout::Tall, 1.0),
            (false, false) => (Layout::Wide, (width / WIDE_PX).min(1.0)),
        };
    }

    fn draw_scene(&mut self) {
        if !self.scene.shown() {
            return;
        }
        let speed = self.session.reached.unwrap_or(self.session.speed);
        let (width, height) = (self.scene.width / self.zoom, self.scene.height / self.zoom);
        let view = View { speed, focus: self.pointed.or(self.focus), ..View::new(width, height, self.layout) };
        self.session.run.draw(&view, &mut self.scene.picture);
        self.scene.paint_zoomed(self.theme, self.zoom.into(), self.embed.transparent);
    }

    /// The player's axis as it is now.
    pub(super) fn axis(&self) -> Axis {
        let (run, clock) = (&self.session.run, &self.entry.about.clock);
        let end = self.embed.again.map_or(crate::sim::Time::ZERO, |(_, to)| to);
        let until = run.end().max(run.now()).max(self.session.goal.unwrap_or_default()).max(end);
        Axis::of(clock, clock.units(run.now()), clock.units(until), self.timeline.width)
    }

    /// Moves the playhead, past the component tree; draws the record under it where it has run ahead.
    fn place_head(&mut self, redraw: bool) {
        let Some(head) = self.head.cast::<HtmlElement>() else { return };
        let axis = self.axis();
        let x = axis.x(self.entry.about.clock.units(self.session.run.now()), self.timeline.width);
        let text = self.moment();
        if let Some(flag) = head.last_element_child().filter(|flag| flag.text_content().as_deref() != Some(&text)) {
            flag.set_text_content(Some(&text));
        }
        if !self.timeline.shown() {
            return;
        }
        let _ = head.style().set_property("transform", &format!("translateX({x:.1}px)"));
        if redraw || (x - self.drawn_to).abs() > HEAD_PX || axis.start != self.drawn_from {
            let board = &mut self.timeline;
            board.picture.clear(board.width, board.height);
            timeline::draw_low(&*self.session.run, axis, &mut board.picture);
            (self.drawn_to, self.drawn_from) = (x, axis.start);
            board.paint_zoomed(self.theme, 1.0, self.embed.transparent);
        }
    }

    /// The moment in words.
    pub(super) fn moment(&self) -> String {
        let run = &self.session.run;
        run.flag().unwrap_or_else(|| self.entry.about.clock.words(run.now(), self.session.speed))
    }

    /// What tests may read, on the figure's own element.
    fn expose(&self) {
        let Some(frame) = self.frame.cast::<web_sys::Element>() else { return };
        let run = &self.session.run;
        let set = |name: &str, value: String| {
            let _ = frame.set_attribute(name, &value);
        };
        set("data-hash", format!("{:016x}", run.hash()));
        set("data-t", crate::link::seconds(run.now()));
    }
}
