//! Spring Cloud Gateway: `RequestRateLimiter` with Redis.

use super::{Asked, Config, Wanted};
use crate::policies::limit::{Delay, Rate};
use crate::sim::time::NANOS;

/// `replenishRate`, `requestedTokens`, and what a token is of a request.
pub fn tokens(rate: Rate) -> Option<(u64, u64)> {
    // p / q tokens per second: p come each second, and a request takes q.
    let (count, per) = (u128::from(rate.count().get()) * u128::from(NANOS), u128::from(rate.per().get()));
    let mut pair = (count, per);
    while pair.1 != 0 {
        pair = (pair.1, pair.0 % pair.1);
    }
    let common = pair.0.max(1);
    let fits = |n: u128| u64::try_from(n).ok().filter(|n| i32::try_from(*n).is_ok());
    Some((fits(count / common)?, fits(per / common)?))
}

pub fn spring(wanted: &Asked) -> Option<Config> {
    let (rate, burst) = wanted.bucket()?;
    let (replenish, requested) = tokens(rate)?;
    let capacity = burst.checked_mul(requested).filter(|capacity| i32::try_from(*capacity).is_ok())?;
    let mut notes = Vec::new();
    if wanted.is_window() {
        notes.push(
            "Spring's limiter has no windows: this is a token bucket with the same average and the limit at once."
                .to_owned(),
        );
    }
    if matches!(wanted.wanted, Wanted::Bucket { delays: Some(Delay::Above(_)), .. }) {
        notes.push("Spring's limiter rejects what comes too fast; it cannot let it wait.".to_owned());
    }
    if requested > 1 {
        notes.push(format!("The rate is not a whole number per second, so a request takes {requested} tokens of {replenish} each second."));
    }
    notes.push(
        "Its script counts whole seconds: all tokens of a second come at its start, so up to burst + rate pass around a \
         boundary."
            .to_owned(),
    );
    if capacity < replenish {
        notes.push(format!(
            "Spring refuses a burstCapacity below the replenishRate, so the bucket holds {} at once instead of {burst}.",
            replenish / requested.max(1)
        ));
    }
    let capacity = capacity.max(replenish);
    notes.push(
        "`clientKeyResolver` is a bean of yours that gives the client's address; without Redis every request passes."
            .to_owned(),
    );
    let code = format!(
        "# {}\nspring:\n  cloud:\n    gateway:\n      routes:\n      - id: app\n        uri: http://127.0.0.1:9000\n        predicates:\n        \
         - Path=/**\n        filters:\n        - name: RequestRateLimiter\n          args:\n            \
         key-resolver: \"#{{@clientKeyResolver}}\"\n            redis-rate-limiter.replenishRate: {replenish}\n            \
         redis-rate-limiter.burstCapacity: {capacity}\n            redis-rate-limiter.requestedTokens: {requested}\n",
        wanted.title()
    );
    Some(Config { key: "spring-cloud-gateway", product: "Spring Cloud Gateway", version: "4.1", code, notes })
}
