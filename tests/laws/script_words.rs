//! German is whole in what stands around the program as well: in the page that every page is made of, and in the scripts
//! that speak to its reader before the program does, or without it.

use crate::sources::{book, root};
use kneepoint::lang::Book;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Where the scripts stand. The builder's are held to German where its page is written (xtask/pages).
const ROOMS: [&str; 2] = ["assets", "assets/embed"];
/// Written by others.
const NOT_OURS: &str = "assets/gifenc.js";
/// What looks like words and is none: classes, names of interfaces, our name.
const NO_WORDS: [&str; 5] = ["shell ready", "shell bad", "VideoEncoder", "Kneepoint", "(prefers-color-scheme: dark)"];

fn scripts() -> Vec<PathBuf> {
    let mut all = Vec::new();
    for room in ROOMS {
        let files = std::fs::read_dir(root().join(room)).unwrap().flatten().map(|entry| entry.path());
        all.extend(files.filter(|path| path.extension().is_some_and(|end| end == "js")));
    }
    all.retain(|path| *path != root().join(NOT_OURS));
    all.sort();
    all
}

/// The texts of a script, with 7 in the holes of templates; what stands in a hole is read as well.
fn literals(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let chars: Vec<char> = source.chars().collect();
    code(&chars, 0, false, &mut found);
    found
}

/// Reads code up to its end, or, in a template's hole, up to the brace that closes it; where it ends.
fn code(chars: &[char], mut at: usize, hole: bool, found: &mut Vec<String>) -> usize {
    let (mut depth, mut before) = (0, ' ');
    while at < chars.len() {
        let (c, next) = (chars[at], chars.get(at + 1).copied().unwrap_or(' '));
        at = match (c, next) {
            ('/', '/') => skip(chars, at, |rest| rest.starts_with(&['\n'])),
            ('/', '*') => skip(chars, at + 2, |rest| rest.starts_with(&['*', '/'])) + 2,
            // After an operator a slash begins a pattern; after a value it divides.
            ('/', _) if before == ' ' || "(,=:[!&|?{};>".contains(before) => pattern(chars, at + 1),
            ('"' | '\'' | '`', _) => text(chars, at + 1, c, found),
            ('{', _) => {
                depth += 1;
                at + 1
            }
            ('}', _) if hole && depth == 0 => return at + 1,
            ('}', _) => {
                depth -= 1;
                at + 1
            }
            _ => at + 1,
        };
        if !c.is_whitespace() {
            before = c;
        }
    }
    at
}

fn skip(chars: &[char], from: usize, is_end: impl Fn(&[char]) -> bool) -> usize {
    (from..chars.len()).find(|at| is_end(&chars[*at..])).unwrap_or(chars.len())
}

/// The end of a pattern; a slash in brackets does not close it.
fn pattern(chars: &[char], mut at: usize) -> usize {
    let mut bracket = false;
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 1,
            '[' => bracket = true,
            ']' => bracket = false,
            '/' if !bracket => return at + 1,
            _ => {}
        }
        at += 1;
    }
    at
}

fn text(chars: &[char], mut at: usize, quote: char, found: &mut Vec<String>) -> usize {
    let mut said = String::new();
    while at < chars.len() && chars[at] != quote {
        if chars[at] == '\\' {
            said.extend(chars.get(at + 1));
            at += 2;
        } else if quote == '`' && chars[at..].starts_with(&['$', '{']) {
            said.push('7');
            at = code(chars, at + 2, true, found);
        } else {
            said.push(chars[at]);
            at += 1;
        }
    }
    found.push(said);
    at + 1
}

