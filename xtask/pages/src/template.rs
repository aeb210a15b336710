//! Trunk's page with its changing places: each must stand there exactly once, or this says which does not.

use crate::boot::Boot;
use crate::content::{Page, escape};

const TITLE: &str = "<title>Kneepoint</title>";
const DESCRIPTION: &str = "<meta name=\"description\" content=\"Kneepoint\">";
const CONCEPT: &str = "<meta name=\"kneepoint-concept\" content=\"\">";
const APP: &str = "<div id=\"app\"></div>";
const HEAD_END: &str = "</head>";

/// The page before it is filled.
pub struct Template {
    text: String,
}

impl Template {
    /// Takes what Trunk wrote and swaps its inline script and preloads for ours.
    pub fn new(trunk: &str, boot: &Boot) -> Result<Self, String> {
        let mut text = without(trunk, "<!--", "-->");
        text = without(&text, "<script type=\"module\">", "</script>");
        text = without(&text, "<link rel=\"modulepreload\"", ">");
        text = without(&text, "<link rel=\"preload\" href=\"./kneepoint", ">");
        if text.contains("<script>") {
            return Err("The page holds an inline script, which its own policy forbids; move it into a file.".into());
        }
        let Boot { script, glue, module } = boot;
        let start = format!(
            "<link rel=\"preload\" href=\"./{module}\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n\
             <link rel=\"modulepreload\" href=\"./{glue}\">\n\
             <script type=\"module\" id=\"boot\" src=\"./{script}\"></script>\n</head>"
        );
        text = replace_once(&text, HEAD_END, &start)?;
        Ok(Self { text: tidy(&text) })
    }

    /// The page for one concept, or the home page.
    pub fn fill(&self, page: &Page) -> Result<String, String> {
        let root = page.root();
        let text = replace_once(&self.text, TITLE, &format!("<title>{}</title>", escape(&page.title)))?;
        let description = format!("<meta name=\"description\" content=\"{}\">", escape(&page.description));
        let text = replace_once(&text, DESCRIPTION, &description)?;
        let concept = format!("<meta name=\"kneepoint-concept\" content=\"{}\">", page.folder);
        let text = replace_once(&text, CONCEPT, &concept)?;
        let text = replace_once(&text, APP, &format!("<div id=\"app\">{}</div>", page.app))?;
        // Every address of this site starts so, and so does the root that the program reads.
        Ok(text.replace("=\"./", &format!("=\"{root}")))
    }
}

fn replace_once(text: &str, old: &str, new: &str) -> Result<String, String> {
    match text.matches(old).count() {
        1 => Ok(text.replacen(old, new, 1)),
        n => Err(format!("index.html must hold `{old}` once, but holds it {n} times.")),
    }
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

    const TRUNK: &str = "<!doctype html><html><head>\n<!-- a\nb -->\n<title>Kneepoint</title>\n\
        <meta name=\"description\" content=\"Kneepoint\">\n<meta name=\"kneepoint-concept\" content=\"\">\n\
        <meta name=\"kneepoint-root\" content=\"./\">\n<link rel=\"stylesheet\" href=\"./style-1.css\"/>\n\
        <script type=\"module\">\nimport init from './kneepoint-1.js';\n</script>\n\
        <link rel=\"modulepreload\" href=\"./kneepoint-1.js\" crossorigin=\"anonymous\">\
        <link rel=\"preload\" href=\"./kneepoint-1_bg.wasm\" as=\"fetch\"></head>\n<body><div id=\"app\"></div></body></html>";

    fn boot() -> Boot {
        Boot { script: "boot-1.js".into(), glue: "kneepoint-1.js".into(), module: "kneepoint-1_bg.wasm".into() }
    }

    fn page(folder: &'static str) -> Page {
        let app = "<a href=\"./x/\">x</a><!-- poster -->".into();
        Page { folder, title: "A & b".into(), description: "c".into(), app }
    }

    #[test]
    fn a_concept_page_points_one_folder_up() {
        let text = Template::new(TRUNK, &boot()).unwrap().fill(&page("load-balancing")).unwrap();
        assert!(text.contains("<meta name=\"kneepoint-concept\" content=\"load-balancing\">"));
        assert!(text.contains("<meta name=\"kneepoint-root\" content=\"../\">"));
        assert!(text.contains("src=\"../boot-1.js\"") && text.contains("href=\"../style-1.css\""));
        assert!(text.contains("<div id=\"app\"><a href=\"../x/\">x</a><!-- poster --></div>"));
        assert!(text.contains("<title>A &amp; b</title>"));
        assert!(!text.contains("=\"./") && !text.contains("=\"/"));
    }

    #[test]
    fn the_home_page_stays_where_it_is() {
        let text = Template::new(TRUNK, &boot()).unwrap().fill(&page("")).unwrap();
        assert!(text.contains("<meta name=\"kneepoint-root\" content=\"./\">"));
        assert!(text.contains("src=\"./boot-1.js\""));
    }

    #[test]
    fn no_inline_script_is_left() {
        let text = Template::new(TRUNK, &boot()).unwrap().text;
        assert!(!text.contains("import init") && !text.contains("a\nb"));
        assert_eq!(text.matches("<script").count(), 1);
        assert_eq!(text.matches("preload\"").count(), 2);
        let inline = TRUNK.replace("</body>", "<script>alert(1)</script></body>");
        assert!(Template::new(&inline, &boot()).is_err());
    }

    #[test]
    fn a_missing_place_is_named() {
        let broken = TRUNK.replace(APP, "");
        let sentence = Template::new(&broken, &boot()).unwrap().fill(&page("")).unwrap_err();
        assert!(sentence.contains("id=\"app\"") && sentence.contains("0 times"), "{sentence}");
    }
}
