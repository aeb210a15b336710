//! The charts: miss ratio over size with MIN as the floor, and the distance from MIN; each with its table twin.

use super::model::{Caches, Lane};
use super::params::{Params, Requests, Rule, SIZE_MAX};
use super::sweep::MIN;
use super::words::percent;
use crate::concept::{PanelDecl, Sweep, Table, View, grouped};
use crate::policies::evict::curve::Che;
use crate::policies::evict::workload::weights;
use crate::scene::chart::{Axis, Chart, Frame, Look, Scale, Tick, Ticks, spread};
use crate::scene::{Align, Dash, Fill, Handle, Ink, Picture, Seg, Stroke, Type, pt, text_width};

/// The charts, in the order of their letters.
pub const PANELS: &[PanelDecl] = &[
    PanelDecl::new("miss", "Miss ratio").share(1.5).height(322.0),
    PanelDecl::new("distance", "Distance from MIN").share(1.0).height(322.0),
];

/// Width of the list of names and values.
const LIST: f32 = 150.0;
/// Width from which on the list has room.
const ROOMY: f32 = 420.0;

/// A policy's curve, in %.
struct Curve {
    name: &'static str,
    rule: Option<Rule>,
    points: Vec<(f64, f64)>,
    in_view: bool,
}

impl Curve {
    fn ink(&self) -> Ink {
        match self.rule {
            None => Ink::Note,
            Some(rule) if rule.plain() => Ink::Ink2,
            Some(_) => Ink::Work,
        }
    }
    /// The value at a size, between the measured ones on the logarithmic axis.
    fn at(&self, size: f64) -> Option<f64> {
        let after = self.points.iter().position(|point| point.0 >= size)?;
        let (x1, y1) = self.points[after];
        let Some(&(x0, y0)) = after.checked_sub(1).and_then(|before| self.points.get(before)) else { return Some(y1) };
        let share = libm::log(size / x0) / libm::log(x1 / x0);
        Some(y0 + share * (y1 - y0))
    }
}

/// What the charts show.
struct Curves {
    /// MIN first, if it is measured.
    all: Vec<Curve>,
    size: f64,
    count: u64,
    /// Theory of LRU, in %.
    theory: Vec<(f64, f64)>,
    /// What the first cache on the screen missed so far, in %.
    measured: Option<f64>,
}

impl Curves {
    fn of(params: &Params, sweep: Option<&Sweep>) -> Self {
        let mut all = Vec::new();
        let mut count = 0;
        if let Some(sweep) = sweep {
            for (at, lane) in sweep.plan.lanes.iter().enumerate() {
                let rule = Rule::ALL.iter().copied().find(|rule| rule.key() == lane.key);
                if rule.is_none() && lane.key != MIN {
                    continue;
                }
                let points: Vec<(f64, f64)> =
                    sweep.lane(at).filter_map(|(x, point)| Some((x, point.mean? * 100.0))).collect();
                count = count.max(sweep.lane(at).map(|(_, point)| point.count).min().unwrap_or(0));
                let in_view = rule.is_some_and(|rule| params.policies.contains(&rule));
                all.push(Curve { name: lane.label, rule, points, in_view });
            }
        }
        let zipf = matches!(params.requests, Requests::Zipf | Requests::Even);
        let alpha = if params.requests == Requests::Even { 0.0 } else { params.alpha };
        let che = zipf.then(|| Che::new(&weights(params.keys, alpha)));
        let theory = |che: Che| {
            let most = f64::from(SIZE_MAX.min(params.keys));
            (0..=40)
                .map(|k| 2.0 * libm::pow(most / 2.0, f64::from(k) / 40.0))
                .map(|size| (size, che.lru(size) * 100.0))
                .collect()
        };
        Self { all, size: f64::from(params.size), count, theory: che.map_or_else(Vec::new, theory), measured: None }
    }

    fn head(&self) -> String {
        if self.count == 0 { "being measured".to_owned() } else { format!("{} requests a point", grouped(self.count)) }
    }

    fn min(&self) -> Option<&Curve> {
        self.all.iter().find(|curve| curve.rule.is_none())
    }

    /// The curves less MIN, where both are known.
    fn distances(&self) -> Vec<Curve> {
        let Some(min) = self.min() else { return Vec::new() };
        let others = self.all.iter().filter(|curve| curve.rule.is_some());
        let less = |curve: &Curve| Curve {
            points: curve
                .points
                .iter()
                .filter_map(|&(x, y)| Some((x, y - min.points.iter().find(|point| point.0 == x)?.1)))
                .collect(),
            ..*curve
        };
        others.map(less).collect()
    }

