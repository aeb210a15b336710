//! Where the player stops by itself: the breakpoints that are on, and the way to the next moment of interest. No browser
//! in here.

use super::session::{DRAG_S, Session};
use crate::concept::{Act, Stopped, Watch, Watched};
use crate::param::{Bad, Value};
use crate::sim::{Advance, Span, Time};

/// Steps between two looks at the clock on the way to the next moment: a formula is worked out after each of them.
const SLICE: u64 = 64;
/// The way ends after so many steps.
const FAR: u64 = if cfg!(test) { 4_000 } else { 400_000 };

/// The stops of a session.
#[derive(Default)]
pub struct Halts {
    /// The concept's stops that are on, by their places.
    pub chosen: Vec<usize>,
    /// A formula of the learner's own; empty if there is none.
    pub own: String,
    /// Watches while it plays; none before the first frame and after every move of the playhead.
    watch: Option<Watch>,
    hunt: Option<Hunt>,
    /// Why it stopped last, in a sentence or two.
    pub said: String,
    news: Option<Stopped>,
}

/// On the way to the next moment of interest.
struct Hunt {
    watch: Watch,
    from: Time,
    since: u64,
}

impl Halts {
    /// True if playing may be stopped.
    pub fn on(&self) -> bool {
        !self.chosen.is_empty() || !self.own.is_empty()
    }
    /// True on the way to the next moment.
    pub const fn hunting(&self) -> bool {
        self.hunt.is_some()
    }
    /// The playhead was moved by hand: what was so before is to be looked up anew.
    pub fn moved(&mut self) {
        (self.watch, self.hunt, self.news) = (None, None, None);
        self.said.clear();
    }
    /// Why it has stopped, once.
    pub const fn take_news(&mut self) -> Option<Stopped> {
        self.news.take()
    }
}

impl Session {
    /// Turns a stop on or off.
    pub fn choose_stop(&mut self, index: usize, on: bool) {
        self.halts.chosen.retain(|other| *other != index);
        if on {
            self.halts.chosen.push(index);
            self.halts.chosen.sort_unstable();
        }
        self.halts.watch = None;
    }

    /// Sets the formula of one's own; says what cannot be read.
    pub fn own_stop(&mut self, formula: &str) -> Result<(), String> {
        let formula = formula.trim();
        if !formula.is_empty() {
            Watch::new(&*self.run, [], Some(formula))?;
        }
        formula.clone_into(&mut self.halts.own);
        self.halts.watch = None;
        Ok(())
    }

    /// The stops that are on, as a link names them.
    pub fn stops_in_link(&self) -> String {
        let ids = self.halts.chosen.iter().filter_map(|index| self.run.entry().stops.get(*index)).map(|stop| stop.id);
        let own = Some(&*self.halts.own).filter(|own| !own.is_empty());
        ids.chain(own).collect::<Vec<_>>().join(",")
    }

    /// Turns on what a link names; a sentence for what there is not, and for a second formula of one's own.
    pub fn stops_of_link(&mut self, named: &str) -> Option<String> {
        let mut wrong = None;
        for name in named.split(',').filter(|name| !name.is_empty()) {
            match self.entry().stops.iter().position(|stop| stop.id == name) {
                Some(index) => self.choose_stop(index, true),
                None if !self.halts.own.is_empty() => {
                    wrong = Some(format!("There is room for one formula of your own; \"{name}\" is left out."));
                }
                None => wrong = self.own_stop(name).err().or(wrong),
            }
        }
        wrong
    }

    /// What is watched while it plays.
    fn watch(&mut self) -> Option<&mut Watch> {
        if self.halts.watch.is_none() && self.halts.on() {
            let stops = self.halts.chosen.iter().filter_map(|index| self.run.entry().stops.get(*index));
            let own = Some(&*self.halts.own).filter(|own| !own.is_empty());
            self.halts.watch = Watch::new(&*self.run, stops, own).ok();
        }
        self.halts.watch.as_mut()
    }

    /// Goes forward like [`Run::advance`](crate::concept::Run::advance), but no further than the next stop that is on.
    pub(super) fn advance_watched(&mut self, until: Time, budget: u64) -> Advance {
        if self.watch().is_none() {
            return self.run.advance(until, budget);
        }
        let Some(watch) = &mut self.halts.watch else { return Advance::Reached };
        match watch.advance(&mut *self.run, until, budget) {
            Watched::Reached => Advance::Reached,
            Watched::Spent => Advance::Spent,
            Watched::Stopped(stopped) => {
                self.stopped(stopped);
                Advance::Reached
            }
        }
    }

    /// Does something by hand, and stops if that is what was waited for.
    fn by_hand(&mut self, deed: impl FnOnce(&mut Self) -> Result<(), Bad>) -> Result<(), Bad> {
        self.leave_branch();
        self.watch();
        let Some(mut watch) = self.halts.watch.take() else { return deed(self) };
        watch.begin(&mut *self.run);
        let done = deed(self);
        let stopped = watch.end(&mut *self.run);
        self.halts.watch = Some(watch);
        if let Some(stopped) = stopped.filter(|_| self.playing) {
            self.stopped(stopped);
        }
        done
    }

