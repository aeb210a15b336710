//! The speaker's window: the sentence on the wall, the notes, what comes next, the hands, the time.

use super::keys::Order;
use super::own::{about, kept};
use super::{Msg, Phase, Presenter, state};
use crate::deck::Question;
use crate::web::page::words;
use yew::prelude::*;

impl Presenter {
    pub(super) fn speaker(&self, ctx: &Context<Self>) -> Html {
        let beats = &self.deck.beats;
        let Some(beat) = beats.get(self.standing.at).filter(|_| self.phase == Phase::Show) else {
            return html! {
                <main class="speaker"><p data-testid="waiting">{"The wall is not open. Press N there, and the notes come here."}</p></main>
            };
        };
        let order = |order: Order| ctx.link().callback(move |_: MouseEvent| Msg::Order(order));
        let standing = &self.standing;
        let written = beat.question.as_ref().is_some_and(Question::written);
        let answers = beat.question.as_ref().map(Question::hands).unwrap_or_default();
        html! {
            <main class="speaker">
                <header>
                    <p class="num time" data-testid="time">{state::clock(self.now_ms - standing.began)}</p>
                    <button class="btn o" onclick={order(Order::Zero)}>{"From zero"}</button>
                    <p class="num i3">{format!("{} of {}", standing.at + 1, beats.len())}</p>
                    if standing.blank { <p class="state">{"The wall is dark"}</p> }
                    if standing.frozen { <p class="state">{"The figure stands still"}</p> }
                </header>
                <section>
                    <h1 data-testid="says" translate="no">{words::rich(&beat.says)}</h1>
                    <div class="notes" data-testid="notes" translate="no">{ for beat.notes.iter().map(|note| html! { <p>{words::rich(note)}</p> }) }</div>
                    if let Some(question) = &beat.question {
                        <h2 translate={kept(written)}>{words::rich(question.words())}</h2>
                        <ul class="hands">{ for answers.iter().enumerate().map(|(place, answer)| html! {
                            <li key={place}>
                                <button class="btn o" translate="no" onclick={order(Order::Hand(place, true))}
                                    aria-label={about(|answer| format!("One hand less for {answer}"), answer, written)}>{"−"}</button>
                                <b class="num">{standing.hands.of(place)}</b>
                                <button class="btn o" translate="no" onclick={order(Order::Hand(place, false))}
                                    aria-label={about(|answer| format!("One hand more for {answer}"), answer, written)}>{"+"}</button>
                                <span translate={kept(written)}>{words::rich(answer)}</span>
                            </li>
                        }) }</ul>
                        if !standing.answer.is_empty() { <p class="because" data-testid="told">{words::rich(&standing.answer)}</p> }
                    }
                </section>
                <section class="coming">
                    <h2>{"Next"}</h2>
                    <ol>{ for beats.iter().enumerate().skip(standing.at + 1).map(|(place, beat)| html! {
                        <li key={place}><button translate="no" onclick={order(Order::To(place))}>{words::rich(&beat.says)}</button></li>
                    }) }</ol>
                </section>
                <footer>
                    <button class="btn" data-testid="next" onclick={order(Order::Next)}>{"Next"}</button>
                    <button class="btn o" data-testid="back" onclick={order(Order::Back)}>{"Back"}</button>
                    <button class="btn o" onclick={order(Order::Blank)}>{"Blank"}</button>
                    <button class="btn o" onclick={order(Order::Freeze)}>{"Freeze"}</button>
                </footer>
            </main>
        }
    }
}
