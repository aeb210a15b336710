//! `test`: everything, cheap checks first. A failure does not hide what comes after it, unless that needs it.

use crate::browser::{self, Browser};
use crate::clock;
use crate::dist;
use crate::failure::Failure;
use crate::node;
use crate::paths;
use crate::proxies;
use crate::server::{self, Site};
use crate::shell;
use crate::steps::{Progress, Steps};
use crate::tools::{self, WASM};
use std::process::ExitCode;
use std::thread;

/// Crates that may not stand below the page: nothing of the browser, no randomness or clock of the machine.
const FORBIDDEN: [&str; 9] =
    ["yew", "gloo", "web-sys", "js-sys", "wasm-bindgen", "wasm-bindgen-futures", "getrandom", "web-time", "chrono"];

/// The sub-path under which the end-to-end tests visit the site a second time.
const SUB_PATH: &str = "/some/where/";

/// Property tests draw the same cases in every run of the whole, so that one commit has one verdict. `cargo test` by
/// itself draws new ones each time, and that is where a rare case is found.
const SEED: (&str, &str) = ("PROPTEST_RNG_SEED", "20260729");

const STEPS: usize = 7 + tools::STEPS + 1 + dist::STEPS + 3;

/// Tests that ran.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
    /// Of those that passed: on a second try, as a slow machine may need one.
    pub again: u64,
}

/// `cargo xtask test`.
pub fn run() -> Result<ExitCode, Failure> {
    let mut suite = Suite { steps: Steps::new(STEPS), total: Count::default() };
    suite.checks();
    suite.page();
    Ok(suite.sum_up())
}

struct Suite {
    steps: Steps,
    total: Count,
}

impl Suite {
    /// What needs no browser.
    fn checks(&mut self) {
        let mend = "Mend what it says above.";
        self.check("format", "about 1 s", |progress| {
            tools::component("fmt", "rustfmt", progress)?;
            cargo(&["fmt", "--all", "--check"], progress, "Run `cargo fmt --all`.")
        });
        self.check("core without features", "about 20 s cold", |progress| {
            cargo(&["check", "--no-default-features"], progress, mend)?;
            wall()
        });
        self.check("clippy", "about 1 min cold", |progress| {
            tools::component("clippy", "clippy", progress)?;
            let words = ["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"];
            cargo(&words, progress, mend)
        });
        self.check("nginx, HAProxy, Redis", "about 30 s the first time", proxies::ensure);
        self.tests("native tests", "about 3 min cold", |progress| {
            // With the page: what it does without a browser is tested here, too.
            let words = ["test", "--workspace", "--all-features", "--lib", "--bins", "--tests", "--no-fail-fast"];
            counted(cargo(&words, progress, mend), rust_count)
        });
        self.tests("examples in the documentation", "about 20 s", |progress| {
            counted(
                cargo(&["test", "--workspace", "--all-features", "--doc", "--no-fail-fast"], progress, mend),
                rust_count,
            )
        });
    }

    /// What needs the page: its lints, its build, its size, and a browser.
    fn page(&mut self) {
        if self.keep(tools::wasm_target).is_none() {
            return self.skip(&["clippy for the page", "everything in the browser"], "the target is missing");
        }
        self.check("clippy for the page", "about 1 min cold", |progress| {
            let words =
                ["clippy", "--target", WASM, "--no-default-features", "--features", "web", "--", "-D", "warnings"];
            cargo(&words, progress, "Mend what it says above.")
        });
        let ready = self.keep(tools::commands).is_some()
            && self.check("Node packages", "about 10 s the first time", |progress| {
                node::require(progress)?;
                node::packages(progress)
            });
        if !ready {
            return self.skip(&["the page's build", "size budget", "end-to-end tests"], "a tool is missing");
        }
        if self.keep(dist::build).is_none() {
            return self.skip(&["size budget", "end-to-end tests"], "the page was not built");
        }
        self.budget();
        self.in_browser();
    }

    fn budget(&mut self) {
        let mut table = String::new();
        self.check("size budget", "about 5 s", |progress| {
            let mut script = node::script("size.mjs", &[]);
            let remedy = "Make the page smaller; the table says where its bytes are.";
            table = shell::run(&mut script, progress, remedy)?;
            Ok(String::new())
        });
        print!("{table}");
    }

    fn in_browser(&mut self) {
        let mut found = None;
        self.check("Chromium", "about 1 min the first time", |progress| {
            let browser = browser::require(progress)?;
            let name = browser.name();
            found = Some(browser);
            Ok(name)
        });
        match found {
            Some(browser) => {
                self.tests("end-to-end tests", "a few seconds a test", |progress| end_to_end(&browser, progress))
            }
            None => self.skip(&["end-to-end tests"], "there is no browser"),
        }
    }

    /// A step that passes or fails as a whole.
    fn check(
        &mut self,
        name: &'static str,
        usually: &str,
        work: impl FnOnce(&Progress) -> Result<String, Failure>,
    ) -> bool {
        self.keep(|steps| steps.run(name, usually, work)).is_some()
    }

    /// A step that counts tests.
    fn tests(
        &mut self,
        name: &'static str,
        usually: &str,
        work: impl FnOnce(&Progress) -> Result<(Count, Option<Failure>), Failure>,
    ) {
        let mut total = self.total;
        self.check(name, usually, |progress| {
            let (count, failure) = work(progress)?;
            total.passed += count.passed;
            total.failed += count.failed;
            match failure {
                Some(failure) => Err(failure),
                None if count.passed == 0 => Err(Failure::new("No test ran; that cannot be right.")),
                None if count.again > 0 => Ok(format!("{} passed, {} on a second try", count.passed, count.again)),
                None => Ok(format!("{} passed", count.passed)),
            }
        });
        self.total = total;
    }

