//! A concept's lesson: short beats woven with the figure, then the sections that every lesson has.
//!
//! It is written in Markdown in the concept's folder (`lesson.md`), and `build.rs` turns it into the plain data below;
//! nothing of Markdown is left at run time. The grammar and its rules are those of `compile/mod.rs`, which is part of
//! the build script and, for its tests, of this crate.

mod carry;
#[cfg(test)]
mod compile;
mod law;

pub use carry::{decode, encode};
pub use law::{complaints, failures};

use crate::lang::Lang;
use std::cell::RefCell;

thread_local! {
    /// Lessons in another language that were fetched.
    static FETCHED: RefCell<Vec<&'static Lesson>> = const { RefCell::new(Vec::new()) };
}

/// Takes in a lesson in another language, for as long as the page lives.
pub fn teach(lesson: Lesson) {
    FETCHED.with_borrow_mut(|all| all.push(Box::leak(Box::new(lesson))));
}

/// A lesson.
#[derive(Debug)]
pub struct Lesson {
    /// Its file, from the root of the package.
    pub file: &'static str,
    /// Its beats, one idea each.
    pub beats: &'static [Beat],
    /// What follows the beats, in the order of [`SECTIONS`].
    pub sections: &'static [Section],
    /// What the numbers in it say, and the runs that show it. Empty in the page: tests need it, readers do not.
    pub checks: &'static [Check],
    /// The same in German. None in the page, which fetches it when it is asked for ([`teach`]).
    pub german: Option<&'static Self>,
}

impl Lesson {
    /// The lesson in the language that is spoken now, else in English.
    pub fn spoken(&'static self) -> &'static Self {
        if crate::lang::current() == Lang::English {
            return self;
        }
        let fetched = FETCHED.with_borrow(|all| all.iter().copied().find(|other| other.is_of(self)));
        fetched.or(self.german).unwrap_or(self)
    }
    /// True for the same lesson in another language.
    fn is_of(&self, english: &Self) -> bool {
        self.file.rsplit_once('/').map(|(folder, _)| folder) == english.file.rsplit_once('/').map(|(folder, _)| folder)
    }
    /// The run of the beat at a place; a beat without one goes on from the last that has one.
    pub fn run_of(&self, beat: usize) -> &'static str {
        let so_far = self.beats.iter().take(beat + 1).rev();
        so_far.map(|beat| beat.run).find(|run| !run.is_empty()).unwrap_or_default()
    }
    /// The beat with this id, by its place.
    pub fn beat(&self, id: &str) -> Option<usize> {
        self.beats.iter().position(|beat| beat.id == id)
    }
}

/// The sections every lesson has, in this order.
pub const SECTIONS: [&str; 6] = [
    "What you see",
    "Try to break it",
    "Common mistakes",
    "What real systems do",
    "What this model leaves out",
    "Further reading",
];

/// One idea.
#[derive(Debug)]
pub struct Beat {
    /// Stable kebab-case id, made from the title; it stands in links.
    pub id: &'static str,
    /// Title.
    pub title: &'static str,
    /// The state it opens, as the part of a link after `#`; empty if it goes on with what is on the screen.
    pub run: &'static str,
    /// The prediction that belongs to it, or empty.
    pub predict: &'static str,
    /// Where it stands in the file.
    pub line: u32,
    /// What it says.
    pub body: &'static [Paragraph],
}

/// A section after the beats.
#[derive(Debug)]
pub struct Section {
    /// One of [`SECTIONS`].
    pub title: &'static str,
    /// Where it stands in the file.
    pub line: u32,
    /// What it says.
    pub body: &'static [Paragraph],
}

/// A paragraph, or an item of a list.
#[derive(Debug)]
pub struct Paragraph {
    /// True for an item of a list.
    pub item: bool,
    /// It is shown once this condition has held since its beat was opened; empty: always.
    pub after: &'static str,
    /// Where it stands in the file.
    pub line: u32,
    /// What it says.
    pub spans: &'static [Span],
}

/// A piece of a paragraph.
#[derive(Debug)]
pub enum Span {
    /// Words.
    Text(&'static str),
    /// Emphasis.
    Em(&'static str),
    /// A name of a configuration, set as code.
    Code(&'static str),
    /// A link to somewhere else: label, address.
    Link(&'static str, &'static str),
    /// A chip that changes the run as it stands: label, piece of link (`rate=40`, `kill=4`).
    Chip(&'static str, &'static str),
    /// A button that opens a prepared moment: label, state as the part of a link after `#`.
    Moment(&'static str, &'static str),
    /// A number of the run on the screen: what ([`crate::concept::measure`]), unit.
    Live(&'static str, &'static str),
    /// Something to wait for: words, condition.
    Until(&'static str, &'static str),
}

/// A number in a lesson, and the run that shows it.
#[derive(Debug)]
pub struct Check {
    /// Where it is claimed.
    pub line: u32,
    /// The number as it is written, with the words around it.
    pub says: &'static str,
    /// Its value.
    pub value: f64,
    /// How far the measured value may be from it: half of its last digit, unless the lesson says otherwise.
    pub within: f64,
    /// What shows it ([`crate::concept::measure`]).
    pub shows: &'static str,
    /// The run, as the part of a link after `#`.
    pub run: &'static str,
}

/// The lesson that `build.rs` made from `src/concepts/<folder>/lesson.md`, as an `Option<&'static Lesson>`.
#[macro_export]
macro_rules! lesson {
    ($folder:literal) => {{
        #[allow(unused_imports, reason = "the page has no checks")]
        use $crate::concept::lesson::{Beat, Check, Lesson, Paragraph, Section, Span};
        static LESSON: Lesson = include!(concat!(env!("OUT_DIR"), "/lesson_", $folder, ".rs"));
        Some(&LESSON)
    }};
}
