//! `kneepoint replay cache`: a recorded trace through eviction policies.
//!
//! A line of names, then one line for each policy and size, separated by tabs: policy, size, requests, misses, miss
//! ratio. The JSON is one object: `requests`, `distinct`, `footprint`, and `results` with `policy`, `size`, `requests`,
//! `misses`, `miss_ratio`.

use super::cache_jobs::{Job, replay_all};
use super::cache_spool::{Stored, Writer};
use crate::cli::failure::{Failure, bad};
use crate::cli::flags::{self, text};
use crate::cli::progress::{self, Progress};
use crate::policies::evict::trace::{Broken, Columns, Format, Reader};
use crate::policies::evict::{KINDS, Spec};
use clap::{ArgMatches, Command};
use serde_json::json;
use std::io::{Read, Write};

/// Shares of the distinct keys that are replayed if no sizes are given.
const SIZES_DEFAULT: &str = "0.1%,1%,10%";
/// Bytes read in one go.
const PIECE: usize = 1 << 16;

/// The command line of `replay cache`.
pub fn command() -> Command {
    let policies: Vec<String> = KINDS
        .iter()
        .map(|(kind, key, name, source, knobs)| {
            let spec = Spec::from(*kind);
            let knobs: Vec<String> = knobs
                .iter()
                .zip(spec.values)
                .map(|(knob, value)| format!(":{}={}", knob.key, knob.range.text(value)))
                .collect();
            format!("  {key:<14} {name} ({source}){}{}", if knobs.is_empty() { "" } else { "  " }, knobs.concat())
        })
        .collect();
    Command::new("cache")
        .about("Says how many requests of a trace miss, for each policy and size")
        .after_help(format!(
            "Policies, with their parameters and the values of their papers:\n{}\n\n\
             Formats: keys (one a line), sized (key,size), log (access log, the URL is the key), csv (libCacheSim: time, key, \
             size, …, or a line of names with key or obj_id), oracle (libCacheSim oracleGeneral, not compressed). Files may be \
             piped in: zcat trace.gz | kneepoint replay cache --trace -\n\n\
             kneepoint replay cache --policy lru,sieve,s3-fifo --sizes 200,1000 --trace keys.txt\n\
             kneepoint replay cache --policy all --sizes 1%,10% --trace - < access.log",
            policies.join("\n")
        ))
        .arg(flags::option("policy", "LIST|all", "Policies, separated by commas; parameters follow after a colon: clock:bits=2,sieve"))
        .arg(flags::option(
            "sizes",
            "LIST",
            format!("Sizes of the cache, in entries or as % of the distinct keys, rounded down [default: {SIZES_DEFAULT}]"),
        ))
        .arg(flags::option("trace", "FILE", "The trace; - is the standard input"))
        .arg(flags::option("format", "FORMAT", "keys, sized, log, csv or oracle [default: guessed from the first line]"))
        .arg(flags::option("columns", "KEY[,SIZE]", "csv: the columns of key and size, from 1 [default: 2,3, or by names]"))
        .arg(flags::switch("sized", "Weigh keys by their sizes; --sizes are in the unit of the sizes"))
        .arg(flags::switch("json", "One JSON object for scripts"))
}

/// Replays and prints.
pub fn replay(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let policies =
        policies(text(matches, "policy").ok_or_else(|| missing("policy", "policies separated by commas, or all"))?)?;
    let sizes = sizes(text(matches, "sizes").unwrap_or(SIZES_DEFAULT))?;
    let format = text(matches, "format").map(|text| flags::one_of("format", text, Format::NAMES)).transpose()?;
    let columns = text(matches, "columns").map(columns).transpose()?;
    let path = text(matches, "trace").ok_or_else(|| missing("trace", "a file, or - for the standard input"))?;
    let mut trace = read(path, Reader::new(format, columns, matches.get_flag("sized")))?;
    if trace.requests() == 0 {
        return Err(bad("trace", path, "has no requests", "a file with at least one").into());
    }
    if trace.requests() >= u64::from(u32::MAX) {
        return Err(bad("trace", path, "has too many requests", format!("fewer than {}", u32::MAX)).into());
    }
    let sizes: Vec<u64> = sizes.into_iter().map(|size| size.of(trace.footprint())).collect();
    let jobs: Vec<Job> =
        policies.iter().flat_map(|(_, spec)| sizes.iter().map(|&size| Job { spec: *spec, size })).collect();
    let misses = replay_all(&mut trace, &jobs).map_err(|error| unkept(&error))?;
    let names = policies.iter().flat_map(|(name, _)| std::iter::repeat_n(name, sizes.len()));
    let rows = names.zip(jobs.iter().zip(misses));
    let requests = trace.requests();
    if matches.get_flag("json") {
        let rows: Vec<_> = rows
            .map(|(name, (job, misses))| {
                let ratio = misses as f64 / requests as f64;
                json!({ "policy": name, "size": job.size, "requests": requests, "misses": misses, "miss_ratio": ratio })
            })
            .collect();
        let all = json!({
            "requests": requests, "distinct": trace.distinct(), "footprint": trace.footprint(), "results": rows,
        });
        serde_json::to_writer_pretty(&mut *out, &all)?;
        return Ok(writeln!(out)?);
    }
    writeln!(out, "policy\tsize\trequests\tmisses\tmiss ratio")?;
    for (name, (job, misses)) in rows {
        writeln!(out, "{name}\t{}\t{requests}\t{misses}\t{:.6}", job.size, misses as f64 / requests as f64)?;
    }
    Ok(())
}

