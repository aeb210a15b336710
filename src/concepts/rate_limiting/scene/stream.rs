//! What is on the wire: requests on their way to the gate, those that passed, those that were refused.
//!
//! Beads stand at their distance in time. Where they would cover one another they are drawn as one with a count, and
//! where there are more of them than the wire has room for, as marks whose height is their number.

use super::super::recorder::{Mark, Outcome};
use super::Scene;
use crate::scene::glyph::{allowed, rejected, retried, travelling_many, wire_stroke};
use crate::scene::{Align, Dash, Fill, Flow, Ink, Picture, Pt, Seg, Stroke, Type, pt, text_width};
use crate::sim::{Span, Time};

/// Pixels per column of marks.
const COLUMN: f32 = 3.0;
/// The most arrivals that are looked at ahead of the gate.
const AHEAD_MAX: usize = 2000;
/// Of the watcher's time, how long a coin falls and a decision shows at the gate, seconds.
const FALL_S: f64 = 0.26;

/// What stands on one stretch of the wire: how far along, and how many at once.
struct Stretch {
    /// Pixels from the gate, and how many stand there, nearest to the gate first.
    places: Vec<(f32, u32)>,
    /// More than the stretch has room for.
    dense: bool,
}

impl Stretch {
    /// From distances in growing order.
    fn of(distances: impl Iterator<Item = f32>, length: f32, r: f32) -> Self {
        let mut places: Vec<(f32, u32)> = Vec::new();
        let mut all = 0u32;
        for at in distances {
            all += 1;
            match places.last_mut() {
                // More than half covered: one bead.
                Some((last, n)) if (at - *last).abs() < r => *n += 1,
                _ => places.push((at, 1)),
            }
        }
        let room = (length / (2.0 * r + 2.0)).max(8.0);
        Self { places, dense: f64::from(all) > 1.6 * f64::from(room) }
    }
}

