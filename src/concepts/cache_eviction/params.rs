//! Everything that can be set on the caches: one table.

use crate::param::Param;
use crate::policies::evict::workload::{Pattern, Workload};
use crate::policies::evict::{Kind, Spec};
use crate::{choices, param_set};

/// The largest cache.
pub const SIZE_MAX: u32 = 256;
/// The most policies side by side.
pub const LANES_MAX: usize = 5;
/// New keys before the first of them comes again: more than any policy here remembers.
const FRESH: u32 = 600;

choices! {
    /// A policy.
    pub enum Rule {
        Fifo = "fifo", "FIFO", "The oldest key leaves, however often it was asked for.";
        Clock = "clock", "CLOCK", "A hand passes over keys that were asked for and evicts the first that was not.";
        Sieve = "sieve", "SIEVE", "Like CLOCK, but newcomers enter away from the hand.";
        S3Fifo = "s3-fifo", "S3-FIFO", "A small queue lets through what is asked for twice.";
        Lru = "lru", "LRU", "The key that was not asked for longest leaves.";
        Slru = "slru", "SLRU", "A second request earns a protected place.";
        TwoQ = "2q", "2Q", "What comes back soon after leaving is kept.";
        LruK = "lru-2", "LRU-2", "The key whose last request but one is longest ago leaves.";
        Arc = "arc", "ARC", "Two lists, and a border that learns from what it forgot.";
        Lirs = "lirs", "LIRS", "Keys whose requests lie close together stay.";
        RedisLru = "redis-lru", "Redis LRU", "The longest idle of a few sampled keys leaves.";
        Lfu = "lfu", "LFU", "The key with the fewest requests leaves.";
        LfuDa = "lfu-da", "LFU-DA", "LFU that lets old fame fade.";
        WTinyLfu = "w-tinylfu", "W-TinyLFU", "A newcomer must be more popular than the key it would replace.";
        Hyperbolic = "hyperbolic", "Hyperbolic", "The sampled key with the fewest requests per time in the cache leaves.";
        RedisLfu = "redis-lfu", "Redis LFU", "The sampled key with the lowest logarithmic counter leaves.";
        Random = "random", "Random", "Any key leaves.";
        Mru = "mru", "MRU", "The key that was asked for last leaves.";
        Lifo = "lifo", "LIFO", "The newest key leaves.";
    }
}
choices! {
    /// What is asked for.
    pub enum Requests {
        ZipfScans = "zipf-scans", "Zipf and scans", "A few keys are asked for often, and now and then somebody reads through everything.";
        Zipf = "zipf", "Zipf only", "A few keys are asked for often, most seldom.";
        Loop = "loop", "Loop", "The same keys in the same order, again and again.";
        Even = "even", "Even", "Every key is as popular as any other.";
        Shifting = "shifting", "Shifting", "The popular keys change.";
        Recency = "recency", "Recent again", "What was asked for lately is asked for again.";
        Daily = "daily", "New every day", "A working set of which some keys are replaced every day.";
        Wonders = "wonders", "One-hit wonders", "A share of the requests is for keys nobody asks for again.";
        Scan = "scan", "Scan", "Every key once.";
    }
}

impl Rule {
    /// The policy with the parameters in force.
    pub fn spec(self, params: &Params) -> Spec {
        let share = |percent: f64| (percent * 100.0 + 0.5) as u32;
        let mut spec = Spec::from(self.kind());
        match self {
            Self::Clock => spec.values[0] = params.bits,
            Self::S3Fifo => {
                spec.values[0] = share(params.small);
                spec.values[1] = 10_000 - share(params.small);
            }
            Self::Slru => spec.values[0] = share(params.protected),
            Self::TwoQ => spec.values[0] = share(params.kin),
            Self::Lirs => spec.values[0] = share(params.hir),
            Self::WTinyLfu => {
                spec.values[0] = share(params.window);
                spec.values[1] = share(params.protected);
            }
            Self::RedisLru | Self::RedisLfu => spec.values[0] = params.samples,
            _ => {}
        }
        if self == Self::RedisLfu {
            spec.values[2] = params.decay;
        }
        spec
    }
    /// Which policy.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Fifo => Kind::Fifo,
            Self::Clock => Kind::Clock,
            Self::Sieve => Kind::Sieve,
            Self::S3Fifo => Kind::S3Fifo,
            Self::Lru => Kind::Lru,
            Self::Slru => Kind::Slru,
            Self::TwoQ => Kind::TwoQ,
            Self::LruK => Kind::LruK,
            Self::Arc => Kind::Arc,
            Self::Lirs => Kind::Lirs,
            Self::RedisLru => Kind::RedisLru,
            Self::Lfu => Kind::Lfu,
            Self::LfuDa => Kind::LfuDa,
            Self::WTinyLfu => Kind::WTinyLfu,
            Self::Hyperbolic => Kind::Hyperbolic,
            Self::RedisLfu => Kind::RedisLfu,
            Self::Random => Kind::Random,
            Self::Mru => Kind::Mru,
            Self::Lifo => Kind::Lifo,
        }
    }
    /// True for policies that forget by recency or order alone; the others resist scans.
    pub const fn plain(self) -> bool {
        matches!(self, Self::Fifo | Self::Lru | Self::Clock | Self::Random | Self::Mru | Self::Lifo | Self::RedisLru)
    }
    /// The name as it is written.
    pub const fn name(self) -> &'static str {
        self.option().label
    }
}

