//! The player's timeline as a picture: the record of one quantity, an axis that grows, what was done, and the two
//! windows. The playhead lies over it and moves by itself, so this is drawn a few times a second only.

use super::bookmarks::Bookmark;
use crate::concept::{Clock, Mark, MarkKind, Record, Run, TimeAxis, WasNow, grouped};
use crate::scene::{Align, Dash, Fill, Ink, Picture, Pt, Seg, Stroke, Type, pt, text_width};
use crate::sim::Time;

/// Room at both ends of the axis for labels and for the flag.
pub const PAD: f32 = 24.0;
/// Where the playhead stands on an axis that shows a window, as a share of it.
const HEAD_AT: f64 = 0.6;

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
const EMBED: Rows = Rows { axis: 42.0, marks: 8.0, rise: 28.0, numbers: 61.0, windows: None };
const PHONE: Rows = Rows { axis: 36.0, marks: 8.0, rise: 22.0, numbers: 55.0, windows: None };

/// The axis: from `start` to `end`, in what the clock counts, labelled every `major`, ticked every `minor`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Axis {
    /// Left end.
    pub start: f64,
    /// Right end.
    pub end: f64,
    /// Between labels.
    pub major: f64,
    /// Between ticks.
    pub minor: f64,
}

impl Axis {
    /// An axis for a run that reaches `until` and stands at `now`: the whole run with a little room ahead, or a window
    /// around the playhead, as the clock says.
    pub fn of(clock: &Clock, now: f64, until: f64, width: f32) -> Self {
        let labels = f64::from(width / 80.0).clamp(3.0, 9.0);
        let window = f64::from(clock.window);
        if clock.window > 0 {
            let major = nice(window / labels);
            // The window moves in whole ticks, so that labels do not shiver.
            let minor = major / 5.0;
            let start = libm::floor((now - HEAD_AT * window) / minor).max(0.0) * minor;
            return Self { start, end: start + window, major, minor };
        }
        let until = (until * 1.04).max(f64::from(clock.least));
        let mut major = nice(until / labels);
        if !clock.is_time() {
            major = major.max(1.0);
        }
        Self { start: 0.0, end: libm::ceil(until / major) * major, major, minor: major / 5.0 }
    }
    /// Where a moment lies on a picture of this width; off the picture if the axis does not show it.
    pub fn x(&self, units: f64, width: f32) -> f32 {
        PAD + ((units - self.start) / (self.end - self.start)) as f32 * (width - 2.0 * PAD)
    }
    /// The moment at `x` of a picture of this width.
    pub fn at(&self, x: f32, width: f32) -> f64 {
        let share = f64::from((x - PAD) / (width - 2.0 * PAD)).clamp(0.0, 1.0);
        self.start + share * (self.end - self.start)
    }
    /// The axis as pictures see it that share it, its ends at `left` and `right`.
    pub fn shared(&self, clock: &Clock, left: f32, right: f32) -> TimeAxis {
        TimeAxis { from: clock.at(self.start), to: clock.at(self.end), left, right }
    }
    /// True if the moment is shown.
    fn shows(&self, units: f64) -> bool {
        (self.start..=self.end).contains(&units)
    }
}

/// The least of 1, 2, 5 times a power of ten that is not below `x`.
fn nice(x: f64) -> f64 {
    let decade = libm::pow(10.0, libm::floor(libm::log10(x)));
    let factors = [1.0, 2.0, 5.0, 10.0];
    decade * factors.into_iter().find(|factor| decade * factor >= x * 0.999_999).unwrap_or(10.0)
}

/// Draws the timeline of `run` over `axis`.
pub fn draw(run: &dyn Run, windows: &WasNow, axis: Axis, phone: bool, left: &Left, picture: &mut Picture) {
    let (rows, words) = if phone { (&PHONE, Words::None) } else { (&DESK, Words::All) };
    draw_in(run, windows, axis, rows, words, left, picture);
}

/// What a hand left on the bar.
#[derive(Default)]
pub struct Left<'a> {
    /// The branch whose ghost is shown: its run, when it was left, how far it had come.
    pub ghost: Option<(&'a dyn Run, Time, Time)>,
    /// Moments with names.
    pub bookmarks: &'a [Bookmark],
    /// Where lanes first differ.
    pub differs: Option<Time>,
    /// The marker of a guess, and where it was measured.
    pub placed: [Option<Time>; 2],
}

