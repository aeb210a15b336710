//! Where everything stands: a frame computed from the size and the number of servers, cheap enough for every draw.
//!
//! Two forms. *Rows*: each server has a wire of its own, its line and its label. *Grid*, when rows would be too narrow:
//! a few wires run as trunks, small dials hang from them, and lines are numbers.

use crate::concept::Layout;
use crate::scene::glyph::Dial;
use crate::scene::wire::Flow;
use crate::scene::{Align, Pt, Wire, pt};

/// The least radius of a bead.
const BEAD_MIN: f32 = 5.0;
/// The least dial that still has a wire and a label of its own.
const DIAL_ROW_MIN: f32 = 13.0;

/// Where a server stands.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Which server.
    pub server: usize,
    /// Its wire, index into [`Frame::rails`].
    pub rail: usize,
    /// How many pixels of that wire lead to it.
    pub reach: f32,
    /// Centre of its dial.
    pub dial: Pt,
}

/// The cells of the grid form.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    /// True if cells have room for words.
    pub labels: bool,
}

/// The frame of a picture.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Which way it runs.
    pub flow: Flow,
    /// Width and height.
    pub size: (f32, f32),
    /// Radius of a bead.
    pub r: f32,
    /// Radius of a dial.
    pub dial: f32,
    /// Words are written.
    pub words: bool,
    /// Clients are cups with a label, and the balancer is named; otherwise one wire comes in from the edge.
    pub cups: bool,
    /// The baseline of the column heads, if there are any.
    pub heads: Option<f32>,
    /// From the clients to the balancer.
    pub clients: Vec<Wire>,
    /// Centre of the balancer.
    pub balancer: Pt,
    /// Its radius.
    pub hub: f32,
    /// From the balancer to the servers.
    pub rails: Vec<Wire>,
    /// Servers in the picture.
    pub places: Vec<Place>,
    /// Distance from row to row (or from column to column).
    pub pitch: f32,
    /// The ends of the strips of finished requests, if there are any.
    pub strip: Option<(f32, f32)>,
    /// Room for a label beside a dial, in pixels.
    pub label_room: f32,
    /// Servers hang in a grid.
    pub grid: Option<Grid>,
}

/// The smallest size at which a layout is drawn as it is; smaller pictures are shrunk as a whole.
pub fn least_size(layout: Layout) -> (f32, f32) {
    match layout {
        Layout::Wide => (300.0, 190.0),
        Layout::Tall => (260.0, 330.0),
        Layout::Mini => (170.0, 110.0),
        Layout::Still => (240.0, 150.0),
    }
}

impl Frame {
    /// Where words about a server stand: right of its dial, or below it, so far under the dial's middle.
    pub fn beside(&self, place: &Place, right: f32, below: f32) -> (Pt, Align) {
        match self.flow {
            Flow::Right => (pt(place.dial.x + self.dial + 12.0, place.dial.y + right), Align::Start),
            Flow::Down => (pt(place.dial.x, place.dial.y + below), Align::Middle),
        }
    }

    /// The frame for these servers; `groups` is how many groups of clients there are, 1 to 3.
    pub fn new(layout: Layout, w: f32, h: f32, servers: &[usize], groups: usize) -> Self {
        match layout {
            Layout::Tall => tall(w, h, servers, groups),
            Layout::Mini => wide(w, h, servers, groups, false),
            Layout::Wide | Layout::Still => wide(w, h, servers, groups, true),
        }
    }
    /// How many pixels the first waiting bead's centre stands before the end of a wire (the dial's rim).
    pub fn head(&self) -> f32 {
        Dial::rim(self.dial) / 2.0 + 6.0 + self.r
    }
    /// Distance between two waiting beads.
    pub fn step(&self) -> f32 {
        2.0 * self.r + crate::scene::glyph::PITCH_GAP
    }
    /// How many waiting beads fit the straight part of a wire, moved together.
    pub fn fits(&self, place: &Place) -> u32 {
        let straight = place.reach - self.rails[place.rail].bend_length();
        // Past twenty a line is a bar; with more than 24 rows sooner, so that shapes stay bounded.
        let most = (480 / self.places.len().max(1) as u32).min(20);
        (((straight - self.head()) / self.tightest()).floor().max(0.0) as u32).min(most)
    }
    /// Distance between the beads of a line of `waiting`: where the wire is short they move together, but never so far
    /// that one hides half of another.
    pub fn step_of(&self, place: &Place, waiting: u32) -> f32 {
        let straight = place.reach - self.rails[place.rail].bend_length();
        ((straight - self.head()) / waiting.max(1) as f32).clamp(self.tightest(), self.step())
    }
    fn tightest(&self) -> f32 {
        1.3 * self.r
    }
}

