//! The row above the map: search over concepts, stories and the glossary, and what to try next.

use super::been;
use crate::concepts;
use crate::lang::say;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// So many results are shown.
const MOST: usize = 10;

/// Something that can be found.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// What it is called.
    pub title: &'static str,
    /// What it is: the concept of a story or a word, or "concept".
    pub kind: String,
    /// A sentence about it.
    pub says: &'static str,
    /// Its address below the root.
    pub to: String,
}

/// What a query finds: all its words stand in the title, the kind or the sentence. Titles that begin with it come first,
/// then titles that hold it, then the rest.
pub fn find(query: &str) -> Vec<Found> {
    let query = query.trim().to_lowercase();
    if query.is_empty() {
        return Vec::new();
    }
    let mut all: Vec<(u8, Found)> = everything().filter_map(|found| Some((rank(&query, &found)?, found))).collect();
    crate::sim::order::sort_by(&mut all, |a, b| a.0.cmp(&b.0));
    all.into_iter().map(|(_, found)| found).take(MOST).collect()
}

fn rank(query: &str, found: &Found) -> Option<u8> {
    // As it stands on the page, in the language that is spoken there.
    let title = say(found.title).to_lowercase();
    let text = format!("{title} {} {}", say(&found.kind), say(found.says)).to_lowercase();
    query.split_whitespace().all(|word| text.contains(word)).then(|| match () {
        () if title.starts_with(query) => 0,
        () if title.contains(query) => 1,
        () => 2,
    })
}

fn everything() -> impl Iterator<Item = Found> {
    concepts::all().iter().flat_map(|entry| {
        let about = entry.about;
        let concept =
            Found { title: about.title, kind: "concept".to_owned(), says: about.lead, to: format!("{}/", about.id) };
        let words = entry.glossary.iter().map(move |term| Found {
            title: term.word,
            kind: format!("word, {}", about.title),
            says: term.says,
            to: format!("{}/#{}", about.id, term.link),
        });
        let stories = entry.presets.iter().map(move |preset| Found {
            title: preset.title,
            kind: format!("story, {}", about.title),
            says: "",
            to: format!("{}/#preset={}", about.id, preset.id),
        });
        std::iter::once(concept).chain(words).chain(stories)
    })
}

#[derive(PartialEq, Properties)]
pub struct FindProps {
    /// The way to the site's root.
    pub root: AttrValue,
}

/// The row.
#[component]
pub fn Find(props: &FindProps) -> Html {
    let query = use_state(String::new);
    let found = find(&query);
    let oninput = {
        let query = query.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                query.set(input.value());
            }
        })
    };
    let onkeydown = {
        let query = query.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                query.set(String::new());
            }
        })
    };
    let root = &props.root;
    let count = match (query.trim().is_empty(), found.len()) {
        (true, _) => String::new(),
        (false, 0) => format!("Nothing is called “{}”.", query.trim()),
        (false, 1) => "1 found.".to_owned(),
        (false, n) if n == MOST => format!("The first {n}."),
        (false, n) => format!("{n} found."),
    };
    html! {
        <div class="find">
            <search {onkeydown}>
                <label><span class="sr">{"Search concepts, stories and words"}</span>
                    <input type="search" placeholder="Search concepts, stories, words" value={(*query).clone()} {oninput} data-testid="search" autocomplete="off" />
                </label>
                <p class="sr" role="status" aria-live="polite" data-testid="found-count">{&count}</p>
                if !query.trim().is_empty() {
                    <ul class="found" aria-label="Found" data-testid="found">
                        if found.is_empty() { <li class="none">{count}</li> }
                        { for found.iter().map(|one| html! {
                            <li key={one.to.clone() + one.title}><a href={format!("{root}{}", one.to)}>
                                <b>{one.title}</b><span class="kind">{&one.kind}</span>
                                if !one.says.is_empty() { <span class="says">{one.says}</span> }
                            </a></li>
                        }) }
                    </ul>
                }
            </search>
            <p class="next-up">
                if let Some(entry) = been::next(&been::read()) {
                    {if been::read().is_empty() { "Begin with " } else { "Next: " }}
                    <a href={format!("{root}{}/", entry.about.id)} data-testid="next-up">{entry.about.title}</a>
                    {". "}
                }
                <a href={format!("{root}glossary/")}>{"Glossary"}</a>
            </p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn concepts_stories_and_words_are_found() {
        assert_eq!(find("load bal")[0].to, "load-balancing/");
        assert!(find("slow one").iter().any(|found| found.to == "load-balancing/#preset=the-slow-one"));
        let word = find("knee").into_iter().find(|found| found.title == "knee").unwrap();
        assert!(word.to.starts_with("load-balancing/#") && !word.says.is_empty());
        assert!(find("  ").is_empty() && find("xyzzy").is_empty());
    }
}
