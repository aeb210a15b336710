//! Any limiter: the list of their names, what can be set, and one type that is each of them.
//!
//! An enum and not a trait object: a run is cheap to clone, and where the algorithm is known [`Visit`] gives it back to
//! the compiler.

use super::{
    Aimd, Anchor, Concurrency, Debt, Decision, Delay, Dynamic, Envoy, FixedWindow, Gcra, Gradient, Guava, HaProxy,
    LeakyMeter, LeakyQueue, Limiter, Nginx, Rate, RedisBucket, SlidingCounter, SlidingLog, TokenBucket, Unfit,
    redis_cell,
};
use crate::sim::time::NANOS;
use crate::sim::{Span, Time};

crate::choices! {
    /// The algorithms.
    pub enum Kind {
        TokenBucket = "token-bucket", "Token bucket", "Tokens drip into a bucket; a request takes one or is rejected.";
        LeakyMeter = "leaky-meter", "Leaky bucket, meter",
            "Requests pour into a bucket that leaks; what would overflow is rejected.";
        LeakyQueue = "leaky-queue", "Leaky bucket, queue",
            "Requests wait in a bucket and leave one by one; what finds no room is rejected.";
        Gcra = "gcra", "GCRA", "One number, the theoretical arrival time; who comes too early is rejected.";
        FixedWindow = "fixed-window", "Fixed window", "Count in windows that follow each other; start again at zero.";
        SlidingLog = "sliding-log", "Sliding log", "Keep every time within the last window and count them.";
        SlidingCounter = "sliding-counter", "Sliding counter",
            "Two counters; the previous window counts by the share that is still covered.";
        Concurrency = "concurrency", "Concurrency limit", "At most so many requests at once.";
        Aimd = "aimd", "Adaptive, AIMD",
            "A concurrency limit: one more after each good answer, a tenth less after a bad one.";
        Gradient = "gradient", "Adaptive, gradient", "A concurrency limit that shrinks as answers take longer.";
        Soft = "soft", "Soft limit", "A window that may be overdrawn; the next one pays.";
        Elastic = "elastic", "Elastic limit", "A window that may be overdrawn, and again only after it has paid.";
        Dynamic = "dynamic", "Dynamic limit", "Half the limit while the processor is too busy, more while it is idle.";
        Nginx = "nginx", "nginx limit_req", "A leaky bucket in thousandths of a request and milliseconds.";
        Envoy = "envoy", "Envoy local", "A token bucket filled in steps.";
        HaProxy = "haproxy", "HAProxy", "A sliding counter that counts rejected requests too.";
        RedisBucket = "redis-bucket", "Redis script", "A token bucket on a clock of whole seconds (Spring Cloud Gateway).";
        RedisCell = "redis-cell", "redis-cell", "GCRA inside Redis.";
        GuavaBursty = "guava-bursty", "Guava bursty", "Later requests pay for this one; a second's permits are kept.";
        GuavaWarmingUp = "guava-warming-up", "Guava warming up", "As bursty, but after a pause permits come slowly.";
    }
}

/// What can be set about the algorithms; each uses what concerns it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Settings {
    /// Buckets, GCRA, nginx, Guava, Redis: units over time.
    pub rate: Rate,
    /// Buckets, GCRA, nginx, Redis, Envoy: the most at once; only nginx takes 0, and adds one.
    pub burst: u64,
    /// Token bucket: a fresh one is full.
    pub starts_full: bool,
    /// Windows: the most units in one. Concurrency limits: the most, or the first, in flight.
    pub limit: u64,
    /// Windows: the length of one.
    pub window: Span,
    /// Fixed window: where windows start.
    pub anchor: Anchor,
    /// Fixed window and sliding log: rejected requests count as well.
    pub counts_rejected: bool,
    /// nginx: what of the burst waits.
    pub delay: Delay,
    /// Envoy: the time between two fills; each brings what `rate` gives in that time, at least one token.
    pub fill_interval: Span,
    /// Guava bursty: seconds whose permits are kept.
    pub kept_s: f64,
    /// Guava warming up: the time from cold to stable.
    pub warm_up: Span,
    /// Soft and elastic: units that may be taken above the limit.
    pub over: u64,
    /// Dynamic: above this share of the processor the limit is halved.
    pub cpu_above: f64,
    /// Dynamic: below this share of the processor the limit is raised by half.
    pub cpu_below: f64,
    /// Dynamic: between the two the last limit stays.
    pub holds: bool,
    /// Adaptive concurrency: the lowest and the highest limit.
    pub least: u64,
    /// Adaptive concurrency: the highest limit.
    pub most: u64,
    /// AIMD: an answer after this time counts as a drop.
    pub timeout: Span,
    /// AIMD: the factor on a drop.
    pub backoff: f64,
}

