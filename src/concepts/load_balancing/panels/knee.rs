//! The knee: mean latency over utilisation, as measured by the sweep, with theory on it and the present moment.
//!
//! The whisker at "you are here" is the 95 % confidence interval of the window's mean from batch means; where the
//! window is too short to tell one, the whisker is dotted and runs over the whole axis.

use super::super::assumptions::{Rule, Setting, Theory};
use super::super::model::Cluster;
use super::super::params::Params;
use super::super::recorder::Recorder;
use super::super::window::Window;
use super::super::words;
use super::labels::{Room, along, dots};
use super::{Unit, requests, upwards};
use crate::concept::{Layout, Remark, Sweep, Table, View};
use crate::param::ParamSet as _;
use crate::scene::chart::{Axis, Chart, Frame, Look, Scale, number, spread};
use crate::scene::{Align, Dash, Fill, Handle, Ink, Picture, Pt, Seg, Stroke, Type, glyph, pt, text_width};
use crate::sim::order;
use crate::sim::stats::BatchMeans;

/// Width from which on the names of the policies have room beside the chart.
const WIDE: f32 = 300.0;
/// The kind of a target that asks for one lane of the sweep; its number is the lane's.
pub const LANE: &str = "policy";
/// In how many pieces a theory line is drawn.
const PIECES: u32 = 160;

/// The present, or the window before the last change.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Spot {
    rho: f64,
    /// Seconds.
    mean: f64,
}

/// A measured curve: (utilisation, mean, low, high) in seconds.
struct Curve {
    lane: usize,
    label: String,
    points: Vec<(f64, f64, f64, f64)>,
}

/// What the chart shows.
pub(super) struct Knee {
    unit: Unit,
    /// Top of the y axis, seconds.
    top: f64,
    /// The policy at hand first.
    curves: Vec<Curve>,
    /// Requests behind each point of the first curve, the fewest.
    count: u64,
    theories: Vec<Theory>,
    /// The load at the knee.
    bend: Option<f64>,
    here: Option<Spot>,
    /// Half the 95 % interval around the present mean, seconds.
    half: Option<f64>,
    window_count: usize,
    was: Option<Spot>,
    /// Offered load, where it is known.
    load: Option<f64>,
    /// The rate at full load, and the rate that is set, where it is set.
    full: Option<(f64, f64)>,
}

impl Knee {
    pub(super) fn of(params: &Params, model: &Cluster, recorder: &Recorder, sweep: Option<&Sweep>) -> Self {
        let setting = Setting::now(model);
        let window = Window::measure(model, recorder);
        let spot = |window: &Window| Some(Spot { rho: window.utilisation?, mean: window.mean_s()? });
        let (here, was) = (spot(&window), recorder.was.as_deref().and_then(spot));
        let all = setting.theories();
        // A pool without servers has no mean; the axis still needs one.
        let service = all.first().map(|theory| theory.mean_sojourn(0.0)).filter(|s| s.is_finite() && *s > 0.0);
        let service = service.unwrap_or(params.mean);
        let wanted = [here, was].into_iter().flatten().map(|spot| 1.25 * spot.mean).fold(0.0, f64::max);
        let top = wanted.clamp(7.5 * service, 20.0 * service);
        let curves = sweep.map_or_else(Vec::new, curves);
        let count = sweep.map_or(0, |sweep| {
            let own = sweep.plan.own;
            let measured = (own < sweep.plan.lanes.len()).then(|| sweep.lane(own));
            measured.into_iter().flatten().filter(|(_, p)| p.mean.is_some()).map(|(_, p)| p.count).min().unwrap_or(0)
        });
        Self {
            unit: Unit::of(top),
            top,
            curves,
            count,
            theories: chosen(all),
            bend: setting.knee(),
            here,
            half: half_width(recorder, &window),
            window_count: window.sojourns.len(),
            was,
            load: setting.load(),
            full: Params::index("rate")
                .filter(|index| params.active(*index))
                .map(|_| (setting.capacity(), params.rate))
                .filter(|(capacity, _)| capacity.is_finite() && *capacity > 0.0),
        }
    }

