//! Pages that reload themselves after a rebuild: a counter, and a small script that asks for it.
//!
//! The script is a file of its own, because the pages forbid inline scripts.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const SCRIPT_PATH: &str = "/__reload.js";
const COUNTER_PATH: &str = "/__version";

const SCRIPT: &str = "\
let first;
setInterval(async () => {
  try {
    const now = await (await fetch('/__version')).text();
    first ??= now;
    if (now !== first) location.reload();
  } catch {
    // The server is not there at the moment; ask again.
  }
}, 700);
";

/// Counts finished builds.
#[derive(Clone, Default)]
pub struct Version(Arc<AtomicU64>);

/// A file that exists only while serving.
pub struct Served {
    pub name: &'static str,
    pub body: Vec<u8>,
}

impl Version {
    /// A new build is in place.
    pub fn raise(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    /// The answer to a path that belongs to reloading.
    pub fn reply(&self, path: &str) -> Option<Served> {
        match path {
            SCRIPT_PATH => Some(Served { name: "reload.js", body: SCRIPT.into() }),
            COUNTER_PATH => {
                let count = self.0.load(Ordering::SeqCst);
                Some(Served { name: "version.txt", body: count.to_string().into() })
            }
            _ => None,
        }
    }

    /// The page with the script in its head.
    pub fn inject(&self, page: &[u8]) -> Vec<u8> {
        let page = String::from_utf8_lossy(page);
        let tag = format!("<script src=\"{SCRIPT_PATH}\" defer></script></head>");
        page.replacen("</head>", &tag, 1).into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counter_rises_and_the_script_is_injected_once() {
        let version = Version::default();
        let count = || version.reply(COUNTER_PATH).map(|served| served.body);
        assert_eq!(count().as_deref(), Some(&b"0"[..]));
        version.raise();
        assert_eq!(count().as_deref(), Some(&b"1"[..]));
        let page = String::from_utf8(version.inject(b"<head></head></head>")).unwrap();
        assert_eq!(page.matches(SCRIPT_PATH).count(), 1);
        assert!(version.reply("/index.html").is_none());
    }
}
