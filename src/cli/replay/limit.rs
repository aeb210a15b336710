//! `kneepoint replay limit`: recorded arrivals through a rate limiter.
//!
//! One line an arrival: `allow` or `deny`, a tab, and the seconds after which the same request would pass, `-` if there
//! is nothing to wait for. The JSON is one object a line: `t_s`, `key`, `cost`, `allowed`, `remaining`, `reset_s`,
//! `retry_after_s`, `delay_s` (`null`: never, or not known), `known` (what the limiter knew of the key) and `why` (the
//! rule that fired with the numbers it saw).

use super::limit_recorded::Recorded;
use super::limit_rule::{self, PARAMS};
use super::limit_run::{Run, Show};
use crate::cli::failure::{Failure, bad};
use crate::cli::flags::{self, text};
use crate::policies::limit::Visit;
use crate::sim::Time;
use crate::sim::traffic::{Columns, Format, Reader, guess};
use clap::{ArgMatches, Command};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};

/// The most keys that are remembered if nothing says otherwise.
const KEYS_DEFAULT: u64 = 1_000_000;
const KEYS_MAX: u64 = 1 << 28;

/// The command line of `replay limit`.
pub fn command() -> Command {
    let command = Command::new("limit")
        .about("Says which of recorded arrivals a rate limiter lets in, and when the others may come back")
        .after_help(
            "An arrival is a line: seconds as a decimal, optionally a key, optionally a cost, separated by blanks or commas. \
             Times may not decrease. Each key has a limiter of its own; lines without a key share one.\n\
             Prints allow or deny, a tab, and the seconds until the same request would pass, or -.\n\
             Every algorithm uses the options that concern it; they may also follow its key, as in \
             fixed-window:anchor=first,limit=100,window=1m. A rate stands for a limit with its window and the other way \
             round.\n\
             Concurrency and dynamic limits need to know how long requests take: each takes --service on one of --workers \
             workers, in order of arrival.\n\n\
             kneepoint replay limit --algorithm token-bucket --rate 10/s --burst 20 --arrivals arrivals.txt\n\
             kneepoint replay limit --algorithm nginx:nodelay --rate 10r/s --burst 5 --arrivals -\n\
             kneepoint replay limit --algorithm sliding-log --rate 100/m --format log --summary --arrivals access.log",
        )
        .arg(flags::option("algorithm", "KEY", format!("One of {}", limit_rule::names())))
        .arg(flags::option("arrivals", "FILE", "The arrivals, one a line; - is the standard input"));
    let command = PARAMS.iter().fold(command, |command, param| {
        command.arg(if param.value.is_empty() {
            flags::switch(param.name, param.help)
        } else {
            flags::option(param.name, param.value, param.help)
        })
    });
    command
        .arg(flags::option(
            "keys",
            "N",
            format!("Remember at most N keys; then the one nearest to idle is forgotten [default: {KEYS_DEFAULT}]"),
        ))
        .arg(flags::option(
            "format",
            "KEY",
            format!("Of the arrivals: {}, or auto. Logs are sorted, and lines that cannot be read are skipped [default: plain]", formats()),
        ))
        .arg(flags::option("time-column", "NAME", "CSV, JSON: the column with the time, by name or number"))
        .arg(flags::option("key-column", "NAME", "CSV, JSON: the column with the key"))
        .arg(flags::option("cost-column", "NAME", "CSV, JSON: the column with the cost"))
        .arg(flags::switch("summary", "Print what was rejected, of whom, and the smallest limit that would have been enough"))
        .arg(flags::option("under", "PERCENT", "The summary's smallest limit rejects under this [default: 1]"))
        .arg(flags::switch("json", "One JSON object a line for scripts"))
}

/// The keys of the formats.
fn formats() -> String {
    Format::OPTIONS.iter().map(|option| option.key).collect::<Vec<_>>().join(", ")
}

/// Decides and prints.
pub fn replay(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let rule = limit_rule::rule(matches)?;
    let keys = text(matches, "keys").map_or(Ok(KEYS_DEFAULT), |n| flags::whole("keys", n, 1, KEYS_MAX))?;
    let show = if matches.get_flag("json") { Show::Json } else { Show::Plain };
    let path = text(matches, "arrivals").ok_or_else(|| {
        Failure::Said(
            "--arrivals is missing; allowed: a file with one arrival a line, or - for the standard input".to_owned(),
        )
    })?;
    let summary = matches.get_flag("summary");
    let under = under(matches)?;
    let mut input = open(path)?;
    let format = format(matches, path, &mut *input)?;
    let forgotten = if format == Format::Plain && !summary {
        rule.policy.visit(Replay { path, input, out, show, keys: keys as usize, server: rule.server })?
    } else {
        let column = |name: &str| text(matches, name).map(str::to_owned);
        let columns = Columns { time: column("time-column"), key: column("key-column"), cost: column("cost-column") };
        let reader = Reader::new(format, columns);
        let show = (!summary).then_some(show);
        Recorded { path, format, reader, show, keys: keys as usize, under }.replay(&rule, input, out)?
    };
    if forgotten > 0 {
        // The decisions stand on the output; this is about how far to trust them.
        let _ = writeln!(
            io::stderr(),
            "kneepoint: {forgotten} keys were forgotten before they were idle and started afresh; allowed: --keys above {keys}"
        );
    }
    Ok(())
}

fn under(matches: &ArgMatches) -> Result<f64, Failure> {
    let Some(given) = text(matches, "under") else { return Ok(0.01) };
    let percent = crate::param::number(given.trim_end_matches('%').trim(), "")
        .filter(|percent| *percent > 0.0 && *percent <= 100.0);
    Ok(percent
        .map(|percent| percent / 100.0)
        .ok_or_else(|| bad("under", given, "is not a share", "a number above 0, up to 100"))?)
}

/// The format that is asked for, or the one that the first lines have.
fn format(matches: &ArgMatches, path: &str, input: &mut dyn BufRead) -> Result<Format, Failure> {
    match text(matches, "format") {
        None => Ok(Format::Plain),
        Some("auto") => {
            let sample =
                input.fill_buf().map_err(|error| Failure::Said(format!("arrivals={path} cannot be read ({error})")))?;
            Ok(guess(sample))
        }
        Some(key) => {
            let options: Vec<_> = Format::ALL.iter().map(|format| (format.key(), *format)).collect();
            Ok(flags::one_of("format", key, &options)?)
        }
    }
}

/// The file, or the standard input.
fn open(path: &str) -> Result<Box<dyn BufRead>, Failure> {
    if path == "-" {
        return Ok(Box::new(BufReader::with_capacity(1 << 16, io::stdin().lock())));
    }
    let file = File::open(path)
        .and_then(|file| if file.metadata()?.is_dir() { Err(io::ErrorKind::IsADirectory.into()) } else { Ok(file) });
    let file = file
        .map_err(|error| Failure::Said(format!("arrivals={path} cannot be read ({error}); allowed: a file, or -")))?;
    Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
}

/// The replay with a rule that the compiler knows.
struct Replay<'a> {
    path: &'a str,
    input: Box<dyn BufRead>,
    out: &'a mut dyn Write,
    show: Show,
    keys: usize,
    server: Option<limit_rule::Server>,
}

impl Visit for Replay<'_> {
    type Out = Result<u64, Failure>;

    fn visit<L: crate::policies::limit::Limiter>(self, rule: L) -> Self::Out {
        let mut run = Run::new(rule, self.keys, self.server, Time::ZERO);
        run.all(self.path, self.show, self.input, self.out)?;
        Ok(run.forgotten())
    }
}
