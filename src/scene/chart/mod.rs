//! Charts in the house style, drawn into a [`Picture`]: L-shaped axes, direct labels, no grid, no frame, no legend.
//!
//! Coordinates and series come from plotters, through [`backend`]; ticks, labels and marks are our own. Logarithms are
//! taken with `libm` before plotters sees a value, so a chart is the same on every machine.

pub mod backend;
mod clip;
mod label;
mod series;
mod ticks;

pub use label::{EndLabel, Vertical, spread};
pub use series::{Look, told};
pub use ticks::{Tick, Ticks, number};

use super::glyph;
use super::picture::{Align, Fill, Ink, Picture, Pt, Seg, Stroke, Type, pt};
use super::text::text_width;
use super::trace::Form;
use backend::{GRID, Pen};
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::ranged1d::ReversibleRanged;
use plotters::coord::types::RangedCoordf64;
use plotters::coord::{CoordTranslate, ReverseCoordTranslate};
use plotters::prelude::{ChartBuilder, IntoDrawingArea};

/// How values are spread along an axis.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Scale {
    /// Evenly.
    Linear,
    /// By their logarithm; values at or below 0 lie at the low end.
    Log,
}

impl Scale {
    fn plotted(self, value: f64) -> f64 {
        match self {
            Self::Linear => value,
            Self::Log => libm::log10(value.max(f64::MIN_POSITIVE)),
        }
    }
    fn unplotted(self, value: f64) -> f64 {
        match self {
            Self::Linear => value,
            Self::Log => libm::exp10(value),
        }
    }
}

/// An axis: its name with the unit ("mean latency, s"), scale, range and ticks.
#[derive(Clone, PartialEq, Debug)]
pub struct Axis {
    /// Name and unit, said once.
    pub name: String,
    /// Scale.
    pub scale: Scale,
    /// Range and ticks.
    pub ticks: Ticks,
}

impl Axis {
    /// An axis over exactly `low` to `high`, with ticks inside.
    pub fn exact(name: impl Into<String>, scale: Scale, low: f64, high: f64) -> Self {
        Self { name: name.into(), scale, ticks: Ticks::within(scale, low, high) }
    }
    /// An axis of so many rows, each with a name of its own instead of a number.
    pub const fn rows(n: usize) -> Self {
        let ticks = Ticks { low: 0.0, high: if n == 0 { 1.0 } else { n as f64 }, ticks: Vec::new() };
        Self { name: String::new(), scale: Scale::Linear, ticks }
    }
    /// An axis that begins and ends at ticks and holds `low` to `high`.
    pub fn nice(name: impl Into<String>, scale: Scale, low: f64, high: f64) -> Self {
        Self { name: name.into(), scale, ticks: Ticks::around(scale, low, high) }
    }
}

/// Where a chart lies: the corner where its axes meet, and their lengths.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Frame {
    /// Left end of the x axis.
    pub left: f32,
    /// Top of the y axis.
    pub top: f32,
    /// Right end of the x axis.
    pub right: f32,
    /// The x axis.
    pub bottom: f32,
}

impl Frame {
    /// The frame inside a box of `width` by `height` at the origin, with room for labels and names.
    pub const fn inside(width: f32, height: f32) -> Self {
        Self { left: 30.0, top: 12.0, right: width - 10.0, bottom: height - 38.0 }
    }
    /// The same, with as much room on the left as the widest number of the y axis needs.
    pub fn fitting(width: f32, height: f32, y: &Axis) -> Self {
        let widest = y.ticks.labelled().map(|(_, words)| text_width(Type::Axis, 0.0, words)).fold(0.0, f32::max);
        let frame = Self::inside(width, height);
        Self { left: frame.left.max(widest.ceil() + 10.0), ..frame }
    }
}

/// A chart: the mapping between values and pixels, and what can be drawn with it.
#[derive(Clone)]
pub struct Chart {
    frame: Frame,
    x: Axis,
    y: Axis,
    map: Cartesian2d<RangedCoordf64, RangedCoordf64>,
}

