//! Everything that can be set: one table.

use crate::param::Param;
use crate::policies::evict::workload::{Pattern, Workload};
use crate::policies::place::Kind;
use crate::sim::Span;
use crate::{choices, param_set};

/// The most caches of one tier.
pub const EACH_MAX: u32 = 6;
/// The most keys.
pub const KEYS_MAX: u32 = 2000;
/// Seconds in the longest life: a year.
pub const YEAR: f64 = 31_536_000.0;

choices! {
    /// A tier that can be there or not.
    pub enum Tier {
        Edge = "edge", "CDN edges", "Caches near the users; a user asks the nearest.";
        Shield = "shield", "CDN shield", "One cache that all edges ask before they ask you.";
        Local = "local", "In-process", "A cache inside each program: no network, and a copy in every program.";
        Cluster = "cluster", "Distributed", "Cache nodes that share the keys: one copy for all programs.";
    }
}
choices! {
    /// Who hears of a write.
    pub enum Tell {
        Nobody = "nobody", "Nobody", "Copies end with their time to live.";
        Own = "own", "Own copy, and the nodes", "The program that writes deletes its own copy and the one in the nodes.";
        All = "all", "All programs, and the nodes", "The other programs are told, too, some time later.";
        Purge = "purge", "Everybody, with a purge", "The shield and the edges are told as well.";
    }
}
choices! {
    /// Which node holds a key.
    pub enum Place {
        Ring = "ring", "Ring", "A lost node gives up its own keys and no others.";
        Modulo = "modulo", "Modulo N", "With another number of nodes nearly every key moves.";
    }
}
choices! {
    /// What is fetched.
    pub enum Class {
        Static = "static", "Static", "Scripts, styles and fonts under a name with their hash: never changed.";
        Image = "image", "Images", "Changed now and then.";
        Page = "page", "Pages", "Changed often.";
        Api = "api", "API", "Changed all the time.";
    }
}

impl Tier {
    /// Its name.
    pub const fn name(self) -> &'static str {
        self.option().label
    }
}
impl Place {
    /// The strategy of the library.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Ring => Kind::Ring,
            Self::Modulo => Kind::Modulo,
        }
    }
}
impl Class {
    /// Of this key; keys take turns.
    pub const fn of(key: u32) -> Self {
        match key % 4 {
            0 => Self::Static,
            1 => Self::Image,
            2 => Self::Page,
            _ => Self::Api,
        }
    }
    /// The class of a write, by a draw from (0, 1): static things are never written, one write in ten is an image, three
    /// are pages, six the API.
    pub fn written(u: f64) -> Self {
        match u {
            u if u < 0.1 => Self::Image,
            u if u < 0.4 => Self::Page,
            _ => Self::Api,
        }
    }
}

