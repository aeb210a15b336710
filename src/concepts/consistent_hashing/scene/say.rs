//! Words in the scene: lines that fit a width.

use crate::scene::{Align, Ink, Picture, Pt, Type, lines_of, pt};

/// Says a text in lines of at most `width`.
pub(in super::super) fn lines(text: &str, style: Type, width: f32) -> Vec<String> {
    lines_of(&crate::lang::say(text), style, 0.0, width)
}

/// Writes a note, its first baseline at `at`, in at most `most` lines of at most `width`; what does not fit is left out
/// at the end of a sentence.
pub(super) fn note(picture: &mut Picture, at: Pt, width: f32, most: usize, text: &str) {
    let said = crate::lang::say(text);
    let mut text = &*said;
    let mut told = lines_of(text, Type::Note, 0.0, width);
    while told.len() > most {
        let Some(cut) = text.trim_end_matches('.').rfind(". ") else {
            told.truncate(most);
            break;
        };
        text = &text[..=cut];
        told = lines_of(text, Type::Note, 0.0, width);
    }
    for (i, line) in told.iter().enumerate() {
        picture.said(pt(at.x, at.y + 20.0 * i as f32), Type::Note, 0.0, Ink::NoteText, Align::Start, line);
        picture.halo();
    }
}
