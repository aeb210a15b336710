//! What can happen, with the numbers the rule saw.

use super::model::fleet::End;
use crate::policies::place::NodeId;

/// A change of the nodes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Step {
    /// A node joins with this weight.
    Join(f64),
    /// A node hands its keys over and leaves.
    Leave(NodeId),
    /// A node dies with what it holds.
    Die(NodeId),
    /// A node's weight becomes another.
    Weigh(NodeId, f64),
}

impl Step {
    /// The node that dies in it.
    pub const fn died(self) -> Option<NodeId> {
        if let Self::Die(id) = self { Some(id) } else { None }
    }
    /// The node that leaves in it in good order.
    pub const fn left(self) -> Option<NodeId> {
        if let Self::Leave(id) = self { Some(id) } else { None }
    }
}

/// Something that happened.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Occurrence {
    /// A key was asked for.
    Asked {
        /// Which key.
        key: u32,
        /// Its owner; `None` if there is none.
        node: Option<NodeId>,
        /// True if the owner held it; else the database was asked.
        hit: bool,
    },
    /// A key was asked for, and nobody could say who owns it.
    Lost {
        /// Which key.
        key: u32,
    },
    /// A key was asked for, and the cache in front of the nodes had it.
    Near {
        /// Which key.
        key: u32,
        /// True if it has been written since.
        old: bool,
    },
    /// A key was written.
    Wrote {
        /// Which key.
        key: u32,
        /// Its owner; `None` if there is none.
        node: Option<NodeId>,
    },
    /// The sketch judged a full window.
    Judged {
        /// How many keys it holds for heavy.
        found: u32,
        /// How many of them are not.
        alarms: u32,
        /// How many heavy keys it did not find.
        missed: u32,
    },
    /// The nodes changed.
    Changed {
        /// What was done to them; of several at once, the last.
        step: Step,
        /// The node it was done to.
        node: NodeId,
        /// How many keys have another owner.
        moved: u32,
        /// Of how many.
        keys: u32,
        /// How many nodes there are now.
        nodes: u32,
    },
    /// Users lost their connections at once.
    Cut {
        /// How many.
        users: u32,
    },
    /// A gateway closed a connection that it had to give up.
    Closed {
        /// Whose.
        key: u32,
        /// The gateway.
        node: NodeId,
    },
    /// A user tried to connect and was refused.
    Refused {
        /// Which user.
        key: u32,
        /// The gateway; `None` if there is none.
        node: Option<NodeId>,
    },
    /// The lease of a gateway ended, and with it the entries that named it.
    Lapsed {
        /// The gateway.
        node: NodeId,
        /// How many.
        entries: u32,
    },
    /// A user has a connection again.
    Back {
        /// Which user.
        key: u32,
        /// The gateway.
        node: NodeId,
        /// How often it had to try.
        tries: u8,
    },
    /// A message for a user has ended.
    Sent {
        /// Which user.
        key: u32,
        /// The gateway it went to.
        node: Option<NodeId>,
        /// How.
        end: End,
    },
    /// Something was set.
    Set {
        /// How many keys have another owner than before.
        moved: u32,
        /// Of how many.
        keys: u32,
    },
}
