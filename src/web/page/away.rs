//! Where else the figure can stand: in somebody's page, and as one file on a stick. The scripts of the page do both, once
//! they are there (assets/take.js); here are the words and the places.

use crate::lang::{Lang, current};
use crate::web::dom;
use yew::prelude::*;

/// "Embed" in the top bar: the builder, with what is on the screen.
pub fn embed() -> Html {
    let root = dom::meta("kneepoint-root").unwrap_or_default();
    html! { <a class="wide-only" data-testid="embed" data-embed="" href={builder(&root)}>{"Embed"}</a> }
}

/// The builder in the page's language.
fn builder(root: &str) -> String {
    match current() {
        Lang::English => format!("{root}builder/"),
        Lang::German => format!("{root}de/builder/"),
    }
}

/// The same for what `link` says, and one file to take along.
pub fn elsewhere(link: &str) -> Html {
    let root = dom::meta("kneepoint-root").unwrap_or_default();
    html! {
        <div class="takes">
            <span>{"Elsewhere"}</span>
            <a class="chip" data-testid="builder" data-embed={link.to_owned()} href={builder(&root)}>{"In your page"}</a>
            <button class="chip take" data-testid="take" data-take={link.to_owned()}>{"As one file"}</button>
            <p class="i2 taken" role="status" data-taken=""></p>
        </div>
    }
}
