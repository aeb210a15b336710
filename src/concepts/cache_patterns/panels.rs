//! The charts: old answers over the time to live with theory on them, and how long reads and writes take.

use super::model::Systems;
use super::model::lane::Lane;
use super::params::{Params, Pattern};
use super::sweep::LIVES;
use super::{theory, words};
use crate::concept::{PanelDecl, Remark, Sweep, Table, View};
use crate::scene::chart::{Axis, Chart, EndLabel, Frame, Look, Scale};
use crate::scene::{Align, Handle, Ink, Picture, Stroke, Type, glyph, pt, text_width};

/// The charts, in the order of their letters.
pub const PANELS: &[PanelDecl] = &[
    PanelDecl::new("old", "Old answers").share(1.2).height(300.0),
    PanelDecl::new("times", "How long it takes").share(1.0).height(300.0),
];

/// Points of a line of theory.
const POINTS: u32 = 60;

/// Draws the chart at `index` of [`PANELS`]; returns what its head says on the right.
pub fn draw_panel(
    index: usize,
    params: &Params,
    model: &Systems,
    view: &View,
    sweep: Option<&Sweep>,
    picture: &mut Picture,
) -> String {
    picture.clear(view.width, view.height);
    if index == 0 { old(params, model, view, sweep, picture) } else { times(params, model, view, picture) }
}

fn measured(sweep: Option<&Sweep>, pattern: Pattern) -> Vec<(f64, f64)> {
    let Some(sweep) = sweep else { return Vec::new() };
    let lane = sweep.plan.lanes.iter().position(|lane| lane.key == pattern.key());
    lane.map_or_else(Vec::new, |lane| sweep.lane(lane).filter_map(|(x, point)| Some((x, point.mean?))).collect())
}

fn old(params: &Params, model: &Systems, view: &View, sweep: Option<&Sweep>, picture: &mut Picture) -> String {
    let step = libm::log(LIVES.1 / LIVES.0) / f64::from(POINTS);
    let theory: Vec<(f64, f64)> = (0..=POINTS)
        .map(|k| LIVES.0 * libm::exp(step * f64::from(k)))
        .map(|ttl| (ttl, theory::old_share(&Params { ttl, ..params.clone() }) * 100.0))
        .collect();
    let around = model.lanes().iter().any(|lane| theory::applies(lane.pattern));
    let curves: Vec<(Pattern, Vec<(f64, f64)>)> =
        model.lanes().iter().map(|lane| (lane.pattern, measured(sweep, lane.pattern))).collect();
    let now = model.lanes().first().and_then(|lane| lane.tally.old_share()).map(|share| share * 100.0);
    let top = curves.iter().flat_map(|(_, points)| points).map(|point| point.1).chain(now).fold(0.5, f64::max);
    let top = if around { top.max(theory.last().map_or(0.0, |point| point.1)) } else { top };
    let y = Axis::nice("% of the answers", Scale::Linear, 0.0, view.top((top * 1.05).min(100.0)));
    let frame = Frame::fitting(view.width, view.height, &y);
    let frame = Frame { top: frame.top + 12.0, right: view.width - 128.0, bottom: view.height - 46.0, ..frame };
    let chart = Chart::new(frame, Axis::exact("time to live, s", Scale::Log, LIVES.0, LIVES.1), y);
    let mut labels = Vec::new();
    if around {
        chart.line(picture, &theory, Look::Theory);
    }
    for ((pattern, points), ink) in curves.iter().zip([Ink::Work, Ink::Ink2, Ink::Ink2]) {
        chart.line(picture, points, Look::Measured(ink));
        let Some(&(x, y)) = points.last() else { continue };
        let words = pattern.name().split(',').next().unwrap_or_default().to_owned();
        labels.push(EndLabel { at: chart.place(x, y), words, ink, style: Type::Label });
    }
    chart.axes(picture, true);
    chart.end_labels(picture, frame.right + 18.0, &labels);
    let x = chart.place(params.ttl, 0.0).x;
    picture.line(pt(x, frame.top), pt(x, frame.bottom), Stroke::new(Ink::Ink, 1.5));
    if let Some(now) = now {
        chart.here(picture, (params.ttl, now), &words::digits(now));
    }
    glyph::thumb(picture, pt(x, frame.bottom));
    let (a, b) = (pt(frame.left, frame.bottom), pt(frame.right, frame.bottom));
    picture.handle(Handle { key: "ttl", a, b, low: LIVES.0, high: LIVES.1, log: true, ..Handle::default() });
    let reads: u64 = model.lanes().first().map_or(0, |lane| lane.tally.answered);
    let also = if around { "; dashed is theory of write-around" } else { "" };
    format!("{} so far{also}", words::count(reads, "read", "reads"))
}

fn formula(lane: &Lane, params: &Params) -> Option<f64> {
    Some(theory::mean_read(lane.tally.hit_ratio()?, lane.pattern, params))
}

