//! A metric over a parameter, with several seeds.
//!
//! The JSON is one object: `concept`, `params` (those at the start, `--param` aside), `seed` (the first), `seeds`,
//! `until_s`, `warmup_s`, `param`, `metric`, and `points[{value, mean, low, high, count}]`: mean over the seeds and its
//! 95 % interval (Student 1908), `null` where it cannot be said; `count` is the number of runs that measured anything.

use super::super::drive::{drive, rehearse};
use super::super::failure::{Failure, bad};
use super::super::flags::{self, text};
use super::super::list::value;
use super::super::progress::Progress;
use super::super::run::params;
use super::super::text::figure;
use super::{Found, exact, parallel};
use crate::concept::data::metric_decl;
use crate::concept::{Entry, State};
use crate::link;
use crate::param::{Bad, Kind, Param, Value, unknown};
use crate::sim::Time;
use crate::sim::stats::student_t_975;
use clap::ArgMatches;
use serde_json::{Value as Json, json};

pub const STEPS_DEFAULT: u64 = 10;
pub const SEEDS_DEFAULT: u64 = 5;
const STEPS_MAX: u64 = 10_000;
const SEEDS_MAX: u64 = 10_000;

pub fn sweep(matches: &ArgMatches, entry: &'static Entry, state: &State, key: &str) -> Result<Found, Failure> {
    let index = entry.table.iter().position(|param| param.is_called(key));
    let index = index.ok_or_else(|| Bad { key: "param".to_owned(), ..unknown(entry.table, key, key) })?;
    let param = &entry.table[index];
    let values = values(matches, param)?;
    let metric = metric(matches, entry)?;
    let seeds = text(matches, "seeds").map_or(Ok(SEEDS_DEFAULT), |n| flags::whole("seeds", n, 1, SEEDS_MAX))?;
    let (until, warmup) = flags::span(matches, state)?;
    let measured = parallel(values.len() * seeds as usize, |job, progress| {
        let mut state = state.clone();
        state.values[index] = values[job / seeds as usize].clone();
        state.seed = state.seed.wrapping_add(job as u64 % seeds);
        one(entry, &state, until, warmup, metric, progress)
    })?;
    let points: Vec<Point> = measured.chunks(seeds as usize).map(Point::of).collect();
    let json = json!({
        "concept": entry.about.id,
        "params": params(entry, state),
        "seed": state.seed,
        "seeds": seeds,
        "until_s": until.secs(),
        "warmup_s": warmup.secs(),
        "param": key,
        "metric": metric,
        "points": values.iter().zip(&points).map(|(v, point)| point.json(&value(param, v))).collect::<Vec<_>>(),
    });
    let show = if matches.get_flag("csv") { exact } else { figure };
    let mut rows = vec![[key, "mean", "low", "high", "count"].map(str::to_owned).to_vec()];
    rows.extend(values.iter().zip(&points).map(|(v, point)| {
        let cells = [point.mean, point.low, point.high].map(show);
        [&[param.format(v)][..], &cells, &[point.count.to_string()]].concat()
    }));
    let runs = if seeds == 1 { "1 run".to_owned() } else { format!("{seeds} runs") };
    let title = format!("{}: {metric} over {key}, {runs} of {} s a value", entry.about.title, link::seconds(until));
    Ok(Found { title, rows, json })
}

/// The metric of one run; `None` if it measured nothing.
fn one(
    entry: &'static Entry,
    state: &State,
    until: Time,
    warmup: Time,
    metric: &str,
    progress: &Progress,
) -> Result<Option<f64>, Failure> {
    rehearse(entry, state, until)?;
    let run = drive(entry, state, until, warmup, progress)?;
    // A metric of a server that a smaller cluster does not have is not measured there.
    Ok(run.metrics().into_iter().find(|m| m.name == metric).and_then(|m| m.value).filter(|x| x.is_finite()))
}

fn metric<'a>(matches: &'a ArgMatches, entry: &Entry) -> Result<&'a str, Bad> {
    let name = text(matches, "metric").unwrap_or_default();
    let wrong = if name.is_empty() { "is missing" } else { "is not known" };
    if metric_decl(entry, name).is_some() {
        return Ok(name);
    }
    let known: Vec<_> = entry.metrics.iter().map(|metric| metric.name).collect();
    Err(bad("metric", name, wrong, format!("one of {}", known.join(", "))))
}

