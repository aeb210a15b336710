//! Any strategy: the list of their names, what can be set, and one type that is each of them.

use super::{
    Bounded, Change, Directory, Hash, Jump, Ketama, Maglev, Members, Modulo, MultiProbe, NodeId, Placement, Range,
    Rendezvous, Ring, RingEnvoy, Shuffle, Slots, hash, slots,
};

crate::choices! {
    /// The strategies.
    pub enum Kind {
        Modulo = "modulo", "Modulo N", "The hash of the key, modulo the number of nodes.";
        Ring = "ring", "Ring", "The first mark on a circle at or after the hash of the key.";
        RingEnvoy = "ring-envoy", "Envoy's ring", "The ring with marks as Envoy's ring_hash counts them.";
        Ketama = "ketama", "Ketama", "The ring of memcached clients: MD5, 160 marks a server.";
        Bounded = "bounded", "Bounded loads", "The ring, but a node that is full passes keys on to the next mark.";
        Rendezvous = "rendezvous", "Rendezvous", "Every node scores the key; the highest score wins.";
        Jump = "jump", "Jump", "The key jumps from number to number and stays on the last one below N.";
        Maglev = "maglev", "Maglev", "A table that the nodes fill turn by turn, each in an order of its own.";
        MultiProbe = "multi-probe", "Multi-probe", "Several points for each key; the closest before a mark decides.";
        Range = "range", "Ranges", "Keys in their order, cut into pieces that are split and merged.";
        Directory = "directory", "Directory", "A table that names the owner of every key; it is asked first.";
        Shuffle = "shuffle", "Shuffle sharding", "A small set of nodes for every key; few keys share all of them.";
        Slots = "slots", "Redis slots", "CRC-16 of the key's tag in 16,384 slots, handed out to the nodes.";
    }
}

/// What a strategy makes of weights.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weights {
    /// Any number above 0.
    Any,
    /// Whole numbers from 1.
    Whole,
    /// It has none.
    None,
}

impl Kind {
    /// What it makes of weights.
    pub const fn weights(self) -> Weights {
        match self {
            Self::Modulo | Self::RingEnvoy | Self::Ketama | Self::Maglev => Weights::Whole,
            Self::Jump | Self::MultiProbe => Weights::None,
            _ => Weights::Any,
        }
    }
    /// How a key becomes the number that is placed; ranges have none, they go by the order of the keys.
    pub fn point(self, key: &[u8], hash: Hash) -> u64 {
        match self {
            Self::Ketama => Ketama::point(key),
            Self::Slots => u64::from(slots::slot(key)),
            Self::Jump => hash::number(key).unwrap_or_else(|| hash.of(key)),
            _ => hash.of(key),
        }
    }
}

/// What can be set about the strategies; each uses what concerns it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Settings {
    /// Of keys and marks.
    pub hash: Hash,
    /// Ring, bounded loads: marks per unit of weight, from 1.
    pub vnodes: u32,
    /// Bounded loads: the bound c on a node's load as a multiple of its due, at least 1.
    pub bound: f64,
    /// Maglev: slots of the table, a prime.
    pub table: u32,
    /// Multi-probe: points per key, from 1.
    pub probes: u32,
    /// Shuffle sharding: nodes per key, from 1.
    pub shard: u32,
    /// Envoy's ring: the least number of marks.
    pub ring_min: u64,
    /// Envoy's ring: the most.
    pub ring_max: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            hash: Hash::Xxh64,
            vnodes: 100,
            bound: 1.25,
            table: super::maglev::SIZE,
            probes: super::multi_probe::PROBES,
            shard: 2,
            ring_min: super::ring_envoy::MIN_SIZE,
            ring_max: super::ring_envoy::MAX_SIZE,
        }
    }
}

macro_rules! strategies {
    ($($name:ident => $make:expr;)*) => {
        /// Any of the strategies.
        #[derive(Clone, PartialEq, Debug)]
        pub enum Strategy {
            $(#[doc = concat!("See [`", stringify!($name), "`].")] $name($name),)*
        }

        impl Strategy {
            /// The strategy of this kind over these nodes.
            pub fn new(kind: Kind, members: Members, settings: &Settings) -> Self {
                match kind { $(Kind::$name => Self::$name($make(members, settings)),)* }
            }
            /// Which it is.
            pub fn kind(&self) -> Kind {
                match self { $(Self::$name(_) => Kind::$name,)* }
            }
        }

        impl Placement for Strategy {
            fn members(&self) -> &Members {
                match self { $(Self::$name(strategy) => strategy.members(),)* }
            }
            fn members_mut(&mut self) -> &mut Members {
                match self { $(Self::$name(strategy) => strategy.members_mut(),)* }
            }
            fn changed(&mut self, changes: &[Change]) {
                match self { $(Self::$name(strategy) => strategy.changed(changes),)* }
            }
            #[inline]
            fn owner(&self, point: u64) -> Option<NodeId> {
                match self { $(Self::$name(strategy) => strategy.owner(point),)* }
            }
            fn place_each(&mut self, points: &[u64], each: impl FnMut(Option<NodeId>)) {
                match self { $(Self::$name(strategy) => strategy.place_each(points, each),)* }
            }
            fn take_moves(&mut self) -> Option<Vec<(u32, NodeId)>> {
                match self { $(Self::$name(strategy) => strategy.take_moves(),)* }
            }
            fn candidates(&self, point: u64, visit: &mut dyn FnMut(NodeId) -> bool) {
                match self { $(Self::$name(strategy) => strategy.candidates(point, visit),)* }
            }
            fn bytes(&self) -> usize {
                match self { $(Self::$name(strategy) => strategy.bytes(),)* }
            }
        }
    };
}

strategies! {
    Modulo => |members, _: &Settings| Modulo::new(members);
    Ring => |members, s: &Settings| Ring::new(members, s.hash, s.vnodes);
    RingEnvoy => |members, s: &Settings| RingEnvoy::new(members, s.hash, s.ring_min, s.ring_max);
    Ketama => |members, _: &Settings| Ketama::new(members);
    Bounded => |members, s: &Settings| Bounded::new(members, s.hash, s.vnodes, s.bound);
    Rendezvous => |members, s: &Settings| Rendezvous::new(members, s.hash);
    Jump => |members, _: &Settings| Jump::new(members);
    Maglev => |members, s: &Settings| Maglev::new(members, s.table);
    MultiProbe => |members, s: &Settings| MultiProbe::new(members, s.hash, s.probes);
    Range => |members, _: &Settings| Range::new(members);
    Directory => |members, _: &Settings| Directory::new(members);
    Shuffle => |members, s: &Settings| Shuffle::new(members, s.hash, s.shard);
    Slots => |members, _: &Settings| Slots::new(members);
}