impl Chart {
    /// A chart in `frame`. Nothing is drawn yet: series first, then [`Chart::axes`], then labels.
    pub fn new(frame: Frame, x: Axis, y: Axis) -> Self {
        let frame =
            Frame { right: frame.right.max(frame.left + 1.0), bottom: frame.bottom.max(frame.top + 1.0), ..frame };
        let range = |axis: &Axis| axis.scale.plotted(axis.ticks.low)..axis.scale.plotted(axis.ticks.high);
        let grid = |v: f32| libm::roundf(v * GRID as f32) as i32;
        // plotters lays the chart out on a blank sheet; only its mapping is kept.
        let mut blank = Picture::new(frame.right, frame.bottom);
        let sheet = Pen::new(&mut blank).into_drawing_area();
        let area = sheet.shrink(
            (grid(frame.left), grid(frame.top)),
            (grid(frame.right - frame.left), grid(frame.bottom - frame.top)),
        );
        let map = match ChartBuilder::on(&area).build_cartesian_2d(range(&x), range(&y)) {
            Ok(chart) => chart.as_coord_spec().clone(),
            Err(_) => Cartesian2d::new(
                range(&x),
                range(&y),
                (grid(frame.left)..grid(frame.right), grid(frame.top)..grid(frame.bottom)),
            ),
        };
        Self { frame, x, y, map }
    }

    /// Where it lies.
    pub const fn frame(&self) -> Frame {
        self.frame
    }
    /// Its axes.
    pub const fn axis(&self) -> (&Axis, &Axis) {
        (&self.x, &self.y)
    }
    /// The place of a pair of values; values outside the ranges lie outside the frame.
    pub fn place(&self, x: f64, y: f64) -> Pt {
        let (a, b) = self.map.translate(&(self.x.scale.plotted(x), self.y.scale.plotted(y)));
        pt(a as f32 / GRID as f32, b as f32 / GRID as f32)
    }
    /// The values at a place, or `None` outside the frame.
    pub fn values(&self, at: Pt) -> Option<(f64, f64)> {
        let grid = |v: f32| libm::roundf(v * GRID as f32) as i32;
        let (x, y) = self.map.reverse_translate((grid(at.x), grid(at.y)))?;
        Some((self.x.scale.unplotted(x), self.y.scale.unplotted(y)))
    }
    /// The x value under a finger, held to the axis: a chart whose x is a setting is a slider.
    pub fn drag_x(&self, x: f32) -> f64 {
        let grid = libm::roundf(x.clamp(self.frame.left, self.frame.right) * GRID as f32) as i32;
        let limits = self.map.get_x_axis_pixel_range();
        let value = self.map.x_spec().unmap(grid, (limits.start, limits.end));
        let value = self.x.scale.unplotted(value.unwrap_or(self.x.scale.plotted(self.x.ticks.low)));
        value.clamp(self.x.ticks.low, self.x.ticks.high)
    }

    /// Draws both axes with ticks, numbers and names. `above` puts the y name above its axis, where data would touch it.
    pub fn axes(&self, picture: &mut Picture, above: bool) {
        let Frame { left, top, right, bottom } = self.frame;
        let line = Stroke::new(Ink::Ink, 1.25).flat();
        let corner = [Seg::Move(pt(left, top)), Seg::Line(pt(left, bottom)), Seg::Line(pt(right, bottom))];
        picture.path(corner, Fill::None, Some(line));
        let tick = Stroke::new(Ink::Ink, 1.0).flat();
        let long = |tick: &Tick| if tick.label.is_some() { 6.0 } else { 3.5 };
        let xs = self.x.ticks.ticks.iter().flat_map(|tick| {
            let x = self.place(tick.value, self.y.ticks.low).x;
            [Seg::Move(pt(x, bottom)), Seg::Line(pt(x, bottom + long(tick)))]
        });
        let ys = self.y.ticks.ticks.iter().flat_map(|tick| {
            let y = self.place(self.x.ticks.low, tick.value).y;
            [Seg::Move(pt(left, y)), Seg::Line(pt(left - long(tick), y))]
        });
        picture.path(xs.chain(ys), Fill::None, Some(tick));
        // On a short axis a number that would touch the one before it is left out.
        let mut free = f32::NEG_INFINITY;
        for (tick, words) in self.x.ticks.labelled() {
            let x = self.place(tick, self.y.ticks.low).x;
            let half = text_width(Type::Axis, 0.0, words) / 2.0;
            // A long number at the end of the axis moves in as far as it would leave the picture.
            let x = x - (x + half + 1.0 - picture.width).max(0.0);
            if x - half >= free {
                picture.text(pt(x, bottom + 19.0), Type::Axis, Ink::Ink3, Align::Middle, words);
                free = x + half + 3.0;
            }
        }
        for (tick, words) in self.y.ticks.labelled() {
            let y = self.place(self.x.ticks.low, tick).y;
            picture.text(pt(left - 8.0, y + 4.0), Type::Axis, Ink::Ink3, Align::End, words);
        }
        name(picture, pt(right, bottom + 35.0), Align::End, &self.x.name);
        let at = if above { pt(left - 8.0, top - 6.0) } else { pt(left + 6.0, top + 5.0) };
        name(picture, at, Align::Start, &self.y.name);
    }

