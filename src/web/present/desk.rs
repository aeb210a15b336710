//! The desk: a deck is chosen, opened, written, saved, and put on the wall. What stands there before the program does is
//! written by xtask/pages/src/desk.rs, which a test holds to be the same.

use super::{Msg, Presenter};
use crate::web::page::{language, mark};
use crate::{concepts, deck};
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

impl Presenter {
    pub(super) fn desk(&self, ctx: &Context<Self>) -> Html {
        let link = ctx.link();
        let written = link.batch_callback(|event: InputEvent| {
            event.target_dyn_into::<HtmlTextAreaElement>().map(|field| Msg::Write(field.value()))
        });
        let chosen = link.batch_callback(|event: Event| {
            let value = event.target_dyn_into::<HtmlSelectElement>()?.value();
            (!value.is_empty()).then_some(Msg::Lesson(value))
        });
        let read = link.callback(Msg::Write);
        let opened = Callback::from(move |event: Event| {
            let Some(file) = event.target_dyn_into::<HtmlInputElement>().and_then(|input| input.files()?.get(0)) else {
                return;
            };
            let read = read.clone();
            wasm_bindgen_futures::spawn_local(async move {
                let text = wasm_bindgen_futures::JsFuture::from(file.text()).await;
                if let Some(text) = text.ok().and_then(|text| text.as_string()) {
                    read.emit(text);
                }
            });
        });
        let beats = self.deck.beats.len();
        let lessons = concepts::all().iter().filter(|entry| entry.lesson.is_some());
        html! {
            <>
                <header class="top">
                    <a class="brand" href={self.root.clone()} aria-label="Kneepoint, all concepts">{mark()}<span class="wide-only">{"Kneepoint"}</span></a>
                    <span class="crumb">{"Present"}</span>
                    <div class="tools">{language(link.callback(|_| Msg::Tongue))}</div>
                </header>
                <main class="desk">
                    <div class="ttl"><h1>{"Present"}</h1><p class="lead">{"A deck is a text: a sentence, a link, and what you want to say."}</p></div>
                    <div class="write">
                        <label for="deck">{"Deck"}</label>
                        <textarea id="deck" data-testid="deck" spellcheck="false" value={self.text.clone()} oninput={written} aria-describedby="faults" />
                        <div role="status"><ul id="faults" data-testid="faults">{ for self.faults.iter().map(|fault| html! { <li>{fault.to_string()}</li> }) }</ul></div>
                    </div>
                    <div class="deeds">
                        <button class="btn" data-testid="present" disabled={beats == 0} onclick={link.callback(|_| Msg::Present)}>{"Present"}</button>
                        <p class="i2 num">{self.deck.beats_in_words()}</p>
                        <label>{"A lesson as a deck"}
                            <select onchange={chosen} data-testid="lessons">
                                <option value="" selected=true>{"Choose"}</option>
                                { for lessons.map(|entry| html! { <option key={entry.about.id} value={entry.about.id}>{entry.about.title}</option> }) }
                            </select>
                        </label>
                        <label class="file">{"Open a deck"}<input type="file" accept=".txt,text/plain" onchange={opened} data-testid="open" /></label>
                        <button class="btn o" onclick={link.callback(|_| Msg::Save)} data-testid="save">{"Save the deck"}</button>
                        <button class="btn o" disabled={beats == 0} onclick={link.callback(|_| Msg::Handout(true))} data-testid="to-handout">{"Handout"}</button>
                        <p class="i2">{"On the wall: "}<kbd>{"PgDn"}</kbd>{" next, "}<kbd>{"N"}</kbd>{" your notes in a second window, "}<kbd>{"?"}</kbd>{" every key."}</p>
                        <dl>{ for deck::GRAMMAR.iter().map(|(line, does)| html! { <div key={*line}><dt><code>{*line}</code></dt><dd>{*does}</dd></div> }) }</dl>
                    </div>
                </main>
            </>
        }
    }
}
