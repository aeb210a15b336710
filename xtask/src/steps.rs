//! Numbered steps: what is done, how long that usually takes, how long it took.

use crate::clock;
use crate::failure::Failure;
use std::cell::{Cell, RefCell};
use std::io::{IsTerminal as _, Write as _, stdout};
use std::time::{Duration, Instant};

/// On a terminal the line shows the command's last words, cut to this many characters.
const LAST_WORDS: usize = 60;

/// Elsewhere a long step gives a sign of life this often.
const SIGN_OF_LIFE: Duration = Duration::from_secs(60);

/// A numbered list of steps on its way.
pub struct Steps {
    total: usize,
    at: usize,
    started: Instant,
    failed: Vec<&'static str>,
}

impl Steps {
    pub fn new(total: usize) -> Self {
        Self { total, at: 0, started: clock::now(), failed: Vec::new() }
    }

    /// Runs one step; `work` returns a note for the end of its line (it may be empty).
    pub fn run(
        &mut self,
        name: &'static str,
        usually: &str,
        work: impl FnOnce(&Progress) -> Result<String, Failure>,
    ) -> Result<(), Failure> {
        self.at += 1;
        let progress = Progress::start(format!("[{}/{}] {name} ({usually}) …", self.at, self.total));
        match work(&progress) {
            Ok(note) => {
                progress.end("ok", &note);
                Ok(())
            }
            Err(failure) => {
                progress.end("failed", "");
                self.failed.push(name);
                Err(failure)
            }
        }
    }

    /// A step that cannot run because an earlier one failed.
    pub fn skip(&mut self, name: &'static str, why: &str) {
        self.at += 1;
        println!("[{}/{}] {name}: left out, {why}", self.at, self.total);
    }

    /// Names of the steps that failed.
    pub fn failed(&self) -> &[&'static str] {
        &self.failed
    }

    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

/// The line of the step that runs now.
pub struct Progress {
    head: String,
    started: Instant,
    terminal: bool,
    silent: bool,
    signs: Cell<u32>,
    /// The command's last words, and the second at which they were drawn.
    last: RefCell<(String, u64)>,
}

impl Progress {
    fn start(head: String) -> Self {
        let terminal = stdout().is_terminal();
        print!("{head}");
        flush();
        Self { head, started: clock::now(), terminal, silent: false, signs: Cell::new(0), last: RefCell::default() }
    }

    /// Shows nothing: for tests, and for work outside a list of steps.
    pub fn silent() -> Self {
        let (head, last) = (String::new(), RefCell::default());
        Self { head, started: clock::now(), terminal: false, silent: true, signs: Cell::new(0), last }
    }

    /// The command said `line`.
    pub fn show(&self, line: &str) {
        if self.terminal && !self.silent {
            self.last.borrow_mut().0 = line.trim().chars().filter(|c| !c.is_control()).take(LAST_WORDS).collect();
            self.draw();
        } else {
            self.tick();
        }
    }

    /// Time has passed.
    pub fn tick(&self) {
        if self.silent {
            return;
        }
        let elapsed = self.started.elapsed();
        if self.terminal {
            // A compiler may be silent for minutes; the seconds go on.
            if elapsed.as_secs() != self.last.borrow().1 {
                self.draw();
            }
            return;
        }
        let due = SIGN_OF_LIFE * (self.signs.get() + 1);
        if elapsed > due {
            self.signs.set(self.signs.get() + 1);
            print!(" {} …", clock::words(due));
            flush();
        }
    }

    /// The whole line anew, cut off at the terminal's edge rather than wrapped: a wrapped line could not be taken back.
    fn draw(&self) {
        let elapsed = self.started.elapsed();
        let mut last = self.last.borrow_mut();
        last.1 = elapsed.as_secs();
        print!("\r\x1b[?7l\x1b[K{} {}  {}\x1b[?7h", self.head, clock::words(elapsed), last.0);
        flush();
    }

    fn end(&self, word: &str, note: &str) {
        let took = clock::words(self.started.elapsed());
        let start = if self.terminal { format!("\r\x1b[K{}", self.head) } else { String::new() };
        let note = if note.is_empty() { String::new() } else { format!(", {note}") };
        println!("{start} {word} {took}{note}");
    }
}

fn flush() {
    // A closed terminal is no reason to stop building.
    let _ = stdout().flush();
}
