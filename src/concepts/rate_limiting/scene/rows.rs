//! Limiters compared: a row each under one axis, on the same arrivals.
//!
//! Up is passed, down is refused, amber below has joined a queue; behind it the limiter's own state. A line through all
//! rows marks the first request they decided differently about.

use super::super::model::{Lane, Limiting};
use super::super::recorder::{LaneLog, Outcome, Recorder};
use super::super::trail;
use super::super::words::{bytes, lane_line, span_words};
use super::stream::short;
use crate::concept::beside::leave_in_row;
use crate::scene::chart::Frame;
use crate::scene::trace::Form;
use crate::scene::{Align, Dash, Fill, Ink, Picture, Seg, Stroke, Type, pt, text_width};
use crate::sim::{Model as _, Span, Time};

/// Where the rows stand.
#[derive(Clone, Copy, Debug)]
pub struct Sheet {
    /// Left and right end of the axis.
    pub axis: (f32, f32),
    /// Top of the first row and foot of the last.
    pub rows: (f32, f32),
    /// What the axis covers.
    pub span: (Time, Time),
    /// Names stand in a column at the left, else above their row.
    pub names: bool,
    /// Right edges of the columns of numbers: passed, refused, worst window; and where the names stand above their rows,
    /// also the mean wait and the bytes of a key, which else have a line of their own below.
    pub columns: [f32; 5],
}

impl Sheet {
    /// A sheet for a picture of this size, over this span.
    pub fn new(w: f32, (top, foot): (f32, f32), span: (Time, Time)) -> Self {
        let names = w >= 640.0;
        let left = if names { (0.19 * w).clamp(132.0, 196.0) } else { 2.0 };
        let right = w - if names { 182.0 } else { 2.0 };
        Self { axis: (left, right), rows: (top, foot), span, names, columns: Self::columns(w, right, names) }
    }
    /// The columns of a sheet of this width whose axis ends at `right`.
    pub fn columns(w: f32, right: f32, names: bool) -> [f32; 5] {
        match (names, w - right) {
            (true, room) if room >= 150.0 => [w - 124.0, w - 72.0, w - 1.0, w - 1.0, w - 1.0],
            (true, _) => [right + 34.0, right + 66.0, w - 1.0, w - 1.0, w - 1.0],
            (false, _) => [w - 175.0, w - 132.0, w - 91.0, w - 49.0, w - 1.0],
        }
    }
    /// Where a moment stands, if it is on the sheet.
    pub fn x(&self, at: Time) -> f32 {
        let whole = self.span.1.since(self.span.0).0.max(1) as f64;
        let share = if at >= self.span.0 {
            at.since(self.span.0).0 as f64 / whole
        } else {
            -(self.span.0.since(at).0 as f64 / whole)
        };
        self.axis.0 + (self.axis.1 - self.axis.0) * share.clamp(-0.01, 1.01) as f32
    }
    fn shows(&self, at: Time) -> bool {
        at >= self.span.0 && at <= self.span.1
    }
}

/// Draws a row for every lane.
pub fn draw(model: &Limiting, recorder: &Recorder, sheet: &Sheet, picture: &mut Picture) {
    let lanes = model.lanes();
    let pitch = ((sheet.rows.1 - sheet.rows.0) / lanes.len().max(1) as f32).min(92.0);
    let base = |row: usize| sheet.rows.0 + pitch * (row as f32 + 0.6);
    let line = model.differs().filter(|(at, _)| sheet.shows(*at) && lanes.len() > 1);
    if let Some((at, _)) = line {
        let x = sheet.x(at);
        let foot = base(lanes.len() - 1) + 0.42 * pitch;
        picture.line(pt(x, sheet.rows.0 - 4.0), pt(x, foot), Stroke::new(Ink::Note, 1.6).dash(Dash::Theory).flat());
    }
    for (row, lane) in lanes.iter().enumerate() {
        let one = Row { model, sheet, lane, log: recorder.lane(row), y: base(row), high: (0.44 * pitch).min(30.0) };
        one.draw(picture);
        if let Some((_, k)) = line
            && let Some(mark) = one.log.marks.newest_first().find(|mark| mark.k == k && mark.attempt == 0)
        {
            let y = if mark.outcome == Outcome::Passed { one.y - 9.5 } else { one.y + 9.5 };
            picture.circle(pt(sheet.x(mark.at), y), 9.0, Fill::None, Some(Stroke::new(Ink::Note, 1.6)));
        }
    }
    if let Some((at, k)) = line {
        let words = format!("first difference: request {}, at {:.2} s", k + 1, at.secs());
        let half = text_width(Type::Note, 0.0, &words) / 2.0;
        let x = sheet.x(at).clamp(half + 2.0, (picture.width - half - 2.0).max(half + 2.0));
        let y = base(lanes.len() - 1) + 0.42 * pitch + 13.0;
        if y < picture.height {
            picture.text(pt(x, y), Type::Note, Ink::NoteText, Align::Middle, words);
            picture.halo();
        }
    }
}

