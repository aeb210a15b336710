//! Presenting: a deck on the wall of a lecture hall, the speaker's notes in a second window, a handout on paper.
//!
//! One document, `present/`, is all of these: the desk where a deck is chosen or written, the wall, the handout, and,
//! opened with `?notes=…`, the speaker's window. `#lesson=<concept>` lays a lesson on the desk, `#deck=<text>` a deck,
//! and `&show` puts it on the wall at once.

mod desk;
mod handout;
mod hands;
mod keys;
mod laid;
mod listen;
mod own;
mod show;
mod speaker;
mod state;
mod talk;
mod wall;

use crate::concept::{State, quantity};
use crate::deck::{self, Deck, Fault};
use crate::web::page::Session;
use crate::web::{dom, tongue};
use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use hands::Hands;
use keys::Order;
use state::Standing;
use talk::Talk;
use wall::Wall;
use web_sys::{Element, PointerEvent};
use yew::prelude::*;

/// Where the last deck is kept, in this browser alone.
const KEPT: &str = "kneepoint-deck";
/// Between two updates of the numbers on the wall, in milliseconds.
const NUMBERS_MS: f64 = 250.0;

/// Which window this is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    Hall,
    Speaker,
}

/// What the window shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    Desk,
    Show,
    Handout,
}

/// What can happen.
pub enum Msg {
    /// A key, or its like from the other window.
    Order(Order),
    /// A frame.
    Frame(f64),
    /// The window has another size.
    Resized,
    /// The other window said something.
    Heard(String),
    /// The deck was written anew.
    Write(String),
    /// A lesson is laid on the desk, by the concept's id.
    Lesson(String),
    /// Put it on the wall.
    Present,
    /// The handout, or away with it.
    Handout(bool),
    /// The deck is saved as a file.
    Save,
    /// What lies on the desk is opened in the other language.
    Tongue,
    /// The pointer moved.
    Pointer(f64, f64),
    /// A second has passed.
    Second,
}

/// Where the page stands.
#[derive(Properties, Clone, PartialEq)]
pub struct PresenterProps {
    /// The way from here to where the pages of this language stand: `../`.
    pub root: AttrValue,
}

/// The page.
pub struct Presenter {
    role: Role,
    root: AttrValue,
    number: String,
    talk: Talk,
    phase: Phase,
    text: String,
    deck: Deck,
    faults: Vec<Fault>,
    standing: Standing,
    /// The state in which each beat began, where it was shown.
    began: Vec<Option<State>>,
    hands: Vec<Hands>,
    wall: Wall,
    frames: dom::Frames,
    _sizes: Vec<EventListener>,
    _seconds: Interval,
    dot: Option<(f64, f64)>,
    dotted: bool,
    foot: bool,
    clock: bool,
    help: bool,
    said: Vec<String>,
    numbers: (String, String),
    numbered: f64,
    now_ms: f64,
}

/// Puts the page into `app`.
pub fn start(app: Element, root: AttrValue) {
    dom::later(move || {
        app.set_inner_html("");
        yew::Renderer::<Presenter>::with_root_and_props(app, PresenterProps { root }).render();
        dom::say_started();
    });
}

