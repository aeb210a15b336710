//! What lessons and predictions say is so: names exist, and every number is that of the run it names.

use kneepoint::concept::lesson::{self, SECTIONS};
use kneepoint::concept::{Entry, Lesson, predict};
use kneepoint::concepts;
use std::collections::BTreeSet;

fn lessons() -> impl Iterator<Item = (&'static Lesson, &'static Entry)> {
    concepts::all().iter().filter_map(|entry| Some((entry.lesson?, *entry)))
}

#[test]
fn lessons_name_only_what_is_there() {
    let wrong: Vec<String> = lessons().flat_map(|(lesson, entry)| lesson::complaints(lesson, entry)).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_number_in_a_lesson_is_that_of_its_run() {
    let mut checks = 0;
    let mut wrong: Vec<String> = Vec::new();
    for (lesson, entry) in lessons() {
        checks += lesson.checks.len();
        wrong.extend(lesson::failures(lesson, entry));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(checks > 0, "no lesson has a number");
}

#[test]
fn a_wrong_number_is_found() {
    let (lesson, entry) = lessons().next().expect("a lesson");
    let check = lesson.checks.iter().find(|check| check.within > 0.0).expect("a number");
    let off = lesson::Check { value: check.value + 3.0 * check.within, ..*check };
    let checks: &'static [lesson::Check] = Box::leak(Box::new([off]));
    let wrong = lesson::failures(&Lesson { checks, ..*lesson }, entry);
    assert_eq!(wrong.len(), 1);
    assert!(wrong[0].starts_with(&format!("{}:{}: \"", lesson.file, check.line)), "{}", wrong[0]);
}

#[test]
fn lessons_have_their_sections_and_open_with_what_is_seen() {
    for (lesson, entry) in lessons() {
        let titles: Vec<&str> = lesson.sections.iter().map(|section| section.title).collect();
        assert_eq!(titles, SECTIONS, "{}", lesson.file);
        assert!(lesson.beats.len() >= 3, "{} has {} beats", lesson.file, lesson.beats.len());
        assert!(!lesson.beats[0].run.is_empty(), "the first beat of {} runs by itself", lesson.file);
        let ids: BTreeSet<&str> = lesson.beats.iter().map(|beat| beat.id).collect();
        assert_eq!((ids.len(), lesson.beat(lesson.beats[1].id)), (lesson.beats.len(), Some(1)));
        assert!(entry.about.id == lesson.file.split('/').nth(2).unwrap_or_default().replace('_', "-"));
    }
}

/// Concepts with a lesson and questions; whoever writes those of another adds its id here.
const WITH: [&str; 11] = [
    "load-balancing",
    "rate-limiting",
    "distributed-limiting",
    "fair-limiting",
    "consistent-hashing",
    "sharding",
    "cache-eviction",
    "cache-tiers",
    "cache-stampede",
    "cache-patterns",
    "llm-cache",
];

#[test]
fn concepts_have_a_lesson_and_questions() {
    for entry in concepts::all() {
        let with = WITH.contains(&entry.about.id);
        assert_eq!(entry.lesson.is_some(), with, "{}: its lesson", entry.about.id);
        assert_eq!(entry.predictions.len() >= 3, with, "{}: its questions", entry.about.id);
    }
}

#[test]
fn keys_of_actions_leave_those_of_the_page_alone() {
    for entry in concepts::all() {
        let keys: Vec<char> = entry.actions.iter().filter_map(|action| action.key).collect();
        assert!(!keys.iter().any(|key| "npt?+- ".contains(*key)), "{}: {keys:?}", entry.about.id);
    }
}

#[test]
fn predictions_come_true_and_every_reply_is_heard() {
    for entry in concepts::all() {
        let ids: BTreeSet<&str> = entry.predictions.iter().map(|one| one.id).collect();
        assert_eq!(ids.len(), entry.predictions.len(), "{}: ids are unique", entry.about.id);
        let wrong: Vec<String> = entry.predictions.iter().flat_map(|one| predict::complaints(one, entry)).collect();
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }
}