/// Whether people may read it: words with a space between them, or one with a capital. Markup, styles and what is for
/// whoever writes a page (`Content-Security-Policy` alone) are no words.
fn is_read(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_word = |word: &&&str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        bare.len() > 1 && bare.chars().all(|c| c.is_alphabetic() || "-'’".contains(c))
    };
    let capital = |word: &&str| {
        word.starts_with(char::is_uppercase) && (word.len() == 1 || word.chars().skip(1).any(char::is_lowercase))
    };
    let sentence = words.iter().filter(is_word).count() > 1;
    let begins = words.first().is_some_and(capital) && words.iter().any(|word| is_word(&word));
    !text.contains(['<', '{', '=']) && (sentence || begins)
}

/// What stands between the tags of a page, and its labels.
fn seen(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some((text, after)) = rest.split_once('<') {
        found.push(text.trim().to_owned());
        let end = if after.starts_with("!--") { "-->" } else { ">" };
        let (tag, after) = after.split_once(end).unwrap_or((after, ""));
        for label in ["aria-label=\"", "title=\"", "alt=\"", "placeholder=\""] {
            found.extend(tag.split_once(label).and_then(|(_, label)| Some(label.split_once('"')?.0.to_owned())));
        }
        rest = after;
    }
    found.retain(|text| is_read(text));
    found
}

fn missing(book: &Book, text: &str) -> Vec<String> {
    // The mark of a failure is for the page, which says the rest.
    book.say(text.trim_start_matches('!')).missing
}

#[test]
fn no_text_around_the_program_is_missing() {
    let book = book();
    let (mut wrong, mut used, mut seen_count) = (Vec::new(), BTreeSet::new(), 0);
    for file in scripts() {
        let at = file.strip_prefix(root()).unwrap_or(&file).display().to_string();
        let mut texts = literals(&std::fs::read_to_string(&file).unwrap());
        texts.retain(|text| is_read(text));
        for text in &texts {
            if let Some(known) = NO_WORDS.iter().find(|known| **known == *text) {
                used.insert(*known);
                continue;
            }
            seen_count += 1;
            // What another page runs before it has messages says both languages itself.
            let alone = at.starts_with("assets/embed/");
            let is_german = alone && texts.iter().any(|english| english != text && book.say(english).text == *text);
            let missing = missing(&book, text);
            if !missing.is_empty() && !is_german {
                wrong.push(format!("{at}: {text:?} lacks {missing:?}"));
            } else if alone && !is_german && !texts.contains(&book.say(text).text) {
                wrong.push(format!("{at}: {text:?} is not there in German"));
            }
        }
    }
    let page = seen(&std::fs::read_to_string(root().join("index.html")).unwrap());
    let words: Vec<&String> = page.iter().filter(|text| *text != "Kneepoint").collect();
    wrong.extend(
        words.iter().filter(|text| !missing(&book, text).is_empty()).map(|text| format!("index.html: {text:?}")),
    );
    assert!(
        seen_count >= 8 && words.len() >= 2,
        "only {seen_count} and {words:?} were found: what looks for them is broken"
    );
    assert!(wrong.is_empty(), "no German in src/lang/de.po for:\n{}", wrong.join("\n"));
    let idle: Vec<_> = NO_WORDS.iter().filter(|text| !used.contains(**text)).collect();
    assert!(idle.is_empty(), "these stand nowhere any more: {idle:?}");
}

#[test]
fn words_are_told_from_code() {
    let source = r#"
        // Not this "comment here".
        const a = b / 2, c = /"not me" either/.test(d) ? `Take ${e ? "it away" : 'x'} now` : "one-word";
        /* nor "this one" */ f("Reload", "btn o", "<b>bold words</b>", 'a "quoted word" here');
    "#;
    let read: Vec<String> = literals(source).into_iter().filter(|text| is_read(text)).collect();
    assert_eq!(read, ["it away", "Take 7 now", "Reload", "a \"quoted word\" here"]);
    assert_eq!(seen("<p title=\"A label.\">Two words</p><!-- not these --><i>x</i>"), ["A label.", "Two words"]);
    assert!(!missing(&book(), "Nobody has put this into German.").is_empty());
}
