//! The scene stays inside its picture and shows what the model holds.

use super::super::model::Action;
use super::super::params::{Key, Params, Placement};
use super::*;
use crate::scene::Shape;
use crate::sim::Seed;

fn run(params: &Params, seconds: f64) -> (Store, Recorder) {
    let mut recorder = Recorder::default();
    let mut store = Store::new(params, Seed(4));
    store.run_until(Time::from_secs(seconds), &mut recorder);
    (store, recorder)
}

fn views() -> [View; 6] {
    [
        View::new(1040.0, 408.0, Layout::Wide),
        View::new(764.0, 365.0, Layout::Still),
        View::new(360.0, 432.0, Layout::Tall),
        View::new(320.0, 260.0, Layout::Wide),
        View::new(320.0, 180.0, Layout::Mini),
        View { scale: 1.5, ..View::new(1920.0, 700.0, Layout::Wide) },
    ]
}

#[test]
fn nothing_leaves_the_picture_whatever_is_under_way() {
    for shards in [1, 4, 18, 64] {
        for (key, rate) in [(Key::User, 30.0), (Key::Time, 400.0), (Key::Country, 2000.0)] {
            let params = Params {
                shards,
                key,
                rate,
                place: Placement::Range,
                net: 200.0,
                scatter: 10.0,
                scans: 10.0,
                ..Params::default()
            };
            let (mut store, mut recorder) = run(&params, 4.0);
            store.set(&Params { shards: (shards + 3).min(64), place: Placement::Modulo, ..params }, &mut recorder);
            store.act(&Action::Kill(0), &mut recorder);
            store.run_until(Time::from_secs(5.0), &mut recorder);
            for view in views() {
                let mut picture = Picture::default();
                draw(&store, &recorder, &view, &mut picture);
                assert!(picture.shapes.len() > 10, "{view:?}");
                for shape in &picture.shapes {
                    let inside = match shape {
                        Shape::Circle { c, r, .. } => {
                            c.x - r >= -1.0
                                && c.x + r <= view.width + 1.0
                                && c.y - r >= -1.0
                                && c.y + r <= view.height + 1.0
                        }
                        Shape::Rect { at, w, h, .. } => {
                            at.x >= -1.0
                                && at.x + w <= view.width + 1.0
                                && at.y >= -1.0
                                && at.y + h <= view.height + 1.0
                        }
                        _ => true,
                    };
                    assert!(inside, "{shards} {key:?} {}×{}: {shape:?}", view.width, view.height);
                }
            }
        }
    }
}

#[test]
fn each_query_on_a_wire_is_a_bead_and_each_shard_can_be_reached() {
    let params = Params { net: 400.0, writes: 0.0, rate: 20.0, ..Params::default() };
    let (mut store, mut recorder) = run(&params, 10.0);
    let count = |store: &Store, stage| store.jobs().filter(|job| job.stage == stage).count();
    let (mut all, mut both) = (0, 0);
    for second in 11..40 {
        store.run_until(Time::from_secs(f64::from(second)), &mut recorder);
        all += count(&store, super::super::model::Stage::Going);
        both += count(&store, super::super::model::Stage::Back);
    }
    // 20 a second, 0.4 s each way: 8 there and 8 back.
    assert!((200..264).contains(&all) && (200..264).contains(&both), "{all} {both}");
    let going = count(&store, super::super::model::Stage::Going);
    let back = count(&store, super::super::model::Stage::Back);
    let mut picture = Picture::default();
    draw(&store, &recorder, &View::new(1040.0, 420.0, Layout::Wide), &mut picture);
    let hits = |kind| picture.hits.iter().filter(|hit| hit.target.kind == kind).count();
    assert_eq!(hits("query"), going + back);
    assert_eq!(hits("shard"), 8, "a dial and a vessel each");
    // Without motion nothing flies.
    draw(&store, &recorder, &View::new(1040.0, 420.0, Layout::Still), &mut picture);
    assert_eq!(picture.hits.iter().filter(|hit| hit.target.kind == "query").count(), 0);
}

#[test]
fn a_moved_key_flies_from_shard_to_shard() {
    let params = Params { rows: 20_000.0, limit: 2000.0, ..Params::default() };
    let (mut store, mut recorder) = run(&params, 5.0);
    store.set(&Params { shards: 5, place: Placement::Modulo, ..params }, &mut recorder);
    store.run_until(Time::from_secs(6.0), &mut recorder);
    let mut picture = Picture::default();
    draw(&store, &recorder, &View::new(1040.0, 420.0, Layout::Wide), &mut picture);
    let first = picture.hits.iter().find(|hit| hit.target.kind == "move").copied().unwrap();
    let why = super::super::why::explain(&store, &recorder, first.target).unwrap();
    assert!(why.why.contains(" moved from S") && !why.otherwise.is_empty(), "{why:?}");
}
