//! How the page starts: in short turns, so that the browser can paint and answer between them.
//!
//! First the state is run to its moment, a slice a turn, while the poster stands. Then the page grows beside it, unseen,
//! until its figure is drawn; takes the poster's place; and goes on growing, a stage a turn. What is needed last, the
//! sweep, begins when all is there.

use super::session::Session;
use super::{ConceptPage, Msg, Page, PageProps, carry, opening};
use crate::concept::Place;
use crate::web::dom;
use crate::web::poster::Poster;
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

/// How long a turn of the opening takes, in milliseconds; slower machines get more turns.
pub const TURN_MS: f64 = 6.0;
/// After so long the page comes and goes the rest of the way before the reader's eyes.
const PATIENCE_MS: f64 = 1000.0;

/// A state, opened.
pub struct Opened {
    /// The run with its player.
    pub session: Session,
    /// The preset it is, by its place.
    pub story: Option<usize>,
    /// The beat of the lesson that is told beside it, by its place.
    pub beat: Option<usize>,
    /// What could not be opened, in sentences.
    pub notice: Vec<String>,
}

/// What is handed to the page once: the state, or why there is none.
#[derive(Clone)]
pub struct Parcel(Rc<RefCell<Option<Result<Opened, String>>>>);

impl PartialEq for Parcel {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Parcel {
    /// What is in it, the first time.
    pub fn take(&self) -> Result<Opened, String> {
        self.0.borrow_mut().take().unwrap_or_else(|| Err("The page was opened twice.".to_owned()))
    }
}

/// How much of the page is there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stage {
    /// The bar and the title.
    Bar,
    /// Also the scene.
    Scene,
    /// Also the player, and what is said under the scene.
    Figure,
    /// Also what of the scene can be pressed, and its table.
    Places,
    /// Also controls.
    Controls,
    /// Also actions and predictions.
    Deeds,
    /// Also the first charts.
    Charts,
    /// Also the lesson's beat, or the story.
    Lesson,
    /// Everything.
    Whole,
}

impl Stage {
    /// The one after this.
    pub const fn next(self) -> Self {
        match self {
            Self::Bar => Self::Scene,
            Self::Scene => Self::Figure,
            Self::Figure => Self::Places,
            Self::Places => Self::Controls,
            Self::Controls => Self::Deeds,
            Self::Deeds => Self::Charts,
            Self::Charts => Self::Lesson,
            Self::Lesson | Self::Whole => Self::Whole,
        }
    }
}

/// Opens the address and puts the page into `app`, or rather into another one that takes its place.
pub fn start(app: Element, concept: &str, root: AttrValue) {
    let found = crate::concepts::find(concept).ok_or_else(|| format!("There is no concept called {concept}."));
    dom::later(move || {
        let fragment = dom::fragment();
        let mut opened = found.and_then(|entry| opening::open(entry, &fragment, TURN_MS, dom::clock_ms));
        if let Ok(Opened { session, .. }) = &mut opened {
            carry::take_in(session, &fragment);
        }
        approach(opened, dom::clock_ms(), move |opened| {
            let parcel = Parcel(Rc::new(RefCell::new(Some(opened))));
            let (host, poster) = Poster::over(app);
            let props = PageProps { root, parcel, poster };
            yew::Renderer::<ConceptPage>::with_root_and_props(host, props).render();
        });
    });
}

/// Goes on towards the state's moment, then calls back.
fn approach(mut opened: Result<Opened, String>, since: f64, then: impl FnOnce(Result<Opened, String>) + 'static) {
    dom::later(move || {
        if let Ok(Opened { session, .. }) = &mut opened
            && session.goal.is_some()
            && dom::clock_ms() - since < PATIENCE_MS
        {
            session.approach(TURN_MS, &dom::clock_ms);
            approach(opened, since, then);
        } else {
            then(opened);
        }
    });
}

impl Page {
    /// Before a stage is mounted: the words that come with it, so that nothing below them moves when charts are drawn.
    pub(super) fn prepare(&mut self) {
        let places: &[Place] = match self.stage {
            Stage::Figure => {
                self.refresh_words();
                &[Place::Beside, Place::Under]
            }
            // On a phone they stand behind a tab.
            Stage::Charts if !self.stacked => &[Place::Row],
            _ => &[],
        };
        for (index, _) in self.entry.panels.iter().enumerate().filter(|(_, panel)| places.contains(&panel.place)) {
            self.remarks[index] = self.session.run.remarks(index);
        }
    }

    /// After a stage has come: its charts are measured, and the next one is asked for.
    pub(super) fn settle(&mut self, ctx: &Context<ConceptPage>) {
        if self.stage == Stage::Whole {
            dom::say_started();
            // The sweep was put off until now.
            self.jobs.add(super::jobs::Job::Words);
            self.frames.ask();
        } else if self.stage != Stage::Figure {
            let link = ctx.link().clone();
            dom::later(move || link.send_message(Msg::Grow));
        } else if dom::hidden() {
            // No frame comes where nobody looks.
            self.stand();
        }
    }

    /// The figure is drawn: it takes the poster's place in a turn of its own, and the page goes on growing.
    pub(super) fn stand(&mut self) {
        let Some(poster) = self.poster.take_if(|_| self.stage == Stage::Figure) else { return };
        let scope = self.scope.clone();
        dom::later(move || {
            poster.give_way();
            dom::later(move || scope.send_message(Msg::Grow));
        });
    }
}
