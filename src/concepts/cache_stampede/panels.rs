//! The charts: loads for each expiry over the rate with theory on them, and how long answers take.

use super::model::Caches;
use super::model::lane::Lane;
use super::params::{Params, Rule};
use super::sweep::RATES;
use super::{theory, words};
use crate::concept::{PanelDecl, Remark, Sweep, Table, View};
use crate::scene::chart::{Axis, Chart, EndLabel, Frame, Look, Scale};
use crate::scene::{Align, Fill, Handle, Ink, Picture, Stroke, Type, glyph, pt, text_width};

/// The charts, in the order of their letters.
pub const PANELS: &[PanelDecl] = &[
    PanelDecl::new("loads", "Loads for each expiry").share(1.2).height(300.0),
    PanelDecl::new("answers", "How long answers take").share(1.0).height(300.0),
];

/// Points of a line of theory.
const POINTS: u32 = 60;

/// Draws the chart at `index` of [`PANELS`]; returns what its head says on the right.
pub fn draw_panel(
    index: usize,
    params: &Params,
    model: &Caches,
    view: &View,
    sweep: Option<&Sweep>,
    picture: &mut Picture,
) -> String {
    picture.clear(view.width, view.height);
    if index == 0 { loads(params, model, view, sweep, picture) } else { answers(params, model, view, picture) }
}

fn rates() -> impl Iterator<Item = f64> {
    let step = libm::log(RATES.1 / RATES.0) / f64::from(POINTS);
    (0..=POINTS).map(move |k| RATES.0 * libm::exp(step * f64::from(k)))
}

fn loads(params: &Params, model: &Caches, view: &View, sweep: Option<&Sweep>, picture: &mut Picture) -> String {
    let theory = |rule: Rule| -> Vec<(f64, f64)> {
        let at = |rate: f64| (rate, theory::loads_per_expiry(rule, &Params { rate, ..params.clone() }));
        rates().map(at).collect()
    };
    let top = theory::loads_per_expiry(Rule::None, &Params { rate: RATES.1, ..params.clone() });
    let y = Axis::nice("loads for each expiry", Scale::Log, 0.8, top.max(10.0));
    let frame = Frame::fitting(view.width, view.height, &y);
    let frame = Frame { top: frame.top + 12.0, right: view.width - 132.0, bottom: view.height - 46.0, ..frame };
    let chart = Chart::new(frame, Axis::exact("requests a second", Scale::Log, RATES.0, RATES.1), y);
    let mut labels = Vec::new();
    let measured = |rule: Rule| -> Vec<(f64, f64)> {
        let Some(sweep) = sweep else { return Vec::new() };
        let lane = sweep.plan.lanes.iter().position(|lane| lane.key == rule.key());
        lane.map_or_else(Vec::new, |lane| sweep.lane(lane).filter_map(|(x, point)| Some((x, point.mean?))).collect())
    };
    for (rule, inks) in model.lanes().iter().map(|lane| lane.rule).zip([Ink::Work, Ink::Ink2, Ink::Ink2, Ink::Ink2]) {
        chart.line(picture, &theory(rule), Look::Theory);
        let points = measured(rule);
        chart.line(picture, &points, Look::Measured(inks));
        let end = points
            .last()
            .copied()
            .unwrap_or((RATES.1, theory::loads_per_expiry(rule, &Params { rate: RATES.1, ..params.clone() })));
        let ink = if inks == Ink::Work { Ink::WorkText } else { inks };
        labels.push(EndLabel { at: chart.place(end.0, end.1), words: rule.name().to_owned(), ink, style: Type::Label });
    }
    chart.axes(picture, true);
    chart.end_labels(picture, frame.right + 18.0, &labels);
    let at = chart.place(3.0, 1.0 + 3.0 * params.load);
    picture.text(pt(at.x, (at.y - 14.0).max(frame.top + 10.0)), Type::Note, Ink::NoteText, Align::Middle, "1 + λD");
    picture.halo();
    // Your rate: a vertical with a thumb on the axis that sets it.
    let x = chart.place(params.rate, 1.0).x;
    picture.line(pt(x, frame.top), pt(x, frame.bottom), Stroke::new(Ink::Ink, 1.5));
    if let Some(per) = model.lanes().first().and_then(|lane| lane.tally.loads_per_expiry()) {
        chart.here(picture, (params.rate, per), &words::digits(per));
    }
    glyph::thumb(picture, pt(x, frame.bottom));
    let (a, b) = (pt(frame.left, frame.bottom), pt(frame.right, frame.bottom));
    picture.handle(Handle { key: "rate", a, b, low: RATES.0, high: RATES.1, log: true, ..Handle::default() });
    let expiries: u64 = model.lanes().first().map_or(0, |lane| lane.tally.expiries);
    format!("{} so far; dashed is theory", words::count(expiries, "expiry", "expiries"))
}

