//! Texts without a message, as a translator takes them up.

use crate::lang::number_at;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Names of the holes.
const NAMES: &str = "nmopqrstuvwxyz";

/// A message file with these texts and nothing for them: numbers are holes, so that many texts are one message.
pub fn skeleton(texts: &BTreeSet<String>) -> String {
    let mut shapes: BTreeMap<String, (&str, usize)> = BTreeMap::new();
    for text in texts {
        shapes.entry(shape(text)).or_insert((text, 0)).1 += 1;
    }
    let mut out = String::new();
    for (shape, (text, count)) in shapes {
        if shape != *text {
            let more = if count > 1 { format!(" (and {} more)", count - 1) } else { String::new() };
            let _ = writeln!(out, "# {}{more}", text.replace('\n', " "));
        }
        let quoted = shape.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        let _ = writeln!(out, "msgid \"{quoted}\"\nmsgstr \"\"\n");
    }
    out
}

/// The length of a name at the head of a text: a letter or two and a number ("S4").
fn name_at(text: &str) -> Option<usize> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = text[letters..].bytes().take_while(u8::is_ascii_digit).count();
    let end = letters + digits;
    let alone = !text[end..].starts_with(|c: char| c.is_alphanumeric() || c == '-');
    ((1..=2).contains(&letters) && digits > 0 && alone && !is_term(&text[..end])).then_some(end)
}

/// Words of the field that look like names.
fn is_term(word: &str) -> bool {
    matches!(word, "p50" | "p90" | "p95" | "p99") || word.starts_with("RF")
}

/// The text with a hole for each number, and for each name of a thing.
fn shape(text: &str) -> String {
    let mut out = String::new();
    let mut names = NAMES.chars();
    let mut things = "abcdefgh".chars();
    let mut rest = text;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        if !before.is_alphanumeric()
            && let (Some(end), Some(name)) = (name_at(rest), things.clone().next())
        {
            things.next();
            let _ = write!(out, "{{{name}}}");
            before = '0';
            rest = &rest[end..];
            continue;
        }
        let end = if before.is_alphanumeric() { None } else { number_at(rest) };
        match (end, names.clone().next()) {
            (Some(end), Some(name)) if rest[..end].contains(|c: char| c.is_ascii_digit() || c == '∞') => {
                names.next();
                let _ = write!(out, "{{#{name}}}");
                before = '0';
                rest = &rest[end..];
            }
            _ => {
                out.push(first);
                before = first;
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_holes() {
        let texts =
            ["12 of 1,900 in 4.2 s", "3 of 4 in 12 ms", "S4 \"up\", p99", "S5 \"up\", p99"].map(str::to_owned).into();
        let text = skeleton(&texts);
        assert_eq!(
            text,
            "# 12 of 1,900 in 4.2 s (and 1 more)\nmsgid \"{#n} of {#m} in {#o}\"\nmsgstr \"\"\n\n\
             # S4 \"up\", p99 (and 1 more)\nmsgid \"{a} \\\"up\\\", p99\"\nmsgstr \"\"\n\n"
        );
    }
}
