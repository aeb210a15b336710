//! How the sliders look: their ranges, ticks, and what theory says beside them.

use super::params::{Params, Rule};
use super::{theory, words};
use crate::concept::{SliderView, Tick, TickKind};
use crate::param::{ParamSet as _, Scale};

/// The slider of the parameter at `index`.
pub fn slider(params: &Params, index: usize) -> SliderView {
    let Some(param) = Params::TABLE.get(index) else {
        return SliderView { low: 0.0, high: 1.0, scale: Scale::Linear, ticks: Vec::new(), consequence: String::new() };
    };
    let (low, high, scale) = param.span();
    let label = |at: f64, label: String| Tick { at, label, kind: TickKind::Label };
    let named: &[(f64, &str)] = match param.key {
        "beta" => &[(0.1, "0.1"), (1.0, "paper 1"), (10.0, "10")],
        "alpha" => &[(0.0, "even"), (1.0, "web"), (1.5, "1.5")],
        "poll" => &[(0.0, "woken"), (0.5, "nginx"), (1.0, "1")],
        "workers" => &[(0.0, "no limit"), (256.0, "256")],
        _ => &[],
    };
    let ticks = if named.is_empty() {
        [low, high].map(|at| label(at, words::digits(at))).to_vec()
    } else {
        named.iter().map(|&(at, word)| label(at, word.to_owned())).collect()
    };
    let consequence = match param.key {
        "rate" | "load" if params.cures.contains(&Rule::None) => {
            format!("{} ask", words::digits(theory::loads_per_expiry(Rule::None, params)))
        }
        "beta" => format!("{} loads", words::digits(theory::loads_per_expiry(Rule::XFetch, params))),
        _ => String::new(),
    };
    SliderView { low, high, scale, ticks, consequence }
}
