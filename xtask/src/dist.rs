//! The static site: Trunk compiles, wasm-opt shrinks, `programs` links one for each concept, `pages` writes the pages.

use crate::failure::Failure;
use crate::node;
use crate::paths;
use crate::programs;
use crate::shell;
use crate::steps::{Progress, Steps};
use crate::tools;
use std::fs;
use std::path::{Path, PathBuf};

/// How hard the compiler works.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Everything: for visitors and for measuring.
    Release,
    /// Incremental and nearly as fast at run time: for working on it.
    Quick,
}

/// Steps that [`build`] takes with [`Effort::Release`].
pub const STEPS: usize = 4;

/// Cargo's profile of [`Effort::Release`].
pub const PROFILE: &str = "web";
/// The variable of the environment that names the site's address.
const SITE: &str = "KNEEPOINT_SITE";

/// The address at which the site will stand, from the words after `dist` or from the environment.
fn site(words: &[&str]) -> Result<Option<String>, Failure> {
    let site = match words {
        [] => std::env::var(SITE).ok().filter(|site| !site.is_empty()),
        ["--site", site] => Some((*site).to_owned()),
        _ => {
            let got = words.join(" ");
            return Err(Failure::new(format!("`dist` takes --site https://…, but got `{got}`.")));
        }
    };
    match site {
        Some(site) if !site.starts_with("https://") && !site.starts_with("http://") => Err(Failure::new(format!(
            "`{site}` is no address of a site; write it whole, such as https://example.org/kneepoint/."
        ))),
        site => Ok(site),
    }
}

/// `cargo xtask dist`.
pub fn command(words: &[&str]) -> Result<(), Failure> {
    let site = site(words)?;
    let mut steps = Steps::new(tools::STEPS + 1 + STEPS);
    tools::install(&mut steps)?;
    steps.run("Node packages", "about 10 s the first time", |progress| {
        if node::present() {
            node::packages(progress)
        } else {
            Ok("left out: Node is missing, so the module is built without wasm-opt and stays larger".into())
        }
    })?;
    build_for(site.as_deref(), &mut steps)?;
    let took = crate::clock::words(steps.elapsed());
    println!("dist/ is ready after {took}: copy it to any path of any static host, or try `cargo xtask preview`.");
    Ok(())
}

/// Compiles, optimises, and writes `dist/`; the site's address is what the environment says.
pub fn build(steps: &mut Steps) -> Result<(), Failure> {
    build_for(site(&[])?.as_deref(), steps)
}

fn build_for(site: Option<&str>, steps: &mut Steps) -> Result<(), Failure> {
    steps.run("compile the page", "about 2 min cold, 20 s warm", |progress| compile(Effort::Release, progress))?;
    steps.run("optimise", "about 1 min", optimise)?;
    steps.run("programs for each concept", "about 9 min cold, 10 s warm", programs::build)?;
    steps.run("write the pages", "about 2 min cold, 10 s warm", |progress| {
        pages(Effort::Release, Some(&programs::folder()), &paths::dist(), site, progress)
    })
}

/// Trunk: WebAssembly, its JavaScript, style sheets and fonts, all named by their content.
pub fn compile(effort: Effort, progress: &Progress) -> Result<String, Failure> {
    let folder = staging(effort);
    fs::create_dir_all(&folder).map_err(|error| cannot_write(&folder, &error))?;
    let mut trunk = shell::command("trunk", &["build", "--dist"]);
    trunk.arg(&folder);
    match effort {
        Effort::Release => trunk.args(["--release", "--cargo-profile", PROFILE]).env("RUSTFLAGS", flags()),
        Effort::Quick => trunk.args(["--cargo-profile", "web-dev"]),
    };
    // The program of all concepts; see src/main.rs.
    trunk.env_remove("KNEEPOINT_ONLY");
    // Trunk reads NO_COLOR as a boolean and refuses the customary `1`.
    trunk.env_remove("NO_COLOR");
    // Its own call stack would bury what the compiler says.
    trunk.env("RUST_BACKTRACE", "0");
    shell::run(&mut trunk, progress, "Mend what the compiler says above, then run it again.")?;
    Ok(String::new())
}

/// Flags of the published module. It works on two numbers in one instruction, which every browser since March 2023 can
/// (`src/sim/logs.rs` gains from it). And it names none of this machine's paths: panics say `/cargo/…` instead.
pub fn flags() -> String {
    let home = std::env::var("CARGO_HOME")
        .or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")))
        .unwrap_or_else(|_| "/root/.cargo".into());
    format!(
        "-Ctarget-feature=+simd128 --remap-path-prefix={home}/registry/src=/cargo --remap-path-prefix={}=.",
        paths::root().display()
    )
}

