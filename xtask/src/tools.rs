//! What the build needs beside cargo: the WebAssembly target, Trunk, and the wasm-bindgen command.

use crate::failure::Failure;
use crate::paths;
use crate::shell;
use crate::steps::{Progress, Steps};
use std::fs;
use std::path::Path;
use std::time::Duration;

/// Newer versions ask for a newer compiler.
const TRUNK: &str = "0.21.14";

/// The target the page is compiled for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Steps that [`install`] takes.
pub const STEPS: usize = 3;

/// `rustup` now and then waits for ever on a connection; then it is ended and asked again.
const RUSTUP_LIMIT: Duration = Duration::from_secs(180);
const RUSTUP_TRIES: usize = 3;

/// Installs what is missing; what is there in the right version is left alone.
pub fn install(steps: &mut Steps) -> Result<(), Failure> {
    wasm_target(steps)?;
    commands(steps)
}

/// The target alone: enough to check and lint for the page.
pub fn wasm_target(steps: &mut Steps) -> Result<(), Failure> {
    steps.run("WebAssembly target", "about 15 s the first time", add_target)
}

/// Trunk and the wasm-bindgen command.
pub fn commands(steps: &mut Steps) -> Result<(), Failure> {
    steps.run("Trunk", "about 4 min the first time", |progress| {
        cargo_install(&Wanted { package: "trunk", command: "trunk", version: TRUNK, bare: true }, progress)
    })?;
    steps.run("wasm-bindgen command", "about 2 min the first time", |progress| {
        let lock = fs::read_to_string(paths::root().join("Cargo.lock"))
            .map_err(|error| Failure::new(format!("Cargo.lock cannot be read ({error}); restore it from git.")))?;
        let version = locked_version(&lock, "wasm-bindgen")
            .ok_or_else(|| Failure::new("Cargo.lock does not name wasm-bindgen; restore it from git."))?;
        let wanted = Wanted { package: "wasm-bindgen-cli", command: "wasm-bindgen", version, bare: false };
        cargo_install(&wanted, progress)
    })
}

/// A rustup component that the lints need; distributions without rustup carry them in packages.
pub fn component(command: &str, component: &str, progress: &Progress) -> Result<(), Failure> {
    if shell::output("cargo", &[command, "--version"]).is_some() {
        return Ok(());
    }
    rustup(&["component", "add", component], progress)
}

fn add_target(progress: &Progress) -> Result<String, Failure> {
    let there = shell::output("rustc", &["--print", "target-libdir", "--target", WASM])
        .is_some_and(|folder| Path::new(&folder).is_dir());
    if there {
        return Ok("already there".into());
    }
    rustup(&["target", "add", WASM], progress)?;
    Ok("installed".into())
}

fn rustup(words: &[&str], progress: &Progress) -> Result<(), Failure> {
    let remedy = format!("Run `rustup {}` by hand (rustup comes from https://rustup.rs).", words.join(" "));
    let mut tries = 0;
    loop {
        tries += 1;
        match shell::run_within(&mut shell::command("rustup", words), progress, &remedy, Some(RUSTUP_LIMIT)) {
            Ok(_) => return Ok(()),
            Err(failure) if tries == RUSTUP_TRIES => return Err(failure),
            Err(_) => {}
        }
    }
}

/// A command from crates.io.
struct Wanted<'a> {
    package: &'a str,
    command: &'a str,
    version: &'a str,
    /// Without its default features: no TLS library, no look for updates.
    bare: bool,
}

fn cargo_install(wanted: &Wanted, progress: &Progress) -> Result<String, Failure> {
    let Wanted { package, command, version, bare } = *wanted;
    let present = shell::output(command, &["--version"]);
    let present = present.as_deref().and_then(|text| text.split_whitespace().nth(1));
    if present == Some(version) {
        return Ok(format!("{version} is already there"));
    }
    let install = |locked: bool| {
        let mut cargo = shell::command("cargo", &["install", package, "--version", version]);
        // The release profiles of these tools optimise for minutes what runs for milliseconds here.
        cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
        cargo.env("CARGO_PROFILE_RELEASE_LTO", "off");
        cargo.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        cargo.args(locked.then_some("--locked"));
        cargo.args(bare.then_some("--no-default-features"));
        if present.is_some() {
            // Another version is in use on this machine: leave it, and keep ours in the repository.
            cargo.arg("--root").arg(paths::own_tools());
        }
        let remedy = format!("Run `cargo install --locked {package} --version {version}` by hand to see more.");
        shell::run(&mut cargo, progress, &remedy)
    };
    // A lock file may name a version that a mirror of crates.io does not carry.
    install(true).or_else(|_| install(false))?;
    Ok(format!("{version} installed"))
}

/// The version of `package` in a Cargo.lock.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.next()?;
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locked_version_is_found_by_its_whole_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.129\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.129"));
        assert_eq!(locked_version(lock, "trunk"), None);
    }
}
