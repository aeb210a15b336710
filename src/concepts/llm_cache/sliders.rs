//! How the sliders look: their ranges, ticks, and what theory says beside them.

use super::params::Params;
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
        "threshold" => &[(0.2, "anything"), (0.6, "0.6"), (1.0, "the same")],
        "alpha" => &[(0.0, "even"), (1.0, "web"), (1.5, "1.5")],
        _ => &[],
    };
    let ticks = if named.is_empty() {
        [low, high].map(|at| label(at, words::digits(at))).to_vec()
    } else {
        named.iter().map(|&(at, word)| label(at, word.to_owned())).collect()
    };
    let consequence = match param.key {
        "system" | "read" | "output" | "write" => format!("{} computed", words::seconds(theory::computed_s(0, params))),
        _ => String::new(),
    };
    SliderView { low, high, scale, ticks, consequence }
}
