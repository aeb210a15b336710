//! `kneepoint run`: one run from zero to its end, and what was measured.
//!
//! The JSON is one object: `concept`, `params` (key to value at the start: numbers as numbers, choices as keys, switches
//! as booleans, lists as arrays), `seed`, `until_s`, `warmup_s`, `hash` (16 hex digits), `events`, and `metrics`, a flat
//! map from name to number, `null` where nothing was measured.
//!
//! Speed of an optimised build: `kneepoint run load-balancing --servers 10 --rate 200 --policy p2c --until 5000s` (a
//! million requests, two million events) takes 0.4 s on one core of a small cloud machine. A run may be as long as you
//! have patience for: its memory does not grow with its length.

use super::drive::{drive, rehearse};
use super::failure::Failure;
use super::flags;
use super::list::value;
use super::progress::Progress;
use super::text::{figure, table};
use crate::concept::{Entry, Run, State, data};
use crate::lang::say;
use crate::link;
use crate::sim::Time;
use clap::{ArgMatches, Command};
use serde_json::{Map, Value as Json, json};
use std::io::{self, Write};

/// The command line of `run`, with the flags of `entry`.
pub fn command(entry: Option<&'static Entry>) -> Command {
    let command = Command::new("run")
        .about("Runs a concept or a link from zero to its end and prints what was measured")
        .after_long_help(
            "A link gives the numbers that its page shows at the link's moment.\n\
             An optimised build takes about half a second for a million requests; memory does not grow with the length.",
        );
    let command = flags::with_language(flags::with_span(flags::with_state(command, entry)));
    flags::with_params(
        command
            .arg(flags::switch("json", "One JSON object for scripts"))
            .arg(flags::switch("csv", "The metrics as comma-separated values, with all digits").conflicts_with("json"))
            .arg(
                flags::switch("markdown", "The metrics as a table for a README or a post")
                    .conflicts_with_all(["json", "csv"]),
            ),
        entry,
    )
}

/// Runs and prints.
pub fn run(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let (entry, state) = flags::state(matches)?;
    let (until, warmup) = flags::span(matches, &state)?;
    let _tongue = flags::speak(matches, entry)?;
    rehearse(entry, &state, until)?;
    let run = drive(entry, &state, until, warmup, &Progress::new(1))?;
    if matches.get_flag("json") {
        serde_json::to_writer_pretty(&mut *out, &json(entry, &state, run.as_ref(), until, warmup))?;
        writeln!(out)?;
    } else if matches.get_flag("csv") {
        out.write_all(data::metrics_csv(run.as_ref()).as_bytes())?;
    } else if matches.get_flag("markdown") {
        let link = format!("{}/#{}", entry.about.id, link::encode(&State { at: until, ..state }, entry));
        out.write_all(data::metrics_markdown(run.as_ref(), &link).as_bytes())?;
    } else {
        for_people(entry, &state, run.as_ref(), until, warmup, out)?;
    }
    Ok(())
}

/// The parameters at the start as an object.
pub fn params(entry: &Entry, state: &State) -> Json {
    let pairs = entry.table.iter().zip(&state.values);
    Json::Object(pairs.map(|(param, v)| (param.key.to_owned(), value(param, v))).collect())
}

/// The hash as scripts compare it.
pub fn hash(run: &dyn Run) -> String {
    format!("{:016x}", run.hash())
}

fn json(entry: &Entry, state: &State, run: &dyn Run, until: Time, warmup: Time) -> Json {
    let metrics: Map<_, _> = run.metrics().into_iter().map(|metric| (metric.name, metric.value.into())).collect();
    json!({
        "concept": entry.about.id,
        "params": params(entry, state),
        "seed": state.seed,
        "until_s": until.secs(),
        "warmup_s": warmup.secs(),
        "hash": hash(run),
        "events": run.events(),
        "metrics": metrics,
    })
}

fn for_people(
    entry: &Entry,
    state: &State,
    run: &dyn Run,
    until: Time,
    warmup: Time,
    out: &mut dyn Write,
) -> io::Result<()> {
    let at_end = State { at: until, ..state.clone() };
    let cut = if warmup > Time::ZERO { format!(", measured from {} s", link::seconds(warmup)) } else { String::new() };
    writeln!(
        out,
        "{}, {} s{cut}, {} events, hash {}",
        say(entry.about.title),
        link::seconds(until),
        run.events(),
        hash(run)
    )?;
    writeln!(out, "{}/#{}\n", entry.about.id, link::encode(&at_end, entry))?;
    let row = |metric: crate::concept::Metric| {
        let (unit, label) = data::metric_words(entry, &metric.name);
        vec![metric.name, figure(metric.value), say(unit).into_owned(), say(&label).into_owned()]
    };
    table(out, 0, &run.metrics().into_iter().map(row).collect::<Vec<_>>())
}
