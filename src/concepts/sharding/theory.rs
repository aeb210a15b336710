//! Closed forms: how many shards it takes, what each gets, and why the slowest of many is slow.

use super::params::{Params, Placement};
use crate::sim::theory::mm1;

/// Bytes in a kilobyte and in a terabyte.
const KILO: f64 = 1e3;
const TERA: f64 = 1e12;

/// How many shards the data takes.
pub fn by_storage(params: &Params, rows: f64) -> f64 {
    libm::ceil(bytes(params, rows) / (params.disk * TERA)).max(1.0)
}

/// All data in bytes.
pub fn bytes(params: &Params, rows: f64) -> f64 {
    rows * params.size * KILO
}

/// The share of the queries that every shard gets, however many there are.
pub fn everywhere(params: &Params) -> f64 {
    let [_, scans, scatter] = params.shares();
    scatter + if params.place == Placement::Range { 0.0 } else { scans }
}

/// How many shards the queries take if they are spread evenly; `None` if no number is enough, as what asks everybody
/// alone fills a shard. A scan under ranges counts as asking one shard.
pub fn by_queries(params: &Params) -> Option<f64> {
    let all = everywhere(params);
    let left = params.each - params.rate * all;
    (left > 0.0).then(|| libm::ceil((params.rate * (1.0 - all) / left - 1e-9).max(0.0)).max(1.0))
}

/// What each of `n` shards gets of its capacity if queries are spread evenly.
pub fn load(params: &Params, n: f64) -> f64 {
    let all = everywhere(params);
    params.rate * ((1.0 - all) / n + all) / params.each
}

/// The share of scatter-gathers that are slower than a line which a share `p` of the parts is slower than: 1 − (1 − p)ᴺ
/// (Dean, Barroso 2013, "The tail at scale").
pub fn slow_share(p: f64, n: f64) -> f64 {
    1.0 - libm::pow(1.0 - p, n)
}

/// Mean time of a query at a shard that gets `rate` a second, as M/M/1.
pub fn sojourn(params: &Params, rate: f64) -> f64 {
    mm1::sojourn(rate, params.each)
}

/// The share of all keys that `before` → `after` shards move under a placement, in theory.
pub fn moved(place: Placement, before: f64, after: f64) -> f64 {
    let (low, high) = (before.min(after), before.max(after));
    match place {
        Placement::Hash => (high - low) / high,
        // Both remainders are the same for keys below the smaller number in each stretch of their product; with no
        // common factor that is the smaller of N in N times N keys.
        Placement::Modulo => 1.0 - low / (low * high / gcd(low as u64, high as u64) as f64),
        // One more: half of the fullest.
        Placement::Range => (high - low) / (2.0 * low),
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example() {
        let params = Params { rate: 86_805.0, each: 5000.0, writes: 100.0, ..Params::default() };
        assert_eq!(by_queries(&params), Some(18.0));
        // And its reads: 173,610 a second at 10,000 a shard.
        assert_eq!(by_queries(&Params { rate: 173_610.0, each: 10_000.0, ..params.clone() }), Some(18.0));
        // 91.25 PB at 1 TB a shard.
        assert_eq!(by_storage(&params, 91.25e12), 91_250.0);
        // Exactly full is enough, a little more is not.
        assert_eq!(by_queries(&Params { rate: 90_000.0, ..params.clone() }), Some(18.0));
        assert_eq!(by_queries(&Params { rate: 90_001.0, ..params }), Some(19.0));
    }

    #[test]
    fn what_asks_everybody_bounds_the_rate() {
        let params = Params { rate: 100.0, each: 20.0, scatter: 10.0, writes: 0.0, ..Params::default() };
        // 10 a second reach each of n shards, and 90 are shared: 90 / n + 10 = 20.
        assert_eq!(by_queries(&params), Some(9.0));
        assert!((load(&params, 9.0) - 1.0).abs() < 1e-12);
        assert_eq!(by_queries(&Params { scatter: 20.0, ..params }), None);
    }

    #[test]
    fn the_slowest_of_many() {
        assert!((slow_share(0.01, 1.0) - 0.01).abs() < 1e-12);
        assert!((slow_share(0.01, 16.0) - 0.1485).abs() < 1e-4);
        assert!((slow_share(0.01, 64.0) - 0.4744).abs() < 1e-4);
        assert!((slow_share(0.01, 100.0) - 0.634).abs() < 1e-3);
    }

    #[test]
    fn what_moves() {
        assert!((moved(Placement::Modulo, 4.0, 5.0) - 0.8).abs() < 1e-12);
        assert!((moved(Placement::Modulo, 4.0, 8.0) - 0.5).abs() < 1e-12);
        assert!((moved(Placement::Hash, 4.0, 5.0) - 0.2).abs() < 1e-12);
        assert!((moved(Placement::Range, 4.0, 5.0) - 0.125).abs() < 1e-12);
        // By counting.
        for (a, b) in [(3u64, 4u64), (6, 4), (4, 6), (10, 15)] {
            let n = a * b;
            let count = (0..n).filter(|h| h % a != h % b).count() as f64 / n as f64;
            assert!((moved(Placement::Modulo, a as f64, b as f64) - count).abs() < 1e-12, "{a} {b}");
        }
    }
}
