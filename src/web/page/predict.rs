//! Predict, then reveal: the card with a question, the guess, and what the run then says to it.

use super::{ConceptPage, Msg, Page};
use crate::concept::predict::{self, Ask, CurveDecl, Made, Prediction, Trial, Verdict};
use crate::scene::Target;
use crate::web::dom;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// How long the reader watches a run that answers, in seconds.
const WATCH_S: f64 = 4.0;
/// The same where one event answers.
const WATCH_NEXT_S: f64 = 1.5;
/// A slow machine may take so many times as long.
const PATIENCE: f64 = 1.5;
/// Where guesses are kept.
const KEPT: &str = "kneepoint-predictions";
/// More things than this are chosen from a list.
const CHIPS_MAX: usize = 24;

/// What the reader does with the card.
#[derive(Clone, Copy)]
pub enum Guess {
    /// This is the guess: a number, the place of a choice, the number of a thing.
    To(f64),
    /// The pen is here: a place of the curve, and its height.
    Draw(usize, f64),
    /// The pen comes down.
    Press,
    /// The pen is lifted.
    Lift,
    /// The run may answer.
    Run,
    /// The next question.
    Skip,
    /// The state that the question is about is opened.
    SetUp,
    /// The list of guesses is opened or closed.
    List,
    /// The list is saved as a file with this ending.
    Save(&'static str),
    /// The list is emptied.
    Forget,
}

/// The question that is asked, and how far it has come.
#[derive(Default)]
pub struct Guessing {
    index: usize,
    /// The guess: one number, of a curve one for each place; empty before.
    pub(super) guess: Vec<f64>,
    /// Where the pen was last, while it draws.
    pub(super) pen: Option<(usize, f64)>,
    /// The pen is down.
    pub(super) pressed: bool,
    pub(super) phase: Phase,
    /// The figure shows the state that the question is about.
    shown: bool,
    list: bool,
    /// The guesses that were made, oldest first.
    pub(super) made: Vec<Made>,
}

/// How far a question has come.
#[derive(Default)]
pub enum Phase {
    /// The guess is awaited.
    #[default]
    Asking,
    /// The run is on its way to the answer; then the player has its speed back.
    Running {
        /// What is being tried.
        trial: Trial,
        /// The player's speed before.
        speed: f64,
        /// When patience ends, in milliseconds: a slow machine leaps to the answer.
        patience: f64,
    },
    /// The answer is there.
    Told(Verdict),
}

impl Guessing {
    /// With what was kept.
    pub fn new() -> Self {
        Self { made: dom::kept(KEPT).map(|text| predict::read_csv(&text)).unwrap_or_default(), ..Self::default() }
    }

    fn ask(&mut self, index: usize) {
        (self.index, self.guess, self.phase, self.shown) = (index, Vec::new(), Phase::Asking, false);
        self.pen = None;
    }

    /// True while the figure shows what the question is about, or its run is on the way or over.
    pub(super) fn about_this(&self) -> bool {
        self.shown || !matches!(self.phase, Phase::Asking)
    }

    /// True while the run is on its way to the answer.
    pub(super) fn running(&self) -> bool {
        matches!(self.phase, Phase::Running { .. })
    }

    /// Closes the list.
    pub fn close(&mut self) {
        self.list = false;
    }

    /// Another run has taken the place of the one that was to answer.
    pub fn interrupt(&mut self) {
        if self.running() {
            self.phase = Phase::Asking;
        }
        self.shown = false;
    }
}

impl Page {
    pub(super) fn question(&self) -> Option<&'static Prediction> {
        self.entry.predictions.get(self.guessing.index)
    }