    /// Draws the chart; with `all`, the curves of the other policies too.
    pub(super) fn draw(&self, view: &View, picture: &mut Picture, all: bool) -> String {
        let y = upwards(format!("mean latency, {}", self.unit.name), self.top * self.unit.per_s);
        let x = Axis::exact("utilisation ρ", Scale::Linear, 0.0, 1.0);
        let wide = all && view.width >= WIDE && self.curves.len() > 1;
        let frame = Frame::fitting(view.width, view.height, &y);
        let frame = if wide { Frame { right: frame.right - self.column(), ..frame } } else { frame };
        let chart = Chart::new(frame, x, y);
        let frame = chart.frame();
        let mut room = Room::new(frame.left + 4.0, frame.top, frame.right + 6.0, frame.bottom - 2.0);
        room.block_text((pt(frame.left + 6.0, frame.top + 5.0), Align::Start), Type::Axis, &chart.axis().1.name);
        let own = self.curves.first();
        if let Some(own) = own {
            let band: Vec<_> = own.points.iter().map(|&(x, _, low, high)| (x, self.y(low), self.y(high))).collect();
            chart.band(picture, &band, Ink::Work);
        }
        let lines = self.draw_theories(&chart, &mut room, picture);
        let asked = view.focus.filter(|focus| focus.kind == LANE).map(|focus| focus.id as usize);
        let others: Vec<&Curve> = self.curves.iter().skip(1).filter(|curve| all || asked == Some(curve.lane)).collect();
        for curve in others.iter().copied() {
            let points = self.points(curve);
            chart.line(picture, &points, Look::Record(Ink::Ink2));
            room.line(dots(&chart, &points));
        }
        let measured = own.map(|own| self.points(own)).unwrap_or_default();
        chart.line(picture, &measured, Look::Measured(Ink::Work));
        room.line(dots(&chart, &measured));
        chart.axes(picture, false);
        let thumb = self.thumb(&frame).filter(|_| !all && view.layout != Layout::Mini);
        if let Some(knee) = self.bend {
            let side = chart.knee(picture, knee, "knee", thumb.map(|at| at.x));
            let aside = if side == Align::Start { 14.0 } else { -14.0 };
            room.block(pt(chart.place(knee, 0.0).x + aside, frame.bottom - 8.0), 24.0, 8.0);
        }
        self.draw_spots(&chart, &mut room, picture);
        if let Some(at) = thumb {
            self.draw_thumb(at, &frame, &mut room, picture);
        }
        for (theory, line) in self.theories.iter().zip(&lines).filter(|(theory, _)| self.is_bound(theory)) {
            let mut places = along(&chart, &room, line, &theory.label, Type::Note);
            places.reverse();
            room.write(picture, Type::Note, Ink::NoteText, &theory.label, &places);
        }
        if let Some(own) = own {
            let places = along(&chart, &room, &measured, &own.label, Type::Label);
            room.write(picture, Type::Label, Ink::WorkText, &own.label, &places);
        }
        for (theory, line) in self.theories.iter().zip(&lines).filter(|(theory, _)| !self.is_bound(theory)) {
            let places = along(&chart, &room, line, &theory.label, Type::Note);
            room.write(picture, Type::Note, Ink::NoteText, &theory.label, &places);
        }
        if wide {
            self.draw_column(&chart, &mut room, &others, picture);
        } else {
            for curve in others {
                let places = along(&chart, &room, &self.points(curve), &curve.label, Type::Axis);
                room.write(picture, Type::Axis, Ink::Ink2, &curve.label, &places);
            }
        }
        self.head()
    }

    /// Room for the names of the other policies, right of the chart.
    fn column(&self) -> f32 {
        let width = |curve: &Curve| text_width(Type::Axis, 0.0, &curve.label);
        self.curves.iter().skip(1).map(width).fold(0.0, f32::max) + 22.0
    }

