//! Parameters in the units the model works with, derived once per change.

use super::super::params::{Discipline, Health, Layer, Params, QUEUE_MAX, Sticky, of_server};
use crate::policies::balance;
use crate::sim::arrivals::{Kind as ArrivalKind, Pattern};
use crate::sim::demand::Demand;
use crate::sim::order;
use crate::sim::{Span, Time};
use std::rc::Rc;

/// Speeds are kept in millionths, so that work over time is an exact integer.
pub const SPEED_ONE: u64 = 1_000_000;

/// What one server is set to.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ServerSettings {
    /// Speed in millionths.
    pub speed: u64,
    /// Weight.
    pub weight: f64,
    /// Workers.
    pub workers: u32,
    /// Bound of the queue; `u32::MAX` is none.
    pub bound: u32,
}

/// Everything, in the model's units.
#[derive(Clone, PartialEq, Debug)]
pub struct Settings {
    /// The parameters they come from.
    pub params: Params,
    /// Arrivals; closed and recorded ones included.
    pub pattern: Pattern,
    /// Service demand.
    pub demand: Demand,
    /// One-way network time.
    pub net: Span,
    /// The balancer's own time per request.
    pub lb_cost: Span,
    /// The client's timeout; zero is none.
    pub timeout: Span,
    /// The store's round trip, if sessions live in a store.
    pub store: Span,
    /// Probability that a connection ends after a request.
    pub conn_end: f64,
    /// Probability that a session ends after a request.
    pub session_end: f64,
    /// True if paths go to pools of their own.
    pub pools: bool,
    /// True if there is such a pool, but the balancer does not see paths.
    pub mixed: bool,
    /// True if connections pin requests.
    pub pinned: bool,
}

impl Settings {
    /// From the parameters.
    pub fn new(params: &Params) -> Self {
        let ms = |x: f64| Span::from_secs(x / 1e3);
        Self {
            pattern: pattern(params),
            demand: Demand::new(params.service, params.mean, params.cv, params.long_share, params.cap),
            net: ms(params.net),
            lb_cost: ms(params.lb_cost),
            timeout: Span::from_secs(params.timeout),
            store: if params.sticky == Sticky::Store { ms(params.store_rtt) } else { Span::ZERO },
            conn_end: 1.0 / params.conn,
            session_end: 1.0 / params.session_len,
            pools: params.layer == Layer::L7 && params.static_pool > 0,
            mixed: params.layer == Layer::L4 && params.static_pool > 0,
            pinned: params.layer == Layer::L4 && params.conn > 1.0,
            params: params.clone(),
        }
    }

    /// What server `index` is set to.
    pub fn server(&self, index: usize) -> ServerSettings {
        let p = &self.params;
        let bound = of_server(&p.queue, index).unwrap_or(QUEUE_MAX);
        ServerSettings {
            speed: (of_server(&p.speeds, index).unwrap_or(1.0) * SPEED_ONE as f64 + 0.5) as u64,
            weight: of_server(&p.weights, index).unwrap_or(1.0),
            workers: of_server(&p.workers, index).unwrap_or(1.0) as u32,
            bound: if bound >= QUEUE_MAX { u32::MAX } else { bound as u32 },
        }
    }

    /// The policy's own settings.
    pub fn policy(&self) -> balance::Settings {
        let p = &self.params;
        balance::Settings { choices: p.d, alpha: p.alpha, decay_s: p.decay, vnodes: p.vnodes }
    }

    /// True if a request's way is only its time at the server: no network, no balancer time, no timeout.
    pub fn direct(&self) -> bool {
        self.net.is_zero() && self.lb_cost.is_zero() && self.timeout.is_zero()
    }
    /// True if the balancer probes servers.
    pub fn probes(&self) -> bool {
        matches!(self.params.health, Health::Active | Health::Both)
    }
    /// True if failed requests eject servers.
    pub fn ejects(&self) -> bool {
        matches!(self.params.health, Health::Passive | Health::Both)
    }
    /// True if a server's workers are shared.
    pub fn shared(&self) -> bool {
        self.params.discipline == Discipline::Sharing
    }
    /// True if users wait for their answers.
    pub fn closed(&self) -> bool {
        self.params.arrivals == ArrivalKind::Closed
    }
}

fn pattern(p: &Params) -> Pattern {
    match p.arrivals {
        ArrivalKind::Poisson => Pattern::Poisson { rate: p.rate },
        ArrivalKind::Even => Pattern::Even { rate: p.rate },
        ArrivalKind::Bursty => Pattern::Bursty { rate: p.rate, peak: p.burst_ratio, burst_s: p.burst_len },
        ArrivalKind::Ramp => {
            Pattern::Ramp { from: p.rate, to: p.rate_to, start_s: p.change_at, end_s: p.change_at + p.lasts }
        }
        ArrivalKind::Step => Pattern::Step { before: p.rate, after: p.rate_to, at_s: p.change_at },
        ArrivalKind::Spike => Pattern::Spike { base: p.rate, peak: p.rate_to, at_s: p.change_at, length_s: p.lasts },
        ArrivalKind::Sawtooth => Pattern::Saw { mean: p.rate, period_s: p.period },
        ArrivalKind::Wave => Pattern::Wave { mean: p.rate, swing: p.swing, period_s: p.period },
        ArrivalKind::Closed => Pattern::Closed,
        ArrivalKind::Recorded => Pattern::Recorded(recorded(&p.times)),
    }
}

/// Recorded times in order; a list that goes back is sorted, so that no moment is lost.
fn recorded(times: &[f64]) -> Rc<[Time]> {
    let mut list: Vec<Time> = times.iter().map(|&s| Time::from_secs(s)).collect();
    if !list.is_sorted() {
        order::sort(&mut list);
    }
    list.into()
}
