//! What can be done to the running system.

use super::field::Field;
use super::words;
use super::{ConceptPage, Msg, Page};
use crate::concept::ActionDecl;
use crate::scene::Target;
use yew::prelude::*;

/// Labels up to this many letters leave room for their key.
const KEY_FITS: usize = 10;

/// Longer labels take the room of two buttons.
const LONG: usize = 12;

impl Page {
    /// The actions under their headings, each group with the choice of what it is done to.
    pub(super) fn actions(&self, ctx: &Context<ConceptPage>) -> Html {
        let mut groups: Vec<(&'static str, Vec<&'static ActionDecl>)> = Vec::new();
        for decl in self.entry.actions {
            match groups.iter_mut().find(|(name, _)| *name == decl.group) {
                Some((_, members)) => members.push(decl),
                None => groups.push((decl.group, vec![decl])),
            }
        }
        groups.into_iter().map(|(name, members)| self.action_group(ctx, name, &members)).collect()
    }

    fn action_group(&self, ctx: &Context<ConceptPage>, name: &'static str, members: &[&'static ActionDecl]) -> Html {
        let mut kinds: Vec<&str> = members.iter().filter_map(|decl| decl.target).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let things = self.entry.about.things.iter().filter(|thing| kinds.contains(&thing.kind));
        let (on_one, on_all): (Vec<_>, Vec<_>) = members.iter().partition(|decl| decl.target.is_some());
        html! {
            <section class="break" key={name}>
                <h2 class="ph">{name}</h2>
                { for things.map(|thing| self.picker(ctx, *thing)) }
                <div class="acts">
                    { for on_one.into_iter().chain(on_all).map(|decl| self.action(ctx, decl)) }
                </div>
                <div class="amounts num">{ for members.iter().map(|decl| self.amount_field(ctx, decl)) }</div>
            </section>
        }
    }

    fn action(&self, ctx: &Context<ConceptPage>, decl: &'static ActionDecl) -> Html {
        let name = match decl.target {
            Some(kind) => {
                let target = Target { kind, id: self.selected(kind).into() };
                format!("{} {}", decl.label, self.session.run.name(target))
            }
            None => decl.label.to_owned(),
        };
        let letters = crate::lang::say(decl.label).chars().count();
        let shown = decl.key.filter(|_| letters <= KEY_FITS).map(|key| key.to_ascii_uppercase().to_string());
        html! {
            <button class={classes!("btn", "o", (letters > LONG).then_some("long"))} key={decl.id} data-testid={format!("action-{}", decl.id)} data-key={shown} title={decl.help} aria-label={name}
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
}
