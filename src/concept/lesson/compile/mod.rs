//! From Markdown to a lesson's data. Standard library only: the build script includes this folder.
//!
//! ```text
//! # Title                             the concept's title, once
//! ## A beat                           one idea; its id is made from the title
//! <!-- run preset=the-slow-one -->    the state it opens; without, it goes on with what is on the screen
//! <!-- predict a-death -->            the prediction that belongs to it
//! Prose. [λ 40](set:rate=40) is a chip, [kill S3 at the peak](run:preset=x&t=30) opens a moment,
//! {now:p99|s} is a number of the run on the screen, [the queue passes 50](until:waiting > 50) waits,
//! *emphasis*, `code`, [a link](https://example.org).
//! <!-- check 0.44 s = sojourn_s.mean -->                         the number in the paragraph above, in the beat's run
//! <!-- check Five (5) = up in +t=80 within 0.1 -->               words; `+` goes on from the beat's run
//! <!-- given 2 because it is how many are drawn -->              a number that no run can show, and why
//!
//! <!-- after waiting > 50 -->         the next paragraph is shown once this has held
//! - An item of a list.
//!
//! ## What you see                     then the six sections, in their order
//! ```
//!
//! Every number in digits needs its `check` or `given`, except in the sections on real systems and on reading, which
//! name their sources instead. An error is one sentence with the line it is about.

mod emit;
mod inline;
mod numbers;
mod other;

pub use emit::emit;
use inline::Piece;
pub use other::compile_other;

/// The sections every lesson has; those whose numbers come from a source.
const SECTIONS: [(&str, bool); 6] = [
    ("What you see", false),
    ("Try to break it", false),
    ("Common mistakes", false),
    ("What real systems do", true),
    ("What this model leaves out", false),
    ("Further reading", true),
];

/// An error: line from 1, sentence.
pub type Wrong = (usize, String);

/// A lesson, read.
#[derive(Debug, Default)]
pub struct Draft {
    /// Beats first, then sections.
    pub parts: Vec<Part>,
    /// How many of the parts are beats.
    pub beats: usize,
}

/// A beat or a section.
#[derive(Debug, Default)]
pub struct Part {
    /// Stable id, made from the English title.
    pub id: String,
    /// Title.
    pub title: String,
    /// Line of the title.
    pub line: usize,
    /// The state it opens, or empty.
    pub run: String,
    /// The state its numbers are of: its own, or that of the beat before.
    pub stands: String,
    /// The prediction that belongs to it, or empty.
    pub predict: String,
    /// Its paragraphs.
    pub body: Vec<Paragraph>,
    /// What its numbers say.
    pub checks: Vec<Check>,
}

/// A paragraph or an item.
#[derive(Debug, Default)]
pub struct Paragraph {
    /// True for an item of a list.
    pub item: bool,
    /// Condition, or empty.
    pub after: String,
    /// First line.
    pub line: usize,
    /// Its pieces.
    pub pieces: Vec<Piece>,
    text: String,
    covered: Vec<String>,
}

/// A number and what shows it.
#[derive(Debug)]
pub struct Check {
    /// Line.
    pub line: usize,
    /// As written.
    pub says: String,
    /// Its value.
    pub value: f64,
    /// Tolerance.
    pub within: f64,
    /// Expression.
    pub shows: String,
    /// State.
    pub run: String,
}

