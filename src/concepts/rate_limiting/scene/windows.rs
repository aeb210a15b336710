//! Limiters that count in windows: the sawtooth counter, the log on its moving strip, two windows with their weights.
//!
//! They share the axis of the requests: a step stands above the request that made it. Over the rule's own count runs the
//! true one, of any window that ends at that moment; where it is above the limit it is shaded.

use super::super::recorder::Outcome;
use super::super::trail::{self, Peak};
use super::super::words::amount;
use super::Scene;
use super::stream::short;
use crate::scene::{Align, Dash, Fill, Flow, Ink, Picture, Pt, Seg, Stroke, Type, pt};
use crate::sim::{Span, Time};

/// A plot on the axis of the requests: counts grow away from the wire.
#[derive(Clone, Copy)]
pub struct Plot {
    /// Across the flow: where the count is zero.
    pub base: f32,
    /// Pixels per unit of the count.
    pub unit: f32,
    /// How much of the wire behind the gate it covers: from, to, in pixels.
    pub reach: (f32, f32),
}

impl Scene<'_> {
    /// The plot for a limit: the limit stands at a share of the room's height.
    fn plot(&self, limit: f64) -> Plot {
        let (frame, room) = (&self.frame, self.frame.room);
        let (base, high) = match frame.flow {
            Flow::Right if frame.is_mini() => (-14.0, 0.4 * room.high()),
            Flow::Right => (-30.0, (0.36 * room.high()).min(88.0)),
            Flow::Down => (-30.0, (0.34 * (frame.gate.x - 30.0)).min(90.0)),
        };
        Plot { base, unit: high / limit.max(1.0) as f32, reach: (0.0, frame.behind()) }
    }
    fn at(&self, plot: &Plot, along: f32, count: f64) -> Pt {
        self.frame.flow.go(self.frame.gate, along, plot.base - plot.unit * count as f32)
    }

    /// The area under a stepped record, from moments and values in order.
    pub(super) fn area(&self, picture: &mut Picture, plot: &Plot, record: &[(Time, f64)], fill: Fill) {
        let (Some(first), Some(last)) = (record.first(), record.last()) else { return };
        let along = |at: Time| self.frame.along(at, self.now).clamp(plot.reach.0, plot.reach.1);
        let mut segs = vec![Seg::Move(self.at(plot, along(first.0), 0.0))];
        segs.extend(record.iter().map(|&(at, value)| Seg::Line(self.at(plot, along(at), value.max(0.0)))));
        segs.extend([Seg::Line(self.at(plot, along(last.0), 0.0)), Seg::Close]);
        picture.path(segs, fill, None);
    }

    /// The limit's line with its number.
    fn limit_line(&self, picture: &mut Picture, plot: &Plot, limit: f64) {
        let (from, to) = (if self.frame.is_mini() { 0.0 } else { -8.0 }, plot.reach.1);
        let stroke = Stroke::new(Ink::Ink, 1.25).dash(Dash::Broken).flat();
        picture.line(self.at(plot, from, limit), self.at(plot, to, limit), stroke);
        if !self.frame.is_mini() {
            let p = self.at(plot, to, limit);
            let words = format!("limit {}", amount(limit));
            match self.frame.flow {
                Flow::Right => picture.text(pt(p.x, p.y - 5.0), Type::Axis, Ink::Ink, Align::End, words),
                Flow::Down => picture.text(pt(p.x - 4.0, p.y - 6.0), Type::Axis, Ink::Ink, Align::End, words),
            }
            picture.halo();
        }
    }

    /// The true count of the trailing window, shaded where it is above the limit.
    pub(super) fn truth(&self, picture: &mut Picture, plot: &Plot, limit: f64, window: Span) {
        let from = self.now.back(self.frame.past);
        // As near to now as the plot reaches.
        let until = self.now.back(Span((f64::from(plot.reach.0.max(0.0)) / self.frame.per_ns) as u64));
        let steps = trail::steps(self.lane, self.lane_state.bins(), window, from, until);
        let ceiling = match self.frame.flow {
            Flow::Right => (self.frame.gate.y + plot.base - 6.0) / plot.unit.max(1e-6),
            Flow::Down => (self.frame.gate.x + plot.base - 4.0) / plot.unit.max(1e-6),
        };
        let line = trail::stepped(&steps, until);
        let shown = |value: f64| value.min(f64::from(ceiling));
        let along = |at: Time| self.frame.along(at, self.now).clamp(plot.reach.0, plot.reach.1);
        // Above the limit: an area of its own.
        let mut run: Vec<(Time, f64)> = Vec::new();
        let over = |run: &mut Vec<(Time, f64)>, picture: &mut Picture| {
            if let (Some(first), Some(last)) = (run.first(), run.last()) {
                let mut segs = vec![Seg::Move(self.at(plot, along(first.0), limit))];
                segs.extend(run.iter().map(|&(at, value)| Seg::Line(self.at(plot, along(at), shown(value)))));
                segs.extend([Seg::Line(self.at(plot, along(last.0), limit)), Seg::Close]);
                picture.path(segs, Fill::Flat(Ink::Wait, 0.3), None);
            }
            run.clear();
        };
        for &(at, value) in &line {
            if value > limit {
                run.push((at, value));
            } else {
                over(&mut run, picture);
            }
        }
        over(&mut run, picture);
        let path = line.iter().enumerate().map(|(index, &(at, value))| {
            let p = self.at(plot, along(at), shown(value));
            if index == 0 { Seg::Move(p) } else { Seg::Line(p) }
        });
        picture.path(path, Fill::None, Some(Stroke::new(Ink::Wait, if self.frame.is_mini() { 1.25 } else { 1.75 })));
        if self.frame.is_mini() {
            return;
        }
        if let Some(peak) = trail::peak(self.lane, self.lane_state.bins(), window, from, until)
            .filter(|peak| f64::from(peak.count) > limit)
        {
            self.bracket(picture, plot, &peak, shown(f64::from(peak.count)));
        }
    }

    /// The requests that together were too many.
    fn bracket(&self, picture: &mut Picture, plot: &Plot, peak: &Peak, height: f64) {
        let along = |at: Time| self.frame.along(at, self.now).clamp(plot.reach.0, plot.reach.1);
        let (first, last) = (along(peak.first), along(peak.last));
        let up = |along: f32, by: f32| {
            let p = self.at(plot, along, height);
            match self.frame.flow {
                Flow::Right => pt(p.x, p.y - by),
                Flow::Down => pt(p.x - by, p.y),
            }
        };
        let bracket =
            [Seg::Move(up(first, 3.0)), Seg::Line(up(first, 8.0)), Seg::Line(up(last, 8.0)), Seg::Line(up(last, 3.0))];
        picture.path(bracket, Fill::None, Some(Stroke::new(Ink::Wait, 1.5).flat()));
        let words = format!("{} in {}", peak.count, short(peak.last.since(peak.first)));
        match self.frame.flow {
            Flow::Right => {
                let at = up(f32::midpoint(first, last), 13.0);
                Self::inside(picture, pt(at.x, at.y.max(14.0)), Type::LabelBold, Ink::WaitText, Align::Middle, &words);
            }
            Flow::Down => {
                let at = up(f32::midpoint(first, last), 12.0);
                Self::inside(
                    picture,
                    pt(at.x.max(60.0), at.y + 4.0),
                    Type::LabelBold,
                    Ink::WaitText,
                    Align::End,
                    &words,
                );
            }
        }
    }

    /// The number of the rule's own count, beside the gate; beyond the count `top` where edges of windows come by below
    /// it.
    fn count_reading(&self, picture: &mut Picture, (plot, top): (&Plot, f64), value: &str, of: &str, below: &str) {
        if self.frame.is_mini() {
            return;
        }
        let foot = self.at(plot, 0.0, top);
        let at = match self.frame.flow {
            Flow::Right => pt(foot.x - 16.0, foot.y - 22.0),
            Flow::Down if top > 0.0 => pt(foot.x - 10.0, self.frame.gate.y - 34.0),
            Flow::Down => pt(self.frame.gate.x - 42.0, self.frame.gate.y - 34.0),
        };
        picture.text_sized(at, Type::NumberL, 24.0, Ink::Ink, Align::End, value);
        picture.halo();
        picture.text(pt(at.x, at.y + 16.0), Type::Label, Ink::Ink2, Align::End, of);
        picture.halo();
        if !below.is_empty() {
            let y = if self.frame.flow == Flow::Down { at.y - 26.0 } else { at.y - 28.0 };
            picture.text(pt(at.x, y), Type::Label, Ink::Ink3, Align::End, below);
            picture.halo();
        }
    }

    /// An edge between two windows.
    fn edge(&self, picture: &mut Picture, plot: &Plot, along: f32, top: f64) {
        if along < -self.frame.before() || along > self.frame.behind() {
            return;
        }
        let stroke = Stroke::new(Ink::Ink3, 1.25).dash(Dash::Past).flat();
        picture.line(self.at(plot, along, 0.0), self.at(plot, along, top), stroke);
        let foot = self.at(plot, along, 0.0);
        let tick = match self.frame.flow {
            Flow::Right => pt(foot.x, foot.y + 5.0),
            Flow::Down => pt(foot.x + 5.0, foot.y),
        };
        picture.line(foot, tick, Stroke::new(Ink::Ink, 1.5).flat());
    }
    fn base_line(&self, picture: &mut Picture, plot: &Plot) {
        let stroke = Stroke::new(Ink::Ink, 1.25).flat();
        picture.line(self.at(plot, -self.frame.before(), 0.0), self.at(plot, self.frame.behind(), 0.0), stroke);
    }
    /// The frame of the window that is open now.
    fn open_window(&self, picture: &mut Picture, plot: &Plot, start: Time, window: Span, limit: f64) -> (f32, f32) {
        let along = |at: Time| self.frame.along(at, self.now).clamp(-self.frame.before(), self.frame.behind());
        let (from, to) = (along(start), along(start + window));
        let corners = [
            Seg::Move(self.at(plot, from, 0.0)),
            Seg::Line(self.at(plot, from, limit)),
            Seg::Line(self.at(plot, to, limit)),
            Seg::Line(self.at(plot, to, 0.0)),
        ];
        picture.path(corners, Fill::None, Some(Stroke::new(Ink::Ink, if self.frame.is_mini() { 1.5 } else { 2.0 })));
        (from, to)
    }

    /// The fixed window: its counter over time, the edges, the open window as a frame.
    pub(super) fn window(&self, picture: &mut Picture, count: u32, limit: u32, start: Time, window: Span) {
        let limit = f64::from(limit);
        let plot = self.plot(limit);
        let from = self.now.back(self.frame.past);
        let record = self.lane_state.gauge_since(from, self.now);
        self.area(picture, &plot, &record, Fill::Flat(Ink::Ink3, 0.28));
        self.truth(picture, &plot, limit, self.model.window());
        self.base_line(picture, &plot);
        self.limit_line(picture, &plot, limit);
        let length = (window.0 as f64 * self.frame.per_ns) as f32;
        if length > 6.0 {
            let mut along = self.frame.along(start, self.now);
            while along < self.frame.behind() {
                self.edge(picture, &plot, along, limit);
                along += length;
            }
            let mut along = self.frame.along(start + window, self.now);
            while along > -self.frame.before() {
                self.edge(picture, &plot, along, limit);
                along -= length;
            }
        }
        self.open_window(picture, &plot, start, window, limit);
        let ends = match self.lane_state.cpu() {
            Some(cpu) => format!("processor {:.0} %", 100.0 * cpu),
            None => format!("ends in {}", short(rounded((start + window).since(self.now)))),
        };
        self.count_reading(picture, (&plot, limit), &count.to_string(), "in this window", &ends);
        picture.hit("limiter", 1, self.at(&plot, 0.0, limit / 2.0), 40.0);
    }

    /// The log: marks on a strip that moves with time, and the window that is looked at.
    pub(super) fn log(&self, picture: &mut Picture, marks: &[Time], limit: u32, window: Span) {
        let (frame, mini) = (&self.frame, self.frame.is_mini());
        let count = marks.len();
        let limit = f64::from(limit);
        let plot = Plot { base: if mini { -34.0 } else { -74.0 }, ..self.plot(limit) };
        let plot = Plot { unit: plot.unit * 0.72, ..plot };
        let from = self.now.back(frame.past);
        self.area(picture, &plot, &self.lane_state.gauge_since(from, self.now), Fill::Flat(Ink::Ink3, 0.28));
        self.truth(picture, &plot, limit, self.model.window());
        self.limit_line(picture, &plot, limit);
        // The strip.
        let (near, far) = if mini { (-12.0, -28.0) } else { (-30.0, -62.0) };
        let at = |along: f32, across: f32| frame.flow.go(frame.gate, along, across);
        for across in [near, far] {
            picture.line(at(0.0, across), at(frame.behind(), across), Stroke::new(Ink::Wire, 1.25).flat());
        }
        if !mini {
            self.sprockets(picture, near, far);
        }
        let end = frame.along(self.now.back(window), self.now);
        let middle = f32::midpoint(near, far);
        let half = (near - far) / 2.0 - if mini { 2.0 } else { 7.0 };
        let tick = |at_time: Time| {
            let along = frame.along(at_time, self.now);
            [Seg::Move(at(along, middle - half)), Seg::Line(at(along, middle + half))]
        };
        // What has left the window is still on the strip, in pencil.
        let old = self.lane.marks.newest_first().take_while(|mark| self.now.since(mark.at) <= frame.past);
        let old = old.filter(|mark| mark.outcome != Outcome::Refused && frame.along(mark.at, self.now) > end);
        let faint: Vec<Seg> = old.flat_map(|mark| tick(mark.at)).collect();
        picture.path(faint, Fill::None, Some(Stroke::new(Ink::Wire, 1.5).flat()));
        let dark: Vec<Seg> = marks.iter().flat_map(|&moment| tick(moment)).collect();
        picture.path(dark, Fill::None, Some(Stroke::new(Ink::Ink, if mini { 1.8 } else { 2.6 }).flat()));
        let stroke = Stroke::new(Ink::Ink, if mini { 1.5 } else { 2.0 });
        let end = end.min(frame.behind());
        let lip = if mini { 3.0 } else { 7.0 };
        let bracket = [
            Seg::Move(at(0.0, near + lip)),
            Seg::Line(at(0.0, far - lip)),
            Seg::Line(at(end, far - lip)),
            Seg::Line(at(end, near + lip)),
        ];
        picture.path(bracket, Fill::None, Some(stroke));
        if mini {
            return;
        }
        let words = format!("the last {}", short(window));
        let edge = at(end, far - lip);
        match frame.flow {
            Flow::Right => {
                Self::inside(picture, pt(edge.x + 6.0, edge.y + 11.0), Type::Axis, Ink::Ink3, Align::Start, &words);
            }
            Flow::Down => Self::inside(picture, pt(edge.x, edge.y + 14.0), Type::Axis, Ink::Ink3, Align::Start, &words),
        }
        let oldest = marks.first().map_or_else(String::new, |oldest| {
            format!("the oldest leaves in {}", short(rounded((*oldest + window).since(self.now))))
        });
        self.count_reading(picture, (&plot_at(-30.0), 0.0), &count.to_string(), "in the log", &oldest);
        picture.hit("limiter", 1, at(end / 2.0, middle), 30.0);
    }

    fn sprockets(&self, picture: &mut Picture, near: f32, far: f32) {
        let frame = &self.frame;
        let pitch = 14.0f32;
        // The holes move with the strip: they are moments too.
        let shift = (self.now.0 as f64 * frame.per_ns % f64::from(pitch)) as f32;
        let mut along = shift;
        while along < frame.behind() {
            for across in [near - 3.2, far + 3.2] {
                let c = frame.flow.go(frame.gate, along, across);
                picture.rect(pt(c.x - 1.3, c.y - 1.3), 2.6, 2.6, 0.6, Fill::Flat(Ink::Wire, 1.0), None);
            }
            along += pitch;
        }
    }

    /// The sliding counter: two windows as blocks, and the window that ends now laid over them.
    pub(super) fn pair(
        &self,
        picture: &mut Picture,
        (previous, current): (f64, f64),
        limit: u32,
        start: Time,
        window: Span,
    ) {
        let (frame, mini) = (&self.frame, self.frame.is_mini());
        let limit = f64::from(limit);
        let plot = self.plot(limit);
        let weight = self.face.weight(self.now);
        // What is far above the limit leaves the picture.
        let tall = |count: f64| count.min(2.1 * limit);
        let along = |at: Time| frame.along(at, self.now).clamp(-frame.before(), frame.behind());
        let length = (window.0 as f64 * frame.per_ns) as f32;
        let edge = frame.along(start, self.now);
        let block = |from: f32, to: f32, count: f64| {
            [
                Seg::Move(self.at(&plot, from, 0.0)),
                Seg::Line(self.at(&plot, from, count)),
                Seg::Line(self.at(&plot, to, count)),
                Seg::Line(self.at(&plot, to, 0.0)),
                Seg::Close,
            ]
        };
        let far = (edge + length).min(frame.behind());
        let shown = edge.min(frame.behind());
        picture.path(block(shown, far, tall(previous)), Fill::Flat(Ink::Ink3, 0.28), None);
        let looked = along(self.now.back(window));
        if weight > 0.0 {
            picture.path(block(shown, looked, tall(previous)), Fill::Flat(Ink::Ink, 0.4), None);
        }
        picture.path(block(0.0, shown, tall(current)), Fill::Flat(Ink::Ink, 0.4), None);
        self.truth(picture, &plot, limit, self.model.window());
        self.base_line(picture, &plot);
        self.limit_line(picture, &plot, limit);
        self.edge(picture, &plot, edge, 1.12 * limit);
        self.edge(picture, &plot, edge - length, 1.12 * limit);
        self.edge(picture, &plot, edge + length, 1.12 * limit);
        let top = 1.2 * limit;
        let span = [
            Seg::Move(self.at(&plot, 0.0, 0.0)),
            Seg::Line(self.at(&plot, 0.0, top)),
            Seg::Line(self.at(&plot, looked, top)),
            Seg::Line(self.at(&plot, looked, 0.0)),
        ];
        picture.path(span, Fill::None, Some(Stroke::new(Ink::Ink, if mini { 1.5 } else { 2.0 })));
        if mini {
            return;
        }
        let label = |picture: &mut Picture, from: f32, to: f32, words: &str| {
            let p = self.at(&plot, f32::midpoint(from, to), 0.0);
            match frame.flow {
                Flow::Right if to - from > 40.0 => {
                    picture.text(pt(p.x, p.y - 6.0), Type::LabelBold, Ink::Ink, Align::Middle, words);
                    picture.halo();
                }
                Flow::Down if to - from > 16.0 => {
                    picture.text(pt(p.x - 6.0, p.y + 4.0), Type::LabelBold, Ink::Ink, Align::End, words);
                    picture.halo();
                }
                _ => {}
            }
        };
        label(picture, 0.0, shown, &format!("{} now", amount(current)));
        label(picture, shown, far, &format!("{} before", amount(previous)));
        let estimate = previous * weight + current;
        let sum = format!("{} × {} + {}", amount(previous), two_digits(weight), amount(current));
        self.count_reading(picture, (&plot, top), &amount(estimate), &sum, "");
        picture.hit("limiter", 1, self.at(&plot, 0.0, limit / 2.0), 40.0);
    }
}

fn plot_at(base: f32) -> Plot {
    Plot { base, unit: 1.0, reach: (0.0, 0.0) }
}

fn two_digits(x: f64) -> String {
    format!("{x:.2}")
}

/// Rounded to two digits or so, so that a running number can be read.
fn rounded(span: Span) -> Span {
    let s = span.secs();
    let step = if s >= 10.0 {
        1.0
    } else if s >= 1.0 {
        0.1
    } else {
        0.01
    };
    Span::from_secs((s / step).ceil() * step)
}
