//! The site as a whole, written from the repository's own assets and a program that does nothing.

use super::*;
use kneepoint::lang;
use std::collections::BTreeSet;

const ROOT: &str = "https://kneepoint.example/some/where/";

/// A folder as Trunk leaves it, and one for the site; both go at the end.
struct Sample(PathBuf);

impl Sample {
    fn new(name: &str) -> Self {
        let folder = env::temp_dir().join(format!("kneepoint-site-{name}-{}", std::process::id()));
        let (from, assets) = (folder.join("trunk"), Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets"));
        copy(&assets.join("fonts"), &from.join("fonts")).unwrap();
        let mut index = fs::read_to_string(assets.join("../index.html")).unwrap();
        for (file, tag) in [
            ("icon.svg", "<link rel=\"icon\" href=\"./icon-1.svg\"/>"),
            ("theme.js", "<script src=\"./theme-1.js\"></script>"),
            ("tokens.css", "<link rel=\"stylesheet\" href=\"./tokens-1.css\"/>"),
            ("fonts.css", "<link rel=\"stylesheet\" href=\"./fonts-1.css\"/>"),
            ("ground.css", "<link rel=\"stylesheet\" href=\"./ground-1.css\"/>"),
            ("page.css", "<link rel=\"stylesheet\" href=\"./page-1.css\"/>"),
            ("controls.css", "<link rel=\"stylesheet\" href=\"./controls-1.css\"/>"),
            ("first.css", "<link rel=\"stylesheet\" href=\"./first-1.css\"/>"),
        ] {
            fs::copy(assets.join(file), from.join(file.replace('.', "-1."))).unwrap();
            let line = index.lines().find(|line| line.contains(&format!("assets/{file}\""))).unwrap().to_owned();
            index = index.replace(&line, tag);
        }
        let lines: Vec<&str> = index.lines().filter(|line| !line.contains("data-trunk")).collect();
        fs::write(from.join("index.html"), lines.join("\n")).unwrap();
        fs::write(from.join("kneepoint-1_bg.wasm"), b"\0asm\x01\0\0\0").unwrap();
        fs::write(from.join("kneepoint-1.js"), "export { go as default };").unwrap();
        Self(folder)
    }

    fn to(&self) -> PathBuf {
        self.0.join("site")
    }

    fn write(&self, site: Option<&str>) -> String {
        let site = Address::new(site).unwrap();
        let programs = Some(self.0.join("programs")).filter(|folder| folder.exists());
        write_site(&Order {
            from: self.0.join("trunk"),
            to: self.to(),
            site,
            programs,
            cards: None,
            npm: Some(self.0.join("npm")),
        })
        .unwrap()
    }

    /// Puts a program for each concept beside the one of all.
    fn split(&self) {
        for entry in concepts::all() {
            let folder = self.0.join("programs").join(entry.about.id);
            for name in ["kneepoint", "figure", "thread"] {
                put(&folder.join(format!("{name}_bg.wasm")), b"\0asm\x01\0\0\0").unwrap();
                let glue = format!("export {{ go as default }};\nconst own = '{}';", entry.about.id);
                put(&folder.join(format!("{name}.js")), glue.as_bytes()).unwrap();
            }
        }
    }

    /// The pages with cards: without the builder, those of words alone, and those that stand in frames.
    fn read(&self) -> Vec<(String, String)> {
        let mut pages = self.pages();
        let words = |folder: &str| folder.ends_with(glossary::FOLDER) || folder.ends_with("/pack");
        pages.retain(|(folder, _)| {
            !folder.ends_with(builder::FOLDER) && !folder.starts_with("embed/") && !words(folder)
        });
        pages
    }

    /// Every page, with its folder below the root.
    fn pages(&self) -> Vec<(String, String)> {
        let mut pages = Vec::new();
        let mut folders = vec![self.to()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap().flatten() {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else if entry.file_name() == "index.html" {
                    let below = folder.strip_prefix(self.to()).unwrap().to_string_lossy().replace('\\', "/");
                    pages.push((below, fs::read_to_string(entry.path()).unwrap()));
                }
            }
        }
        pages
    }
}

impl Drop for Sample {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The value of an attribute of every tag that holds `mark`.
fn values<'a>(page: &'a str, mark: &str, attribute: &str) -> Vec<&'a str> {
    let tags =
        page.split('<').filter_map(|tag| tag.split_once('>').map(|(tag, _)| tag)).filter(|tag| tag.contains(mark));
    tags.filter_map(|tag| tag.split_once(&format!("{attribute}=\""))?.1.split_once('"').map(|(value, _)| value))
        .collect()
}

