//! Everything that can be set on the rate limiter: one table.

use super::recorder::LANES_MAX;
use crate::param::Param;
pub use crate::policies::limit::Kind;
use crate::{choices, param_set};

/// The most clients.
pub const CLIENTS_MAX: i64 = 1_000_000;
/// The most keys that are remembered: copies of a run hold them all.
pub const ROOM_MAX: i64 = 20_000;

choices! {
    /// How requests come.
    pub enum Arrivals {
        Steady = "steady", "Steady", "One after another, always the same distance apart.";
        Random = "random", "Random", "Independent clients: any moment is as likely as any other.";
        EdgeBurst = "edge-burst", "Edge burst", "A burst on either side of an edge between two windows, and random requests around it.";
        Sawtooth = "sawtooth", "Sawtooth", "The rate climbs along a line, falls at once, and climbs again.";
        OneHot = "one-hot", "One hot client", "Random requests; one client sends most of them.";
        Bursty = "bursty", "Bursts", "Bursts at a high rate with silence between them.";
        Ramp = "ramp", "Ramp", "The rate climbs or falls along a line, then stays.";
        Step = "step", "Step", "The rate changes once and stays.";
        Spike = "spike", "Spike", "The rate jumps for a while and comes back.";
        Wave = "wave", "Daily wave", "The rate swings between a low and a high.";
        Recorded = "recorded", "Your moments", "The moments of a list that you bring along.";
    }
}
choices! {
    /// Which requests share a limiter.
    pub enum Key {
        All = "all", "Everybody", "One limiter for all requests.";
        Client = "client", "Each client", "Every client has a limiter of its own.";
    }
}
choices! {
    /// Who sends the next request.
    pub enum Come {
        Random = "random", "At random", "Any client may send the next request.";
        Turn = "in-turn", "In turn", "Each client sends once before the first comes again; a hot one keeps its share.";
    }
}
choices! {
    /// What happens to a key when as many as there is room for are remembered.
    pub enum WhenFull {
        Idle = "idle", "Forget the idlest", "The key whose limiter is nearest to a fresh one is forgotten.";
        Unseen = "unseen", "Forget the longest unseen", "The key that did not come for longest is forgotten, as in nginx.";
        Refuse = "refuse", "Refuse newcomers", "A key that is not remembered is refused.";
        Share = "share", "Share one limiter", "All keys that find no place share one limiter.";
    }
}
choices! {
    /// What a client does when it is refused.
    pub enum Reaction {
        Drop = "drop", "Drops it", "The request is lost. Nobody tries again.";
        Ignore = "ignore", "Ignores the 429", "It tries again after a fixed short time, whatever it was told.";
        Obey = "obey", "Obeys Retry-After", "It waits as many whole seconds as it was told.";
        Pace = "pace", "Paces itself", "It reads Remaining, and does not ask when nothing remains until Reset.";
        Backoff = "backoff", "Backs off", "It waits twice as long after each refusal.";
    }
}
choices! {
    /// How a backoff is spread.
    pub enum Jitter {
        None = "none", "None", "Exactly twice as long each time.";
        Full = "full", "Full", "Anything between nothing and twice as long.";
        Equal = "equal", "Equal", "Half of it for certain, the other half at random.";
        Decorrelated = "decorrelated", "Decorrelated", "At random between the base and three times the last wait.";
    }
}
choices! {
    /// Where fixed windows begin.
    pub enum Anchor {
        Clock = "clock", "At the clock", "At the clock's full multiples of the window.";
        First = "first", "At the first request", "At the first request after the last window has ended.";
    }
}

