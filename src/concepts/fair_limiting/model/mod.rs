//! The model: people of four tiers and one attacker send requests; each is counted by user, by address, or both.
//!
//! Counts are fixed windows that begin together. A count of an address that people of several tiers share goes as far
//! as the tier of the one who asks. Beside the limiter runs what nobody can build: a count for each person, whoever he
//! is signed in as and wherever he sends from. A refusal that it would not have made is unjust; a pass that it would not
//! have given slipped through.
//!
//! Laws that are checked after every event: every request passed or was refused; no count is above the largest limit it
//! is held to; what passed through a person's count and what that person sent agree.

mod types;

pub use types::{ATTACKER, Action, All, CLASSES, Count, KeyId, NAMES, Occurrence, Person, Sums, Why};

use super::params::{Key, Params, TIERS};
use crate::sim::arrivals::{Arrivals, Pattern};
use crate::sim::{Calendar, Digest, Keyed, Model, Seed, Sink, Span, Stream, Time};

#[derive(Clone, Copy, Debug)]
enum Event {
    Arrive { stamp: u32 },
    Turn { stamp: u32 },
}

/// The people, the attacker, and the counts: the whole state of a run.
#[derive(Clone, Debug)]
pub struct Crowd {
    now: Time,
    params: Params,
    calendar: Calendar<Event>,
    arrivals: Arrivals,
    stamp: u32,
    dice: Keyed,
    people: Vec<Person>,
    /// Up to here the share of all requests that come from a person and those before.
    ladder: Vec<f64>,
    /// In the order of their keys.
    counts: Vec<Count>,
    window: u64,
    sent: u64,
    sums: All,
    /// Refused unjustly in this window.
    unjust_now: u32,
    cut: All,
    cut_at: Time,
    digest: Digest,
    events: u64,
}

impl Crowd {
    /// The parameters.
    pub fn params(&self) -> &Params {
        &self.params
    }
    /// The people; the attacker is the last one.
    pub fn people(&self) -> &[Person] {
        &self.people
    }
    /// The counts that there may be, in order.
    pub fn counts(&self) -> &[Count] {
        &self.counts
    }
    /// What stands there now.
    pub fn count(&self, key: KeyId, cap: bool) -> u32 {
        let found = self.counts.iter().find(|count| count.key == key && count.cap == cap);
        found.filter(|count| count.window == self.window).map_or(0, |count| count.n)
    }
    /// Sums since the start.
    pub fn sums(&self) -> All {
        self.sums
    }
    /// Sums since the warm-up.
    pub fn since_cut(&self) -> (All, Span) {
        (self.sums - self.cut, self.now - self.cut_at)
    }
    /// Forgets the statistics so far.
    pub fn cut_warmup(&mut self) {
        self.cut = self.sums;
        self.cut_at = self.now;
    }
    /// Honest requests refused unjustly in this window.
    pub fn unjust_now(&self) -> u32 {
        self.unjust_now
    }
    /// When this window ends.
    pub fn window_ends(&self) -> Time {
        Time((self.window + 1).saturating_mul(self.window_ns()))
    }
    /// The keys that a request of this person is counted under, from this address and with this account of the
    /// attacker: whose, is it a cap, how far may it go.
    pub fn keys(&self, person: usize, address: KeyId, account: Option<KeyId>) -> [Option<(KeyId, bool, u32)>; 2] {
        let who = &self.people[person];
        let p = &self.params;
        let tier = if who.class == ATTACKER { p.attacker_tier() } else { who.class };
        let limit = p.limits()[tier];
        let user = match who.class {
            ATTACKER => account,
            0 => None,
            _ => Some(KeyId::User(person as u16)),
        };
        match p.key {
            Key::Address => [Some((address, false, limit)), None],
            Key::User => [Some((user.unwrap_or(KeyId::Nobody), false, limit)), None],
            Key::Else => [Some((user.unwrap_or(address), false, limit)), None],
            Key::Both => [Some((user.unwrap_or(address), false, limit)), Some((address, true, p.cap))],
        }
    }
    /// Every pair of an address and an account that this person can send with.
    fn faces(&self, person: usize) -> Vec<(KeyId, Option<KeyId>)> {
        let who = &self.people[person];
        if who.class != ATTACKER {
            return vec![(who.address, None)];
        }
        let (addresses, accounts) = (self.params.addresses as u16, self.params.accounts as u16);
        let most = addresses.max(accounts);
        let account = |i: u16| (accounts > 0).then(|| KeyId::Account(i % accounts.max(1)));
        (0..most).map(|i| (KeyId::Attacker(i % addresses), account(i))).collect()
    }
    /// What a person's requests may be counted under.
    pub fn keys_of(&self, person: usize) -> Vec<(KeyId, bool, u32)> {
        let mut keys: Vec<(KeyId, bool, u32)> = Vec::new();
        for (address, account) in self.faces(person) {
            keys.extend(
                self.keys(person, address, account)
                    .into_iter()
                    .flatten()
                    .filter(|key| !keys.contains(key))
                    .collect::<Vec<_>>(),
            );
        }
        keys
    }