fn times(params: &Params, model: &Systems, view: &View, picture: &mut Picture) -> String {
    let lanes = model.lanes();
    let most = lanes
        .iter()
        .flat_map(|lane| [lane.tally.read_time.quantile(0.99), lane.tally.write_time.quantile(0.99)])
        .flatten()
        .fold(4.0 * params.database, f64::max);
    let names = lanes.iter().map(|lane| text_width(Type::Label, 0.0, short(lane.pattern))).fold(0.0, f32::max);
    let y = Axis::rows(lanes.len());
    let frame = Frame { left: names + 14.0, top: 16.0, right: view.width - 14.0, bottom: view.height - 40.0 };
    let low = params.cache / 4.0;
    let chart = Chart::new(frame, Axis::nice("time, s", Scale::Log, low, view.right(most * 1.3)), y);
    let each = (frame.bottom - frame.top) / lanes.len().max(1) as f32;
    let x = |seconds: f64| chart.place(seconds.max(low), 0.0).x;
    for (at, lane) in lanes.iter().enumerate() {
        let middle = frame.top + each * (at as f32 + 0.5);
        picture.text(pt(names, middle + 4.5), Type::Label, Ink::Ink, Align::End, short(lane.pattern));
        for (times, y, ink, text, word) in [
            (&lane.tally.read_time, middle - 13.0, Ink::Work, Ink::WorkText, "read"),
            (&lane.tally.write_time, middle + 13.0, Ink::Ink2, Ink::Ink2, "write"),
        ] {
            let (Some(p50), Some(p95), Some(p99), Some(mean)) =
                (times.quantile(0.5), times.quantile(0.95), times.quantile(0.99), times.mean_s())
            else {
                continue;
            };
            chart.leave_row(picture, 2 * at as u64 + u64::from(word == "write"), y, &[p50, p95, p99]);
            picture.line(pt(x(p50), y), pt(x(p99), y), Stroke::new(ink, 2.25));
            for seconds in [p50, p95, p99] {
                picture.disc(pt(x(seconds), y), 3.6, ink);
            }
            picture.line(pt(x(mean), y - 6.0), pt(x(mean), y + 6.0), Stroke::new(Ink::Ink, 2.25).flat());
            let words = format!("{word}, mean {}", words::seconds(mean));
            let at =
                f32::midpoint(x(p50), x(p99)).clamp(frame.left + 46.0, (frame.right - 52.0).max(frame.left + 46.0));
            picture.text(pt(at, y - 8.0), Type::Axis, text, Align::Middle, words);
        }
        if let Some(formula) = formula(lane, params) {
            glyph::knee(picture, pt(x(formula), middle - 11.0));
        }
    }
    chart.axes(picture, false);
    "dots p50, p95, p99; triangle h × hit + (1 − h) × miss".to_owned()
}

fn short(pattern: Pattern) -> &'static str {
    pattern.name().split(',').next().unwrap_or_default()
}

/// Whether theory holds now.
pub fn remarks(index: usize, params: &Params, model: &Systems) -> Vec<Remark> {
    if index == 0 {
        let around = model.lanes().iter().any(|lane| theory::applies(lane.pattern));
        if !around {
            return Vec::new();
        }
        let holds = params.database * 10.0 < params.ttl;
        let why = if holds {
            "Holds: Poisson reads and writes, and only time ends a value."
        } else {
            "Does not hold: values live hardly longer than the database takes."
        };
        return vec![Remark { what: "old answers of write-around".to_owned(), why: why.to_owned(), holds }];
    }
    let row = |lane: &Lane| {
        let (mean, formula) = (lane.tally.read_time.mean_s()?, formula(lane, params)?);
        let holds = (mean / formula - 1.0).abs() < 0.1;
        let why = format!("{} measured, {} by the formula.", words::seconds(mean), words::seconds(formula));
        let why = if holds { format!("Holds: {why}") } else { format!("Does not hold: {why}") };
        Some(Remark { what: format!("mean read of {}", short(lane.pattern)), why, holds })
    };
    model.lanes().iter().filter_map(row).collect()
}

/// The chart at `index` as a table.
pub fn panel_table(index: usize, params: &Params, model: &Systems, sweep: Option<&Sweep>) -> Table {
    if index == 0 {
        let xs: Vec<f64> = sweep.map_or_else(Vec::new, |sweep| sweep.plan.xs.clone());
        let row = |&ttl: &f64| {
            let cell = |lane: &Lane| {
                let points = measured(sweep, lane.pattern);
                points.iter().find(|point| point.0 == ttl).map_or("-".to_owned(), |point| words::digits(point.1))
            };
            let theory = words::digits(theory::old_share(&Params { ttl, ..params.clone() }) * 100.0);
            std::iter::once(words::digits(ttl)).chain(model.lanes().iter().map(cell)).chain([theory]).collect()
        };
        return Table {
            caption: "Old answers, in %, by time to live".to_owned(),
            head: std::iter::once("Time to live, s".to_owned())
                .chain(model.lanes().iter().map(|lane| lane.pattern.name().to_owned()))
                .chain(["Write-around in theory".to_owned()])
                .collect(),
            rows: xs.iter().map(row).collect(),
        };
    }
    let row = |lane: &Lane| {
        let t = &lane.tally;
        let or = |value: Option<f64>| value.map_or("-".to_owned(), words::seconds);
        vec![
            lane.pattern.name().to_owned(),
            t.hit_ratio().map_or("-".to_owned(), words::percent),
            or(t.read_time.quantile(0.5)),
            or(t.read_time.quantile(0.95)),
            or(t.read_time.quantile(0.99)),
            or(t.read_time.mean_s()),
            or(formula(lane, params)),
            or(t.write_time.mean_s()),
            or(t.write_time.quantile(0.99)),
        ]
    };
    Table {
        caption: "How long reads and writes take".to_owned(),
        head: ["Pattern", "Out of the cache", "Read p50", "p95", "p99", "Mean", "By the formula", "Write, mean", "p99"]
            .map(str::to_owned)
            .to_vec(),
        rows: model.lanes().iter().map(row).collect(),
    }
}
