//! What a fleet of gateways says: its events, its state in words and as a table, and why a user or a message is where it is.

use super::super::model::fleet::{End, Fleet};
use super::super::model::keys::NOBODY;
use super::super::model::{Cluster, letter};
use super::super::occurrence::Occurrence;
use super::super::params::Find;
use super::{change, count, percent};
use crate::concept::{Explanation, Table, grouped};
use crate::policies::place::NodeId;
use crate::sim::Model as _;
use std::fmt::Write as _;

/// One occurrence of a fleet as a sentence; empty for all others.
pub fn event(occurrence: &Occurrence) -> String {
    match *occurrence {
        Occurrence::Cut { users } => format!("{} lost the connection.", count(users.into(), "user", "users")),
        Occurrence::Lapsed { node, entries } => {
            format!("The lease of {} ends, and {} with it.", letter(node), count(entries.into(), "entry", "entries"))
        }
        Occurrence::Closed { key, node } => format!("{} closes the connection of user {key}.", letter(node)),
        Occurrence::Refused { key, node: Some(node) } => {
            format!("User {key} is refused by {} and waits twice as long.", letter(node))
        }
        Occurrence::Refused { key, node: None } => format!("User {key} finds no gateway and waits twice as long."),
        Occurrence::Back { key, node, tries: 1 } => format!("User {key} is connected to {}.", letter(node)),
        Occurrence::Back { key, node, tries } => {
            format!("User {key} is connected to {}, after {tries} tries.", letter(node))
        }
        Occurrence::Sent { key, node, end } => {
            let node = node.map_or_else(|| "nobody".to_owned(), letter);
            match end {
                End::Delivered => format!("A message for user {key}: {node} delivers it."),
                End::Astray => format!("A message for user {key} goes to {node}, which does not hold the user."),
                End::Absent => format!("A message for user {key}: nobody knows where the user is."),
                End::Unanswered => format!("A message for user {key}: the presence directory does not answer."),
            }
        }
        _ => String::new(),
    }
}

/// "1,880 users must connect again, 9.4 %".
fn must(fleet: &Fleet) -> String {
    let users = fleet.users().count();
    let must = fleet.storm().must;
    let share = percent(f64::from(must) / f64::from(users.max(1)));
    format!("{} must connect again, {share}", count(must.into(), "user", "users"))
}

/// The fleet in a sentence or two.
pub fn caption(model: &Cluster, fleet: &Fleet) -> String {
    let users = fleet.users();
    let (all, away) = (users.count(), users.away());
    let gateways = count(model.members().len() as u64, "gateway", "gateways");
    if model.members().is_empty() {
        return format!("No gateway is there. All {} are away.", count(all.into(), "user", "users"));
    }
    let verb = if model.members().len() == 1 { "holds" } else { "hold" };
    let here = grouped(u64::from(all - away));
    let mut text = format!("{gateways} {verb} {here} of {}.", count(all.into(), "user", "users"));
    if let Some(last) = model.change() {
        let _ = write!(text, " {}: {}.", change(last), must(fleet));
    }
    if away > 0 {
        let _ = write!(
            text,
            " {} away.",
            if away == 1 { "1 is".to_owned() } else { format!("{} are", grouped(away.into())) }
        );
    }
    text
}

