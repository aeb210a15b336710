//! The scene without motion: a strip per server with its line as an area and its work as bars, over the last seconds.
//!
//! The strips are rebuilt from the requests that were finished and from those inside. A line is sampled once a pixel;
//! work shows if any of it falls into a pixel. What was lost with a server is in its strip until then.

use super::super::model::{Illness, Stage};
use super::super::occurrence::{Fault, Occurrence};
use super::Scene;
use super::servers::{span_words, state_word};
use crate::concept::beside::leave_in_row;
use crate::scene::chart::Frame;
use crate::scene::glyph::thousands;
use crate::scene::trace::Form;
use crate::scene::{Align, Dash, Fill, Ink, Picture, Seg, Stroke, Type, pt, text_width};
use crate::sim::{Span, Time};

/// How far back the strips reach, in seconds, where requests take less than a second.
const REACH_S: f64 = 12.0;

struct Sheet {
    now: Time,
    from: Time,
    span: Span,
    /// Pixels per strip.
    wide: usize,
    /// Changes of the number waiting, per server and pixel.
    waiting: Vec<i32>,
    /// Changes of the number in service.
    serving: Vec<i32>,
    /// The longest line.
    most: i32,
}

impl Sheet {
    fn new(rows: usize, wide: usize, (now, from): (Time, Time), span: Span) -> Self {
        let blank = vec![0; rows * (wide + 1)];
        Self { now, from, span, wide, waiting: blank.clone(), serving: blank, most: 0 }
    }
    fn pixel(&self, at: Time) -> f64 {
        (at - self.from).0 as f64 / self.span.0.max(1) as f64 * self.wide as f64
    }
    /// The longest line in any of the strips: all are drawn on one scale.
    fn longest(&self) -> i32 {
        let rows = self.waiting.chunks_exact(self.wide + 1);
        let longest = rows
            .map(|row| row.iter().fold((0, 0), |(n, most): (i32, i32), change| (n + change, most.max(n + change))).1);
        longest.max().unwrap_or(0)
    }
    /// A request at row `row` that came, was begun, and ended at these moments.
    fn add(&mut self, row: usize, came: Time, begun: Time, ended: Time) {
        let base = row * (self.wide + 1);
        let limit = self.wide;
        // A line is what it was at the left edge of the pixel.
        let edge = |x: f64| (x.ceil() as usize).min(limit);
        if ended < self.from {
            return;
        }
        let (a, b) = (edge(self.pixel(came)), edge(self.pixel(begun)));
        self.waiting[base + a] += 1;
        self.waiting[base + b] -= 1;
        if begun < ended && ended > self.from {
            let (a, b) = (self.pixel(begun) as usize, edge(self.pixel(ended)));
            self.serving[base + a.min(limit)] += 1;
            self.serving[base + b.max((a + 1).min(limit))] -= 1;
        }
    }
}

/// Draws the strips of `servers`.
pub fn draw(scene: &Scene<'_>, servers: &[usize], picture: &mut Picture) {
    let (w, h) = (picture.width, picture.height);
    let foot = if h >= 120.0 { 30.0 } else { 4.0 };
    let rows_fit = (((h - foot) / 19.0) as usize).max(1);
    let columns = servers.len().div_ceil(rows_fit).max(1);
    let rows = servers.len().div_ceil(columns).max(1);
    let gap = 14.0;
    let column_w = (w - 4.0 - gap * (columns as f32 - 1.0)) / columns as f32;
    let labels = column_w >= 110.0;
    let (left, right) =
        (if labels { 46.0f32.min(0.2 * column_w) } else { 0.0 }, if column_w >= 180.0 { 62.0 } else { 4.0 });
    let left = left.max(if labels { 28.0 } else { 0.0 });
    let (x, strip_w) = (left + 2.0, (column_w - left - right).max(8.0));
    let pitch = ((h - foot) / rows as f32).min(60.0);
    let (from, span) = reach(scene);
    let sheet = fill(scene, servers, strip_w as usize, from, span);
    for (at, &server) in servers.iter().enumerate() {
        let (column, row) = (at / rows, at % rows);
        let x0 = column as f32 * (column_w + gap) + x;
        let y = pitch * row as f32 + 0.78 * pitch;
        strip(scene, &sheet, at, server, (x0, y, strip_w, pitch), picture);
        words(scene, server, (column_w, left, right), x0, y, strip_w, picture);
        picture.hit("server", server as u64 + 1, pt(x0 + strip_w / 2.0, y - 0.3 * pitch), 0.4 * pitch);
    }
    if foot > 10.0 {
        for column in 0..columns {
            let x0 = column as f32 * (column_w + gap) + x;
            axis(picture, (x0, x0 + strip_w), pitch * rows as f32 + 6.0, span);
        }
    }
}

