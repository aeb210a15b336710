//! What is on the wires now: one pass over the requests, then the beads of each wire in order.

use super::super::model::{Request, Stage};
use super::{FLOW_SPEED, Scene};
use crate::scene::glyph::{flow_line, link_cut, rejected, timed_out, travelling, wire_stroke};
use crate::scene::wire::Flow;
use crate::scene::{Align, Ink, Picture, Pt, Type, Wire, pt, text_width};
use crate::sim::Time;

/// A request on a wire.
#[derive(Clone, Copy, Debug)]
pub struct Bead {
    /// Clients' wires first, then the rails.
    wire: u16,
    /// Pixels from the wire's start.
    at: f32,
    k: u64,
    /// Index into the frame's places; meaningless on clients' wires.
    place: u16,
    abandoned: bool,
}

/// Everything on the wires.
pub struct Traffic {
    /// Beads of the wires that show beads, by wire, the foremost first.
    beads: Vec<Bead>,
    /// Requests on each wire, clients' wires first.
    counts: Vec<u32>,
    /// Wires drawn as a line of flow.
    flow: Vec<bool>,
    /// Requests at the balancer itself.
    pub at_balancer: u32,
}

/// Beads that are drawn as one: where, how many, and where the bead before them on the wire is.
struct Crowd {
    c: Pt,
    at: f32,
    n: u32,
    before: Option<f32>,
}

/// More places than any frame has.
const PLACES_MAX: usize = super::super::params::SERVERS_MAX;

impl Traffic {
    /// Looks at every request once.
    pub fn of(scene: &Scene<'_>) -> Self {
        let frame = &scene.frame;
        let groups = frame.clients.len();
        let wires = groups + frame.rails.len();
        let mut place_of = [u16::MAX; PLACES_MAX];
        for (at, place) in frame.places.iter().enumerate() {
            if let Some(entry) = place_of.get_mut(place.server) {
                *entry = at as u16;
            }
        }
        let all = || frame.clients.iter().chain(&frame.rails);
        // Very many very long wires share a bound, so that shapes stay bounded.
        let most = 1_800.0 / wires as f32;
        let room: Vec<u32> = all().map(|wire| (wire.length() / (2.0 * frame.r + 2.0)).min(most) as u32).collect();
        let mut traffic = Self { beads: Vec::new(), counts: vec![0; wires], flow: vec![false; wires], at_balancer: 0 };
        let clients = u64::from(scene.model.clients().count().max(1));
        for request in scene.model.requests().iter() {
            let (wire, place, length) = match request.stage {
                Stage::ToBalancer => {
                    let group = (u64::from(request.client) * groups as u64 / clients) as usize;
                    let group = group.min(groups - 1);
                    (group, 0, frame.clients[group].length())
                }
                Stage::ToServer => {
                    let Some(&place) = place_of.get(request.server as usize) else { continue };
                    let Some(there) = frame.places.get(place as usize) else { continue };
                    (groups + there.rail, place, there.reach)
                }
                Stage::AtBalancer => {
                    traffic.at_balancer += 1;
                    continue;
                }
                Stage::Free | Stage::Waiting | Stage::InService | Stage::Answering => continue,
            };
            traffic.counts[wire] += 1;
            if traffic.counts[wire] <= room[wire] {
                let at = length * share(request, scene.now);
                let (wire, k, abandoned) = (wire as u16, request.k, request.abandoned);
                traffic.beads.push(Bead { wire, at, k, place, abandoned });
            }
        }
        for ((flow, count), room) in traffic.flow.iter_mut().zip(&traffic.counts).zip(&room) {
            *flow = count > room;
        }
        if scene.speed > FLOW_SPEED {
            traffic.flow_recent(scene, &place_of);
        }
        let flow = &traffic.flow;
        traffic.beads.retain(|bead| !flow[bead.wire as usize]);
        traffic.beads.sort_unstable_by(|a, b| a.wire.cmp(&b.wire).then(b.at.total_cmp(&a.at)).then(a.k.cmp(&b.k)));
        traffic
    }

