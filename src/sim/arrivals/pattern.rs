//! Which arrivals a load brings: plain data, rates in requests per second, times in seconds since the start.

use crate::sim::Time;
use std::rc::Rc;

crate::choices! {
    /// The kinds of [`Pattern`].
    pub enum Kind {
        Poisson = "poisson", "Poisson", "Independent users: any moment is as likely as any other.";
        Even = "even", "Even", "One after another, always the same distance apart.";
        Bursty = "bursty", "Bursts", "Bursts at a high rate with silence between them.";
        Ramp = "ramp", "Ramp", "The rate climbs or falls along a line, then stays.";
        Step = "step", "Step", "The rate changes once and stays.";
        Spike = "spike", "Spike", "The rate jumps for a while and comes back.";
        Wave = "wave", "Daily wave", "The rate swings between a low at the start and a high half a period later.";
        Sawtooth = "sawtooth", "Sawtooth", "The rate climbs along a line to twice its mean, falls at once, and climbs again.";
        Closed = "closed", "Users who wait", "A fixed number of users; each thinks, sends one request and waits for it.";
        Recorded = "recorded", "Recorded", "The moments of a list that you bring along.";
    }
}

/// A pattern of arrivals. A rate that is negative or not a number counts as zero.
#[derive(Clone, PartialEq, Debug)]
pub enum Pattern {
    /// Exponential gaps with this rate.
    Poisson {
        /// Arrivals per second.
        rate: f64,
    },
    /// Equal gaps.
    Even {
        /// Arrivals per second.
        rate: f64,
    },
    /// An on-off Markov-modulated Poisson process (MMPP-2; Heffes, Lucantoni 1986) that is silent between bursts.
    /// Bursts and silences last exponential times; it starts in its steady state.
    Bursty {
        /// Mean arrivals per second, silences included.
        rate: f64,
        /// Rate within a burst over the mean rate; 1 or less is a plain Poisson process.
        peak: f64,
        /// Mean length of a burst in seconds. Lengths at which fewer than one burst in a hundred would hold an
        /// arrival are raised to that: the bursts could not be told from a Poisson process.
        burst_s: f64,
    },
    /// Poisson arrivals whose rate goes from one value to another along a line.
    Ramp {
        /// Arrivals per second before `start_s`.
        from: f64,
        /// Arrivals per second after `end_s`.
        to: f64,
        /// Where the line begins.
        start_s: f64,
        /// Where the line ends; not after its beginning: a step.
        end_s: f64,
    },
    /// Poisson arrivals whose rate changes once.
    Step {
        /// Arrivals per second before `at_s`.
        before: f64,
        /// Arrivals per second from then on.
        after: f64,
        /// When.
        at_s: f64,
    },
    /// Poisson arrivals whose rate is another one for a while.
    Spike {
        /// Arrivals per second outside the spike.
        base: f64,
        /// Arrivals per second within the spike.
        peak: f64,
        /// When the spike begins.
        at_s: f64,
        /// How long it lasts.
        length_s: f64,
    },
    /// Poisson arrivals with rate `mean (1 - swing cos(2 pi t / period))`: lowest at the start.
    Wave {
        /// Mean arrivals per second over a period.
        mean: f64,
        /// Half the distance between the highest and the lowest rate, over the mean; 0 to 1.
        swing: f64,
        /// Length of a period in seconds; zero gives the mean rate throughout.
        period_s: f64,
    },
    /// Poisson arrivals whose rate climbs from zero to twice the mean along a line, again and again.
    Saw {
        /// Mean arrivals per second.
        mean: f64,
        /// Length of a climb in seconds; zero gives the mean rate throughout.
        period_s: f64,
    },
    /// No arrivals from outside: the model makes its users think and send.
    Closed,
    /// These moments, in order; several may be equal.
    Recorded(Rc<[Time]>),
}