    /// The knee's triangle on the x axis with its word: right of it, or left where a thumb at `thumb` pixels would cover it.
    /// The word's side.
    pub fn knee(&self, picture: &mut Picture, x: f64, word: &str, thumb: Option<f32>) -> Align {
        let foot = self.place(x, self.y.ticks.low);
        glyph::knee(picture, pt(foot.x, self.frame.bottom - 9.0));
        let end = foot.x + 8.0 + text_width(Type::Axis, 0.0, word);
        let covered = thumb.is_some_and(|at| at > foot.x && at - 8.0 < end);
        let (at, align) = if covered { (foot.x - 8.0, Align::End) } else { (foot.x + 8.0, Align::Start) };
        picture.text(pt(at, self.frame.bottom - 4.0), Type::Axis, Ink::NoteText, align, word);
        picture.halo();
        align
    }

    /// You are here: on its value, or, past the top of the axis, an arrow out of it with the value in words.
    pub fn here(&self, picture: &mut Picture, (x, y): (f64, f64), value: &str) {
        self.leave(picture, Form::Here, Ink::Ink, &[(x, y)]);
        let place = self.place(x, y);
        if place.y >= self.frame.top {
            glyph::you_are_here(picture, place);
            return;
        }
        let c = pt(place.x, self.frame.top + 20.0);
        glyph::you_are_here(picture, c);
        let tip = pt(c.x, self.frame.top - 4.0);
        let arrow = [
            Seg::Move(pt(c.x, c.y - 11.0)),
            Seg::Line(tip),
            Seg::Move(pt(tip.x - 3.5, tip.y + 4.0)),
            Seg::Line(tip),
            Seg::Line(pt(tip.x + 3.5, tip.y + 4.0)),
        ];
        picture.path(arrow, Fill::None, Some(Stroke::new(Ink::Ink, 1.25)));
        // Left of it, unless it stands so near the axis that its words would be cut.
        let fits = c.x - 16.0 - text_width(Type::LabelBold, 0.0, value) >= self.frame.left;
        let (dx, align) = if fits { (-16.0, Align::End) } else { (16.0, Align::Start) };
        picture.text(pt(c.x + dx, c.y + 4.0), Type::LabelBold, Ink::Ink, align, value);
        picture.halo();
    }
}

/// An axis name; a Greek letter at its end is a variable, set in serif italic.
fn name(picture: &mut Picture, at: Pt, align: Align, words: &str) {
    let greek = |letter: char| ('α'..='ω').contains(&letter);
    let (plain, variable) = match words.char_indices().last() {
        Some((cut, last)) if greek(last) => words.split_at(cut),
        _ => (words, ""),
    };
    let (wide, last) = (text_width(Type::Axis, 0.0, plain), text_width(Type::Note, 13.0, variable));
    let left = match align {
        Align::Start => at.x,
        Align::Middle => at.x - f32::midpoint(wide, last),
        Align::End => at.x - wide - last,
    };
    picture.text(pt(left, at.y), Type::Axis, Ink::Ink3, Align::Start, plain);
    picture.halo();
    if !variable.is_empty() {
        picture.text_sized(pt(left + wide, at.y), Type::Note, 13.0, Ink::Ink3, Align::Start, variable);
        picture.halo();
    }
}

#[cfg(test)]
mod tests;
