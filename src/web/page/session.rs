//! The player: a run, whether it moves, how fast it was asked to, and how fast it does. No browser in here.

use super::bookmarks::Bookmark;
use super::fork::Branches;
use super::halt::Halts;
use super::lanes::Beside;
use crate::concept::{Act, Deed, Entry, Run, State};
use crate::link::{self, SPEEDS};
use crate::param::Bad;
use crate::sim::{Advance, Span, Time};

/// The longest step of the watcher's clock that one frame follows: after a pause of the tab nothing leaps.
const FRAME_MAX_S: f64 = 0.1;
/// How long a frame's advance may take, in milliseconds.
const ADVANCE_MS: f64 = 6.0;
/// The same for one frame of a longer way.
const CATCH_UP_MS: f64 = 24.0;
/// Steps between two looks at the clock.
const SLICE: u64 = 2_048;
/// Settings of one drag that stay are so many seconds of the watcher's time apart.
pub(super) const DRAG_S: f64 = 0.1;
/// The speeds the slider stops at: 1, 2, 5 of each decade.
pub const STOPS: [f64; 19] = [
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0,
];

/// A run with its player.
pub struct Session {
    /// The run.
    pub run: Box<dyn Run>,
    /// True while the clock turns.
    pub playing: bool,
    /// Seconds of the run per second of the watcher, as asked.
    pub speed: f64,
    /// The speed reached over the last half second, if the one asked for could not be kept up.
    pub reached: Option<f64>,
    /// Where the playhead is on its way to, if that takes more than a frame.
    pub goal: Option<Time>,
    /// So many steps before the end of that moment.
    short: u32,
    /// Where the player stops by itself.
    pub stop_at: Option<Time>,
    /// Where it stops by itself.
    pub halts: Halts,
    /// Futures that were left.
    pub branches: Branches,
    /// Whole runs beside this one.
    pub lanes: Vec<Beside>,
    /// Moments with names.
    pub bookmarks: Vec<Bookmark>,
    pace: Pace,
}

impl Session {
    /// Opens a state: at its moment if that takes less than `most_ms` milliseconds, else on the way to it.
    pub fn open(entry: &'static Entry, state: &State, most_ms: f64, clock: impl Fn() -> f64) -> Result<Self, Bad> {
        let start = State { at: Time::ZERO, short: 0, ..state.clone() };
        let run = (entry.open)(&start)?;
        let speed = state.speed.clamp(SPEEDS.0, SPEEDS.1);
        let mut session = Self {
            run,
            playing: !state.paused,
            speed,
            reached: None,
            goal: Some(state.at),
            short: state.short,
            stop_at: None,
            halts: Halts::default(),
            branches: Branches::default(),
            lanes: Vec::new(),
            bookmarks: Vec::new(),
            pace: Pace::default(),
        };
        session.approach(most_ms, &clock);
        Ok(session)
    }

