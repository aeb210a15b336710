//! Laws that every concept in the registry obeys. A concept is tested by being registered.

use kneepoint::concept::{Entry, Layout, Press, Run, View};
use kneepoint::concepts;
use kneepoint::link;
use kneepoint::param::{Kind, Param, Value};
use kneepoint::scene::Picture;
use kneepoint::sim::Time;
use std::collections::BTreeSet;

fn view(width: f32, height: f32, layout: Layout) -> View {
    View::new(width, height, layout)
}

fn open(entry: &'static Entry, fragment: &str) -> Box<dyn Run> {
    let decoded = link::decode(fragment, entry);
    assert!(decoded.complaints.is_empty(), "{}#{fragment}: {:?}", entry.about.id, decoded.complaints);
    (entry.open)(&decoded.state).unwrap()
}

fn presets() -> impl Iterator<Item = (&'static Entry, &'static kneepoint::concept::Preset)> {
    concepts::all().iter().flat_map(|entry| entry.presets.iter().map(move |preset| (*entry, preset)))
}

#[test]
fn names_are_stable_and_different() {
    let kebab = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    for entry in concepts::all() {
        let mut keys = BTreeSet::new();
        for param in entry.table {
            assert!(kebab(param.key), "{}", param.key);
            assert!(keys.insert(param.key), "{} twice", param.key);
            let both = |key: &str| entry.table.iter().filter(|other| other.is_called(key)).count();
            assert_eq!(both(param.key), 1, "{} is a name of two parameters", param.key);
            assert!(param.also.is_empty() || both(param.also) == 1 && !link::RESERVED.contains(&param.also));
            assert!(!link::RESERVED.contains(&param.key), "{} is reserved", param.key);
            assert!(!param.help.is_empty() && param.help.ends_with('.'), "{} has no help", param.key);
            assert!(!param.label.is_empty() && !param.group.is_empty(), "{}", param.key);
            assert!(param.check(param.default_value(), "").is_ok(), "default of {}", param.key);
            for (key, options) in param.conditions() {
                let other = entry.table.iter().find(|p| p.key == key).expect("`when` names a parameter");
                for option in options {
                    assert!(other.parse(option).is_ok(), "{option} of {key}");
                }
            }
        }
        for action in entry.actions {
            assert!(kebab(action.id) && !keys.contains(action.id), "{}", action.id);
            assert!(!action.help.is_empty(), "{}", action.id);
        }
        let ids: BTreeSet<_> = entry.presets.iter().map(|preset| preset.id).collect();
        assert_eq!(ids.len(), entry.presets.len());
        assert!(!entry.about.sources.is_empty() && !entry.about.leaves_out.is_empty());
    }
}

#[test]
fn presets_run_and_their_links_round_trip() {
    for (entry, preset) in presets() {
        let mut run = open(entry, preset.link);
        assert!(run.events() > 0, "{} starts at a moment with something to see", preset.id);
        run.check().unwrap();
        let state = run.state();
        let text = link::encode(&state, entry);
        let again = link::decode(&text, entry);
        assert!(again.complaints.is_empty(), "{text}: {:?}", again.complaints);
        assert_eq!(again.state, state, "{text}");
        let mut other = (entry.open)(&again.state).unwrap();
        assert_eq!((other.hash(), other.now(), other.events()), (run.hash(), run.now(), run.events()));
        let until = Time(run.now().0 + 5_000_000_000);
        run.advance(until, 200_000);
        other.advance(until, 200_000);
        assert_eq!(other.hash(), run.hash(), "{}", preset.id);
    }
}

#[test]
fn chips_in_stories_name_things_that_exist() {
    for (entry, preset) in presets() {
        let mut rest = preset.story;
        let mut chips = 0;
        while let Some(at) = rest.find("](") {
            let piece = rest[at + 2..].split(')').next().unwrap();
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            match entry.table.iter().find(|param| param.key == name) {
                Some(param) => assert!(param.parse(value).is_ok(), "{}: {piece}", preset.id),
                None => assert!(link::parse_act(entry, piece).is_ok(), "{}: {piece}", preset.id),
            }
            chips += 1;
            rest = &rest[at + 2..];
        }
        assert!(chips > 0, "{} offers nothing to try", preset.id);
    }
}

