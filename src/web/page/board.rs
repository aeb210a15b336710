//! A canvas with the picture that is drawn on it, at the device's resolution.

use crate::scene::{Picture, Theme};
use crate::web::canvas;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};
use yew::NodeRef;

/// A canvas and its picture; the memory of both is kept from frame to frame.
#[derive(Default)]
pub struct Board {
    /// The canvas element.
    pub node: NodeRef,
    /// What is drawn.
    pub picture: Picture,
    pen: Option<CanvasRenderingContext2d>,
    /// Size in CSS pixels; zero while the canvas is not shown.
    pub width: f32,
    /// See `width`.
    pub height: f32,
    /// Where its left edge lies in the window; pictures that share an axis look at each other's.
    pub left: f32,
    ratio: f64,
    canvas: Option<HtmlCanvasElement>,
}

impl Board {
    /// The canvas, if it is another one than at the last call: the page was laid out anew.
    pub fn renewed(&mut self) -> Option<HtmlCanvasElement> {
        let canvas = self.canvas();
        if canvas == self.canvas {
            return None;
        }
        self.canvas.clone_from(&canvas);
        self.pen = None;
        canvas
    }

    fn canvas(&self) -> Option<HtmlCanvasElement> {
        self.node.cast()
    }

    /// Reads the canvas's size from the layout and gives it as many pixels as the screen has. Call it after the layout
    /// has changed, not in every frame. True if size or place changed.
    pub fn measure(&mut self) -> bool {
        let Some(canvas) = self.canvas() else { return false };
        let (width, height) = (canvas.client_width() as f32, canvas.client_height() as f32);
        let left = canvas.get_bounding_client_rect().left() as f32;
        let ratio = canvas::fit(&canvas, width.into(), height.into());
        if self.pen.is_none() {
            self.pen = canvas::context(&canvas);
        }
        let changed = (left, width, height, ratio) != (self.left, self.width, self.height, self.ratio);
        (self.left, self.width, self.height, self.ratio) = (left, width, height, ratio);
        changed
    }

    /// True if there is something to draw on.
    pub fn shown(&self) -> bool {
        self.width > 0.0 && self.height > 0.0 && self.pen.is_some()
    }

    /// Puts the picture on the canvas.
    pub fn paint(&self, theme: Theme) {
        self.paint_larger(theme, 1.0);
    }
    /// The same for a picture that is laid out for a canvas so many times smaller.
    pub fn paint_larger(&self, theme: Theme, zoom: f64) {
        if let Some(pen) = &self.pen {
            canvas::paint(pen, &self.picture, theme, self.ratio * zoom);
        }
    }

    /// Puts the picture on the canvas `zoom` times as large as it is laid out; where `clear`, without paper.
    pub fn paint_zoomed(&self, theme: Theme, zoom: f64, clear: bool) {
        if let Some(pen) = &self.pen {
            canvas::paint_on(pen, &self.picture, theme, self.ratio * zoom, clear);
        }
    }
}