/// The same in a figure: lower, without the windows and without the marks' words, which the flag would cover.
pub fn draw_low(run: &dyn Run, axis: Axis, picture: &mut Picture) {
    draw_in(run, &WasNow::default(), axis, &EMBED, Words::Label, &Left::default(), picture);
}

/// What is said on the timeline.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    /// Nothing.
    None,
    /// What the record shows.
    Label,
    /// Also what was done.
    All,
}

fn draw_in(run: &dyn Run, windows: &WasNow, axis: Axis, rows: &Rows, words: Words, left: &Left, picture: &mut Picture) {
    let clock = &run.entry().about.clock;
    let width = picture.width;
    let shared = axis.shared(clock, PAD, width - PAD);
    let room = Record { axis: shared, base: rows.axis, rise: rows.rise, end: run.end() };
    if !run.draw_record(&room, picture) {
        let top = left.ghost.map_or(0.0, |(ghost, ..)| highest(ghost, axis));
        let label = run.strip_label();
        let wide = text_width(Type::Axis, 0.0, label);
        // Where no place is clear of the lines they stay below the words.
        for rise in [rows.rise, Record::ABOVE - 5.0] {
            picture.clear(width, picture.height);
            let rows = &Rows { rise, ..*rows };
            if let Some(ghost) = left.ghost {
                self::ghost(ghost, highest(run, axis).max(top), axis, rows, picture);
            }
            record(run, top, axis, rows, picture);
            if words == Words::None {
                break;
            }
            if let Some(at) = room.clear_of_lines(picture, PAD + 2.0, wide) {
                picture.text(at, Type::Axis, Ink::Ink3, Align::Start, label);
                picture.halo();
                break;
            }
        }
    }
    if let Some((_, at, _)) = left.ghost {
        fork(clock.units(at), axis, rows, picture);
    }
    bookmarks(left.bookmarks, clock, axis, rows, picture);
    for (at, measured) in left.placed.iter().zip([false, true]) {
        if let Some(at) = at {
            placed(clock.units(*at), measured, axis, rows, picture);
        }
    }
    if let Some(at) = left.differs {
        differs(clock.units(at), axis, rows, picture);
    }
    ticks(clock, axis, rows, picture);
    let flag = (words == Words::All).then(|| flag(run, axis, width));
    marks(&run.marks(), clock, axis, rows, flag, picture);
    if let Some(y) = rows.windows {
        if let Some(was) = windows.was {
            bracket((clock.units(was.0), clock.units(was.1)), "Was", Ink::Ink3, axis, y, picture);
        }
        if windows.now.1 > windows.now.0 {
            bracket((clock.units(windows.now.0), clock.units(windows.now.1)), "Now", Ink::Ink, axis, y, picture);
        }
    }
}

/// The samples that the axis shows, and one beyond each end, with the place of the first.
fn seen(run: &dyn Run, axis: Axis) -> (usize, &[f32]) {
    let strip = run.strip();
    let every = run.entry().about.clock.units(Time(strip.every().0));
    let first = ((axis.start / every) as usize).saturating_sub(1);
    let last = ((axis.end / every) as usize).saturating_add(2).min(strip.samples().len());
    (first, strip.samples().get(first..last).unwrap_or_default())
}

fn highest(run: &dyn Run, axis: Axis) -> f32 {
    seen(run, axis).1.iter().copied().fold(1e-6, f32::max)
}

/// The record of a branch from where it was left, as a dashed line on the scale of the record.
fn ghost((run, from, end): (&dyn Run, Time, Time), top: f32, axis: Axis, rows: &Rows, picture: &mut Picture) {
    let clock = &run.entry().about.clock;
    let every = clock.units(Time(run.strip().every().0));
    let (first, samples) = seen(run, axis);
    let (from, end) = (clock.units(from), clock.units(end));
    let width = picture.width;
    let points = samples.iter().enumerate().map(|(i, value)| ((first + i) as f64 * every, *value));
    let line: Vec<Seg> = points
        .filter(|(units, _)| (from - every..=end).contains(units) && *units <= axis.end)
        .enumerate()
        .map(|(i, (units, value))| {
            let p = pt(axis.x(units, width), rows.axis - value / top * rows.rise);
            if i == 0 { Seg::Move(p) } else { Seg::Line(p) }
        })
        .collect();
    picture.path(line, Fill::None, Some(Stroke { dash: Dash::Past, ..Stroke::new(Ink::Ink2, 1.25) }));
}

