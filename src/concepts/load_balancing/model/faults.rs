//! What a learner does to servers: kill, hang, slow down, flap, recover, drain, add, remove.

use super::super::occurrence::{Fault, Occurrence, Stay, Verdict};
use super::super::params::SERVERS_MAX;
use super::request::{Slot, Stage};
use super::server::{Illness, ServerState};
use super::settings::SPEED_ONE;
use super::{Cluster, Event, Kind};
use crate::policies::balance::{Backend, Server};
use crate::sim::order;
use crate::sim::{Sink, Span, Time};
use std::mem::take;

impl Cluster {
    /// Puts a new server at `index`, or a fresh one where an earlier one has left.
    pub(super) fn place_server(&mut self, index: usize) {
        let set = self.settings.server(index);
        let mut server = ServerState::new(set, self.now);
        if let Some(former) = self.servers.get(index) {
            // Sums and counts of the place go on; ties and stamps of the former server do not hold.
            server = former.clone();
            server.settle(self.now);
            server.epoch += 1;
            server.present = true;
            server.leaving = false;
            server.draining = false;
            server.illness = Illness::Well;
            server.flap = Span::ZERO;
            server.slow = SPEED_ONE;
            server.set = set;
            server.killed_at = None;
            server.watch = super::server::Watch { healthy: true, ..Default::default() };
            self.servers[index] = server;
        } else {
            let backend = Backend { weight: set.weight, in_flight: 0, cost: 0, at_server: 0 };
            self.servers = take(&mut self.servers).into_iter().chain([server]).collect();
            self.backends = take(&mut self.backends).into_iter().chain([backend]).collect();
        }
        if self.now > Time::ZERO {
            self.warm_up(index as Server);
        } else {
            self.servers[index].warm_from = Time::ZERO;
        }
        self.start_probes(index as Server);
    }

    /// Changes something that sums, speed or capacity depend on, and lets the work go on from there. With `reorder`
    /// the discipline changes: all requests inside are admitted again in order of arrival.
    pub(super) fn change_server<S: Sink<Occurrence>>(
        &mut self,
        index: Server,
        reorder: bool,
        change: impl FnOnce(&mut ServerState),
        out: &mut S,
    ) {
        let now = self.now;
        let server = &mut self.servers[index as usize];
        server.settle(now);
        server.settle_shared(now);
        let speed_before = server.speed();
        let serving = server.serving.clone();
        for slot in serving {
            self.progress(slot, speed_before);
        }
        let server = &mut self.servers[index as usize];
        change(server);
        let speed = server.speed();
        if reorder {
            return self.admit_again(index);
        }
        let serving = server.serving.clone();
        for slot in serving {
            self.time_service(slot, speed);
        }
        self.time_shared(index);
        self.start_waiting(index, out);
    }

    /// Takes off the work done since the last time.
    fn progress(&mut self, slot: Slot, speed: u64) {
        let now = self.now;
        let request = self.requests.get_mut(slot);
        let done = u128::from((now - request.since).0) * u128::from(speed) / u128::from(SPEED_ONE);
        request.left -= (done as u64).min(request.left);
        request.since = now;
    }

    /// After a change of discipline: everybody inside joins again, with the work that is left.
    fn admit_again(&mut self, index: Server) {
        let shared = self.settings.shared();
        let server = &mut self.servers[index as usize];
        let clock = server.shared_clock;
        let mut inside: Vec<(Slot, u64)> = Vec::new();
        inside.extend(server.serving.drain(..).map(|slot| (slot, u64::MAX)));
        inside.extend(server.queue.drain(..).map(|slot| (slot, u64::MAX)));
        while let Some(std::cmp::Reverse((bits, _, slot))) = server.sharing.pop() {
            inside.push((slot, (f64::from_bits(bits) - clock).max(0.0) as u64));
        }
        server.shared_clock = 0.0;
        server.shared_since = self.now;
        order::sort_by(&mut inside, |a, b| self.requests.get(a.0).k.cmp(&self.requests.get(b.0).k));
        let speed = server.speed();
        for (slot, left) in inside {
            let stamp = self.stamp();
            let (now, server) = (self.now, &mut self.servers[index as usize]);
            let request = self.requests.get_mut(slot);
            if left != u64::MAX {
                request.left = left;
            }
            request.stamp = stamp; // whatever was scheduled is stale
            if shared {
                if !request.begun {
                    request.started = now;
                    request.begun = true;
                    request.left = request.work.0;
                }
                request.stage = Stage::InService;
                server.sharing.push(std::cmp::Reverse(((request.left as f64).to_bits(), request.k, slot)));
            } else if server.serving.len() < server.set.workers as usize && server.illness == Illness::Well {
                request.stage = Stage::InService;
                server.serving.push(slot);
                self.time_service(slot, speed);
            } else {
                // It may have begun and waits for the rest; `left` keeps what is done.
                request.stage = Stage::Waiting;
                server.queue.push_back(slot);
            }
        }
        self.time_shared(index);
    }

