//! What an answer tells its client: the fields of the IETF draft, the three of its older versions, the three that became
//! a custom before it, and `Retry-After`.
//!
//! Polli, Martínez and Miller 2026, "RateLimit header fields for HTTP", draft 11: `RateLimit-Policy` and `RateLimit` are
//! lists of structured fields (RFC 9651, 2024). Drafts 00 to 06 (2020 to 2022) had three fields with a number each.
//! `X-RateLimit-*` is custom; here `X-RateLimit-Reset` is a moment, as GitHub has it. `Retry-After`: RFC 9110 (2022).
//!
//! Two times are told apart. The *effective window* `t` is the time in which no more than `r` units pass: it ends when
//! the next unit comes. The *reset* is when the whole quota is there again. Both are rounded up to whole seconds, which is
//! all that these fields hold, so that a client that obeys is never too early. Draft 11, section 6, wants no
//! `Retry-After` that ends before the effective window: with the next unit as its end that always holds.

use super::{Decision, Limiter as _, Policy, State, Why};
use crate::sim::{Span, Time};

/// The largest integer of a structured field (RFC 9651, section 3.3.1).
const INTEGER_MAX: u64 = 999_999_999_999_999;

/// What a limiter promises: so many units in so much time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quota {
    /// The most units at once: a bucket's capacity, a window's limit, the requests in flight.
    pub most: u64,
    /// The time in which all of them come again; none where that depends on when requests are done.
    pub window: Option<Span>,
}

impl Quota {
    /// The quota that the rule held when it decided so.
    pub fn of(rule: &Policy, decision: &Decision) -> Self {
        let within = |most: u64, window: Span| Self { most, window: Some(window) };
        // A limit that moves is the one that the request met.
        let met = |base: u64| match decision.why {
            Why::Moved { limit, .. } | Why::InFlight { limit, .. } => limit,
            _ => base,
        };
        let flying = |base: u64| Self { most: met(base), window: None };
        match rule {
            Policy::TokenBucket(r) => within(r.capacity(), r.rate().time_for(r.capacity())),
            Policy::LeakyMeter(r) => within(r.capacity(), r.rate().time_for(r.capacity())),
            Policy::LeakyQueue(r) => within(r.capacity(), r.rate().time_for(r.capacity())),
            Policy::Gcra(r) => within(r.capacity(), r.rate().time_for(r.capacity())),
            Policy::FixedWindow(r) => within(r.limit(), r.length()),
            Policy::SlidingLog(r) => within(r.limit(), r.length()),
            Policy::SlidingCounter(r) => within(r.limit(), r.length()),
            Policy::HaProxy(r) => within(r.limit(), r.period()),
            Policy::Concurrency(r) => flying(r.limit()),
            Policy::Aimd(r) => flying(r.initial()),
            Policy::Gradient(r) => flying(r.initial()),
            // What may be borrowed is not promised.
            Policy::Debt(r) => within(r.limit(), r.length()),
            Policy::Dynamic(r) => within(met(r.base()), r.length()),
            Policy::Nginx(r) => {
                // Thousandths of a request a second.
                let ns = u128::from(r.burst() + 1) * 1_000_000_000_000 / u128::from(r.thousandths().max(1));
                within(r.burst() + 1, Span(u64::try_from(ns).unwrap_or(u64::MAX)))
            }
            Policy::Envoy(r) => {
                let fills = r.max_tokens().div_ceil(r.per_fill().max(1));
                within(r.max_tokens(), Span(r.interval().0.saturating_mul(fills)))
            }
            Policy::RedisBucket(r) => {
                within(r.burst(), Span(r.burst().div_ceil(r.rate().max(1)).saturating_mul(1_000_000_000)))
            }
            Policy::Guava(r) => {
                // One more than is stored is on credit; while it warms up only one passes at once.
                let most = r.at_once();
                within(most, r.rate().time_for(most))
            }
        }
    }
}

