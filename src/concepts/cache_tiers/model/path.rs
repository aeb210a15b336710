//! The way of a request: from cache to cache until somebody has it, and back through all of them.

use super::op::{Op, Spot, travel};
use super::store::Copy;
use super::{Event, LINE_MAX, Tiers, WARM_AT_ONCE};
use crate::concepts::cache_tiers::occurrence::Occurrence;
use crate::concepts::cache_tiers::params::Tier;
use crate::sim::{Sink, Span, Time};

impl Tiers {
    /// A request begins.
    pub(super) fn begin<S: Sink<Occurrence>>(&mut self, _out: &mut S) {
        let [u, v] = self.picks.units::<2>(2 * self.requests);
        self.requests += 1;
        self.tally.requests += 1;
        self.under_way += 1;
        let key = self.keys.draw().min(self.params.keys - 1);
        let op = Op {
            n: self.requests,
            key,
            edge: (u * f64::from(self.params.edges)) as u8,
            program: (v * f64::from(self.params.programs)) as u8,
            began: self.now,
            floor: self.truth(key),
            from: Spot::User,
            to: Spot::User,
            sent: self.now,
            arrives: self.now,
            back: false,
            held: false,
            leader: None,
            path: Vec::with_capacity(4),
            version: 0,
            ends: Time::ZERO,
            tier: None,
        };
        self.on(op);
    }
    fn put(&mut self, op: Op) -> u32 {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.ops.push(None);
            self.ops.len() as u32 - 1
        });
        self.ops[slot as usize] = Some(op);
        slot
    }
    /// Where a request goes on to that found nothing.
    fn beyond(&self, op: &Op) -> Spot {
        let program = Spot::Program(op.program.min(self.params.programs as u8 - 1));
        let shield = if self.params.has(Tier::Shield) { Spot::Shield } else { program };
        match op.to {
            Spot::User if self.params.has(Tier::Edge) => Spot::Edge(op.edge.min(self.params.edges as u8 - 1)),
            Spot::User | Spot::Edge(_) => shield,
            Spot::Shield => program,
            Spot::Program(_) => self.owner(op.key).map_or(Spot::Origin, Spot::Node),
            Spot::Node(_) | Spot::Origin => Spot::Origin,
        }
    }
    fn send(&mut self, mut op: Op, to: Spot) -> u32 {
        (op.from, op.to, op.sent, op.held) = (op.to, to, self.now, false);
        op.arrives = self.now + travel(op.from, op.to, &self.params);
        let at = op.arrives;
        let slot = self.put(op);
        self.calendar.schedule(at, Event::Hop(slot));
        slot
    }
    /// On, away from the user.
    fn on(&mut self, mut op: Op) -> u32 {
        let to = self.beyond(&op);
        if op.to != Spot::User {
            op.path.push(op.to);
        }
        self.send(op, to)
    }
    /// Back, toward the user.
    fn back(&mut self, mut op: Op) {
        op.back = true;
        let to = op.path.pop().unwrap_or(Spot::User);
        self.send(op, to);
    }
    /// A request comes to where it was going.
    pub(super) fn arrive<S: Sink<Occurrence>>(&mut self, slot: u32, out: &mut S) {
        let Some(op) = self.ops[slot as usize].take() else { return };
        self.free.push(slot);
        match (op.back, op.to) {
            (true, Spot::User) => self.answer(&op, out),
            (true, _) => self.pass(op, slot, out),
            (false, Spot::Origin) => self.load(op, out),
            (false, _) => self.look(op),
        }
    }
    fn joins(&self, spot: Spot) -> bool {
        self.params.join && matches!(spot, Spot::Edge(_) | Spot::Shield)
    }
    fn look(&mut self, mut op: Op) {
        let (spot, now, key) = (op.to, self.now, op.key);
        if let Some(copy) = self.cache_mut(spot).and_then(|store| store.ask(key, now)) {
            (op.version, op.tier) = (copy.version, Some(spot));
            op.ends = copy.expires;
            if matches!(spot, Spot::Program(_)) {
                op.ends = now + self.params.life(Tier::Edge, key);
            }
            self.back(op);
            return;
        }
        if !self.joins(spot) {
            self.on(op);
            return;
        }
        if let Some(&leader) = self.fetching.get(&(spot, key)) {
            (op.held, op.leader, op.tier) = (true, Some(leader), Some(spot));
            self.put(op);
            return;
        }
        // The number of a request that fetches for others: its slot changes on its way, its number does not.
        self.fetching.insert((spot, key), op.n as u32);
        self.on(op);
    }
    /// Takes those who waited for this fetch at this spot.
    fn followers(&mut self, spot: Spot, op: &Op) -> Vec<Op> {
        if self.fetching.get(&(spot, op.key)) != Some(&(op.n as u32)) {
            return Vec::new();
        }
        self.fetching.remove(&(spot, op.key));
        let mut found = Vec::new();
        for slot in 0..self.ops.len() {
            let waits = |other: &Op| other.leader == Some(op.n as u32) && other.to == spot && other.key == op.key;
            if self.ops[slot].as_ref().is_some_and(waits) {
                self.free.push(slot as u32);
                found.extend(self.ops[slot].take());
            }
        }
        found
    }
    /// An answer on its way back comes through a cache.
    fn pass<S: Sink<Occurrence>>(&mut self, mut op: Op, _slot: u32, out: &mut S) {
        let (spot, now, key) = (op.to, self.now, op.key);
        if matches!(spot, Spot::Program(_)) {
            op.ends = now + self.params.life(Tier::Edge, key);
        }
        if let Some(tier) = spot.tier() {
            let cdn = matches!(tier, Tier::Edge | Tier::Shield);
            let expires = if cdn { op.ends } else { now + self.params.life(tier, key) };
            let copy = Copy { version: op.version, expires, stored: now };
            if let Some(store) = self.cache_mut(spot) {
                store.put(key, copy);
            }
        }
        for mut other in self.followers(spot, &op) {
            (other.version, other.ends, other.leader) = (op.version, op.ends, None);
            self.back(other);
        }
        if op.n == 0 && matches!(spot, Spot::Program(_)) {
            self.warmed(out);
            return;
        }
        self.back(op);
    }
    fn answer<S: Sink<Occurrence>>(&mut self, op: &Op, out: &mut S) {
        self.under_way -= 1;
        let took = self.now.since(op.began);
        let old = (op.version < op.floor).then(|| self.age(op.key, op.version));
        let tier = op.tier.and_then(Spot::tier);
        self.tally.answer(op.key, tier, took, old);
        let place = op.tier.map_or(0, Spot::place);
        let what = Occurrence::Answered { n: op.n, key: op.key, tier, place, version: op.version, old, took };
        self.last = Some(what);
        self.tell(&what, out);
    }

    // The origin.

    fn load<S: Sink<Occurrence>>(&mut self, mut op: Op, out: &mut S) {
        if self.line.len() >= LINE_MAX {
            self.refuse(&op, out);
            return;
        }
        self.tally.loads += 1;
        self.tally.warmed += u64::from(op.n == 0);
        self.tally.level.add(self.now, 1);
        op.held = true;
        let slot = self.put(op);
        self.line.push_back(slot);
        self.tally.peak = self.tally.peak.max(self.busy + self.line.len() as u32);
        self.work();
    }
    fn refuse<S: Sink<Occurrence>>(&mut self, op: &Op, out: &mut S) {
        if op.n == 0 {
            self.warmed(out);
            return;
        }
        let spots = op.path.clone();
        let mut gone = 1;
        for spot in spots {
            gone += self.followers(spot, op).len() as u64;
        }
        self.tally.refused += gone;
        self.under_way -= gone;
        self.tell(&Occurrence::Refused { key: op.key }, out);
    }
    /// The origin takes on what it can.
    pub(super) fn work(&mut self) {
        while self.busy < self.params.workers
            && let Some(slot) = self.line.pop_front()
        {
            self.busy += 1;
            let end = self.now + Span::from_secs(self.params.load);
            if let Some(op) = &mut self.ops[slot as usize] {
                (op.sent, op.arrives) = (self.now, end);
            }
            self.calendar.schedule(end, Event::Served(slot));
        }
    }
    /// A load is done.
    pub(super) fn served(&mut self, slot: u32) {
        let Some(mut op) = self.ops[slot as usize].take() else { return };
        self.free.push(slot);
        self.busy -= 1;
        self.tally.level.add(self.now, -1);
        op.version = self.truth(op.key);
        self.back(op);
        self.work();
    }

    // Warming.

    pub(super) fn warm<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        if self.warming.is_some() || !self.params.has(Tier::Cluster) {
            return;
        }
        let most = self.params.warm.min(self.params.keys);
        self.warming = Some((0, most, 0));
        self.tell(&Occurrence::Warming { keys: most }, out);
        for _ in 0..WARM_AT_ONCE {
            self.warm_next(out);
        }
    }
    fn warm_next<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        while let Some((next, most, open)) = self.warming {
            if next >= most {
                if open == 0 {
                    self.warming = None;
                    self.tell(&Occurrence::Warmed { keys: most }, out);
                }
                return;
            }
            let now = self.now;
            self.warming = Some((next + 1, most, open));
            let Some(node) = self.owner(next).map(Spot::Node) else { continue };
            if self.cache(node).is_none_or(|store| store.peek(next, now).is_some()) {
                continue;
            }
            self.warming = Some((next + 1, most, open + 1));
            let op = Op {
                n: 0,
                key: next,
                edge: 0,
                program: 0,
                began: now,
                floor: 0,
                from: node,
                to: node,
                sent: now,
                arrives: now,
                back: false,
                held: false,
                leader: None,
                path: vec![Spot::Program(0)],
                version: 0,
                ends: Time::ZERO,
                tier: None,
            };
            self.on(op);
            return;
        }
    }
    fn warmed<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        if let Some((_, _, open)) = &mut self.warming {
            *open -= 1;
        }
        self.warm_next(out);
    }
}
