//! Rules of the house that the compiler does not know.

use kneepoint::concepts;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const LINES_MAX: usize = 450;
/// Longer files, each with its reason.
const LONG: &[(&str, &str)] = &[];

/// What the top level may hold, beside names that begin with a dot.
const TOP: &[&str] = &[
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "Trunk.toml",
    "assets",
    "build.rs",
    "index.html",
    "src",
    "tests",
    "xtask",
];
/// What building and testing leave there; git ignores it.
const LEFT: &[&str] = &["dist", "node_modules", "playwright-report", "proptest-regressions", "target", "test-results"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Every Rust file under `folder`, by its path from the root.
fn rust(folder: &str) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path: PathBuf = entry.unwrap().path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && !LEFT.contains(&name.as_str()) {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/"));
            }
        }
    }
    files.sort();
    assert!(!files.is_empty(), "{folder} holds no Rust");
    files
}

/// The lines of a file that are not comments.
fn code(file: &str) -> Vec<(usize, String)> {
    let text = read(&root().join(file));
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    lines.map(|(index, line)| (index + 1, line.to_owned())).collect()
}

/// Complains about every line of code in `files` that holds one of `words`.
fn never(files: &[String], words: &[&str], why: &str) {
    let mut found = Vec::new();
    for file in files {
        for (line, text) in code(file) {
            found
                .extend(words.iter().filter(|word| text.contains(**word)).map(|word| format!("{file}:{line}: {word}")));
        }
    }
    assert!(found.is_empty(), "{why}:\n{}", found.join("\n"));
}

fn inner_rings() -> Vec<String> {
    let mut files = rust("src");
    let outer = ["src/web/", "src/thread/", "src/cli/"];
    files.retain(|file| !outer.iter().any(|room| file.starts_with(room)));
    files
}

#[test]
fn rings_use_only_what_stands_before_them() {
    let first: Vec<String> = rust("src/sim").into_iter().chain(rust("src/policies")).collect();
    let later = ["crate::concept", "crate::scene", "crate::link", "crate::deck", "crate::web", "crate::cli"];
    never(&first, &later, "ring 1 knows neither concepts nor pictures");
    never(&rust("src/sim"), &["crate::policies"], "the engine knows no policy");
    never(
        &rust("src/scene"),
        &["crate::concept", "crate::link", "crate::deck", "crate::policies"],
        "pictures know no concept",
    );
    let inner: Vec<String> = inner_rings().into_iter().filter(|file| file != "src/main.rs").collect();
    never(&inner, &["crate::web", "crate::thread", "crate::cli"], "rings 1 and 2 know neither page nor command");
    let drawn = ["crate::web", "crate::cli", "crate::scene", "web_sys", "yew::", "gloo::"];
    never(&rust("src/thread"), &drawn, "threads measure; they neither draw nor show");
}

#[test]
fn inner_rings_know_no_browser_and_no_clock() {
    let words = ["web_sys", "js_sys", "wasm_bindgen", "yew::", "gloo::", "std::time", "SystemTime", "std::thread"];
    let mut files = inner_rings();
    files.retain(|file| !file.ends_with("/tests.rs")); // a test may look at the clock; clippy makes it say why
    never(&files, &words, "rings 1 and 2 run anywhere, at any speed, to the same bits");
}

#[test]
fn the_page_and_the_command_know_no_concept_by_name() {
    let names: Vec<String> = concepts::all()
        .iter()
        .flat_map(|entry| [entry.about.id.replace('-', "_"), format!("\"{}\"", entry.about.id)])
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    never(&rust("src/web"), &names, "the page draws what the registry holds");
    never(&rust("src/thread"), &names, "threads measure what the registry holds");
    let mut files = rust("src/cli");
    files.retain(|file| !file.ends_with("tests.rs"));
    never(&files, &names, "the command runs what the registry holds");
}

#[test]
fn nothing_is_left_half_done() {
    let files: Vec<String> = ["src", "tests", "xtask"].iter().flat_map(|folder| rust(folder)).collect();
    // Put together here, so that this file does not find itself.
    let words = ["todo", "unimplemented", "dbg"].map(|word| format!("{word}!("));
    let ignore = format!("#[{}", "ignore");
    let words: Vec<&str> = words.iter().chain([&ignore]).map(String::as_str).collect();
    never(&files, &words, "finish it or leave it out");
}

#[test]
fn files_are_short_or_say_why_not() {
    let files: BTreeSet<String> = ["src", "tests", "xtask"].iter().flat_map(|folder| rust(folder)).collect();
    for file in &files {
        let lines = read(&root().join(file)).lines().count();
        let reason = LONG.iter().find(|(long, _)| long == file);
        assert!(lines <= LINES_MAX || reason.is_some(), "{file} has {lines} lines; split it, or list it with a reason");
    }
    for (long, reason) in LONG {
        assert!(files.contains(*long) && !reason.is_empty(), "{long} is listed as long and is not there");
        let lines = read(&root().join(long)).lines().count();
        assert!(lines > LINES_MAX, "{long} has only {lines} lines: take it off the list");
    }
}

#[test]
fn every_file_says_what_it_is() {
    for file in ["src", "tests", "xtask"].iter().flat_map(|folder| rust(folder)) {
        // A file of tests is explained by the file it tests.
        let text = read(&root().join(&file));
        assert!(
            file.ends_with("/tests.rs") || text.trim_start().starts_with("//!"),
            "{file} does not begin by saying what it is"
        );
    }
}

#[test]
fn every_policy_names_its_source() {
    // The rest of the folder: the common trait, the list of policies, and tests.
    const NO_POLICY: [&str; 7] =
        ["mod.rs", "policy.rs", "strategy.rs", "members.rs", "laws.rs", "testing.rs", "tests.rs"];
    const PRODUCTS: [&str; 6] = ["nginx", "Envoy", "HAProxy", "Finagle", "Linux", "Redis"];
    let year = |word: &str| word.len() == 4 && word.parse().is_ok_and(|n: u32| (1900..2100).contains(&n));
    let mut policies = 0;
    for file in rust("src/policies") {
        if NO_POLICY.iter().any(|name| file.ends_with(&format!("/{name}"))) {
            continue;
        }
        let text = read(&root().join(&file));
        let head: Vec<&str> = text.lines().take_while(|line| line.starts_with("//!")).collect();
        let head = head.join(" ");
        let dated = head.split(|c: char| !c.is_ascii_alphanumeric()).any(year);
        assert!(dated || PRODUCTS.iter().any(|name| head.contains(name)), "{file} names nobody who described it");
        policies += 1;
    }
    assert!(policies >= 13, "{policies} files looked at");
}

#[test]
fn the_top_level_holds_what_it_may_and_the_documents_name_it() {
    let documents = read(&root().join("README.md")) + &read(&root().join("ARCHITECTURE.md"));
    for entry in std::fs::read_dir(root()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || LEFT.contains(&name.as_str()) {
            continue;
        }
        assert!(TOP.contains(&name.as_str()), "{name} is not among what the top level holds");
        if entry.path().is_dir() {
            let named = documents.contains(&format!("{name}/"));
            assert!(named, "neither README.md nor ARCHITECTURE.md mentions {name}/");
        }
    }
    for name in TOP {
        assert!(root().join(name).exists(), "{name} is missing");
    }
}