impl Component for Presenter {
    type Message = Msg;
    type Properties = PresenterProps;

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link();
        let notes = dom::query("notes");
        let role = if notes.is_some() { Role::Speaker } else { Role::Hall };
        let number = notes.unwrap_or_else(|| format!("{:.0}", js_sys::Math::random() * 1e12));
        let heard = link.callback(Msg::Heard);
        let talk = Talk::open(&number, move |text| heard.emit(text));
        let frame = link.callback(Msg::Frame);
        let second = link.callback(|()| Msg::Second);
        let (text, show) = if role == Role::Hall { laid::laid(&dom::fragment()) } else { (String::new(), false) };
        let mut this = Self {
            role,
            root: ctx.props().root.clone(),
            number,
            talk,
            phase: Phase::Desk,
            text: String::new(),
            deck: Deck::default(),
            faults: Vec::new(),
            standing: Standing::default(),
            began: Vec::new(),
            hands: Vec::new(),
            wall: Wall::default(),
            frames: dom::Frames::new(move |at| frame.emit(at)),
            _sizes: listen::listeners(ctx),
            _seconds: Interval::new(1000, move || second.emit(())),
            dot: None,
            dotted: false,
            foot: true,
            clock: false,
            help: false,
            said: Vec::new(),
            numbers: Default::default(),
            numbered: f64::MIN,
            now_ms: js_sys::Date::now(),
        };
        this.lay(text);
        if show && this.faults.is_empty() {
            this.present();
        }
        if role == Role::Speaker {
            this.talk.say("hello");
        }
        this
    }

    fn update(&mut self, _ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Frame(at) => return self.frame(at),
            Msg::Order(order) if self.role == Role::Speaker => {
                self.talk.say(&format!("order {}", order.write()));
                return false;
            }
            Msg::Order(order) => self.order(order),
            Msg::Resized => {
                self.wall.board.measure();
                self.wall.touch();
                self.frames.ask();
                return false;
            }
            Msg::Heard(text) => self.hear(&text),
            Msg::Write(text) => self.lay(text),
            Msg::Lesson(id) => {
                let deck = crate::concepts::find(&id).and_then(deck::of_lesson);
                self.lay(deck.as_ref().map(deck::write).unwrap_or_default());
            }
            Msg::Present => {
                self.present();
                if let Some(root) = dom::root() {
                    // Refused without a hand on a key or a button; the wall is shown in the window then.
                    let _ = root.request_fullscreen();
                }
            }
            Msg::Handout(shown) => self.phase = if shown { Phase::Handout } else { Phase::Desk },
            Msg::Tongue => {
                tongue::choose(tongue::other(), &self.link());
                return false;
            }
            Msg::Save => dom::save_file(deck::FILE, &self.text, "text/plain"),
            Msg::Pointer(x, y) => {
                self.dot = Some((x, y));
                return self.dotted;
            }
            Msg::Second => {
                self.now_ms = js_sys::Date::now();
                return self.role == Role::Speaker || self.clock;
            }
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        match (self.role, self.phase) {
            (Role::Speaker, _) => self.speaker(ctx),
            (Role::Hall, Phase::Desk) => self.desk(ctx),
            (Role::Hall, Phase::Show) => self.show(ctx),
            (Role::Hall, Phase::Handout) => self.handout(ctx),
        }
    }

    fn rendered(&mut self, _ctx: &Context<Self>, _first: bool) {
        if self.phase != Phase::Show || self.role == Role::Speaker {
            return;
        }
        // A beat with a number or a question leaves the figure less room.
        if self.wall.board.renewed().is_some() | self.wall.board.measure() {
            self.wall.touch();
        }
        self.frames.ask();
    }
}

impl Presenter {
    /// Lays a deck on the desk.
    fn lay(&mut self, text: String) {
        (self.deck, self.faults) = deck::read(&text);
        self.text = text;
    }

    fn present(&mut self) {
        if self.deck.beats.is_empty() {
            return;
        }
        dom::keep(KEPT, &self.text);
        let beats = self.deck.beats.len();
        self.phase = Phase::Show;
        (self.began, self.hands) = (vec![None; beats], vec![Hands::default(); beats]);
        self.standing = Standing { began: js_sys::Date::now(), ..Standing::default() };
        self.wall = Wall::default();
        self.enter(0, false);
        self.tell_deck();
    }

    /// Puts a beat on the wall. What came before it and was never shown is done first, where the figure goes on.
    fn enter(&mut self, at: usize, forward: bool) {
        let goes_on = self.deck.beats[at].opens.is_none();
        if goes_on && !forward && self.began[at].is_none() && at > 0 {
            let first = (0..at).rev().find(|&beat| self.deck.beats[beat].opens.is_some()).unwrap_or(0);
            for beat in first..at {
                let again = self.began[beat].clone();
                self.said = self.wall.enter(&self.deck.beats[beat], again.as_ref());
            }
        }
        let again = self.began[at].clone().filter(|_| goes_on && !forward);
        self.said = self.wall.enter(&self.deck.beats[at], again.as_ref());
        self.began[at] = self.wall.session.as_ref().map(Session::state);
        (self.standing.at, self.standing.blank) = (at, false);
        self.numbered = f64::MIN;
        self.frames.ask();
        self.tell();
    }

