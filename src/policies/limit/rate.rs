//! Rates as exact fractions: so many units in so many nanoseconds. RFC 2697 (1999) writes the same as a committed
//! information rate; here a unit is whatever a request costs.

use crate::sim::Span;
use std::fmt;
use std::num::NonZeroU64;

/// A limiter cannot be built from these numbers: one sentence that says which and what is allowed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unfit(pub String);

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unfit {}

const NS: &[(&str, u64)] = &[
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("sec", 1_000_000_000),
    ("second", 1_000_000_000),
    ("seconds", 1_000_000_000),
    ("m", 60_000_000_000),
    ("min", 60_000_000_000),
    ("minute", 60_000_000_000),
    ("minutes", 60_000_000_000),
    ("h", 3_600_000_000_000),
    ("hour", 3_600_000_000_000),
    ("hours", 3_600_000_000_000),
    ("d", 86_400_000_000_000),
    ("day", 86_400_000_000_000),
    ("days", 86_400_000_000_000),
];

/// `count` units per `per` nanoseconds, in lowest terms; both above 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rate {
    count: NonZeroU64,
    per: NonZeroU64,
}

impl Rate {
    /// `count` units per `per`; `None` if either is zero.
    pub fn new(count: u64, per: Span) -> Option<Self> {
        let common = gcd(count, per.0).max(1);
        Some(Self { count: NonZeroU64::new(count / common)?, per: NonZeroU64::new(per.0 / common)? })
    }
    /// `count` per second; 1 if zero is given.
    pub fn per_second(count: u64) -> Self {
        Self::new(count.max(1), Span::from_secs(1.0)).unwrap_or(Self { count: NonZeroU64::MIN, per: NonZeroU64::MIN })
    }
    /// Units per [`per`](Self::per) nanoseconds.
    #[inline]
    pub const fn count(self) -> NonZeroU64 {
        self.count
    }
    /// Nanoseconds per [`count`](Self::count) units.
    #[inline]
    pub const fn per(self) -> NonZeroU64 {
        self.per
    }
    /// Units per second.
    pub fn hertz(self) -> f64 {
        // In this order the common rates come out exactly.
        self.count.get() as f64 * 1e9 / self.per.get() as f64
    }
    /// The time in which `units` come, rounded up to the nanosecond.
    pub fn time_for(self, units: u64) -> Span {
        let ns = (u128::from(units) * u128::from(self.per.get())).div_ceil(u128::from(self.count.get()));
        Span(u64::try_from(ns).unwrap_or(u64::MAX))
    }
    /// Checks that `capacity` units can be counted exactly at this rate, and gives the capacity in the smallest unit:
    /// 1 / [`per`](Self::per) of a unit. [`count`](Self::count) of those come each nanosecond.
    pub(super) fn fine(self, capacity: u64) -> Result<u64, Unfit> {
        if capacity == 0 {
            return Err(Unfit("a burst of 0 lets nothing in; allowed: from 1".to_owned()));
        }
        let fine = capacity.checked_mul(self.per.get()).filter(|fine| *fine <= 1 << 63);
        fine.ok_or_else(|| {
            Unfit(format!(
                "a burst of {capacity} at this rate cannot be counted exactly; allowed here: up to {}",
                (1 << 63) / self.per.get()
            ))
        })
    }

    /// Reads `10/s`, `7/3s`, `0.5/s`, `100/60s`, `10/m`, `1000/h`, or `10` for per second. Gives the rate and the count
    /// as written, rounded down but at least 1, which is the usual default of the burst.
    pub fn read(text: &str) -> Result<(Self, u64), Unfit> {
        let unfit = || unfit(text);
        let (whole, scale, per) = parts(text).ok_or_else(unfit)?;
        let longer = per.0.checked_mul(scale).ok_or_else(unfit)?;
        Ok((Self::new(whole, Span(longer)).ok_or_else(unfit)?, (whole / scale).max(1)))
    }
    /// Reads the same as a limit and a window, as written: `10/m` is 10 in 60 s, and 2.5/s is 5 in 2 s.
    pub fn read_window(text: &str) -> Result<(u64, Span), Unfit> {
        let unfit = || unfit(text);
        let (whole, scale, per) = parts(text).ok_or_else(unfit)?;
        let common = gcd(whole, scale);
        let window = per.0.checked_mul(scale / common.max(1)).ok_or_else(unfit)?;
        Some((whole / common.max(1), Span(window))).filter(|(limit, _)| *limit > 0).ok_or_else(unfit)
    }
}

