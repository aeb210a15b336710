//! What is said about a value that cannot be used: the key, the value, and what is allowed.

use std::fmt;

/// A value that cannot be used, in one sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bad {
    /// The key it was given for.
    pub key: String,
    /// The value as it was written.
    pub value: String,
    /// What is wrong with it: "is not a number".
    pub wrong: String,
    /// What is allowed.
    pub allowed: String,
}

impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN_MAX: usize = 60;
        let mut value: String = self.value.chars().take(SHOWN_MAX).collect();
        if value.len() < self.value.len() {
            value.push('…');
        }
        write!(f, "{}={} {}; allowed: {}", self.key, value, self.wrong, self.allowed)
    }
}

impl std::error::Error for Bad {}
