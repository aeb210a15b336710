//! The look-up: clients ask the directory who owns a key, unless their cache knows, and then go to the node.
//!
//! Wires carry rates of the last second. The keys that are drawn stand at their owners; those that moved walk over.

use super::super::model::keys::{NOBODY, name, pick};
use super::super::model::{Counts, letter};
use super::super::words;
use super::racks::lost_key;
use super::{Area, DRAWN, Scene};
use crate::concept::{Layout, grouped};
use crate::policies::place::NodeId;
use crate::scene::glyph::{client, flow_line, key as diamond, link_cut, moved_key, saltire, why_ring, wire_stroke};
use crate::scene::wire::Flow;
use crate::scene::{Align, Dash, Fill, Ink, Picture, Pt, Seg, Stroke, Type, pt};

/// Where the parts stand.
struct Desk {
    client: Pt,
    ledger: Area,
    cache: Pt,
    nodes: Area,
}

impl Scene<'_> {
    fn desk(&self, area: Area) -> Desk {
        let at = |x: f32, y: f32| pt(area.at.x + x, area.at.y + y);
        match self.layout {
            Layout::Mini => Desk {
                client: at(14.0, 0.7 * area.h),
                ledger: Area { at: at(24.0, 4.0), w: 56.0, h: 0.4 * area.h },
                cache: at(0.0, area.h),
                nodes: Area { at: at(100.0, 0.0), w: area.w - 100.0, h: area.h },
            },
            Layout::Wide => {
                let tall = if area.h < 260.0 { 70.0 } else { 92.0 };
                let y = (0.6 * area.h).max(18.0 + tall + 48.0).min((area.h - 24.0).max(18.0 + tall + 24.0));
                Desk {
                    client: at(26.0, y),
                    ledger: Area { at: at(90.0, 18.0), w: (0.5 * area.w - 142.0).clamp(84.0, 156.0), h: tall },
                    cache: at(4.0, y + 48.0),
                    nodes: Area { at: at(0.5 * area.w + 10.0, 0.0), w: 0.5 * area.w - 10.0, h: area.h },
                }
            }
            Layout::Tall | Layout::Still => Desk {
                client: at(20.0, 58.0),
                ledger: Area { at: at(150.0, 16.0), w: area.w - 152.0, h: 70.0 },
                cache: at(40.0, 112.0),
                nodes: Area { at: at(40.0, 142.0), w: area.w - 40.0, h: area.h - 142.0 },
            },
        }
    }

    pub(super) fn directory(&self, picture: &mut Picture) {
        let mini = self.layout == Layout::Mini;
        let area = self.body(60.0);
        if self.layout == Layout::Still && self.model.change().is_some() {
            let half = (area.w - 16.0) / 2.0;
            let left = Area { w: half, ..area };
            let right = Area { at: pt(area.at.x + half + 16.0, area.at.y), ..left };
            for (area, walked, words) in [(left, 0.0, "before"), (right, 1.0, "after")] {
                self.owners(picture, area, walked, None);
                picture.text(pt(area.at.x, 14.0), Type::LabelBold, Ink::Ink2, Align::Start, words);
            }
            self.foot(picture, area.at.y + area.h, None);
            return;
        }
        let told = self.told();
        let desk = self.desk(area);
        self.wires(picture, &desk);
        self.ledger(picture, desk.ledger, told);
        client(picture, Flow::Right, desk.client, if mini { 5.0 } else { 7.25 });
        self.owners(picture, desk.nodes, self.walked(), Some(told));
        if mini {
            return;
        }
        // On a wall the figure may be too low for it.
        if desk.cache.y + 12.0 <= area.at.y + area.h {
            self.cache(picture, &desk);
        }
        self.foot(picture, area.at.y + area.h, Some(told));
    }

    /// The key that is told about: the one pointed at, or the first that moved, or the first.
    fn told(&self) -> u32 {
        let own = self.model.own();
        let pointed = self.focus.filter(|focus| focus.kind == "key").map(|focus| focus.id.wrapping_sub(1) as u32);
        let count = own.keys().min(DRAWN);
        let moved = |key: &u32| self.model.change().is_some() && own.before[*key as usize] != own.owners[*key as usize];
        let first = || (0..count).map(|i| pick(i, own.keys(), count)).find(moved);
        pointed.filter(|key| *key < own.keys()).or_else(first).unwrap_or(0)
    }

    /// From the clients to the directory and to the nodes, as busy as they are.
    fn wires(&self, picture: &mut Picture, desk: &Desk) {
        let down = self.model.params().outage;
        let (counts, _) = self.model.lookups().unwrap_or_default();
        let look = |busy: u64| if busy > 0 { flow_line() } else { wire_stroke() };
        let wide = self.layout != Layout::Tall;
        let (from, ledger) = (desk.client, desk.ledger);
        let to = if wide { pt(ledger.at.x + 0.2 * ledger.w, ledger.at.y + ledger.h) } else { pt(ledger.at.x, from.y) };
        if down {
            let stop = pt(from.x + 0.62 * (to.x - from.x), from.y + 0.62 * (to.y - from.y));
            picture.line(from, stop, wire_stroke());
            if wide {
                saltire(picture, stop, 6.0, Stroke::new(Ink::Lost, 2.0));
            } else {
                link_cut(picture, Flow::Right, stop, to, 10.0);
            }
        } else {
            picture.line(from, to, look(counts.asked));
        }
        // To the nodes: a trunk, and a branch to each.
        let members: Vec<NodeId> = self.model.members().iter().map(|member| member.id).collect();
        let served = counts.asked + counts.cached;
        let trunk = if wide { pt(desk.nodes.at.x - 42.0, from.y) } else { pt(from.x, desk.nodes.at.y - 12.0) };
        picture.line(from, trunk, look(served));
        for place in 0..members.len() {
            let to = pt(desk.nodes.at.x - 4.0, row(desk.nodes, place, members.len()));
            let bend = if wide {
                [Seg::Move(trunk), Seg::Cubic(pt(trunk.x + 22.0, trunk.y), pt(to.x - 22.0, to.y), to)]
            } else {
                [Seg::Move(trunk), Seg::Cubic(pt(trunk.x, to.y - 6.0), pt(trunk.x, to.y), to)]
            };
            picture.path(bend, Fill::None, Some(wire_stroke()));
        }
        if self.layout == Layout::Mini {
            return;
        }
        self.rates(picture, desk, to, counts, served);
    }

    fn rates(&self, picture: &mut Picture, desk: &Desk, to: Pt, counts: Counts, served: u64) {
        let wide = self.layout != Layout::Tall;
        let from = desk.client;
        let mut say = |at: Pt, ink: Ink, words: String| {
            picture.text(at, Type::Label, ink, Align::Start, words);
            picture.halo();
        };
        let rate = |n: u64| format!("{} /s", grouped(n));
        let (asks, goes) = if wide {
            let middle = pt(f32::midpoint(from.x, to.x) + 16.0, f32::midpoint(from.y, to.y) + 10.0);
            (middle, pt(from.x + 24.0, from.y + 20.0))
        } else {
            (pt(from.x + 14.0, from.y - 8.0), pt(from.x + 14.0, from.y + 26.0))
        };
        if self.model.params().outage {
            say(asks, Ink::LostText, format!("{} find nobody", rate(counts.failed)));
        } else {
            say(asks, Ink::WorkText, format!("{} ask", rate(counts.asked)));
        }
        say(goes, Ink::WorkText, format!("{} to nodes", rate(served)));
        if counts.stale > 0 {
            let at = pt(goes.x, goes.y + 17.0);
            say(at, Ink::WaitText, format!("{} went to the wrong one first", rate(counts.stale)));
        }
    }

    /// The directory: a few of its entries around the key that is told about.
    fn ledger(&self, picture: &mut Picture, area: Area, told: u32) {
        let own = self.model.own();
        let down = self.model.params().outage;
        let ink = if down { Ink::Lost } else { Ink::Ink };
        let edge = Stroke::new(ink, 1.75);
        let edge = if down { edge.dash(Dash::Broken) } else { edge };
        picture.rect(area.at, area.w, area.h, 2.5, Fill::Flat(Ink::Tint, 1.0), Some(edge));
        picture.hit_rect("directory", 0, area.at, area.w, area.h);
        if self.layout == Layout::Mini {
            for i in 1..4u8 {
                let y = area.at.y + area.h * f32::from(i) / 4.0;
                let line = Stroke::new(Ink::Wire, 1.25);
                picture.line(pt(area.at.x + 6.0, y), pt(area.at.x + area.w - 6.0, y), line);
            }
            return;
        }
        let head = if down { "Directory: no answer" } else { "Directory" };
        let head_ink = if down { Ink::LostText } else { Ink::Ink };
        picture.text(pt(area.at.x, area.at.y - 6.0), Type::Name, head_ink, Align::Start, head);
        let keys = own.keys();
        if !down {
            let right = pt(area.at.x + area.w, area.at.y - 6.0);
            picture.text(right, Type::Axis, Ink::Ink3, Align::End, words::count(keys.into(), "entry", "entries"));
        }
        let rows = ((area.h - 4.0) / 21.0) as u32;
        let first = told.saturating_sub(rows / 2).min(keys.saturating_sub(rows));
        let pitch = area.h / rows as f32;
        for i in 0..rows.min(keys) {
            let key = first + i;
            let y = area.at.y + pitch * (i as f32 + 0.5);
            let owner = own.owners[key as usize];
            let ink = if down { Ink::Ink3 } else { Ink::Ink };
            let left = pt(area.at.x + 10.0, y + 4.4);
            picture.text(left, Type::Label, ink, Align::Start, name(self.model.seed(), key));
            let who = if owner == NOBODY { "nobody".to_owned() } else { letter(owner.into()) };
            let moved = self.model.change().is_some() && own.before[key as usize] != owner;
            let (style, ink) = if moved && !down { (Type::LabelBold, Ink::WorkText) } else { (Type::LabelBold, ink) };
            picture.text(pt(area.at.x + area.w - 12.0, y + 4.4), style, ink, Align::End, who);
            if key == told {
                let ring = Stroke::new(Ink::Note, 1.75);
                picture.rect(pt(area.at.x + 3.0, y - 9.5), area.w - 6.0, 19.0, 4.0, Fill::None, Some(ring));
            }
        }
        if down {
            let c = pt(area.at.x + 0.5 * area.w, area.at.y + 0.5 * area.h);
            saltire(picture, c, 18.0, Stroke::new(Ink::Lost, 4.0));
        }
    }

    /// The clients' cache: how much of all keys it knows.
    fn cache(&self, picture: &mut Picture, desk: &Desk) {
        let most = self.model.params().clients;
        let (at, w) = (desk.cache, if self.layout == Layout::Wide { 84.0 } else { 96.0 });
        if most == 0 {
            picture.text(pt(at.x, at.y + 10.0), Type::Label, Ink::Ink3, Align::Start, "The clients remember nothing.");
            return;
        }
        let keys = self.model.own().keys();
        let full = self.model.cached() as f32 / keys.max(1) as f32;
        let edge = Stroke::new(Ink::Ink, 1.25);
        picture.rect(at, w, 12.0, 2.5, Fill::None, Some(edge));
        picture.rect(at, w * full.min(1.0), 12.0, 2.5, Fill::Flat(Ink::Ink, 1.0), None);
        let known = format!("The clients know {} of {}", grouped(self.model.cached() as u64), grouped(keys.into()));
        picture.text(pt(at.x + w + 8.0, at.y + 10.5), Type::Label, Ink::Ink2, Align::Start, known);
    }

    /// The nodes, one below the other, with the keys they own.
    fn owners(&self, picture: &mut Picture, area: Area, walked: f32, told: Option<u32>) {
        let own = self.model.own();
        let mini = self.layout == Layout::Mini;
        let members: Vec<NodeId> = self.model.members().iter().map(|member| member.id).collect();
        let n = members.len();
        let pitch = area.h / n.max(1) as f32;
        let fresh = self.fresh().filter(|_| walked > 0.0);
        let side = (0.5 * pitch).clamp(4.0, 16.0);
        for (place, id) in members.iter().enumerate() {
            let y = row(area, place, n);
            let edge = Stroke::new(Ink::Ink, 1.0);
            picture.rect(pt(area.at.x, y - side / 2.0), side, side, 1.5, super::fill(*id, fresh), Some(edge));
            if mini {
                continue;
            }
            let ink = if fresh == Some(*id) { Ink::WorkText } else { Ink::Ink };
            if pitch > 11.0 {
                picture.text(pt(area.at.x + 22.0, y + 4.6), Type::Name, ink, Align::Start, letter(*id));
                let load = if walked > 0.0 { own.load(*id) } else { own.load_before(*id) };
                let end = pt(area.at.x + area.w, y + 4.4);
                picture.text(end, Type::Label, ink, Align::End, grouped(u64::from(load)));
            }
            picture.hit_rect("node", u64::from(*id) + 1, pt(area.at.x, y - pitch / 2.0), 44.0, pitch);
        }
        let left = area.at.x + if mini { 12.0 } else { 48.0 };
        let room = (area.at.x + area.w - left - if mini { 0.0 } else { 56.0 }).max(8.0);
        let (r, step) = if mini { (2.4, 4.0) } else { (4.4, 6.2) };
        let columns = ((room / step) as usize).max(1);
        let most = if mini { 60 } else { DRAWN };
        let count = own.keys().min(most);
        let spot = |place: usize, nth: usize| {
            let levels = ((pitch - 4.0) / step).max(1.0) as usize;
            let (column, level) = (nth % columns, nth / columns);
            let y = row(area, place, n) - 0.5 * step * (levels.min(3) - 1) as f32 + step * level.min(levels - 1) as f32;
            pt(left + r + step * column as f32, y)
        };
        // Those that stay come first, so that the others walk to the end of the row.
        let mut rows = [vec![0usize; n], vec![0usize; n]];
        let mut waiting = Vec::new();
        let mut ringed = None;
        let place_of = |owner: u16| members.iter().position(|id| *id == NodeId::from(owner));
        for key in (0..count).map(|i| pick(i, own.keys(), count)) {
            let (was, is) = (own.before[key as usize], own.owners[key as usize]);
            let mut nth = |side: usize, owner: u16| {
                let place = place_of(owner)?;
                rows[side][place] += 1;
                Some((place, rows[side][place] - 1))
            };
            if was != is && self.model.change().is_some() {
                waiting.push((key, nth(0, was), is));
                continue;
            }
            let Some((place, nth)) = nth(0, is) else { continue };
            rows[1][place] += 1;
            let c = spot(place, nth);
            if told == Some(key) {
                ringed = Some(c);
                diamond(picture, c, 0.8 * r);
            } else {
                small(picture, c, 0.62 * r);
            }
            if !mini {
                picture.hit("key", u64::from(key) + 1, c, 6.0);
            }
        }
        for (key, from, is) in waiting {
            let Some(place) = place_of(is) else { continue };
            // Before, it stood where it stood; from a node that is gone it comes from below.
            let gone = pt(left, area.at.y + area.h);
            let a = from.map_or(gone, |(place, nth)| spot(place, nth));
            let b = spot(place, rows[1][place]);
            rows[1][place] += 1;
            let now = pt(a.x + walked * (b.x - a.x), a.y + walked * (b.y - a.y));
            if walked > 0.0 && self.lost(key) {
                lost_key(picture, now, r);
            } else {
                moved_key(picture, if walked > 0.0 { a } else { now }, now, r);
            }
            if told == Some(key) {
                ringed = Some(now);
            }
            if !mini {
                picture.hit("key", u64::from(key) + 1, now, 6.0);
            }
        }
        if let Some(c) = ringed.filter(|_| !mini) {
            why_ring(picture, c, r);
        }
    }
}

/// The middle of a node's row.
fn row(area: Area, place: usize, n: usize) -> f32 {
    area.at.y + area.h * (place as f32 + 0.5) / n.max(1) as f32
}

fn small(picture: &mut Picture, c: Pt, d: f32) {
    let diamond = [
        Seg::Move(pt(c.x, c.y - d)),
        Seg::Line(pt(c.x + d, c.y)),
        Seg::Line(pt(c.x, c.y + d)),
        Seg::Line(pt(c.x - d, c.y)),
        Seg::Close,
    ];
    picture.path(diamond, Fill::Flat(Ink::Ink3, 1.0), None);
}
