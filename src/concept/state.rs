//! The whole state of a run as a value: what a link holds.

use crate::param::{Param, Value};
use crate::sim::Time;

/// An action with its target and amount: `kill=4`, `slow=6x0.5`, `add`.
#[derive(Clone, PartialEq, Debug)]
pub struct Act {
    /// The action's id.
    pub id: &'static str,
    /// The number of the thing it is done to, as people count: from 1.
    pub target: Option<u32>,
    /// How much.
    pub amount: Option<f64>,
}

impl std::fmt::Display for Act {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)?;
        if let Some(target) = self.target {
            write!(f, "={target}")?;
        }
        if let Some(amount) = self.amount {
            write!(f, "{}{amount}", if self.target.is_some() { "x" } else { "=" })?;
        }
        Ok(())
    }
}

/// Something done while it ran.
#[derive(Clone, PartialEq, Debug)]
pub enum Deed {
    /// A parameter was set: index into the table, value.
    Set(usize, Value),
    /// An action.
    Act(Act),
}

/// A concept, its parameters at the start, the seed, what was done since, and the moment.
#[derive(Clone, PartialEq, Debug)]
pub struct State {
    /// The concept's id.
    pub concept: &'static str,
    /// Values at time zero, in the order of the table.
    pub values: Vec<Value>,
    /// The seed.
    pub seed: u64,
    /// What was done, in order of time.
    pub deeds: Vec<(Time, Deed)>,
    /// The playhead.
    pub at: Time,
    /// How many steps of that very moment are still to come: one nanosecond may hold several events.
    pub short: u32,
    /// The player's speed: seconds of the run per second.
    pub speed: f64,
    /// True if the player stands still.
    pub paused: bool,
}

/// The seed of a state that names none.
pub const SEED_DEFAULT: u64 = 1;

impl State {
    /// Every default, at time zero.
    pub fn new(concept: &'static str, table: &[Param]) -> Self {
        Self {
            concept,
            values: table.iter().map(Param::default_value).collect(),
            seed: SEED_DEFAULT,
            deeds: Vec::new(),
            at: Time::ZERO,
            short: 0,
            speed: 1.0,
            paused: false,
        }
    }
}
