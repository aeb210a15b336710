//! The player's timeline as a picture: the record of one quantity, an axis that grows, what was done, and the two
//! windows. The playhead lies over it and moves by itself, so this is drawn a few times a second only.

use crate::concept::{Mark, MarkKind, Run, WasNow};
use crate::scene::{Align, Dash, Fill, Ink, Picture, Pt, Seg, Stroke, Type, pt, text_width};
use crate::sim::Time;

/// Room at both ends of the axis for labels and for the flag.
pub const PAD: f32 = 24.0;
/// Fewest seconds the axis shows.
const LEAST_S: f64 = 10.0;

/// Where things stand, from the top.
struct Rows {
    /// The axis.
    axis: f32,
    /// Centre of the marks.
    marks: f32,
    /// How high the record may rise.
    rise: f32,
    /// Baseline of the axis numbers.
    numbers: f32,
    /// The windows' brackets, if there is room.
    windows: Option<f32>,
}

const DESK: Rows = Rows { axis: 52.0, marks: 13.0, rise: 30.0, numbers: 71.0, windows: Some(79.0) };
const PHONE: Rows = Rows { axis: 36.0, marks: 8.0, rise: 22.0, numbers: 55.0, windows: None };

/// The axis: from zero to `end` seconds, labelled every `major`, ticked every `minor`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Axis {
    /// Right end, in seconds.
    pub end: f64,
    /// Between labels.
    pub major: f64,
    /// Between ticks.
    pub minor: f64,
}

impl Axis {
    /// An axis that shows `until` seconds with a little room ahead.
    pub fn to(until: f64, width: f32) -> Self {
        let until = (until * 1.04).max(LEAST_S);
        let labels = f64::from(width / 80.0).clamp(3.0, 9.0);
        let major = nice(until / labels);
        Self { end: libm::ceil(until / major) * major, major, minor: major / 5.0 }
    }
    /// Where a moment lies on a picture of this width.
    pub fn x(&self, seconds: f64, width: f32) -> f32 {
        PAD + (seconds / self.end) as f32 * (width - 2.0 * PAD)
    }
    /// The moment at `x` of a picture of this width.
    pub fn at(&self, x: f32, width: f32) -> f64 {
        f64::from((x - PAD) / (width - 2.0 * PAD)).clamp(0.0, 1.0) * self.end
    }
}

/// The least of 1, 2, 5 times a power of ten that is not below `x`.
fn nice(x: f64) -> f64 {
    let decade = libm::pow(10.0, libm::floor(libm::log10(x)));
    let factors = [1.0, 2.0, 5.0, 10.0];
    decade * factors.into_iter().find(|factor| decade * factor >= x * 0.999_999).unwrap_or(10.0)
}

/// Draws the timeline of `run` over `axis`.
pub fn draw(run: &dyn Run, windows: &WasNow, axis: Axis, phone: bool, picture: &mut Picture) {
    let rows = if phone { &PHONE } else { &DESK };
    record(run, axis, rows, picture);
    ticks(axis, rows, picture);
    if !phone {
        picture.text(pt(PAD + 2.0, rows.axis - 20.0), Type::Axis, Ink::Ink3, Align::Start, run.entry().about.strip);
        picture.halo();
    }
    marks(&run.marks(), axis, rows, phone, picture);
    if let Some(y) = rows.windows {
        if let Some(was) = windows.was {
            bracket(was, "Was", Ink::Ink3, axis, y, picture);
        }
        bracket(windows.now, "Now", Ink::Ink, axis, y, picture);
    }
}

fn record(run: &dyn Run, axis: Axis, rows: &Rows, picture: &mut Picture) {
    let strip = run.strip();
    let (every, samples) = (strip.every().secs(), strip.samples());
    let Some(&first) = samples.first() else { return };
    let width = picture.width;
    let top = samples.iter().copied().fold(1e-6, f32::max);
    let y = move |value: f32| rows.axis - value / top * rows.rise;
    let now = run.now().secs();
    let point = move |i: usize, value: f32| pt(axis.x(i as f64 * every, width), y(value));
    let split = ((now / every) as usize + 1).min(samples.len());
    let here = pt(axis.x(now, width), y(samples[split - 1]));
    let past = |start: Seg| {
        std::iter::once(start)
            .chain(samples[..split].iter().enumerate().map(move |(i, v)| Seg::Line(point(i, *v))))
            .chain(std::iter::once(Seg::Line(here)))
    };
    let foot = [Seg::Line(pt(here.x, rows.axis)), Seg::Close];
    let base = pt(axis.x(0.0, width), rows.axis);
    picture.path(past(Seg::Move(base)).chain(foot), Fill::Flat(Ink::Work, 0.16), None);
    picture.path(past(Seg::Move(point(0, first))), Fill::None, Some(Stroke::new(Ink::Work, 1.25)));
    if split < samples.len() {
        let rest = samples[split..].iter().enumerate().map(|(i, v)| Seg::Line(point(split + i, *v)));
        let ahead = std::iter::once(Seg::Move(here)).chain(rest);
        picture.path(ahead, Fill::None, Some(Stroke::new(Ink::Wire, 1.0)));
    }
}

