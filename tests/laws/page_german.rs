//! German is whole on the page as well: every text in the sources of what people read has a message, and no message of
//! the page is English.

use crate::sources::{Literal, book, files, literals, read, root};
use kneepoint::lang::Book;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Where texts of the page stand: all of it, and what it says of links, decks, formulas, lanes and guesses.
const ROOMS: &[&str] = &["src/web", "src/concept", "src/deck", "src/link", "src/link.rs", "src/param"];
/// Read by whoever writes a lesson, a prediction or a program, and by no reader of the page.
const NOT_SHOWN: &[&str] = &[
    "src/concept/lesson/compile",
    "src/concept/lesson/law.rs",
    "src/concept/predict/law.rs",
    "src/concept/data",
    "src/deck/write.rs",
];
/// What looks like words and is none: names of keys, values of styles and of markup, names that are the same everywhere.
const NO_WORDS: &[&str] = &[
    "ArrowRight",
    "ArrowLeft",
    "ArrowUp",
    "ArrowDown",
    "PageUp",
    "PageDown",
    "userSpaceOnUse",
    "translate(0 7)",
    "pick long",
    "btn o",
    "add-lane",
    "left: {:.2}%; top: {:.2}%",
    "visible",
    "minmax(0, {}fr)",
    " minmax(0, 1fr)",
    "--export: minmax(0, 1fr)",
    "--plot-h: {height}px; --finger-h: {finger}px",
    "--finger-h: {finger}px",
    "(pointer: coarse), (max-width: 719px)",
    "(prefers-color-scheme: dark)",
    "VideoEncoder",
    // Between the wall and the notes.
    "to {beat}",
    // On the console of the browser.
    "The worker could not run:",
];
/// Templates that are put together of words, with an example of what stands in their holes.
const PUT: &[(&str, &[&str])] = &[
    ("{} At least {} must stay.", &["S3", "two"]),
    (", {} at most", &["five"]),
    ("{bad} of {lines} {noun} {are} left out.", &["3", "70", "lines", "could not be read and are"]),
    ("{} {frames}, {}× speed", &["30", "frames", "0.5"]),
    (" at {}, line {}", &["7", "7"]),
    ("The program stopped{place}: {}.", &[" at 7, line 7", "7"]),
    (
        "{mean} of the height off on average, most at {}: {said} is {side}, it was {was}",
        &["12 %", "40", "7 s", "too low", "9 s"],
    ),
    ("A beat has one {what}.", &["question"]),
];
/// Pieces that never stand alone, by a sentence that holds them.
const WITHIN: &[(&str, &str)] = &[
    ("could not be read and is", "1 of 70 lines could not be read and is left out."),
    ("could not be read and are", "3 of 70 lines could not be read and are left out."),
    (" at {}, line {}", "The program stopped at 7, line 7: 7."),
];

/// What may stand in a hole: a number, a name, a word of the page, a number with its noun.
const FILLINGS: [&str; 5] = ["7", "S3", "Rate", "7 requests", "0.5 s"];

fn sources() -> Vec<PathBuf> {
    let mut all = Vec::new();
    for room in ROOMS {
        let path = root().join(room);
        all.extend(if path.is_dir() { files(&path) } else { vec![path] });
    }
    all.retain(|file| !NOT_SHOWN.iter().any(|room| file.starts_with(root().join(room))));
    all
}

