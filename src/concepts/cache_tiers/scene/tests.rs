//! The scene stays inside its picture and shows what the model holds.

use super::super::model::Action;
use super::super::params::Params;
use super::*;
use crate::scene::Shape;
use crate::sim::{Discard, Seed, Time};

const VIEWS: [(f32, f32, Layout); 4] = [
    (1040.0, 408.0, Layout::Wide),
    (764.0, 365.0, Layout::Still),
    (360.0, 432.0, Layout::Tall),
    (320.0, 180.0, Layout::Mini),
];

#[test]
fn nothing_leaves_the_picture_whatever_is_there() {
    for tiers in [vec![Tier::Edge], vec![Tier::Cluster], Tier::ALL.to_vec()] {
        for (rate, each) in [(1.0, 1), (1000.0, 6)] {
            let params =
                Params { tiers: tiers.clone(), rate, edges: each, programs: each, nodes: each, ..Params::default() };
            let mut model = Tiers::new(&params, Seed(4));
            for seconds in [0.0, 1.0, 4.0] {
                model.run_until(Time::from_secs(seconds), &mut Discard);
                if seconds > 2.0 {
                    model.act(&Action::Lose(0), &mut Discard);
                }
                for (width, height, layout) in VIEWS {
                    let mut picture = Picture::default();
                    draw(&model, &View::new(width, height, layout), &mut picture);
                    assert!(picture.shapes.len() > 5, "{layout:?}");
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
fn each_request_on_its_way_is_a_bead() {
    let params = Params { rate: 60.0, ..Params::default() };
    let mut model = Tiers::new(&params, Seed(4));
    model.run_until(Time::from_secs(3.0), &mut Discard);
    let moving = model.ops().filter(|op| !op.held).count();
    assert!(moving > 3, "{moving}");
    let mut picture = Picture::default();
    draw(&model, &View::new(1040.0, 408.0, Layout::Wide), &mut picture);
    let bead = |r: f32| (r - BEAD).abs() < 1e-3 || (r - BEAD * 0.72).abs() < 1e-3;
    let beads = picture.shapes.iter().filter(|shape| matches!(shape, Shape::Circle { r, .. } if bead(*r))).count();
    assert_eq!(beads, moving);
}
