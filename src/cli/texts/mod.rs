//! `kneepoint texts`: what a concept shows and has no message for, as the skeleton of a message file.
//!
//! For whoever translates. Message files are read when the command runs, from the folder of the sources, so that nothing
//! is compiled anew after a change of words.

mod decl;
mod skeleton;
mod walk;

pub use skeleton::skeleton;

use super::failure::{Failure, bad};
use super::flags::{self, text};
use super::target;
use crate::concept::Entry;
use crate::concepts;
use crate::lang::{self, Lang, Message};
use crate::param::{Kind, Param};
use clap::{Arg, ArgMatches, Command};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The command line of `texts`.
pub fn command() -> Command {
    Command::new("texts")
        .hide(true)
        .about("Lists what has no message in the other language")
        .arg(Arg::new("concept").value_name("CONCEPT").help(format!("One of {}", target::known())))
        .arg(flags::option("from", "FOLDER", "The folder of the sources [default: .]"))
        .arg(flags::switch("quick", "Set and do things in the first story only"))
}

/// The message file of the page and of everything that belongs to no concept.
pub fn common_file(root: &Path) -> PathBuf {
    root.join("src/lang").join(format!("{}.po", Lang::German.key()))
}

/// The message file of a concept.
pub fn file(root: &Path, entry: &Entry) -> PathBuf {
    let folder = entry.about.id.replace('-', "_");
    root.join("src/concepts").join(folder).join(format!("{}.po", Lang::German.key()))
}

/// The messages of a file; none if there is no such file.
pub fn messages(path: &Path) -> Result<Vec<Message>, String> {
    let Ok(file) = std::fs::read_to_string(path) else { return Ok(Vec::new()) };
    lang::read(&file).map_err(|(line, sentence)| format!("{}:{line}: {sentence}", path.display()))
}

/// What a concept shows and has no message for. Speaks German afterwards as before.
pub fn missing(root: &Path, entry: &'static Entry, thorough: bool) -> Result<BTreeSet<String>, String> {
    let before = lang::current();
    lang::forget();
    lang::learn(messages(&file(root, entry))?);
    lang::learn(messages(&common_file(root))?);
    lang::speak(Lang::German);
    lang::listen();
    decl::say_all(entry);
    walk::say_all(entry, thorough);
    let keys = keys(entry);
    let is_key = |text: &String| text.split([',', ' ']).all(|part| keys.contains(part));
    let missing = lang::missing().into_iter().filter(|text| !is_key(text)).collect();
    lang::speak(before);
    lang::forget();
    Ok(missing)
}

/// Names of a concept's parameters and options, which are the same in every language.
fn keys(entry: &Entry) -> BTreeSet<&'static str> {
    let options = |param: &Param| match param.kind {
        Kind::Choice { options, .. } | Kind::Set { options, .. } => options,
        _ => &[],
    };
    let of = |param: &'static Param| std::iter::once(param.key).chain(options(param).iter().map(|option| option.key));
    entry.table.iter().flat_map(of).collect()
}

/// Says texts, for what they lack.
fn tell<'a, T: AsRef<str> + ?Sized + 'a>(texts: impl IntoIterator<Item = &'a T>) {
    for text in texts {
        lang::say(text.as_ref());
    }
}

/// Prints the skeleton.
pub fn texts(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let id = text(matches, "concept").unwrap_or_default();
    let entry = concepts::find(id).ok_or_else(|| bad("concept", id, "is not known", target::known()))?;
    let root = Path::new(text(matches, "from").unwrap_or("."));
    let missing = missing(root, entry, !matches.get_flag("quick")).map_err(Failure::Said)?;
    out.write_all(skeleton(&missing).as_bytes())?;
    Ok(())
}
