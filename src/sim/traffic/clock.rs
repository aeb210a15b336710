//! Moments as logs write them: seconds, milliseconds and finer since 1970, ISO 8601, and the common log format.
//!
//! RFC 3339 (2002) and the NCSA common log format (1995). Days are counted in the proleptic Gregorian calendar (Hinnant
//! 2013, `days_from_civil`). Left out: leap seconds, names of time zones; a moment without an offset is taken as UTC.

use super::decimal;
use crate::sim::Time;
use crate::sim::time::NANOS;

const MONTHS: [&[u8; 3]; 12] =
    [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];

/// Reads a moment in any of the forms. A number is seconds; from 10^11 on milliseconds, from 10^14 microseconds, from
/// 10^17 nanoseconds, since no log has seconds of the year 5138.
pub fn moment(text: &[u8]) -> Option<Time> {
    if text.len() >= 10 && text.get(4) == Some(&b'-') && text.get(7) == Some(&b'-') {
        return iso(text);
    }
    if text.get(2) == Some(&b'/') {
        return log(text);
    }
    number(text)
}

fn number(text: &[u8]) -> Option<Time> {
    let whole = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let scale: u64 = match whole {
        0..=11 => return decimal::seconds(text),
        12..=14 => 1_000_000,
        15..=17 => 1_000,
        18..=20 => 1,
        _ => return None,
    };
    let number = digits(&text[..whole])?.checked_mul(scale)?;
    // What follows the point is finer than a millisecond; it is read as seconds and divided.
    let rest = &text[whole..];
    let fraction = if rest.is_empty() { 0 } else { decimal::seconds(rest)?.0 / (NANOS / scale) };
    number.checked_add(fraction).map(Time)
}

/// `2026-11-25T22:18:07.250Z`, with a blank instead of the T, with an offset, or without one.
fn iso(text: &[u8]) -> Option<Time> {
    let (year, month, day) = (digits(&text[..4])?, digits(&text[5..7])?, digits(&text[8..10])?);
    let rest = &text[10..];
    if rest.is_empty() {
        return since_1970(year, month, day, 0, 0);
    }
    if !matches!(rest[0], b'T' | b't' | b' ') || rest.len() < 9 {
        return None;
    }
    let (seconds, rest) = clock(&rest[1..])?;
    let (fraction, rest) = match rest.first() {
        Some(b'.' | b',') => {
            let end = rest[1..].iter().position(|byte| !byte.is_ascii_digit()).map_or(rest.len(), |at| at + 1);
            let mut ns = 0;
            for place in 0..9 {
                ns = ns * 10 + rest[1..end].get(place).map_or(0, |digit| u64::from(digit - b'0'));
            }
            (ns, &rest[end..])
        }
        _ => (0, rest),
    };
    since_1970(year, month, day, seconds - offset(rest.trim_ascii_start())?, fraction)
}

/// `25/Nov/2026:22:18:07 +0000`.
fn log(text: &[u8]) -> Option<Time> {
    if text.len() < 20 || text[6] != b'/' || text[11] != b':' {
        return None;
    }
    let month = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(&text[3..6]))? as u64 + 1;
    let (seconds, rest) = clock(&text[12..])?;
    since_1970(digits(&text[7..11])?, month, digits(&text[..2])?, seconds - offset(rest.trim_ascii_start())?, 0)
}

/// `22:18:07` as seconds, and what follows it.
fn clock(text: &[u8]) -> Option<(i64, &[u8])> {
    if text.len() < 8 || text[2] != b':' || text[5] != b':' {
        return None;
    }
    let (hours, minutes, seconds) = (digits(&text[..2])?, digits(&text[3..5])?, digits(&text[6..8])?);
    let fits = hours < 24 && minutes < 60 && seconds < 61;
    fits.then_some(((hours * 3600 + minutes * 60 + seconds) as i64, &text[8..]))
}

/// `Z`, `+02:00`, `+0200`, or nothing, in seconds.
fn offset(text: &[u8]) -> Option<i64> {
    let (sign, rest) = match text {
        [] | [b'Z' | b'z'] => return Some(0),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match rest.len() {
        5 if rest[2] == b':' => (digits(&rest[..2])?, digits(&rest[3..])?),
        4 => (digits(&rest[..2])?, digits(&rest[2..])?),
        2 => (digits(rest)?, 0),
        _ => return None,
    };
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60) as i64)
}

/// `None` before 1970 and for days that the calendar does not have.
fn since_1970(year: u64, month: u64, day: u64, seconds: i64, fraction: u64) -> Option<Time> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let length = match month {
        2 => 28 + u64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if day == 0 || day > length {
        return None;
    }
    // Years begin in March, so that the leap day is the last.
    let year = if month <= 2 { year.checked_sub(1)? } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = year * 365 + year / 4 - year / 100 + year / 400 + of_year;
    let since = (days as i64 - 719_468) * 86_400 + seconds;
    u64::try_from(since).ok()?.checked_mul(NANOS)?.checked_add(fraction).map(Time)
}

fn digits(text: &[u8]) -> Option<u64> {
    let value = |sum: u64, digit: &u8| {
        digit.is_ascii_digit().then(|| sum.checked_mul(10)?.checked_add(u64::from(digit - b'0')))?
    };
    if text.is_empty() { None } else { text.iter().try_fold(0, value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_all_forms_are_the_same() {
        const AT: u64 = 1_795_645_087;
        for text in [
            "1795645087",
            "1795645087000",
            "1795645087000000",
            "1795645087000000000",
            "2026-11-25T22:18:07Z",
            "2026-11-25 22:18:07",
            "2026-11-26T00:18:07+02:00",
            "2026-11-25t17:18:07.000-0500",
            "25/Nov/2026:22:18:07 +0000",
            "26/nov/2026:00:18:07 +0200",
        ] {
            assert_eq!(moment(text.as_bytes()), Some(Time(AT * NANOS)), "{text}");
        }
        for text in
            ["1795645087.25", "1795645087250", "1795645087250.0", "2026-11-25T22:18:07.25Z", "2026-11-25T22:18:07,250"]
        {
            assert_eq!(moment(text.as_bytes()), Some(Time(AT * NANOS + 250_000_000)), "{text}");
        }
        assert_eq!(moment(b"1795645087250.125"), Some(Time(AT * NANOS + 250_125_000)));
        assert_eq!(moment(b"1970-01-01"), Some(Time(0)));
        assert_eq!(moment(b"2000-02-29T00:00:00Z"), Some(Time(951_782_400 * NANOS)));
        assert_eq!(moment(b"12.5"), Some(Time(12_500_000_000)));
        for text in [
            "",
            "x",
            "2026-13-01",
            "2026-02-29",
            "2026-11-25T25:00:00Z",
            "2026-11-25T22:18",
            "1969-12-31",
            "25/Nov/2026",
            "25/Xyz/2026:22:18:07 +0000",
            "2026-11-25T22:18:07+5",
        ] {
            assert_eq!(moment(text.as_bytes()), None, "{text}");
        }
    }
}
