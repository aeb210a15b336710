//! The site packed with Brotli, as a static host sends it.

use crate::failure::Failure;
use crate::node;
use crate::paths;
use crate::shell;
use crate::steps::{Progress, Steps};
use std::path::PathBuf;

/// Packs dist/ and returns the folder of packed files; `None` without Node, which knows Brotli.
pub fn pack(steps: &mut Steps) -> Result<Option<PathBuf>, Failure> {
    let mut folder = None;
    steps.run("pack", "about 5 s", |progress| {
        if !node::present() {
            return Ok("left out: Node, which packs, is missing, so files are sent as they are".into());
        }
        folder = Some(write(progress)?);
        Ok(String::new())
    })?;
    Ok(folder)
}

fn write(progress: &Progress) -> Result<PathBuf, Failure> {
    let folder = paths::target().join("brotli");
    let mut script = node::script("size.mjs", &["--pack"]);
    script.arg(&folder);
    shell::run(&mut script, progress, "See the message above.").map(|_| folder)
}
