//! What is on the way: queries to shards and answers back, fan-outs as a front, rows on the belt between vessels.

use super::super::model::{Stage, Work};
use super::super::occurrence::Kind;
use super::super::words;
use super::{FLOW_SPEED, Scene};
use crate::scene::glyph::{candidate, flow_line, key, link_cut, rejected, wire_stroke};
use crate::scene::{Align, Fill, Flow, Ink, Picture, Pt, Seg, Stroke, Type, pt};

/// How long a moved key flies, in the watcher's seconds.
const FLIGHT_S: f64 = 0.9;
/// The most keys in flight that are drawn.
const FLIGHTS: usize = 80;
/// Gatherings beside the router.
const GATHERINGS: usize = 4;

/// A query or an answer on a wire.
struct Bead {
    place: usize,
    share: f32,
    query: u64,
    kind: Kind,
    back: bool,
    failed: bool,
}

/// Everything on the wires.
pub struct Traffic {
    beads: Vec<Bead>,
    /// Wires too full for beads.
    flow: Vec<bool>,
}

impl Traffic {
    pub fn of(scene: &Scene<'_>) -> Self {
        let mut places = [usize::MAX; super::super::params::SHARDS_MAX];
        for (place, column) in scene.columns.iter().enumerate() {
            places[column.at] = place;
        }
        let mut traffic = Self { beads: Vec::new(), flow: vec![false; scene.columns.len()] };
        if scene.still() {
            return traffic;
        }
        let mut counts = vec![0u32; scene.columns.len()];
        for job in scene.model.jobs() {
            let Work::Ask { query } = job.work else { continue };
            if !matches!(job.stage, Stage::Going | Stage::Back) || job.way.1 <= job.way.0 {
                continue;
            }
            let place = places[job.shard as usize];
            let (Some(query), true) = (scene.model.query(query), place != usize::MAX) else { continue };
            counts[place] += 1;
            let whole = job.way.1.since(job.way.0).0 as f64;
            let share = (scene.now.since(job.way.0).0 as f64 / whole).min(1.0) as f32;
            let back = job.stage == Stage::Back;
            let share = if back { 1.0 - share } else { share };
            traffic.beads.push(Bead { place, share, query: query.n, kind: query.kind, back, failed: job.failed });
        }
        let most = (1500 / scene.columns.len().max(1)) as f32;
        for (place, column) in scene.columns.iter().enumerate() {
            let room = (column.wire.length() / (2.0 * scene.bead() + 2.0)).min(most);
            let busy = scene.speed > FLOW_SPEED && scene.model.rate_of(&scene.model.shards()[column.at]) > 0.0;
            traffic.flow[place] = counts[place] as f32 > room || busy;
        }
        let flow = &traffic.flow;
        traffic.beads.retain(|bead| !flow[bead.place]);
        traffic
    }
}

