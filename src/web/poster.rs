//! The poster: what stands in a page before its program, until the page that grows over it, unseen, takes its place.

use wasm_bindgen::JsCast as _;
use web_sys::Element;

/// What stands in a page's place until its figures are drawn; nothing where no second place could be made.
#[derive(Clone, PartialEq)]
pub struct Poster(Option<Element>);

impl Poster {
    /// What stands in `app`, and the element to build the page in: laid out over it, and not seen.
    pub fn over(app: Element) -> (Element, Self) {
        let host = app.clone_node().ok().and_then(|node| node.dyn_into::<Element>().ok());
        let host = host.and_then(|host| {
            host.set_class_name("coming");
            app.insert_adjacent_element("beforebegin", &host).ok()?
        });
        match host {
            Some(host) => (host, Self(Some(app))),
            None => (app, Self(None)),
        }
    }

    /// The page takes its place.
    pub fn give_way(&self) {
        let Some(poster) = &self.0 else { return };
        if let Some(host) = poster.previous_element_sibling() {
            host.set_class_name("");
        }
        poster.remove();
    }
}
