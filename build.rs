//! Turns each concept's `lesson.md` into plain data (`OUT_DIR/lesson_<folder>.rs`), which [`kneepoint::lesson!`] takes
//! in. An error in a lesson ends the build with its file, its line and one sentence.

#[path = "src/concept/lesson/compile/mod.rs"]
mod compile;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::exit;
use std::{env, fs};

const CONCEPTS: &str = "src/concepts";

fn main() {
    println!("cargo::rerun-if-changed=src/concept/lesson/compile");
    println!("cargo::rerun-if-changed={CONCEPTS}");
    println!("cargo::rerun-if-changed=src/lang/de.po");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    // The page does not carry what only tests look at.
    let with_checks = env::var("CARGO_CFG_TARGET_ARCH").as_deref() != Ok("wasm32");
    let folders =
        fs::read_dir(CONCEPTS).unwrap_or_else(|error| stop(CONCEPTS, 1, &format!("Cannot be read ({error}).")));
    if with_checks {
        messages(&out);
    }
    for folder in folders.flatten() {
        let file = Path::new(CONCEPTS).join(folder.file_name()).join("lesson.md");
        if !file.exists() {
            continue;
        }
        let name = file.display().to_string();
        let text =
            fs::read_to_string(&file).unwrap_or_else(|error| stop(&name, 1, &format!("Cannot be read ({error}).")));
        let draft = compile::compile(&text).unwrap_or_else(|(line, sentence)| stop(&name, line, &sentence));
        let data = out.join(format!("lesson_{}.rs", folder.file_name().to_string_lossy()));
        // The page fetches other languages when they are asked for.
        let german = if with_checks { german(&file, &draft) } else { None };
        let written = compile::emit(&draft, &name, with_checks, german.as_deref());
        // Left alone if nothing changed, so that nothing is compiled anew.
        if fs::read_to_string(&data).ok().as_deref() != Some(&written)
            && let Err(error) = fs::write(&data, written)
        {
            stop(&name, 1, &format!("Its data cannot be written ({error})."));
        }
    }
}

/// The German lesson beside an English one. What is wrong in it fails a test and not the build: the page then has the
/// English one.
fn german(beside: &Path, english: &compile::Draft) -> Option<String> {
    let file = beside.with_file_name("lesson.de.md");
    let name = file.display().to_string();
    let draft = compile::compile_other(&fs::read_to_string(&file).ok()?, english);
    match draft {
        Ok(draft) => Some(compile::emit(&draft, &name, false, None)),
        Err((line, sentence)) => {
            println!("cargo::warning={name}:{line}: {sentence}");
            None
        }
    }
}

/// Every message file, by the folder of its concept, for the command: `OUT_DIR/messages.rs`.
fn messages(out: &Path) {
    let common = Path::new("src/lang/de.po").to_path_buf();
    let mut files = vec![(String::new(), common)];
    for folder in fs::read_dir(CONCEPTS).into_iter().flatten().flatten() {
        files.push((folder.file_name().to_string_lossy().into_owned(), folder.path().join("de.po")));
    }
    files.sort();
    // Of two messages for one text the first stays: what belongs to no concept comes last.
    files.rotate_left(1);
    let mut list = String::from("&[");
    for (folder, file) in files {
        if let Ok(file) = file.canonicalize() {
            let file = file.to_string_lossy();
            let _ = write!(list, "({folder:?}, include_str!({file:?})), ");
        }
    }
    let (data, written) = (out.join("messages.rs"), list + "]\n");
    if fs::read_to_string(&data).ok().as_deref() != Some(&written)
        && let Err(error) = fs::write(&data, written)
    {
        stop("src/lang/de.po", 1, &format!("The list of messages cannot be written ({error})."));
    }
}

fn stop(file: &str, line: usize, sentence: &str) -> ! {
    println!("cargo::error={file}:{line}: {sentence}");
    exit(1);
}
