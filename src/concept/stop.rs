//! Where a run is worth stopping: what a concept declares, and the watch that runs ahead until one of it comes about.
//!
//! A stop looks at what happens ([`Concept::kind`](super::Concept::kind)) or at a formula over the metrics
//! ([`measure`](super::measure)) that begins to hold. Both are looked at after every step, so nothing is passed over; only
//! rows of the Was / Now table, which are costly and change slowly, are looked at after every [`SELDOM`]th. If one has begun
//! to hold since, the run goes back to the last look and comes again step by step, so that it stops at the very event.
//! What happens all the time is no news: a kind counts again when it has not happened for [`StopDecl::apart`].

use super::measure::Scope;
use super::run::Run;
use crate::scene::Target;
use crate::sim::{Advance, Time};

/// Steps between two looks at the rows of the Was / Now table.
const SELDOM: u64 = 32;

/// What a stop looks at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// Something of this kind happens.
    Happens(&'static str),
    /// This formula begins to hold.
    Holds(&'static str),
}

/// A place where the player can stop by itself.
#[derive(Debug)]
pub struct StopDecl {
    /// Stable kebab-case id; used in links.
    pub id: &'static str,
    /// Goes on after "when": "a server refuses a request".
    pub label: &'static str,
    /// What it looks at.
    pub when: When,
    /// Calm before it counts again, in what the clock counts.
    pub apart: f64,
}

impl StopDecl {
    /// When something of a kind happens, after one unit of the clock without it.
    pub const fn happens(id: &'static str, label: &'static str, kind: &'static str) -> Self {
        Self { id, label, when: When::Happens(kind), apart: 1.0 }
    }
    /// When a formula begins to hold.
    pub const fn holds(id: &'static str, label: &'static str, formula: &'static str) -> Self {
        Self { id, label, when: When::Holds(formula), apart: 0.0 }
    }
    /// Sets the calm before it counts again.
    pub const fn apart(mut self, units: f64) -> Self {
        self.apart = units;
        self
    }
}

/// Why a run stopped.
#[derive(Clone, PartialEq, Debug)]
pub struct Stopped {
    /// When.
    pub at: Time,
    /// What it was stopped for, as it goes on after "when".
    pub label: String,
    /// What happened, in a sentence; for a formula, what it says now.
    pub words: String,
    /// What it happened to.
    pub target: Option<Target>,
}

/// How a watched advance ended.
#[derive(Clone, PartialEq, Debug)]
pub enum Watched {
    /// The moment asked for was reached.
    Reached,
    /// The budget of steps was spent first.
    Spent,
    /// Something came about.
    Stopped(Stopped),
}

enum Eye {
    /// A kind, and when it happened last.
    Kind(&'static str, Option<Time>),
    /// A formula, and whether it held.
    Formula(String, bool),
}

struct One {
    label: String,
    apart: u64,
    eye: Eye,
}

/// Looks for stops while a run goes on. It remembers what was so before, and is made anew after a move of the playhead.
pub struct Watch {
    all: Vec<One>,
    /// The last look at the rows: how many events had run, and when each kind had happened last.
    looked: (u64, Vec<Option<Time>>),
}

impl Watch {
    /// A watch over these stops, and over formulas of the learner's own; a formula that cannot be read says so.
    pub fn new(
        run: &dyn Run,
        stops: impl IntoIterator<Item = &'static StopDecl>,
        own: Option<&str>,
    ) -> Result<Self, String> {
        let each = run.entry().about.clock.each.0 as f64;
        let mut all: Vec<One> = stops
            .into_iter()
            .map(|stop| One {
                label: stop.label.to_owned(),
                apart: (stop.apart * each) as u64,
                eye: match stop.when {
                    When::Happens(kind) => Eye::Kind(kind, None),
                    When::Holds(formula) => Eye::Formula(formula.to_owned(), false),
                },
            })
            .collect();
        if let Some(formula) = own {
            let eye = Eye::Formula(formula.to_owned(), false);
            all.push(One { label: formula.to_owned(), apart: 0, eye });
        }
        let scope = Scope::new(run);
        for one in &mut all {
            if let Eye::Formula(formula, held) = &mut one.eye {
                *held = scope.value(formula)?.is_some_and(|value| value != 0.0);
            }
        }
        let mut watch = Self { all, looked: (0, Vec::new()) };
        watch.look_back(run);
        watch.remember(run);
        Ok(watch)
    }

    /// When each kind happened last, as far back as it matters.
    fn look_back(&mut self, run: &dyn Run) {
        let apart = self.all.iter().map(|one| one.apart).max().unwrap_or_default();
        let kinds = self.kinds();
        if kinds.is_empty() || run.now() == Time::ZERO {
            return;
        }
        let mut past = run.fork();
        past.seek(Time(run.now().0.saturating_sub(apart)));
        past.arm(&kinds);
        loop {
            let how = past.advance(run.now(), u64::MAX);
            let caught = past.caught();
            if caught.is_empty() && how == Advance::Reached {
                break;
            }
            for (kind, _) in caught {
                self.note(kind, past.now());
            }
        }
    }

    fn kinds(&self) -> Vec<&'static str> {
        let kinds = self.all.iter().filter_map(|one| match one.eye {
            Eye::Kind(kind, _) => Some(kind),
            Eye::Formula(..) => None,
        });
        kinds.collect()
    }

    /// A kind happened; the label of the first stop for which that is news.
    fn note(&mut self, kind: &str, at: Time) -> Option<String> {
        let mut news = None;
        for one in &mut self.all {
            if let Eye::Kind(own, last) = &mut one.eye
                && *own == kind
            {
                let calm = last.is_none_or(|last| at.since(last).0 > one.apart);
                *last = Some(at);
                if calm && news.is_none() {
                    news = Some(one.label.clone());
                }
            }
        }
        news
    }

    /// Listens while something is done by hand; [`Watch::end`] says what came about by it.
    pub fn begin(&self, run: &mut dyn Run) {
        run.arm(&self.kinds());
    }
    /// What came about since [`Watch::begin`], if anything did.
    pub fn end(&mut self, run: &mut dyn Run) -> Option<Stopped> {
        // What a hand does takes no event: there is nothing to come again to.
        let news = self.heard(run);
        let found = self.formulas(run, false);
        let rows = if self.of_rows() { self.formulas(run, true) } else { None };
        self.remember(run);
        run.arm(&[]);
        news.or(found).or(rows).map(|why| stopped(run, why))
    }

    /// What was heard: the first that is news.
    fn heard(&mut self, run: &mut dyn Run) -> Option<(String, String)> {
        let mut news = None;
        for (kind, words) in run.caught() {
            if let Some(label) = self.note(kind, run.now())
                && news.is_none()
            {
                news = Some((label, words));
            }
        }
        news
    }

    /// What has come about since the last look; `rows` is set where the rows must be looked at, too.
    fn look(&mut self, run: &mut dyn Run, rows: bool) -> Option<Stopped> {
        let news = self.heard(run);
        // Formulas are looked at in any case: they remember whether they held.
        let found = self.formulas(run, false);
        let mut why = news.or(found);
        let due = rows || why.is_some() || run.events().abs_diff(self.looked.0) >= SELDOM;
        if due && self.of_rows() {
            if self.begun(run) {
                why = self.again(run);
            }
            self.remember(run);
        }
        why.map(|why| stopped(run, why))
    }

    /// Goes forward to `until`, at most about `budget` steps, and stops after the first at which something comes about.
    pub fn advance(&mut self, run: &mut dyn Run, until: Time, budget: u64) -> Watched {
        let formulas = self.all.iter().any(|one| matches!(one.eye, Eye::Formula(..)));
        run.arm(&self.kinds());
        let mut left = budget;
        let outcome = loop {
            if left == 0 {
                break Watched::Spent;
            }
            let (step, before) = (if formulas { 1 } else { left }, run.events());
            let how = run.advance(until, step);
            left -= run.events().saturating_sub(before).clamp(1, left);
            if let Some(stopped) = self.look(run, how == Advance::Reached) {
                break Watched::Stopped(stopped);
            }
            if how == Advance::Reached {
                break Watched::Reached;
            }
        };
        run.arm(&[]);
        outcome
    }

    /// The first formula that began to hold, and what it says: of those over rows, or of the others.
    fn formulas(&mut self, run: &dyn Run, rows: bool) -> Option<(String, String)> {
        let scope = Scope::new(run);
        let mut found = None;
        for one in &mut self.all {
            if let Eye::Formula(formula, held) = &mut one.eye
                && rows == of_rows(formula)
            {
                let holds = scope.holds(formula);
                if holds && !*held && found.is_none() {
                    found = Some((one.label.clone(), said(&scope, formula)));
                }
                *held = holds;
            }
        }
        found
    }

    /// True if a formula looks at rows.
    fn of_rows(&self) -> bool {
        self.all.iter().any(|one| matches!(&one.eye, Eye::Formula(formula, _) if of_rows(formula)))
    }

    /// True if a formula over rows has begun to hold since the last look; one that has ceased to is noted.
    fn begun(&mut self, run: &dyn Run) -> bool {
        let scope = Scope::new(run);
        let mut begun = false;
        for one in &mut self.all {
            if let Eye::Formula(formula, held) = &mut one.eye
                && of_rows(formula)
            {
                let holds = scope.holds(formula);
                begun |= holds && !*held;
                *held &= holds;
            }
        }
        begun
    }

    /// Keeps how things stood at this look.
    fn remember(&mut self, run: &dyn Run) {
        self.looked.0 = run.events();
        self.looked.1.clear();
        self.looked.1.extend(self.all.iter().map(|one| match one.eye {
            Eye::Kind(_, last) => last,
            Eye::Formula(..) => None,
        }));
    }

    /// Goes back to the last look and comes again, with a look at everything after every step, until something comes about.
    fn again(&mut self, run: &mut dyn Run) -> Option<(String, String)> {
        let (now, end) = (run.now(), run.events());
        while run.events() > self.looked.0 && run.step_back() {}
        run.caught();
        for (one, was) in self.all.iter_mut().zip(&self.looked.1) {
            if let Eye::Kind(_, last) = &mut one.eye {
                *last = *was;
            }
        }
        while run.events() < end && run.step().is_some() {
            let news = self.heard(run);
            let plain = self.formulas(run, false);
            let rows = self.formulas(run, true);
            if let Some(why) = news.or(plain).or(rows) {
                return Some(why);
            }
        }
        // It began between two events, by time alone.
        run.advance(now, u64::MAX);
        self.formulas(run, true)
    }
}

/// A stop here and now, with what it happened to if the log says so.
fn stopped(run: &dyn Run, (label, words): (String, String)) -> Stopped {
    let log = run.events_log(16);
    let same = log.iter().rev().find(|event| event.at == run.now() && event.words == words);
    let target = same.and_then(|event| event.target);
    Stopped { at: run.now(), label, words, target }
}

/// True if a formula looks at the Was / Now table.
fn of_rows(formula: &str) -> bool {
    formula.contains("now:") || formula.contains("was:")
}

/// What the left side of a comparison is now: "in_queue.now is 51."
fn said(scope: &Scope, formula: &str) -> String {
    let left = formula.split(['<', '>', '=']).next().unwrap_or_default().trim();
    match scope.value(left) {
        Ok(Some(value)) if left != formula => {
            format!("{} is {}.", left.trim_start_matches("now:").replace('-', " "), super::quantity(value, ""))
        }
        _ => String::new(),
    }
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
    fn a_formula_of_ones_own_stops_at_the_very_step_at_which_it_begins_to_hold() {
        let mut run = run("rate=200&servers=2");
        let mut watch = Watch::new(&*run, [], Some("in_queue.now > 20")).unwrap();
        let mut budget = 0;
        let stopped = loop {
            match watch.advance(&mut *run, Time::from_secs(600.0), 50) {
                Watched::Stopped(stopped) => break stopped,
                outcome => assert_eq!(outcome, Watched::Spent),
            }
            budget += 1;
            assert!(budget < 5000);
        };
        let value = |run: &dyn Run| Scope::new(run).value("in_queue.now").unwrap();
        assert_eq!((value(&*run), stopped.at, &*stopped.words), (Some(21.0), run.now(), "in_queue.now is 21."));
        assert!(run.step_back());
        assert_eq!(value(&*run), Some(20.0));
    }

    #[test]
    fn a_formula_over_rows_stops_at_the_very_event_as_well() {
        for (fragment, formula) in [
            ("rate=200&servers=2", "now:inside > 30"),
            ("rate=30&servers=4&do=10:rate=120", "now:p95 > 0.4"),
            ("rate=110&servers=5&do=20:kill=2", "now:mean > 0.3"),
        ] {
            let mut run = run(fragment);
            let value = |run: &dyn Run| Scope::new(run).value(formula).unwrap();
            // Beside it stops that listen, of which nothing may get lost by going back.
            let stops = run.entry().stops.iter().filter(|stop| matches!(stop.when, When::Happens(_)));
            let mut watch = Watch::new(&*run, stops, Some(formula)).unwrap();
            let mut others = Vec::new();
            let at = loop {
                match watch.advance(&mut *run, Time::from_secs(300.0), u64::MAX) {
                    Watched::Stopped(stopped) if stopped.label == formula => break run.events(),
                    Watched::Stopped(stopped) => others.push((stopped.label, run.events())),
                    outcome => panic!("{fragment}: {outcome:?}"),
                }
            };
            assert_eq!(value(&*run), Some(1.0), "{fragment}");
            while run.events() == at {
                assert!(run.step_back());
            }
            assert_ne!(value(&*run), Some(1.0), "{fragment}");
            // The same run without the formula stops at the same other places.
            let mut plain = tests::run(fragment);
            let stops = plain.entry().stops.iter().filter(|stop| matches!(stop.when, When::Happens(_)));
            let mut watch = Watch::new(&*plain, stops, None).unwrap();
            for other in others {
                match watch.advance(&mut *plain, Time::from_secs(300.0), u64::MAX) {
                    Watched::Stopped(stopped) => assert_eq!((stopped.label, plain.events()), other, "{fragment}"),
                    outcome => panic!("{fragment}: {outcome:?}"),
                }
            }
        }
    }

    #[test]
    fn what_goes_on_all_the_time_is_news_once() {
        let entry = concepts::find("load-balancing").unwrap();
        let mut run = run("rate=200&servers=2&queue=5&t=0");
        let stop = || entry.stops.iter().filter(|stop| stop.id == "refusal");
        let mut watch = Watch::new(&*run, stop(), None).unwrap();
        let until = Time::from_secs(20.0);
        assert!(matches!(watch.advance(&mut *run, until, u64::MAX), Watched::Stopped(_)));
        assert_eq!(watch.advance(&mut *run, until, u64::MAX), Watched::Reached);
        // Whoever comes later finds it going on.
        let mut watch = Watch::new(&*run, stop(), None).unwrap();
        assert_eq!(watch.advance(&mut *run, Time::from_secs(25.0), u64::MAX), Watched::Reached);
    }

    #[test]
    fn a_watched_run_is_the_same_run_and_a_bad_formula_is_named() {
        let (mut watched, mut plain) = (run("rate=60&servers=3&queue=4"), run("rate=60&servers=3&queue=4"));
        let entry = watched.entry();
        let mut watch = Watch::new(&*watched, entry.stops, None).unwrap();
        let until = Time::from_secs(5.0);
        while watch.advance(&mut *watched, until, 500) != Watched::Reached {}
        plain.advance(until, u64::MAX);
        assert_eq!((watched.hash(), watched.strip()), (plain.hash(), plain.strip()));
        let sentence = Watch::new(&*plain, [], Some("nothing > 3")).err().unwrap();
        assert!(sentence.contains("no metric called \"nothing\""), "{sentence}");
    }
}
