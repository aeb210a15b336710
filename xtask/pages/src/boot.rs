//! The start script and the programs that it loads: the one that holds every concept, and for each concept one of its own
//! for its page, a smaller one for its figures in other pages, and one for its threads.
//!
//! Trunk would put the script inline into the page, which a strict content security policy forbids.

use crate::names;
use kneepoint::concepts;
use kneepoint::sim::digest::Digest;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Names of the files that a page loads.
pub struct Boot {
    /// This script, named by its content.
    pub script: String,
    /// The program with every concept.
    pub whole: Program,
    /// Programs with one concept each, by its id; a concept without one runs in the whole.
    pub own: BTreeMap<&'static str, Program>,
    /// The same without any page, for figures.
    pub figures: BTreeMap<&'static str, Program>,
    /// What the threads of a page go over to, compiled for speed.
    pub threads: BTreeMap<&'static str, Program>,
    /// The script that comes last.
    pub later: String,
}

/// A module with its JavaScript.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Program {
    /// What the names of both files begin with.
    pub stem: String,
}

impl Program {
    /// The JavaScript that wasm-bindgen wrote.
    pub fn glue(&self) -> String {
        format!("{}.js", self.stem)
    }
    /// The WebAssembly module.
    pub fn module(&self) -> String {
        format!("{}_bg.wasm", self.stem)
    }
    /// What tells it from others: the hash of its content.
    pub fn seal(&self) -> &str {
        self.stem.rsplit('-').next().unwrap_or_default()
    }
}

/// What the names of all programs begin with.
const NAME: &str = "kneepoint";
/// What comes then for figures.
const FIGURE: &str = "figure";
/// What comes then for threads.
const THREAD: &str = "thread";

/// Whether this file belongs to a program of one concept.
pub fn is_own(file: &str) -> bool {
    let stem = file.strip_prefix(NAME).and_then(|rest| rest.strip_prefix('-')).unwrap_or_default();
    stem.split(['.', '_']).next().is_some_and(|stem| stem.contains('-'))
}

/// Whether this file belongs to a program that figures in other pages run.
pub fn is_for_figures(file: &str) -> bool {
    file.starts_with(&format!("{NAME}-{FIGURE}-")) || (file.starts_with(&format!("{NAME}-")) && !is_own(file))
}

/// Waits for the first paint.
pub const PAINTED: &str = "\
// A tab in the background paints nothing, and not every browser tells.
const painted = () => new Promise((done) => {
  setTimeout(done, document.hidden ? 0 : 1000);
  try {
    new PerformanceObserver(() => setTimeout(done)).observe({ type: 'paint', buffered: true });
  } catch {
    requestAnimationFrame(() => setTimeout(done));
  }
});
";

/// The start script, after [`PAINTED`].
const START: &str = include_str!("../../../assets/boot.js");
/// What comes when all else is there: the copy for hours without a network, and the file to take along.
const LATER: &str = concat!(include_str!("../../../assets/offline.js"), include_str!("../../../assets/take.js"));

