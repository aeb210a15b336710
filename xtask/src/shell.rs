//! Running commands: captured, with the last line shown while they run, and with a time limit.

use crate::clock;
use crate::failure::Failure;
use crate::paths;
use crate::steps::Progress;
use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

/// How often a running command's line is redrawn.
const TICK: Duration = Duration::from_millis(200);

/// A command that runs in the repository and finds the pinned tools first.
pub fn command(program: &str, words: &[&str]) -> Command {
    let found = paths::find(program).map_or_else(|| program.into(), std::path::PathBuf::into_os_string);
    let mut command = Command::new(found);
    command.args(words).current_dir(paths::root()).stdin(Stdio::null());
    if let Ok(path) = std::env::join_paths(paths::search()) {
        command.env("PATH", path);
    }
    // Cargo tells its children about the package `xtask`; the builds started here must not see that.
    for (key, _) in std::env::vars() {
        if key.starts_with("CARGO_PKG_") || key.starts_with("CARGO_MANIFEST_") {
            command.env_remove(key);
        }
    }
    command
}

/// Runs to the end. The output of both streams, or a failure that says `remedy`.
pub fn run(command: &mut Command, progress: &Progress, remedy: &str) -> Result<String, Failure> {
    run_within(command, progress, remedy, None)
}

/// The same, ended when it takes longer than `limit`.
pub fn run_within(
    command: &mut Command,
    progress: &Progress,
    remedy: &str,
    limit: Option<Duration>,
) -> Result<String, Failure> {
    let shown = shown(command);
    let started = clock::now();
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| Failure::new(format!("`{shown}` could not start ({error}). {remedy}")))?;
    let lines = follow(&mut child);
    let mut output = String::new();
    loop {
        match lines.recv_timeout(TICK) {
            Ok(line) => {
                progress.show(&line);
                output.push_str(&line);
                output.push('\n');
            }
            Err(RecvTimeoutError::Timeout) => progress.tick(),
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if limit.is_some_and(|limit| started.elapsed() > limit) {
            // Already gone is as good as ended.
            let _ = child.kill();
            let _ = child.wait();
            let took = clock::words(started.elapsed());
            return Err(Failure::with_output(format!("`{shown}` was ended after {took}. {remedy}"), output));
        }
    }
    let status =
        child.wait().map_err(|error| Failure::new(format!("`{shown}` could not be awaited ({error}). {remedy}")))?;
    if status.success() { Ok(output) } else { Err(Failure::with_output(format!("`{shown}` failed. {remedy}"), output)) }
}

/// What a command prints, if it is there and succeeds.
pub fn output(program: &str, words: &[&str]) -> Option<String> {
    let result = command(program, words).stderr(Stdio::null()).output().ok()?;
    result.status.success().then(|| String::from_utf8_lossy(&result.stdout).trim().to_owned())
}

fn follow(child: &mut Child) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        read_lines(stdout, sender.clone());
    }
    if let Some(stderr) = child.stderr.take() {
        read_lines(stderr, sender);
    }
    receiver
}

fn read_lines(stream: impl Read + Send + 'static, sender: Sender<String>) {
    thread::spawn(move || {
        let mut reader = BufReader::new(stream);
        let mut bytes = Vec::new();
        while matches!(reader.read_until(b'\n', &mut bytes), Ok(n) if n > 0) {
            let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
            if sender.send(line).is_err() {
                break;
            }
            bytes.clear();
        }
    });
}

fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let mut text = program.file_name().unwrap_or(command.get_program()).to_string_lossy().into_owned();
    for word in command.get_args() {
        text.push(' ');
        text.push_str(&word.to_string_lossy());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str) -> Command {
        command("sh", &["-c", script])
    }

    #[test]
    fn output_of_both_streams_is_kept() {
        let text = run(&mut sh("echo one; echo two >&2"), &Progress::silent(), "").unwrap();
        assert!(text.contains("one\n") && text.contains("two\n"));
    }

    #[test]
    fn a_failure_names_the_command_and_the_remedy() {
        let failure = run(&mut sh("echo because; exit 3"), &Progress::silent(), "Try again.").unwrap_err();
        assert!(failure.sentence.starts_with("`sh -c") && failure.sentence.ends_with("Try again."));
        assert_eq!(failure.output, "because\n");
    }

    #[test]
    fn a_command_that_hangs_is_ended() {
        let limit = Some(Duration::from_millis(300));
        let failure = run_within(&mut sh("sleep 60"), &Progress::silent(), "Later.", limit).unwrap_err();
        assert!(failure.sentence.contains("was ended after"));
    }

    #[test]
    fn a_missing_command_is_a_sentence() {
        let failure = run(&mut command("no-such-command", &[]), &Progress::silent(), "Install it.").unwrap_err();
        assert!(failure.sentence.contains("could not start") && failure.sentence.ends_with("Install it."));
    }
}
