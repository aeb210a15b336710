//! Turns Trunk's single page into the static site: `index.html` for the home screen, `<concept>/index.html` for every
//! concept in the registry, `<concept>/<preset>/index.html` for every story, all of it in German below `de/`, and what
//! other sites ask of them.
//!
//! All addresses between pages are relative, so the site works below any path of any static host. Usage:
//! `pages <from> <to> [--site <address>] [--programs <folder>] [--cards <folder>] [--npm <folder>]`; programs are those
//! that hold one concept each, cards are drawn only with a folder to keep them in, and the package for npm is written
//! only with a folder to go to. `pages --concepts` prints the ids of all concepts, one in a line.

mod address;
mod boot;
mod builder;
mod card;
mod content;
mod css;
mod desk;
mod embed;
mod glossary;
mod head;
mod inline;
mod leaf;
mod lesson;
mod messages;
mod names;
mod npm;
mod oembed;
mod offline;
mod pack;
mod palette;
mod poster;
mod sha256;
mod sitemap;
mod story;
mod take;
mod template;
#[cfg(test)]
mod tests;
mod tongue;

use address::Address;
use card::{Card, Job, Press};
use content::Page;
use kneepoint::concept::{Entry, Preset};
use kneepoint::concepts;
use kneepoint::lang::{Lang, say};
use poster::Poster;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use story::Story;
use template::Template;