/// The heads of the columns of numbers.
pub fn heads(model: &Limiting, sheet: &Sheet, y: f32, picture: &mut Picture) {
    let [passed, refused, worst, wait, key] = sheet.columns;
    let mut head = |x: f32, y: f32, words: &str| {
        picture.text(pt(x, y), Type::Axis, Ink::Ink3, Align::End, words.to_owned());
    };
    head(passed, y, "passed");
    head(refused, y, "refused");
    if !sheet.names {
        head(worst, y, "worst");
        head(wait, y, "wait");
        head(key, y, "a key");
    } else if worst - refused > 60.0 {
        head(worst, y - 13.0, "most in");
        head(worst, y, &format!("any {}", short(model.window())));
    } else {
        head(worst, y, "worst");
    }
}

/// Now, as a line through all rows.
pub fn playhead(model: &Limiting, sheet: &Sheet, picture: &mut Picture) {
    let now = model.now();
    if sheet.shows(now) {
        let x = sheet.x(now);
        picture.line(pt(x, 0.0), pt(x, sheet.rows.1), Stroke::new(Ink::Ink, 1.75).flat());
    }
}

/// The axis of time along the top of the rows.
pub fn axis(sheet: &Sheet, y: f32, picture: &mut Picture) {
    let (left, right) = sheet.axis;
    let ink = Stroke::new(Ink::Ink, 1.25).flat();
    picture.line(pt(left, y), pt(right, y), ink);
    let ticks = crate::scene::chart::Ticks::within(
        crate::scene::chart::Scale::Linear,
        sheet.span.0.secs(),
        sheet.span.1.secs().max(sheet.span.0.secs() + 1e-6),
    );
    for tick in &ticks.ticks {
        let x = sheet.x(Time::from_secs(tick.value));
        picture.line(
            pt(x, y),
            pt(x, y + if tick.label.is_some() { 7.0 } else { 3.5 }),
            Stroke::new(Ink::Ink, 1.0).flat(),
        );
        if let Some(label) = &tick.label {
            let unit = if tick.value == 0.0 { " s" } else { "" };
            picture.text(pt(x, y + 19.0), Type::Axis, Ink::Ink3, Align::Middle, format!("{label}{unit}"));
        }
    }
}

/// Height of a count's type, where the rows have their names beside them.
const COUNT: f32 = 15.0;

/// One lane.
struct Row<'a> {
    model: &'a Limiting,
    sheet: &'a Sheet,
    lane: &'a Lane,
    log: &'a LaneLog,
    /// The line.
    y: f32,
    /// Pixels of a full gauge.
    high: f32,
}