/// Where a branch was left: two ways from a dot on the axis.
fn fork(units: f64, axis: Axis, rows: &Rows, picture: &mut Picture) {
    if !axis.shows(units) {
        return;
    }
    let c = pt(axis.x(units, picture.width), rows.axis);
    let stroke = || Stroke::new(Ink::Ink, 1.5);
    picture.line(c, pt(c.x + 9.0, c.y - 9.0), Stroke { dash: Dash::Dots, ..stroke() });
    picture.line(c, pt(c.x + 11.0, c.y), stroke());
    picture.circle(c, 3.5, Fill::Flat(Ink::Paper, 1.0), Some(stroke()));
}

/// Where lanes first differ: the sign for unequal on the axis.
fn differs(units: f64, axis: Axis, rows: &Rows, picture: &mut Picture) {
    if !axis.shows(units) {
        return;
    }
    let c = pt(axis.x(units, picture.width), rows.axis);
    picture.circle(c, 8.0, Fill::Flat(Ink::Paper, 1.0), Some(Stroke::new(Ink::Note, 1.25)));
    for y in [-1.75, 1.75] {
        picture.line(pt(c.x - 4.0, c.y + y), pt(c.x + 4.0, c.y + y), Stroke::new(Ink::Note, 1.5));
    }
    picture.line(pt(c.x + 2.5, c.y - 5.0), pt(c.x - 2.5, c.y + 5.0), Stroke::new(Ink::Note, 1.5));
}

/// The marker of a guess stands on the axis; what was measured is a bead on it.
fn placed(units: f64, measured: bool, axis: Axis, rows: &Rows, picture: &mut Picture) {
    if !axis.shows(units) {
        return;
    }
    let c = pt(axis.x(units, picture.width), rows.axis);
    let (words, ink) = if measured { ("measured", Ink::WorkText) } else { ("you", Ink::Ink) };
    if measured {
        picture.disc(c, 5.5, Ink::Work);
    } else {
        let triangle =
            [Seg::Move(c), Seg::Line(pt(c.x - 6.0, c.y - 10.0)), Seg::Line(pt(c.x + 6.0, c.y - 10.0)), Seg::Close];
        picture.path(triangle, Fill::Flat(Ink::Ink, 1.0), None);
    }
    let y = c.y - if measured { 9.0 } else { 14.0 };
    picture.text(pt(c.x + 8.0, y), Type::Axis, ink, Align::Start, words);
    picture.halo();
}

/// Bookmarks hang under the axis.
fn bookmarks(all: &[Bookmark], clock: &Clock, axis: Axis, rows: &Rows, picture: &mut Picture) {
    for mark in all.iter().filter(|mark| axis.shows(clock.units(mark.at))) {
        let x = axis.x(clock.units(mark.at), picture.width);
        let (top, foot) = (rows.axis + 1.0, rows.axis + 12.0);
        let ribbon = [
            Seg::Move(pt(x - 4.0, top)),
            Seg::Line(pt(x + 4.0, top)),
            Seg::Line(pt(x + 4.0, foot)),
            Seg::Line(pt(x, foot - 3.5)),
            Seg::Line(pt(x - 4.0, foot)),
            Seg::Close,
        ];
        picture.path(ribbon, Fill::Flat(Ink::Note, 1.0), None);
        if !mark.name.is_empty() && rows.windows.is_some() {
            picture.text(pt(x + 7.0, foot), Type::Axis, Ink::NoteText, Align::Start, &mark.name);
            picture.halo();
        }
    }
}

