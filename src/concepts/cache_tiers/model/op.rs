//! A request on its way: where it is, where it missed, and what it brings back.

use super::super::params::{Params, Tier};
use crate::sim::{Span, Time};

/// Where something is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Spot {
    /// With a user.
    User,
    /// At this edge.
    Edge(u8),
    /// At the shield.
    Shield,
    /// In this program.
    Program(u8),
    /// At this cache node.
    Node(u8),
    /// At the origin.
    Origin,
}

impl Spot {
    /// The tier that it belongs to, if it is a cache.
    pub const fn tier(self) -> Option<Tier> {
        match self {
            Self::Edge(_) => Some(Tier::Edge),
            Self::Shield => Some(Tier::Shield),
            Self::Program(_) => Some(Tier::Local),
            Self::Node(_) => Some(Tier::Cluster),
            Self::User | Self::Origin => None,
        }
    }
    /// Its number within its tier, from 0.
    pub const fn place(self) -> u8 {
        match self {
            Self::Edge(at) | Self::Program(at) | Self::Node(at) => at,
            _ => 0,
        }
    }
    /// How far from the users: a column of the picture.
    pub const fn rank(self) -> u8 {
        match self {
            Self::User => 0,
            Self::Edge(_) => 1,
            Self::Shield => 2,
            Self::Program(_) => 3,
            Self::Node(_) => 4,
            Self::Origin => 5,
        }
    }
}

/// How long it takes from one spot to another, one way.
pub fn travel(a: Spot, b: Spot, params: &Params) -> Span {
    let (near, far) = if a.rank() < b.rank() { (a, b) } else { (b, a) };
    Span::from_secs(match (near, far) {
        (Spot::User, Spot::Edge(_)) => params.near,
        (Spot::User | Spot::Edge(_), _) => params.far,
        _ => params.net,
    })
}

/// A request on its way, or a load that warms a node.
#[derive(Clone, PartialEq, Debug)]
pub struct Op {
    /// Its number; 0 for one that warms.
    pub n: u64,
    /// Of which key.
    pub key: u32,
    /// The edge of its user.
    pub edge: u8,
    /// The program that answers it.
    pub program: u8,
    /// When it began.
    pub began: Time,
    /// The version that there was then: older answers are out of date.
    pub floor: u32,
    /// From where it comes.
    pub from: Spot,
    /// Where it is going.
    pub to: Spot,
    /// When it set out.
    pub sent: Time,
    /// When it comes there.
    pub arrives: Time,
    /// On the way back.
    pub back: bool,
    /// It waits at `to` for another one's fetch, or in line at the origin, or is worked on there.
    pub held: bool,
    /// The request whose fetch it waits for.
    pub leader: Option<u32>,
    /// Which caches it went through without finding anything, the first one first.
    pub path: Vec<Spot>,
    /// What it brings back.
    pub version: u32,
    /// When that ends at the CDN.
    pub ends: Time,
    /// Who answered it; `None` is the origin.
    pub tier: Option<Spot>,
}

impl Op {
    /// The share of its present way that is behind it, 0 to 1.
    pub fn share(&self, now: Time) -> f64 {
        let whole = self.arrives.since(self.sent).0.max(1) as f64;
        (now.since(self.sent).0 as f64 / whole).min(1.0)
    }
}
