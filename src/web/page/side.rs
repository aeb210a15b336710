//! What can be done to the running system, and the way to the next story.

use super::field::Field;
use super::words;
use super::{ConceptPage, Msg, Page};
use crate::concept::ActionDecl;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// More servers than this are chosen from a list.
const CHIPS_MAX: usize = 8;
/// Labels up to this many letters leave room for their key.
const KEY_FITS: usize = 10;

impl Page {
    pub(super) fn actions(&self, ctx: &Context<ConceptPage>) -> Html {
        let (on_server, on_all): (Vec<_>, Vec<_>) = self.entry.actions.iter().partition(|decl| decl.target.is_some());
        html! {
            <section class="break">
                <h2 class="ph">{"Break it"}</h2>
                {self.picker(ctx)}
                <div class="acts">
                    { for on_server.into_iter().map(|decl| self.action(ctx, decl)) }
                    { for on_all.into_iter().map(|decl| self.action(ctx, decl)) }
                </div>
                <div class="amounts num">{ for self.entry.actions.iter().map(|decl| self.amount_field(ctx, decl)) }</div>
            </section>
        }
    }

    fn action(&self, ctx: &Context<ConceptPage>, decl: &'static ActionDecl) -> Html {
        let name = match decl.target {
            Some(_) => format!("{} S{}", decl.label, self.selected),
            None => decl.label.to_owned(),
        };
        let shown = decl.key.filter(|_| decl.label.len() <= KEY_FITS).map(|key| key.to_ascii_uppercase().to_string());
        html! {
            <button class="btn o" key={decl.id} data-testid={format!("action-{}", decl.id)} data-key={shown} title={decl.help} aria-label={name}
                aria-keyshortcuts={decl.key.map(|key| key.to_string())} onclick={ctx.link().callback(|_| Msg::Do(decl.id))}>
                {decl.label}
            </button>
        }
    }

    fn amount_field(&self, ctx: &Context<ConceptPage>, decl: &'static ActionDecl) -> Html {
        let Some((param, amount)) = decl.amount.zip(self.amount(decl)) else { return Html::default() };
        let typed = ctx.link().callback(|text| Msg::Amount(decl.id, text));
        html! {
            <label key={decl.id}>
                <span>{param.label}</span>
                <Field inputmode="decimal" value={words::real(amount)} on_commit={typed} testid={format!("amount-{}", decl.id)} />
                <span>{param.unit}</span>
            </label>
        }
    }

    fn picker(&self, ctx: &Context<ConceptPage>) -> Html {
        let servers = self.servers();
        if servers.len() > CHIPS_MAX {
            let chosen = ctx.link().batch_callback(|event: Event| {
                let select = event.target_dyn_into::<HtmlSelectElement>()?;
                select.value().parse().ok().map(Msg::Select)
            });
            return html! {
                <label class="pick"><span>{"Server"}</span><select onchange={chosen} data-testid="server">
                    { for servers.iter().map(|n| html! {
                        <option value={n.to_string()} selected={*n == self.selected} key={*n}>{format!("S{n}")}</option>
                    }) }
                </select><svg width="12" height="18" viewBox="0 0 12 18" aria-hidden="true">
                    <path d="M2 6.5L6 2.5L10 6.5M2 11.5L6 15.5L10 11.5" /></svg></label>
            };
        }
        html! {
            <div class="servers" role="group" aria-label="Server">
                { for servers.iter().map(|&n| html! {
                    <button class={classes!("chip", "num", (n == self.selected).then_some("on"))} key={n} data-testid={format!("server-{n}")}
                        aria-pressed={if n == self.selected { "true" } else { "false" }}
                        onclick={ctx.link().callback(move |_| Msg::Select(n))}>{format!("S{n}")}</button>
                }) }
            </div>
        }
    }

    pub(super) fn next(&self, testid: &'static str) -> Html {
        let presets = self.entry.presets;
        if presets.is_empty() {
            return Html::default();
        }
        let next = self.story.map_or(0, |story| (story + 1) % presets.len());
        let call = self.calls.preset.clone();
        html! {
            <button class="nxt" data-testid={testid} onclick={move |_| call.emit(next)}>
                <span class="i3">{"Next"}</span><span>{format!("{}. {}", next + 1, presets[next].title)}</span>
                <svg width="18" height="12" viewBox="0 0 18 12" aria-hidden="true"><path d="M1 6H16M11 1.5L16 6L11 10.5" /></svg>
            </button>
        }
    }
}
