//! Trunk's page with its changing places: each must stand there exactly once, or this says which does not.

use crate::address::Address;
use crate::boot::{Boot, Program};
use crate::content::{Kind, Page, escape};
use crate::inline::Inline;
use crate::sha256;
use crate::tongue;
use kneepoint::lang::{Lang, say};
use std::collections::BTreeMap;
use std::path::Path;

const TITLE: &str = "<title>Kneepoint</title>";
const DESCRIPTION: &str = "<meta name=\"description\" content=\"Kneepoint\">";
const CONCEPT: &str = "<meta name=\"kneepoint-concept\" content=\"\">";
const KIND: &str = "<meta name=\"kneepoint-page\" content=\"\">";
const ROOT: &str = "<meta name=\"kneepoint-root\" content=\"./\">";
const LANG: &str = "<html lang=\"en\">";
/// What stands in every page, for when no program starts.
const WORDS: [&str; 2] = [
    "This page could not start. Reload it; if that does not help, use a current Firefox, Chrome, Edge or Safari.",
    "Kneepoint runs its models in your browser. Turn on JavaScript to play with them.",
];
const NOSCRIPT_END: &str = "</p></noscript>";
const APP: &str = "<div id=\"app\"></div>";
const HEAD_END: &str = "</head>";
const STYLE: &str = "<style></style>";
/// Where the start script is told which program is the page's.
const PROGRAM: &str = " data-program";
const STYLE_POLICY: &str = "style-src 'self'";
const SCRIPT_POLICY: &str = "script-src 'self'";
/// The fonts of the first words; see assets/fonts.css.
const FONTS: [&str; 2] = ["national-park", "source-serif-4"];
/// Those that only concept pages are set in.
const MORE_FONTS: [&str; 2] = ["source-serif-4-italic", "source-serif-4-italic-greek"];

/// The page before it is filled.
pub struct Template {
    text: String,
    inline: Inline,
    whole: Program,
    own: BTreeMap<&'static str, Program>,
    threads: BTreeMap<&'static str, Program>,
    /// The files to take along, by the concept's id; under nothing the one for all others.
    takes: BTreeMap<&'static str, String>,
}

impl Template {
    /// Takes what Trunk wrote, swaps its inline script and preloads for ours, and takes in what the first paint needs.
    pub fn new(trunk: &str, site: &Path, boot: &Boot) -> Result<Self, String> {
        let mut text = without(trunk, "<!--", "-->");
        text = without(&text, "<script type=\"module\">", "</script>");
        text = without(&text, "<link rel=\"modulepreload\"", ">");
        text = without(&text, "<link rel=\"preload\" href=\"./kneepoint", ">");
        if text.contains("<script>") {
            return Err("The page holds an inline script, which its own policy forbids; move it into a file.".into());
        }
        let inline = Inline::take(&mut text, site, STYLE)?;
        let script = &inline.script;
        let policy = format!("{SCRIPT_POLICY} {}", sha256::source(script));
        text = replace_once(&text, SCRIPT_POLICY, &policy)?;
        text = replace_once(&text, STYLE, &format!("<script>{script}</script>\n{STYLE}"))?;
        let Boot { script, whole, own, threads, later, .. } = boot;
        let start = format!(
            "<script type=\"module\" id=\"boot\" src=\"./{script}\"{PROGRAM} data-later=\"./{later}\" fetchpriority=\"low\"></script>\n</head>"
        );
        text = replace_once(&text, HEAD_END, &start)?;
        let (whole, own, threads) = (whole.clone(), own.clone(), threads.clone());
        Ok(Self { text: tidy(&text), inline, whole, own, threads, takes: BTreeMap::new() })
    }

    /// Style sheets and script of the first paint, for pages that are written otherwise.
    pub const fn inline(&self) -> &Inline {
        &self.inline
    }

    /// The tag of the icon.
    pub fn icon(&self) -> &str {
        let from = self.text.find("<link rel=\"icon\"");
        from.map_or("", |from| self.text[from..].split_inclusive('>').next().unwrap_or_default())
    }

    /// The icon's file.
    pub fn icon_file(&self) -> &str {
        attribute(&self.text, "<link rel=\"icon\" href=\"./").unwrap_or_default()
    }