    /// Prints a failure at once and goes on.
    fn keep(&mut self, work: impl FnOnce(&mut Steps) -> Result<(), Failure>) -> Option<()> {
        work(&mut self.steps).map_err(|failure| println!("{failure}")).ok()
    }

    fn skip(&mut self, names: &[&'static str], why: &str) {
        for name in names {
            self.steps.skip(name, why);
        }
    }

    fn sum_up(&self) -> ExitCode {
        let Count { passed, failed, .. } = self.total;
        let took = clock::words(self.steps.elapsed());
        let bad = self.steps.failed();
        if bad.is_empty() && failed == 0 {
            println!("\n{passed} passed, 0 failed, every check clean, in {took}");
            ExitCode::SUCCESS
        } else {
            println!("\n{passed} passed, {failed} failed, in {took}; failed steps: {}", bad.join(", "));
            ExitCode::FAILURE
        }
    }
}

fn cargo(words: &[&str], progress: &Progress, remedy: &str) -> Result<String, Failure> {
    let mut command = shell::command("cargo", words);
    if std::env::var_os(SEED.0).is_none() {
        command.env(SEED.0, SEED.1);
    }
    shell::run(&mut command, progress, remedy).map(|output| {
        // Kept for counting; a check's line stays short.
        if words.first() == Some(&"test") { output } else { String::new() }
    })
}

/// The tree below the core must hold no web crate.
fn wall() -> Result<String, Failure> {
    let words = ["tree", "--package", "kneepoint", "--no-default-features", "--edges", "normal", "--prefix", "none"];
    let tree = shell::output("cargo", &words)
        .ok_or_else(|| Failure::new("`cargo tree --no-default-features` failed; run it by hand."))?;
    let strangers = strangers(&tree);
    if strangers.is_empty() {
        return Ok("no web crate below it".into());
    }
    let names = strangers.join(", ");
    Err(Failure::new(format!("The core without features depends on {names}; move the dependency behind a feature.")))
}

fn strangers(tree: &str) -> Vec<&str> {
    let mut names: Vec<&str> = tree.lines().filter_map(|line| line.split_whitespace().next()).collect();
    names.retain(|name| FORBIDDEN.contains(name) || name.starts_with("gloo-"));
    names.sort_unstable();
    names.dedup();
    names
}

fn end_to_end(browser: &Browser, progress: &Progress) -> Result<(Count, Option<Failure>), Failure> {
    let (listener, port) = server::bind(18200)?;
    let site = Site { folder: paths::dist(), brotli: None, at: Some(SUB_PATH.into()), version: None };
    thread::spawn(move || server::serve(&listener, &site));
    let mut playwright = shell::command("playwright", &["test"]);
    playwright.current_dir(paths::e2e()).env("KNEEPOINT_URL", format!("http://127.0.0.1:{port}"));
    // Colours would hide the counts.
    playwright.env("FORCE_COLOR", "0");
    browser.give(&mut playwright);
    counted(shell::run(&mut playwright, progress, "Mend what it says above."), playwright_count)
}

/// Counts the tests of a run that ended well or badly.
fn counted(result: Result<String, Failure>, count: fn(&str) -> Count) -> Result<(Count, Option<Failure>), Failure> {
    match result {
        Ok(output) => Ok((count(&output), None)),
        Err(failure) => Ok((count(&failure.output), Some(failure))),
    }
}

/// `test result: ok. 12 passed; 0 failed; …`, once for each test program.
fn rust_count(output: &str) -> Count {
    let mut total = Count::default();
    for line in output.lines().filter(|line| line.starts_with("test result:")) {
        total.passed += number_before(line, "passed");
        total.failed += number_before(line, "failed");
    }
    total
}

/// Playwright ends with lines such as `  1 failed`, `  2 flaky` and `  12 passed (8.1s)`.
fn playwright_count(output: &str) -> Count {
    let mut total = Count::default();
    for line in output.lines().map(str::trim) {
        let mut words = line.split_whitespace();
        let (Some(number), Some(word)) = (words.next().and_then(|word| word.parse::<u64>().ok()), words.next()) else {
            continue;
        };
        match word {
            "passed" => total.passed += number,
            "failed" => total.failed += number,
            "flaky" => {
                total.passed += number;
                total.again += number;
            }
            _ => {}
        }
    }
    total
}

fn number_before(line: &str, word: &str) -> u64 {
    let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let at = words.iter().position(|part| *part == word);
    at.and_then(|at| words.get(at.checked_sub(1)?)).and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_all_test_programs_are_added() {
        let output = "running 3 tests\ntest result: ok. 3 passed; 0 failed; 0 ignored; finished in 0.1s\n\
                      test result: FAILED. 4 passed; 2 failed; 1 ignored; finished in 0.1s\n";
        assert_eq!(rust_count(output), Count { passed: 7, failed: 2, again: 0 });
        assert_eq!(rust_count("error: could not compile"), Count::default());
    }

    #[test]
    fn playwright_results_are_read() {
        let output = "Running 3 tests using 1 worker\n  ✓  1 smoke.spec.mjs:5:1 › home (300ms)\n\n  1 failed\n  1 flaky\n  2 passed (4.1s)\n";
        assert_eq!(playwright_count(output), Count { passed: 3, failed: 1, again: 1 });
    }

    #[test]
    fn web_crates_are_strangers_below_the_page() {
        let tree = "kneepoint v0.1.0\nlibm v0.2.16\ngloo-events v0.2.0\nweb-sys v0.3.1\nweb-sys v0.3.1 (*)\n";
        assert_eq!(strangers(tree), ["gloo-events", "web-sys"]);
        assert!(strangers("kneepoint v0.1.0\nlibm v0.2.16\n").is_empty());
    }
}
