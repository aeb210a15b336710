//! The figures, grouped by verb. A verb with one concept takes one column of four, a verb with several takes two.

use super::figure::{Figure, Size};
use crate::concept::{Entry, Group};
use crate::concepts;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub struct GalleryProps {
    /// The way to the site's root.
    pub root: AttrValue,
}

/// Every concept in the registry.
#[component]
pub fn Gallery(props: &GalleryProps) -> Html {
    if let [only] = concepts::all() {
        return html! { <Solo id={only.about.id} root={props.root.clone()} /> };
    }
    let groups = concepts::by_group();
    // With few verbs the columns grow, so that the row is always full.
    let columns: usize = groups.iter().map(|(_, entries)| if entries.len() > 1 { 2 } else { 1 }).sum();
    html! {
        <div class={classes!("gallery", format!("of-{}", columns.clamp(1, 4)))}>
            { for groups.into_iter().map(|(verb, entries)| section(verb, &entries, &props.root)) }
        </div>
    }
}

fn section(verb: Group, entries: &[&'static Entry], root: &str) -> Html {
    let many = entries.len() > 1;
    let size = if many { Size::Small } else { Size::Column };
    html! {
        <section class={classes!("verb", many.then_some("many"))}>
            <h2>{ verb.label() }</h2>
            <div class="row">{ for entries.iter().map(|entry| card(entry, size, root)) }</div>
        </section>
    }
}

fn card(entry: &'static Entry, size: Size, root: &str) -> Html {
    html! {
        <article class="card" key={entry.about.id}>
            <Figure id={entry.about.id} preset={first(entry)} {size} />
            <h3><a class="whole" href={format!("{root}{}/", entry.about.id)}>{ entry.about.title }</a></h3>
            <p>{ entry.about.promise }</p>
        </article>
    }
}

/// The preset a figure shows by itself.
fn first(entry: &Entry) -> &'static str {
    entry.presets.first().map_or("", |preset| preset.id)
}

#[derive(PartialEq, Properties)]
struct SoloProps {
    id: &'static str,
    root: AttrValue,
}

/// A single concept, large, with its stories. Pointing at a story plays it in the figure.
#[component]
fn Solo(props: &SoloProps) -> Html {
    let entry = concepts::find(props.id);
    let shown = use_state_eq(|| entry.map_or("", first));
    let Some(entry) = entry else { return Html::default() };
    let folder = format!("{}{}/", props.root, entry.about.id);
    let stories = entry.presets.iter().map(|preset| {
        let show = {
            let shown = shown.clone();
            move || shown.set(preset.id)
        };
        let (onpointerenter, onfocus) = (show.clone(), show);
        let on = *shown == preset.id;
        html! {
            <li key={preset.id}>
                <a class={classes!("story", on.then_some("on"))} href={format!("{folder}#preset={}", preset.id)}
                    onpointerenter={move |_: PointerEvent| onpointerenter()} onfocus={move |_: FocusEvent| onfocus()}>
                    { preset.title }
                </a>
            </li>
        }
    });
    html! {
        <section class="verb solo">
            <h2>{ entry.about.group.label() }</h2>
            <article class="card">
                // The title's link, once more for the pointer.
                <a href={folder.clone()} tabindex="-1" aria-hidden="true">
                    <Figure id={entry.about.id} preset={*shown} size={Size::Large} />
                </a>
                <div>
                    <h3><a href={folder.clone()}>{ entry.about.title }</a></h3>
                    <p>{ entry.about.promise }</p>
                    <h4 id="stories">{ "Stories" }</h4>
                    <ul class="stories" aria-labelledby="stories">{ for stories }</ul>
                </div>
            </article>
        </section>
    }
}