    /// Names the other policies at the ends of their lines, or where these leave the frame.
    fn draw_column(&self, chart: &Chart, room: &mut Room, others: &[&Curve], picture: &mut Picture) {
        let frame = chart.frame();
        let all =
            others.iter().filter_map(|curve| Some((*dots(chart, &self.points(curve)).last()?, curve.label.as_str())));
        // A line that ends early is named where it ends, not across the whole chart.
        let (mut ends, early): (Vec<(Pt, &str)>, Vec<_>) = all.partition(|(end, _)| end.x > frame.right - 70.0);
        for (end, label) in early {
            let y = end.y.max(frame.top + 4.0) + 4.0;
            let places = [
                (pt(end.x + 5.0, y), Align::Start),
                (pt(end.x - 5.0, y), Align::End),
                (pt(end.x + 5.0, y + 14.0), Align::Start),
            ];
            room.write(picture, Type::Axis, Ink::Ink2, label, &places);
        }
        order::sort_by(&mut ends, |a, b| a.0.y.total_cmp(&b.0.y).then(b.0.x.total_cmp(&a.0.x)));
        let wanted: Vec<f32> = ends.iter().map(|(end, _)| end.y).collect();
        let x = frame.right + 18.0;
        for (y, (end, label)) in spread(&wanted, 13.5, frame.top, frame.bottom).into_iter().zip(ends) {
            let (from, to) = (pt(end.x + 2.0, end.y.max(frame.top)), pt(x - 4.0, y));
            let middle = f32::midpoint(from.x, to.x);
            let curve = [Seg::Move(from), Seg::Cubic(pt(middle, from.y), pt(middle, to.y), to)];
            picture.path(curve, Fill::None, Some(Stroke::new(Ink::Ink2, 1.0).opacity(0.4)));
            picture.text(pt(x, y + 4.0), Type::Axis, Ink::Ink2, Align::Start, label);
            picture.halo();
        }
    }

    /// The lower bound, where there is another line beside it.
    fn is_bound(&self, theory: &Theory) -> bool {
        theory.rule == Rule::SharedLine && self.theories.len() > 1
    }
    fn y(&self, seconds: f64) -> f64 {
        seconds * self.unit.per_s
    }
    fn points(&self, curve: &Curve) -> Vec<(f64, f64)> {
        curve.points.iter().map(|&(x, mean, ..)| (x, self.y(mean))).collect()
    }

    fn draw_theories(&self, chart: &Chart, room: &mut Room, picture: &mut Picture) -> Vec<Vec<(f64, f64)>> {
        let mut lines = Vec::new();
        for theory in &self.theories {
            let points: Vec<(f64, f64)> = (0..PIECES)
                .map(|at| {
                    // Closer together towards 1, where the line turns up.
                    let left = 1.0 - f64::from(at) / f64::from(PIECES);
                    let rho = 1.0 - left * left;
                    (rho, self.y(theory.mean_sojourn(rho)))
                })
                .collect();
            chart.line(picture, &points, if self.is_bound(theory) { Look::Theory2 } else { Look::Theory });
            room.theory(dots(chart, &points));
            lines.push(points);
        }
        lines
    }

    /// The axis is the arrival rate's: its thumb stands at the load that is set.
    fn thumb(&self, frame: &Frame) -> Option<Pt> {
        let share = self.full.map(|(capacity, rate)| (rate / capacity).min(1.0) as f32)?;
        Some(pt(frame.left + share * (frame.right - frame.left), frame.bottom))
    }
    fn draw_thumb(&self, at: Pt, frame: &Frame, room: &mut Room, picture: &mut Picture) {
        let Some((capacity, _)) = self.full else { return };
        let (a, b) = (pt(frame.left, frame.bottom), pt(frame.right, frame.bottom));
        glyph::thumb(picture, at);
        room.block(at, 8.0, 11.0);
        picture.handle(Handle { key: "rate", a, b, low: 0.0, high: capacity, log: false, ..Handle::default() });
    }

    /// Past full the dot leaves the axis.
    fn overloaded(&self) -> Option<f64> {
        self.load.filter(|load| *load >= 1.0)
    }