/// What follows the caption in the whole description.
pub fn describe(model: &Cluster, fleet: &Fleet) -> String {
    let mut text = String::new();
    let find = model.params().find;
    let how = match find {
        Find::Placement => "Messages go where the placement says.",
        Find::Presence => "Messages ask the presence directory.",
    };
    let _ = write!(text, " The strategy is {}. {how}", model.own().kind.option().label);
    for member in model.members().iter() {
        let (tries, _) = fleet.tries(member.id);
        let users = count(fleet.users().held(member.id).into(), "user", "users");
        let _ = write!(text, " {} holds {users}", letter(member.id));
        if tries > 0 {
            let _ = write!(text, " and was tried {} in the last second", count(tries.into(), "time", "times"));
        }
        text.push('.');
    }
    let (storm, counts) = (fleet.storm(), fleet.counts());
    if storm.peak > 0 {
        let (most, id) = storm.peak_at;
        let _ = write!(
            text,
            " The most tries in one second were {}, {} of them at {}.",
            grouped(storm.peak.into()),
            grouped(most.into()),
            letter(id)
        );
    }
    let _ = write!(
        text,
        " Of {}, {} were delivered, {} went to a gateway that did not hold the user, and for {} nobody knew one.",
        count(counts.ended(), "message", "messages"),
        grouped(counts.delivered),
        grouped(counts.astray),
        grouped(counts.absent + counts.unanswered)
    );
    if find == Find::Presence {
        let _ = write!(
            text,
            " Wrong in the directory: {}; missing: {}.",
            grouped(fleet.users().stale().into()),
            grouped(fleet.users().absent().into())
        );
        if counts.ghosts > 0 {
            let many = count(counts.ghosts, "message", "messages");
            let _ = write!(text, " {many} went to a gateway that is not there any more.");
        }
        if counts.lapsed > 0 {
            let many = count(counts.lapsed, "entry", "entries");
            let _ = write!(text, " {many} ended with the lease of the gateway.");
        }
    }
    text
}

/// The fleet as a table.
pub fn table(model: &Cluster, fleet: &Fleet) -> Table {
    let row = |id: NodeId| {
        let (tries, _) = fleet.tries(id);
        let weight = model.members().get(id).map_or_else(|| "gone".to_owned(), |member| member.node.weight.to_string());
        let line = format!("{:.0} %", 100.0 * fleet.line(id, model.now()));
        vec![letter(id), weight, grouped(fleet.users().held(id).into()), grouped(tries.into()), line]
    };
    let gone = |id: &NodeId| model.members().get(*id).is_some() || fleet.users().held(*id) > 0;
    let last = fleet.users().gateways().max(model.members().next());
    let mut rows: Vec<Vec<String>> = (0..last).filter(gone).map(row).collect();
    if rows.is_empty() {
        rows.push(vec!["none".to_owned(), String::new(), "0".to_owned(), String::new(), String::new()]);
    }
    let head = ["Gateway", "Weight", "Users", "Tries /s", "Line"].map(str::to_owned).to_vec();
    Table {
        caption: format!("{} users under {}", grouped(fleet.users().count().into()), model.own().kind.option().label),
        head,
        rows,
    }
}

/// Why a user is where it is.
pub fn explain(model: &Cluster, fleet: &Fleet, key: u32) -> Explanation {
    let user = fleet.users().get(fleet.users().of(key));
    let owner = model.own().owners[key as usize];
    let name = |node: u16| letter(NodeId::from(node));
    let presence = model.params().find == Find::Presence;
    let still = |entry: u16| {
        let until = if model.members().get(entry.into()).is_none() && model.params().ttl > 0.0 {
            format!(", until the lease of {} ends", name(entry))
        } else {
            String::new()
        };
        format!(" The directory still says {}{until}.", name(entry))
    };
    let why = if user.at == NOBODY {
        let tries = count(user.tries.into(), "try", "tries");
        let entry = match user.entry {
            NOBODY if presence => " The directory has no entry.".to_owned(),
            entry if presence => still(entry),
            _ => String::new(),
        };
        format!("User {key} is away, after {tries}.{entry}")
    } else {
        let entry = match user.entry {
            entry if !presence || entry == user.at => String::new(),
            NOBODY => " The directory has no entry.".to_owned(),
            entry => still(entry),
        };
        let closing = if user.closing { " It will be closed in a moment." } else { "" };
        format!("User {key} is connected to {}.{closing}{entry}", name(user.at))
    };
    let otherwise = match owner {
        NOBODY => "No gateway is there.".to_owned(),
        owner if owner == user.at => String::new(),
        owner if user.at == NOBODY => format!("It will try {}.", name(owner)),
        owner if presence => format!("The strategy says {}. It goes there when it must connect again.", name(owner)),
        owner => format!("The strategy says {}, and messages go there.", name(owner)),
    };
    Explanation { why, otherwise }
}
