//! Textures as repeating tiles, drawn to the pixel of the screen so that they stay crisp.

use crate::scene::picture::Texture;
use js_sys::{Object, Reflect};
use std::f64::consts::{SQRT_2, TAU};
use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = CanvasRenderingContext2d, js_name = CanvasRenderingContext2D)]
    type Tiler;
    #[wasm_bindgen(method, catch, js_name = createPattern)]
    fn create_pattern(this: &Tiler, tile: &HtmlCanvasElement, repeat: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, setter, js_name = fillStyle)]
    fn fill_style(this: &Tiler, value: &str);
    #[wasm_bindgen(method, setter, js_name = strokeStyle)]
    fn stroke_style(this: &Tiler, value: &str);

    type Pattern;
    #[wasm_bindgen(method, catch, js_name = setTransform)]
    fn set_transform(this: &Pattern, matrix: &JsValue) -> Result<(), JsValue>;
}

/// How a texture repeats.
struct Tile {
    /// Pixels until it repeats, along x and along y.
    period: f64,
    /// How many periods a tile holds: chosen so that the tile is nearly a whole number of pixels wide.
    times: f64,
}

const fn tile(texture: Texture) -> Tile {
    match texture {
        // A line every 5 at 45° meets an axis every 7.07; fourteen of these are 98.995.
        Texture::Hatch | Texture::BackHatch | Texture::CrossHatch => Tile { period: 5.0 * SQRT_2, times: 14.0 },
        Texture::Sparse => Tile { period: 9.0 * SQRT_2, times: 11.0 },
        Texture::Dots => Tile { period: 4.6, times: 5.0 },
        Texture::Horizontal | Texture::Vertical => Tile { period: 5.0, times: 1.0 },
    }
}

/// The texture as a pattern of the canvas; `None` if the browser refuses a canvas for the tile.
pub(super) fn pattern(ctx: &CanvasRenderingContext2d, texture: Texture, colour: &str, dpr: f64) -> Option<JsValue> {
    let Tile { period, times } = tile(texture);
    let side = (period * times * dpr).round().max(1.0);
    let canvas: HtmlCanvasElement = web_sys::window()?.document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(side as u32);
    canvas.set_height(side as u32);
    let own: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let scale = side / (period * times);
    own.scale(scale, scale).ok()?;
    own.unchecked_ref::<Tiler>().fill_style(colour);
    own.unchecked_ref::<Tiler>().stroke_style(colour);
    draw(&own, texture, period, times as i32);
    let pattern = ctx.unchecked_ref::<Tiler>().create_pattern(&canvas, "repeat").ok().filter(|p| !p.is_null())?;
    // One pixel of the tile is one of the screen, though the context counts in CSS pixels.
    let matrix = Object::new();
    for key in ["a", "d"] {
        Reflect::set(&matrix, &key.into(), &(1.0 / dpr).into()).ok()?;
    }
    pattern.unchecked_ref::<Pattern>().set_transform(&matrix).ok()?;
    Some(pattern)
}

fn draw(own: &CanvasRenderingContext2d, texture: Texture, period: f64, times: i32) {
    let side = period * f64::from(times);
    let places = move |from: i32| (from..=times).map(move |k| f64::from(k) * period);
    // Lines across both corners; each texture's first line lies against its origin, as in the SVG pen.
    let slanted = |width: f64, down: f64| {
        own.set_line_width(width);
        let first = width / 2.0 * SQRT_2;
        for at in places(-times).chain(places(1).map(|at| at + side)) {
            let x = at + first;
            own.begin_path();
            if down > 0.0 {
                own.move_to(x - side, -side);
                own.line_to(x + 2.0 * side, 2.0 * side);
            } else {
                own.move_to(x + side, -side);
                own.line_to(x - 2.0 * side, 2.0 * side);
            }
            own.stroke();
        }
    };
    match texture {
        Texture::Hatch => slanted(2.0, -1.0),
        Texture::BackHatch => slanted(2.0, 1.0),
        Texture::Sparse => slanted(1.25, -1.0),
        Texture::CrossHatch => {
            slanted(1.5, -1.0);
            slanted(1.5, 1.0);
        }
        Texture::Horizontal => places(0).for_each(|y| own.fill_rect(0.0, y, side, 2.0)),
        Texture::Vertical => places(0).for_each(|x| own.fill_rect(x, 0.0, 2.0, side)),
        Texture::Dots => {
            for (x, y) in places(0).flat_map(|x| places(0).map(move |y| (x, y))) {
                own.begin_path();
                // Fixed numbers; an arc only refuses a negative radius.
                let _ = own.arc(x + 2.3, y + 2.3, 1.25, 0.0, TAU);
                own.fill();
            }
        }
    }
}
