//! Notices changed sources by looking at them twice a second; a few hundred files take a millisecond.

use crate::paths;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

const WATCHED: [&str; 7] = ["src", "assets", "index.html", "Cargo.toml", "Cargo.lock", "Trunk.toml", "xtask/pages/src"];
const PAUSE: Duration = Duration::from_millis(500);

/// Everything watched, with the time of its last change.
#[derive(PartialEq)]
pub struct Look(Vec<(PathBuf, Option<SystemTime>)>);

impl Look {
    pub fn now() -> Self {
        let mut files = Vec::new();
        for name in WATCHED {
            collect(&paths::root().join(name), &mut files);
        }
        files.sort();
        Self(files)
    }

    /// Waits until something differs from this look; returns the look that showed it.
    pub fn wait_for_change(&self) -> Self {
        loop {
            thread::sleep(PAUSE);
            let now = Self::now();
            if now != *self {
                // An editor may write several files; let it finish.
                thread::sleep(PAUSE);
                return Self::now();
            }
        }
    }
}

fn collect(path: &Path, files: &mut Vec<(PathBuf, Option<SystemTime>)>) {
    if let Ok(entries) = fs::read_dir(path) {
        for entry in entries.flatten() {
            collect(&entry.path(), files);
        }
    } else {
        let changed = fs::metadata(path).and_then(|meta| meta.modified()).ok();
        files.push((path.to_path_buf(), changed));
    }
}
