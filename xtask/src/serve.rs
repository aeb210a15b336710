//! `serve`: build, serve, open, rebuild on change. `preview`: serve dist/ as it is.

use crate::clock;
use crate::dist::{self, Effort};
use crate::failure::Failure;
use crate::paths;
use crate::reload::Version;
use crate::server::{self, Site};
use crate::shell;
use crate::steps::{Progress, Steps};
use crate::tools;
use crate::watch::Look;
use std::path::PathBuf;
use std::process::Stdio;
use std::thread;

const FIRST_PORT: u16 = 8080;

/// What the words after `serve` or `preview` ask for.
#[derive(Debug, PartialEq)]
pub struct Options {
    open: bool,
    port: u16,
    release: bool,
    at: Option<String>,
}

impl Options {
    pub fn parse(words: &[&str]) -> Result<Self, Failure> {
        let mut options = Self { open: true, port: FIRST_PORT, release: false, at: None };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--no-open" => options.open = false,
                "--release" => options.release = true,
                "--port" => options.port = port(words.next().copied())?,
                "--at" => options.at = Some(sub_path(words.next().copied())?),
                other => {
                    return Err(Failure::new(format!(
                        "`{other}` is no option here; use --no-open, --release, --port N or --at /path/."
                    )));
                }
            }
        }
        Ok(options)
    }
}

fn port(word: Option<&str>) -> Result<u16, Failure> {
    word.and_then(|word| word.parse().ok()).filter(|port| *port > 0).ok_or_else(|| {
        let got = word.map_or("nothing".into(), |word| format!("`{word}`"));
        Failure::new(format!("--port takes a number from 1 to 65535, but got {got}."))
    })
}

fn sub_path(word: Option<&str>) -> Result<String, Failure> {
    word.filter(|word| word.len() > 1 && word.starts_with('/') && word.ends_with('/'))
        .map(str::to_owned)
        .ok_or_else(|| Failure::new("--at takes a path with a slash at both ends, such as /some/where/."))
}

/// `cargo xtask serve`.
pub fn serve(options: &Options) -> Result<(), Failure> {
    let effort = if options.release { Effort::Release } else { Effort::Quick };
    let mut steps = Steps::new(tools::STEPS + 2);
    tools::install(&mut steps)?;
    // Looked at before the build, so that a change made during it is not missed.
    let mut look = Look::now();
    steps
        .run("compile the page", "about 2 min cold, a few seconds warm", |progress| dist::compile(effort, progress))?;
    steps.run("write the pages", "about 2 min cold, 2 s warm", |progress| {
        dist::pages(effort, None, &served(), None, progress)
    })?;

    let version = Version::default();
    let site = Site { folder: served(), brotli: None, at: options.at.clone(), version: Some(version.clone()) };
    start(site, options)?;
    println!("Changes in src, assets and index.html are built as you save them. Ctrl-C ends this.");
    loop {
        look = look.wait_for_change();
        rebuild(effort, &version);
    }
}

fn rebuild(effort: Effort, version: &Version) {
    println!("Something changed; building …");
    let started = clock::now();
    let progress = Progress::silent();
    let built = dist::compile(effort, &progress).and_then(|_| dist::pages(effort, None, &served(), None, &progress));
    match built {
        Ok(_) => {
            version.raise();
            println!("Built in {}; open pages reload.", clock::words(started.elapsed()));
        }
        Err(failure) => println!("{failure}\nThe last good build is still served."),
    }
}

/// `cargo xtask preview`.
pub fn preview(options: &Options) -> Result<(), Failure> {
    let folder = paths::dist();
    if !folder.join("index.html").is_file() {
        return Err(Failure::new("dist/ holds no site yet; run `cargo xtask dist` first."));
    }
    let brotli = crate::pack::pack(&mut Steps::new(1))?;
    let site = Site { folder, brotli, at: options.at.clone(), version: None };
    start(site, options)?;
    println!("Ctrl-C ends this.");
    loop {
        thread::park();
    }
}

fn start(site: Site, options: &Options) -> Result<(), Failure> {
    let (listener, port) = server::bind(options.port)?;
    let at = site.at.clone().unwrap_or_else(|| "/".into());
    thread::spawn(move || server::serve(&listener, &site));
    let address = format!("http://127.0.0.1:{port}{at}");
    println!("Kneepoint is at {address}");
    if options.open {
        open(&address);
    }
    Ok(())
}

/// A machine without a desktop has no browser to open; the address is printed either way.
fn open(address: &str) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let _ = shell::command(opener, &[address]).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
}

fn served() -> PathBuf {
    paths::target().join("served")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_or_refused_with_a_sentence() {
        let wanted = Options { open: false, port: 9000, release: false, at: Some("/a/b/".into()) };
        assert_eq!(Options::parse(&["--no-open", "--port", "9000", "--at", "/a/b/"]).unwrap(), wanted);
        for words in
            [&["--port"][..], &["--port", "x"], &["--port", "0"], &["--port", "70000"], &["--at", "a"], &["-x"]]
        {
            let sentence = Options::parse(words).unwrap_err().sentence;
            assert!(sentence.ends_with('.'), "{words:?}: {sentence}");
        }
    }
}
