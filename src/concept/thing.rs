//! What stands in a picture: kinds of things, and what a press on one does.

use super::Act;
use crate::param::Value;

/// A kind of thing that stays put: it can be pointed at, chosen for actions, and reached by keyboard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Thing {
    /// The kind that hits in pictures carry: `server`.
    pub kind: &'static str,
    /// What one is called: "Server".
    pub label: &'static str,
    /// What stands before its number in short: "S" for S4. Empty: the label and the number.
    pub short: &'static str,
}

impl Thing {
    /// A kind of thing called by its label and its number.
    pub const fn new(kind: &'static str, label: &'static str) -> Self {
        Self { kind, label, short: "" }
    }
    /// Called by a letter and its number.
    pub const fn short(mut self, short: &'static str) -> Self {
        self.short = short;
        self
    }
    /// The name of one; number 0 names the only one of its kind.
    pub fn name(&self, id: u64) -> String {
        match (self.short, id) {
            (_, 0) => self.label.to_owned(),
            ("", id) => format!("{} {id}", self.label),
            (short, id) => format!("{short}{id}"),
        }
    }
}

/// What a press on something does.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Press {
    /// Its "why" is told; a second press takes it away.
    #[default]
    Why,
    /// The picture tells it as long as a mouse points at it; a press keeps it until the next.
    Tell,
    /// It is chosen for the actions, and its "why" is told.
    Choose,
    /// Something is done, mostly to it; it is chosen as well.
    Act(Act),
    /// The parameter with this key is set.
    Set(&'static str, Value),
}
