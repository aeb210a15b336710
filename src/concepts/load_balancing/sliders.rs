//! How the sliders look: the part of a range that is worth a finger, its ticks, and what theory marks on it.
//!
//! A range grows to hold the value at hand and never shrinks under it, so a drag cannot run away. Labels that would
//! overlap give way: theory and full stay, then the ends, then the others.

use super::assumptions::Setting;
use super::model::Cluster;
use super::params::{Params, QUEUE_MAX, SERVERS_MAX};
use crate::concept::{SliderView, Tick, TickKind};
use crate::param::{Kind, Param, ParamSet as _, Scale, Value, position};
use crate::scene::chart::{self, Ticks, number};
use crate::scene::{Type, text_width};
use crate::sim::order;
use crate::sim::theory::closed;

/// Width of a slider in pixels; its track keeps [`MARGIN`] on either side.
pub const WIDTH: f32 = 304.0;
/// From the edge to the end of the track.
pub const MARGIN: f32 = 4.0;
/// The least distance between two labels.
const GAP: f32 = 10.0;

/// How the slider of the parameter at `index` looks.
pub fn slider(params: &Params, model: &Cluster, index: usize) -> SliderView {
    let Some(param) = Params::TABLE.get(index) else { return blank(0.0, 1.0) };
    let values = match params.get(index) {
        Value::Real(x) => vec![x],
        Value::Whole(n) => vec![n as f64],
        Value::List(list) => list,
        Value::Choice(_) => return blank(0.0, choices(param)),
        Value::Switch(_) | Value::Set(_) => return blank(0.0, 1.0),
    };
    let setting = Setting::now(model);
    let (low, high, scale) = reach(param, &values, params, &setting);
    let mut ticks = plain(param, low, high, scale);
    ticks.extend(marks(param.key, params, &setting).into_iter().filter(|tick| tick.at >= low && tick.at <= high));
    settle(&mut ticks, low, high, scale);
    SliderView { low, high, scale, ticks, consequence: consequence(param.key, params, &setting) }
}

fn blank(low: f64, high: f64) -> SliderView {
    SliderView { low, high, scale: Scale::Linear, ticks: Vec::new(), consequence: String::new() }
}

fn choices(param: &Param) -> f64 {
    if let Kind::Choice { options, .. } = param.kind { options.len().max(2) as f64 - 1.0 } else { 1.0 }
}

/// The range shown, whatever the value: low end, high end, scale.
fn usual(key: &str) -> Option<(f64, f64, Scale)> {
    use Scale::{Linear, Log};
    Some(match key {
        "mean" => (0.001, 10.0, Log),
        "cv" => (0.0, 4.0, Linear),
        "servers" => (1.0, SERVERS_MAX as f64, Log),
        "burst-len" | "decay" => (0.01, 100.0, Log),
        "change-at" | "lasts" | "slow-start" => (0.0, 60.0, Linear),
        "period" => (1.0, 86_400.0, Log),
        "users" => (1.0, 1000.0, Log),
        "think" | "lb-cost" => (0.0, 10.0, Linear),
        "long-share" => (0.0, 0.5, Linear),
        "cap" => (1.5, 10_000.0, Log),
        "speeds" => (0.1, 2.0, Log),
        "weights" => (0.1, 10.0, Log),
        "queue" => (0.0, QUEUE_MAX, Log),
        "d" => (1.0, 8.0, Linear),
        "vnodes" => (1.0, 1024.0, Log),
        "conn" | "clients" | "session-len" => (1.0, 10_000.0, Log),
        "net" => (0.0, 200.0, Linear),
        "timeout" => (0.0, 30.0, Linear),
        "store-rtt" => (0.0, 20.0, Linear),
        "interval" => (0.1, 60.0, Log),
        "probe-timeout" => (0.0, 5.0, Linear),
        "fall" | "rise" => (1.0, 10.0, Linear),
        "burst-ratio" | "workers" | "fails" => (1.0, 100.0, Log),
        "eject" => (0.1, 120.0, Log),
        _ => return None,
    })
}

/// The range shown: the usual one, or the parameter's own, grown to hold the values.
fn reach(param: &Param, values: &[f64], params: &Params, setting: &Setting) -> (f64, f64, Scale) {
    let (min, max, own) = param.span();
    let most = values.iter().copied().fold(min, f64::max);
    let least = values.iter().copied().fold(max, f64::min);
    let (low, high, scale) = match param.key {
        "rate" | "rate-to" => (0.0, rate_high(params, setting), Scale::Linear),
        "static-pool" => (0.0, f64::from(params.servers).max(1.0), Scale::Linear),
        key => usual(key).unwrap_or((min, max, own)),
    };
    let high = if most > high { nice(most) } else { high };
    let low = if least < low && scale == Scale::Log { decade_below(least) } else { low };
    (low.max(min), high.min(max), scale)
}

