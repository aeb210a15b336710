//! The top bar: the way home, the seed, the link, the theme.

use super::field::Field;
use super::{ConceptPage, Msg, Page, away, words};
use crate::scene::Theme;
use crate::web::tongue;
use yew::prelude::*;

/// The mark: a bead on a bent wire, at the knee.
pub fn mark() -> Html {
    html! {
        <svg width="24.3" height="18" viewBox="0 0 27 20" aria-hidden="true">
            <path d="M1.2 17H13.5C20.5 17 24.2 13 24.8 1.5" fill="none" stroke="var(--ink)" stroke-width="2" stroke-linecap="round" />
            <circle cx="16.4" cy="16.5" r="3.6" fill="var(--work)" stroke="var(--paper)" stroke-width="1.4" />
        </svg>
    }
}

fn theme_icon(theme: Theme) -> Html {
    html! {
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
            <circle cx="8" cy="8" r="6.2" fill="none" stroke="var(--ink)" stroke-width="1.4" />
            if theme == Theme::Projector {
                <circle cx="8" cy="8" r="2.4" fill="var(--ink)" />
            } else {
                <path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="var(--ink)" />
            }
        </svg>
    }
}

fn share_icon() -> Html {
    html! {
        <svg class="phone-only" width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
            <path d="M10 12.5V2.5M6 6L10 2.2L14 6M4 9.5V17H16V9.5" fill="none" stroke="var(--ink)" stroke-width="1.7"
                stroke-linecap="round" stroke-linejoin="round" />
        </svg>
    }
}

/// The other language, which opens what stands on the screen in it.
pub fn language(onclick: Callback<MouseEvent>) -> Html {
    let lang = tongue::other();
    let short = lang.key().to_ascii_uppercase();
    html! {
        // Its name begins with what is seen, for those who say it.
        <button class="lang" lang={lang.key()} translate="no" data-testid="lang" aria-label={format!("{short}, {}", lang.name())} {onclick}>
            {short}</button>
    }
}

impl Page {
    pub(super) fn top(&self, ctx: &Context<ConceptPage>) -> Html {
        let link = ctx.link();
        let words = if self.share_over.is_some() { "Copied" } else { "Share" };
        html! {
            <header class="top">
                <a class="brand" href={self.root.clone()} aria-label="Kneepoint, all concepts">
                    {mark()}<span class="wide-only">{"Kneepoint"}</span>
                </a>
                <span class="crumb">{self.entry.about.group.label()}</span>
                <div class="tools">
                    {self.seed(ctx)}
                    <span class="share">
                        <button data-testid="share" aria-label="Share: copy the link" aria-haspopup="dialog"
                            aria-expanded={self.shot.is_some().to_string()} onclick={link.callback(|_| Msg::Share)}>
                            <span class="wide-only">{words}</span>{share_icon()}
                        </button>
                        {self.share_popover(ctx)}
                    </span>
                    {away::embed()}
                    {self.present(ctx)}
                    {language(link.callback(|_| Msg::Tongue))}
                    <button class="theme" data-testid="theme" aria-label={format!("Theme: {}", self.theme_name())}
                        title="Light, dark, projector, or as the system" onclick={link.callback(|_| Msg::Theme)}>
                        {theme_icon(self.theme)}
                    </button>
                </div>
            </header>
        }
    }

    fn seed(&self, ctx: &Context<ConceptPage>) -> Html {
        let link = ctx.link();
        let seed = self.session.run.state().seed;
        let typed = link.batch_callback(|text: String| text.trim().parse().ok().map(|seed| Msg::Seed(Some(seed))));
        html! {
            <details class="seed pop">
                <summary data-testid="seed" class="num" aria-label={format!("Seed {seed}")}>
                    <span class="seed-word">{"seed "}</span><span class="seed-number">{seed}</span>
                </summary>
                <div class="popover">
                    <p>{"The same seed gives the same arrivals, to the last digit."}</p>
                    <label>{"Seed"}<Field inputmode="numeric" value={seed.to_string()} on_commit={typed} testid="seed-field" /></label>
                    <button class="btn o" onclick={link.callback(|_| Msg::Seed(None))}>{"Draw another"}</button>
                    <p class="i3">{"Proof after "}{words::whole(self.session.run.events() as f64)}{" events: "}
                        <code data-testid="hash">{format!("{:016x}", self.session.run.hash())}</code></p>
                </div>
            </details>
        }
    }
}