/// A long trace is kept in a file while it is replayed.
fn unkept(error: &std::io::Error) -> Failure {
    let folder = std::env::temp_dir();
    Failure::Said(format!("the trace cannot be kept in {} ({error}); TMPDIR names another folder", folder.display()))
}

fn missing(option: &str, wanted: &str) -> Failure {
    Failure::Said(format!("--{option} is missing; allowed: {wanted}"))
}

/// Policies, each with the name it is printed by: as it was written.
fn policies(text: &str) -> Result<Vec<(String, Spec)>, Failure> {
    let specs = Spec::list(text).map_err(Failure::Said)?;
    // Names of their own only where the list has one for each: `all` stands for many.
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let same = parts.len() == specs.len() && parts.iter().zip(&specs).all(|(part, spec)| part.parse() == Ok(*spec));
    let names = specs.iter().enumerate().map(|(at, spec)| if same { parts[at].to_owned() } else { spec.to_string() });
    Ok(names.zip(specs.iter().copied()).collect())
}

/// A size as it was written.
#[derive(Clone, Copy)]
enum Size {
    Entries(u64),
    /// In millionths of a percent.
    Share(u64),
}

impl Size {
    /// At least 1.
    fn of(self, footprint: u64) -> u64 {
        match self {
            Self::Entries(entries) => entries,
            Self::Share(millionths) => ((u128::from(footprint) * u128::from(millionths) / 100_000_000) as u64).max(1),
        }
    }
}

fn sizes(text: &str) -> Result<Vec<Size>, Failure> {
    let allowed = "whole numbers from 1, or shares from above 0 to 100 % of the distinct keys, separated by commas";
    let size = |part: &str| {
        let part = part.trim();
        match part.strip_suffix('%') {
            Some(share) => {
                let share: f64 = share.trim().parse().ok()?;
                (share > 0.0 && share <= 100.0).then(|| Size::Share(((share * 1e6).round() as u64).max(1)))
            }
            None => part.parse().ok().filter(|&entries| entries > 0).map(Size::Entries),
        }
    };
    text.split(',')
        .map(|part| size(part).ok_or_else(|| bad("sizes", part.trim(), "is not a size", allowed).into()))
        .collect()
}

fn columns(text: &str) -> Result<Columns, Failure> {
    let (key, size) = text.split_once(',').unwrap_or((text, "0"));
    match (key.trim().parse(), size.trim().parse()) {
        (Ok(key), Ok(size)) if key > 0 => Ok(Columns { key, size }),
        _ => Err(bad(
            "columns",
            text,
            "are not columns",
            "the number of the key's column, and of the size's if there is one",
        )
        .into()),
    }
}

/// Reads the whole trace, piece by piece.
fn read(path: &str, mut reader: Reader) -> Result<Stored, Failure> {
    let unreadable = |error: std::io::Error| bad("trace", path, &format!("cannot be read ({error})"), "a file, or -");
    let (mut input, length): (Box<dyn Read>, u64) = if path == "-" {
        (Box::new(std::io::stdin().lock()), 0)
    } else {
        let file = std::fs::File::open(path).map_err(unreadable)?;
        let length = file.metadata().map_or(0, |about| about.len());
        (Box::new(file), length)
    };
    let progress = Progress::new(1);
    let mut job = progress::Job::new(&progress);
    let (mut piece, mut done, mut writer) = (vec![0; PIECE], 0u64, Writer::new());
    let broken = |broken: Broken| Failure::Said(format!("{path}: {broken}"));
    loop {
        match input.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => {
                reader.feed(&piece[..count]).map_err(broken)?;
                while let Some(chunk) = reader.full_chunk() {
                    writer.take(&chunk).map_err(|error| unkept(&error))?;
                }
                done += count as u64;
                if length > 0 {
                    job.at(done as f64 / length as f64);
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(error).into()),
        }
    }
    writer.finish(reader.end().map_err(broken)?).map_err(|error| unkept(&error))
}