    /// Lets pages offer the file to take along: those of one concept, or, without an id, all others.
    pub fn offer(&mut self, id: &'static str, take: String) {
        self.takes.insert(id, take);
    }

    /// What the start script is told of the page of a concept, or of another: which program is its own, and which will do
    /// as well; and the file to take along.
    fn program(&self, id: &str) -> String {
        let of = |what: &str, program: &Program| {
            format!(" data-{what}glue=\"./{}\" data-{what}module=\"./{}\"", program.glue(), program.module())
        };
        let mut told = match self.own.get(id) {
            Some(own) => of("", own) + &of("whole-", &self.whole),
            None => of("", &self.whole),
        };
        if let Some(take) = self.takes.get(id).or_else(|| self.takes.get("")) {
            told += &format!(" data-take=\"./{take}\"");
        }
        told
    }

    /// What the program of a concept's page is told: which file its threads go over to, where there is one. It lies beside
    /// the program.
    fn thread(&self, id: &str) -> String {
        let meta = |program: &Program| format!("\n<meta name=\"kneepoint-thread\" content=\"{}\">", program.glue());
        self.threads.get(id).map(meta).unwrap_or_default()
    }

    /// The page for one concept, or the home page.
    pub fn fill(&self, page: &Page, site: &Address) -> Result<String, String> {
        let root = page.root();
        let text = replace_once(&self.text, TITLE, &format!("<title>{}</title>", escape(&page.title)))?;
        let description = format!("<meta name=\"description\" content=\"{}\">", escape(&page.description));
        let text = replace_once(&text, DESCRIPTION, &format!("{description}\n{}", page.head().tags(site)))?;
        let (id, name) = match page.kind {
            Kind::Home => ("", ""),
            Kind::Concept => (page.id, ""),
            Kind::Present => ("", page.id),
        };
        let text = replace_once(&text, CONCEPT, &format!("<meta name=\"kneepoint-concept\" content=\"{id}\">"))?;
        let text = replace_once(&text, KIND, &format!("<meta name=\"kneepoint-page\" content=\"{name}\">"))?;
        let text = replace_once(&text, PROGRAM, &self.program(id))?;
        let more: &[&str] = if page.kind == Kind::Home { &[] } else { &MORE_FONTS };
        let fonts = fonts("./") + &more.iter().map(|name| preload("./", name)).collect::<String>();
        let text = replace_once(&text, STYLE, &format!("{fonts}{STYLE}"))?;
        let text = replace_once(&text, ROOT, &format!("{ROOT}{}{}", languages(page), self.thread(id)))?;
        let text = if page.lang == Lang::English { text } else { spoken(&text, page.lang)? };
        // Who reads without scripts has no switch.
        let text = match &page.other {
            Some(other) => {
                replace_once(&text, NOSCRIPT_END, &format!(" {}{NOSCRIPT_END}", tongue::link("./", other, page.lang)))?
            }
            None => text,
        };
        let text = replace_once(&text, APP, &format!("<div id=\"app\">{}</div>", page.app))?;
        // Every address of this site starts so, and so does the root that the program reads.
        let text = text.replace("=\"./", &format!("=\"{root}"));
        let style = self.inline.style(&root, page.kind);
        let text = replace_once(&text, STYLE_POLICY, &format!("{STYLE_POLICY} {}", sha256::source(&style)))?;
        replace_once(&text, STYLE, &format!("<style>{style}</style>"))
    }
}

/// Where the program finds the pages of this language, and this page in the other one.
fn languages(page: &Page) -> String {
    let meta = |name: &str, folder: &str| format!("\n<meta name=\"kneepoint-{name}\" content=\"./{folder}/\">");
    let home = if page.lang == Lang::English { String::new() } else { meta("home", page.lang.key()) };
    let other = page.other.as_deref().map(|folder| match folder {
        "" => "\n<meta name=\"kneepoint-other\" content=\"./\">".to_owned(),
        folder => meta("other", folder),
    });
    home + &other.unwrap_or_default()
}