#[test]
fn every_metric_is_declared_and_every_declaration_measured() {
    for (entry, preset) in presets() {
        let run = open(entry, preset.link);
        let generic = |name: &str| {
            let parts: Vec<&str> = name.split('.').map(|p| if p.parse::<u32>().is_ok() { "N" } else { p }).collect();
            parts.join(".")
        };
        let measured: BTreeSet<String> = run.metrics().iter().map(|metric| generic(&metric.name)).collect();
        let declared: BTreeSet<String> = entry.metrics.iter().map(|decl| decl.name.to_owned()).collect();
        assert_eq!(measured, declared, "{}", preset.id);
    }
}

#[test]
fn a_step_back_is_undone_by_a_step() {
    for (entry, preset) in presets() {
        let mut run = open(entry, preset.link);
        let before = (run.hash(), run.events());
        for _ in 0..20 {
            assert!(run.step_back());
        }
        assert!(run.events() < before.1);
        while run.events() < before.1 {
            run.step();
        }
        assert_eq!((run.hash(), run.events()), before, "{}", preset.id);
    }
}

#[test]
fn what_is_done_now_is_in_the_link_and_a_fork_does_not_see_it() {
    for entry in concepts::all() {
        let mut run = open(entry, entry.presets[0].link);
        let fork = run.fork();
        let before = fork.hash();
        for index in 0..entry.table.len() {
            if run.active(index) {
                run.set(index, entry.table[index].default_value()).unwrap();
            }
        }
        let until = Time(run.now().0 + 2_000_000_000);
        run.advance(until, 100_000);
        assert_eq!(fork.hash(), before);
        let text = link::encode(&run.state(), entry);
        let again = open(entry, &text);
        assert_eq!(again.hash(), run.hash());
        assert_eq!(again.values(), run.values());
    }
}

#[test]
fn the_scene_has_words_at_every_moment() {
    for (entry, preset) in presets() {
        let run = open(entry, preset.link);
        let words = run.describe();
        assert!(!words.caption.is_empty() && words.whole.len() > words.caption.len());
        assert!(!run.table().rows.is_empty());
        assert!(!run.events_log(10).is_empty());
        assert!(!run.was_now().rows.is_empty());
    }
}

#[test]
fn the_picture_is_never_empty() {
    let mut picture = Picture::default();
    for (entry, preset) in presets() {
        let run = open(entry, preset.link);
        for (width, height) in [(1040.0, 420.0), (720.0, 360.0), (360.0, 432.0)] {
            for layout in [Layout::Wide, Layout::Tall, Layout::Mini, Layout::Still] {
                run.draw(&view(width, height, layout), &mut picture);
                assert!(picture.shapes.len() > 10, "{} {layout:?} {width}", preset.id);
            }
        }
    }
}

/// The ends of a parameter, and every option.
fn extremes(param: &Param) -> Vec<Value> {
    match param.kind {
        Kind::Real { min, max, .. } => vec![Value::Real(min), Value::Real(max)],
        Kind::Whole { min, max, .. } => vec![Value::Whole(min), Value::Whole(max)],
        Kind::Choice { options, .. } => (0..options.len()).map(Value::Choice).collect(),
        Kind::Switch { .. } => vec![Value::Switch(false), Value::Switch(true)],
        Kind::List { min, max, .. } => vec![Value::List(vec![]), Value::List(vec![min]), Value::List(vec![max])],
        Kind::Set { options, least, most, .. } => {
            vec![Value::Set((0..least).collect()), Value::Set((0..most.min(options.len())).rev().collect())]
        }
    }
}