/// The values to run, ascending or descending as asked.
fn values(matches: &ArgMatches, param: &Param) -> Result<Vec<Value>, Bad> {
    let ends = [text(matches, "from"), text(matches, "to")];
    let refuse_ends = |allowed: &str| {
        let named = ["from", "to", "steps"].into_iter().find_map(|name| Some((name, text(matches, name)?)));
        named.map_or(Ok(()), |(name, text)| {
            Err(bad(
                name,
                text,
                &format!("means nothing for {}", param.key),
                format!("--param {} alone{allowed}", param.key),
            ))
        })
    };
    match param.kind {
        Kind::Choice { options, .. } => {
            refuse_ends(", which takes every option")?;
            Ok((0..options.len()).map(Value::Choice).collect())
        }
        Kind::Switch { .. } => {
            refuse_ends(", which takes off and on")?;
            Ok(vec![Value::Switch(false), Value::Switch(true)])
        }
        Kind::List { .. } | Kind::Set { .. } => Err(bad("param", param.key, "is a list", "a parameter with one value")),
        Kind::Real { .. } | Kind::Whole { .. } => {
            let (low, high, _) = param.span();
            let [from, to] = [(ends[0], "from", low), (ends[1], "to", high)].map(|(text, name, default)| {
                // The parameter's own refusal, under the name of the option.
                let parsed = text.map_or(Ok(Some(default)), |text| param.parse(text).map(|value| value.number()));
                parsed.map(|x| x.unwrap_or(default)).map_err(|bad| Bad { key: name.to_owned(), ..bad })
            });
            let steps = text(matches, "steps").map_or(Ok(STEPS_DEFAULT), |n| flags::whole("steps", n, 1, STEPS_MAX))?;
            Ok(spaced(param.kind, from?, to?, steps))
        }
    }
}

/// `steps` values from `from` to `to`; whole numbers are rounded and none is taken twice.
fn spaced(kind: Kind, from: f64, to: f64, steps: u64) -> Vec<Value> {
    let at = |i: u64| match i {
        0 => from,
        i if i + 1 == steps => to,
        i => from + (to - from) * (i as f64 / (steps - 1) as f64),
    };
    let mut values: Vec<Value> = (0..steps)
        .map(|i| match kind {
            Kind::Whole { .. } => Value::Whole(libm::round(at(i)) as i64),
            _ => Value::Real(at(i)),
        })
        .collect();
    values.dedup();
    values
}

/// Mean over seeds and its 95 % interval.
struct Point {
    mean: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    count: usize,
}

impl Point {
    fn of(runs: &[Option<f64>]) -> Self {
        let xs: Vec<f64> = runs.iter().flatten().copied().collect();
        let n = xs.len() as f64;
        let mean = (!xs.is_empty()).then(|| xs.iter().sum::<f64>() / n);
        let half = mean.filter(|_| xs.len() > 1).map(|mean| {
            let variance = xs.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
            student_t_975(xs.len() as u32 - 1) * (variance / n).sqrt()
        });
        let end = |sign: f64| Some(mean? + sign * half?);
        Self { mean, low: end(-1.0), high: end(1.0), count: xs.len() }
    }

    fn json(&self, value: &Json) -> Json {
        json!({ "value": value, "mean": self.mean, "low": self.low, "high": self.high, "count": self.count })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_students() {
        // 1..5: mean 3, variance 2.5, t(4) = 2.776.
        let point = Point::of(&[1.0, 2.0, 3.0, 4.0, 5.0].map(Some));
        assert_eq!(point.mean, Some(3.0));
        assert!((point.high.unwrap() - (3.0 + 2.776 * 0.5f64.sqrt())).abs() < 1e-3);
        assert!((point.low.unwrap() + point.high.unwrap() - 6.0).abs() < 1e-12);
        let one = Point::of(&[Some(7.0), None]);
        assert_eq!((one.mean, one.low, one.count), (Some(7.0), None, 1));
        assert_eq!(Point::of(&[None]).mean, None);
    }

    #[test]
    fn values_hit_both_ends_and_whole_ones_are_not_repeated() {
        let real = Kind::Real { min: 0.0, max: 1.0, default: 0.0, step: 0.0, scale: crate::param::Scale::Linear };
        let whole = Kind::Whole { min: 0, max: 9, default: 0, scale: crate::param::Scale::Linear };
        assert_eq!(spaced(real, 0.0, 1.0, 3), [0.0, 0.5, 1.0].map(Value::Real));
        assert_eq!(spaced(real, 0.3, 1.0, 1), [Value::Real(0.3)]);
        assert_eq!(spaced(whole, 1.0, 3.0, 9), [1, 2, 3].map(Value::Whole));
        assert_eq!(spaced(whole, 3.0, 1.0, 3), [3, 2, 1].map(Value::Whole));
    }
}
