//! Turns Trunk's single page into the static site: `index.html` for the home screen and `<concept>/index.html` for
//! every concept in the registry.
//!
//! All addresses are relative, so the site works below any path of any static host. Usage: `pages <from> <to>`.

mod boot;
mod content;
mod css;
mod inline;
mod lesson;
mod names;
mod poster;
mod sha256;
mod template;

use content::Page;
use std::env;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use template::Template;

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let [from, to] = words.as_slice() else {
        eprintln!("pages takes two folders: what Trunk wrote, and where the site goes.");
        return ExitCode::FAILURE;
    };
    match write_site(Path::new(from), Path::new(to)) {
        Ok(count) => {
            println!("{count} pages");
            ExitCode::SUCCESS
        }
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

/// Writes the site; the number of pages.
fn write_site(from: &Path, to: &Path) -> Result<usize, String> {
    if to.exists() {
        fs::remove_dir_all(to).map_err(|error| format!("{} cannot be emptied ({error}).", to.display()))?;
    }
    copy(from, to)?;
    let trunk = read(&from.join("index.html"))?;
    let boot = boot::write(to)?;
    let template = Template::new(&trunk, to, &boot)?;
    let pages = Page::all()?;
    for page in &pages {
        let folder = to.join(page.folder);
        fs::create_dir_all(&folder).map_err(|error| format!("{} cannot be made ({error}).", folder.display()))?;
        write(&folder.join("index.html"), template.fill(page)?.as_bytes())?;
    }
    Ok(pages.len())
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |path: &Path, error: &std::io::Error| format!("{} cannot be copied ({error}).", path.display());
    fs::create_dir_all(to).map_err(|error| failed(to, &error))?;
    for entry in fs::read_dir(from).map_err(|error| failed(from, &error))? {
        let path = entry.map_err(|error| failed(from, &error))?.path();
        let name = path.file_name().unwrap_or_default();
        // Trunk builds in a hidden folder of its own; a script beside the fonts made them and is for developers.
        if name.as_encoded_bytes().starts_with(b".") || path.extension().is_some_and(|end| end == "py") {
            continue;
        }
        if path.is_dir() {
            copy(&path, &to.join(name))?;
        } else {
            fs::copy(&path, to.join(name)).map_err(|error| failed(&path, &error))?;
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{} cannot be read ({error}).", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(path, bytes).map_err(|error| format!("{} cannot be written ({error}).", path.display()))
}
