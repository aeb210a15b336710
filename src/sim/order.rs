//! A stable merge sort that is compiled once for all types.
//!
//! The standard library's sorts are the fastest there are, and each use of them with another type is another 5 to 8 kB
//! of machine code in the page. This one sorts numbers of places and then moves the elements; only the moving is
//! compiled for each type. Where the time of a sort matters (the drawing of a frame, percentiles) the standard
//! library's stay.

use std::cmp::Ordering;

/// Sorts `list` by `compare`; what is equal keeps its order. O(n log n) comparisons, O(n) memory for place numbers.
pub fn sort_by<T>(list: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut from = places(list.len(), &|a, b| compare(&list[a as usize], &list[b as usize]));
    // Each cycle of the permutation is walked once; a place that is done refers to itself.
    for start in 0..list.len() {
        let mut at = start;
        while from[at] as usize != start {
            let next = from[at] as usize;
            list.swap(at, next);
            from[at] = at as u32;
            at = next;
        }
        from[at] = at as u32;
    }
}

/// Sorts `list` by its natural order; what is equal keeps its order.
pub fn sort<T: Ord>(list: &mut [T]) {
    sort_by(list, T::cmp);
}

/// The places `0..len` in sorted order. `len` must fit into 32 bits.
#[inline(never)]
fn places(len: usize, compare: &dyn Fn(u32, u32) -> Ordering) -> Vec<u32> {
    let mut sorted: Vec<u32> = (0..len as u32).collect();
    let mut other = sorted.clone();
    let mut run = 1;
    while run < len {
        for left in (0..len).step_by(2 * run) {
            let (middle, right) = ((left + run).min(len), (left + 2 * run).min(len));
            let (mut a, mut b) = (left, middle);
            for place in &mut other[left..right] {
                let first = b >= right || (a < middle && compare(sorted[a], sorted[b]) != Ordering::Greater);
                let taken = if first { &mut a } else { &mut b };
                *place = sorted[*taken];
                *taken += 1;
            }
        }
        std::mem::swap(&mut sorted, &mut other);
        run *= 2;
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(list in prop::collection::vec((0u8..9, 0u32..1000), 0..200)) {
            let (mut ours, mut theirs) = (list.clone(), list);
            sort_by(&mut ours, |a, b| a.0.cmp(&b.0));
            theirs.sort_by_key(|pair| pair.0);
            prop_assert_eq!(&ours, &theirs, "stable");
            sort(&mut ours);
            theirs.sort_unstable();
            prop_assert_eq!(ours, theirs);
        }
    }
}