/// What is asked for.
struct Order {
    from: PathBuf,
    to: PathBuf,
    site: Address,
    programs: Option<PathBuf>,
    cards: Option<PathBuf>,
    npm: Option<PathBuf>,
}

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    if words == ["--concepts"] {
        concepts::all().iter().for_each(|entry| println!("{}", entry.about.id));
        return ExitCode::SUCCESS;
    }
    match order(&words).and_then(|order| write_site(&order)) {
        Ok(summary) => {
            println!("{summary}");
            ExitCode::SUCCESS
        }
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

fn order(words: &[String]) -> Result<Order, String> {
    let usage = "pages takes two folders, what Trunk wrote and where the site goes, then --site, --programs, --cards and --npm with their values.";
    let [from, to, options @ ..] = words else { return Err(usage.into()) };
    let (from, to) = (from.into(), to.into());
    let mut order = Order { from, to, site: Address::default(), programs: None, cards: None, npm: None };
    for option in options.chunks(2) {
        match option {
            [name, value] if name == "--site" => order.site = Address::new(Some(value))?,
            [name, value] if name == "--programs" => order.programs = Some(value.into()),
            [name, value] if name == "--cards" => order.cards = Some(value.into()),
            [name, value] if name == "--npm" => order.npm = Some(value.into()),
            _ => return Err(usage.into()),
        }
    }
    Ok(order)
}

/// Writes the site; what was written, in words.
fn write_site(order: &Order) -> Result<String, String> {
    let Order { from, to, site, programs, cards, npm } = order;
    if to.exists() {
        fs::remove_dir_all(to).map_err(|error| format!("{} cannot be emptied ({error}).", to.display()))?;
    }
    copy(from, to)?;
    let trunk = read(&from.join("index.html"))?;
    let boot = boot::write(to, programs.as_deref())?;
    let mut template = Template::new(&trunk, to, &boot)?;
    template.offer("", take::write(to, &boot.whole, &template)?);
    for (id, program) in &boot.own {
        template.offer(id, take::write(to, program, &template)?);
    }
    let pages = Page::all()?;
    for page in &pages {
        put(&to.join(&page.folder).join("index.html"), template.fill(page, site)?.as_bytes())?;
    }
    let mut folders: Vec<String> = pages.iter().map(|page| page.folder.clone()).collect();
    for lang in Lang::ALL {
        for entry in concepts::all() {
            folders.extend(tongue::with(lang, Some(entry), || stories(to, entry, &template, site))?);
        }
    }
    folders.extend(glossary::write(to, &template, site)?);
    for entry in concepts::all() {
        folders.extend(pack::write(to, entry, &template, site)?);
    }
    let figures = embed::write(to, &boot, template.inline())?;
    folders.extend(builder::write(to, &template, site)?);
    sitemap::write(to, site, &folders)?;
    messages::write(to)?;
    let press = Press::new()?;
    offline::manifest(to, template.icon_file(), &press)?;
    let mut summary =
        format!("{} pages, {figures} figures, {} files kept offline", folders.len(), offline::script(to)?);
    if let Some(package) = npm {
        npm::write(to, package)?;
    }
    if let Some(kept) = cards {
        let count = press.run(&jobs(to), kept)?;
        summary += &format!(", {} cards ({} drawn)", count.all, count.fresh);
    }
    if !site.known() {
        summary += "; without --site no canonical links, card tags, oEmbed and sitemap";
    }
    Ok(summary)
}

/// The pages of a concept's stories in the language that is spoken now, and what others ask of them; their folders.
fn stories(to: &Path, entry: &'static Entry, template: &Template, site: &Address) -> Result<Vec<String>, String> {
    describe(to, site, entry, None)?;
    let one = |preset| {
        let story = Story::open(entry, preset)?;
        put(&to.join(story.folder()).join("index.html"), story.page(template, site).as_bytes())?;
        describe(to, site, entry, Some(preset))?;
        Ok(story.folder())
    };
    entry.presets.iter().map(one).collect()
}

/// The oEmbed file of a concept or of a story, if the site's address is known.
fn describe(to: &Path, site: &Address, entry: &Entry, preset: Option<&Preset>) -> Result<(), String> {
    let Some(text) = oembed::answer(site, entry.about, preset) else { return Ok(()) };
    put(&to.join(oembed::folder(entry.about, preset)).join("oembed.json"), text.as_bytes())
}

/// A card for the home page, for lectures, for each concept and for each story, in each language.
fn jobs(to: &Path) -> Vec<Job<'static>> {
    let mut jobs = Vec::new();
    for lang in Lang::ALL {
        let mut add = |name: &str, entry: &'static Entry, preset, above: &'static str, title: &'static str| {
            let draw = move || {
                // Each thread that draws speaks for itself.
                tongue::with(lang, Some(entry), || {
                    let poster = Poster::open(entry, preset)?;
                    Ok(Card { above: &say(above), title: &say(title), poster: &poster }.svg())
                })
            };
            let to = to.join(tongue::folder(lang, name)).join("card.png");
            jobs.push(Job { to, draw: Box::new(draw) });
        };
        for (at, entry) in concepts::all().iter().enumerate() {
            let (about, first) = (entry.about, entry.presets.first());
            if at == 0 {
                add("", entry, first, "", content::PROMISE);
                add("present", entry, first, "Present", content::LECTURE);
            }
            add(about.id, entry, first, about.group.label(), about.title);
            for preset in entry.presets {
                add(&oembed::name(about, Some(preset)), entry, Some(preset), about.title, preset.title);
            }
        }
    }
    jobs
}

/// Writes a file in a folder that may have to be made.
fn put(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(|error| format!("{} cannot be made ({error}).", folder.display()))?;
    write(path, bytes)
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |path: &Path, error: &std::io::Error| format!("{} cannot be copied ({error}).", path.display());
    fs::create_dir_all(to).map_err(|error| failed(to, &error))?;
    for entry in fs::read_dir(from).map_err(|error| failed(from, &error))? {
        let path = entry.map_err(|error| failed(from, &error))?.path();
        let name = path.file_name().unwrap_or_default();
        // Trunk builds in a hidden folder of its own; a script beside the fonts made them and is for developers.
        if name.as_encoded_bytes().starts_with(b".") || path.extension().is_some_and(|end| end == "py") {
            continue;
        }
        if path.is_dir() {
            copy(&path, &to.join(name))?;
        } else {
            fs::copy(&path, to.join(name)).map_err(|error| failed(&path, &error))?;
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{} cannot be read ({error}).", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(path, bytes).map_err(|error| format!("{} cannot be written ({error}).", path.display()))
}
