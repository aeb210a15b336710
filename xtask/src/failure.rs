//! What went wrong, as one sentence with its remedy, and the output that shows it.

use std::fmt;

/// Lines of a failed command's output that are printed, counted from its end.
const LINES_SHOWN: usize = 200;

/// A failed step or command.
#[derive(Debug)]
pub struct Failure {
    /// One sentence: what failed and what to do about it.
    pub sentence: String,
    /// Output of the command that failed; may be empty.
    pub output: String,
}

impl Failure {
    pub fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), output: String::new() }
    }

    pub fn with_output(sentence: impl Into<String>, output: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), output: output.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<&str> = self.output.trim_end().lines().collect();
        let skipped = lines.len().saturating_sub(LINES_SHOWN);
        if skipped > 0 {
            writeln!(f, "    ({skipped} earlier lines left out)")?;
        }
        for line in &lines[skipped..] {
            writeln!(f, "    {line}")?;
        }
        f.write_str(&self.sentence)
    }
}
