//! The plain form: seconds since the start, then optionally a key, then optionally a cost, separated by blanks or commas.

use super::{Row, Wrong, clock, decimal, shown, trimmed};

/// Reads a line; `None` if it is blank or begins with `#`.
pub fn plain(line: &[u8]) -> Result<Option<Row<'_>>, Wrong> {
    let line = trimmed(line);
    if line.is_empty() || line[0] == b'#' {
        return Ok(None);
    }
    let (time, rest) = field(line);
    let (key, rest) = rest.map_or((&[][..], None), field);
    let (cost, rest) = rest.map_or((&[][..], None), field);
    if let Some(rest) = rest.filter(|rest| !rest.is_empty()) {
        return Err(Wrong(format!("{} is one field too many; allowed: seconds, key, cost", shown(rest))));
    }
    let at = decimal::seconds(time).ok_or_else(|| {
        Wrong(format!(
            "{} is not a time; allowed: seconds since the start as a decimal, such as 12.345678",
            shown(time)
        ))
    })?;
    Ok(Some(Row { at, key, cost: read_cost(cost)? }))
}

/// Reads a line that begins with a time of any form, with a blank between date and clock or without; `None` if it is
/// blank or begins with `#`.
pub fn times(line: &[u8]) -> Result<Option<Row<'_>>, Wrong> {
    let line = trimmed(line);
    if line.is_empty() || line[0] == b'#' {
        return Ok(None);
    }
    let (first, rest) = field(line);
    // A date, a blank and a clock are two fields that say one thing.
    let whole = rest.map(|rest| {
        let (_, after) = field(rest);
        let length = line.len() - after.map_or(0, <[u8]>::len);
        (line[..length].trim_ascii_end(), after)
    });
    let both = whole.and_then(|(text, rest)| clock::moment(text).map(|at| (at, rest)));
    let alone = || clock::moment(first).map(|at| (at, rest));
    let (at, rest) = both.or_else(alone).ok_or_else(|| {
        Wrong(format!("{} is not a time; allowed: seconds, milliseconds, 2026-11-25T22:18:07Z", shown(first)))
    })?;
    let (key, rest) = rest.map_or((&[][..], None), field);
    let (cost, _) = rest.map_or((&[][..], None), field);
    Ok(Some(Row { at, key, cost: read_cost(cost)? }))
}

pub(super) fn read_cost(text: &[u8]) -> Result<u32, Wrong> {
    if text.is_empty() {
        return Ok(1);
    }
    let number = std::str::from_utf8(text).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    number
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| Wrong(format!("{} is not a cost; allowed: a whole number up to {}", shown(text), u32::MAX)))
}

/// The first field, and what follows its separator: blanks, or a comma with or without blanks around it.
fn field(text: &[u8]) -> (&[u8], Option<&[u8]>) {
    let end = text.iter().position(|&byte| matches!(byte, b' ' | b'\t' | b','));
    let Some(end) = end else { return (text, None) };
    let rest = text[end..].trim_ascii_start();
    let rest = rest.strip_prefix(b",").map_or(rest, <[u8]>::trim_ascii_start);
    (&text[..end], Some(rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Time;

    fn row(line: &str) -> Option<(u64, &str, u32)> {
        let row = plain(line.as_bytes()).unwrap()?;
        Some((row.at.0, std::str::from_utf8(row.key).unwrap(), row.cost))
    }

    #[test]
    fn fields_are_separated_by_blanks_or_commas() {
        for line in
            ["1.5 alice 3", "1.5,alice,3", "1.5, alice, 3", "  1.5\talice   3\r\n", "1.5 , alice ,3", "1.5 alice,3"]
        {
            assert_eq!(row(line), Some((1_500_000_000, "alice", 3)), "{line}");
        }
        assert_eq!(row("2"), Some((2_000_000_000, "", 1)));
        assert_eq!(row("2,"), Some((2_000_000_000, "", 1)));
        assert_eq!(row("2,,7"), Some((2_000_000_000, "", 7)));
        assert_eq!(row("2 10.0.0.1"), Some((2_000_000_000, "10.0.0.1", 1)));
        assert_eq!(row("2 a,"), Some((2_000_000_000, "a", 1)));
        assert_eq!((row(""), row("  \n"), row("# a comment")), (None, None, None));
        assert_eq!(plain(b"3 \xff\xfe 1").unwrap().unwrap().at, Time(3_000_000_000));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let wrong = |line: &str| plain(line.as_bytes()).unwrap_err().0;
        assert!(wrong("soon alice").starts_with("soon is not a time; allowed: seconds"));
        assert!(wrong("-1").starts_with("-1 is not a time"));
        assert!(wrong("1 alice many").starts_with("many is not a cost; allowed: a whole number up to 4294967295"));
        assert!(wrong("1 alice -3").starts_with("-3 is not a cost"));
        assert!(wrong("1 alice 1.5").starts_with("1.5 is not a cost"));
        assert!(wrong("1 alice 4294967296").starts_with("4294967296 is not a cost"));
        assert!(wrong("1 alice 3 4").starts_with("4 is one field too many"));
        assert!(wrong("1 alice \u{7}").starts_with("\u{fffd} is not a cost"));
        assert!(wrong(&"x".repeat(500)).contains(&format!("{}…", "x".repeat(40))));
    }
}
