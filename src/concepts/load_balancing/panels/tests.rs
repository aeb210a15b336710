use super::super::assumptions::{Rule, Setting};
use super::super::model::Action;
use super::super::window::Window;
use super::super::{params, sweep};
use super::*;
use crate::concept::Layout;
use crate::policies::balance::Kind;
use crate::scene::bounds::bounds;
use crate::scene::{Ink, Shape, Svg, Theme};
use crate::sim::{Input, Seed, Time, Timeline};
use params::Params;

/// Six servers of 12, 12, 10, 10, 8 and 4 requests a second; 32 then 40 a second; one killed.
fn six() -> Params {
    let speeds = vec![1.2, 1.2, 1.0, 1.0, 0.8, 0.4];
    Params { policy: Kind::PowerOfChoices, rate: 40.0, mean: 0.1, servers: 6, speeds, ..Params::default() }
}

fn run(params: &Params, until: f64) -> Timeline<Cluster, Recorder> {
    let mut timeline = Timeline::new(params, Seed(108), Recorder::default());
    timeline.advance(Time::from_secs(until), u64::MAX);
    timeline
}

fn killed() -> Timeline<Cluster, Recorder> {
    let mut timeline = run(&six(), 42.0);
    timeline.input(Input::Act(Action::Kill(3)));
    timeline.advance(Time::from_secs(66.5), u64::MAX);
    timeline
}

fn measured(params: &Params) -> Sweep {
    let plan = sweep::plan(params);
    let mut sweep = Sweep::new(plan.clone());
    for (lane, x) in plan.order() {
        assert!(sweep.put(sweep::point(params, &[], &plan, (lane, x), 1)));
    }
    sweep
}

fn view(width: f32) -> View {
    View::new(width, 206.0, Layout::Wide)
}

type Made = (Picture, String, Table);

fn make(
    index: usize,
    width: f32,
    params: &Params,
    timeline: &Timeline<Cluster, Recorder>,
    sweep: Option<&Sweep>,
) -> Made {
    let (model, recorder) = (timeline.model(), timeline.recorder());
    let mut picture = Picture::new(width, 206.0);
    let note = draw_panel(index, params, model, recorder, &view(width), sweep, &mut picture);
    (picture, note, panel_table(index, params, model, recorder, sweep))
}

fn texts(picture: &Picture) -> Vec<&str> {
    let words = picture.shapes.iter().filter_map(|shape| match *shape {
        Shape::Text { first, len, .. } => Some(picture.words(first, len)),
        _ => None,
    });
    words.collect()
}

fn sound(picture: &Picture, what: &str) {
    assert!(picture.shapes.len() > 8, "{what}: {} shapes", picture.shapes.len());
    for shape in &picture.shapes {
        if let Some(area) = bounds(picture, shape) {
            let sides = [area.min.x, area.min.y, area.max.x, area.max.y];
            assert!(sides.iter().all(|v| v.is_finite()), "{what}: {shape:?}");
            let inside = area.min.x > -8.0 && area.max.x < picture.width + 8.0;
            assert!(inside && area.min.y > -12.0 && area.max.y < picture.height + 8.0, "{what}: {shape:?}");
        }
    }
    assert!(!picture.letters.contains("NaN") && !picture.letters.contains("inf"), "{what}: {}", picture.letters);
}

#[test]
fn every_panel_is_sound_at_every_width_and_in_every_state() {
    let fresh = Timeline::new(&six(), Seed(1), Recorder::default());
    let mut none = run(&six(), 10.0);
    (0..6).for_each(|server| none.input(Input::Act(Action::Kill(server))));
    none.advance(Time::from_secs(20.0), u64::MAX);
    let flood = run(&Params { rate: 90.0, ..six() }, 60.0);
    let sweep = measured(&six());
    for (name, timeline) in [("fresh", &fresh), ("killed", &killed()), ("none", &none), ("flood", &flood)] {
        for width in [280.0, 336.0, 480.0, 700.0] {
            for (index, panel) in PANELS.iter().enumerate() {
                for sweep in [None, Some(&sweep)] {
                    let params = timeline.model().settings().params.clone();
                    let (picture, note, table) = make(index, width, &params, timeline, sweep);
                    let what = format!("{name} {} {width} {}", panel.id, sweep.is_some());
                    sound(&picture, &what);
                    assert!(!note.is_empty() && !table.caption.is_empty(), "{what}");
                    assert!(table.rows.iter().all(|row| row.len() == table.head.len()), "{what}");
                    assert!(
                        !table.rows.iter().flatten().any(|cell| cell.contains("NaN") || cell.contains("inf ")),
                        "{what}"
                    );
                }
            }
        }
    }
}

