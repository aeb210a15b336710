//! Reading a recorded list of arrival moments.

use crate::sim::Time;
use std::fmt;
use std::rc::Rc;

/// What is wrong with a recorded list. Lines count from 1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ListError {
    /// A line holds something else than one number.
    NotANumber {
        /// The line.
        line: usize,
        /// What it holds, cut to 40 characters.
        text: String,
    },
    /// A moment lies before the start of the run, or later than any run lasts.
    OutOfRange {
        /// The line.
        line: usize,
        /// What it holds, cut to 40 characters.
        text: String,
    },
    /// A moment lies before the one above it.
    Backwards {
        /// The line.
        line: usize,
        /// What it holds.
        text: String,
        /// The moment above it.
        after: String,
    },
}

/// The latest moment of a list, in seconds: thirty years.
const LATEST_S: f64 = 1e9;

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotANumber { line, text } => write!(f, "Line {line} is not a number: {text}"),
            Self::OutOfRange { line, text } => {
                write!(f, "Line {line} is not between 0 and {LATEST_S} seconds: {text}")
            }
            Self::Backwards { line, text, after } => write!(f, "Line {line} goes back in time: {text} after {after}"),
        }
    }
}

impl std::error::Error for ListError {}

/// Reads arrival moments: one per line, in seconds since the start, in order. Blank lines and what follows a `#` are
/// skipped.
///
/// ```
/// use kneepoint::sim::arrivals::recorded;
/// let list = recorded("# morning\n0.5\n0.5\n\n2  # a late one\n").unwrap();
/// assert_eq!(list.len(), 3);
/// assert_eq!(recorded("1\n3,5").unwrap_err().to_string(), "Line 2 is not a number: 3,5");
/// ```
pub fn recorded(text: &str) -> Result<Rc<[Time]>, ListError> {
    let mut moments = Vec::new();
    let mut above: Option<(f64, &str)> = None;
    for (index, raw) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = index + 1;
        let word = raw.split('#').next().unwrap_or("").trim();
        if word.is_empty() {
            continue;
        }
        let shown = || word.chars().take(40).collect::<String>();
        let seconds: f64 = match word.parse() {
            Ok(x) if !f64::is_nan(x) => x,
            _ => return Err(ListError::NotANumber { line, text: shown() }),
        };
        if !(0.0..=LATEST_S).contains(&seconds) {
            return Err(ListError::OutOfRange { line, text: shown() });
        }
        if let Some((_, after)) = above.filter(|(before, _)| *before > seconds) {
            return Err(ListError::Backwards { line, text: shown(), after: after.chars().take(40).collect() });
        }
        above = Some((seconds, word));
        moments.push(Time::from_secs(seconds));
    }
    Ok(moments.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn says_what_is_wrong_and_where() {
        let says = |text: &str| recorded(text).map_or_else(|error| error.to_string(), |list| format!("{list:?}"));
        assert_eq!(says("0\n# x\n\n3,5\n"), "Line 4 is not a number: 3,5");
        assert_eq!(says("1\n4.0\n3.1"), "Line 3 goes back in time: 3.1 after 4.0");
        assert_eq!(says("-1"), "Line 1 is not between 0 and 1000000000 seconds: -1");
        assert_eq!(says("inf"), "Line 1 is not between 0 and 1000000000 seconds: inf");
        assert_eq!(says("NaN"), "Line 1 is not a number: NaN");
        assert_eq!(says("\u{feff}1e-3\r\n2\r\n"), "[Time(1000000), Time(2000000000)]");
        assert_eq!(says(""), "[]");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[0-9.\n#e \\-x]{0,60}") {
            if let Ok(list) = recorded(&text) {
                prop_assert!(list.is_sorted());
            }
        }
    }
}
