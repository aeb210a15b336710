//! `kneepoint replay hash`: a list of keys through a placement strategy.
//!
//! One line a key: the key, a tab, its node; with replicas the nodes are separated by commas, with a change a further
//! tab and the node after it follow, and at the end the share of the keys that moved. The JSON is one object a line: the
//! keys with `key`, `point` (decimal text), `node`, `replicas`, `after`, `moved`, and at the end the cluster with
//! `strategy`, `hash`, `keys`, `nodes` (`name`, `weight`, `keys`, `share`, `due`), `fullest` (times the mean for its
//! weight) and, with a change, `change`, `moved`, `moved_share`.

use super::hash_input::{Change, Cluster, Keys, NUMBERED_MAX, changes, keys, nodes, points};
use crate::cli::failure::{Failure, bad};
use crate::cli::flags::{self, text};
use crate::param::Bad;
use crate::policies::place::ring_envoy::{MAX_SIZE, MIN_SIZE};
use crate::policies::place::{Hash, Kind, NodeId, Settings, maglev};
use clap::{ArgMatches, Command};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;

/// The most marks of a ring, which is Envoy's limit as well.
const RING_MAX: u64 = MAX_SIZE;

/// The command line of `replay hash`.
pub fn command() -> Command {
    let keys = |options: &'static [crate::param::Choice]| options.iter().map(|o| o.key).collect::<Vec<_>>().join(", ");
    Command::new("hash")
        .about("Says which node owns each key of a list, and what moves when the nodes change")
        .after_help(
            "Prints the key, a tab and its node. Every strategy uses the options that concern it.\n\
             Keys are hashed by --hash with seed 0; ketama always takes MD5 and slots CRC-16. Whole numbers are jump's \
             keys as they are, other keys are hashed. Ranges go by the order of the keys: by value if all are whole \
             numbers, else as text.\n\n\
             kneepoint replay hash --strategy ring-envoy --nodes 10.0.0.1:80,10.0.0.2:80=2 --keys keys.txt\n\
             kneepoint replay hash --strategy jump --nodes 10 --keys - --change add:10",
        )
        .arg(flags::option("strategy", "KEY", format!("One of {}", keys(Kind::OPTIONS))))
        .arg(flags::option(
            "nodes",
            "LIST|N",
            "Names separated by commas, each with its zone and weight if it has any: a,b@zone-2,c=2; or how many nodes, \
             named 0 to N - 1",
        ))
        .arg(flags::option("keys", "FILE", "The keys, one a line; - is the standard input"))
        .arg(flags::option("hash", "KEY", format!("One of {} [default: xxh64]", keys(Hash::OPTIONS))))
        .arg(flags::option(
            "vnodes",
            "V",
            "Ring, bounded: marks for each unit of weight [default: 100]; ring-envoy: a minimum size of V times the nodes",
        ))
        .arg(flags::option(
            "ring-size",
            "N",
            format!("ring-envoy: minimum_ring_size [default: {MIN_SIZE}, or from --vnodes]"),
        ))
        .arg(flags::option("ring-max", "N", format!("ring-envoy: maximum_ring_size [default: {MAX_SIZE}]")))
        .arg(flags::option("table", "M", format!("maglev: slots of the table, a prime [default: {}]", maglev::SIZE)))
        .arg(flags::option("bound", "C", "bounded: no node above C times its due, from 1 to 100 [default: 1.25]"))
        .arg(flags::option("probes", "K", "multi-probe: points for each key [default: 21]"))
        .arg(flags::option("shard", "K", "shuffle: nodes for each key, all printed [default: 2]"))
        .arg(flags::option("bounds", "LIST", "range: the first key of the second and each further node"))
        .arg(flags::option("replicas", "R", "Print the owner and R - 1 more nodes, in different zones while there are any"))
        .arg(flags::option(
            "change",
            "CHANGE",
            "What happens then: add:NAME, add:NAME=2, remove:NAME, weight:NAME=2; several are separated by commas. \
             Prints the node after it as well, and the share of the keys that moved",
        ))
        .arg(flags::switch("json", "One JSON object a line for scripts"))
}

