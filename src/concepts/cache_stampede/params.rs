//! Everything that can be set: one table.

use crate::param::Param;
use crate::policies::evict::workload::{Pattern, Workload};
use crate::policies::stampede::{Cure, Settings};
use crate::sim::Span;
use crate::{choices, param_set};

/// The most cures side by side.
pub const LANES_MAX: usize = 4;
/// The most keys.
pub const KEYS_MAX: u32 = 200;

choices! {
    /// A cure.
    pub enum Rule {
        None = "none", "No cure", "Every request that finds no fresh value asks the origin.";
        Flight = "single-flight", "Single flight", "Each process asks once for a key; its other requests wait.";
        Lock = "lock", "Lock and wait", "One request of all processes asks; the others wait.";
        Stale = "stale", "Lock and stale", "One request asks; the others get the old value.";
        XFetch = "xfetch", "XFetch", "Each request may ask early, the likelier the nearer the end is.";
        Ahead = "refresh-ahead", "Refresh ahead", "Late in a value's life a request starts a load behind its answer.";
        Timer = "timer", "Background refresh", "A timer loads each value before it ends, asked for or not.";
        Jitter = "jitter", "TTL jitter", "Each value lives a little longer, by chance.";
    }
}
choices! {
    /// How the times of loads differ.
    pub enum Spread {
        Fixed = "fixed", "Always the same", "Every load takes the load time.";
        Exponential = "exponential", "Exponential", "Many loads are short and a few are long.";
    }
}

impl Rule {
    /// The rule in the library.
    pub const fn cure(self) -> Cure {
        match self {
            Self::None => Cure::None,
            Self::Flight => Cure::Flight,
            Self::Lock => Cure::Lock,
            Self::Stale => Cure::Stale,
            Self::XFetch => Cure::XFetch,
            Self::Ahead => Cure::Ahead,
            Self::Timer => Cure::Timer,
            Self::Jitter => Cure::Jitter,
        }
    }
    /// Its name.
    pub const fn name(self) -> &'static str {
        self.option().label
    }
}

param_set! {
    /// Everything that can be set on the cache and its origin.
    pub struct Params {
        /// Side by side.
        cures: Vec<Rule> = Param::set("cures", "Cures in view", Rule::OPTIONS,
            &[Rule::None as usize, Rule::Flight as usize, Rule::Stale as usize, Rule::XFetch as usize], 1, LANES_MAX)
            .group("main").help("What is done about a value that has expired or soon will; all get the same requests."),
        /// Requests a second.
        rate: f64 = Param::real("rate", "Request rate", 0.5, 2000.0, 40.0).log().unit("/s").symbol("λ")
            .group("main").help("Requests a second for all keys together, by a Poisson process."),
        /// Seconds of a load.
        load: f64 = Param::real("load", "Load time", 0.01, 10.0, 0.5).log().unit("s").symbol("D")
            .group("main").help("How long the origin takes for one load."),
        /// Seconds a value lives.
        ttl: f64 = Param::real("ttl", "Time to live", 0.5, 600.0, 5.0).log().unit("s")
            .group("main").help("How long a value is fresh after it was stored."),
        /// Keys.
        keys: u32 = Param::whole("keys", "Keys", 1, KEYS_MAX as i64, 1).log().unit("keys")
            .group("main").help("How many keys are asked for. All were stored at the same moment."),

        /// Zipf's exponent.
        alpha: f64 = Param::real("alpha", "Popularity skew", 0.0, 1.5, 0.0).symbol("α").step(0.05)
            .group("requests").help("The popularity of rank i is proportional to 1 / i^α."),
        /// Processes.
        processes: u32 = Param::whole("processes", "Processes", 1, 64, 4).log()
            .group("requests").help("The requests are spread over so many processes; single flight works in each alone."),
        /// Seconds of a hit.
        hit: f64 = Param::real("hit", "Hit time", 0.0001, 0.1, 0.001).log().unit("s")
            .group("requests").help("How long an answer out of the cache takes."),

        /// Loads the origin works on at once.
        workers: u32 = Param::whole("workers", "Origin's workers", 0, 256, 0)
            .group("origin").help("How many loads the origin works on at once; 0 is without a limit. More wait in line."),
        /// How load times differ.
        spread: Spread = Param::choice("spread", "Load times", Spread::OPTIONS, Spread::Fixed as usize)
            .group("origin").help("Whether every load takes the same time."),

        /// XFetch's beta.
        beta: f64 = Param::real("beta", "XFetch's eagerness", 0.1, 10.0, 1.0).log().symbol("β")
            .group("cures").help("β: above 1 it loads earlier and more often; the paper takes 1.").when("cures", &["xfetch"]),
        /// Share of the life in which values are loaded ahead.
        ahead: f64 = Param::real("ahead", "Refresh in the last", 1.0, 90.0, 20.0).unit("%").step(1.0)
            .group("cures").help("The last part of a value's life, in which it is loaded ahead.").when("cures", &["refresh-ahead"]),
        /// Seconds an old value may be the answer.
        stale: f64 = Param::real("stale", "Stale for at most", 0.0, 600.0, 30.0).unit("s")
            .group("cures").help("How long after its end a value may still be the answer.").when("cures", &["stale"]),
        /// The loader gets the old value, too.
        behind: bool = Param::switch("behind", "Load in the background", false)
            .group("cures").help("The request that loads gets the old value, too (nginx: proxy_cache_background_update).").when("cures", &["stale"]),
        /// Seconds between two looks at a lock.
        poll: f64 = Param::real("poll", "Looks at the lock every", 0.0, 1.0, 0.0).unit("s").step(0.01)
            .group("cures").help("Who waits looks again after this time; 0 is woken at once. nginx looks every 0.5 s.").when("cures", &["lock", "stale"]),
        /// Seconds after which a lock is free whatever became of its holder.
        lock_ttl: f64 = Param::real("lock-ttl", "A lock ends after", 0.0, 60.0, 0.0).unit("s").step(0.1)
            .group("cures").help("A lock or a flight is free after this time, also if its holder is at work; 0 is never.").when("cures", &["single-flight", "lock", "stale", "refresh-ahead", "timer"]),
        /// Share of loads whose request dies.
        die: f64 = Param::real("die", "Loaders that die", 0.0, 100.0, 0.0).unit("%").step(1.0)
            .group("origin").help("The share of loads whose request dies before it can store the value and free the lock."),
        /// Jitter, as a share of the life.
        jitter: f64 = Param::real("jitter", "Jitter", 0.0, 100.0, 10.0).unit("%").step(1.0)
            .group("cures").help("A value lives up to this share of the time to live longer.").when("cures", &["jitter"]),
    }
}

impl Params {
    /// What the cures are set to.
    pub fn settings(&self) -> Settings {
        Settings {
            beta: self.beta,
            ahead: Span::from_secs(self.ttl * self.ahead / 100.0),
            stale: Span::from_secs(self.stale),
            behind: self.behind,
        }
    }
    /// The stream of keys.
    pub fn workload(&self) -> Workload {
        Workload { pattern: Pattern::Zipf, keys: self.keys, alpha: self.alpha, fresh: 1 }
    }
    /// The time to live.
    pub fn life(&self) -> Span {
        Span::from_secs(self.ttl)
    }
}
