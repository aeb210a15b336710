//! From the numbers a rule saw to one or two sentences, and what would have changed the decision.

use super::numbers::{amount, span_words};
use crate::policies::limit::{Decision, Why};
use crate::sim::Span;

/// Why request `k` (from 0) was let in, delayed or refused.
pub fn why(decision: &Decision, k: u64) -> String {
    let n = k + 1;
    let then = outcome(decision);
    match decision.why {
        Why::TooBig { cost, most } => {
            format!("Request {n} costs {cost}. No more than {most} ever pass at once. Refused.")
        }
        Why::Tokens { tokens, cost, .. } => {
            let found = format!("Request {n} found {}.", units(tokens, "token", "tokens"));
            if decision.allowed {
                let took = if cost == 1 { "one".to_owned() } else { cost.to_string() };
                format!("{found} It took {took} and {}", lower(&then))
            } else {
                format!("{found} It needs {cost}. {then}")
            }
        }
        Why::Level { level, capacity, .. } if !decision.delay.is_zero() => {
            format!("Request {n} found {} of {capacity} places taken. {then}", amount(level))
        }
        Why::Level { level, capacity, cost } => {
            format!("Request {n} found {} of {capacity} filled. {} {then}", amount(level), adds(level, capacity, cost))
        }
        Why::Early { early, tolerance } => {
            if early.is_zero() {
                format!("Request {n} came when it was due or later. {then}")
            } else {
                format!("Request {n} came {} early. {} is tolerated. {then}", span_words(early), span_words(tolerance))
            }
        }
        Why::Window { counted, limit, ends_in, .. } => {
            if decision.allowed {
                format!("Request {n} is number {} of {limit} in this window. {then}", counted + 1)
            } else {
                format!("Request {n} found all {limit} of this window used. It ends in {}. {then}", span_words(ends_in))
            }
        }
        Why::Log { counted, limit, oldest_in, .. } => {
            if decision.allowed {
                format!("Request {n} found {counted} of {limit} in the log. {then}")
            } else {
                format!(
                    "Request {n} found {counted} of {limit} in the log. The oldest leaves in {}. {then}",
                    span_words(oldest_in)
                )
            }
        }
        Why::Weighted { previous, share, current, estimate, limit, .. } => {
            format!("Request {n}: {previous} × {share:.2} + {current} is {estimate} of {limit}. {then}")
        }
        Why::InFlight { in_flight, limit, .. } => {
            format!("Request {n} found {in_flight} of {limit} in flight. {then}")
        }
        Why::Excess { excess, burst } => {
            let thousandths = |x: u64| super::numbers::digits(x as f64 / 1000.0);
            format!(
                "Request {n} makes an excess of {}. {} is the burst. {then}",
                thousandths(excess),
                thousandths(burst)
            )
        }
        Why::NextFree { wait, stored } => {
            if wait.is_zero() {
                format!("Request {n} found {} stored. {then}", units(stored, "permit", "permits"))
            } else {
                format!("Request {n}: the next permit is free in {}. {then}", span_words(wait))
            }
        }
        Why::Moved { counted, limit, base, .. } => {
            let moved =
                if limit == base { String::new() } else { format!(" The limit was set to {base} and has moved.") };
            format!("Request {n} found {counted} of {limit}.{moved} {then}")
        }
        Why::NoRoom { keys } => {
            let keys = super::numbers::count(keys, "key", "keys");
            format!("Request {n} is of a key that is not among the {keys} remembered. There is no room. {then}")
        }
        Why::Measured { rate, limit } => {
            format!("Request {n}: the rate is taken for {rate}. The limit is {limit}. {then}")
        }
    }
}

fn outcome(decision: &Decision) -> String {
    match (decision.allowed, decision.delay) {
        (true, delay) if delay.is_zero() => "Passed.".to_owned(),
        (true, delay) => format!("It waits {}.", span_words(delay)),
        (false, _) => "Refused.".to_owned(),
    }
}

fn lower(then: &str) -> String {
    match then {
        "Passed." => "passed.".to_owned(),
        other => other.replacen("It waits", "waits", 1),
    }
}

fn units(x: f64, one: &str, many: &str) -> String {
    if (x - 1.0).abs() < 1e-9 { format!("1 {one}") } else { format!("{} {many}", amount(x)) }
}

fn adds(level: f64, capacity: u64, cost: u32) -> String {
    let more = if cost == 1 { "One more".to_owned() } else { format!("{cost} more") };
    if level + f64::from(cost) <= capacity as f64 { format!("{more} fits.") } else { format!("{more} would run over.") }
}

/// What would have changed it, or empty.
pub fn otherwise(decision: &Decision) -> String {
    if decision.allowed {
        return match decision.why {
            Why::Tokens { tokens, cost, .. } if tokens < 2.0 * f64::from(cost) => {
                "Another one at the same moment would have been refused.".to_owned()
            }
            Why::Window { counted, limit, .. } if counted + 1 == limit => {
                "It was the last one of this window.".to_owned()
            }
            _ => String::new(),
        };
    }
    let later = |wait: Span| format!("The same request {} later would have passed.", span_words(wait));
    match (decision.retry_after, decision.why) {
        (Some(wait), Why::Tokens { tokens, cost, .. }) => {
            let missing = f64::from(cost) - tokens;
            format!("{} of a token was missing. {}", super::numbers::digits(missing), later(wait))
        }
        (Some(wait), _) => later(wait),
        (None, Why::TooBig { most, .. }) => format!("Only a burst above {most} would let it in."),
        (None, Why::InFlight { .. }) => "It passes as soon as one in flight is done.".to_owned(),
        (None, _) => String::new(),
    }
}
