//! `lighthouse`: builds the site, serves it packed as a static host would, and prints Lighthouse's scores.

use crate::browser;
use crate::dist;
use crate::failure::Failure;
use crate::node;
use crate::paths;
use crate::server::{self, Site};
use crate::shell;
use crate::steps::{Progress, Steps};
use crate::tools;
use std::thread;

/// Newer versions ask for a newer Node than Debian carries.
const LIGHTHOUSE: &str = "lighthouse@12.8.2";

/// `cargo xtask lighthouse`.
pub fn run() -> Result<(), Failure> {
    let mut steps = Steps::new(tools::STEPS + dist::STEPS + 5);
    let mut chromium = None;
    tools::install(&mut steps)?;
    steps.run("Node packages", "about 10 s the first time", |progress| {
        node::require(progress)?;
        node::packages(progress)
    })?;
    steps.run("Lighthouse", "about 15 s the first time", install)?;
    steps.run("Chromium", "about 1 min the first time", |progress| {
        let browser = browser::require(progress)?;
        let name = browser.name();
        chromium = Some(browser);
        Ok(name)
    })?;
    dist::build(&mut steps)?;
    let brotli = crate::pack::pack(&mut steps)?;

    let (listener, port) = server::bind(18300)?;
    let site = Site { folder: paths::dist(), brotli, at: None, version: None };
    thread::spawn(move || server::serve(&listener, &site));
    let mut table = String::new();
    steps.run("measure", "about 20 s a page", |progress| {
        let mut script = node::script("lighthouse.mjs", &[&format!("http://127.0.0.1:{port}")]);
        script.env("KNEEPOINT_LIGHTHOUSE", folder().join("node_modules/.bin/lighthouse"));
        if let Some(browser) = &chromium {
            browser.give(&mut script);
        }
        table = shell::run(&mut script, progress, "See the message above.")?;
        Ok(String::new())
    })?;
    print!("{table}");
    Ok(())
}

fn install(progress: &Progress) -> Result<String, Failure> {
    if folder().join("node_modules/.bin/lighthouse").is_file() {
        return Ok("already there".into());
    }
    let mut npm = shell::command("npm", &["install", "--no-audit", "--no-fund", "--prefix"]);
    npm.arg(folder()).arg(LIGHTHOUSE);
    shell::run(&mut npm, progress, "Check the network, then run it again.").map(|_| "installed".into())
}

fn folder() -> std::path::PathBuf {
    paths::own_tools().join("lighthouse")
}