/// The name of a page's folder without that of its language.
fn english(folder: &str) -> &str {
    if folder == "de" { "" } else { folder.strip_prefix("de/").unwrap_or(folder) }
}

#[test]
fn every_page_names_itself_and_what_it_names_is_there() {
    let sample = Sample::new("named");
    sample.write(Some(ROOT));
    let to = sample.to();
    let drawn: BTreeSet<PathBuf> = jobs(&to).into_iter().map(|job| job.to).collect();
    let map = fs::read_to_string(to.join("sitemap.xml")).unwrap();
    let pages = sample.read();
    let stories: usize = concepts::all().iter().map(|entry| entry.presets.len()).sum();
    // In each language: the home page, the page for lectures, the concepts and their stories, each with its card.
    assert_eq!(pages.len(), 2 * (2 + concepts::all().len() + stories));
    // Without cards, in each language: the builder, the glossary and a pack for each lesson.
    let packs = concepts::all().iter().filter(|entry| entry.lesson.is_some()).count();
    assert_eq!((map.matches("<loc>").count(), drawn.len()), (pages.len() + 2 * (2 + packs), pages.len()));
    let mut titles = BTreeSet::new();
    for (folder, page) in &pages {
        let address = if folder.is_empty() { ROOT.to_owned() } else { format!("{ROOT}{folder}/") };
        assert_eq!(values(page, "rel=\"canonical\"", "href"), [address.as_str()], "{folder}");
        assert_eq!(values(page, "\"og:url\"", "content"), [address.as_str()]);
        assert!(map.contains(&format!("<loc>{address}</loc>")));
        let [card] = values(page, "\"og:image\"", "content")[..] else { panic!("{folder} has no card") };
        assert_eq!(card, format!("{address}card.png"));
        assert!(drawn.contains(&to.join(card.strip_prefix(ROOT).unwrap())), "{card}");
        assert!(values(page, "\"og:image:alt\"", "content").iter().all(|alt| alt.len() > 20), "{folder}");
        let title = page.split("<title>").nth(1).unwrap().split('<').next().unwrap();
        assert!(titles.insert((folder.starts_with("de/"), title)), "{folder}");
        let described = values(page, "application/json+oembed", "href");
        let name = english(folder);
        let of_a_concept = concepts::all().iter().any(|entry| name.starts_with(entry.about.id));
        assert_eq!(described.len(), usize::from(of_a_concept), "{folder}");
        for file in described {
            let text = fs::read_to_string(to.join(file.strip_prefix(ROOT).unwrap())).unwrap();
            let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!((&answer["version"], &answer["type"]), (&"1.0".into(), &"rich".into()));
            assert_eq!(answer["thumbnail_url"], card);
            let frame = values(answer["html"].as_str().unwrap(), "iframe", "src")[0];
            let frame = frame.replace("&amp;", "&");
            let (entry, fragment) = kneepoint::link::locate(&frame).unwrap();
            assert!(frame.starts_with(ROOT) && name.starts_with(entry.about.id), "{frame}");
            let spoken = kneepoint::link::of_page(fragment, "lang");
            assert_eq!(spoken.as_deref(), (name != folder).then_some("de"), "{frame}");
            assert!(kneepoint::link::decode(fragment, entry).complaints.is_empty());
        }
    }
}

#[test]
fn without_the_address_no_page_claims_one() {
    let sample = Sample::new("nameless");
    assert!(sample.write(None).contains("--site"));
    for (folder, page) in sample.pages() {
        let outside = values(&page, "link rel", "href").into_iter().chain(values(&page, "og:", "content"));
        assert!(outside.filter(|value| value.contains("://")).count() == 0, "{folder}");
        for there in values(&page, "hreflang=", "href") {
            let file = sample.to().join(&folder).join(there).join("index.html");
            assert!(file.is_file(), "{folder}: {there}");
        }
    }
    assert!(!sample.to().join("sitemap.xml").exists() && !sample.to().join("robots.txt").exists());
}

