//! From parameters to a limiter, and from a limiter to its face: the only place that knows every algorithm by name.

use super::super::face::Face;
use super::super::params::{self, Kind, Params};
use super::settings;
use crate::policies::limit::{self, Limiter as _, Policy, Rate, State};
use crate::sim::{Span, Time};
use std::collections::VecDeque;

/// The rate as an exact fraction: so many a window where that is exact, else so many in a million seconds.
fn rate(p: &Params) -> Rate {
    let limit = settings::limit(p);
    let window = Span::from_secs(p.window);
    if (f64::from(limit) / p.window / p.rate - 1.0).abs() < 1e-9
        && let Some(rate) = Rate::new(u64::from(limit), window)
    {
        return rate;
    }
    // Whole per second, minute or hour where that is what was meant.
    for seconds in [1u64, 60, 3600] {
        let count = p.rate * seconds as f64;
        if (count - count.round()).abs() < 1e-9 * count.max(1.0) && count >= 1.0 {
            return Rate::new(count.round() as u64, Span(seconds * 1_000_000_000)).unwrap_or(Rate::per_second(1));
        }
    }
    let millionths = (p.rate * 1e6).round().max(1.0) as u64;
    Rate::new(millionths, Span(1_000_000 * 1_000_000_000)).unwrap_or(Rate::per_second(1))
}

/// The settings of the algorithms that these parameters mean.
pub fn settings_of(kind: Kind, p: &Params) -> limit::Settings {
    let holds = matches!(kind, Kind::Concurrency | Kind::Aimd | Kind::Gradient);
    let limit = if holds { u64::from(p.slots) } else { u64::from(settings::limit(p)) };
    let products_rate = |per: f64| {
        // These take whole numbers only: the nearest one.
        let whole = (p.rate * per).round().max(1.0) as u64;
        Rate::new(whole, Span::from_secs(per)).unwrap_or(Rate::per_second(1))
    };
    limit::Settings {
        rate: match kind {
            Kind::RedisBucket => products_rate(1.0),
            Kind::Nginx if p.rate >= 1.0 => products_rate(1.0),
            Kind::Nginx => products_rate(60.0),
            Kind::Envoy => products_rate(p.fill.max(0.05)),
            _ => rate(p),
        },
        burst: u64::from(p.burst).max(u64::from(kind != Kind::Nginx)),
        starts_full: p.full,
        limit,
        window: Span::from_secs(p.window).max(Span(1_000_000)),
        anchor: match p.anchor {
            params::Anchor::Clock => limit::Anchor::Clock,
            params::Anchor::First => limit::Anchor::First,
        },
        counts_rejected: p.count_refused,
        delay: if p.nodelay { limit::Delay::None } else { limit::Delay::Above(u64::from(p.delay)) },
        fill_interval: Span::from_secs(p.fill.max(0.05)),
        kept_s: p.kept,
        warm_up: Span::from_secs(p.warm_up),
        over: (limit as f64 * p.over).round() as u64,
        cpu_above: p.cpu_above.max(p.cpu_below),
        cpu_below: p.cpu_below,
        holds: p.holds,
        least: 1,
        most: limit.saturating_mul(4).max(1),
        timeout: Span::from_secs(p.timeout),
        backoff: 0.9,
    }
}

/// The limiter of this kind for these parameters. What cannot be counted exactly is brought down to what can be.
pub fn policy(kind: Kind, p: &Params) -> Policy {
    let mut set = settings_of(kind, p);
    for _ in 0..64 {
        if let Ok(policy) = Policy::new(kind, &set) {
            return policy;
        }
        // A burst too large for this rate, or windows finer than a product can tell apart.
        set.burst = (set.burst / 2).max(1);
        set.window = Span((set.window.0 / 1_000_000).max(1) * 1_000_000);
        set.over = set.over.min(set.limit);
    }
    Policy::new(kind, &limit::Settings::default())
        .unwrap_or_else(|unfit| unreachable!("the defaults are sound: {unfit}"))
}

