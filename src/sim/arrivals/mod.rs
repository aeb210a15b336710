//! Arrivals: when requests come.
//!
//! Every pattern is a unit-rate process run on a clock that advances with the arrival rate (the time change of a
//! Poisson process; Cinlar 1975, "Introduction to stochastic processes", section 4.7): one exponential number per
//! arrival is spent at the rate of the moment, and when it is used up, the arrival happens. The integral of the rate
//! is inverted in closed form, or by Newton's method for the wave, so the process is exact and no candidate is ever
//! thrown away. Arrival *k* uses number *k* of its stream whatever the pattern is, so changing the rate stretches the
//! same sequence instead of drawing another one.
//!
//! Left out: batches, correlated gaps other than bursts, a rate that depends on the system's state.

mod pattern;
mod recorded;

pub use pattern::{Kind, Pattern};
pub use recorded::{ListError, recorded};

use super::{Dice, Seed, Stream, Time};
use pattern::{Wave, positive};

/// Later than this, in nanoseconds (292 years), nothing arrives.
const HORIZON: f64 = 9.2e18;
/// Before this moment (146 years) no gap at a steady rate of [`STEADY_RATE_MIN`] reaches the horizon.
const STEADY_UNTIL: Time = Time(4_600_000_000_000_000_000);
const STEADY_RATE_MIN: f64 = 1e-6;
/// How many numbers are drawn at once.
const AHEAD: usize = 16;
/// The fewest arrivals that a burst holds on average.
const PER_BURST_MIN: f64 = 0.01;

/// A source of arrivals. Ask [`Arrivals::next`] once per arrival.
#[derive(Clone, PartialEq, Debug)]
pub struct Arrivals {
    pattern: Pattern,
    dice: Dice,
    /// The next numbers of the stream: many logarithms at once are quicker.
    ahead: [f64; AHEAD],
    /// How many of them are used.
    used: usize,
    /// At a steady rate the mean gap in nanoseconds; otherwise 0.
    steady: f64,
    /// At a steady rate the gap after the pending arrival and what its rounding will leave over: worked out one arrival
    /// early, while nothing waits for it.
    gap: (u64, f64),
    phases: Phases,
    /// What is left, at `since`, of the unit-rate gap before the pending arrival.
    left: f64,
    since: Time,
    phases_since: Phases,
    /// What rounding the pending arrival to a nanosecond left over; the next gap makes up for it.
    slip: f64,
    pending: Pending,
    /// When the pattern was last set, until the next question.
    again: Option<Time>,
    /// Where in a recorded list the pending arrival stands.
    cursor: usize,
}

/// The arrival that was announced last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Pending {
    /// None was asked for yet.
    Unasked,
    /// It was announced for this moment (`None`: never).
    At(Option<Time>),
    /// The pattern changed at `since` before it happened.
    Changed,
}

impl Arrivals {
    /// A source that has announced nothing yet.
    pub fn new(pattern: Pattern, mut dice: Dice) -> Self {
        // Bursts begin and end on numbers of their own, so that arrival k keeps its number.
        let mut phases = Phases { dice: Seed(dice.bits()).dice(Stream::Arrivals, 0), on: true, left: 0.0 };
        if let Some(bursts) = Bursts::of(&pattern) {
            phases.start(&bursts);
        }
        Self {
            pattern,
            ahead: dice.exponentials(),
            dice,
            used: 0,
            steady: 0.0,
            gap: (0, 0.0),
            phases_since: phases.clone(),
            phases,
            left: 0.0,
            since: Time::ZERO,
            slip: 0.0,
            pending: Pending::Unasked,
            again: None,
            cursor: 0,
        }
    }

    /// The time of the arrival after the one that happens at `now` (of the first one: after `now`), or `None` if no
    /// more will come or the model's users make the arrivals themselves ([`Pattern::Closed`]).
    ///
    /// Right after [`Arrivals::set`] at the same `now` it announces the pending arrival anew.
    #[inline]
    pub fn next(&mut self, now: Time) -> Option<Time> {
        let again = self.again.take() == Some(now);
        if self.steady > 0.0 && !again && now < STEADY_UNTIL && self.pending == Pending::At(Some(now)) {
            let gap;
            (gap, self.slip) = self.gap;
            self.left = self.number();
            self.since = now;
            self.look_ahead();
            let at = Time(now.0 + gap);
            self.pending = Pending::At(Some(at));
            return Some(at);
        }
        self.next_of_any(again, now)
    }

