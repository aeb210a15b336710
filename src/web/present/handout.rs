//! The handout: every beat with its picture, its notes and its link, on paper.

use super::own::kept;
use super::{Msg, Presenter};
use crate::concept::{Layout, View};
use crate::deck::Beat;
use crate::link;
use crate::scene::svg::Ground;
use crate::scene::{Picture, Svg, Theme};
use crate::web::dom;
use crate::web::page::words;
use yew::prelude::*;

/// The size of a picture on paper, as its scene is laid out.
const SIZE: (f32, f32) = (720.0, 330.0);

impl Presenter {
    pub(super) fn handout(&self, ctx: &Context<Self>) -> Html {
        let print = Callback::from(|_: MouseEvent| {
            if let Some(window) = dom::window() {
                // A browser without printers does nothing.
                let _ = window.print();
            }
        });
        let mut before = Figure::default();
        let beats: Vec<Html> =
            self.deck.beats.iter().enumerate().map(|(place, beat)| leaf(place, beat, &mut before)).collect();
        html! {
            <main class="handout" data-testid="handout">
                <p class="only-screen">
                    <button class="btn" onclick={print}>{"Print"}</button>
                    <button class="btn o" onclick={ctx.link().callback(|_| Msg::Handout(false))}>{"Back to the deck"}</button>
                </p>
                <h1 translate={kept(!self.deck.title.is_empty())}>{if self.deck.title.is_empty() { "Handout" } else { &self.deck.title }}</h1>
                {beats}
            </main>
        }
    }
}

/// The figure as it stood when the beat before began: where it was opened, and what was done to it since.
#[derive(Default)]
struct Figure {
    fragment: String,
    done: Vec<String>,
}

/// One beat on paper.
fn leaf(place: usize, beat: &Beat, figure: &mut Figure) -> Html {
    if let Some(fragment) = &beat.opens {
        let preset = || beat.entry.presets.first().map(|preset| format!("preset={}", preset.id)).unwrap_or_default();
        let fragment = if fragment.is_empty() { preset() } else { fragment.clone() };
        *figure = Figure { fragment, done: Vec::new() };
    }
    figure.done.push(beat.does.clone());
    let picture = picture(beat, figure, place);
    let address = format!("../{}/#{}", beat.entry.about.id, figure.fragment);
    html! {
        <section key={place}>
            <h2 translate="no">{format!("{}. ", place + 1)}{words::rich(&beat.says)}</h2>
            {picture}
            if let Some(question) = &beat.question {
                <p class="question" translate={kept(question.written())}>{words::rich(question.words())}</p>
                <ul class="boxes" translate={kept(question.written())}>{ for question.answers().iter().map(|answer| html! { <li>{words::rich(answer)}</li> }) }</ul>
                if question.answers().is_empty() { <p class="blank-line" /> }
            }
            { for beat.notes.iter().map(|note| html! { <p translate="no">{words::rich(note)}</p> }) }
            <p class="source"><a href={address.clone()}>{address.trim_start_matches("../").to_owned()}</a></p>
        </section>
    }
}

/// The figure as the beat begins, before a question is answered; what cannot be opened leaves its place empty.
fn picture(beat: &Beat, figure: &Figure, place: usize) -> Html {
    let state = link::decode(&figure.fragment, beat.entry).state;
    let Ok(mut run) = (beat.entry.open)(&state) else { return Html::default() };
    let changes = figure.done.iter().filter_map(|does| link::changes(beat.entry, does).ok());
    for change in changes.flatten() {
        // A deed that is refused is said on the wall; paper shows the figure without it.
        let _ = change.carry_out(&mut *run);
    }
    let mut picture = Picture::default();
    run.draw(&View::new(SIZE.0, SIZE.1, Layout::Wide), &mut picture);
    let id = format!("h{place}");
    let words = run.describe().caption;
    let svg = Svg { theme: Some(Theme::Light), ground: Ground::OnPaper, title: &words, id: &id, ..Svg::default() };
    Html::from_html_unchecked(AttrValue::from(svg.write(&picture)))
}
