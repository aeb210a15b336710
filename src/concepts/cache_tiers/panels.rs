//! The charts: who answers and how fast, with the formula; who answered over the last minute; the origin's share over the
//! room of a node, with and without each tier.

use super::model::Tiers;
use super::model::tally::{Share, WHO, who};
use super::params::{Params, Tier};
use super::recorder::{BIN, BINS_MAX, Bin, Recorder};
use super::sweep::ROOMS;
use super::{theory, words};
use crate::concept::{PanelDecl, Remark, Sweep, Table, View};
use crate::scene::chart::{Axis, Chart, EndLabel, Frame, Look, Scale};
use crate::scene::{Align, Handle, Ink, Picture, Stroke, Type, glyph, pt, text_width};
use crate::sim::Model as _;

/// The charts, in the order of their letters.
pub const PANELS: &[PanelDecl] = &[
    PanelDecl::new("answers", "Who answers, how fast").share(1.0).height(300.0),
    PanelDecl::new("minute", "The last minute").share(1.0).height(300.0),
    PanelDecl::new("origin", "What the origin gets").share(1.2).height(300.0),
];

/// Draws the chart at `index` of [`PANELS`]; returns what its head says on the right.
pub fn draw_panel(
    index: usize,
    (params, model, recorder): (&Params, &Tiers, &Recorder),
    view: &View,
    sweep: Option<&Sweep>,
    picture: &mut Picture,
) -> String {
    picture.clear(view.width, view.height);
    match index {
        0 => answers(params, model, view, picture),
        1 => minute(model, recorder, view, picture),
        _ => origin(params, model, view, sweep, picture),
    }
}

/// The tiers that are there, and the origin.
fn rows(params: &Params) -> Vec<(&'static str, Option<Tier>)> {
    let tiers = Tier::ALL.iter().filter(|&&tier| params.has(tier)).map(|&tier| (tier.name(), Some(tier)));
    tiers.chain([("Origin", None)]).collect()
}

fn answers(params: &Params, model: &Tiers, view: &View, picture: &mut Picture) -> String {
    let t = &model.tally;
    let rows = rows(params);
    let names = rows.iter().map(|(name, _)| text_width(Type::Label, 0.0, name)).fold(0.0, f32::max);
    let frame = Frame { left: names + 14.0, top: 26.0, right: view.width - 62.0, bottom: view.height - 56.0 };
    let slowest = t.shares.iter().filter_map(Share::mean_s).fold(theory::answer_s(None, params), f64::max);
    let p99 = t.latency.quantile(0.99).unwrap_or(slowest);
    let fastest = theory::answer_s(rows[0].1, params);
    let x = Axis::nice("answer, s", Scale::Log, fastest / 2.0, view.right(slowest.max(p99) * 1.5));
    let chart = Chart::new(frame, x, Axis::rows(rows.len()));
    let row = (frame.bottom - frame.top) / rows.len() as f32;
    let of_answers = "of answers";
    picture.text(pt(view.width - 2.0, 14.0), Type::Axis, Ink::Ink3, Align::End, of_answers);
    for (at, (name, tier)) in rows.iter().enumerate() {
        let y = frame.top + row * (at as f32 + 0.5);
        picture.text(pt(names, y + 4.5), Type::Label, Ink::Ink, Align::End, name);
        glyph::knee(picture, pt(chart.place(theory::answer_s(*tier, params), 0.0).x, y + 8.0));
        if let Some(mean) = t.shares[who(*tier)].mean_s() {
            chart.leave_row(picture, at as u64, y, &[mean]);
            picture.disc(pt(chart.place(mean, 0.0).x, y), 5.0, if tier.is_some() { Ink::Work } else { Ink::Wait });
        }
        if let Some(share) = t.share(who(*tier)) {
            picture.text(pt(view.width - 2.0, y + 4.5), Type::Label, Ink::Ink, Align::End, words::percent(share));
        }
    }
    chart.axes(picture, false);
    if let (Some(mean), Some(formula)) = (t.latency.mean_s(), theory::mean_answer(t, params)) {
        let at = chart.place(mean, 0.0).x;
        picture.line(pt(at, frame.top - 6.0), pt(at, frame.bottom), Stroke::new(Ink::Ink, 1.5));
        let said = format!("mean {}", words::seconds(mean));
        // Over its line, and clear of the words at the right.
        let most =
            view.width - 10.0 - text_width(Type::Axis, 0.0, of_answers) - text_width(Type::Axis, 0.0, &said) / 2.0;
        picture.text(pt(at.min(most), frame.top - 12.0), Type::Axis, Ink::Ink, Align::Middle, said);
        let said = format!("Σ share × time = {}", words::seconds(formula));
        picture.text(pt(2.0, view.height - 6.0), Type::Note, Ink::NoteText, Align::Start, said);
    }
    let quantile = |q: f64| t.latency.quantile(q).map_or("–".to_owned(), words::seconds);
    format!("p50 {}, p95 {}, p99 {}", quantile(0.5), quantile(0.95), quantile(0.99))
}

