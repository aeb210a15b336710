//! Servers: for each the share of its time at work, the share of requests it was sent, and what it holds now.

use super::super::metrics::{imbalance, servers_since_cut};
use super::super::model::{Cluster, Illness};
use super::super::words;
use super::upwards;
use crate::concept::{Table, View};
use crate::scene::chart::{Axis, Chart, Frame, Scale, Tick, Ticks, number};
use crate::scene::{Align, Ink, Picture, Stroke, Type, pt, text_width};
use crate::sim::Model as _;

struct Server {
    /// From 1.
    number: usize,
    up: bool,
    /// Percent of its power while it was up; none if it never was.
    at_work: Option<f64>,
    /// Percent of all requests sent to servers.
    share: f64,
    inside: u32,
}

/// What the chart shows.
pub(super) struct Servers {
    list: Vec<Server>,
    /// Most over mean of the requests sent to each.
    imbalance: Option<f64>,
    since_s: f64,
    span_s: f64,
}

impl Servers {
    pub(super) fn of(model: &Cluster) -> Self {
        let since = servers_since_cut(model);
        let routed: Vec<f64> = since.iter().map(|(_, _, counts)| counts.routed as f64).collect();
        let all: f64 = routed.iter().sum();
        let servers = since.iter().zip(&routed).map(|((number, areas, _), routed)| {
            let state = &model.servers()[number - 1];
            Server {
                number: *number,
                up: state.present && state.illness == Illness::Well,
                at_work: (areas.power > 0).then(|| 100.0 * areas.work as f64 / areas.power as f64),
                share: if all > 0.0 { 100.0 * routed / all } else { 0.0 },
                inside: state.inside(),
            }
        });
        let cut = model.tally().cut.at;
        Self {
            list: servers.collect(),
            imbalance: imbalance(&routed).filter(|_| routed.len() > 1),
            since_s: cut.secs(),
            span_s: (model.now() - cut).secs(),
        }
    }

    pub(super) fn draw(&self, view: &View, picture: &mut Picture) -> String {
        let n = self.list.len().max(1);
        let x = Axis { name: "server, requests inside above".to_owned(), scale: Scale::Linear, ticks: self.ticks(n) };
        let y = upwards("bar: % of time at work, line: % of requests", 112.0);
        // The name of the axis and the numbers over full bars stand above it.
        let frame = Frame { top: 24.0, ..Frame::fitting(view.width, view.height, &y) };
        let chart = Chart::new(frame, x, y);
        let frame = chart.frame();
        let pitch = (frame.right - frame.left) / n as f32;
        let bars: Vec<(f64, f64)> =
            self.list.iter().enumerate().map(|(at, s)| (at as f64 + 0.14, s.at_work.unwrap_or(0.0))).collect();
        chart.bars(picture, &bars, 0.72);
        chart.axes(picture, true);
        for (at, server) in self.list.iter().enumerate() {
            let middle = at as f64 + 0.5;
            let line = chart.place(middle, server.share.min(100.0));
            let half = (0.43 * pitch).max(1.5);
            picture.line(pt(line.x - half, line.y), pt(line.x + half, line.y), Stroke::new(Ink::Ink, 2.25).flat());
            let head = chart.place(middle, server.at_work.unwrap_or(0.0).max(server.share).min(100.0));
            let (ink, text) = if server.up {
                (Ink::Ink2, words::thousands(u64::from(server.inside)))
            } else {
                (Ink::LostText, "down".to_owned())
            };
            if text_width(Type::Axis, 0.0, &text) < pitch {
                picture.text(pt(head.x, head.y - 5.0), Type::Axis, ink, Align::Middle, text);
                picture.halo();
            }
        }
        self.head()
    }

    /// One tick in the middle of each server; at most as many names as fit.
    fn ticks(&self, n: usize) -> Ticks {
        let every = n.div_ceil(12);
        let tick = |(at, server): (usize, &Server)| {
            let named = (at % every == 0).then(|| format!("S{}", server.number));
            Tick { value: at as f64 + 0.5, label: named }
        };
        Ticks { low: 0.0, high: n as f64, ticks: self.list.iter().enumerate().map(tick).collect() }
    }

    fn head(&self) -> String {
        let span = if self.since_s > 0.0 {
            format!("since {} s", number(self.since_s, 0))
        } else {
            format!("{} s since the start", number(self.span_s, 0))
        };
        match self.imbalance {
            Some(imbalance) => format!("most over mean {}×, {span}", number(imbalance, 2)),
            None => span,
        }
    }

    pub(super) fn table(&self) -> Table {
        let row = |server: &Server| {
            vec![
                format!("S{}", server.number),
                if server.up { "up" } else { "down" }.to_owned(),
                server.at_work.map_or_else(String::new, |x| number(x, 1)),
                number(server.share, 1),
                words::thousands(u64::from(server.inside)),
            ]
        };
        Table {
            caption: format!("Servers: {}.", self.head()),
            head: ["Server", "State", "At work, % of time", "Requests, %", "Inside"].map(str::to_owned).to_vec(),
            rows: self.list.iter().map(row).collect(),
        }
    }
}
