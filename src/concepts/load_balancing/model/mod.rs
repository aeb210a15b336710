//! The model: clients, a balancer, servers, as a discrete-event simulation.
//!
//! A request is sent by a client, travels to the balancer, is routed, travels to its server, waits, is served, and its
//! answer travels back. With no network time those hops take no event of their own.
//!
//! Laws that hold after every event, and are checked: what was sent is done, lost, refused, turned away, dropped or
//! inside; the area under "inside" equals the sum of sojourn times (Little's law, to the nanosecond).

mod clients;
mod event;
mod faults;
mod health;
mod laws;
mod request;
mod route;
mod serve;
pub mod server;
mod set;
pub mod settings;
mod slices;
mod tally;
#[cfg(test)]
mod tests;

pub use clients::Clients;
use event::{Event, Kind};
pub use request::{Request, Requests, Slot, Stage};
pub use server::{Areas, Counts, Illness, ServerState};
pub use settings::{SPEED_ONE, Settings};
pub use tally::{SLICES, Snapshot, Sums, Tally};

use super::occurrence::{Occurrence, Route};
use super::params::Params;
use crate::policies::balance::{Backend, Balancer as _, Policy, Pool, Server};
use crate::sim::arrivals::Arrivals;
use crate::sim::{Calendar, Dice, Digest, Keyed, Model, Seed, Sink, Span, Stream, Time};
use std::rc::Rc;

/// What a learner can do. Servers are numbered from 0.
#[derive(Clone, Copy, PartialEq, Debug)]
#[allow(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum Action {
    /// Kill `0`: it refuses connections, all it holds is lost.
    Kill(Server),
    /// Hang it: it takes requests and never answers.
    Hang(Server),
    /// Make it run at this factor of its speed, in millionths.
    Slow(Server, u64),
    /// Make it die and come back, each for this long.
    Flap(Server, Span),
    /// Make it well again and back at full speed.
    Recover(Server),
    /// Let it finish and send it nothing new.
    Drain(Server),
    /// Take it out of the cluster at once; all it holds is lost.
    Remove(Server),
    /// Add a server.
    Add,
}

/// Of how many requests the work is worked out at once.
const AHEAD: usize = 16;

/// The cluster: the whole state of a run.
#[derive(Clone, Debug)]
pub struct Cluster {
    now: Time,
    settings: Rc<Settings>,
    seed: Seed,
    calendar: Calendar<Event>,
    arrivals: Arrivals,
    arrivals_stamp: u32,
    demand: Keyed,
    /// The work of a block of requests, among them the one that is sent next: many logarithms at once are quicker.
    work_ahead: [Span; AHEAD],
    senders: Keyed,
    paths: Keyed,
    ties: Keyed,
    thoughts: Keyed,
    dice: Dice,
    stamps: u32,
    clients: Clients,
    policies: [Policy; 2],
    // Slices: their elements are fetched in place, a vector's by a call where code is made small.
    backends: Box<[Backend]>,
    /// In rotation; with pools, [0] serves /api and [1] /static.
    up: [Vec<Server>; 2],
    servers: Box<[ServerState]>,
    requests: Requests,
    balancer_free_at: Time,
    /// The last choice and when: where the switch arm points.
    last_choice: Option<(Time, Server)>,
    digest: Digest,
    events: u64,
    tally: Tally,
}