/// The page around the app in another language.
fn spoken(text: &str, lang: Lang) -> Result<String, String> {
    let mut text = replace_once(text, LANG, &format!("<html lang=\"{}\">", lang.key()))?;
    for words in WORDS {
        text = replace_once(&text, words, &escape(&tongue::with(lang, None, || say(words).into_owned())))?;
    }
    Ok(text)
}

/// Asks for the fonts of a page's first words before anything else, so that nothing moves when they come. `root` leads to
/// the site's files.
pub fn fonts(root: &str) -> String {
    FONTS.iter().map(|name| preload(root, name)).collect()
}

fn preload(root: &str, font: &str) -> String {
    format!("<link rel=\"preload\" href=\"{root}fonts/{font}.woff2\" as=\"font\" type=\"font/woff2\" crossorigin>\n")
}

fn replace_once(text: &str, old: &str, new: &str) -> Result<String, String> {
    match text.matches(old).count() {
        1 => Ok(text.replacen(old, new, 1)),
        n => Err(format!("index.html must hold `{old}` once, but holds it {n} times.")),
    }
}

/// What an address goes on with, up to its quote.
fn attribute<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    text.split_once(start)?.1.split_once('"').map(|(value, _)| value)
}

/// The text without everything from each `from` to the next `to`.
fn without(text: &str, from: &str, to: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once(from) {
        let Some((_, after)) = inside.split_once(to) else { break };
        left.push_str(before);
        rest = after;
    }
    left.push_str(rest);
    left
}

