//! The rectangle a shape may paint in; a little larger than need be, never smaller.

use super::picture::{Align, Picture, Pt, Seg, Shape, Stroke, pt};
use super::text::{said_width, text_extent};

/// A rectangle from its least to its greatest corner.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bounds {
    /// Upper left.
    pub min: Pt,
    /// Lower right.
    pub max: Pt,
}

impl Bounds {
    fn around(c: Pt, r: f32) -> Self {
        Self { min: pt(c.x - r, c.y - r), max: pt(c.x + r, c.y + r) }
    }
    fn grown(self, by: f32) -> Self {
        Self { min: pt(self.min.x - by, self.min.y - by), max: pt(self.max.x + by, self.max.y + by) }
    }
    /// The smallest rectangle that holds both.
    pub fn with(self, other: Self) -> Self {
        Self {
            min: pt(self.min.x.min(other.min.x), self.min.y.min(other.min.y)),
            max: pt(self.max.x.max(other.max.x), self.max.y.max(other.max.y)),
        }
    }
    /// Whether a disc reaches into the rectangle.
    pub fn touches(self, c: Pt, r: f32) -> bool {
        let x = c.x.clamp(self.min.x, self.max.x.max(self.min.x)) - c.x;
        let y = c.y.clamp(self.min.y, self.max.y.max(self.min.y)) - c.y;
        x * x + y * y <= r * r
    }
}

fn of_points(points: impl IntoIterator<Item = Pt>) -> Option<Bounds> {
    points.into_iter().map(|p| Bounds { min: p, max: p }).reduce(Bounds::with)
}

fn reach(stroke: Option<Stroke>) -> f32 {
    // A mitred corner sticks out further than half the width.
    stroke.map_or(0.0, |stroke| stroke.width)
}

/// Where a shape paints, or `None` if it paints nothing.
pub fn bounds(picture: &Picture, shape: &Shape) -> Option<Bounds> {
    match *shape {
        Shape::Circle { c, r, stroke, .. } => Some(Bounds::around(c, r + reach(stroke))),
        Shape::Arc { c, r, stroke, .. } => Some(Bounds::around(c, r + stroke.width)),
        Shape::Cap { c, r, .. } | Shape::Punch { c, r } => Some(Bounds::around(c, r)),
        Shape::Rect { at, w, h, stroke, .. } => {
            Some(Bounds { min: at, max: pt(at.x + w, at.y + h) }.grown(reach(stroke)))
        }
        Shape::Line { a, b, stroke } => of_points([a, b]).map(|area| area.grown(stroke.width)),
        Shape::Path { first, len, stroke, .. } => {
            let ends = picture.segments(first, len).iter().flat_map(|seg| match *seg {
                Seg::Move(p) | Seg::Line(p) => [Some(p), None, None],
                Seg::Cubic(a, b, p) => [Some(a), Some(b), Some(p)],
                Seg::Close => [None; 3],
            });
            of_points(ends.flatten()).map(|area| area.grown(reach(stroke)))
        }
        Shape::Text { first, len, at, style, size, align, halo, .. } => {
            let width = said_width(style, size, picture.words(first, len));
            let (up, down) = text_extent(style, size);
            let left = at.x
                - match align {
                    Align::Start => 0.0,
                    Align::Middle => width / 2.0,
                    Align::End => width,
                };
            let area = Bounds { min: pt(left, at.y - up * 1.2), max: pt(left + width, at.y + down * 1.2) };
            Some(area.grown(if halo { 2.0 } else { 0.0 }))
        }
    }
}
