//! How the sliders look: their ranges, ticks, and the size of the cache on the length of a scan or a loop.

use super::params::Params;
use crate::concept::{SliderView, Tick, TickKind};
use crate::param::{ParamSet as _, Scale};
use crate::policies::evict::workload::top_share;
use crate::scene::chart::number;

/// The slider of the parameter at `index`.
pub fn slider(params: &Params, index: usize) -> SliderView {
    let Some(param) = Params::TABLE.get(index) else {
        return SliderView { low: 0.0, high: 1.0, scale: Scale::Linear, ticks: Vec::new(), consequence: String::new() };
    };
    let (low, high, scale) = param.span();
    let mut ticks: Vec<Tick> = named(param.key)
        .iter()
        .map(|&(at, word)| tick(at, if word.is_empty() { number(at, 0) } else { word.to_owned() }, TickKind::Label))
        .collect();
    if ticks.is_empty() {
        ticks = [low, high].map(|at| tick(at, number(at, 0), TickKind::Label)).to_vec();
    }
    // What a scan or a loop has to do with is the size of the cache.
    let size = f64::from(params.size);
    if matches!(param.key, "scan" | "loop-length") && size > low && size < high {
        ticks.retain(|t| t.at != low);
        ticks.push(tick(size, format!("cache {}", params.size), TickKind::Theory));
    }
    let consequence = if param.key == "alpha" {
        let share = top_share(params.keys, params.alpha, 0.2);
        format!("a fifth gets {} %", number(share * 100.0, 0))
    } else {
        String::new()
    };
    SliderView { low, high, scale, ticks, consequence }
}

fn tick(at: f64, label: String, kind: TickKind) -> Tick {
    Tick { at, label, kind }
}

fn named(key: &str) -> &'static [(f64, &'static str)] {
    match key {
        "alpha" => &[(0.0, "even"), (1.0, "web"), (1.5, "1.5")],
        "size" => &[(2.0, ""), (16.0, ""), (256.0, "")],
        "scan" => &[(0.0, ""), (100.0, ""), (200.0, "")],
        "kin" => &[(25.0, "paper 25"), (99.0, "")],
        "small" => &[(10.0, "paper 10"), (50.0, ""), (90.0, "")],
        "window" | "hir" => &[(1.0, "paper 1"), (50.0, ""), (90.0, "")],
        "protected" => &[(0.0, ""), (80.0, "usual 80")],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_at_a_slider_is_where_it_stands() {
        for index in 0..Params::TABLE.len() {
            for tick in slider(&Params::default(), index).ticks {
                if let Ok(said) = tick.label.replace(',', "").parse::<f64>() {
                    assert!(said == tick.at, "{}: {} at {}", Params::TABLE[index].key, tick.label, tick.at);
                }
            }
        }
    }
}
