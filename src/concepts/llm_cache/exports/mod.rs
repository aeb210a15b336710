//! The first cache on the screen with real systems: vLLM, Anthropic and OpenAI for what was computed of a beginning, Redis for
//! the same letters, RedisVL and GPTCache for what is near. A system stands here only with the caches that it has.

mod answers;
mod prefixes;

use super::params::{Cache, Params};
use crate::concept::Export;

/// The configurations.
pub fn exports(params: &Params) -> Vec<Export> {
    let cache = params.caches.first().copied().unwrap_or(Cache::None);
    let mut all = Vec::new();
    if cache.exact() {
        all.push(answers::redis(params));
    }
    if cache.semantic() {
        all.extend([answers::redisvl(params), answers::gptcache(params)]);
    }
    if cache.prefix() || cache == Cache::None {
        all.push(prefixes::vllm(params, cache.prefix()));
    }
    if cache.prefix() {
        all.extend([prefixes::anthropic(params), prefixes::openai(params)]);
    }
    all
}

/// Whole seconds, at least one.
fn whole(seconds: f64) -> f64 {
    libm::round(seconds).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_stands_with_the_caches_that_it_has() {
        for &cache in Cache::ALL {
            let all = exports(&Params { caches: vec![cache], ..Params::default() });
            let keys: Vec<&str> = all.iter().map(|export| export.key).collect();
            let wanted: &[&str] = match cache {
                Cache::None => &["vllm"],
                Cache::Exact => &["redis"],
                Cache::Prefix => &["vllm", "anthropic", "openai"],
                Cache::Semantic => &["redisvl", "gptcache"],
                Cache::Both => &["redis", "vllm", "anthropic", "openai"],
                Cache::All => &["redis", "redisvl", "gptcache", "vllm", "anthropic", "openai"],
            };
            assert_eq!(keys, wanted, "{}", cache.name());
            assert!(all.iter().all(|export| export.code.ends_with('\n') && !export.notes.is_empty()));
        }
    }

    #[test]
    fn thresholds_are_those_of_the_same_angle() {
        let number = |code: &str, name: &str| -> f64 {
            let rest = code.split(&format!("{name}=")).nth(1).unwrap();
            rest.split([',', ')', '\n']).next().unwrap().parse().unwrap()
        };
        for threshold in [0.3, 0.5, 0.8, 0.95, 1.0] {
            let params = Params { caches: vec![Cache::Semantic], threshold, ..Params::default() };
            let all = exports(&params);
            let of = |key: &str| all.iter().find(|export| export.key == key).unwrap().code.as_str();
            // Redis: a hit is at a distance of 1 − cosine or less.
            assert!((number(of("redisvl"), "distance_threshold") - (1.0 - threshold)).abs() < 1e-4);
            // GPTCache: of unit vectors faiss gives the square of the distance, 2 − 2 cosine; a hit has 4 − that of at
            // least 4 × the threshold.
            let least = 4.0 * number(of("gptcache"), "similarity_threshold");
            assert!((least - (4.0 - (2.0 - 2.0 * threshold))).abs() < 1e-3);
        }
    }
}