#[test]
fn every_parameter_at_its_ends_is_drawn_and_described() {
    let mut picture = Picture::default();
    for entry in concepts::all() {
        let start = open(entry, entry.presets[0].link);
        for (index, param) in entry.table.iter().enumerate() {
            for value in extremes(param) {
                let mut run = start.fork();
                run.set(index, value).unwrap();
                for seconds in [0.0, 1.0] {
                    run.advance(Time(run.now().0 + (seconds * 1e9) as u64), 20_000);
                    for layout in [Layout::Wide, Layout::Tall, Layout::Still] {
                        run.draw(&view(720.0, 420.0, layout), &mut picture);
                    }
                    for panel in 0..entry.panels.len() {
                        run.draw_panel(panel, &view(480.0, 240.0, Layout::Wide), None, &mut picture);
                        run.panel_table(panel, None);
                        assert!(!entry.panels[panel].text || !run.panel_text(panel, None).rows.is_empty());
                        run.remarks(panel);
                    }
                    assert!(!run.describe().whole.contains("NaN"), "{} at {:?}", param.key, run.values()[index]);
                    run.was_now();
                    run.table();
                    run.exports();
                    run.metrics();
                    run.slider(index);
                }
                (entry.sweep)(&run.state());
            }
        }
    }
}

#[test]
fn things_have_names_and_presses_can_be_carried_out() {
    for (entry, preset) in presets() {
        let mut run = open(entry, preset.link);
        for thing in entry.about.things {
            for id in run.targets(thing.kind) {
                let target = kneepoint::scene::Target { kind: thing.kind, id: id.into() };
                assert!(!run.name(target).is_empty());
                match run.press(target) {
                    Press::Act(act) => run.act(&act).unwrap(),
                    Press::Set(key, value) => {
                        let index =
                            entry.table.iter().position(|param| param.key == key).expect("a press sets a parameter");
                        run.set(index, value).unwrap();
                    }
                    Press::Why | Press::Tell | Press::Choose => {}
                }
            }
        }
        for decl in entry.actions {
            if let Some(kind) = decl.target {
                assert!(entry.about.things.iter().any(|thing| thing.kind == kind), "{} is done to no thing", decl.id);
            }
        }
        while let Some((words, act)) = run.rescue() {
            assert!(!words.is_empty());
            run.act(&act).unwrap();
        }
    }
}

#[test]
fn exports_differ_by_product_and_end_their_lines() {
    for (entry, preset) in presets() {
        let exports = open(entry, preset.link).exports();
        let keys: BTreeSet<_> = exports.iter().map(|export| export.key).collect();
        assert_eq!(keys.len(), exports.len(), "{}", preset.id);
        for export in exports {
            assert!(export.code.ends_with('\n') && export.code.lines().count() > 1, "{}: {}", preset.id, export.key);
            assert!(export.notes.iter().all(|note| note.ends_with('.') && note.matches('`').count() % 2 == 0));
        }
    }
}

#[test]
fn garbage_in_a_link_is_complained_about_and_never_fatal() {
    for entry in concepts::all() {
        for text in [
            "rate=abc",
            "rate=1e99",
            "seed=-1",
            "t=never",
            "do=5",
            "do=x:kill=1",
            "do=1:kill=0",
            "do=1:kill=abc",
            "speed=0",
            "speed=-3",
            "policy=fastest",
            "speeds=1,,2",
            "nonsense=1",
            "%zz=%",
            "v=99",
            "preset=no",
            "paused=maybe",
            "do=1:explode",
            "servers=1.5",
            "t=99999999999999999999",
        ] {
            let decoded = link::decode(text, entry);
            assert!(!decoded.complaints.is_empty(), "{text} was taken silently");
            let run = (entry.open)(&decoded.state);
            assert!(run.is_ok(), "{text}");
        }
    }
}

#[test]
fn a_drag_after_another_setting_at_the_same_moment_keeps_both() {
    for entry in concepts::all() {
        let numbers: Vec<usize> =
            (0..entry.table.len()).filter(|index| matches!(entry.table[*index].kind, Kind::Whole { .. })).collect();
        let [first, second, ..] = numbers[..] else { continue };
        let mut run = open(entry, entry.presets[0].link);
        let (at, deeds) = (run.now(), run.state().deeds.len());
        let more = |index: usize, n: i64| Value::Whole(entry.table[index].span().0 as i64 + n);
        run.set(first, more(first, 3)).unwrap();
        for n in [1, 2, 4] {
            run.set(second, more(second, n)).unwrap();
        }
        assert_eq!(run.now(), at, "setting something moved the playhead");
        assert_eq!(run.state().deeds.len(), deeds + 2);
        assert_eq!((&run.values()[first], &run.values()[second]), (&more(first, 3), &more(second, 4)));
    }
}
