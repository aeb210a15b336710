//! The browser's own values for everything a pen says, made once: a colour crosses the border as a handle, not as text.

use super::{align_name, texture};
use crate::scene::picture::{Align, Dash, Ink, Texture, Type};
use crate::scene::text::face;
use crate::scene::theme::{INKS, Theme};
use js_sys::Array;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::CanvasRenderingContext2d;

/// More fonts than this are forgotten: sizes that follow a slider would otherwise pile up.
const FONTS_MAX: usize = 48;
/// The same for textures: a zoomed page has other device pixels.
const TEXTURES_MAX: usize = 96;

/// The context with setters that take ready-made values, and methods that cannot throw with what a brush gives them.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = CanvasRenderingContext2d, js_name = CanvasRenderingContext2D, typescript_type = "CanvasRenderingContext2D")]
    pub(super) type Raw;

    #[wasm_bindgen(method, setter, js_name = fillStyle)]
    pub(super) fn fill_style(this: &Raw, value: &JsValue);
    #[wasm_bindgen(method, setter, js_name = strokeStyle)]
    pub(super) fn stroke_style(this: &Raw, value: &JsValue);
    #[wasm_bindgen(method, setter, js_name = lineWidth)]
    pub(super) fn line_width(this: &Raw, value: f64);
    #[wasm_bindgen(method, setter, js_name = globalAlpha)]
    pub(super) fn alpha(this: &Raw, value: f64);
    #[wasm_bindgen(method, setter, js_name = globalCompositeOperation)]
    pub(super) fn operation(this: &Raw, value: &JsValue);
    #[wasm_bindgen(method, setter, js_name = lineCap)]
    pub(super) fn line_cap(this: &Raw, value: &JsValue);
    #[wasm_bindgen(method, setter, js_name = lineJoin)]
    pub(super) fn line_join(this: &Raw, value: &JsValue);
    #[wasm_bindgen(method, setter, js_name = font)]
    pub(super) fn font(this: &Raw, value: &JsValue);
    #[wasm_bindgen(method, setter, js_name = textAlign)]
    pub(super) fn align(this: &Raw, value: &JsValue);
    #[wasm_bindgen(method, setter, js_name = fontKerning)]
    pub(super) fn kerning(this: &Raw, value: &JsValue);
    #[wasm_bindgen(method, setter, js_name = textRendering)]
    pub(super) fn rendering(this: &Raw, value: &JsValue);

    #[wasm_bindgen(method, js_name = setLineDash)]
    pub(super) fn line_dash(this: &Raw, value: &JsValue);
    #[wasm_bindgen(method, js_name = setTransform)]
    pub(super) fn transform(this: &Raw, a: f64, b: f64, c: f64, d: f64, e: f64, f: f64);
    #[wasm_bindgen(method, js_name = beginPath)]
    pub(super) fn begin(this: &Raw);
    #[wasm_bindgen(method)]
    pub(super) fn arc(this: &Raw, x: f64, y: f64, r: f64, from: f64, to: f64, anticlockwise: bool);
    #[wasm_bindgen(method, js_name = moveTo)]
    pub(super) fn move_to(this: &Raw, x: f64, y: f64);
    #[wasm_bindgen(method, js_name = lineTo)]
    pub(super) fn line_to(this: &Raw, x: f64, y: f64);
    #[wasm_bindgen(method, js_name = bezierCurveTo)]
    pub(super) fn cubic_to(this: &Raw, ax: f64, ay: f64, bx: f64, by: f64, x: f64, y: f64);
    #[wasm_bindgen(method, js_name = closePath)]
    pub(super) fn close(this: &Raw);
    #[wasm_bindgen(method)]
    pub(super) fn rect(this: &Raw, x: f64, y: f64, w: f64, h: f64);
    #[wasm_bindgen(method, js_name = roundRect)]
    pub(super) fn round_rect(this: &Raw, x: f64, y: f64, w: f64, h: f64, radius: f64);
    #[wasm_bindgen(method, js_name = fillRect)]
    pub(super) fn fill_rect(this: &Raw, x: f64, y: f64, w: f64, h: f64);
    #[wasm_bindgen(method)]
    pub(super) fn fill(this: &Raw);
    #[wasm_bindgen(method)]
    pub(super) fn stroke(this: &Raw);
    #[wasm_bindgen(method, js_name = fillText)]
    pub(super) fn fill_text(this: &Raw, words: &str, x: f64, y: f64);
    #[wasm_bindgen(method, js_name = strokeText)]
    pub(super) fn stroke_text(this: &Raw, words: &str, x: f64, y: f64);
}

