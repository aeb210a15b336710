//! Everything that can be set on the cluster: one table.

use crate::param::Param;
use crate::policies::place::{Hash, Kind};
use crate::{choices, param_set};

/// The most nodes.
pub const NODES_MAX: usize = 32;
/// The most keys.
pub const KEYS_MAX: usize = 1_000_000;
/// The most racks.
pub const RACKS_MAX: u32 = 8;
/// The most strategies side by side.
pub const COMPARE_MAX: usize = 8;

choices! {
    /// Which keys are asked for.
    pub enum Popularity {
        Even = "even", "Even", "Every key as often as every other.";
        Zipf = "zipf", "Zipf", "The k-th key in proportion to 1 / k to the power of the skew.";
        Hot = "hot", "One hot key", "One key gets a share of its own, all others are even.";
        Newest = "newest", "Newest first", "As Zipf, counted from the newest key: what growing ids get.";
        Celebrity = "celebrity", "Zipf and one hot key", "One key gets a share of its own, the others are as Zipf.";
    }
}

choices! {
    /// Which keys get the remedy.
    pub enum Treat {
        Known = "known", "The hottest", "The key that is asked for most, as if somebody knew it.";
        Found = "found", "What the sketch finds", "The keys that the sketch holds for heavy in its last full window.";
    }
}

choices! {
    /// What the nodes are.
    pub enum Tier {
        Cache = "cache", "Cache nodes", "Each node keeps keys; what it does not have it asks the database for.";
        Gateways = "gateways", "Gateways of users", "Each key is a user with one long connection to a gateway, and messages must find it.";
    }
}

choices! {
    /// How messages find a user.
    pub enum Find {
        Placement = "placement", "By the placement", "The sender computes the gateway, so every user must be where the strategy says.";
        Presence = "presence", "By a presence directory", "Gateways write down who is with them, and the sender asks; users stay where they are.";
    }
}

/// Popularities under which some keys are hot.
const UNEVEN: &[&str] = &["zipf", "hot", "newest", "celebrity"];

/// What is compared if nothing says otherwise.
pub const COMPARED: &[usize] = &[
    Kind::Modulo as usize,
    Kind::Ring as usize,
    Kind::Bounded as usize,
    Kind::Rendezvous as usize,
    Kind::Jump as usize,
    Kind::Maglev as usize,
];

const FLEET: &[&str] = &["gateways"];

const RINGS: &[&str] = &["ring", "bounded"];