fn tidy(text: &str) -> String {
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).fold(String::new(), |all, line| all + line + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::PathBuf;

    const TRUNK: &str = "<!doctype html><html><head>\n<!-- a\nb -->\n\
        <meta content=\"script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; style-src-attr 'unsafe-inline'\">\n\
        <title>Kneepoint</title>\n\
        <meta name=\"description\" content=\"Kneepoint\">\n<meta name=\"kneepoint-concept\" content=\"\">\n\
        <meta name=\"kneepoint-page\" content=\"\">\n\
        <meta name=\"kneepoint-root\" content=\"./\">\n<script src=\"./theme-1.js\" data-integrity=\"none\"></script>\n\
        <link rel=\"stylesheet\" href=\"./fonts-1.css\"/>\n<link rel=\"stylesheet\" href=\"./style-1.css\"/>\n\
        <link rel=\"stylesheet\" href=\"./home-1.css\"/>\n\
        <script type=\"module\">\nimport init from './kneepoint-1.js';\n</script>\n\
        <link rel=\"modulepreload\" href=\"./kneepoint-1.js\" crossorigin=\"anonymous\">\
        <link rel=\"preload\" href=\"./kneepoint-1_bg.wasm\" as=\"fetch\"></head>\n<body><div id=\"app\"></div><noscript><p>x</p></noscript></body></html>";

    fn boot() -> Boot {
        Boot {
            script: "boot-1.js".into(),
            whole: Program { stem: "kneepoint-1".into() },
            own: BTreeMap::from([("sharding", Program { stem: "kneepoint-sharding-2".into() })]),
            figures: BTreeMap::new(),
            threads: BTreeMap::from([("sharding", Program { stem: "kneepoint-thread-sharding-3".into() })]),
            later: "later-1.js".into(),
        }
    }

    fn page(folder: &'static str) -> Page {
        let app = "<a href=\"./x/\">x</a><!-- poster -->".into();
        let kind = if folder.is_empty() { Kind::Home } else { Kind::Concept };
        Page {
            folder: folder.into(),
            id: folder,
            lang: Lang::English,
            other: None,
            kind,
            title: "A & b".into(),
            card: "A & b".into(),
            description: "c".into(),
            alt: "d".into(),
            app,
        }
    }

    /// A folder with the files that Trunk's page names, removed at the end.
    struct Site(PathBuf);

    impl Site {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("kneepoint-pages-{name}-{}", std::process::id()));
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("theme-1.js"), "// before\nset();\n").unwrap();
            fs::write(folder.join("fonts-1.css"), "a { src: url(\"fonts/a.woff2\"); }").unwrap();
            fs::write(folder.join("home-1.css"), ".home { top: 0 }").unwrap();
            fs::write(folder.join("style-1.css"), ".page { top: 0 }").unwrap();
            Self(folder)
        }
        fn template(&self, trunk: &str) -> Result<Template, String> {
            Template::new(trunk, &self.0, &boot())
        }
    }

    impl Drop for Site {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_concept_page_points_one_folder_up() {
        let text = Site::new("up").template(TRUNK).unwrap().fill(&page("load-balancing"), &Address::default()).unwrap();
        assert!(text.contains("<meta name=\"kneepoint-concept\" content=\"load-balancing\">"));
        assert!(text.contains("<meta name=\"kneepoint-root\" content=\"../\">"));
        assert!(text.contains("src=\"../boot-1.js\"") && text.contains("href=\"../fonts/national-park.woff2\""));
        assert!(text.contains("<div id=\"app\"><a href=\"../x/\">x</a><!-- poster --></div>"));
        assert!(text.contains("<title>A &amp; b</title>"));
        assert!(!text.contains("=\"./") && !text.contains("=\"/"));
    }

    #[test]
    fn a_concept_with_a_program_of_its_own_names_it_and_the_whole() {
        let site = Site::new("own");
        let mut template = site.template(TRUNK).unwrap();
        template.offer("", "take-1.html".into());
        template.offer("sharding", "take-2.html".into());
        let fill = |folder| template.fill(&page(folder), &Address::default()).unwrap();
        let (own, other) = (fill("sharding"), fill("load-balancing"));
        assert!(own.contains(
            " data-glue=\"../kneepoint-sharding-2.js\" data-module=\"../kneepoint-sharding-2_bg.wasm\" \
             data-whole-glue=\"../kneepoint-1.js\" data-whole-module=\"../kneepoint-1_bg.wasm\" data-take=\"../take-2.html\""
        ));
        assert!(other.contains(
            " data-glue=\"../kneepoint-1.js\" data-module=\"../kneepoint-1_bg.wasm\" data-take=\"../take-1.html\""
        ));
        assert!(own.contains("<meta name=\"kneepoint-thread\" content=\"kneepoint-thread-sharding-3.js\">"));
        assert!(!other.contains("kneepoint-thread"));
    }

    #[test]
    fn the_home_page_stays_where_it_is() {
        let text = Site::new("home").template(TRUNK).unwrap().fill(&page(""), &Address::default()).unwrap();
        assert!(text.contains("<meta name=\"kneepoint-root\" content=\"./\">"));
        assert!(text.contains("src=\"./boot-1.js\""));
    }

    #[test]
    fn what_the_first_paint_needs_stands_in_the_page_and_in_its_policy() {
        let site = Site::new("inline");
        let template = site.template(TRUNK).unwrap();
        assert_eq!(fs::read_dir(&site.0).unwrap().count(), 0);
        let (home, concept) = (
            template.fill(&page(""), &Address::default()).unwrap(),
            template.fill(&page("x"), &Address::default()).unwrap(),
        );
        let style = "a{src:url(\"./fonts/a.woff2\")}.home{top:0}";
        assert!(home.contains(&format!("<style>{style}</style>")) && home.contains("<script>set();</script>"));
        let policy = format!("script-src 'self' {} 'wasm", sha256::source("set();"));
        assert!(home.contains(&policy) && home.contains(&format!("style-src 'self' {};", sha256::source(style))));
        assert!(concept.contains("<style>a{src:url(\"../fonts/a.woff2\")}.page{top:0}</style>"));
    }

    #[test]
    fn no_inline_script_is_left() {
        let site = Site::new("script");
        let text = site.template(TRUNK).unwrap().text;
        assert!(!text.contains("import init") && !text.contains("a\nb"));
        assert_eq!(text.matches("<script").count(), 2);
        assert_eq!(text.matches("preload\"").count(), 0, "the program is asked for after the first paint");
        let inline = TRUNK.replace("</body>", "<script>alert(1)</script></body>");
        assert!(site.template(&inline).is_err());
    }

    #[test]
    fn a_missing_place_is_named() {
        let broken = TRUNK.replace(APP, "");
        let sentence =
            Site::new("missing").template(&broken).unwrap().fill(&page(""), &Address::default()).unwrap_err();
        assert!(sentence.contains("id=\"app\"") && sentence.contains("0 times"), "{sentence}");
    }
}
