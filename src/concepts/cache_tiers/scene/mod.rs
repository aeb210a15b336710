//! From the tiers to a picture: the users, then every cache with its copy of key 1 and how full it is, then the origin with
//! its line; requests on their way out, answers on their way back.

mod caches;
mod map;
#[cfg(test)]
mod tests;

use super::model::Tiers;
use super::model::op::{Op, Spot};
use super::model::tally::who;
use super::params::Tier;
use super::words;
use crate::concept::{Layout, View};
use crate::scene::wire::Flow;
use crate::scene::{Align, Fill, Ink, Picture, Pt, Seg, Stroke, Type, glyph, pt};
use crate::sim::Model as _;
use map::{Column, Map};

/// Width from which on the tiers stand side by side.
const WIDE: f32 = 640.0;
/// Radius of a request on its way.
const BEAD: f32 = 4.2;
/// Requests between two tiers, as beads; more are a line with their number.
const BEADS: usize = 60;
/// Loads in line, as rings.
const RINGS: usize = 5;
/// Radius of the origin's dial.
const ORIGIN: f32 = 20.0;

/// Draws the scene.
pub fn draw(model: &Tiers, view: &View, picture: &mut Picture) {
    picture.clear(view.width.max(1.0), view.height.max(1.0));
    let (width, height) = (picture.width, picture.height);
    let still = view.layout == Layout::Still;
    match view.layout {
        Layout::Mini => {
            let map = Map::new(model, false, (8.0, width - 26.0), (0.0, height), 0.0);
            wires(&map, model, picture);
            under_way(&map, model, picture);
            caches::all(&map, model, caches::Size::Mini, picture);
            origin(&map, model, false, picture);
        }
        Layout::Wide | Layout::Still if view.width >= WIDE => {
            let ring = if model.params().has(Tier::Cluster) { 84.0 } else { 0.0 };
            let map = Map::new(model, false, (30.0, width - 52.0), (46.0, height - 6.0), ring);
            wires(&map, model, picture);
            if !still {
                under_way(&map, model, picture);
            }
            caches::all(&map, model, caches::Size::Wide, picture);
            caches::ring(&map, model, picture);
            origin(&map, model, true, picture);
            heads(&map, model, picture);
        }
        _ => {
            let map = Map::new(model, true, (26.0, height - 30.0), (84.0, width - 6.0), 0.0);
            wires(&map, model, picture);
            if !still {
                under_way(&map, model, picture);
            }
            caches::all(&map, model, caches::Size::Tall, picture);
            origin(&map, model, true, picture);
            sides(&map, model, picture);
        }
    }
}

fn wires(map: &Map, model: &Tiers, picture: &mut Picture) {
    let mut segs = Vec::new();
    let cut = !model.reachable();
    for column in &map.columns {
        let programs = column.rank == 3;
        // Past nodes that cannot be reached.
        let after = if programs && cut { 4 } else { column.rank };
        let Some(next) = map.next(after) else { continue };
        if column.rank == 4 && cut {
            continue;
        }
        for from in 0..column.count {
            if column.rank == 4 && !model.is_up(from as usize) {
                continue;
            }
            for to in 0..next.count {
                if next.rank == 4 && !model.is_up(to as usize) {
                    continue;
                }
                segs.extend([Seg::Move(map.place(column, from)), Seg::Line(map.place(next, to))]);
            }
        }
    }
    picture.path(segs, Fill::None, Some(Stroke::new(Ink::Wire, 0.9).opacity(0.75)));
}

fn between(a: Pt, b: Pt, share: f32) -> Pt {
    pt(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share)
}

/// Requests on their way out are full, answers on their way back small; one that is out of date is a ring.
fn under_way(map: &Map, model: &Tiers, picture: &mut Picture) {
    let moving = |op: &&Op| !op.held;
    let mut gaps = [[0usize; 2]; 6];
    for op in model.ops().filter(moving) {
        gaps[usize::from(op.from.rank().min(op.to.rank()))][usize::from(op.back)] += 1;
    }
    for op in model.ops().filter(moving) {
        let rank = usize::from(op.from.rank().min(op.to.rank()));
        if gaps[rank].iter().sum::<usize>() > BEADS {
            continue;
        }
        let c = between(map.at(op.from), map.at(op.to), op.share(model.now()) as f32);
        if !op.back {
            picture.disc(c, BEAD, Ink::Work);
        } else if op.version < op.floor {
            picture.punch(c, BEAD);
            picture.circle(c, BEAD, Fill::None, Some(Stroke::new(Ink::Wait, 2.0)));
        } else {
            picture.disc(c, BEAD * 0.72, Ink::Done);
        }
    }
    for (rank, both) in gaps.iter().enumerate().filter(|(_, both)| both.iter().sum::<usize>() > BEADS) {
        let (Some(a), Some(b)) = (map.column(rank as u8).or(map.next(rank as u8)), map.next(rank as u8)) else {
            continue;
        };
        let middle = |column: &Column| map.place(&Column { count: 1, ..*column }, 0);
        let (a, b) = (middle(a), middle(b));
        picture.line(a, b, Stroke::new(Ink::Work, 4.0));
        let c = between(a, b, 0.5);
        let words = format!("{} out, {} back", words::grouped(both[0] as u64), words::grouped(both[1] as u64));
        picture.text(pt(c.x, c.y - 8.0), Type::LabelBold, Ink::WorkText, Align::Middle, words);
        picture.halo();
    }
}

