//! What makes the site an app that works without a network: the list of files that are kept, the manifest, and icons.

use crate::boot::{hash, is_own};
use crate::card::Press;
use crate::content::NAME;
use crate::palette::with_palette;
use kneepoint::concepts;
use kneepoint::lang::Lang;
use kneepoint::scene::{Theme, picture::Ink};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const SCRIPT: &str = include_str!("../../../assets/sw.js");
const ICON: &str = include_str!("../../../assets/icon.svg");
/// The lines of the script that are filled in: what is kept, and what is kept for those who read it.
const FILES: [&str; 2] = ["const FILES = {};", "const SPOKEN = {};"];
/// File, side in pixels, and the mark's share of it: a round mask cuts off a tenth on each side.
const ICONS: [(&str, u32, f32); 4] =
    [("icon-192.png", 192, 0.8), ("icon-512.png", 512, 0.8), ("icon-mask.png", 512, 0.6), ("icon-touch.png", 180, 0.7)];

/// Writes the manifest and its icons.
pub fn manifest(to: &Path, icon: &str, press: &Press) -> Result<(), String> {
    for (name, side, share) in ICONS {
        crate::write(&to.join(name), &with_palette(press.square(&square(share), side)?)?)?;
    }
    let png = |(name, side, _): (&str, u32, f32), purpose: &str| json!({ "src": name, "type": "image/png", "sizes": format!("{side}x{side}"), "purpose": purpose });
    let shortcuts: Vec<_> = concepts::by_group()
        .iter()
        .filter_map(|(_, entries)| entries.first())
        .map(|entry| json!({ "name": entry.about.title, "url": format!("./{}/", entry.about.id) }))
        .collect();
    let paper = Theme::Light.hex(Ink::Paper);
    let manifest = json!({
        "name": NAME,
        "short_name": NAME,
        "description": "A visual playground for system design.",
        "lang": "en",
        "id": "./",
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": paper,
        "theme_color": paper,
        "categories": ["education"],
        "icons": [
            json!({ "src": icon, "type": "image/svg+xml", "sizes": "any", "purpose": "any" }),
            png(ICONS[0], "any"),
            png(ICONS[1], "any"),
            png(ICONS[2], "maskable"),
        ],
        "shortcuts": shortcuts,
    });
    crate::write(&to.join("manifest.webmanifest"), format!("{manifest:#}\n").as_bytes())
}

/// The mark on paper, in the light theme.
fn square(share: f32) -> String {
    let inner = ICON.find("</style>").map_or("", |at| &ICON[at + 8..]);
    let (side, shift) = (100.0 * share, 50.0 * (1.0 - share));
    let (paper, ink, work) = (Theme::Light.hex(Ink::Paper), Theme::Light.hex(Ink::Ink), Theme::Light.hex(Ink::Work));
    let inner = inner
        .replace("class=\"ring\"", &format!("stroke=\"{paper}\" fill=\"{work}\""))
        .replace("<path ", &format!("<path stroke=\"{ink}\" "));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"100\" viewBox=\"0 0 100 100\"><rect width=\"100\" height=\"100\" fill=\"{paper}\"/>\
         <svg x=\"{shift}\" y=\"{shift}\" width=\"{side}\" height=\"{side}\" viewBox=\"-2.5 -6 32 32\">{inner}</svg>"
    )
}

/// Writes the script that keeps the site: the pages that run, the program, fonts, icons. A story's page is fetched when it
/// is wanted; without a network its concept takes its place. What is in another language is kept for who reads it.
pub fn script(to: &Path) -> Result<usize, String> {
    let mut files = BTreeMap::new();
    list(to, "", &mut files)?;
    let count = files.len();
    let (spoken, files): (BTreeMap<_, _>, BTreeMap<_, _>) = files.into_iter().partition(|(path, _)| is_spoken(path));
    let mut script = SCRIPT.to_owned();
    for (line, files) in FILES.into_iter().zip([files, spoken]) {
        let list =
            serde_json::to_string(&files).map_err(|error| format!("The list of files cannot be written ({error})."))?;
        if script.matches(line).count() != 1 {
            return Err(format!("assets/sw.js must hold `{line}` once."));
        }
        script = script.replace(line, &line.replace("{}", &list));
    }
    crate::write(&to.join("sw.js"), script.as_bytes())?;
    Ok(count)
}

fn list(to: &Path, below: &str, files: &mut BTreeMap<String, String>) -> Result<(), String> {
    let folder = to.join(below);
    let failed = |error: std::io::Error| format!("{} cannot be read ({error}).", folder.display());
    for entry in fs::read_dir(&folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            list(to, &format!("{path}/"), files)?;
        } else if is_kept(&path) {
            let bytes = fs::read(entry.path()).map_err(failed)?;
            // A name that already says what is in the file says it here as well.
            let sealed = path
                .rsplit(['-', '.', '_'])
                .find(|part| part.len() == 16 && part.bytes().all(|b| b.is_ascii_hexdigit()));
            let seal = sealed.map_or_else(|| format!("{:016x}", hash(&bytes)), str::to_owned);
            files.insert(path, seal);
        }
    }
    Ok(())
}

/// Whether a file is in another language: messages, a lesson, a page.
fn is_spoken(path: &str) -> bool {
    path.starts_with("messages/") || inside(path) != path
}

/// The path below the folder of its language.
fn inside(path: &str) -> &str {
    let language = path.split_once('/').filter(|(first, _)| Lang::find(first).is_some());
    language.map_or(path, |(_, rest)| rest)
}

/// Whether a file is kept.
fn is_kept(path: &str) -> bool {
    if path.starts_with("messages/") {
        return true;
    }
    let path = inside(path);
    let ends = |ends: &[&str]| ends.iter().any(|end| path.ends_with(end));
    let depth = path.matches('/').count();
    let story = depth == 2 && !path.starts_with("embed/");
    // What a host reads it may not hand out.
    let alone = path.starts_with(['_', '.'])
        // The program of all concepts does for each, also in threads.
        || is_own(path)
        || path.starts_with("take-")
        || path == "sw.js"
        || path.ends_with(".d.ts")
        || ends(&["card.png", "oembed.json", ".txt", ".xml"]);
    !story && !alone
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_that_run_are_kept_and_stories_are_not() {
        for path in [
            "index.html",
            "x/index.html",
            "embed/x/index.html",
            "fonts/a.woff2",
            "worker.js",
            "kneepoint-0123456789abcdef_bg.wasm",
            "icon-192.png",
            "manifest.webmanifest",
            "messages/de.txt",
            "de/index.html",
            "de/x/index.html",
        ] {
            assert!(is_kept(path), "{path}");
        }
        for path in ["messages/de.txt", "de/index.html", "de/x/index.html", "de/builder/index.html"] {
            assert!(is_spoken(path), "{path}");
        }
        for path in ["index.html", "x/index.html", "builder/index.html", "worker.js"] {
            assert!(!is_spoken(path), "{path}");
        }
        for path in [
            "x/y/index.html",
            "x/pack/index.html",
            "de/x/pack/index.html",
            "de/x/y/index.html",
            "x/card.png",
            "de/x/card.png",
            "de/x/y/card.png",
            "de/x/oembed.json",
            "x/oembed.json",
            "sw.js",
            "_headers",
            "sitemap.xml",
            "take-0.html",
            "kneepoint-sharding-0123456789abcdef_bg.wasm",
            "kneepoint-thread-sharding-0123456789abcdef.js",
            "fonts/OFL.txt",
        ] {
            assert!(!is_kept(path), "{path}");
        }
    }
}
