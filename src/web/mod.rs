//! The page: ring 3, feature `web`.
//!
//! Pages are separate documents. The document says which one it is in `<meta name="kneepoint-concept">`, or in
//! `<meta name="kneepoint-page">`; without both it is the home page.

pub mod canvas;
mod dom;
pub mod figure;
pub mod home;
pub mod page;
pub mod panic;
mod poster;
pub mod present;
pub mod theme;
pub mod tongue;
pub mod worker;

/// Whether the document is one of this site's own pages. In others only figures are made, by `assets/embed/embed.js`.
fn is_own_page() -> bool {
    dom::meta("kneepoint-root").is_some()
}

/// Starts the page in the element `#app`, with every concept. In a worker, which loads the same module, and in pages of
/// others, it only says what it holds.
pub fn start() {
    crate::concepts::held::hold_all();
    let Some((app, root)) = begin() else { return };
    let concept = concept();
    let shown = match concept.as_deref().and_then(crate::concepts::find) {
        Some(entry) => vec![entry],
        None => crate::concepts::all().to_vec(),
    };
    tongue::begin(&root.clone(), shown, move || go(app, tongue::home(&root), concept));
}

/// Puts the page into `app`; the pages of its language stand below `root`.
fn go(app: web_sys::Element, root: yew::AttrValue, concept: Option<String>) {
    if dom::meta("kneepoint-page").as_deref() == Some("present") {
        present::start(app, root);
    } else if let Some(concept) = concept {
        page::start(app, &concept, root);
    } else {
        dom::later(move || home::start(app, root));
    }
}

/// The same for a program that holds one concept, and no page but its own.
pub fn start_one(entry: &'static &'static crate::concept::Entry) {
    crate::concepts::held::hold(entry);
    if let Some((app, root)) = begin() {
        tongue::begin(&root.clone(), vec![*entry], move || page::start(app, entry.about.id, tongue::home(&root)));
    }
}

/// Everything that comes before a page: where it stands, and the way from there to the site's root.
fn begin() -> Option<(web_sys::Element, yew::AttrValue)> {
    if !is_own_page() {
        return None;
    }
    let app = dom::document()?.get_element_by_id("app")?;
    panic::install();
    theme::start();
    canvas::ask_for_fonts();
    let root = dom::meta("kneepoint-root").filter(|root| !root.is_empty()).unwrap_or("./".to_owned());
    Some((app, root.into()))
}

/// The concept this document shows: said by the document, else by `?c=`, else by `#/id`.
fn concept() -> Option<String> {
    let said = dom::meta("kneepoint-concept").filter(|id| !id.is_empty());
    said.or_else(|| dom::query("c")).or_else(|| dom::fragment().strip_prefix('/').map(str::to_owned))
}