/// The id made from a title: letters and digits in lower case, anything else a hyphen.
pub fn id(title: &str) -> String {
    let kept: String = title.chars().filter(|c| !matches!(c, '\'' | '’' | ',')).collect();
    let words = kept.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

/// Reads a lesson.
pub fn compile(text: &str) -> Result<Draft, Wrong> {
    read(text, Reader { titles: SECTIONS.map(|(title, _)| title), own: true, ..Reader::default() })
}

fn read(text: &str, mut reader: Reader) -> Result<Draft, Wrong> {
    for (index, line) in text.lines().enumerate() {
        reader.line(index + 1, line.trim_end())?;
    }
    reader.finish(text.lines().count())
}

#[derive(Default)]
struct Reader {
    draft: Draft,
    /// What the sections are called.
    titles: [&'static str; SECTIONS.len()],
    /// True for the lesson that holds the checks, false for one in another language.
    own: bool,
    titled: bool,
    /// The paragraph being read, as text.
    open: Option<Paragraph>,
    /// The condition for the next paragraph.
    after: Option<(usize, String)>,
}

impl Reader {
    fn line(&mut self, at: usize, line: &str) -> Result<(), Wrong> {
        if let Some(title) = line.strip_prefix("## ") {
            self.close()?;
            return self.part(at, title.trim());
        }
        if line.starts_with("# ") {
            let second = std::mem::replace(&mut self.titled, true);
            return if second { Err((at, "A lesson has one title; a beat begins with ##.".into())) } else { Ok(()) };
        }
        if line.starts_with('#') {
            return Err((at, "Headings are # for the title and ## for beats and sections.".into()));
        }
        if let Some(rest) = line.trim_start().strip_prefix("<!--") {
            let Some(inside) = rest.strip_suffix("-->") else {
                return Err((at, "A comment ends on its own line with -->.".into()));
            };
            self.close()?;
            return self.directive(at, inside.trim());
        }
        if line.is_empty() {
            return self.close();
        }
        let item = line.strip_prefix("- ");
        if item.is_some() {
            self.close()?;
        }
        let words = item.unwrap_or(line).trim();
        if self.draft.parts.is_empty() {
            return Err((at, "Prose stands in a beat; begin one with ##.".into()));
        }
        if let Some(open) = &mut self.open {
            open.text.push(' ');
            open.text.push_str(words);
        } else {
            let after = self.after.take().map(|(_, condition)| condition).unwrap_or_default();
            let text = words.to_owned();
            self.open = Some(Paragraph { item: item.is_some(), after, line: at, text, ..Paragraph::default() });
        }
        Ok(())
    }

    /// A beat or a section begins.
    fn part(&mut self, at: usize, title: &str) -> Result<(), Wrong> {
        if let Some((line, _)) = self.after.take() {
            return Err((line, "This condition has no paragraph after it.".into()));
        }
        self.cover()?;
        let sections = self.draft.parts.len() - self.draft.beats;
        if let Some(index) = self.titles.iter().position(|section| *section == title) {
            if index != sections {
                let expected = self.titles.get(sections).map_or("nothing more", |title| *title);
                return Err((at, format!("The section \"{title}\" is not in its place; here comes \"{expected}\".")));
            }
        } else if sections > 0 {
            return Err((at, format!("\"{title}\" is not a section; beats stand before \"{}\".", self.titles[0])));
        } else {
            let same = self.draft.parts.iter().any(|part| id(&part.title) == id(title));
            if self.own && (same || id(title).is_empty()) {
                return Err((at, format!("The title \"{title}\" gives no id of its own.")));
            }
            self.draft.beats += 1;
        }
        let stands = self.draft.parts.last().map_or_else(String::new, |part| part.stands.clone());
        self.draft.parts.push(Part { id: id(title), title: title.to_owned(), line: at, stands, ..Part::default() });
        Ok(())
    }

    /// What stands in a comment.
    fn directive(&mut self, at: usize, text: &str) -> Result<(), Wrong> {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        let rest = rest.trim();
        let Some(part) = self.draft.parts.last_mut() else {
            return Err((at, format!("\"{word}\" stands in a beat; begin one with ##.")));
        };
        match word {
            "run" => {
                part.stands = joined(&part.stands, rest);
                part.run.clone_from(&part.stands);
            }
            "predict" => rest.clone_into(&mut part.predict),
            "after" => self.after = Some((at, rest.to_owned())),
            "check" | "given" if !self.own => {}
            "check" | "given" => {
                let Some(paragraph) = part.body.last_mut() else {
                    return Err((at, format!("\"{word}\" follows the paragraph it is about.")));
                };
                if word == "given" {
                    let (says, why) = rest.split_once(" because ").unwrap_or((rest, ""));
                    if why.trim().is_empty() {
                        return Err((at, "Say why no run can show it: given TEXT because REASON.".into()));
                    }
                    paragraph.cover(at, says.trim())?;
                } else {
                    let check = check(at, rest, &part.stands)?;
                    paragraph.cover(at, &check.says)?;
                    part.checks.push(check);
                }
            }
            _ => return Err((at, format!("\"{word}\" is not one of run, predict, after, check, given."))),
        }
        Ok(())
    }

    /// The paragraph that is being read ends.
    fn close(&mut self) -> Result<(), Wrong> {
        let (Some(mut paragraph), Some(part)) = (self.open.take(), self.draft.parts.last_mut()) else { return Ok(()) };
        paragraph.pieces = inline::pieces(&paragraph.text).map_err(|wrong| (paragraph.line, wrong))?;
        part.body.push(paragraph);
        Ok(())
    }

    /// Every number of the last part has its check.
    fn cover(&self) -> Result<(), Wrong> {
        let Some(part) = self.draft.parts.last() else { return Ok(()) };
        if part.body.is_empty() {
            return Err((part.line, format!("\"{}\" says nothing.", part.title)));
        }
        if !self.own {
            return Ok(());
        }
        let sourced = SECTIONS.iter().any(|(title, sourced)| *sourced && part.title == *title);
        for paragraph in &part.body {
            let linked = paragraph.pieces.iter().any(|piece| matches!(piece, Piece::Link(..)));
            if sourced && !linked {
                return Err((paragraph.line, format!("Under \"{}\" everything has a link to its source.", part.title)));
            }
            let missing = numbers::of(&paragraph.plain()).into_iter().find(|n| !paragraph.covered.contains(n));
            if let Some(number) = missing.filter(|_| !sourced) {
                let sentence = format!(
                    "No run shows the number {number}; add <!-- check {number} = … --> or <!-- given {number} because … -->."
                );
                return Err((paragraph.line, sentence));
            }
        }
        Ok(())
    }

    fn finish(mut self, lines: usize) -> Result<Draft, Wrong> {
        self.close()?;
        self.cover()?;
        if let Some((line, _)) = self.after {
            return Err((line, "This condition has no paragraph after it.".into()));
        }
        if !self.titled || self.draft.beats == 0 {
            return Err((1, "A lesson begins with its title (#) and has at least one beat (##).".into()));
        }
        let sections = self.draft.parts.len() - self.draft.beats;
        match self.titles.get(sections) {
            Some(title) => Err((lines, format!("The section \"{title}\" is missing."))),
            None if self.draft.parts[0].run.is_empty() => {
                Err((self.draft.parts[0].line, "The first beat needs its run: <!-- run … -->.".into()))
            }
            None => Ok(self.draft),
        }
    }
}

impl Paragraph {
    /// What of it is prose, in one string.
    fn plain(&self) -> String {
        self.pieces.iter().map(Piece::prose).collect::<Vec<_>>().join("\u{1}")
    }
    /// All it says.
    fn whole(&self) -> String {
        self.pieces.iter().map(Piece::says).collect()
    }

    /// Notes that what is said here is shown or given.
    fn cover(&mut self, at: usize, says: &str) -> Result<(), Wrong> {
        if says.is_empty() || !self.whole().contains(says) {
            return Err((at, format!("The paragraph above does not say \"{says}\".")));
        }
        self.covered.extend(numbers::of(says));
        Ok(())
    }
}

/// A state that may go on from another: `+t=80`.
fn joined(base: &str, link: &str) -> String {
    match link.strip_prefix('+') {
        Some(more) if base.is_empty() => more.to_owned(),
        Some(more) => format!("{base}&{more}"),
        None => link.to_owned(),
    }
}

/// Reads `TEXT = EXPRESSION in LINK within TOLERANCE`.
fn check(at: usize, text: &str, stands: &str) -> Result<Check, Wrong> {
    let wrong = |sentence: &str| (at, sentence.to_owned());
    let (says, rest) = text
        .split_once(" = ")
        .ok_or_else(|| wrong("A check reads: check TEXT = WHAT SHOWS IT [in LINK] [within N]."))?;
    let (rest, within) = match rest.split_once(" within ") {
        Some((rest, within)) => (rest, Some(within.trim())),
        None => (rest, None),
    };
    let (shows, link) = rest.split_once(" in ").unwrap_or((rest, "+"));
    let run = if link.trim() == "+" { stands.to_owned() } else { joined(stands, link.trim()) };
    // Words have their value behind them in parentheses.
    let (says, number) = match says.trim().strip_suffix(')').and_then(|says| says.rsplit_once(" (")) {
        Some((says, number)) => (says.to_owned(), number.to_owned()),
        None => (says.trim().to_owned(), numbers::of(says).into_iter().next().unwrap_or_default()),
    };
    let value = numbers::value(&number)
        .ok_or_else(|| wrong("What is checked holds no number; give words their value: Five (5)."))?;
    let within = match within {
        Some(text) => {
            text.parse().ok().filter(|x: &f64| *x >= 0.0).ok_or_else(|| wrong("The tolerance is no number."))?
        }
        None => numbers::half_of_last(&number),
    };
    Ok(Check { line: at, says, value, within, shows: shows.trim().to_owned(), run })
}

#[cfg(test)]
mod tests;
