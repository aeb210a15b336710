//! Files of a shot: PNG and SVG, through a canvas that nobody sees.

use super::Shot;
use crate::concept::data::alt_text;
use crate::lang::say;
use crate::scene::png_text::{Words, with_words};
use crate::scene::{Ink, Picture, Theme};
use crate::web::{canvas, dom};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlCanvasElement};

/// The longest side of a picture in pixels; browsers refuse larger canvases.
const SIDE_MAX: f64 = 16_384.0;

/// A canvas off the screen; `None` where the browser has no memory for one.
pub fn canvas(width: f64, height: f64) -> Option<(HtmlCanvasElement, CanvasRenderingContext2d)> {
    if width.max(height) > SIDE_MAX {
        return None;
    }
    let canvas: HtmlCanvasElement = dom::document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let options = Object::new();
    // Pixels are read back frame by frame: drawn by the processor they are the same each time.
    Reflect::set(&options, &"willReadFrequently".into(), &true.into()).ok()?;
    let pen = canvas.get_context_with_context_options("2d", &options).ok()??.dyn_into().ok()?;
    Some((canvas, pen))
}

/// Draws the picture on paper, `scale` pixels for each of its own.
pub fn paint(pen: &CanvasRenderingContext2d, picture: &Picture, theme: Theme, scale: f64) {
    canvas::paint(pen, picture, theme, scale);
    // The page's paper lies under its canvas, and shows through holes; here it is put under what was drawn.
    let _ = pen.set_global_composite_operation("destination-over");
    pen.set_global_alpha(1.0);
    pen.set_fill_style_str(theme.hex(Ink::Paper));
    pen.fill_rect(0.0, 0.0, f64::from(picture.width).ceil(), f64::from(picture.height).ceil());
}

/// Saves the shot as PNG with `scale` pixels for each CSS pixel; `failed` is called if the browser cannot.
pub fn png(shot: &Shot, scale: u32, failed: impl FnOnce() + 'static) {
    let (width, height) = (f64::from(shot.width) * f64::from(scale), f64::from(shot.height) * f64::from(scale));
    let Some((canvas, pen)) = canvas(width.round(), height.round()) else { return failed() };
    paint(&pen, &shot.picture(), shot.theme, f64::from(scale));
    let end = if scale == 1 { ".png".to_owned() } else { format!("@{scale}x.png") };
    let name = shot.file(&end);
    let words = [say(shot.run.entry().about.title).into_owned(), alt_text(&*shot.run), shot.link.clone()];
    let done = Closure::once_into_js(move |blob: Option<Blob>| match blob {
        Some(blob) => spawn_local(async move {
            let told = told(&blob, &words).await;
            dom::save_blob(&name, told.as_ref().unwrap_or(&blob));
        }),
        None => failed(),
    });
    // It throws only for a canvas with pixels of other origins.
    let _ = canvas.to_blob(done.unchecked_ref());
}

/// The file with its title, its alt text and its link in it.
async fn told(blob: &Blob, [title, description, link]: &[String; 3]) -> Option<Blob> {
    let bytes = Uint8Array::new(&JsFuture::from(blob.array_buffer()).await.ok()?).to_vec();
    let words = Words { title, description, link };
    let parts = Array::of1(&Uint8Array::from(&*with_words(&bytes, &words)));
    let options = BlobPropertyBag::new();
    options.set_type("image/png");
    Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()
}

/// Saves the shot as SVG: text is text, with its fonts named.
pub fn svg(shot: &Shot) {
    dom::save_file(&shot.file(".svg"), &shot.svg(), "image/svg+xml");
}
