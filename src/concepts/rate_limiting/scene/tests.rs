use super::super::RateLimiting;
use super::super::params::Kind;
use crate::concept::Run as _;
use crate::concept::{Concept as _, Layout, Running, View};
use crate::link;
use crate::scene::Picture;
use crate::scene::bounds::bounds;

fn open(fragment: &str) -> Running<RateLimiting> {
    let decoded = link::decode(fragment, RateLimiting::entry());
    assert!(decoded.complaints.is_empty(), "{fragment}: {:?}", decoded.complaints);
    Running::open(&decoded.state).unwrap()
}

fn view(width: f32, height: f32, layout: Layout) -> View {
    View { speed: 0.5, ..View::new(width, height, layout) }
}

#[test]
fn every_limiter_is_drawn_inside_the_picture_in_every_layout() {
    let mut outside = Vec::new();
    for kind in Kind::ALL {
        let run = open(&format!("limiter={}&arrivals=edge-burst&load=6&seed=4&t=4.9", kind.key()));
        for (w, h, layout) in [
            (1040.0, 378.0, Layout::Wide),
            (760.0, 360.0, Layout::Wide),
            (390.0, 432.0, Layout::Tall),
            (328.0, 432.0, Layout::Tall),
            (320.0, 170.0, Layout::Mini),
            (1040.0, 378.0, Layout::Still),
        ] {
            let mut picture = Picture::new(w, h);
            run.draw(&view(w, h, layout), &mut picture);
            assert!(picture.shapes.len() > 10, "{} {layout:?}", kind.key());
            for shape in &picture.shapes {
                let Some(area) = bounds(&picture, shape) else { continue };
                let finite = [area.min.x, area.min.y, area.max.x, area.max.y].iter().all(|v| v.is_finite());
                assert!(finite, "{} {layout:?}: {shape:?}", kind.key());
                if let crate::scene::Shape::Text { first, len, .. } = *shape {
                    let inside =
                        area.min.x >= -4.0 && area.max.x <= w + 4.0 && area.min.y >= -6.0 && area.max.y <= h + 6.0;
                    if !inside {
                        outside.push(format!(
                            "{} {layout:?} {w}: {:?} at {area:?}",
                            kind.key(),
                            picture.words(first, len)
                        ));
                    }
                }
            }
        }
    }
    assert!(outside.is_empty(), "{}", outside.join("\n"));
}

#[test]
fn a_picture_is_a_function_of_the_state_and_the_moment() {
    let run = open("beside=fixed-window&seed=4&t=6.09");
    let mut again = run.clone();
    again.step();
    again.step_back();
    again.seek(run.now());
    let (mut a, mut b) = (Picture::default(), Picture::default());
    for layout in [Layout::Wide, Layout::Tall, Layout::Mini, Layout::Still] {
        run.draw(&view(1040.0, 378.0, layout), &mut a);
        again.draw(&view(1040.0, 378.0, layout), &mut b);
        assert_eq!(a, b, "{layout:?}");
    }
}
