//! The builder (`builder/index.html`, `de/builder/index.html`): it puts together the lines that bring a figure into somebody else's page. A page
//! with a script of its own; of the program it needs only what the registry says, which stands in the page as data. There
//! is one page for each language, with the same script.

use crate::address::Address;
use crate::boot::{bare, hash};
use crate::content::{MARK, NAME, escape, plain};
use crate::css;
use crate::messages;
use crate::poster::Poster;
use crate::sha256;
use crate::template::{self, Template};
use crate::tongue;
use kneepoint::concept::{Entry, Preset};
use kneepoint::concepts;
use kneepoint::lang::{self, Lang, say};
use kneepoint::param::Kind;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;

const STYLE: &str = include_str!("../../../assets/builder/builder.css");
const SCRIPT: &str = include_str!("../../../assets/builder/builder.js");
const HOSTS: &str = include_str!("../../../assets/builder/hosts.js");
/// Its folder.
pub const FOLDER: &str = "builder";
/// What it is, for search engines and link previews.
const WORDS: &str = "Choose a figure of Kneepoint, see it as it will stand, and copy the line for your page.";
/// Where the script names the list of places.
const IMPORT: &str = "\"./HOSTS\"";

/// Writes the page in each language, and its scripts; the pages' folders.
pub fn write(site: &Path, template: &Template, address: &Address) -> Result<Vec<String>, String> {
    let hosts = bare(HOSTS);
    let hosts_name = format!("builder-hosts-{:016x}.js", hash(hosts.as_bytes()));
    if SCRIPT.matches(IMPORT).count() != 1 {
        return Err(format!("assets/builder/builder.js must hold {IMPORT} once."));
    }
    let script = bare(SCRIPT).replace(IMPORT, &format!("\"./{hosts_name}\""));
    let script_name = format!("builder-{:016x}.js", hash(script.as_bytes()));
    crate::write(&site.join(&hosts_name), hosts.as_bytes())?;
    crate::write(&site.join(&script_name), script.as_bytes())?;
    let one = |lang| {
        let text = tongue::with(lang, None, || page(template, address, &script_name))?;
        let folder = tongue::folder(lang, FOLDER);
        crate::put(&site.join(&folder).join("index.html"), text.as_bytes())?;
        Ok(folder)
    };
    Lang::ALL.into_iter().map(one).collect()
}

/// What the scripts say, in the language that is spoken now: all messages that stand in them as they are.
fn said() -> Result<Value, String> {
    let mut said = serde_json::Map::new();
    for message in messages::common()? {
        let quoted = format!("\"{}\"", message.from.replace('"', "\\\""));
        if lang::current() == Lang::German && (HOSTS.contains(&quoted) || SCRIPT.contains(&quoted)) {
            said.insert(message.from, message.to.into());
        }
    }
    Ok(said.into())
}

