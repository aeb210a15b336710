//! How the sliders look: the part of a range that is worth a finger, its ticks, and what theory marks on it.

use super::model::Limiting;
use super::model::settings::limit;
use super::params::{Arrivals, Params};
use super::words::{amount, rate_words};
use crate::concept::{SliderView, Tick, TickKind};
use crate::param::{Kind, Param, ParamSet as _, Scale, Value};
use crate::scene::chart::{self, Ticks, number};

/// How the slider of the parameter at `index` looks.
pub fn slider(params: &Params, _model: &Limiting, index: usize) -> SliderView {
    let Some(param) = Params::TABLE.get(index) else { return blank() };
    let values = match params.get(index) {
        Value::Real(x) => vec![x],
        Value::Whole(n) => vec![n as f64],
        Value::List(list) => list,
        Value::Choice(_) | Value::Switch(_) | Value::Set(_) => return SliderView { high: choices(param), ..blank() },
    };
    let (low, high, scale) = reach(param, &values, params);
    let mut ticks = plain(low, high, scale);
    ticks.extend(marks(param.key, params).into_iter().filter(|tick| tick.at >= low && tick.at <= high));
    SliderView { low, high, scale, ticks, consequence: consequence(param.key, params) }
}

fn blank() -> SliderView {
    SliderView { low: 0.0, high: 1.0, scale: Scale::Linear, ticks: Vec::new(), consequence: String::new() }
}

fn choices(param: &Param) -> f64 {
    if let Kind::Choice { options, .. } = param.kind { options.len().max(2) as f64 - 1.0 } else { 1.0 }
}

/// The range shown: the usual one, grown to hold the value. It never shrinks under a finger.
fn reach(param: &Param, values: &[f64], params: &Params) -> (f64, f64, Scale) {
    use Scale::{Linear, Log};
    let (min, max, own) = param.span();
    let most = values.iter().copied().fold(min, f64::max);
    let least = values.iter().copied().fold(max, f64::min);
    let (low, high, scale) = match param.key {
        // As far as four times the load, so that its tick is on the track.
        "rate" => (0.0, nice(4.0 * params.load.max(0.25 * params.rate)), Linear),
        "load" | "load-to" => (0.0, nice(4.0 * params.rate.max(0.25 * params.load)), Linear),
        "burst" | "surge" => (1.0, nice(4.0 * f64::from(limit(params)).max(2.5)), Linear),
        "window" => {
            (0.0, nice(10.0 * f64::from(limit(params)) / params.rate.max(1e-6) / 2.0).clamp(10.0, 86_400.0), Linear)
        }
        "cost" => (1.0, f64::from(params.burst.clamp(4, 40)), Linear),
        "surge-every" | "change-at" | "lasts" => (0.0, 60.0, Linear),
        "burst-ratio" => (1.0, 20.0, Linear),
        "burst-len" => (0.01, 100.0, Log),
        "period" => (1.0, 3600.0, Log),
        "retry-base" | "work" | "timeout" => (0.01, 10.0, Log),
        "slots" => (1.0, 64.0, Log),
        "fill" | "warm-up" | "kept" => (0.1, 10.0, Linear),
        "delay" => (0.0, f64::from(params.burst.max(4)), Linear),
        "retry-cap" => (0.1, 100.0, Log),
        "tries" => (1.0, 12.0, Linear),
        "workers" => (1.0, 100.0, Log),
        _ => (min, max, own),
    };
    let high = if most > high { nice(most) } else { high };
    let low = if least < low { least } else { low };
    (low.max(min), high.min(max).max(low.max(min) + 1e-6), scale)
}

/// The least number at or above `x` that is 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6 or 8 times a power of ten.
fn nice(x: f64) -> f64 {
    if !(x.is_finite() && x > 0.0) {
        return 1.0;
    }
    let power = libm::exp10(libm::floor(libm::log10(x)));
    let steps = [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    steps.iter().map(|step| step * power).find(|v| *v >= x * (1.0 - 1e-12)).unwrap_or(10.0 * power)
}

fn plain(low: f64, high: f64, scale: Scale) -> Vec<Tick> {
    let scale = if scale == Scale::Log { chart::Scale::Log } else { chart::Scale::Linear };
    let ticks = Ticks::within(scale, low.max(if scale == chart::Scale::Log { 1e-6 } else { f64::MIN }), high);
    let tick = |tick: &chart::Tick| Tick {
        at: tick.value,
        label: tick.label.clone().unwrap_or_default(),
        kind: if tick.label.is_some() { TickKind::Label } else { TickKind::Minor },
    };
    ticks.ticks.iter().map(tick).collect()
}

/// What theory names on a slider.
fn marks(key: &str, params: &Params) -> Vec<Tick> {
    let theory = |at: f64, label: String| vec![Tick { at, label, kind: TickKind::Theory }];
    let lambda = params.load;
    match key {
        "rate" if params.arrivals != Arrivals::Recorded => theory(
            lambda * f64::from(params.cost),
            format!("mean arrivals {}", number(lambda, usize::from(lambda.fract() != 0.0))),
        ),
        "load" | "load-to" => {
            let at = params.rate / f64::from(params.cost);
            theory(at, format!("rate {}", amount(at)))
        }
        "burst" => theory(f64::from(limit(params)), format!("limit {}", limit(params))),
        "surge" => theory(f64::from(params.burst), "burst".to_owned()),
        "window" => theory(f64::from(params.burst) / params.rate, "burst ÷ rate".to_owned()),
        _ => Vec::new(),
    }
}

fn consequence(key: &str, params: &Params) -> String {
    match key {
        "window" => format!("limit {}", limit(params)),
        "rate" if params.rate < 1.0 || params.rate.fract() > 1e-9 => rate_words(params.rate),
        "burst" if f64::from(params.burst) / params.rate >= 1.0 => {
            format!("full in {:.1} s", f64::from(params.burst) / params.rate)
        }
        _ => String::new(),
    }
}