#[test]
fn a_story_runs_and_its_neighbours_are_there() {
    let sample = Sample::new("story");
    sample.write(None);
    let mut titles = std::collections::BTreeMap::new();
    for (folder, page) in sample.read().iter().filter(|(folder, _)| english(folder).contains('/')) {
        let (concept, preset) = english(folder).split_once('/').unwrap();
        let run = format!("../#preset={preset}");
        assert_eq!(values(page, "class=\"btn\"", "href"), [run.as_str()]);
        let address = format!("https://x.y/{folder}/");
        let (entry, link) = kneepoint::link::locate(&address).unwrap();
        assert_eq!((entry.about.id, link), (concept, entry.preset(preset).unwrap().link));
        for there in values(page, "a href=\"../", "href").iter().filter(|to| !to.contains('#') && to.len() > 3) {
            assert!(sample.to().join(folder).join(there).join("index.html").is_file(), "{folder}: {there}");
        }
        assert_eq!(page.matches("<svg").count(), 4, "{folder}: the mark, two figures, the triangle");
        assert!(!page.contains(" style=\"") && !page.contains("onclick"), "{folder}");
        let [there] = values(page, "class=\"lang\"", "href")[..] else { panic!("{folder} has no switch") };
        assert!(sample.to().join(folder).join(there).join("index.html").is_file(), "{folder}: {there}");
        let of_two: &mut BTreeSet<String> = titles.entry(english(folder).to_owned()).or_default();
        of_two.insert(page.split("<h1>").nth(1).unwrap().split('<').next().unwrap().to_owned());
    }
    // Some stories bear the name of a product or a number, which is the same everywhere.
    let said = titles.values().filter(|titles| titles.len() == 2).count();
    assert!(4 * said > 3 * titles.len(), "{said} of {} titles are German", titles.len());
}

#[test]
fn cards_are_drawn_with_our_letters_and_kept() {
    let sample = Sample::new("cards");
    let kept = sample.0.join("kept");
    let press = Press::new().unwrap();
    for job in jobs(&sample.to()) {
        let svg = (job.draw)().unwrap();
        let words: String = svg.split('<').filter_map(|part| part.split_once('>').map(|(_, words)| words)).collect();
        let missing = press.missing(&words);
        assert!(missing.is_empty(), "{}: no font has {missing:?}", job.to.display());
    }
    let few: Vec<Job> = jobs(&sample.to()).into_iter().take(2).collect();
    assert_eq!(press.run(&few, &kept).unwrap().fresh, 2);
    let again = press.run(&few, &kept).unwrap();
    assert_eq!((again.all, again.fresh), (2, 0));
    let picture = fs::read(&few[1].to).unwrap();
    assert_eq!(&picture[..8], b"\x89PNG\r\n\x1a\n");
    let side = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().unwrap());
    assert_eq!((side(16), side(20)), card::SIDES);
    // Letters leave ink: the same card without them is another picture.
    let svg = (few[1].draw)().unwrap();
    let bare: String =
        svg.split("<text").map(|part| part.split_once("</text>").map_or(part, |(_, rest)| rest)).collect();
    assert_ne!(press.pixels(&svg).unwrap(), press.pixels(&bare).unwrap());
}

#[test]
fn the_app_and_the_single_file_are_whole() {
    let sample = Sample::new("app");
    sample.write(None);
    let to = sample.to();
    let manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(to.join("manifest.webmanifest")).unwrap()).unwrap();
    for icon in manifest["icons"].as_array().unwrap() {
        let picture = fs::read(to.join(icon["src"].as_str().unwrap())).unwrap();
        if let Some((width, _)) = icon["sizes"].as_str().unwrap().split_once('x') {
            assert_eq!(u32::from_be_bytes(picture[16..20].try_into().unwrap()).to_string(), width);
        }
    }
    assert_eq!(manifest["shortcuts"].as_array().unwrap().len(), concepts::by_group().len());
    // What is kept is there, and with it all that a page asks for by itself.
    let script = fs::read_to_string(to.join("sw.js")).unwrap();
    let list = |name: &str| -> std::collections::BTreeMap<String, String> {
        let list = script.split_once(&format!("const {name} = ")).unwrap().1.split_once(";\n").unwrap().0;
        serde_json::from_str(list).unwrap()
    };
    let (files, spoken) = (list("FILES"), list("SPOKEN"));
    assert!(files.keys().chain(spoken.keys()).all(|file| to.join(file).is_file()));
    assert!(files.keys().all(|file| !spoken.contains_key(file)));
    for (folder, page) in sample.read() {
        let kept = if english(&folder) == folder { &files } else { &spoken };
        let page_file = if folder.is_empty() { "index.html".to_owned() } else { format!("{folder}/index.html") };
        // A story is a door to its concept, and is fetched when it is wanted.
        let story = english(&folder).contains('/');
        assert_eq!(kept.contains_key(&page_file), !story, "{folder}");
        if story {
            continue;
        }
        for asked in ["data-glue", "data-module", "data-later", " src"] {
            let file = values(&page, "id=\"boot\"", asked)[0].trim_start_matches(['.', '/']);
            assert!(files.contains_key(file), "{folder}: {file}");
        }
        let take = values(&page, "id=\"boot\"", "data-take")[0].trim_start_matches(['.', '/']);
        let file = fs::read_to_string(to.join(take)).unwrap();
        for mark in ["title", "words", "concept", "root", "link", "app"] {
            assert_eq!(file.matches(&format!("<!--{mark}-->")).count(), 1, "{mark}");
        }
        assert!(!file.contains("url(\"fonts/") && !file.contains(" src=\""), "nothing is outside");
    }
}

