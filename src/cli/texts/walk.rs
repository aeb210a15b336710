//! Runs of a concept, with everything that can be set and done to them, looked at from all sides: scene, charts, tables,
//! words and reasons, each said as the page says it.

use super::tell;
use crate::concept::predict::{Trial, guesses};
use crate::concept::{Act, Entry, Layout, Record, Report, Run, Sweep, Table, TimeAxis, View};
use crate::link;
use crate::param::{Kind, Param, Value};
use crate::scene::{Picture, Target};
use crate::sim::Time;

/// Steps of a run between two looks, at most.
const STEPS: u64 = 30_000;
/// Seconds of the watcher after which a story is looked at.
const MOMENTS: [f64; 3] = [1.0, 6.0, 25.0];
/// So many things of each kind are asked why.
const ASKED: usize = 12;
/// Ways in which a scene is laid out.
const VIEWS: [(f32, f32, Layout, f32); 6] = [
    (1040.0, 420.0, Layout::Wide, 1.0),
    (700.0, 420.0, Layout::Wide, 1.0),
    (1400.0, 640.0, Layout::Wide, 1.5),
    (340.0, 560.0, Layout::Tall, 1.0),
    (1040.0, 360.0, Layout::Still, 1.0),
    (340.0, 420.0, Layout::Still, 1.0),
];

/// Says everything that runs show; what changes bring about in every story, if `thorough`, else in the first.
pub fn say_all(entry: &'static Entry, thorough: bool) {
    for (place, preset) in entry.presets.iter().enumerate() {
        let state = link::decode(preset.link, entry).state;
        let Ok(mut run) = (entry.open)(&state) else { continue };
        look(&*run, None);
        let kinds: Vec<&'static str> = entry.stops.iter().filter_map(|stop| kind(stop.when)).collect();
        run.arm(&kinds);
        let from = run.now();
        for seconds in MOMENTS {
            let until = Time(from.0 + (seconds * state.speed * 1e9) as u64);
            forward(&mut *run, until);
            look(&*run, None);
        }
        run.arm(&[]);
        // What can be set and done is much the same in every story.
        if thorough || place == 0 {
            changes(entry, &*run, state.speed);
        }
    }
    predictions(entry);
    measured(entry);
    recording(entry);
}

fn kind(when: crate::concept::stop::When) -> Option<&'static str> {
    match when {
        crate::concept::stop::When::Happens(kind) => Some(kind),
        crate::concept::stop::When::Holds(_) => None,
    }
}

/// Goes on, and says what was heard on the way.
fn forward(run: &mut dyn Run, until: Time) {
    let from = run.events();
    while run.now() < until && run.events() - from < STEPS {
        run.advance(until, STEPS);
        for (_, words) in run.caught() {
            tell([&words]);
        }
    }
}

/// Everything that can be set and done, each in a run of its own.
fn changes(entry: &'static Entry, run: &dyn Run, speed: f64) {
    let after = |run: &dyn Run| Time(run.now().0 + (4.0 * speed * 1e9) as u64);
    for (index, param) in entry.table.iter().enumerate().filter(|(index, _)| run.active(*index)) {
        for value in ends(param) {
            let mut run = run.fork();
            if run.set(index, value).is_ok() {
                let until = after(&*run);
                forward(&mut *run, until);
                look(&*run, None);
            }
        }
    }
    for decl in entry.actions {
        let targets = decl.target.map_or_else(Vec::new, |kind| run.targets(kind));
        // One, then all of them.
        for some in [1, targets.len().max(1)] {
            let mut run = run.fork();
            let amount = decl.amount.and_then(|param| param.default_value().number());
            for target in
                targets.iter().take(some).map(|target| Some(*target)).chain(decl.target.is_none().then_some(None))
            {
                if let Err(bad) = run.act(&Act { id: decl.id, target, amount }) {
                    tell([&bad.wrong]);
                }
            }
            look(&*run, None);
            let until = after(&*run);
            forward(&mut *run, until);
            look(&*run, None);
        }
    }
}

/// A parameter at its ends, and each of its options.
fn ends(param: &Param) -> Vec<Value> {
    match param.kind {
        Kind::Real { min, max, .. } => vec![Value::Real(min), Value::Real(max)],
        Kind::Whole { min, max, .. } => vec![Value::Whole(min), Value::Whole(max)],
        Kind::Choice { options, .. } => (0..options.len()).map(Value::Choice).collect(),
        Kind::Switch { .. } => vec![Value::Switch(false), Value::Switch(true)],
        Kind::Set { options, most, .. } => {
            let all: Vec<usize> = (0..options.len()).collect();
            all.chunks(most.max(1)).map(|some| Value::Set(some.to_vec())).collect()
        }
        Kind::List { .. } => Vec::new(),
    }
}

