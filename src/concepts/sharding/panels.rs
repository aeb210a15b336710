//! The panels: how long queries of each kind take, the tail of scatter-gather, and how many shards it takes.

use super::model::Store;
use super::model::tally::Tally;
use super::occurrence::Kind;
use super::params::Params;
use super::{metrics, theory, words};
use crate::concept::{PanelDecl, Remark, Sweep, Table, View};
use crate::scene::chart::{Axis, Chart, Frame, Look, Scale};
use crate::scene::{Align, Ink, Picture, Stroke, Type, pt, text_width};

/// The panels, in the order of their letters.
pub const PANELS: &[PanelDecl] = &[
    PanelDecl::new("times", "How long queries take").share(1.0).height(260.0),
    PanelDecl::new("tail", "The slowest of many").share(1.0).height(260.0),
    PanelDecl::new("sizing", "How many shards").share(1.0).text().more(),
];

/// Draws the panel at `index`; returns what its head says on the right.
pub fn draw(
    index: usize,
    params: &Params,
    model: &Store,
    view: &View,
    sweep: Option<&Sweep>,
    picture: &mut Picture,
) -> String {
    picture.clear(view.width, view.height);
    match index {
        0 => times(model, view, picture),
        1 => tail(params, model, view, sweep, picture),
        _ => String::new(),
    }
}

/// Seconds at which half, 95 and 99 of 100 queries of a kind are answered.
fn quantiles(tally: &Tally, kind: Kind) -> Option<[f64; 3]> {
    let took = &tally.took[kind as usize];
    Some([took.quantile(0.5)?, took.quantile(0.95)?, took.quantile(0.99)?])
}

fn times(model: &Store, view: &View, picture: &mut Picture) -> String {
    let tally = model.tally();
    let all: Vec<(Kind, [f64; 3])> =
        Kind::ALL.iter().filter_map(|&kind| Some((kind, quantiles(tally, kind)?))).collect();
    let unit = 1.0 / model.params().each;
    let low = all.iter().map(|row| row.1[0]).fold(unit, f64::min) / 2.0;
    let high = all.iter().map(|row| row.1[2]).fold(unit * 4.0, f64::max) * 1.5;
    let names = Kind::ALL.iter().map(|kind| text_width(Type::Label, 0.0, kind.name())).fold(0.0, f32::max);
    let frame = Frame { left: names + 14.0, top: 16.0, right: view.width - 16.0, bottom: view.height - 40.0 };
    let axis = Axis::nice("answer, s", Scale::Log, low.max(1e-7), view.right(high));
    let chart = Chart::new(frame, axis, Axis::rows(Kind::ALL.len()));
    let row = (frame.bottom - frame.top) / Kind::ALL.len() as f32;
    for (at, kind) in Kind::ALL.iter().enumerate() {
        let y = frame.top + row * (at as f32 + 0.5);
        let there = all.iter().find(|row| row.0 == *kind);
        let ink = if there.is_some() { Ink::Ink } else { Ink::Ink3 };
        picture.text(pt(names, y + 4.5), Type::Label, ink, Align::End, kind.name());
        let Some((_, seconds)) = there else { continue };
        let x = seconds.map(|s| chart.place(s.max(1e-7), 0.0).x);
        chart.leave_row(picture, at as u64, y, seconds);
        picture.line(pt(x[0], y), pt(x[2], y), Stroke::new(Ink::Work, 2.25));
        for (at, name) in ["p50", "p95", "p99"].iter().enumerate() {
            picture.disc(pt(x[at], y), 4.0, Ink::Work);
            // Names only where they do not lie on one another.
            let near = |other: usize| (x[at] - x[other]).abs() < 32.0;
            if at == 0 || (at == 1 && !near(0) && !near(2)) || (at == 2 && !near(0)) {
                picture.text(pt(x[at], y - 9.0), Type::Axis, Ink::WorkText, Align::Middle, name);
            }
        }
        let p99 = words::seconds(seconds[2]);
        let end = x[2] + 8.0 + text_width(Type::Axis, 0.0, &p99) > view.width;
        let (at, align) = if end { (pt(x[2], y + 18.0), Align::End) } else { (pt(x[2] + 8.0, y + 4.0), Align::Start) };
        picture.text(at, Type::Axis, Ink::Ink2, align, p99);
    }
    chart.axes(picture, false);
    format!("{}, {}", words::count(tally.done(), "query", "queries"), words::seconds(model.seconds()))
}