fn ticks(axis: Axis, rows: &Rows, picture: &mut Picture) {
    let width = picture.width;
    let y = rows.axis;
    picture.line(pt(PAD, y), pt(width - PAD, y), Stroke::new(Ink::Ink, 1.25).flat());
    let count = libm::round(axis.end / axis.minor) as u32;
    for i in 0..=count {
        let x = axis.x(f64::from(i) * axis.minor, width);
        if i % 5 != 0 {
            picture.line(pt(x, y), pt(x, y + 3.5), Stroke::new(Ink::Ink, 1.0).flat().opacity(0.45));
            continue;
        }
        picture.line(pt(x, y), pt(x, y + 7.0), Stroke::new(Ink::Ink, 1.0).flat());
        let seconds = f64::from(i) * axis.minor;
        let label = if i == 0 { "0 s".to_owned() } else { number(seconds, axis.major) };
        picture.text(pt(x, rows.numbers), Type::Axis, Ink::Ink3, Align::Middle, label);
    }
}

fn number(seconds: f64, major: f64) -> String {
    if major < 1.0 { format!("{seconds:.1}") } else { super::words::whole(seconds) }
}

/// Draws the marks from the last to the first; words stand where they do not run into what is already there.
fn marks(all: &[Mark], axis: Axis, rows: &Rows, phone: bool, picture: &mut Picture) {
    const APART: f32 = 8.0;
    let width = picture.width;
    let (mut taken, mut last) = (width, f32::MAX);
    for mark in all.iter().rev() {
        let x = axis.x(mark.at.secs(), width);
        if x > width - PAD + 1.0 || (x + APART > last && mark.kind != MarkKind::Fault) || x + 2.0 > last {
            continue;
        }
        let stem = Stroke { dash: Dash::Dots, ..Stroke::new(Ink::Ink, 1.0) };
        picture.line(pt(x, rows.marks + 8.0), pt(x, rows.axis), stem);
        glyph(mark.kind, pt(x, rows.marks), picture);
        let end = x + 9.0 + text_width(Type::Axis, 0.0, &mark.words);
        if !phone && end < taken - APART {
            picture.text(pt(x + 9.0, rows.marks + 4.0), Type::Axis, Ink::Ink, Align::Start, &mark.words);
            picture.halo();
        }
        (taken, last) = (x - 6.0, x);
    }
}

fn glyph(kind: MarkKind, c: Pt, picture: &mut Picture) {
    let round = |ink, width| Stroke::new(ink, width);
    match kind {
        MarkKind::Slider => {
            picture.line(pt(c.x - 6.0, c.y), pt(c.x + 6.0, c.y), round(Ink::Ink, 1.5));
            picture.rect(pt(c.x - 2.25, c.y - 5.0), 4.5, 10.0, 1.3, Fill::Flat(Ink::Ink, 1.0), None);
        }
        MarkKind::Fault => {
            let arm = 3.85;
            picture.line(pt(c.x - arm, c.y - arm), pt(c.x + arm, c.y + arm), round(Ink::Lost, 2.2));
            picture.line(pt(c.x + arm, c.y - arm), pt(c.x - arm, c.y + arm), round(Ink::Lost, 2.2));
        }
        MarkKind::Deed => {
            let ribbon = [
                Seg::Move(pt(c.x - 4.0, c.y - 6.0)),
                Seg::Line(pt(c.x + 4.0, c.y - 6.0)),
                Seg::Line(pt(c.x + 4.0, c.y + 6.0)),
                Seg::Line(pt(c.x, c.y + 2.6)),
                Seg::Line(pt(c.x - 4.0, c.y + 6.0)),
                Seg::Close,
            ];
            picture.path(ribbon, Fill::Flat(Ink::Ink, 1.0), None);
        }
    }
}

fn bracket(window: (Time, Time), word: &str, ink: Ink, axis: Axis, y: f32, picture: &mut Picture) {
    let (a, b) = (axis.x(window.0.secs(), picture.width), axis.x(window.1.secs(), picture.width));
    if b - a < 4.0 {
        return;
    }
    let line = [Seg::Move(pt(a, y)), Seg::Line(pt(a, y + 4.0)), Seg::Line(pt(b, y + 4.0)), Seg::Line(pt(b, y))];
    picture.path(line, Fill::None, Some(Stroke::new(ink, 1.0).flat()));
    if b - a > 40.0 {
        picture.text(pt(f32::midpoint(a, b), y + 8.0), Type::Axis, ink, Align::Middle, word);
        picture.halo();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_grows_in_whole_steps_and_always_has_room_ahead() {
        let mut t = 0.0;
        while t < 20_000.0 {
            let axis = Axis::to(t, 716.0);
            assert!(axis.end >= t && axis.end >= LEAST_S);
            assert!(axis.end <= (t * 1.6).max(12.0), "{t}: {axis:?}");
            assert!((axis.end / axis.major) < 10.5, "{t}: {axis:?}");
            assert!((axis.at(axis.x(t, 716.0), 716.0) - t).abs() < 1e-3 * axis.end);
            t += 0.37 + t * 0.01;
        }
    }
}
