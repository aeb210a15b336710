//! Which language the page speaks: the link's (`lang=de`), else that of a document whose address says so (`de/…`), else
//! the one chosen here before, else the document's own.
//!
//! Everything in rings 1 and 2, and everything in this one, is written in English. What is drawn is said by the pen
//! ([`Picture::text`](crate::scene::Picture::text)); what stands in the page is said here, in one place: an observer looks
//! at each text and each label that comes or changes, before the browser paints. So no component knows of languages, and
//! a page in English has neither the observer nor one byte of messages. Other languages' messages are fetched before
//! anything is built, so a page never changes its language before the reader's eyes.
//!
//! `translate="no"` keeps a piece of the page as it is, as it does for browsers' own translators.

use super::dom;
use crate::concept::{Entry, lesson};
use crate::lang::{self, Lang, say};
use js_sys::{Array, Object, Promise, Reflect, Set, WeakMap};
use std::cell::{Cell, LazyCell, RefCell};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, MutationObserver, MutationObserverInit, MutationRecord, Node, Response};

/// The key under which the choice is remembered.
const KEPT_AS: &str = "kneepoint-lang";
/// The element in which the single file carries its messages, by the names of their files (assets/take.js).
const CARRIED: &str = "kneepoint-messages";
/// Attributes that are read by people, and the selector of what has one of them: a browser finds it without a word from
/// here about each element.
macro_rules! said {
    ($first:literal, $($name:literal),*) => {
        const SAID: [&str; 1 + [$($name),*].len()] = [$first, $($name),*];
        const LABELLED: &str = concat!("[", $first, "]", $(",[", $name, "]"),*);
    };
}
said!("aria-label", "title", "placeholder", "alt", "aria-valuetext", "aria-roledescription");
/// What a walk over a tree shows: NodeFilter's SHOW_TEXT.
const TEXTS_ALONE: u32 = 4;
/// What is never said anew: code, and what says so itself.
const LEFT: &str = "code,pre,script,style,textarea,[translate]";

/// The language in a link's fragment, if it names one that is spoken.
fn in_link(fragment: &str) -> Option<Lang> {
    crate::link::of_page(fragment, "lang").and_then(|key| Lang::find(&key))
}

/// The language that this page speaks without a link that names one.
fn unasked() -> Lang {
    let own = own();
    // Whoever comes to a German address wants German, whatever was chosen once.
    if let Some(lang) = own.filter(|lang| *lang != Lang::English) {
        return lang;
    }
    dom::kept(KEPT_AS).and_then(|key| Lang::find(&key)).or(own).unwrap_or_default()
}

/// The language of the document as it came.
fn own() -> Option<Lang> {
    OWN.get().or_else(|| dom::root().and_then(|root| Lang::find(&root.get_attribute("lang")?)))
}

/// The way to the home page in the language of the document: `root`, or the folder of another language below it.
pub fn home(root: &yew::AttrValue) -> yew::AttrValue {
    dom::meta("kneepoint-home").filter(|home| !home.is_empty()).map_or_else(|| root.clone(), Into::into)
}

/// What the address has to say for this page to be opened in the language it is in; empty where that is so anyway.
pub fn for_address() -> &'static str {
    if unasked() == lang::current() { "" } else { lang::current().key() }
}

/// The same for a document in English, for a page that was taken along in another language.
pub fn for_english() -> &'static str {
    let kept = dom::kept(KEPT_AS).and_then(|key| Lang::find(&key)).unwrap_or_default();
    if kept == lang::current() { "" } else { lang::current().key() }
}

/// Chooses a language and opens the same state in it: in the document of that language if there is one, so that the
/// history of this one stays a step back. The choice is remembered where the browser lets us.
pub fn choose(lang: Lang, fragment: &str) {
    dom::keep(KEPT_AS, lang.key());
    let link = without(fragment);
    if own() != Some(lang)
        && let Some(other) = dom::meta("kneepoint-other").filter(|other| !other.is_empty())
    {
        return dom::go(&format!("{other}#{link}"));
    }
    // Where nothing is remembered the link has to say it.
    let (and, named) = (if link.is_empty() { "" } else { "&" }, format!("lang={}", lang.key()));
    dom::set_fragment(&if unasked() == lang { link } else { link + and + &named }, false);
    if let Some(window) = dom::window() {
        let _ = window.location().reload();
    }
}

/// What a link says beside its language.
pub fn without(fragment: &str) -> String {
    let rest = fragment.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang="));
    rest.collect::<Vec<_>>().join("&")
}

/// The other language, for the switch.
pub fn other() -> Lang {
    match lang::current() {
        Lang::English => Lang::German,
        Lang::German => Lang::English,
    }
}

