//! Rate limiting: may this request pass now?
//!
//! An algorithm is a rule ([`Limiter`], shared by all keys) and what it remembers about one key ([`Limiter::State`]).
//! [`Single`] is one limiter; [`Keyed`] keeps a state for each key within a bounded memory; [`Policy`] is any of the
//! algorithms, [`Kind`] names them and [`Settings`] holds what can be set.
//!
//! Arithmetic is exact: time in whole nanoseconds, rates as fractions ([`Rate`]), levels in the smallest unit that makes
//! both whole. Where the original counts in floating point or milliseconds (Guava, nginx), so does its file here.
//!
//! Every decision says what the client may be told (remaining, reset, retry after) and why ([`Why`]: the rule that fired
//! and the numbers it saw). What nobody looks at is not computed: the functions are small and inlined.
//!
//! ```
//! use kneepoint::policies::limit::{Rate, Single, TokenBucket};
//! use kneepoint::sim::{Span, Time};
//!
//! let mut bucket = Single::new(TokenBucket::new(Rate::per_second(10), 2)?);
//! assert!(bucket.check(Time(0), 1).allowed);
//! assert!(bucket.check(Time(0), 1).allowed);
//! let third = bucket.check(Time(0), 1);
//! assert!(!third.allowed);
//! assert_eq!(third.retry_after, Some(Span::from_secs(0.1)));
//! # Ok::<(), kneepoint::policies::limit::Unfit>(())
//! ```

mod aimd;
mod concurrency;
pub mod config;
mod debt;
mod decision;
mod dynamic;
mod envoy;
mod fixed_window;
mod gcra;
mod gradient;
mod guava;
mod haproxy;
pub mod headers;
mod keyed;
mod leaky_meter;
mod leaky_queue;
mod nginx;
mod policy;
mod rate;
pub mod recording;
mod redis_bucket;
mod redis_cell;
pub mod sizing;
mod sliding_counter;
mod sliding_log;
mod token_bucket;

pub use aimd::Aimd;
pub use concurrency::Concurrency;
pub use debt::Debt;
pub use decision::{Decision, Why};
pub use dynamic::{Dynamic, Gear};
pub use envoy::Envoy;
pub use fixed_window::{Anchor, FixedWindow};
pub use gcra::Gcra;
pub use gradient::Gradient;
pub use guava::Guava;
pub use haproxy::HaProxy;
pub use keyed::{Evicted, Keyed, Known};
pub use leaky_meter::LeakyMeter;
pub use leaky_queue::LeakyQueue;
pub use nginx::{Delay, Nginx};
pub use policy::{Kind, Policy, Settings, State, Visit};
pub use rate::{Rate, Unfit, span};
pub use redis_bucket::RedisBucket;
pub use redis_cell::{redis_cell, reply as redis_cell_reply};
pub use sliding_counter::SlidingCounter;
pub use sliding_log::SlidingLog;
pub use token_bucket::TokenBucket;

use crate::sim::{Span, Time};
use std::fmt::Debug;

/// A rate-limiting algorithm: the rule, and what it remembers about one key.
///
/// Times given to one state should not decrease; a step back is met as if no time had passed, and nothing breaks.
pub trait Limiter: Clone + Debug {
    /// What is remembered about one key.
    type State: Clone + Debug + PartialEq;

    /// The state of a key first seen at `now`.
    fn fresh(&self, now: Time) -> Self::State;

    /// Decides about a request that costs `cost` units and comes at `now`.
    fn check(&self, state: &mut Self::State, now: Time, cost: u32) -> Decision;

    /// How long until `state` decides like a fresh one, if nothing comes. Zero: it can be forgotten and nobody notices.
    fn idle_in(&self, state: &Self::State, now: Time) -> Span;

    /// A request of `cost` that was let in at `now` − `took` is done; `dropped` if it failed or timed out. Only
    /// concurrency limits look at it.
    fn finished(&self, _state: &mut Self::State, _now: Time, _took: Span, _cost: u32, _dropped: bool) {}

    /// The processor's share, from 0 to 1, was measured at `cpu`. Only the dynamic limit looks at it.
    fn observed(&self, _state: &mut Self::State, _cpu: f64) {}

    /// The rule was `old` until `now`: what was counted stays, in the units of this rule.
    fn adopt(&self, old: &Self, state: &mut Self::State, now: Time);

    /// Bytes that `state` holds beside its own size.
    fn heap_bytes(&self, _state: &Self::State) -> usize {
        0
    }
}

/// One limiter for everybody: a rule and a single state, which exists since the start of the run.
#[derive(Clone, PartialEq, Debug)]
pub struct Single<L: Limiter> {
    rule: L,
    state: L::State,
}

impl<L: Limiter> Single<L> {
    /// A fresh limiter at the start of the run.
    pub fn new(rule: L) -> Self {
        Self::since(rule, Time::ZERO)
    }
    /// A fresh limiter that begins at `now`.
    pub fn since(rule: L, now: Time) -> Self {
        let state = rule.fresh(now);
        Self { rule, state }
    }
    /// Decides about a request that costs `cost` units and comes at `now`.
    #[inline]
    pub fn check(&mut self, now: Time, cost: u32) -> Decision {
        self.rule.check(&mut self.state, now, cost)
    }
    /// A request that was let in is done; see [`Limiter::finished`].
    pub fn finished(&mut self, now: Time, took: Span, cost: u32, dropped: bool) {
        self.rule.finished(&mut self.state, now, took, cost, dropped);
    }
    /// The processor's share was measured; see [`Limiter::observed`].
    pub fn observed(&mut self, cpu: f64) {
        self.rule.observed(&mut self.state, cpu);
    }
    /// How long until the limiter decides like a fresh one, if nothing comes.
    pub fn idle_in(&self, now: Time) -> Span {
        self.rule.idle_in(&self.state, now)
    }
    /// Changes the rule while it runs; what was counted stays.
    pub fn tune(&mut self, rule: L, now: Time) {
        rule.adopt(&self.rule, &mut self.state, now);
        self.rule = rule;
    }
    /// The rule.
    pub const fn rule(&self) -> &L {
        &self.rule
    }
    /// What is remembered.
    pub const fn state(&self) -> &L::State {
        &self.state
    }
    /// Bytes of the state, what it holds on the heap included.
    pub fn bytes(&self) -> usize {
        size_of::<L::State>() + self.rule.heap_bytes(&self.state)
    }
}

/// The highest limit and the longest window (in nanoseconds, 36 years): sums of several of them must fit.
const MOST: u64 = 1 << 60;

/// Checks a limit and its window.
fn sized(limit: u64, window: Span) -> Result<(), Unfit> {
    if limit == 0 {
        return Err(Unfit("a limit of 0 lets nothing in; allowed: from 1".to_owned()));
    }
    if limit > MOST || window.0 > MOST {
        return Err(Unfit(format!(
            "a limit or a window in nanoseconds above {MOST} is too large; allowed: up to that"
        )));
    }
    if window.is_zero() {
        return Err(Unfit("a window of 0 s holds nothing; allowed: above 0".to_owned()));
    }
    Ok(())
}
