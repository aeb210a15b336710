//! Envoy: the local rate limit filter, the adaptive concurrency filter, and circuit breakers.

use super::{Asked, Config, Moves, Wanted, pace};
use crate::policies::limit::Rate;
use crate::sim::Span;
use std::fmt::Write as _;

/// The shortest fill interval.
const INTERVAL_MIN: Span = Span(50_000_000);

/// Tokens per fill and the interval, in whole milliseconds and at least 50 ms; and whether that is exact.
pub fn fill(rate: Rate) -> (u64, u64, bool) {
    let (count, per) = (u128::from(rate.count().get()), u128::from(rate.per().get()));
    let least = (u128::from(INTERVAL_MIN.0) * count).div_ceil(per).max(1);
    let exact = (least..least + 10_000).find(|tokens| (tokens * per).is_multiple_of(count * 1_000_000));
    let tokens = exact.unwrap_or(least);
    // Rounded up: never faster than asked for.
    let ms = (tokens * per).div_ceil(count * 1_000_000);
    (tokens as u64, ms as u64, exact.is_some())
}

pub fn envoy(wanted: &Asked) -> Config {
    let mut notes = Vec::new();
    let code = match (wanted.bucket(), wanted.wanted) {
        (Some((rate, burst)), _) => {
            let (tokens, ms, exact) = match wanted.wanted {
                Wanted::Bucket { fill: Some((tokens, interval)), .. } if interval.0.is_multiple_of(1_000_000) => {
                    (tokens, interval.0 / 1_000_000, true)
                }
                _ => fill(rate),
            };
            if !exact {
                notes.push(format!(
                    "Envoy fills in whole tokens and milliseconds; {tokens} every {ms} ms is a little less than {}.",
                    pace(rate)
                ));
            }
            if wanted.is_window() {
                notes.push(
                    "Envoy has no windows: this is a token bucket with the same average and the limit at once."
                        .to_owned(),
                );
            }
            if matches!(wanted.wanted, Wanted::Bucket { delays: Some(crate::policies::limit::Delay::Above(_)), .. }) {
                notes.push("Envoy's filter rejects what comes too fast; it cannot let it wait.".to_owned());
            }
            if wanted.per_client() {
                notes.push(
                    "One bucket for all clients of this Envoy, not one for each; a bucket for each takes descriptors."
                        .to_owned(),
                );
            }
            notes.push("With several Envoys the limit holds for each of them.".to_owned());
            notes.push(
                "Up to 1.30 tokens come in steps, all of an interval at once; later versions refill evenly.".to_owned(),
            );
            local(wanted, burst.max(tokens), tokens, ms, &mut notes, burst)
        }
        (None, Wanted::InFlight { moves: Some(moves), .. }) => adaptive(wanted, moves, &mut notes),
        (None, Wanted::InFlight { limit, .. }) => {
            if wanted.per_client() {
                notes.push("The limit holds for the whole cluster behind this Envoy, not for each client.".to_owned());
            }
            notes.push("A rejected request gets 503 with `x-envoy-overloaded`.".to_owned());
            format!(
                "# {}: part of a cluster\ncircuit_breakers:\n  thresholds:\n  - priority: DEFAULT\n    max_requests: {limit}\n    \
                 max_pending_requests: {limit}\n",
                wanted.title()
            )
        }
        (None, _) => String::new(),
    };
    Config { key: "envoy", product: "Envoy", version: "1.30", code, notes }
}

fn local(wanted: &Asked, most: u64, tokens: u64, ms: u64, notes: &mut Vec<String>, burst: u64) -> String {
    if most > burst {
        notes.push(format!("A bucket must hold what one fill brings, so it holds {most} instead of {burst}."));
    }
    let mut code = format!(
        "# {}: part of http_filters, before the router\n- name: envoy.filters.http.local_ratelimit\n  typed_config:\n    \
         \"@type\": type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit\n    \
         stat_prefix: local_rate_limit\n    token_bucket:\n      max_tokens: {most}\n      tokens_per_fill: {tokens}\n      \
         fill_interval: {}.{:03}s\n",
        wanted.title(),
        ms / 1000,
        ms % 1000
    );
    for field in ["filter_enabled", "filter_enforced"] {
        let _ = writeln!(
            code,
            "    {field}:\n      runtime_key: local_rate_limit_{}\n      default_value: {{ numerator: 100, denominator: HUNDRED }}",
            field.trim_start_matches("filter_")
        );
    }
    code
}

fn adaptive(wanted: &Asked, moves: Moves, notes: &mut Vec<String>) -> String {
    if !moves.by_latency {
        notes.push(
            "Envoy has no additive increase and multiplicative decrease; its gradient moves by latency.".to_owned(),
        );
    }
    notes.push(
        "Its gradient compares with a minimum that is measured again every minute at a low limit, not with a long average; \
         the headroom is the square root of the limit."
            .to_owned(),
    );
    notes.push("The limit holds for all clients of this Envoy; a rejected request gets 503.".to_owned());
    format!(
        "# {}, then by latency: part of http_filters, before the router\n- name: envoy.filters.http.adaptive_concurrency\n  typed_config:\n    \
         \"@type\": type.googleapis.com/envoy.extensions.filters.http.adaptive_concurrency.v3.AdaptiveConcurrency\n    \
         gradient_controller_config:\n      sample_aggregate_percentile: {{ value: 90 }}\n      concurrency_limit_params:\n        \
         max_concurrency_limit: {}\n        concurrency_update_interval: 0.100s\n      min_rtt_calc_params:\n        interval: 60s\n        \
         request_count: 50\n        min_concurrency: {}\n        jitter: {{ value: 10 }}\n    enabled:\n      default_value: true\n      \
         runtime_key: adaptive_concurrency.enabled\n",
        wanted.title(),
        moves.most,
        moves.least
    )
}
