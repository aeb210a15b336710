//! Where things are.

use std::env;
use std::path::{Path, PathBuf};

/// The repository: as cargo names it now, else as it was when this was compiled (a folder may have been moved since).
pub fn root() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    here.parent().map_or(here.clone(), Path::to_path_buf)
}

/// Cargo's build directory.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The finished site.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// The end-to-end tests and the Node packages they pin.
pub fn e2e() -> PathBuf {
    root().join("tests/e2e")
}

/// Tools of the pinned version, used where the user's own have another version.
pub fn own_tools() -> PathBuf {
    root().join(".tools")
}

/// The folder into which `cargo install` puts commands.
pub fn cargo_bin() -> Option<PathBuf> {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        .map(|home| home.join("bin"))
}

/// Folders searched for commands, ours first.
pub fn search() -> Vec<PathBuf> {
    let mut folders = vec![own_tools().join("bin"), e2e().join("node_modules/.bin")];
    if let Some(path) = env::var_os("PATH") {
        folders.extend(env::split_paths(&path));
    }
    folders.extend(cargo_bin());
    folders
}

/// The first executable of that name on the search path.
pub fn find(name: &str) -> Option<PathBuf> {
    search().into_iter().map(|folder| folder.join(name)).find(|file| file.is_file())
}
