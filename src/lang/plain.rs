//! What needs no message: digits, units, marks, and names of things that are no words ("s3", "k17", "LRU-2").

use super::number::{UNITS, bare};

/// The most capitals that are taken for an abbreviation.
const CAPITALS_MOST: usize = 6;
/// Letters and digits from here on may be a fingerprint: "3fa9c041".
const HEX_LEAST: usize = 4;

/// True if nothing in the text is a word.
pub fn is_plain(text: &str) -> bool {
    text.split(char::is_whitespace).filter(|word| !word.is_empty()).all(plain_word)
}

fn plain_word(word: &str) -> bool {
    let marks = |c: char| !c.is_alphanumeric() && c != '/' && c != '%' && c != '×';
    let word = word.trim_matches(marks);
    if UNITS.contains(&word) {
        return true;
    }
    // A number with its unit glued to it.
    if let Some(end) = bare(word)
        && (end == word.len() || UNITS.contains(&&word[end..]))
    {
        return true;
    }
    word.split(|c: char| !c.is_alphanumeric()).all(plain_piece)
}

fn plain_piece(piece: &str) -> bool {
    let letters = piece.chars().filter(|c| c.is_alphabetic()).count();
    let digits = piece.chars().any(|c| c.is_ascii_digit());
    let capitals = piece.chars().all(|c| !c.is_lowercase());
    let greek = piece.chars().all(|c| ('α'..='ω').contains(&c) || ('Α'..='Ω').contains(&c) || c.is_ascii_digit());
    let hex = digits && piece.len() >= HEX_LEAST && piece.bytes().all(|b| b.is_ascii_hexdigit());
    letters <= 1
        || greek
        || hex
        || (digits && letters <= 2)
        || (capitals && letters <= CAPITALS_MOST)
        || UNITS.contains(&piece)
}
