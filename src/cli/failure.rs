//! How a command fails: one sentence and an exit code.

use crate::concept::Entry;
use crate::param::{Bad, Param};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

/// Why a command did not do what it was asked to.
#[derive(Debug)]
pub enum Failure {
    /// A value that cannot be used.
    Bad(Bad),
    /// Any other bad input, as a sentence.
    Said(String),
    /// A check failed, as a sentence.
    Check(String),
    /// The reader of the output went away.
    Closed,
}

impl Failure {
    /// The exit code: 0, 1 or 2.
    pub const fn code(&self) -> u8 {
        match self {
            Self::Closed => 0,
            Self::Check(_) => 1,
            Self::Bad(_) | Self::Said(_) => 2,
        }
    }
    /// Says it on the error output and gives the exit code.
    pub(super) fn report(&self) -> ExitCode {
        if !matches!(self, Self::Closed) {
            // Nobody is left to tell if the error output is closed as well.
            let _ = writeln!(io::stderr(), "kneepoint: {self}");
        }
        ExitCode::from(self.code())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence = match self {
            Self::Bad(bad) => bad.to_string(),
            Self::Said(sentence) | Self::Check(sentence) => sentence.clone(),
            Self::Closed => "the output was closed".to_owned(),
        };
        f.write_str(&one_line(&sentence))
    }
}

impl From<Bad> for Failure {
    fn from(bad: Bad) -> Self {
        Self::Bad(bad)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::Said(format!("the output cannot be written: {error}")),
        }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::from(io::Error::from(error))
    }
}

/// A refusal in the form that parameters use.
pub(super) fn bad(key: &str, value: &str, wrong: &str, allowed: impl Into<String>) -> Bad {
    Bad { key: key.to_owned(), value: value.to_owned(), wrong: wrong.to_owned(), allowed: allowed.into() }
}

/// Input is quoted in messages and may hold anything; a message stays on its line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// Help goes to the output; everything else becomes one sentence.
pub(super) fn from_clap(error: &clap::Error, entry: Option<&Entry>, out: &mut dyn Write) -> Result<(), Failure> {
    let word = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.clone()),
        Some(ContextValue::Strings(words)) => Some(words.join(", ")),
        _ => None,
    };
    // "--rate <N>" names the option and its value.
    let name = |kind| word(kind).map(|arg| arg.split(' ').next().unwrap_or_default().to_owned());
    let arg = name(ContextKind::InvalidArg).unwrap_or_default();
    let param = entry.and_then(|entry| entry.table.iter().find(|param| arg.strip_prefix("--") == Some(param.key)));
    let sentence = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            write!(out, "{}", error.render())?;
            return Ok(());
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            "a command is missing; allowed: list, run, sweep, draw, replay, export".to_owned()
        }
        ErrorKind::UnknownArgument => match word(ContextKind::SuggestedArg) {
            Some(near) => format!("{arg} is not known; did you mean {near}?"),
            None => format!("{arg} is not known; allowed: what --help lists"),
        },
        ErrorKind::InvalidSubcommand => {
            let name = word(ContextKind::InvalidSubcommand).unwrap_or_default();
            match word(ContextKind::SuggestedSubcommand) {
                Some(near) => format!("{name} is not a command; did you mean {near}?"),
                None => format!("{name} is not a command; allowed: list, run, sweep, draw, replay, export"),
            }
        }
        ErrorKind::ArgumentConflict => match name(ContextKind::PriorArg) {
            Some(prior) if prior != arg => format!("{arg} cannot be used together with {prior}"),
            _ => format!("{arg} is given more than once; allowed: once"),
        },
        ErrorKind::InvalidValue if word(ContextKind::InvalidValue).is_none_or(|value| value.is_empty()) => {
            let allowed = param.map_or_else(|| "what --help lists".to_owned(), Param::allowed);
            format!("{arg} has no value; allowed: {allowed}")
        }
        ErrorKind::TooManyValues => format!("{arg} takes no value; allowed: {arg} alone"),
        _ => first_sentence(&error.render().to_string()),
    };
    Err(Failure::Said(sentence))
}

fn first_sentence(rendered: &str) -> String {
    let line = rendered.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}
