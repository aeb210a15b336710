//! The same rule in real products: configurations as text, with what each does differently from the rule.
//!
//! nginx, HAProxy, Envoy, Spring Cloud Gateway, Redis (Lua), and on Kubernetes ingress-nginx and Envoy Gateway. Pure
//! functions of a [`Policy`] and of [`Whose`] requests share a limiter.

mod envoy;
mod haproxy;
mod kubernetes;
mod nginx;
mod redis;
mod spring;

pub use nginx::rate as nginx_rate;

use super::{Delay, Policy, Rate};
use crate::sim::Span;
use crate::sim::time::NANOS;

/// A rule written for a product.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Config {
    /// Stable kebab-case key: `nginx`.
    pub key: &'static str,
    /// The product as it calls itself: "nginx".
    pub product: &'static str,
    /// The version it was written for: "1.22".
    pub version: &'static str,
    /// The configuration, each line ended by `\n`.
    pub code: String,
    /// What the product does differently from the rule: a sentence each. A piece in backticks is code.
    pub notes: Vec<String>,
}

/// Whose requests share a limiter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whose {
    /// Each client address has its own.
    Client,
    /// One for everybody.
    All,
}

/// What is wanted, in the terms that products have, and of whom.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Asked {
    wanted: Wanted,
    whose: Whose,
}

/// What is wanted, in the terms that products have.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Wanted {
    /// So many over time, and up to `burst` at once; `delays`: what comes too fast waits; `fill`: so many tokens in steps of
    /// this length.
    Bucket { rate: Rate, burst: u64, delays: Option<Delay>, fill: Option<(u64, Span)>, like: Like },
    /// So many in a window.
    Window { limit: u64, window: Span, like: Like },
    /// So many at once; `most` if the limit moves.
    InFlight { limit: u64, moves: Option<Moves> },
}

/// Which algorithm is written for, where products differ in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Like {
    TokenBucket,
    Gcra,
    Leaky,
    FixedWindow,
    SlidingLog,
    SlidingCounter,
    /// Overdrawn windows, limits that follow the processor, tickets that are paid later: no product has them.
    Nothing(&'static str),
}

/// A limit on what is in flight that moves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Moves {
    least: u64,
    most: u64,
    by_latency: bool,
}

impl Wanted {
    fn of(policy: &Policy) -> Self {
        let bucket = |rate, burst, like| Self::Bucket { rate, burst, delays: None, fill: None, like };
        let window = |limit, window, like| Self::Window { limit, window, like };
        match policy {
            Policy::TokenBucket(rule) => bucket(rule.rate(), rule.capacity(), Like::TokenBucket),
            Policy::LeakyMeter(rule) => bucket(rule.rate(), rule.capacity(), Like::Leaky),
            Policy::LeakyQueue(rule) => Self::Bucket {
                rate: rule.rate(),
                burst: rule.capacity(),
                delays: Some(Delay::Above(0)),
                fill: None,
                like: Like::Leaky,
            },
            Policy::Gcra(rule) => bucket(rule.rate(), rule.capacity(), Like::Gcra),
            Policy::FixedWindow(rule) => window(rule.limit(), rule.length(), Like::FixedWindow),
            Policy::SlidingLog(rule) => window(rule.limit(), rule.length(), Like::SlidingLog),
            Policy::SlidingCounter(rule) => window(rule.limit(), rule.length(), Like::SlidingCounter),
            Policy::Debt(rule) => window(rule.limit(), rule.length(), Like::Nothing("a quota that may be overdrawn")),
            Policy::Dynamic(rule) => {
                window(rule.base(), rule.length(), Like::Nothing("a limit that follows the processor"))
            }
            Policy::Concurrency(rule) => Self::InFlight { limit: rule.limit(), moves: None },
            Policy::Aimd(rule) => Self::InFlight {
                limit: rule.initial(),
                moves: Some(Moves { least: 1, most: rule.most(), by_latency: false }),
            },
            Policy::Gradient(rule) => Self::InFlight {
                limit: rule.initial(),
                moves: Some(Moves { least: rule.least(), most: rule.most(), by_latency: true }),
            },
            Policy::Nginx(rule) => Self::Bucket {
                rate: thousandths(rule.thousandths()),
                burst: rule.burst() + 1,
                delays: Some(rule.delay()),
                fill: None,
                like: Like::Leaky,
            },
            Policy::Envoy(rule) => {
                let rate = Rate::new(rule.per_fill(), rule.interval()).unwrap_or(Rate::per_second(1));
                let fill = Some((rule.per_fill(), rule.interval()));
                Self::Bucket { rate, burst: rule.max_tokens(), delays: None, fill, like: Like::TokenBucket }
            }
            Policy::HaProxy(rule) => window(rule.limit(), rule.period(), Like::SlidingCounter),
            Policy::RedisBucket(rule) => bucket(Rate::per_second(rule.rate()), rule.burst(), Like::TokenBucket),
            Policy::Guava(rule) => {
                let burst = (rule.most() as u64).max(1);
                bucket(rule.rate(), burst, Like::Nothing("tickets that later requests pay for"))
            }
        }
    }