    /// Everything the server holds is lost; the balancer hears of it as failures.
    fn lose_all<S: Sink<Occurrence>>(&mut self, index: Server, out: &mut S) -> u32 {
        let server = &mut self.servers[index as usize];
        let mut held: Vec<Slot> = server.serving.drain(..).collect();
        held.extend(server.queue.drain(..));
        held.extend(server.sharing.drain().map(|std::cmp::Reverse((_, _, slot))| slot));
        order::sort_by(&mut held, |a, b| self.requests.get(*a).k.cmp(&self.requests.get(*b).k));
        for &slot in &held {
            let request = *self.requests.get(slot);
            self.tally.sums.lost += 1;
            self.tally.sums.sojourn_ns += u128::from((self.now - request.reached).0);
            self.servers[index as usize].counts.lost += 1;
            self.backends[index as usize].at_server -= 1;
            let stay = Stay { reached: request.reached, begun: request.begun.then_some(request.started) };
            self.emit(Occurrence::Lost { k: request.k, server: index, stay }, out);
        }
        for &slot in &held {
            self.answer(slot, true, out);
        }
        held.len() as u32
    }

    /// The server's memory is gone, and with it the sessions that lived there; how many.
    fn lose_sessions(&mut self, index: Server) -> u32 {
        let server = &mut self.servers[index as usize];
        let epoch = server.epoch;
        server.epoch += 1;
        let sessions = &self.clients.sessions;
        let lost = sessions.iter().filter(|tie| tie.live && tie.server == index && tie.epoch == epoch).count();
        self.tally.sums.sessions_lost += lost as u64;
        lost as u32
    }

    /// The server dies.
    pub(super) fn kill<S: Sink<Occurrence>>(&mut self, index: Server, fault: Fault, out: &mut S) {
        let now = self.now;
        let server = &mut self.servers[index as usize];
        if server.illness == Illness::Dead {
            return;
        }
        server.settle(now);
        server.settle_shared(now);
        if server.illness == Illness::Well {
            server.watch.fault_at = server.watch.healthy.then_some(now);
        }
        server.illness = Illness::Dead;
        server.killed_at = Some(now);
        let held = server.inside();
        let sessions = self.lose_sessions(index);
        self.emit(Occurrence::Faulted { server: index, fault, held, sessions }, out);
        self.lose_all(index, out);
        self.consult_oracle(index, out);
        self.leave_if_empty(index, out);
    }

    /// The server stands still but takes connections.
    pub(super) fn hang<S: Sink<Occurrence>>(&mut self, index: Server, out: &mut S) {
        let server = &mut self.servers[index as usize];
        if server.illness != Illness::Well {
            return;
        }
        server.watch.fault_at = server.watch.healthy.then_some(self.now);
        let held = server.inside();
        self.change_server(index, false, |server| server.illness = Illness::Hung, out);
        self.emit(Occurrence::Faulted { server: index, fault: Fault::Hang, held, sessions: 0 }, out);
        self.consult_oracle(index, out);
    }

    /// The server runs at `factor` millionths of its speed.
    pub(super) fn slow<S: Sink<Occurrence>>(&mut self, index: Server, factor: u64, out: &mut S) {
        let held = self.servers[index as usize].inside();
        self.change_server(index, false, |server| server.slow = factor.max(1), out);
        self.emit(Occurrence::Faulted { server: index, fault: Fault::Slow, held, sessions: 0 }, out);
    }