/// What the second chart shows of a lane, in seconds.
struct Times {
    mean: f64,
    quantiles: [f64; 3],
    theory: f64,
}

fn times(lane: &Lane, params: &Params) -> Option<Times> {
    let latency = &lane.tally.latency;
    let quantile = |q| latency.quantile(q);
    Some(Times {
        mean: latency.mean_s()?,
        quantiles: [quantile(0.5)?, quantile(0.95)?, quantile(0.99)?],
        theory: theory::mean_answer(lane.tally.hit_ratio()?, params),
    })
}

fn answers(params: &Params, model: &Caches, view: &View, picture: &mut Picture) -> String {
    let all: Vec<(Rule, Option<Times>)> = model.lanes().iter().map(|lane| (lane.rule, times(lane, params))).collect();
    let most = all.iter().flat_map(|(_, times)| times.iter().map(|t| t.quantiles[2])).fold(params.load, f64::max);
    let names = all.iter().map(|(rule, _)| text_width(Type::Label, 0.0, rule.name())).fold(0.0, f32::max);
    let y = Axis::rows(all.len());
    let frame = Frame { left: names + 14.0, top: 16.0, right: view.width - 14.0, bottom: view.height - 40.0 };
    let chart = Chart::new(frame, Axis::nice("answer, s", Scale::Log, params.hit / 2.0, view.right(most * 1.5)), y);
    let row = (frame.bottom - frame.top) / all.len().max(1) as f32;
    for (at, (rule, times)) in all.iter().enumerate() {
        let y = frame.top + row * (at as f32 + 0.5);
        picture.text(pt(names, y + 4.5), Type::Label, Ink::Ink, Align::End, rule.name());
        let Some(times) = times else { continue };
        let x = |seconds: f64| chart.place(seconds.max(params.hit / 2.0), 0.0).x;
        let (low, high) = (x(times.quantiles[0]), x(times.quantiles[2]));
        chart.leave_row(picture, at as u64, y, &times.quantiles);
        picture.line(pt(low, y), pt(high, y), Stroke::new(Ink::Work, 2.25));
        for (seconds, name) in times.quantiles.iter().zip(["p50", "p95", "p99"]) {
            picture.disc(pt(x(*seconds), y), 4.0, Ink::Work);
            // Names only where they do not lie on one another.
            let crowded = name == "p95" && (x(*seconds) - low < 34.0 || high - x(*seconds) < 34.0);
            let twice = name == "p99" && high - low < 34.0;
            if !crowded && !twice {
                picture.text(pt(x(*seconds), y - 9.0), Type::Axis, Ink::WorkText, Align::Middle, name);
            }
        }
        let mean = x(times.mean);
        picture.line(pt(mean, y - 7.0), pt(mean, y + 7.0), Stroke::new(Ink::Ink, 2.25).flat());
        picture.text(
            pt(mean, y + 19.0),
            Type::Axis,
            Ink::Ink2,
            Align::Middle,
            format!("mean {}", words::seconds(times.mean)),
        );
        glyph::knee(picture, pt(x(times.theory), y + 2.0));
    }
    chart.axes(picture, false);
    // The rows have names and no scale.
    picture.rect(pt(0.0, frame.bottom + 30.0), 0.0, 0.0, 0.0, Fill::None, None);
    "triangle: h × hit + (1 − h) × load time".to_owned()
}

