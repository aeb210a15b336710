//! The canvas pen: draws a [`Picture`] with Canvas2D.
//!
//! A frame allocates nothing: colours, dashes, fonts and textures are made once and kept as values of the browser, and
//! the context is told only what changes from one shape to the next. Each disc is a path of its own, because browsers
//! have a short way for a path that is one arc. Figures keep their place because the shipped sans has digits of one
//! width by itself; a canvas has no setting for tabular numbers.

mod brush;
mod store;
mod texture;

use crate::scene::picture::{Align, Fill, Join, Picture, Pt, Seg, Shape, Stroke, pt};
use crate::scene::{Ink, Theme};
use brush::{Brush, Op, Paint};
use js_sys::{Function, Reflect};
use std::f64::consts::{FRAC_PI_2, PI, TAU};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, EventTarget, HtmlCanvasElement};
use yew::Callback;

/// The widest line that is moved onto the pixel grid, in CSS pixels.
const THIN: f32 = 1.5;
/// The halo behind words, in CSS pixels: half of it shows.
const HALO: f32 = 4.0;

/// The canvas's context, unless the browser refuses one.
pub fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

/// Gives the canvas as many pixels as the screen shows in `width` × `height` CSS pixels; returns device pixels per CSS
/// pixel. Its size on the page is the style sheet's business. Does not touch, and so does not empty, a canvas that fits.
pub fn fit(canvas: &HtmlCanvasElement, width: f64, height: f64) -> f64 {
    let dpr = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio()).clamp(0.5, 4.0);
    let pixels = |length: f64| (length.max(0.0) * dpr).round().min(16_384.0) as u32;
    if canvas.width() != pixels(width) {
        canvas.set_width(pixels(width));
    }
    if canvas.height() != pixels(height) {
        canvas.set_height(pixels(height));
    }
    dpr
}

/// Clears the canvas and draws the picture; `dpr` as [`fit`] returned it. Nothing of the context's own state is relied
/// on, and some of it is left changed.
pub fn paint(ctx: &CanvasRenderingContext2d, picture: &Picture, theme: Theme, dpr: f64) {
    paint_on(ctx, picture, theme, dpr, false);
}

/// The same; where `clear`, what would be painted as paper is left out or cut out, so that the page shows through.
pub fn paint_on(ctx: &CanvasRenderingContext2d, picture: &Picture, theme: Theme, dpr: f64, clear: bool) {
    store::with(|store| {
        let mut pen = Pen { brush: Brush::new(ctx, store, theme, clear, dpr), theme, dpr };
        for shape in &picture.shapes {
            pen.shape(picture, shape);
        }
    });
}

/// Calls back when fonts have arrived: what was drawn before stands in the fallback. Lasts as long as the page.
pub fn when_fonts_arrive(callback: Callback<()>) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let fonts = Reflect::get(&document, &JsValue::from_str("fonts")).unwrap_or(JsValue::UNDEFINED);
    if let Ok(fonts) = fonts.dyn_into::<EventTarget>() {
        gloo::events::EventListener::new(&fonts, "loadingdone", move |_| callback.emit(())).forget();
    }
}

/// Asks the browser to fetch the faces that a canvas uses, before the first word is drawn with them.
pub fn ask_for_fonts() {
    use crate::scene::picture::Type;
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let Ok(fonts) = Reflect::get(&document, &JsValue::from_str("fonts")) else { return };
    let Ok(load) = Reflect::get(&fonts, &JsValue::from_str("load")).and_then(JsCast::dyn_into::<Function>) else {
        return;
    };
    for style in [Type::Label, Type::Note] {
        // The face alone: its fallbacks are fonts of the machine, and are there or not.
        let face = crate::scene::face(style).css(0.0);
        let face = face.split(',').next().unwrap_or_default();
        let asked = load.call1(&fonts, &JsValue::from_str(face)).and_then(JsCast::dyn_into::<js_sys::Promise>);
        if let Ok(promise) = asked {
            // A font that does not come leaves the fallback; the promise tells nobody anything more.
            wasm_bindgen_futures::spawn_local(async {
                let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
            });
        }
    }
}

struct Pen<'a> {
    brush: Brush<'a>,
    theme: Theme,
    dpr: f64,
}