param_set! {
    /// Everything that can be set on the cluster.
    pub struct Params {
        /// Which strategy places the keys.
        strategy: Kind = Param::choice("strategy", "Strategy", Kind::OPTIONS, Kind::Ring as usize)
            .group("main").help("The rule that says which node owns a key."),
        /// How many nodes.
        nodes: u32 = Param::whole("nodes", "Nodes", 1, NODES_MAX as i64, 4).symbol("N")
            .group("main").help("How many nodes share the keys."),
        /// Marks on the ring per unit of weight.
        marks: u32 = Param::whole("marks", "Marks per node", 1, 4096, 16).symbol("V").log()
            .group("main").help("Virtual nodes: how many places on the circle each node has.").when("strategy", RINGS)
            .or_when("compare", RINGS),
        /// Weights.
        weights: Vec<f64> = Param::list("weights", "Weights", 0.1, 10.0, &[1.0], NODES_MAX)
            .group("nodes").unit("×").per("node").help("What each node is due, as a multiple of a node of weight 1; the last number holds for all further nodes."),
        /// How many keys.
        keys: u32 = Param::whole("keys", "Keys", 10, KEYS_MAX as i64, 10_000).log()
            .group("main").help("How many keys there are."),
        /// The bound on a node's load.
        bound: f64 = Param::real("bound", "Load bound", 1.0, 4.0, 1.25).symbol("c").unit("× mean").step(0.05)
            .group("main").help("No node holds more than this many times its due; a key whose node is full walks on. With bounded requests the same holds for what a node is asked in a second.")
            .when("strategy", &["bounded"]).or_when("compare", &["bounded"]),
        /// What is shown beside the own strategy.
        compare: Vec<Kind> = Param::set("compare", "Compare on the same keys", Kind::OPTIONS, COMPARED, 0, COMPARE_MAX)
            .group("compare").help("Strategies beside the own one: the same keys, the same change."),

        /// How keys and marks are hashed.
        hash: Hash = Param::choice("hash", "Hash function", Hash::OPTIONS, Hash::Xxh64 as usize)
            .group("strategy").help("What turns keys and marks into numbers. Ketama and Redis slots bring their own."),
        /// Slots of Maglev's table.
        table: u32 = Param::whole("table", "Maglev's table", 7, 65_537, 1009).symbol("M").log()
            .group("strategy").help("Slots of the table; the next prime is taken.").when("strategy", &["maglev"])
            .or_when("compare", &["maglev"]),
        /// Points per key of multi-probe.
        probes: u32 = Param::whole("probes", "Probes", 1, 64, 21).symbol("k")
            .group("strategy").help("Points of each key on the circle; the closest before a mark decides.")
            .when("strategy", &["multi-probe"]).or_when("compare", &["multi-probe"]),
        /// Nodes per key of shuffle sharding.
        shard: u32 = Param::whole("shard", "Nodes per key", 1, 8, 2)
            .group("strategy").help("How many nodes a key's set has.").when("strategy", &["shuffle"])
            .or_when("compare", &["shuffle"]),

        /// Keys in the clients' cache.
        clients: u32 = Param::whole("client-cache", "Keys the clients remember", 0, 20_000, 0).log()
            .group("strategy").help("How many owners the clients remember; only for others they ask the directory. What they remember may have moved.")
            .when("strategy", &["directory"]),
        /// The directory is down.
        outage: bool = Param::switch("outage", "The directory does not answer", false)
            .group("strategy").help("Clients then find only the keys whose owner they remember. A presence directory then finds nobody and forgets what it is told.")
            .when("strategy", &["directory"]).or_when("find", &["presence"]),

        /// What the nodes are.
        tier: Tier = Param::choice("tier", "The nodes are", Tier::OPTIONS, Tier::Cache as usize)
            .group("gateways").help("Whether the nodes keep keys in front of a database, or hold the connections of users."),
        /// How messages find a user.
        find: Find = Param::choice("find", "Messages find a user", Find::OPTIONS, Find::Placement as usize)
            .group("gateways").help("Whether the sender computes the gateway or asks for it.").when("tier", FLEET),
        /// First wait before a user tries again.
        backoff: f64 = Param::real("backoff", "First wait", 0.05, 30.0, 1.0).unit("s").log()
            .group("gateways").help("How long a user who was cut waits before it tries again; twice as long after every refusal, up to 30 s.").when("tier", FLEET),
        /// Share of the wait that is drawn.
        jitter: f64 = Param::real("jitter", "Jitter", 0.0, 1.0, 1.0).step(0.05)
            .group("gateways").help("Which share of the wait is drawn at random: 0 lets all come at the same moment, 1 spreads them over the whole wait.").when("tier", FLEET),
        /// Handshakes a gateway makes in a second.
        accepts: f64 = Param::real("accepts", "Handshakes of a gateway", 1.0, 10_000.0, 500.0).unit("/s").log()
            .group("gateways").help("How many connections a gateway can open in a second. It keeps a line of one second of them and refuses the rest.").when("tier", FLEET),
        /// Over how long a gateway closes what it gives up.
        drain: f64 = Param::real("drain", "Closed over", 0.0, 60.0, 0.0).unit("s").step(0.5)
            .group("gateways").help("Over how long a gateway closes connections that it has to give up, one after the other. One that dies closes none.").when("tier", FLEET),
        /// Milliseconds of a look-up.
        lookup: f64 = Param::real("lookup", "A look-up takes", 0.0, 500.0, 2.0).unit("ms").step(0.5)
            .group("gateways").help("How long the presence directory takes to say where a user is.").when("find", &["presence"]),
        /// How late an entry is.
        lag: f64 = Param::real("lag", "Entries are late by", 0.0, 10.0, 0.2).unit("s").step(0.1)
            .group("gateways").help("How long it takes until what a gateway writes into the presence directory can be read.").when("find", &["presence"]),
        /// How long a gateway's entries live without a heartbeat.
        ttl: f64 = Param::real("ttl", "Lease of a gateway", 0.0, 120.0, 30.0).unit("s").step(1.0)
            .group("gateways").help("Entries end when their gateway has sent no heartbeat for so long; it sends one every third of that. What the dead leave behind leads nowhere until then. 0: entries never end.").when("find", &["presence"]),

        /// Copies of each key.
        replicas: u32 = Param::whole("replicas", "Copies of each key", 1, 5, 3).symbol("R")
            .group("copies").help("How many nodes hold each key: its owner and the next ones. It says what is lost when nodes die at once."),
        /// Racks.
        racks: u32 = Param::whole("racks", "Racks", 1, RACKS_MAX as i64, 1)
            .group("copies").help("In how many racks the nodes stand, in turn. Copies go to other racks while there are any."),

        /// Look-ups per second.
        rate: f64 = Param::real("rate", "Requests", 0.0, 100_000.0, 500.0).symbol("λ").unit("/s").step(10.0)
            .group("traffic").help("How many keys are asked for each second. A node that does not hold its key asks the database."),
        /// Which keys are asked for.
        popularity: Popularity = Param::choice("popularity", "Key popularity", Popularity::OPTIONS, Popularity::Even as usize)
            .group("traffic").help("Which keys are asked for how often."),
        /// Exponent of Zipf.
        skew: f64 = Param::real("skew", "Skew", 0.0, 2.0, 1.0).symbol("s").step(0.1)
            .group("traffic").help("Zipf exponent: 0 is even, 1 is the web.").when("popularity", &["zipf", "newest", "celebrity"]),
        /// Share of the hot key.
        hot: f64 = Param::real("hot", "Share of the hot key", 0.0, 1.0, 0.2).step(0.05)
            .group("traffic").help("Share of all requests that ask for the one key.").when("popularity", &["hot", "celebrity"]),
        /// Copies of the hot key.
        copies: u32 = Param::whole("copies", "Copies of the hot key", 1, 8, 1)
            .group("hot keys").help("How many nodes hold the hot key; each read asks one of them. A write pays for all.")
            .when("popularity", UNEVEN),
        /// Sub-keys of a hot key.
        salt: u32 = Param::whole("salt", "Sub-keys of the hot key", 1, 16, 1).symbol("m")
            .group("hot keys").help("Into how many keys of its own the hot key is cut, by a number at its end. A write goes to one of them, a read must ask them all.")
            .when("popularity", UNEVEN),
        /// Which keys are treated.
        treat: Treat = Param::choice("treat", "Keys that get copies or sub-keys", Treat::OPTIONS, Treat::Known as usize)
            .group("hot keys").help("Whether the hottest key is known, or the sketch must find the hot ones.")
            .when("popularity", UNEVEN),
        /// Requests are bounded.
        spill: bool = Param::switch("spill", "Bound requests, not only keys", false)
            .group("hot keys").help("A node that has had more than its due times the load bound of the last second's requests passes them on to the next node."),
        /// Room of the cache in front.
        front: u32 = Param::whole("front", "Keys in a cache in front", 0, 1000, 0).log()
            .group("hot keys").help("How many keys the clients keep themselves; what they find there no node is asked for."),
        /// How long it keeps a key.
        fresh: f64 = Param::real("fresh", "Kept in front for", 0.1, 60.0, 1.0).unit("s").log()
            .group("hot keys").help("How long the cache in front trusts what it has. A write in the meantime is not seen there."),
        /// Share of writes.
        writes: f64 = Param::real("writes", "Writes", 0.0, 1.0, 0.0).step(0.05)
            .group("hot keys").help("Share of the requests that write."),
        /// Width of the sketch.
        sketch: u32 = Param::whole("sketch", "Counters in a row of the sketch", 0, 4096, 0).symbol("w").log()
            .group("hot keys").help("A count-min sketch looks for keys that are asked for five times as often as the median key. 0: nobody looks."),
        /// Rows of the sketch.
        rows: u32 = Param::whole("rows", "Rows of the sketch", 1, 8, 4).symbol("d")
            .group("hot keys").help("How many rows of counters the sketch has, each with a hash of its own; the least counter of a key tells."),
        /// Its window.
        window: u32 = Param::whole("window", "Requests it counts", 100, 100_000, 5000).log()
            .group("hot keys").help("After so many requests the sketch judges and begins anew."),
    }
}
