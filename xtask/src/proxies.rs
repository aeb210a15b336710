//! nginx, HAProxy, Redis, memcached and Varnish, which the tests compare exported configurations and decisions with.
//!
//! They are wanted, not needed: without them those tests say that they are skipped.

use crate::browser::apt_install;
use crate::failure::Failure;
use crate::paths;
use crate::steps::Progress;
use std::path::Path;

const NAMES: [&str; 5] = ["nginx", "haproxy", "redis-server", "memcached", "varnishd"];
/// Where they are put beside the search path of users.
const FOLDERS: [&str; 2] = ["/usr/sbin", "/usr/local/sbin"];

fn present(name: &str) -> bool {
    paths::find(name).is_some() || FOLDERS.iter().any(|folder| Path::new(folder).join(name).is_file())
}

/// Installs what is missing where the machine allows, and says what is there.
pub fn ensure(progress: &Progress) -> Result<String, Failure> {
    let missing: Vec<&str> = NAMES.into_iter().filter(|name| !present(name)).collect();
    if !missing.is_empty() {
        // The package of one is not called like its program.
        let packages: Vec<&str> =
            missing.iter().map(|&name| if name == "varnishd" { "varnish" } else { name }).collect();
        apt_install(&packages, progress);
    }
    let missing: Vec<&str> = NAMES.into_iter().filter(|name| !present(name)).collect();
    Ok(if missing.is_empty() {
        "there".to_owned()
    } else {
        format!("{} cannot be installed here; tests against it are skipped", missing.join(" and "))
    })
}
