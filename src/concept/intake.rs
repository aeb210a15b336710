//! Your own data: a recording is read piece by piece, and becomes a report.
//!
//! An intake is pure: bytes in, a report out. The page feeds it in a worker from a file or from what was pasted, the
//! command from a file; neither sends anything anywhere. Its memory may grow with what the data holds (distinct keys),
//! not with the length of the file, unless the concept says so in [`IntakeDecl::help`].

use super::{Report, State};
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

/// What was chosen about a recording ([`Choice`](super::report::Choice)): keys and values.
pub type Answers = [(String, String)];

/// Begins to read a recording, for a state, in the format with this key, with what was chosen before.
pub type OpenIntake = fn(&State, &str, &Answers) -> Result<Box<dyn Intake>, Bad>;

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

impl PartialEq for IntakeDecl {
    /// Each concept has one.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// The format in which a thread gets what another one has read ([`Together::share`]); no reader can choose it.
pub const SHARED: &str = "shared";
/// Whether several threads may work on a recording. The page's own program works alone: everybody waits for what it weighs,
/// and the program made for threads comes soon.
pub const TOGETHER: bool = !cfg!(all(target_arch = "wasm32", feature = "web"));

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
    /// What several threads can do together, once there is such work.
    fn together(&mut self) -> Option<&mut dyn Together> {
        None
    }
    /// What is known so far; called every now and then, and at last when the work is done.
    fn report(&self) -> Report;
}

/// Work of which other threads can do a part. It consists of numbered pieces, and what comes out of a piece is a number.
pub trait Together {
    /// What another thread needs for it, in parts from 0: they are fed to an intake that was opened with the format
    /// [`SHARED`], which then has the same pieces. No part 0 where it is not worth while.
    fn share(&self, part: usize) -> Option<Vec<u8>>;
    /// Gives a piece away: its number. What does not come back is done here in the end.
    fn lend(&mut self) -> Option<u32>;
    /// In the other thread: does a piece, if there is one with this number.
    fn piece(&mut self, piece: u32) -> Option<u64>;
    /// Takes what came out of a piece that was given away.
    fn take(&mut self, piece: u32, found: u64);
}