    fn draw_spots(&self, chart: &Chart, room: &mut Room, picture: &mut Picture) {
        let frame = chart.frame();
        if let Some(was) = self.was.filter(|was| was.mean <= self.top) {
            let c = chart.place(was.rho.min(1.0), self.y(was.mean));
            glyph::was_dot(picture, c);
            room.block(c, 6.0, 6.0);
        }
        let Some(here) = self.here else { return };
        if let Some(load) = self.overloaded() {
            let c = (here.rho.min(0.96), self.y(4.0 * self.top));
            let load =
                if load.is_finite() { format!("load {}", words::digits(load)) } else { "nobody is up".to_owned() };
            let words = format!("{load}, {}", self.unit.words(here.mean));
            chart.here(picture, c, &words);
            let at = pt(chart.place(c.0, 0.0).x, frame.top + 20.0);
            room.block(at, 13.0, 26.0);
            room.block_text((pt(at.x - 16.0, at.y + 4.0), Align::End), Type::LabelBold, &words);
            return;
        }
        let rho = here.rho.clamp(0.0, 1.0);
        let c = chart.place(rho, self.y(here.mean));
        self.whisker(chart, c, rho, here.mean, picture);
        chart.here(picture, (rho, self.y(here.mean)), &self.unit.words(here.mean));
        if here.mean > self.top {
            let words = self.unit.words(here.mean);
            room.block(pt(c.x, frame.top + 20.0), 13.0, 26.0);
            room.block_text((pt(c.x - 16.0, frame.top + 24.0), Align::End), Type::LabelBold, &words);
            return;
        }
        room.block(c, 13.0, 13.0);
        // What cannot be trusted yet is said in a weaker ink.
        let (style, ink) = if self.half.is_some() { (Type::LabelBold, Ink::Ink) } else { (Type::Label, Ink::Ink3) };
        let places = [
            (pt(c.x - 16.0, c.y - 9.0), Align::End),
            (pt(c.x - 16.0, c.y + 4.0), Align::End),
            (pt(c.x + 16.0, c.y + 4.0), Align::Start),
            (pt(c.x, c.y - 18.0), Align::Middle),
            (pt(c.x - 16.0, c.y + 18.0), Align::End),
            (pt(c.x + 16.0, c.y - 12.0), Align::Start),
            (pt(c.x + 16.0, c.y + 20.0), Align::Start),
            (pt(c.x, c.y - 34.0), Align::Middle),
        ];
        room.write(picture, style, ink, "you are here", &places);
        if let Some(was) = self.was.filter(|was| was.mean <= self.top) {
            let c = chart.place(was.rho.min(1.0), self.y(was.mean));
            let places = [
                (pt(c.x - 3.0, c.y - 10.0), Align::Middle),
                (pt(c.x - 9.0, c.y + 4.0), Align::End),
                (pt(c.x + 9.0, c.y + 4.0), Align::Start),
                (pt(c.x, c.y + 18.0), Align::Middle),
            ];
            room.write(picture, Type::Axis, Ink::Ink2, "was", &places);
        }
    }

    /// How far the present mean may be off.
    fn whisker(&self, chart: &Chart, c: Pt, rho: f64, mean: f64, picture: &mut Picture) {
        let frame = chart.frame();
        let held = |y: f32| y.clamp(frame.top, frame.bottom);
        let Some(half) = self.half else {
            let stroke = Stroke::new(Ink::Ink3, 1.25).dash(Dash::Past).flat();
            picture.line(pt(c.x, frame.top), pt(c.x, frame.bottom), stroke);
            return;
        };
        let end = |seconds: f64| held(chart.place(rho, self.y(seconds).max(0.0)).y);
        let (low, high) = (end(mean - half), end(mean + half));
        let stroke = Stroke::new(Ink::Ink, 1.25).flat();
        picture.line(pt(c.x, low), pt(c.x, high), stroke);
        for y in [low, high] {
            picture.line(pt(c.x - 4.0, y), pt(c.x + 4.0, y), stroke);
        }
    }

    fn head(&self) -> String {
        if self.count == 0 {
            return "theory only, nothing measured yet".to_owned();
        }
        format!("band: 95 % of {} a point", requests(self.count))
    }