/// Everything that a run shows now.
fn look(run: &dyn Run, sweep: Option<&Sweep>) {
    let entry = run.entry();
    let mut targets: Vec<Target> = Vec::new();
    let mut picture = Picture::new(1.0, 1.0);
    for (width, height, layout, scale) in VIEWS {
        picture.clear(width, height);
        run.draw(&View { scale, ..View::new(width, height, layout) }, &mut picture);
        targets.extend(picture.hits.iter().map(|hit| hit.target));
    }
    for thing in entry.about.things {
        targets.extend(run.targets(thing.kind).into_iter().map(|id| Target { kind: thing.kind, id: u64::from(id) }));
    }
    let log = run.events_log(60);
    targets.extend(log.iter().filter_map(|event| event.target));
    targets.sort_by_key(|target| (target.kind, target.id));
    targets.dedup();
    let mut asked = 0;
    for (place, target) in targets.iter().enumerate() {
        asked = if place > 0 && targets[place - 1].kind == target.kind { asked + 1 } else { 0 };
        if asked >= ASKED {
            continue;
        }
        tell([&run.name(*target)]);
        if let Some(explanation) = run.explain(*target) {
            tell([&explanation.why]);
            tell([&explanation.otherwise]);
        }
        if asked < 2 {
            for (width, height, layout) in [(1040.0, 420.0, Layout::Wide), (340.0, 560.0, Layout::Tall)] {
                picture.clear(width, height);
                run.draw(&View { focus: Some(*target), ..View::new(width, height, layout) }, &mut picture);
            }
        }
        for index in (0..entry.panels.len()).filter(|index| asked < 2 && entry.panels[*index].text) {
            say_panel(&run.panel_text(index, Some(*target)));
        }
    }
    for event in &log {
        tell([&event.words]);
    }
    run.marks().iter().for_each(|mark| tell([&mark.words]));
    let words = run.describe();
    tell([&words.lead, &words.caption, &words.whole]);
    say_table(&run.table());
    tell([&*run.hint(), &run.flag().unwrap_or_default()]);
    run.rescue().iter().for_each(|(text, _)| tell([text]));
    let table = run.was_now();
    tell([&table.title]);
    for row in &table.rows {
        tell([row.label, row.unit]);
    }
    for index in 0..entry.table.len() {
        let slider = run.slider(index);
        tell([&slider.consequence]);
        slider.ticks.iter().for_each(|tick| tell([&tick.label]));
    }
    panels(run, sweep);
    let axis = TimeAxis { from: Time::ZERO, to: Time(run.end().0.max(1)), left: 40.0, right: 900.0 };
    picture.clear(940.0, 80.0);
    run.draw_record(&Record { axis, base: 70.0, rise: 60.0, end: run.end() }, &mut picture);
    for export in run.exports() {
        export.notes.iter().for_each(|note| tell([note]));
    }
}

fn panels(run: &dyn Run, sweep: Option<&Sweep>) {
    let mut picture = Picture::new(1.0, 1.0);
    for (index, panel) in run.entry().panels.iter().enumerate() {
        if panel.text {
            say_panel(&run.panel_text(index, None));
            continue;
        }
        let height = run.panel_height(index).max(panel.height).max(220.0);
        for width in [320.0, 520.0, 1040.0] {
            picture.clear(width, height);
            tell([&run.draw_panel(index, &View::new(width, height, Layout::Wide), sweep, &mut picture)]);
        }
        say_table(&run.panel_table(index, sweep));
        for remark in run.remarks(index) {
            tell([&remark.what, &remark.why]);
        }
    }
}

fn say_table(table: &Table) {
    tell([&table.caption]);
    table.head.iter().chain(table.rows.iter().flatten()).for_each(|cell| tell([cell]));
}

/// A panel that is set as text.
fn say_panel(table: &Table) {
    say_table(table);
}

/// Carries out every question, and says what is said to each guess.
fn predictions(entry: &'static Entry) {
    for decl in entry.predictions {
        let from = if decl.from.is_empty() { entry.presets[0].link } else { decl.from };
        let Ok(mut run) = (entry.open)(&link::decode(from, entry).state) else { continue };
        let start = run.fork();
        let Ok(trial) = Trial::begin(decl, &mut *run) else { continue };
        run.advance(trial.until, u64::MAX);
        for verdict in guesses(decl, &*start).iter().filter_map(|guess| trial.judge(guess, &*run)) {
            let said = [&verdict.guessed, &verdict.measured, &verdict.off, &verdict.because, &verdict.reply];
            tell(said);
        }
    }
}

/// The charts of the first story with a sweep of few requests.
fn measured(entry: &'static Entry) {
    let Some(preset) = entry.presets.first() else { return };
    let state = link::decode(preset.link, entry).state;
    let Ok(run) = (entry.open)(&state) else { return };
    let plan = (entry.sweep)(&state);
    tell([plan.x_label]);
    tell([&plan.note]);
    plan.lanes.iter().for_each(|lane| tell([lane.label]));
    let mut sweep = Sweep::new(plan);
    for (lane, x) in sweep.plan.order() {
        let point = (entry.sweep_point)(&state, &sweep.plan, lane, x, 0);
        sweep.put(point);
    }
    panels(&*run, Some(&sweep));
}

/// What comes out of a recording made of each format's example.
fn recording(entry: &'static Entry) {
    let Some(intake) = entry.about.intake else { return };
    let state = entry.state();
    for format in intake.formats {
        let Ok(mut open) = (intake.open)(&state, format.key, &[]) else { continue };
        for _ in 0..40 {
            open.feed(format.example.as_bytes());
            open.feed(b"\n");
        }
        open.feed(b"?, ?\n");
        open.end();
        let mut turns = 0;
        while open.work() < 1.0 && turns < 10_000 {
            turns += 1;
        }
        say_report(&open.report());
    }
}

fn say_report(report: &Report) {
    report.bad_lines.iter().for_each(|bad| tell([&bad.wrong]));
    report.facts.iter().flat_map(|(label, value)| [label, value]).for_each(|text| tell([text]));
    report.tables.iter().for_each(say_table);
    for plot in &report.plots {
        tell([&plot.title, &plot.x, &plot.y]);
        plot.curves.iter().for_each(|curve| tell([&curve.label]));
    }
    for choice in &report.choices {
        tell([&choice.label, &choice.unit]);
        choice.options.iter().for_each(|(_, words)| tell([words]));
    }
    tell([&report.setting.1]);
}
