//! The scene stays inside its picture and shows every message.

use super::super::params::{Order, Params, Pattern};
use super::*;
use crate::scene::Shape;
use crate::sim::Seed;

#[test]
fn nothing_leaves_the_picture_whatever_is_under_way() {
    for patterns in Pattern::ALL.chunks(LANES_MAX) {
        for order in Order::ALL {
            let params =
                Params { patterns: patterns.to_vec(), order: *order, reads: 300.0, writes: 60.0, ..Params::default() };
            let mut recorder = Recorder::default();
            let mut systems = Systems::new(&params, Seed(4));
            systems.run_until(Time::from_secs(3.0), &mut recorder);
            for (width, height, layout) in [
                (1040.0, 408.0, Layout::Wide),
                (764.0, 365.0, Layout::Still),
                (360.0, 432.0, Layout::Tall),
                (320.0, 180.0, Layout::Mini),
            ] {
                let mut picture = Picture::default();
                let view = View { speed: 0.02, ..View::new(width, height, layout) };
                draw(&systems, &recorder, &view, &mut picture);
                assert!(picture.shapes.len() > 8, "{layout:?}");
                for shape in &picture.shapes {
                    match shape {
                        Shape::Circle { c, r, .. } => {
                            assert!(
                                c.x - r >= -1.0 && c.x + r <= width + 1.0 && c.y - r >= -1.0 && c.y + r <= height + 1.0,
                                "{layout:?} {shape:?}"
                            );
                        }
                        Shape::Rect { at, w, h, .. } => {
                            assert!(
                                at.x >= -1.0 && at.x + w <= width + 1.0 && at.y >= -1.0 && at.y + h <= height + 1.0,
                                "{layout:?} {shape:?}"
                            );
                        }
                        _ => {}
                    }
                }
            }
        }
    }
}
