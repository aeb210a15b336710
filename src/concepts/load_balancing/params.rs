//! Everything that can be set on the load balancer: one table.

use crate::param::Param;
use crate::policies::balance::Kind as PolicyKind;
use crate::sim::{arrivals, demand};
use crate::{choices, param_set};

/// The most servers a cluster can have.
pub const SERVERS_MAX: usize = 64;
/// Stands for "no bound" on a queue.
pub const QUEUE_MAX: f64 = 1_000_000.0;

choices! {
    /// In which order a server works.
    pub enum Discipline {
        Fifo = "fifo", "First in, first out", "Each worker serves one request at a time; the others wait in line.";
        Sharing = "ps", "Processor sharing", "All requests at a server are served at once and share its workers evenly.";
    }
}
choices! {
    /// What the balancer sees of the traffic.
    pub enum Layer {
        L4 = "l4", "Layer 4", "Balances connections by address and port; all requests of a connection go to one server.";
        L7 = "l7", "Layer 7", "Balances every request and can read its path.";
    }
}
choices! {
    /// How a session finds its server again.
    pub enum Sticky {
        None = "none", "No sessions", "Servers keep no session; any server can serve any request.";
        Cookie = "cookie", "Cookie", "A cookie names the server that holds the session.";
        Ip = "ip", "Source address", "The address is hashed to a server; a change of the pool moves sessions.";
        Store = "store", "Shared store", "Sessions live in a store that every server asks, one round trip a request.";
    }
}
choices! {
    /// How the balancer learns that a server is ill.
    pub enum Health {
        None = "none", "No checks", "Nobody is ever taken out of rotation.";
        Active = "active", "Probes", "The balancer asks each server at an interval.";
        Passive = "passive", "Failures seen", "Failed requests count; the server sits out for a while.";
        Both = "both", "Probes and failures", "Whichever notices first.";
        Instant = "instant", "At once", "An oracle: the balancer knows at the moment of the fault. Real ones do not.";
    }
}

