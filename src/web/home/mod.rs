//! The home page: the wire that bends, and every concept there is as a living miniature, on a map of what comes before what.
//!
//! It grows over what stands there before the program, unseen, a verb a turn, so that no turn is long; and takes its place
//! when the miniatures are open.

pub(super) mod been;
mod figure;
mod find;
mod gallery;
mod header;

use crate::concepts;
use crate::web::poster::Poster;
use crate::web::{dom, theme, tongue};
use web_sys::Element;
use yew::prelude::*;

/// Where the page stands.
#[derive(PartialEq, Properties)]
pub struct HomeProps {
    /// The way from here to where the pages of this language stand: `./` or `../`.
    pub root: AttrValue,
    /// What stands until the miniatures are open.
    pub poster: Poster,
}

/// Puts the page into `app`, or rather into another one that takes its place.
pub fn start(app: Element, root: AttrValue) {
    let (host, poster) = Poster::over(app);
    yew::Renderer::<Home>::with_root_and_props(host, HomeProps { root, poster }).render();
}

/// The home page.
pub struct Home {
    /// So many verbs are there.
    verbs: usize,
    /// So many miniatures are open.
    open: usize,
}

/// What it is told.
pub enum Msg {
    /// Another verb.
    Grow,
    /// A miniature is open.
    Open,
}

impl Component for Home {
    type Message = Msg;
    type Properties = HomeProps;

    fn create(_: &Context<Self>) -> Self {
        Self { verbs: 0, open: 0 }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Grow => {
                self.verbs += 1;
                true
            }
            Msg::Open => {
                self.open += 1;
                if self.open == concepts::all().len() {
                    let poster = ctx.props().poster.clone();
                    dom::later(move || {
                        poster.give_way();
                        dom::say_started();
                    });
                }
                false
            }
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, _: bool) {
        if self.verbs < concepts::by_group().len() {
            let link = ctx.link().clone();
            dom::later(move || link.send_message(Msg::Grow));
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let root = &ctx.props().root;
        html! {
            <div class="home">
                <header::Header />
                <main>
                    <find::Find {root} />
                    { gallery::gallery(self.verbs, root, &ctx.link().callback(|()| Msg::Open)) }
                </main>
                <footer>
                    <p>{ "Each figure is a running model. Nothing you do here leaves your browser." }</p>
                    <ThemeButton />
                    <LanguageButton />
                </footer>
            </div>
        }
    }
}

#[component]
fn LanguageButton() -> Html {
    let lang = tongue::other();
    let onclick = Callback::from(move |_: MouseEvent| tongue::choose(lang, &dom::fragment()));
    html! { <button type="button" lang={lang.key()} translate="no" data-testid="lang" {onclick}>{ lang.name() }</button> }
}

#[component]
fn ThemeButton() -> Html {
    let (choice, _) = theme::use_theme();
    let onclick = Callback::from(|_: MouseEvent| {
        theme::cycle();
    });
    html! { <button type="button" {onclick}>{ "Theme: " }<span aria-live="polite">{ choice.name() }</span></button> }
}
