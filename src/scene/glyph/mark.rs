//! The mark: a bead on a bent wire, at the knee.

use crate::scene::picture::{Fill, Ink, Picture, Pt, Seg, Stroke, pt};

/// The mark with its upper left corner at `at`, `height` high (20 is its own size, 27 wide).
pub fn mark(picture: &mut Picture, at: Pt, height: f32) {
    let k = height / 20.0;
    let p = |x: f32, y: f32| pt(at.x + x * k, at.y + y * k);
    let wire =
        [Seg::Move(p(1.2, 17.0)), Seg::Line(p(13.5, 17.0)), Seg::Cubic(p(20.5, 17.0), p(24.2, 13.0), p(24.8, 1.5))];
    picture.path(wire, Fill::None, Some(Stroke::new(Ink::Ink, 2.0 * k)));
    // The paper ring that cuts the bead free is 1.4 wide, half of it inside the bead.
    picture.punch(p(16.4, 16.5), 4.3 * k);
    picture.disc(p(16.4, 16.5), 2.9 * k, Ink::Work);
}