#[test]
fn the_histogram_holds_every_request_and_its_table_is_the_same() {
    let timeline = killed();
    let latency = latency::Latency::of(timeline.model(), timeline.recorder(), 0.0);
    let table = latency.table();
    let percent: f64 = table.rows.iter().skip(3).map(|row| row[1].parse::<f64>().unwrap()).sum();
    assert!((percent - 100.0).abs() < 0.05 * table.rows.len() as f64, "{percent}");
    let (picture, note, _) = make(0, 336.0, &six(), &timeline, None);
    let window = Window::measure(timeline.model(), timeline.recorder());
    assert!(note.starts_with(&format!("{} requests", window.sojourns.len())), "{note}");
    let p95 = table.rows.iter().find(|row| row[0] == "p95").unwrap()[1].clone();
    assert!(texts(&picture).contains(&p95.as_str()), "{p95}: {:?}", texts(&picture));
    assert!(texts(&picture).contains(&"was"));
    let bars = picture.shapes.iter().filter(|shape| matches!(shape, Shape::Rect { .. })).count();
    let filled = table.rows.iter().skip(3).filter(|row| !row[1].is_empty() && row[1] != "0").count();
    assert!(bars > 5 && bars <= table.rows.len(), "{bars} bars, {filled} filled rows");
}

#[test]
fn few_requests_say_what_is_missing() {
    let (picture, note, _) = make(0, 336.0, &six(), &run(&six(), 0.7), None);
    let words = texts(&picture);
    assert!(words.iter().any(|w| w.contains("needs")), "{words:?} {note}");
    let fresh = Timeline::new(&six(), Seed(1), Recorder::default());
    assert!(texts(&make(0, 336.0, &six(), &fresh, None).0).contains(&"Press play."));
    let knee = make(1, 336.0, &six(), &run(&six(), 0.7), None);
    let weak = |s: &Shape| matches!(*s, Shape::Text { first, len, ink: Ink::Ink3, .. } if knee.0.words(first, len) == "you are here");
    assert!(knee.0.shapes.iter().any(weak), "{:?}", texts(&knee.0));
    let row = knee.2.rows.iter().find(|row| row[0] == "you are here").unwrap();
    assert!(row[3].ends_with("too few to tell"), "{row:?}");
}

#[test]
fn the_knee_names_its_lines_and_where_you_are() {
    let (timeline, mut sweep) = (killed(), measured(&six()));
    sweep.plan.note = sweep::note(&six(), &[Action::Kill(3)]);
    let (picture, note, table) = make(1, 336.0, &six(), &timeline, Some(&sweep));
    let words = texts(&picture);
    for wanted in
        ["you are here", "was", "knee", "random, by speed", "one shared line, M/M/5", "two choices, 5 of 6 up"]
    {
        assert!(words.contains(&wanted), "{wanted}: {words:?}");
    }
    assert_eq!(note, "band: 95 % of 6,000 requests a point");
    let row = |name: &str| table.rows.iter().find(|row| row[0] == name).unwrap_or_else(|| panic!("{name}"));
    assert_eq!(row("knee")[1], "0.69");
    let window = Window::measure(timeline.model(), timeline.recorder());
    assert_eq!(row("you are here")[1], format!("{:.2}", window.utilisation.unwrap()));
    let setting = Setting::now(timeline.model());
    let shared = setting.theories().into_iter().find(|theory| theory.rule == Rule::SharedLine).unwrap();
    let told = table.rows.iter().find(|row| row[0] == shared.label && row[1] == "0.90").unwrap()[2].clone();
    assert_eq!(told, words::digits(shared.mean_sojourn(0.9)) + " s");
    // Wide charts name the others too.
    let (wide, ..) = make(2, 700.0, &six(), &timeline, Some(&sweep));
    assert!(texts(&wide).contains(&"round robin") || texts(&wide).contains(&"random"), "{:?}", texts(&wide));
}

