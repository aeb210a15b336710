//! The way to the lecture hall: the lesson at the beat that is told, or what stands on the screen, as a deck.

use super::{ConceptPage, Msg, Page};
use crate::web::{dom, tongue};
use crate::{deck, link};
use yew::prelude::*;

impl Page {
    /// The link to the page for lectures. The run goes on until it is taken, so a click makes the deck; what opens it in
    /// another tab finds the lesson, or the deck of last time.
    pub(super) fn present(&self, ctx: &Context<ConceptPage>) -> Html {
        let taken = ctx.link().batch_callback(|event: MouseEvent| {
            let here = !event.ctrl_key() && !event.meta_key() && !event.shift_key();
            here.then(|| {
                event.prevent_default();
                Msg::Lecture
            })
        });
        html! {
            <a class="present wide-only" href={self.hall(&self.lesson_deck().unwrap_or_default())} onclick={taken}
                data-testid="to-present">{"Present"}</a>
        }
    }

    /// The address of the page for lectures with this deck.
    pub(super) fn lecture(&self) -> String {
        let told = self.lesson_deck().filter(|_| self.beat.is_some());
        self.hall(&told.unwrap_or_else(|| {
            let story = self.story.and_then(|story| self.entry.presets.get(story));
            let says = story.map_or(self.entry.about.title, |preset| preset.title);
            let deck = deck::of_state(self.entry, says, &self.session.link());
            format!("deck={}", link::escape(&deck::write(&deck)))
        }))
    }

    fn lesson_deck(&self) -> Option<String> {
        self.entry.lesson.map(|_| format!("lesson={}", self.entry.about.id))
    }

    fn hall(&self, fragment: &str) -> String {
        // Beside a page in another language it stands in that language; a page that was taken along names the English one.
        let beside = dom::meta("kneepoint-home").is_some_and(|home| !home.is_empty());
        let lang = if beside { tongue::for_address() } else { tongue::for_english() };
        let and = if lang.is_empty() { "" } else { "&lang=" };
        format!("{}present/#{fragment}{and}{lang}", self.root)
    }
}