#[test]
fn every_concept_has_its_program_and_can_do_with_the_whole() {
    let sample = Sample::new("split");
    sample.split();
    sample.write(None);
    let to = sample.to();
    let kept = fs::read_to_string(to.join("sw.js")).unwrap();
    let named = |page: &str, what: &str| values(page, "id=\"boot\"", what)[0].trim_start_matches(['.', '/']).to_owned();
    let pages: std::collections::BTreeMap<String, String> = sample.read().into_iter().collect();
    let (glue, module) = (named(&pages[""], " data-glue"), named(&pages[""], " data-module"));
    let mut takes = BTreeSet::from([named(&pages[""], "data-take")]);
    for id in concepts::all().iter().map(|entry| entry.about.id) {
        let page = &pages[id];
        let own = named(page, " data-glue");
        assert!(
            own.starts_with(&format!("kneepoint-{id}-"))
                && named(page, " data-module").starts_with(&own[..own.len() - 3])
        );
        assert!(fs::read_to_string(to.join(&own)).unwrap().contains(&format!("'{id}'")));
        assert_eq!((named(page, "data-whole-glue"), named(page, "data-whole-module")), (glue.clone(), module.clone()));
        assert!(to.join(named(page, " data-module")).is_file() && !kept.contains(&own));
        // Its threads go over to a program of theirs; nothing else asks for that, and nobody keeps it.
        let thread = values(page, "kneepoint-thread", "content")[0];
        assert!(thread.starts_with(&format!("kneepoint-thread-{id}-")) && !kept.contains(thread), "{thread}");
        assert!(to.join(thread).is_file() && to.join(thread.replace(".js", "_bg.wasm")).is_file(), "{thread}");
        assert_eq!(page.matches(thread.trim_end_matches(".js")).count(), 1, "{id}");
        assert_eq!(values(&pages[&format!("de/{id}")], "kneepoint-thread", "content"), [thread]);
        let take = named(page, "data-take");
        assert!(!fs::read_to_string(to.join(&take)).unwrap().contains("kneepoint-thread-"), "{id}");
        assert!(fs::read_to_string(to.join(&take)).unwrap().contains(&format!("'{id}'")));
        assert!(takes.insert(take), "{id}: its file to take along is its own");
    }
    assert!(kept.contains(&glue) && kept.contains(&module));
    assert!(!pages[""].contains("kneepoint-thread"), "the home page computes nothing in threads");
}

#[test]
fn the_package_holds_what_its_element_asks_for() {
    let sample = Sample::new("npm");
    sample.split();
    sample.write(None);
    let to = sample.0.join("npm");
    let package: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(to.join("package.json")).unwrap()).unwrap();
    assert_eq!(package["name"], "kneepoint");
    assert_eq!(package["version"].as_str().unwrap().split('.').count(), 3);
    let element = fs::read_to_string(to.join(package["main"].as_str().unwrap())).unwrap();
    assert!(to.join(package["types"].as_str().unwrap()).is_file());
    let style = element.split('"').find(|text| text.starts_with("./figure-")).unwrap();
    assert!(to.join(style).is_file());
    let seals = element.split_once("{__proto__:null,").unwrap().1.split_once('}').unwrap().0;
    let seals: std::collections::BTreeMap<String, String> = serde_json::from_str(&format!("{{{seals}}}")).unwrap();
    assert_eq!(seals.len(), concepts::all().len() + 1);
    // The programs of pages are not for figures.
    assert_eq!(
        fs::read_dir(&to)
            .unwrap()
            .flatten()
            .filter(|file| file.path().extension().is_some_and(|end| end == "wasm"))
            .count(),
        seals.len()
    );
    for (id, seal) in seals {
        let stem = if id.is_empty() { format!("kneepoint-{seal}") } else { format!("kneepoint-figure-{id}-{seal}") };
        assert!(to.join(format!("{stem}.js")).is_file() && to.join(format!("{stem}_bg.wasm")).is_file(), "{stem}");
    }
    // What a figure in German fetches.
    let messages = fs::read_to_string(to.join("messages/de.txt")).unwrap();
    assert!(
        messages.lines().flat_map(|line| line.split(' ').skip(1)).all(|file| to.join("messages").join(file).is_file())
    );
    let readme = fs::read_to_string(to.join("README.md")).unwrap();
    assert!(concepts::all().iter().all(|entry| readme.contains(&format!("`{}`", entry.about.id))));
}