    fn order(&mut self, order: Order) {
        if self.phase != Phase::Show {
            if matches!(order, Order::First) {
                self.present();
            }
            return;
        }
        let (at, last) = (self.standing.at, self.deck.beats.len() - 1);
        match order {
            Order::Next => match self.wall.reveal(&self.deck.beats[at]) {
                Ok(false) if at < last => self.enter(at + 1, true),
                Ok(_) => {}
                Err(sentence) => self.said = vec![sentence],
            },
            Order::Back if at > 0 => self.enter(at - 1, false),
            Order::First => self.enter(0, false),
            Order::Last => self.enter(last, false),
            Order::To(beat) if beat <= last => self.enter(beat, false),
            Order::Back | Order::To(_) => {}
            Order::Blank => self.standing.blank = !self.standing.blank,
            Order::Freeze => self.wall.freeze(),
            Order::Hand(answer, less) => {
                let answers = self.deck.beats[at].question.as_ref().map_or(0, |question| question.hands().len());
                if answer < answers {
                    self.hands[at].count(answer, less);
                }
            }
            Order::Dot => self.dotted = !self.dotted,
            Order::Foot => self.foot = !self.foot,
            Order::Notes => self.open_notes(),
            Order::Clock => self.clock = !self.clock,
            Order::Zero => self.standing.began = js_sys::Date::now(),
            Order::Full => full(),
            Order::Help => self.help = !self.help,
            Order::End if self.help => self.help = false,
            Order::End => {
                self.phase = Phase::Desk;
                self.wall = Wall::default();
                if let Some(document) = dom::document().filter(|document| document.fullscreen_element().is_some()) {
                    document.exit_fullscreen();
                }
            }
        }
        self.frames.ask();
        self.tell();
    }

    fn frame(&mut self, at: f64) -> bool {
        if self.phase != Phase::Show || self.role == Role::Speaker {
            return false;
        }
        let most = self.hands[self.standing.at].most();
        let question = self.deck.beats[self.standing.at].question.as_ref();
        let told = self.wall.frame(at, question.map_or(0.0, |question| question.guess(most)));
        let due = told || at - self.numbered >= NUMBERS_MS;
        let mut changed = told;
        if due {
            self.numbered = at;
            let numbers = self.measured();
            changed |= numbers != self.numbers;
            self.numbers = numbers;
        }
        if told {
            self.tell();
        }
        if self.wall.moving() {
            self.frames.ask();
        }
        changed
    }

    /// The numbers of the beat as they stand.
    fn measured(&self) -> (String, String) {
        let Some(number) = &self.deck.beats[self.standing.at].number else { return Default::default() };
        let digits = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| quantity(value, ""));
        let [from, of] = self.wall.values([&number.from, &number.of]);
        (if number.from.is_empty() { String::new() } else { digits(from) }, digits(of))
    }

    /// The other window said something.
    fn hear(&mut self, text: &str) {
        let (word, rest) = text.split_once(['\n', ' ']).unwrap_or((text, ""));
        match (self.role, word) {
            (Role::Hall, "hello") => {
                self.tell_deck();
                self.tell();
            }
            (Role::Hall, "order") => {
                if let Some(order) = Order::read(rest) {
                    self.order(order);
                }
            }
            (Role::Speaker, "deck") => {
                self.lay(rest.to_owned());
                self.phase = Phase::Show;
            }
            (Role::Speaker, "standing") => {
                if let Some(standing) = Standing::read(rest) {
                    self.standing = standing;
                }
            }
            _ => {}
        }
    }

    fn tell_deck(&self) {
        self.talk.say(&format!("deck\n{}", self.text));
    }

    /// Tells the speaker's window where the lecture stands.
    fn tell(&mut self) {
        if self.role == Role::Speaker || self.phase != Phase::Show {
            return;
        }
        self.standing.hands = self.hands[self.standing.at];
        self.standing.frozen = self.wall.session.as_ref().is_some_and(|session| !session.playing);
        self.standing.answer = match &self.wall.answer {
            wall::Answer::Told(verdict) => format!("{}. {}", verdict.measured, verdict.because),
            _ => String::new(),
        };
        self.talk.say(&format!("standing\n{}", self.standing.write()));
    }

    fn open_notes(&mut self) {
        let lang = tongue::for_address();
        let spoken = if lang.is_empty() { "" } else { "#lang=" };
        let address = format!("?notes={}{spoken}{lang}", self.number);
        let opened = dom::window().and_then(|window| {
            window
                .open_with_url_and_target_and_features(&address, "kneepoint-notes", "popup,width=1000,height=720")
                .ok()
        });
        if opened.flatten().is_none() {
            self.said =
                vec!["The browser did not open a window for the notes; allow this site to open one.".to_owned()];
        }
    }

    fn pointer(ctx: &Context<Self>) -> Callback<PointerEvent> {
        ctx.link().callback(|event: PointerEvent| Msg::Pointer(event.client_x().into(), event.client_y().into()))
    }
}

/// The whole screen, or the window again.
fn full() {
    let Some(document) = dom::document() else { return };
    if document.fullscreen_element().is_some() {
        document.exit_fullscreen();
    } else if let Some(root) = document.document_element() {
        // Refused where the hand was not on a key: then nothing changes.
        let _ = root.request_fullscreen();
    }
}