/// Places and prints.
pub fn replay(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let kind = kind(matches)?;
    let members = nodes(required(matches, "nodes", "names separated by commas, or how many")?, kind)?;
    let settings = settings(matches, kind, members.len())?;
    let changes = text(matches, "change").map_or(Ok(Vec::new()), |text| changes(text, kind))?;
    let replicas = text(matches, "replicas").map(|text| flags::whole("replicas", text, 1, 1000)).transpose()?;
    let replicas = replicas.unwrap_or(if kind == Kind::Shuffle { u64::from(settings.shard) } else { 1 }) as usize;
    let keys = keys(required(matches, "keys", "a file with one key a line, or - for the standard input")?)?;
    let (points, starts) = points(kind, settings.hash, &keys, text(matches, "bounds"), members.len())?;
    let mut cluster = Cluster::new(kind, members, &settings, starts);
    if replicas > 1 && cluster.is_numbered_only() {
        return Err(bad(
            "replicas",
            &replicas.to_string(),
            "needs named nodes",
            format!("1 above {NUMBERED_MAX} nodes"),
        )
        .into());
    }
    let before = Placed::new(&mut cluster, &points, replicas);
    let names = cluster.names();
    let after = if changes.is_empty() {
        None
    } else {
        for change in &changes {
            cluster.apply(change)?;
        }
        Some(Placed::new(&mut cluster, &points, replicas))
    };
    let report =
        Report { keys: &keys, points: &points, replicas, before: &before, after: after.as_ref(), cluster: &cluster };
    if matches.get_flag("json") { report.json(kind, settings.hash, &changes, &names, out) } else { report.plain(out) }
}

fn required<'a>(matches: &'a ArgMatches, name: &str, allowed: &str) -> Result<&'a str, Failure> {
    text(matches, name).ok_or_else(|| Failure::Said(format!("--{name} is missing; allowed: {allowed}")))
}

fn kind(matches: &ArgMatches) -> Result<Kind, Failure> {
    let options: Vec<_> = Kind::ALL.iter().map(|kind| (kind.key(), *kind)).collect();
    let names: Vec<_> = options.iter().map(|(name, _)| *name).collect();
    let key = required(matches, "strategy", &format!("one of {}", names.join(", ")))?;
    Ok(flags::one_of("strategy", key, &options)?)
}

/// What the flags set, checked against each other.
fn settings(matches: &ArgMatches, kind: Kind, nodes: usize) -> Result<Settings, Bad> {
    let mut settings = Settings::default();
    let whole =
        |name: &str, min: u64, max: u64| text(matches, name).map(|text| flags::whole(name, text, min, max)).transpose();
    if let Some(key) = text(matches, "hash") {
        let options: Vec<_> = Hash::ALL.iter().map(|hash| (hash.key(), *hash)).collect();
        settings.hash = flags::one_of("hash", key, &options)?;
    }
    // A ring is held in memory, so its marks are bounded as a whole.
    let most = (RING_MAX / nodes.max(1) as u64).max(1);
    if let Some(vnodes) = whole("vnodes", 1, most.min(u64::from(crate::policies::place::MARKS_MAX)))? {
        settings.vnodes = vnodes as u32;
        settings.ring_min = vnodes * nodes as u64;
    }
    settings.ring_max = whole("ring-max", 1, MAX_SIZE)?.unwrap_or(MAX_SIZE);
    settings.ring_min = whole("ring-size", 1, MAX_SIZE)?.unwrap_or(settings.ring_min);
    if settings.ring_min > settings.ring_max {
        let (min, max) = (settings.ring_min, settings.ring_max);
        return Err(bad("ring-size", &min.to_string(), "is above ring-max", format!("at most {max}")));
    }
    if let Some(table) = whole("table", 2, u64::from(maglev::SIZE_MAX))? {
        if !maglev::is_prime(table as u32) {
            return Err(bad("table", &table.to_string(), "is not a prime", "a prime from 2 to 5000011, such as 65537"));
        }
        settings.table = table as u32;
    }
    if kind == Kind::Maglev && (settings.table as usize) < nodes {
        let table = settings.table.to_string();
        return Err(bad(
            "table",
            &table,
            "has fewer slots than there are nodes",
            format!("a prime of at least {nodes}"),
        ));
    }
    if let Some(bound) = text(matches, "bound") {
        let allowed = "a number from 1 to 100";
        let number = crate::param::number(bound, "").ok_or_else(|| bad("bound", bound, "is not a number", allowed))?;
        if !(1.0..=100.0).contains(&number) {
            return Err(bad("bound", bound, "is out of range", allowed));
        }
        settings.bound = number;
    }
    settings.probes = whole("probes", 1, 1000)?.map_or(settings.probes, |n| n as u32);
    settings.shard = whole("shard", 1, 1000)?.map_or(settings.shard, |n| n as u32);
    Ok(settings)
}

