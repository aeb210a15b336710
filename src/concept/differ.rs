//! Where two runs under one random input first do something different.
//!
//! The hash of all occurrences is the same for as long as the runs are, so the way there goes in strides; from the
//! stride in which the hashes part it is gone event by event, and the first moment at which the logs read differently is
//! the answer. A concept that puts its rule into the hash parts at the first event; then the logs decide alone.

use super::run::{Event, Run};
use crate::sim::{Advance, Time};

/// Steps of a stride.
const STRIDE: u64 = 256;
/// Lines of the log that are compared.
const LINES: usize = 24;

/// The first difference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// When.
    pub at: Time,
    /// What happened in each run at that moment and not in the other, in a sentence; empty if nothing.
    pub words: [String; 2],
    /// The reasons, as far as the concept knows them.
    pub why: [String; 2],
}

/// The search for it, in turns.
pub struct Search {
    runs: [Box<dyn Run>; 2],
    /// True once the hashes have parted.
    near: bool,
    /// The difference, once it is found.
    pub found: Option<Difference>,
}

impl Search {
    /// Between two runs, from the start of both.
    pub fn new(a: &dyn Run, b: &dyn Run) -> Self {
        let start = |run: &dyn Run| {
            let mut run = run.fork();
            run.seek(Time::ZERO);
            run
        };
        let runs = [start(a), start(b)];
        let near = runs[0].hash() != runs[1].hash();
        Self { runs, near, found: None }
    }

    /// How far it has come.
    pub fn at(&self) -> Time {
        self.runs[0].now()
    }

    /// Goes on up to `until`, for as long as `more` says; true once it is there or has found the difference.
    pub fn look(&mut self, until: Time, more: &mut dyn FnMut() -> bool) -> bool {
        while self.found.is_none() && self.at() < until {
            if self.near {
                self.step(until);
            } else {
                self.stride(until);
            }
            if !more() {
                return self.found.is_some() || self.at() >= until;
            }
        }
        true
    }

    fn stride(&mut self, until: Time) {
        let before = [self.runs[0].fork(), self.runs[1].fork()];
        let [a, b] = &mut self.runs;
        if a.advance(until, STRIDE) == Advance::Spent {
            // What is due at the same moment belongs to it.
            let now = a.now();
            a.advance(now, u64::MAX);
        }
        b.advance(a.now(), u64::MAX);
        if a.hash() != b.hash() {
            self.runs = before;
            self.near = true;
        }
    }

    fn step(&mut self, until: Time) {
        let next = self.runs.iter().filter_map(|run| run.next_at()).min();
        let (before, at) = (self.at(), next.unwrap_or(until).min(until).max(Time(self.at().0 + 1)));
        for run in &mut self.runs {
            run.advance(at, u64::MAX);
        }
        if self.runs[0].hash() == self.runs[1].hash() {
            return;
        }
        let [a, b] = [&*self.runs[0], &*self.runs[1]];
        let (here, there) = (news(a, before), news(b, before));
        let only = |own: &[Event], other: &[Event]| {
            own.iter()
                .find(|event| other.iter().all(|other| (other.at, &other.words) != (event.at, &event.words)))
                .cloned()
        };
        let (left, right) = (only(&here, &there), only(&there, &here));
        if let Some(at) = left.iter().chain(&right).map(|event| event.at).min() {
            // What comes later in the other run is another matter.
            let [left, right] = [left, right].map(|event| event.filter(|event| event.at == at));
            let why = [why(a, left.as_ref()), why(b, right.as_ref())];
            let words = [left, right].map(|event| event.map_or_else(String::new, |event| event.words));
            self.found = Some(Difference { at, words, why });
        }
    }
}

/// What the log says since a moment.
fn news(run: &dyn Run, since: Time) -> Vec<Event> {
    let mut log = run.events_log(LINES);
    log.retain(|event| event.at > since || since == Time::ZERO);
    log
}

fn why(run: &dyn Run, event: Option<&Event>) -> String {
    let target = event.and_then(|event| event.target);
    target.and_then(|target| run.explain(target)).map_or_else(String::new, |explanation| explanation.why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{concepts, link};

    fn run(fragment: &str) -> Box<dyn Run> {
        let entry = concepts::find("load-balancing").unwrap();
        (entry.open)(&link::decode(fragment, entry).state).unwrap()
    }

    #[test]
    fn equal_runs_do_not_differ_and_the_first_difference_is_the_first() {
        let (a, b) = (run("rate=40&servers=5&t=30"), run("rate=40&servers=5&t=30"));
        let mut search = Search::new(&*a, &*b);
        assert!(search.look(a.now(), &mut || true));
        assert_eq!((search.found, search.runs[0].now()), (None, Time::from_secs(30.0)));

        let b = run("rate=40&servers=5&policy=random&t=30");
        let mut search = Search::new(&*a, &*b);
        let mut turns = 0;
        while !search.look(a.now(), &mut || false) {
            turns += 1;
            assert!(turns < 100_000);
        }
        let found = search.found.unwrap();
        assert_ne!(found.words[0], found.words[1]);
        // Up to it both logs are the same.
        let (mut a, mut b) = (run("rate=40&servers=5"), run("rate=40&servers=5&policy=random"));
        let before = Time(found.at.0 - 1);
        a.advance(before, u64::MAX);
        b.advance(before, u64::MAX);
        assert_eq!(a.events_log(20), b.events_log(20));
    }

    #[test]
    fn a_deed_in_one_of_them_is_where_they_differ() {
        let (a, b) = (run("rate=40&servers=5&t=30"), run("rate=40&servers=5&do=12:kill=2&t=30"));
        let mut search = Search::new(&*a, &*b);
        assert!(search.look(a.now(), &mut || true));
        let found = search.found.unwrap();
        assert_eq!(found.at, Time::from_secs(12.0));
        assert!(found.words[1].contains("S2"), "{found:?}");
    }
}