fn tail(params: &Params, model: &Store, view: &View, sweep: Option<&Sweep>, picture: &mut Picture) -> String {
    let y = Axis::exact("slower than 99 of 100 parts, %", Scale::Linear, 0.0, 50.0);
    let mut frame = Frame::fitting(view.width, view.height, &y);
    frame.top += 10.0;
    let chart = Chart::new(frame, Axis::exact("shards asked", Scale::Log, 1.0, 64.0), y);
    let line: Vec<(f64, f64)> =
        (0..=48).map(|k| libm::exp2(f64::from(k) / 8.0)).map(|n| (n, 100.0 * theory::slow_share(0.01, n))).collect();
    chart.line(picture, &line, Look::Theory);
    let at = chart.place(14.0, 100.0 * theory::slow_share(0.01, 14.0));
    picture.text(pt(at.x - 8.0, at.y - 12.0), Type::Note, Ink::NoteText, Align::End, "1 − 0.99ᴺ");
    picture.halo();
    if let Some(sweep) = sweep {
        let points: Vec<_> = sweep.lane(0).filter_map(|(x, point)| Some((x, point, point.mean?))).collect();
        let band: Vec<(f64, f64, f64)> =
            points.iter().map(|(x, point, _)| (*x, 100.0 * point.low, 100.0 * point.high)).collect();
        chart.band(picture, &band, Ink::Work);
        let line: Vec<(f64, f64)> = points.iter().map(|(x, _, mean)| (*x, 100.0 * mean)).collect();
        chart.line(picture, &line, Look::Measured(Ink::Work));
        if let Some(&(x, y)) = line.last() {
            let at = chart.place(x, y);
            picture.text(pt(at.x - 4.0, at.y + 18.0), Type::Label, Ink::WorkText, Align::End, "measured");
            picture.halo();
        }
    }
    chart.axes(picture, false);
    let tally = model.tally();
    let n = model.present().count() as f64;
    let count = tally.took[Kind::Scatter as usize].count();
    if let Some(share) = tally.slow_share().filter(|_| count >= 100) {
        chart.here(picture, (n, 100.0 * share), &format!("{:.1} %", 100.0 * share));
    }
    let load = theory::load(params, f64::from(params.shards)).min(0.9);
    match sweep {
        None => "not measured yet".to_owned(),
        Some(_) => format!("shards {} busy", words::percents(load)),
    }
}

/// Whether the closed forms hold now.
pub fn remarks(index: usize, model: &Store) -> Vec<Remark> {
    let tally = model.tally();
    let count = tally.took[Kind::Scatter as usize].count();
    let n = model.present().count() as f64;
    match (index, tally.slow_share()) {
        (1, Some(share)) if count >= 100 => {
            let law = theory::slow_share(0.01, n);
            let (low, high) = (0.75 * law, 1.25 * law);
            let holds = (low..=high).contains(&share);
            let why = if holds {
                format!("Holds: {} measured, {} by the formula.", words::percent(share), words::percent(law))
            } else if share < low {
                format!(
                    "Says too much: {} measured, {} by the formula. Shards are slow together, as what asks everybody waits in every line.",
                    words::percent(share),
                    words::percent(law)
                )
            } else {
                format!(
                    "Says too little: {} measured, {} by the formula. One shard is much slower than the others.",
                    words::percent(share),
                    words::percent(law)
                )
            };
            vec![Remark { what: "1 − 0.99ᴺ".to_owned(), why, holds }]
        }
        _ => Vec::new(),
    }
}

