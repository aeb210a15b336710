//! The native command `kneepoint`: the same engine without a browser.
//!
//! One file per command. Flags, help texts and JSON come from the concepts' tables, so a new concept needs no line
//! here. Every command writes to a given output and returns a [`Failure`] instead of ending the process, so that
//! tests can call it.
//!
//! Exit codes: 0 done, 1 a check failed, 2 bad input, with one sentence on the error output. A reader that goes away
//! (`| head`) ends the command quietly.

mod docs;
mod draw;
mod drive;
mod export;
mod failure;
mod flags;
mod list;
mod progress;
mod replay;
mod run;
mod sweep;
mod target;
mod text;
pub mod texts;

pub use failure::Failure;

use crate::concept::Entry;
use clap::{ArgMatches, Command};
use std::io::{BufWriter, Write};
use std::process::ExitCode;

/// Runs the command with the arguments of the process.
pub fn main() -> ExitCode {
    let args: Vec<_> = std::env::args_os().skip(1).collect();
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut words = Vec::with_capacity(args.len());
    for arg in args {
        match arg.into_string() {
            Ok(word) => words.push(word),
            Err(arg) => {
                return Failure::Said(format!("{} is not UTF-8 text", arg.to_string_lossy())).report();
            }
        }
    }
    let done = call(&words, &mut out).and_then(|()| Ok(out.flush()?));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // What was written before a failed check still belongs to the reader.
            let _ = out.flush();
            failure.report()
        }
    }
}

/// Runs the command with `args`, the program's name left out, and writes what it prints to `out`.
pub fn call(args: &[String], out: &mut dyn Write) -> Result<(), Failure> {
    let entry = about(args)?;
    let command = command(args.first().map_or("", String::as_str), entry);
    let matches =
        match command.try_get_matches_from(std::iter::once("kneepoint").chain(args.iter().map(String::as_str))) {
            Ok(matches) => matches,
            Err(error) => return failure::from_clap(&error, entry, out),
        };
    let Some((name, matches)) = matches.subcommand() else {
        return Err(Failure::Said("a command is missing; allowed: list, run, sweep, draw, replay, export".to_owned()));
    };
    carry_out(name, matches, out)
}

fn carry_out(name: &str, matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    match name {
        "list" => list::list(matches, out),
        "run" => run::run(matches, out),
        "sweep" => sweep::sweep(matches, out),
        "draw" => draw::draw(matches, out),
        "replay" => replay::replay(matches, out),
        "export" => export::export(matches, out),
        "texts" => texts::texts(matches, out),
        _ => docs::docs(matches, out),
    }
}

/// The concept that the arguments are about, if they name one.
fn about(args: &[String]) -> Result<Option<&'static Entry>, Failure> {
    match args.split_first() {
        Some((name, rest)) if name == "replay" && rest.first().is_some_and(|word| replay::is_recording(word)) => {
            Ok(None)
        }
        Some((name, rest)) if matches!(name.as_str(), "run" | "sweep" | "draw" | "replay" | "export") => {
            target::peek(rest)
        }
        _ => Ok(None),
    }
}

/// The whole command line; the subcommand `name` gets the flags of `entry`.
fn command(name: &str, entry: Option<&'static Entry>) -> Command {
    let of = |command: &str| entry.filter(|_| command == name);
    Command::new("kneepoint")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Seeded simulations of how systems behave under load: run, swept, drawn and replayed without a browser.")
        .after_help(
            "A target is a concept (load-balancing) or a link copied from the page, in quotes.\n\
             kneepoint run CONCEPT --help shows every parameter of a concept.\n\
             Exit codes: 0 done, 1 a check failed, 2 bad input.",
        )
        .subcommand_required(true)
        .subcommand(list::command())
        .subcommand(run::command(of("run")))
        .subcommand(sweep::command(of("sweep")))
        .subcommand(draw::command(of("draw")))
        .subcommand(replay::command(of("replay")))
        .subcommand(export::command(of("export")))
        .subcommand(docs::command())
        .subcommand(texts::command())
}

#[cfg(test)]
mod tests;
