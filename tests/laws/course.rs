//! The course: what comes before what, and words whose moments show them.

use kneepoint::concept::measure::Scope;
use kneepoint::concepts;
use kneepoint::link;
use std::collections::BTreeSet;

#[test]
fn what_a_concept_needs_comes_before_it() {
    let mut before = BTreeSet::new();
    for entry in concepts::all() {
        for need in entry.about.needs {
            assert!(before.contains(need), "{} needs {need}, which does not come before it", entry.about.id);
        }
        before.insert(entry.about.id);
    }
}

#[test]
fn what_ticks_is_counted_and_never_goes_back() {
    for entry in concepts::all().iter().filter(|entry| !entry.about.ticks.is_empty()) {
        let mut run = (entry.open)(&link::decode(entry.presets[0].link, entry).state).unwrap();
        let count = |run: &dyn kneepoint::concept::Run| Scope::new(run).value(entry.about.ticks).unwrap().unwrap();
        let before = count(&*run);
        for _ in 0..2_000 {
            run.step();
        }
        assert!(before > 0.0 && count(&*run) > before, "{}: {} does not tick", entry.about.id, entry.about.ticks);
    }
}

#[test]
fn every_word_of_the_glossary_is_shown_by_its_moment() {
    let mut words = BTreeSet::new();
    let mut wrong = Vec::new();
    for entry in concepts::all() {
        for term in entry.glossary {
            assert!(words.insert(term.id()) && !term.id().is_empty(), "{} twice", term.word);
            assert!(term.says.ends_with('.') && !term.link.is_empty(), "{}", term.word);
            let decoded = link::decode(term.link, entry);
            assert!(decoded.complaints.is_empty(), "{}: {:?}", term.word, decoded.complaints);
            let run = (entry.open)(&decoded.state).unwrap();
            assert!(run.events() > 0, "{}: nothing has happened yet", term.word);
            match Scope::new(&*run).value(term.shows) {
                Ok(Some(value)) if value != 0.0 => {}
                other => wrong.push(format!("{}: {} is {other:?}", term.word, term.shows)),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
