//! `kneepoint replay`: a run again from its link, or a recorded file through the algorithms alone.
//!
//! Each kind of recording is a subcommand in a file of its own and one line in [`RECORDINGS`].

mod cache;
mod cache_jobs;
mod cache_spool;
mod hash;
mod hash_input;
mod limit;
mod limit_json;
mod limit_recorded;
mod limit_rule;
mod limit_run;
mod run;

use super::failure::Failure;
use crate::concept::Entry;
use clap::{ArgMatches, Command};
use std::io::Write;

/// A kind of file that can be replayed.
struct Recording {
    /// The subcommand; no concept has this id.
    name: &'static str,
    /// Its command line.
    command: fn() -> Command,
    /// Replays and prints.
    replay: fn(&ArgMatches, &mut dyn Write) -> Result<(), Failure>,
}

/// The kinds of recordings.
const RECORDINGS: &[Recording] = &[
    Recording { name: "cache", command: cache::command, replay: cache::replay },
    Recording { name: "hash", command: hash::command, replay: hash::replay },
    Recording { name: "limit", command: limit::command, replay: limit::replay },
];

/// True if `word` after `replay` names a kind of recording, not a concept or a link.
pub fn is_recording(word: &str) -> bool {
    RECORDINGS.iter().any(|recording| recording.name == word)
}

/// The command line of `replay`; a replay of a link has the flags of `entry`.
pub fn command(entry: Option<&'static Entry>) -> Command {
    RECORDINGS.iter().fold(run::command(entry), |command, recording| command.subcommand((recording.command)()))
}

/// Replays a recording or a link.
pub fn replay(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let recording = matches.subcommand().and_then(|(name, matches)| {
        RECORDINGS.iter().find(|recording| recording.name == name).map(|recording| (recording, matches))
    });
    match recording {
        Some((recording, matches)) => (recording.replay)(matches, out),
        None => run::replay(matches, out),
    }
}