    /// The same for any pattern. `again`: the pattern was set at this moment.
    #[inline(never)]
    fn next_of_any(&mut self, again: bool, now: Time) -> Option<Time> {
        match (again, self.pending) {
            (true, Pending::At(at)) => return at,
            (true, Pending::Changed) => {}
            (false, _) | (true, Pending::Unasked) => self.draw(now),
        }
        let at = self.due();
        self.pending = Pending::At(at);
        self.steady = match self.pattern {
            Pattern::Poisson { rate } if positive(rate) > STEADY_RATE_MIN => 1e9 / positive(rate),
            _ => 0.0,
        };
        self.look_ahead();
        at
    }

    /// Takes the next number of the stream.
    #[inline]
    fn number(&mut self) -> f64 {
        let number = self.ahead[self.used % AHEAD];
        self.used += 1;
        number
    }
    /// Works the next gap out, as [`Self::due`] will, to the bit.
    #[inline]
    fn look_ahead(&mut self) {
        if self.used == AHEAD {
            self.draw_ahead();
        }
        self.gap = whole(self.slip + self.ahead[self.used % AHEAD] * self.steady);
    }

    /// Changes the pattern at `now`. The arrival announced last no longer holds: ask [`Arrivals::next`] again with
    /// the same `now` and reschedule it.
    ///
    /// No random number is drawn for that. The part of its gap that has not passed yet is spent at the new rate, so
    /// from one Poisson pattern to another the change is exact (an exponential gap has no memory), and from equal gaps
    /// to equal gaps the phase is kept. Setting an equal pattern announces the same moment to the nanosecond. A
    /// recorded list continues with its first moment at or after `now`.
    pub fn set(&mut self, pattern: Pattern, now: Time) {
        self.again = Some(now);
        if pattern == self.pattern {
            return;
        }
        if self.pending != Pending::Unasked {
            self.spend(now);
            self.pending = Pending::Changed;
            self.slip = 0.0;
        }
        self.steady = 0.0;
        if let Some(bursts) = Bursts::of(&pattern)
            && Bursts::of(&self.pattern).is_none()
        {
            self.phases.start(&bursts);
        }
        if let Pattern::Recorded(list) = &pattern {
            self.cursor = list.partition_point(|&moment| moment < now);
        }
        self.since = now;
        self.phases_since = self.phases.clone();
        self.pattern = pattern;
    }

    /// The pattern.
    pub fn pattern(&self) -> &Pattern {
        &self.pattern
    }
    /// Expected arrivals per second at `t`; see [`Pattern::rate_at`].
    pub fn rate_at(&self, t: Time) -> f64 {
        self.pattern.rate_at(t)
    }
    /// Arrivals per second in the long run; see [`Pattern::mean_rate`].
    pub fn mean_rate(&self) -> f64 {
        self.pattern.mean_rate()
    }

    /// Draws the gap of the next arrival.
    fn draw(&mut self, now: Time) {
        if self.pending != Pending::At(Some(now)) {
            self.slip = 0.0;
        }
        if self.pending != Pending::Unasked {
            self.cursor += 1;
        }
        // Equal gaps leave the number unused, so that arrival k keeps its number.
        let number = self.number();
        self.left = if matches!(self.pattern, Pattern::Even { .. }) { 1.0 } else { number };
        self.since = now;
        if matches!(self.pattern, Pattern::Bursty { .. }) {
            self.phases_since = self.phases.clone();
        }
    }

    #[inline(never)]
    fn draw_ahead(&mut self) {
        self.ahead = self.dice.exponentials();
        self.used = 0;
    }

    /// When the gap is used up.
    fn due(&mut self) -> Option<Time> {
        let span = match &self.pattern {
            Pattern::Poisson { rate } | Pattern::Even { rate } => {
                let rate = positive(*rate);
                if rate > 0.0 { Some(self.slip + self.left * (1e9 / rate)) } else { None }
            }
            Pattern::Ramp { .. } | Pattern::Step { .. } | Pattern::Spike { .. } | Pattern::Saw { .. } => {
                self.due_by_pieces()
            }
            Pattern::Wave { mean, swing, period_s } => {
                let wave = Wave::new(*mean, *swing, *period_s);
                wave.span(self.since, self.left).map(|span| span + self.slip)
            }
            Pattern::Bursty { .. } => self.due_by_bursts(),
            Pattern::Closed => None,
            Pattern::Recorded(list) => return list.get(self.cursor).copied(),
        }?;
        let exact = self.since.0 as f64 + span;
        if exact >= HORIZON {
            return None;
        }
        let gap;
        (gap, self.slip) = whole(span);
        Some(Time(self.since.0 + gap))
    }

