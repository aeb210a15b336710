//! From `--algorithm key:name=value,…` and its options to a rate limiter.

use crate::cli::failure::{Failure, bad};
use crate::cli::flags::{self, text};
use crate::param::Bad;
use crate::policies::limit::{Anchor, Delay, Kind, Policy, Rate, Settings, Unfit, span};
use crate::sim::Span;
use clap::ArgMatches;

/// Something that can be set, as an option or after the algorithm's key.
pub struct Param {
    /// The option without its dashes.
    pub name: &'static str,
    /// What stands for its value in the help; empty for a switch.
    pub value: &'static str,
    /// What it does.
    pub help: &'static str,
}

macro_rules! params {
    ($($name:literal $value:literal $help:literal;)*) => { &[$(Param { name: $name, value: $value, help: $help }),*] };
}

/// Everything that can be set.
pub const PARAMS: &[Param] = params! {
    "rate" "N/TIME" "Buckets, gcra, nginx, Guava, Redis, Envoy: 10/s, 7/3s, 10/m, 1000/h";
    "burst" "N" "The most at once [default: the number of --rate; nginx: 0; redis-cell: one less, as it adds one]";
    "limit" "N" "Windows: the most in one; concurrency limits: the most, or the first, in flight";
    "window" "TIME" "Windows: the length of one: 60s, 500ms, 1m, 1h";
    "start" "full|empty" "token-bucket: a fresh bucket is full or empty [default: full]";
    "mode" "meter|queue" "leaky-bucket: rejects or delays what comes too fast [default: meter]";
    "anchor" "clock|first" "fixed-window: windows start by the clock or with a request [default: clock]";
    "rejected" "free|counted" "fixed-window, sliding-log: whether rejected ones count as well [default: free; fixed-window with \
                               anchor=first: counted, as a counter that is raised before it is looked at]";
    "nodelay" "" "nginx: nothing of the burst waits";
    "delay" "N" "nginx: what exceeds N requests waits [default: 0]";
    "fill" "TIME" "envoy: the time between two fills [default: the time of --rate]";
    "kept" "TIME" "guava-bursty: permits of this time are kept [default: 1s]";
    "warmup" "TIME" "guava-warming-up: from cold to stable [default: 2s]";
    "over" "N" "soft, elastic: what may be taken above the limit [default: a tenth; elastic: a fifth]";
    "kind" "aimd|gradient" "adaptive-concurrency: how the limit moves [default: aimd]";
    "least" "N" "adaptive-concurrency: the lowest limit [default: 1]";
    "most" "N" "adaptive-concurrency: the highest limit [default: 200]";
    "timeout" "TIME" "adaptive-concurrency, aimd: an answer after this time counts as a drop [default: 5s]";
    "backoff" "F" "adaptive-concurrency, aimd: the factor on a drop, from 0.5, below 1 [default: 0.9]";
    "above" "F" "dynamic: above this share of the processor the limit is halved [default: 0.8]";
    "below" "F" "dynamic: below this share of the processor the limit is raised by half [default: 0.5]";
    "between" "back|stay" "dynamic: between the two it goes back to the limit, or stays [default: back]";
    "service" "TIME" "Concurrency limits, dynamic: how long a request takes [default: 100ms]";
    "workers" "N" "Concurrency limits: workers that serve [default: as many as there are requests]; dynamic: needed";
};

/// The algorithms by their keys, each with what may follow the key.
const ALGORITHMS: &[(&str, Kind, &[&str])] = &[
    ("token-bucket", Kind::TokenBucket, &["rate", "burst", "start"]),
    ("leaky-bucket", Kind::LeakyMeter, &["rate", "burst", "mode"]),
    ("gcra", Kind::Gcra, &["rate", "burst"]),
    ("fixed-window", Kind::FixedWindow, &["limit", "window", "anchor", "rejected"]),
    ("sliding-log", Kind::SlidingLog, &["limit", "window", "rejected"]),
    ("sliding-counter", Kind::SlidingCounter, &["limit", "window"]),
    ("concurrency", Kind::Concurrency, &["limit", "service", "workers"]),
    (
        "adaptive-concurrency",
        Kind::Aimd,
        &["kind", "limit", "least", "most", "timeout", "backoff", "service", "workers"],
    ),
    ("soft", Kind::Soft, &["limit", "window", "over"]),
    ("elastic", Kind::Elastic, &["limit", "window", "over"]),
    ("dynamic", Kind::Dynamic, &["limit", "window", "above", "below", "between", "service", "workers"]),
    ("nginx", Kind::Nginx, &["rate", "burst", "nodelay", "delay"]),
    ("envoy", Kind::Envoy, &["rate", "burst", "fill"]),
    ("haproxy", Kind::HaProxy, &["limit", "window"]),
    ("redis-bucket", Kind::RedisBucket, &["rate", "burst"]),
    ("redis-cell", Kind::RedisCell, &["rate", "burst"]),
    ("guava-bursty", Kind::GuavaBursty, &["rate", "kept"]),
    ("guava-warming-up", Kind::GuavaWarmingUp, &["rate", "warmup"]),
    // The two modes and the two kinds, under the names that the page gives them.
    ("leaky-meter", Kind::LeakyMeter, &["rate", "burst"]),
    ("leaky-queue", Kind::LeakyQueue, &["rate", "burst"]),
    ("aimd", Kind::Aimd, &["limit", "most", "timeout", "backoff", "service", "workers"]),
    ("gradient", Kind::Gradient, &["limit", "least", "most", "service", "workers"]),
];