    /// Sets a parameter, now. Of a drag about ten settings a second stay in the link.
    pub fn set(&mut self, index: usize, value: Value) -> Result<(), Bad> {
        let within = Span::from_secs(DRAG_S * self.speed);
        if self.lanes.is_empty() {
            return self.by_hand(|session| session.run.drag(index, value, within));
        }
        self.by_hand(|session| session.run.drag(index, value.clone(), within))?;
        self.set_in_lanes(index, &value, within);
        Ok(())
    }

    /// Does something, now.
    pub fn act(&mut self, act: &Act) -> Result<(), Bad> {
        self.by_hand(|session| session.run.act(act))?;
        self.act_in_lanes(act);
        Ok(())
    }

    fn stopped(&mut self, stopped: Stopped) {
        let clock = &self.entry().about.clock;
        let lead = clock.lead(stopped.at);
        self.halts.said = format!("Stopped. {lead} {} {}", sentence(&stopped.label), stopped.words);
        self.playing = false;
        self.halts.hunt = None;
        self.halts.news = Some(stopped);
    }

    /// Sets out for the next moment of interest, whichever of the concept's stops it is; again ends the way.
    pub fn hunt(&mut self) {
        if self.halts.hunt.take().is_some() {
            "Not found yet: the way was broken off here.".clone_into(&mut self.halts.said);
            return;
        }
        self.halts.moved();
        (self.playing, self.goal) = (false, None);
        let own = Some(&*self.halts.own).filter(|own| !own.is_empty());
        match Watch::new(&*self.run, self.entry().stops, own) {
            Ok(watch) => {
                self.halts.hunt = Some(Hunt { watch, from: self.run.now(), since: self.run.events() });
                "On the way to the next moment.".clone_into(&mut self.halts.said);
            }
            Err(sentence) => self.halts.said = sentence,
        }
    }

    /// Goes on towards the next moment for at most `most_ms`.
    pub(super) fn chase(&mut self, most_ms: f64, clock: &impl Fn() -> f64) {
        let until = Time::from_secs(crate::link::T_MAX_S);
        let begun = clock();
        while let Some(hunt) = &mut self.halts.hunt {
            match hunt.watch.advance(&mut *self.run, until, SLICE) {
                Watched::Stopped(stopped) => return self.stopped(stopped),
                Watched::Spent if self.run.events().saturating_sub(hunt.since) < FAR => {}
                Watched::Spent | Watched::Reached => return self.in_vain(),
            }
            if clock() - begun > most_ms {
                return;
            }
        }
    }

    /// Nothing came about: back to where the way began.
    fn in_vain(&mut self) {
        let Some(hunt) = self.halts.hunt.take() else { return };
        let clock = &self.entry().about.clock;
        let far = clock.words(self.run.now(), 1.0);
        self.run.seek(hunt.from);
        self.halts.said = format!("Nothing of the kind comes about until {far}, so the run stays where it was.");
    }
}

/// A label as a sentence.
fn sentence(label: &str) -> String {
    let mut text = label.to_owned();
    // A formula begins with a name, which keeps its letters.
    if !label.contains(['<', '>', '=', '.'])
        && let Some(first) = text.get_mut(0..1)
    {
        first.make_ascii_uppercase();
    }
    format!("{text}.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{concepts, link};

    fn session(fragment: &str) -> Session {
        let entry = concepts::all()[0];
        Session::open(entry, &link::decode(fragment, entry).state, f64::MAX, || 0.0).unwrap()
    }

    #[test]
    fn playing_stops_at_what_was_chosen_and_a_hunt_finds_it_too() {
        let mut played = session("rate=60&servers=3&queue=4");
        let index = played.entry().stops.iter().position(|stop| stop.id == "refusal").unwrap();
        played.choose_stop(index, true);
        let mut frames = 0;
        while played.playing {
            played.frame(0.05, || 0.0);
            frames += 1;
            assert!(frames < 10_000);
        }
        assert!(played.halts.said.contains("A server refuses a request."), "{}", played.halts.said);
        let mut hunted = session("rate=60&servers=3&queue=4");
        loop {
            hunted.hunt();
            while hunted.halts.hunting() {
                hunted.frame(0.05, || 0.0);
            }
            if hunted.halts.said.contains("refuses") {
                break;
            }
        }
        assert_eq!((hunted.run.now(), hunted.run.hash()), (played.run.now(), played.run.hash()));
    }

    #[test]
    fn what_is_done_by_hand_stops_a_run_that_plays() {
        let mut session = session("rate=20&servers=3&t=5");
        let index = session.entry().stops.iter().position(|stop| stop.id == "fault").unwrap();
        session.choose_stop(index, true);
        session.act(&Act { id: "kill", target: Some(2), amount: None }).unwrap();
        assert!(!session.playing && session.halts.said.contains("S2"), "{}", session.halts.said);
    }

    #[test]
    fn a_hunt_in_vain_comes_back() {
        let mut session = session("rate=1&servers=9&t=5");
        session.hunt();
        let mut frames = 0;
        while session.halts.hunting() {
            let tick = std::cell::Cell::new(0.0);
            // Ten milliseconds pass between two looks at the clock.
            session.frame(0.05, || tick.replace(tick.get() + 10.0));
            frames += 1;
            assert!(frames < 1_000_000);
        }
        assert!(frames > 10, "the way is gone in slices");
        assert!(session.halts.said.contains("stays where it was"), "{}", session.halts.said);
        assert_eq!(session.run.now(), Time::from_secs(5.0));
    }
}
