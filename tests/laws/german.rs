//! German is whole: nothing that a concept shows lacks a message, every lesson is there, and messages are well made.

use kneepoint::cli::texts;
use kneepoint::concepts;
use kneepoint::lang::{self, Message};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files() -> Vec<PathBuf> {
    let concepts = concepts::all().iter().map(|entry| texts::file(root(), entry));
    std::iter::once(texts::common_file(root())).chain(concepts).collect()
}

fn messages(path: &Path) -> Vec<Message> {
    let found = texts::messages(path).unwrap_or_else(|sentence| panic!("{sentence}"));
    assert!(!found.is_empty(), "{} has no messages", path.display());
    found
}

#[test]
fn no_text_of_a_concept_is_missing() {
    let mut wrong: Vec<String> = Vec::new();
    for entry in concepts::all() {
        let missing = texts::missing(root(), entry, false).unwrap_or_else(|sentence| panic!("{sentence}"));
        for text in missing {
            wrong.push(format!("{}: {text}", entry.about.id));
        }
    }
    assert!(wrong.is_empty(), "no German for:\n{}", wrong.join("\n"));
}

#[test]
fn what_is_put_into_a_message_is_taken_from_it() {
    let mut wrong: Vec<String> = Vec::new();
    for path in files() {
        for message in messages(&path) {
            let (from, to) = (lang::holes(&message.from), lang::holes(&message.to));
            for hole in to.difference(&from) {
                wrong.push(format!("{}:{}: {{{hole}}} is not in msgid", path.display(), message.line));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_message_stands_twice_in_a_file() {
    let mut wrong: Vec<String> = Vec::new();
    for path in files() {
        let mut seen = BTreeSet::new();
        for message in messages(&path) {
            if !seen.insert(message.from.clone()) {
                wrong.push(format!("{}:{}: \"{}\" stands there twice", path.display(), message.line, message.from));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_lesson_is_told_in_german() {
    for entry in concepts::all() {
        let Some(lesson) = entry.lesson else { continue };
        // What is wrong in it was said as a warning of the build, and it was left out.
        let german = lesson.german.unwrap_or_else(|| panic!("{}: lesson.de.md is missing or wrong", entry.about.id));
        assert_eq!(german.beats.len(), lesson.beats.len());
        assert!(german.beats.iter().zip(lesson.beats).all(|(one, other)| one.id == other.id && one.run == other.run));
    }
}
