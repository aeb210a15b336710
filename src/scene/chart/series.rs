//! Series: measured lines, theory, bands, areas, histograms, and the place no policy can reach.

use super::backend::{GRID, Pen, paint};
use super::clip::{Pair, Window, polygon, runs};
use super::{Chart, Scale};
use crate::scene::picture::{Dash, Fill, Ink, Picture, Seg, Stroke, Texture, pt};
use crate::scene::trace::{Form, Trace};
use plotters::prelude::{AreaSeries, IntoDrawingArea, LineSeries, Polygon, Rectangle};
use plotters::style::ShapeStyle;

/// How a line is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Look {
    /// Measured: solid 2.25 in this ink.
    Measured(Ink),
    /// A record over time: solid 1.25 in this ink.
    Record(Ink),
    /// Measured, of several in one ink: the nth is [`told`] apart.
    Nth(Ink, usize),
    /// Theory.
    Theory,
    /// A second theory.
    Theory2,
    /// The past under a new setting.
    Ghost,
    /// A future you left: broken.
    Left,
}

/// The dash and the width of the nth line of a family: six can be told apart.
pub const fn told(n: usize) -> (Dash, f32) {
    ([Dash::Solid, Dash::Broken, Dash::Dots][n % 3], if n < 3 { 2.25 } else { 1.25 })
}

fn style(ink: Ink, dash: Dash, opacity: f64, width: f64) -> ShapeStyle {
    ShapeStyle {
        color: paint(ink, dash, opacity),
        filled: true,
        stroke_width: libm::round(width * f64::from(GRID)) as u32,
    }
}

impl Look {
    fn style(self) -> ShapeStyle {
        match self {
            Self::Measured(ink) => style(ink, Dash::Solid, 1.0, 2.25),
            Self::Record(ink) => style(ink, Dash::Solid, 1.0, 1.25),
            Self::Nth(ink, n) => style(ink, told(n).0, 1.0, told(n).1.into()),
            Self::Theory => style(Ink::Note, Dash::Theory, 1.0, 1.75),
            Self::Theory2 => style(Ink::Note, Dash::Theory2, 1.0, 1.75),
            Self::Ghost => style(Ink::Wire, Dash::Solid, 1.0, 1.25),
            Self::Left => style(Ink::Wire, Dash::Broken, 1.0, 1.5),
        }
    }
    /// The ink of what was measured.
    fn measured(self) -> Option<Ink> {
        match self {
            Self::Measured(ink) | Self::Record(ink) | Self::Nth(ink, _) => Some(ink),
            Self::Theory | Self::Theory2 | Self::Ghost | Self::Left => None,
        }
    }
}

impl Chart {
    fn window(&self) -> Window {
        let of = |scale: Scale, low: f64, high: f64| (scale.plotted(low), scale.plotted(high));
        Window {
            x: of(self.x.scale, self.x.ticks.low, self.x.ticks.high),
            y: of(self.y.scale, self.y.ticks.low, self.y.ticks.high),
        }
    }
    fn pair(&self, &(x, y): &Pair) -> Pair {
        (self.x.scale.plotted(x), self.y.scale.plotted(y))
    }

    /// Leaves what is drawn in values, if somebody asks for it.
    pub fn leave(&self, picture: &mut Picture, form: Form, ink: Ink, points: &[Pair]) {
        if let Some(traces) = &mut picture.traces {
            let (x, y) = (self.x.clone(), self.y.clone());
            traces.push(Trace { form, ink, frame: self.frame, x, y, points: points.to_vec() });
        }
    }

    /// A line through `points`, cut at the frame. A value that is not finite breaks it.
    pub fn line(&self, picture: &mut Picture, points: &[Pair], look: Look) {
        if let Some(ink) = look.measured() {
            self.leave(picture, Form::Line, ink, points);
        }
        let points: Vec<Pair> = points.iter().map(|pair| self.pair(pair)).collect();
        let area = Pen::new(picture).into_drawing_area().apply_coord_spec(self.map.clone());
        for run in runs(&points, self.window()) {
            for element in LineSeries::new(run, look.style()) {
                // Writing into a picture cannot fail.
                let _ = area.draw(&element);
            }
        }
    }

    /// A step line: each value holds until the next x.
    pub fn steps(&self, picture: &mut Picture, points: &[Pair], look: Look) {
        self.line(picture, &stepped(points), look);
    }

    /// The area under a record, 16 % of its ink, from the low end of the y axis.
    pub fn area(&self, picture: &mut Picture, points: &[Pair], ink: Ink) {
        let window = self.window();
        let inside = |v: f64, (low, high): (f64, f64)| v.clamp(low, high);
        let points = points.iter().map(|pair| self.pair(pair)).filter(|(x, y)| x.is_finite() && y.is_finite());
        let points: Vec<Pair> = points.map(|(x, y)| (inside(x, window.x), inside(y, window.y))).collect();
        let fill = style(ink, Dash::Solid, 0.16, 0.0);
        let area = Pen::new(picture).into_drawing_area().apply_coord_spec(self.map.clone());
        for element in AreaSeries::new(points, window.y.0, fill) {
            let _ = area.draw(&element);
        }
    }