    fn axis() -> Axis {
        let tick = |power: u32| {
            let size = 1u32 << power;
            Tick { value: f64::from(size), label: [2, 8, 32, 128, 256].contains(&size).then(|| size.to_string()) }
        };
        let ticks = Ticks { low: 2.0, high: f64::from(SIZE_MAX), ticks: (1..=8).map(tick).collect() };
        Axis { name: "cache size, keys".to_owned(), scale: Scale::Log, ticks }
    }

    /// Draws curves over sizes, the cursor, and the list of values at the cursor.
    fn draw(&self, curves: &[&Curve], top: f64, y_name: &str, floor: bool, view: &View, picture: &mut Picture) {
        picture.clear(view.width, view.height);
        let y = Axis::nice(y_name, Scale::Linear, 0.0, top);
        let frame = Frame::fitting(view.width, view.height, &y);
        let roomy = view.width >= ROOMY;
        let list = if roomy { LIST } else { 96.0 };
        let frame =
            Frame { top: frame.top + 14.0, right: view.width - list - 14.0, bottom: view.height - 48.0, ..frame };
        let chart = Chart::new(frame, Self::axis(), y);
        if floor && let Some(min) = self.min() {
            chart.unreachable(picture, &min.points);
        }
        for curve in curves.iter().filter(|curve| curve.rule.is_some() && !curve.in_view) {
            chart.line(picture, &curve.points, Look::Record(curve.ink()));
        }
        for curve in curves.iter().filter(|curve| curve.in_view) {
            chart.line(picture, &curve.points, Look::Measured(curve.ink()));
        }
        if floor {
            chart.line(picture, &self.theory, Look::Theory2);
            if let Some(min) = self.min() {
                chart.line(picture, &min.points, Look::Theory);
            }
        }
        chart.axes(picture, true);
        self.cursor(&chart, curves, picture);
        if floor && let Some(min) = self.min().filter(|min| min.points.len() > 4) {
            let words = "no policy gets down here";
            let width = text_width(Type::Note, 0.0, words);
            let at = pt(chart.place(9.0, 0.0).x.min(frame.right - width - 4.0), frame.bottom - 28.0);
            // Where MIN falls off, as in a loop, there is no place below it.
            let end = at.x + width;
            let below =
                min.points.iter().map(|&(x, y)| chart.place(x, y)).all(|p| p.x > end + 30.0 || p.y < at.y - 16.0);
            if below && at.x > frame.left {
                picture.text(at, Type::Note, Ink::NoteText, Align::Start, words);
                picture.halo();
            }
        }
        if floor && let Some(measured) = self.measured {
            chart.here(picture, (self.size, measured), "");
        }
        self.list(&chart, curves, roomy, picture);
    }

    /// Your size: a vertical with a thumb on the axis that sets the size.
    fn cursor(&self, chart: &Chart, curves: &[&Curve], picture: &mut Picture) {
        let frame = chart.frame();
        let x = chart.place(self.size, 0.0).x;
        picture.line(pt(x, frame.top), pt(x, frame.bottom), Stroke::new(Ink::Ink, 1.75));
        for curve in curves {
            let Some(y) = curve.at(self.size) else { continue };
            let c = chart.place(self.size, y);
            if c.y < frame.top {
                continue;
            }
            picture.circle(c, 3.2, Fill::Flat(Ink::Paper, 1.0), Some(Stroke::new(curve.ink(), 1.75)));
        }
        picture.rect(pt(x - 6.5, frame.bottom - 10.0), 13.0, 20.0, 3.0, Fill::Flat(Ink::Ink, 1.0), None);
        picture.line(pt(x, frame.bottom - 5.0), pt(x, frame.bottom + 5.0), Stroke::new(Ink::Paper, 1.0));
        let mut words = format!("your cache, {}", self.size);
        // The axis has its name at the right end of the same line.
        let name = text_width(Type::Axis, 0.0, "cache size, keys") + 14.0;
        if text_width(Type::LabelBold, 0.0, &words) + name > frame.right - frame.left {
            words = self.size.to_string();
        }
        let half = text_width(Type::LabelBold, 0.0, &words) / 2.0;
        let middle = x.clamp(frame.left + half, (frame.right - half - name).max(frame.left + half));
        picture.text(pt(middle, frame.bottom + 33.0), Type::LabelBold, Ink::Ink, Align::Middle, words);
        picture.halo();
        let (a, b) = (pt(frame.left, frame.bottom), pt(frame.right, frame.bottom));
        picture.handle(Handle {
            key: "size",
            a,
            b,
            low: 2.0,
            high: f64::from(SIZE_MAX),
            log: true,
            ..Handle::default()
        });
    }

