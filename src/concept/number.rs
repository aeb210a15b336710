//! Numbers as people read them.

/// Two or three digits, thousands set apart, a true minus sign.
pub fn digits(x: f64) -> String {
    if !x.is_finite() {
        return if x > 0.0 { "∞".to_owned() } else { String::new() };
    }
    let size = x.abs();
    let places = match size {
        _ if size == 0.0 => 0,
        _ if size < 0.0095 => 4,
        _ if size < 0.095 => 3,
        _ if size < 9.995 => 2,
        _ if size < 99.95 => 1,
        _ => 0,
    };
    let text = format!("{size:.places$}");
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let mut out = String::new();
    if x < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        out.push('−');
    }
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// Two or three digits without zeros at the end: 0.44, 1.6, 12.5, 40, 1,959.
pub fn brief(x: f64) -> String {
    let trim = |text: String| {
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    };
    match x.abs() {
        a if a < 0.1 => trim(format!("{x:.3}")),
        a if a < 10.0 => trim(format!("{x:.2}")),
        a if a < 100.0 => trim(format!("{x:.1}")),
        a => format!("{}{}", if x < 0.0 { "−" } else { "" }, super::grouped(libm::round(a) as u64)),
    }
}

/// "1.2 ms", "0.45 s", from seconds.
pub fn brief_time(s: f64) -> String {
    if s < 0.1 { format!("{} ms", brief(s * 1e3)) } else { format!("{} s", brief(s)) }
}

/// "1 request", "5 requests".
pub fn count(n: u64, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{} {many}", super::grouped(n)) }
}

/// A number with its unit: "0.44 s", "19.6 %", "1.42×", "40". Whole numbers have no fraction.
pub fn quantity(x: f64, unit: &str) -> String {
    let whole = x == libm::round(x) && x.abs() < 1e15;
    let text = match (whole, x < 0.0) {
        (true, false) => super::grouped(x as u64),
        (true, true) => format!("−{}", super::grouped(-x as u64)),
        (false, _) => digits(x),
    };
    match unit {
        "" => text,
        "×" => format!("{text}×"),
        _ => format!("{text} {unit}"),
    }
}

/// A measured number with four significant digits; `-` where nothing was measured.
pub fn figure(value: Option<f64>) -> String {
    let Some(x) = value.filter(|x| x.is_finite()) else { return "-".to_owned() };
    if x == 0.0 {
        return "0".to_owned();
    }
    let magnitude = libm::floor(libm::log10(x.abs()));
    if !(-9.0..15.0).contains(&magnitude) {
        return format!("{x:.3e}");
    }
    let decimals = (3.0 - magnitude).max(0.0) as usize;
    let text = format!("{x:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_two_or_three_digits() {
        let cases =
            [(0.0, "0"), (0.8696, "0.87"), (40.66, "40.7"), (1959.4, "1,959"), (0.044, "0.044"), (-3.25, "−3.25")];
        for (x, text) in cases {
            assert_eq!(digits(x), text);
        }
        assert_eq!(digits(-0.00001), "0.0000");
        assert_eq!(
            [brief(0.0), brief(0.436), brief(1.6), brief(40.0), brief(-1959.0)],
            ["0", "0.44", "1.6", "40", "−1,959"]
        );
        assert_eq!(
            [brief_time(0.0012), brief_time(0.45), count(1, "write", "writes")],
            ["1.2 ms", "0.45 s", "1 write"]
        );
        assert_eq!(digits(1_234_567.0), "1,234,567");
        assert_eq!((quantity(0.436, "s"), quantity(1.42, "×")), ("0.44 s".into(), "1.42×".into()));
        assert_eq!((quantity(20.0, ""), quantity(-1959.0, "%")), ("20".into(), "−1,959 %".into()));
    }

    #[test]
    fn figures_keep_four_digits() {
        for (x, text) in [
            (0.0, "0"),
            (1.0, "1"),
            (0.012_345_6, "0.01235"),
            (123_456.7, "123457"),
            (-2.5, "-2.5"),
            (12.0, "12"),
            (1e-12, "1.000e-12"),
        ] {
            assert_eq!(figure(Some(x)), text);
        }
        assert_eq!(figure(None), "-");
        assert_eq!(figure(Some(f64::NAN)), "-");
    }
}
