//! The home page's figures are small: all that they show is inside them.

use kneepoint::concept::{Layout, View};
use kneepoint::scene::bounds::bounds;
use kneepoint::scene::{Picture, Shape};
use kneepoint::sim::Span;
use kneepoint::{concepts, link};

/// How large the first of a verb stands there, and how large the others.
const SIZES: [(f32, f32); 2] = [(320.0, 190.0), (203.0, 120.0)];
/// What of a stroke may be cut unseen.
const HAIR: f32 = 1.5;
#[test]
fn a_miniature_is_whole() {
    let mut wrong: Vec<(&str, f32, String)> = Vec::new();
    let placed = |(_, entries): (_, Vec<_>)| entries.into_iter().enumerate();
    for (place, entry) in concepts::by_group().into_iter().flat_map(placed) {
        let (width, height) = SIZES[place.min(1)];
        let preset = entry.presets.first().unwrap();
        let state = link::decode(preset.link, entry).state;
        let mut run = (entry.open)(&state).unwrap();
        let mut picture = Picture::default();
        for _ in 0..60 {
            run.advance(run.now() + Span::from_secs(0.23 * state.speed), 20_000);
            run.draw(&View { speed: state.speed, ..View::new(width, height, Layout::Mini) }, &mut picture);
            for shape in &picture.shapes {
                let Some(area) = bounds(&picture, shape) else { continue };
                // What flows runs in at one side and out at the other.
                let stands = matches!(shape, Shape::Text { .. } | Shape::Arc { .. } | Shape::Rect { .. });
                let sides = if stands { (-area.min.x).max(area.max.x - width) } else { 0.0 };
                let out = sides.max(-area.min.y).max(area.max.y - height);
                if out > HAIR && wrong.iter().filter(|(id, ..)| *id == entry.about.id).count() < 4 {
                    wrong.push((entry.about.id, out, format!("{shape:?}")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
