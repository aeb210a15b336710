//! Numbers: where one stands at the head of a text, and how another language puts it down.

/// Units that stand after a number, glued to it or behind a space.
pub const UNITS: [&str; 38] = [
    "requests/s",
    "KiB",
    "MiB",
    "GiB",
    "kHz",
    "MHz",
    "GHz",
    "req/s",
    "keys/s",
    "/s²",
    "/min",
    "min",
    "ms",
    "µs",
    "μs",
    "ns",
    "kB",
    "MB",
    "GB",
    "TB",
    "Hz",
    "B/s",
    "/day",
    "/ms",
    "/h",
    "/s",
    "‰",
    "%",
    "×",
    "°",
    "s",
    "h",
    "d",
    "B",
    "k",
    "M",
    "G",
    "T",
];

/// How many bytes at the head of `text` are a bare number (sign, digits with commas and a point, exponent, ∞).
pub fn bare(text: &str) -> Option<usize> {
    let sign = text.chars().next().filter(|c| "+-−–±".contains(*c)).map_or(0, char::len_utf8);
    let rest = &text[sign..];
    if rest.starts_with('∞') {
        return Some(sign + '∞'.len_utf8());
    }
    let run = rest.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b',' | b'.')).count();
    let digits = rest[..run].trim_end_matches([',', '.']);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let end = sign + digits.len();
    let tail = &text.as_bytes()[end..];
    // An exponent, as very large and very small numbers have it.
    if tail.first() == Some(&b'e') {
        let sign = usize::from(matches!(tail.get(1), Some(b'-' | b'+')));
        let digits = tail[1 + sign..].iter().take_while(|b| b.is_ascii_digit()).count();
        if digits > 0 {
            return Some(end + 1 + sign + digits);
        }
    }
    Some(end)
}

/// The ends that a number at the head of `text` may have, longest first: with its unit, and bare.
pub fn ends(text: &str) -> [Option<usize>; 2] {
    let Some(bare) = bare(text) else { return [None, None] };
    let tail = &text[bare..];
    let space = tail.chars().next().filter(|c| " \u{a0}\u{202f}\u{2009}".contains(*c)).map_or(0, char::len_utf8);
    let after = &tail[space..];
    let fits = |unit: &&&str| {
        after.strip_prefix(**unit).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '/'))
    };
    let unit = UNITS.iter().find(fits).map(|unit| bare + space + unit.len());
    [unit, Some(bare)]
}

/// True if digits, commas and a point are a number as English writes it: "1,204.5", and neither a version nor a list.
fn is_english(digits: &str) -> bool {
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let rest_fits = groups.all(|group| group.len() == 3);
    let first_fits = !whole.contains(',') || first.len() <= 3;
    let fraction_fits = fraction.is_none_or(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()));
    !first.is_empty() && first_fits && rest_fits && fraction_fits
}

/// A text whose numbers are put down in the German way: "1,204.5 ms" becomes "1.204,5 ms". What is no number as English
/// writes it (a version, an address, a list without spaces) stays.
pub fn put_down(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        if !first.is_ascii_digit() {
            out.push(first);
            before = first;
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let run = rest.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b',' | b'.')).count();
        let digits = rest[..run].trim_end_matches([',', '.']);
        let follows = rest[digits.len()..].chars().next();
        let alone = !before.is_alphanumeric() && before != '.';
        if alone && is_english(digits) && follows.is_none_or(|c| c != '_') {
            out.extend(digits.chars().map(|c| match c {
                ',' => '.',
                '.' => ',',
                c => c,
            }));
        } else {
            out.push_str(digits);
        }
        before = '0';
        rest = &rest[digits.len()..];
    }
    out
}

/// The other way round, for what a hand typed in German: "0,5" becomes "0.5", "1.204,5" becomes "1204.5". What German
/// would not write so stays: "0.5" is a half there too, and "1,2,3" a list.
pub fn take_in(text: &str) -> String {
    let trimmed = text.trim();
    let groups_fit = |whole: &str| {
        let mut groups = whole.split('.');
        let first = groups.next().unwrap_or_default().trim_start_matches(['-', '−', '+']);
        (1..=3).contains(&first.len()) && first != "0" && groups.all(|group| group.len() == 3)
    };
    let figures = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    match trimmed.split_once(',') {
        Some((whole, fraction)) if !fraction.is_empty() && figures(fraction) => {
            if !whole.contains('.') {
                format!("{whole}.{fraction}")
            } else if groups_fit(whole) {
                format!("{}.{fraction}", whole.replace('.', ""))
            } else {
                trimmed.to_owned()
            }
        }
        None if trimmed.contains('.') && groups_fit(trimmed) => trimmed.replace('.', ""),
        _ => trimmed.to_owned(),
    }
}
