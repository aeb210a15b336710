//! "Take it with you": a whole concept page in one file, with the program, the fonts and the styles inside, that runs from
//! a folder or a stick, where nothing can be fetched and no script may be imported.
//!
//! Here everything is put together that is the same for all figures of a concept; what is the page's own (language, title, words, link, messages)
//! has marks, which assets/take.js fills in the reader's browser.

use crate::boot::{PAINTED, Program, hash};
use crate::content::Kind;
use crate::inline::Inline;
use crate::sha256;
use crate::template::Template;
use std::fs;
use std::path::Path;

const WORKER: &str = include_str!("../../../assets/worker.js");
/// How a thread gets the program on the site, and how it does here.
const IMPORT: (&str, &str) = ("await import(js)", "program()");
/// How the program asks where it came from, and what it is told.
const FROM: (&str, &str) = ("import.meta.url", "location.href");
/// Compressing a few megabytes once may take its time.
const LEVEL: u8 = 9;

/// Writes the file with its marks for what this program holds; its name.
pub fn write(site: &Path, program: &Program, template: &Template) -> Result<String, String> {
    let (glue, module) = (crate::read(&site.join(program.glue()))?, bytes(&site.join(program.module()))?);
    let text = file(&glue, &module, template.inline(), site, template.icon_file())?;
    let name = format!("take-{:016x}.html", hash(text.as_bytes()));
    crate::write(&site.join(&name), text.as_bytes())?;
    Ok(name)
}

fn file(glue: &str, module: &[u8], inline: &Inline, site: &Path, icon: &str) -> Result<String, String> {
    let packed = sha256::base64(&miniz_oxide::deflate::compress_to_vec(module, LEVEL));
    let first = format!(
        "if (!location.hash) location.replace(document.querySelector('meta[name=\"kneepoint-link\"]').content || '#');\n{}",
        inline.script
    );
    let program = program(glue, WORKER)?;
    let style = with_fonts(&inline.style("", Kind::Concept), site)?;
    let icon = format!("data:image/svg+xml;base64,{}", sha256::base64(&bytes(&site.join(icon))?));
    for text in [&first, &program, &style] {
        if text.contains("</script") || text.contains("<!--") || text.contains("</style") {
            return Err("A script or a style for the single file holds what would end it.".into());
        }
    }
    let (for_first, for_program, for_style) =
        (sha256::source(&first), sha256::source(&program), sha256::source(&style));
    Ok(format!(
        "<!doctype html>\n<html lang=\"<!--lang-->\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {for_first} {for_program} 'wasm-unsafe-eval'; \
         style-src {for_style}; style-src-attr 'unsafe-inline'; font-src data:; img-src data: blob:; worker-src blob:; base-uri 'none'; form-action 'none'\">\n\
         <title><!--title--></title>\n<meta name=\"description\" content=\"<!--words-->\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"kneepoint-concept\" content=\"<!--concept-->\">\n<meta name=\"kneepoint-root\" content=\"<!--root-->\">\n\
         <meta name=\"kneepoint-link\" content=\"<!--link-->\">\n<link rel=\"icon\" href=\"{icon}\">\n\
         <script>{first}</script>\n<style>{style}</style>\n</head>\n<body>\n<!--app-->\
         <p id=\"boot-failed\" role=\"alert\" hidden>This figure could not start. Open it in a current Firefox, Chrome, Edge or Safari.</p>\n\
         <noscript><p>Kneepoint runs its models in your browser. Turn on JavaScript to play with them.</p></noscript>\n\
         <script type=\"application/json\" id=\"kneepoint-messages\"><!--messages--></script>\n\
         <script type=\"text/plain\" id=\"module\">{packed}</script>\n<script>{program}</script>\n</body>\n</html>\n"
    ))
}