/// Where every key is.
struct Placed {
    owners: Vec<Option<NodeId>>,
    /// All copies, if more than the owner is asked for.
    copies: Vec<Vec<NodeId>>,
}

impl Placed {
    fn new(cluster: &mut Cluster, points: &[u64], replicas: usize) -> Self {
        let mut owners = Vec::new();
        cluster.place(points, &mut owners);
        let copies = if replicas > 1 {
            points.iter().zip(&owners).map(|(&point, &owner)| cluster.copies(owner, point, replicas)).collect()
        } else {
            Vec::new()
        };
        Self { owners, copies }
    }
    fn of(&self, key: usize) -> &[NodeId] {
        match self.copies.get(key) {
            Some(copies) => copies,
            None => self.owners[key].as_slice(),
        }
    }
}

struct Report<'a> {
    keys: &'a Keys,
    points: &'a [u64],
    replicas: usize,
    before: &'a Placed,
    after: Option<&'a Placed>,
    cluster: &'a Cluster,
}

impl Report<'_> {
    fn joined(&self, copies: &[NodeId]) -> String {
        copies.iter().map(|&id| self.cluster.name(id)).collect::<Vec<_>>().join(",")
    }
    fn moved(&self, after: &Placed) -> usize {
        self.before.owners.iter().zip(&after.owners).filter(|(was, is)| was != is).count()
    }
    fn plain(&self, out: &mut dyn Write) -> Result<(), Failure> {
        for (i, key) in self.keys.iter().enumerate() {
            write!(out, "{key}\t{}", self.joined(self.before.of(i)))?;
            match self.after {
                Some(after) => writeln!(out, "\t{}", self.joined(after.of(i)))?,
                None => writeln!(out)?,
            }
        }
        if let Some(after) = self.after {
            let (moved, keys) = (self.moved(after), self.points.len());
            writeln!(out, "moved {:.2} % of the keys ({moved} of {keys})", 100.0 * share(moved, keys))?;
        }
        Ok(())
    }
    fn json(
        &self,
        kind: Kind,
        hash: Hash,
        changes: &[Change],
        names: &[(NodeId, String, f64)],
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        for (i, key) in self.keys.iter().enumerate() {
            let named = |placed: &Placed| placed.owners[i].map(|id| self.cluster.name(id));
            let mut line = json!({ "key": key, "point": self.points[i].to_string(), "node": named(self.before) });
            if self.replicas > 1 {
                line["replicas"] = self.before.of(i).iter().map(|&id| self.cluster.name(id)).collect();
            }
            if let Some(after) = self.after {
                line["after"] = json!(named(after));
                line["moved"] = json!(after.owners[i] != self.before.owners[i]);
            }
            writeln!(out, "{line}")?;
        }
        let mut loads = BTreeMap::new();
        for id in self.before.owners.iter().flatten() {
            *loads.entry(*id).or_insert(0usize) += 1;
        }
        let (keys, weight) = (self.points.len(), names.iter().map(|(.., weight)| weight).sum::<f64>());
        let mut fullest = 0.0f64;
        let mut nodes = Vec::new();
        for (id, name, own) in names {
            let load = loads.get(id).copied().unwrap_or(0);
            let (share, due) = (share(load, keys), own / weight);
            fullest = fullest.max(share / due);
            nodes.push(json!({ "name": name, "weight": own, "keys": load, "share": share, "due": due }));
        }
        let mut last = json!({
            "strategy": kind.key(), "hash": hash.key(), "keys": keys, "nodes": nodes, "fullest": fullest,
        });
        if let Some(after) = self.after {
            let moved = self.moved(after);
            last["change"] = changes.iter().map(ToString::to_string).collect();
            last["moved"] = json!(moved);
            last["moved_share"] = json!(share(moved, keys));
        }
        Ok(writeln!(out, "{last}")?)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
