//! Pictures drawn at one size and shown at another: type, strokes and places grow together, as on a projector.

use super::picture::{Picture, Pt, Seg, Shape, Stroke, pt};
use super::text::face;

/// Makes everything in `picture` larger by `by` and moves it by `shift` afterwards; its size becomes `width` by `height`.
pub fn magnify(picture: &mut Picture, by: f32, shift: Pt, (width, height): (f32, f32)) {
    let go = |p: Pt| pt(p.x * by + shift.x, p.y * by + shift.y);
    let thick = |stroke: Stroke| Stroke { width: stroke.width * by, ..stroke };
    (picture.width, picture.height) = (width, height);
    for seg in &mut picture.segs {
        *seg = match *seg {
            Seg::Move(p) => Seg::Move(go(p)),
            Seg::Line(p) => Seg::Line(go(p)),
            Seg::Cubic(a, b, p) => Seg::Cubic(go(a), go(b), go(p)),
            Seg::Close => Seg::Close,
        };
    }
    for hit in &mut picture.hits {
        hit.c = go(hit.c);
        hit.r *= by;
        hit.half = pt(hit.half.x * by, hit.half.y * by);
    }
    for turn in &mut picture.turns {
        (turn.c, turn.r) = (go(turn.c), turn.r * by);
    }
    for handle in &mut picture.handles {
        (handle.a, handle.b) = (go(handle.a), go(handle.b));
    }
    for trace in picture.traces.iter_mut().flatten() {
        trace.magnify(by, shift);
    }
    for shape in &mut picture.shapes {
        match shape {
            Shape::Circle { c, r, stroke, .. } => {
                (*c, *r, *stroke) = (go(*c), *r * by, stroke.map(thick));
            }
            Shape::Arc { c, r, stroke, .. } => (*c, *r, *stroke) = (go(*c), *r * by, thick(*stroke)),
            Shape::Cap { c, r, .. } | Shape::Punch { c, r } => (*c, *r) = (go(*c), *r * by),
            Shape::Rect { at, w, h, radius, stroke, .. } => {
                (*at, *w, *h, *radius) = (go(*at), *w * by, *h * by, *radius * by);
                *stroke = stroke.map(thick);
            }
            Shape::Line { a, b, stroke } => (*a, *b, *stroke) = (go(*a), go(*b), thick(*stroke)),
            Shape::Path { stroke, .. } => *stroke = stroke.map(thick),
            Shape::Text { at, style, size, .. } => {
                let own = if *size > 0.0 { *size } else { face(*style).size };
                (*at, *size) = (go(*at), own * by);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::picture::{Align, Fill, Ink, Type};
    use super::*;

    #[test]
    fn everything_grows_and_moves() {
        let mut picture = Picture::new(10.0, 10.0);
        picture.circle(pt(1.0, 2.0), 3.0, Fill::None, Some(Stroke::new(Ink::Ink, 1.0)));
        picture.path([Seg::Move(pt(1.0, 1.0)), Seg::Line(pt(2.0, 2.0))], Fill::None, None);
        picture.text(pt(0.0, 0.0), Type::Value, Ink::Ink, Align::Start, "a");
        picture.hit("server", 1, pt(5.0, 5.0), 2.0);
        magnify(&mut picture, 2.0, pt(1.0, 0.0), (20.0, 20.0));
        assert!(matches!(picture.shapes[0],
            Shape::Circle { c, r, stroke: Some(s), .. } if c == pt(3.0, 4.0) && r == 6.0 && s.width == 2.0));
        assert_eq!(picture.segs[1], Seg::Line(pt(5.0, 4.0)));
        assert!(matches!(picture.shapes[2], Shape::Text { size, .. } if size == 32.0));
        assert_eq!((picture.hits[0].c, picture.hits[0].r), (pt(11.0, 10.0), 4.0));
        assert_eq!((picture.width, picture.height), (20.0, 20.0));
    }
}
