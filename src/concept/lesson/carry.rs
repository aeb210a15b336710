//! A lesson as one text, and back: how a lesson in another language comes to the page.

use super::{Beat, Lesson, Paragraph, Section, Span};

/// Between two pieces; it never stands in words.
const MARK: char = '\u{1f}';

/// The lesson as one text, without its checks.
pub fn encode(lesson: &Lesson) -> String {
    let mut out: Vec<String> = vec![lesson.file.to_owned(), lesson.beats.len().to_string()];
    for beat in lesson.beats {
        out.extend([beat.id, beat.title, beat.run, beat.predict].map(str::to_owned));
        body(beat.body, &mut out);
    }
    out.push(lesson.sections.len().to_string());
    for section in lesson.sections {
        out.push(section.title.to_owned());
        body(section.body, &mut out);
    }
    out.join("\u{1f}")
}

fn body(paragraphs: &[Paragraph], out: &mut Vec<String>) {
    out.push(paragraphs.len().to_string());
    for paragraph in paragraphs {
        out.extend([if paragraph.item { "-" } else { "" }, paragraph.after].map(str::to_owned));
        out.push(paragraph.spans.len().to_string());
        for span in paragraph.spans {
            let (kind, words, more) = match *span {
                Span::Text(words) => ("t", words, ""),
                Span::Em(words) => ("e", words, ""),
                Span::Code(words) => ("c", words, ""),
                Span::Link(words, to) => ("a", words, to),
                Span::Chip(words, to) => ("s", words, to),
                Span::Moment(words, to) => ("r", words, to),
                Span::Live(words, unit) => ("n", words, unit),
                Span::Until(words, what) => ("u", words, what),
            };
            out.extend([kind, words, more].map(str::to_owned));
        }
    }
}

/// The lesson in a text that [`encode`] wrote. What it says is kept for as long as the program runs.
pub fn decode(text: &str) -> Option<Lesson> {
    let text: &'static str = String::leak(text.to_owned());
    let mut from = text.split(MARK);
    let file = from.next()?;
    let beats = all(&mut from, |from| {
        let [id, title, run, predict] = [from.next()?, from.next()?, from.next()?, from.next()?];
        Some(Beat { id, title, run, predict, line: 0, body: paragraphs(from)? })
    })?;
    let sections = all(&mut from, |from| Some(Section { title: from.next()?, line: 0, body: paragraphs(from)? }))?;
    Some(Lesson { file, beats, sections, checks: &[], german: None })
}

type From = std::str::Split<'static, char>;

fn all<T>(from: &mut From, mut one: impl FnMut(&mut From) -> Option<T>) -> Option<&'static [T]> {
    let count: usize = from.next()?.parse().ok()?;
    let list: Option<Vec<T>> = (0..count).map(|_| one(from)).collect();
    Some(Vec::leak(list?))
}

fn paragraphs(from: &mut From) -> Option<&'static [Paragraph]> {
    all(from, |from| {
        let (item, after) = (from.next()? == "-", from.next()?);
        Some(Paragraph { item, after, line: 0, spans: all(from, span)? })
    })
}

fn span(from: &mut From) -> Option<Span> {
    let (kind, words, more) = (from.next()?, from.next()?, from.next()?);
    Some(match kind {
        "t" => Span::Text(words),
        "e" => Span::Em(words),
        "c" => Span::Code(words),
        "a" => Span::Link(words, more),
        "s" => Span::Chip(words, more),
        "r" => Span::Moment(words, more),
        "n" => Span::Live(words, more),
        "u" => Span::Until(words, more),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lesson_survives_the_way() {
        for entry in crate::concepts::all() {
            let Some(lesson) = entry.lesson else { continue };
            for lesson in std::iter::once(lesson).chain(lesson.german) {
                let text = encode(lesson);
                assert_eq!(encode(&decode(&text).unwrap()), text, "{}", lesson.file);
            }
        }
        assert!(decode("").is_none() && decode("x\u{1f}1").is_none());
    }
}