#[test]
fn pages_of_words_name_only_what_is_there() {
    let sample = Sample::new("words");
    sample.write(None);
    let pages: Vec<_> = sample
        .pages()
        .into_iter()
        .filter(|(folder, _)| folder.ends_with(glossary::FOLDER) || folder.ends_with("/pack"))
        .collect();
    assert!(pages.len() > 10);
    for (folder, page) in pages {
        for there in values(&page, "a ", "href") {
            let path = there.split('#').next().unwrap();
            if !path.contains("://") && !path.is_empty() {
                assert!(sample.to().join(&folder).join(path).join("index.html").is_file(), "{folder}: {there}");
            }
        }
        assert!(!page.contains(" style=\"") && !page.contains("<script src"), "{folder}");
    }
}

#[test]
fn german_pages_are_whole_and_name_their_english_ones() {
    lang::listen();
    let sample = Sample::new("german");
    sample.write(Some(ROOT));
    let missing: Vec<String> = lang::missing().into_iter().collect();
    assert!(missing.is_empty(), "no German for:\n{}", missing.join("\n"));
    let pages: std::collections::BTreeMap<String, String> = sample.pages().into_iter().collect();
    let german: Vec<&String> = pages.keys().filter(|folder| *folder == "de" || folder.starts_with("de/")).collect();
    let packs = concepts::all().iter().filter(|entry| entry.lesson.is_some()).count();
    let stories: usize = concepts::all().iter().map(|entry| entry.presets.len()).sum();
    // Home, lectures, glossary, builder.
    assert_eq!(german.len(), 4 + concepts::all().len() + stories + packs);
    for folder in german {
        let (page, name) = (&pages[folder], folder.trim_start_matches("de").trim_start_matches('/'));
        let address = |folder: &str| if folder.is_empty() { ROOT.to_owned() } else { format!("{ROOT}{folder}/") };
        assert!(page.contains("<html lang=\"de\">"), "{folder}");
        assert_eq!(values(page, "rel=\"canonical\"", "href"), [address(folder).as_str()]);
        let (english, here) = (address(name), address(folder));
        for page in [page, &pages[name]] {
            for (lang, there) in [("en", &english), ("de", &here), ("x-default", &english)] {
                assert_eq!(values(page, &format!("hreflang=\"{lang}\" href=\"http"), "href"), [there], "{folder}");
            }
        }
        // What it links to is there, in German where that exists.
        for there in values(page, "a ", "href").iter().map(|there| there.split('#').next().unwrap()) {
            let path = std::path::Path::new(folder).join(there);
            if there.is_empty() || there.contains("://") {
                continue;
            }
            assert!(sample.to().join(&path).join("index.html").is_file(), "{folder}: {there}");
        }
        let program = values(page, "id=\"boot\"", "src");
        assert!(program.iter().all(|src| sample.to().join(folder).join(src).is_file()), "{folder}: {program:?}");
    }
    let lesson = kneepoint::concepts::find("load-balancing").unwrap().lesson.unwrap().german.unwrap();
    assert!(pages["de/load-balancing"].contains(&content::escape(lesson.beats[1].title)));
    assert!(values(&pages["de/load-balancing"], "kneepoint-other", "content") == ["../../load-balancing/"]);
    assert!(values(&pages["de/load-balancing"], "kneepoint-home", "content") == ["../../de/"]);
    assert!(values(&pages["load-balancing"], "kneepoint-other", "content") == ["../de/load-balancing/"]);
}
