//! Latency: a histogram of the requests done in the window, the window before the last change as an outline, and the
//! percentiles that enough requests stand behind.

use super::super::assumptions::Setting;
use super::super::model::Cluster;
use super::super::recorder::Recorder;
use super::super::window::{Window, samples_needed};
use super::{Unit, chart, requests, upwards};
use crate::concept::{Table, View};
use crate::scene::chart::{Axis, Scale, Vertical, number};
use crate::scene::{Align, Ink, Picture, Type, pt};
use crate::sim::Span;

/// About how many bins the axis is cut into; its step is the next round number.
const BINS: f64 = 30.0;
/// The percentiles that are named.
const NAMED: [(&str, f64); 3] = [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)];

/// What the chart shows. Shares are percent of the requests of their window, times in [`Unit`].
pub(super) struct Latency {
    unit: Unit,
    /// Width of a bin, in the unit.
    width: f64,
    axis: Axis,
    /// Percent in each bin of the axis.
    now: Vec<f64>,
    was: Option<Vec<f64>>,
    /// Percent past the axis's end, now.
    beyond: f64,
    /// Seconds, in the order of [`NAMED`]; none with too few requests.
    quantiles: [Option<f64>; 3],
    count: usize,
    is_sample: bool,
    window_s: f64,
}

impl Latency {
    /// With an axis that holds `reach` seconds at least.
    pub(super) fn of(model: &Cluster, recorder: &Recorder, reach: f64) -> Self {
        let now = Window::measure(model, recorder);
        let was = recorder.was.as_deref().filter(|was| !was.sojourns.is_empty());
        let most = most_shown(&now.sojourns).max(was.map_or(0.0, |was| most_shown(&was.sojourns)));
        // With nothing to show yet, five times the mean service is a fair guess.
        let guess = || Setting::now(model).up().map(|s| 5.0 * s.service_s).fold(0.0, f64::max);
        let most = if most > 0.0 { most } else { Some(guess()).filter(|g| *g > 0.0).unwrap_or(1.0) };
        let most = most.max(reach);
        let unit = Unit::of(most);
        let axis = Axis::nice(format!("waiting + service, {}", unit.name), Scale::Linear, 0.0, most * unit.per_s);
        let width = bin_width(axis.ticks.high);
        let bins = |of: &[Span]| shares(of, unit, width, axis.ticks.high);
        let (shares_now, beyond) = bins(&now.sojourns);
        Self {
            unit,
            width,
            now: shares_now,
            was: was.map(|was| bins(&was.sojourns).0),
            beyond,
            quantiles: NAMED.map(|(_, q)| now.quantile_s(q)),
            count: now.sojourns.len(),
            is_sample: now.is_sample(),
            window_s: (now.to - now.from).secs(),
            axis,
        }
    }

    pub(super) fn draw(&self, view: &View, picture: &mut Picture) -> String {
        let top = self.now.iter().chain(self.was.iter().flatten()).copied().fold(0.0, f64::max);
        let step = number(self.width, decimals(self.width));
        let top = view.top(if top > 0.0 { top * 1.12 } else { 40.0 });
        let y = upwards(format!("% of requests, per {step} {}", self.unit.name), top);
        let chart = chart(view, self.axis.clone(), y);
        let pairs = |shares: &[f64]| -> Vec<(f64, f64)> {
            shares.iter().enumerate().map(|(at, share)| (self.width * at as f64, *share)).collect()
        };
        chart.bars(picture, &pairs(&self.now), self.width);
        if let Some(was) = &self.was {
            chart.past_outline(picture, &pairs(was), self.width);
        }
        chart.axes(picture, false);
        if let Some((at, share)) = self.was.as_ref().and_then(|was| highest(was)) {
            let edge = chart.place(self.width * (at + 1) as f64, share);
            // Below the name of the axis, which runs along the top.
            let y = edge.y.max(chart.frame().top + 16.0) + 8.0;
            picture.text(pt(edge.x + 5.0, y), Type::Axis, Ink::Ink2, Align::Start, "was");
            picture.halo();
        }
        chart.verticals(picture, &self.verticals());
        if let Some(words) = self.missing() {
            let frame = chart.frame();
            picture.text(pt(frame.right, frame.top + 22.0), Type::Label, Ink::Ink3, Align::End, words);
            picture.halo();
        }
        self.head()
    }