/// From when and how long: twelve seconds, more where requests are long, less before there was that much.
fn reach(scene: &Scene<'_>) -> (Time, Span) {
    let span = Span::from_secs(REACH_S * (scene.model.window().secs() / 20.0).max(1.0));
    (Time(scene.now.0.saturating_sub(span.0)), span)
}

fn fill(scene: &Scene<'_>, servers: &[usize], wide: usize, from: Time, span: Span) -> Sheet {
    let mut sheet = Sheet::new(servers.len(), wide.max(1), (scene.now, from), span);
    let row_of = |server: u16| servers.iter().position(|&known| known == server as usize);
    let shared = scene.model.settings().shared();
    for done in scene.recorder.done.newest_first().take_while(|done| done.at > from) {
        if let Some(row) = row_of(done.server) {
            let came = done.at.back(done.sojourn);
            let begun = if shared { came } else { came + done.waited };
            sheet.add(row, came, begun, done.at);
        }
    }
    for (at, what) in scene.recorder.fallen.newest_first().take_while(|(at, _)| *at > from) {
        let Occurrence::Lost { server, stay, .. } = *what else { continue };
        if let Some(row) = row_of(server) {
            sheet.add(row, stay.reached, stay.begun.unwrap_or(*at), *at);
        }
    }
    let end = scene.now + span;
    for request in scene.model.requests().iter() {
        let begun = match request.stage {
            Stage::Waiting => end,
            Stage::InService => request.started,
            _ => continue,
        };
        // Nothing is done while a server hangs.
        let hung = scene.recorder.strike(request.server).filter(|strike| strike.fault == Fault::Hang);
        let ended = hung.filter(|_| begun < end).map_or(end, |strike| strike.at.max(begun));
        if let Some(row) = row_of(request.server) {
            sheet.add(row, request.reached, begun, ended);
        }
    }
    sheet.most = sheet.longest().max(scene.reach.round() as i32);
    sheet
}

fn strip(
    scene: &Scene<'_>,
    sheet: &Sheet,
    row: usize,
    server: usize,
    (x, y, w, pitch): (f32, f32, f32, f32),
    picture: &mut Picture,
) {
    let state = scene.server(server);
    let base = row * (sheet.wide + 1);
    let step = w / sheet.wide as f32;
    // Nothing is known of the time before the start, nor of what was forgotten.
    let done = &scene.recorder.done;
    let known = done.oldest().filter(|_| done.is_full()).map_or(Time::ZERO, |oldest| oldest.at);
    let age = (scene.now - sheet.from).0 as f64 / sheet.span.0.max(1) as f64;
    let shift = (sheet.wide as f64 * (1.0 - age)).max(0.0) as f32 * step;
    let first = if known > sheet.from { sheet.pixel(known).ceil() as usize } else { 0 };
    let pixels = ((sheet.wide as f64 * age) as usize).min(sheet.wide);
    let at = |pixel: usize| x + shift + step * pixel as f32;
    let dead_from = (state.illness == Illness::Dead).then(|| {
        let killed = scene.recorder.strike(server as u16).map_or(Time::ZERO, |strike| strike.at);
        (sheet.pixel(killed) as usize).min(pixels)
    });
    let end = dead_from.unwrap_or(pixels);
    picture.line(
        pt(x, y),
        pt(if dead_from.is_some() { at(end) } else { x + w }, y),
        Stroke::new(Ink::Wire, 1.0).flat(),
    );
    let mut n = 0;
    let levels: Vec<i32> = (0..end)
        .map(|pixel| {
            n += sheet.waiting[base + pixel];
            n
        })
        .collect();
    let unit = (0.073 * pitch).min(0.62 * pitch / sheet.most.max(1) as f32);
    leave(sheet, server, &levels, first, (x, y, w, 0.62 * pitch, unit), picture);
    if levels.iter().skip(first).any(|&n| n > 0) {
        let top = |pixel: usize| y - unit * levels[pixel] as f32;
        let mut line = vec![Seg::Move(pt(at(first), y))];
        let mut last = y;
        for pixel in first..end {
            if top(pixel) != last {
                line.extend([Seg::Line(pt(at(pixel), last)), Seg::Line(pt(at(pixel), top(pixel)))]);
                last = top(pixel);
            }
        }
        line.push(Seg::Line(pt(at(end), last)));
        let area = line.iter().copied().chain([Seg::Line(pt(at(end), y)), Seg::Close]);
        picture.path(area, Fill::Flat(Ink::Wait, 0.3), None);
        picture.path(line, Fill::None, Some(Stroke::new(Ink::Wait, 1.2)));
    }
    bars(sheet, base, (first, end), at, y + (0.13 * pitch).clamp(3.0, 6.0), (0.11 * pitch).clamp(2.0, 5.0), picture);
    if let Some(from) = dead_from {
        let stroke = Stroke::new(Ink::Lost, 1.5).dash(Dash::Broken).flat();
        picture.line(pt(at(from), y), pt(x + w, y), stroke);
    }
}

