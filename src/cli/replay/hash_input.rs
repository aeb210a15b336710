//! What `replay hash` reads: nodes, keys, changes; and the cluster they make.

use crate::cli::failure::{Failure, bad};
use crate::param::Bad;
use crate::policies::place::jump::jump;
use crate::policies::place::{
    Hash, Kind, Members, Node, NodeId, Placement as _, Range, Settings, Strategy, Weights, hash, replicas,
};
use std::fmt;
use std::io::Read as _;

/// The most nodes that are held as such; jump counts further without holding any.
pub const NUMBERED_MAX: u64 = 100_000;
/// The most numbers of jump: those of the paper's `int32`.
const JUMP_MAX: u64 = i32::MAX as u64;
const WEIGHT_MAX: f64 = 1_000_000.0;
const NODES: &str = "names separated by commas, as in a,b,c=2 with weights, or how many nodes";
const CHANGES: &str = "add:NAME, add:NAME=WEIGHT, remove:NAME or weight:NAME=WEIGHT";

/// The nodes on the command line.
pub enum Nodes {
    /// Named.
    Named(Vec<Node>),
    /// Only their number, too large to hold.
    Numbered(u32),
}

impl Nodes {
    /// How many.
    pub fn len(&self) -> usize {
        match self {
            Self::Named(nodes) => nodes.len(),
            Self::Numbered(n) => *n as usize,
        }
    }
}

/// Reads `--nodes`.
pub fn nodes(text: &str, kind: Kind) -> Result<Nodes, Bad> {
    if let Ok(n) = text.trim().parse::<u64>() {
        let most = if kind == Kind::Jump { JUMP_MAX } else { NUMBERED_MAX };
        if n == 0 || n > most {
            return Err(bad("nodes", text, "is out of range", format!("1 to {most} nodes")));
        }
        return Ok(if n > NUMBERED_MAX {
            Nodes::Numbered(n as u32)
        } else {
            Nodes::Named((0..n).map(|i| Node::new(i.to_string())).collect())
        });
    }
    let mut list: Vec<Node> = Vec::new();
    let mut zones: Vec<String> = Vec::new();
    for part in text.split(',') {
        let mut node = node("nodes", part.trim(), kind, NODES)?;
        if let Some((name, zone)) = node.name.rsplit_once('@') {
            if name.is_empty() || zone.is_empty() {
                return Err(bad("nodes", part, "has an empty name or zone", NODES));
            }
            let at = zones.iter().position(|known| known == zone).unwrap_or(zones.len());
            if at == zones.len() {
                zones.push(zone.to_owned());
            }
            node.zone = at as u32 + 1;
            let name = name.len();
            node.name.truncate(name);
        }
        if list.iter().any(|known| known.name == node.name) {
            return Err(bad("nodes", &node.name, "is there twice", "every name once"));
        }
        list.push(node);
    }
    if list.len() as u64 > NUMBERED_MAX {
        return Err(bad("nodes", &list.len().to_string(), "are too many", format!("up to {NUMBERED_MAX}")));
    }
    Ok(Nodes::Named(list))
}

/// NAME or NAME=WEIGHT.
fn node(key: &str, text: &str, kind: Kind, allowed: &str) -> Result<Node, Bad> {
    let (name, weight) = match text.rsplit_once('=') {
        Some((name, weight)) => (name, self::weight(key, text, weight, kind)?),
        None => (text, 1.0),
    };
    if name.is_empty() || name.contains(char::is_control) {
        return Err(bad(key, text, "has no name", allowed));
    }
    Ok(Node::weighted(name, weight))
}

fn weight(key: &str, whole: &str, text: &str, kind: Kind) -> Result<f64, Bad> {
    let number = crate::param::number(text, "");
    let refuse = |wrong: &str, allowed: &str| Err(bad(key, whole, wrong, allowed));
    match (kind.weights(), number) {
        (_, None) => refuse("has no number as weight", "a weight above 0, as in a=2"),
        (_, Some(w)) if !(w > 0.0 && w <= WEIGHT_MAX) => refuse("has a weight out of range", "above 0, up to 1000000"),
        (Weights::None, Some(w)) if w != 1.0 => {
            refuse(&format!("has a weight, and {} knows none", kind.key()), "names without weights")
        }
        (Weights::Whole, Some(w)) if w.fract() != 0.0 => {
            refuse(&format!("has a fraction, and {} takes whole weights", kind.key()), "whole numbers from 1")
        }
        (_, Some(w)) => Ok(w),
    }
}

