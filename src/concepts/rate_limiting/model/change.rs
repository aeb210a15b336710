//! A change of limiters while it runs: what stays keeps its state and what it had scheduled.

use super::super::params::Kind;
use super::super::recorder::LANES_MAX;
use super::{Event, Lane, Limiting};
use crate::sim::Calendar;

impl Limiting {
    /// Brings the lanes to the limiters that are wanted; the number of those that stay keeps its state.
    pub(super) fn set_lanes(&mut self, kinds: &[Kind]) {
        let same =
            kinds.len() == self.lanes.len() && kinds.iter().zip(&self.lanes).all(|(kind, lane)| *kind == lane.kind());
        let (settings, now, keeps) = (std::rc::Rc::clone(&self.settings), self.now, self.keeps);
        if same {
            self.lanes.iter_mut().for_each(|lane| lane.tune(&settings, now, keeps));
            return;
        }
        // What a lane had scheduled belongs to it alone: the events of lanes that go are let run out unheard.
        let mut old: Vec<Option<Lane>> = std::mem::take(&mut self.lanes).into_iter().map(Some).collect();
        let mut moved = [u8::MAX; LANES_MAX];
        for (to, kind) in kinds.iter().enumerate() {
            let found = old.iter_mut().enumerate().find(|(_, lane)| lane.as_ref().is_some_and(|l| l.kind() == *kind));
            let lane = match found.and_then(|(from, lane)| lane.take().map(|lane| (from, lane))) {
                Some((from, mut lane)) => {
                    moved[from] = to as u8;
                    lane.tune(&settings, now, keeps);
                    lane
                }
                None => Lane::new(*kind, &settings, now),
            };
            self.lanes.push(lane);
        }
        let mut calendar = Calendar::default();
        while let Some((at, event)) = self.calendar.pop() {
            if let Some(event) = event.in_lane(&moved) {
                calendar.schedule(at, event);
            }
        }
        self.calendar = calendar;
        self.differs = None;
    }
}

impl Event {
    /// The same event in the lane that its lane has become; none if its lane is gone.
    fn in_lane(self, moved: &[u8]) -> Option<Self> {
        let to = |lane: u8| moved.get(lane as usize).copied().filter(|lane| *lane != u8::MAX);
        Some(match self {
            Self::Leave { lane, k, key, came } => Self::Leave { lane: to(lane)?, k, key, came },
            Self::Look => Self::Look,
            Self::Finish { lane, k, key } => Self::Finish { lane: to(lane)?, k, key },
            Self::Retry { lane, k, client, attempt, slept } => {
                Self::Retry { lane: to(lane)?, k, client, attempt, slept }
            }
        })
    }
}