/// As it may stand inside a script element, which `<` could end.
fn data(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

/// The page in the language that is spoken now.
fn page(template: &Template, address: &Address, script: &str) -> Result<String, String> {
    let lang = lang::current();
    let (folder, other) = (tongue::folder(lang, FOLDER), tongue::folder(tongue::other(lang), FOLDER));
    // To the site's files, and to the home page in this language.
    let (root, home) = (&tongue::up(&folder), tongue::up(FOLDER));
    let style = template.inline().part(&["tokens", "fonts"], root) + &css::shrink(STYLE);
    let theme = &template.inline().script;
    let all: Vec<Value> = concepts::all().iter().map(|entry| describe(entry)).collect::<Result<_, String>>()?;
    let icon = template.icon().replace("=\"./", &format!("=\"{root}"));
    let options = all.iter().fold(String::new(), |mut out, entry| {
        let of = |key: &str| escape(entry[key].as_str().unwrap_or_default());
        let _ = write!(out, "<option value=\"{}\">{}</option>", of("id"), of("title"));
        out
    });
    let radios = |name: &str, all: &[(&str, &str)]| {
        all.iter().enumerate().fold(String::new(), |mut out, (at, (value, label))| {
            let on = if at == 0 { " checked" } else { "" };
            let _ = write!(out, "<label><input type=\"radio\" name=\"{name}\" value=\"{value}\" form=\"form\"{on}><span>{label}</span></label>");
            out
        })
    };
    let (player, theme_of, ground, width) = (
        radios("player", &[("full", "Play and timeline"), ("mini", "Play alone"), ("none", "None")]),
        radios("theme", &[("auto", "As the page"), ("light", "Light"), ("dark", "Dark"), ("projector", "Projector")]),
        radios("background", &[("paper", "Paper"), ("transparent", "Transparent")]),
        radios("width", &[("blog", "Blog"), ("phone", "Phone"), ("wide", "Wide")]),
    );
    // With the same choice: the script puts it behind the address.
    let next = tongue::link(root, &other, lang).replacen("class=\"lang\"", "id=\"other\" class=\"other\"", 1);
    let fonts = template::fonts(root);
    let languages = tongue::alternates(address, lang, &folder, &other);
    let english = format!(
        "<!doctype html>\n<html lang=\"{key}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self' {}; style-src {}; \
         font-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'\">\n\
         <title>Put a figure into your page · {NAME}</title>\n\
         <meta name=\"description\" content=\"{words}\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n{fonts}{languages}{icon}\n<script>{theme}</script>\n<style>{style}</style>\n\
         <script type=\"module\" src=\"{root}{script}\"></script>\n</head>\n<body>\n\
         <header><a class=\"brand\" href=\"{home}\" aria-label=\"{NAME}, all concepts\">{MARK}<span>{NAME}</span></a><span class=\"crumb\">Embed</span><!--other--></header>\n\
         <main aria-labelledby=\"title\">\n<h1 id=\"title\">Put a figure into your page</h1>\n<p class=\"lead\">Choose one, see it as it will stand, copy the line. It needs no account, and sends nothing anywhere.</p>\n\
         <noscript><p class=\"lead\">The builder needs JavaScript, as the figures do.</p></noscript>\n\
         <div class=\"both\" data-empty>\n<form id=\"form\" autocomplete=\"off\">\n\
         <div><label class=\"line\">Figure<select name=\"concept\"><!--options--></select></label>\
         <label class=\"line\">Story<select name=\"preset\"></select></label>\
         <label class=\"line\">Or the link of a figure as you have set it<input type=\"text\" name=\"link\" inputmode=\"url\" spellcheck=\"false\"></label><p class=\"hint\" id=\"linked\" role=\"alert\"></p></div>\n\
         <fieldset><legend class=\"sr\">Player</legend><p class=\"head\" aria-hidden=\"true\">Player</p><div class=\"two\">{player}</div></fieldset>\n\
         <fieldset><legend class=\"sr\">Theme</legend><p class=\"head\" aria-hidden=\"true\">Theme</p><div class=\"two\">{theme_of}</div></fieldset>\n\
         <fieldset><legend class=\"sr\">Ground</legend><p class=\"head\" aria-hidden=\"true\">Ground</p><div class=\"two\">{ground}</div></fieldset>\n\
         <fieldset><legend class=\"sr\">Run</legend><p class=\"head\" aria-hidden=\"true\">Run</p><div class=\"two\">\
         <label><input type=\"checkbox\" name=\"autoplay\"><span>By itself</span></label><label><input type=\"checkbox\" name=\"readonly\"><span>Look only</span></label></div>\
         <label class=\"line\">Again and again, from..to in seconds<input type=\"text\" name=\"loop\" spellcheck=\"false\" placeholder=\"5..20\"></label></fieldset>\n\
         <fieldset><legend class=\"sr\">What can be set</legend><p class=\"head\" aria-hidden=\"true\">What can be set, at most eight</p>\
         <details><summary>Choose</summary><div id=\"controls\"></div></details>\
         <label class=\"line\">Others, such as speeds:4,kill:4<input type=\"text\" name=\"others\" spellcheck=\"false\"></label></fieldset>\n\
         <fieldset><legend class=\"sr\">Numbers below it</legend><p class=\"head\" aria-hidden=\"true\">Numbers below it, at most four</p>\
         <details><summary>Choose</summary><div class=\"group\" id=\"metrics\"></div></details></fieldset>\n</form>\n\
         <div class=\"work\">\n<section aria-label=\"Preview\"><div class=\"bar\"><p class=\"head\">Preview</p><fieldset><legend class=\"sr\">Width of the preview</legend>{width}</fieldset><span class=\"size num\" id=\"size\"></span></div>\
         <div class=\"stage\"><iframe id=\"frame\" title=\"\" width=\"720\" height=\"404\" sandbox=\"allow-scripts allow-popups\"></iframe></div></section>\n\
         <section aria-label=\"Text to copy\"><div class=\"bar\"><p class=\"head\">Copy for</p><div class=\"tabs\" id=\"tabs\" role=\"tablist\" aria-label=\"Where it goes\"></div></div>\
         <div class=\"code\"><textarea id=\"code\" readonly spellcheck=\"false\"></textarea></div>\
         <div class=\"act\"><button class=\"btn\" id=\"copy\" type=\"button\">Copy</button><span id=\"copied\" role=\"status\"></span></div>\
         <p class=\"hint\" id=\"local\"></p><div class=\"host\" id=\"host\"></div></section>\n</div>\n</div>\n</main>\n\
         <!--data--></body>\n</html>\n",
        sha256::source(theme),
        sha256::source(&style),
        key = lang.key(),
        words = escape(&say(WORDS)),
    );
    // What is in the page's language already.
    let data = [("concepts", data(&Value::from(all))), ("said", data(&said()?))]
        .map(|(id, data)| format!("<script type=\"application/json\" id=\"{id}\">{data}</script>\n"));
    let spoken = spoken(&english).replacen("<!--other-->", &next, 1);
    Ok(spoken.replacen("<!--options-->", &options, 1).replacen("<!--data-->", &data.concat(), 1))
}

/// A page in the language that is spoken now: each text between its tags, and each label.
fn spoken(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((text, after)) = rest.split_once('<') {
        out.push_str(&said_text(text));
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        let label = tag.split_once("aria-label=\"").and_then(|(before, after)| Some((before, after.split_once('"')?)));
        match label {
            Some((before, (label, after))) => {
                let _ = write!(out, "<{before}aria-label=\"{}\"{after}>", said_text(label));
            }
            None => {
                let _ = write!(out, "<{tag}>");
            }
        }
        // Scripts and styles are no words.
        let code = ["script", "style"].iter().any(|name| tag.starts_with(name));
        let end = if code { after.find("</").unwrap_or(after.len()) } else { 0 };
        out.push_str(&after[..end]);
        rest = &after[end..];
    }
    out + rest
}

fn said_text(text: &str) -> String {
    // What stands there as an entity is no message.
    if text.trim().is_empty() || text.contains('&') { text.to_owned() } else { escape(&say(text)) }
}

/// What the builder has to know of a concept.
fn describe(entry: &'static Entry) -> Result<Value, String> {
    tongue::with(lang::current(), Some(entry), || registered(entry))
}

fn registered(entry: &'static Entry) -> Result<Value, String> {
    let presets = entry
        .presets
        .iter()
        .map(|preset| Ok(json!({ "id": preset.id, "title": say(preset.title), "alt": alt(entry, Some(preset))? })))
        .collect::<Result<Vec<_>, String>>()?;
    let mut groups: Vec<(&str, Vec<Value>)> = Vec::new();
    // A list has one slider for each of its numbers; those are written by hand.
    let params = entry.table.iter().filter(|param| !matches!(param.kind, Kind::List { .. }));
    let params = params.map(|param| (param.group, param.key, param.label));
    let actions = entry.actions.iter().filter(|action| action.target.is_none());
    let actions = actions.map(|action| (action.group, action.id, action.label));
    for (group, key, label) in params.chain(actions) {
        let group = if group.is_empty() { "Main" } else { group };
        match groups.iter_mut().find(|(name, _)| *name == group) {
            Some((_, list)) => list.push(json!([key, say(label)])),
            None => groups.push((group, vec![json!([key, say(label)])])),
        }
    }
    // `N` stands for a server's number.
    let metrics = entry.metrics.iter().filter(|metric| !metric.name.split('.').any(|part| part == "N"));
    Ok(json!({
        "id": entry.about.id,
        "title": say(entry.about.title),
        "alt": alt(entry, None)?,
        "presets": presets,
        "controls": groups.into_iter().map(|(group, of)| json!({ "group": say(group), "of": of })).collect::<Vec<_>>(),
        "metrics": metrics.map(|metric| json!([metric.name, say(metric.label)])).collect::<Vec<_>>(),
    }))
}

/// What stands for the picture where it cannot be seen.
fn alt(entry: &'static Entry, preset: Option<&'static Preset>) -> Result<String, String> {
    let words = Poster::open(entry, preset.or(entry.presets.first()))?.words();
    let title = preset.map_or(entry.about.title, |preset| preset.title);
    Ok(plain(format!("{}. {} {}", say(title), say(&words.lead), say(&words.caption)).trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_said_between_its_tags() {
        let said = tongue::with(Lang::German, None, || {
            spoken("<a aria-label=\"Preview\" id=\"b\">Player</a> <style>Player</style><p>&amp; Player</p>")
        });
        assert_eq!(said, "<a aria-label=\"Vorschau\" id=\"b\">Abspieler</a> <style>Player</style><p>&amp; Player</p>");
    }

    #[test]
    fn everything_the_scripts_say_is_said_in_german() {
        let _tongue = lang::speaking(Lang::German);
        let said = said().unwrap();
        for source in [HOSTS, SCRIPT] {
            let lines = source.lines().filter(|line| !line.trim_start().starts_with("//"));
            let sentences = lines.flat_map(|line| {
                let bare = line.replace("\\\"", "\u{1}");
                let parts: Vec<String> =
                    bare.split('"').skip(1).step_by(2).map(|one| one.replace('\u{1}', "\"")).collect();
                parts
            });
            for sentence in sentences.filter(|text| text.ends_with('.') && text.contains(' ')) {
                assert!(said.get(&sentence).is_some(), "no German for: {sentence}");
            }
        }
        assert_eq!(said["As a link says"], "Wie ein Link sagt");
    }

    #[test]
    fn what_is_offered_is_taken() {
        for entry in concepts::all() {
            let said = describe(entry).unwrap();
            let controls = said["controls"].as_array().unwrap();
            let keys: Vec<&str> = controls
                .iter()
                .flat_map(|group| group["of"].as_array().unwrap())
                .map(|one| one[0].as_str().unwrap())
                .collect();
            assert!(!keys.is_empty() && said["presets"].as_array().unwrap().len() == entry.presets.len());
            for key in keys {
                let fragment = format!("controls={key}");
                let taken = kneepoint::link::embed::read(&fragment, entry);
                assert!(taken.is_ok_and(|figure| figure.controls.len() == 1), "{}: {key}", entry.about.id);
            }
            for metric in said["metrics"].as_array().unwrap() {
                let fragment = format!("metrics={}", metric[0].as_str().unwrap());
                assert!(kneepoint::link::embed::read(&fragment, entry).is_ok(), "{}: {fragment}", entry.about.id);
            }
        }
    }
}