#[test]
fn past_full_the_dot_leaves_the_axis() {
    let params = Params { rate: 90.0, ..six() };
    let (picture, ..) = make(1, 336.0, &params, &run(&params, 60.0), None);
    assert!(texts(&picture).iter().any(|words| words.starts_with("load 1.6")), "{:?}", texts(&picture));
}

#[test]
fn servers_shares_add_up_and_name_who_is_down() {
    let timeline = killed();
    let (picture, note, table) = make(3, 336.0, &six(), &timeline, None);
    assert_eq!(table.rows.len(), 6);
    let sum: f64 = table.rows.iter().map(|row| row[3].parse::<f64>().unwrap()).sum();
    assert!((sum - 100.0).abs() < 0.5, "{sum}");
    assert!(texts(&picture).contains(&"down") && table.rows[3][1] == "down");
    assert!(note.starts_with("most over mean "), "{note}");
}

/// `SHEET=folder` writes the panels in every theme, to look at.
#[test]
fn panels_can_be_looked_at() {
    let Some(folder) = std::env::var_os("SHEET") else { return };
    let sweep = measured(&six());
    let flood = Params { rate: 90.0, ..six() };
    let turns = Params { policy: Kind::RoundRobin, speeds: vec![1.0], ..six() };
    let many = Params { servers: 64, speeds: vec![1.0], rate: 500.0, ..six() };
    let states = vec![
        ("killed", six(), killed(), Some(sweep)),
        ("early", six(), run(&six(), 0.7), None),
        ("flood", flood.clone(), run(&flood, 60.0), Some(measured(&flood))),
        ("turns", turns.clone(), run(&turns, 60.0), Some(measured(&turns))),
        ("many", many.clone(), run(&many, 30.0), Some(measured(&many))),
    ];
    for (name, params, timeline, sweep) in states {
        for width in [336.0, 660.0] {
            for (index, panel) in PANELS.iter().enumerate() {
                let (picture, ..) = make(index, width, &params, &timeline, sweep.as_ref());
                for theme in Theme::ALL {
                    let svg = Svg { theme: Some(theme), ..Svg::default() }.write(&picture);
                    let file = format!("{name}-{}-{width}-{}.svg", panel.id, theme.name());
                    std::fs::write(std::path::Path::new(&folder).join(file), svg).expect("the folder can be written");
                }
            }
        }
    }
}

#[test]
fn an_old_curve_keeps_its_name_until_the_new_one_comes() {
    let (picture, ..) = make(1, 336.0, &six(), &killed(), Some(&measured(&six())));
    let words = texts(&picture);
    assert!(
        words.contains(&"two choices, measured") && !words.iter().any(|text| text.contains("of 6 up")),
        "{words:?}"
    );
}

#[test]
fn no_thumb_covers_the_word_of_the_knee() {
    let index = PANELS.iter().position(|panel| panel.id == "knee").unwrap();
    let mut sides = Vec::new();
    for rate in [60.0, 100.0, 110.0, 120.0, 130.0, 145.0] {
        let params = Params { rate, ..Params::default() };
        let timeline = run(&params, 5.0);
        for width in [280.0, 336.0, 480.0] {
            let (picture, ..) = make(index, width, &params, &timeline, None);
            let area = |wanted: &dyn Fn(&Shape) -> bool| {
                bounds(&picture, picture.shapes.iter().find(|shape| wanted(shape)).unwrap()).unwrap()
            };
            let thumb = area(&|shape| matches!(shape, Shape::Rect { w, h, .. } if (*w, *h) == (13.0, 20.0)));
            let word =
                area(&|shape| matches!(*shape, Shape::Text { first, len, .. } if picture.words(first, len) == "knee"));
            assert!(word.max.x <= thumb.min.x || thumb.max.x <= word.min.x, "{rate} at {width}: {word:?}, {thumb:?}");
            sides.push(word.max.x <= thumb.min.x);
        }
    }
    assert!(sides.contains(&true) && sides.contains(&false));
}
