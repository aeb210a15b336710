//! Pieces of link: what a chip, a lesson or a prediction does to a run that stands (`rate=40`, `kill=4`).

use crate::concept::{Act, Entry, Run};
use crate::param::{Bad, Value};

/// What one pair of a piece does.
#[derive(Clone, PartialEq, Debug)]
pub enum Change {
    /// Sets a parameter.
    Set(usize, Value),
    /// An action.
    Act(Act),
    /// Opens a preset.
    Preset(String),
    /// Asks for a speed.
    Speed(f64),
    /// Moves the playhead.
    Seek(crate::sim::Time),
}

impl Change {
    /// Carries it out on a run, if it is about the run and not about the player.
    pub fn carry_out(&self, run: &mut dyn Run) -> Result<(), Bad> {
        match self {
            Self::Set(index, value) => run.set(*index, value.clone()),
            Self::Act(act) => run.act(act),
            Self::Preset(_) | Self::Speed(_) | Self::Seek(_) => Ok(()),
        }
    }
}

/// What a piece of link does, pair by pair.
pub fn changes(entry: &'static Entry, piece: &str) -> Result<Vec<Change>, Bad> {
    piece.trim_start_matches('#').split('&').filter(|pair| !pair.is_empty()).map(|pair| change(entry, pair)).collect()
}

fn change(entry: &'static Entry, pair: &str) -> Result<Change, Bad> {
    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
    let bad = |wrong: &str, allowed: &str| Bad {
        key: key.to_owned(),
        value: value.to_owned(),
        wrong: wrong.to_owned(),
        allowed: allowed.to_owned(),
    };
    match key {
        "preset" => match entry.preset(value) {
            Some(_) => Ok(Change::Preset(value.to_owned())),
            None => Err(bad("is not known", "the id of a preset")),
        },
        "speed" => crate::param::number(value, "×").map(Change::Speed).ok_or_else(|| bad("is not a speed", "a number")),
        "t" => super::moment_by(&entry.about.clock, value)
            .map(Change::Seek)
            .ok_or_else(|| bad("is not a moment", "seconds")),
        _ => match entry.table.iter().position(|param| param.is_called(key)) {
            Some(index) => entry.table[index].parse(value).map(|value| Change::Set(index, value)),
            None => super::parse_act(entry, pair).map(Change::Act),
        },
    }
}
