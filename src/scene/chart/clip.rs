//! Cutting series to the range of an axis, before plotters sees them.

/// A pair of values.
pub(super) type Pair = (f64, f64);

/// One of a pair's two values.
type Coordinate = fn(Pair) -> f64;

/// Lowest and highest values of both axes.
#[derive(Clone, Copy)]
pub(super) struct Window {
    pub(super) x: (f64, f64),
    pub(super) y: (f64, f64),
}

/// The pieces of a polyline inside the window. A value that is not a number breaks the line.
pub(super) fn runs(points: &[Pair], window: Window) -> Vec<Vec<Pair>> {
    let mut runs: Vec<Vec<Pair>> = Vec::new();
    let mut joined = false;
    for pair in points.windows(2) {
        let Some((a, b)) = segment(pair[0], pair[1], window) else {
            joined = false;
            continue;
        };
        match runs.last_mut() {
            Some(run) if joined && run.last() == Some(&a) => run.push(b),
            _ => runs.push(vec![a, b]),
        }
        joined = b == pair[1];
    }
    runs
}

/// Liang and Barsky (1984).
fn segment(a: Pair, b: Pair, window: Window) -> Option<(Pair, Pair)> {
    if ![a.0, a.1, b.0, b.1].iter().all(|v| v.is_finite()) {
        return None;
    }
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    let sides = [(-dx, a.0 - window.x.0), (dx, window.x.1 - a.0), (-dy, a.1 - window.y.0), (dy, window.y.1 - a.1)];
    for (p, q) in sides {
        if p == 0.0 {
            if q < 0.0 {
                return None;
            }
        } else if p < 0.0 {
            enter = enter.max(q / p);
        } else {
            leave = leave.min(q / p);
        }
    }
    if enter > leave {
        return None;
    }
    let at = |t: f64| (a.0 + t * dx, a.1 + t * dy);
    Some((if enter > 0.0 { at(enter) } else { a }, if leave < 1.0 { at(leave) } else { b }))
}

/// A polygon cut to the window's y range and x range (Sutherland and Hodgman, 1974).
pub(super) fn polygon(corners: &[Pair], window: Window) -> Vec<Pair> {
    let mut out: Vec<Pair> = corners.iter().copied().filter(|(x, y)| x.is_finite() && y.is_finite()).collect();
    let sides: [(Coordinate, f64, f64); 4] = [
        (|p| p.1, window.y.0, 1.0),
        (|p| p.1, window.y.1, -1.0),
        (|p| p.0, window.x.0, 1.0),
        (|p| p.0, window.x.1, -1.0),
    ];
    for (of, edge, sign) in sides {
        let inside = |p: Pair| (of(p) - edge) * sign >= 0.0;
        let cross = |a: Pair, b: Pair| {
            let t = (edge - of(a)) / (of(b) - of(a));
            (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1))
        };
        let before = std::mem::take(&mut out);
        for at in 0..before.len() {
            let (a, b) = (before[(at + before.len() - 1) % before.len()], before[at]);
            if inside(a) != inside(b) {
                out.push(cross(a, b));
            }
            if inside(b) {
                out.push(b);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const UNIT: Window = Window { x: (0.0, 1.0), y: (0.0, 1.0) };

    #[test]
    fn a_line_that_leaves_and_returns_is_two_runs() {
        let runs = runs(&[(0.0, 0.5), (0.5, 2.0), (1.0, 0.5)], UNIT);
        assert_eq!(runs.len(), 2);
        assert!((runs[0][1].1 - 1.0).abs() < 1e-12 && (runs[1][0].1 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_is_not_a_number_breaks_the_line() {
        let points = [(0.0, 0.1), (0.2, 0.1), (0.3, f64::NAN), (0.4, 0.1), (0.5, 0.1)];
        assert_eq!(runs(&points, UNIT), vec![vec![(0.0, 0.1), (0.2, 0.1)], vec![(0.4, 0.1), (0.5, 0.1)]]);
        assert!(runs(&[(0.1, 0.1)], UNIT).is_empty());
    }

    proptest! {
        #[test]
        fn nothing_is_left_outside(points in prop::collection::vec((-2.0f64..3.0, -2.0f64..3.0), 0..20)) {
            let near = |v: f64| (-1e-9..=1.0 + 1e-9).contains(&v);
            for (x, y) in runs(&points, UNIT).into_iter().flatten().chain(polygon(&points, UNIT)) {
                prop_assert!(near(x) && near(y), "{} {}", x, y);
            }
        }
        #[test]
        fn what_is_inside_stays(points in prop::collection::vec((0.0f64..1.0, 0.0f64..1.0), 2..20)) {
            prop_assert_eq!(runs(&points, UNIT), vec![points.clone()]);
            prop_assert_eq!(polygon(&points, UNIT), points);
        }
    }
}