param_set! {
    /// Everything that can be set on the tiers.
    pub struct Params {
        /// Which are there.
        tiers: Vec<Tier> = Param::set("tiers", "Tiers", Tier::OPTIONS,
            &[Tier::Edge as usize, Tier::Shield as usize, Tier::Local as usize, Tier::Cluster as usize], 1, 4)
            .group("main").help("The caches between the users and the origin."),
        /// Requests a second.
        rate: f64 = Param::real("rate", "Request rate", 0.5, 1000.0, 100.0).log().unit("/s").symbol("λ")
            .group("main").help("Requests a second for all keys together, by a Poisson process."),
        /// Writes a second.
        writes: f64 = Param::real("writes", "Writes", 0.0, 100.0, 1.0).unit("/s").step(0.1)
            .group("main").help("Writes a second for all keys together, by a Poisson process."),
        /// Who hears of a write.
        tell: Tell = Param::choice("tell", "Who hears of a write", Tell::OPTIONS, Tell::Own as usize)
            .group("main").help("Whose copies are deleted when a key is written."),
        /// Seconds until the others hear.
        bus: f64 = Param::real("bus", "They hear after", 0.0, 60.0, 0.2).unit("s").step(0.1)
            .group("main").help("How long it takes until the other programs, the shield and the edges hear of a write.").when("tell", &["all", "purge"]),

        /// Keys.
        keys: u32 = Param::whole("keys", "Keys", 1, KEYS_MAX as i64, 400).log().unit("keys")
            .group("requests").help("How many keys are asked for."),
        /// Zipf's exponent.
        alpha: f64 = Param::real("alpha", "Popularity skew", 0.0, 1.5, 0.9).symbol("α").step(0.05)
            .group("requests").help("The popularity of rank i is proportional to 1 / i^α, for requests and writes."),
        /// Lives by class.
        classes: bool = Param::switch("classes", "Lives by content class", false)
            .group("requests").help("Keys are static files, images, pages and API answers in turn, each class with a life of its own at the CDN."),

        /// Edges.
        edges: u32 = Param::whole("edges", "Edges", 1, EACH_MAX as i64, 4)
            .group("CDN").help("How many edges there are; requests are spread over them at random.").when("tiers", &["edge"]),
        /// Keys an edge holds.
        edge_room: u32 = Param::whole("edge-room", "Room of an edge", 1, KEYS_MAX as i64, 60).log().unit("keys")
            .group("CDN").help("How many keys an edge holds; the least recently used goes.").when("tiers", &["edge"]),
        /// Keys the shield holds.
        shield_room: u32 = Param::whole("shield-room", "Room of the shield", 1, KEYS_MAX as i64, 150).log().unit("keys")
            .group("CDN").help("How many keys the shield holds; the least recently used goes.").when("tiers", &["shield"]),
        /// Seconds a copy lives at the CDN.
        cdn_ttl: f64 = Param::real("cdn-ttl", "Life at the CDN", 0.1, YEAR, 30.0).log().unit("s")
            .group("CDN").help("How long an answer lives at the edges and the shield together, counted from its leaving your programs.").when("tiers", &["edge", "shield"]),
        /// One fetch for each key.
        join: bool = Param::switch("join", "One fetch for each key", false)
            .group("CDN").help("At an edge and at the shield, who asks for what is being fetched waits for that fetch.").when("tiers", &["edge", "shield"]),
        /// Seconds that static files live.
        ttl_static: f64 = Param::real("ttl-static", "Life of static files", 0.1, YEAR, YEAR).log().unit("s")
            .group("CDN").help("How long static files live at the CDN.").when("classes", &["on"]),
        /// Seconds that images live.
        ttl_image: f64 = Param::real("ttl-image", "Life of images", 0.1, YEAR, 86_400.0).log().unit("s")
            .group("CDN").help("How long images live at the CDN.").when("classes", &["on"]),
        /// Seconds that pages live.
        ttl_page: f64 = Param::real("ttl-page", "Life of pages", 0.1, YEAR, 60.0).log().unit("s")
            .group("CDN").help("How long pages live at the CDN.").when("classes", &["on"]),
        /// Seconds that answers of the API live.
        ttl_api: f64 = Param::real("ttl-api", "Life of API answers", 0.1, YEAR, 1.0).log().unit("s")
            .group("CDN").help("How long answers of the API live at the CDN.").when("classes", &["on"]),

        /// Programs.
        programs: u32 = Param::whole("programs", "Programs", 1, EACH_MAX as i64, 4)
            .group("programs").help("How many programs answer; requests are spread over them at random."),
        /// Keys an in-process cache holds.
        local_room: u32 = Param::whole("local-room", "Room in a program", 1, KEYS_MAX as i64, 20).log().unit("keys")
            .group("programs").help("How many keys an in-process cache holds; the least recently used goes.").when("tiers", &["local"]),
        /// Seconds a copy lives in a program.
        local_ttl: f64 = Param::real("local-ttl", "Life in a program", 0.1, 3600.0, 5.0).log().unit("s")
            .group("programs").help("How long a copy lives in an in-process cache.").when("tiers", &["local"]),

        /// Nodes.
        nodes: u32 = Param::whole("nodes", "Cache nodes", 1, EACH_MAX as i64, 4)
            .group("nodes").help("How many nodes the distributed cache has.").when("tiers", &["cluster"]),
        /// Keys a node holds.
        node_room: u32 = Param::whole("node-room", "Room of a node", 1, KEYS_MAX as i64, 60).log().unit("keys")
            .group("nodes").help("How many keys a node holds; the least recently used goes.").when("tiers", &["cluster"]),
        /// Seconds a copy lives in a node.
        node_ttl: f64 = Param::real("node-ttl", "Life in a node", 0.1, 86_400.0, 60.0).log().unit("s")
            .group("nodes").help("How long a copy lives in a node.").when("tiers", &["cluster"]),
        /// Which node holds a key.
        place: Place = Param::choice("place", "Which node", Place::OPTIONS, Place::Ring as usize)
            .group("nodes").help("How a key finds its node.").when("tiers", &["cluster"]),
        /// Keys that are warmed.
        warm: u32 = Param::whole("warm-keys", "Warm so many", 1, KEYS_MAX as i64, 100).log().unit("keys")
            .group("nodes").help("How many of the most popular keys warming loads into the nodes.").when("tiers", &["cluster"]),

        /// Seconds to an edge.
        near: f64 = Param::real("near", "To an edge", 0.001, 0.5, 0.01).log().unit("s")
            .group("times").help("From a user to the nearest edge, one way.").when("tiers", &["edge"]),
        /// Seconds to your data centre.
        far: f64 = Param::real("far", "To your data centre", 0.001, 1.0, 0.06).log().unit("s")
            .group("times").help("From an edge, or a user where there is none, to your data centre, one way."),
        /// Seconds within it.
        net: f64 = Param::real("net", "Inside it", 0.0001, 0.05, 0.001).log().unit("s")
            .group("times").help("From one machine of the data centre to another, one way."),
        /// Seconds of a load.
        load: f64 = Param::real("load", "Load time", 0.001, 10.0, 0.05).log().unit("s").symbol("D")
            .group("origin").help("How long the origin works on one load."),
        /// Loads at once.
        workers: u32 = Param::whole("workers", "Origin's workers", 1, 256, 2).log()
            .group("origin").help("How many loads the origin works on at once; more wait in line."),
    }
}

