//! `kneepoint replay LINK`: what happened in a run, one line for each occurrence, and the hash that proves it.
//!
//! The JSON is one object a line: occurrences with `t_s`, `what` (`null`, or `{kind, id}`) and `why`, and at the end the
//! run with `concept`, `seed`, `until_s`, `events` and `hash`.

use crate::cli::drive::{self, drive, rehearse};
use crate::cli::failure::{Failure, bad};
use crate::cli::flags;
use crate::cli::progress::{Job, Progress};
use crate::cli::run::hash;
use crate::concept::{Entry, Event, Run, State};
use crate::link;
use crate::sim::Time;
use clap::{ArgMatches, Command};
use serde_json::json;
use std::collections::VecDeque;
use std::io::{self, Write};

/// The occurrences shown if nothing says otherwise.
const EVENTS_DEFAULT: u64 = 20;
/// The most that are kept in memory; `--all` keeps none.
const EVENTS_MAX: u64 = 1_000_000;

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
        .arg(flags::switch("json", "One JSON object a line for scripts"));
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
    let json = matches.get_flag("json");
    let run = if matches.get_flag("all") {
        every(entry, &state, until, |event| line(&event, json, out))?
    } else {
        let (run, events) = last(entry, &state, until, most as usize)?;
        for event in &events {
            line(event, json, out)?;
        }
        run
    };
    closing(entry, &state, until, run.as_ref(), json, out)?;
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
    let mut told = Told::default();
    told.news(run.as_ref(), &mut take)?;
    // A step is an event or a deed; the run counts events, so what is left are deeds.
    let mut done = state.deeds.iter().take_while(|(at, _)| *at <= run.now()).count();
    loop {
        let deed_at = state.deeds.get(done).map(|(at, _)| *at);
        let Some(next) = deed_at.into_iter().chain(run.next_at()).min().filter(|at| *at <= until) else { break };
        let events = run.events();
        if run.step().is_none() {
            break;
        }
        done += usize::from(run.events() == events);
        told.news(run.as_ref(), &mut take)?;
        job.at(next.secs() / until.secs());
    }
    drive::to(run.as_mut(), until, |_| {});
    Ok(run)
}

/// How many occurrences of the present moment have been handed over.
#[derive(Default)]
struct Told {
    at: Time,
    count: usize,
}

impl Told {
    /// Hands over what happened at the present moment and has not been handed over yet.
    fn news(&mut self, run: &dyn Run, take: &mut impl FnMut(Event) -> io::Result<()>) -> io::Result<()> {
        let now = run.now();
        if now != self.at {
            *self = Self { at: now, count: 0 };
        }
        let mut reach = self.count + 8;
        let events = loop {
            let events = run.events_log(reach);
            if events.len() < reach || events.first().is_none_or(|event| event.at < now) {
                break events;
            }
            reach *= 2;
        };
        let news: Vec<_> = events.into_iter().filter(|event| event.at == now).skip(self.count).collect();
        self.count += news.len();
        news.into_iter().try_for_each(take)
    }
}

fn line(event: &Event, json: bool, out: &mut dyn Write) -> io::Result<()> {
    if json {
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
    json: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (events, hash) = (run.events(), hash(run));
    if json {
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