/// The keys of the algorithms.
pub fn names() -> String {
    ALGORITHMS.iter().map(|(key, ..)| *key).collect::<Vec<_>>().join(", ")
}

/// The server behind a limiter that needs to know when requests are done.
#[derive(Clone, Copy, Debug)]
pub struct Server {
    /// How long a request takes.
    pub service: Span,
    /// How many are served at once; `None`: all.
    pub workers: Option<u32>,
}

/// A limiter and what stands behind it.
pub struct Rule {
    /// The limiter.
    pub policy: Policy,
    /// The server, for algorithms that need one.
    pub server: Option<Server>,
    /// The algorithm, and the numbers it was made from.
    pub kind: Kind,
    /// Those numbers.
    pub settings: Settings,
}

/// What is set after the key, and by options.
struct Given<'a> {
    after: Vec<(&'a str, &'a str)>,
    matches: &'a ArgMatches,
}

impl<'a> Given<'a> {
    fn text(&self, name: &str) -> Option<&'a str> {
        let after = self.after.iter().rev().find(|(given, _)| *given == name).map(|(_, value)| *value);
        after.or_else(|| text(self.matches, name))
    }
    fn switch(&self, name: &str) -> bool {
        self.after.iter().any(|(given, _)| *given == name) || self.matches.get_flag(name)
    }
    fn whole(&self, name: &str, min: u64, default: u64) -> Result<u64, Bad> {
        self.text(name).map_or(Ok(default), |text| flags::whole(name, text, min, u64::MAX))
    }
    fn span(&self, name: &str, default: Span) -> Result<Span, Bad> {
        let read =
            |text| span(text).ok_or_else(|| bad(name, text, "is not a length of time", "60s, 500ms, 1m, 1h, above 0"));
        self.text(name).map_or(Ok(default), read)
    }
    fn number(&self, name: &str, default: f64) -> Result<f64, Bad> {
        let read = |text| {
            let number = crate::param::number(text, "").filter(|number| number.is_finite());
            number.ok_or_else(|| bad(name, text, "is not a number", "a number"))
        };
        self.text(name).map_or(Ok(default), read)
    }
    fn one_of<T: Copy>(&self, name: &str, default: T, options: &[(&str, T)]) -> Result<T, Bad> {
        self.text(name).map_or(Ok(default), |text| flags::one_of(name, text, options))
    }
}

/// Reads the algorithm and everything that is set about it.
pub fn rule(matches: &ArgMatches) -> Result<Rule, Failure> {
    let Some(algorithm) = text(matches, "algorithm") else {
        return Err(Failure::Said(format!("--algorithm is missing; allowed: one of {}", names())));
    };
    let (key, after) = algorithm.split_once(':').unwrap_or((algorithm, ""));
    let Some(&(key, kind, allowed)) = ALGORITHMS.iter().find(|(known, ..)| *known == key) else {
        return Err(bad("algorithm", algorithm, "is not known", format!("one of {}", names())).into());
    };
    let after = after.split(',').filter(|part| !part.is_empty()).map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let name = if name == "warm-up" { "warmup" } else { name };
        // A rate, and a limit with its window, stand for each other everywhere.
        let known = allowed.contains(&name) || ["rate", "limit", "window"].contains(&name);
        let param = PARAMS.iter().find(|param| param.name == name && known);
        match param {
            Some(param) if param.value.is_empty() == value.is_empty() => Ok((name, value)),
            Some(_) => {
                Err(bad("algorithm", algorithm, &format!("gives {name} the wrong way"), "name=value; nodelay alone"))
            }
            None => {
                Err(bad("algorithm", algorithm, &format!("sets {name}"), format!("{key} with {}", allowed.join(", "))))
            }
        }
    });
    let given = Given { after: after.collect::<Result<_, _>>()?, matches };
    let kind = match kind {
        Kind::LeakyMeter if key == "leaky-bucket" => {
            given.one_of("mode", kind, &[("meter", Kind::LeakyMeter), ("queue", Kind::LeakyQueue)])?
        }
        Kind::Aimd if key == "adaptive-concurrency" => {
            given.one_of("kind", kind, &[("aimd", Kind::Aimd), ("gradient", Kind::Gradient)])?
        }
        kind => kind,
    };
    let settings = settings(kind, &given)?;
    let policy = Policy::new(kind, &settings).map_err(|unfit| said(key, &unfit))?;
    Ok(Rule { policy, server: server(kind, &given)?, kind, settings })
}

fn said(key: &str, unfit: &Unfit) -> Failure {
    Failure::Said(format!("{key}: {unfit}"))
}