impl Default for Settings {
    /// Ten per second: a burst of 10, 10 in a window of 1 s, 10 in flight.
    fn default() -> Self {
        Self {
            rate: Rate::per_second(10),
            burst: 10,
            starts_full: true,
            limit: 10,
            window: Span(NANOS),
            anchor: Anchor::Clock,
            counts_rejected: false,
            delay: Delay::Above(0),
            fill_interval: Span(NANOS),
            kept_s: 1.0,
            warm_up: Span(2 * NANOS),
            over: 1,
            cpu_above: 0.8,
            cpu_below: 0.5,
            holds: false,
            least: 1,
            most: 200,
            timeout: Span(5 * NANOS),
            backoff: 0.9,
        }
    }
}

/// Something to be done with an algorithm that is known to the compiler.
pub trait Visit {
    /// What comes of it.
    type Out;
    /// Does it.
    fn visit<L: Limiter>(self, rule: L) -> Self::Out;
}

macro_rules! policies {
    ($($name:ident),*) => {
        /// Any of the rules.
        #[derive(Clone, Copy, PartialEq, Debug)]
        pub enum Policy {
            $(#[allow(missing_docs, reason = "named after the rule")] $name($name)),*
        }
        /// What is remembered about one key under any of the rules.
        #[derive(Clone, PartialEq, Debug)]
        pub enum State {
            $(#[allow(missing_docs, reason = "named after the rule")] $name(<$name as Limiter>::State)),*
        }
        impl Policy {
            /// Does something with the rule itself.
            pub fn visit<V: Visit>(self, visitor: V) -> V::Out {
                match self {
                    $(Self::$name(rule) => visitor.visit(rule)),*
                }
            }
            /// Bytes of one state, beside what it holds on the heap.
            pub const fn state_bytes(&self) -> usize {
                match self {
                    $(Self::$name(_) => size_of::<<$name as Limiter>::State>()),*
                }
            }
        }
        impl Limiter for Policy {
            type State = State;

            fn fresh(&self, now: Time) -> State {
                match self {
                    $(Self::$name(rule) => State::$name(rule.fresh(now))),*
                }
            }
            fn check(&self, state: &mut State, now: Time, cost: u32) -> Decision {
                loop {
                    match (self, &mut *state) {
                        $((Self::$name(rule), State::$name(state)) => return rule.check(state, now, cost),)*
                        // A state of another rule says nothing under this one.
                        _ => *state = self.fresh(now),
                    }
                }
            }
            fn idle_in(&self, state: &State, now: Time) -> Span {
                match (self, state) {
                    $((Self::$name(rule), State::$name(state)) => rule.idle_in(state, now),)*
                    _ => Span::ZERO,
                }
            }
            fn finished(&self, state: &mut State, now: Time, took: Span, cost: u32, dropped: bool) {
                match (self, state) {
                    $((Self::$name(rule), State::$name(state)) => rule.finished(state, now, took, cost, dropped),)*
                    _ => {}
                }
            }
            fn observed(&self, state: &mut State, cpu: f64) {
                match (self, state) {
                    $((Self::$name(rule), State::$name(state)) => rule.observed(state, cpu),)*
                    _ => {}
                }
            }
            fn adopt(&self, old: &Self, state: &mut State, now: Time) {
                match (self, old, &mut *state) {
                    $((Self::$name(rule), Self::$name(old), State::$name(state)) => rule.adopt(old, state, now),)*
                    _ => *state = self.fresh(now),
                }
            }
            fn heap_bytes(&self, state: &State) -> usize {
                match (self, state) {
                    $((Self::$name(rule), State::$name(state)) => rule.heap_bytes(state),)*
                    _ => 0,
                }
            }
        }
        $(impl From<$name> for Policy {
            fn from(rule: $name) -> Self {
                Self::$name(rule)
            }
        })*
    };
}

policies!(
    TokenBucket,
    LeakyMeter,
    LeakyQueue,
    Gcra,
    FixedWindow,
    SlidingLog,
    SlidingCounter,
    Concurrency,
    Aimd,
    Gradient,
    Debt,
    Dynamic,
    Nginx,
    Envoy,
    HaProxy,
    RedisBucket,
    Guava
);

impl Policy {
    /// The algorithm `kind` with these settings.
    pub fn new(kind: Kind, set: &Settings) -> Result<Self, Unfit> {
        let Settings { rate, burst, limit, window, .. } = *set;
        Ok(match kind {
            Kind::TokenBucket => {
                let bucket = TokenBucket::new(rate, burst)?;
                if set.starts_full { bucket.into() } else { bucket.starting_empty().into() }
            }
            Kind::LeakyMeter => LeakyMeter::new(rate, burst)?.into(),
            Kind::LeakyQueue => LeakyQueue::new(rate, burst)?.into(),
            Kind::Gcra => Gcra::new(rate, burst)?.into(),
            Kind::FixedWindow => {
                let fixed = FixedWindow::new(limit, window, set.anchor)?;
                if set.counts_rejected { fixed.counting_rejected().into() } else { fixed.into() }
            }
            Kind::SlidingLog => {
                let log = SlidingLog::new(limit, window)?;
                if set.counts_rejected { log.logging_rejected().into() } else { log.into() }
            }
            Kind::SlidingCounter => SlidingCounter::new(limit, window)?.into(),
            Kind::Concurrency => Concurrency::new(limit)?.into(),
            Kind::Aimd => Aimd::new(limit, set.most, set.timeout)?.backing_off(set.backoff)?.into(),
            Kind::Gradient => Gradient::new(limit, set.least, set.most)?.into(),
            Kind::Soft => Debt::soft(limit, window, set.over)?.into(),
            Kind::Elastic => Debt::elastic(limit, window, set.over)?.into(),
            Kind::Dynamic => {
                let dynamic = Dynamic::new(limit, window, set.cpu_above, set.cpu_below)?;
                if set.holds { dynamic.holding().into() } else { dynamic.into() }
            }
            Kind::Nginx => Nginx::new(rate, burst, set.delay)?.into(),
            Kind::Envoy => Envoy::new(burst, per_fill(rate, set.fill_interval)?, set.fill_interval)?.into(),
            Kind::HaProxy => HaProxy::new(limit, window)?.into(),
            Kind::RedisBucket => RedisBucket::new(per_second(rate)?, burst)?.into(),
            Kind::RedisCell => redis_cell(burst, rate.count().get(), Span(rate.per().get()))?.into(),
            Kind::GuavaBursty => Guava::bursty(rate, set.kept_s)?.into(),
            Kind::GuavaWarmingUp => Guava::warming_up(rate, set.warm_up)?.into(),
        })
    }
}

/// Tokens that come in one interval; a whole number, as Envoy demands.
fn per_fill(rate: Rate, interval: Span) -> Result<u64, Unfit> {
    let scaled = u128::from(rate.count().get()) * u128::from(interval.0);
    let per = u128::from(rate.per().get());
    match u64::try_from(scaled / per) {
        Ok(tokens) if tokens > 0 && scaled.is_multiple_of(per) => Ok(tokens),
        _ => Err(Unfit(format!(
            "a fill interval of {} s does not bring a whole number of tokens at this rate; allowed: one that does",
            interval.secs()
        ))),
    }
}

/// Whole units per second, as the script of Spring Cloud Gateway demands.
fn per_second(rate: Rate) -> Result<u64, Unfit> {
    let scaled = rate.count().get().saturating_mul(NANOS);
    if scaled.is_multiple_of(rate.per().get()) && scaled < u64::MAX {
        return Ok(scaled / rate.per().get());
    }
    Err(Unfit("the script takes a whole number of tokens per second, such as 10/s".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_policy_that_decides() {
        let settings = Settings::default();
        for &kind in Kind::ALL {
            let policy = Policy::new(kind, &settings).unwrap();
            let mut state = policy.fresh(Time::ZERO);
            let first = policy.check(&mut state, Time::ZERO, 1);
            assert!(first.allowed, "{kind:?}");
            // Guava lets later requests pay, so nothing is ever too big for it.
            let pays_later = matches!(kind, Kind::GuavaBursty | Kind::GuavaWarmingUp);
            assert!(pays_later || !policy.check(&mut state, Time(NANOS), 1_000_000).allowed, "{kind:?}");
            assert!(policy.state_bytes() > 0 && policy.state_bytes() <= 40, "{kind:?}");
        }
    }

    #[test]
    fn a_policy_changes_into_any_other_and_nothing_breaks() {
        let all: Vec<Policy> = Kind::ALL.iter().map(|&kind| Policy::new(kind, &Settings::default()).unwrap()).collect();
        for from in &all {
            for to in &all {
                let mut state = from.fresh(Time::ZERO);
                for step in 0..30 {
                    from.check(&mut state, Time(step * 10_000_000), 1);
                }
                to.adopt(from, &mut state, Time(300_000_000));
                to.check(&mut state, Time(300_000_000), 1);
                assert_eq!(std::mem::discriminant(&state), std::mem::discriminant(&to.fresh(Time::ZERO)));
            }
        }
    }
}
