//! What is remembered of the recent past: changes, the latest requests, and the state before the last change.

use super::model::Cluster;
use super::occurrence::Occurrence;
use super::params::Find;
use crate::sim::timeline::Recorder as Records;
use crate::sim::{Model as _, Sink, Time};
use std::collections::VecDeque;

/// The most changes remembered.
pub const CHANGES_MAX: usize = 128;
/// The most requests remembered.
pub const ASKED_MAX: usize = 128;

/// Figures of a moment.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Figures {
    /// When.
    pub at: Time,
    /// Nodes.
    pub nodes: f64,
    /// Keys of a node, on average.
    pub mean: f64,
    /// Fullest node, times its due.
    pub fullest: f64,
    /// Standard deviation of the loads, times their dues.
    pub spread: f64,
    /// Hits of the last second, percent.
    pub hits: Option<f64>,
    /// Requests to the database in the last second.
    pub misses: f64,
    /// Of a fleet, where the nodes are gateways.
    pub fleet: Option<Flow>,
}

/// Figures of a fleet at a moment.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Flow {
    /// Users without a connection.
    pub away: f64,
    /// Tries to connect in the last second.
    pub tries: f64,
    /// Messages of the last second that reached their user, percent.
    pub delivered: Option<f64>,
    /// Entries of the presence directory that are wrong; none if nobody asks it.
    pub wrong: Option<f64>,
}

impl Flow {
    fn of(model: &Cluster) -> Option<Self> {
        let fleet = model.fleet()?;
        let (reached, ended) = fleet.ended();
        let asked = model.params().find == Find::Presence;
        Some(Self {
            away: f64::from(fleet.users().away()),
            tries: f64::from(fleet.tries(0).1),
            delivered: (ended > 0).then(|| 100.0 * f64::from(reached) / f64::from(ended)),
            wrong: asked.then(|| f64::from(fleet.users().stale())),
        })
    }
}

impl Figures {
    /// Of now.
    pub fn of(model: &Cluster) -> Self {
        let own = model.own();
        let (hits, misses) = model.recent();
        let nodes = model.members().len() as f64;
        Self {
            at: model.now(),
            nodes,
            mean: f64::from(own.keys()) / nodes.max(1.0),
            fullest: own.fullest(),
            spread: own.spread(),
            hits: (hits + misses > 0).then(|| 100.0 * f64::from(hits) / f64::from(hits + misses)),
            misses: f64::from(misses),
            fleet: Flow::of(model),
        }
    }
}

/// The recorder.
#[derive(Clone, Default, Debug)]
pub struct Recorder {
    /// What was changed, newest last.
    pub changes: VecDeque<(Time, Occurrence)>,
    /// What was asked for, newest last.
    pub asked: VecDeque<(Time, Occurrence)>,
    /// The figures before the last input.
    pub was: Option<Figures>,
    /// The figures when the last input came, kept until a change follows.
    input: Option<Figures>,
}

impl Sink<Occurrence> for Recorder {
    fn take(&mut self, at: Time, occurrence: &Occurrence) {
        let (list, most) = match occurrence {
            Occurrence::Asked { .. }
            | Occurrence::Lost { .. }
            | Occurrence::Near { .. }
            | Occurrence::Wrote { .. }
            | Occurrence::Judged { .. }
            | Occurrence::Closed { .. }
            | Occurrence::Refused { .. }
            | Occurrence::Back { .. }
            | Occurrence::Sent { .. } => (&mut self.asked, ASKED_MAX),
            Occurrence::Cut { .. } | Occurrence::Lapsed { .. } => (&mut self.changes, CHANGES_MAX),
            Occurrence::Changed { .. } | Occurrence::Set { .. } => {
                self.was = self.input;
                (&mut self.changes, CHANGES_MAX)
            }
        };
        if list.len() == most {
            list.pop_front();
        }
        list.push_back((at, *occurrence));
    }
}

impl Records<Cluster> for Recorder {
    fn on_input(&mut self, model: &Cluster, _: Time) {
        self.input = Some(Figures::of(model));
    }
}
