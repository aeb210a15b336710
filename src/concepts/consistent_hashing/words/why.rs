//! Why a key is where it is: the numbers the strategy saw and the rule that fired.

use super::super::model::keys::{self, NOBODY};
use super::super::model::{Cluster, letter};
use super::{count, percent, relative, times};
use crate::concept::{Explanation, grouped};
use crate::policies::place::jump::jumps;
use crate::policies::place::{Kind, NodeId, Placement as _, Strategy, slots};
use crate::scene::Target;

/// Why `target` is as it is.
pub fn explain(model: &Cluster, target: Target) -> Option<Explanation> {
    let id = u32::try_from(target.id.checked_sub(1)?).ok()?;
    match target.kind {
        "key" if id < model.own().keys() && model.fleet().is_some() => {
            model.fleet().map(|fleet| super::fleet::explain(model, fleet, id))
        }
        "key" if id < model.own().keys() => Some(Explanation { why: key(model, id), otherwise: moved(model, id) }),
        "node" => {
            let member = model.members().get(id)?;
            let keys = count(u64::from(model.own().load(id)), "key", "keys");
            let share = percent(model.members().due(id));
            Some(Explanation {
                why: format!("{} has {keys}: {} of its due, which is {share}.", letter(id), times(relative(model, id))),
                otherwise: match (&*model.own().strategy, member.node.weight) {
                    (Strategy::Jump(_) | Strategy::MultiProbe(_), _) => "This strategy knows no weights.".to_owned(),
                    (_, weight) => format!("Its weight is {weight}. A heavier node is due more."),
                },
            })
        }
        _ => None,
    }
}

fn moved(model: &Cluster, key: u32) -> String {
    let own = model.own();
    if model.gone().is_some_and(|gone| gone.lost(key)) {
        return "Every node that held a copy of it died at once. It is lost.".to_owned();
    }
    let (was, is) = (own.before[key as usize], own.owners[key as usize]);
    match model.change() {
        Some(_) if was != is && was != NOBODY => format!("Before the change {} owned it.", letter(NodeId::from(was))),
        Some(_) => "The change did not move it.".to_owned(),
        None => String::new(),
    }
}

/// One short sentence on a key, for the scene.
pub fn key_line(model: &Cluster, key: u32) -> String {
    if let Some(fleet) = model.fleet() {
        let Explanation { why, otherwise } = super::fleet::explain(model, fleet, key);
        return format!("{why} {otherwise}").trim_end().to_owned();
    }
    let own = model.own();
    let (was, is) = (own.before[key as usize], own.owners[key as usize]);
    if matches!(own.kind, Kind::Ring | Kind::RingEnvoy | Kind::Ketama) && was != is && was != NOBODY && is != NOBODY {
        let (was, is) = (letter(NodeId::from(was)), letter(NodeId::from(is)));
        return format!("This key walks clockwise. It used to reach {was} first. Now it meets {is}.");
    }
    let why = self::key(model, key);
    let moved = moved(model, key);
    if moved.is_empty() { why } else { format!("{why} {moved}") }
}

fn key(model: &Cluster, key: u32) -> String {
    let own = model.own();
    let owner = own.owners[key as usize];
    if owner == NOBODY {
        return format!("Key {key} has no owner: no node is there.");
    }
    let owner = letter(NodeId::from(owner));
    let point = own.points[key as usize];
    let turn = percent(own.turn(point));
    match &*own.strategy {
        Strategy::Modulo(modulo) => {
            let n = modulo.members().len();
            format!("Its hash modulo {n} is {}: {owner}.", point % n.max(1) as u64)
        }
        Strategy::Ring(_) | Strategy::RingEnvoy(_) | Strategy::Ketama(_) => {
            format!("It lies at {turn} of the circle and walks clockwise. The first mark it meets is {owner}'s.")
        }
        Strategy::Bounded(bounded) => {
            let first = bounded.owner(point).map_or_else(String::new, letter);
            if first == owner {
                format!("It walks clockwise. The first mark it meets is {owner}'s, and {owner} has room.")
            } else {
                format!("It meets {first} first. {first} is full, so it walks on to {owner}.")
            }
        }
        Strategy::Rendezvous(rendezvous) => {
            let mut scores = rendezvous.scores(point);
            crate::sim::order::sort_by(&mut scores, |a, b| b.1.total_cmp(&a.1));
            let told: Vec<String> =
                scores.iter().take(3).map(|(id, score)| format!("{} {score:.2}", letter(*id))).collect();
            format!("Every node scores it: {}. The highest wins.", told.join(", "))
        }
        Strategy::Jump(jump) => {
            let path: Vec<String> = jumps(point, jump.members().len() as u32).iter().map(ToString::to_string).collect();
            format!(
                "It jumps {} and stays: the next jump would leave the {} nodes.",
                path.join(", "),
                jump.members().len()
            )
        }
        Strategy::Maglev(maglev) => {
            let slot = maglev.slot(point);
            format!(
                "Its hash modulo {} is {}. Slot {} is {owner}'s.",
                maglev.table().len(),
                grouped(u64::from(slot)),
                grouped(u64::from(slot))
            )
        }
        Strategy::MultiProbe(probe) => {
            let n = probe.stride(point).0;
            format!("Of its {n} points, one lies closest before a mark. The mark is {owner}'s.")
        }
        Strategy::Range(range) => {
            format!("It lies in one of {} ranges, in the order of the keys. {owner} owns it.", range.ranges().count())
        }
        Strategy::Directory(_) => match model.cached_owner(key).map(letter) {
            Some(known) if known == owner => format!("The clients' cache says {owner}, so nobody asks the directory."),
            Some(known) => format!("The clients' cache still says {known}. The directory says {owner}."),
            None if model.params().outage => "The directory does not answer, and no client knows the owner.".to_owned(),
            None => format!("The directory is asked. Its entry says {owner}."),
        },
        Strategy::Shuffle(shuffle) => {
            let set: Vec<String> = shuffle.shard(point).into_iter().map(letter).collect();
            format!("Its set is {}. {owner} is the first of it.", set.join(" and "))
        }
        Strategy::Slots(_) => {
            let name = keys::name(model.seed(), key);
            format!(
                "CRC-16 of {name} modulo 16,384 is {}. {owner} holds that slot.",
                grouped(u64::from(slots::slot(name.as_bytes())))
            )
        }
    }
}
