//! Everything that can be set: one table.

use crate::param::Param;
use crate::sim::Span;
use crate::sim::demand::{Demand, Law as DemandLaw};
use crate::{choices, param_set};

/// The most shards.
pub const SHARDS_MAX: usize = 64;

choices! {
    /// What the rows are cut by.
    pub enum Key {
        User = "user", "User", "Rows of one user lie together.";
        Conversation = "conversation", "Conversation", "Rows of one conversation lie together; there are twice as many as users.";
        Time = "time", "Time", "Rows of one stretch of time lie together; who writes, writes now.";
        Country = "country", "Country", "Rows of one country lie together; there are 40, and a few hold most people.";
    }
}
choices! {
    /// How a key finds its shard.
    pub enum Placement {
        Hash = "hash", "Hash, on a ring", "Consistent hashing, 100 marks a shard: neighbours are scattered.";
        Range = "range", "Range", "Keys in their order, cut into as many pieces: neighbours stay together.";
        Modulo = "modulo", "Hash mod N", "The hash modulo the number of shards.";
    }
}
choices! {
    /// What clients do about rows that are on their way.
    pub enum Window {
        Double = "double", "Read twice, write twice", "Ask the new shard and, if it has nothing yet, the old one; write to both.";
        Map = "map", "Ask a map", "A map says for each key where it is now; it changes when the key has moved.";
        Blind = "blind", "New shard only", "Ask the new shard, whether it has the rows yet or not.";
    }
}
choices! {
    /// How long queries take.
    pub enum Service {
        Exponential = "exponential", "Exponential", "Many are short and a few are long.";
        Fixed = "fixed", "Always the same", "Every query takes the same time.";
        Tail = "tail", "Heavy tail", "Lognormal with a spread of 2: some are very long.";
    }
}

