//! A fleet of gateways: a row for each with the users it holds, the users who are away, and the messages that look for
//! them, by the placement or by a presence directory.
//!
//! Two hundred users are followed: each flies out when its connection is cut, waits among those who are away, and flies
//! to its gateway when it is back; those who came back stay lit until the next change.

use super::super::model::fleet::{Fleet, Trip};
use super::super::model::keys::NOBODY;
use super::super::model::letter;
use super::super::occurrence::Step;
use super::super::params::Find;
use super::super::words::{self, percent};
use super::stands::{Bench, LOW, Place};
use super::{Area, Counted, Scene, theory};
use crate::concept::{Layout, grouped};
use crate::policies::place::NodeId;
use crate::scene::glyph::{client, flow_line, saltire, why_ring, wire_stroke};
use crate::scene::wire::Flow;
use crate::scene::{Align, Dash, Fill, Ink, Picture, Pt, Seg, Stroke, Type, pt};
use crate::sim::Model as _;
use std::fmt::Write as _;

/// Seconds of the watcher's time that a user takes to fly.
const FLIGHT: f64 = 0.5;

impl Scene<'_> {
    pub(super) fn fleet(&self, picture: &mut Picture, fleet: &Fleet) {
        let mini = self.layout == Layout::Mini;
        let area = self.body(100.0);
        let gateways = self.gateways(fleet);
        let place = self.place(area, gateways.len());
        self.lines(picture, fleet, &place, &gateways);
        if !mini {
            self.presence(picture, fleet, place.ledger);
        }
        self.waiting(picture, fleet, place.away);
        for (row, id) in gateways.iter().enumerate() {
            self.gateway(picture, fleet, &place, (row, gateways.len()), *id);
        }
        let told = self.users(picture, fleet, &place, &gateways);
        if mini {
            return;
        }
        let many = fleet.users().followed().count();
        let all = fleet.users().count();
        let title = if many as u32 == all {
            format!("A diamond is a user: all {}.", grouped(all.into()))
        } else {
            format!("A diamond is a user: {many} of {}.", grouped(all.into()))
        };
        let left = self.indent();
        picture.text(pt(left, 14.0), Type::Label, Ink::Ink2, Align::Start, title);
        self.foot(picture, area.at.y + area.h, Some(told));
    }

    /// The gateways that are there, those that still hold somebody, and those that the last change took away.
    fn gateways(&self, fleet: &Fleet) -> Vec<NodeId> {
        let members = self.model.members();
        let before = self.model.change().map(|change| &change.before);
        let shown = |id: &NodeId| {
            members.get(*id).is_some()
                || fleet.users().held(*id) > 0
                || before.is_some_and(|was| was.get(*id).is_some())
        };
        (0..members.next().max(fleet.users().gateways())).filter(shown).collect()
    }

    /// Messages to the directory and to the gateways, and those who come back from where they wait.
    fn lines(&self, picture: &mut Picture, fleet: &Fleet, place: &Place, gateways: &[NodeId]) {
        let (n, wide) = (gateways.len(), self.layout != Layout::Tall && self.layout != Layout::Still);
        let trunk = pt(place.rows.at.x - if wide { 30.0 } else { 16.0 }, place.client.y);
        let (_, ended) = fleet.ended();
        let asks = self.model.params().find == Find::Presence;
        picture.line(place.client, trunk, if ended > 0 { flow_line() } else { wire_stroke() });
        if asks && self.layout != Layout::Mini {
            let to =
                if wide { pt(place.client.x, place.ledger.at.y) } else { pt(place.ledger.at.x, place.client.y + 12.0) };
            picture.line(pt(to.x.min(place.client.x), place.client.y), to, wire_stroke());
        }
        for (nth, id) in gateways.iter().enumerate() {
            let row = place.row(nth, n);
            let (x, y) = (trunk.x + row.at.x - place.rows.at.x, row.middle());
            let to = pt(row.at.x - 4.0, y);
            // The way to a further column passes above the rows.
            let from = if nth < place.per_column(n) { trunk.y } else { place.rows.at.y - 3.0 };
            let there = self.model.members().get(*id).is_some();
            let stroke = if there { wire_stroke() } else { wire_stroke().dash(Dash::Broken) };
            let bend = [Seg::Move(pt(x, from.min(y))), Seg::Cubic(pt(x, y - 3.0), pt(x, y), to)];
            picture.path(bend, Fill::None, Some(stroke));
        }
        if place.columns > 1 {
            let y = place.rows.at.y - 3.0;
            let to = pt(trunk.x + place.row(n - 1, n).at.x - place.rows.at.x, y);
            picture.path([Seg::Move(trunk), Seg::Line(pt(trunk.x, y)), Seg::Line(to)], Fill::None, Some(wire_stroke()));
        }
        client(picture, Flow::Right, place.client, if self.layout == Layout::Mini { 4.0 } else { 7.25 });
        if self.layout == Layout::Mini {
            return;
        }
        let words = format!("{} messages /s", grouped(ended.into()));
        let at = pt(place.client.x + 14.0, place.client.y - 5.0);
        picture.text(at, Type::Label, Ink::WorkText, Align::Start, words);
        picture.halo();
        let (reached, ended) = fleet.ended();
        if ended > 0 && wide {
            let ink = if reached == ended { Ink::Ink2 } else { Ink::WaitText };
            let words = format!("{} reach their user", percent(f64::from(reached) / f64::from(ended)));
            picture.text(pt(at.x, place.client.y + 16.0), Type::Label, ink, Align::Start, words);
            picture.halo();
        }
    }

    /// The presence directory, or that none is asked.
    fn presence(&self, picture: &mut Picture, fleet: &Fleet, area: Area) {
        let params = self.model.params();
        let wide = self.layout == Layout::Wide;
        if params.find == Find::Placement {
            let words = format!("{} says where", self.model.own().kind.option().label);
            let y = if wide { area.at.y + 6.0 } else { area.at.y + 14.0 };
            picture.text(pt(area.at.x + 4.0, y), Type::Label, Ink::Ink3, Align::Start, words);
            return;
        }
        let down = params.outage;
        let edge = Stroke::new(if down { Ink::Lost } else { Ink::Ink }, 1.75);
        let edge = if down { edge.dash(Dash::Broken) } else { edge };
        picture.rect(area.at, area.w, area.h, 2.5, Fill::Flat(Ink::Tint, 1.0), Some(edge));
        picture.hit_rect("directory", 0, area.at, area.w, area.h);
        let (head, ink) = if down { ("Presence: no answer", Ink::LostText) } else { ("Presence directory", Ink::Ink) };
        picture.text(pt(area.at.x + 9.0, area.at.y + 17.0), Type::Name, ink, Align::Start, head);
        let users = fleet.users();
        let wrong = if users.stale() > 0 {
            (Ink::WaitText, words::count(users.stale().into(), "entry is wrong", "entries are wrong"))
        } else {
            (Ink::Ink2, format!("{} right", words::count((users.count() - users.absent()).into(), "entry", "entries")))
        };
        picture.text(pt(area.at.x + 9.0, area.at.y + 35.0), Type::Label, wrong.0, Align::Start, wrong.1);
        if wide {
            let mut words = format!("asked {} /s, {} ms", grouped(fleet.looked_up().into()), params.lookup);
            if params.ttl > 0.0 && area.w > 225.0 {
                let _ = write!(words, ", leases of {} s", params.ttl);
            }
            picture.text(pt(area.at.x + 9.0, area.at.y + 51.0), Type::Label, Ink::Ink2, Align::Start, words);
        }
        if down {
            let c = pt(area.at.x + area.w - 20.0, area.at.y + 0.5 * area.h);
            saltire(picture, c, 12.0, Stroke::new(Ink::Lost, 3.5));
        }
    }

    /// Where those stand who have no connection.
    fn waiting(&self, picture: &mut Picture, fleet: &Fleet, area: Area) {
        let away = fleet.users().away();
        let ink = if away > 0 { Ink::Wait } else { Ink::Wire };
        let edge = Stroke::new(ink, 1.25).dash(Dash::Past);
        picture.rect(area.at, area.w, area.h, 4.0, Fill::None, Some(edge));
        if self.layout == Layout::Mini {
            return;
        }
        // Over a box at the right edge they end where it ends.
        let (x, align) = match self.layout {
            Layout::Wide | Layout::Mini => (area.at.x + 2.0, Align::Start),
            Layout::Tall | Layout::Still => (area.at.x + area.w, Align::End),
        };
        let at = pt(x, area.at.y - 6.0);
        if away == 0 {
            picture.text(at, Type::Label, Ink::Ink3, align, "Nobody is away.");
            return;
        }
        let (_, tries) = fleet.tries(0);
        let words = format!("{} away, {} tries /s", grouped(away.into()), grouped(tries.into()));
        picture.text(at, Type::LabelBold, Ink::WaitText, align, words);
        picture.halo();
    }

    fn gateway(&self, picture: &mut Picture, fleet: &Fleet, place: &Place, (nth, n): (usize, usize), id: NodeId) {
        let mini = self.layout == Layout::Mini;
        let row = place.row(nth, n);
        let (pitch, y) = (row.h, row.middle());
        let side = (0.5 * pitch).clamp(4.0, 16.0);
        let there = self.model.members().get(id).is_some();
        let corner = pt(row.at.x, y - side / 2.0);
        let held = fleet.users().held(id);
        if there {
            let fill = super::fill(id, self.fresh());
            picture.rect(corner, side, side, 1.5, fill, Some(Stroke::new(Ink::Ink, 1.0)));
        } else {
            let edge = Stroke::new(if held > 0 { Ink::Wait } else { Ink::Lost }, 1.25).dash(Dash::Broken);
            picture.rect(corner, side, side, 1.5, Fill::None, Some(edge));
        }
        if mini {
            return;
        }
        let ink = match (there, held > 0) {
            (true, _) if self.fresh() == Some(id) => Ink::WorkText,
            (true, _) => Ink::Ink,
            (false, true) => Ink::WaitText,
            (false, false) => Ink::LostText,
        };
        if pitch > LOW {
            let (name, label) = if pitch > 11.0 { (Type::Name, Type::Label) } else { (Type::Axis, Type::Axis) };
            picture.text(pt(row.at.x + 22.0, y + 4.6), name, ink, Align::Start, letter(id));
            let end = row.at.x + row.w;
            let words = if there || held > 0 { grouped(held.into()) } else { self.end_of(id) };
            picture.text(pt(end, y + 4.4), label, ink, Align::End, words);
            let (tries, _) = fleet.tries(id);
            if tries > 0 && there && place.columns == 1 {
                let words = format!("{} /s", grouped(tries.into()));
                picture.text(pt(end - 48.0, y + 4.4), Type::Axis, Ink::WaitText, Align::End, words);
            }
        }
        // The line of handshakes: as long as it may be is the whole row.
        let line = fleet.line(id, self.model.now()) as f32;
        if line > 0.0 && there {
            let room = row.w - place.left - place.right;
            let at = pt(row.at.x + place.left, y + 0.5 * pitch - 3.5);
            picture.rect(at, (room * line).max(1.5), 2.5, 0.0, Fill::Flat(Ink::Wait, 1.0), None);
        }
        picture.hit_rect("node", u64::from(id) + 1, row.at, 40.0, pitch);
    }

    /// What became of a gateway that is not there any more.
    fn end_of(&self, id: NodeId) -> String {
        let steps = self.model.change().map(|change| change.steps.clone());
        let died = steps.is_some_and(|steps| steps.contains(&Step::Die(id)));
        if died { "dead" } else { "gone" }.to_owned()
    }

    /// The users that are followed; returns the key of the one that is told about.
    fn users(&self, picture: &mut Picture, fleet: &Fleet, place: &Place, gateways: &[NodeId]) -> u32 {
        let mini = self.layout == Layout::Mini;
        let n = gateways.len();
        let first = place.row(0, n);
        let (r, step) = if mini { (1.9, 3.6) } else { (2.9, 6.6) };
        let room = (first.w - place.left - place.right).max(8.0);
        let columns = ((room / step) as usize).max(1);
        let levels = (((first.h - 6.0) / step) as usize).clamp(1, 4);
        let many = fleet.users().followed().count();
        let bench = Bench::new(place.away, many, r);
        let row_of = |node: u16| gateways.iter().position(|id| *id == NodeId::from(node));
        // A row that does not need all its levels stands in the middle.
        let mut crowd = vec![0usize; n];
        fleet
            .users()
            .followed()
            .filter_map(|(user, _)| row_of(fleet.users().get(user).at))
            .for_each(|row| crowd[row] += 1);
        let seat = |row: usize, nth: usize| {
            let used = crowd[row].div_ceil(columns).clamp(1, levels);
            let (column, level) = (nth % columns, (nth / columns).min(used - 1));
            let row = place.row(row, n);
            let x = row.at.x + place.left + r + step * column as f32;
            pt(x, row.middle() + step * (level as f32 - 0.5 * (used - 1) as f32))
        };
        let mut taken = vec![0usize; n];
        let storm = fleet.storm().at;
        let focus = self.focus.filter(|focus| focus.kind == "key").map(|focus| focus.id.wrapping_sub(1) as u32);
        let mut told: Option<(u32, Pt)> = None;
        for (nth, (user, trip)) in fleet.users().followed().enumerate() {
            let is = fleet.users().get(user);
            let key = fleet.users().key(user);
            let to = match row_of(is.at) {
                Some(row) => {
                    taken[row] += 1;
                    seat(row, taken[row] - 1)
                }
                None => bench.seat(nth),
            };
            let from = match row_of(trip.from) {
                _ if trip.at.0 == 0 => to,
                Some(row) => seat(row, nth % columns),
                None => bench.seat(nth),
            };
            let way = self.flown(trip);
            let at = pt(from.x + way * (to.x - from.x), from.y + way * (to.y - from.y));
            let ink = match is.at {
                NOBODY => Ink::Wait,
                _ if trip.at.0 > 0 && trip.at >= storm && self.model.change().is_some() => Ink::Work,
                _ if is.closing => Ink::WaitText,
                _ => Ink::Ink3,
            };
            diamond(picture, at, r, ink);
            if !mini {
                picture.hit("key", u64::from(key) + 1, at, 6.0);
            }
            let better = match told {
                None => true,
                Some((best, _)) if focus.is_none() => {
                    let best = fleet.users().get(fleet.users().of(best));
                    best.at != NOBODY && is.at == NOBODY
                }
                Some(_) => false,
            };
            if focus == Some(key) || better && focus.is_none_or(|_| told.is_none()) {
                told = Some((key, at));
            }
        }
        let (key, at) = told.unwrap_or((0, bench.seat(0)));
        if !mini && (focus.is_some() || fleet.users().away() > 0) {
            why_ring(picture, at, r + 1.0);
        }
        key
    }

    /// How much of its way a user has flown, 0 to 1, slower at its end.
    fn flown(&self, trip: Trip) -> f32 {
        let t = ((self.model.now() - trip.at).secs() / self.speed / FLIGHT).clamp(0.0, 1.0) as f32;
        1.0 - (1.0 - t) * (1.0 - t)
    }

    /// The number under a fleet and what it counts.
    pub(super) fn counted_users(&self, fleet: &Fleet) -> Counted {
        let all = fleet.users().count();
        let nodes = self.model.members().len() as u64;
        let Some(change) = self.model.change() else {
            let under = format!("users on {}", words::count(nodes, "gateway", "gateways"));
            return Counted {
                lost: None,
                over: String::new(),
                number: grouped(all.into()),
                under,
                theory: String::new(),
            };
        };
        let must = fleet.storm().must;
        let joined = matches!(change.steps.last(), Some(Step::Join(_) | Step::Weigh(..)));
        Counted {
            lost: None,
            over: format!("{} of {}", grouped(must.into()), grouped(all.into())),
            number: percent(f64::from(must) / f64::from(all.max(1))),
            under: "must connect again".to_owned(),
            theory: if joined && self.model.params().find == Find::Presence {
                "a directory moves nobody".to_owned()
            } else {
                theory(self.model, change.steps.len())
            },
        }
    }
}

fn diamond(picture: &mut Picture, c: Pt, r: f32, ink: Ink) {
    let go = |x: f32, y: f32| Seg::Line(pt(c.x + x, c.y + y));
    let around = [Seg::Move(pt(c.x, c.y - r)), go(r, 0.0), go(0.0, r), go(-r, 0.0), Seg::Close];
    picture.path(around, Fill::Flat(ink, 1.0), None);
}
