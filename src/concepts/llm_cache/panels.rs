//! The charts: hits and wrong answers over the threshold; how near pairs of prompts are, of one question and of two.

use super::model::corpus::{QUESTIONS, WORDINGS};
use super::model::embed::{Vector, cosine, embed};
use super::model::{Prompts, lane::Lane};
use super::params::Params;
use super::sweep::THRESHOLDS;
use super::{theory, words};
use crate::concept::{PanelDecl, Remark, Sweep, Table, View};
use crate::scene::chart::{Axis, Chart, EndLabel, Frame, Look, Scale};
use crate::scene::{Align, Handle, Ink, Picture, Stroke, Type, glyph, pt};
use std::sync::OnceLock;

/// The charts, in the order of their letters.
pub const PANELS: &[PanelDecl] = &[
    PanelDecl::new("threshold", "Hits against wrong answers").share(1.2).height(300.0),
    PanelDecl::new("pairs", "How near prompts are").share(1.0).height(300.0),
];

/// Bins of the second chart.
const BINS: usize = 24;

/// Draws the chart at `index` of [`PANELS`]; returns what its head says on the right.
pub fn draw_panel(
    index: usize,
    params: &Params,
    model: &Prompts,
    view: &View,
    sweep: Option<&Sweep>,
    picture: &mut Picture,
) -> String {
    picture.clear(view.width, view.height);
    if index == 0 { threshold(params, model, view, sweep, picture) } else { pairs(params, view, picture) }
}

fn semantic(model: &Prompts) -> Option<&Lane> {
    model.lanes().iter().find(|lane| lane.cache.semantic())
}

fn chart(view: &View, y: Axis) -> (Chart, Frame) {
    let frame = Frame::fitting(view.width, view.height, &y);
    let frame = Frame { top: frame.top + 12.0, right: view.width - 96.0, bottom: view.height - 46.0, ..frame };
    (Chart::new(frame, Axis::exact("threshold", Scale::Linear, THRESHOLDS.0, THRESHOLDS.1), y), frame)
}

fn thumb(params: &Params, chart: &Chart, frame: Frame, picture: &mut Picture) {
    let x = chart.place(params.threshold, 0.0).x;
    picture.line(pt(x, frame.top), pt(x, frame.bottom), Stroke::new(Ink::Ink, 1.5));
    glyph::thumb(picture, pt(x, frame.bottom));
    let (a, b) = (pt(frame.left, frame.bottom), pt(frame.right, frame.bottom));
    picture.handle(Handle { key: "threshold", a, b, low: THRESHOLDS.0, high: THRESHOLDS.1, ..Handle::default() });
}

fn threshold(params: &Params, model: &Prompts, view: &View, sweep: Option<&Sweep>, picture: &mut Picture) -> String {
    let (chart, frame) = chart(view, Axis::nice("% of prompts", Scale::Linear, 0.0, 100.0));
    let (mut labels, mut count) = (Vec::new(), 0);
    if let Some(sweep) = sweep {
        for (at, (lane, ink)) in sweep.plan.lanes.iter().zip([Ink::Work, Ink::Lost, Ink::Ink2]).enumerate() {
            let points: Vec<(f64, f64)> = sweep.lane(at).filter_map(|(x, point)| Some((x, point.mean?))).collect();
            count += sweep.lane(at).map(|(_, point)| point.count).sum::<u64>();
            chart.line(picture, &points, Look::Measured(ink));
            if let Some(&(x, y)) = points.last() {
                labels.push(EndLabel { at: chart.place(x, y), words: lane.label.to_owned(), ink, style: Type::Label });
            }
        }
    }
    chart.axes(picture, true);
    chart.end_labels(picture, frame.right + 14.0, &labels);
    thumb(params, &chart, frame, picture);
    if let Some(tally) = semantic(model).map(|lane| &lane.tally)
        && let (Some(hits), Some(wrong)) = (tally.hit_ratio(), tally.wrong_share())
    {
        chart.here(picture, (params.threshold, hits * 100.0), &words::percent(hits));
        chart.here(picture, (params.threshold, wrong * 100.0), &words::percent(wrong));
    }
    format!("{} prompts tried; toy embedding", words::grouped(count))
}

/// Shares of the pairs of prompts in each bin of the cosine, in %: of one question, and of two.
fn histogram() -> &'static [[f64; BINS]; 2] {
    static FOUND: OnceLock<[[f64; BINS]; 2]> = OnceLock::new();
    FOUND.get_or_init(|| {
        let all: Vec<Vector> = QUESTIONS.iter().flatten().map(|text| embed(text)).collect();
        let mut bins = [[0.0; BINS]; 2];
        for (i, a) in all.iter().enumerate() {
            for (j, b) in all.iter().enumerate().skip(i + 1) {
                let kind = usize::from(i / WORDINGS != j / WORDINGS);
                let at = (f64::from(cosine(a, b)).clamp(0.0, 0.9999) * BINS as f64) as usize;
                bins[kind][at] += 1.0;
            }
        }
        bins.map(|bins| {
            let all: f64 = bins.iter().sum();
            bins.map(|n| n / all * 100.0)
        })
    })
}