    /// The server dies now and comes back after `half`, and so on.
    pub(super) fn start_flapping<S: Sink<Occurrence>>(&mut self, index: Server, half: Span, out: &mut S) {
        let stamp = self.stamp();
        let server = &mut self.servers[index as usize];
        server.flap = Span(half.0.max(1_000_000));
        server.flap_stamp = stamp;
        let half = server.flap;
        self.kill(index, Fault::Flap, out);
        self.calendar.schedule(self.now + half, Event::new(Kind::Flap, index, stamp));
    }

    /// A flapping server changes sides.
    pub(super) fn flap<S: Sink<Occurrence>>(&mut self, index: Server, stamp: u32, out: &mut S) {
        let server = &self.servers[index as usize];
        if server.flap_stamp != stamp || server.flap.is_zero() || !server.present {
            return;
        }
        let half = server.flap;
        if server.illness == Illness::Dead {
            self.revive(index, out);
        } else {
            self.kill(index, Fault::Flap, out);
        }
        self.calendar.schedule(self.now + half, Event::new(Kind::Flap, index, stamp));
    }

    fn revive<S: Sink<Occurrence>>(&mut self, index: Server, out: &mut S) {
        self.change_server(
            index,
            false,
            |server| {
                server.illness = Illness::Well;
                server.killed_at = None;
                server.watch.fault_at = None;
            },
            out,
        );
        self.emit(Occurrence::Recovered { server: index }, out);
        self.consult_oracle(index, out);
    }

    /// The server is well, at full speed, and takes requests again once health checks agree.
    pub(super) fn recover<S: Sink<Occurrence>>(&mut self, index: Server, out: &mut S) {
        let server = &mut self.servers[index as usize];
        server.flap = Span::ZERO;
        let drained = take(&mut server.draining) | take(&mut server.leaving);
        self.change_server(index, false, |server| server.slow = SPEED_ONE, out);
        self.revive(index, out);
        // Without probes nobody else would notice.
        if !self.settings.probes() {
            self.admit(index, Verdict::Decided, out);
        }
        if drained {
            self.warm_up(index);
            self.pool_changed();
        }
    }

    /// The server takes nothing new.
    pub(super) fn drain<S: Sink<Occurrence>>(&mut self, index: Server, out: &mut S) {
        self.servers[index as usize].draining = true;
        self.pool_changed();
        self.emit(Occurrence::Draining { server: index }, out);
    }

    /// The server leaves at once; what it holds is lost.
    pub(super) fn remove<S: Sink<Occurrence>>(&mut self, index: Server, out: &mut S) {
        let now = self.now;
        let server = &mut self.servers[index as usize];
        server.settle(now);
        server.settle_shared(now);
        self.lose_sessions(index);
        self.servers[index as usize].present = false;
        self.pool_changed();
        self.emit(Occurrence::Removed { server: index }, out);
        self.lose_all(index, out);
    }

    /// A server joins: in the first place that is free.
    pub(super) fn add<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        // One that is about to leave stays.
        if let Some(index) = self.servers.iter().position(|server| server.present && server.leaving) {
            self.servers[index].leaving = false;
            self.pool_changed();
            return self.emit(Occurrence::Added { server: index as Server }, out);
        }
        let index = self.servers.iter().position(|server| !server.present).unwrap_or(self.servers.len());
        if index >= SERVERS_MAX {
            return;
        }
        self.place_server(index);
        self.pool_changed();
        self.emit(Occurrence::Added { server: index as Server }, out);
    }

    /// The last server leaves as soon as it is empty. The last one of all stays.
    pub(super) fn shrink<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        let staying = self.servers.iter().filter(|server| server.present && !server.leaving).count();
        let last = self.servers.iter().rposition(|server| server.present && !server.leaving);
        if let Some(index) = last.filter(|_| staying > 1) {
            self.servers[index].leaving = true;
            self.pool_changed();
            self.emit(Occurrence::Draining { server: index as Server }, out);
            self.leave_if_empty(index as Server, out);
        }
    }

    /// A leaving server that holds nothing is gone.
    #[inline(always)]
    pub(super) fn leave_if_empty<S: Sink<Occurrence>>(&mut self, index: Server, out: &mut S) {
        let server = &self.servers[index as usize];
        if server.leaving && server.present && server.inside() == 0 {
            self.servers[index as usize].settle(self.now);
            self.servers[index as usize].present = false;
            self.servers[index as usize].epoch += 1;
            self.pool_changed();
            self.emit(Occurrence::Removed { server: index }, out);
        }
    }
}