impl Scene<'_> {
    /// The wire, the way of the refused, and the time axis.
    pub(super) fn wires(&self, picture: &mut Picture) {
        let frame = &self.frame;
        let at = |along: f32, across: f32| frame.flow.go(frame.gate, along, across);
        picture.line(at(-frame.before(), 0.0), at(frame.behind(), 0.0), wire_stroke());
        let bend = 1.75 * frame.fall;
        let dots = [
            Seg::Move(at(10.0, 10.0)),
            Seg::Cubic(at(0.3 * bend, 0.85 * frame.fall), at(0.5 * bend, frame.fall), at(bend, frame.fall)),
            Seg::Line(at(frame.behind(), frame.fall)),
        ];
        picture.path(dots, Fill::None, Some(Stroke::new(Ink::Wire, 1.25).dash(Dash::Dots)));
        if let Some(place) = frame.axis {
            self.axis(picture, place);
        }
    }

    fn axis(&self, picture: &mut Picture, place: f32) {
        let frame = &self.frame;
        let across = match frame.flow {
            Flow::Right => place - frame.gate.y,
            Flow::Down => place - frame.gate.x,
        };
        let at = |along: f32, by: f32| frame.flow.go(frame.gate, along, across + by);
        let stroke = Stroke::new(Ink::Rule, 1.0).flat();
        picture.line(at(-frame.before(), 0.0), at(frame.behind(), 0.0), stroke);
        let step = tick_step(frame.past);
        let half = Span(step.0 / 2);
        let first = -((frame.ahead.0 / half.0.max(1)) as i64);
        let last = (frame.past.0 / half.0.max(1)) as i64;
        for n in first..=last {
            let along = (n as f64 * half.0 as f64 * frame.per_ns) as f32;
            let long = n % 2 == 0;
            let tick = Stroke::new(Ink::Ink3, 1.0).flat();
            picture.line(at(along, 0.0), at(along, if long { 6.0 } else { 3.5 }), tick);
            if !long {
                continue;
            }
            let span = Span(half.0 * n.unsigned_abs());
            let (words, style, ink) = match n {
                0 => ("now".to_owned(), Type::LabelBold, Ink::Ink),
                n if n < 0 => (format!("in {}", short(span)), Type::Axis, Ink::Ink3),
                _ => (format!("{} ago", short(span)), Type::Axis, Ink::Ink3),
            };
            let wide = text_width(style, 0.0, &words);
            match frame.flow {
                Flow::Right => {
                    let foot = at(along, 18.0);
                    let x = foot.x.clamp(wide / 2.0, (picture.width - wide / 2.0).max(wide / 2.0));
                    // A label that would move off its tick by more than a little is left out.
                    if (x - foot.x).abs() < 0.6 * wide {
                        picture.text(pt(x, foot.y), style, ink, Align::Middle, words);
                    }
                }
                Flow::Down => {
                    let foot = at(along, 9.0);
                    // Where the word for what is refused reaches as far as the axis, the gate alone says now.
                    let hidden = n == 0 && frame.gate.x + 15.0 + text_width(Type::LabelBold, 0.0, "Refused") > foot.x;
                    if foot.y > 14.0 && foot.y < picture.height - 4.0 && !hidden {
                        // What is above is to come, what is below has been.
                        let ends = foot.x + text_width(style, 0.0, &words.replace(" ago", ""));
                        let bare = n > 0 || ends > picture.width;
                        let words = if bare { words.replace(" ago", "").replace("in ", "") } else { words };
                        picture.text(pt(foot.x, foot.y + 4.0), style, ink, Align::Start, words);
                    }
                }
            }
        }
    }

    /// Requests on their way to the gate.
    pub(super) fn arriving(&self, picture: &mut Picture) {
        let frame = &self.frame;
        let until = self.now + frame.ahead;
        let list = self.model.ahead(until, AHEAD_MAX);
        let distances = list.iter().map(|at| -frame.along(*at, self.now));
        let stretch = Stretch::of(distances, frame.before(), frame.r);
        if stretch.dense {
            let from = |along: f32| frame.flow.go(frame.gate, -along, 0.0);
            self.marks(picture, list.iter().map(|at| -frame.along(*at, self.now)), Ink::Work, from);
            return;
        }
        for &(at, n) in stretch.places.iter().rev() {
            travelling_many(picture, frame.flow.go(frame.gate, -at, 0.0), frame.r, n);
        }
        self.comebacks(picture, until);
    }

    /// Requests that were refused and will be tried again.
    fn comebacks(&self, picture: &mut Picture, until: Time) {
        let frame = &self.frame;
        let list = self.lane_state.comebacks.iter().map(|(at, _)| *at).take_while(|at| *at <= until);
        let distances = list.map(|at| -frame.along(at, self.now)).take(AHEAD_MAX);
        let stretch = Stretch::of(distances, frame.before(), 1.4 * frame.r);
        for &(at, n) in stretch.places.iter().rev() {
            let c = frame.flow.go(frame.gate, -at, 0.0);
            picture.punch(c, 1.35 * frame.r);
            retried(picture, c, frame.r, 0);
            if n > 1 && !frame.is_mini() {
                picture.text(pt(c.x + frame.r, c.y - 1.3 * frame.r), Type::Axis, Ink::WorkText, Align::Start, n);
                picture.halo();
            }
        }
    }

    /// Requests that passed, at the time since they left.
    pub(super) fn passed(&self, picture: &mut Picture) {
        let frame = &self.frame;
        let mut left: Vec<(Time, u64)> = self
            .lane
            .marks
            .newest_first()
            .filter(|mark| mark.outcome != Outcome::Refused && mark.leaves <= self.now)
            .take_while(|mark| self.now.since(mark.at).0 <= frame.past.0.saturating_mul(4))
            .filter(|mark| self.now.since(mark.leaves) <= frame.past)
            .map(|mark| (mark.leaves, mark.k))
            .collect();
        left.sort_unstable_by_key(|&(at, k)| std::cmp::Reverse((at, k)));
        // A request that has just passed is still shown at the gate.
        let fresh = self.watched(FALL_S);
        let hidden = |at: Time| self.shows_gate() && self.now.since(at) < fresh;
        let distances = left.iter().filter(|(at, _)| !hidden(*at)).map(|(at, _)| frame.along(*at, self.now));
        let stretch = Stretch::of(distances, frame.behind(), frame.r);
        if stretch.dense {
            let from = |along: f32| frame.flow.go(frame.gate, along, 0.0);
            self.marks(picture, left.iter().map(|(at, _)| frame.along(*at, self.now)), Ink::Done, from);
        } else {
            for &(at, n) in stretch.places.iter().rev() {
                let c = frame.flow.go(frame.gate, at, 0.0);
                allowed(picture, c, 0.94 * frame.r);
                if n > 1 && !frame.is_mini() && c.x + 18.0 < picture.width {
                    let corner = pt(c.x + 0.9 * frame.r, c.y - 0.9 * frame.r);
                    picture.text(corner, Type::Axis, Ink::DoneText, Align::Start, n);
                    picture.halo();
                }
            }
        }
        for (at, k) in &left {
            let c = frame.flow.go(frame.gate, frame.along(*at, self.now), 0.0);
            picture.hit("request", k + 1, c, frame.r);
        }
    }

    /// Requests that were refused, on their way below.
    pub(super) fn refused(&self, picture: &mut Picture) {
        let frame = &self.frame;
        let list: Vec<&Mark> = self
            .lane
            .marks
            .newest_first()
            .take_while(|mark| self.now.since(mark.at) <= frame.past)
            .filter(|mark| mark.outcome == Outcome::Refused)
            .collect();
        let along = |mark: &&Mark| frame.along(mark.at, self.now);
        let stretch = Stretch::of(list.iter().map(along), frame.behind(), 0.9 * frame.r);
        if stretch.dense {
            self.marks(picture, list.iter().map(along), Ink::Lost, |at| frame.fallen(at));
        } else {
            for &(at, n) in stretch.places.iter().rev() {
                let c = frame.fallen(at);
                rejected(picture, c, frame.r, 1.0);
                if n > 1 && !frame.is_mini() && c.x + 18.0 < picture.width {
                    let corner = pt(c.x + frame.r, c.y - 0.7 * frame.r);
                    picture.text(corner, Type::Axis, Ink::LostText, Align::Start, n);
                    picture.halo();
                }
            }
        }
        for mark in list {
            picture.hit("request", mark.k + 1, frame.fallen(frame.along(mark.at, self.now)), frame.r);
        }
    }

    /// Marks across the wire, one per column, as high as there are requests in it.
    fn marks(&self, picture: &mut Picture, distances: impl Iterator<Item = f32>, ink: Ink, place: impl Fn(f32) -> Pt) {
        let mut columns: Vec<(i32, u32)> = Vec::new();
        for at in distances {
            let column = (at / COLUMN) as i32;
            match columns.last_mut() {
                Some((last, n)) if *last == column => *n += 1,
                _ => columns.push((column, 1)),
            }
        }
        let most = columns.iter().map(|(_, n)| *n).max().unwrap_or(1) as f32;
        let segs = columns.into_iter().flat_map(|(column, n)| {
            let c = place((column as f32 + 0.5) * COLUMN);
            let half = 3.0 + 7.0 * n as f32 / most.max(3.0);
            match self.frame.flow {
                Flow::Right => [Seg::Move(pt(c.x, c.y - half)), Seg::Line(pt(c.x, c.y + half))],
                Flow::Down => [Seg::Move(pt(c.x - half, c.y)), Seg::Line(pt(c.x + half, c.y))],
            }
        });
        picture.path(segs, Fill::None, Some(Stroke::new(ink, 1.8).flat()));
    }

    /// The latest decision, while it shows at the gate; how far it has come, 0 to 1.
    pub(super) fn at_gate(&self) -> Option<(&Mark, f32)> {
        if !self.shows_gate() {
            return None;
        }
        let mark = self.lane.marks.newest_first().next()?;
        let share = self.progress(mark.at, FALL_S);
        (share < 1.0).then_some((mark, share))
    }
    /// Above this speed flashes stop.
    fn shows_gate(&self) -> bool {
        self.speed <= super::FLASH_SPEED && !self.frame.is_mini()
    }

    /// The gate: a dotted arc, and the request that is being decided.
    pub(super) fn gate(&self, picture: &mut Picture) {
        let frame = &self.frame;
        let c = frame.gate;
        let r = if frame.is_mini() { 8.0 } else { 13.5 };
        picture.punch(c, r - 0.5);
        let (from, to) = match frame.flow {
            Flow::Right => (-std::f32::consts::FRAC_PI_2, std::f32::consts::FRAC_PI_2),
            Flow::Down => (std::f32::consts::PI, std::f32::consts::TAU),
        };
        picture.arc(c, r, from, to, Stroke::new(Ink::Ink, 1.6).dash(Dash::Past).flat());
        if let Some((mark, share)) = self.at_gate() {
            let grown = 1.26 * frame.r;
            match mark.outcome {
                Outcome::Refused => rejected(picture, pt(c.x, c.y + 6.0 * share), grown, 1.0),
                Outcome::Passed if share > 0.55 => allowed(picture, c, 1.1 * frame.r),
                Outcome::Passed | Outcome::Queued => picture.disc(c, grown, Ink::Work),
            }
            picture.hit("request", mark.k + 1, c, r);
        }
    }

    /// Names of the three ways.
    pub(super) fn names(&self, picture: &mut Picture) {
        let frame = &self.frame;
        if !frame.words {
            return;
        }
        let (c, end) = (frame.gate, frame.ends.1);
        match frame.flow {
            Flow::Right => {
                picture.text(pt(2.0, c.y - 18.0), Type::Name, Ink::Ink, Align::Start, "Arriving");
                picture.text(pt(end, c.y - 18.0), Type::Name, Ink::Ink, Align::End, "Passed");
                picture.halo();
                let y = c.y + frame.fall + 20.0;
                picture.text(pt(end, y), Type::Name, Ink::LostText, Align::End, "Refused");
            }
            Flow::Down => {
                picture.text(pt(c.x + 14.0, 18.0), Type::Name, Ink::Ink, Align::Start, "Arriving");
                picture.halo();
                picture.text(pt(c.x - 14.0, end - 8.0), Type::Name, Ink::Ink, Align::End, "Passed");
                picture.halo();
                // On its own way, where no cross has come yet: just past the bend.
                picture.text(pt(c.x + 14.0, c.y + 4.0), Type::LabelBold, Ink::LostText, Align::Start, "Refused");
                picture.halo();
            }
        }
    }
}

