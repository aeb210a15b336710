//! From the client to the server: sending, the balancer's own work, ties, and the policy's choice.

use super::super::occurrence::{Occurrence, Route};
use super::super::params::Sticky;
use super::clients::Tie;
use super::request::{Slot, Stage};
use super::{AHEAD, Cluster, Event, Kind};
use crate::policies::balance::{Ask, Pool, Server};
use crate::sim::rng::mix;
use crate::sim::{Sink, Span, Time};

impl Cluster {
    /// `client` sends the next request, which brings `work`.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    pub(super) fn send<S: Sink<Occurrence>>(&mut self, client: u32, mut work: Span, out: &mut S) {
        let k = self.tally.sums.sent;
        self.tally.sums.sent += 1;
        let share = self.settings.params.static_share;
        let is_static = share > 0.0 && self.paths.unit(k) < share;
        if is_static {
            work.0 = ((work.0 as f64 * self.settings.params.static_work) as u64).max(1);
        }
        let slot = self.requests.add(k, client, self.now, work);
        self.requests.get_mut(slot).is_static = is_static;
        self.emit(Occurrence::Sent { k, client }, out);
        let life = self.requests.get(slot).life;
        if !self.settings.timeout.is_zero() {
            self.calendar.schedule(self.now + self.settings.timeout, Event::new(Kind::GiveUp, slot, life));
        }
        if self.settings.net.is_zero() {
            self.at_balancer(slot, out);
        } else {
            let arrives = self.now + self.settings.net;
            self.requests.get_mut(slot).arrives = arrives;
            self.calendar.schedule(arrives, Event::new(Kind::AtBalancer, slot, life));
        }
    }

    /// The work of the request that is sent next.
    #[inline(always)]
    pub(super) fn next_work(&mut self) -> Span {
        let place = (self.tally.sums.sent % AHEAD as u64) as usize;
        if place == 0 {
            self.look_ahead();
        }
        self.work_ahead[place]
    }
    /// Works out the work of a block of requests, among them the one sent next: at its beginning, and when demand may
    /// have changed.
    #[inline(never)]
    pub(super) fn look_ahead(&mut self) {
        let sent = self.tally.sums.sent;
        self.work_ahead = self.settings.demand.samples(self.demand, sent - sent % AHEAD as u64);
    }

    /// The request is at the balancer, which handles one at a time.
    #[inline(always)]
    pub(super) fn at_balancer<S: Sink<Occurrence>>(&mut self, slot: Slot, out: &mut S) {
        let cost = self.settings.lb_cost;
        if cost.is_zero() {
            return self.route(slot, out);
        }
        self.requests.get_mut(slot).stage = Stage::AtBalancer;
        self.balancer_free_at = self.balancer_free_at.max(self.now) + cost;
        self.tally.sums.balancer_busy_ns += cost.0;
        let life = self.requests.get(slot).life;
        self.calendar.schedule(self.balancer_free_at, Event::new(Kind::Handled, slot, life));
    }

    /// The balancer decides.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    pub(super) fn route<S: Sink<Occurrence>>(&mut self, slot: Slot, out: &mut S) {
        let request = self.requests.get(slot);
        let (k, work, is_static, life) = (request.k, request.work, request.is_static, request.life);
        if request.abandoned {
            self.tally.sums.dropped += 1;
            return self.requests.drop(slot);
        }
        let Some(server) = self.find_server(slot) else {
            self.tally.sums.turned_away += 1;
            self.emit(Occurrence::TurnedAway { k }, out);
            return self.release(slot, self.now + self.settings.net);
        };
        let net = self.settings.net;
        if self.settings.mixed && self.in_static_pool(server) != is_static {
            self.tally.sums.misrouted += 1;
        }
        self.tally.sums.routed += 1;
        self.servers[server as usize].counts.routed += 1;
        let backend = &mut self.backends[server as usize];
        backend.in_flight += 1;
        backend.cost += work.0;
        self.last_choice = Some((self.now, server));
        let now = self.now;
        let request = self.requests.get_mut(slot);
        request.server = server;
        request.routed = now;
        request.departed = now;
        self.emit_routed(k, server, slot, out);
        if net.is_zero() {
            self.at_server(slot, out);
        } else {
            let arrives = self.now + net;
            let request = self.requests.get_mut(slot);
            request.stage = Stage::ToServer;
            request.arrives = arrives;
            self.calendar.schedule(arrives, Event::new(Kind::AtServer, slot, life));
        }
    }

    /// Ties first, then the policy; keeps the reason with the request. `None`: nobody is in rotation.
    #[inline(always)]
    fn find_server(&mut self, slot: Slot) -> Option<Server> {
        let request = self.requests.get(slot);
        let (k, sender) = (request.k, request.client);
        if !self.settings.pinned {
            return self.choose(slot, sender);
        }
        // A request may be older than the last change of the number of clients.
        let client = sender as usize % self.clients.connections.len().max(1);
        let tie = self.clients.connections[client];
        let live = self.ties.unit(k) >= self.settings.conn_end;
        if self.holds(tie) {
            self.clients.connections[client].live = live;
            *self.requests.route_mut(slot) = Route::Connection;
            return Some(tie.server);
        }
        let chosen = self.choose(slot, sender)?;
        let epoch = self.servers[chosen as usize].epoch;
        self.clients.connections[client] = Tie { server: chosen, epoch, live };
        Some(chosen)
    }

    /// The server for a request that no connection holds.
    #[inline(always)]
    fn choose(&mut self, slot: Slot, sender: u32) -> Option<Server> {
        let pool = self.pool_of(slot);
        let address = self.clients.address(sender);
        match self.settings.params.sticky {
            Sticky::None | Sticky::Store => self.ask_policy(slot, pool, address),
            Sticky::Cookie => self.by_cookie(slot, pool, address),
            Sticky::Ip => self.by_address(slot, pool, address),
        }
    }

    /// True if a tie still leads to the server it was made with.
    fn holds(&self, tie: Tie) -> bool {
        let server = &self.servers.get(tie.server as usize);
        tie.live && server.is_some_and(|server| server.epoch == tie.epoch && server.present && server.watch.healthy)
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn ask_policy(&mut self, slot: Slot, pool: usize, address: u64) -> Option<Server> {
        if self.up[pool].is_empty() {
            return None;
        }
        let ask = Ask { now: self.now, address, cost: self.requests.get(slot).work.0 };
        let view = Pool { backends: &self.backends, up: &self.up[pool] };
        let route = self.requests.route_mut(slot);
        Some(self.policies[pool].pick_for(&ask, &view, &mut self.dice, |choice| {
            *route = Route::Policy(choice.why);
            choice.server
        }))
    }

    fn by_cookie(&mut self, slot: Slot, pool: usize, address: u64) -> Option<Server> {
        let k = self.requests.get(slot).k;
        // A request may be older than the last change of the number of clients.
        let client = self.requests.get(slot).client as usize % self.clients.sessions.len();
        let tie = self.clients.sessions[client];
        let chosen = if self.holds(tie) {
            *self.requests.route_mut(slot) = Route::Session;
            tie.server
        } else {
            self.ask_policy(slot, pool, address)?
        };
        self.keep_session(client, k, tie, chosen);
        Some(chosen)
    }

    fn by_address(&mut self, slot: Slot, pool: usize, address: u64) -> Option<Server> {
        let up = &self.up[pool];
        if up.is_empty() {
            return None;
        }
        let server = up[(mix(address) % up.len() as u64) as usize];
        let k = self.requests.get(slot).k;
        // A request may be older than the last change of the number of clients.
        let client = self.requests.get(slot).client as usize % self.clients.sessions.len();
        let tie = self.clients.sessions[client];
        self.keep_session(client, k, tie, server);
        *self.requests.route_mut(slot) = Route::Address;
        Some(server)
    }

    /// Writes the session of `client` after its request `k` went to `server`; a session elsewhere is lost.
    fn keep_session(&mut self, client: usize, k: u64, tie: Tie, server: Server) {
        let epoch = self.servers[server as usize].epoch;
        let found = tie.live && tie.server == server && tie.epoch == epoch;
        if !found {
            // Sessions that went with a crash were counted then; here are those that still live, but elsewhere.
            let elsewhere = tie.live && self.servers[tie.server as usize].epoch == tie.epoch;
            self.tally.sums.sessions_lost += u64::from(elsewhere);
            self.tally.sums.sessions += 1;
        }
        let live = self.ties.unit(k) >= self.settings.session_end;
        self.clients.sessions[client] = Tie { server, epoch, live };
    }

    /// True if `server` is one of the last `static_pool` servers of the cluster.
    pub(super) fn in_static_pool(&self, server: Server) -> bool {
        let after = self.servers[server as usize + 1..].iter().filter(|s| s.present).count();
        after < self.settings.params.static_pool as usize
    }

    /// The client's side of a request is over at `at`: in the closed loop its user thinks again. The slot is free.
    #[inline(always)]
    pub(super) fn release(&mut self, slot: Slot, at: Time) {
        let request = self.requests.get(slot);
        let (client, k, abandoned) = (request.client, request.k, request.abandoned);
        self.requests.drop(slot);
        if !abandoned {
            self.user_thinks(client, at, k);
        }
    }
    /// In the closed loop, the user behind request `k` thinks from `at` on.
    #[inline(always)]
    pub(super) fn user_thinks(&mut self, user: u32, at: Time, k: u64) {
        if self.settings.closed() {
            self.think(user, at, k);
        }
    }
}