/// The text with its holes filled, one filling after the other.
fn filled(text: &str, fillings: &[&str]) -> String {
    let mut out = String::new();
    let (mut rest, mut count) = (text, 0);
    while let Some(at) = rest.find(['{', '}']) {
        let brace = &rest[at..=at];
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if rest.starts_with(brace) {
            out.push_str(brace);
            rest = &rest[1..];
        } else if brace == "{" {
            let (hole, after) = rest.split_once('}').unwrap_or((rest, ""));
            // `{:?}` is for developers, `{:.1}` is a number.
            out.push_str(if hole.contains(":.") { FILLINGS[0] } else { fillings[count % fillings.len()] });
            count += 1;
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// All ways in which up to three holes are filled, or the way that is given.
fn ways(literal: &Literal) -> Vec<Vec<&'static str>> {
    if let Some((_, put)) = PUT.iter().find(|(text, _)| *text == literal.text) {
        return vec![put.to_vec()];
    }
    let mut ways: Vec<Vec<&'static str>> = FILLINGS.iter().map(|one| vec![*one]).collect();
    for _ in 1..literal.text.matches('{').count().min(3) {
        ways = ways.iter().flat_map(|way| FILLINGS.iter().map(|one| [&way[..], &[*one]].concat())).collect();
    }
    ways
}

/// What of a text has no message, whatever stands in its holes; nothing if one way of filling them has it all.
fn missing(book: &Book, literal: &Literal) -> Option<String> {
    let mut least: Option<Vec<String>> = None;
    let ways = if literal.holes { ways(literal) } else { vec![Vec::new()] };
    for way in ways {
        let text = if literal.holes { filled(&literal.text, &way) } else { literal.text.clone() };
        let text =
            WITHIN.iter().find(|(piece, _)| *piece == literal.text).map_or(text, |(_, whole)| (*whole).to_owned());
        let mut said = book.say(&text);
        if !said.missing.is_empty() && text.starts_with(char::is_lowercase) {
            // What is wrong with a value follows it: "rate=x is not a number". A key is the same in every language.
            said = book.say(&format!("7 {text}"));
        }
        if said.missing.is_empty() {
            return None;
        }
        if least.as_ref().is_none_or(|least| said.missing.concat().len() < least.concat().len()) {
            least = Some(said.missing);
        }
    }
    least.map(|pieces| pieces.join(" | "))
}

#[test]
fn no_text_of_the_page_is_missing() {
    let book = book();
    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    let mut seen = 0;
    for file in sources() {
        for literal in literals(&file) {
            seen += 1;
            if let Some(text) = NO_WORDS.iter().find(|text| **text == literal.text) {
                used.insert(*text);
            } else if let Some(piece) = missing(&book, &literal) {
                let at = literal.file.strip_prefix(root()).unwrap_or(&literal.file).display().to_string();
                wrong.push(format!("{at}:{}: {:?} lacks {piece:?}", literal.line, literal.text));
            }
        }
    }
    assert!(seen > 400, "only {seen} texts were found: what looks for them is broken");
    assert!(wrong.is_empty(), "no German in src/lang/de.po for:\n{}", wrong.join("\n"));
    let idle: Vec<_> = NO_WORDS.iter().filter(|text| !used.contains(**text)).collect();
    assert!(idle.is_empty(), "these stand nowhere any more: {idle:?}");
}

#[test]
fn what_people_read_is_told_from_the_rest() {
    let source = r#"
        /// A comment with words.
        fn view() {
            let key = "data-key";
            node.get_attribute("never mind this"); node.set_attribute("class", "wide");
            match key { "not this one" => "but this one", _ => "lower" };
            html! { <a class="one two" data-testid="three four" title="A title." aria-label={format!("Take {} away", name)}>
                {"word"}<b>{if on { "on" } else { "off" }}</b>
                if bare { <i class={classes!("a b")}>{"inside it"}</i> }
            </a> }
        }
        #[cfg(test)] mod tests { fn t() { say("Not shown to anybody."); } }
    "#;
    let found: Vec<String> = read(Path::new("x.rs"), source).into_iter().map(|literal| literal.text).collect();
    let wanted = ["but this one", "A title.", "Take {} away", "word", "on", "off", "inside it"];
    assert_eq!(found, wanted);
}

#[test]
fn a_text_without_a_message_is_found() {
    let book = book();
    let literal = |text: &str, holes| Literal { file: PathBuf::new(), line: 1, text: text.to_owned(), holes };
    assert!(missing(&book, &literal("Nobody has put this into German.", false)).is_some());
    assert!(missing(&book, &literal("Nobody has put {this} into German.", true)).is_some());
    assert_eq!(filled("{a} {{x}} {:.2} {b:?}", &["7", "S3"]), "7 {x} 7 7");
}
