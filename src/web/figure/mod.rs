//! A figure in somebody else's page: the scene, what may be set, and the player, in an element that is not ours.
//!
//! Nothing here looks at the document around it: several figures stand in one page, each below a shadow root, and what
//! they have to say goes to the function that made them (`assets/embed.js`). The parts are those of the concept page.

mod api;
mod frame;
mod hand;
mod tell;
mod view;

use crate::concept::{Act, Description, Entry, Layout, State};
use crate::lang;
use crate::link::embed::Embed;
use crate::param::Value;
use crate::scene::{Target, Theme};
use crate::web::page::board::Board;
use crate::web::page::session::Session;
use crate::web::page::slider::Change;
use crate::web::page::turning::Turning;
use crate::web::{canvas, dom};
use gloo::events::EventListener;
use std::cell::RefCell;
use std::rc::Rc;
use tell::Tell;
pub use tell::broken;
use web_sys::PointerEvent;
use yew::prelude::*;

/// What can happen to a figure.
pub enum Msg {
    /// An animation frame, with its time in milliseconds.
    Frame(f64),
    /// The layout may have changed.
    Resized,
    /// The fonts have come.
    Redraw,
    /// The figure came into sight or left it, or the tab did.
    Seen(Option<bool>),
    /// Play, pause, or the other of the two.
    Play(Option<bool>),
    /// The playhead goes to this moment, in what the clock counts.
    Seek(f64),
    /// The playhead is held or let go.
    Hold(bool),
    /// A control was used.
    Change(Change),
    /// An action's button was pressed.
    Act(Act),
    /// A place in the picture was chosen.
    Press(Target),
    /// The pointer moved over the scene or was pressed on it.
    Pointer(PointerEvent, bool),
    /// The pointer was let go.
    LetGo,
    /// The page around it carries out a piece of link, and may take it back.
    Piece(String, bool),
    /// The last piece that may be taken back is.
    Undo,
    /// The page around it is dark.
    Dark(bool),
}

/// What is handed to a figure once: what it is told, and the opened run.
#[derive(Clone)]
pub struct Parcel(Rc<RefCell<Option<(Embed, Session)>>>);

impl PartialEq for Parcel {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// What a figure is made with.
#[derive(Properties, Clone, PartialEq)]
pub struct FigureProps {
    /// Run and looks.
    pub parcel: Parcel,
    /// The address of the whole site, with a slash at its end.
    pub root: AttrValue,
    /// True if the page around it is dark.
    pub dark: bool,
    /// Hears what happens.
    pub tell: Tell,
}

/// The figure.
pub struct Figure {
    entry: &'static Entry,
    embed: Embed,
    session: Session,
    root: AttrValue,
    tell: Tell,
    dark: bool,

    theme: Theme,
    layout: Layout,
    /// How much larger the scene is shown than it is laid out.
    zoom: f32,
    scene: Board,
    timeline: Board,
    frame: NodeRef,
    head: NodeRef,
    /// Where the playhead stood when the timeline was last drawn.
    drawn_to: f32,
    drawn_from: f64,
    frames: dom::Frames,
    sizes: Option<dom::Sizes>,
    sight: Option<dom::Sight>,
    seen: bool,
    touched: bool,
    last_frame: Option<f64>,
    /// What a frame costs, in milliseconds, smoothed.
    cost_ms: f64,
    last_words: f64,
    last_scene: f64,
    last_told: f64,
    held: bool,

    values: Vec<Value>,
    said: Description,
    why: String,
    numbers: Vec<view::Number>,
    focus: Option<Target>,
    /// What the mouse points at, of what tells about itself by that.
    pointed: Option<Target>,
    /// Where the buttons over the picture were last put.
    places: Vec<[i32; 4]>,
    /// The place where a finger takes the rim of what is chosen.
    hold: NodeRef,
    turning: Option<Turning>,
    pending: Vec<Change>,
    /// What pieces that may be taken back were done to.
    before: Vec<State>,
    change: Callback<Change>,
    _listeners: Vec<EventListener>,
}

impl Component for Figure {
    type Message = Msg;
    type Properties = FigureProps;

