//! Seconds as a decimal, read exactly: no detour over floating point.

use crate::sim::Time;
use crate::sim::time::NANOS;

/// Reads seconds since the start: `12`, `0.25`, `.5`, `1e-05`. Exact to the nanosecond; further digits are rounded to the
/// nearest. `None` if it is not a number, is negative, or lies later than 584 years.
pub fn seconds(text: &[u8]) -> Option<Time> {
    // Nearly every number has at most ten digits before the point and nine after it.
    let mut whole = 0u64;
    let mut at = 0;
    while at < text.len() && at < 10 && text[at].is_ascii_digit() {
        whole = whole * 10 + u64::from(text[at] - b'0');
        at += 1;
    }
    let digits = at;
    let mut fraction = 0u64;
    let mut places = 0;
    if at < text.len() && text[at] == b'.' {
        at += 1;
        while at < text.len() && places < 9 && text[at].is_ascii_digit() {
            fraction = fraction * 10 + u64::from(text[at] - b'0');
            places += 1;
            at += 1;
        }
    }
    if at < text.len() || digits + places == 0 {
        return slow(text);
    }
    Some(Time(whole * NANOS + fraction * 10u64.pow(9 - places as u32)))
}

/// Any number of digits, with an exponent.
#[cold]
fn slow(text: &[u8]) -> Option<Time> {
    let (number, exponent) = match text.iter().position(|&byte| byte == b'e' || byte == b'E') {
        Some(at) => (&text[..at], whole_number(&text[at + 1..])?),
        None => (text, 0),
    };
    let (whole, fraction) = match number.iter().position(|&byte| byte == b'.') {
        Some(at) => (&number[..at], &number[at + 1..]),
        None => (number, &number[number.len()..]),
    };
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    // The digits as one whole number of nanoseconds; the first digit past them decides about rounding.
    let kept = whole.len() as i64 + 9 + exponent;
    let mut ns = 0u64;
    let mut up = false;
    for (place, &digit) in whole.iter().chain(fraction).enumerate() {
        if !digit.is_ascii_digit() {
            return None;
        }
        let place = place as i64;
        if place < kept {
            ns = ns.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
        } else if place == kept {
            up = digit >= b'5';
        }
    }
    let missing = kept - (whole.len() + fraction.len()) as i64;
    if ns > 0 && missing > 0 {
        ns = ns.checked_mul(10u64.checked_pow(u32::try_from(missing).ok()?)?)?;
    }
    ns.checked_add(u64::from(up)).map(Time)
}

fn whole_number(text: &[u8]) -> Option<i64> {
    let sign = if text.first() == Some(&b'-') { -1 } else { 1 };
    let digits = text.strip_prefix(b"-").or_else(|| text.strip_prefix(b"+")).unwrap_or(text);
    if digits.is_empty() || digits.len() > 4 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(sign * digits.iter().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_exactly() {
        for (text, ns) in [
            ("0", 0),
            ("12", 12_000_000_000),
            ("0.25", 250_000_000),
            (".5", 500_000_000),
            ("7.", 7_000_000_000),
            ("0.000001", 1_000),
            ("1700000000.123456789", 1_700_000_000_123_456_789),
            ("0.30000000000000004", 300_000_000),
            ("1.0999999999999999", 1_100_000_000),
            ("0.0000000005", 1),
            ("0.00000000049", 0),
            ("1e-05", 10_000),
            ("1.5e-06", 1_500),
            ("2E3", 2_000_000_000_000),
            ("0.1e1", 1_000_000_000),
            ("1e-30", 0),
            ("0e999", 0),
            ("00000000000000000000001.5", 1_500_000_000),
        ] {
            assert_eq!(seconds(text.as_bytes()), Some(Time(ns)), "{text}");
        }
        for text in
            ["", ".", "-1", "+1", "1.2.3", "1e", "e5", "1e99999", "1e20", "99999999999", "0x1", "1_0", "nan", "1,5"]
        {
            assert_eq!(seconds(text.as_bytes()), None, "{text}");
        }
    }
}