impl Pattern {
    /// The kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Poisson { .. } => Kind::Poisson,
            Self::Even { .. } => Kind::Even,
            Self::Bursty { .. } => Kind::Bursty,
            Self::Ramp { .. } => Kind::Ramp,
            Self::Step { .. } => Kind::Step,
            Self::Spike { .. } => Kind::Spike,
            Self::Wave { .. } => Kind::Wave,
            Self::Saw { .. } => Kind::Sawtooth,
            Self::Closed => Kind::Closed,
            Self::Recorded(_) => Kind::Recorded,
        }
    }

    /// Expected arrivals per second at `t`, as far as it is known beforehand: for bursts and recorded moments their
    /// mean rate, for [`Pattern::Closed`] zero.
    pub fn rate_at(&self, t: Time) -> f64 {
        match self {
            Self::Wave { mean, swing, period_s } => Wave::new(*mean, *swing, *period_s).rate(t),
            Self::Ramp { .. } | Self::Step { .. } | Self::Spike { .. } | Self::Saw { .. } => {
                self.piece(t, 0.0).rate * 1e9
            }
            Self::Poisson { .. } | Self::Even { .. } | Self::Bursty { .. } | Self::Closed | Self::Recorded(_) => {
                self.mean_rate()
            }
        }
    }

    /// Arrivals per second in the long run: what the rate settles at, its mean over a period, or the length of a
    /// recorded list over its last moment. Zero for [`Pattern::Closed`].
    pub fn mean_rate(&self) -> f64 {
        match self {
            Self::Poisson { rate } | Self::Even { rate } | Self::Bursty { rate, .. } => positive(*rate),
            Self::Ramp { to, .. } => positive(*to),
            Self::Step { after, .. } => positive(*after),
            Self::Spike { base, .. } => positive(*base),
            Self::Wave { mean, .. } | Self::Saw { mean, .. } => positive(*mean),
            Self::Closed => 0.0,
            Self::Recorded(list) => match list.last() {
                Some(&last) if last > Time::ZERO => list.len() as f64 / last.secs(),
                _ => 0.0,
            },
        }
    }

    /// The stretch of the piecewise linear rate that holds `offset` nanoseconds after `from`. Patterns of another
    /// kind have rate zero here.
    pub(super) fn piece(&self, from: Time, offset: f64) -> Piece {
        let until = |seconds: f64| Time::from_secs(seconds).0 as f64 - from.0 as f64;
        let flat = |rate: f64, end: f64| Piece { rate: positive(rate) * 1e-9, slope: 0.0, end };
        match *self {
            Self::Poisson { rate } | Self::Even { rate } => flat(rate, f64::INFINITY),
            Self::Step { before, after, at_s } => {
                let at = until(at_s);
                if offset < at { flat(before, at) } else { flat(after, f64::INFINITY) }
            }
            Self::Spike { base, peak, at_s, length_s } => {
                let (start, end) = (until(at_s), until(at_s + length_s));
                if offset < start {
                    flat(base, if end > start { start } else { f64::INFINITY })
                } else if offset < end {
                    flat(peak, end)
                } else {
                    flat(base, f64::INFINITY)
                }
            }
            Self::Ramp { from: low, to: high, start_s, end_s } => {
                let (start, end) = (until(start_s), until(end_s));
                if offset < start {
                    flat(low, start)
                } else if offset < end {
                    let (low, high) = (positive(low) * 1e-9, positive(high) * 1e-9);
                    let slope = (high - low) / (end - start);
                    Piece { rate: (low + slope * (offset - start)).max(0.0), slope, end }
                } else {
                    flat(high, f64::INFINITY)
                }
            }
            Self::Saw { mean, period_s } => {
                let period = Time::from_secs(period_s).0 as f64;
                if positive(mean) == 0.0 || period < 2.0 {
                    return flat(mean, f64::INFINITY);
                }
                let at = from.0 as f64 + offset;
                // Half a nanosecond before its end a climb is over: rounding must not leave a stretch of no length.
                let climb = libm::floor((at + 0.5) / period);
                let since = (at - climb * period).max(0.0);
                let slope = 2.0 * positive(mean) * 1e-9 / period;
                Piece { rate: slope * since, slope, end: (climb + 1.0) * period - from.0 as f64 }
            }
            Self::Bursty { .. } | Self::Wave { .. } | Self::Closed | Self::Recorded(_) => flat(0.0, f64::INFINITY),
        }
    }
}