/// A rate with the count it was written with, and a limit with its window: either gives the other.
struct Pace {
    rate: Rate,
    count: u64,
    limit: u64,
    window: Span,
}

fn pace(kind: Kind, given: &Given<'_>) -> Result<Pace, Failure> {
    let wants_rate = matches!(
        kind,
        Kind::TokenBucket
            | Kind::LeakyMeter
            | Kind::LeakyQueue
            | Kind::Gcra
            | Kind::Nginx
            | Kind::Envoy
            | Kind::RedisBucket
            | Kind::RedisCell
            | Kind::GuavaBursty
            | Kind::GuavaWarmingUp
    );
    let held = matches!(kind, Kind::Concurrency | Kind::Aimd | Kind::Gradient);
    let from_rate = |text: &str| -> Result<Pace, Failure> {
        let unfit = |unfit: Unfit| Failure::Said(format!("rate: {unfit}"));
        let (rate, count) = Rate::read(text).map_err(unfit)?;
        let (limit, window) = Rate::read_window(text).map_err(unfit)?;
        Ok(Pace { rate, count, limit, window })
    };
    let from_limit = || -> Result<Option<Pace>, Failure> {
        let (limit, window) = (given.text("limit"), given.text("window"));
        let window = window.or(if held { Some("1s") } else { None });
        match (limit, window) {
            (Some(limit), Some(_)) => {
                let limit = flags::whole("limit", limit, 1, u64::MAX)?;
                let window = given.span("window", Span::from_secs(1.0))?;
                let rate = Rate::new(limit, window).unwrap_or(Rate::per_second(1));
                Ok(Some(Pace { rate, count: limit, limit, window }))
            }
            (Some(_), None) if given.text("rate").is_none() => {
                Err(Failure::Said("--window is missing; allowed: a length of time such as 60s".to_owned()))
            }
            _ => Ok(None),
        }
    };
    let rate = given.text("rate");
    if let Some(rate) = rate.filter(|_| wants_rate) {
        return from_rate(rate);
    }
    if let Some(pace) = from_limit()? {
        return Ok(pace);
    }
    match rate {
        Some(rate) => from_rate(rate),
        None if wants_rate => {
            Err(Failure::Said("--rate is missing; allowed: a rate such as 10/s, 7/3s, 10/m".to_owned()))
        }
        None if held => Err(Failure::Said("--limit is missing; allowed: a whole number from 1".to_owned())),
        None => Err(Failure::Said("--limit is missing; allowed: --limit 100 --window 60s, or --rate 100/m".to_owned())),
    }
}

fn settings(kind: Kind, given: &Given<'_>) -> Result<Settings, Failure> {
    let Pace { rate, count, limit, window } = pace(kind, given)?;
    let burst = match kind {
        Kind::Nginx => 0,
        Kind::RedisCell => count - 1,
        _ => count,
    };
    let free = given.text("delay").map(|text| flags::whole("delay", text, 0, 1 << 40)).transpose()?;
    let anchor = given.one_of("anchor", Anchor::Clock, &[("clock", Anchor::Clock), ("first", Anchor::First)])?;
    let counts = kind == Kind::FixedWindow && anchor == Anchor::First;
    let set = Settings {
        rate,
        burst: given.whole("burst", u64::from(kind != Kind::Nginx && kind != Kind::RedisCell), burst)?,
        starts_full: given.one_of("start", true, &[("full", true), ("empty", false)])?,
        limit,
        window,
        anchor,
        counts_rejected: given.one_of("rejected", counts, &[("free", false), ("counted", true)])?,
        delay: if given.switch("nodelay") { Delay::None } else { Delay::Above(free.unwrap_or(0)) },
        fill_interval: given.span("fill", window)?,
        kept_s: given.span("kept", Span::from_secs(1.0))?.secs(),
        warm_up: given.span("warmup", Span::from_secs(2.0))?,
        over: given.whole("over", 0, if kind == Kind::Elastic { limit / 5 } else { limit / 10 })?,
        cpu_above: given.number("above", 0.8)?,
        cpu_below: given.number("below", 0.5)?,
        holds: given.one_of("between", false, &[("back", false), ("stay", true)])?,
        least: given.whole("least", 1, 1)?,
        most: given.whole("most", 1, limit.max(200))?,
        timeout: given.span("timeout", Span::from_secs(5.0))?,
        backoff: given.number("backoff", 0.9)?,
    };
    Ok(set)
}

fn server(kind: Kind, given: &Given<'_>) -> Result<Option<Server>, Failure> {
    if !matches!(kind, Kind::Concurrency | Kind::Aimd | Kind::Gradient | Kind::Dynamic) {
        return Ok(None);
    }
    let service = given.span("service", Span::from_secs(0.1))?;
    let workers = given.text("workers").map(|text| flags::whole("workers", text, 1, 1 << 20)).transpose()?;
    if kind == Kind::Dynamic && workers.is_none() {
        let why = "--workers is missing: a dynamic limit needs to know how busy the processor is";
        return Err(Failure::Said(format!("{why}; allowed: a whole number from 1")));
    }
    Ok(Some(Server { service, workers: workers.map(|workers| workers as u32) }))
}