    /// Names at the ends of the lines, with the values at the cursor.
    fn list(&self, chart: &Chart, curves: &[&Curve], roomy: bool, picture: &mut Picture) {
        let frame = chart.frame();
        let mut ends: Vec<(&&Curve, f32, f32)> = curves
            .iter()
            .filter_map(|curve| {
                let &(x, y) = curve.points.last()?;
                let end = chart.place(x, y);
                Some((curve, end.x, end.y.clamp(frame.top, frame.bottom)))
            })
            .collect();
        crate::sim::order::sort_by(&mut ends, |a, b| {
            let value = |curve: &Curve| curve.at(self.size).unwrap_or(0.0);
            a.2.total_cmp(&b.2).then(value(b.0).total_cmp(&value(a.0)))
        });
        let wanted: Vec<f32> = ends.iter().map(|end| end.2).collect();
        let gap = 17.0f32.min((frame.bottom - frame.top - 12.0) / ends.len().max(1) as f32);
        let x = frame.right + 24.0;
        let right = frame.right + if roomy { LIST - 6.0 } else { 0.0 };
        if roomy {
            let words = format!("at {}", self.size);
            picture.text(pt(right, frame.top - 4.0), Type::Axis, Ink::Ink3, Align::End, words);
        }
        for (y, (curve, end_x, end_y)) in spread(&wanted, gap, frame.top + 14.0, frame.bottom).into_iter().zip(&ends) {
            let ink = curve.ink();
            let (from, to) = (pt(end_x + 2.0, *end_y), pt(x - 4.0, y));
            let middle = f32::midpoint(from.x, to.x);
            let bend = [Seg::Move(from), Seg::Cubic(pt(middle, from.y), pt(middle, to.y), to)];
            let dash = if curve.rule.is_none() { Dash::Theory } else { Dash::Solid };
            picture.path(bend, Fill::None, Some(Stroke::new(ink, 1.0).opacity(0.55).dash(dash)));
            let style = match (curve.rule, curve.in_view) {
                (None, _) => Type::Note,
                (_, true) => Type::LabelBold,
                _ => Type::Label,
            };
            picture.text(pt(x, y + 4.0), style, ink.text(), Align::Start, curve.name);
            if roomy && let Some(value) = curve.at(self.size) {
                picture.text(pt(right, y + 4.0), Type::Label, ink.text(), Align::End, format!("{value:.1}"));
            }
        }
    }
}

/// Draws the chart at `index` of [`PANELS`]; returns what its head says on the right.
pub fn draw_panel(
    index: usize,
    params: &Params,
    model: &Caches,
    view: &View,
    sweep: Option<&Sweep>,
    picture: &mut Picture,
) -> String {
    let mut curves = Curves::of(params, sweep);
    curves.measured = model.lanes().first().and_then(Lane::miss_ratio).map(|ratio| ratio * 100.0);
    if index == 0 {
        let all: Vec<&Curve> = curves.all.iter().collect();
        curves.draw(&all, 100.0, "% of requests missed", true, view, picture);
    } else {
        let distances = curves.distances();
        let most = distances.iter().flat_map(|curve| &curve.points).map(|point| point.1).fold(10.0, f64::max);
        let all: Vec<&Curve> = distances.iter().collect();
        curves.draw(&all, most, "percentage points above MIN", false, view, picture);
    }
    curves.head()
}

/// The chart at `index` as a table.
pub fn panel_table(index: usize, params: &Params, sweep: Option<&Sweep>) -> Table {
    let curves = Curves::of(params, sweep);
    let distances = curves.distances();
    let shown: Vec<&Curve> = if index == 0 { curves.all.iter().collect() } else { distances.iter().collect() };
    let xs: Vec<f64> = sweep.map_or_else(Vec::new, |sweep| sweep.plan.xs.clone());
    let cell = |curve: &Curve, x: f64| {
        curve.points.iter().find(|point| point.0 == x).map_or("-".to_owned(), |p| format!("{:.1}", p.1))
    };
    Table {
        caption: if index == 0 {
            "Requests missed, in %, by size of the cache"
        } else {
            "Percentage points above MIN, by size of the cache"
        }
        .to_owned(),
        head: std::iter::once("Size".to_owned()).chain(shown.iter().map(|curve| curve.name.to_owned())).collect(),
        rows: xs
            .iter()
            .map(|&x| std::iter::once(format!("{x}")).chain(shown.iter().map(|curve| cell(curve, x))).collect())
            .collect(),
    }
}

/// "72.4 %", or a dash before anything is counted.
pub fn missed(lane: &Lane) -> String {
    lane.miss_ratio().map_or_else(|| "–".to_owned(), percent)
}

/// Requests over which the player's strip counts.
pub const STRIP: u32 = 30;

/// The player's strip: the share of the last requests that the first cache missed, in %.
pub fn strip_value(model: &Caches) -> f64 {
    let counted = u64::from(STRIP).min(model.requests()).max(1);
    let recent = |lane: &Lane| (lane.recent & ((1 << STRIP) - 1)).count_ones();
    model.lanes().first().map_or(0.0, |lane| f64::from(recent(lane)) / counted as f64 * 100.0)
}
