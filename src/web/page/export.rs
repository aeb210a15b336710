//! "The same thing in nginx": a card with the configuration of a real product for the state on the screen.

use crate::concept::Export;
use crate::lang::say;
use crate::web::dom;
use gloo::timers::callback::Timeout;
use web_sys::{Element, HtmlSelectElement};
use yew::prelude::*;

/// How long the card says that it was copied.
const COPIED_MS: u32 = 2500;

/// What the card shows.
#[derive(Properties, Clone, PartialEq)]
pub struct ExportProps {
    /// The configurations; at least one.
    pub exports: Vec<Export>,
}

/// What happens in the card.
pub enum Msg {
    /// Another product.
    Choose(usize),
    /// Copy it.
    Copy,
    /// It was copied, or could not be.
    Copied(bool),
    /// It was copied a while ago.
    Over,
}

/// The card.
pub struct ExportCard {
    /// Key of the product; products come and go with the state.
    chosen: &'static str,
    copied: bool,
    code: NodeRef,
    over: Option<Timeout>,
}

impl ExportCard {
    fn export<'a>(&self, props: &'a ExportProps) -> Option<&'a Export> {
        props.exports.iter().find(|export| export.key == self.chosen).or(props.exports.first())
    }
}

impl Component for ExportCard {
    type Message = Msg;
    type Properties = ExportProps;

    fn create(_: &Context<Self>) -> Self {
        Self { chosen: "", copied: false, code: NodeRef::default(), over: None }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Choose(index) => {
                self.chosen = ctx.props().exports.get(index).map_or("", |export| export.key);
                self.copied = false;
            }
            Msg::Copy => {
                let link = ctx.link().clone();
                if let Some(export) = self.export(ctx.props()) {
                    dom::copy(&export.code, move |copied| link.send_message(Msg::Copied(copied)));
                }
                return false;
            }
            Msg::Copied(copied) => {
                self.copied = copied;
                if copied {
                    let link = ctx.link().clone();
                    self.over = Some(Timeout::new(COPIED_MS, move || link.send_message(Msg::Over)));
                } else if let Some(code) = self.code.cast::<Element>() {
                    // The clipboard refused: it stands selected, to be copied by hand.
                    dom::select_all(&code);
                }
            }
            Msg::Over => self.copied = false,
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let Some(export) = self.export(props) else { return Html::default() };
        let link = ctx.link();
        let choose = link.batch_callback(|event: Event| {
            let index = event.target_dyn_into::<HtmlSelectElement>()?.selected_index();
            usize::try_from(index).ok().map(Msg::Choose)
        });
        html! {
            <section class="export" data-testid="export">
                <h2 class="ph">
                    <span>{"The same thing in "}
                        if props.exports.len() > 1 {
                            <label class="inline"><span class="sr">{"Product"}</span>
                                <select onchange={choose} data-testid="export-for">
                                    { for props.exports.iter().map(|other| html! {
                                        <option selected={other.key == export.key} key={other.key}>{other.product}</option>
                                    }) }
                                </select>
                                <svg width="10" height="7" viewBox="0 0 10 7" aria-hidden="true"><path d="M1 1L5 5.5L9 1" /></svg>
                            </label>
                        } else {
                            {export.product}
                        }
                    </span>
                    <span class="note num">{export.version}</span>
                    <button class="twin-button" data-testid="export-copy" onclick={link.callback(|_| Msg::Copy)}>
                        {if self.copied { "Copied" } else { "Copy" }}
                    </button>
                </h2>
                <span class="sr" role="status">{self.copied.then_some("The configuration is copied.")}</span>
                <pre tabindex="0" aria-label={format!("Configuration for {}", export.product)}><code ref={self.code.clone()} data-testid="export-code">{ for lines(&export.code) }</code></pre>
                <div class="notes">{ for export.notes.iter().map(|note| html! { <p translate="no">{with_code(&say(note))}</p> }) }</div>
            </section>
        }
    }
}

/// Every line a block of its own: browsers take one block for the main thing of a page if it is the largest.
fn lines(code: &str) -> impl Iterator<Item = Html> + '_ {
    code.split_inclusive('\n').map(|line| html! { <span>{line.to_owned()}</span> })
}

/// Prose with its pieces in backticks set as code.
fn with_code(text: &str) -> Html {
    let piece = |(i, piece): (usize, &str)| {
        if i % 2 == 1 {
            html! { <code>{piece.to_owned()}</code> }
        } else {
            html! { {piece.to_owned()} }
        }
    };
    text.split('`').enumerate().map(piece).collect()
}