impl Policy {
    /// How long until more units would be let in than now, if nothing comes; `None` if the whole quota is there, or if
    /// nobody can know.
    pub fn grows_in(&self, state: &State, now: Time) -> Option<Span> {
        match (self, state) {
            // These two are not asked: the one would have to be copied, the other counts questions.
            (Self::SlidingLog(rule), State::SlidingLog(log)) => rule.grows_in(log, now),
            (Self::HaProxy(rule), State::HaProxy(state)) => rule.grows_in(*state, now),
            _ => {
                let left = self.check(&mut state.clone(), now, 0).remaining;
                let more = u32::try_from(left.checked_add(1)?).ok()?;
                self.check(&mut state.clone(), now, more).retry_after
            }
        }
    }
}

/// A field of the answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Its value, as it is sent.
    pub value: String,
}

/// All that an answer can tell, in the whole numbers that are sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Told {
    /// Units that the policy allows.
    pub quota: u64,
    /// Seconds in which all of them come again; none below one second, which these fields cannot say.
    pub window_s: Option<u64>,
    /// True if the units are requests at the same time.
    pub at_once: bool,
    /// Units left.
    pub remaining: u64,
    /// Seconds until the next unit comes.
    pub next_s: Option<u64>,
    /// Seconds until all are there again.
    pub reset_s: Option<u64>,
    /// The second of the clock at which all are there again.
    pub reset_at_s: Option<u64>,
    /// Refused: seconds until the same request passes.
    pub retry_after_s: Option<u64>,
}

/// Whole seconds, rounded up.
const fn seconds(span: Span) -> u64 {
    span.0.div_ceil(1_000_000_000)
}

impl Told {
    /// The answer to a request that came at `at`; `grows` as of [`Policy::grows_in`] right after it.
    pub fn new(quota: Quota, decision: &Decision, grows: Option<Span>, at: Time) -> Self {
        let known = |span: Span| (span < Span::MAX).then_some(span);
        let reset = known(decision.reset);
        Self {
            quota: quota.most.min(INTEGER_MAX),
            window_s: quota.window.filter(|window| window.0 >= 1_000_000_000).map(seconds),
            at_once: quota.window.is_none(),
            remaining: decision.remaining.min(INTEGER_MAX),
            next_s: if quota.window.is_none() { None } else { grows.and_then(known).or(reset).map(seconds) },
            reset_s: reset.filter(|_| quota.window.is_some()).map(seconds),
            reset_at_s: reset.filter(|_| quota.window.is_some()).map(|reset| seconds(Span((at + reset).0))),
            retry_after_s: decision.retry_after.and_then(known).map(seconds),
        }
    }

    /// `RateLimit-Policy` and `RateLimit`, draft 11.
    pub fn draft(&self) -> [Field; 2] {
        let unit = if self.at_once { ";qu=\"concurrent-requests\"" } else { "" };
        let window = self.window_s.map_or(String::new(), |s| format!(";w={s}"));
        let next = self.next_s.map_or(String::new(), |s| format!(";t={s}"));
        [
            Field { name: "RateLimit-Policy", value: format!("\"default\";q={}{unit}{window}", self.quota) },
            Field { name: "RateLimit", value: format!("\"default\";r={}{next}", self.remaining) },
        ]
    }
    /// `RateLimit-Limit`, `-Remaining` and `-Reset`, drafts 00 to 06.
    pub fn older(&self) -> Vec<Field> {
        Self::three(["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"], self, self.reset_s)
    }
    /// `X-RateLimit-Limit`, `-Remaining` and `-Reset`, the last as a moment.
    pub fn custom(&self) -> Vec<Field> {
        Self::three(["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"], self, self.reset_at_s)
    }
    /// `Retry-After` in seconds, if it is sent.
    pub fn retry_after(&self) -> Option<Field> {
        self.retry_after_s.map(|s| Field { name: "Retry-After", value: s.to_string() })
    }
    /// Every field, in the order in which they are listed above.
    pub fn all(&self) -> Vec<Field> {
        self.draft().into_iter().chain(self.older()).chain(self.custom()).chain(self.retry_after()).collect()
    }

    fn three(names: [&'static str; 3], told: &Self, reset: Option<u64>) -> Vec<Field> {
        let values = [Some(told.quota), Some(told.remaining), reset];
        let fields = names.into_iter().zip(values);
        fields.filter_map(|(name, value)| Some(Field { name, value: value?.to_string() })).collect()
    }
}

#[cfg(test)]
mod tests;
