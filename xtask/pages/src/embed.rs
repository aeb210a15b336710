//! Figures for other people's pages: `embed.js` with what it loads, and one page for each concept that shows nothing but
//! its figure (`embed/<concept>/index.html`).

use crate::boot::{self, Boot};
use crate::content::escape;
use crate::css;
use crate::inline::Inline;
use crate::poster::Poster;
use crate::sha256;
use kneepoint::concept::Entry;
use kneepoint::concepts;
use std::fs;
use std::path::Path;

const ELEMENT: &str = include_str!("../../../assets/embed/embed.js");
const TYPES: &str = include_str!("../../../assets/embed/embed.d.ts");
const PAGE: &str = include_str!("../../../assets/embed/page.js");
const FIRST: &str = include_str!("../../../assets/embed/first.js");
const SEALED: &str = include_str!("../../../assets/embed/sealed.js");
const FIGURE: &str = include_str!("../../../assets/embed/figure.css");
const GROUND: &str = include_str!("../../../assets/embed/page.css");
/// The element's own sheets, beside [`FIGURE`].
const SHEETS: [&str; 3] = ["tokens", "ground", "controls"];

/// Fonts of a figure, as assets/fonts.css has them: family, file, descriptors.
const FONTS: [(&str, &str, &str); 3] = [
    ("National Park", "national-park", "weight:'400 600'"),
    ("Source Serif 4", "source-serif-4-italic", "style:'italic'"),
    ("Source Serif 4", "source-serif-4-italic-greek", "style:'italic',unicodeRange:'U+0370-03FF'"),
];
/// Those of letters beyond English; their ranges are those of assets/fonts.css.
const LATE: [(&str, &str, &str); 2] = [
    ("National Park", "national-park-more", "weight:'400 600'"),
    ("Source Serif 4", "source-serif-4-italic-more", "style:'italic'"),
];

/// For hosts that read it (Netlify, Cloudflare Pages): other origins may load what a figure needs.
const HEADERS: &str = "/*\n  Access-Control-Allow-Origin: *\n";

/// Writes all of it; the number of pages.
pub fn write(site: &Path, boot: &Boot, inline: &Inline) -> Result<usize, String> {
    let sheet = inline.sheets(&SHEETS)? + &css::shrink(FIGURE);
    let style = style_module(&sheet);
    let style_name = format!("figure-{:016x}.js", boot::hash(style.as_bytes()));
    super::write(&site.join(&style_name), style.as_bytes())?;
    super::write(&site.join("embed.js"), element(boot, &style_name)?.as_bytes())?;
    super::write(&site.join("embed.d.ts"), TYPES.as_bytes())?;
    super::write(&site.join("_headers"), HEADERS.as_bytes())?;
    let script = boot::bare(PAGE);
    let script_name = format!("embed-page-{:016x}.js", boot::hash(script.as_bytes()));
    super::write(&site.join(&script_name), script.as_bytes())?;
    let ground =
        inline.sheets(&["tokens", "fonts"])?.replace("url(\"fonts/", "url(\"../../fonts/") + &css::shrink(GROUND);
    for entry in concepts::all() {
        let folder = site.join("embed").join(entry.about.id);
        fs::create_dir_all(&folder).map_err(|error| format!("{} cannot be made ({error}).", folder.display()))?;
        let program = boot.figures.get(entry.about.id).unwrap_or(&boot.whole);
        let soon = soon(&[&script_name, "embed.js", &program.glue(), &style_name]);
        super::write(&folder.join("index.html"), page(entry, &ground, &script_name, &soon)?.as_bytes())?;
    }
    Ok(concepts::all().len())
}

/// The element with the names of the files it loads: the style, the fonts, and each program by the hash in its name.
fn element(boot: &Boot, style: &str) -> Result<String, String> {
    let mut text = boot::bare(ELEMENT);
    let own = boot.figures.iter().map(|(id, program)| format!(",\"{id}\":\"{}\"", program.seal()));
    let seals = format!("{{__proto__:null,\"\":\"{}\"{}}}", boot.whole.seal(), own.collect::<String>());
    let early = FONTS.iter().map(|(family, file, descriptors)| Ok(format!("['{family}','{file}',{{{descriptors}}}]")));
    let late = LATE.iter().map(|(family, file, descriptors)| {
        Ok(format!("['{family}','{file}',{{{descriptors},unicodeRange:'{}'}},1]", range_of(file)?))
    });
    let faces = format!("[{}]", early.chain(late).collect::<Result<Vec<String>, String>>()?.join(","));
    for (place, filled) in [("\"./STYLE\"", format!("\"./{style}\"")), ("\"SEALS\"", seals), ("\"FACES\"", faces)] {
        if text.matches(place).count() != 1 {
            return Err(format!("assets/embed/embed.js must hold {place} once."));
        }
        text = text.replace(place, &filled);
    }
    Ok(text)
}

