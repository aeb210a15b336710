//! Numbers in prose.

/// The numbers a text holds in digits, as written: `1,959`, `0.44`. Digits that belong to a name are none: S6, p99,
/// M/M/1, S3-FIFO, 2Q.
pub fn of(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut out = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        if !chars[i].is_ascii_digit() {
            i += 1;
            continue;
        }
        let start = i;
        let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
        while digit(i) || (matches!(chars.get(i), Some('.' | ',')) && digit(i + 1)) {
            i += 1;
        }
        let before = start.checked_sub(1).map(|at| chars[at]);
        let joined = matches!(before, Some('/' | '-')) && start >= 2 && chars[start - 2].is_alphabetic();
        let named =
            before.is_some_and(char::is_alphanumeric) || joined || chars.get(i).is_some_and(|c| c.is_alphabetic());
        if !named {
            out.push(chars[start..i].iter().collect());
        }
    }
    out
}

/// Its value; thousands may be set apart.
pub fn value(number: &str) -> Option<f64> {
    number.replace(',', "").replace('−', "-").parse().ok()
}

/// Half of its last digit: how far the measured value may be when it is rounded to this.
pub fn half_of_last(number: &str) -> f64 {
    let places = number.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    // A little more, for values that lie in the middle.
    (0..places).fold(0.500_001, |half, _| half / 10.0)
}
