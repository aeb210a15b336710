//! A progress bar on the error output, from the second second on, and only on a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Parts in one job: a job that is half done has done half of them.
pub const PARTS: u64 = 1000;
/// How long something may take in silence.
const SILENCE: Duration = Duration::from_secs(1);

/// The progress of a number of jobs; several threads may report to it.
pub struct Progress {
    started: Instant,
    bar: ProgressBar,
    shown: AtomicBool,
}

impl Progress {
    /// Nothing is done of `jobs` jobs.
    #[allow(clippy::disallowed_methods, reason = "a person waits here, not a model")]
    pub fn new(jobs: u64) -> Self {
        Self {
            started: Instant::now(),
            bar: ProgressBar::with_draw_target(Some(jobs * PARTS), ProgressDrawTarget::hidden()),
            shown: AtomicBool::new(!std::io::stderr().is_terminal()),
        }
    }
    /// `parts` more are done.
    pub fn add(&self, parts: u64) {
        self.bar.inc(parts);
        if self.started.elapsed() >= SILENCE && !self.shown.swap(true, Ordering::Relaxed) {
            if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent:>3} %  {elapsed} gone, {eta} to go") {
                self.bar.set_style(style);
            }
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// The part of a [`Progress`] that one job reports.
pub struct Job<'a> {
    progress: &'a Progress,
    done: u64,
}

impl<'a> Job<'a> {
    /// A job of which nothing is done.
    pub fn new(progress: &'a Progress) -> Self {
        Self { progress, done: 0 }
    }
    /// The share done by now, 0 to 1.
    pub fn at(&mut self, share: f64) {
        let done = ((share * PARTS as f64) as u64).clamp(self.done, PARTS);
        self.progress.add(done - self.done);
        self.done = done;
    }
}
