//! A Chromium to test in: found, or installed where the machine allows.

use crate::failure::Failure;
use crate::paths;
use crate::shell;
use crate::steps::Progress;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Names on the search path, and where macOS keeps applications.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const APPLICATIONS: [&str; 2] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const REMEDY: &str = "Install Chromium and its driver (Debian: `apt-get install chromium chromium-driver`; Ubuntu: \
                      `cd tests/e2e && npx playwright install --with-deps chromium`; macOS: `brew install --cask chromium`), \
                      or name one in KNEEPOINT_CHROMIUM.";

/// A slow mirror is given this long.
const LIMIT: Duration = Duration::from_secs(15 * 60);

/// The browser that the tests drive.
pub enum Browser {
    /// An executable of this machine.
    At(PathBuf),
    /// Playwright's own copy, which it finds by itself.
    Playwright,
}

impl Browser {
    /// Tells the tests.
    pub fn give(&self, command: &mut Command) {
        if let Self::At(path) = self {
            command.env("KNEEPOINT_CHROMIUM", path).env("CHROME_PATH", path);
        }
    }

    pub fn name(&self) -> String {
        match self {
            Self::At(path) => path.display().to_string(),
            Self::Playwright => "Playwright's Chromium".into(),
        }
    }
}

/// Finds a Chromium, or installs one: Debian's packages, elsewhere Playwright's own.
pub fn require(progress: &Progress) -> Result<Browser, Failure> {
    if let Some(browser) = present()? {
        return Ok(browser);
    }
    if is_debian() {
        apt_install(&["chromium", "chromium-driver"], progress);
        if let Some(browser) = present()? {
            return Ok(browser);
        }
    }
    let mut words = vec!["install", "chromium"];
    if cfg!(target_os = "linux") && sudo().is_some() {
        words.push("--with-deps");
    }
    let mut playwright = shell::command("playwright", &words);
    playwright.current_dir(paths::e2e());
    match shell::run_within(&mut playwright, progress, REMEDY, Some(LIMIT)) {
        Ok(_) => Ok(Browser::Playwright),
        Err(failure) => Err(Failure::with_output(format!("No Chromium was found. {REMEDY}"), failure.output)),
    }
}

fn present() -> Result<Option<Browser>, Failure> {
    if let Some(path) = std::env::var_os("KNEEPOINT_CHROMIUM").filter(|path| !path.is_empty()) {
        let path = PathBuf::from(path);
        if !path.is_file() {
            let path = path.display();
            return Err(Failure::new(format!(
                "KNEEPOINT_CHROMIUM names `{path}`, which is no file; correct or unset it."
            )));
        }
        return Ok(Some(Browser::At(path)));
    }
    let named = NAMES.iter().find_map(|name| paths::find(name)).filter(|path| runs(path));
    let found = named.or_else(|| APPLICATIONS.iter().map(PathBuf::from).find(|path| path.is_file()));
    Ok(found.map(Browser::At))
}

/// Ubuntu's package is a script that asks for snap; only a browser that answers counts.
fn runs(path: &Path) -> bool {
    let answer = Command::new(path).args(["--version", "--no-sandbox"]).output();
    answer.is_ok_and(|answer| answer.status.success())
}

fn is_debian() -> bool {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    release.lines().any(|line| line == "ID=debian")
}

/// Installs system packages if this user may, without starting what they serve; whether it helped is for the caller to see.
pub fn apt_install(packages: &[&str], progress: &Progress) {
    if paths::find("apt-get").is_none() {
        return;
    }
    let Some(prefix) = sudo() else { return };
    let apt = |words: &[&str]| {
        let words: Vec<&str> =
            prefix.iter().copied().chain(["env", "RUNLEVEL=1", "apt-get"]).chain(words.iter().copied()).collect();
        let mut command = shell::command(words[0], &words[1..]);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        shell::run_within(&mut command, progress, "", Some(LIMIT))
    };
    let install: Vec<&str> = ["install", "-y", "--no-install-recommends"].iter().chain(packages).copied().collect();
    // A list that is out of date is the usual reason for a refusal, so it is renewed first.
    let _ = apt(&["update"]);
    let _ = apt(&install);
}

/// How to become root without being asked: not at all (already root), by sudo, or no way.
fn sudo() -> Option<Vec<&'static str>> {
    if shell::output("id", &["-u"]).as_deref() == Some("0") {
        return Some(Vec::new());
    }
    shell::output("sudo", &["-n", "true"]).map(|_| vec!["sudo", "-n"])
}
