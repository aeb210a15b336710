//! Which theme the page is printed in: the link's, else the one chosen here before, else the system's.
//!
//! The choice stands as `data-theme` on `<html>`, where the style sheet finds it; no attribute means the system's.
//! `assets/theme.js` sets it before the first paint by the same rule and the same [`KEPT_AS`].

use crate::scene::{Ink, Theme};
use gloo::events::EventListener;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use web_sys::{Element, MediaQueryList, Storage, Window};
use yew::prelude::*;

/// The key under which the choice is remembered.
pub const KEPT_AS: &str = "kneepoint-theme";
const PREFERS_DARK: &str = "(prefers-color-scheme: dark)";

/// What the reader chose.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Choice {
    /// As the system has it: light or dark.
    #[default]
    Auto,
    /// Always this one.
    Fixed(Theme),
}

impl Choice {
    /// The choice's name in links and in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Fixed(theme) => theme.name(),
        }
    }
    /// The choice of that name.
    pub fn named(name: &str) -> Option<Self> {
        if name == "auto" { Some(Self::Auto) } else { Theme::named(name).map(Self::Fixed) }
    }
    /// The one after this: auto, light, dark, projector, and round.
    pub const fn next(self) -> Self {
        match self {
            Self::Auto => Self::Fixed(Theme::Light),
            Self::Fixed(Theme::Light) => Self::Fixed(Theme::Dark),
            Self::Fixed(Theme::Dark) => Self::Fixed(Theme::Projector),
            Self::Fixed(Theme::Projector) => Self::Auto,
        }
    }
    /// The theme this comes to now.
    pub fn theme(self) -> Theme {
        match self {
            Self::Fixed(theme) => theme,
            Self::Auto if media().is_some_and(|list| list.matches()) => Theme::Dark,
            Self::Auto => Theme::Light,
        }
    }
    /// The choice in a link's fragment (`theme=dark`), if it makes a valid one.
    pub fn in_link(fragment: &str) -> Option<Self> {
        let pairs = fragment.trim_start_matches('#').split('&');
        pairs
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == "theme")
            .and_then(|(_, name)| Self::named(name))
    }
}

type Watcher = Callback<(Choice, Theme)>;

thread_local! {
    static CHOICE: Cell<Choice> = const { Cell::new(Choice::Auto) };
    static WATCHERS: RefCell<Vec<(u32, Watcher)>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// Takes up the theme and follows the link and the system from now on. Called once, before anything is drawn.
pub fn start() {
    let Some(window) = web_sys::window() else { return };
    apply(in_address(&window).or_else(kept).unwrap_or_default());
    EventListener::new(&window, "hashchange", |_| {
        if let Some(choice) = web_sys::window().as_ref().and_then(in_address) {
            apply(choice);
        }
    })
    .forget();
    if let Some(list) = media() {
        EventListener::new(&list, "change", |_| apply(choice())).forget();
    }
}

/// What is chosen.
pub fn choice() -> Choice {
    CHOICE.get()
}

/// The theme the page is printed in now.
pub fn current() -> Theme {
    choice().theme()
}

/// Chooses, and remembers it if the browser lets us.
pub fn set(choice: Choice) {
    if let Some(storage) = storage() {
        // A full or forbidden storage only means that the choice ends with the page.
        let _ = match choice {
            Choice::Auto => storage.remove_item(KEPT_AS),
            Choice::Fixed(theme) => storage.set_item(KEPT_AS, theme.name()),
        };
    }
    apply(choice);
}

/// Goes to the next choice and returns it.
pub fn cycle() -> Choice {
    let next = choice().next();
    set(next);
    next
}

/// Calls back after every change, until the watch is dropped.
pub fn watch(callback: Callback<(Choice, Theme)>) -> Watch {
    let id = NEXT.get();
    NEXT.set(id.wrapping_add(1));
    WATCHERS.with_borrow_mut(|watchers| watchers.push((id, callback)));
    Watch(id)
}

/// Keeps a callback alive; see [`watch`].
#[must_use = "the callback ends when this is dropped"]
pub struct Watch(u32);

impl Drop for Watch {
    fn drop(&mut self) {
        WATCHERS.with_borrow_mut(|watchers| watchers.retain(|(id, _)| *id != self.0));
    }
}

/// The choice and the theme, kept up to date in a component.
#[hook]
pub fn use_theme() -> (Choice, Theme) {
    let state = use_state_eq(|| (choice(), current()));
    {
        let state = state.clone();
        use_effect_with((), move |()| {
            // It may have changed between the first rendering and this effect.
            state.set((choice(), current()));
            let watch = watch(Callback::from(move |now| state.set(now)));
            move || drop(watch)
        });
    }
    *state
}

fn apply(choice: Choice) {
    CHOICE.set(choice);
    let theme = choice.theme();
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        if let Some(root) = document.document_element() {
            // Neither can fail: the names are fixed and valid.
            let _ = match choice {
                Choice::Auto => root.remove_attribute("data-theme"),
                Choice::Fixed(theme) => root.set_attribute("data-theme", theme.name()),
            };
        }
        if let Ok(metas) = document.query_selector_all("meta[name=theme-color]") {
            for meta in (0..metas.length()).filter_map(|at| metas.get(at)?.dyn_into::<Element>().ok()) {
                colour_the_frame(&meta, choice);
            }
        }
    }
    // A watcher may add or end watches, so the list is not borrowed while they run.
    let watchers = WATCHERS.with_borrow(Clone::clone);
    for (_, callback) in watchers {
        callback.emit((choice, theme));
    }
}

/// Gives the browser's own frame the colour of the paper.
fn colour_the_frame(meta: &Element, choice: Choice) {
    let dark = meta.get_attribute("media").is_some_and(|media| media.contains("dark"));
    let theme = match choice {
        Choice::Fixed(theme) => theme,
        Choice::Auto if dark => Theme::Dark,
        Choice::Auto => Theme::Light,
    };
    let _ = meta.set_attribute("content", theme.hex(Ink::Paper));
}

fn in_address(window: &Window) -> Option<Choice> {
    Choice::in_link(&window.location().hash().ok()?)
}

fn kept() -> Option<Choice> {
    Choice::named(&storage()?.get_item(KEPT_AS).ok()??)
}

/// The storage, unless it is switched off: reading it can throw.
fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn media() -> Option<MediaQueryList> {
    web_sys::window()?.match_media(PREFERS_DARK).ok()?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_go_round_and_keep_their_names() {
        let mut choice = Choice::Auto;
        let mut seen = Vec::new();
        for _ in 0..4 {
            assert_eq!(Choice::named(choice.name()), Some(choice));
            seen.push(choice.name());
            choice = choice.next();
        }
        assert_eq!((choice, seen), (Choice::Auto, vec!["auto", "light", "dark", "projector"]));
    }

    #[test]
    fn a_link_may_name_a_theme() {
        assert_eq!(Choice::in_link("rate=4&theme=dark"), Some(Choice::Fixed(Theme::Dark)));
        assert_eq!(Choice::in_link("#theme=auto"), Some(Choice::Auto));
        for link in ["", "rate=4", "theme=sepia", "mytheme=dark"] {
            assert_eq!(Choice::in_link(link), None, "{link}");
        }
    }
}