/// The distance between labelled ticks: about a third of the past.
fn tick_step(past: Span) -> Span {
    let third = past.secs() / 3.0;
    if let Some(minutes) = super::layout::MINUTES
        .into_iter()
        .rev()
        .map(|minutes| 60.0 * minutes)
        .find(|step| *step <= third * (1.0 + 1e-9))
    {
        return Span::from_secs(minutes);
    }
    let power = libm::exp10(libm::floor(libm::log10(third.max(1e-9))));
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0];
    let nice = steps.into_iter().map(|step| step * power).rev().find(|step| *step <= third * (1.0 + 1e-9));
    Span::from_secs(nice.unwrap_or(power))
}

/// A span in as few letters as it takes: "2 s", "0.5 s", "200 ms", "2 min".
pub(super) fn short(span: Span) -> String {
    let s = span.secs();
    let number = |x: f64| {
        let rounded = (x * 100.0).round() / 100.0;
        format!("{rounded}")
    };
    match s {
        0.0 => "0 s".to_owned(),
        s if s < 0.001 => format!("{} µs", number(s * 1e6)),
        s if s < 0.1 => format!("{} ms", number(s * 1e3)),
        s if s < 120.0 => format!("{} s", number(s)),
        s if s < 7200.0 => format!("{} min", number(s / 60.0)),
        s => format!("{} h", number(s / 3600.0)),
    }
}