/// The origin with what it works on and its line.
fn origin(map: &Map, model: &Tiers, with_words: bool, picture: &mut Picture) {
    let c = map.at(Spot::Origin);
    let (busy, line) = model.origin();
    let r = if with_words { ORIGIN } else { 12.0 };
    picture.punch(c, r);
    let share = f64::from(busy) / f64::from(model.params().workers.max(1));
    picture.circle(c, r, Fill::None, Some(Stroke::new(Ink::Ink, 1.5)));
    if busy > 0 {
        let turn = (share.min(1.0) as f32) * std::f32::consts::TAU;
        picture.arc(c, r, 0.0, turn, Stroke::new(Ink::Work, 4.0).flat());
    }
    if with_words {
        picture.text(pt(c.x, c.y + 5.5), Type::Value, Ink::Ink, Align::Middle, busy);
    }
    if line == 0 {
        return;
    }
    let (flow, head) =
        if map.tall { (Flow::Right, pt(c.x - r - 9.0, c.y)) } else { (Flow::Down, pt(c.x, c.y - r - 9.0)) };
    let shown = line.min(RINGS);
    glyph::queue(picture, flow, head, 4.6, shown as u32);
    if with_words && line > RINGS {
        let end = shown as f32 * 11.7 + 6.0;
        let words = format!("{} in line", words::grouped(line as u64));
        let (at, align) = if map.tall {
            (pt(head.x - end, head.y + 4.5), Align::End)
        } else {
            (pt(head.x + 44.0, head.y - end), Align::End)
        };
        picture.text(at, Type::LabelBold, Ink::WaitText, align, words);
        picture.halo();
    }
}

/// What a column is called, and what it gives.
fn label(model: &Tiers, column: &Column) -> (&'static str, String) {
    let t = &model.tally;
    let share = |tier: Option<Tier>| {
        t.share(who(tier)).map_or(String::new(), |share| format!("{} of answers", words::percent(share)))
    };
    match column.rank {
        0 => ("Users", String::new()),
        1 => ("Edges", share(Some(Tier::Edge))),
        2 => ("Shield", share(Some(Tier::Shield))),
        3 if model.params().has(Tier::Local) => ("Programs", share(Some(Tier::Local))),
        3 => ("Programs", String::new()),
        4 => ("Nodes", share(Some(Tier::Cluster))),
        _ => ("Origin", share(None)),
    }
}

fn heads(map: &Map, model: &Tiers, picture: &mut Picture) {
    let last = map.columns.len() - 1;
    for (at, column) in map.columns.iter().enumerate() {
        let (name, share) = label(model, column);
        let (x, align) = match at {
            // Beside the letter of the figure.
            0 => (24.0, Align::Start),
            _ if at == last => (picture.width - 2.0, Align::End),
            _ => (column.along, Align::Middle),
        };
        picture.text(pt(x, 15.0), Type::Name, Ink::Ink, align, name);
        picture.text(pt(x, 32.0), Type::Axis, Ink::Ink2, align, share);
    }
    let users = map.at(Spot::User);
    glyph::client(picture, Flow::Right, users, 8.0);
}

fn sides(map: &Map, model: &Tiers, picture: &mut Picture) {
    glyph::client(picture, Flow::Down, map.at(Spot::User), 8.0);
    for column in &map.columns {
        let (name, share) = label(model, column);
        picture.text(pt(8.0, column.along - 1.0), Type::Name, Ink::Ink, Align::Start, name);
        let share = share.trim_end_matches(" of answers");
        picture.text(pt(8.0, column.along + 14.0), Type::Axis, Ink::Ink2, Align::Start, share);
    }
}
