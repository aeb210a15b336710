//! The page.

pub mod canvas;
pub mod home;
pub mod panic;
pub mod theme;
pub mod worker;

/// Starts the page.
pub fn start() {
    let root = web_sys::window().and_then(|window| window.document()).and_then(|document| document.document_element());
    if let Some(root) = root {
        // Refused only for an invalid name.
        let _ = root.set_attribute("data-started", "");
    }
}
