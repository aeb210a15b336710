//! The concept page: it turns the clock, holds the pen and passes the learner's hand on.
//!
//! The page owns one [`Session`]. Everything a learner does becomes a [`Msg`]; a frame is a message too. What moves
//! sixty times a second (the scene, the playhead) is drawn past the component tree; words, tables and controls go
//! through it, at most four times a second.

mod away;
pub(super) mod board;
mod bookmarks;
mod carry;
mod choose;
mod compare;
pub(super) mod controls;
mod crowd;
mod deeds;
mod draw;
mod export;
mod field;
mod fork;
mod guess;
mod halt;
mod intake;
mod jobs;
mod keys;
mod lanes;
mod lesson;
mod listen;
mod live;
mod made;
mod marker;
mod msg;
mod opening;
mod panels;
mod player;
mod predict;
mod present;
pub(super) mod session;
mod share;
mod side;
pub(super) mod slider;
mod sound;
mod start;
mod stops;
mod story;
mod targets;
pub(super) mod timeline;
mod top;
pub(super) mod turning;
mod view;
pub(super) mod words;

use crate::concept::{Act, Description, Entry, Explanation, Export, Layout, Remark, State, Sweep, Table, WasNow};
use crate::param::Value;
use crate::scene::{Target, Theme};
use crate::web::poster::Poster;
use crate::web::worker::{IntakeClient, News, SweepClient};
use crate::web::{canvas, dom, theme};
pub(super) use board::Board;
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use intake::Recording;
use jobs::Jobs;
pub use msg::{Msg, Scrub, Tab};
pub(super) use player::play_icon;
pub(super) use session::Session;
use slider::Change;
use start::{Opened, Parcel, Stage};
pub use start::{TURN_MS, start};
use std::rc::Rc;
pub(super) use targets::FINGERS;
pub(super) use top::{language, mark};
use yew::prelude::*;

/// What the page is told.
#[derive(Properties, Clone, PartialEq)]
pub struct PageProps {
    /// The way to the home page, below which the others stand: `../`.
    pub root: AttrValue,
    /// The state that was opened.
    pub parcel: Parcel,
    /// What stands until the figure is drawn.
    pub poster: Poster,
}

/// The concept page. If not even the defaults can be opened it says why.
pub struct ConceptPage(Result<Page, String>);

/// Callbacks that live as long as the page, so that children see the same ones each time.
struct Calls {
    change: Callback<Change>,
    speed: Callback<f64>,
    chip: Callback<String>,
    preset: Callback<usize>,
    beat: Callback<usize>,
    moment: Callback<&'static str>,
    read: Callback<Recording>,
    read_over: Callback<()>,
    group: Callback<(&'static str, bool)>,
}

/// The page's own state.
struct Page {
    entry: &'static Entry,
    root: AttrValue,
    session: Session,
    calls: Calls,

    // Drawing.
    theme: Theme,
    layout: Layout,
    scene: Board,
    timeline: Board,
    panels: Vec<Board>,
    lane_boards: [Board; crate::concept::lanes::LANES_MAX],
    weighing: compare::Weighing,
    notes: Vec<String>,
    remarks: Vec<Vec<Remark>>,
    head: NodeRef,
    /// Where the playhead stood when the timeline was last drawn.
    drawn_to: f32,
    /// Where the timeline's axis began then.
    drawn_from: f64,
    /// True where all panels stand below each other.
    stacked: bool,
    frames: dom::Frames,
    sizes: Option<dom::Sizes>,
    sight: Option<dom::Sight>,
    seen: bool,
    jobs: Jobs,
    last_frame: Option<f64>,
    last_words: f64,
    last_scene: f64,
    /// True if the last frame answered a hand.
    handed: bool,
    scrubbing: bool,

    // What the words show, as of the last time they were written.
    values: Vec<Value>,
    was_now: WasNow,
    /// True while the table shows a branch in place of the window before.
    beside: bool,
    said: Description,
    spoken: Description,
    spoken_at: f64,
    speak_later: Option<Timeout>,
    scope: html::Scope<ConceptPage>,
    spoken_table: Table,
    why: Option<Explanation>,
    hint: String,
    exports: Vec<Export>,
    rescue: Option<(String, Act)>,

    // How much of the page is there.
    stage: Stage,
    /// What stands in the page's place; none from when its figure is drawn.
    poster: Option<Poster>,
    /// True from the coming of a stage until its charts are measured.
    grown: bool,
    /// True while canvases may be there that are not measured yet.
    unwatched: bool,