/// What a limiter looks like.
pub fn face(rule: &Policy, state: Option<&State>, queue: &VecDeque<Time>, now: Time) -> Face {
    let fresh;
    let state = if let Some(state) = state {
        state
    } else {
        fresh = rule.fresh(now);
        &fresh
    };
    match (rule, state) {
        (Policy::TokenBucket(r), State::TokenBucket(s)) => {
            Face::Glass { level: r.tokens(s, now), size: r.capacity() as f64, rate: r.rate().hertz() }
        }
        (Policy::LeakyMeter(r), State::LeakyMeter(s)) => {
            let size = r.capacity() as f64;
            Face::Vessel { level: r.units(s, now), size, rate: r.rate().hertz(), free: size }
        }
        (Policy::LeakyQueue(r), State::LeakyQueue(_)) => Face::Funnel {
            held: queue.len() as u32,
            size: r.capacity() as u32,
            rate: r.rate().hertz(),
            next: queue.front().copied(),
        },
        (Policy::Gcra(r), State::Gcra(s)) => {
            Face::Arrival { tat: r.tat(s), step: r.interval(), tolerance: r.tolerance() }
        }
        (Policy::FixedWindow(r), State::FixedWindow(s)) => Face::Window {
            count: r.counted(s, now) as u32,
            limit: r.limit() as u32,
            start: r.window(s, now).0,
            window: r.length(),
        },
        (Policy::SlidingLog(r), State::SlidingLog(s)) => {
            Face::Log { marks: r.entries(s, now).collect(), limit: r.limit() as u32, window: r.length() }
        }
        (Policy::SlidingCounter(r), State::SlidingCounter(s)) => {
            let (previous, current, _) = r.counts(s, now);
            Face::Pair {
                previous: previous as f64,
                current: current as f64,
                limit: r.limit() as u32,
                start: r.window(s, now).0,
                window: r.length(),
            }
        }
        (Policy::HaProxy(r), State::HaProxy(s)) => {
            let (previous, current, start) = r.periods(s, now);
            Face::Pair {
                previous: f64::from(previous),
                current: f64::from(current),
                limit: r.limit() as u32,
                start,
                window: r.period(),
            }
        }
        (Policy::Concurrency(r), State::Concurrency(s)) => {
            Face::Slots { busy: r.in_flight(s) as u32, limit: r.limit() as f64, most: r.limit() as u32 }
        }
        (Policy::Aimd(r), State::Aimd(s)) => moving(r.in_flight(s), r.limit(s)),
        (Policy::Gradient(r), State::Gradient(s)) => moving(r.in_flight(s), r.limit(s)),
        (Policy::Debt(r), State::Debt(s)) => {
            let (quota, used) = r.quota(s, now);
            Face::Window {
                count: used as u32,
                limit: quota as u32,
                start: aligned(now, r.length()),
                window: r.length(),
            }
        }
        (Policy::Dynamic(r), State::Dynamic(s)) => Face::Window {
            count: r.counted(s, now) as u32,
            limit: r.limit(s) as u32,
            start: aligned(now, r.length()),
            window: r.length(),
        },
        (Policy::Nginx(r), State::Nginx(s)) => {
            let burst = r.burst() as f64;
            let free = match r.delay() {
                limit::Delay::None => burst,
                limit::Delay::Above(n) => (n as f64).min(burst),
            };
            Face::Vessel { level: r.excess(s, now), size: burst.max(1.0), rate: r.thousandths() as f64 / 1000.0, free }
        }
        (Policy::Envoy(r), State::Envoy(s)) => Face::Glass {
            level: r.tokens(s, now) as f64,
            size: r.max_tokens() as f64,
            rate: r.per_fill() as f64 / r.interval().secs(),
        },
        (Policy::RedisBucket(r), State::RedisBucket(s)) => {
            Face::Glass { level: r.tokens(s, now) as f64, size: r.burst() as f64, rate: r.rate() as f64 }
        }
        (Policy::Guava(r), State::Guava(s)) => {
            let owed = r.next(s).since(now).secs() * r.hertz();
            let level = if owed > 0.0 { -owed } else { r.stored(s, now) };
            Face::Glass { level, size: r.most().max(1.0), rate: r.hertz() }
        }
        _ => Face::Glass { level: 0.0, size: 1.0, rate: 0.0 },
    }
}

fn moving(in_flight: u64, limit: u64) -> Face {
    // Room to grow is shown by half as much again, in steps, so that the picture does not jump with the limit.
    let shown = (limit * 3 / 2).next_multiple_of(8);
    Face::Slots { busy: in_flight as u32, limit: limit as f64, most: shown.min(u64::from(u32::MAX)) as u32 }
}

/// The start of the clock's window that holds `now`.
fn aligned(now: Time, window: Span) -> Time {
    Time(now.0 - now.0 % window.0.max(1))
}

/// True if the level of a bucket of this kind climbs in steps and not along a line.
pub fn steps(rule: &Policy) -> bool {
    matches!(rule, Policy::Envoy(_) | Policy::RedisBucket(_))
}

/// The time between two such steps.
pub fn fill_every(rule: &Policy) -> Span {
    match rule {
        Policy::Envoy(rule) => rule.interval(),
        _ => Span(1_000_000_000),
    }
}

/// True if the limiter looks at what is in flight or at the machine behind it.
pub fn holds(kind: Kind) -> bool {
    matches!(kind, Kind::Concurrency | Kind::Aimd | Kind::Gradient | Kind::Dynamic)
}

/// Tells a limiter that looks at the processor how busy it was.
pub fn observed(rule: &Policy, state: Option<&mut State>, cpu: f64) {
    if let (Policy::Dynamic(rule), Some(State::Dynamic(state))) = (rule, state) {
        rule.observed(state, cpu);
    }
}

/// The bound of the algorithm, as far as a single state can tell at `now`; `held_over` were in the queue when
/// settings last changed.
pub fn bound(face: &Face, queue: usize, held_over: usize) -> Result<(), String> {
    let holds = match face {
        Face::Glass { level, size, .. } => *level <= *size + 1e-9,
        Face::Vessel { level, size, .. } => *level >= 0.0 && *level <= *size + 1e-9,
        Face::Funnel { size, .. } => queue <= held_over + *size as usize,
        Face::Window { .. } | Face::Arrival { .. } | Face::Slots { .. } | Face::Pair { .. } => true,
        Face::Log { marks, limit, .. } => marks.len() <= *limit as usize,
    };
    if holds { Ok(()) } else { Err(format!("bound: {face:?} with {queue} in the queue")) }
}