type TextureKey = (Theme, u64, Texture, Ink);

/// Everything kept.
pub(super) struct Store {
    colours: Vec<[JsValue; 17]>,
    dashes: [Array; 6],
    fonts: Vec<((Type, u32), JsValue)>,
    textures: Vec<(TextureKey, JsValue)>,
    pub(super) aligns: [JsValue; 3],
    pub(super) round: JsValue,
    pub(super) butt: JsValue,
    pub(super) miter: JsValue,
    pub(super) none: JsValue,
    pub(super) normal: JsValue,
    pub(super) over: JsValue,
    pub(super) cut: JsValue,
    pub(super) precise: JsValue,
}

thread_local! {
    static STORE: RefCell<Option<Store>> = const { RefCell::new(None) };
}

/// Lends out the store.
pub(super) fn with<R>(job: impl FnOnce(&mut Store) -> R) -> R {
    STORE.with_borrow_mut(|store| job(store.get_or_insert_with(Store::new)))
}

impl Store {
    fn new() -> Self {
        let word = JsValue::from_str;
        Self {
            colours: Theme::ALL.into_iter().map(palette).collect(),
            dashes: [Dash::Solid, Dash::Theory, Dash::Theory2, Dash::Dots, Dash::Broken, Dash::Past].map(lengths),
            fonts: Vec::new(),
            textures: Vec::new(),
            aligns: [Align::Start, Align::Middle, Align::End].map(|align| word(align_name(align))),
            round: word("round"),
            butt: word("butt"),
            miter: word("miter"),
            none: word("none"),
            normal: word("normal"),
            over: word("source-over"),
            cut: word("destination-out"),
            precise: word("geometricPrecision"),
        }
    }

    pub(super) fn colour(&self, theme: Theme, ink: Ink) -> &JsValue {
        &self.colours[theme as usize][ink as usize]
    }

    pub(super) fn dash(&self, dash: Dash) -> &JsValue {
        &self.dashes[dash as usize]
    }

    pub(super) fn font(&mut self, style: Type, size: f32) -> &JsValue {
        let key = (style, size.to_bits());
        keep(&mut self.fonts, FONTS_MAX, key, || JsValue::from_str(&face(style).css(size)))
    }

    /// A texture, or its plain colour where the browser has no memory for a tile.
    pub(super) fn texture(
        &mut self,
        ctx: &CanvasRenderingContext2d,
        theme: Theme,
        dpr: f64,
        texture: Texture,
        ink: Ink,
    ) -> &JsValue {
        keep(&mut self.textures, TEXTURES_MAX, (theme, dpr.to_bits(), texture, ink), || {
            let hex = theme.hex(ink);
            texture::pattern(ctx, texture, hex, dpr).unwrap_or_else(|| JsValue::from_str(hex))
        })
    }
}

/// The value under `key`, made if it is not there; when the list is full it starts anew.
fn keep<K: PartialEq>(list: &mut Vec<(K, JsValue)>, most: usize, key: K, make: impl FnOnce() -> JsValue) -> &JsValue {
    let at = list.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
        if list.len() >= most {
            list.clear();
        }
        list.push((key, make()));
        list.len() - 1
    });
    &list[at].1
}

fn palette(theme: Theme) -> [JsValue; 17] {
    let mut row = [const { JsValue::UNDEFINED }; 17];
    for ink in INKS {
        row[ink as usize] = JsValue::from_str(theme.hex(ink));
    }
    row
}

fn lengths(dash: Dash) -> Array {
    dash.pattern().iter().map(|length| JsValue::from_f64(f64::from(*length))).collect()
}
