//! From reasons to sentences: why a request went where it went, what happened to a server, the scene in words.
//!
//! Every number in a sentence is one that the rule saw. Servers are called S1, S2, … as on the picture.

mod deeds;
mod events;
mod explain;
mod numbers;
mod reasons;
mod scene;

pub use deeds::{deed_title, mark};
pub use events::{log, occurrence};
pub use explain::explain;
pub use numbers::{count, digits, name, seconds, thousands};
pub use reasons::{otherwise, route};
pub use scene::{describe, server_state, table};