const RANKED: &[&str] = &["zipf-scans", "zipf", "shifting", "recency", "daily", "wonders"];

param_set! {
    /// Everything that can be set on the caches.
    pub struct Params {
        /// Side by side.
        policies: Vec<Rule> = Param::set("policies", "Policies in view", Rule::OPTIONS,
            &[Rule::Lru as usize, Rule::Clock as usize, Rule::Sieve as usize, Rule::S3Fifo as usize, Rule::WTinyLfu as usize], 1, LANES_MAX)
            .families(&[("Queues", 4), ("Recency", 7), ("Frequency", 5), ("Without memory", 3)])
            .group("main").help("Policies that get the same requests, side by side."),
        /// Room, in keys.
        size: u32 = Param::whole("size", "Cache size", 2, SIZE_MAX as i64, 16).log().unit("keys")
            .group("main").help("How many keys each cache can hold."),
        /// What is asked for.
        requests: Requests = Param::choice("requests", "Requests", Requests::OPTIONS, Requests::ZipfScans as usize)
            .group("main").help("Which keys are asked for."),
        /// Zipf's exponent.
        alpha: f64 = Param::real("alpha", "Popularity skew", 0.0, 1.5, 1.0).symbol("α").step(0.05)
            .group("main").help("The popularity of rank i is proportional to 1 / i^α: 0 is even, the web is near 1.").when("requests", RANKED),
        /// Keys in a scan.
        scan: u32 = Param::whole("scan", "Scan length", 0, 200, 60).unit("keys")
            .group("main").help("How many new keys a scan asks for, one after another."),

        /// Popular keys.
        keys: u32 = Param::whole("keys", "Keys", 16, 1000, 400).log().unit("keys")
            .group("requests").help("How many keys there are beside the new ones.").when("requests", &["zipf-scans", "zipf", "even", "shifting", "recency", "daily", "wonders"]),
        /// Requests between scans.
        every: u32 = Param::whole("every", "Between scans", 10, 5000, 120).log().unit("requests")
            .group("requests").help("How many requests lie between two scans, on average.").when("requests", &["zipf-scans"]),
        /// Length of the loop.
        around: u32 = Param::whole("loop-length", "Loop length", 2, 500, 20).log().unit("keys")
            .group("requests").help("How many keys the loop goes through.").when("requests", &["loop"]),
        /// Requests between two shifts.
        shift_every: u32 = Param::whole("shift-every", "Between shifts", 50, 50_000, 1000).log().unit("requests")
            .group("requests").help("How long the popular keys stay the same.").when("requests", &["shifting"]),
        /// Keys by which popularity moves on.
        shift_by: u32 = Param::whole("shift-by", "Shift", 1, 200, 20).unit("keys")
            .group("requests").help("By how many keys the popularities move on.").when("requests", &["shifting"]),
        /// Requests in a day.
        day: u32 = Param::whole("day", "A day", 100, 50_000, 2000).log().unit("requests")
            .group("requests").help("Requests between two changes of the working set.").when("requests", &["daily"]),
        /// Keys replaced each day.
        renewed: u32 = Param::whole("renewed", "New each day", 1, 400, 100).unit("keys")
            .group("requests").help("How many keys of the working set are replaced each day.").when("requests", &["daily"]),
        /// Share of requests for keys that never come again.
        wonders: f64 = Param::real("wonders", "One-hit wonders", 0.0, 100.0, 40.0).unit("%").step(1.0)
            .group("requests").help("The share of requests for keys that nobody asks for again.").when("requests", &["wonders"]),

        /// Bits of CLOCK's counters.
        bits: u32 = Param::whole("bits", "CLOCK's bits", 1, 3, 1).unit("bits")
            .group("policies").help("A counter goes up to 2^bits − 1; Corbató's CLOCK has one bit.").when("policies", &["clock"]),
        /// Share of S3-FIFO's small queue.
        small: f64 = Param::real("small", "S3-FIFO's small queue", 1.0, 90.0, 10.0).unit("%").step(1.0)
            .group("policies").help("Its share of the cache; the paper takes 10 %.").when("policies", &["s3-fifo"]),
        /// Share of W-TinyLFU's window.
        window: f64 = Param::real("window", "W-TinyLFU's window", 0.0, 90.0, 1.0).unit("%").step(1.0)
            .group("policies").help("Its share of the cache; the paper takes 1 %.").when("policies", &["w-tinylfu"]),
        /// Share of the protected.
        protected: f64 = Param::real("protected", "Protected", 0.0, 100.0, 80.0).unit("%").step(1.0)
            .group("policies").help("The share of the protected in SLRU and in the main part of W-TinyLFU; 80 % is usual.").when("policies", &["slru", "w-tinylfu"]),
        /// 2Q's Kin.
        kin: f64 = Param::real("kin", "2Q's newcomers", 1.0, 99.0, 25.0).unit("%").step(1.0)
            .group("policies").help("Kin, the share of the first queue; the paper takes 25 %.").when("policies", &["2q"]),
        /// LIRS's HIR share.
        hir: f64 = Param::real("hir", "LIRS's queue", 1.0, 90.0, 1.0).unit("%").step(1.0)
            .group("policies").help("The share of keys with large gaps; the paper takes 1 %.").when("policies", &["lirs"]),
        /// Redis's samples.
        samples: u32 = Param::whole("samples", "Redis's samples", 1, 64, 5)
            .group("policies").help("maxmemory-samples: how many keys are looked at for each eviction; 5 by default.").when("policies", &["redis-lru", "redis-lfu"]),
        /// Redis's decay.
        decay: u32 = Param::whole("decay", "Redis's decay", 0, 1_000_000, 60_000).log().unit("requests")
            .group("policies").help("lfu-decay-time: a counter loses one for each so many requests; 0 is never.").when("policies", &["redis-lfu"]),
    }
}

