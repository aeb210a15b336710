//! The way to the lecture hall: the lesson at the beat that is told, or what stands on the screen, as a deck.

use super::Page;
use crate::{deck, link};
use yew::prelude::*;

impl Page {
    /// The link to the page for lectures. Its address is made when it is taken, since the run goes on until then.
    pub(super) fn present(&self) -> Html {
        let lesson = self.entry.lesson.map(|_| format!("lesson={}", self.entry.about.id));
        let fragment = lesson.filter(|_| self.beat.is_some()).unwrap_or_else(|| {
            let story = self.story.and_then(|story| self.entry.presets.get(story));
            let says = story.map_or(self.entry.about.title, |preset| preset.title);
            let deck = deck::of_state(self.entry, says, &self.session.link());
            format!("deck={}", link::escape(&deck::write(&deck)))
        });
        let address = format!("{}present/#{fragment}", self.root);
        html! { <a class="present wide-only" href={address} data-testid="to-present">{"Present"}</a> }
    }
}
