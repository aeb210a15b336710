//! `kneepoint sweep`: one quantity over one parameter, each point a run of its own, on every core.
//!
//! Without `--param` it is the concept's own sweep: its curves for the state, as the page draws them. With `--param` it is
//! a metric of your choice over a parameter of your choice, with several seeds and the 95 % interval of their mean.
//! The order of the output does not depend on the order in which the threads finish.

mod own;
mod param;

pub use own::measured;

use super::failure::Failure;
use super::flags::{self, text};
use super::progress::{PARTS, Progress};
use crate::concept::Entry;
use clap::{ArgMatches, Command};
use serde_json::Value as Json;
use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// The command line of `sweep`, with the flags of `entry`.
pub fn command(entry: Option<&'static Entry>) -> Command {
    let command = Command::new("sweep")
        .about("Measures a quantity over a parameter: the concept's own curves, or --param KEY --metric NAME")
        .after_long_help(
            "Every option of a choice is taken if KEY is one; --from and --to are for numbers.\n\
             The 95 % interval is Student's, over the means of the seeds; it needs --seeds of 2 or more.",
        );
    let command = flags::with_span(flags::with_state(command, entry))
        .arg(flags::option("param", "KEY", "The parameter to vary"))
        .arg(flags::option("from", "A", "Its first value [default: its lower end]"))
        .arg(flags::option("to", "B", "Its last value [default: its upper end]"))
        .arg(flags::option(
            "steps",
            "N",
            format!("How many values, equally spaced [default: {}]", param::STEPS_DEFAULT),
        ))
        .arg(flags::option("metric", "NAME", "What to measure, as list and run name it"))
        .arg(flags::option(
            "seeds",
            "N",
            format!("Runs for each value, from --seed on [default: {}]", param::SEEDS_DEFAULT),
        ))
        .arg(flags::switch("csv", "Comma-separated values").conflicts_with("json"))
        .arg(flags::switch("json", "One JSON object for scripts"));
    flags::with_params(command, entry)
}

/// Measures and prints.
pub fn sweep(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let (entry, state) = flags::state(matches)?;
    let table = match text(matches, "param") {
        Some(key) => param::sweep(matches, entry, &state, key)?,
        None => own::sweep(matches, entry, &state)?,
    };
    if matches.get_flag("json") {
        serde_json::to_writer_pretty(&mut *out, &table.json)?;
        writeln!(out)?;
    } else if matches.get_flag("csv") {
        csv(&table.rows, out)?;
    } else {
        writeln!(out, "{}\n", table.title)?;
        super::text::table(out, 0, &table.rows)?;
    }
    Ok(())
}

/// What a sweep found, for people and for scripts.
struct Found {
    /// What was swept, in words.
    title: String,
    /// The head and a row for each point.
    rows: Vec<Vec<String>>,
    /// The same as one object.
    json: Json,
}

fn csv(rows: &[Vec<String>], out: &mut dyn Write) -> io::Result<()> {
    for row in rows {
        let cells: Vec<_> = row.iter().map(|cell| quoted(cell)).collect();
        writeln!(out, "{}", cells.join(","))?;
    }
    Ok(())
}

/// A cell as RFC 4180 writes it; what was not measured is empty.
fn quoted(cell: &str) -> String {
    match cell {
        "-" => String::new(),
        cell if cell.contains([',', '"', '\n']) => format!("\"{}\"", cell.replace('"', "\"\"")),
        cell => cell.to_owned(),
    }
}

/// The exact decimal of a number, `-` if nothing was measured.
fn exact(x: Option<f64>) -> String {
    x.filter(|x| x.is_finite()).map_or_else(|| "-".to_owned(), |x| x.to_string())
}

/// Does `jobs` jobs on every core; results come back in the order of the jobs. The first failure in that order wins.
fn parallel<T: Send>(
    jobs: usize,
    job: impl Fn(usize, &Progress) -> Result<T, Failure> + Sync,
) -> Result<Vec<T>, Failure> {
    let progress = Progress::new(jobs as u64);
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<(usize, Result<T, Failure>)>> = Mutex::new(Vec::with_capacity(jobs));
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(jobs);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= jobs {
                        break;
                    }
                    let result = job(index, &progress);
                    if result.is_err() {
                        // Later jobs need not start; earlier ones are under way and will be heard.
                        next.store(jobs, Ordering::Relaxed);
                    }
                    results.lock().unwrap_or_else(PoisonError::into_inner).push((index, result));
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Reports a job that cannot say how far it is.
fn done(progress: &Progress) {
    progress.add(PARTS);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_the_first_failure_wins() {
        let squares = parallel(100, |i, progress| {
            done(progress);
            Ok(i * i)
        });
        assert_eq!(squares.unwrap(), (0..100).map(|i| i * i).collect::<Vec<_>>());
        let failed = parallel(100, |i, _| if i >= 10 { Err(Failure::Said(format!("{i}"))) } else { Ok(()) });
        assert_eq!(failed.unwrap_err().to_string(), "10");
        assert_eq!(parallel(0, |_, _| Ok(())).unwrap(), []);
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        assert_eq!(quoted("a"), "a");
        assert_eq!(quoted("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(quoted("-"), "");
    }
}