/// A change of the nodes.
pub enum Change {
    /// A node joins.
    Add(Node),
    /// A node leaves.
    Remove(String),
    /// A node's weight becomes another.
    Weigh(String, f64),
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Add(node) if node.weight == 1.0 => write!(f, "add:{}", node.name),
            Self::Add(node) => write!(f, "add:{}={}", node.name, node.weight),
            Self::Remove(name) => write!(f, "remove:{name}"),
            Self::Weigh(name, weight) => write!(f, "weight:{name}={weight}"),
        }
    }
}

/// Reads `--change`.
pub fn changes(text: &str, kind: Kind) -> Result<Vec<Change>, Bad> {
    text.split(',').map(|part| change(part.trim(), kind)).collect()
}

fn change(text: &str, kind: Kind) -> Result<Change, Bad> {
    let refuse = || bad("change", text, "is not a change", CHANGES);
    let (what, who) = text.split_once(':').filter(|(_, who)| !who.is_empty()).ok_or_else(refuse)?;
    match what {
        "add" => Ok(Change::Add(node("change", who, kind, CHANGES)?)),
        "remove" => Ok(Change::Remove(who.to_owned())),
        "weight" => {
            let (name, number) = who.rsplit_once(['=', ':']).ok_or_else(refuse)?;
            Ok(Change::Weigh(name.to_owned(), weight("change", text, number, kind)?))
        }
        _ => Err(refuse()),
    }
}

/// The keys of a file.
pub struct Keys {
    text: String,
}

impl Keys {
    /// Line by line.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.text.lines()
    }
}

/// Reads `--keys`.
pub fn keys(path: &str) -> Result<Keys, Failure> {
    let mut bytes = Vec::new();
    let read = if path == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes))
    };
    if let Err(error) = read {
        return Err(bad("keys", path, &format!("cannot be read ({error})"), "a file with one key a line, or -").into());
    }
    let line = |upto: usize, bytes: &[u8]| bytes[..upto].split(|&b| b == b'\n').count();
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = line(error.utf8_error().valid_up_to(), error.as_bytes());
        Failure::Said(format!("keys {path}: line {at} is not UTF-8 text; allowed: one key a line"))
    })?;
    for (i, key) in text.lines().enumerate() {
        let wrong = if key.is_empty() {
            "is empty"
        } else if key.contains('\t') {
            "holds a tab"
        } else {
            continue;
        };
        return Err(Failure::Said(format!("keys {path}: line {} {wrong}; allowed: one key a line", i + 1)));
    }
    Ok(Keys { text })
}

/// The point of every key, and for ranges the first points of the second and further nodes.
pub fn points(
    kind: Kind,
    hash: Hash,
    keys: &Keys,
    bounds: Option<&str>,
    nodes: usize,
) -> Result<(Vec<u64>, Option<Vec<u64>>), Bad> {
    if kind != Kind::Range {
        return Ok((keys.iter().map(|key| kind.point(key.as_bytes(), hash)).collect(), None));
    }
    let numbers = |list: &mut dyn Iterator<Item = &str>| -> Option<Vec<u64>> {
        list.map(|key| if key.starts_with('-') { None } else { hash::number(key.as_bytes()) }).collect()
    };
    let cuts: Vec<&str> = bounds.map_or(Vec::new(), |text| text.split(',').map(str::trim).collect());
    if let Some(text) = bounds
        && cuts.len() + 1 != nodes
    {
        let allowed = format!("{} for {nodes} nodes, the first key of each but the first", nodes - 1);
        return Err(bad("bounds", text, &format!("has {} keys", cuts.len()), allowed));
    }
    let as_numbers = numbers(&mut keys.iter()).zip(numbers(&mut cuts.iter().copied()));
    let (points, starts) = if let Some(both) = as_numbers {
        both
    } else {
        // As text: the place of a key among all different ones keeps their order.
        let mut sorted: Vec<&str> = keys.iter().collect();
        sorted.sort_unstable();
        sorted.dedup();
        let rank = |key: &str| sorted.partition_point(|other| *other < key) as u64;
        let ordered = cuts.windows(2).all(|pair| pair[0] < pair[1]);
        if let Some(text) = bounds.filter(|_| !ordered) {
            return Err(bad("bounds", text, "is not in order", "keys in ascending order"));
        }
        (keys.iter().map(rank).collect(), cuts.iter().map(|cut| rank(cut)).collect())
    };
    if let Some(text) = bounds.filter(|_| !starts.is_sorted()) {
        return Err(bad("bounds", text, "is not in order", "keys in ascending order"));
    }
    Ok((points, bounds.map(|_| starts)))
}