fn optimise(progress: &Progress) -> Result<String, Failure> {
    let module = module(&staging(Effort::Release))?;
    let before = size(&module)?;
    if improve(&module, Aim::Least, progress)? {
        Ok(format!("{} kB, was {} kB", size(&module)? / 1000, before / 1000))
    } else {
        Ok("left out: wasm-opt comes with the Node packages, which are missing".into())
    }
}

/// Some distributions carry a wasm-opt that breaks the module, so only the pinned one is used.
pub fn wasm_opt() -> Option<PathBuf> {
    Some(paths::e2e().join("node_modules/.bin/wasm-opt")).filter(|pinned| pinned.is_file())
}

/// What a module is to be.
#[derive(Clone, Copy)]
pub enum Aim {
    /// Small: somebody waits for it.
    Size,
    /// As small as it goes, however long that takes: there is one of it.
    Least,
    /// Fast.
    Speed,
}

/// Has wasm-opt work on a module, where it is there.
pub fn improve(module: &Path, aim: Aim, progress: &Progress) -> Result<bool, Failure> {
    if wasm_opt().is_none() {
        return Ok(false);
    }
    let effort: &[&str] = match aim {
        Aim::Size => &["-Os"],
        Aim::Least => &["-Os", "--converge"],
        Aim::Speed => &["-O3"],
    };
    let mut command = shell::command("wasm-opt", effort);
    // The lowest kilobyte is the last of the stack, which ends there: so small additions go into what is read and written.
    command.arg("--low-memory-unused").arg("-o").arg(module).arg(module);
    shell::run(&mut command, progress, "Remove tests/e2e/node_modules and run it again.").map(|_| true)
}

/// One page for the home screen, one for each concept and one for each story, put in place in one move. Social cards are
/// for visitors; they are drawn once and kept. `programs` holds those of single concepts; without it all pages share one.
pub fn pages(
    effort: Effort,
    programs: Option<&Path>,
    to: &Path,
    site: Option<&str>,
    progress: &Progress,
) -> Result<String, Failure> {
    let fresh = paths::target().join("site.new");
    let mut cargo = shell::command("cargo", &["run", "--quiet", "--package", "pages", "--"]);
    cargo.arg(staging(effort)).arg(&fresh);
    if let Some(site) = site {
        cargo.args(["--site", site]);
    }
    if let Some(folder) = programs {
        cargo.arg("--programs").arg(folder);
    }
    if effort == Effort::Release {
        cargo.arg("--cards").arg(paths::target().join("cards"));
        cargo.arg("--npm").arg(paths::target().join("npm"));
    }
    let said = shell::run(&mut cargo, progress, "Mend what it says above, then run it again.")?;
    if to.exists() {
        fs::remove_dir_all(to).map_err(|error| cannot_write(to, &error))?;
    }
    fs::rename(&fresh, to).map_err(|error| cannot_write(to, &error))?;
    Ok(said.lines().last().unwrap_or_default().to_owned())
}

/// What Trunk writes, before it becomes pages.
fn staging(effort: Effort) -> PathBuf {
    paths::target().join(match effort {
        Effort::Release => "trunk-release",
        Effort::Quick => "trunk-quick",
    })
}

fn module(folder: &Path) -> Result<PathBuf, Failure> {
    let entries = fs::read_dir(folder).map_err(|error| cannot_write(folder, &error))?;
    let mut files = entries.flatten().map(|entry| entry.path());
    files
        .find(|file| file.extension().is_some_and(|end| end == "wasm"))
        .ok_or_else(|| Failure::new(format!("Trunk left no WebAssembly module in {}.", folder.display())))
}

pub fn size(file: &Path) -> Result<u64, Failure> {
    fs::metadata(file).map(|meta| meta.len()).map_err(|error| cannot_write(file, &error))
}

pub fn cannot_write(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{} cannot be written or read ({error}); check its permissions.", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_the_site_is_read_or_refused_with_a_sentence() {
        assert_eq!(site(&["--site", "https://a.b/c"]).unwrap().as_deref(), Some("https://a.b/c"));
        for words in [&["--site"][..], &["https://a.b"], &["--site", "a.b"], &["--site", "https://a.b", "x"]] {
            let sentence = site(words).unwrap_err().sentence;
            assert!(sentence.ends_with('.') && sentence.contains("https://"), "{sentence}");
        }
    }
}
