//! Pages that reload themselves after a rebuild: a counter, and a small script that asks for it.
//!
//! The script is a file of its own, because the pages forbid inline scripts. Pages that take no script from the site, or
//! ask it for nothing, are left as they are: they would only complain of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const SCRIPT_PATH: &str = "/__reload.js";
const COUNTER_PATH: &str = "/__version";

const SCRIPT: &str = "\
let first;
// A sealed frame has no origin, and may ask nobody.
if (self.origin !== 'null') setInterval(async () => {
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

    /// The page with the script in its head, if its policy has room for it.
    pub fn inject(&self, page: &[u8]) -> Vec<u8> {
        let page = String::from_utf8_lossy(page);
        if !policies(&page).all(lets_in) {
            return page.into_owned().into_bytes();
        }
        let tag = format!("<script src=\"{SCRIPT_PATH}\" defer></script></head>");
        page.replacen("</head>", &tag, 1).into_bytes()
    }
}

/// The policies that a page has for itself.
fn policies(page: &str) -> impl Iterator<Item = &str> {
    let rest = page.split("http-equiv=\"Content-Security-Policy\" content=\"").skip(1);
    // One that a script of the page fills in says nothing yet.
    rest.filter_map(|rest| rest.split('"').next()).filter(|policy| !policy.contains("${"))
}

/// Whether a policy lets the site's own scripts run, and ask the site.
fn lets_in(policy: &str) -> bool {
    let allows = |kind: &str| {
        let directive = policy.split(';').map(str::trim).find(|directive| directive.split(' ').next() == Some(kind));
        directive.is_some_and(|directive| directive.split(' ').any(|source| source == "'self'"))
    };
    allows("script-src") && allows("connect-src")
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

    #[test]
    fn a_page_whose_policy_has_no_room_for_the_script_is_left_alone() {
        let page = |policy: &str| {
            format!("<head><meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\"></head>").into_bytes()
        };
        let injected = |policy: &str| Version::default().inject(&page(policy)) != page(policy);
        assert!(injected("default-src 'none'; script-src 'self' 'sha256-x='; connect-src 'self'"));
        // The glossary, stories, packs; the builder.
        assert!(!injected("default-src 'none'; script-src 'sha256-x='; style-src 'self'"));
        assert!(!injected("default-src 'none'; script-src 'self' 'sha256-x='; frame-src 'self'"));
        assert!(injected("${policy}"));
    }
}
