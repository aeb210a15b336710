//! The first pattern on the screen with real caches: Redis beside a program, Caffeine inside it, nginx and Varnish before
//! it. A product stands here only with the patterns that it has.

mod caffeine;
mod proxies;
mod redis;

use super::params::{Params, Pattern};
use crate::concept::Export;

/// The configurations.
pub fn exports(params: &Params) -> Vec<Export> {
    let pattern = params.patterns.first().copied().unwrap_or(Pattern::Aside);
    let redis = redis::export(params, pattern);
    let others =
        [caffeine::export(params, pattern), proxies::nginx(params, pattern), proxies::varnish(params, pattern)];
    std::iter::once(redis).chain(others.into_iter().flatten()).collect()
}

/// Whole milliseconds, at least one.
fn ms(seconds: f64) -> u64 {
    libm::round(seconds * 1000.0).max(1.0) as u64
}

#[cfg(test)]
mod tests {
    use super::super::params::Order;
    use super::*;

    #[test]
    fn a_product_stands_with_the_patterns_that_it_has() {
        for &pattern in Pattern::ALL {
            for &order in Order::ALL {
                let all = exports(&Params { patterns: vec![pattern], order, ..Params::default() });
                let keys: Vec<&str> = all.iter().map(|export| export.key).collect();
                let caffeine = match pattern {
                    Pattern::Behind => false,
                    Pattern::Aside => !matches!(order, Order::Leases | Order::Names | Order::Tags),
                    _ => true,
                };
                let wanted = [
                    ("redis", true),
                    ("caffeine", caffeine),
                    ("nginx", matches!(pattern, Pattern::Around | Pattern::Negative)),
                    (
                        "varnish",
                        matches!(pattern, Pattern::ReadThrough | Pattern::Around | Pattern::Ahead | Pattern::Negative),
                    ),
                ];
                let wanted: Vec<&str> = wanted.into_iter().filter(|(_, there)| *there).map(|(key, _)| key).collect();
                assert_eq!(keys, wanted, "{} {}", pattern.name(), order.option().label);
                assert!(all.iter().all(|export| export.code.ends_with('\n') && !export.notes.is_empty()));
            }
        }
    }
}