/// Rows: radius of the dials and distance between them, for `n` servers in `room` pixels; `None` if they do not fit.
fn rows(n: usize, room: f32, dial_max: f32, pitch_max: f32, dial_min: f32) -> Option<(f32, f32)> {
    if n <= 1 {
        let dial = (room / 2.0 - 2.0).min(dial_max);
        return (dial >= dial_min).then_some((dial, pitch_max));
    }
    let gaps = n as f32 - 1.0;
    let tight = room / (gaps + 0.8);
    let dial = (0.4 * tight).min(dial_max);
    let pitch = ((room - 2.0 * dial) / gaps).min(pitch_max);
    (dial >= dial_min).then_some((dial, pitch))
}

fn wide(w: f32, h: f32, servers: &[usize], groups: usize, words: bool) -> Frame {
    let cups = words && w >= 760.0 && h >= 280.0;
    let heads = words && w >= 560.0 && h >= 300.0;
    let strip_w = (words && w >= 740.0).then(|| (0.18 * w).clamp(120.0, 260.0));
    let label = match (words, strip_w) {
        (false, _) => 0.0,
        (true, Some(_)) => 71.0,
        (true, None) => (0.16 * w).clamp(52.0, 66.0),
    };
    let (above, below) = if words { (if heads { 23.0 } else { 5.0 }, 11.5) } else { (4.0, 4.0) };
    let fit = rows(
        servers.len(),
        h - above - below,
        if words { 21.0 } else { 17.0 },
        88.0,
        if words { DIAL_ROW_MIN } else { 10.0 },
    );
    let right = |dial: f32| {
        if words { dial + 12.0 + label + strip_w.map_or(0.0, |strip| strip + 6.0) } else { dial + 9.0 }
    };
    let (dial, pitch) = fit.unwrap_or((0.0, 0.0));
    let column = w - right(if fit.is_some() { dial } else { 14.5 });
    let (hub_at, bend_at) = match (words, cups) {
        (false, _) => (0.288 * column, 0.56 * column),
        (true, true) => (0.34 * column, 0.601 * column),
        (true, false) => (0.315 * column, 0.563 * column),
    };
    let hub = if cups { 27.0 } else { (0.095 * column).clamp(14.0, if words { 25.0 } else { 19.0 }) };
    let r = (dial / if words { 2.9 } else { 3.2 }).max(BEAD_MIN);
    let middle = (above + h - below) / 2.0;
    let balancer = pt(hub_at, middle);
    let mut frame = Frame {
        flow: Flow::Right,
        size: (w, h),
        r,
        dial,
        words,
        cups,
        heads: None,
        clients: clients_wide(balancer, hub, r, if cups { groups } else { 1 }, cups, h),
        balancer,
        hub,
        rails: Vec::new(),
        places: Vec::new(),
        pitch,
        strip: fit.and(strip_w).map(|strip| (w - 6.0 - strip, w - 6.0)),
        label_room: if strip_w.is_some() { label - 4.0 } else { label },
        grid: None,
    };
    if fit.is_some() {
        let first = middle - pitch * (servers.len().max(1) as f32 - 1.0) / 2.0;
        frame.heads = heads.then_some(first - dial - 7.0);
        frame.rows(servers, bend_at, column, first);
    } else {
        let from = pt(if cups { 0.4 * w } else { 0.36 * w }, 6.0);
        frame.grid(servers, from, (w - 6.0 - from.x, h - 12.0));
    }
    frame
}

fn clients_wide(balancer: Pt, hub: f32, r: f32, groups: usize, cups: bool, h: f32) -> Vec<Wire> {
    let to = pt(balancer.x - hub, balancer.y);
    if !cups {
        return vec![Wire::line(pt(r + 1.0, balancer.y), to)];
    }
    let spread = (0.2143 * h).min(78.0);
    (0..groups)
        .map(|group| {
            let side = if groups == 1 { 0.0 } else { 2.0 * group as f32 / (groups as f32 - 1.0) - 1.0 };
            Wire::fan_in(Flow::Right, pt(21.0, balancer.y + side * spread), to)
        })
        .collect()
}

fn tall(w: f32, h: f32, servers: &[usize], groups: usize) -> Frame {
    let fit = rows(servers.len(), w - 27.0, 18.5, 96.0, DIAL_ROW_MIN);
    let (dial, pitch) = fit.unwrap_or((0.0, 0.0));
    let hub = 24.0;
    let balancer = pt(w / 2.0, (0.204 * h).clamp(78.0, 130.0));
    let r = (dial / 2.643).max(BEAD_MIN);
    let to = pt(balancer.x, balancer.y - hub);
    let clients = (0..groups)
        .map(|group| {
            let side = if groups == 1 { 0.0 } else { 2.0 * group as f32 / (groups as f32 - 1.0) - 1.0 };
            Wire::fan_in(Flow::Down, pt(balancer.x + side * 46.0, r + 1.0), to)
        })
        .collect();
    let mut frame = Frame {
        flow: Flow::Down,
        size: (w, h),
        r,
        dial,
        words: true,
        cups: false,
        heads: None,
        clients,
        balancer,
        hub,
        rails: Vec::new(),
        places: Vec::new(),
        pitch,
        strip: None,
        label_room: pitch - 4.0,
        grid: None,
    };
    let bend = (0.5 * h).max(balancer.y + hub + 60.0).min(h - 120.0);
    if fit.is_some() {
        let first = w / 2.0 - pitch * (servers.len().max(1) as f32 - 1.0) / 2.0;
        frame.rows(servers, bend, h - 66.0, first);
    } else {
        let from = pt(8.0, bend - 24.0);
        frame.grid(servers, from, (h - 6.0 - from.y, w - 16.0));
    }
    frame
}