/// The last minute in steps of two seconds: seconds ago, and the shares of the tiers in %.
fn shares(model: &Tiers, recorder: &Recorder) -> Vec<(f64, [f64; WHO], f64)> {
    const STEP: u64 = 4;
    let now = model.now().0 / BIN;
    let mut out = Vec::new();
    let bins: Vec<Bin> = recorder.bins.oldest_first().copied().collect();
    for step in (0..BINS_MAX as u64 / STEP).rev() {
        let Some(last) = now.checked_sub(step * STEP) else { continue };
        let within = |bin: &&Bin| bin.number <= last && bin.number + STEP > last;
        let (mut sum, mut old) = ([0u32; WHO], 0);
        for bin in bins.iter().filter(within) {
            old += bin.old;
            sum.iter_mut().zip(bin.answers).for_each(|(sum, n)| *sum += n);
        }
        let all: u32 = sum.iter().sum();
        if all > 0 {
            let share = |n: u32| f64::from(n) / f64::from(all) * 100.0;
            let ago = -(step as f64) * STEP as f64 * BIN as f64 / 1e9;
            out.push((ago, sum.map(share), share(old)));
        }
    }
    out
}

fn minute(model: &Tiers, recorder: &Recorder, view: &View, picture: &mut Picture) -> String {
    let y = Axis::nice("% of answers", Scale::Linear, 0.0, 100.0);
    let frame = Frame::fitting(view.width, view.height, &y);
    let frame = Frame { right: view.width - 96.0, bottom: view.height - 46.0, top: frame.top + 12.0, ..frame };
    let chart = Chart::new(frame, Axis::exact("seconds", Scale::Linear, -60.0, 0.0), y);
    let shares = shares(model, recorder);
    let mut labels = Vec::new();
    for (name, tier) in rows(model.params()) {
        let line: Vec<(f64, f64)> = shares.iter().map(|(x, shares, _)| (*x, shares[who(tier)])).collect();
        let ink = if tier.is_some() { Ink::Ink2 } else { Ink::Wait };
        chart.line(picture, &line, Look::Measured(ink));
        if let Some(&(x, y)) = line.last() {
            labels.push(EndLabel { at: chart.place(x, y), words: name.to_owned(), ink, style: Type::Label });
        }
    }
    let old: Vec<(f64, f64)> = shares.iter().map(|(x, _, old)| (*x, *old)).collect();
    chart.line(picture, &old, Look::Ghost);
    chart.axes(picture, true);
    chart.end_labels(picture, frame.right + 14.0, &labels);
    let old = shares.last().map_or(0.0, |last| last.2);
    format!("thin: out of date, {old:.1} % now")
}

fn origin(params: &Params, model: &Tiers, view: &View, sweep: Option<&Sweep>, picture: &mut Picture) -> String {
    let y = Axis::nice("% of requests", Scale::Linear, 0.0, 100.0);
    let frame = Frame::fitting(view.width, view.height, &y);
    let frame = Frame { top: frame.top + 12.0, right: view.width - 132.0, bottom: view.height - 46.0, ..frame };
    let chart = Chart::new(frame, Axis::exact("keys in a node", Scale::Log, ROOMS.0, ROOMS.1), y);
    let mut labels = Vec::new();
    let mut count = 0;
    if let Some(sweep) = sweep {
        for (at, lane) in sweep.plan.lanes.iter().enumerate() {
            let points: Vec<(f64, f64)> = sweep.lane(at).filter_map(|(x, point)| Some((x, point.mean?))).collect();
            count += sweep.lane(at).map(|(_, point)| point.count).sum::<u64>();
            let ink = if at == sweep.plan.own { Ink::Work } else { Ink::Ink2 };
            chart.line(picture, &points, Look::Measured(ink));
            if let Some(&(x, y)) = points.last() {
                labels.push(EndLabel { at: chart.place(x, y), words: lane.label.to_owned(), ink, style: Type::Label });
            }
        }
    }
    chart.axes(picture, true);
    chart.end_labels(picture, frame.right + 18.0, &labels);
    let x = chart.place(f64::from(params.node_room), 1.0).x;
    picture.line(pt(x, frame.top), pt(x, frame.bottom), Stroke::new(Ink::Ink, 1.5));
    if let Some(share) = model.tally.share(WHO - 1) {
        chart.here(picture, (f64::from(params.node_room), share * 100.0), &words::percent(share));
    }
    if params.has(Tier::Cluster) {
        glyph::thumb(picture, pt(x, frame.bottom));
        let (a, b) = (pt(frame.left, frame.bottom), pt(frame.right, frame.bottom));
        picture.handle(Handle { key: "node-room", a, b, low: ROOMS.0, high: ROOMS.1, log: true, ..Handle::default() });
    }
    format!("{} requests tried", words::grouped(count))
}