    fn window_ns(&self) -> u64 {
        Span::from_secs(self.params.window).0.max(1_000_000)
    }
    fn place(&mut self) {
        let p = &self.params;
        let people = p.people();
        let old: Vec<Person> = std::mem::take(&mut self.people);
        // Who sits behind the one address: one of each tier in turn.
        let mut left = p.behind;
        let mut behind = [0; TIERS];
        while left > 0 && behind.iter().zip(&people).any(|(b, n)| b < n) {
            for (b, n) in behind.iter_mut().zip(&people) {
                if left > 0 && *b < *n {
                    *b += 1;
                    left -= 1;
                }
            }
        }
        let mut rates = Vec::new();
        for tier in 0..TIERS {
            for i in 0..people[tier] {
                let id = self.people.len() as u16;
                let address = if i < behind[tier] { KeyId::Shared } else { KeyId::Home(id) };
                self.people.push(Person { class: tier, address, alone: (0, 0) });
                rates.push(p.rate(tier));
            }
        }
        self.people.push(Person { class: ATTACKER, address: KeyId::Attacker(0), alone: (0, 0) });
        rates.push(p.attack);
        // People stay who they are, as long as nobody comes or goes before them.
        for (person, old) in self.people.iter_mut().zip(&old) {
            if person.class == old.class {
                person.alone = old.alone;
            }
        }
        let total: f64 = rates.iter().sum();
        let mut sum = 0.0;
        self.ladder = rates
            .iter()
            .map(|rate| {
                sum += rate;
                sum / total.max(f64::MIN_POSITIVE)
            })
            .collect();
        self.arrivals.set(Pattern::Poisson { rate: total.min(1e6) }, self.now);
        let old = std::mem::take(&mut self.counts);
        let mut keys: Vec<(KeyId, bool)> =
            (0..self.people.len()).flat_map(|person| self.keys_of(person)).map(|(key, cap, _)| (key, cap)).collect();
        keys.sort_unstable();
        keys.dedup();
        self.counts = keys
            .into_iter()
            .map(|(key, cap)| {
                let kept = old.iter().find(|count| count.key == key && count.cap == cap);
                kept.copied().unwrap_or(Count { key, cap, window: self.window, n: 0 })
            })
            .collect();
    }
    fn schedule(&mut self) {
        self.stamp = self.stamp.wrapping_add(1);
        let stamp = self.stamp;
        if let Some(at) = self.arrivals.next(self.now) {
            self.calendar.schedule(at, Event::Arrive { stamp });
        }
        self.calendar.schedule(self.window_ends(), Event::Turn { stamp });
    }
    fn emit<S: Sink<Occurrence>>(&mut self, occurrence: Occurrence, out: &mut S) {
        self.digest.word(self.now.0.rotate_left(24) ^ occurrence.word());
        out.take(self.now, &occurrence);
    }
    fn find(&mut self, key: KeyId, cap: bool) -> Option<&mut Count> {
        let window = self.window;
        let place = self.counts.binary_search_by_key(&(key, cap), |count| (count.key, count.cap)).ok()?;
        let count = &mut self.counts[place];
        if count.window != window {
            (count.window, count.n) = (window, 0);
        }
        Some(count)
    }

    /// A request of a person: the first count that is full refuses it; if none is, it is counted under all.
    fn arrive<S: Sink<Occurrence>>(&mut self, person: usize, out: &mut S) {
        let k = self.sent;
        self.sent += 1;
        let [_, which, what] = self.dice.units::<3>(k);
        let Person { class, address, .. } = self.people[person];
        let (mut address, mut account) = (address, None);
        if class == ATTACKER {
            let draw = |unit: f64, n: u32| ((unit * f64::from(n)) as u32).min(n.saturating_sub(1)) as u16;
            address = KeyId::Attacker(draw(which, self.params.addresses));
            account = (self.params.accounts > 0).then(|| KeyId::Account(draw(what, self.params.accounts)));
        }
        let keys = self.keys(person, address, account);
        let window = self.window;
        let own = self.params.limits()[if class == ATTACKER { self.params.attacker_tier() } else { class }];
        let who = &mut self.people[person];
        if who.alone.0 != window {
            who.alone = (window, 0);
        }
        let alone = who.alone.1;
        let just = alone < own;
        who.alone.1 += u32::from(just);
        // The count that says no, or the one with the least room.
        let mut why: Option<Why> = None;
        for (key, cap, limit) in keys.into_iter().flatten() {
            let count = self.find(key, cap).map_or(0, |count| count.n);
            let room = |why: &Why| i64::from(why.limit) - i64::from(why.count);
            let this = Why { key, cap, count, limit, alone, own };
            if why.as_ref().is_none_or(|other| room(other) > 0 && room(&this) < room(other)) {
                why = Some(this);
            }
        }
        let Some(why) = why else { return };
        let allowed = why.count < why.limit;
        if allowed {
            for (key, cap, _) in keys.into_iter().flatten() {
                if let Some(count) = self.find(key, cap) {
                    count.n += 1;
                }
            }
        }
        let (unjust, slipped) = (!allowed && just, allowed && !just);
        let one = Sums { sent: 1, passed: allowed.into(), unjust: unjust.into(), slipped: slipped.into() };
        self.sums.class[class] += one;
        self.unjust_now += u32::from(unjust && class != ATTACKER);
        let shared = address == KeyId::Shared;
        if shared {
            self.sums.shared += one;
        }
        let (person, class) = (person as u16, class as u8);
        self.emit(Occurrence::Decided { k, person, class, shared, allowed, unjust, slipped, why }, out);
    }
    fn turn<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        let window = self.now.0 / self.window_ns();
        if window != self.window {
            self.window = window;
            self.unjust_now = 0;
            self.emit(Occurrence::Window { window }, out);
        }
    }
}