impl Frame {
    /// One wire per server: it bends into its row at `bend` and ends at the dials' column.
    fn rows(&mut self, servers: &[usize], bend: f32, column: f32, first: f32) {
        let rim = self.flow.go(self.balancer, self.hub, 0.0);
        for (row, &server) in servers.iter().enumerate() {
            let across = first + self.pitch * row as f32;
            let at = |along: f32| match self.flow {
                Flow::Right => pt(along, across),
                Flow::Down => pt(across, along),
            };
            let wire = Wire::fan_out(self.flow, rim, at(bend), at(column - self.dial));
            self.places.push(Place { server, rail: row, reach: wire.length(), dial: at(column) });
            self.rails.push(wire);
        }
    }

    /// Trunks with dials beside them. `from` is where the trunks begin (and the first one's outer edge); `room` is
    /// along and across.
    fn grid(&mut self, servers: &[usize], from: Pt, room: (f32, f32)) {
        let n = servers.len().max(1);
        let cells = Cells::fit(n, room, self.flow, self.r, self.words);
        self.dial = cells.dial;
        self.pitch = cells.across;
        self.label_room = if cells.labels { cells.label_room(self.flow) } else { 0.0 };
        self.grid = Some(Grid { labels: cells.labels });
        let rim = self.flow.go(self.balancer, self.hub, 0.0);
        let lanes = n.div_ceil(cells.per);
        let margin = ((room.1 - cells.across * lanes as f32) / 2.0).max(0.0);
        for lane in 0..lanes {
            let used = cells.per.min(n - lane * cells.per);
            let trunk = self.flow.go(from, 0.0, margin + self.r + 1.0 + cells.across * lane as f32);
            let lead = 2.0 * self.dial;
            let to = self.flow.go(trunk, cells.along * (used as f32 - 1.0) + lead, 0.0);
            let wire = Wire::fan_out(self.flow, rim, trunk, to);
            for cell in 0..used {
                let along = lead + cells.along * cell as f32;
                let dial = self.flow.go(trunk, along, self.r + 3.0 + self.dial);
                self.places.push(Place {
                    server: servers[lane * cells.per + cell],
                    rail: lane,
                    reach: wire.bend_length() + along,
                    dial,
                });
            }
            self.rails.push(wire);
        }
    }
}

/// How the cells of a grid are cut.
struct Cells {
    dial: f32,
    labels: bool,
    /// Servers per trunk.
    per: usize,
    along: f32,
    across: f32,
}

impl Cells {
    fn fit(n: usize, room: (f32, f32), flow: Flow, r: f32, words: bool) -> Self {
        // Labels first, then size: at least 10 with words, down to 5 without.
        let with = (0..10).map(|at| (true, 14.5 - 0.5 * at as f32)).filter(|_| words);
        let without = (0..20).map(|at| (false, 14.5 - 0.5 * at as f32));
        let mut last = None;
        for (labels, dial) in with.chain(without) {
            let (beside, below) = match flow {
                _ if !labels => (6.0, 0.0),
                Flow::Right => (44.0, 0.0),
                Flow::Down => (34.0, 8.0),
            };
            let least = (2.0 * dial + beside, 2.0 * dial + r + below + 9.0);
            let per = (((room.0 - dial) / least.0).floor() as usize).max(1);
            let lanes = ((room.1 / least.1).floor() as usize).max(1);
            let cells = |per: usize, lanes: usize| Self {
                dial,
                labels,
                per,
                along: ((room.0 - dial) / per as f32).min(least.0 * 2.2),
                across: (room.1 / lanes as f32).min(least.1 * 1.6),
            };
            if per * lanes >= n {
                // As few per trunk as fit, so that trunks stay short; then no more trunks than needed.
                let per = n.div_ceil(lanes);
                return cells(per, n.div_ceil(per));
            }
            last = Some(cells(per, lanes));
        }
        // Too small for any form: the last one, squeezed.
        let mut cells = last.unwrap_or(Self { dial: BEAD_MIN, labels: false, per: n, along: 8.0, across: 12.0 });
        cells.per = n.div_ceil(((room.1 / cells.across).floor() as usize).max(1));
        cells.along = (room.0 - cells.dial) / cells.per as f32;
        cells.labels = false;
        cells
    }
    fn label_room(&self, flow: Flow) -> f32 {
        match flow {
            Flow::Right => self.along - 2.0 * self.dial - 8.0,
            Flow::Down => self.across - 9.0,
        }
    }
}