    /// At high speed every wire that was used in the last half second of the watcher's time is a line of flow.
    fn flow_recent(&mut self, scene: &Scene<'_>, place_of: &[u16]) {
        let groups = scene.frame.clients.len();
        let since = scene.now.back(scene.watched(0.5));
        let mut any = false;
        for routing in scene.recorder.routes.newest_first().take_while(|routing| routing.at >= since) {
            any = true;
            let place = place_of.get(routing.server as usize).and_then(|&at| scene.frame.places.get(at as usize));
            if let Some(place) = place {
                self.flow[groups + place.rail] = true;
            }
        }
        for (wire, flow) in self.flow.iter_mut().enumerate() {
            *flow |= self.counts[wire] > 0 || (any && wire < groups);
        }
    }
}

/// The share of its present wire that a request has behind it.
fn share(request: &Request, now: Time) -> f32 {
    let whole = (request.arrives - request.departed).0;
    if whole == 0 { 1.0 } else { ((now - request.departed).0 as f64 / whole as f64).min(1.0) as f32 }
}

impl Scene<'_> {
    /// Wires, whole or cut, and lines of flow.
    pub(super) fn wires(&self, picture: &mut Picture, traffic: &Traffic) {
        let frame = &self.frame;
        for wire in &frame.clients {
            let from = wire.ends().0;
            if !frame.cups {
                let edge = if frame.flow == Flow::Right { pt(1.0, from.y) } else { pt(from.x, 1.0) };
                picture.line(edge, from, wire_stroke());
            }
            wire.draw(picture, wire_stroke());
        }
        for (rail, wire) in frame.rails.iter().enumerate() {
            match frame.places.get(rail).filter(|_| frame.grid.is_none()) {
                Some(place) if !self.server(place.server).watch.healthy => self.cut(picture, place.server, wire),
                _ => wire.draw(picture, wire_stroke()),
            }
        }
        let all = frame.clients.iter().chain(&frame.rails);
        for (wire, _) in all.zip(&traffic.flow).filter(|(_, flow)| **flow) {
            wire.draw(picture, flow_line());
        }
    }

    /// A wire whose server is out of rotation: it opens behind the bend.
    fn cut(&self, picture: &mut Picture, server: usize, wire: &Wire) {
        wire.draw_bend(picture, wire_stroke());
        let noticed = self.recorder.strike(server as u16).and_then(|strike| strike.noticed);
        let open = 10.0 * noticed.map_or(1.0, |at| self.progress(at, 0.16));
        let at = self.frame.flow.go(wire.bend(), 1.0, 0.0);
        link_cut(picture, self.frame.flow, at, wire.ends().1, open);
    }

    /// Draws the beads; returns where request `wanted` is, if it was drawn.
    pub(super) fn beads(&self, picture: &mut Picture, traffic: &Traffic, wanted: Option<u64>) -> Option<Pt> {
        let (frame, groups) = (&self.frame, self.frame.clients.len());
        let (mut ringed, mut before, mut rank) = (None, None, 0u32);
        let mut crowd: Option<Crowd> = None;
        let mut last = None;
        for bead in &traffic.beads {
            let same = before == Some(bead.wire);
            before = Some(bead.wire);
            rank = if same { rank + 1 } else { 0 };
            let wire = bead.wire as usize;
            let (rail, at) = match wire.checked_sub(groups) {
                None => (&frame.clients[wire], bead.at),
                Some(rail) => (&frame.rails[rail], bead.at.min(self.limit(bead.place as usize, rank))),
            };
            let c = rail.point_after(at);
            if wanted == Some(bead.k) {
                ringed = Some(c);
            }
            match &mut crowd {
                // Two that overlap by more than half are one with a number.
                Some(crowd) if same && (crowd.at - at).abs() < frame.r && !bead.abandoned => crowd.n += 1,
                _ => {
                    self.crowd(picture, crowd.take(), Some(at).filter(|_| same));
                    if bead.abandoned {
                        picture.punch(c, frame.r);
                        timed_out(picture, c, frame.r, 1.0);
                    } else {
                        crowd = Some(Crowd { c, at, n: 1, before: last.filter(|_| same) });
                    }
                    last = Some(at);
                    picture.hit("request", bead.k + 1, c, frame.r);
                }
            }
        }
        self.crowd(picture, crowd, None);
        ringed
    }

    /// Draws beads that are one, with their number if it has room before the next bead on the wire, at `after`.
    fn crowd(&self, picture: &mut Picture, crowd: Option<Crowd>, after: Option<f32>) {
        let (Some(Crowd { c, at, n, before }), r) = (crowd, self.frame.r) else { return };
        travelling(picture, c, r);
        let clear = |other: Option<f32>| other.is_none_or(|other| (other - at).abs() > 2.0 * r + 12.0);
        if n > 1 && self.frame.words && clear(before) && clear(after) {
            let at = pt((c.x + 0.8 * r).min(self.frame.size.0 - 18.0), (c.y - 0.8 * r).max(11.0));
            picture.text(at, Type::Axis, Ink::WorkText, Align::Start, n);
            picture.halo();
        }
    }

    /// How far the bead number `rank` on its way to a server may go: to the dial if a worker will be free for it,
    /// otherwise to its place in the line.
    fn limit(&self, place: usize, rank: u32) -> f32 {
        let frame = &self.frame;
        let Some(place) = frame.places.get(place) else { return f32::MAX };
        if frame.grid.is_some() || self.model.settings().shared() {
            return place.reach;
        }
        let server = self.server(place.server);
        if !server.up() {
            return place.reach;
        }
        let well = server.illness == super::super::model::Illness::Well;
        let free = if well { server.set.workers.saturating_sub(server.busy()) } else { 0 };
        if rank < free {
            return place.reach;
        }
        (place.reach - frame.head() - self.line_length(place) - (rank - free) as f32 * frame.step()).max(0.0)
    }

    /// The rate beside each line of flow that is too full for beads.
    pub(super) fn flow_rates(&self, picture: &mut Picture, traffic: &Traffic) {
        let (frame, net) = (&self.frame, self.model.settings().net.secs());
        if !frame.words || net <= 0.0 || self.speed > FLOW_SPEED || frame.grid.is_some() {
            return;
        }
        for (rail, wire) in frame.rails.iter().enumerate() {
            let on = frame.clients.len() + rail;
            if !traffic.flow[on] {
                continue;
            }
            let words = format!("{} /s", super::servers::amount(f64::from(traffic.counts[on]) / net));
            let (at, align) = match frame.flow {
                Flow::Right => (pt(wire.bend().x + 2.0, wire.bend().y - 7.0), Align::Start),
                Flow::Down => {
                    let (x, y) = (wire.bend().x, wire.bend().y + 4.0);
                    let over = x + 8.0 + text_width(Type::Axis, 0.0, &words) > frame.size.0;
                    if over { (pt(x - 6.0, y), Align::End) } else { (pt(x + 6.0, y), Align::Start) }
                }
            };
            picture.text(at, Type::Axis, Ink::WorkText, align, words);
            picture.halo();
        }
    }

    /// A cross or a clock that falls from `from`, `age` (0 to 1) into its fall.
    pub(super) fn falling(&self, picture: &mut Picture, from: Pt, age: f32, depth: f32, clock: bool) {
        let ((w, h), edge) = (self.frame.size, self.frame.r + 2.0);
        let c = pt(from.x.clamp(edge, (w - edge).max(edge)), (from.y + depth * age).min(h - edge));
        if clock {
            timed_out(picture, c, self.frame.r, 1.0 - age);
        } else {
            rejected(picture, c, 0.75 * self.frame.r, 1.0 - age);
        }
    }
}