    pub(super) fn table(&self) -> Table {
        let time = |seconds: f64| if seconds.is_finite() { self.unit.words(seconds) } else { "without end".to_owned() };
        let mut rows = Vec::new();
        for curve in &self.curves {
            for &(x, mean, low, high) in &curve.points {
                rows.push(vec![
                    curve.label.clone(),
                    number(x, 2),
                    time(mean),
                    format!("{} to {}", time(low), time(high)),
                ]);
            }
        }
        for theory in &self.theories {
            for rho in [0.25, 0.5, 0.75, 0.9] {
                rows.push(vec![
                    theory.label.clone(),
                    number(rho, 2),
                    time(theory.mean_sojourn(rho)),
                    theory.why.clone(),
                ]);
            }
        }
        if let Some(knee) = self.bend {
            rows.push(vec![
                "knee".to_owned(),
                number(knee, 2),
                String::new(),
                "Throughput over latency is highest here.".to_owned(),
            ]);
        }
        if let Some(was) = self.was {
            rows.push(vec!["was".to_owned(), number(was.rho, 2), time(was.mean), String::new()]);
        }
        if let Some(here) = self.here {
            let trust = match self.half {
                Some(half) => format!("{} to {}", time((here.mean - half).max(0.0)), time(here.mean + half)),
                None => format!("{}: too few to tell", requests(self.window_count as u64)),
            };
            let offered = self.overloaded().map_or_else(String::new, |load| format!(", load {}", words::digits(load)));
            rows.push(vec![
                "you are here".to_owned(),
                format!("{}{offered}", number(here.rho, 2)),
                time(here.mean),
                trust,
            ]);
        }
        Table {
            caption: format!("Mean latency over utilisation; {}.", self.head()),
            head: ["Line", "Utilisation", "Mean latency", "95 % band, or why"].map(str::to_owned).to_vec(),
            rows,
        }
    }
}

/// What is said about the theories in the chart.
pub(super) fn remarks(model: &Cluster) -> Vec<Remark> {
    let remark = |theory: Theory| Remark { what: theory.label, why: theory.why, holds: theory.applies };
    chosen(Setting::now(model).theories()).into_iter().map(remark).collect()
}

/// The measured lanes, the policy at hand first.
fn curves(sweep: &Sweep) -> Vec<Curve> {
    let own = sweep.plan.own;
    let others = (0..sweep.plan.lanes.len()).filter(|lane| *lane != own);
    let lanes = std::iter::once(own).filter(|own| *own < sweep.plan.lanes.len()).chain(others);
    let curve = |lane: usize| {
        let name = lower(sweep.plan.lanes[lane].label);
        let label = match lane == own {
            true if sweep.plan.note.is_empty() => format!("{name}, measured"),
            // The sweep is of the system as it stood when it was asked for.
            true => format!("{name}, {}", sweep.plan.note),
            false => name,
        };
        let points = sweep.lane(lane).filter_map(|(x, p)| Some((x, p.mean?, p.low, p.high)));
        Curve { lane, label, points: points.collect() }
    };
    lanes.map(curve).filter(|curve| !curve.points.is_empty()).collect()
}

/// A label inside a sentence: "Two choices" is "two choices", "IP hash" stays.
fn lower(label: &str) -> String {
    let mut letters = label.chars();
    let (first, second) = (letters.next(), letters.clone().next());
    match (first, second) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(letters).collect(),
        _ => label.to_owned(),
    }
}

/// At most two theories: what describes the policy, or random, and the bound.
fn chosen(all: Vec<Theory>) -> Vec<Theory> {
    let describes = all.iter().position(|theory| theory.applies && theory.rule != Rule::SharedLine);
    let own =
        describes.or_else(|| all.iter().position(|theory| theory.rule == Rule::Own && theory.why.starts_with("About")));
    let upper = own.or_else(|| all.iter().position(|theory| theory.rule == Rule::Random));
    all.into_iter()
        .enumerate()
        .filter(|(at, theory)| Some(*at) == upper || theory.rule == Rule::SharedLine)
        .map(|(_, theory)| theory)
        .collect()
}

/// Half the 95 % confidence interval of the window's mean, seconds.
fn half_width(recorder: &Recorder, window: &Window) -> Option<f64> {
    let inside: Vec<f64> =
        recorder.done.newest_first().take_while(|done| done.at > window.from).map(|done| done.sojourn.secs()).collect();
    let mut batches = BatchMeans::default();
    inside.into_iter().rev().for_each(|sojourn| batches.push(sojourn));
    batches.half_width_95()
}
