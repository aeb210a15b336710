//! Share and export: the link, its QR code, the picture at this moment, films, numbers and words.

mod dialog;
mod film;
mod popover;
mod save;

pub use dialog::ShareDialog;
pub use popover::SharePopover;

use super::{ConceptPage, Msg, Page};
use crate::concept::{Layout, Run, View};
use crate::lang::say;
use crate::scene::{Picture, Svg, Target, Theme};
use crate::web::dom;
use gloo::timers::callback::Timeout;
use std::rc::Rc;
use yew::prelude::*;

/// How long the button says that the link was copied.
const COPIED_MS: u32 = 2500;

/// The moment that is shared: the run as it stood then, and how it was shown.
pub struct Shot {
    /// A fork of the run.
    pub run: Box<dyn Run>,
    /// The whole link.
    pub link: String,
    theme: Theme,
    layout: Layout,
    width: f32,
    height: f32,
    speed: f64,
    focus: Option<Target>,
}

/// A shot is equal to itself alone.
impl PartialEq for Shot {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Shot {
    fn view(&self) -> View {
        View { speed: self.speed, focus: self.focus, ..View::new(self.width, self.height, self.layout) }
    }

    /// A film moves also where the reader asked the page for less motion: it is made on request.
    fn film_view(&self) -> View {
        let layout = match self.layout {
            Layout::Still if self.width < self.height => Layout::Tall,
            Layout::Still => Layout::Wide,
            layout => layout,
        };
        View { layout, focus: None, ..self.view() }
    }

    fn picture(&self) -> Picture {
        let mut picture = Picture::new(self.width, self.height);
        self.run.draw(&self.view(), &mut picture);
        picture
    }

    fn svg(&self) -> String {
        let title = self.run.entry().about.title;
        let desc = crate::concept::data::long_text(&*self.run);
        Svg { theme: Some(self.theme), title: &say(title), desc: &desc, ..Svg::default() }.write(&self.picture())
    }

    /// The moment in words: "12.5 s", "40,142".
    fn moment(&self) -> String {
        self.run.entry().about.clock.words(self.run.now(), self.speed)
    }

    /// A name for a file: `load-balancing-12.5s.png`.
    fn file(&self, end: &str) -> String {
        format!("{}-{}s{end}", self.run.entry().about.id, crate::link::seconds(self.run.now()))
    }
}

impl Page {
    /// Opens the popover and copies the link, or closes it. Where the clipboard refuses, the link is there, selected.
    pub(super) fn share(&mut self, ctx: &Context<ConceptPage>) {
        if self.shot.take().is_some() {
            return;
        }
        self.write_address(false);
        self.copied = None;
        self.shot = Some(Rc::new(self.shot_now()));
        let scope = ctx.link().clone();
        dom::copy(&self.address(), move |copied| scope.send_message(Msg::Shared(copied)));
    }

    fn shot_now(&self) -> Shot {
        const WIDTH: f32 = 1040.0;
        const HEIGHT: f32 = 420.0;
        let shown = self.scene.shown();
        Shot {
            run: self.session.run.fork(),
            link: self.address(),
            theme: self.theme,
            layout: self.layout,
            width: if shown { self.scene.width } else { WIDTH },
            height: if shown { self.scene.height } else { HEIGHT },
            speed: self.session.reached.unwrap_or(self.session.speed),
            focus: self.focus,
        }
    }

    pub(super) fn shared(&mut self, copied: bool) {
        self.copied = Some(copied);
        let scope = self.scope.clone();
        self.share_over = copied.then(|| Timeout::new(COPIED_MS, move || scope.send_message(Msg::ShareOver)));
    }

    /// Opens the dialog in place of the popover. The player stands still meanwhile: this moment stays this one.
    pub(super) fn export(&mut self) {
        self.session.playing = false;
        self.exporting = true;
    }

    /// Closes both.
    pub(super) fn unshare(&mut self) {
        self.shot = None;
        self.exporting = false;
        self.copied = None;
        self.share_over = None;
    }

    pub(super) fn share_popover(&self, ctx: &Context<ConceptPage>) -> Html {
        let Some(shot) = self.shot.clone().filter(|_| !self.exporting) else { return Html::default() };
        let link = ctx.link();
        html! {
            <SharePopover {shot} copied={self.copied} on_close={link.callback(|()| Msg::Dismiss)}
                on_export={link.callback(|()| Msg::Export)} />
        }
    }

    pub(super) fn share_dialog(&self, ctx: &Context<ConceptPage>) -> Html {
        let Some(shot) = self.shot.clone().filter(|_| self.exporting) else { return Html::default() };
        html! { <ShareDialog {shot} on_close={ctx.link().callback(|()| Msg::Dismiss)} /> }
    }
}