impl Row<'_> {
    fn draw(&self, picture: &mut Picture) {
        self.state(picture);
        self.beyond(picture);
        let (left, right) = self.sheet.axis;
        picture.line(pt(left, self.y), pt(right, self.y), Stroke::new(Ink::Wire, 1.0).flat());
        self.ticks(picture);
        self.words(picture);
    }

    /// The limiter's own state as an area, and the edges of its windows.
    fn state(&self, picture: &mut Picture) {
        let now = self.model.now();
        let face = self.lane.face(now);
        let full = face.full().max(1e-9);
        let from = self.sheet.span.0;
        let record = self.lane.gauge_since(from, now.min(self.sheet.span.1));
        let y = |value: f64| self.y - self.high * (value / full).clamp(0.0, 1.15) as f32;
        if let (Some(first), Some(last)) = (record.first(), record.last()) {
            let mut segs = vec![Seg::Move(pt(self.sheet.x(first.0), self.y))];
            segs.extend(record.iter().map(|&(at, value)| Seg::Line(pt(self.sheet.x(at), y(value)))));
            segs.extend([Seg::Line(pt(self.sheet.x(last.0), self.y)), Seg::Close]);
            picture.path(segs, Fill::Flat(Ink::Ink3, 0.28), None);
        }
        // As a share of its own full, so that another run's lies beside it whatever its limit is.
        let (left, right) = self.sheet.axis;
        let frame = Frame { left, top: self.y - 1.15 * self.high, right, bottom: self.y };
        let span = (from.secs(), self.sheet.span.1.secs().max(from.secs() + 1e-6));
        let shares: Vec<(f64, f64)> =
            record.iter().map(|(at, value)| (at.secs(), (value / full).clamp(0.0, 1.15))).collect();
        leave_in_row(picture, Form::LineOf(self.lane.kind() as u64), frame, span, 1.15, &shares);
        if let super::super::face::Face::Window { start, window, .. } = face {
            self.edges(picture, start, window.0);
        }
    }

    fn edges(&self, picture: &mut Picture, start: Time, window: u64) {
        let (from, to) = self.sheet.span;
        if window == 0 || to.since(from).0 / window > 60 {
            return;
        }
        let mut at = start.0 - start.since(from).0 / window * window;
        while at <= to.0 {
            if at >= from.0 {
                let x = self.sheet.x(Time(at));
                let stroke = Stroke::new(Ink::Ink3, 1.0).dash(Dash::Past).flat();
                picture.line(pt(x, self.y), pt(x, self.y - self.high - 2.0), stroke);
            }
            at += window;
        }
    }

    /// Where more passed in a window than the limit: shaded, and the worst of it in a bracket.
    fn beyond(&self, picture: &mut Picture) {
        let (from, to) = self.sheet.span;
        let (limit, window, now) = (self.model.window_limit(), self.model.window(), self.model.now().min(to));
        let steps = trail::steps(self.log, self.lane.bins(), window, from, now);
        if steps.is_empty() {
            return;
        }
        let mut since: Option<Time> = None;
        for (index, &(at, count)) in steps.iter().enumerate() {
            let over = f64::from(count) > limit;
            match (over, since) {
                (true, None) => since = Some(at),
                (false, Some(start)) => {
                    self.shade(picture, start, at);
                    since = None;
                }
                _ => {}
            }
            if index + 1 == steps.len()
                && let Some(start) = since
            {
                self.shade(picture, start, now);
            }
        }
        let peak =
            trail::peak(self.log, self.lane.bins(), window, from, now).filter(|peak| f64::from(peak.count) > limit);
        let Some(peak) = peak else { return };
        let (a, b) = (self.sheet.x(peak.first), self.sheet.x(peak.last));
        let top = self.y - self.high + 2.0;
        let bracket =
            [Seg::Move(pt(a, top + 5.0)), Seg::Line(pt(a, top)), Seg::Line(pt(b, top)), Seg::Line(pt(b, top + 5.0))];
        picture.path(bracket, Fill::None, Some(Stroke::new(Ink::Wait, 1.5).flat()));
        let words = format!("{} in {}", peak.count, short(peak.last.since(peak.first)));
        let wide = text_width(Type::LabelBold, 0.0, &words);
        if b + 7.0 + wide < self.sheet.axis.1 {
            picture.text(pt(b + 7.0, top + 7.0), Type::LabelBold, Ink::WaitText, Align::Start, words);
        } else {
            picture.text(pt(a - 7.0, top + 7.0), Type::LabelBold, Ink::WaitText, Align::End, words);
        }
        picture.halo();
    }
    fn shade(&self, picture: &mut Picture, from: Time, to: Time) {
        let (a, b) = (self.sheet.x(from), self.sheet.x(to));
        let at = pt(a, self.y - self.high);
        picture.rect(at, (b - a).max(1.0), self.high, 0.0, Fill::Flat(Ink::Wait, 0.24), None);
    }

    fn ticks(&self, picture: &mut Picture) {
        // One mark per pixel at most: what lies on it already is not drawn again.
        let mut last = [f32::MIN; 3];
        let mut segs: [Vec<Seg>; 3] = [Vec::new(), Vec::new(), Vec::new()];
        let now = self.model.now();
        let mut put = |kind: usize, at: Time, low: f32, high: f32, cross: bool| {
            let x = self.sheet.x(at);
            if (x - last[kind]).abs() < 1.0 {
                return;
            }
            last[kind] = x;
            segs[kind].extend([Seg::Move(pt(x, self.y + low)), Seg::Line(pt(x, self.y + high))]);
            if cross {
                segs[kind].extend([
                    Seg::Move(pt(x - 2.2, self.y + high + 2.0)),
                    Seg::Line(pt(x + 2.2, self.y + high + 6.4)),
                    Seg::Move(pt(x + 2.2, self.y + high + 2.0)),
                    Seg::Line(pt(x - 2.2, self.y + high + 6.4)),
                ]);
            }
        };
        for mark in self.log.marks.newest_first() {
            if mark.at < self.sheet.span.0 {
                break;
            }
            if !self.sheet.shows(mark.at) {
                continue;
            }
            match mark.outcome {
                Outcome::Passed => put(0, mark.at, -3.0, -16.0, false),
                Outcome::Queued => {
                    put(1, mark.at, 3.0, 9.0, false);
                    if mark.leaves <= now && self.sheet.shows(mark.leaves) {
                        put(0, mark.leaves, -3.0, -16.0, false);
                    }
                }
                Outcome::Refused => put(2, mark.at, 3.0, 9.0, true),
            }
        }
        // What passed longer ago than single requests are kept.
        if let Some(oldest) = self.log.marks.oldest().filter(|_| self.log.marks.is_full()) {
            for at in self.lane.bins().moments(self.sheet.span.0, oldest.at) {
                put(0, at, -3.0, -16.0, false);
            }
        }
        let [passed, queued, refused] = segs;
        picture.path(queued, Fill::None, Some(Stroke::new(Ink::Wait, 1.6)));
        picture.path(passed, Fill::None, Some(Stroke::new(Ink::Done, 2.0)));
        picture.path(refused, Fill::None, Some(Stroke::new(Ink::Lost, 1.6)));
    }

    fn words(&self, picture: &mut Picture) {
        let (left, right) = self.sheet.axis;
        let name = self.lane.kind().option().label;
        let focus = std::ptr::eq(self.lane, self.model.focus());
        let style = if focus { Type::Name } else { Type::Body };
        let line = lane_line(self.lane, self.model);
        if self.sheet.names {
            picture.text(pt(0.0, self.y - 7.0), style, Ink::Ink, Align::Start, name);
            picture.text(pt(0.0, self.y + 9.0), Type::Label, Ink::Ink3, Align::Start, line);
        } else {
            picture.text(pt(left, self.title()), style, Ink::Ink, Align::Start, name);
            picture.halo();
        }
        let label = self.lane.face(self.model.now()).gauge_label();
        // Large counts reach over the end of the line: the label makes room.
        let count = text_width(Type::Value, COUNT, &crate::scene::glyph::thousands(self.let_in()));
        let end = if self.sheet.names { right.min(self.sheet.columns[0] - count - 8.0) } else { right };
        picture.text(pt(end, self.y + 14.0), Type::Axis, Ink::Ink3, Align::End, label);
        picture.halo();
        self.numbers(picture);
    }

    /// The foot of the name above the row.
    fn title(&self) -> f32 {
        self.y - self.high - 6.0
    }

    /// Requests let in since the last change.
    fn let_in(&self) -> u64 {
        (self.lane.sums - self.lane.cut).let_in
    }

    fn numbers(&self, picture: &mut Picture) {
        let [passed, refused, worst, wait, key] = self.sheet.columns;
        let sums = self.lane.sums - self.lane.cut;
        let thousands = crate::scene::glyph::thousands;
        let mean = Span((sums.delay_ns / u128::from(sums.let_in.max(1))) as u64);
        let memory = bytes(self.lane.bytes_per_key() as u64);
        let over = f64::from(self.lane.worst()) > self.model.window_limit();
        let (y, size) = if self.sheet.names { (self.y + 1.0, COUNT) } else { (self.title(), 12.5) };
        let mut number = |x: f32, words: String, ink: Ink| {
            picture.text_sized(pt(x, y), Type::Value, size, ink, Align::End, words);
            picture.halo();
        };
        number(passed, thousands(self.let_in()), Ink::DoneText);
        number(refused, thousands(sums.refused), Ink::LostText);
        number(worst, thousands(u64::from(self.lane.worst())), if over { Ink::WaitText } else { Ink::Ink });
        if self.sheet.names {
            let wait = if mean.is_zero() { "no wait".to_owned() } else { format!("{} wait", span_words(mean)) };
            let words = format!("{wait}, {memory} a key");
            picture.text(pt(key, self.y + 16.0), Type::Axis, Ink::Ink3, Align::End, words);
        } else {
            number(wait, if mean.is_zero() { "0 s".to_owned() } else { span_words(mean) }, Ink::Ink);
            number(key, memory, Ink::Ink);
        }
    }
}