fn unfit(text: &str) -> Unfit {
    Unfit(format!("{text} is not a rate; allowed: a number above 0 and a time such as 10/s, 7/3s, 0.5/s, 10/m, 1000/h"))
}

/// The count as a whole number and its power of ten, and the time.
fn parts(text: &str) -> Option<(u64, u64, Span)> {
    let (count, per) = text.split_once('/').unwrap_or((text, "s"));
    let count = count.trim();
    let (whole, scale) = decimal(count.strip_suffix('r').unwrap_or(count))?; // nginx writes 10r/s
    let per = if per.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        span(per)?
    } else {
        NS.iter().find(|(name, _)| *name == per.trim()).map(|&(_, ns)| Span(ns))?
    };
    Some((whole, scale, per))
}

/// Reads a length of time such as `60s`, `0.5s`, `100ms`, `1m`, `1h`, or `60` for seconds; exact to the nanosecond, and
/// above 0.
pub fn span(text: &str) -> Option<Span> {
    let text = text.trim();
    let unit = text.find(|c: char| c.is_ascii_alphabetic() || c == 'µ').unwrap_or(text.len());
    let (number, unit) = text.split_at(unit);
    let ns = if unit.is_empty() { 1_000_000_000 } else { NS.iter().find(|(name, _)| *name == unit)?.1 };
    let (whole, scale) = decimal(number.trim())?;
    let scaled = u128::from(whole) * u128::from(ns);
    let exact = scaled.is_multiple_of(u128::from(scale));
    u64::try_from(scaled / u128::from(scale)).ok().filter(|span| exact && *span > 0).map(Span)
}

/// A decimal number as a whole one and its power of ten: 1.25 is (125, 100).
fn decimal(text: &str) -> Option<(u64, u64)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction = fraction.trim_end_matches('0');
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) || fraction.len() > 18 {
        return None;
    }
    let joined = format!("{whole}{fraction}");
    Some((joined.parse().ok()?, 10u64.pow(fraction.len() as u32)))
}

fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(u64, u64, u64)> {
        Rate::read(text).ok().map(|(rate, burst)| (rate.count.get(), rate.per.get(), burst))
    }

    #[test]
    fn rates_are_read_exactly() {
        assert_eq!(read("10/s"), Some((1, 100_000_000, 10)));
        assert_eq!((read("10"), read("10r/s")), (read("10/s"), read("10/s")));
        assert_eq!(read("7/3s"), Some((7, 3_000_000_000, 7)));
        assert_eq!(read("10/m"), Some((1, 6_000_000_000, 10)));
        assert_eq!((read("10/min"), read("10/minute")), (read("10/m"), read("10/m")));
        assert_eq!(read("0.5/s"), Some((1, 2_000_000_000, 1)));
        assert_eq!(read("2.5/s"), Some((1, 400_000_000, 2)));
        assert_eq!(read("1000/h"), Some((1, 3_600_000_000, 1000)));
        assert_eq!(read("100/1.5s"), Some((1, 15_000_000, 100)));
        for wrong in ["", "/s", "0/s", "10/", "10/0s", "-1/s", "ten/s", "10/week", "1e3/s", "10/s/s", ".", "1..2/s"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn limits_are_read_as_written() {
        let read = |text| Rate::read_window(text).ok().map(|(limit, window)| (limit, window.secs()));
        assert_eq!(
            (read("10/m"), read("100/60s"), read("7/3s")),
            (Some((10, 60.0)), Some((100, 60.0)), Some((7, 3.0)))
        );
        assert_eq!((read("2.5/s"), read("0.1/s"), read("0/s")), (Some((5, 2.0)), Some((1, 10.0)), None));
    }

    #[test]
    fn spans_are_read_exactly() {
        assert_eq!(span("60s"), Some(Span(60_000_000_000)));
        assert_eq!(span("60"), Some(Span(60_000_000_000)));
        assert_eq!(span("0.000001"), Some(Span(1_000)));
        assert_eq!(span("100ms"), Some(Span(100_000_000)));
        assert_eq!(span("1.5h"), Some(Span(5_400_000_000_000)));
        assert_eq!((span("0"), span("0.5ns"), span("1x"), span("")), (None, None, None, None));
    }

    #[test]
    fn a_burst_that_cannot_be_counted_is_refused() {
        let (rate, _) = Rate::read("7/d").unwrap();
        assert!(rate.fine(100_000).is_ok());
        assert!(rate.fine(1_000_000).unwrap_err().0.contains("allowed here: up to 106"));
        assert!(rate.fine(0).is_err());
    }
}
