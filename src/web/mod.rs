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
pub mod present;
pub mod theme;
pub mod worker;

/// Whether the document is one of this site's own pages. In others only figures are made, by `assets/embed/embed.js`.
fn is_own_page() -> bool {
    dom::meta("kneepoint-root").is_some()
}

/// Starts the page in the element `#app`. In a worker, which loads the same module, and in pages of others, it does
/// nothing.
pub fn start() {
    if !is_own_page() {
        return;
    }
    let Some(app) = dom::document().and_then(|document| document.get_element_by_id("app")) else { return };
    panic::install();
    theme::start();
    canvas::ask_for_fonts();
    let root =
        yew::AttrValue::from(dom::meta("kneepoint-root").filter(|root| !root.is_empty()).unwrap_or("./".to_owned()));
    if dom::meta("kneepoint-page").as_deref() == Some("present") {
        present::start(app, root);
    } else if let Some(concept) = concept() {
        page::start(app, &concept, root);
    } else {
        dom::later(move || {
            app.set_inner_html("");
            yew::Renderer::<home::Home>::with_root_and_props(app, home::HomeProps { root }).render();
            dom::say_started();
        });
    }
}

/// The concept this document shows: said by the document, else by `?c=`, else by `#/id`.
fn concept() -> Option<String> {
    let said = dom::meta("kneepoint-concept").filter(|id| !id.is_empty());
    said.or_else(|| dom::query("c")).or_else(|| dom::fragment().strip_prefix('/').map(str::to_owned))
}