/// The program as a script that imports nothing. A thread gets it as text, since it cannot fetch it.
fn program(glue: &str, worker: &str) -> Result<String, String> {
    let glue = closed(glue)?;
    if worker.matches(IMPORT.0).count() != 1 {
        return Err(format!("worker.js must hold `{}` once.", IMPORT.0));
    }
    let worker = worker.replace(IMPORT.0, IMPORT.1);
    Ok(format!(
        "'use strict';
const program = () => {{
{glue}}};
const thread = (program) => {{
{worker}}};
{{
  const One = Worker;
  self.Worker = class extends One {{
    constructor(address, options) {{
      const own = String(address).endsWith('/worker.js');
      const text = `'use strict';(${{thread}})(${{program}})`;
      super(own ? URL.createObjectURL(new Blob([text], {{ type: 'text/javascript' }})) : address, own ? {{}} : options);
    }}
  }};
}}
{PAINTED}(async () => {{
  try {{
    await painted();
    const packed = Uint8Array.from(atob(document.getElementById('module').textContent), (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const module_or_path = await WebAssembly.compile(await new Response(stream).arrayBuffer());
    await program().default({{ module_or_path }});
  }} catch (error) {{
    if (!document.getElementById('broken')) document.getElementById('boot-failed').removeAttribute('hidden');
    throw error;
  }}
}})();
"
    ))
}

/// The module's JavaScript as the body of a function that returns what it exported.
fn closed(glue: &str) -> Result<String, String> {
    let mut names = Vec::new();
    let mut body = String::with_capacity(glue.len());
    for line in glue.lines() {
        if let Some(rest) = line.strip_prefix("export { ").and_then(|rest| rest.strip_suffix(" };")) {
            names.extend(rest.split(", ").map(|name| match name.split_once(" as ") {
                Some((own, outside)) => format!("{outside}: {own}"),
                None => name.to_owned(),
            }));
            continue;
        }
        let own = line.strip_prefix("export ").filter(|own| own.starts_with("function ") || own.starts_with("class "));
        if let Some(own) = own {
            let name = own.split_once(' ').map_or("", |(_, rest)| rest);
            names.push(name.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == '$').collect());
        }
        body.push_str(own.unwrap_or(line));
        body.push('\n');
    }
    let body = body.replace(FROM.0, FROM.1);
    let left = body
        .lines()
        .find(|line| line.starts_with("export ") || line.starts_with("import ") || line.contains("import.meta"));
    match left {
        Some(line) => Err(format!("The module's JavaScript cannot stand in one file: `{line}`.")),
        None if !names.iter().any(|name| name.starts_with("default: ")) => {
            Err("The module's JavaScript exports no start.".into())
        }
        None => Ok(format!("{body}return {{ {} }};\n", names.join(", "))),
    }
}

/// The style with its fonts inside.
fn with_fonts(style: &str, site: &Path) -> Result<String, String> {
    let mut out = String::with_capacity(style.len() * 2);
    let mut rest = style;
    while let Some((before, after)) = rest.split_once("url(\"fonts/") {
        let (name, after) = after.split_once('"').ok_or("A font's address in the style sheet does not end.")?;
        out.push_str(before);
        let font = bytes(&site.join("fonts").join(name))?;
        out.push_str(&format!("url(\"data:font/woff2;base64,{}\"", sha256::base64(&font)));
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("{} cannot be read ({error}).", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_exported_is_returned() {
        let glue = "export function one(a) {\nreturn import.meta.url;\n}\nexport class Two {\n}\nexport { initSync, go as default };\n";
        let body = closed(glue).unwrap();
        assert!(body.starts_with("function one(a) {\nreturn location.href;\n}\nclass Two {\n}\n"), "{body}");
        assert!(body.ends_with("return { one, Two, initSync, default: go };\n"), "{body}");
    }

    #[test]
    fn what_cannot_be_closed_is_refused() {
        for glue in ["import x from './y.js';\nexport { a as default };", "export const a = 1;", "function a() {}"] {
            assert!(closed(glue).unwrap_err().ends_with('.'), "{glue}");
        }
    }

    #[test]
    fn the_thread_of_the_site_fits() {
        let text = program("export { a as default };", WORKER).unwrap();
        assert!(text.contains("= program();") && !text.contains("import("));
    }
}
