//! Closed forms for one key asked for by a Poisson process, with a load time that is always the same and an origin
//! without a limit.

use super::params::{Params, Rule, Spread};

/// Steps of the integral.
const STEPS: u32 = 4000;

/// Loads for each expiry, the first one included.
///
/// Without a cure every request within the load time asks, too: 1 + λD. Of *n* processes each asks once:
/// 1 + (n − 1)(1 − e^(−λD/n)). A lock, a timer and refresh ahead ask once. XFetch (Vattani et al. 2015): the hazard of an
/// early load grows as λ e^(−s/(δβ)) while *s* is left, so its integral at the first load is exponential with mean 1, and
/// within the load time it grows by the factor e^(1/β): about e^(1/β) loads where λδβ is large.
pub fn loads_per_expiry(rule: Rule, params: &Params) -> f64 {
    let (rate, load) = (params.rate, params.load);
    match rule {
        Rule::None | Rule::Jitter => 1.0 + rate * load,
        Rule::Flight => {
            let n = f64::from(params.processes);
            1.0 + (n - 1.0) * -libm::expm1(-rate * load / n)
        }
        Rule::Lock | Rule::Stale | Rule::Ahead | Rule::Timer => 1.0,
        Rule::XFetch => xfetch(rate, load, params.beta),
    }
}

fn xfetch(rate: f64, load: f64, beta: f64) -> f64 {
    // What the hazard adds up to by the end of the value's life.
    let whole = rate * load * beta;
    let growth = libm::exp(1.0 / beta);
    let extra = |x: f64| {
        if x >= whole {
            // The value expired before anybody acted.
            return rate * load;
        }
        let left = load * beta * libm::log(whole / x);
        if left >= load { x * (growth - 1.0) } else { (whole - x) + rate * (load - left) }
    };
    // Over the quantiles of the exponential distribution.
    let at = |k: u32| extra(-libm::log((f64::from(k) + 0.5) / f64::from(STEPS)));
    1.0 + (0..STEPS).map(at).sum::<f64>() / f64::from(STEPS)
}

/// What must hold for [`loads_per_expiry`], and whether it does.
pub fn holds(params: &Params) -> Result<(), &'static str> {
    match params {
        p if p.keys > 1 => Err("Does not hold: it is for one key, and there are several."),
        p if p.spread != Spread::Fixed => Err("Does not hold: it is for a load time that is always the same."),
        p if p.workers > 0 => Err("Does not hold once loads wait in line at the origin."),
        p if p.ttl < 2.0 * p.load => Err("Does not hold: values live hardly longer than a load takes."),
        _ => Ok(()),
    }
}

/// The mean answer in seconds of a cache with this hit ratio: h × hit + (1 − h) × load time.
pub fn mean_answer(hit_ratio: f64, params: &Params) -> f64 {
    hit_ratio * params.hit + (1.0 - hit_ratio) * params.load
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_what_they_must_be() {
        let params = Params { rate: 100_000.0, ..Params::default() };
        assert!((loads_per_expiry(Rule::XFetch, &params) - std::f64::consts::E).abs() < 0.01);
        assert!((loads_per_expiry(Rule::Flight, &params) - 4.0).abs() < 1e-9);
        let rare = Params { rate: 0.0001, ..Params::default() };
        assert!(Rule::ALL.iter().all(|&rule| (loads_per_expiry(rule, &rare) - 1.0).abs() < 1e-3));
    }

    #[test]
    fn ninety_percent_of_a_millisecond_and_ten_of_a_hundred() {
        let params = Params { hit: 0.001, load: 0.1, ..Params::default() };
        assert!((mean_answer(0.9, &params) - 0.0109).abs() < 1e-12);
    }
}