impl Pen<'_> {
    fn shape(&mut self, picture: &Picture, shape: &Shape) {
        match *shape {
            Shape::Circle { c, r, fill, stroke } => {
                self.brush.begin();
                self.brush.arc(c, r, 0.0, TAU, false);
                self.looks(fill, stroke);
            }
            Shape::Arc { c, r, from, to, stroke } => {
                self.brush.begin();
                let turn = |angle: f32| f64::from(angle) - FRAC_PI_2;
                self.brush.arc(c, r, turn(from), turn(to), to < from);
                self.looks(Fill::None, Some(stroke));
            }
            Shape::Cap { c, r, level, fill } => self.cap(c, r, level, fill),
            Shape::Rect { at, w, h, radius, fill, stroke } => self.rect(at, w, h, radius, fill, stroke),
            Shape::Line { a, b, stroke } => {
                let (a, b) = self.on_grid(a, b, stroke);
                self.brush.begin();
                self.brush.move_to(a);
                self.brush.line_to(b);
                self.looks(Fill::None, Some(stroke));
            }
            Shape::Path { first, len, fill, stroke } => self.path(picture.segments(first, len), fill, stroke),
            Shape::Text { .. } => self.text(picture, shape),
            Shape::Punch { c, r } => {
                self.brush.op(Op::Cut);
                self.brush.fill_with(Paint::Flat(Ink::Paper), 1.0);
                self.brush.begin();
                self.brush.arc(c, r, 0.0, TAU, false);
                self.brush.fill();
                self.brush.op(Op::Over);
            }
        }
    }

    /// Fills and strokes the present path.
    fn looks(&mut self, fill: Fill, stroke: Option<Stroke>) {
        if self.take_fill(fill) {
            self.brush.fill();
        }
        if let Some(stroke) = stroke {
            self.take_stroke(stroke);
            self.brush.stroke();
        }
    }

    fn take_fill(&mut self, fill: Fill) -> bool {
        match fill {
            Fill::None => return false,
            Fill::Flat(ink, opacity) => self.brush.fill_with(Paint::Flat(ink), opacity),
            Fill::Textured(texture, ink, opacity) => self.brush.fill_with(Paint::Texture(texture, ink), opacity),
        }
        true
    }

    fn take_stroke(&mut self, stroke: Stroke) {
        self.brush.stroke_with(stroke.ink, self.theme.stroke(stroke.width), stroke.opacity);
        self.brush.dash(stroke.dash);
        self.brush.join(stroke.join);
    }

    fn cap(&mut self, c: Pt, r: f32, level: f32, fill: Fill) {
        // Not a number counts as empty.
        if level > 0.0 && self.take_fill(fill) {
            let rise = libm::asin(f64::from(2.0 * level.min(1.0) - 1.0));
            self.brush.begin();
            self.brush.arc(c, r, -rise, PI + rise, false);
            self.brush.fill();
        }
    }

    fn rect(&mut self, at: Pt, w: f32, h: f32, radius: f32, fill: Fill, stroke: Option<Stroke>) {
        if radius > 0.0 || stroke.is_some() {
            self.brush.begin();
            self.brush.rect(at, w, h, radius.clamp(0.0, (w.abs().min(h.abs()) / 2.0).max(0.0)));
            self.looks(fill, stroke);
        } else if self.take_fill(fill) {
            self.brush.fill_rect(at, w, h);
        }
    }

    fn path(&mut self, segs: &[Seg], fill: Fill, stroke: Option<Stroke>) {
        let thin = stroke.filter(|stroke| matches!(fill, Fill::None) && self.is_thin(*stroke));
        self.brush.begin();
        for (at, seg) in segs.iter().enumerate() {
            match *seg {
                Seg::Move(p) => self.brush.move_to(self.levelled(segs, at, p, thin)),
                Seg::Line(p) => self.brush.line_to(self.levelled(segs, at, p, thin)),
                Seg::Cubic(a, b, p) => {
                    let end = self.levelled(segs, at, p, thin);
                    // The handle moves with its end, so that the curve still runs smoothly into the straight.
                    self.brush.cubic_to(a, pt(b.x, b.y + end.y - p.y), end);
                }
                Seg::Close => self.brush.close(),
            }
        }
        self.looks(fill, stroke);
    }

    fn text(&mut self, picture: &Picture, shape: &Shape) {
        let Shape::Text { first, len, at, style, size, ink, align, halo, opacity } = *shape else { return };
        let words = picture.words(first, len);
        let at = pt(self.whole(at.x), self.whole(at.y));
        self.brush.font(style, size);
        self.brush.align(align);
        if halo {
            self.brush.stroke_with(Ink::Paper, HALO, opacity);
            self.brush.dash(crate::scene::Dash::Solid);
            self.brush.join(Join::Round);
            self.brush.stroke_text(words, at);
        }
        self.brush.fill_with(Paint::Flat(ink), opacity);
        self.brush.fill_text(words, at);
    }

    /// On a whole pixel of the screen.
    fn whole(&self, v: f32) -> f32 {
        ((f64::from(v) * self.dpr).round() / self.dpr) as f32
    }

    /// Whether a line is so thin that its place on the pixel grid shows.
    fn is_thin(&self, stroke: Stroke) -> bool {
        self.dpr < 1.5 && stroke.width <= THIN
    }

    /// In the middle of a pixel of the screen.
    fn middle(&self, v: f32) -> f32 {
        (((f64::from(v) * self.dpr).floor() + 0.5) / self.dpr) as f32
    }

    /// A thin level or upright line, moved into the middle of its pixels.
    fn on_grid(&self, a: Pt, b: Pt, stroke: Stroke) -> (Pt, Pt) {
        if !self.is_thin(stroke) {
            (a, b)
        } else if a.y == b.y {
            let y = self.middle(a.y);
            (pt(a.x, y), pt(b.x, y))
        } else if a.x == b.x {
            let x = self.middle(a.x);
            (pt(x, a.y), pt(x, b.y))
        } else {
            (a, b)
        }
    }

    /// The point at the end of segment `at`, moved if a level line begins or ends there.
    fn levelled(&self, segs: &[Seg], at: usize, p: Pt, thin: Option<Stroke>) -> Pt {
        let level = |other: Option<Pt>| other.is_some_and(|other| other.y == p.y);
        let next = match segs.get(at + 1) {
            Some(Seg::Line(next)) => Some(*next),
            _ => None,
        };
        let before = match (segs[at], at.checked_sub(1).map(|at| segs[at])) {
            (Seg::Line(_), Some(Seg::Move(before) | Seg::Line(before) | Seg::Cubic(_, _, before))) => Some(before),
            _ => None,
        };
        if thin.is_some() && (level(next) || level(before)) { pt(p.x, self.middle(p.y)) } else { p }
    }
}

/// How the browser names an alignment.
const fn align_name(align: Align) -> &'static str {
    match align {
        Align::Start => "left",
        Align::Middle => "center",
        Align::End => "right",
    }
}
