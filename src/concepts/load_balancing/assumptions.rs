//! What theory says for the settings at hand: capacity, offered load, and which closed forms hold now.
//!
//! Servers are reduced to stations: workers, mean service time and its spread, as they stand now (killed ones give
//! nothing, slow ones less). Sources are beside the formulas in [`crate::sim::theory`]. Several workers and a service
//! that is not exponential have no exact form; there the wait of M/M/c is multiplied by (1 + cv²) / 2 (Lee, Longton
//! 1959), and the reason says "about".
//!
//! Left out: bounded queues, sessions and connections that tie requests to a server, slow start. Where they act, no
//! form is said to hold.

use super::model::{Cluster, Illness, SPEED_ONE, Settings};
use super::params::{Layer, Params, Sticky};
use crate::policies::balance::Kind;
use crate::sim::arrivals::Kind as ArrivalKind;
use crate::sim::demand::Law;
use crate::sim::theory::{self, laws, mmc, routing};

/// One server as theory sees it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Station {
    /// Its number, from 0.
    pub server: usize,
    /// It takes requests and works on them.
    pub up: bool,
    /// It serves static files only.
    pub is_static: bool,
    /// Workers.
    pub workers: u32,
    /// Weight, for the weighted policies.
    pub weight: f64,
    /// Mean time a worker needs for a request, seconds.
    pub service_s: f64,
}

impl Station {
    /// Requests a second with every worker busy; 0 while it is down.
    pub fn rate(&self) -> f64 {
        if self.up && self.service_s > 0.0 { f64::from(self.workers) / self.service_s } else { 0.0 }
    }
}

/// The settings at hand as theory sees them.
#[derive(Clone, PartialEq, Debug)]
pub struct Setting {
    /// The servers that are part of the cluster.
    pub stations: Vec<Station>,
    /// Arrivals a second; `None` if they are not set (a closed loop, a recorded list).
    pub rate: Option<f64>,
    /// Squared coefficient of variation of the service demand.
    pub scv: f64,
    /// The parameters.
    params: Params,
    exponential: bool,
    bounded: bool,
}

impl Setting {
    /// As set, with every server well.
    pub fn of(params: &Params) -> Self {
        let settings = Settings::new(params);
        let stations = (0..params.servers as usize)
            .map(|server| {
                let set = settings.server(server);
                (server, true, set.workers, set.weight, set.speed, set.bound)
            })
            .collect();
        Self::build(&settings, Some(settings.pattern.mean_rate()), stations)
    }

    /// As it stands now.
    pub fn now(model: &Cluster) -> Self {
        let stations = model.servers().iter().enumerate().filter(|(_, s)| s.present).map(|(server, s)| {
            let up = s.illness == Illness::Well && s.in_rotation();
            (server, up, s.set.workers, s.set.weight, s.speed_when_well(), s.set.bound)
        });
        Self::build(model.settings(), model.rate_now(), stations.collect())
    }

    fn build(settings: &Settings, rate: Option<f64>, servers: Vec<(usize, bool, u32, f64, u64, u32)>) -> Self {
        let p = &settings.params;
        let static_from =
            if settings.pools { servers.len().saturating_sub(p.static_pool as usize) } else { usize::MAX };
        let bounded = servers.iter().any(|server| server.5 != u32::MAX);
        let (mean, scv) = mixed(settings);
        let stations = servers
            .into_iter()
            .enumerate()
            .map(|(place, (server, up, workers, weight, speed, _))| {
                let is_static = place >= static_from;
                let work = match (settings.pools, is_static) {
                    (false, _) => mean,
                    (true, true) => settings.demand.mean_s() * p.static_work,
                    (true, false) => settings.demand.mean_s(),
                };
                let service_s = work * SPEED_ONE as f64 / (speed as f64).max(1.0) + settings.store.secs();
                Station { server, up: up && speed > 0, is_static, workers, weight, service_s }
            })
            .collect();
        let rate = if matches!(p.arrivals, ArrivalKind::Closed | ArrivalKind::Recorded) { None } else { rate };
        let plain = (p.static_share == 0.0 || p.static_work == 1.0) && settings.store.is_zero();
        let exponential = p.service == Law::Exponential && plain;
        Self { stations, rate, scv, params: p.clone(), exponential, bounded }
    }