/// The panel of text: what it takes, what binds, and what each shard then gets.
pub fn panel_text(params: &Params, model: &Store) -> Table {
    let rows = model.keys().rows() as f64;
    let (storage, queries) = (theory::by_storage(params, rows), theory::by_queries(params));
    let n = model.count() as f64;
    let row = |cells: [String; 3]| cells.to_vec();
    let all = theory::everywhere(params);
    let by_queries = match queries {
        Some(need) if all > 0.0 => [
            "By queries".to_owned(),
            words::grouped(need as u64),
            format!(
                "{} of {} go to every shard, however many there are; the rest is shared. A shard serves {}.",
                words::rate(params.rate * all),
                words::rate(params.rate),
                words::rate(params.each)
            ),
        ],
        Some(need) => [
            "By queries".to_owned(),
            words::grouped(need as u64),
            format!(
                "{} over {} a shard is {}, rounded up.",
                words::rate(params.rate),
                words::rate(params.each),
                words::digits(params.rate / params.each)
            ),
        ],
        None => [
            "By queries".to_owned(),
            "none is enough".to_owned(),
            format!(
                "{} ask every shard, and a shard serves {}. More shards do not help.",
                words::rate(params.rate * all),
                words::rate(params.each)
            ),
        ],
    };
    let by_storage = [
        "By storage".to_owned(),
        words::grouped(storage as u64),
        format!(
            "{} of {} each are {}; a shard holds {}.",
            words::rows(rows),
            words::data(params.size * 1e3),
            words::data(theory::bytes(params, rows)),
            words::data(params.disk * 1e12)
        ),
    ];
    let binds = match queries {
        None => "The queries bind: no number is enough.".to_owned(),
        Some(need) if need > storage => format!("The queries bind: {} shards.", words::grouped(need as u64)),
        Some(need) if need < storage => format!("The storage binds: {} shards.", words::grouped(storage as u64)),
        Some(need) => format!("Both take {}.", words::count(need as u64, "shard", "shards")),
    };
    let load = theory::load(params, n);
    let spread = format!(
        "If {} share evenly, each is {} busy.{}",
        words::count(n as u64, "shard", "shards"),
        words::percent(load),
        if load > 0.9 && load <= 1.0 { " Nothing is left for one that gets more than its share." } else { "" }
    );
    let busiest = metrics::loads(model).iter().copied().reduce(f64::max).map_or(String::new(), |most| {
        format!("Measured: the busiest is asked for {} of what it can.", words::percent(most))
    });
    let mut out = vec![vec![binds], row(by_queries), row(by_storage), vec![spread]];
    if !busiest.is_empty() {
        out.push(vec![busiest]);
    }
    Table { caption: format!("{} now", words::count(n as u64, "shard", "shards")), head: Vec::new(), rows: out }
}

/// The panel at `index` as a table.
pub fn table(index: usize, params: &Params, model: &Store, sweep: Option<&Sweep>) -> Table {
    match index {
        0 => {
            let row = |kind: &Kind| {
                let took = &model.tally().took[*kind as usize];
                let mut cells = vec![kind.name().to_owned(), words::grouped(took.count())];
                cells.extend(
                    [took.mean_s(), took.quantile(0.5), took.quantile(0.95), took.quantile(0.99)]
                        .map(|s| s.map_or("-".to_owned(), words::seconds)),
                );
                cells
            };
            Table {
                caption: "How long queries take".to_owned(),
                head: ["Kind", "Answered", "Mean", "p50", "p95", "p99"].map(str::to_owned).to_vec(),
                rows: Kind::ALL.iter().map(row).collect(),
            }
        }
        1 => {
            let row = |at: usize, n: f64| {
                let measured = sweep.and_then(|sweep| sweep.lane(0).find(|(_, point)| point.x as usize == at)?.1.mean);
                vec![
                    words::digits(n),
                    measured.map_or("-".to_owned(), words::percent),
                    words::percent(theory::slow_share(0.01, n)),
                ]
            };
            let xs = super::sweep::plan(params).xs;
            Table {
                caption: "Scatter-gathers slower than 99 of 100 of their parts".to_owned(),
                head: ["Shards", "Measured", "1 − 0.99ᴺ"].map(str::to_owned).to_vec(),
                rows: xs.iter().enumerate().map(|(at, n)| row(at, *n)).collect(),
            }
        }
        _ => panel_text(params, model),
    }
}
