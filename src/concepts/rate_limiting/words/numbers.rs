//! Numbers as sentences write them: two or three digits, units, thousands apart.

pub use crate::concept::{brief as digits, count};
use crate::sim::Span;

/// An amount with as many digits as it needs, at most one after the point: 10, 2.9, 1,959.
pub fn amount(x: f64) -> String {
    let sign = if x < 0.0 { "−" } else { "" };
    let x = x.abs();
    let tenths = (x * 10.0 + 1e-9).floor() / 10.0;
    if tenths >= 1000.0 || (tenths - tenths.round()).abs() < 0.05 {
        format!("{sign}{}", crate::scene::glyph::thousands(tenths.round() as u64))
    } else {
        format!("{sign}{tenths:.1}")
    }
}

/// A rate in the unit that gives a number at least 1, where there is one: "5 /s", "100 /min", "1,000 /h".
pub fn rate_words(per_s: f64) -> String {
    let digits = |x: f64| {
        let rounded = if x >= 100.0 { x.round() } else { (x * 100.0).round() / 100.0 };
        if rounded >= 1000.0 { crate::scene::glyph::thousands(rounded as u64) } else { format!("{rounded}") }
    };
    // A rate that is whole in a longer unit and not in seconds was meant in that unit.
    let whole = |x: f64| (x - x.round()).abs() < 1e-6 * x.max(1.0) && x >= 1.0;
    match per_s {
        r if r <= 0.0 => "0 /s".to_owned(),
        r if whole(r) => format!("{} /s", digits(r)),
        r if whole(r * 60.0) && (r < 1.0 || !whole(r * 10.0)) => format!("{} /min", digits(r * 60.0)),
        r if whole(r * 3600.0) && (r < 1.0 || !whole(r * 10.0)) => format!("{} /h", digits(r * 3600.0)),
        r if r >= 0.1 => format!("{} /s", digits(r)),
        r if r * 60.0 >= 0.1 => format!("{} /min", digits(r * 60.0)),
        r => format!("{} /h", digits(r * 3600.0)),
    }
}

/// A span with two or three digits: "0.44 s", "12.5 s", "42 minutes".
pub fn span_words(span: Span) -> String {
    match span.secs() {
        s if s < 0.000_95 => format!("{:.0} µs", s * 1e6),
        s if s < 0.095 => format!("{} ms", digits(s * 1e3)),
        s if s < 120.0 => format!("{} s", digits(s)),
        s if s < 7200.0 => format!("{:.0} minutes", s / 60.0),
        s => format!("{:.1} hours", s / 3600.0),
    }
}

/// Bytes in words: "832 B", "104 MB".
pub fn bytes(n: u64) -> String {
    match n {
        0..1000 => format!("{n} B"),
        1000..1_000_000 => format!("{} kB", digits(n as f64 / 1e3)),
        1_000_000..1_000_000_000 => format!("{} MB", digits(n as f64 / 1e6)),
        _ => format!("{} GB", digits(n as f64 / 1e9)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        let all = [amount(2.94), amount(10.0), amount(0.0), amount(1959.0), amount(-0.6), amount(3.8)];
        assert_eq!(all, ["2.9", "10", "0", "1,959", "−0.6", "3.8"]);
        let rates = [5.0, 100.0 / 60.0, 0.5, 1000.0 / 3600.0, 12.5, 2500.0].map(rate_words);
        assert_eq!(rates, ["5 /s", "100 /min", "30 /min", "1,000 /h", "12.5 /s", "2,500 /s"]);
        assert_eq!([digits(0.436), digits(1.6), digits(40.0)], ["0.44", "1.6", "40"]);
        assert_eq!(span_words(Span::from_secs(0.2)), "0.2 s");
    }
}
