//! The home page: the wire that bends, and every concept there is as a living miniature, on a map of what comes before what.

pub(super) mod been;
mod figure;
mod find;
mod gallery;
mod header;

use crate::web::{theme, tongue};
use yew::prelude::*;

/// Where the page stands.
#[derive(PartialEq, Properties)]
pub struct HomeProps {
    /// The way from here to where the pages of this language stand: `./` or `../`.
    pub root: AttrValue,
}

/// The home page.
#[component]
pub fn Home(props: &HomeProps) -> Html {
    html! {
        <div class="home">
            <header::Header />
            <main>
                <find::Find root={props.root.clone()} />
                <gallery::Gallery root={props.root.clone()} />
            </main>
            <footer>
                <p>{ "Each figure is a running model. Nothing you do here leaves your browser." }</p>
                <ThemeButton />
                <LanguageButton />
            </footer>
        </div>
    }
}

#[component]
fn LanguageButton() -> Html {
    let lang = tongue::other();
    let onclick = Callback::from(move |_: MouseEvent| tongue::choose(lang, &crate::web::dom::fragment()));
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