    fn verticals(&self) -> Vec<Vertical> {
        let named = NAMED.iter().zip(self.quantiles);
        named
            .filter_map(|((name, _), value)| {
                let value = value?;
                Some(Vertical { x: value * self.unit.per_s, name: (*name).to_owned(), value: self.unit.words(value) })
            })
            .collect()
    }

    /// What cannot be told yet.
    fn missing(&self) -> Option<String> {
        if self.count == 0 {
            return Some(if self.window_s > 0.0 { "Nothing is done yet." } else { "Press play." }.to_owned());
        }
        let (name, q) = NAMED.iter().zip(self.quantiles).find(|(_, value)| value.is_none())?.0;
        Some(format!("{}. {name} needs {}.", requests(self.count as u64), samples_needed(*q)))
    }

    fn head(&self) -> String {
        let which = if self.is_sample { "latest " } else { "" };
        let window = number(self.window_s, decimals(self.window_s.max(1.0) / 10.0).min(1));
        format!("{which}{}, last {window} s", requests(self.count as u64))
    }

    pub(super) fn table(&self) -> Table {
        let percent = |x: f64| number(x, 1);
        let cell = |at: usize, of: &[f64]| of.get(at).map_or_else(String::new, |x| percent(*x));
        let digits = decimals(self.width);
        let rows = (0..self.now.len().max(self.was.as_ref().map_or(0, Vec::len))).map(|at| {
            let from = number(self.width * at as f64, digits);
            let to = number(self.width * (at + 1) as f64, digits);
            let was = self.was.as_ref().map_or_else(String::new, |was| cell(at, was));
            vec![format!("{from} to {to} {}", self.unit.name), cell(at, &self.now), was]
        });
        let named = NAMED.iter().zip(self.quantiles).map(|((name, q), value)| {
            let needs = || format!("needs {}", samples_needed(*q));
            vec![(*name).to_owned(), value.map_or_else(needs, |s| self.unit.words(s)), String::new()]
        });
        let past = vec![
            format!("over {} {}", number(self.axis.ticks.high, digits), self.unit.name),
            percent(self.beyond),
            String::new(),
        ];
        Table {
            caption: format!("Latency: {}.", self.head()),
            head: ["Waiting + service", "Now, % of requests", "Was, %"].map(str::to_owned).to_vec(),
            rows: named.chain(rows).chain([past]).collect(),
        }
    }
}

/// How far the axis reaches for these: past the 99th of a hundred, seconds.
fn most_shown(sojourns: &[Span]) -> f64 {
    let rank = (sojourns.len() as f64 * 0.99).ceil() as usize;
    rank.checked_sub(1).and_then(|at| sojourns.get(at)).map_or(0.0, |span| 1.1 * span.secs())
}

/// The least of 1, 2, 5 times a power of ten that cuts `high` into at most [`BINS`].
fn bin_width(high: f64) -> f64 {
    let least = high / BINS * (1.0 - 1e-9);
    let power = libm::floor(libm::log10(least));
    let steps = [1.0, 2.0, 5.0, 10.0];
    // Dividing by a whole power keeps 0.1 the nearest number to a tenth.
    let scaled = |step: f64| if power < 0.0 { step / libm::exp10(-power) } else { step * libm::exp10(power) };
    steps.into_iter().map(scaled).find(|width| *width >= least).unwrap_or(high)
}

/// Percent in each bin up to `high`, and percent past it.
fn shares(sojourns: &[Span], unit: Unit, width: f64, high: f64) -> (Vec<f64>, f64) {
    let mut counts = vec![0u64; libm::round(high / width).max(1.0) as usize];
    let mut beyond = 0u64;
    for span in sojourns {
        match counts.get_mut((span.secs() * unit.per_s / width) as usize) {
            Some(count) => *count += 1,
            None => beyond += 1,
        }
    }
    let percent = |count: u64| 100.0 * count as f64 / sojourns.len().max(1) as f64;
    (counts.into_iter().map(percent).collect(), percent(beyond))
}

/// The decimals that tell multiples of `step` apart.
fn decimals(step: f64) -> usize {
    (-libm::floor(libm::log10(step.max(1e-9)) + 1e-9)).max(0.0) as usize
}

fn highest(shares: &[f64]) -> Option<(usize, f64)> {
    shares.iter().copied().enumerate().filter(|(_, share)| *share > 0.0).max_by(|a, b| a.1.total_cmp(&b.1))
}
