//! The context with a memory: it is told only what changes.

use super::store::{Raw, Store};
use crate::scene::picture::{Align, Dash, Ink, Join, Pt, Texture, Type};
use crate::scene::text::{Family, face};
use crate::scene::theme::Theme;
use wasm_bindgen::JsCast;
use web_sys::CanvasRenderingContext2d;

/// What an area is painted with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    /// One colour.
    Flat(Ink),
    /// A texture in one colour.
    Texture(Texture, Ink),
}

/// How paint meets what is there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    /// Over it.
    Over,
    /// It cuts a hole.
    Cut,
}

/// A context during one picture. What it was told last is kept beside it.
pub(super) struct Brush<'a> {
    raw: &'a Raw,
    ctx: &'a CanvasRenderingContext2d,
    store: &'a mut Store,
    theme: Theme,
    dpr: f64,
    /// True where there is no paper: its colour cuts a hole, through which the page shows.
    clear: bool,
    op: Op,
    fill: Option<Paint>,
    ink: Option<Ink>,
    width: f32,
    alpha: f32,
    dash: Option<Dash>,
    join: Option<Join>,
    font: Option<(Type, u32)>,
    family: Option<Family>,
    align: Option<Align>,
}

impl<'a> Brush<'a> {
    /// Clears the canvas and makes the context known.
    pub(super) fn new(
        ctx: &'a CanvasRenderingContext2d,
        store: &'a mut Store,
        theme: Theme,
        clear: bool,
        dpr: f64,
    ) -> Self {
        let raw: &Raw = ctx.unchecked_ref();
        raw.transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
        raw.operation(&store.over);
        if let Some(canvas) = ctx.canvas() {
            ctx.clear_rect(0.0, 0.0, f64::from(canvas.width()), f64::from(canvas.height()));
        }
        raw.transform(dpr, 0.0, 0.0, dpr, 0.0, 0.0);
        raw.rendering(&store.precise);
        // Not a number: whatever comes first differs.
        let unknown = f32::NAN;
        Self {
            raw,
            ctx,
            store,
            theme,
            dpr,
            clear,
            op: Op::Over,
            fill: None,
            ink: None,
            width: unknown,
            alpha: unknown,
            dash: None,
            join: None,
            font: None,
            family: None,
            align: None,
        }
    }

    pub(super) fn op(&mut self, op: Op) {
        if self.op != op {
            self.op = op;
            self.raw.operation(if op == Op::Cut { &self.store.cut } else { &self.store.over });
        }
    }

    fn alpha(&mut self, alpha: f32) {
        if self.alpha != alpha {
            self.alpha = alpha;
            self.raw.alpha(f64::from(alpha));
        }
    }

    /// Without paper, its ink takes away what lies there.
    fn cut_for(&mut self, paper: bool) {
        if self.clear {
            self.op(if paper { Op::Cut } else { Op::Over });
        }
    }

    pub(super) fn fill_with(&mut self, paint: Paint, opacity: f32) {
        self.alpha(opacity);
        self.cut_for(paint == Paint::Flat(Ink::Paper));
        if self.fill != Some(paint) {
            self.fill = Some(paint);
            match paint {
                Paint::Flat(ink) => self.raw.fill_style(self.store.colour(self.theme, ink)),
                Paint::Texture(texture, ink) => {
                    self.raw.fill_style(self.store.texture(self.ctx, self.theme, self.dpr, texture, ink));
                }
            }
        }
    }

    pub(super) fn stroke_with(&mut self, ink: Ink, width: f32, opacity: f32) {
        self.alpha(opacity);
        self.cut_for(ink == Ink::Paper);
        if self.ink != Some(ink) {
            self.ink = Some(ink);
            self.raw.stroke_style(self.store.colour(self.theme, ink));
        }
        if self.width != width {
            self.width = width;
            self.raw.line_width(f64::from(width));
        }
    }

    pub(super) fn dash(&mut self, dash: Dash) {
        if self.dash != Some(dash) {
            self.dash = Some(dash);
            self.raw.line_dash(self.store.dash(dash));
        }
    }

    pub(super) fn join(&mut self, join: Join) {
        if self.join != Some(join) {
            self.join = Some(join);
            let (cap, corner) = match join {
                Join::Round => (&self.store.round, &self.store.round),
                Join::Flat => (&self.store.butt, &self.store.miter),
            };
            self.raw.line_cap(cap);
            self.raw.line_join(corner);
        }
    }

    pub(super) fn font(&mut self, style: Type, size: f32) {
        let key = (style, size.to_bits());
        if self.font != Some(key) {
            self.font = Some(key);
            self.raw.font(self.store.font(style, size));
        }
        let family = face(style).family;
        if self.family != Some(family) {
            self.family = Some(family);
            self.raw.kerning(if family == Family::Sans { &self.store.none } else { &self.store.normal });
        }
    }

    pub(super) fn align(&mut self, align: Align) {
        if self.align != Some(align) {
            self.align = Some(align);
            self.raw.align(&self.store.aligns[align as usize]);
        }
    }

    pub(super) fn begin(&self) {
        self.raw.begin();
    }
    /// Angles in radians clockwise from 3 o'clock. A negative radius, which a browser refuses, counts as none.
    pub(super) fn arc(&self, c: Pt, r: f32, from: f64, to: f64, anticlockwise: bool) {
        self.raw.arc(f64::from(c.x), f64::from(c.y), f64::from(r.max(0.0)), from, to, anticlockwise);
    }
    pub(super) fn move_to(&self, p: Pt) {
        self.raw.move_to(f64::from(p.x), f64::from(p.y));
    }
    pub(super) fn line_to(&self, p: Pt) {
        self.raw.line_to(f64::from(p.x), f64::from(p.y));
    }
    pub(super) fn cubic_to(&self, a: Pt, b: Pt, p: Pt) {
        let [ax, ay, bx, by, x, y] = [a.x, a.y, b.x, b.y, p.x, p.y].map(f64::from);
        self.raw.cubic_to(ax, ay, bx, by, x, y);
    }
    pub(super) fn close(&self) {
        self.raw.close();
    }
    /// `radius` must not be negative.
    pub(super) fn rect(&self, at: Pt, w: f32, h: f32, radius: f32) {
        let [x, y, w, h] = [at.x, at.y, w, h].map(f64::from);
        if radius > 0.0 {
            self.raw.round_rect(x, y, w, h, f64::from(radius));
        } else {
            self.raw.rect(x, y, w, h);
        }
    }
    pub(super) fn fill_rect(&self, at: Pt, w: f32, h: f32) {
        let [x, y, w, h] = [at.x, at.y, w, h].map(f64::from);
        self.raw.fill_rect(x, y, w, h);
    }
    pub(super) fn fill(&self) {
        self.raw.fill();
    }
    pub(super) fn stroke(&self) {
        self.raw.stroke();
    }
    pub(super) fn fill_text(&self, words: &str, at: Pt) {
        self.raw.fill_text(words, f64::from(at.x), f64::from(at.y));
    }
    pub(super) fn stroke_text(&self, words: &str, at: Pt) {
        self.raw.stroke_text(words, f64::from(at.x), f64::from(at.y));
    }
}