    /// The stations that are up.
    pub fn up(&self) -> impl Iterator<Item = &Station> + Clone {
        self.stations.iter().filter(|station| station.up)
    }
    /// Requests a second that the cluster can serve: its servers together, the slower of two pools, or the balancer.
    pub fn capacity(&self) -> f64 {
        let pool = |is_static: bool| self.up().filter(|s| s.is_static == is_static).map(Station::rate).sum::<f64>();
        let p = &self.params;
        let servers = match (pool(false), pool(true)) {
            (only, 0.0) => only / if self.pools() { (1.0 - p.static_share).max(f64::MIN_POSITIVE) } else { 1.0 },
            (0.0, only) => only / p.static_share.max(f64::MIN_POSITIVE),
            (api, files) => {
                let (share, other) = (p.static_share.max(f64::MIN_POSITIVE), (1.0 - p.static_share).max(1e-300));
                (api / other).min(files / share)
            }
        };
        let balancer = if p.lb_cost > 0.0 { 1e3 / p.lb_cost } else { f64::INFINITY };
        servers.min(balancer)
    }
    /// Offered load: arrivals over capacity.
    pub fn load(&self) -> Option<f64> {
        self.rate.map(|rate| theory::load(rate, self.capacity()))
    }
    /// The share of requests that each station that is up gets, where the policy looks at nothing: `None` if it looks.
    pub fn shares(&self) -> Option<Vec<f64>> {
        let weights: Vec<f64> = match self.params.policy {
            _ if self.pools() || self.tied().is_some() => return None,
            Kind::Random | Kind::RoundRobin => self.up().map(|_| 1.0).collect(),
            Kind::WeightedRoundRobin => self.up().map(|station| station.weight).collect(),
            _ => return None,
        };
        let all: f64 = weights.iter().sum();
        Some(weights.into_iter().map(|weight| weight / all).collect())
    }
    /// The server that is full first and the arrival rate at which it is, where the policy does not see it coming.
    pub fn first_full(&self) -> Option<(usize, f64)> {
        let full = |(station, share): (&Station, f64)| (station.server, station.rate() / share);
        let first = self.up().zip(self.shares()?).map(full).min_by(|a, b| a.1.total_cmp(&b.1))?;
        (first.1 < 0.98 * self.capacity()).then_some(first)
    }
    /// Kleinrock's knee: the load at which throughput over latency is highest, on the line of one shared queue.
    /// `None` with no server up.
    pub fn knee(&self) -> Option<f64> {
        let shared = self.shared_line()?;
        Some(laws::knee(|rho| shared.mean_sojourn(rho)))
    }

