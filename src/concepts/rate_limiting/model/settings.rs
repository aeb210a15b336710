//! Settings in the model's units, worked out once from the parameters.

use super::super::params::{Arrivals, Key, Kind, Params};
use super::store::Room;
use super::traffic::Edges;
use crate::sim::arrivals::Pattern;
use crate::sim::{Keyed, Span, Time};

/// Parameters with what follows from them.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The parameters.
    pub params: Params,
    /// The base pattern of arrivals.
    pub pattern: Pattern,
    /// Bursts on either side of edges.
    pub edges: Option<Edges>,
    /// The window.
    pub window: Span,
    /// Units per window: rate times window, at least 1.
    pub limit: u32,
    /// The windows of the Was / Now table.
    pub compared: Span,
}

impl Settings {
    /// From parameters.
    pub fn new(params: &Params) -> Self {
        let window = Span::from_secs(params.window);
        Self {
            pattern: pattern(params),
            edges: edges(params),
            window,
            limit: limit(params),
            // Ten windows, and at least ten seconds.
            compared: Span::from_secs((10.0 * params.window).clamp(10.0, 7200.0)),
            params: params.clone(),
        }
    }
    /// The limiters, the one in focus first.
    pub fn kinds(&self) -> Vec<Kind> {
        let mut kinds = vec![self.params.limiter];
        for kind in &self.params.beside {
            if !kinds.contains(kind) {
                kinds.push(*kind);
            }
        }
        kinds
    }
    /// True if all requests share one limiter.
    pub fn one_key(&self) -> bool {
        self.params.key == Key::All || self.params.clients == 1
    }
    /// The key of a client; 0 is the one in focus.
    pub fn key_of(&self, client: u32) -> usize {
        match self.params.key {
            Key::All => 0,
            Key::Client => client as usize,
        }
    }
    /// The bound of the memory for keys, if there are more keys than it holds.
    pub fn room(&self) -> Option<Room> {
        let bound = !self.one_key() && self.params.room < self.params.clients;
        bound.then_some(Room { most: self.params.room, when_full: self.params.when_full })
    }
    /// True if this limiter looks at what is in flight.
    pub fn holds(&self, kind: Kind) -> bool {
        super::limiter::holds(kind)
    }
    /// The work of request `k`.
    pub fn work(&self, draws: Keyed, k: u64) -> Span {
        Span::from_secs(-libm::log(draws.unit(k)) * self.params.work)
    }
    /// The moments of an attack on the next edge: as many as the limit right before it, as many right after.
    pub fn attack(&self, now: Time) -> Vec<Time> {
        // An eighth of the window, and no more than a second: 100 at 0:59 and 100 at 1:01.
        let reach = Span((self.window.0 / 8).clamp(2, 1_000_000_000));
        let first = now.0.saturating_add(reach.0).saturating_add(self.window.0 / 8);
        let edge = first.div_ceil(self.window.0.max(1)).saturating_mul(self.window.0.max(1));
        let n = u64::from(self.limit.min(1000));
        let step = (reach.0 / n.max(1)).max(1);
        let before = (0..n).map(|i| Time(edge.saturating_sub(1 + step * (n - i - 1) + step / 2)));
        let after = (0..n).map(|i| Time(edge.saturating_add(1 + step * i + step / 2)));
        before.chain(after).collect()
    }
}

/// Units per window: rate times window, to the nearest whole number, at least 1.
pub fn limit(params: &Params) -> u32 {
    (params.rate * params.window).round().clamp(1.0, 10_000_000.0) as u32
}

/// How far bursts reach on either side of their edge, in windows.
const REACH: f64 = 0.34;

fn edges(params: &Params) -> Option<Edges> {
    if params.arrivals != Arrivals::EdgeBurst {
        return None;
    }
    let window = Span::from_secs(params.window);
    let windows = (params.surge_every / params.window).round().max(1.0);
    Some(Edges {
        each: params.surge,
        // The third edge: the first windows show the limiter at rest.
        first: Time(window.0.saturating_mul(2)),
        every: Span((window.0 as f64 * windows) as u64),
        reach: Span((window.0 as f64 * REACH) as u64),
    })
}

fn pattern(p: &Params) -> Pattern {
    let rate = p.load;
    match p.arrivals {
        Arrivals::Steady => Pattern::Even { rate },
        Arrivals::Random | Arrivals::OneHot => Pattern::Poisson { rate },
        Arrivals::EdgeBurst => {
            // What the bursts do not bring comes at random, so that the mean is the load.
            let windows = (p.surge_every / p.window).round().max(1.0);
            let bursts = 2.0 * f64::from(p.surge) / (windows * p.window);
            Pattern::Poisson { rate: (rate - bursts).max(0.0) }
        }
        Arrivals::Sawtooth => Pattern::Saw { mean: rate, period_s: p.period },
        Arrivals::Bursty => Pattern::Bursty { rate, peak: p.burst_ratio, burst_s: p.burst_len },
        Arrivals::Ramp => {
            Pattern::Ramp { from: rate, to: p.load_to, start_s: p.change_at, end_s: p.change_at + p.lasts }
        }
        Arrivals::Step => Pattern::Step { before: rate, after: p.load_to, at_s: p.change_at },
        Arrivals::Spike => Pattern::Spike { base: rate, peak: p.load_to, at_s: p.change_at, length_s: p.lasts },
        Arrivals::Wave => Pattern::Wave { mean: rate, swing: p.swing, period_s: p.period },
        Arrivals::Recorded => {
            let mut list: Vec<Time> = p.times.iter().map(|s| Time::from_secs(*s)).collect();
            list.sort_unstable();
            Pattern::Recorded(list.into())
        }
    }
}
