//! The figure on the wall: a run with its player, drawn large.

use crate::concept::measure::Scope;
use crate::concept::predict::{Trial, Verdict};
use crate::concept::{Layout, State, View};
use crate::deck::{Beat, Question};
use crate::link::{self, Change};
use crate::scene::Theme;
use crate::web::dom;
use crate::web::page::{Board, Session};

/// How long the hall watches a run that answers, in seconds.
const WATCH_S: f64 = 6.0;
/// A slow machine may take so many times as long before it leaps to the answer.
const PATIENCE: f64 = 1.5;
/// How long a beat's way to its moment may take before the hall sees it go.
const OPEN_MS: f64 = 400.0;
/// Frames that move nothing but the wall's clock come this often, in milliseconds.
const STILL_MS: f64 = 1000.0;
/// The size of a scene's type and beads on a wall 1080 high against those of a desk.
pub const LARGER: f64 = 1.92;

/// How far a prediction has come.
pub enum Answer {
    /// Hands are counted.
    Asked,
    /// The run is on its way.
    Coming { trial: Box<Trial>, speed: f64, patience: f64 },
    /// It is there.
    Told(Verdict),
}

/// The figure.
pub struct Wall {
    /// What runs; none before the first beat, or where a beat could not be opened.
    pub session: Option<Session>,
    /// The canvas.
    pub board: Board,
    /// How far the beat's prediction has come.
    pub answer: Answer,
    /// What ran before a question that is asked of another state.
    before: Option<Session>,
    last_frame: Option<f64>,
    last_drawn: f64,
}

impl Default for Wall {
    fn default() -> Self {
        Self {
            session: None,
            board: Board::default(),
            answer: Answer::Asked,
            before: None,
            last_frame: None,
            last_drawn: f64::MIN,
        }
    }
}

impl Wall {
    /// Opens what a beat opens, or `again`, the state in which it began; then does what it does, unless that is in the
    /// state already. What could not be done is said.
    pub fn enter(&mut self, beat: &Beat, again: Option<&State>) -> Vec<String> {
        let mut said = Vec::new();
        self.answer = Answer::Asked;
        // A beat that goes on goes on from the beat before it, and not from its question.
        if let Some(before) = self.before.take() {
            self.session = Some(before);
        }
        let state = match (again, &beat.opens) {
            (Some(state), _) => Some(state.clone()),
            (None, Some(fragment)) => {
                let preset = beat.entry.presets.first().map(|preset| format!("preset={}", preset.id));
                let fragment = if fragment.is_empty() { preset.unwrap_or_default() } else { fragment.clone() };
                Some(link::decode(&fragment, beat.entry).state)
            }
            (None, None) => None,
        };
        if let Some(state) = state {
            match Session::open(beat.entry, &state, OPEN_MS, dom::clock_ms) {
                Ok(session) => self.session = Some(session),
                Err(bad) => said.push(format!("{bad}.")),
            }
        }
        if again.is_none()
            && let Some(session) = &mut self.session
        {
            session.stop_at = None;
            match link::changes(beat.entry, &beat.does) {
                Ok(changes) => said.extend(changes.iter().filter_map(|change| carry_out(session, change))),
                Err(bad) => said.push(format!("{bad}.")),
            }
        }
        if dom::reduced_motion()
            && let Some(session) = &mut self.session
        {
            session.playing = false;
        }
        self.touch();
        said
    }

    /// The next frame draws, whatever moved.
    pub fn touch(&mut self) {
        self.last_drawn = f64::MIN;
    }

    /// Plays or stands still.
    pub fn freeze(&mut self) {
        if let Some(session) = &mut self.session {
            session.playing = !session.playing;
        }
        self.last_frame = None;
    }