    fn pools(&self) -> bool {
        self.stations.iter().any(|station| station.is_static)
    }
    fn sharing(&self) -> bool {
        self.params.discipline == super::params::Discipline::Sharing
    }
    /// The spread that waiting feels: under processor sharing none beyond the exponential's (insensitivity).
    fn felt_scv(&self) -> f64 {
        if self.sharing() { 1.0 } else { self.scv }
    }
    fn equal(&self) -> bool {
        let mut up = self.up();
        let first = up.next().copied();
        up.all(|s| first.is_some_and(|first| (s.workers, s.service_s) == (first.workers, first.service_s)))
    }
    fn one_worker(&self) -> bool {
        self.up().all(|station| station.workers == 1)
    }
    /// What ties requests to a server past the policy, in words.
    fn tied(&self) -> Option<&'static str> {
        let p = &self.params;
        if p.layer == Layer::L4 && p.conn > 1.0 {
            return Some("requests of a connection stay together");
        }
        matches!(p.sticky, Sticky::Cookie | Sticky::Ip).then_some("sessions stay at their server")
    }
    /// What breaks every form here, in words.
    fn broken(&self) -> Vec<&'static str> {
        let mut broken = Vec::new();
        if self.params.arrivals != ArrivalKind::Poisson {
            broken.push("arrivals are not Poisson");
        }
        if self.bounded {
            broken.push("queues are bounded");
        }
        if self.pools() {
            broken.push("paths have pools of their own");
        }
        broken.extend(self.tied());
        broken
    }

    /// Everything theory has to say, the lower bound first. Empty with no server up.
    pub fn theories(&self) -> Vec<Theory> {
        let n = self.up().count();
        let mut list: Vec<Theory> = self.shared_line().into_iter().collect();
        if n > 1 {
            list.push(self.random_by_speed());
            list.extend((self.params.policy == Kind::Random && !self.equal()).then(|| self.random_evenly()));
            list.extend(self.round_robin());
            list.extend(self.choices());
        }
        list
    }

    /// One queue in front of all workers.
    fn shared_line(&self) -> Option<Theory> {
        let workers: u32 = self.up().map(|station| station.workers).sum();
        let power: f64 = self.up().map(Station::rate).sum();
        if workers == 0 || power <= 0.0 {
            return None;
        }
        let n = self.up().count();
        let scv = self.felt_scv();
        let markov = self.exponential || self.sharing();
        let law = if markov { "M" } else { "G" };
        let name = format!("M/{law}/{workers}");
        let label = match (n, self.sharing()) {
            (1, false) => format!("one line, {name}"),
            (1, true) => format!("sharing, {name}"),
            (_, false) => format!("one shared line, {name}"),
            (_, true) => format!("one shared pool, {name}"),
        };
        let mut broken = self.broken();
        let about = !markov && workers > 1;
        if n > 1 && !self.equal() {
            broken.push("speeds differ and an average one is taken");
        }
        let why = if n > 1 {
            // With many servers this is a bound, never the curve itself.
            because("A lower bound: here the lines are separate", &broken)
        } else if about {
            because("About: no exact form with several workers and this service law", &broken)
        } else if broken.is_empty() {
            match (self.sharing(), self.exponential) {
                (true, _) => "Holds for any service law: Poisson arrivals, one shared server.".to_owned(),
                (false, true) => "Holds: Poisson arrivals, exponential service, one line.".to_owned(),
                (false, false) => "Holds: Poisson arrivals, one worker, first come first served.".to_owned(),
            }
        } else {
            because("Does not hold", &broken)
        };
        let holds = n == 1 && !about && broken.is_empty();
        let form = Form::Line { workers, service_s: f64::from(workers) / power, scv };
        Some(self.theory(Rule::SharedLine, label, holds, why, form))
    }

    fn separate(&self, shares: impl Iterator<Item = f64>) -> Form {
        let scv = self.felt_scv();
        let line = |(station, share): (&Station, f64)| Line {
            share,
            workers: station.workers,
            service_s: station.service_s,
            scv,
        };
        Form::Separate(self.up().zip(shares).map(line).collect())
    }

    /// A coin for each request, weighted by speed: what is reached by knowing the speeds alone.
    fn random_by_speed(&self) -> Theory {
        let power: f64 = self.up().map(Station::rate).sum();
        let form = self.separate(self.up().map(|station| station.rate() / power));
        let label = if self.equal() { "random" } else { "random, by speed" };
        let mut broken = self.broken();
        if self.params.policy != Kind::Random {
            let why = because("What a balancer gets that looks at no queue", &broken);
            return self.theory(Rule::Random, label.to_owned(), false, why, form);
        }
        if !self.equal() {
            broken.push("the draw does not look at speeds");
        }
        self.held(Rule::Random, label, &broken, form, "Poisson arrivals, each server a line of its own")
    }

    /// A fair coin for each request.
    fn random_evenly(&self) -> Theory {
        let n = self.up().count() as f64;
        let form = self.separate(self.up().map(|_| 1.0 / n));
        self.held(Rule::Own, "random, evenly", &self.broken(), form, "Poisson arrivals, each server a line of its own")
    }

    /// Round robin: every n-th arrival of a Poisson process, so E_n/M/1 at each server, whatever its speed.
    fn round_robin(&self) -> Option<Theory> {
        let turns = match self.params.policy {
            Kind::RoundRobin => true,
            Kind::WeightedRoundRobin => self.up().all(|s| Some(s.weight) == self.up().next().map(|s| s.weight)),
            _ => false,
        };
        if !turns {
            return None;
        }
        let mut broken = self.broken();
        if !self.exponential {
            broken.push("service is not exponential");
        }
        if !self.one_worker() {
            broken.push("servers have several workers");
        }
        let n = self.up().count() as u32;
        let form = Form::Turns { n, service_s: self.up().map(|station| station.service_s).collect() };
        let label = format!("round robin, E{n}/M/1");
        Some(self.held(Rule::Own, &label, &broken, form, "Poisson arrivals, exponential service, turns"))
    }

    /// Power of d choices, in the limit of many servers.
    fn choices(&self) -> Option<Theory> {
        let up = self.up().count() as u32;
        let d = match self.params.policy {
            Kind::PowerOfChoices if self.equal() && self.one_worker() => self.params.d.min(up),
            _ => return None,
        };
        let service_s = self.up().next()?.service_s;
        let mut broken = self.broken();
        if !(self.exponential || self.sharing()) {
            broken.push("service is not exponential");
        }
        let few = up < MANY;
        if few {
            broken.push("with few servers it is too hopeful");
        }
        let words = ["one choice", "two choices", "three choices"];
        let label = words.get(d.saturating_sub(1) as usize).map_or(format!("{d} choices"), |word| (*word).to_owned());
        let form = Form::Choices { d, service_s };
        let label = format!("{label}, many servers");
        Some(self.held(Rule::Own, &label, &broken, form, "Poisson arrivals, exponential service, many servers"))
    }

    fn held(&self, rule: Rule, label: &str, broken: &[&str], form: Form, terms: &str) -> Theory {
        let about = matches!(&form, Form::Separate(lines) if lines.iter().any(|l| l.workers > 1 && l.scv != 1.0));
        let holds = broken.is_empty() && !about;
        let why = match (holds, about) {
            (true, _) => format!("Holds: {terms}."),
            (false, true) => because("About: no exact form with several workers and this service law", broken),
            (false, false) => because("Does not hold", broken),
        };
        self.theory(rule, label.to_owned(), holds, why, form)
    }

    fn theory(&self, rule: Rule, label: String, applies: bool, why: String, form: Form) -> Theory {
        Theory { rule, label, applies, why, capacity: self.capacity(), form }
    }
}