/// A stretch of a piecewise linear rate, in arrivals per nanosecond.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// The rate where it was asked for.
    pub rate: f64,
    /// Its change per nanosecond.
    pub slope: f64,
    /// Where the stretch ends: nanoseconds after the moment that offsets count from.
    pub end: f64,
}

impl Piece {
    /// Expected arrivals within the next `span` nanoseconds of the stretch.
    pub fn area(&self, span: f64) -> f64 {
        if self.slope != 0.0 {
            (self.rate + 0.5 * self.slope * span) * span
        } else if self.rate > 0.0 {
            self.rate * span
        } else {
            0.0 // also over an endless stretch
        }
    }
    /// After how many nanoseconds `area` arrivals were expected; `area` is not more than the stretch holds.
    pub fn span(&self, area: f64) -> f64 {
        let root = (self.rate * self.rate + 2.0 * self.slope * area).max(0.0).sqrt();
        if self.rate + root > 0.0 { 2.0 * area / (self.rate + root) } else { 0.0 }
    }
}

/// The sine-shaped rate, with its integral turned round.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wave {
    mean: f64,
    swing: f64,
    period: u64,
}

impl Wave {
    pub fn new(mean: f64, swing: f64, period_s: f64) -> Self {
        let period = Time::from_secs(period_s).0;
        Self { mean: positive(mean) * 1e-9, swing: if period == 0 { 0.0 } else { unit(swing) }, period: period.max(1) }
    }
    /// Where in its period `t` lies, in radians.
    fn angle(&self, t: Time) -> f64 {
        std::f64::consts::TAU * ((t.0 % self.period) as f64 / self.period as f64)
    }
    /// Expected arrivals per second at `t`.
    fn rate(&self, t: Time) -> f64 {
        self.mean * 1e9 * (1.0 - self.swing * libm::cos(self.angle(t)))
    }
    /// Expected arrivals from `from` until `span` nanoseconds later.
    pub fn area(&self, from: Time, span: f64) -> f64 {
        self.area_and_rate(libm::sincos(self.angle(from)), span).0
    }
    /// The same from the sine and cosine of the first angle, and the rate per nanosecond at the end of the span.
    fn area_and_rate(&self, (sin, cos): (f64, f64), span: f64) -> (f64, f64) {
        // sin(b) - sin(a) = 2 cos((a + b) / 2) sin((b - a) / 2): no cancellation in short spans.
        let (half_sin, half_cos) = libm::sincos(std::f64::consts::PI * span / self.period as f64);
        let (middle_sin, middle_cos) = (sin * half_cos + cos * half_sin, cos * half_cos - sin * half_sin);
        let end_cos = middle_cos * half_cos - middle_sin * half_sin;
        let sines = 2.0 * middle_cos * half_sin;
        let area = self.mean * (span - self.swing * self.period as f64 / std::f64::consts::TAU * sines);
        (area, self.mean * (1.0 - self.swing * end_cos))
    }
    /// After how many nanoseconds `area` arrivals were expected: Newton's method, kept within bounds by halving, to a
    /// thousandth of a nanosecond.
    pub fn span(&self, from: Time, area: f64) -> Option<f64> {
        if self.mean <= 0.0 {
            return None;
        }
        let start = libm::sincos(self.angle(from));
        let mut low = area / (self.mean * (1.0 + self.swing));
        let mut high = area / self.mean + self.swing * self.period as f64 / std::f64::consts::PI;
        let mut span = (area / (self.mean * (1.0 - self.swing * start.1))).min(high); // as if the rate stayed
        for _ in 0..100 {
            let (got, rate) = self.area_and_rate(start, span);
            if got > area {
                high = high.min(span);
            } else {
                low = low.max(span);
            }
            let newton = span - (got - area) / rate;
            let next = if newton >= low && newton <= high { newton } else { 0.5 * (low + high) };
            let moved = (next - span).abs();
            span = next;
            if moved < 1e-3_f64.max(1e-15 * span) {
                break;
            }
        }
        Some(span)
    }
}

/// A rate as it is meant: not negative, and a number.
pub(super) fn positive(x: f64) -> f64 {
    if x > 0.0 { x.min(1e12) } else { 0.0 }
}

fn unit(x: f64) -> f64 {
    if x > 0.0 { x.min(1.0) } else { 0.0 }
}