impl Cluster {
    /// Settings in the model's units.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
    /// Servers by number, absent ones included.
    pub fn servers(&self) -> &[ServerState] {
        &self.servers
    }
    /// What the balancer knows of the servers.
    pub fn backends(&self) -> &[Backend] {
        &self.backends
    }
    /// The clients.
    pub fn clients(&self) -> &Clients {
        &self.clients
    }
    /// Requests in the system.
    pub fn requests(&self) -> &Requests {
        &self.requests
    }
    /// What was counted.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }
    /// When the balancer will be done with what it has.
    pub fn balancer_free_at(&self) -> Time {
        self.balancer_free_at
    }
    /// The last choice and its moment.
    pub fn last_choice(&self) -> Option<(Time, Server)> {
        self.last_choice
    }
    /// Arrivals a second at this moment, as the law says; `None` for closed and recorded ones.
    pub fn rate_now(&self) -> Option<f64> {
        use crate::sim::arrivals::Kind;
        match self.settings.params.arrivals {
            Kind::Closed | Kind::Recorded => None,
            _ => Some(self.arrivals.rate_at(self.now)),
        }
    }
    /// Requests a second that server `index` can serve at most now: workers times speed over mean demand.
    pub fn service_rate(&self, index: usize) -> f64 {
        let server = &self.servers[index];
        let power = f64::from(server.set.workers) * server.speed_when_well() as f64 / SPEED_ONE as f64;
        power / self.settings.demand.mean_s()
    }
    /// True if no server is in rotation.
    pub fn nobody_up(&self) -> bool {
        self.up.iter().all(Vec::is_empty)
    }
    /// Requests at servers: waiting and in service.
    pub fn inside(&self) -> u64 {
        self.servers.iter().map(|server| u64::from(server.inside())).sum()
    }
    /// Sums and areas at this moment.
    pub fn snapshot(&self) -> Snapshot {
        let mut areas = Areas::default();
        for server in &self.servers {
            areas += server.areas(self.now);
        }
        Snapshot { at: self.now, sums: self.tally.sums, areas }
    }
    /// Forgets the statistics so far; the run itself goes on unchanged.
    pub fn cut_warmup(&mut self) {
        let cut = self.snapshot();
        self.tally.cut = cut;
        self.tally.cut_servers = self.servers.iter().map(|s| (s.areas(self.now), s.counts)).collect();
        self.tally.wait.clear();
        self.tally.sojourn.clear();
        if let Some(response) = &mut self.tally.response {
            response.clear();
        }
        self.tally.batches = tally::Batches::since(&self.tally.sums);
    }

