//! What a chart drew, or a scene over time, in values, so that what another run shows can be laid beside it on the same axes.
//!
//! Kept only while somebody asks for it ([`Picture::trace`]).

use super::chart::{Axis, Frame, Scale};
use super::picture::{Ink, Picture, Pt};

/// What was drawn.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Form {
    /// A line through the points.
    Line,
    /// Bars from zero, so wide, beginning at the points.
    Bars(f64),
    /// You are here: one point.
    Here,
    /// Marks in the row of a thing, at this height in pixels: only x is a value.
    Row(u64, f32),
    /// A bar to the right in the row of a thing, at this height and so high, in pixels: only x is a value.
    Bar(u64, f32, f32),
    /// A line in the row of a thing, which has a frame of its own.
    LineOf(u64),
    /// Bars from zero in the row of a thing, so wide, beginning at the points.
    BarsOf(u64, f64),
}

impl Form {
    /// The same kind of mark, of the same thing.
    pub fn same(self, other: Self) -> bool {
        match (self, other) {
            (Self::Row(a, _), Self::Row(b, _))
            | (Self::Bar(a, ..), Self::Bar(b, ..))
            | (Self::LineOf(a), Self::LineOf(b))
            | (Self::BarsOf(a, _), Self::BarsOf(b, _)) => a == b,
            _ => std::mem::discriminant(&self) == std::mem::discriminant(&other),
        }
    }
}

/// A series with the axes it was drawn on.
#[derive(Clone, PartialEq, Debug)]
pub struct Trace {
    /// What was drawn.
    pub form: Form,
    /// Its ink: of the same ink are the same quantities.
    pub ink: Ink,
    /// Where the chart lies.
    pub frame: Frame,
    /// Its x axis.
    pub x: Axis,
    /// Its y axis.
    pub y: Axis,
    /// The points.
    pub points: Vec<(f64, f64)>,
}

impl Trace {
    /// Goes with a picture that is shown at another size.
    pub(super) fn magnify(&mut self, by: f32, shift: Pt) {
        let (x, y) = (|x: f32| x * by + shift.x, |y: f32| y * by + shift.y);
        let Frame { left, top, right, bottom } = self.frame;
        self.frame = Frame { left: x(left), top: y(top), right: x(right), bottom: y(bottom) };
        self.form = match self.form {
            Form::Row(id, row) => Form::Row(id, y(row)),
            Form::Bar(id, row, tall) => Form::Bar(id, y(row), tall * by),
            other => other,
        };
    }
}

impl Picture {
    /// From now on charts leave their values in [`Picture::traces`].
    pub fn trace(&mut self) {
        self.traces = Some(Vec::new());
    }

    /// A bar of a panel that has no [`Chart`](super::Chart): from `left` to the place of `value` on a scale that begins
    /// with 0 at `left` and ends with `high` at `right`.
    pub fn trace_bar(&mut self, id: u64, (left, right): (f32, f32), (y, tall): (f32, f32), value: f64, high: f64) {
        if self.traces.is_none() {
            return;
        }
        let frame = Frame { left, top: y - tall / 2.0, right, bottom: y + tall / 2.0 };
        let x = Axis::exact(String::new(), Scale::Linear, 0.0, high);
        let trace = Trace {
            form: Form::Bar(id, y, tall),
            ink: Ink::Ink,
            frame,
            x,
            y: Axis::rows(1),
            points: vec![(value, 0.0)],
        };
        self.traces.iter_mut().for_each(|traces| traces.push(trace.clone()));
    }
}
