//! The figures, grouped by verb: a column for each verb. Its first concept stands large, with the first of its stories;
//! the others stand below, smaller.

use super::been;
use super::figure::{Figure, Size};
use crate::concept::{Entry, Group};
use crate::concepts;
use yew::prelude::*;

/// How many stories of a verb's first concept are named.
const STORIES: usize = 4;

/// The first `most` verbs of the registry; the way to the site's root; and who is told once for each figure that is open.
pub fn gallery(most: usize, root: &AttrValue, on_open: &Callback<()>) -> Html {
    let groups = concepts::by_group();
    // With few verbs the columns grow, so that the row is always full.
    let columns = groups.len().clamp(1, 4);
    html! {
        <div class={classes!("gallery", format!("of-{columns}"))}>
            { for groups.into_iter().take(most).map(|(verb, entries)| section(verb, &entries, root, on_open)) }
        </div>
    }
}

fn section(verb: Group, entries: &[&'static Entry], root: &str, on_open: &Callback<()>) -> Html {
    let Some((first, others)) = entries.split_first() else { return Html::default() };
    html! {
        <section class="verb">
            <h2>{ verb.label() }</h2>
            { card(first, Size::Column, root, on_open) }
            <ul class="stories" aria-label={format!("Stories of {}", first.about.title)}>
                { for first.presets.iter().take(STORIES).map(|preset| html! {
                    <li key={preset.id}>
                        <a class="story" href={format!("{root}{}/#preset={}", first.about.id, preset.id)}>{ preset.title }</a>
                    </li>
                }) }
            </ul>
            { for others.iter().map(|entry| card(entry, Size::Small, root, on_open)) }
        </section>
    }
}

fn card(entry: &'static Entry, size: Size, root: &str, on_open: &Callback<()>) -> Html {
    let after = been::after(entry);
    let been = been::read().iter().any(|id| id == entry.about.id);
    html! {
        <article class={classes!("card", size.class())} key={entry.about.id}>
            <Figure id={entry.about.id} preset={first(entry)} {size} {on_open} />
            <div>
                <h3><a class="whole" href={format!("{root}{}/", entry.about.id)}>{ entry.about.title }</a></h3>
                <p>{ entry.about.promise }</p>
                if !after.is_empty() || been {
                    <p class="after">{ &after }if been { <span class="been">{ if after.is_empty() { "you have been here" } else { ", you have been here" } }</span> }</p>
                }
            </div>
        </article>
    }
}

/// The preset a figure shows by itself.
fn first(entry: &Entry) -> &'static str {
    entry.presets.first().map_or("", |preset| preset.id)
}
