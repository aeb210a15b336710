//! From reasons to sentences: why a request passed or not, what happened, the scene in words.
//!
//! Every number in a sentence is one that the rule saw.

mod deeds;
mod events;
mod numbers;
mod reasons;
mod rule;
mod scene;
mod told;

pub use deeds::{deed_title, mark};
pub use events::{log, occurrence};
pub use numbers::{amount, bytes, count, digits, rate_words, span_words};
pub use reasons::{otherwise, why};
pub use rule::{lane_line, rule};
pub use scene::{describe, explain, table};
pub use told::{answer, fields};
