//! Everything that can be set: one table.

use crate::param::Param;
use crate::{choices, param_set};

/// The most caches side by side.
pub const LANES_MAX: usize = 4;
/// The most answers a cache holds.
pub const ROOM_MAX: u32 = 400;

choices! {
    /// A cache in front of a language model.
    pub enum Cache {
        None = "none", "No cache", "Every prompt is computed from its first token.";
        Exact = "exact", "Exact prompt", "The answer to a prompt with the very same letters.";
        Prefix = "prefix", "Prefix", "What was computed for the same first tokens is used again; the answer is still computed.";
        Semantic = "semantic", "Semantic", "The answer to the nearest prompt, if it is near enough.";
        Both = "exact-prefix", "Exact, then prefix", "The same letters get the old answer; what misses uses the prefix.";
        All = "all", "Exact, semantic, prefix", "One after the other.";
    }
}

impl Cache {
    /// Its name.
    pub const fn name(self) -> &'static str {
        self.option().label
    }
    /// It keeps answers by their letters.
    pub const fn exact(self) -> bool {
        matches!(self, Self::Exact | Self::Both | Self::All)
    }
    /// It keeps what was computed for the first tokens.
    pub const fn prefix(self) -> bool {
        matches!(self, Self::Prefix | Self::Both | Self::All)
    }
    /// It keeps answers by their embedding.
    pub const fn semantic(self) -> bool {
        matches!(self, Self::Semantic | Self::All)
    }
}

param_set! {
    /// Everything that can be set on the prompts, the caches and the model.
    pub struct Params {
        /// Side by side.
        caches: Vec<Cache> = Param::set("caches", "Caches in view", Cache::OPTIONS,
            &[Cache::Exact as usize, Cache::Prefix as usize, Cache::Semantic as usize], 1, LANES_MAX)
            .group("main").help("Caches that get the same prompts."),
        /// Least cosine for a hit.
        threshold: f64 = Param::real("threshold", "Similarity threshold", 0.2, 1.0, 0.8).step(0.01)
            .group("main").help("How near the nearest prompt must be for its answer, as the cosine of the toy embedding.").when("caches", &["semantic", "all"]),
        /// Prompts a second.
        rate: f64 = Param::real("rate", "Prompts", 0.1, 100.0, 4.0).log().unit("/s").symbol("λ")
            .group("main").help("Prompts a second, by a Poisson process."),
        /// Share of prompts with something of their own.
        personal: f64 = Param::real("personal", "With an order number", 0.0, 100.0, 0.0).unit("%").step(1.0)
            .group("main").help("The share of prompts that name an order: the answer to another order's is wrong."),

        /// Zipf's exponent.
        alpha: f64 = Param::real("alpha", "Popularity skew", 0.0, 1.5, 0.6).symbol("α").step(0.05)
            .group("prompts").help("The popularity of the question of rank i is proportional to 1 / i^α."),
        /// Tokens that come first in every prompt.
        system: u32 = Param::whole("system", "Instructions", 0, 8000, 1500).unit("tokens")
            .group("prompts").help("Tokens that stand before every question: instructions, tools, examples."),
        /// Programs with instructions of their own.
        apps: u32 = Param::whole("apps", "Programs", 1, 20, 3)
            .group("prompts").help("Programs that share the model, each with its own instructions."),
        /// The time stands first.
        stamp: bool = Param::switch("stamp", "The time at the top", false)
            .group("prompts").help("Each prompt begins with the time, so that no two have the same first tokens."),
        /// Tokens of an answer.
        output: u32 = Param::whole("output", "Answer", 1, 2000, 200).log().unit("tokens")
            .group("prompts").help("Tokens of an answer."),

        /// Answers that are kept.
        room: u32 = Param::whole("room", "Room", 1, ROOM_MAX as i64, 200).log().unit("answers")
            .group("cache").help("How many answers, and how many prefixes, are kept; the least recently used goes."),
        /// Seconds an answer lives.
        ttl: f64 = Param::real("ttl", "Answers live", 1.0, 86_400.0, 3600.0).log().unit("s")
            .group("cache").help("How long an answer is kept."),
        /// Seconds a prefix lives after its last use.
        prefix_ttl: f64 = Param::real("prefix-ttl", "Prefixes live", 1.0, 3600.0, 300.0).log().unit("s")
            .group("cache").help("How long a prefix is kept after it was last used.").when("caches", &["prefix", "exact-prefix", "all"]),
        /// Tokens in a block.
        block: u32 = Param::whole("block", "Block", 1, 256, 16).log().unit("tokens")
            .group("cache").help("A prefix is kept in whole blocks of so many tokens.").when("caches", &["prefix", "exact-prefix", "all"]),

        /// Tokens read a second.
        read: f64 = Param::real("read", "Reads", 100.0, 100_000.0, 5000.0).log().unit("tokens/s")
            .group("model").help("How many tokens of a prompt the model computes in a second."),
        /// Tokens written a second.
        write: f64 = Param::real("write", "Writes", 5.0, 1000.0, 60.0).log().unit("tokens/s")
            .group("model").help("How many tokens of an answer it makes in a second."),
        /// Seconds of a look-up.
        lookup: f64 = Param::real("lookup", "Look-up", 0.0, 0.5, 0.02).unit("s").step(0.005)
            .group("model").help("How long it takes to embed a prompt and to search for the nearest.").when("caches", &["semantic", "all"]),
    }
}
