//! What the first paint waits for goes into the page itself: style sheets, and the script that sets the theme.

use crate::content::Kind;
use crate::css;
use std::fs;
use std::path::Path;

/// Style sheets and script, taken out of the page and of the site.
pub struct Inline {
    /// Style sheets in their order, each with the name it had among the assets: `tokens`, `home`.
    sheets: Vec<(String, String)>,
    /// The script that runs before the first paint.
    pub script: String,
}

/// The style sheets that the home page needs; all others are for what it has not.
const HOME: [&str; 6] = ["tokens", "fonts", "ground", "page", "first", "home"];

impl Inline {
    /// Takes the tags out of `page`, and the files they name out of `site`. Where the first style sheet stood, `mark`
    /// stays.
    pub fn take(page: &mut String, site: &Path, mark: &str) -> Result<Self, String> {
        let mut sheets = Vec::new();
        while let Some(address) =
            cut(page, "<link rel=\"stylesheet\" href=\"./", ">", sheets.is_empty().then_some(mark))
        {
            let name = address.split('-').next().unwrap_or_default().to_owned();
            sheets.push((name, css::shrink(&take_file(site, &address)?)));
        }
        let address = cut(page, "<script src=\"./theme", "</script>", None);
        let address = address.ok_or("index.html names no script that sets the theme.")?;
        let script = take_file(site, &format!("theme{address}"))?;
        if sheets.is_empty() {
            return Err("index.html names no style sheet.".into());
        }
        let lines = script.lines().map(str::trim).filter(|line| !line.starts_with("//"));
        Ok(Self { sheets, script: lines.collect::<Vec<_>>().join("\n") })
    }

    /// The sheets of these names, one after the other.
    pub fn sheets(&self, names: &[&str]) -> Result<String, String> {
        let one = |wanted: &&str| {
            let sheet = self.sheets.iter().find(|(name, _)| name == wanted);
            sheet.map(|(_, text)| text.as_str()).ok_or_else(|| format!("index.html names no style sheet {wanted}.css."))
        };
        names.iter().map(one).collect()
    }

    /// The style of a page of this kind, with its fonts below `root`.
    pub fn style(&self, root: &str, kind: Kind) -> String {
        let wanted = |name: &str| match kind {
            Kind::Home => HOME.contains(&name),
            Kind::Concept => !matches!(name, "home" | "present"),
            Kind::Present => name != "home",
        };
        self.chosen(wanted, root)
    }

    /// Some of the style sheets, for a page that needs no more.
    pub fn part(&self, names: &[&str], root: &str) -> String {
        self.chosen(|name| names.contains(&name), root)
    }

    fn chosen(&self, wanted: impl Fn(&str) -> bool, root: &str) -> String {
        let sheets = self.sheets.iter().filter(|(name, _)| wanted(name));
        let all: String = sheets.map(|(_, text)| text.as_str()).collect();
        all.replace("url(\"fonts/", &format!("url(\"{root}fonts/"))
    }
}

/// Cuts the first tag that begins with `start` out; what its address goes on with.
fn cut(page: &mut String, start: &str, end: &str, mark: Option<&str>) -> Option<String> {
    let from = page.find(start)?;
    let address: String = page[from + start.len()..].chars().take_while(|c| *c != '"').collect();
    let to = from + page[from..].find(end)? + end.len();
    page.replace_range(from..to, mark.unwrap_or_default());
    Some(address)
}

fn take_file(site: &Path, name: &str) -> Result<String, String> {
    let path = site.join(name);
    let text = super::read(&path)?;
    fs::remove_file(&path).map_err(|error| format!("{} cannot be removed ({error}).", path.display()))?;
    Ok(text)
}