/// Whether theory holds now.
pub fn remarks(index: usize, params: &Params, model: &Caches) -> Vec<Remark> {
    if index == 0 {
        let (why, holds) = match theory::holds(params) {
            Ok(()) => ("Holds: one key, Poisson arrivals, a load time that is always the same.".to_owned(), true),
            Err(why) => (why.to_owned(), false),
        };
        return vec![Remark { what: "loads for each expiry".to_owned(), why, holds }];
    }
    let Some(lane) = model.lanes().first() else { return Vec::new() };
    let (Some(mean), Some(ratio)) = (lane.tally.latency.mean_s(), lane.tally.hit_ratio()) else { return Vec::new() };
    let formula = theory::mean_answer(ratio, params);
    let holds = (mean / formula - 1.0).abs() < 0.05;
    let why = if holds {
        format!(
            "Holds for {}: {} measured, {} by the formula.",
            lane.rule.name(),
            words::seconds(mean),
            words::seconds(formula)
        )
    } else if mean < formula {
        format!(
            "Does not hold for {}: who waits for the load of another waits for a part of it only.",
            lane.rule.name()
        )
    } else {
        format!("Does not hold for {}: loads wait in line, or looks at the lock come late.", lane.rule.name())
    };
    vec![Remark { what: "h × hit + (1 − h) × load time".to_owned(), why, holds }]
}

/// The chart at `index` as a table.
pub fn panel_table(index: usize, params: &Params, model: &Caches, sweep: Option<&Sweep>) -> Table {
    if index == 0 {
        let xs: Vec<f64> = sweep.map_or_else(Vec::new, |sweep| sweep.plan.xs.clone());
        let row = |(at, &rate): (usize, &f64)| {
            let cell = |lane: &Lane| {
                let measured = sweep.and_then(|sweep| {
                    let lane = sweep.plan.lanes.iter().position(|other| other.key == lane.rule.key())?;
                    sweep.lane(lane).find(|(_, point)| point.x as usize == at)?.1.mean
                });
                let theory = theory::loads_per_expiry(lane.rule, &Params { rate, ..params.clone() });
                format!("{} ({})", measured.map_or("-".to_owned(), words::digits), words::digits(theory))
            };
            std::iter::once(words::digits(rate)).chain(model.lanes().iter().map(cell)).collect()
        };
        return Table {
            caption: "Loads for each expiry by requests a second; theory in brackets".to_owned(),
            head: std::iter::once("Requests /s".to_owned())
                .chain(model.lanes().iter().map(|lane| lane.rule.name().to_owned()))
                .collect(),
            rows: xs.iter().enumerate().map(row).collect(),
        };
    }
    let row = |lane: &Lane| {
        let mut cells = vec![lane.rule.name().to_owned()];
        match times(lane, params) {
            Some(times) => {
                cells.push(words::percent(lane.tally.hit_ratio().unwrap_or(0.0)));
                cells.extend(times.quantiles.iter().chain([&times.mean, &times.theory]).map(|s| words::seconds(*s)));
            }
            None => cells.extend(std::iter::repeat_n("-".to_owned(), 6)),
        }
        cells
    };
    Table {
        caption: "How long answers take".to_owned(),
        head: ["Cure", "Out of the cache", "p50", "p95", "p99", "Mean", "h × hit + (1 − h) × load time"]
            .map(str::to_owned)
            .to_vec(),
        rows: model.lanes().iter().map(row).collect(),
    }
}