    // What was chosen.
    /// The groups of controls that are open.
    groups: Vec<&'static str>,
    focus: Option<Target>,
    /// What a mouse points at, if the picture tells about it.
    pointed: Option<Target>,
    turning: Option<turning::Turning>,
    /// The thing of each kind that was picked for the actions.
    picked: Vec<(&'static str, u32)>,
    story: Option<usize>,
    /// The beat of the lesson that is told; none while it is a story.
    beat: Option<usize>,
    told: lesson::Told,
    guessing: predict::Guessing,
    sound: Option<sound::Sound>,
    tables: Vec<bool>,
    help: bool,
    tab: Tab,
    /// The tabs that were chosen so far: on a phone the others have nothing behind them yet.
    tabs: Vec<Tab>,
    sheet_up: bool,
    /// What is shared, while the popover or the dialog is open.
    shot: Option<Rc<share::Shot>>,
    exporting: bool,
    /// Whether the clipboard took the link.
    copied: Option<bool>,
    share_over: Option<Timeout>,
    notice: Vec<String>,
    /// Changes of a slider since the last frame, the last one for each parameter.
    pending: Vec<Change>,
    /// How much actions do, where that was changed.
    amounts: Vec<(&'static str, f64)>,

    // The address.
    written: String,
    written_at: f64,

    reading: Option<IntakeClient>,
    news: Option<Rc<News>>,

    sweeper: SweepClient,
    sweep: Option<Rc<Sweep>>,
    /// The values the sweep was asked for, and when they were last changed.
    swept: Option<State>,
    _listeners: Vec<EventListener>,
    _theme: theme::Watch,
}

impl Component for ConceptPage {
    type Message = Msg;
    type Properties = PageProps;

    fn create(ctx: &Context<Self>) -> Self {
        Self(ctx.props().parcel.take().map(|opened| Page::new(ctx, opened)))
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match &mut self.0 {
            Ok(page) => page.update(ctx, msg),
            Err(_) => false,
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        match &self.0 {
            Ok(page) => page.view(ctx),
            Err(sentence) => html! {
                <main class="sorry">
                    <p>{sentence}</p>
                    <p><a href={ctx.props().root.clone()}>{"All concepts"}</a></p>
                </main>
            },
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        match &mut self.0 {
            Ok(page) => page.rendered(ctx),
            Err(_) if first => ctx.props().poster.give_way(),
            Err(_) => {}
        }
    }
}

impl Page {
    fn new(ctx: &Context<ConceptPage>, opened: Opened) -> Self {
        let Opened { mut session, story, beat, notice } = opened;
        let entry = session.entry();
        if dom::reduced_motion() {
            session.playing = false;
        }
        let link = ctx.link();
        let calls = Calls {
            change: link.callback(Msg::Change),
            speed: link.callback(|stop: f64| Msg::Speed(stop as usize)),
            chip: link.callback(Msg::Chip),
            preset: link.callback(Msg::Preset),
            beat: link.callback(Msg::Beat),
            moment: link.callback(Msg::Moment),
            read: link.callback(Msg::Read),
            read_over: link.callback(|()| Msg::ReadOver),
            group: link.callback(|(name, open)| Msg::Group(name, open)),
        };
        let frame = link.clone();
        let mut page = Self {
            entry,
            root: ctx.props().root.clone(),
            values: session.run.values(),
            session,
            calls,
            theme: theme::current(),
            layout: Layout::Wide,
            scene: Board::default(),
            timeline: Board::default(),
            panels: entry.panels.iter().map(|_| Board::default()).collect(),
            lane_boards: Default::default(),
            weighing: compare::Weighing::default(),
            notes: vec![String::new(); entry.panels.len()],
            remarks: vec![Vec::new(); entry.panels.len()],
            head: NodeRef::default(),
            drawn_to: 0.0,
            drawn_from: 0.0,
            stacked: Self::phone(),
            frames: dom::Frames::new(move |at| frame.send_message(Msg::Frame(at))),
            sizes: None,
            sight: None,
            seen: true,
            jobs: Jobs::all(entry.panels.len()),
            last_frame: None,
            last_words: 0.0,
            last_scene: 0.0,
            handed: false,
            scrubbing: false,
            was_now: WasNow::default(),
            beside: false,
            said: Description::default(),
            spoken: Description::default(),
            spoken_at: f64::MIN,
            speak_later: None,
            scope: link.clone(),
            spoken_table: Table::default(),
            why: None,
            hint: String::new(),
            exports: Vec::new(),
            rescue: None,
            stage: Stage::Bar,
            poster: Some(ctx.props().poster.clone()),
            grown: true,
            unwatched: false,
            groups: Vec::new(),
            focus: None,
            pointed: None,
            turning: None,
            picked: Vec::new(),
            story,
            beat,
            told: lesson::Told::default(),
            guessing: predict::Guessing::new(),
            sound: None,
            tables: vec![false; entry.panels.len() + 1],
            help: false,
            tab: Tab::Controls,
            tabs: vec![Tab::Controls],
            sheet_up: false,
            shot: None,
            exporting: false,
            copied: None,
            share_over: None,
            notice,
            pending: Vec::new(),
            amounts: Vec::new(),
            written: String::new(),
            written_at: 0.0,
            reading: None,
            news: None,
            sweeper: SweepClient::new(link.callback(Msg::Sweep)),
            sweep: None,
            swept: None,
            _listeners: listen::listeners(ctx),
            _theme: theme::watch(link.callback(|_| Msg::Redraw)),
        };
        page.ask_of_beat();
        page
    }

    fn rendered(&mut self, ctx: &Context<ConceptPage>) {
        if self.stage == Stage::Whole {
            self.watch_boards();
        } else if self.stage >= Stage::Figure {
            // The layout that it asks for belongs to the next frame, which lays out anyway; nothing is painted before that.
            self.unwatched = true;
            self.frames.ask();
        }
        if std::mem::take(&mut self.grown) {
            if self.stage == Stage::Scene {
                self.begin(ctx);
            }
            self.settle(ctx);
        }
    }

    /// Once, when the scene is there.
    fn begin(&mut self, ctx: &Context<ConceptPage>) {
        crate::web::home::been::note(self.entry.about.id);
        let link = ctx.link().clone();
        self.sizes = Some(dom::Sizes::new(move || link.send_message(Msg::Resized)));
        if let Some(canvas) = self.scene.node.cast::<web_sys::Element>() {
            let link = ctx.link().clone();
            self.sight = Some(dom::Sight::new(&canvas, move |seen| link.send_message(Msg::Seen(Some(seen)))));
        }
        let link = ctx.link().clone();
        canvas::when_fonts_arrive(Callback::from(move |()| link.send_message(Msg::Redraw)));
        self.write_address(false);
    }
}