    /// A band between a low and a high value at each x, 17 % of the measured ink.
    pub fn band(&self, picture: &mut Picture, band: &[(f64, f64, f64)], ink: Ink) {
        let up = band.iter().map(|&(x, low, _)| (x, low));
        let down = band.iter().rev().map(|&(x, _, high)| (x, high));
        let corners: Vec<Pair> = up.chain(down).map(|pair| self.pair(&pair)).collect();
        let corners = polygon(&corners, self.window());
        if corners.len() > 2 {
            let area = Pen::new(picture).into_drawing_area().apply_coord_spec(self.map.clone());
            let _ = area.draw(&Polygon::new(corners, style(ink, Dash::Solid, 0.17, 0.0)));
        }
    }

    /// A histogram: bars from 0, each over `width` beginning at its x, at 85 % of `work`.
    pub fn bars(&self, picture: &mut Picture, bins: &[Pair], width: f64) {
        self.leave(picture, Form::Bars(width), Ink::Work, bins);
        let window = self.window();
        let gap = self.bar_gap(width);
        let area = Pen::new(picture).into_drawing_area().apply_coord_spec(self.map.clone());
        for &(x, y) in bins {
            if !(y > 0.0 && x >= self.x.ticks.low && x + width <= self.x.ticks.high + width * 1e-6) {
                continue;
            }
            let (left, right) = (self.pair(&(x, y)), self.pair(&(x + width, y)));
            let top = left.1.min(window.y.1);
            let bar = Rectangle::new(
                [(left.0 + gap, top), (right.0 - gap, window.y.0)],
                style(Ink::Work, Dash::Solid, 0.85, 0.0),
            );
            let _ = area.draw(&bar);
        }
    }

    /// Three quarters of a pixel beside each bar, in plotted units, unless bars are thinner than three pixels.
    fn bar_gap(&self, width: f64) -> f64 {
        let pixels = (self.place(self.x.ticks.low + width, 0.0).x - self.place(self.x.ticks.low, 0.0).x).abs();
        let span = self.window().x.1 - self.window().x.0;
        let wanted = if pixels < 3.0 { 0.0 } else { 0.75 };
        span * f64::from(wanted / (self.frame.right - self.frame.left))
    }

    /// The outline of a histogram from before the last change, dotted.
    pub fn past_outline(&self, picture: &mut Picture, bins: &[Pair], width: f64) {
        let Some(&(first, _)) = bins.first() else { return };
        let low = self.y.ticks.low;
        let mut corners = vec![(first, low)];
        for &(x, y) in bins {
            corners.extend([(x, y.max(low)), (x + width, y.max(low))]);
        }
        corners.push((corners[corners.len() - 1].0, low));
        let points: Vec<Pair> = corners.iter().map(|pair| self.pair(pair)).collect();
        let area = Pen::new(picture).into_drawing_area().apply_coord_spec(self.map.clone());
        for run in runs(&points, self.window()) {
            for element in LineSeries::new(run, style(Ink::Ink, Dash::Past, 1.0, 1.1)) {
                let _ = area.draw(&element);
            }
        }
    }

    /// The place no policy can reach: below `points`, hatched in `note` at 38 %.
    pub fn unreachable(&self, picture: &mut Picture, points: &[Pair]) {
        let (Some(first), Some(last)) = (points.first(), points.last()) else { return };
        let low = self.y.ticks.low;
        let corners = points.iter().copied().chain([(last.0, low), (first.0, low)]);
        let corners: Vec<Pair> = corners.map(|pair| self.pair(&pair)).collect();
        self.hatched(picture, &polygon(&corners, self.window()), Ink::Note);
    }

    /// Past full: from `x` to the right end, hatched in `lost`.
    pub fn past_full(&self, picture: &mut Picture, x: f64) {
        let window = self.window();
        let from = self.x.scale.plotted(x).max(window.x.0);
        if from < window.x.1 {
            let corners = [(from, window.y.0), (window.x.1, window.y.0), (window.x.1, window.y.1), (from, window.y.1)];
            self.hatched(picture, &corners, Ink::Lost);
        }
    }

    fn hatched(&self, picture: &mut Picture, corners: &[Pair], ink: Ink) {
        use plotters::coord::CoordTranslate;
        // A texture is not a colour, so this goes past plotters' fills; the mapping is the same.
        let places = corners.iter().map(|pair| self.map.translate(pair));
        let segs = places.enumerate().map(|(at, (x, y))| {
            let p = pt(x as f32 / GRID as f32, y as f32 / GRID as f32);
            if at == 0 { Seg::Move(p) } else { Seg::Line(p) }
        });
        if corners.len() > 2 {
            picture.path(segs.chain([Seg::Close]), Fill::Textured(Texture::Sparse, ink, 0.38), None);
        }
    }

    /// A moment or a limit: a vertical in ink from the axis to `top` of the frame's height (1 is the top).
    pub fn moment(&self, picture: &mut Picture, x: f64, top: f32) {
        let foot = self.place(x, self.y.ticks.low);
        let head = self.frame.bottom - (self.frame.bottom - self.frame.top) * top;
        picture.line(foot, pt(foot.x, head), Stroke::new(Ink::Ink, 1.0).dash(Dash::Past).flat());
    }
}

/// The corners of a step line.
fn stepped(points: &[Pair]) -> Vec<Pair> {
    let mut out = Vec::with_capacity(points.len() * 2);
    for pair in points.windows(2) {
        out.extend([pair[0], (pair[1].0, pair[0].1)]);
    }
    out.extend(points.last());
    out
}