    fn create(ctx: &Context<Self>) -> Self {
        let FigureProps { parcel, root, dark, tell } = ctx.props().clone();
        let taken = parcel.0.borrow_mut().take();
        // `api::figure` fills the parcel and a component is made once.
        let (embed, mut session) = taken.expect("a figure is opened before it is shown");
        let _tongue = lang::speaking(embed.lang);
        session.playing &= !dom::reduced_motion();
        let link = ctx.link();
        let frame = link.clone();
        let mut figure = Self {
            entry: session.entry(),
            values: session.run.values(),
            theme: Theme::Light,
            layout: Layout::Wide,
            zoom: 1.0,
            scene: Board::default(),
            timeline: Board::default(),
            frame: NodeRef::default(),
            head: NodeRef::default(),
            drawn_to: 0.0,
            drawn_from: 0.0,
            frames: dom::Frames::new(move |at| frame.send_message(Msg::Frame(at))),
            sizes: None,
            sight: None,
            // Until the browser tells: so that the first frame is drawn with the first paint.
            seen: true,
            touched: true,
            last_frame: None,
            cost_ms: 0.0,
            last_words: 0.0,
            last_scene: 0.0,
            last_told: 0.0,
            held: false,
            said: Description::default(),
            why: String::new(),
            numbers: Vec::new(),
            focus: None,
            pointed: None,
            places: Vec::new(),
            hold: NodeRef::default(),
            turning: None,
            pending: Vec::new(),
            before: Vec::new(),
            change: link.callback(Msg::Change),
            _listeners: listeners(ctx),
            embed,
            session,
            root,
            tell,
            dark,
        };
        figure.theme = figure.wanted_theme();
        if let Some((_, to)) = figure.embed.again {
            figure.session.stop_at = Some(to);
        }
        figure.tell.again(figure.session.goal.unwrap_or(figure.session.run.now()));
        figure.refresh_words();
        figure
    }

    fn update(&mut self, _: &Context<Self>, msg: Msg) -> bool {
        let _tongue = lang::speaking(self.embed.lang);
        match msg {
            Msg::Frame(at) => return self.frame(at),
            Msg::Resized | Msg::Redraw => self.measure(),
            Msg::Seen(seen) => {
                self.seen = seen.unwrap_or(self.seen);
                self.last_frame = None;
                if self.seen {
                    self.frames.ask();
                }
                return false;
            }
            Msg::Play(playing) => self.play(playing),
            Msg::Seek(units) => self.seek(units),
            Msg::Hold(held) => {
                self.held = held;
                self.last_frame = None;
            }
            Msg::Change(change) => return self.keep(change),
            Msg::Act(act) => self.act(&act),
            Msg::Press(target) => self.press(target),
            Msg::Pointer(event, pressed) => return self.point(&event, pressed),
            Msg::LetGo => match self.leave_rim() {
                Some(target) => self.press(target),
                None => return false,
            },
            Msg::Piece(piece, kept) => self.carry_out(&piece, kept),
            Msg::Undo => self.undo(),
            Msg::Dark(dark) => {
                self.dark = dark;
                self.theme = self.wanted_theme();
            }
        }
        self.touch();
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let _tongue = lang::speaking(self.embed.lang);
        self.tree(ctx)
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            let link = ctx.link().clone();
            self.sizes = Some(dom::Sizes::new(move || link.send_message(Msg::Resized)));
            if let Some(frame) = self.frame.cast::<web_sys::Element>() {
                let link = ctx.link().clone();
                self.sight = Some(dom::Sight::new(&frame, move |seen| link.send_message(Msg::Seen(Some(seen)))));
            }
            let link = ctx.link().clone();
            canvas::when_fonts_arrive(Callback::from(move |()| link.send_message(Msg::Redraw)));
        }
        self.lay_places();
        let mut renewed = false;
        for board in [&mut self.scene, &mut self.timeline] {
            if let (Some(canvas), Some(sizes)) = (board.renewed(), &self.sizes) {
                sizes.watch(&canvas);
                renewed = true;
            }
        }
        if renewed {
            self.measure();
            self.touch();
        }
    }
}

impl Figure {
    /// The theme asked for, else the one that goes with the page around it.
    fn wanted_theme(&self) -> Theme {
        self.embed.theme.unwrap_or(if self.dark { Theme::Dark } else { Theme::Light })
    }
}

/// What a figure hears of the page around it: only that the tab is hidden or shown.
fn listeners(ctx: &Context<Figure>) -> Vec<EventListener> {
    let link = ctx.link().clone();
    let heard = dom::document()
        .map(|document| EventListener::new(&document, "visibilitychange", move |_| link.send_message(Msg::Seen(None))));
    heard.into_iter().collect()
}
