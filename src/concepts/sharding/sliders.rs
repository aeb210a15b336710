//! How the sliders look: the part of a range that is worth a finger, ticks, and what follows from the value.

use super::params::{Params, SHARDS_MAX};
use super::{theory, words};
use crate::concept::{SliderView, Tick, TickKind};
use crate::param::{ParamSet as _, Scale, Value};
use crate::scene::chart::{self, Ticks};

/// The slider of the parameter at `index`.
pub fn slider(params: &Params, index: usize) -> SliderView {
    let Some(param) = Params::TABLE.get(index) else {
        return SliderView { low: 0.0, high: 1.0, scale: Scale::Linear, ticks: Vec::new(), consequence: String::new() };
    };
    let (min, max, scale) = param.span();
    let value = match params.get(index) {
        Value::Real(x) => x,
        Value::Whole(n) => n as f64,
        _ => min,
    };
    // Ranges that hold seven decades get the two around what is set.
    let near = |low: f64, high: f64| (low.max(min), high.min(max));
    let (low, high) = match param.key {
        "rate" | "each" | "limit" | "rows" | "size" | "disk" => {
            let decade = libm::pow(10.0, libm::floor(libm::log10(value.max(min))));
            near(decade / 10.0, decade * 100.0)
        }
        "net" => (0.0, 100f64.max(value)),
        "scatter" | "scans" => (0.0, 50f64.max(value)),
        "slot" => near(0.1, 60f64.max(value)),
        _ => (min, max),
    };
    let (low, high) = (low.min(value), high.max(value));
    let of = if scale == Scale::Log { chart::Scale::Log } else { chart::Scale::Linear };
    let mut ticks: Vec<Tick> = if param.key == "shards" {
        let at = |n: f64| Tick { at: n, label: words::digits(n), kind: TickKind::Label };
        [1.0, 4.0, 16.0, SHARDS_MAX as f64].map(at).to_vec()
    } else {
        let tick = |tick: &chart::Tick| Tick {
            at: tick.value,
            label: tick.label.clone().unwrap_or_default(),
            kind: if tick.label.is_some() { TickKind::Label } else { TickKind::Minor },
        };
        Ticks::within(of, low, high).ticks.iter().map(tick).collect()
    };
    let need = theory::by_queries(params);
    let consequence = match param.key {
        "shards" => {
            if let Some(need) = need.filter(|need| *need <= SHARDS_MAX as f64) {
                ticks.push(Tick { at: need, label: format!("need {need}"), kind: TickKind::Theory });
            }
            String::new()
        }
        "rate" | "each" => words::percents(theory::load(params, f64::from(params.shards))),
        "scatter" if need.is_none() => "never enough".to_owned(),
        "scatter" if params.scatter > 0.0 => {
            format!(
                "{:.1} asks",
                f64::from(params.shards) * theory::load(params, f64::from(params.shards)) * params.each / params.rate
            )
        }
        _ => String::new(),
    };
    SliderView { low, high, scale, ticks, consequence }
}
