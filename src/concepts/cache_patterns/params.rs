//! Everything that can be set: one table.

use crate::param::Param;
use crate::policies::evict::workload::{Pattern as Keys, Workload};
use crate::{choices, param_set};

/// The most patterns side by side.
pub const LANES_MAX: usize = 3;
/// The most processes with a cache of their own.
pub const NODES_MAX: u32 = 8;

choices! {
    /// A pattern.
    pub enum Pattern {
        Aside = "cache-aside", "Cache-aside", "The program asks the cache, then the database, and fills the cache itself.";
        ReadThrough = "read-through", "Read-through", "The cache asks the database; writes go past it and delete.";
        Around = "write-around", "Write-around", "Writes go to the database alone; the cache learns of them when values expire.";
        WriteThrough = "write-through", "Write-through", "The cache writes to the database and then answers.";
        Behind = "write-behind", "Write-behind", "The cache answers at once and writes to the database later.";
        Ahead = "refresh-ahead", "Refresh-ahead", "Read-through that loads values anew before they expire.";
        Negative = "negative", "Negative caching", "Cache-aside that also keeps that a key is not there.";
        Local = "pub-sub", "Local caches, pub/sub", "Each process has a cache of its own and tells the others what to delete.";
    }
}
choices! {
    /// What cache-aside does when it writes.
    pub enum Order {
        DeleteAfter = "delete-after", "Delete after the write", "The usual way: database first, then delete.";
        DeleteBefore = "delete-before", "Delete before the write", "A read in between fills in the old value.";
        SetAfter = "set-after", "Set after the write", "Two writers may set in the other order.";
        Double = "double-delete", "Delete twice", "Once after the write, and once more some time later.";
        Versions = "versions", "Versions", "A delete leaves its version, and only newer values may be set.";
        Leases = "leases", "Leases", "A miss hands out a token; a delete makes it void.";
        Names = "versioned-keys", "Versioned keys", "The key's name holds a number that each write raises; a read asks for the number first.";
        Tags = "tags", "Tags", "Some keys share a tag; a write to one of them makes all of them void.";
    }
}
choices! {
    /// How the times of messages differ.
    pub enum Spread {
        Exponential = "exponential", "Exponential", "Many are quick and a few are slow, so messages overtake one another.";
        Fixed = "fixed", "Always the same", "Every message takes its mean time.";
    }
}

impl Pattern {
    /// Its name.
    pub const fn name(self) -> &'static str {
        self.option().label
    }
    /// The program itself asks the database after a miss and fills the cache.
    pub const fn aside(self) -> bool {
        matches!(self, Self::Aside | Self::Around | Self::Negative)
    }
    /// Each process has a cache of its own.
    pub const fn local(self) -> bool {
        matches!(self, Self::Local)
    }
}