    #[allow(clippy::inline_always, reason = "where it is called the kind is known, and the word costs nothing")]
    #[inline(always)]
    fn emit<S: Sink<Occurrence>>(&mut self, occurrence: Occurrence, out: &mut S) {
        self.digest.word(self.now.0.rotate_left(24) ^ occurrence.word());
        out.take(self.now, &occurrence);
    }
    /// The same for a decision. Its tag is folded into that of its reason, and unfolding it takes a jump: the word of
    /// any other reason is the same.
    #[inline]
    fn emit_routed<S: Sink<Occurrence>>(&mut self, k: u64, server: Server, slot: Slot, out: &mut S) {
        let word = Occurrence::Routed { k, server, route: Route::Address }.word();
        self.digest.word(self.now.0.rotate_left(24) ^ word);
        out.take(self.now, &Occurrence::Routed { k, server, route: *self.requests.route(slot) });
    }
    #[inline]
    fn stamp(&mut self) -> u32 {
        self.stamps = self.stamps.wrapping_add(1);
        self.stamps
    }
    /// Applies `change` to the policy that `pool` belongs to, with the pool.
    #[inline(always)]
    fn with_policy<T>(&mut self, pool: usize, change: impl FnOnce(&mut Policy, &Pool<'_>, &mut Dice) -> T) -> T {
        let view = Pool { backends: &self.backends, up: &self.up[pool] };
        change(&mut self.policies[pool], &view, &mut self.dice)
    }
    /// Which pool a request belongs to.
    #[inline]
    fn pool_of(&self, slot: Slot) -> usize {
        usize::from(self.settings.pools && self.requests.get(slot).is_static)
    }

    /// The length of the windows that are compared.
    pub fn window(&self) -> Span {
        Self::window_of(&self.settings)
    }
    fn window_of(settings: &Settings) -> Span {
        // Twenty seconds, or twenty mean services where requests are long.
        Span::from_secs(20.0 * settings.params.mean.max(1.0))
    }

    fn schedule_arrival(&mut self) {
        self.arrivals_stamp = self.arrivals_stamp.wrapping_add(1);
        let stamp = self.arrivals_stamp;
        if let Some(at) = self.arrivals.next(self.now) {
            self.calendar.schedule_apart(at, Event::new(Kind::Arrive, 0u32, stamp));
        }
    }
    /// Lets users `from..to` of the closed loop start thinking.
    fn users_think(&mut self, from: u32, to: u32) {
        for user in from..to {
            self.think(user, self.now, u64::MAX - u64::from(user));
        }
    }
    /// User `user` thinks from `from` on; `draw` keys the random length.
    fn think(&mut self, user: u32, from: Time, draw: u64) {
        // Nobody thinks for less than a millisecond: users who are refused at once would stop time.
        const THINK_MIN: Span = Span(1_000_000);
        let think = Span::from_secs(-libm::log(self.thoughts.unit(draw)) * self.settings.params.think).max(THINK_MIN);
        self.calendar.schedule(from + think, Event::new(Kind::UserReady, user, self.arrivals_stamp));
    }

    /// The clock moves on to an event.
    #[inline(always)]
    fn turn_to(&mut self, at: Time) {
        if at >= self.tally.slices.next_at {
            self.slice(at);
        }
        self.now = at;
        self.events += 1;
    }

    /// A request arrives from outside.
    fn arrive<S: Sink<Occurrence>>(&mut self, stamp: u32, out: &mut S) {
        if stamp != self.arrivals_stamp {
            return;
        }
        let work = self.next_work();
        if let Some(at) = self.arrivals.next(self.now) {
            self.calendar.schedule_apart(at, Event::new(Kind::Arrive, 0u32, stamp));
        }
        let client = self.clients.sender(self.senders, self.tally.sums.sent);
        self.send(client, work, out);
    }

    fn run_event<S: Sink<Occurrence>>(&mut self, event: Event, out: &mut S) {
        let Event { kind, of, stamp } = event;
        match kind {
            Kind::Arrive => self.arrive(stamp, out),
            Kind::UserReady => {
                if stamp == self.arrivals_stamp && of < self.clients.count() && self.settings.closed() {
                    let work = self.next_work();
                    self.send(of, work, out);
                }
            }
            Kind::Served => {
                let request = self.requests.get(of);
                if request.stamp == stamp && request.stage == Stage::InService {
                    self.served(of, out);
                }
            }
            Kind::SharedServed => {
                if self.servers[of as usize].shared_stamp == stamp {
                    self.shared_served(of as Server, out);
                }
            }
            Kind::AtBalancer | Kind::Handled | Kind::AtServer | Kind::Answered | Kind::GiveUp => {
                if self.requests.lives(of, stamp) {
                    self.move_on(kind, of, out);
                }
            }
            Kind::Probe => self.probe(of as Server, stamp),
            Kind::ProbeGood | Kind::ProbeBad => self.probe_back(of as Server, stamp, kind == Kind::ProbeGood, out),
            Kind::EjectionOver => self.ejection_over(of as Server, stamp, out),
            Kind::Flap => self.flap(of as Server, stamp, out),
            Kind::Warmer => self.warmer(of as Server, stamp),
        }
    }

    /// The next stage of a request that travels, or its client's patience, is over.
    #[inline]
    fn move_on<S: Sink<Occurrence>>(&mut self, kind: Kind, slot: Slot, out: &mut S) {
        match kind {
            Kind::AtBalancer => self.at_balancer(slot, out),
            Kind::Handled => self.route(slot, out),
            Kind::AtServer => self.at_server(slot, out),
            Kind::Answered => self.answered(slot, out),
            _ => self.give_up(slot, out),
        }
    }
}

impl Model for Cluster {
    type Params = Params;
    type Action = Action;
    type Occurrence = Occurrence;

