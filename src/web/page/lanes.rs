//! The lanes of a session: they go where the run goes, take what it takes, and say where they first differ. No browser in
//! here.

use super::session::Session;
use crate::concept::lanes::{self, LANES_MAX, Lane, Own};
use crate::concept::{Act, Difference, Search, WasNow};
use crate::param::{Bad, Value};
use crate::sim::{Span, Time};

/// A lane beside the run, and the search for the first difference to it.
pub struct Beside {
    /// The lane.
    pub lane: Lane,
    search: Search,
}

impl Beside {
    /// The first difference, once it is found.
    pub const fn difference(&self) -> Option<&Difference> {
        self.search.found.as_ref()
    }
}

impl Session {
    /// Puts these lanes beside the run, in place of those that are there.
    pub fn open_lanes(&mut self, owns: Vec<Own>) -> Result<(), Bad> {
        let (base, entry) = (self.run.state(), self.entry());
        let mut lanes = Vec::new();
        for own in owns.into_iter().take(LANES_MAX) {
            let lane = Lane::open(entry, &base, own)?;
            let search = Search::new(&*self.run, &*lane.run);
            lanes.push(Beside { lane, search });
        }
        self.lanes = lanes;
        Ok(())
    }

    /// What the lanes have of their own.
    pub fn owns(&self) -> Vec<Own> {
        self.lanes.iter().map(|beside| beside.lane.own.clone()).collect()
    }

    /// Another lane, with nothing of its own yet.
    pub fn add_lane(&mut self) -> Result<(), Bad> {
        let mut owns = self.owns();
        owns.push(Own::new());
        self.open_lanes(owns)
    }

    /// Takes a lane away.
    pub fn drop_lane(&mut self, index: usize) {
        if index < self.lanes.len() {
            self.lanes.remove(index);
        }
    }

    /// A lane has this value of its own from the start on, or is linked again.
    pub fn own(&mut self, lane: usize, index: usize, value: Option<Value>) -> Result<(), Bad> {
        let mut owns = self.owns();
        let Some(own) = owns.get_mut(lane) else { return Ok(()) };
        own.retain(|(other, _)| *other != index);
        own.extend(value.map(|value| (index, value)));
        self.open_lanes(owns)
    }

    /// The lanes as a link holds them.
    pub fn lanes_in_link(&self) -> String {
        lanes::write(self.entry(), self.lanes.iter().map(|beside| &beside.lane.own))
    }

    /// Lanes follow the playhead, then look for where they differ, for at most `most_ms`; true once all is done.
    pub(super) fn follow_lanes(&mut self, most_ms: f64, clock: &impl Fn() -> f64) -> bool {
        let (now, begun) = (self.run.now(), clock());
        let mut more = || clock() - begun < most_ms;
        for beside in &mut self.lanes {
            if !beside.lane.follow(now, &mut more) {
                return false;
            }
        }
        for beside in &mut self.lanes {
            if !beside.search.look(now, &mut more) {
                return false;
            }
        }
        true
    }

    /// What was set in the run is set in every lane that is linked.
    pub(super) fn set_in_lanes(&mut self, index: usize, value: &Value, within: Span) {
        let now = self.run.now();
        for beside in &mut self.lanes {
            beside.lane.set(now, index, value, within);
        }
        self.search_anew(now);
    }

    /// What was done in the run is done in every lane.
    pub(super) fn act_in_lanes(&mut self, act: &Act) {
        let now = self.run.now();
        for beside in &mut self.lanes {
            beside.lane.act(now, act);
        }
        self.search_anew(now);
    }

    /// A search sees only what was done before it began.
    fn search_anew(&mut self, now: Time) {
        for beside in &mut self.lanes {
            if beside.difference().is_none_or(|difference| difference.at >= now) {
                beside.search = Search::new(&*self.run, &*beside.lane.run);
            }
        }
    }

    /// What each lane measures now, the run first.
    pub fn readings(&self) -> Vec<WasNow> {
        let lanes = self.lanes.iter().map(|beside| beside.lane.run.was_now());
        std::iter::once(self.run.was_now()).chain(lanes).collect()
    }

    /// Where the first of the lanes differs first.
    pub fn first_difference(&self) -> Option<Time> {
        self.lanes.iter().filter_map(|beside| beside.difference().map(|difference| difference.at)).min()
    }
}