/// Speaks the page's language from now on, then goes on. In English at once; else the messages of `concepts` are fetched
/// first. Without them (an old site, no network) the page is in English.
pub fn begin(root: &str, concepts: Vec<&'static Entry>, then: impl FnOnce() + 'static) {
    OWN.set(dom::root().and_then(|root| Lang::find(&root.get_attribute("lang")?)));
    let lang = in_link(&dom::fragment()).unwrap_or_else(unasked);
    if lang == Lang::English {
        tell_document(lang);
        then();
        return;
    }
    let root = root.to_owned();
    wasm_bindgen_futures::spawn_local(async move {
        if learn(&root, &concepts).await.is_some() {
            lang::speak(lang);
            tell_document(lang);
            if let Some(document) = dom::document() {
                document.set_title(&say(&document.title()));
                if let Some(body) = document.body() {
                    watch(&body, own() == Some(lang));
                }
            }
        } else {
            tell_document(Lang::English);
        }
        then();
    });
}

fn tell_document(lang: Lang) {
    if let Some(root) = dom::root() {
        // Refused only for an invalid name.
        let _ = root.set_attribute("lang", lang.key());
    }
}

thread_local! {
    /// What the document said before the page spoke.
    static OWN: Cell<Option<Lang>> = const { Cell::new(None) };
    /// What was fetched, or is about to be.
    static LEARNT: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    /// What each text was made to say, so that it is not said twice when it is moved; then the same of each label.
    static TEXTS: WeakMap = WeakMap::new();
    static LABELS: [WeakMap; SAID.len()] = std::array::from_fn(|_| WeakMap::new());
}

/// True the first time.
fn is_new(file: &str) -> bool {
    LEARNT.with_borrow_mut(|learnt| {
        let new = learnt.iter().all(|other| other != file);
        if new {
            learnt.push(file.to_owned());
        }
        new
    })
}

