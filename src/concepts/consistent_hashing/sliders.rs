//! How the sliders look: their ticks, and what theory marks on them.

use super::model::{Cluster, next_prime};
use super::params::Params;
use crate::concept::{SliderView, Tick, TickKind, grouped};
use crate::param::{ParamSet as _, Scale, Value};

/// How the slider of the parameter at `index` looks.
pub fn slider(params: &Params, model: &Cluster, index: usize) -> SliderView {
    let Some(param) = Params::TABLE.get(index) else { return plain(0.0, 1.0, Scale::Linear, &[]) };
    let value = match params.get(index) {
        Value::Real(x) => x,
        Value::Whole(n) => n as f64,
        Value::List(_) => 1.0,
        _ => return plain(0.0, 1.0, Scale::Linear, &[]),
    };
    let (low, high, scale, labels): (f64, f64, Scale, &[f64]) = match param.key {
        "nodes" => (1.0, 12.0, Scale::Linear, &[1.0, 4.0, 8.0, 12.0]),
        "marks" => (1.0, 1024.0, Scale::Log, &[1.0, 16.0, 1024.0]),
        "keys" => (10.0, 1_000_000.0, Scale::Log, &[10.0, 1000.0, 1_000_000.0]),
        "bound" => (1.0, 2.0, Scale::Linear, &[1.0, 1.25, 1.5, 2.0]),
        "table" => (7.0, 65_537.0, Scale::Log, &[7.0, 101.0, 1009.0, 65_537.0]),
        "client-cache" => (0.0, 20_000.0, Scale::Log, &[0.0, 100.0, 20_000.0]),
        "probes" => (1.0, 64.0, Scale::Log, &[1.0, 8.0, 21.0, 64.0]),
        "weights" => (0.1, 10.0, Scale::Log, &[0.1, 1.0, 10.0]),
        "replicas" => (1.0, 5.0, Scale::Linear, &[1.0, 3.0, 5.0]),
        "racks" | "copies" | "rows" => (1.0, 8.0, Scale::Linear, &[1.0, 4.0, 8.0]),
        "salt" => (1.0, 16.0, Scale::Linear, &[1.0, 8.0, 16.0]),
        "front" => (0.0, 1000.0, Scale::Log, &[0.0, 10.0, 1000.0]),
        "fresh" => (0.1, 60.0, Scale::Log, &[0.1, 1.0, 60.0]),
        "sketch" => (0.0, 4096.0, Scale::Log, &[0.0, 64.0, 4096.0]),
        "window" => (100.0, 100_000.0, Scale::Log, &[100.0, 5000.0, 100_000.0]),
        "backoff" => (0.05, 30.0, Scale::Log, &[0.05, 1.0, 30.0]),
        "accepts" => (1.0, 10_000.0, Scale::Log, &[1.0, 100.0, 10_000.0]),
        "drain" => (0.0, 60.0, Scale::Linear, &[0.0, 30.0, 60.0]),
        "lookup" => (0.0, 500.0, Scale::Linear, &[0.0, 250.0, 500.0]),
        "lag" => (0.0, 10.0, Scale::Linear, &[0.0, 5.0, 10.0]),
        "ttl" => (0.0, 120.0, Scale::Linear, &[0.0, 30.0, 60.0, 120.0]),
        "shard" => (1.0, 8.0, Scale::Linear, &[1.0, 2.0, 4.0, 8.0]),
        "rate" => (0.0, 2000.0, Scale::Linear, &[0.0, 500.0, 1000.0, 2000.0]),
        "skew" => (0.0, 2.0, Scale::Linear, &[0.0, 1.0, 2.0]),
        _ => (0.0, 1.0, Scale::Linear, &[0.0, 0.5, 1.0]),
    };
    let mut view = plain(low.min(value), high.max(value), scale, labels);
    match param.key {
        "marks" => {
            let marks = model.enough();
            if f64::from(marks) <= view.high && marks > 1 {
                let label = format!("{marks} gives 1.1×");
                view.ticks.push(Tick { at: f64::from(marks), label, kind: TickKind::Theory });
            }
        }
        "nodes" => {
            let there = model.members().len();
            if there as f64 != value {
                view.consequence = format!("{there} there");
            }
        }
        "table" => {
            let prime = next_prime(params.table);
            if prime != params.table {
                view.consequence = format!("{} slots", grouped(u64::from(prime)));
            }
        }
        "bound" => {
            let mean = f64::from(params.keys) / model.members().len().max(1) as f64;
            view.consequence = format!("cap {}", grouped((mean * params.bound).ceil() as u64));
        }
        _ => {}
    }
    view
}

fn plain(low: f64, high: f64, scale: Scale, labels: &[f64]) -> SliderView {
    let tick = |at: &f64| {
        let label = if at.fract() == 0.0 { grouped(*at as u64) } else { at.to_string() };
        Tick { at: *at, label, kind: TickKind::Label }
    };
    let ticks = labels.iter().filter(|at| **at >= low && **at <= high).map(tick).collect();
    SliderView { low, high, scale, ticks, consequence: String::new() }
}
