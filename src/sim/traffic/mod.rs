//! Recorded traffic, line by line: when a request came, whose it was, and what it costs.
//!
//! A line is bytes; reading one allocates nothing and keeps nothing, so files of any length stream through. What is
//! wrong with a line is said in words that name it; counting lines is the caller's.

mod access_log;
mod clock;
mod columns;
mod decimal;
mod plain;
mod reader;

pub use access_log::access_log;
pub use clock::moment;
pub use columns::{Columns, Offered, json};
pub use decimal::seconds;
pub use plain::{plain, times};
pub use reader::{Format, Reader, guess};

use super::Time;
use std::fmt;

/// One request of a recording.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row<'a> {
    /// When it came.
    pub at: Time,
    /// Whose it was; empty if the line does not say.
    pub key: &'a [u8],
    /// What it costs; 1 if the line does not say.
    pub cost: u32,
}

/// What is wrong with a line, and what is allowed: a sentence without the line's number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wrong(pub String);

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Wrong {}

/// A piece of a line as it can be shown: at most 40 characters, no control characters.
pub fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(160)]);
    let mut shown: String = text.chars().take(40).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().count() > 40 {
        shown.push('…');
    }
    shown
}

/// The line without its end and the blanks around it.
fn trimmed(line: &[u8]) -> &[u8] {
    line.trim_ascii()
}