/// Nodes under a strategy; of very many that jump counts, only their number.
pub enum Cluster {
    /// Held.
    Held(Box<Strategy>, Vec<String>),
    /// Counted.
    Counted(u32),
}

impl Cluster {
    /// From what the command line says; `starts` cuts ranges.
    pub fn new(kind: Kind, nodes: Nodes, settings: &Settings, starts: Option<Vec<u64>>) -> Self {
        match nodes {
            Nodes::Numbered(n) => Self::Counted(n),
            Nodes::Named(nodes) => {
                let members = Members::new(&nodes);
                let strategy = match starts {
                    Some(starts) => Strategy::Range(Range::with_starts(members, starts)),
                    None => Strategy::new(kind, members, settings),
                };
                Self::Held(Box::new(strategy), nodes.into_iter().map(|node| node.name).collect())
            }
        }
    }
    /// True if the nodes are only counted.
    pub fn is_numbered_only(&self) -> bool {
        matches!(self, Self::Counted(_))
    }
    /// The owner of every point.
    pub fn place(&mut self, points: &[u64], owners: &mut Vec<Option<NodeId>>) {
        match self {
            Self::Held(strategy, _) => strategy.place(points, owners),
            Self::Counted(n) => {
                owners.clear();
                owners.extend(points.iter().map(|&point| Some(jump(point, *n))));
            }
        }
    }
    /// Owner and further copies.
    pub fn copies(&self, owner: Option<NodeId>, point: u64, most: usize) -> Vec<NodeId> {
        let mut copies = Vec::new();
        if let Self::Held(strategy, _) = self {
            replicas::spread(strategy.as_ref(), owner, point, most, &mut copies);
        }
        copies
    }
    /// The name of a node, also of one that has left.
    pub fn name(&self, id: NodeId) -> String {
        match self {
            Self::Held(_, names) => names.get(id as usize).cloned().unwrap_or_default(),
            Self::Counted(_) => id.to_string(),
        }
    }
    /// Number, name and weight of the nodes that are there; none if they are only counted.
    pub fn names(&self) -> Vec<(NodeId, String, f64)> {
        match self {
            Self::Held(strategy, _) => {
                strategy.members().iter().map(|m| (m.id, m.node.name.clone(), m.node.weight)).collect()
            }
            Self::Counted(_) => Vec::new(),
        }
    }
    /// Changes the nodes.
    pub fn apply(&mut self, change: &Change) -> Result<(), Bad> {
        let text = change.to_string();
        let Self::Held(strategy, names) = self else {
            return Err(bad("change", &text, "needs named nodes", format!("up to {NUMBERED_MAX} nodes")));
        };
        let find = |name: &str| {
            let known: Vec<_> = strategy.members().iter().take(8).map(|m| m.node.name.as_str()).collect();
            let allowed = format!("the nodes there are: {}", known.join(", "));
            strategy.members().named(name).ok_or_else(|| bad("change", &text, "names no node", allowed))
        };
        match change {
            Change::Add(node) => {
                if strategy.members().named(&node.name).is_some() {
                    return Err(bad("change", &text, "names a node that is there", "a new name"));
                }
                names.push(node.name.clone());
                strategy.join(node.clone());
            }
            Change::Remove(name) => {
                let id = find(name)?;
                if strategy.members().len() == 1 {
                    return Err(bad("change", &text, "leaves no node", "at least one that stays"));
                }
                strategy.leave(id);
            }
            Change::Weigh(name, weight) => {
                let id = find(name)?;
                strategy.weigh(id, *weight);
            }
        }
        Ok(())
    }
}
