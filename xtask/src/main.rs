//! Set-up, serve, test and dist: everything that `cargo xtask` does.
//!
//! Standard library only. Each command is a short list of steps; a step prints what it does, how long that usually
//! takes, and how long it took.

mod browser;
mod clock;
mod dist;
mod failure;
mod lighthouse;
mod node;
mod pack;
mod paths;
mod programs;
mod proxies;
mod reload;
mod serve;
mod server;
mod shell;
mod steps;
mod suite;
mod tools;
mod watch;

use failure::Failure;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <command>

  serve       install what is missing, build, serve on 127.0.0.1:8080, open the browser, rebuild on change
                --no-open    do not open the browser
                --port N     start looking for a free port at N
                --release    the optimised build of `dist` (slower to rebuild)
  test        everything: format, lints, native tests, WebAssembly build, size budget, end-to-end tests
  dist        the static site in dist/, ready for any sub-path of any static host
                --site URL   the address it will have (or KNEEPOINT_SITE): for social cards, oEmbed, the
                             sitemap and canonical links, which must name it
  preview     serve dist/ as it is, packed and cached as a good static host would
                --port N     start looking for a free port at N
                --at /a/b/   serve it below that path as well
  lighthouse  build, then measure every page with Lighthouse
  help        this text
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match dispatch(&words) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(words: &[&str]) -> Result<ExitCode, Failure> {
    let (command, rest) = words.split_first().unwrap_or((&"help", &[]));
    match *command {
        "serve" => serve::serve(&serve::Options::parse(rest)?).map(|()| ExitCode::SUCCESS),
        "preview" => serve::preview(&serve::Options::parse(rest)?).map(|()| ExitCode::SUCCESS),
        "test" => alone(command, rest).and_then(|()| suite::run()),
        "dist" => dist::command(rest).map(|()| ExitCode::SUCCESS),
        "lighthouse" => alone(command, rest).and_then(|()| lighthouse::run()).map(|()| ExitCode::SUCCESS),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        other => Err(Failure::new(format!(
            "There is no command `{other}`; use serve, test, dist, preview, lighthouse or help."
        ))),
    }
}

fn alone(command: &str, rest: &[&str]) -> Result<(), Failure> {
    match rest.first() {
        None => Ok(()),
        Some(word) => Err(Failure::new(format!("`{command}` takes no argument, but got `{word}`; leave it out."))),
    }
}
