//! Ticks at round values: at most six labels an axis, shorter ticks between them.

use super::Scale;
use crate::scene::glyph::thousands;

/// The most labels an axis carries.
pub const MOST: usize = 6;

/// A tick; labelled ones are longer.
#[derive(Clone, PartialEq, Debug)]
pub struct Tick {
    /// Where.
    pub value: f64,
    /// What it says.
    pub label: Option<String>,
}

/// The range of an axis and its ticks, ascending.
#[derive(Clone, PartialEq, Debug)]
pub struct Ticks {
    /// Low end.
    pub low: f64,
    /// High end, above the low one.
    pub high: f64,
    /// Ticks inside.
    pub ticks: Vec<Tick>,
}

/// A step of 1, 2 or 5 times a power of ten.
#[derive(Clone, Copy)]
struct Step {
    digit: i64,
    power: i32,
}

impl Step {
    fn value(self, times: i64) -> f64 {
        let units = (times * self.digit) as f64;
        // Dividing keeps 0.3 the nearest number to three tenths.
        if self.power < 0 { units / ten(-self.power) } else { units * ten(self.power) }
    }
    fn next(self) -> Self {
        match self.digit {
            1 => Self { digit: 2, ..self },
            2 => Self { digit: 5, ..self },
            _ => Self { digit: 1, power: self.power + 1 },
        }
    }
    /// How many parts the short ticks make of a step.
    fn parts(self) -> i64 {
        if self.digit == 5 { 5 } else { 2 }
    }
    fn first(self, low: f64) -> i64 {
        (low / self.value(1) - 1e-9).ceil() as i64
    }
    fn last(self, high: f64) -> i64 {
        (high / self.value(1) + 1e-9).floor() as i64
    }
}

fn ten(power: i32) -> f64 {
    libm::exp10(f64::from(power))
}

impl Ticks {
    /// Ticks for exactly this range. Ends that are not finite, or the wrong way round, become 0 to 1.
    pub fn within(scale: Scale, low: f64, high: f64) -> Self {
        let (low, high) = sound(scale, low, high);
        let ticks = match scale {
            Scale::Linear => linear(low, high, step_for(low, high, |step| step.last(high) - step.first(low) + 1)),
            Scale::Log => log(low, high),
        };
        Self { low, high, ticks }
    }

    /// Ticks for a range that holds this one and ends at labelled ticks.
    pub fn around(scale: Scale, low: f64, high: f64) -> Self {
        let (low, high) = sound(scale, low, high);
        match scale {
            Scale::Linear => {
                let ends = |step: Step| {
                    ((low / step.value(1) + 1e-9).floor() as i64, (high / step.value(1) - 1e-9).ceil() as i64)
                };
                let step = step_for(low, high, |step| ends(step).1 - ends(step).0 + 1);
                let (first, last) = ends(step);
                let (low, high) = (step.value(first), step.value(last.max(first + 1)));
                Self { low, high, ticks: linear(low, high, step) }
            }
            Scale::Log => {
                let (first, last) = (libm::log10(low) + 1e-9, libm::log10(high) - 1e-9);
                let (first, last) = (first.floor() as i32, last.ceil() as i32);
                let (low, high) = (ten(first), ten(last.max(first + 1)));
                Self { low, high, ticks: log(low, high) }
            }
        }
    }

    /// The labelled ticks.
    pub fn labelled(&self) -> impl Iterator<Item = (f64, &str)> {
        self.ticks.iter().filter_map(|tick| tick.label.as_deref().map(|label| (tick.value, label)))
    }
}

fn sound(scale: Scale, low: f64, high: f64) -> (f64, f64) {
    let floor = match scale {
        Scale::Linear => f64::NEG_INFINITY,
        Scale::Log => 0.0,
    };
    // Past 1e15 steps no longer fit whole numbers; narrower than a billionth of its place, a range has no room for ticks.
    let wide = high - low > 1e-9 * low.abs().max(high.abs()) && high - low > 1e-300;
    if low.is_finite() && high.is_finite() && low > floor && wide && low.abs().max(high.abs()) < 1e15 {
        (low, high)
    } else if scale == Scale::Linear && low.is_finite() && low.abs() < 1e15 && low >= high {
        (low.min(0.0), low.max(0.0).max(low.min(0.0) + 1.0))
    } else if scale == Scale::Linear {
        (0.0, 1.0)
    } else {
        (0.1, 1.0)
    }
}

/// The finest step that yields at most [`MOST`] labels by this count.
fn step_for(low: f64, high: f64, labels: impl Fn(Step) -> i64) -> Step {
    let power = libm::log10((high - low) / 100.0).floor() as i32;
    let mut step = Step { digit: 1, power };
    while labels(step) > MOST as i64 {
        step = step.next();
    }
    step
}

fn linear(low: f64, high: f64, step: Step) -> Vec<Tick> {
    let parts = step.parts();
    let (from, to) = (step.first(low) - 1, step.last(high) + 1);
    let slack = (high - low) * 1e-9;
    let all = (from * parts..=to * parts).map(|at| {
        let whole = at % parts == 0;
        let value = if whole { step.value(at / parts) } else { step.value(at) / parts as f64 };
        Tick { value, label: whole.then(|| number(value, (-step.power).max(0) as usize)) }
    });
    all.filter(|tick| tick.value >= low - slack && tick.value <= high + slack).collect()
}

fn log(low: f64, high: f64) -> Vec<Tick> {
    let (first, last) = (libm::log10(low).floor() as i32, libm::log10(high).ceil() as i32);
    let inside = |value: f64| value >= low * (1.0 - 1e-9) && value <= high * (1.0 + 1e-9);
    let decades = (first..=last).filter(|power| inside(ten(*power))).count();
    let every = decades.div_ceil(MOST).max(1) as i32;
    let few: &[i64] = match decades {
        0 | 1 => &[1, 2, 5],
        _ => &[1],
    };
    let mut ticks = Vec::new();
    for power in first..=last {
        for digit in 1..10 {
            let value = Step { digit, power }.value(1);
            let named = few.contains(&digit) && (power - first) % every == 0;
            if inside(value) && (digit == 1 || every == 1) {
                ticks.push(Tick { value, label: named.then(|| number(value, (-power).max(0) as usize)) });
            }
        }
    }
    ticks
}

/// A value with so many decimals, commas in thousands and a true minus sign; zero is plain.
pub fn number(value: f64, decimals: usize) -> String {
    let digits = format!("{:.*}", decimals, value.abs());
    let (whole, part) = digits.split_once('.').unwrap_or((&digits, ""));
    let zero = digits.bytes().all(|b| b == b'0' || b == b'.');
    let sign = if value < 0.0 && !zero { "−" } else { "" };
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), thousands);
    match part {
        _ if zero => "0".to_owned(),
        "" => format!("{sign}{whole}"),
        part => format!("{sign}{whole}.{part}"),
    }
}