    fn new(params: &Params, seed: Seed) -> Self {
        let settings = Rc::new(Settings::new(params));
        let policy = Policy::new(params.policy, &settings.policy());
        let mut cluster = Self {
            now: Time::ZERO,
            seed,
            calendar: Calendar::default(),
            arrivals: Arrivals::new(settings.pattern.clone(), seed.dice(Stream::Arrivals, 0)),
            arrivals_stamp: 0,
            demand: seed.keyed(Stream::Demand, 0),
            work_ahead: [Span::ZERO; AHEAD],
            senders: seed.keyed(Stream::Clients, 0),
            paths: seed.keyed(Stream::Clients, 1),
            ties: seed.keyed(Stream::Sessions, 0),
            thoughts: seed.keyed(Stream::Arrivals, 1),
            dice: seed.dice(Stream::Policy, 0),
            stamps: 0,
            clients: Clients::new(&settings, None),
            policies: [policy.clone(), policy],
            backends: Box::default(),
            up: [Vec::new(), Vec::new()],
            servers: Box::default(),
            requests: Requests::default(),
            balancer_free_at: Time::ZERO,
            last_choice: None,
            digest: Digest::default(),
            events: 0,
            tally: Tally::new(Self::window_of(&settings)),
            settings,
        };
        cluster.look_ahead();
        if !cluster.settings.direct() {
            cluster.tally.part_response();
        }
        for index in 0..params.servers as usize {
            cluster.place_server(index);
        }
        cluster.pool_changed();
        if cluster.settings.closed() {
            cluster.users_think(0, params.users);
        } else {
            cluster.schedule_arrival();
        }
        cluster
    }

    fn now(&self) -> Time {
        self.now
    }
    fn next_at(&self) -> Option<Time> {
        self.calendar.next_at()
    }

    fn step<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        self.step_by(Time::NEVER, out);
    }
    fn step_by<S: Sink<Occurrence>>(&mut self, limit: Time, out: &mut S) -> bool {
        let Some((at, event, arrival)) = self.calendar.pop_by(limit) else { return false };
        self.turn_to(at);
        if arrival {
            self.arrive(event.stamp, out);
        } else {
            self.run_event(event, out);
        }
        true
    }

    fn settle(&mut self, at: Time) {
        if at > self.now {
            if at >= self.tally.slices.next_at {
                self.slice(at);
            }
            self.now = at;
        }
    }

    fn set<S: Sink<Occurrence>>(&mut self, params: &Params, out: &mut S) {
        let old = std::mem::replace(&mut self.settings, Rc::new(Settings::new(params)));
        let new = Rc::clone(&self.settings);
        self.look_ahead();
        if !new.direct() {
            self.tally.part_response();
        }
        if Self::window_of(&old) != Self::window_of(&new) {
            self.tally.slices = tally::Slices::new(Self::window_of(&new), self.now);
        }
        if old.params.policy != params.policy {
            let policy = Policy::new(params.policy, &new.policy());
            self.policies = [policy.clone(), policy];
        } else if old.policy() != new.policy() {
            self.policies.iter_mut().for_each(|policy| policy.tune(&new.policy()));
        }
        self.clients = Clients::new(&new, Some(&self.clients));
        self.set_arrivals(&old, &new);
        self.set_servers(&old, &new, out);
        self.set_health(&old, &new, out);
        self.pool_changed();
        self.emit(Occurrence::Changed, out);
    }

    fn act<S: Sink<Occurrence>>(&mut self, action: &Action, out: &mut S) {
        let exists = |server: Server| self.servers.get(server as usize).is_some_and(|s| s.present);
        match *action {
            Action::Kill(s) if exists(s) => self.kill(s, super::occurrence::Fault::Kill, out),
            Action::Hang(s) if exists(s) => self.hang(s, out),
            Action::Slow(s, factor) if exists(s) => self.slow(s, factor, out),
            Action::Flap(s, half) if exists(s) => self.start_flapping(s, half, out),
            Action::Recover(s) if exists(s) => self.recover(s, out),
            Action::Drain(s) if exists(s) => self.drain(s, out),
            Action::Remove(s) if exists(s) => self.remove(s, out),
            Action::Add => self.add(out),
            // The server has left the cluster since the link was written: there is nothing to do it to.
            _ => {}
        }
    }

    fn events(&self) -> u64 {
        self.events
    }
    fn hash(&self) -> u64 {
        self.digest.value()
    }
    fn heap_bytes(&self) -> usize {
        // The policies' tables are left out: the largest, the ring, is built anew only when the rotation changes.
        self.servers.len() * size_of::<ServerState>()
            + self.servers.iter().map(ServerState::heap_bytes).sum::<usize>()
            + self.calendar.heap_bytes()
            + self.requests.heap_bytes()
            + self.clients.heap_bytes()
            + self.tally.heap_bytes()
    }

    fn check(&self) -> Result<(), String> {
        self.laws()
    }
}
