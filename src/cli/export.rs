//! `kneepoint export`: the same thing in a real product, for the state of a link.

use super::drive::{drive, rehearse};
use super::failure::{Failure, bad};
use super::flags::{self, text};
use super::progress::Progress;
use super::text::table;
use crate::concept::{Entry, Export};
use crate::sim::Time;
use clap::{ArgMatches, Command};
use serde_json::json;
use std::io::Write;

/// The command line of `export`, with the flags of `entry`.
pub fn command(entry: Option<&'static Entry>) -> Command {
    let command = Command::new("export").about("Prints the configuration of a real product for the state of a link");
    let command = flags::with_state(command, entry)
        .arg(flags::option("for", "PRODUCT", "Which product; without it, those there are are listed"))
        .arg(flags::switch("json", "One JSON object for scripts: every product with its code and notes"));
    flags::with_params(command, entry)
}

/// Runs to the link's moment, since what was done on the way counts, and prints.
pub fn export(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let (entry, state) = flags::state(matches)?;
    rehearse(entry, &state, state.at)?;
    let run = drive(entry, &state, state.at, Time::ZERO, &Progress::new(1))?;
    let exports = run.exports();
    if exports.is_empty() {
        return Err(Failure::Said(format!("{} has no configuration to export", entry.about.id)));
    }
    match text(matches, "for") {
        _ if matches.get_flag("json") => json(entry, &exports, out),
        None => list(&exports, out),
        Some(key) => {
            let known = || exports.iter().map(|export| export.key).collect::<Vec<_>>().join(", ");
            let export = exports.iter().find(|export| export.key == key);
            one(export.ok_or_else(|| bad("for", key, "is not known", format!("one of {}", known())))?, out)
        }
    }
}

fn list(exports: &[Export], out: &mut dyn Write) -> Result<(), Failure> {
    let rows = exports.iter().map(|export| vec![export.key.to_owned(), named(export)]);
    Ok(table(out, 0, &rows.collect::<Vec<_>>())?)
}

fn named(export: &Export) -> String {
    format!("{} {}", export.product, export.version).trim_end().to_owned()
}

/// The configuration alone goes to the output, so that it can be written to a file; what differs follows as comments.
fn one(export: &Export, out: &mut dyn Write) -> Result<(), Failure> {
    out.write_all(export.code.as_bytes())?;
    if !export.notes.is_empty() {
        writeln!(out, "\n# What {} does differently from the model:", named(export))?;
        for note in &export.notes {
            writeln!(out, "# - {}", note.replace('`', ""))?;
        }
    }
    Ok(())
}

fn json(entry: &Entry, exports: &[Export], out: &mut dyn Write) -> Result<(), Failure> {
    let exports = exports.iter().map(|export| {
        json!({
            "key": export.key, "product": export.product, "version": export.version, "code": export.code,
            "notes": export.notes,
        })
    });
    let object = json!({ "concept": entry.about.id, "exports": exports.collect::<Vec<_>>() });
    serde_json::to_writer_pretty(&mut *out, &object).map_err(std::io::Error::from)?;
    Ok(writeln!(out)?)
}