param_set! {
    /// Everything that can be set on the rate limiter.
    pub struct Params {
        /// The limiter in focus.
        limiter: Kind = Param::choice("limiter", "Limiter", Kind::OPTIONS, Kind::TokenBucket as usize)
            .also("algorithm").families(&[("Buckets", 4), ("Windows", 3), ("In flight", 3), ("Throttling", 3), ("Products", 7)])
            .group("main").help("How it is decided whether a request may pass."),
        /// Units a second.
        rate: f64 = Param::real("rate", "Rate", 0.0001, 100_000.0, 5.0).symbol("r").unit("/s").step(0.5)
            .group("main").help("Requests a second that may pass in the long run. 100/m is 100 a minute."),
        /// Units at once.
        burst: u32 = Param::whole("burst", "Burst", 1, 100_000, 10)
            .group("main").help("How many may pass at once: the size of the bucket, the length of the queue."),
        /// Seconds.
        window: f64 = Param::real("window", "Window", 0.01, 86_400.0, 2.0).unit("s").step(0.5)
            .group("main").help("The window in which requests are counted. The limit is rate times window. The true count is taken over any window of this length."),

        /// Limiters beside it.
        beside: Vec<Kind> = Param::set("beside", "Compare on the same arrivals", Kind::OPTIONS, &[], 0, LANES_MAX - 1)
            .families(&[("Buckets", 4), ("Windows", 3), ("In flight", 3), ("Throttling", 3), ("Products", 7)])
            .group("compare").help("Other limiters that decide about the same requests."),

        /// How requests come.
        arrivals: Arrivals = Param::choice("arrivals", "Arrivals", Arrivals::OPTIONS, Arrivals::Random as usize)
            .group("traffic").help("How requests come in."),
        /// Mean arrivals per second.
        load: f64 = Param::real("load", "Arrival rate", 0.0, 100_000.0, 5.0).symbol("λ").unit("/s").step(0.5)
            .group("traffic").help("Requests a second, on average.")
            .when("arrivals", &["steady", "random", "edge-burst", "sawtooth", "one-hot", "bursty", "ramp", "step", "spike", "wave"]),
        /// Requests on each side of an edge.
        surge: u32 = Param::whole("surge", "Burst at the edge", 1, 1000, 10).unit("requests")
            .group("traffic").help("Requests right before the edge, and as many right after it.").when("arrivals", &["edge-burst"]),
        /// From burst to burst, seconds.
        surge_every: f64 = Param::real("surge-every", "From burst to burst", 0.1, 86_400.0, 10.0).unit("s").step(1.0)
            .group("traffic").help("Time between two such bursts. It is rounded to whole windows.").when("arrivals", &["edge-burst"]),
        /// The hot client's share.
        hot: f64 = Param::real("hot", "Share of the hot one", 0.0, 1.0, 0.7).step(0.05)
            .group("traffic").help("Share of all requests that the first client sends.").when("arrivals", &["one-hot"]),
        /// Peak over mean of bursty arrivals.
        burst_ratio: f64 = Param::real("burst-ratio", "Burst height", 1.0, 100.0, 4.0).unit("×").step(0.5)
            .group("traffic").help("Rate in a burst, as a multiple of the mean rate.").when("arrivals", &["bursty"]),
        /// Mean length of a burst, seconds.
        burst_len: f64 = Param::real("burst-len", "Burst length", 0.01, 600.0, 1.0).unit("s").log()
            .group("traffic").help("Mean length of a burst.").when("arrivals", &["bursty"]),
        /// The rate a ramp, step or spike goes to.
        load_to: f64 = Param::real("load-to", "Rate after", 0.0, 100_000.0, 15.0).unit("/s").step(0.5)
            .group("traffic").help("The arrival rate that a ramp, a step or a spike goes to.").when("arrivals", &["ramp", "step", "spike"]),
        /// When a ramp, step or spike begins, seconds.
        change_at: f64 = Param::real("change-at", "Change at", 0.0, 100_000.0, 10.0).unit("s").step(1.0)
            .group("traffic").help("When the ramp, step or spike begins.").when("arrivals", &["ramp", "step", "spike"]),
        /// How long a ramp or spike takes, seconds.
        lasts: f64 = Param::real("lasts", "Lasts", 0.01, 100_000.0, 10.0).unit("s").step(1.0)
            .group("traffic").help("How long the ramp or the spike takes.").when("arrivals", &["ramp", "spike"]),
        /// Swing of a wave, share of the mean.
        swing: f64 = Param::real("swing", "Swing", 0.0, 1.0, 0.6).step(0.05)
            .group("traffic").help("How far a wave swings around its mean, as a share of it.").when("arrivals", &["wave"]),
        /// Period of a wave or sawtooth, seconds.
        period: f64 = Param::real("period", "Period", 0.1, 86_400.0, 10.0).unit("s").log()
            .group("traffic").help("Time from crest to crest.").when("arrivals", &["wave", "sawtooth"]),
        /// Recorded times of arrival, seconds.
        times: Vec<f64> = Param::list("times", "Moments", 0.0, 1e6, &[], 100_000).unit("s")
            .group("traffic").help("Moments of arrival in seconds; they are put in order of time.").when("arrivals", &["recorded"]),

        /// Units that a request costs.
        cost: u32 = Param::whole("cost", "Cost", 1, 1000, 1)
            .group("limiter").help("Tokens, slots or entries that one request takes."),
        /// A bucket starts full.
        full: bool = Param::switch("full", "Starts full", true)
            .group("limiter").help("A token bucket is full at the start.").when("limiter", &["token-bucket"]).or_when("beside", &["token-bucket"]),
        /// Rejected requests count.
        count_refused: bool = Param::switch("count-refused", "Count the refused too", false)
            .group("limiter").help("The log or the counter holds refused requests as well: a client that hammers stays shut out.")
            .when("limiter", &["sliding-log", "fixed-window"]).or_when("beside", &["sliding-log", "fixed-window"]),
        /// Where windows begin.
        anchor: Anchor = Param::choice("anchor", "Windows begin", Anchor::OPTIONS, Anchor::Clock as usize)
            .group("limiter").help("Where a fixed window begins.").when("limiter", &["fixed-window"]).or_when("beside", &["fixed-window"]),
        /// Nothing waits.
        nodelay: bool = Param::switch("nodelay", "nodelay", false)
            .group("limiter").help("nginx lets the burst through at once instead of delaying it.").when("limiter", &["nginx"]).or_when("beside", &["nginx"]),
        /// What exceeds it waits.
        delay: u32 = Param::whole("delay", "delay=", 0, 100_000, 0)
            .group("limiter").help("nginx delays only what exceeds this many requests. 0 delays all of the burst; nodelay overrules it.").when("limiter", &["nginx"]).or_when("beside", &["nginx"]),
        /// Seconds between two fills.
        fill: f64 = Param::real("fill", "Fill interval", 0.05, 3600.0, 1.0).unit("s").step(0.05)
            .group("limiter").help("Envoy fills its bucket in steps, one every interval.").when("limiter", &["envoy"]).or_when("beside", &["envoy"]),
        /// Seconds whose permits are kept.
        kept: f64 = Param::real("kept", "Permits kept", 0.1, 3600.0, 1.0).unit("s").step(0.5)
            .group("limiter").help("Guava bursty keeps the permits of this many seconds without use.").when("limiter", &["guava-bursty"]).or_when("beside", &["guava-bursty"]),
        /// Seconds from cold to stable.
        warm_up: f64 = Param::real("warm-up", "Warm-up", 0.1, 3600.0, 2.0).unit("s").step(0.5)
            .group("limiter").help("Guava warming up starts three times as slowly and needs this long to reach its rate.").when("limiter", &["guava-warming-up"]).or_when("beside", &["guava-warming-up"]),
        /// Share that may be taken above the limit.
        over: f64 = Param::real("over", "Above the limit", 0.0, 1.0, 0.1).step(0.05)
            .group("limiter").help("Share of the limit that a window may take above it; the next one pays.").when("limiter", &["soft", "elastic"]).or_when("beside", &["soft", "elastic"]),
        /// Halves the limit above this.
        cpu_above: f64 = Param::real("cpu-above", "Halve above", 0.0, 1.0, 0.8).step(0.05)
            .group("limiter").help("Share of the processor above which the limit is halved.").when("limiter", &["dynamic"]).or_when("beside", &["dynamic"]),
        /// Raises the limit below this.
        cpu_below: f64 = Param::real("cpu-below", "Raise below", 0.0, 1.0, 0.5).step(0.05)
            .group("limiter").help("Share of the processor below which the limit is raised by half.").when("limiter", &["dynamic"]).or_when("beside", &["dynamic"]),
        /// The last limit stays between the thresholds.
        holds: bool = Param::switch("holds", "Hold in between", false)
            .group("limiter").help("Between the thresholds the last limit stays: hysteresis, which ends the oscillation.").when("limiter", &["dynamic"]).or_when("beside", &["dynamic"]),
        /// Requests at once.
        slots: u32 = Param::whole("slots", "Slots", 1, 10_000, 8)
            .group("limiter").help("How many requests may be in flight; for adaptive limits, at the start.").when("limiter", &["concurrency", "aimd", "gradient"]).or_when("beside", &["concurrency", "aimd", "gradient"]),
        /// An answer later than this counts as a drop, seconds.
        timeout: f64 = Param::real("timeout", "Too late after", 0.001, 600.0, 1.0).unit("s").log()
            .group("limiter").help("AIMD takes an answer after this time for a sign of overload.").when("limiter", &["aimd"]).or_when("beside", &["aimd"]),

        /// Clients.
        clients: u32 = Param::whole("clients", "Clients", 1, CLIENTS_MAX, 20).log()
            .group("clients").help("How many clients send the requests."),
        /// Who sends the next request.
        come: Come = Param::choice("come", "Clients come", Come::OPTIONS, Come::Random as usize)
            .group("clients").help("Who sends the next request."),
        /// Which requests share a limiter.
        key: Key = Param::choice("key", "One limiter for", Key::OPTIONS, Key::All as usize)
            .group("clients").help("Which requests are counted together. The picture shows the first client's."),
        /// Keys that are remembered.
        room: u32 = Param::whole("room", "Keys remembered", 1, ROOM_MAX, 1000).log()
            .group("memory").help("How many keys the limiter's memory holds. Of more than 1,000 it looks at up to 16 before one goes.").when("key", &["client"]),
        /// What happens to the next one.
        when_full: WhenFull = Param::choice("when-full", "When it is full", WhenFull::OPTIONS, WhenFull::Idle as usize)
            .group("memory").help("What happens to a key for which there is no room.").when("key", &["client"]),
        /// Keys that the memory is worked out for.
        keys: u32 = Param::whole("keys", "Keys to size for", 1, 1_000_000_000, 2_000_000).log()
            .group("memory").help("For how many keys the chart works out the memory."),
        /// What a client does when it is refused.
        react: Reaction = Param::choice("react", "Refused, a client", Reaction::OPTIONS, Reaction::Drop as usize)
            .group("clients").help("What a client does with a 429."),
        /// Jitter of a backoff.
        jitter: Jitter = Param::choice("jitter", "Jitter", Jitter::OPTIONS, Jitter::None as usize)
            .group("clients").help("How the waits of a backoff are spread.").when("react", &["backoff"]),
        /// First wait, seconds.
        retry_base: f64 = Param::real("retry-base", "First wait", 0.001, 3600.0, 0.2).unit("s").log()
            .group("clients").help("The wait before the first retry.").when("react", &["ignore", "backoff"]),
        /// Longest wait, seconds.
        retry_cap: f64 = Param::real("retry-cap", "Longest wait", 0.001, 3600.0, 10.0).unit("s").log()
            .group("clients").help("No wait of a backoff is longer.").when("react", &["backoff"]),
        /// Attempts before a client gives up.
        tries: u32 = Param::whole("tries", "Attempts", 1, 50, 6)
            .group("clients").help("A client gives up after this many attempts.").when("react", &["ignore", "obey", "pace", "backoff"]),

        /// Mean work behind a concurrency limit, seconds.
        work: f64 = Param::real("work", "Work", 0.0001, 600.0, 0.5).unit("s").log()
            .group("backend").help("Mean time that a request takes behind the limiter.").when("limiter", &["concurrency", "aimd", "gradient", "dynamic"]).or_when("beside", &["concurrency", "aimd", "gradient", "dynamic"]),
        /// Workers behind a concurrency limit.
        workers: u32 = Param::whole("workers", "Workers", 1, 1000, 8)
            .group("backend").help("How many requests are worked on at once behind the limiter; more wait.").when("limiter", &["concurrency", "aimd", "gradient", "dynamic"]).or_when("beside", &["concurrency", "aimd", "gradient", "dynamic"]),
    }
}

impl Params {
    /// The share of all requests that the first client sends on top of its even share.
    pub fn hot_share(&self) -> f64 {
        if self.arrivals == Arrivals::OneHot { self.hot } else { 1.0 / f64::from(self.clients.max(1)) }
    }
}