/// Leaves the line in values, so that another run's lies beside it.
fn leave(
    sheet: &Sheet,
    server: usize,
    levels: &[i32],
    first: usize,
    (x, y, w, high, unit): (f32, f32, f32, f32, f32),
    picture: &mut Picture,
) {
    if picture.traces.is_none() {
        return;
    }
    let (from, span) = (sheet.from.secs(), sheet.span.secs().max(1e-6));
    let moment = |pixel: usize| from + span * pixel as f64 / sheet.wide.max(1) as f64;
    let mut points: Vec<(f64, f64)> = Vec::new();
    for (pixel, &n) in levels.iter().enumerate().skip(first) {
        let n = f64::from(n);
        match points.last().copied() {
            Some((_, last)) if last == n => {}
            Some((_, last)) => points.extend([(moment(pixel), last), (moment(pixel), n)]),
            None => points.push((moment(pixel), n)),
        }
    }
    points.extend(points.last().map(|last| (moment(levels.len()), last.1)));
    let frame = Frame { left: x, top: y - high, right: x + w, bottom: y };
    let now = sheet.now.secs();
    let most = f64::from(high) / f64::from(unit).max(1e-6);
    leave_in_row(picture, Form::LineOf(server as u64), frame, (now - span, now), most, &points);
}

/// The times of work as bars below the line.
fn bars(
    sheet: &Sheet,
    base: usize,
    (first, end): (usize, usize),
    at: impl Fn(usize) -> f32,
    y: f32,
    thick: f32,
    picture: &mut Picture,
) {
    let (mut busy, mut since) = (0, None);
    let mut segs = Vec::new();
    for pixel in 0..=end {
        busy += sheet.serving[base + pixel];
        let on = busy > 0 && pixel < end && pixel >= first;
        match (on, since) {
            (true, None) => since = Some(pixel),
            (false, Some(from)) => {
                segs.extend([Seg::Move(pt(at(from), y)), Seg::Line(pt(at(pixel), y))]);
                since = None;
            }
            _ => {}
        }
    }
    if !segs.is_empty() {
        picture.path(segs, Fill::None, Some(Stroke::new(Ink::Work, thick).flat()));
    }
}

fn words(
    scene: &Scene<'_>,
    server: usize,
    (column_w, left, right): (f32, f32, f32),
    x: f32,
    y: f32,
    w: f32,
    picture: &mut Picture,
) {
    let state = scene.server(server);
    let dead = state.illness == Illness::Dead;
    if left > 0.0 {
        let ink = if dead { Ink::LostText } else { Ink::Ink };
        let style = if column_w > 300.0 { Type::Name } else { Type::LabelBold };
        picture.text(pt(x - left, y + 1.0), style, ink, Align::Start, super::super::words::name(server as u16));
    }
    if right < 60.0 {
        return;
    }
    let x = x + w + 8.0;
    if let Some((word, ink)) = state_word(state).filter(|_| dead || state.waiting() == 0) {
        return picture.text(pt(x, y + 4.0), Type::Axis, ink, Align::Start, word);
    }
    let n = thousands(u64::from(state.waiting()));
    let width = text_width(Type::Name, 0.0, &n);
    picture.text(pt(x, y + 4.0), Type::Name, Ink::WaitText, Align::Start, n);
    if width + 6.0 + text_width(Type::Axis, 0.0, "wait") < right - 8.0 {
        picture.text(pt(x + width + 6.0, y + 4.0), Type::Axis, Ink::Ink3, Align::Start, "wait");
    }
}

fn axis(picture: &mut Picture, (x0, x1): (f32, f32), y: f32, span: Span) {
    let stroke = Stroke::new(Ink::Ink, 1.25).flat();
    picture.line(pt(x0, y + 0.5), pt(x1, y + 0.5), stroke);
    let every = if x1 - x0 >= 380.0 { 1 } else { 3 };
    for tick in (0..=6).step_by(every) {
        let x = x1 - (x1 - x0) * tick as f32 / 6.0;
        picture.line(pt(x, y), pt(x, y + 6.0), stroke);
        let ago = Span((span.0 as f64 * f64::from(tick) / 6.0) as u64);
        let words = if tick == 0 { "now".to_owned() } else { format!("{} ago", span_words(ago)) };
        let half = text_width(Type::Axis, 0.0, &words) / 2.0;
        let wide = x1 - x0 >= 150.0 || tick == 0;
        if wide {
            let x = x.clamp(half + 1.0, (picture.width - half - 1.0).max(half + 1.0));
            picture.text(pt(x, y + 19.0), Type::Axis, Ink::Ink3, Align::Middle, words);
        }
    }
}