fn record(run: &dyn Run, least: f32, axis: Axis, rows: &Rows, picture: &mut Picture) {
    let strip = run.strip();
    let clock = &run.entry().about.clock;
    let every = clock.units(Time(strip.every().0));
    let (first, samples) = seen(run, axis);
    let Some(&foremost) = samples.first() else { return };
    let width = picture.width;
    let top = samples.iter().copied().fold(least.max(1e-6), f32::max);
    let y = move |value: f32| rows.axis - value / top * rows.rise;
    let now = clock.units(run.now());
    let point = move |i: usize, value: f32| pt(axis.x((first + i) as f64 * every, width), y(value));
    let split = ((now / every) as usize + 1).saturating_sub(first).clamp(1, samples.len());
    let here = pt(axis.x(now, width), y(samples[split - 1]));
    let past = |start: Seg| {
        std::iter::once(start)
            .chain(samples[..split].iter().enumerate().map(move |(i, v)| Seg::Line(point(i, *v))))
            .chain(std::iter::once(Seg::Line(here)))
    };
    let foot = [Seg::Line(pt(here.x, rows.axis)), Seg::Close];
    let base = pt(point(0, foremost).x, rows.axis);
    picture.path(past(Seg::Move(base)).chain(foot), Fill::Flat(Ink::Work, 0.16), None);
    picture.path(past(Seg::Move(point(0, foremost))), Fill::None, Some(Stroke::new(Ink::Work, 1.25)));
    if split < samples.len() {
        let rest = samples[split..].iter().enumerate().map(|(i, v)| Seg::Line(point(split + i, *v)));
        let ahead = std::iter::once(Seg::Move(here)).chain(rest);
        picture.path(ahead, Fill::None, Some(Stroke::new(Ink::Wire, 1.0)));
    }
}

fn ticks(clock: &Clock, axis: Axis, rows: &Rows, picture: &mut Picture) {
    let width = picture.width;
    let y = rows.axis;
    picture.line(pt(PAD, y), pt(width - PAD, y), Stroke::new(Ink::Ink, 1.25).flat());
    let (from, to) =
        (libm::ceil(axis.start / axis.minor - 1e-6) as u64, libm::floor(axis.end / axis.minor + 1e-6) as u64);
    for i in from..=to {
        let units = i as f64 * axis.minor;
        let x = axis.x(units, width);
        if i % 5 != 0 {
            // Between two whole things there is nothing to count.
            if !clock.is_time() && axis.minor < 1.0 {
                continue;
            }
            picture.line(pt(x, y), pt(x, y + 3.5), Stroke::new(Ink::Ink, 1.0).flat().opacity(0.45));
            continue;
        }
        picture.line(pt(x, y), pt(x, y + 7.0), Stroke::new(Ink::Ink, 1.0).flat());
        let label = if clock.is_time() {
            if i == 0 { "0 s".to_owned() } else { number(units, axis.major) }
        } else {
            grouped(libm::round(units) as u64)
        };
        picture.text(pt(x, rows.numbers), Type::Axis, Ink::Ink3, Align::Middle, label);
    }
}

fn number(seconds: f64, major: f64) -> String {
    if major < 1.0 { format!("{seconds:.1}") } else { super::words::whole(seconds) }
}

/// The ends of the playhead's flag, as wide as it is in slow motion.
fn flag(run: &dyn Run, axis: Axis, width: f32) -> [f32; 2] {
    let clock = &run.entry().about.clock;
    let says = run.flag().unwrap_or_else(|| clock.words(run.now(), 0.1));
    let half = (text_width(Type::LabelBold, 0.0, &says) / 2.0 + 6.0).max(24.0);
    let head = axis.x(clock.units(run.now()), width);
    [head - half, head + half]
}

/// Draws the marks from the last to the first; words stand where they do not run into what is already there, and where the
/// flag between these ends does not cover them. Without a flag there are no words.
fn marks(all: &[Mark], clock: &Clock, axis: Axis, rows: &Rows, flag: Option<[f32; 2]>, picture: &mut Picture) {
    const APART: f32 = 8.0;
    let width = picture.width;
    let (mut taken, mut last) = (width, f32::MAX);
    for mark in all.iter().rev() {
        let at = clock.units(mark.at);
        let x = axis.x(at, width);
        if !axis.shows(at) || (x + APART > last && mark.kind != MarkKind::Fault) || x + 2.0 > last {
            continue;
        }
        let stem = Stroke { dash: Dash::Dots, ..Stroke::new(Ink::Ink, 1.0) };
        picture.line(pt(x, rows.marks + 8.0), pt(x, rows.axis), stem);
        glyph(mark.kind, pt(x, rows.marks), picture);
        let end = x + 9.0 + text_width(Type::Axis, 0.0, &mark.words);
        let clear = flag.is_some_and(|[from, to]| x + 9.0 >= to + 3.0 || end <= from - 3.0);
        if clear && end < taken - APART {
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

fn bracket(window: (f64, f64), word: &str, ink: Ink, axis: Axis, y: f32, picture: &mut Picture) {
    let (a, b) = (axis.x(window.0.max(axis.start), picture.width), axis.x(window.1.min(axis.end), picture.width));
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
mod tests;
