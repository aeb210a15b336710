//! Branches: whoever goes back and does something else leaves the old future behind as a branch. It is a whole run of its
//! own with the same past, follows the playhead, and can be returned to. No browser in here.

use super::session::Session;
use crate::concept::beside::{self, Beside};
use crate::concept::{Mark, Run, Table, WasNow};
use crate::sim::{Advance, Time};

/// So many branches are kept; the oldest goes first.
pub const BRANCHES_MAX: usize = 3;
/// Steps of a branch in one go.
const SLICE: u64 = 2_048;

/// A future that was left.
pub struct Branch {
    /// Its run, which follows the playhead.
    pub run: Box<dyn Run>,
    /// When it was left.
    pub at: Time,
    /// How far it had come.
    pub end: Time,
    /// What was done in it: "rate 32 to 40".
    pub name: String,
}

/// The branches of a session.
#[derive(Default)]
pub struct Branches {
    /// Oldest first.
    pub kept: Vec<Branch>,
    /// The one whose ghost is shown.
    pub shown: usize,
}

impl Branches {
    /// The one whose ghost is shown.
    pub fn ghost(&self) -> Option<&Branch> {
        self.kept.get(self.shown)
    }
}

/// What sets a branch apart: the first thing done in it after `at`.
fn name(marks: &[Mark], at: Time) -> String {
    marks.iter().find(|mark| mark.at >= at).map_or_else(|| "as it was".to_owned(), |mark| mark.words.clone())
}

impl Session {
    /// Keeps the future that a change at this moment would drop, if there is one to speak of.
    pub(super) fn leave_branch(&mut self) {
        let (now, end) = (self.run.now(), self.run.end());
        if end.since(now) <= self.run.strip().every() {
            return;
        }
        let mut run = self.run.fork();
        run.arm(&[]);
        let branch = Branch { name: name(&run.marks(), now), run, at: now, end };
        let kept = &mut self.branches.kept;
        if kept.len() == BRANCHES_MAX {
            kept.remove(0);
        }
        kept.push(branch);
        self.branches.shown = kept.len() - 1;
    }

    /// The ghost goes where the playhead is, for at most `most_ms`; true once it is there.
    pub(super) fn follow(&mut self, most_ms: f64, clock: &impl Fn() -> f64) -> bool {
        let now = self.run.now();
        let Some(ghost) = self.branches.kept.get_mut(self.branches.shown) else { return true };
        let begun = clock();
        // One that was handed over (carry.rs) has what it had come to still before it.
        while ghost.run.end() < ghost.end && ghost.run.advance(ghost.end, SLICE) == Advance::Spent {
            if clock() - begun > most_ms {
                return false;
            }
        }
        if ghost.run.now() > now {
            ghost.run.seek(now);
        }
        while ghost.run.advance(now, SLICE) == Advance::Spent {
            if clock() - begun > most_ms {
                return false;
            }
        }
        ghost.end = ghost.end.max(now);
        true
    }

    /// Returns to a branch; what was the run becomes a branch in its place.
    pub fn return_to(&mut self, index: usize) {
        let now = self.goal.unwrap_or_else(|| self.run.now());
        let Some(branch) = self.branches.kept.get_mut(index) else { return };
        let (end, left) = (self.run.end(), name(&self.run.marks(), branch.at));
        std::mem::swap(&mut self.run, &mut branch.run);
        (branch.end, branch.name) = (end, left);
        self.branches.shown = index;
        self.halts.moved();
        self.goal = Some(now);
        // Lanes are of the run that is there now; what one could open, the other can.
        let owns = self.owns();
        let _ = self.open_lanes(owns);
    }

    /// Forgets a branch.
    pub fn drop_branch(&mut self, index: usize) {
        if index < self.branches.kept.len() {
            self.branches.kept.remove(index);
        }
        self.branches.shown = self.branches.kept.len().saturating_sub(1);
    }

    /// The future that was left, once it has come to the playhead.
    pub fn ghost(&self) -> Option<Beside<'_>> {
        let ghost = self.branches.ghost().filter(|ghost| ghost.run.now() == self.run.now())?;
        Some(Beside { run: &*ghost.run, name: &ghost.name })
    }

    /// The scene as a table, what was left beside it.
    pub fn table(&self) -> Table {
        let own = self.run.table();
        match self.ghost() {
            Some(ghost) => beside::table(own, &ghost.run.table(), ghost.name),
            None => own,
        }
    }

    /// What both say at the same moment: the branch where the window before stands otherwise. None while the branch is
    /// still on its way.
    pub fn beside(&self) -> Option<WasNow> {
        let ghost = self.ghost()?;
        let (mut here, there) = (self.run.was_now(), ghost.run.was_now());
        for row in &mut here.rows {
            row.was = there.rows.iter().find(|other| other.label == row.label).and_then(|other| other.now);
        }
        here.title = format!("Beside “{}”", ghost.name);
        here.was = None;
        Some(here)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::concept::Act;
    use crate::{concepts, link};

    fn session(fragment: &str) -> Session {
        let entry = concepts::all()[0];
        Session::open(entry, &link::decode(fragment, entry).state, f64::MAX, || 0.0).unwrap()
    }

    #[test]
    fn going_back_and_doing_otherwise_leaves_a_branch_that_can_be_returned_to() {
        let mut session = session("rate=40&servers=5&do=20:kill=2&t=30");
        let old = (session.run.hash(), link::encode(&session.run.state(), session.entry()));
        session.seek(Time::from_secs(10.0), || 0.0);
        session.act(&Act { id: "kill", target: Some(4), amount: None }).unwrap();
        assert_eq!(session.branches.kept.len(), 1);
        assert_eq!(session.branches.kept[0].end, Time::from_secs(30.0));
        session.seek(Time::from_secs(30.0), || 0.0);
        let new = session.run.hash();
        assert!(session.follow(f64::MAX, &|| 0.0));
        let ghost = session.branches.ghost().unwrap();
        assert_eq!((ghost.run.hash(), ghost.run.now()), (old.0, session.run.now()));
        let beside = session.beside().unwrap();
        assert_eq!(beside.rows[0].now, session.run.was_now().rows[0].now);
        assert_eq!(beside.rows[0].was, ghost.run.was_now().rows[0].now);
        session.return_to(0);
        session.approach(f64::MAX, &|| 0.0);
        assert_eq!((session.run.hash(), link::encode(&session.run.state(), session.entry())), old);
        assert_eq!(session.branches.kept.len(), 1);
        session.follow(f64::MAX, &|| 0.0);
        assert_eq!(session.branches.ghost().unwrap().run.hash(), new);
    }

    #[test]
    fn what_has_no_future_leaves_no_branch_and_few_are_kept() {
        let mut session = session("rate=40&servers=5&t=10");
        let kill = |n| Act { id: "slow", target: Some(n), amount: Some(0.5) };
        session.act(&kill(1)).unwrap();
        assert!(session.branches.kept.is_empty());
        for n in 1..=5 {
            session.seek(Time::from_secs(20.0), || 0.0);
            session.seek(Time::from_secs(10.0 + f64::from(n)), || 0.0);
            session.act(&kill(n)).unwrap();
        }
        assert_eq!(session.branches.kept.len(), BRANCHES_MAX);
        session.drop_branch(0);
        assert!(session.branches.kept.len() == BRANCHES_MAX - 1 && session.branches.ghost().is_some());
    }
}
