//! The true count: how many requests passed in the window that ends at each moment, whatever the limiter believes.

use super::model::bins::Bins;
use super::recorder::{LaneLog, Outcome};
use crate::sim::{Span, Time};

/// The moments at which requests passed, the oldest first, from a window before `from` until `now`.
fn moments(lane: &LaneLog, window: Span, from: Time, now: Time) -> Vec<Time> {
    let since = from.back(window);
    let mut list: Vec<Time> = lane
        .marks
        .newest_first()
        .filter(|mark| mark.outcome != Outcome::Refused && mark.leaves <= now)
        .map(|mark| mark.leaves)
        .take_while(|at| at.0 > since.back(window).0 || since == Time::ZERO)
        .filter(|at| *at >= since)
        .collect();
    list.sort_unstable();
    list
}

/// From when on the counts are known: what the record forgot cannot be counted.
pub fn known_from(lane: &LaneLog, window: Span) -> Time {
    match lane.marks.oldest() {
        Some(oldest) if lane.marks.is_full() => oldest.at + window,
        _ => Time::ZERO,
    }
}

/// The count after each change between `from` and `now`; the first entry stands at `from`. A request counts from its
/// moment on until one window later, that moment left out.
/// Where single requests are forgotten, the count is that of [`Bins`].
pub fn steps(lane: &LaneLog, bins: &Bins, window: Span, from: Time, now: Time) -> Vec<(Time, u32)> {
    if known_from(lane, window) > from {
        return bins.steps(from, now);
    }
    if from > now {
        return Vec::new();
    }
    let list = moments(lane, window, from, now);
    let count_at = |at: Time| {
        let come = list.partition_point(|moment| *moment <= at);
        let gone = list.partition_point(|moment| *moment + window <= at);
        (come - gone) as u32
    };
    let mut changes: Vec<Time> =
        list.iter().flat_map(|&at| [at, at + window]).filter(|at| *at > from && *at <= now).collect();
    changes.sort_unstable();
    changes.dedup();
    std::iter::once(from).chain(changes).map(|at| (at, count_at(at))).collect()
}

/// A step function as a line with corners, up to `now`.
pub fn stepped(steps: &[(Time, u32)], now: Time) -> Vec<(Time, f64)> {
    let mut line = Vec::with_capacity(2 * steps.len() + 1);
    for (index, &(at, count)) in steps.iter().enumerate() {
        if let Some(&(_, before)) = index.checked_sub(1).and_then(|index| steps.get(index)) {
            line.push((at, f64::from(before)));
        }
        line.push((at, f64::from(count)));
    }
    if let Some(&(_, count)) = steps.last() {
        line.push((now, f64::from(count)));
    }
    line
}

/// The most requests in any one window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Peak {
    /// How many.
    pub count: u32,
    /// The first of them.
    pub first: Time,
    /// The last of them.
    pub last: Time,
}

/// The latest fullest window that ends between `from` and `now`.
pub fn peak(lane: &LaneLog, bins: &Bins, window: Span, from: Time, now: Time) -> Option<Peak> {
    if known_from(lane, window) > from {
        return bins.peak(window, from, now).map(|(count, first, last)| Peak { count, first, last });
    }
    let list = moments(lane, window, from, now);
    let mut first = 0;
    let mut best: Option<Peak> = None;
    for (at, &last) in list.iter().enumerate() {
        while list[first] + window <= last {
            first += 1;
        }
        let count = (at - first + 1) as u32;
        if last >= from && best.is_none_or(|best| count >= best.count) {
            best = Some(Peak { count, first: list[first], last });
        }
    }
    best
}
