//! The same limit in real products, for the state on the screen, and what each does differently from the model.

mod proxies;
mod redis;
#[cfg(test)]
mod tests;

use super::model::settings::limit;
use super::params::{Key, Kind, Params};
use crate::concept::Export;

/// The configurations.
pub fn exports(params: &Params) -> Vec<Export> {
    vec![
        proxies::nginx(params),
        proxies::haproxy(params),
        proxies::envoy(params),
        proxies::spring(params),
        redis::lua(params),
        proxies::gateway_api(params),
        proxies::ingress_nginx(params),
    ]
}

/// What a limiter of this kind can be said to be by those who know only some.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Family {
    /// A rate and a burst that passes at once.
    Bucket,
    /// A rate, and a burst that waits.
    Queue,
    /// So many in a window.
    Window,
    /// So many at once.
    Slots,
}

impl Family {
    fn of(p: &Params) -> Self {
        match p.limiter {
            Kind::LeakyQueue => Self::Queue,
            Kind::Nginx if !p.nodelay => Self::Queue,
            Kind::FixedWindow
            | Kind::SlidingLog
            | Kind::SlidingCounter
            | Kind::HaProxy
            | Kind::Soft
            | Kind::Elastic
            | Kind::Dynamic => Self::Window,
            Kind::Concurrency | Kind::Aimd | Kind::Gradient => Self::Slots,
            Kind::TokenBucket
            | Kind::LeakyMeter
            | Kind::Gcra
            | Kind::Nginx
            | Kind::Envoy
            | Kind::RedisBucket
            | Kind::RedisCell
            | Kind::GuavaBursty
            | Kind::GuavaWarmingUp => Self::Bucket,
        }
    }
}

/// The most that pass at once.
fn at_once(p: &Params) -> u32 {
    match Family::of(p) {
        // nginx lets one pass before it counts the burst.
        Family::Bucket | Family::Queue => p.burst + u32::from(p.limiter == Kind::Nginx),
        Family::Window => limit(p),
        Family::Slots => p.slots,
    }
}

/// The rate as a whole number and its unit, for products that take nothing else; true if it is exact.
fn whole_rate(p: &Params, units: &[(f64, &'static str)]) -> (u64, &'static str, bool) {
    let exact = units.iter().find(|(seconds, _)| {
        let count = p.rate * seconds;
        count >= 1.0 && (count - count.round()).abs() < 1e-9 * count
    });
    let (seconds, unit) =
        exact.or_else(|| units.iter().find(|(s, _)| p.rate * s >= 1.0)).or(units.last()).copied().unwrap_or((1.0, "s"));
    (((p.rate * seconds).round() as u64).max(1), unit, exact.is_some())
}

/// "per client" or "for all together".
fn per_client(p: &Params) -> bool {
    p.key == Key::Client
}

/// A sentence about a limiter that the product does not have.
fn nearest(notes: &mut Vec<String>, product: &str, p: &Params, what: &str) {
    let name = crate::param::within_sentence(p.limiter.option().label);
    notes.push(format!("{product} has no {name}; {what} is the nearest it has."));
}

/// A number of seconds as products write it: whole seconds, else milliseconds.
fn seconds(s: f64) -> String {
    if s.fract().abs() < 1e-9 && s >= 1.0 { format!("{s:.0}s") } else { format!("{:.0}ms", (s * 1e3).max(1.0)) }
}
