//! Node and the packages pinned in `tests/e2e/package-lock.json`: wasm-opt, Playwright, axe.

use crate::failure::Failure;
use crate::paths;
use crate::shell;
use crate::steps::Progress;
use std::fs;
use std::process::Command;

/// The oldest Node that Playwright runs on.
const OLDEST: u32 = 18;

const REMEDY: &str = "Install Node 18 or newer with npm (Debian and Ubuntu: `apt-get install nodejs npm`; \
                      macOS: `brew install node`; where that is older, https://nodejs.org).";

/// Whether a usable Node is here.
pub fn present() -> bool {
    shell::output("node", &["--version"]).as_deref().and_then(major).is_some_and(|version| version >= OLDEST)
        && shell::output("npm", &["--version"]).is_some()
}

/// Node where it is missing and the machine allows.
pub fn require(progress: &Progress) -> Result<(), Failure> {
    if present() {
        return Ok(());
    }
    crate::browser::apt_install(&["nodejs", "npm"], progress);
    if present() { Ok(()) } else { Err(Failure::new(format!("Node is missing or too old. {REMEDY}"))) }
}

/// Installs the pinned packages unless they are there already.
pub fn packages(progress: &Progress) -> Result<String, Failure> {
    let wanted = fs::read(paths::e2e().join("package-lock.json"))
        .map_err(|error| Failure::new(format!("tests/e2e/package-lock.json cannot be read ({error}).")))?;
    // npm keeps its own list in another form, so the lock that was installed is remembered beside it.
    let stamp = paths::e2e().join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok("already there".into());
    }
    let mut npm = shell::command("npm", &["ci", "--no-audit", "--no-fund"]);
    npm.current_dir(paths::e2e()).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    shell::run(&mut npm, progress, "Check the network, then run `npm ci` in tests/e2e by hand.")?;
    fs::write(&stamp, wanted)
        .map_err(|error| Failure::new(format!("{} cannot be written ({error}).", stamp.display())))?;
    Ok("installed".into())
}

/// A script of tests/e2e.
pub fn script(name: &str, words: &[&str]) -> Command {
    let mut node = shell::command("node", &[name]);
    node.args(words).current_dir(paths::e2e());
    node
}

fn major(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_the_first_number() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("rubbish"), None);
    }
}
