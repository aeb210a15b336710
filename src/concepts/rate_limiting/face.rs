//! What a limiter looks like at a moment: the numbers a picture of it needs, whatever algorithm is behind them.

use crate::sim::{Span, Time};

/// The state of a limiter, by the kind of thing it is.
#[derive(Clone, PartialEq, Debug)]
#[allow(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum Face {
    /// A glass of tokens: `level` of `size`, refilled at `rate` a second. A level below zero is debt.
    Glass { level: f64, size: f64, rate: f64 },
    /// A vessel that every request fills by one and that drains at `rate` a second; `free` is how much of it may be
    /// taken without delay.
    Vessel { level: f64, size: f64, rate: f64, free: f64 },
    /// A funnel of requests that drip out one every 1 / `rate` seconds; `next` is the moment of the next drip.
    Funnel { held: u32, size: u32, rate: f64, next: Option<Time> },
    /// The theoretical arrival time `tat` of the next request, allowed up to `tolerance` early; each request moves it
    /// by `step`.
    Arrival { tat: Time, step: Span, tolerance: Span },
    /// A counter in the window that began at `start`.
    Window { count: u32, limit: u32, start: Time, window: Span },
    /// The moments counted in the window that ends now; the oldest first.
    Log { marks: Vec<Time>, limit: u32, window: Span },
    /// The counts of two windows; the present one began at `start`.
    Pair { previous: f64, current: f64, limit: u32, start: Time, window: Span },
    /// `busy` of `limit` slots; `most` is as far as the limit may grow.
    Slots { busy: u32, limit: f64, most: u32 },
}

impl Face {
    /// The quantity that the limiter compares with its limit, and what it is called.
    pub fn gauge(&self, now: Time) -> f64 {
        match *self {
            Self::Glass { level, .. } | Self::Vessel { level, .. } => level,
            Self::Funnel { held, .. } => f64::from(held),
            Self::Arrival { tat, step, .. } => {
                if step.is_zero() {
                    0.0
                } else {
                    tat.since(now).secs() / step.secs()
                }
            }
            Self::Window { count, .. } => f64::from(count),
            Self::Log { ref marks, .. } => marks.len() as f64,
            Self::Pair { previous, current, .. } => previous * self.weight(now) + current,
            Self::Slots { busy, .. } => f64::from(busy),
        }
    }

    /// Where the gauge is full.
    pub fn full(&self) -> f64 {
        match *self {
            Self::Glass { size, .. } | Self::Vessel { size, .. } => size,
            Self::Funnel { size, .. } => f64::from(size),
            Self::Arrival { step, tolerance, .. } => {
                if step.is_zero() {
                    0.0
                } else {
                    tolerance.secs() / step.secs() + 1.0
                }
            }
            Self::Window { limit, .. } | Self::Log { limit, .. } | Self::Pair { limit, .. } => f64::from(limit),
            Self::Slots { limit, .. } => limit,
        }
    }

    /// How much of what it grants is used up, 0 to 1.
    pub fn used(&self, now: Time) -> f64 {
        let share = if self.full() > 0.0 { self.gauge(now) / self.full() } else { 0.0 };
        let share = if matches!(self, Self::Glass { .. }) { 1.0 - share } else { share };
        share.clamp(0.0, 1.0)
    }

    /// What the gauge counts, as a label beside its trace.
    pub fn gauge_label(&self) -> &'static str {
        match self {
            Self::Glass { .. } => "tokens left",
            Self::Vessel { .. } => "level",
            Self::Funnel { .. } => "in the queue",
            Self::Arrival { .. } => "ahead of time",
            Self::Window { .. } => "count this window",
            Self::Log { .. } => "count, sliding",
            Self::Pair { .. } => "weighted count",
            Self::Slots { .. } => "in flight",
        }
    }

    /// True if it counts in windows of time.
    pub fn is_window(&self) -> bool {
        matches!(self, Self::Window { .. } | Self::Log { .. } | Self::Pair { .. })
    }

    /// How much of the previous window counts at `now`, 0 to 1; only for [`Face::Pair`].
    pub fn weight(&self, now: Time) -> f64 {
        match *self {
            Self::Pair { start, window, .. } if !window.is_zero() => {
                (1.0 - now.since(start).secs() / window.secs()).clamp(0.0, 1.0)
            }
            _ => 0.0,
        }
    }
}

/// How the gauge moves while nothing comes.
impl Face {
    /// Calls `corner` for each corner of the gauge's line after `from`, up to and including `to`. `self` is the state
    /// at `from`.
    pub fn course(&self, from: Time, to: Time, corner: &mut dyn FnMut(Time, f64)) {
        let span = to.since(from).secs();
        let after = |seconds: f64| from + Span::from_secs(seconds);
        match *self {
            Self::Glass { level, size, rate } => {
                let end = level + rate * span;
                if end > size && rate > 0.0 {
                    corner(after((size - level).max(0.0) / rate).min(to), size);
                }
                corner(to, end.min(size.max(level)));
            }
            Self::Vessel { level, rate, .. } => {
                let end = level - rate * span;
                if end < 0.0 && rate > 0.0 {
                    corner(after(level / rate).min(to), 0.0);
                }
                corner(to, end.max(0.0));
            }
            Self::Arrival { tat, step, .. } => {
                if tat < to && tat > from {
                    corner(tat, 0.0);
                }
                corner(to, if step.is_zero() { 0.0 } else { tat.since(to).secs() / step.secs() });
            }
            Self::Window { count, start, window, .. } => {
                let edge = start + window;
                if edge <= to && count > 0 {
                    corner(edge, f64::from(count));
                    corner(edge, 0.0);
                    corner(to, 0.0);
                } else {
                    corner(to, f64::from(count));
                }
            }
            Self::Log { ref marks, window, .. } => {
                let mut left = marks.len();
                for mark in marks {
                    let gone = *mark + window;
                    if gone > to {
                        break;
                    }
                    corner(gone.max(from), left as f64);
                    left -= 1;
                    corner(gone.max(from), left as f64);
                }
                corner(to, left as f64);
            }
            Self::Pair { current, limit, start, window, .. } => {
                let edge = start + window;
                if edge <= to {
                    corner(edge, current);
                    let next = Self::Pair { previous: current, current: 0.0, limit, start: edge, window };
                    if edge + window <= to {
                        corner(edge + window, 0.0);
                        corner(to, 0.0);
                    } else {
                        corner(to, next.gauge(to));
                    }
                } else {
                    corner(to, self.gauge(to));
                }
            }
            // These move only when something happens.
            Self::Funnel { held, .. } => corner(to, f64::from(held)),
            Self::Slots { busy, .. } => corner(to, f64::from(busy)),
        }
    }
}