impl Scene<'_> {
    pub(super) fn wires(&self, picture: &mut Picture, traffic: &Traffic) {
        let thin = if self.pitch < 20.0 { 0.8 } else { 1.25 };
        for (column, flow) in self.columns.iter().zip(&traffic.flow) {
            let shard = &self.model.shards()[column.at];
            if shard.dead {
                column.wire.draw_bend(picture, Stroke::new(Ink::Wire, thin));
                if !self.mini() && self.pitch >= 20.0 {
                    let at = column.wire.bend();
                    link_cut(picture, Flow::Down, pt(at.x, at.y + 2.0), column.wire.ends().1, 10.0);
                }
            } else if *flow {
                let stroke = if self.pitch < 20.0 { Stroke::new(Ink::Work, 2.0) } else { flow_line() };
                column.wire.draw(picture, stroke);
            } else {
                column.wire.draw(picture, if self.pitch < 20.0 { Stroke::new(Ink::Wire, thin) } else { wire_stroke() });
            }
        }
    }

    /// Queries as discs, writes as diamonds, answers small and green; what asks many is joined by a front.
    pub(super) fn beads(&self, picture: &mut Picture, traffic: &Traffic) {
        let r = self.bead();
        // Ways end where lines do; answers keep to the side.
        let tails: Vec<f32> = self.columns.iter().map(|column| self.tail(column)).collect();
        let aside = if self.pitch >= 20.0 { 0.9 * r } else { 0.0 };
        let at = |bead: &Bead| {
            let wire = &self.columns[bead.place].wire;
            let c = wire.point_after((wire.length() - tails[bead.place]).max(0.0) * bead.share);
            if bead.back { pt(c.x + aside, c.y) } else { c }
        };
        let mut fronts: Vec<(u64, usize, Pt)> = traffic
            .beads
            .iter()
            .filter(|bead| !bead.back && matches!(bead.kind, Kind::Scan | Kind::Scatter))
            .map(|bead| (bead.query, bead.place, at(bead)))
            .collect();
        crate::sim::order::sort_by(&mut fronts, |a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        for pair in fronts.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            picture.line(pair[0].2, pair[1].2, Stroke::new(Ink::Work, 1.0).opacity(0.55));
        }
        for bead in &traffic.beads {
            let c = at(bead);
            match (bead.back, bead.kind) {
                (true, _) if bead.failed => rejected(picture, c, 0.9 * r, 1.0),
                (true, _) => picture.disc(c, 0.62 * r, Ink::Done),
                (_, Kind::Write) => key(picture, c, 1.15 * r),
                (_, Kind::Read) => picture.disc(c, r, Ink::Work),
                (_, Kind::Scan | Kind::Scatter) => picture.disc(c, 0.72 * r, Ink::Work),
            }
            picture.hit("query", bead.query, c, r);
        }
    }

    /// Queries that wait for many answers: a ring with a part for each shard asked, filled when it has answered.
    pub(super) fn gathering(&self, picture: &mut Picture) {
        let many = |query: &&super::super::model::Query| {
            matches!(query.kind, Kind::Scan | Kind::Scatter) && query.asked.count_ones() > 1
        };
        let mut all: Vec<_> = self.model.queries().filter(many).collect();
        if all.is_empty() {
            return;
        }
        crate::sim::order::sort_by(&mut all, |a, b| a.n.cmp(&b.n));
        let tall = self.layout == super::Layout::Tall;
        let most = if tall { 2 } else { GATHERINGS };
        for (place, query) in all.iter().take(most).enumerate() {
            let c = pt(self.router.x + 36.0 + 27.0 * place as f32, self.router.y);
            let of = query.asked.count_ones();
            candidate(picture, c, 9.0, of - u32::from(query.pending).min(of), of);
            picture.hit("query", query.n, c, 9.0);
        }
        if all.len() > most {
            let x = self.router.x + 36.0 + 27.0 * most as f32 - 8.0;
            let more = format!("+{}", words::grouped((all.len() - most) as u64));
            picture.text(pt(x, self.router.y + 4.0), Type::Axis, Ink::Ink3, Align::Start, more);
            picture.halo();
        }
    }

    /// Rows on the move: down to the belt under the vessels, along it, and up.
    pub(super) fn belt(&self, picture: &mut Picture) {
        let now = self.now;
        let flight = crate::sim::Span::from_secs(FLIGHT_S * self.speed);
        let recent = self.recorder.moves.newest_first().take_while(|moved| now.since(moved.at) <= flight).take(FLIGHTS);
        let flights: Vec<_> = recent.collect();
        if self.model.moving().is_none() && flights.is_empty() {
            return;
        }
        let y = self.ys[3] + if self.mini() { 2.0 } else { 8.0 };
        let (from, to) = (self.columns[0].x, self.columns[self.columns.len() - 1].x);
        picture.line(pt(from, y), pt(to, y), Stroke::new(Ink::Wire, 1.0));
        if self.still() {
            return;
        }
        let r = (0.2 * self.pitch).clamp(2.0, 6.0);
        for moved in flights {
            let ends = (self.column(moved.from as usize), self.column(moved.to as usize));
            let (Some(a), Some(b)) = ends else { continue };
            let share = (now.since(moved.at).0 as f64 / flight.0.max(1) as f64) as f32;
            let c = along(&[pt(a.x, self.ys[3] - 6.0), pt(a.x, y), pt(b.x, y), pt(b.x, self.ys[3] - 14.0)], share);
            diamond(picture, c, r);
            picture.hit("move", moved.key + 1, c, r);
        }
    }
}

fn diamond(picture: &mut Picture, c: Pt, r: f32) {
    let corners = [pt(c.x, c.y - r), pt(c.x + r, c.y), pt(c.x, c.y + r), pt(c.x - r, c.y)];
    let segs = corners.iter().enumerate().map(|(at, p)| if at == 0 { Seg::Move(*p) } else { Seg::Line(*p) });
    picture.path(segs.chain([Seg::Close]), Fill::Flat(Ink::Work, 1.0), None);
}

/// The point at a share of the length of a broken line.
fn along(points: &[Pt], share: f32) -> Pt {
    let long = |pair: &[Pt]| libm::hypotf(pair[1].x - pair[0].x, pair[1].y - pair[0].y);
    let mut left = share.clamp(0.0, 1.0) * points.windows(2).map(long).sum::<f32>();
    for pair in points.windows(2) {
        let own = long(pair);
        if left <= own && own > 0.0 {
            let part = left / own;
            return pt(pair[0].x + (pair[1].x - pair[0].x) * part, pair[0].y + (pair[1].y - pair[0].y) * part);
        }
        left -= own;
    }
    points.last().copied().unwrap_or(pt(0.0, 0.0))
}
