//! The start script: loads the module and starts it, in a page as well as in a module worker.
//!
//! Trunk would put this inline into the page, which a strict content security policy forbids.

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
}

/// Writes the script into the site.
pub fn write(site: &Path) -> Result<Boot, String> {
    let module = only_file(site, "_bg.wasm")?;
    let glue = module.replace("_bg.wasm", ".js");
    if !site.join(&glue).is_file() {
        return Err(format!("{module} has no {glue} beside it; build it again."));
    }
    let text = source(&glue, &module);
    let script = format!("boot-{:016x}.js", hash(text.as_bytes()));
    super::write(&site.join(&script), &text)?;
    Ok(Boot { script, glue, module })
}

fn source(glue: &str, module: &str) -> String {
    format!(
        "import init from './{glue}';
try {{
  await init({{ module_or_path: new URL('./{module}', import.meta.url) }});
}} catch (error) {{
  // A worker has no document; its owner hears of the failure by the error event. After a panic the program has
  // said more than this could.
  const page = globalThis.document;
  if (page && !page.getElementById('broken')) page.getElementById('boot-failed')?.removeAttribute('hidden');
  throw error;
}}
"
    )
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
fn hash(bytes: &[u8]) -> u64 {
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
}
