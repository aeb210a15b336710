//! A request at its gateway: what the scheme does with it, and what is counted when it is decided.

use super::super::params::{Fallback, Scheme};
use super::{Cargo, Event, OPEN_MAX, Occurrence, PAST_MAX, STORE, Shared, Waiting, Why};
use crate::sim::{Sink, Span, Time};

impl Shared {
    pub(super) fn arrive<S: Sink<Occurrence>>(&mut self, gateway: usize, out: &mut S) {
        let k = self.sums.sent;
        self.sums.sent += 1;
        self.emit(Occurrence::Arrived { k, gateway: gateway as u8 }, out);
        self.turn(gateway);
        let window = self.gateways[gateway].window;
        self.put(Waiting { k, gateway: gateway as u8, since: self.now, window }, out);
    }
    /// Decides about a request, or asks.
    pub(super) fn put<S: Sink<Occurrence>>(&mut self, one: Waiting, out: &mut S) {
        let Waiting { k, window, .. } = one;
        let gateway = one.gateway as usize;
        let limit = self.params.limit;
        let this = &self.gateways[gateway];
        match self.params.scheme {
            Scheme::Central => {
                let cargo = if self.params.atomic { Cargo::Ask { k, window } } else { Cargo::Read { k, window } };
                if self.wait(one, out) {
                    self.send(one.gateway, STORE, cargo);
                }
            }
            Scheme::Split => {
                let (own, share) = (this.own, self.share(gateway));
                self.decide(one, own < share, Why::Share { own, share }, out);
            }
            Scheme::Local => {
                let own = this.own;
                self.decide(one, own < limit, Why::Share { own, share: limit }, out);
            }
            Scheme::Sync => {
                let (known, own) = (this.estimate(), this.untold);
                self.decide(one, known < limit, Why::Known { known, own, limit }, out);
            }
            Scheme::Gossip => {
                let (known, own) = (this.rumoured(), this.own);
                self.decide(one, known < limit, Why::Known { known, own, limit }, out);
            }
            Scheme::Lease => {
                let (left, dry) = (this.leased, this.dry);
                if left > 0 || dry {
                    self.gateways[gateway].leased = left.saturating_sub(1);
                    self.decide(one, left > 0, Why::Lease { left }, out);
                } else if self.wait(one, out) {
                    self.want(gateway);
                }
            }
        }
    }
    /// Puts a request among those that wait for the store; if there are too many, it is decided without, and this is
    /// false.
    fn wait<S: Sink<Occurrence>>(&mut self, one: Waiting, out: &mut S) -> bool {
        if self.waiting.len() >= OPEN_MAX {
            self.without(one, out);
            return false;
        }
        self.waiting.push_back(one);
        if self.waiting.len() == 1 {
            self.watch();
        }
        true
    }
    fn patience(&self) -> Span {
        Span::from_secs(self.params.patience / 1e3)
    }
    /// Looks again when the patience of the one who waits longest is over.
    pub(super) fn watch(&mut self) {
        self.watch_stamp = self.watch_stamp.wrapping_add(1);
        if let Some(one) = self.waiting.front() {
            let at = (one.since + self.patience()).max(self.now);
            self.calendar.schedule(at, Event::GiveUp { stamp: self.watch_stamp });
        }
    }
    /// Asks for a batch, and for more while those who wait are more than the permits that were asked for.
    pub(super) fn want(&mut self, gateway: usize) {
        let window = self.gateways[gateway].window;
        let n = self.params.batch.max(1);
        let here = |one: &&Waiting| one.gateway as usize == gateway && one.window == window;
        let waiting = self.waiting.iter().filter(here).count() as u32;
        while self.gateways[gateway].asked < waiting {
            self.gateways[gateway].asked += n;
            self.send(gateway as u8, STORE, Cargo::Want { window, n });
        }
    }

