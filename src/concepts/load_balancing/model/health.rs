//! How the balancer learns of illness: probes with fall and rise, failed requests, or an oracle; and slow start.
//!
//! The counters are those of HAProxy and nginx Plus: either outcome resets the streak of the other.

use super::super::occurrence::{Occurrence, Verdict};
use super::super::params::Health;
use super::server::Illness;
use super::settings::Settings;
use super::{Cluster, Event, Kind};
use crate::policies::balance::{Balancer as _, Server};
use crate::sim::{Sink, Span, Stream};

/// In how many steps a server in slow start grows to its weight.
const WARM_STEPS: u64 = 10;

impl Cluster {
    /// Starts the probes of a server, at a phase of its own.
    pub(super) fn start_probes(&mut self, index: Server) {
        let stamp = self.stamp();
        self.servers[index as usize].watch.probe_stamp = stamp;
        if self.settings.probes() {
            let phase = self.seed.keyed(Stream::Faults, u64::from(index)).unit(0);
            let first = Span::from_secs(self.settings.params.interval * phase);
            self.calendar.schedule(self.now + first, Event::new(Kind::Probe, index, stamp));
        }
    }

    /// Sends a probe. It takes the network both ways and no worker.
    pub(super) fn probe(&mut self, index: Server, stamp: u32) {
        let server = &self.servers[index as usize];
        if server.watch.probe_stamp != stamp || !server.present {
            return;
        }
        self.tally.sums.probes += 1;
        let there_and_back = Span(self.settings.net.0 * 2);
        let timeout = Span::from_secs(self.settings.params.probe_timeout);
        let (good, after) = match server.illness {
            Illness::Well if there_and_back <= timeout => (true, there_and_back),
            Illness::Dead if there_and_back <= timeout => (false, there_and_back), // refused at once
            _ => (false, timeout),
        };
        self.calendar
            .schedule(self.now + after, Event::new(if good { Kind::ProbeGood } else { Kind::ProbeBad }, index, stamp));
        let interval = Span::from_secs(self.settings.params.interval);
        self.calendar.schedule(self.now + interval, Event::new(Kind::Probe, index, stamp));
    }

    /// The outcome of a probe.
    pub(super) fn probe_back<S: Sink<Occurrence>>(&mut self, index: Server, stamp: u32, good: bool, out: &mut S) {
        let (fall, rise) = (self.settings.params.fall, self.settings.params.rise);
        let watch = &mut self.servers[index as usize].watch;
        if watch.probe_stamp != stamp {
            return;
        }
        if good {
            watch.good = watch.good.saturating_add(1);
            watch.bad = 0;
        } else {
            watch.bad = watch.bad.saturating_add(1);
            watch.good = 0;
        }
        let (healthy, streak) = (watch.healthy, if good { watch.good } else { watch.bad });
        // A good probe of a healthy server is no news.
        if good != healthy {
            let needed = if good { rise } else { fall };
            self.emit(Occurrence::Probed { server: index, good, streak, needed }, out);
            if streak >= needed {
                if good {
                    self.admit(index, Verdict::Probes(streak), out);
                } else {
                    self.expel(index, Verdict::Probes(streak), out);
                }
            }
        }
    }

    /// The balancer heard the outcome of a request.
    #[inline(always)]
    pub(super) fn heard<S: Sink<Occurrence>>(&mut self, index: Server, failed: bool, out: &mut S) {
        let ejects = self.settings.ejects();
        let watch = &mut self.servers[index as usize].watch;
        if !failed {
            watch.failures = 0;
            return;
        }
        watch.failures = watch.failures.saturating_add(1);
        let failures = watch.failures;
        if ejects && watch.healthy && failures >= self.settings.params.fails {
            self.expel(index, Verdict::Failures(failures), out);
            let stamp = self.stamp();
            self.servers[index as usize].watch.eject_stamp = stamp;
            let until = self.now + Span::from_secs(self.settings.params.eject);
            self.calendar.schedule(until, Event::new(Kind::EjectionOver, index, stamp));
        }
    }

    /// An ejected server is tried again.
    pub(super) fn ejection_over<S: Sink<Occurrence>>(&mut self, index: Server, stamp: u32, out: &mut S) {
        let watch = self.servers[index as usize].watch;
        // With probes as well, the probes decide.
        if watch.eject_stamp == stamp && !watch.healthy && watch.bad == 0 {
            self.admit(index, Verdict::Served, out);
        }
    }