impl Params {
    /// The stream of keys.
    pub fn workload(&self) -> Workload {
        Workload { pattern: Pattern::Zipf, keys: self.keys, alpha: self.alpha, fresh: 1 }
    }
    /// A tier is there.
    pub fn has(&self, tier: Tier) -> bool {
        self.tiers.contains(&tier)
    }
    /// How many caches a tier has.
    pub const fn count(&self, tier: Tier) -> u32 {
        match tier {
            Tier::Edge => self.edges,
            Tier::Shield => 1,
            Tier::Local => self.programs,
            Tier::Cluster => self.nodes,
        }
    }
    /// How many keys each of them holds.
    pub const fn room(&self, tier: Tier) -> u32 {
        match tier {
            Tier::Edge => self.edge_room,
            Tier::Shield => self.shield_room,
            Tier::Local => self.local_room,
            Tier::Cluster => self.node_room,
        }
    }
    /// How long a copy of a key lives at the CDN.
    pub fn cdn_life(&self, key: u32) -> f64 {
        match Class::of(key) {
            _ if !self.classes => self.cdn_ttl,
            Class::Static => self.ttl_static,
            Class::Image => self.ttl_image,
            Class::Page => self.ttl_page,
            Class::Api => self.ttl_api,
        }
    }
    /// How long a copy of a key lives in a tier.
    pub fn life(&self, tier: Tier, key: u32) -> Span {
        Span::from_secs(match tier {
            Tier::Edge | Tier::Shield => self.cdn_life(key),
            Tier::Local => self.local_ttl,
            Tier::Cluster => self.node_ttl,
        })
    }
}
