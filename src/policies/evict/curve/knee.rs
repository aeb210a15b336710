//! Where a miss-ratio curve bends: the point farthest below the straight line between its ends.
//!
//! Satopää, Albrecht, Irwin, Raghavan 2011 ("Finding a kneedle in a haystack"), for a whole curve rather than a stream and
//! without smoothing. On a convex curve, up to that point one more place saves more misses than a place does on average
//! over the whole curve, and past it less.

/// The point of a falling curve that lies farthest below the line from its first to its last point; x ascends. `None` if
/// no point lies below it.
pub fn knee(points: impl IntoIterator<Item = (f64, f64)> + Clone) -> Option<(f64, f64)> {
    let mut ends = points.clone().into_iter();
    let first = ends.next()?;
    let last = ends.last()?;
    let (width, height) = (last.0 - first.0, first.1 - last.1);
    if width <= 0.0 || height <= 0.0 {
        return None;
    }
    let below = |(x, y): (f64, f64)| (first.1 - y) / height - (x - first.0) / width;
    // The first of equals, and nothing that is no more than rounding.
    let deepest = |best: Option<(f64, (f64, f64))>, point| {
        let depth = below(point);
        if depth > best.map_or(1e-9, |best| best.0) { Some((depth, point)) } else { best }
    };
    points.into_iter().fold(None, deepest).map(|(_, point)| point)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bend_is_where_a_place_saves_what_it_saves_on_average() {
        // y = 1 / x from 1 to 100: the slope is −1/100 where x = 10.
        let curve = (1..=100).map(|x| (f64::from(x), 1.0 / f64::from(x)));
        assert_eq!(knee(curve), Some((10.0, 0.1)));
        // A loop: nothing helps until everything fits, so no point lies below the line.
        assert_eq!(knee([(0.0, 1.0), (9.0, 1.0), (10.0, 0.0)]), None);
        assert_eq!(knee([(0.0, 1.0), (4.0, 0.0), (10.0, 0.0)]), Some((4.0, 0.0)));
        assert_eq!((knee([]), knee([(1.0, 1.0)]), knee([(1.0, 1.0), (2.0, 1.0)])), (None, None, None));
    }
}
