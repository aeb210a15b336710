//! The list of the guesses that were made.

use super::predict::Guess;
use super::view::Dialog;
use super::{ConceptPage, Msg, Page};
use yew::prelude::*;

impl Page {
    pub(super) fn made_list(&self, ctx: &Context<ConceptPage>) -> Html {
        let on = |guess: fn() -> Guess| ctx.link().callback(move |_: MouseEvent| Msg::Guess(guess()));
        let made = &self.guessing.made;
        let right = made.iter().filter(|one| one.right).count();
        html! {
            <div class="veil" onclick={on(|| Guess::List)}>
                <Dialog title="Your predictions" on_close={ctx.link().callback(|()| Msg::Guess(Guess::List))}>
                    <p class="i2">{format!("{right} of {} were right or close. They are kept in this browser and nowhere else.", made.len())}</p>
                    <div class="scroll"><table class="twin made num" data-testid="made">
                        <thead><tr><th scope="col">{"You said"}</th><th scope="col">{"It was"}</th><th scope="col">{"Off"}</th></tr></thead>
                        // A question has a line of its own: what was said may be a whole curve.
                        { for made.iter().rev().map(|one| html! {
                            <tbody>
                                <tr><th scope="rowgroup" colspan="3"><a href={format!("{}{}/#{}", self.root, one.concept, one.link)}>{&one.question}</a></th></tr>
                                <tr><td>{&one.guess}</td><td>{&one.answer}</td>
                                    <td>{if one.right { "right" } else if one.off.is_empty() { "wrong" } else { &one.off }}</td></tr>
                            </tbody>
                        }) }
                    </table></div>
                    <div class="guess-buttons">
                        <button class="btn o" data-testid="made-csv" onclick={on(|| Guess::Save("csv"))}>{"Save as CSV"}</button>
                        <button class="btn o" data-testid="made-json" onclick={on(|| Guess::Save("json"))}>{"Save as JSON"}</button>
                        <button class="btn o" data-testid="made-forget" onclick={on(|| Guess::Forget)}>{"Forget them"}</button>
                    </div>
                </Dialog>
            </div>
        }
    }
}
