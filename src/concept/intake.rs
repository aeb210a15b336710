//! Your own data: a recording is read piece by piece, and becomes a report.
//!
//! An intake is pure: bytes in, a report out. The page feeds it in a worker from a file or from what was pasted, the
//! command from a file; neither sends anything anywhere. Its memory may grow with what the data holds (distinct keys),
//! not with the length of the file, unless the concept says so in [`IntakeDecl::help`].

use super::{State, Table};
use crate::param::Bad;

/// A format that a recording may have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Format {
    /// Stable kebab-case key.
    pub key: &'static str,
    /// Label.
    pub label: &'static str,
    /// A line or two of it.
    pub example: &'static str,
}

/// Begins to read a recording, for a state, in the format with this key.
pub type OpenIntake = fn(&State, &str) -> Result<Box<dyn Intake>, Bad>;

/// What a concept takes.
#[derive(Debug)]
pub struct IntakeDecl {
    /// Title of the card: "Your own traffic".
    pub title: &'static str,
    /// One or two sentences: what comes out.
    pub help: &'static str,
    /// The formats, the first one being guessed from the data.
    pub formats: &'static [Format],
    /// The most bytes that are read.
    pub most: u64,
    /// Begins to read a recording.
    pub open: OpenIntake,
}

/// A recording being read.
pub trait Intake {
    /// Takes the next bytes; a line may be cut anywhere.
    fn feed(&mut self, bytes: &[u8]);
    /// Nothing follows.
    fn end(&mut self);
    /// After the end: works for a few milliseconds; the share that is done, from 0 to 1, where 1 means finished.
    fn work(&mut self) -> f64 {
        1.0
    }
    /// What is known so far; called every now and then, and at last when the work is done.
    fn report(&self) -> Report;
}

/// A line that could not be read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct BadLine {
    /// Its number, from 1.
    pub line: u64,
    /// Its text, cut to a reasonable length.
    pub text: String,
    /// What is wrong with it: "is not a number".
    pub wrong: String,
}

/// What came out.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Report {
    /// Lines or records read, bad ones included.
    pub lines: u64,
    /// How many were bad.
    pub bad: u64,
    /// The first bad ones.
    pub bad_lines: Vec<BadLine>,
    /// Findings, each with its label and its value in words: "Keys", "81,203".
    pub facts: Vec<(String, String)>,
    /// Tables, each with its caption.
    pub tables: Vec<Table>,
    /// Charts.
    pub plots: Vec<Plot>,
    /// A piece of link that sets what was found ("capacity=400"), with the words of its button, or empty.
    pub setting: (String, String),
}

/// A chart as data.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Plot {
    /// Title.
    pub title: String,
    /// Name of the x axis, with its unit.
    pub x: String,
    /// Name of the y axis, with its unit.
    pub y: String,
    /// Equal steps of x are equal ratios.
    pub x_log: bool,
    /// The curves.
    pub curves: Vec<Curve>,
}

/// A curve of a chart.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Curve {
    /// Label at its end.
    pub label: String,
    /// How it is drawn.
    pub look: Look,
    /// Points, x ascending.
    pub points: Vec<(f64, f64)>,
}

/// How a curve is drawn; the hue names a family, never a single one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Look {
    /// Measured, the family in focus.
    #[default]
    Work,
    /// Measured, the others.
    Quiet,
    /// Theory: dashed.
    Theory,
}