/// Writes script and programs into the site, the whole one in place of what Trunk left there. `programs` is where those of
/// single concepts lie, each in a folder of its id.
pub fn write(site: &Path, programs: Option<&Path>) -> Result<Boot, String> {
    let module = only_file(site, "_bg.wasm")?;
    let glue = module.replace("_bg.wasm", ".js");
    let whole = program(site, "", &site.join(&glue), &site.join(&module))?;
    for old in [&module, &glue] {
        fs::remove_file(site.join(old)).map_err(|error| format!("{old} cannot be removed ({error})."))?;
    }
    let (mut own, mut figures, mut threads) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    if let Some(folder) = programs {
        // One that has none there runs in the whole.
        for id in concepts::all().iter().map(|entry| entry.about.id).filter(|id| folder.join(id).is_dir()) {
            let file = |name: &str, end: &str| folder.join(id).join(format!("{name}{end}"));
            own.insert(id, program(site, id, &file(NAME, ".js"), &file(NAME, "_bg.wasm"))?);
            let figure = program(site, &format!("{FIGURE}-{id}"), &file(FIGURE, ".js"), &file(FIGURE, "_bg.wasm"))?;
            figures.insert(id, figure);
            let thread = program(site, &format!("{THREAD}-{id}"), &file(THREAD, ".js"), &file(THREAD, "_bg.wasm"))?;
            threads.insert(id, thread);
        }
    }
    let start = bare(&(PAINTED.to_owned() + START));
    let script = format!("boot-{:016x}.js", hash(start.as_bytes()));
    super::write(&site.join(&script), start.as_bytes())?;
    let text = bare(LATER);
    let later = format!("later-{:016x}.js", hash(text.as_bytes()));
    super::write(&site.join(&later), text.as_bytes())?;
    Ok(Boot { script, whole, own, figures, threads, later })
}

/// Puts a program into the site under a name that says what is in it.
fn program(site: &Path, id: &str, glue: &Path, module: &Path) -> Result<Program, String> {
    let bytes = fs::read(module).map_err(|error| format!("{} cannot be read ({error}).", module.display()))?;
    let (bytes, text) = names::shorten(&bytes, &bare(&super::read(glue)?))?;
    let seal = hash(&[&bytes, text.as_bytes()].concat());
    let dash = if id.is_empty() { "" } else { "-" };
    let program = Program { stem: format!("{NAME}{dash}{id}-{seal:016x}") };
    super::write(&site.join(program.module()), &bytes)?;
    super::write(&site.join(program.glue()), text.as_bytes())?;
    Ok(program)
}

/// The script without its comments and its indentation.
pub fn bare(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        inside |= line.starts_with("/*");
        if !inside && !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
        inside &= !line.ends_with("*/");
    }
    out
}

fn only_file(folder: &Path, end: &str) -> Result<String, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{} cannot be read ({error}).", folder.display()))?;
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let found: Vec<String> = names.filter(|name| name.ends_with(end)).collect();
    match found.as_slice() {
        [one] => Ok(one.clone()),
        _ => Err(format!("{} holds {} files ending in {end}; one is needed.", folder.display(), found.len())),
    }
}

/// A name for the content; equal content has the same name on every machine.
pub fn hash(bytes: &[u8]) -> u64 {
    let mut digest = Digest::default();
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        digest.word(u64::from_le_bytes(word));
    }
    digest.word(bytes.len() as u64);
    digest.value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_of_one_concept_is_told_by_its_name() {
        for file in ["kneepoint-cache-tiers-0123456789abcdef.js", "kneepoint-sharding-0123456789abcdef_bg.wasm"] {
            assert!(is_own(file), "{file}");
        }
        for file in ["kneepoint-0123456789abcdef.js", "kneepoint-0123456789abcdef_bg.wasm", "worker.js", "boot-1.js"] {
            assert!(!is_own(file), "{file}");
        }
        assert!(is_for_figures("kneepoint-figure-sharding-1.js") && is_for_figures("kneepoint-1_bg.wasm"));
        assert!(!is_for_figures("kneepoint-sharding-1.js") && !is_for_figures("boot-1.js"));
        assert!(is_own("kneepoint-thread-sharding-1.js") && !is_for_figures("kneepoint-thread-sharding-1_bg.wasm"));
        let program = Program { stem: "kneepoint-cache-tiers-0123456789abcdef".into() };
        assert_eq!(program.seal(), "0123456789abcdef");
    }

    #[test]
    fn comments_and_indentation_go() {
        let text =
            "/* @ts */\n// one\nfunction f() {\n    /**\n     * two\n     */\n    return 'http://x'; // three\n}\n";
        assert_eq!(bare(text), "function f() {\nreturn 'http://x'; // three\n}\n");
    }
}
