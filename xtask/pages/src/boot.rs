//! The start script: loads the module and starts it.
//!
//! Trunk would put this inline into the page, which a strict content security policy forbids.

use crate::names;
use kneepoint::sim::digest::Digest;
use std::fs;
use std::path::Path;

/// Names of the files that a page loads.
pub struct Boot {
    /// This script, named by its content.
    pub script: String,
    /// The JavaScript that wasm-bindgen wrote.
    pub glue: String,
    /// The WebAssembly module.
    pub module: String,
    /// The script that comes last.
    pub later: String,
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

/// What comes when all else is there: the copy for hours without a network, and the file to take along.
const LATER: &str = concat!(include_str!("../../../assets/offline.js"), include_str!("../../../assets/take.js"));

/// Writes script, JavaScript and module into the site, in place of what Trunk left there.
pub fn write(site: &Path) -> Result<Boot, String> {
    let module = only_file(site, "_bg.wasm")?;
    let glue = module.replace("_bg.wasm", ".js");
    if !site.join(&glue).is_file() {
        return Err(format!("{module} has no {glue} beside it; build it again."));
    }
    let bytes = fs::read(site.join(&module)).map_err(|error| format!("{module} cannot be read ({error})."))?;
    let (bytes, text) = names::shorten(&bytes, &bare(&super::read(&site.join(&glue))?))?;
    for old in [&module, &glue] {
        fs::remove_file(site.join(old)).map_err(|error| format!("{old} cannot be removed ({error})."))?;
    }
    let stem = format!("kneepoint-{:016x}", hash(&[&bytes, text.as_bytes()].concat()));
    let (module, glue) = (format!("{stem}_bg.wasm"), format!("{stem}.js"));
    super::write(&site.join(&module), &bytes)?;
    super::write(&site.join(&glue), text.as_bytes())?;
    let text = source(&glue, &module);
    let script = format!("boot-{:016x}.js", hash(text.as_bytes()));
    super::write(&site.join(&script), text.as_bytes())?;
    let later = format!("later-{:016x}.js", hash(LATER.as_bytes()));
    super::write(&site.join(&later), LATER.as_bytes())?;
    Ok(Boot { script, glue, module, later })
}

/// Nothing is asked for before the first paint, so that the poster's fonts have the line for themselves and a browser
/// does not hold the largest words to wait for the program. Fetching, compiling and starting are turns of their own, so
/// that no turn is long.
fn source(glue: &str, module: &str) -> String {
    format!(
        "const address = new URL('./{module}', import.meta.url);
const turn = () => new Promise((done) => setTimeout(done));
{PAINTED}const compile = async () => {{
  try {{
    return await WebAssembly.compileStreaming(fetch(address));
  }} catch {{
    // A host that does not name the type of the file, or a browser that cannot stream.
    return WebAssembly.compile(await (await fetch(address)).arrayBuffer());
  }}
}};
try {{
  await painted();
  const glue = import('./{glue}');
  const module_or_path = await compile();
  const {{ default: init }} = await glue;
  await turn();
  await init({{ module_or_path }});
  const {{ later }} = document.getElementById('boot').dataset;
  const idle = self.requestIdleCallback ?? setTimeout;
  // The page works without it.
  if (later) idle(() => import(new URL(later, document.baseURI)).catch(() => {{}}));
}} catch (error) {{
  // After a panic the program has said more than this could.
  if (!document.getElementById('broken')) document.getElementById('boot-failed')?.removeAttribute('hidden');
  throw error;
}}
"
    )
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
    fn another_module_gives_another_name() {
        let name = |module| hash(source("a.js", module).as_bytes());
        assert_ne!(name("a_bg.wasm"), name("b_bg.wasm"));
        assert_eq!(name("a_bg.wasm"), name("a_bg.wasm"));
    }

    #[test]
    fn comments_and_indentation_go() {
        let text =
            "/* @ts */\n// one\nfunction f() {\n    /**\n     * two\n     */\n    return 'http://x'; // three\n}\n";
        assert_eq!(bare(text), "function f() {\nreturn 'http://x'; // three\n}\n");
    }
}
