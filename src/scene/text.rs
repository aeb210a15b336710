//! Type styles and the width of words, without a browser.
//!
//! Widths come from the shipped fonts ([`super::widths`]), so a label measured here fits on the page, in an SVG file
//! and in a test. Kerning is left out: numbers are set without it, and words change by less than a pixel.

use super::picture::Type;
use super::widths::{EXTRA, GREEK, GREEK_WIDTHS, SANS_400, SANS_600, SERIF, SERIF_ITALIC};

/// A family of letters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Family {
    /// National Park: labels, numbers, controls.
    Sans,
    /// Source Serif 4: captions and notes.
    Serif,
}

impl Family {
    /// The family with its fallbacks, as CSS and a canvas write it.
    pub const fn css(self) -> &'static str {
        match self {
            Self::Sans => "'National Park','National Park fallback',system-ui,sans-serif",
            Self::Serif => "'Source Serif 4','Source Serif 4 fallback',Georgia,serif",
        }
    }
}

/// How a style is set.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Face {
    /// Family.
    pub family: Family,
    /// Size in pixels.
    pub size: f32,
    /// Weight, 400 or 600.
    pub weight: u16,
    /// Slanted?
    pub italic: bool,
}

impl Face {
    /// The CSS shorthand, as a canvas wants it, at another size (0 means the face's own).
    pub fn css(self, size: f32) -> String {
        let size = if size > 0.0 { size } else { self.size };
        let slant = if self.italic { "italic " } else { "" };
        format!("{slant}{} {size}px {}", self.weight, self.family.css())
    }
}

const fn sans(size: f32, weight: u16) -> Face {
    Face { family: Family::Sans, size, weight, italic: false }
}

/// The face of a style.
pub const fn face(style: Type) -> Face {
    match style {
        Type::Body => sans(13.5, 400),
        Type::Name => sans(13.5, 600),
        Type::Label => sans(12.5, 400),
        Type::LabelBold => sans(12.5, 600),
        Type::Axis => sans(11.5, 400),
        Type::Note => Face { family: Family::Serif, size: 15.0, weight: 400, italic: true },
        Type::Caption => Face { family: Family::Serif, size: 15.0, weight: 400, italic: false },
        Type::Value => sans(16.0, 600),
        Type::NumberL => sans(25.0, 600),
        Type::NumberXl => sans(54.0, 600),
        Type::Tile => sans(10.5, 600),
        Type::Panel => sans(15.0, 600),
    }
}

/// The width in pixels of `words` in a style, as they are said now; `size` 0 means the style's own.
pub fn text_width(style: Type, size: f32, words: &str) -> f32 {
    said_width(style, size, &crate::lang::say(words))
}

/// The same of words that were said before.
pub fn said_width(style: Type, size: f32, words: &str) -> f32 {
    let face = face(style);
    let size = if size > 0.0 { size } else { face.size };
    let mills: u32 = words.chars().map(|letter| advance(face, letter)).sum();
    mills as f32 * size / 1000.0
}

/// The advance of one letter in thousandths of an em. A letter the fonts lack counts as wide as an `n`.
fn advance(face: Face, letter: char) -> u32 {
    let table: &[u16] = match (face.family, face.italic, face.weight >= 550) {
        (Family::Sans, _, false) => &SANS_400,
        (Family::Sans, _, true) => &SANS_600,
        (Family::Serif, false, _) => &SERIF,
        (Family::Serif, true, _) => &SERIF_ITALIC,
    };
    let greek = || GREEK.chars().position(|known| known == letter).map(|at| GREEK_WIDTHS[at]);
    let found = match letter {
        ' '..='~' => Some(table[letter as usize - 0x20]),
        // The thin space is a fifth of an em, the no-break space a space.
        '\u{2009}' => Some(200),
        '\u{a0}' => Some(table[0]),
        _ => EXTRA.chars().position(|known| known == letter).map(|at| table[95 + at]).or_else(greek),
    };
    u32::from(found.unwrap_or(table['n' as usize - 0x20]))
}

/// How far the letters of a style rise above and fall below the baseline, in pixels: capitals and descenders.
pub fn text_extent(style: Type, size: f32) -> (f32, f32) {
    let face = face(style);
    let size = if size > 0.0 { size } else { face.size };
    match face.family {
        Family::Sans => (0.72 * size, 0.21 * size),
        Family::Serif => (0.74 * size, 0.24 * size),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_place() {
        for style in [Type::Axis, Type::Value, Type::Label, Type::LabelBold, Type::NumberXl] {
            assert_eq!(text_width(style, 0.0, "1111"), text_width(style, 0.0, "0884"), "{style:?}");
        }
    }

    #[test]
    fn widths_scale_and_add_up() {
        let whole = text_width(Type::Label, 0.0, "two choices, measured");
        let parts = text_width(Type::Label, 0.0, "two choices,") + text_width(Type::Label, 0.0, " measured");
        assert!((whole - parts).abs() < 1e-3, "{whole} {parts}");
        // Measured on a canvas in Chromium with the shipped fonts and kerning off.
        assert!((whole - 127.275).abs() < 0.1, "{whole}");
        let bold = text_width(Type::LabelBold, 0.0, "you are here 10,482");
        assert!((bold - 117.888).abs() < 0.1, "{bold}");
        assert!((text_width(Type::Label, 25.0, "abc") - 2.0 * text_width(Type::Label, 0.0, "abc")).abs() < 1e-3);
        assert_eq!(text_width(Type::Note, 0.0, ""), 0.0);
    }

    #[test]
    fn unknown_letters_have_a_width() {
        assert_eq!(text_width(Type::Body, 0.0, "漢"), text_width(Type::Body, 0.0, "n"));
        assert!(text_width(Type::Note, 0.0, "ρ") > 0.0);
        assert!(text_width(Type::Body, 0.0, "−") > text_width(Type::Body, 0.0, "i"));
    }

    #[test]
    fn faces_read_as_css() {
        assert_eq!(
            face(Type::Note).css(0.0),
            "italic 400 15px 'Source Serif 4','Source Serif 4 fallback',Georgia,serif"
        );
        assert!(face(Type::Value).css(18.0).starts_with("600 18px 'National Park'"));
    }
}
