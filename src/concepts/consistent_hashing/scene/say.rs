//! Words in the scene: lines that fit a width.

use crate::scene::{Align, Ink, Picture, Pt, Type, pt, said_width};

/// Says a text in lines of at most `width`.
pub(in super::super) fn lines(text: &str, style: Type, width: f32) -> Vec<String> {
    broken(&crate::lang::say(text), style, width)
}

/// Breaks what was said into lines.
fn broken(text: &str, style: Type, width: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match (lines.last_mut(), longer) {
            (Some(line), Some(longer)) if said_width(style, 0.0, &longer) <= width => *line = longer,
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Writes a note, its first baseline at `at`, in at most `most` lines of at most `width`; what does not fit is left out
/// at the end of a sentence.
pub(super) fn note(picture: &mut Picture, at: Pt, width: f32, most: usize, text: &str) {
    let said = crate::lang::say(text);
    let mut text = &*said;
    let mut told = broken(text, Type::Note, width);
    while told.len() > most {
        let Some(cut) = text.trim_end_matches('.').rfind(". ") else {
            told.truncate(most);
            break;
        };
        text = &text[..=cut];
        told = broken(text, Type::Note, width);
    }
    for (i, line) in told.iter().enumerate() {
        picture.said(pt(at.x, at.y + 20.0 * i as f32), Type::Note, 0.0, Ink::NoteText, Align::Start, line);
        picture.halo();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit() {
        let told = lines("It walks clockwise and meets the first mark.", Type::Note, 120.0);
        assert!(told.len() > 2 && told.iter().all(|line| said_width(Type::Note, 0.0, line) <= 120.0), "{told:?}");
        assert_eq!(lines("", Type::Note, 50.0), Vec::<String>::new());
    }
}
