//! `kneepoint docs`: the parameter tables as Markdown, for the documentation.

use super::failure::Failure;
use super::flags;
use super::list::{action_help, usage};
use crate::concept::Entry;
use crate::concepts;
use clap::{ArgMatches, Command};
use std::io::{self, Write};

/// The command line of `docs`.
pub fn command() -> Command {
    Command::new("docs").about("Prints the tables of all concepts as Markdown").hide(true)
}

/// Prints the tables.
pub fn docs(_: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    for entry in concepts::all() {
        concept(entry, out)?;
    }
    Ok(())
}

fn concept(entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## {}\n\n{}\n\n### Parameters\n", entry.about.title, entry.about.lead)?;
    let params = entry.table.iter().map(|param| {
        let when = if param.conditions().next().is_some() {
            format!(" It {}.", flags::when_text(param))
        } else {
            String::new()
        };
        let label =
            if param.symbol.is_empty() { param.label.to_owned() } else { format!("{} {}", param.label, param.symbol) };
        let help = format!("{}{when}", param.help);
        [format!("`{}`", param.key), label, param.allowed(), flags::default_text(param), help]
    });
    table(&["key", "what", "allowed", "default", "help"], params, out)?;
    writeln!(out, "\n### Actions\n")?;
    let actions = entry.actions.iter().map(|a| [format!("`{}`", usage(a)), a.label.to_owned(), action_help(a)]);
    table(&["action", "label", "help"], actions, out)?;
    writeln!(out, "\n### Metrics\n")?;
    let metrics = entry.metrics.iter().map(|m| [format!("`{}`", m.name), m.unit.to_owned(), m.help.to_owned()]);
    table(&["metric", "unit", "help"], metrics, out)?;
    writeln!(out, "\n### Presets\n")?;
    let presets = entry.presets.iter().map(|p| [format!("`{}`", p.id), p.title.to_owned(), p.source.to_owned()]);
    table(&["preset", "title", "source"], presets, out)?;
    writeln!(out)
}

fn table<const N: usize>(
    head: &[&str; N],
    rows: impl Iterator<Item = [String; N]>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "| {} |\n|{}", head.join(" | "), "---|".repeat(N))?;
    for row in rows {
        writeln!(out, "| {} |", row.map(|cell| cell.replace('|', "\\|").replace('\n', " ")).join(" | "))?;
    }
    Ok(())
}