    /// The curve that is asked for, if one is.
    pub(super) fn curve_asked(&self) -> Option<&'static CurveDecl> {
        match &self.question()?.ask {
            Ask::Curve(curve) => Some(curve),
            _ => None,
        }
    }

    /// Asks the question of a beat; its run shows what it is about.
    pub(super) fn ask(&mut self, id: &str, run: &str) {
        let Some(index) = self.entry.predictions.iter().position(|one| one.id == id) else { return };
        self.guessing.ask(index);
        self.guessing.shown = self.entry.predictions[index].from == run;
    }

    /// The kind of thing that is to be clicked in the figure, while a guess is awaited.
    pub(super) fn awaited(&self) -> Option<&'static str> {
        let Ask::Next { kind } = self.question()?.ask else { return None };
        let from = self.question()?.from;
        let open = matches!(self.guessing.phase, Phase::Asking) && (self.guessing.shown || from.is_empty());
        open.then_some(kind)
    }

    /// What the reader did with the card.
    pub(super) fn guess(&mut self, guess: Guess) {
        let count = self.entry.predictions.len().max(1);
        match guess {
            Guess::To(value) => {
                if matches!(self.guessing.phase, Phase::Asking) {
                    self.guessing.guess = vec![value];
                    if let Some(kind) = self.awaited() {
                        self.focus = Some(Target { kind, id: value as u64 });
                    }
                }
            }
            Guess::Draw(at, value) => self.pen(at, value),
            Guess::Press => self.guessing.pressed = true,
            Guess::Lift => (self.guessing.pen, self.guessing.pressed) = (None, false),
            Guess::Run => self.run_it(),
            Guess::Skip => {
                self.session.stop_at = None;
                self.guessing.ask((self.guessing.index + 1) % count);
            }
            Guess::SetUp => {
                if let Some(decl) = self.question() {
                    self.reopen(decl.from);
                    self.session.playing = false;
                    self.guessing.shown = true;
                    // What is to be clicked may lie above the window.
                    if let Some(scene) = self.scene.node.cast::<web_sys::Element>() {
                        scene.scroll_into_view();
                    }
                }
            }
            Guess::List => self.guessing.list = !self.guessing.list,
            Guess::Save(ending) => {
                let made = &self.guessing.made;
                let (text, kind) = match ending {
                    "csv" => (predict::csv(made), "text/csv"),
                    _ => (predict::json(made), "application/json"),
                };
                dom::save_file(&format!("predictions.{ending}"), &text, kind);
            }
            Guess::Forget => {
                self.guessing.made.clear();
                dom::keep(KEPT, "");
            }
        }
    }

    fn run_it(&mut self) {
        let Some(decl) = self.question().filter(|_| !self.guessing.guess.is_empty()) else { return };
        let next = matches!(decl.ask, Ask::Next { .. });
        if !decl.from.is_empty() && !next {
            self.reopen(decl.from);
        }
        self.session.approach(f64::MAX, &dom::clock_ms);
        let speed = self.session.speed;
        match Trial::begin(decl, &mut *self.session.run) {
            Ok(trial) => {
                let long = trial.until.since(self.session.run.now()).secs();
                let watch = if next { WATCH_NEXT_S } else { WATCH_S };
                self.session.stop_at = Some(trial.until);
                if dom::reduced_motion() {
                    self.session.seek(trial.until, dom::clock_ms);
                } else {
                    self.session.set_speed(long / watch);
                    self.session.playing = true;
                    self.last_frame = None;
                }
                let patience = dom::clock_ms() + PATIENCE * 1000.0 * watch;
                self.guessing.phase = Phase::Running { trial, speed, patience };
            }
            Err(bad) => self.notice = vec![format!("{bad}.")],
        }
    }

    /// In each frame: whether the run has come to its answer. True if it has.
    pub(super) fn reveal(&mut self) -> bool {
        let Phase::Running { trial, speed, patience } = &self.guessing.phase else { return false };
        if self.session.goal.is_none() && self.session.run.now() < trial.until && dom::clock_ms() > *patience {
            self.session.seek(trial.until, dom::clock_ms);
        }
        if self.session.goal.is_some() || self.session.run.now() < trial.until {
            return false;
        }
        let speed = *speed;
        let decl = trial.decl();
        let verdict = trial.judge(&self.guessing.guess, &*self.session.run);
        self.session.stop_at = None;
        self.session.playing = false;
        self.session.set_speed(speed);
        if let Some(verdict) = verdict {
            self.note_down(decl, &verdict);
            if let Ask::Next { kind } = decl.ask {
                self.focus = verdict.answer.first().map(|id| Target { kind, id: *id as u64 });
            }
            self.guessing.phase = Phase::Told(verdict);
        } else {
            self.notice = vec!["Something else was done meanwhile, so this run has no answer.".to_owned()];
            self.guessing.phase = Phase::Asking;
        }
        true
    }

    /// Keeps a guess, in this browser alone.
    fn note_down(&mut self, decl: &Prediction, verdict: &Verdict) {
        let made = &mut self.guessing.made;
        made.push(Made {
            concept: self.entry.about.id.to_owned(),
            id: decl.id.to_owned(),
            question: decl.question.to_owned(),
            guess: verdict.guessed.clone(),
            answer: verdict.measured.clone(),
            off: verdict.off.clone(),
            right: verdict.right,
            link: self.session.link(),
        });
        let over = made.len().saturating_sub(predict::MADE_MAX);
        made.drain(..over);
        dom::keep(KEPT, &predict::csv(made));
    }

    /// The card.
    pub(super) fn predict(&self, ctx: &Context<ConceptPage>) -> Html {
        let Some(decl) = self.question() else { return Html::default() };
        let (place, all) = (self.guessing.index + 1, self.entry.predictions.len());
        let made = self.guessing.made.len();
        html! {
            <section class="predict" aria-label="Predict" data-testid="predict">
                <h2 class="ph">{"Predict"}<span class="note num">{format!("{place} of {all}")}</span></h2>
                <p class="question" data-testid="question">{decl.question}</p>
                {self.guess_field(ctx, decl)}
                <div role="status" data-testid="verdict">{self.verdict()}</div>
                {self.guess_buttons(ctx, decl)}
                if made > 0 {
                    <button class="twin-button" data-testid="predictions" onclick={ctx.link().callback(|_| Msg::Guess(Guess::List))}>
                        {format!("Your predictions, {made}")}</button>
                }
                if self.guessing.list { {self.made_list(ctx)} }
            </section>
        }
    }

    fn guess_field(&self, ctx: &Context<ConceptPage>, decl: &'static Prediction) -> Html {
        let asking = matches!(self.guessing.phase, Phase::Asking);
        match &decl.ask {
            Ask::Scale(scale) | Ask::When { scale, .. } => self.scale(ctx, decl, scale, asking),
            Ask::Curve(curve) => self.curve(ctx, curve, asking),
            Ask::Choice(answers) => {
                let told = match &self.guessing.phase {
                    Phase::Told(verdict) => verdict.answer.first().copied(),
                    _ => None,
                };
                html! {
                    <fieldset class="answers"><legend class="sr">{"Your guess"}</legend>
                        { for answers.iter().enumerate().map(|(i, answer)| {
                            let on = self.guessing.guess.first() == Some(&(i as f64));
                            let right = told == Some(i as f64);
                            html! {
                                <label class={classes!(on.then_some("on"), right.then_some("right"))} key={answer.label}>
                                    <input type="radio" name="guess" checked={on} disabled={!asking} data-testid={format!("guess-{i}")}
                                        onchange={ctx.link().callback(move |_| Msg::Guess(Guess::To(i as f64)))} />
                                    <svg width="12" height="12" aria-hidden="true"><circle cx="6" cy="6" r="4.75" /></svg>
                                    <span>{answer.label}</span>
                                </label>
                            }
                        }) }
                    </fieldset>
                }
            }
            Ask::Next { kind } => {
                if self.awaited().is_none() {
                    return Html::default();
                }
                self.things_to_guess(ctx, kind)
            }
        }
    }

    /// The same things as in the figure, for the keyboard.
    fn things_to_guess(&self, ctx: &Context<ConceptPage>, kind: &'static str) -> Html {
        let there = self.session.run.targets(kind);
        let name = |id: u32| self.session.run.name(Target { kind, id: id.into() });
        let chosen = self.guessing.guess.first().copied();
        let many = there.len() > CHIPS_MAX;
        let pick = ctx.link().batch_callback(|event: Event| {
            event.target_dyn_into::<HtmlSelectElement>()?.value().parse().ok().map(|id| Msg::Guess(Guess::To(id)))
        });
        html! {
            <>
                <p class="i2">{"Click it in the figure, or choose it here."}</p>
                if many {
                    <label class="pick"><span>{"Your guess"}</span><select onchange={pick} data-testid="guess-thing">
                        <option disabled=true selected={chosen.is_none()}></option>
                        { for there.iter().map(|&id| html! { <option value={id.to_string()} selected={chosen == Some(id.into())}>{name(id)}</option> }) }
                    </select></label>
                } else {
                    <div class="things" role="group" aria-label="Your guess">
                        { for there.iter().map(|&id| {
                            let on = chosen == Some(id.into());
                            html! {
                                <button class={classes!("chip", "num", on.then_some("on"))} key={id} data-testid={format!("guess-{id}")}
                                    aria-pressed={if on { "true" } else { "false" }}
                                    onclick={ctx.link().callback(move |_| Msg::Guess(Guess::To(id.into())))}>{name(id)}</button>
                            }
                        }) }
                    </div>
                }
            </>
        }
    }

    fn guess_buttons(&self, ctx: &Context<ConceptPage>, decl: &'static Prediction) -> Html {
        let on = |guess: fn() -> Guess| ctx.link().callback(move |_: MouseEvent| Msg::Guess(guess()));
        let unset = matches!(decl.ask, Ask::Next { .. }) && self.awaited().is_none();
        let (guessed, several) = (!self.guessing.guess.is_empty(), self.entry.predictions.len() > 1);
        html! {
            <div class="guess-buttons">
                { match &self.guessing.phase {
                    Phase::Asking if unset => html! { <button class="btn" data-testid="predict-show" onclick={on(|| Guess::SetUp)}>{"Show it"}</button> },
                    Phase::Asking => html! { <button class="btn" data-testid="predict-run" disabled={!guessed} onclick={on(|| Guess::Run)}>{"Run it"}</button> },
                    Phase::Running { .. } => html! { <span class="i2 running">{"Running"}</span> },
                    Phase::Told(_) => Html::default(),
                } }
                if matches!(decl.ask, Ask::When { .. }) && matches!(self.guessing.phase, Phase::Asking) && !self.guessing.shown {
                    <button class="btn o" data-testid="predict-show" onclick={on(|| Guess::SetUp)}>{"Show it"}</button>
                }
                if several {
                    <button class="btn o" data-testid="predict-skip" onclick={on(|| Guess::Skip)}>
                        {if matches!(self.guessing.phase, Phase::Told(_)) { "Next question" } else { "Skip" }}</button>
                }
            </div>
        }
    }

    fn verdict(&self) -> Html {
        let Phase::Told(verdict) = &self.guessing.phase else { return Html::default() };
        let Verdict { right, guessed, measured, off, because, reply, .. } = verdict;
        let curved = matches!(self.question().map(|decl| &decl.ask), Some(Ask::Curve(_)));
        let head = match (right, off.is_empty()) {
            _ if curved => return self.verdict_of_curve(verdict),
            (true, true) => format!("{measured}, as you said."),
            (true, false) => format!("You said {guessed}. It was {measured}. That is close."),
            (false, true) => format!("You said {guessed}. It was {measured}."),
            (false, false) => format!("You said {guessed}. It was {measured}: {off}."),
        };
        html! {
            <div class="verdict">
                <p class="said num">{head}</p>
                if !reply.is_empty() { <p data-testid="reply">{reply}</p> }
                <p class="because">{because}</p>
            </div>
        }
    }
}
