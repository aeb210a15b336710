//! What an attacker gets through, in closed form: Poisson requests on counts that each have bounded room.
//!
//! An attack of rate a over n counts is n Poisson streams of rate a / n; each lets E min(X, limit) of its window pass,
//! exactly. Where others share the count the attacker gets the share that he sends. With a count for each account and a
//! cap for each address the smaller of the two sums is an upper bound.

use super::params::{Key, Params};
use crate::sim::theory::poisson::least;

/// Requests of the attacker that pass, a second, when they come from so many addresses.
pub fn attacker(params: &Params, addresses: u32) -> f64 {
    let p = params;
    if p.attack <= 0.0 {
        return 0.0;
    }
    let mean = p.attack * p.window;
    let limit = p.limits()[p.attacker_tier()];
    let over = |n: u32, limit: u32| f64::from(n) * least(mean / f64::from(n.max(1)), limit);
    let passed = match (p.key, p.accounts) {
        (Key::Address, _) | (Key::Else, 0) => over(addresses, limit),
        (Key::Both, 0) => over(addresses, limit.min(p.cap)),
        (Key::User, 0) => {
            let others = f64::from(p.anonymous) * p.rate(0) * p.window;
            least(mean + others, limit) * mean / (mean + others)
        }
        (Key::User | Key::Else, accounts) => over(accounts, limit),
        (Key::Both, accounts) => over(accounts, limit).min(over(addresses, p.cap)),
    };
    passed / p.window
}

/// What one person of the attacker's tier may have, a second.
pub fn fair(params: &Params) -> f64 {
    (f64::from(params.limits()[params.attacker_tier()]) / params.window).min(params.attack)
}