param_set! {
    /// Everything that can be set on the load balancer.
    pub struct Params {
        /// Which policy routes.
        policy: PolicyKind = Param::choice("policy", "Policy", PolicyKind::OPTIONS, PolicyKind::RoundRobin as usize)
            .group("main").help("How the balancer chooses a server for each request."),
        /// Mean arrivals per second.
        rate: f64 = Param::real("rate", "Arrival rate", 0.0, 100_000.0, 120.0).symbol("λ").unit("/s").step(1.0)
            .group("main").help("Requests a second, on average.").when("arrivals", &["poisson", "even", "bursty", "ramp", "step", "spike", "wave", "sawtooth"]),
        /// Mean service demand, seconds at speed 1.
        mean: f64 = Param::real("mean", "Service time", 0.0001, 600.0, 0.04).unit("s").log()
            .group("main").help("Mean work of a request: the seconds a server of speed 1 needs for it."),
        /// Coefficient of variation of the service demand.
        cv: f64 = Param::real("cv", "Service-time spread", 0.0, 10.0, 2.0).unit("cv").step(0.1)
            .group("main").help("Standard deviation over mean: 0 is all alike, 1 is exponential, more is a heavy tail.")
            .when("service", &["lognormal", "bimodal", "pareto"]),
        /// How many servers.
        servers: u32 = Param::whole("servers", "Servers", 1, SERVERS_MAX as i64, 6)
            .group("main").help("How many servers the balancer can send to."),

        /// Law of arrivals.
        arrivals: arrivals::Kind = Param::choice("arrivals", "Arrivals", arrivals::Kind::OPTIONS, arrivals::Kind::Poisson as usize)
            .group("traffic").help("How requests come in."),
        /// Peak over mean of bursty arrivals.
        burst_ratio: f64 = Param::real("burst-ratio", "Burst height", 1.0, 100.0, 4.0).unit("×").step(0.5)
            .group("traffic").help("Rate in a burst, as a multiple of the mean rate.").when("arrivals", &["bursty"]),
        /// Mean length of a burst, seconds.
        burst_len: f64 = Param::real("burst-len", "Burst length", 0.01, 600.0, 2.0).unit("s").log()
            .group("traffic").help("Mean length of a burst.").when("arrivals", &["bursty"]),
        /// The rate a ramp, step or spike goes to.
        rate_to: f64 = Param::real("rate-to", "Rate after", 0.0, 100_000.0, 240.0).unit("/s").step(1.0)
            .group("traffic").help("The rate that a ramp, a step or a spike goes to.").when("arrivals", &["ramp", "step", "spike"]),
        /// When a ramp, step or spike begins, seconds.
        change_at: f64 = Param::real("change-at", "Change at", 0.0, 100_000.0, 20.0).unit("s").step(1.0)
            .group("traffic").help("When the ramp, step or spike begins.").when("arrivals", &["ramp", "step", "spike"]),
        /// How long a ramp or spike takes, seconds.
        lasts: f64 = Param::real("lasts", "Lasts", 0.01, 100_000.0, 10.0).unit("s").step(1.0)
            .group("traffic").help("How long the ramp or the spike takes.").when("arrivals", &["ramp", "spike"]),
        /// Swing of a wave, share of the mean.
        swing: f64 = Param::real("swing", "Swing", 0.0, 1.0, 0.6).step(0.05)
            .group("traffic").help("How far a wave swings around its mean, as a share of it.").when("arrivals", &["wave"]),
        /// Period of a wave, seconds.
        period: f64 = Param::real("period", "Period", 0.1, 86_400.0, 60.0).unit("s").log()
            .group("traffic").help("Time from crest to crest. A day is 86,400 s.").when("arrivals", &["wave", "sawtooth"]),
        /// Users of the closed loop.
        users: u32 = Param::whole("users", "Users", 1, 100_000, 200)
            .group("traffic").help("Each sends a request, waits for the answer, thinks, and sends the next.").when("arrivals", &["closed"]),
        /// Mean think time, seconds.
        think: f64 = Param::real("think", "Think time", 0.0, 3600.0, 1.0).unit("s").step(0.1)
            .group("traffic").help("Mean time between an answer and the next request of the same user.").when("arrivals", &["closed"]),
        /// Recorded times of arrival, seconds.
        times: Vec<f64> = Param::list("times", "Recorded times", 0.0, 1e6, &[], 100_000).unit("s")
            .group("traffic").help("Moments of arrival in seconds; they are put in order of time.").when("arrivals", &["recorded"]),

        /// Law of the service demand.
        service: demand::Law = Param::choice("service", "Service law", demand::Law::OPTIONS, demand::Law::Exponential as usize)
            .group("service").help("How the work of requests varies."),
        /// Share of long requests of the bimodal law.
        long_share: f64 = Param::real("long-share", "Share of long ones", 0.0001, 0.9999, 0.1).step(0.01)
            .group("service").help("How many of the requests are the long ones.").when("service", &["bimodal"]),
        /// Cap of the Pareto law, multiple of the mean.
        cap: f64 = Param::real("cap", "Cap", 1.5, 100_000.0, 1000.0).unit("×").log()
            .group("service").help("The longest possible request, as a multiple of the mean.").when("service", &["pareto"]),
        /// Discipline of the servers.
        discipline: Discipline = Param::choice("discipline", "Discipline", Discipline::OPTIONS, Discipline::Fifo as usize)
            .group("service").help("In which order a server works."),

        /// Speeds of the servers; the last one holds for the rest.
        speeds: Vec<f64> = Param::list("speeds", "Speeds", 0.001, 1000.0, &[1.0], SERVERS_MAX).unit("×")
            .per("server").group("servers").help("Speed of each server; the last number holds for the rest. A server of speed 2 needs half the time."),
        /// Weights of the servers; the last one holds for the rest.
        weights: Vec<f64> = Param::list("weights", "Weights", 0.001, 1000.0, &[1.0], SERVERS_MAX)
            .per("server").group("servers").help("Weight of each server for the weighted policies; the last number holds for the rest."),
        /// Workers per server; the last one holds for the rest.
        workers: Vec<f64> = Param::list("workers", "Workers", 1.0, 1000.0, &[1.0], SERVERS_MAX)
            .per("server").group("servers").help("How many requests each server works on at once; the last number holds for the rest."),
        /// Bound of each queue; the last one holds for the rest.
        queue: Vec<f64> = Param::list("queue", "Queue bound", 0.0, QUEUE_MAX, &[QUEUE_MAX], SERVERS_MAX)
            .per("server").group("servers").help("How many requests may wait at each server; more are rejected. The last number holds for the rest."),
        /// Slow start after a server comes in, seconds.
        slow_start: f64 = Param::real("slow-start", "Slow start", 0.0, 600.0, 0.0).unit("s").step(1.0)
            .group("servers").help("A server that comes into rotation grows to its weight over this time. Only weighted policies and the ring look at weights."),

        /// Choices of the power of d choices.
        d: u32 = Param::whole("d", "Choices", 1, 64, 2)
            .group("balancer").help("How many servers are drawn and compared.").when("policy", &["p2c"]),
        /// Smoothing factor of least response time.
        alpha: f64 = Param::real("alpha", "Smoothing", 0.01, 1.0, 0.3).symbol("α").step(0.01)
            .group("balancer").help("Weight of the newest measurement: 1 forgets all older ones.").when("policy", &["least-response-time"]),
        /// Decay time of peak-EWMA, seconds.
        decay: f64 = Param::real("decay", "Decay", 0.01, 600.0, 10.0).unit("s").log()
            .group("balancer").help("How fast an old peak of latency is forgotten.").when("policy", &["peak-ewma"]),
        /// Marks per unit of weight on the ring.
        vnodes: u32 = Param::whole("vnodes", "Marks per server", 1, 1024, 100)
            .group("balancer").help("Virtual nodes of each server on the hash ring.").when("policy", &["consistent-hash"]),
        /// Layer of the balancer.
        layer: Layer = Param::choice("layer", "Layer", Layer::OPTIONS, Layer::L7 as usize)
            .group("balancer").help("Layer 4 sees connections, layer 7 sees requests."),
        /// The balancer's own time per request, milliseconds.
        lb_cost: f64 = Param::real("lb-cost", "Balancer cost", 0.0, 100.0, 0.0).unit("ms").step(0.01)
            .group("balancer").help("Time the balancer itself works on each request, one at a time. Layer 7 costs more than layer 4."),
        /// Mean requests per connection.
        conn: f64 = Param::real("conn", "Requests per connection", 1.0, 100_000.0, 1.0).log()
            .group("balancer").help("Mean number of requests a client sends over one connection. Layer 4 balances only the first.").when("layer", &["l4"]),
        /// Share of requests for static files.
        static_share: f64 = Param::real("static-share", "Static requests", 0.0, 1.0, 0.0).step(0.05)
            .group("balancer").help("Share of requests for /static; the others ask for /api."),
        /// Servers of the static pool.
        static_pool: u32 = Param::whole("static-pool", "Static pool", 0, SERVERS_MAX as i64, 0)
            .group("balancer").help("The last servers, this many, serve /static only, the others /api only. Layer 4 cannot see the path; 0 makes one pool."),
        /// Work of a static request, share of the mean.
        static_work: f64 = Param::real("static-work", "Static work", 0.01, 1.0, 0.2).unit("×").step(0.01)
            .group("balancer").help("Work of a static request, as a multiple of its demand."),
        /// One-way network time, milliseconds.
        net: f64 = Param::real("net", "Network, one way", 0.0, 10_000.0, 0.0).unit("ms").step(1.0)
            .group("balancer").help("Time on each wire: client to balancer, balancer to server, and back. 0 makes travel invisible."),
        /// The client's timeout, seconds; 0 is none.
        timeout: f64 = Param::real("timeout", "Client timeout", 0.0, 3600.0, 0.0).unit("s").step(0.1)
            .group("balancer").help("A client gives up after this long; the server works on. 0 waits for ever."),

        /// Number of clients.
        clients: u32 = Param::whole("clients", "Clients", 1, 10_000, 100).log()
            .group("clients").help("How many clients send the requests.").when("arrivals", &["poisson", "even", "bursty", "ramp", "step", "spike", "wave", "sawtooth", "recorded"]),
        /// Zipf exponent of the clients' shares.
        client_skew: f64 = Param::real("client-skew", "Client skew", 0.0, 2.0, 0.0).symbol("s").step(0.1)
            .group("clients").help("Zipf exponent of the clients' shares: 0 is even, 1 gives the first client the most by far."),
        /// Share of clients behind one address.
        nat: f64 = Param::real("nat", "Behind one address", 0.0, 1.0, 0.0).step(0.05)
            .group("clients").help("Share of the clients that sit behind one address translator and look like one client."),
        /// How sessions find their server.
        sticky: Sticky = Param::choice("sticky", "Sessions", Sticky::OPTIONS, Sticky::None as usize)
            .group("clients").help("Where sessions live and how requests find them."),
        /// Mean requests per session.
        session_len: f64 = Param::real("session-len", "Session length", 1.0, 10_000.0, 20.0).log()
            .group("clients").help("Mean number of requests in a session.").when("sticky", &["cookie", "ip", "store"]),
        /// Round trip to the session store, milliseconds.
        store_rtt: f64 = Param::real("store-rtt", "Store round trip", 0.0, 1000.0, 1.0).unit("ms").step(0.1)
            .group("clients").help("Time a worker waits for the session store on each request.").when("sticky", &["store"]),

        /// How the balancer learns of illness.
        health: Health = Param::choice("health", "Health checks", Health::OPTIONS, Health::Active as usize)
            .group("health").help("How the balancer learns that a server is down."),
        /// Time between probes, seconds.
        interval: f64 = Param::real("interval", "Probe interval", 0.05, 600.0, 2.0).unit("s").step(0.5)
            .group("health").help("Time between two probes of the same server.").when("health", &["active", "both"]),
        /// Timeout of a probe, seconds.
        probe_timeout: f64 = Param::real("probe-timeout", "Probe timeout", 0.01, 60.0, 1.0).unit("s").step(0.1)
            .group("health").help("A probe without an answer for this long has failed.").when("health", &["active", "both"]),
        /// Failed probes to take a server out.
        fall: u32 = Param::whole("fall", "Fall", 1, 20, 3)
            .group("health").help("Failed probes in a row that take a server out.").when("health", &["active", "both"]),
        /// Good probes to bring a server back.
        rise: u32 = Param::whole("rise", "Rise", 1, 20, 2)
            .group("health").help("Good probes in a row that bring it back.").when("health", &["active", "both"]),
        /// Failed requests to eject a server.
        fails: u32 = Param::whole("fails", "Failures to eject", 1, 100, 5)
            .group("health").help("Failed requests in a row that eject a server.").when("health", &["passive", "both"]),
        /// How long an ejected server sits out, seconds.
        eject: f64 = Param::real("eject", "Ejected for", 0.1, 3600.0, 30.0).unit("s").step(1.0)
            .group("health").help("How long an ejected server sits out before it is tried again.").when("health", &["passive", "both"]),
    }
}

/// The value for server `index` of a per-server list: its own, or the last one.
pub fn of_server(list: &[f64], index: usize) -> Option<f64> {
    list.get(index).or(list.last()).copied()
}