/// The letters that a font file is asked for, as assets/fonts.css says.
fn range_of(file: &str) -> Result<&'static str, String> {
    const SHEET: &str = include_str!("../../../assets/fonts.css");
    let after = SHEET.split_once(&format!("{file}.woff2")).map_or("", |(_, after)| after);
    let range = after.split_once("unicode-range: ").and_then(|(_, range)| range.split_once(';'));
    range.map(|(range, _)| range).ok_or_else(|| format!("assets/fonts.css must say the unicode-range of {file}.woff2."))
}

/// The style as a module, so that a page around it need not allow styles from elsewhere.
fn style_module(sheet: &str) -> String {
    let sheet = sheet.replace('\\', "\\\\").replace('`', "\\`").replace("${", "\\${");
    format!("export const sheet=new CSSStyleSheet();\nsheet.replaceSync(`{sheet}`);\n")
}

/// Scripts that are asked for at once, and not one after the other as each names the next.
fn soon(scripts: &[&str]) -> String {
    scripts.iter().map(|name| format!("<link rel=\"modulepreload\" href=\"../../{name}\">\n")).collect()
}

/// The page of one figure. `data-address` has the element take its attributes from the address.
fn page(entry: &'static Entry, ground: &str, script: &str, soon: &str) -> Result<String, String> {
    let (first, sealed) = (boot::bare(FIRST), boot::bare(SEALED));
    let (id, title, lead) = (entry.about.id, escape(entry.about.title), escape(entry.about.lead));
    let policy = format!(
        "default-src 'none'; script-src 'self' {} 'wasm-unsafe-eval'; style-src {}; font-src 'self'; img-src data:; \
         connect-src 'self'; base-uri 'none'; form-action 'none'",
        sha256::source(&first),
        sha256::source(ground),
    );
    Ok(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <script data-policy=\"{policy}\">{sealed}</script>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\"><!-- -->\n\
         <title>{title} · Kneepoint</title>\n<meta name=\"description\" content=\"{lead}\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<link rel=\"canonical\" href=\"../../{id}/\">\n\
         <script>{first}</script>\n<style>{ground}</style>\n{soon}\
         <script type=\"module\" src=\"../../{script}\"></script>\n</head>\n<body>\n\
         <main><h1>{title}</h1>\n<kneepoint-figure concept=\"{id}\" data-address><div class=\"poster\">{}</div></kneepoint-figure></main>\n\
         <noscript><p>This figure runs in your browser. Turn on JavaScript to play with it, or open \
         <a href=\"../../{id}/\">its page</a>.</p></noscript>\n</body>\n</html>\n",
        Poster::of(entry)?.embed()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boot::Program;
    use std::collections::BTreeMap;

    #[test]
    fn the_element_names_what_it_loads() {
        let program = |stem: &str| Program { stem: stem.into() };
        let boot = Boot {
            script: "boot-1.js".into(),
            whole: program("kneepoint-1"),
            own: BTreeMap::from([("sharding", program("kneepoint-sharding-3"))]),
            figures: BTreeMap::from([("sharding", program("kneepoint-figure-sharding-2"))]),
            threads: BTreeMap::new(),
            later: String::new(),
        };
        let text = element(&boot, "figure-1.js").unwrap();
        for name in
            ["{__proto__:null,\"\":\"1\",\"sharding\":\"2\"}", "import(\"./figure-1.js\")", "= [['National Park',"]
        {
            assert!(text.contains(name), "{name}");
        }
        assert!(!text.contains("\n//"), "comments are left out");
    }

    #[test]
    fn every_figure_has_a_page_with_its_poster_and_its_policy() {
        for entry in concepts::all() {
            let text = page(entry, "b{c:d}", "p.js", &soon(&["p.js"])).unwrap();
            assert_eq!(text.matches("<svg").count(), 2);
            assert!(text.contains(&sha256::source("b{c:d}")) && text.contains("<style>b{c:d}</style>"));
            assert!(!text.contains(" style=\""), "{}: the policy has no place for it", entry.about.id);
            assert!(!text.contains("unsafe-inline") && !text.contains("=\"/"));
            // What a sealed frame is told is what everybody is told, and a comment that it opens is closed.
            let policy = text.split("data-policy=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
            assert!(text.contains(&format!("content=\"{policy}\"><!-- -->")));
        }
    }

    #[test]
    fn style_goes_into_a_script_as_it_is() {
        assert!(style_module("a::b{content:\"\\2014\"}`${").contains("`a::b{content:\"\\\\2014\"}\\`\\${`"));
    }
}