    /// Takes a server out of rotation.
    pub(super) fn expel<S: Sink<Occurrence>>(&mut self, index: Server, verdict: Verdict, out: &mut S) {
        let now = self.now;
        let watch = &mut self.servers[index as usize].watch;
        if !watch.healthy {
            return;
        }
        watch.healthy = false;
        watch.good = 0;
        let after = watch.fault_at.take().map(|at| now - at);
        if let Some(after) = after {
            self.tally.sums.detections += 1;
            self.tally.sums.detection_ns += after.0;
            self.tally.detection_last = Some(after);
        }
        self.pool_changed();
        self.emit(Occurrence::OutOfRotation { server: index, verdict, after }, out);
    }

    /// Brings a server back into rotation.
    pub(super) fn admit<S: Sink<Occurrence>>(&mut self, index: Server, verdict: Verdict, out: &mut S) {
        let watch = &mut self.servers[index as usize].watch;
        if watch.healthy {
            return;
        }
        watch.healthy = true;
        watch.bad = 0;
        watch.failures = 0;
        self.warm_up(index);
        self.pool_changed();
        self.emit(Occurrence::InRotation { server: index, verdict }, out);
    }

    /// The oracle looks, if health is known at once.
    pub(super) fn consult_oracle<S: Sink<Occurrence>>(&mut self, index: Server, out: &mut S) {
        if self.settings.params.health == Health::Instant {
            if self.servers[index as usize].illness == Illness::Well {
                self.admit(index, Verdict::Oracle, out);
            } else {
                self.expel(index, Verdict::Oracle, out);
            }
        }
    }

    /// Starts slow start, if it is set.
    pub(super) fn warm_up(&mut self, index: Server) {
        let stamp = self.stamp();
        let server = &mut self.servers[index as usize];
        server.warm_from = self.now;
        server.warm_stamp = stamp;
        let span = Span::from_secs(self.settings.params.slow_start);
        if !span.is_zero() {
            self.calendar.schedule(self.now + Span(span.0 / WARM_STEPS), Event::new(Kind::Warmer, index, stamp));
        }
    }

    /// The next step of slow start.
    pub(super) fn warmer(&mut self, index: Server, stamp: u32) {
        if self.servers[index as usize].warm_stamp != stamp {
            return;
        }
        let span = Span::from_secs(self.settings.params.slow_start);
        self.pool_changed();
        if self.now - self.servers[index as usize].warm_from < span {
            self.calendar.schedule(self.now + Span(span.0 / WARM_STEPS), Event::new(Kind::Warmer, index, stamp));
        }
    }

    /// The weight of a server now: its own, or less during slow start.
    fn weight_now(&self, index: usize) -> f64 {
        let server = &self.servers[index];
        let span = Span::from_secs(self.settings.params.slow_start);
        let age = self.now - server.warm_from;
        if span.is_zero() || age >= span {
            return server.set.weight;
        }
        let step = (age.0 / (span.0 / WARM_STEPS).max(1) + 1).min(WARM_STEPS);
        server.set.weight * step as f64 / WARM_STEPS as f64
    }

    /// Brings the lists of who is in rotation, and the policies' tables, up to date.
    pub(super) fn pool_changed(&mut self) {
        for index in 0..self.servers.len() {
            self.backends[index].weight = self.weight_now(index);
        }
        let pools = self.settings.pools;
        let mut up = std::mem::take(&mut self.up);
        up.iter_mut().for_each(Vec::clear);
        for (index, server) in self.servers.iter().enumerate() {
            if server.in_rotation() {
                up[usize::from(pools && self.in_static_pool(index as Server))].push(index as Server);
            }
        }
        self.up = up;
        for pool in 0..2 {
            self.with_policy(pool, |policy, view, _| policy.pool_changed(view));
        }
    }

    /// Health settings changed.
    pub(super) fn set_health<S: Sink<Occurrence>>(&mut self, old: &Settings, new: &Settings, out: &mut S) {
        let (a, b) = (&old.params, &new.params);
        if a.health == b.health && a.interval == b.interval {
            return;
        }
        for index in 0..self.servers.len() as Server {
            self.start_probes(index);
            if b.health == Health::None {
                self.admit(index, Verdict::Decided, out);
            }
            self.consult_oracle(index, out);
        }
    }
}