/// The share of pairs at least so near, of one question and of two.
fn above(threshold: f64) -> [f64; 2] {
    histogram().map(|bins| {
        let from = (threshold * BINS as f64) as usize;
        bins.iter().skip(from).sum::<f64>() / 100.0
    })
}

fn pairs(params: &Params, view: &View, picture: &mut Picture) -> String {
    let bins = histogram();
    let y = Axis::nice("% of pairs", Scale::Linear, 0.0, 40.0);
    let frame = Frame::fitting(view.width, view.height, &y);
    let frame = Frame { top: frame.top + 12.0, bottom: view.height - 46.0, ..frame };
    let chart = Chart::new(frame, Axis::exact("cosine", Scale::Linear, 0.0, 1.0), y);
    for (bins, ink) in bins.iter().zip([Ink::Work, Ink::Ink2]) {
        let points: Vec<(f64, f64)> =
            bins.iter().enumerate().map(|(at, share)| ((at as f64 + 0.5) / BINS as f64, *share)).collect();
        chart.line(picture, &points, Look::Measured(ink));
    }
    chart.axes(picture, true);
    let x = chart.place(params.threshold, 0.0).x;
    picture.line(pt(x, frame.top), pt(x, frame.bottom), Stroke::new(Ink::Ink, 1.5));
    let note = |x: f64, y: f64, ink: Ink, words: &str, picture: &mut Picture| {
        let at = chart.place(x, y);
        let align = if x > 0.5 { Align::End } else { Align::Start };
        picture.text(at, Type::Label, ink, align, words);
        picture.halo();
    };
    note(0.2, 30.0, Ink::Ink2, "two questions", picture);
    note(1.0, 16.0, Ink::WorkText, "one question, two wordings", picture);
    let [same, other] = above(params.threshold);
    format!("above: {} of one, {} of two", words::percent(same), words::percent(other))
}

/// Whether the formula holds now.
pub fn remarks(index: usize, params: &Params, model: &Prompts) -> Vec<Remark> {
    if index == 1 {
        let why = "A toy: words and pieces of words, hashed. Real embeddings part questions better, and still overlap."
            .to_owned();
        return vec![Remark { what: "96 prompts, 24 questions".to_owned(), why, holds: true }];
    }
    let Some(lane) = model.lanes().last() else { return Vec::new() };
    let (Some(mean), Some(formula)) = (lane.tally.latency.mean_s(), theory::mean_answer(lane, params)) else {
        return Vec::new();
    };
    let holds = (mean / formula - 1.0).abs() < 0.02;
    let why = format!(
        "{}: {} measured, {} by the formula.",
        lane.cache.name(),
        words::seconds(mean),
        words::seconds(formula)
    );
    vec![Remark { what: "mean answer = look-up + (1 − h) × (tokens read + tokens written)".to_owned(), why, holds }]
}

/// The chart at `index` as a table.
pub fn panel_table(index: usize, sweep: Option<&Sweep>) -> Table {
    if index == 1 {
        let bins = histogram();
        let row = |at: usize| {
            let from = at as f64 / BINS as f64;
            vec![format!("{from:.2}"), format!("{:.1} %", bins[0][at]), format!("{:.1} %", bins[1][at])]
        };
        return Table {
            caption: "Pairs of prompts by the cosine of their toy embeddings".to_owned(),
            head: ["Cosine from", "One question", "Two questions"].map(str::to_owned).to_vec(),
            rows: (0..BINS).map(row).collect(),
        };
    }
    let Some(sweep) = sweep else { return Table { caption: String::new(), head: Vec::new(), rows: Vec::new() } };
    let cell = |lane: usize, x: usize| {
        let point = sweep.lane(lane).find(|(_, point)| point.x as usize == x).and_then(|(_, point)| point.mean);
        point.map_or("-".to_owned(), |share| format!("{share:.1} %"))
    };
    let row = |(at, x): (usize, &f64)| {
        std::iter::once(format!("{x:.2}")).chain((0..sweep.plan.lanes.len()).map(|lane| cell(lane, at))).collect()
    };
    Table {
        caption: "Hits and wrong answers by the threshold".to_owned(),
        head: std::iter::once("Threshold")
            .chain(sweep.plan.lanes.iter().map(|lane| lane.label))
            .map(str::to_owned)
            .collect(),
        rows: sweep.plan.xs.iter().enumerate().map(row).collect(),
    }
}
