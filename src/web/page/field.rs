//! A field to type into that keeps what is being typed.
//!
//! The page renders anew four times a second, and a controlled input takes its value from each rendering. What has been
//! typed and not yet committed is therefore kept here, as a draft, until it is committed or dropped.

use crate::web::tongue;
use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

/// What a field shows.
#[derive(Properties, Clone, PartialEq)]
pub struct FieldProps {
    /// The value in force.
    pub value: AttrValue,
    /// Called with the text when it is committed: by Enter or by leaving the field, whichever event comes first.
    pub on_commit: Callback<String>,
    /// Name for screen readers, where no label stands beside it.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// Which keyboard a phone shows.
    #[prop_or(AttrValue::Static("text"))]
    pub inputmode: AttrValue,
    /// Name for tests.
    pub testid: AttrValue,
}

/// What happens in a field.
pub enum Msg {
    /// A letter was typed; the text is now this.
    Type(String),
    /// The text is committed.
    Commit,
    /// The draft is dropped.
    Drop,
}

/// The field.
#[derive(Default)]
pub struct Field {
    draft: Option<String>,
}

impl Component for Field {
    type Message = Msg;
    type Properties = FieldProps;

    fn create(_: &Context<Self>) -> Self {
        Self::default()
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Type(text) => self.draft = Some(text),
            Msg::Commit => {
                if let Some(text) = self.draft.take() {
                    let number = ctx.props().inputmode == "decimal";
                    ctx.props().on_commit.emit(if number { tongue::typed(&text) } else { text });
                }
            }
            Msg::Drop => self.draft = None,
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let (props, link) = (ctx.props(), ctx.link());
        let value =
            || if props.inputmode == "decimal" { tongue::shown(&props.value).into() } else { props.value.clone() };
        let shown = self.draft.clone().map_or_else(value, AttrValue::from);
        let typing = link
            .batch_callback(|event: InputEvent| Some(Msg::Type(event.target_dyn_into::<HtmlInputElement>()?.value())));
        // Keys of the page do nothing while somebody writes.
        let keys = link.batch_callback(|event: KeyboardEvent| {
            event.stop_propagation();
            (event.key() == "Escape").then_some(Msg::Drop)
        });
        html! {
            <input type="text" value={shown} inputmode={props.inputmode.clone()} aria-label={props.label.clone()}
                data-testid={props.testid.clone()} oninput={typing} onkeydown={keys}
                onchange={link.callback(|_| Msg::Commit)} onblur={link.callback(|_| Msg::Commit)} />
        }
    }
}
