//! Every place where the player can stop by itself is read, comes about somewhere, and says why.

use kneepoint::concept::measure::Scope;
use kneepoint::concept::stop::When;
use kneepoint::concept::{Act, Entry, Preset, Run, StopDecl, Watch, Watched};
use kneepoint::concepts;
use kneepoint::link;
use kneepoint::param::{Kind, Param, Value};
use kneepoint::sim::Time;
use std::collections::BTreeSet;

/// So many steps are watched in each run.
const STEPS: u64 = 6_000;

#[test]
fn stops_have_names_and_formulas_that_can_be_read() {
    for entry in concepts::all() {
        let run = (entry.open)(&entry.state()).unwrap();
        let mut ids = BTreeSet::new();
        for stop in entry.stops {
            assert!(ids.insert(stop.id), "{}: {} twice", entry.about.id, stop.id);
            let plain = |text: &str| !text.is_empty() && !text.ends_with('.') && !text.contains("  ");
            assert!(plain(stop.label), "{}: the label of {}", entry.about.id, stop.id);
            if let When::Holds(formula) = stop.when {
                assert!(Scope::new(&*run).value(formula).is_ok(), "{}: {formula}", entry.about.id);
            }
        }
    }
}

/// Watches for those of `missing`, and takes away what came about.
fn look(run: &mut dyn Run, missing: &mut Vec<&'static StopDecl>, until: Time) {
    let from = run.events();
    loop {
        let spent = run.events() - from;
        if missing.is_empty() || spent >= STEPS {
            return;
        }
        let mut watch = Watch::new(run, missing.iter().copied(), None).unwrap();
        match watch.advance(run, until, STEPS - spent) {
            Watched::Stopped(stopped) => {
                assert!(stopped.words.ends_with('.'), "{stopped:?}");
                missing.retain(|stop| stop.label != stopped.label);
            }
            Watched::Reached | Watched::Spent => return,
        }
    }
}

/// Everything that can be done, to each thing there is at once.
fn deeds(entry: &'static Entry, run: &mut dyn Run, index: usize) {
    let Some(decl) = entry.actions.get(index) else { return };
    let amount = decl.amount.and_then(|param| param.default_value().number());
    let targets = decl.target.map_or_else(Vec::new, |kind| run.targets(kind));
    for target in targets.into_iter().map(Some).chain(decl.target.is_none().then_some(None)) {
        let _ = run.act(&Act { id: decl.id, target, amount });
    }
}

/// A parameter at its ends.
fn ends(param: &Param) -> Vec<Value> {
    match param.kind {
        Kind::Real { min, max, .. } => vec![Value::Real(min), Value::Real(max), Value::Real(min + 1e-4 * (max - min))],
        Kind::Whole { min, max, .. } => vec![Value::Whole(min), Value::Whole(max)],
        Kind::Choice { options, .. } => (0..options.len()).map(Value::Choice).collect(),
        Kind::Switch { .. } => vec![Value::Switch(false), Value::Switch(true)],
        Kind::List { .. } | Kind::Set { .. } => Vec::new(),
    }
}

#[test]
fn every_stop_comes_about_somewhere() {
    for entry in concepts::all() {
        let mut missing: Vec<&'static StopDecl> = entry.stops.iter().collect();
        let open = |preset: &Preset| (entry.open)(&link::decode(preset.link, entry).state).unwrap();
        for preset in entry.presets {
            let mut state = link::decode(preset.link, entry).state;
            state.at = Time::ZERO;
            for mut run in [(entry.open)(&state).unwrap(), open(preset)] {
                let until = Time(run.now().0 + 60_000_000_000);
                look(&mut *run, &mut missing, until);
            }
        }
        let tries = entry.actions.len() + entry.table.len() * 3;
        for number in 0..tries {
            if missing.is_empty() {
                break;
            }
            let mut run = open(&entry.presets[0]);
            let mut watch = Watch::new(&*run, missing.iter().copied(), None).unwrap();
            watch.begin(&mut *run);
            if number < entry.actions.len() {
                deeds(entry, &mut *run, number);
            } else {
                let (index, end) = ((number - entry.actions.len()) / 3, (number - entry.actions.len()) % 3);
                if let Some(value) = ends(&entry.table[index]).into_iter().nth(end) {
                    let _ = run.set(index, value);
                }
            }
            let at_once = watch.end(&mut *run);
            missing.retain(|stop| at_once.as_ref().is_none_or(|stopped| stopped.label != stop.label));
            let until = Time(run.now().0 + 30_000_000_000);
            look(&mut *run, &mut missing, until);
        }
        let ids: Vec<_> = missing.iter().map(|stop| stop.id).collect();
        assert!(ids.is_empty(), "{}: never came about: {ids:?}", entry.about.id);
    }
}