/// Fetches the messages of `concepts`, as far as they are not there yet: first the list of files, then all of them at once.
pub async fn learn(root: &str, concepts: &[&'static Entry]) -> Option<()> {
    let index = told(ask(root, "de.txt")?).await?;
    let mut asked = Vec::new();
    for line in index.lines() {
        let mut words = line.split(' ');
        let (folder, name, lesson) = (words.next()?, words.next()?, words.next());
        let wanted = |entry: &&Entry| entry.about.id.replace('-', "_") == folder;
        let common = folder == "-";
        if (common || concepts.iter().any(wanted)) && is_new(name) {
            // Of two messages for one text the first stays: a concept's own, but where there are many everybody's.
            let place = if common && concepts.len() > 1 { 0 } else { asked.len() };
            asked.insert(place, (ask(root, name)?, lesson.map(|name| ask(root, name))));
        }
    }
    // Each in a turn of its own: all of them are one long turn where they are there already.
    for (messages, lesson) in asked {
        let messages = told(messages).await?;
        dom::next_turn().await;
        lang::learn(lang::read(&messages).ok()?);
        if let Some(lesson) = lesson {
            let lesson = told(lesson?).await?;
            dom::next_turn().await;
            lesson::teach(lesson::decode(&lesson)?);
        }
    }
    dom::next_turn().await;
    Some(())
}

/// Asks for a file of messages: the page where it carries them itself, which then can fetch nothing, else the site.
fn ask(root: &str, name: &str) -> Option<Promise> {
    match dom::document()?.get_element_by_id(CARRIED) {
        Some(carried) => {
            let all = js_sys::JSON::parse(&carried.text_content()?).ok()?;
            Some(Promise::resolve(&Reflect::get(&all, &name.into()).ok()?))
        }
        None => Some(dom::window()?.fetch_with_str(&format!("{root}messages/{name}"))),
    }
}

/// The text that was asked for.
async fn told(asked: Promise) -> Option<String> {
    let answer = JsFuture::from(asked).await.ok()?;
    if let Some(text) = answer.as_string() {
        return Some(text);
    }
    let answer: Response = answer.dyn_into().ok()?;
    if !answer.ok() {
        return None;
    }
    JsFuture::from(answer.text().ok()?).await.ok()?.as_string()
}

/// Says everything below `root` whenever it changes, and now, unless it was `said` in German when it came.
pub fn watch(root: &Node, said: bool) {
    let heard = Closure::<dyn FnMut(Array, MutationObserver)>::new(|records: Array, observer: MutationObserver| {
        let _tongue = lang::speaking(Lang::German);
        // A tree that was built in its place comes as one record for each of its nodes, and is said once.
        let fresh = LazyCell::new(|| Set::new(&JsValue::UNDEFINED));
        for record in records.iter() {
            let record: MutationRecord = record.unchecked_into();
            let Some(target) = record.target() else { continue };
            match record.attribute_name() {
                Some(name) => {
                    let at = SAID.iter().position(|said| *said == name);
                    if let (Some(at), Some(element)) = (at, target.dyn_ref().filter(|element| !is_left(element))) {
                        label(element, at);
                    }
                }
                None if record.type_() == "characterData" => text(&target),
                None => {
                    let added = record.added_nodes();
                    for node in (0..added.length()).filter_map(|at| added.get(at)) {
                        if !node.parent_node().is_some_and(|parent| fresh.has(&parent)) {
                            whole(&node);
                        }
                        fresh.add(&node);
                    }
                }
            }
        }
        // What was said just now is no news.
        observer.take_records();
    });
    let Ok(observer) = MutationObserver::new(heard.as_ref().unchecked_ref()) else { return };
    // It hears for as long as the page lives.
    heard.forget();
    let what = MutationObserverInit::new();
    what.set_child_list(true);
    what.set_subtree(true);
    what.set_character_data(true);
    let names: Array = SAID.iter().map(|name| JsValue::from_str(name)).collect();
    what.set_attribute_filter(&names);
    // Refused only without anything to observe.
    let _ = observer.observe_with_options(root, &what);
    if !said {
        let _tongue = lang::speaking(Lang::German);
        whole(root);
        observer.take_records();
    }
}

/// The nearest that says so decides.
fn is_left(element: &Element) -> bool {
    let near = element.closest(LEFT).ok().flatten();
    near.is_some_and(|near| near.get_attribute("translate").as_deref() != Some("yes"))
}

/// A node and everything below it.
fn whole(node: &Node) {
    let Some(element) = node.dyn_ref::<Element>() else {
        if node.node_type() == Node::TEXT_NODE {
            text(node);
        }
        return;
    };
    labels(element);
    // Refused only for a selector that cannot be read.
    if let Ok(labelled) = element.query_selector_all(LABELLED) {
        (0..labelled.length()).filter_map(|at| labelled.get(at)).for_each(|node| labels(node.unchecked_ref()));
    }
    let walker =
        dom::document().and_then(|document| document.create_tree_walker_with_what_to_show(node, TEXTS_ALONE).ok());
    while let Some(node) = walker.as_ref().and_then(|walker| walker.next_node().ok().flatten()) {
        text(&node);
    }
}

fn text(node: &Node) {
    let Some(words) = node.node_value().filter(|words| !words.trim().is_empty()) else { return };
    TEXTS.with(|texts| {
        if was_said(texts, node, &words) || node.parent_element().is_none_or(|parent| is_left(&parent)) {
            return;
        }
        let said = say(&words);
        texts.set(node, &JsValue::from_str(&said));
        if said != words {
            node.set_node_value(Some(&said));
        }
    });
}

/// The labels of an element.
fn labels(element: &Element) {
    if element.matches(LABELLED).unwrap_or(false) && !is_left(element) {
        (0..SAID.len()).for_each(|at| label(element, at));
    }
}

/// The label that stands at `at` among those that are read.
fn label(element: &Element, at: usize) {
    let Some(words) = element.get_attribute(SAID[at]).filter(|words| !words.trim().is_empty()) else { return };
    LABELS.with(|labels| {
        if was_said(&labels[at], element, &words) {
            return;
        }
        let said = say(&words);
        labels[at].set(element, &JsValue::from_str(&said));
        if said != words {
            // Refused only for an invalid name.
            let _ = element.set_attribute(SAID[at], &said);
        }
    });
}

fn was_said(kept: &WeakMap, node: &Object, words: &str) -> bool {
    kept.get(node).as_string().as_deref() == Some(words)
}

/// A number as a field shows it.
pub fn shown(text: &str) -> String {
    if lang::current() == Lang::English { text.to_owned() } else { lang::put_down(text) }
}

/// A number as somebody typed it, in the way of the code.
pub fn typed(text: &str) -> String {
    if lang::current() == Lang::English { text.to_owned() } else { lang::take_in(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_may_name_a_language() {
        assert_eq!(in_link("rate=4&lang=de"), Some(Lang::German));
        assert_eq!(in_link("lang=en"), Some(Lang::English));
        for link in ["", "rate=4", "lang=fr", "mylang=de"] {
            assert_eq!(in_link(link), None, "{link}");
        }
        assert_eq!(without("rate=4&lang=de&&t=2"), "rate=4&t=2");
        assert_eq!(without("lang=de"), "");
    }
}