param_set! {
    /// Everything that can be set on the programs, the cache and the database.
    pub struct Params {
        /// Side by side.
        patterns: Vec<Pattern> = Param::set("patterns", "Patterns in view", Pattern::OPTIONS,
            &[Pattern::Aside as usize, Pattern::WriteThrough as usize, Pattern::Behind as usize], 1, LANES_MAX)
            .group("main").help("Patterns that get the same reads and writes."),
        /// Reads a second.
        reads: f64 = Param::real("reads", "Reads", 0.1, 1000.0, 60.0).log().unit("/s")
            .group("main").help("Reads a second for all keys together, by a Poisson process."),
        /// Writes a second.
        writes: f64 = Param::real("writes", "Writes", 0.0, 200.0, 4.0).unit("/s").step(0.1)
            .group("main").help("Writes a second for all keys together, by a Poisson process."),
        /// Seconds a value lives.
        ttl: f64 = Param::real("ttl", "Time to live", 0.1, 600.0, 10.0).log().unit("s")
            .group("main").help("How long a value stays in the cache after it was stored."),
        /// What cache-aside does when it writes.
        order: Order = Param::choice("order", "When cache-aside writes", Order::OPTIONS, Order::DeleteAfter as usize)
            .group("main").help("In which order the database and the cache hear of a write.").when("patterns", &["cache-aside", "negative"]),

        /// Keys.
        keys: u32 = Param::whole("keys", "Keys", 1, 500, 20).log().unit("keys")
            .group("requests").help("How many keys are read and written."),
        /// Zipf's exponent.
        alpha: f64 = Param::real("alpha", "Popularity skew", 0.0, 1.5, 0.8).symbol("α").step(0.05)
            .group("requests").help("The popularity of rank i is proportional to 1 / i^α, for reads and writes."),
        /// Share of reads for keys that are not there.
        absent: f64 = Param::real("absent", "Reads for nothing", 0.0, 90.0, 0.0).unit("%").step(1.0)
            .group("requests").help("The share of reads for keys that the database does not have."),

        /// Seconds to the cache.
        cache: f64 = Param::real("cache", "To the cache", 0.0001, 0.1, 0.001).log().unit("s")
            .group("times").help("How long a message between a program and the cache takes, one way, on average."),
        /// Seconds of the database.
        database: f64 = Param::real("database", "To the database", 0.001, 2.0, 0.05).log().unit("s")
            .group("times").help("How long a message to the database takes with its work there, one way, on average."),
        /// How the times differ.
        spread: Spread = Param::choice("spread", "Message times", Spread::OPTIONS, Spread::Exponential as usize)
            .group("times").help("Whether messages overtake one another."),

        /// Seconds between two flushes.
        flush: f64 = Param::real("flush", "Flush every", 0.05, 60.0, 2.0).log().unit("s")
            .group("patterns").help("How often write-behind writes to the database.").when("patterns", &["write-behind"]),
        /// Keys in one flush.
        batch: u32 = Param::whole("batch", "Batch", 1, 500, 100).log().unit("keys")
            .group("patterns").help("How many keys a flush writes at most.").when("patterns", &["write-behind"]),
        /// Seconds until the second delete.
        again: f64 = Param::real("again", "Second delete after", 0.01, 10.0, 0.5).log().unit("s")
            .group("patterns").help("How long after the first the second delete comes.").when("order", &["double-delete"]),
        /// Keys that share a tag.
        tagged: u32 = Param::whole("tagged", "Keys of a tag", 1, 50, 5).unit("keys")
            .group("patterns").help("So many keys share a tag; a write to one of them makes all of them void.").when("order", &["tags"]),
        /// Last part of a life in which values are loaded ahead.
        ahead: f64 = Param::real("ahead", "Refresh in the last", 1.0, 90.0, 25.0).unit("%").step(1.0)
            .group("patterns").help("The last part of a value's life, in which a read loads it anew.").when("patterns", &["refresh-ahead"]),
        /// Seconds that an absence lives.
        negative: f64 = Param::real("negative", "Absence lives", 0.1, 600.0, 5.0).log().unit("s")
            .group("patterns").help("How long the cache keeps that a key is not there.").when("patterns", &["negative"]),
        /// Processes with a cache of their own.
        nodes: u32 = Param::whole("nodes", "Processes", 2, NODES_MAX as i64, 4)
            .group("patterns").help("Processes, each with a cache of its own.").when("patterns", &["pub-sub"]),
        /// Seconds a delete takes to the others.
        bus: f64 = Param::real("bus", "Pub/sub delay", 0.001, 10.0, 0.05).log().unit("s")
            .group("patterns").help("How long a message to the other processes takes on average.").when("patterns", &["pub-sub"]),
        /// Share of messages that are lost.
        loss: f64 = Param::real("loss", "Pub/sub loss", 0.0, 100.0, 1.0).unit("%").step(0.5)
            .group("patterns").help("The share of these messages that never come.").when("patterns", &["pub-sub"]),
    }
}

impl Params {
    /// The stream of keys.
    pub fn workload(&self) -> Workload {
        Workload { pattern: Keys::Zipf, keys: self.keys, alpha: self.alpha, fresh: 1 }
    }
    /// How many keys there are with those that the database does not have, which come after the others.
    pub fn names(&self) -> u32 {
        2 * self.keys
    }
}