/// From this many servers on the limit of many is close.
const MANY: u32 = 32;

/// Mean and squared coefficient of variation of the demand, static requests mixed in.
fn mixed(settings: &Settings) -> (f64, f64) {
    let (p, m) = (&settings.params, settings.demand.mean_s());
    let (s, w) = (p.static_share, p.static_work);
    let cv = settings.demand.cv();
    if s == 0.0 || settings.pools {
        return (m, cv * cv);
    }
    let first = 1.0 - s + s * w;
    let second = (1.0 - s + s * w * w) * (1.0 + cv * cv);
    (m * first, second / (first * first) - 1.0)
}

fn because(what: &str, reasons: &[&str]) -> String {
    match reasons {
        [] => format!("{what}."),
        reasons => format!("{what}; {}.", reasons.join("; ")),
    }
}

/// What a curve stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    /// One queue in front of all workers: the lower bound, and the knee's line.
    SharedLine,
    /// Random routing by speed.
    Random,
    /// The policy at hand.
    Own,
}

/// A closed form: mean latency over load.
#[derive(Clone, PartialEq, Debug)]
pub struct Theory {
    /// What it stands for.
    pub rule: Rule,
    /// A few words at the curve.
    pub label: String,
    /// Its assumptions hold now and it describes what runs.
    pub applies: bool,
    /// Whether its assumptions hold, in a sentence.
    pub why: String,
    /// Requests a second at load 1.
    capacity: f64,
    form: Form,
}

#[derive(Clone, PartialEq, Debug)]
enum Form {
    Line { workers: u32, service_s: f64, scv: f64 },
    Separate(Vec<Line>),
    Turns { n: u32, service_s: Vec<f64> },
    Choices { d: u32, service_s: f64 },
}

#[derive(Clone, Copy, PartialEq, Debug)]
struct Line {
    share: f64,
    workers: u32,
    service_s: f64,
    scv: f64,
}

impl Line {
    fn sojourn(self, lambda: f64) -> f64 {
        let mu = 1.0 / self.service_s;
        let wait = mmc::wait(lambda * self.share, mu, self.workers) * (1.0 + self.scv) / 2.0;
        wait + self.service_s
    }
}

/// What `f` says of each, asked once for neighbours that are equal: most servers are, and a curve has many points.
fn once_each<T: Copy + PartialEq>(all: &[T], mut f: impl FnMut(T) -> f64) -> impl Iterator<Item = f64> {
    let mut last = None;
    all.iter().map(move |&one| match last {
        Some((other, said)) if other == one => said,
        _ => last.insert((one, f(one))).1,
    })
}

impl Theory {
    /// Mean waiting and service, in seconds, at offered load `rho`; infinite where a line grows without end.
    pub fn mean_sojourn(&self, rho: f64) -> f64 {
        let lambda = rho * self.capacity;
        match &self.form {
            &Form::Line { workers, service_s, scv } => Line { share: 1.0, workers, service_s, scv }.sojourn(lambda),
            Form::Separate(lines) => once_each(lines, |line| line.share * line.sojourn(lambda)).sum(),
            Form::Turns { n, service_s } => {
                let each = |s: f64| routing::round_robin_sojourn(lambda, 1.0 / s, *n);
                once_each(service_s, each).sum::<f64>() / f64::from((*n).max(1))
            }
            &Form::Choices { d, service_s } => routing::choices_sojourn(rho, 1.0 / service_s, d),
        }
    }
}

#[cfg(test)]
mod tests;