    /// True while frames follow each other.
    pub fn moving(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.playing || session.goal.is_some()) && !dom::hidden()
    }

    /// Lets the run answer the beat's prediction; the second time it leaps to the answer. False if there is nothing to
    /// answer any more.
    pub fn reveal(&mut self, beat: &Beat) -> Result<bool, String> {
        let (Some(Question::Predicted(decl)), Some(session)) = (&beat.question, &mut self.session) else {
            return Ok(false);
        };
        match &self.answer {
            Answer::Told(_) => Ok(false),
            Answer::Coming { trial, .. } => {
                session.seek(trial.until, dom::clock_ms);
                Ok(true)
            }
            Answer::Asked => {
                if !decl.from.is_empty() {
                    let state = link::decode(decl.from, beat.entry).state;
                    let asked = Session::open(beat.entry, &state, OPEN_MS, dom::clock_ms);
                    let asked = asked.map_err(|bad| format!("{bad}."))?;
                    self.before = Some(std::mem::replace(session, asked));
                }
                session.approach(f64::MAX, &dom::clock_ms);
                let speed = session.speed;
                let trial = Trial::begin(decl, &mut *session.run).map_err(|bad| format!("{bad}."))?;
                let long = trial.until.since(session.run.now()).secs();
                session.stop_at = Some(trial.until);
                if dom::reduced_motion() {
                    session.seek(trial.until, dom::clock_ms);
                } else {
                    session.set_speed(long / WATCH_S);
                    session.playing = true;
                    self.last_frame = None;
                }
                let patience = dom::clock_ms() + PATIENCE * 1000.0 * WATCH_S;
                self.answer = Answer::Coming { trial: Box::new(trial), speed, patience };
                self.touch();
                Ok(true)
            }
        }
    }

    /// One frame of the figure; true if the words beside it may have changed.
    pub fn frame(&mut self, at: f64, guess: f64) -> bool {
        let Some(session) = &mut self.session else { return false };
        let wall_s = self.last_frame.map_or(0.0, |last| (at - last) / 1000.0);
        let moved = session.frame(wall_s, dom::clock_ms);
        let told = self.come(guess);
        let still = dom::reduced_motion() && at - self.last_drawn < STILL_MS && self.last_drawn != f64::MIN;
        if (moved && !still) || told || self.last_drawn == f64::MIN {
            self.draw();
            self.last_drawn = at;
        }
        self.last_frame = self.moving().then_some(at);
        told
    }

    /// Judges once the run has come to its answer. True if it has.
    fn come(&mut self, guess: f64) -> bool {
        let (Answer::Coming { trial, speed, patience }, Some(session)) = (&self.answer, &mut self.session) else {
            return false;
        };
        if session.goal.is_none() && session.run.now() < trial.until && dom::clock_ms() > *patience {
            session.seek(trial.until, dom::clock_ms);
        }
        if session.goal.is_some() || session.run.now() < trial.until {
            return false;
        }
        session.stop_at = None;
        session.playing = false;
        session.set_speed(*speed);
        // What the hall guesses is of no weight where nobody raised a hand; the answer is the same.
        let verdict = trial.judge(&[guess], &*session.run);
        self.answer = verdict.map_or(Answer::Asked, Answer::Told);
        true
    }

    fn draw(&mut self) {
        let Some(session) = &self.session else { return };
        if !self.board.shown() {
            return;
        }
        // On a phone or a tablet held upright the letters stay as large as on a desk.
        let zoom = (unit() * LARGER).max(1.0);
        let (width, height) = (f64::from(self.board.width) / zoom, f64::from(self.board.height) / zoom);
        let layout = match (dom::reduced_motion(), width < height) {
            (true, _) => Layout::Still,
            (false, true) => Layout::Tall,
            (false, false) => Layout::Wide,
        };
        let speed = session.reached.unwrap_or(session.speed);
        let view = View { speed, ..View::new(width as f32, height as f32, layout) };
        session.run.draw(&view, &mut self.board.picture);
        self.board.paint_larger(Theme::Projector, zoom);
    }

    /// What formulas measure now; nothing for an empty one.
    pub fn values<const N: usize>(&self, formulas: [&str; N]) -> [Option<f64>; N] {
        let Some(session) = &self.session else { return [None; N] };
        // One look at the run for all of them.
        let scope = Scope::new(&*session.run);
        formulas.map(|formula| if formula.is_empty() { None } else { scope.value(formula).ok().flatten() })
    }

    /// The scene in words.
    pub fn words(&self) -> String {
        self.session.as_ref().map(|session| session.run.describe().caption).unwrap_or_default()
    }
}

/// CSS pixels per unit of the wall: 1920 by 1080 units fit into the window.
pub fn unit() -> f64 {
    let size = |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|value| value.as_f64());
    let window = dom::window();
    let width = window.as_ref().and_then(|window| size(window.inner_width())).unwrap_or(1920.0);
    let height = window.as_ref().and_then(|window| size(window.inner_height())).unwrap_or(1080.0);
    (width / 1920.0).min(height / 1080.0).max(0.1)
}

/// Does one thing to the figure; a sentence if it cannot be done.
fn carry_out(session: &mut Session, change: &Change) -> Option<String> {
    match change {
        Change::Set(index, value) => session.set(*index, value.clone()).err().map(|bad| format!("{bad}.")),
        Change::Act(act) => session.act(act).err().map(|bad| format!("{bad}.")),
        Change::Speed(speed) => {
            session.set_speed(*speed);
            None
        }
        Change::Seek(at) => {
            session.seek(*at, dom::clock_ms);
            None
        }
        Change::Preset(id) => {
            let state = link::decode(&format!("preset={id}"), session.entry()).state;
            match Session::open(session.entry(), &state, OPEN_MS, dom::clock_ms) {
                Ok(opened) => {
                    *session = opened;
                    None
                }
                Err(bad) => Some(format!("{bad}.")),
            }
        }
    }
}
