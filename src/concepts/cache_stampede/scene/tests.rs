//! The scene stays inside its picture and shows what the model holds.

use super::super::params::{Params, Rule};
use super::*;
use crate::scene::Shape;
use crate::sim::Seed;

fn run(params: &Params, seconds: f64) -> (Caches, Recorder) {
    let mut recorder = Recorder::default();
    let mut caches = Caches::new(params, Seed(4));
    caches.run_until(Time::from_secs(seconds), &mut recorder);
    (caches, recorder)
}

#[test]
fn nothing_leaves_the_picture_whatever_is_under_way() {
    for (rate, workers, keys) in [(0.5, 0, 1), (40.0, 0, 1), (2000.0, 2, 1), (500.0, 0, 200)] {
        for rules in Rule::ALL.chunks(4) {
            let params = Params { cures: rules.to_vec(), rate, workers, keys, ..Params::default() };
            for seconds in [0.0, 5.2, 5.4, 11.0] {
                let (caches, recorder) = run(&params, seconds);
                for (width, height, layout) in [
                    (1040.0, 408.0, Layout::Wide),
                    (764.0, 365.0, Layout::Still),
                    (360.0, 432.0, Layout::Tall),
                    (320.0, 180.0, Layout::Mini),
                ] {
                    let mut picture = Picture::default();
                    draw(&caches, &recorder, &View::new(width, height, layout), &mut picture);
                    assert!(picture.shapes.len() > 8, "{layout:?}");
                    for shape in &picture.shapes {
                        if let Shape::Circle { c, r, .. } = shape {
                            let inside =
                                c.x - r >= -1.0 && c.x + r <= width + 1.0 && c.y - r >= -1.0 && c.y + r <= height + 1.0;
                            assert!(inside, "{layout:?} {rate} {seconds}: {shape:?}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn each_load_is_a_bead_as_long_as_there_is_room() {
    let params = Params { cures: vec![Rule::None], rate: 12.0, load: 2.0, ..Params::default() };
    let (caches, recorder) = run(&params, 6.0);
    let level = caches.lanes()[0].level();
    assert!((3..15).contains(&level), "{level}");
    let mut picture = Picture::default();
    draw(&caches, &recorder, &View::new(1040.0, 408.0, Layout::Wide), &mut picture);
    let beads =
        picture.shapes.iter().filter(|shape| matches!(shape, Shape::Circle { r, .. } if (r - 5.4).abs() < 1e-3));
    assert_eq!(beads.count() as u32, level);
}
