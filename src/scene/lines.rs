//! Words in lines that fit a width.

use super::picture::Type;
use super::text::said_width;

/// Breaks what was said at its blanks into lines of at most `room` pixels; a word that is longer stands alone. `size` 0
/// means the style's own.
pub fn lines_of(said: &str, style: Type, size: f32, room: f32) -> Vec<String> {
    let mut lines = Vec::new();
    add_lines(said, style, size, room, &mut lines);
    lines
}

/// The same, each sentence in lines of its own.
pub fn sentences_of(said: &str, style: Type, size: f32, room: f32) -> Vec<String> {
    let mut lines = Vec::new();
    for sentence in said.split_inclusive(". ") {
        add_lines(sentence, style, size, room, &mut lines);
    }
    lines
}

/// Adds `said` in lines of its own to those before.
pub fn add_lines(said: &str, style: Type, size: f32, room: f32, lines: &mut Vec<String>) {
    let width = |words: &str| said_width(style, size, words);
    let blank = width(" ");
    // How far the last line reaches; the first word begins a line in any case.
    let mut reach = f32::INFINITY;
    for word in said.split_whitespace() {
        let wide = width(word);
        match lines.last_mut() {
            Some(line) if reach + blank + wide <= room => {
                line.push(' ');
                line.push_str(word);
                reach += blank + wide;
            }
            _ => {
                lines.push(word.to_owned());
                reach = wide;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_say_all() {
        let words = "It walks clockwise and meets the first mark. That one keeps it.";
        for room in [60.0, 120.0, 190.0, 1000.0] {
            let told = lines_of(words, Type::Note, 0.0, room);
            assert!(
                told.iter().all(|line| !line.contains(' ') || said_width(Type::Note, 0.0, line) <= room),
                "{told:?}"
            );
            assert_eq!(told.join(" "), words);
        }
        assert_eq!(lines_of(words, Type::Note, 0.0, 1000.0).len(), 1);
        assert_eq!(sentences_of(words, Type::Note, 0.0, 1000.0).len(), 2);
        assert_eq!(lines_of("", Type::Note, 0.0, 50.0), Vec::<String>::new());
    }
}
