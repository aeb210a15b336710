//! At the server and back: waiting, service, answers, and clients that give up.

use super::super::occurrence::{Occurrence, Refusal};
use super::request::{Slot, Stage};
use super::server::Illness;
use super::settings::SPEED_ONE;
use super::{Cluster, Event, Kind};
use crate::policies::balance::{Balancer as _, Server};
use crate::sim::{Sink, Span, Time};
use std::cmp::Reverse;

impl Cluster {
    /// The request reaches its server: taken or refused.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    pub(super) fn at_server<S: Sink<Occurrence>>(&mut self, slot: Slot, out: &mut S) {
        let now = self.now;
        let shared = self.settings.shared();
        let request = self.requests.get_mut(slot);
        let (k, index) = (request.k, request.server);
        request.reached = now;
        let server = &mut self.servers[index as usize];
        if !server.up() {
            server.counts.refused += 1;
            self.tally.sums.refused += 1;
            self.emit(Occurrence::Refused { k, server: index, refusal: Refusal::Down }, out);
            return self.answer(slot, true, out);
        }
        let free = server.busy() < server.set.workers && server.illness == Illness::Well;
        let waiting = server.waiting();
        if !free && waiting >= server.set.bound {
            server.counts.full += 1;
            self.tally.sums.full += 1;
            self.emit(Occurrence::Refused { k, server: index, refusal: Refusal::Full { waiting } }, out);
            return self.answer(slot, true, out);
        }
        server.settle_load(now);
        server.counts.taken += 1;
        self.tally.sums.taken += 1;
        self.backends[index as usize].at_server += 1;
        if shared {
            self.share(slot, out);
        } else if free {
            self.start(slot, out);
        } else {
            self.requests.get_mut(slot).stage = Stage::Waiting;
            self.servers[index as usize].queue.push_back(slot);
            self.emit(Occurrence::Queued { k, server: index, ahead: waiting }, out);
        }
    }

    /// A free worker takes the request. The server's sums are settled.
    #[inline(always)]
    pub(super) fn start<S: Sink<Occurrence>>(&mut self, slot: Slot, out: &mut S) {
        let (now, store) = (self.now, self.settings.store);
        let request = self.requests.get_mut(slot);
        let index = request.server;
        request.stage = Stage::InService;
        request.started = now;
        let (k, waited) = (request.k, now - request.reached);
        let server = &mut self.servers[index as usize];
        server.serving.push(slot);
        let speed = server.speed();
        // The store's round trip holds the worker whatever its speed: it is work at the present speed.
        if !request.begun {
            request.begun = true;
            request.left = request.work.0 + worth(store, speed);
        }
        self.emit(Occurrence::Started { k, server: index, waited }, out);
        self.time_service(slot, speed);
    }

    /// Schedules the end of service for a request with `left` work at `speed`.
    #[inline(always)]
    pub(super) fn time_service(&mut self, slot: Slot, speed: u64) {
        let stamp = self.stamp();
        let now = self.now;
        let request = self.requests.get_mut(slot);
        request.since = now;
        request.stamp = stamp;
        request.due = if speed == 0 { Time::NEVER } else { now + lasts(request.left, speed) };
        if speed != 0 {
            self.calendar.schedule(request.due, Event::new(Kind::Served, slot, stamp));
        }
    }

    /// A worker is done with the request.
    #[inline(always)]
    pub(super) fn served<S: Sink<Occurrence>>(&mut self, slot: Slot, out: &mut S) {
        let (now, index) = (self.now, self.requests.get(slot).server);
        let server = &mut self.servers[index as usize];
        server.settle_load(now);
        if server.serving.last() == Some(&slot) {
            server.serving.pop(); // the usual case of one worker
        } else if let Some(place) = server.serving.iter().position(|&other| other == slot) {
            server.serving.remove(place);
        }
        let request = self.requests.get(slot);
        let waited = request.started - request.reached;
        self.finish(slot, waited, out);
        self.start_waiting(index, out);
        self.answer(slot, false, out);
    }

    /// Lets free workers take those who wait, first in, first out.
    #[inline(always)]
    pub(super) fn start_waiting<S: Sink<Occurrence>>(&mut self, index: Server, out: &mut S) {
        loop {
            let server = &mut self.servers[index as usize];
            if server.illness != Illness::Well || server.serving.len() >= server.set.workers as usize {
                return;
            }
            let Some(next) = server.queue.pop_front() else { return };
            self.start(next, out);
        }
    }

    /// The request joins those that share the server. The server's sums are settled.
    pub(super) fn share<S: Sink<Occurrence>>(&mut self, slot: Slot, out: &mut S) {
        let (now, store) = (self.now, self.settings.store);
        let index = self.requests.get(slot).server;
        let server = &mut self.servers[index as usize];
        server.settle_shared(now);
        let speed = server.speed_when_well();
        let request = self.requests.get_mut(slot);
        request.stage = Stage::InService;
        request.started = now;
        request.begun = true;
        request.left = request.work.0 + worth(store, speed);
        let finish = server.shared_clock + request.left as f64;
        // Positive floats order like their bits; the request number breaks ties.
        server.sharing.push(Reverse((finish.to_bits(), request.k, slot)));
        let k = request.k;
        self.emit(Occurrence::Started { k, server: index, waited: Span::ZERO }, out);
        self.time_shared(index);
    }

    /// Schedules the next completion of a shared server whose clock is settled.
    pub(super) fn time_shared(&mut self, index: Server) {
        let stamp = self.stamp();
        let server = &mut self.servers[index as usize];
        server.shared_stamp = stamp;
        if let Some(at) = server.shared_next() {
            self.calendar.schedule(at.max(self.now), Event::new(Kind::SharedServed, index, stamp));
        }
    }

    /// The first of the shared requests is done.
    pub(super) fn shared_served<S: Sink<Occurrence>>(&mut self, index: Server, out: &mut S) {
        let now = self.now;
        let server = &mut self.servers[index as usize];
        server.settle_load(now);
        server.settle_shared(now);
        let Some(Reverse((bits, _, slot))) = server.sharing.pop() else { return };
        // The event was rounded up to a whole nanosecond, so the clock has reached the finish.
        server.shared_clock = server.shared_clock.max(f64::from_bits(bits));
        let speed = server.speed_when_well();
        let request = self.requests.get(slot);
        let alone = lasts(request.work.0, speed);
        let waited = Span((now - request.reached).0.saturating_sub(alone.0));
        self.finish(slot, waited, out);
        self.servers[index as usize].settle_shared(now);
        self.time_shared(index);
        self.answer(slot, false, out);
    }

    /// Counts a finished request.
    #[inline(always)]
    fn finish<S: Sink<Occurrence>>(&mut self, slot: Slot, waited: Span, out: &mut S) {
        let (net, timeout) = (self.settings.net, self.settings.timeout);
        let at_client = self.now + net + net;
        let request = self.requests.get_mut(slot);
        request.late = request.abandoned || (!timeout.is_zero() && at_client > request.sent + timeout);
        let (k, index, late, sent) = (request.k, request.server, request.late, request.sent);
        let sojourn = self.now - request.reached;
        let tally = &mut self.tally;
        tally.sums.done += 1;
        tally.sums.late += u64::from(late);
        tally.sums.sojourn_ns += u128::from(sojourn.0);
        tally.sums.sojourn_done_ns += u128::from(sojourn.0);
        tally.sums.wait_done_ns += u128::from(waited.0);
        tally.wait.record(waited);
        tally.sojourn.record(sojourn);
        tally.batches.follow(&tally.sums);
        if let Some(response) = &mut tally.response
            && !late
        {
            response.record(at_client - sent);
        }
        self.backends[index as usize].at_server -= 1;
        self.servers[index as usize].counts.done += 1;
        self.emit(Occurrence::Done { k, server: index, waited, sojourn, late }, out);
        self.leave_if_empty(index, out);
    }

    /// The answer, good or a failure, sets out for the balancer.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    pub(super) fn answer<S: Sink<Occurrence>>(&mut self, slot: Slot, failed: bool, out: &mut S) {
        let net = self.settings.net;
        let arrives = self.now + net;
        let now = self.now;
        let request = self.requests.get_mut(slot);
        request.stage = Stage::Answering;
        request.failed = failed;
        request.departed = now;
        request.arrives = arrives;
        if net.is_zero() {
            self.answered(slot, out);
        } else {
            let life = request.life;
            self.calendar.schedule(arrives, Event::new(Kind::Answered, slot, life));
        }
    }

    /// The answer is at the balancer, which counts the request out and passes it on.
    #[inline(always)]
    pub(super) fn answered<S: Sink<Occurrence>>(&mut self, slot: Slot, out: &mut S) {
        let request = self.requests.get(slot);
        let (server, failed, late) = (request.server, request.failed, request.late);
        // A request whose client gave up was counted out then.
        if !request.abandoned {
            self.count_out(slot);
            self.heard(server, failed, out);
            if late {
                return; // its client gives up before the answer is there; that event frees the slot
            }
        }
        self.release(slot, self.now + self.settings.net);
    }

    /// The balancer no longer counts the request as in flight.
    #[inline(always)]
    fn count_out(&mut self, slot: Slot) {
        let request = self.requests.get_mut(slot);
        if std::mem::replace(&mut request.counted_out, true) {
            return;
        }
        let (server, routed) = (request.server, request.routed);
        let backend = &mut self.backends[server as usize];
        backend.in_flight -= 1;
        backend.cost -= request.work.0;
        let (now, latency) = (self.now, self.now - routed);
        let pool = usize::from(self.settings.pools && self.in_static_pool(server));
        self.with_policy(pool, |policy, view, _| policy.answered(server, latency, now, view));
    }

    /// The client gives up and closes its connection; the balancer hears of it, the server does not.
    pub(super) fn give_up<S: Sink<Occurrence>>(&mut self, slot: Slot, out: &mut S) {
        let request = *self.requests.get(slot);
        if request.abandoned {
            return;
        }
        self.tally.sums.timed_out += 1;
        self.requests.get_mut(slot).abandoned = true;
        let after = self.now - request.sent;
        let sent_on = !matches!(request.stage, Stage::ToBalancer | Stage::AtBalancer);
        let server = sent_on.then_some(request.server);
        self.emit(Occurrence::TimedOut { k: request.k, server, after }, out);
        self.user_thinks(request.client, self.now, request.k);
        if request.counted_out {
            self.requests.drop(slot); // the answer had passed the balancer and comes too late
        } else if sent_on {
            self.count_out(slot);
            self.heard(request.server, true, out);
        }
    }
}

/// The work, nanoseconds at speed 1, that is done in `span` at `speed` millionths.
#[inline]
fn worth(span: Span, speed: u64) -> u64 {
    if span.is_zero() {
        return 0; // the usual case; a division of 128 bits takes as long as the rest
    }
    (u128::from(span.0) * u128::from(speed) / u128::from(SPEED_ONE)) as u64
}

/// How long `work` nanoseconds at speed 1 take at `speed` millionths, rounded to the nearest nanosecond.
#[inline(always)]
pub(super) fn lasts(work: u64, speed: u64) -> Span {
    if speed == SPEED_ONE { Span(work) } else { lasts_other(work, speed) }
}
#[inline(never)]
fn lasts_other(work: u64, speed: u64) -> Span {
    let (work, speed) = (u128::from(work), u128::from(speed.max(1)));
    Span(((work * u128::from(SPEED_ONE) + speed / 2) / speed).min(u128::from(u64::MAX)) as u64)
}