param_set! {
    /// Everything that can be set on the store.
    pub struct Params {
        /// How many.
        shards: u32 = Param::whole("shards", "Shards", 1, SHARDS_MAX as i64, 4).log().symbol("N")
            .group("main").help("How many shards the rows lie on. A change moves rows while queries go on."),
        /// Queries a second.
        rate: f64 = Param::real("rate", "Queries", 0.1, 1e6, 40.0).log().unit("/s").symbol("λ")
            .group("main").help("Queries a second, by a Poisson process."),
        /// What a shard can do.
        each: f64 = Param::real("each", "A shard serves", 0.1, 1e5, 20.0).log().unit("/s").symbol("μ")
            .group("main").help("Queries a second that one shard can serve."),
        /// What the rows are cut by.
        key: Key = Param::choice("key", "Shard key", Key::OPTIONS, Key::User as usize)
            .group("main").help("What decides on which shard a row lies."),
        /// How a key finds its shard.
        place: Placement = Param::choice("place", "Placement", Placement::OPTIONS, Placement::Hash as usize)
            .group("main").help("How a key finds its shard."),

        /// Percent.
        writes: f64 = Param::real("writes", "Writes", 0.0, 100.0, 20.0).unit("%").step(1.0)
            .group("queries").help("Share of the queries that write one row. What no share takes are reads of one key."),
        /// Percent.
        scans: f64 = Param::real("scans", "Range scans", 0.0, 100.0, 0.0).unit("%").step(1.0)
            .group("queries").help("Share of the queries that want a stretch of neighbouring keys."),
        /// Percent.
        scatter: f64 = Param::real("scatter", "Scatter-gather", 0.0, 100.0, 0.0).unit("%").step(1.0)
            .group("queries").help("Share of the queries that do not know the shard key and ask every shard."),
        /// Percent of the keys.
        stretch: f64 = Param::real("stretch", "Length of a scan", 0.1, 10.0, 1.0).unit("%").log()
            .group("queries").help("How many of all keys a scan wants."),
        /// Zipf's exponent.
        alpha: f64 = Param::real("alpha", "Popularity skew", 0.0, 1.5, 0.0).symbol("α").step(0.05)
            .group("queries").help("The popularity of rank i is proportional to 1 / i^α. Countries have 1, whatever is set.").when("key", &["user", "conversation"]),
        /// Percent.
        celebrity: f64 = Param::real("celebrity", "Celebrity", 0.0, 90.0, 0.0).unit("%").step(1.0)
            .group("queries").help("Share of the queries for one key.").when("key", &["user", "conversation"]),
        /// Seconds.
        slot: f64 = Param::real("slot", "A key of time lasts", 0.05, 3600.0, 5.0).log().unit("s")
            .group("queries").help("How long one stretch of time is. The last 512 are kept.").when("key", &["time"]),

        /// Rows a second.
        limit: f64 = Param::real("limit", "Copy at most", 1.0, 1e7, 1000.0).log().unit("rows/s")
            .group("resharding").help("Limit on the rows that are moved a second, all shards together."),
        /// What clients do.
        window: Window = Param::choice("window", "While rows move", Window::OPTIONS, Window::Double as usize)
            .group("resharding").help("What clients do about rows that are on their way."),
        /// Rows.
        copy: u32 = Param::whole("copy", "Rows in a query's time", 1, 100_000, 50).log().unit("rows")
            .group("resharding").help("Reading or writing so many rows of a copy takes a shard as long as one query."),
        /// Batches.
        streams: u32 = Param::whole("streams", "Copies at once", 1, 64, 8).log()
            .group("resharding").help("How many batches of a shard's rows may be under way, of up to a query's time each."),

        /// Rows at the start.
        rows: f64 = Param::real("rows", "Rows", 1000.0, 1e13, 100_000.0).log().unit("rows")
            .group("size").help("How many rows there are at the start; popular keys have more."),
        /// Kilobytes.
        size: f64 = Param::real("size", "Size of a row", 0.01, 1e5, 1.0).log().unit("kB")
            .group("size").help("Bytes of a row, indexes included."),
        /// Terabytes.
        disk: f64 = Param::real("disk", "A shard holds", 0.00001, 1000.0, 1.0).log().unit("TB")
            .group("size").help("How much data one shard holds. Only the count of shards looks at it; a full shard still takes rows."),

        /// How long queries take.
        service: Service = Param::choice("service", "Time of a query", Service::OPTIONS, Service::Exponential as usize)
            .group("time").help("How the times that a shard works on a query differ."),
        /// Milliseconds.
        net: f64 = Param::real("net", "Network, one way", 0.0, 1000.0, 0.0).unit("ms")
            .group("time").help("Time from a client to a shard, and back."),
        /// How much slower the clock is.
        slow: f64 = Param::real("slow", "Slow motion", 1.0, 1000.0, 1.0).log().unit("×")
            .group("time").help("The clock here runs so many times slower than the store's; what is measured is in the store's time."),
    }
}

impl Params {
    /// A stretch of the store's time on the clock here.
    pub fn span(&self, seconds: f64) -> Span {
        Span::from_secs(seconds * self.slow)
    }
    /// A stretch on the clock here in the store's time.
    pub fn real(&self, span: Span) -> Span {
        if self.slow == 1.0 { span } else { Span((span.0 as f64 / self.slow) as u64) }
    }
    /// The times of queries, on the clock here.
    pub fn demand(&self) -> Demand {
        let mean = self.slow / self.each;
        match self.service {
            Service::Exponential => Demand::new(DemandLaw::Exponential, mean, 1.0, 0.1, 10.0),
            Service::Fixed => Demand::new(DemandLaw::Constant, mean, 0.0, 0.1, 10.0),
            Service::Tail => Demand::new(DemandLaw::Lognormal, mean, 2.0, 0.1, 10.0),
        }
    }
    /// Shares of writes, scans and scatter-gathers, together at most 1; the rest are reads.
    pub fn shares(&self) -> [f64; 3] {
        let all = [self.writes, self.scans, self.scatter].map(|share| share / 100.0);
        let sum: f64 = all.iter().sum();
        if sum > 1.0 { all.map(|share| share / sum) } else { all }
    }
    /// One key's share of the queries beside its popularity.
    pub fn celebrity_share(&self) -> f64 {
        if matches!(self.key, Key::User | Key::Conversation) { self.celebrity / 100.0 } else { 0.0 }
    }
}
