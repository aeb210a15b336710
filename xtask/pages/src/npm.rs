//! The element as a package for npm: a folder that is ready to be packed and published, which nobody here does.

use crate::boot::is_for_figures;
use kneepoint::concepts;
use serde_json::json;
use std::fs;
use std::path::Path;

const CARGO: &str = include_str!("../../../Cargo.toml");
const README: &str = include_str!("../../../assets/embed/npm.md");
const LICENSE: &str = include_str!("../../../LICENSE");
/// Files of the site that the element loads beside its programs, by what their names begin with.
const LOADED: [&str; 3] = ["embed.js", "embed.d.ts", "figure-"];

/// Writes the package into `to`.
pub fn write(site: &Path, to: &Path) -> Result<(), String> {
    let failed = |path: &Path, error: std::io::Error| format!("{} cannot be written ({error}).", path.display());
    if to.exists() {
        fs::remove_dir_all(to).map_err(|error| failed(to, error))?;
    }
    fs::create_dir_all(to).map_err(|error| failed(to, error))?;
    let take = |from: &Path, folder: &Path, wanted: &dyn Fn(&str) -> bool| -> Result<(), String> {
        for entry in fs::read_dir(from).map_err(|error| failed(from, error))?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_file() && wanted(&name) {
                fs::copy(entry.path(), folder.join(&name)).map_err(|error| failed(folder, error))?;
            }
        }
        Ok(())
    };
    take(site, to, &|name| is_for_figures(name) || LOADED.iter().any(|start| name.starts_with(start)))?;
    // Fonts with their licences, and what a figure with `lang="de"` fetches.
    for folder in ["fonts", "messages"] {
        let here = to.join(folder);
        fs::create_dir_all(&here).map_err(|error| failed(&here, error))?;
        take(&site.join(folder), &here, &|name| name.ends_with(".woff2") || name.ends_with(".txt"))?;
    }
    let list = concepts::all()
        .iter()
        .map(|entry| format!("- `{}`: {}\n", entry.about.id, entry.about.lead))
        .collect::<String>();
    crate::write(&to.join("README.md"), README.replace("<!-- concepts -->\n", &list).as_bytes())?;
    crate::write(&to.join("LICENSE"), LICENSE.as_bytes())?;
    crate::write(&to.join("package.json"), package()?.as_bytes())
}

fn package() -> Result<String, String> {
    let of = |key: &str| {
        let start = format!("{key} = \"");
        let line = CARGO.lines().find_map(|line| line.strip_prefix(start.as_str()));
        line.and_then(|rest| rest.strip_suffix('"')).ok_or_else(|| format!("Cargo.toml does not say its {key}."))
    };
    let package = json!({
        "name": of("name")?,
        "version": of("version")?,
        "description": "<kneepoint-figure>: live, seeded simulations of distributed systems as an element.",
        "license": of("license")?,
        "repository": { "type": "git", "url": format!("git+{}.git", of("repository")?) },
        "keywords": ["web-component", "simulation", "system-design", "visualization", "webassembly"],
        "type": "module",
        "main": "./embed.js",
        "types": "./embed.d.ts",
        "exports": { ".": { "types": "./embed.d.ts", "default": "./embed.js" }, "./package.json": "./package.json" },
        // Importing it defines the element.
        "sideEffects": ["./embed.js"],
        "files": ["*.js", "*.wasm", "embed.d.ts", "fonts", "messages"],
    });
    Ok(format!("{package:#}\n"))
}