    /// As a rate with a burst: a window's limit may come at once, and again after the window.
    fn bucket(&self) -> Option<(Rate, u64)> {
        match *self {
            Self::Bucket { rate, burst, .. } => Some((rate, burst)),
            Self::Window { limit, window, .. } => Rate::new(limit, window).map(|rate| (rate, limit)),
            Self::InFlight { .. } => None,
        }
    }
    /// As a limit with a window: a bucket's burst, and the time in which it is filled again.
    fn window(&self) -> Option<(u64, Span)> {
        match *self {
            Self::Bucket { rate, burst, .. } => Some((burst, rate.time_for(burst))),
            Self::Window { limit, window, .. } => Some((limit, window)),
            Self::InFlight { .. } => None,
        }
    }
    fn like(&self) -> Option<Like> {
        match *self {
            Self::Bucket { like, .. } | Self::Window { like, .. } => Some(like),
            Self::InFlight { .. } => None,
        }
    }
    fn is_window(&self) -> bool {
        matches!(self, Self::Window { .. })
    }
}

impl std::ops::Deref for Asked {
    type Target = Wanted;

    fn deref(&self) -> &Wanted {
        &self.wanted
    }
}

impl Asked {
    fn per_client(&self) -> bool {
        self.whose == Whose::Client
    }
    /// What no product has, as a sentence.
    fn lost(&self, product: &str) -> Option<String> {
        match self.like()? {
            Like::Nothing(what) => Some(format!("{product} has no {}; this is the plain limit below it.", noun(what))),
            _ => None,
        }
    }
    /// The first comment of every configuration.
    fn title(&self) -> String {
        let whose = if self.per_client() { "for each client" } else { "for all together" };
        match self.wanted {
            Wanted::Bucket { rate, burst, .. } => format!("{} {whose}, up to {burst} at once", pace(rate)),
            Wanted::Window { limit, window, .. } => format!("{limit} in {} {whose}", time(window)),
            Wanted::InFlight { limit, .. } => format!("{limit} at once {whose}"),
        }
    }
}

/// Without its article.
fn noun(what: &'static str) -> &'static str {
    what.strip_prefix("a ").unwrap_or(what)
}

/// A rate of nginx, in thousandths of a request per second.
fn thousandths(rate: u64) -> Rate {
    // 16 stand for 1 per minute and so on: what was rounded down is put back.
    let per_minute = (rate * 60).div_ceil(1000);
    if rate.is_multiple_of(1000) {
        Rate::per_second(rate / 1000)
    } else {
        Rate::new(per_minute, Span(60 * NANOS)).unwrap_or(Rate::per_second(1))
    }
}

/// How many come in `span`, if that is a whole number.
fn whole_in(rate: Rate, span: Span) -> Option<u64> {
    let scaled = u128::from(rate.count().get()) * u128::from(span.0);
    let per = u128::from(rate.per().get());
    if scaled.is_multiple_of(per) { u64::try_from(scaled / per).ok().filter(|count| *count > 0) } else { None }
}

/// A rate in words: "10 per second", "7 in 3 s".
fn pace(rate: Rate) -> String {
    let units = [(NANOS, "second"), (60 * NANOS, "minute"), (3600 * NANOS, "hour"), (86_400 * NANOS, "day")];
    let named =
        units.iter().find_map(|&(ns, name)| whole_in(rate, Span(ns)).map(|count| format!("{count} per {name}")));
    named.unwrap_or_else(|| format!("{} in {}", rate.count(), time(Span(rate.per().get()))))
}

/// A length of time in words: "60 s", "50 ms".
fn time(span: Span) -> String {
    if span.0.is_multiple_of(NANOS) {
        format!("{} s", span.0 / NANOS)
    } else if span.0.is_multiple_of(1_000_000) {
        format!("{} ms", span.0 / 1_000_000)
    } else {
        format!("{} s", span.secs())
    }
}

/// A length of time in whole milliseconds, rounded up, at least 1; and whether it was rounded.
fn milliseconds(span: Span) -> (u64, bool) {
    (span.0.div_ceil(1_000_000).max(1), !span.0.is_multiple_of(1_000_000))
}

/// The rule in every product that has something like it.
pub fn configs(policy: &Policy, whose: Whose) -> Vec<Config> {
    let wanted = Asked { wanted: Wanted::of(policy), whose };
    [
        Some(nginx::nginx(&wanted)),
        Some(haproxy::haproxy(&wanted)),
        Some(envoy::envoy(&wanted)),
        spring::spring(&wanted),
        redis::redis(&wanted),
        Some(kubernetes::ingress_nginx(&wanted)),
        kubernetes::envoy_gateway(&wanted),
    ]
    .into_iter()
    .flatten()
    .map(|config| Config { notes: wanted.lost(config.product).into_iter().chain(config.notes).collect(), ..config })
    .collect()
}

#[cfg(test)]
mod schema;
#[cfg(test)]
mod tests;
