//! `kneepoint replay LINK`: what happened in a run, one line for each occurrence, and the hash that proves it.
//!
//! The JSON is one object a line: occurrences with `t_s`, `what` (`null`, or `{kind, id}`) and `why`, and at the end the
//! run with `concept`, `seed`, `until_s`, `events` and `hash`. The CSV has the occurrences alone.

use crate::cli::drive::{self, drive, rehearse};
use crate::cli::failure::{Failure, bad};
use crate::cli::flags;
use crate::cli::progress::{Job, Progress};
use crate::cli::run::hash;
use crate::concept::{Entry, Event, Run, State, data};
use crate::link;
use crate::sim::Time;
use clap::{ArgMatches, Command};
use serde_json::json;
use std::collections::VecDeque;
use std::io::{self, Write};
use std::ops::ControlFlow;

/// The occurrences shown if nothing says otherwise.
const EVENTS_DEFAULT: u64 = 20;
/// The most that are kept in memory; `--all` keeps none.
const EVENTS_MAX: u64 = 1_000_000;

/// How it is printed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    People,
    Json,
    Csv,
}

/// The command line of `replay` for a link, with the flags of `entry`.
pub fn command(entry: Option<&'static Entry>) -> Command {
    let command = Command::new("replay")
        .about("Runs a link again and prints what happened, with its reasons and the final hash")
        .args_conflicts_with_subcommands(true);
    let command = flags::with_state(command, entry)
        .arg(flags::option(
            "until",
            "TIME",
            "Where the run ends: 600s, 10m, 1.5h [default: the link's moment, else 60s]",
        ))
        .arg(flags::option("events", "N", format!("Print the last N occurrences [default: {EVENTS_DEFAULT}]")))
        .arg(flags::switch("all", "Print every occurrence from zero on").conflicts_with("events"))
        .arg(flags::option("check", "HASH", "Exit with 1 if the final hash is another one (16 hex digits)"))
        .arg(flags::switch("json", "One JSON object a line for scripts"))
        .arg(flags::switch("csv", "Comma-separated values: t_s, kind, id, why").conflicts_with("json"));
    flags::with_params(command, entry)
}

/// Runs again and prints.
pub fn replay(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let (entry, state) = flags::state(matches)?;
    let (until, _) = flags::span(matches, &state)?;
    let most =
        flags::text(matches, "events").map_or(Ok(EVENTS_DEFAULT), |n| flags::whole("events", n, 0, EVENTS_MAX))?;
    let wanted = flags::text(matches, "check").map(wanted_hash).transpose()?;
    rehearse(entry, &state, until)?;
    let form = match (matches.get_flag("json"), matches.get_flag("csv")) {
        (true, _) => Form::Json,
        (_, true) => Form::Csv,
        _ => Form::People,
    };
    if form == Form::Csv {
        out.write_all(data::EVENTS_HEAD.as_bytes())?;
    }
    let run = if matches.get_flag("all") {
        every(entry, &state, until, |event| line(&event, form, out))?
    } else {
        let (run, events) = last(entry, &state, until, most as usize)?;
        for event in &events {
            line(event, form, out)?;
        }
        run
    };
    closing(entry, &state, until, run.as_ref(), form, out)?;
    match wanted {
        Some(wanted) if wanted != run.hash() => {
            Err(Failure::Check(format!("the hash of the run is {}, not {wanted:016x}", hash(run.as_ref()))))
        }
        _ => Ok(()),
    }
}

fn wanted_hash(text: &str) -> Result<u64, crate::param::Bad> {
    let digits = text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
    u64::from_str_radix(text, 16)
        .ok()
        .filter(|_| digits)
        .ok_or_else(|| bad("check", text, "is not a hash", "16 hex digits, as run and replay print them"))
}

/// The run at `until` and its last `most` occurrences.
fn last(
    entry: &'static Entry,
    state: &State,
    until: Time,
    most: usize,
) -> Result<(Box<dyn Run>, VecDeque<Event>), Failure> {
    let run = drive(entry, state, until, Time::ZERO, &Progress::new(1))?;
    let events = run.events_log(most);
    if events.len() == most {
        return Ok((run, events.into()));
    }
    // The run remembers fewer: either there were no more, or they have to be caught as they happen.
    let mut kept = VecDeque::new();
    let run = every(entry, state, until, |event| {
        if kept.len() == most {
            kept.pop_front();
        }
        kept.push_back(event);
        Ok(())
    })?;
    Ok((run, kept))
}

/// Steps from zero to `until` and hands over every occurrence in order.
fn every(
    entry: &'static Entry,
    state: &State,
    until: Time,
    mut take: impl FnMut(Event) -> io::Result<()>,
) -> Result<Box<dyn Run>, Failure> {
    let progress = Progress::new(1);
    let mut job = Job::new(&progress);
    let mut run = drive::open(entry, state)?;
    let told = data::every(run.as_mut(), until, |run, event| {
        job.at(run.now().secs() / until.secs());
        take(event).map_or_else(ControlFlow::Break, ControlFlow::Continue)
    });
    if let ControlFlow::Break(error) = told {
        return Err(error.into());
    }
    Ok(run)
}

fn line(event: &Event, form: Form, out: &mut dyn Write) -> io::Result<()> {
    if form == Form::Csv {
        return out.write_all(data::event_csv(event).as_bytes());
    }
    if form == Form::Json {
        let what = event.target.map(|target| json!({ "kind": target.kind, "id": target.id }));
        return writeln!(out, "{}", json!({ "t_s": event.at.secs(), "what": what, "why": event.words }));
    }
    let what = event.target.map_or_else(|| "-".to_owned(), |target| format!("{} {}", target.kind, target.id));
    writeln!(out, "{:>14.6} s  {what:<12}  {}", event.at.secs(), event.words)
}

fn closing(
    entry: &Entry,
    state: &State,
    until: Time,
    run: &dyn Run,
    form: Form,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (events, hash) = (run.events(), hash(run));
    if form == Form::Csv {
        return Ok(());
    }
    if form == Form::Json {
        return writeln!(
            out,
            "{}",
            json!({
                "concept": entry.about.id, "seed": state.seed, "until_s": until.secs(), "events": events, "hash": hash,
            })
        );
    }
    writeln!(out, "{} s, {events} events, hash {hash}", link::seconds(until))
}