impl Params {
    /// The stream of keys.
    pub fn workload(&self) -> Workload {
        let pattern = match self.requests {
            Requests::ZipfScans => Pattern::ZipfAndScans { len: self.scan, every: self.every },
            Requests::Zipf | Requests::Even => Pattern::Zipf,
            Requests::Loop => Pattern::Loop { len: self.around },
            Requests::Shifting => Pattern::Shifting { period: self.shift_every, by: self.shift_by },
            Requests::Recency => Pattern::Recency,
            Requests::Daily => Pattern::Daily { day: self.day, fresh: self.renewed },
            Requests::Wonders => Pattern::OneHitWonders { share: (self.wonders * 100.0 + 0.5) as u32 },
            Requests::Scan => Pattern::Scan,
        };
        let alpha = if self.requests == Requests::Even { 0.0 } else { self.alpha };
        // A scan of everything goes through all names.
        let fresh = if self.requests == Requests::Scan { self.keys + FRESH } else { FRESH };
        Workload { pattern, keys: self.keys, alpha, fresh }
    }
    /// Policies without repetition, in the order in which they were chosen.
    pub fn rules(&self) -> &[Rule] {
        &self.policies
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::{Kind as ParamKind, ParamSet as _};

    #[test]
    fn families_hold_all_policies_and_names_are_those_of_the_library() {
        let ParamKind::Set { .. } = Params::TABLE[0].kind else { panic!("a set") };
        let counted: usize = Params::TABLE[0].families.iter().map(|family| family.1).sum();
        assert_eq!(counted, Rule::ALL.len());
        for rule in Rule::ALL {
            assert_eq!((rule.key(), rule.name()), (rule.kind().key(), rule.kind().name()));
            assert_eq!(rule.spec(&Params::default()), Spec::from(rule.kind()), "defaults are the papers'");
        }
    }
}