    pub(super) fn decide<S: Sink<Occurrence>>(&mut self, one: Waiting, allowed: bool, why: Why, out: &mut S) {
        let gateway = one.gateway as usize;
        let took = self.now - one.since;
        self.sums.waited_ns += u128::from(took.0);
        if let Some(this) = self.gateways.get_mut(gateway) {
            if allowed {
                this.passed += 1;
                if this.window == one.window {
                    this.own += 1;
                    this.untold += 1;
                    this.heard[gateway] += 1;
                }
            } else {
                this.refused += 1;
            }
        }
        let limit = self.params.limit;
        let total = self.truly(one.since, allowed);
        // A window that is not counted any more says nothing about what was false.
        let before = total.map_or(limit, |total| total - u32::from(allowed));
        let falsely = !allowed && before < limit;
        let above = allowed && total.is_some() && before >= limit;
        if allowed {
            self.sums.passed += 1;
            self.sums.above += u64::from(above);
            let together = total.unwrap_or(0);
            self.sums.worst = self.sums.worst.max(together);
            self.worst_since = self.worst_since.max(together);
        } else {
            self.sums.refused += 1;
            self.sums.falsely += u64::from(falsely);
        }
        self.sums.fallbacks += u64::from(matches!(why, Why::Away { .. }));
        let (k, gateway) = (one.k, one.gateway);
        self.emit(Occurrence::Decided { k, gateway, allowed, falsely, above, took, total: before, why }, out);
    }
    /// What passed, one more included if it passed, of the requests that came in the true window of `since`. None if
    /// that window is not counted any more.
    fn truly(&mut self, since: Time, passed: bool) -> Option<u32> {
        self.true_turn();
        let back = self.true_window.saturating_sub(since.0 / self.window_ns());
        let more = u32::from(passed);
        if back == 0 && since >= self.counted_from {
            self.total += more;
            return Some(self.total);
        }
        let place = usize::try_from(back).ok().and_then(|back| self.past.len().checked_sub(back));
        let counted = place.and_then(|place| self.past.get_mut(place)).filter(|_| since >= self.counted_from);
        if let Some((_, total)) = counted {
            *total += more;
            self.sums.in_windows += u64::from(more);
            return Some(*total);
        }
        self.sums.uncounted += u64::from(more);
        None
    }
    /// The true window goes on with the true clock.
    pub(super) fn true_turn(&mut self) {
        let window = self.now.0 / self.window_ns();
        while self.true_window < window {
            let ended = Time((self.true_window + 1).saturating_mul(self.window_ns()));
            self.past.push_back((ended, self.total));
            if self.past.len() > PAST_MAX {
                self.past.pop_front();
            }
            self.sums.in_windows += u64::from(self.total);
            self.total = 0;
            // Windows in which nothing happened, longer ago than is remembered, are counted and left out.
            let next = (self.true_window + 1).max(window.saturating_sub(PAST_MAX as u64));
            self.sums.windows += next - self.true_window;
            self.true_window = next;
        }
    }

    /// The patience of the one who waits longest is over, or he has been answered meanwhile.
    pub(super) fn give_up<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        let due = self.waiting.front().is_some_and(|one| one.since + self.patience() <= self.now);
        if due && let Some(one) = self.waiting.pop_front() {
            // What it asked for may never be answered: the next one asks again.
            self.gateways[one.gateway as usize].asked = 0;
            self.without(one, out);
        }
        self.watch();
    }
    /// Decides without the store. The gateway counts by itself, in the window that its clock shows now.
    fn without<S: Sink<Occurrence>>(&mut self, mut one: Waiting, out: &mut S) {
        let gateway = one.gateway as usize;
        self.turn(gateway);
        one.window = self.gateways[gateway].window;
        let own = self.gateways[gateway].own;
        let fallback = self.params.fallback;
        let share = if fallback == Fallback::Local { self.share(gateway) } else { self.params.limit };
        let allowed = match fallback {
            Fallback::Open => true,
            Fallback::Closed => false,
            Fallback::Local | Fallback::Whole => own < share,
        };
        self.decide(one, allowed, Why::Away { fallback, own, share }, out);
    }
}