    /// What it is a run of.
    pub fn entry(&self) -> &'static Entry {
        self.run.entry()
    }

    /// The whole state, the player's included.
    pub fn state(&self) -> State {
        let at = self.goal.unwrap_or_else(|| self.run.now());
        let run = self.run.state();
        let short = if self.goal.is_some() { self.short } else { run.short };
        State { speed: self.speed, paused: !self.playing, at, short, ..run }
    }

    /// The part of the link after `#`.
    pub fn link(&self) -> String {
        link::encode(&self.state(), self.entry())
    }

    /// One frame: `wall_s` seconds of the watcher have passed. True if the playhead moved.
    pub fn frame(&mut self, wall_s: f64, clock: impl Fn() -> f64) -> bool {
        if self.goal.is_some() {
            self.approach(CATCH_UP_MS, &clock);
            return true;
        }
        if self.halts.hunting() {
            self.chase(CATCH_UP_MS, &clock);
            return true;
        }
        if !self.playing {
            return false;
        }
        let wall_s = wall_s.clamp(0.0, FRAME_MAX_S);
        let before = self.run.now();
        let span = Span((wall_s * self.speed * 1e6 + 0.5) as u64 * 1000);
        if span.is_zero() {
            return false;
        }
        let until = self.stop_at.map_or(before + span, |stop| stop.min(before + span));
        let (from, position) = (clock(), self.run.events());
        let outcome = self.advance_watched(until, self.pace.budget);
        self.pace.learn(self.run.events().saturating_sub(position), clock() - from);
        if !self.playing {
            return true;
        }
        if self.stop_at.is_some_and(|stop| self.run.now() >= stop) {
            self.playing = false;
            return true;
        }
        self.note_reached(outcome, self.run.now().since(before).secs(), wall_s);
        true
    }

    fn note_reached(&mut self, outcome: Advance, ran_s: f64, wall_s: f64) {
        const MEMORY: f64 = 0.9;
        let fraction = if wall_s > 0.0 { ran_s / (wall_s * self.speed) } else { 1.0 };
        self.pace.kept = if outcome == Advance::Reached && self.pace.kept > 0.98 {
            1.0
        } else {
            MEMORY * self.pace.kept + (1.0 - MEMORY) * fraction
        };
        self.reached = (self.pace.kept < 0.95).then_some(self.pace.kept * self.speed);
    }

    /// Moves the playhead towards the goal for at most `most_ms`.
    pub fn approach(&mut self, most_ms: f64, clock: &impl Fn() -> f64) {
        let Some(goal) = self.goal else { return };
        if goal < self.run.now() {
            self.run.seek(goal);
        }
        let from = clock();
        while self.run.advance(goal, SLICE) == Advance::Spent {
            if clock() - from > most_ms {
                return;
            }
        }
        self.goal = None;
        for _ in 0..std::mem::take(&mut self.short) {
            if self.run.now() == goal {
                self.run.step_back();
            }
        }
    }

    /// Moves the playhead, at once if it is near, else over the coming frames.
    pub fn seek(&mut self, at: Time, clock: impl Fn() -> f64) {
        self.halts.moved();
        self.short = 0;
        self.goal = Some(at);
        self.approach(CATCH_UP_MS, &clock);
    }

    /// One event forward. The player stops.
    pub fn step(&mut self) {
        self.halts.moved();
        self.playing = false;
        self.goal = None;
        self.run.step();
    }

    /// One event back. The player stops.
    pub fn step_back(&mut self) {
        self.halts.moved();
        self.playing = false;
        self.goal = None;
        self.run.step_back();
    }

    /// The stop of the speed slider nearest to the speed.
    pub fn speed_stop(&self) -> usize {
        let distance = |stop: f64| libm::fabs(libm::log(stop / self.speed));
        let nearest = (0..STOPS.len()).min_by(|&a, &b| distance(STOPS[a]).total_cmp(&distance(STOPS[b])));
        nearest.unwrap_or(STOPS.len() / 2)
    }

    /// Asks for a speed.
    pub fn set_speed(&mut self, speed: f64) {
        self.speed = speed.clamp(SPEEDS.0, SPEEDS.1);
        self.pace.kept = 1.0;
        self.reached = None;
    }

    /// The last thing done to the `target` before the playhead.
    pub fn last_act(&self, target: u32) -> Option<Act> {
        let now = self.run.now();
        let deeds = self.run.state().deeds;
        let acts = deeds.into_iter().rev().filter(|(at, _)| *at <= now).filter_map(|(_, deed)| match deed {
            Deed::Act(act) if act.target == Some(target) => Some(act),
            _ => None,
        });
        acts.into_iter().next()
    }
}

/// How many steps fit into a frame, learned from the frames before.
struct Pace {
    budget: u64,
    /// The share of the speed asked for that was kept, smoothed.
    kept: f64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { budget: 10_000, kept: 1.0 }
    }
}

impl Pace {
    /// `steps` took `ms`. Browsers round their clocks, so only what took a while teaches something.
    fn learn(&mut self, steps: u64, ms: f64) {
        if ms < 1.0 || steps < 100 {
            if steps >= self.budget {
                self.budget *= 2;
            }
            return;
        }
        let fits = steps as f64 * ADVANCE_MS / ms;
        let budget = 0.7 * self.budget as f64 + 0.3 * fits;
        self.budget = budget.clamp(200.0, 50_000_000.0) as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_follows_the_cost_of_a_step() {
        let mut pace = Pace::default();
        for _ in 0..50 {
            let ms = pace.budget as f64 * 0.002;
            pace.learn(pace.budget, ms);
        }
        let ms = pace.budget as f64 * 0.002;
        assert!((ms - ADVANCE_MS).abs() < 0.5, "a frame would take {ms} ms");
    }

    #[test]
    fn stops_ascend_and_span_what_links_allow() {
        assert!(STOPS.is_sorted());
        assert_eq!((STOPS[0], STOPS[STOPS.len() - 1]), SPEEDS);
    }
}