impl Model for Crowd {
    type Params = Params;
    type Action = Action;
    type Occurrence = Occurrence;

    fn new(params: &Params, seed: Seed) -> Self {
        let mut model = Self {
            now: Time::ZERO,
            calendar: Calendar::default(),
            arrivals: Arrivals::new(Pattern::Poisson { rate: 1.0 }, seed.dice(Stream::Arrivals, 0)),
            stamp: 0,
            dice: seed.keyed(Stream::Clients, 0),
            people: Vec::new(),
            ladder: Vec::new(),
            counts: Vec::new(),
            window: 0,
            sent: 0,
            sums: All::default(),
            unjust_now: 0,
            cut: All::default(),
            cut_at: Time::ZERO,
            digest: Digest::default(),
            events: 0,
            params: params.clone(),
        };
        model.place();
        model.schedule();
        model
    }
    fn now(&self) -> Time {
        self.now
    }
    fn next_at(&self) -> Option<Time> {
        self.calendar.next_at()
    }
    fn step<S: Sink<Occurrence>>(&mut self, out: &mut S) {
        let Some((at, event)) = self.calendar.pop() else { return };
        self.now = at;
        self.events += 1;
        match event {
            Event::Arrive { stamp } if stamp == self.stamp => {
                if let Some(next) = self.arrivals.next(at) {
                    self.calendar.schedule(next, Event::Arrive { stamp });
                }
                // A window may end at this very moment.
                self.turn(out);
                let [who, ..] = self.dice.units::<3>(self.sent);
                let person = self.ladder.partition_point(|up_to| *up_to <= who).min(self.people.len() - 1);
                self.arrive(person, out);
            }
            Event::Turn { stamp } if stamp == self.stamp => {
                self.turn(out);
                self.calendar.schedule(self.window_ends(), Event::Turn { stamp });
            }
            Event::Arrive { .. } | Event::Turn { .. } => {}
        }
    }
    fn settle(&mut self, at: Time) {
        self.now = self.now.max(at);
    }
    fn set<S: Sink<Occurrence>>(&mut self, params: &Params, out: &mut S) {
        let old = std::mem::replace(&mut self.params, params.clone());
        if old.window != params.window {
            // Counts of windows of another length say nothing about these.
            self.window = self.now.0 / self.window_ns();
            for count in &mut self.counts {
                (count.window, count.n) = (self.window, 0);
            }
            for person in &mut self.people {
                person.alone = (self.window, 0);
            }
        }
        self.place();
        self.schedule();
        self.emit(Occurrence::Changed, out);
    }
    fn act<S: Sink<Occurrence>>(&mut self, action: &Action, out: &mut S) {
        let (n, attack) = match *action {
            Action::Office(n) => (n, false),
            Action::Attack(n) => (n, true),
        };
        self.turn(out);
        self.emit(Occurrence::Added { n, attack }, out);
        for _ in 0..n {
            if attack {
                self.arrive(self.people.len() - 1, out);
            } else {
                for person in 0..self.people.len() {
                    if self.people[person].address == KeyId::Shared {
                        self.arrive(person, out);
                    }
                }
            }
        }
    }
    fn events(&self) -> u64 {
        self.events
    }
    fn hash(&self) -> u64 {
        self.digest.value()
    }
    fn heap_bytes(&self) -> usize {
        self.calendar.heap_bytes()
            + self.people.capacity() * size_of::<Person>()
            + self.ladder.capacity() * size_of::<f64>()
            + self.counts.capacity() * size_of::<Count>()
    }
    fn check(&self) -> Result<(), String> {
        let mut all = Sums::default();
        for (class, sums) in NAMES.iter().zip(self.sums.class) {
            if sums.passed > sums.sent || sums.unjust > sums.refused() || sums.slipped > sums.passed {
                return Err(format!("{class}: {sums:?}"));
            }
            all += sums;
        }
        if all.sent != self.sent {
            return Err(format!("conservation: {} sent, {} counted", self.sent, all.sent));
        }
        Ok(())
    }
}