    fn due_by_pieces(&self) -> Option<f64> {
        let (mut offset, mut left) = (self.slip, self.left);
        while offset < HORIZON {
            let piece = self.pattern.piece(self.since, offset);
            let area = piece.area(piece.end - offset);
            if left <= area {
                return Some(offset + piece.span(left));
            }
            if piece.end == f64::INFINITY {
                return None;
            }
            left -= area;
            offset = piece.end;
        }
        None
    }

    fn due_by_bursts(&mut self) -> Option<f64> {
        let bursts = Bursts::of(&self.pattern)?;
        self.phases = self.phases_since.clone();
        let span = self.phases.run(&bursts, f64::INFINITY, self.left).0;
        (span < HORIZON).then_some(span + self.slip)
    }

    /// Takes from the gap what has passed of it until `now`, under the old pattern.
    fn spend(&mut self, now: Time) {
        let passed = now.since(self.since).0 as f64;
        let spent = match &self.pattern {
            Pattern::Poisson { rate } | Pattern::Even { rate } => positive(*rate) * 1e-9 * passed,
            Pattern::Ramp { .. } | Pattern::Step { .. } | Pattern::Spike { .. } | Pattern::Saw { .. } => {
                let (mut offset, mut area) = (0.0, 0.0);
                while offset < passed {
                    let piece = self.pattern.piece(self.since, offset);
                    let end = piece.end.min(passed);
                    area += piece.area(end - offset);
                    offset = end;
                }
                area
            }
            Pattern::Wave { mean, swing, period_s } => Wave::new(*mean, *swing, *period_s).area(self.since, passed),
            Pattern::Bursty { .. } => Bursts::of(&self.pattern).map_or(0.0, |bursts| {
                self.phases = self.phases_since.clone();
                self.phases.run(&bursts, passed, f64::INFINITY).1
            }),
            Pattern::Closed | Pattern::Recorded(_) => 0.0,
        };
        self.left = (self.left - spent).max(0.0);
    }
}

/// A gap in whole nanoseconds, and what rounding it left over.
#[inline]
fn whole(span: f64) -> (u64, f64) {
    let whole = (span + 0.5) as i64; // rounds down; nothing below zero, and nothing past the horizon
    (whole as u64, (span - whole as f64).max(-1.0)) // never more than rounding can leave
}

/// The on-off process behind [`Pattern::Bursty`]; lengths in nanoseconds.
#[derive(Clone, Copy, Debug)]
struct Bursts {
    /// Arrivals per nanosecond within a burst.
    rate: f64,
    burst: f64,
    silence: f64,
}

impl Bursts {
    fn of(pattern: &Pattern) -> Option<Self> {
        let Pattern::Bursty { rate, peak, burst_s } = *pattern else { return None };
        let peak = positive(peak).max(1.0);
        let rate = positive(rate) * 1e-9 * peak;
        let least = if rate > 0.0 { PER_BURST_MIN / rate } else { 1.0 };
        let burst = (positive(burst_s) * 1e9).max(least);
        Some(Self { rate, burst, silence: burst * (peak - 1.0) })
    }
}

/// Where the on-off process stands.
#[derive(Clone, PartialEq, Debug)]
struct Phases {
    dice: Dice,
    on: bool,
    /// What is left of the phase, in mean lengths of such a phase.
    left: f64,
}

impl Phases {
    /// Begins in the steady state: the share of time within bursts is one over the peak.
    fn start(&mut self, bursts: &Bursts) {
        self.on = self.dice.unit() * (bursts.burst + bursts.silence) < bursts.burst;
        self.left = self.dice.exponential();
    }

    /// Runs until `span` nanoseconds have passed or `area` arrivals were expected; returns both as far as it came.
    fn run(&mut self, bursts: &Bursts, span: f64, area: f64) -> (f64, f64) {
        let (mut passed, mut expected) = (0.0, 0.0);
        if bursts.rate == 0.0 {
            return (span, 0.0);
        }
        while passed < span.min(HORIZON) && expected < area {
            let (length, rate) = if self.on { (bursts.burst, bursts.rate) } else { (bursts.silence, 0.0) };
            let rest = self.left * length;
            let wanted = if self.on { (area - expected) / rate } else { f64::INFINITY };
            let step = rest.min(span - passed).min(wanted);
            passed += step;
            expected += step * rate;
            if step < rest {
                self.left -= step / length;
                break;
            }
            self.on = !self.on;
            self.left = self.dice.exponential();
        }
        (passed, expected)
    }
}

#[cfg(test)]
mod tests;