/// Whether theory holds now.
pub fn remarks(index: usize, params: &Params, model: &Tiers) -> Vec<Remark> {
    let t = &model.tally;
    match index {
        0 => {
            let (Some(mean), Some(formula)) = (t.latency.mean_s(), theory::mean_answer(t, params)) else {
                return Vec::new();
            };
            let holds = (mean / formula - 1.0).abs() < 0.05;
            let both = format!("{} measured, {} by the formula", words::seconds(mean), words::seconds(formula));
            let why = match holds {
                true => format!("Holds: {both}."),
                false if mean > formula => format!("Does not hold: {both}. Loads wait in line at the origin."),
                false => format!("Does not hold: {both}. Who waits for another's fetch waits for a part of it only."),
            };
            vec![Remark {
                what: "mean = Σ share × time; for one cache h × hit + (1 − h) × miss".to_owned(),
                why,
                holds,
            }]
        }
        1 => {
            let old = t.old();
            let Some(most) = theory::oldest(params) else { return Vec::new() };
            // What is under way, and since when the line at the origin is.
            let holds = old.old_most.secs() <= most + 1.0;
            let (bound, worst) = (words::seconds(most), words::seconds(old.old_most.secs()));
            let why = match (old.old, holds) {
                (0, _) => format!("An answer can be out of date for up to {bound}. None was."),
                (_, true) => format!("An answer can be out of date for up to {bound}; the worst was {worst}."),
                _ => format!(
                    "{bound} if deletes reach all. The worst was {worst}: an answer under way was stored after the delete."
                ),
            };
            vec![Remark { what: "lives that nobody cuts short add up".to_owned(), why, holds }]
        }
        _ => {
            let first = theory::first(params);
            let ratio = super::metrics::hit_ratio(model, first);
            let holds = theory::holds(params);
            let measured = ratio.map_or("nothing".to_owned(), words::percent);
            let in_theory = words::percent(theory::first_hits(params));
            let why = holds.map_or_else(str::to_owned, |()| {
                format!("{}: {measured} measured, {in_theory} in theory.", first.name())
            });
            let holds = holds.is_ok();
            vec![Remark { what: "first tier's hits: Σ pᵢ λᵢT / (1 + λᵢT)".to_owned(), why, holds }]
        }
    }
}

/// The chart at `index` as a table.
pub fn panel_table(index: usize, model: &Tiers, recorder: &Recorder, sweep: Option<&Sweep>) -> Table {
    let params = model.params();
    match index {
        0 => words::table(model),
        1 => {
            let rows = rows(params);
            let cells = |(ago, shares, old): &(f64, [f64; WHO], f64)| {
                let share = |tier: Option<Tier>| format!("{:.1} %", shares[who(tier)]);
                std::iter::once(format!("{ago} s"))
                    .chain(rows.iter().map(|row| share(row.1)))
                    .chain([format!("{old:.1} %")])
                    .collect()
            };
            Table {
                caption: "Who answered in the last minute".to_owned(),
                head: std::iter::once("When")
                    .chain(rows.iter().map(|row| row.0))
                    .chain(["Out of date"])
                    .map(str::to_owned)
                    .collect(),
                rows: shares(model, recorder).iter().map(cells).collect(),
            }
        }
        _ => {
            let Some(sweep) = sweep else {
                return Table { caption: String::new(), head: Vec::new(), rows: Vec::new() };
            };
            let cell = |lane: usize, x: usize| {
                let point = sweep.lane(lane).find(|(_, point)| point.x as usize == x).and_then(|(_, point)| point.mean);
                point.map_or("-".to_owned(), |share| format!("{share:.1} %"))
            };
            let row = |(at, x): (usize, &f64)| {
                let lanes = (0..sweep.plan.lanes.len()).map(|lane| cell(lane, at));
                std::iter::once(words::digits(*x)).chain(lanes).collect()
            };
            Table {
                caption: "Share of requests that reach the origin".to_owned(),
                head: std::iter::once("Keys in a node")
                    .chain(sweep.plan.lanes.iter().map(|lane| lane.label))
                    .map(str::to_owned)
                    .collect(),
                rows: sweep.plan.xs.iter().enumerate().map(row).collect(),
            }
        }
    }
}