/// A round rate at least 1.3 times what can be served, so that past full is within reach.
fn rate_high(params: &Params, setting: &Setting) -> f64 {
    let capacity = Some(setting.capacity()).filter(|c| *c > 0.0).unwrap_or_else(|| Setting::of(params).capacity());
    let high = nice(1.3 * capacity * (1.0 - 1e-3));
    // The thumb of a rate past the end would hide how far past it is.
    if params.rate > high { nice(1.05 * params.rate) } else { high }
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

fn decade_below(x: f64) -> f64 {
    if x > 0.0 { libm::exp10(libm::floor(libm::log10(x))) } else { 0.0 }
}

fn tick(at: f64, label: impl Into<String>, kind: TickKind) -> Tick {
    Tick { at, label: label.into(), kind }
}

/// Words and round numbers.
fn plain(param: &Param, low: f64, high: f64, scale: Scale) -> Vec<Tick> {
    let words: &[(f64, &str)] = match param.key {
        "cv" => &[(0.0, "fixed"), (1.0, "exponential"), (high, "heavy tail")],
        "servers" => &[(1.0, "1"), (2.0, "2"), (4.0, "4"), (8.0, "8"), (16.0, "16"), (64.0, "64")],
        "queue" => &[(0.0, "0"), (1e3, "1,000"), (1e4, "10,000"), (1e5, "100,000"), (QUEUE_MAX, "no bound")],
        "timeout" => &[(0.0, "never"), (10.0, "10 s"), (20.0, "20 s"), (high, "")],
        "period" => &[(1.0, "1 s"), (60.0, "1 min"), (3600.0, "1 h"), (86_400.0, "1 day")],
        "speeds" => &[(0.1, "0.1"), (0.5, "0.5"), (1.0, "1"), (2.0, "2×"), (10.0, "10"), (100.0, "100")],
        "interval" => &[(0.1, "0.1"), (1.0, "1"), (10.0, "10"), (60.0, "60 s"), (600.0, "600")],
        "vnodes" => &[(1.0, "1"), (10.0, "10"), (100.0, "100"), (1024.0, "1,024")],
        _ => &[],
    };
    let labelled = |&(at, label): &(f64, &str)| {
        let kind = if label.is_empty() { TickKind::Minor } else { TickKind::Label };
        tick(at, label, kind)
    };
    let inside = |tick: &Tick| tick.at >= low && tick.at <= high;
    let mut ticks: Vec<Tick> = words.iter().map(labelled).filter(inside).collect();
    let whole = matches!(param.kind, Kind::Whole { .. });
    let round = Ticks::within(of_chart(scale), log_low(low, high, scale), high);
    let bare = ticks.is_empty();
    for other in round.ticks.into_iter().filter(|t| !whole || t.value == t.value.round()) {
        let label = other.label.filter(|_| bare);
        let kind = if label.is_some() { TickKind::Label } else { TickKind::Minor };
        ticks.push(tick(other.value, label.unwrap_or_default(), kind));
    }
    for end in [low, high].into_iter().filter(|_| bare) {
        ticks.push(tick(end, short(end), TickKind::Label));
    }
    if bare {
        with_unit(&mut ticks, param, high);
    }
    ticks
}

/// The rightmost label carries the unit.
fn with_unit(ticks: &mut [Tick], param: &Param, high: f64) {
    if matches!(param.unit, "" | "/s") {
        return;
    }
    let last = ticks.iter_mut().filter(|t| t.kind == TickKind::Label && t.at == high);
    let space = if param.unit == "×" { "" } else { " " };
    last.for_each(|tick| tick.label = format!("{}{space}{}", tick.label, param.unit));
}

fn of_chart(scale: Scale) -> chart::Scale {
    match scale {
        Scale::Linear => chart::Scale::Linear,
        Scale::Log => chart::Scale::Log,
    }
}

/// Where a logarithmic scale that starts at zero really begins.
fn log_low(low: f64, high: f64, scale: Scale) -> f64 {
    if scale == Scale::Log && low <= 0.0 { high * 1e-4 } else { low }
}

/// Three significant digits at most, no idle zeros: 32, 9.2, 0.05, 1,959.
pub fn short(x: f64) -> String {
    let a = x.abs();
    if a == 0.0 {
        return "0".to_owned();
    }
    let digits = 2 - libm::floor(libm::log10(a)) as i32;
    let text = number(x, digits.clamp(0, 6) as usize);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// What theory and capacity mark on the slider.
fn marks(key: &str, params: &Params, setting: &Setting) -> Vec<Tick> {
    let capacity = setting.capacity();
    match key {
        "rate" | "rate-to" => rate_marks(setting),
        "mean" => full_at_load(params.mean, setting),
        "servers" => needed(setting).into_iter().collect(),
        "lb-cost" => full_balancer(setting).into_iter().collect(),
        "users" if capacity > 0.0 => {
            let mu = capacity / f64::from(params.servers.max(1));
            let knee = closed::saturation_users(params.think, mu, params.servers);
            vec![tick(knee, format!("knee {}", short(knee)), TickKind::Theory)]
        }
        _ => Vec::new(),
    }
}

/// The knee and full; or, where the policy does not look, the server that is full first, and all.
fn rate_marks(setting: &Setting) -> Vec<Tick> {
    let capacity = setting.capacity();
    let full = |words: &str| tick(capacity, format!("{words} {}", short(capacity)), TickKind::Full);
    if let Some((server, rate)) = setting.first_full() {
        let first = tick(rate, format!("S{} full {}", server + 1, short(rate)), TickKind::Theory);
        return vec![first, full("all full")];
    }
    let knee = setting.knee().map(|rho| tick(rho * capacity, knee_label(rho * capacity), TickKind::Theory));
    knee.into_iter().chain([full("full")]).collect()
}

fn knee_label(rate: f64) -> String {
    format!("knee {}", short(if rate >= 10.0 { rate.round() } else { rate }))
}

/// Where the cluster is full, for a setting that its load is proportional to.
fn full_at_load(value: f64, setting: &Setting) -> Vec<Tick> {
    let load = setting.load().filter(|load| *load > 0.0 && load.is_finite());
    let at = load.map(|load| value / load);
    at.map(|at| tick(at, format!("full {}", short(at)), TickKind::Full)).into_iter().collect()
}

/// The fewest servers, all like the average one, that can serve what comes in.
fn needed(setting: &Setting) -> Option<Tick> {
    let up = setting.up().count() as f64;
    let needed = (setting.load()? * up).floor() + 1.0;
    (needed.is_finite() && up > 0.0).then(|| tick(needed, format!("needs {}", short(needed)), TickKind::Theory))
}

/// The cost at which the balancer itself is full.
fn full_balancer(setting: &Setting) -> Option<Tick> {
    let at = 1e3 / setting.rate.filter(|rate| *rate > 0.0)?;
    Some(tick(at, format!("full {}", short(at)), TickKind::Full))
}

/// A few words beside the value.
fn consequence(key: &str, params: &Params, setting: &Setting) -> String {
    let (up, all) = (setting.up().count(), setting.stations.len());
    match key {
        "servers" if up != params.servers as usize || up != all => format!("{up} up"),
        "speeds" | "workers" => format!("{} /s in all", short(setting.capacity())),
        "mean" if params.mean > 0.0 => format!("{} /s at speed 1", short(1.0 / params.mean)),
        "lb-cost" if params.lb_cost > 0.0 => format!("at most {} /s", short(1e3 / params.lb_cost)),
        "interval" => {
            let (soonest, latest) =
                (f64::from(params.fall - 1) * params.interval, f64::from(params.fall) * params.interval);
            format!("found in {} to {} s", short(soonest), short(latest))
        }
        _ => String::new(),
    }
}

/// Where `value` lies in pixels.
fn place(value: f64, low: f64, high: f64, scale: Scale) -> f32 {
    MARGIN + (WIDTH - 2.0 * MARGIN) * position(value, low, high, scale) as f32
}

/// Left and right end of a tick's label, kept inside the slider.
pub fn extent(tick: &Tick, low: f64, high: f64, scale: Scale) -> (f32, f32) {
    let half = text_width(Type::Axis, 0.0, &tick.label) / 2.0;
    let middle = place(tick.at, low, high, scale).clamp(half, (WIDTH - half).max(half));
    (middle - half, middle + half)
}

/// The most labels of a slider.
const MOST: usize = 6;

/// Orders the ticks, drops doubles, and takes the labels away that would overlap or are too many.
fn settle(ticks: &mut Vec<Tick>, low: f64, high: f64, scale: Scale) {
    let rank = |tick: &Tick| match tick.kind {
        TickKind::Full => 0,
        TickKind::Theory => 1,
        TickKind::Label if tick.at <= low || tick.at >= high => 2,
        TickKind::Label => 3,
        TickKind::Minor => 4,
    };
    order::sort_by(ticks, |a, b| rank(a).cmp(&rank(b)).then(a.at.total_cmp(&b.at)));
    let mut kept: Vec<Tick> = Vec::with_capacity(ticks.len());
    let mut taken: Vec<(f32, f32)> = Vec::new();
    for mut tick in ticks.drain(..) {
        let at = place(tick.at, low, high, scale);
        if rank(&tick) > 1 && kept.iter().any(|t| rank(t) > 1 && (place(t.at, low, high, scale) - at).abs() < 2.0) {
            continue;
        }
        let fits = |tick: &Tick| {
            let (left, right) = extent(tick, low, high, scale);
            taken.len() < MOST && taken.iter().all(|(a, b)| right + GAP <= *a || left >= *b + GAP)
        };
        if !tick.label.is_empty() && !fits(&tick) {
            if rank(&tick) <= 1 {
                // The word alone, if there is room for that; the triangle stays in any case.
                tick.label = tick.label.rsplit_once(' ').map_or(String::new(), |(word, _)| word.to_owned());
                if !fits(&tick) {
                    tick.label.clear();
                }
            } else {
                tick.label.clear();
                tick.kind = TickKind::Minor;
            }
        }
        if !tick.label.is_empty() {
            taken.push(extent(&tick, low, high, scale));
        }
        kept.push(tick);
    }
    order::sort_by(&mut kept, |a, b| a.at.total_cmp(&b.at));
    *ticks = kept;
}

#[cfg(test)]
mod tests;
