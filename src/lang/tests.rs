use super::*;
use crate::lang::pattern::{Holds, Piece, pieces};

fn book(file: &str) -> Book {
    let mut book = Book::new();
    book.add(read(file).unwrap());
    book
}

const FILE: &str = r#"
msgid ""
msgstr "Language: de\n"

# holes
msgid "{a} left: {why}"
msgstr "{a} ging: {why}"
msgid "{#n} of {#m} requests were rejected"
msgstr "{#n} von {#m} Anfragen wurden abgelehnt"
msgid "1 of {#m} requests was rejected"
msgstr "1 von {#m} Anfragen wurde abgelehnt"
msgid "{x} is {y}"
msgstr "{x} ist {y}"
msgid "the server is {y}"
msgstr "der Server ist {y}"
msgid "up"
msgstr "oben"
msgid "down"
msgstr "unten"
msgid "it was the oldest"
msgstr "er war der "
"älteste"
msgid "Arrival rate"
msgstr "Ankunftsrate"
msgid "{#a} to {#b}, {what}"
msgstr "{what}: {#b} nach {#a}"
msgid "rate {#a}"
msgstr "Rate {#a}"
msgid "Nobody {Waits}, { or {}."
msgstr "Niemand {Waits}, { oder {}."
msgid "Now {now:p99|s}, and {answer} of {before}."
msgstr "Jetzt {now:p99|s}, und {answer} von {before}."
msgid "waits {#n}"
msgstr "wartet {#n}"
"#;

fn said(text: &str) -> String {
    let said = book(FILE).say(text);
    assert!(said.missing.is_empty(), "{said:?}");
    said.text
}

#[test]
fn texts_are_looked_up_when_they_are_finished() {
    for (text, other) in [
        ("it was the oldest", "er war der älteste"),
        ("s3 left: it was the oldest", "s3 ging: er war der älteste"),
        ("1,204 of 19,600 requests were rejected", "1.204 von 19.600 Anfragen wurden abgelehnt"),
        ("1 of 2 requests was rejected", "1 von 2 Anfragen wurde abgelehnt"),
        ("the server is down", "der Server ist unten"),
        ("S4 is up", "S4 ist oben"),
        ("S4 is up. the server is down; rate 0.5", "S4 ist oben. der Server ist unten; Rate 0,5"),
        ("arrival rate", "Ankunftsrate"),
        ("Up.", "Oben."),
        ("  up ", "  oben "),
        ("12 to 0.5 ms, up", "oben: 0,5 ms nach 12"),
        ("rate 4.2 s · up · 12", "Rate 4,2 s · oben · 12"),
        ("rate ∞", "Rate ∞"),
        ("up (down)", "oben (unten)"),
        ("“up”", "„oben“"),
        ("Nobody {Waits}, { or {}.", "Niemand {Waits}, { oder {}."),
        ("Now 0.44 s, and 12.5 of 1,200.", "Jetzt 0,44 s, und 12,5 von 1.200."),
        ("waits 12 ms", "wartet 12 ms"),
        ("19.6 %", "19,6 %"),
        ("S1, k17, LRU-2, 0.5×", "S1, k17, LRU-2, 0,5×"),
    ] {
        assert_eq!(said(text), other);
    }
}

#[test]
fn what_has_no_message_is_named_and_stays() {
    let book = book(FILE);
    let said = book.say("S4 is up. The clock stopped at 1,204");
    assert_eq!(said.text, "S4 ist oben. The clock stopped at 1,204");
    assert_eq!(said.missing, ["The clock stopped at 1,204"]);
    assert_eq!(book.say("S3 left: nobody knows").missing, ["nobody knows"]);
    assert_eq!(book.say("nginx 1.22 runs").text, "nginx 1.22 runs");
}

#[test]
fn numbers_are_put_down_and_taken_in() {
    for (english, german) in [
        ("1,204.5", "1.204,5"),
        ("0.44 s", "0,44 s"),
        ("3, 4 and 5.", "3, 4 and 5."),
        ("1,2,3", "1,2,3"),
        ("127.0.0.1", "127.0.0.1"),
        ("v1.22", "v1.22"),
        ("−3.25", "−3,25"),
        ("12", "12"),
    ] {
        assert_eq!(put_down(english), german);
    }
    for (german, english) in [
        ("0,5", "0.5"),
        ("1.204,5", "1204.5"),
        ("1.204", "1204"),
        ("0.5", "0.5"),
        ("12.5", "12.5"),
        ("1,2,3", "1,2,3"),
        ("−3,25", "−3.25"),
        (" 40 ", "40"),
        ("∞", "∞"),
        ("", ""),
    ] {
        assert_eq!(take_in(german), english);
    }
}

#[test]
fn holes_are_lower_case_words() {
    let hole = |name: &str, holds| Piece::Hole(name.into(), holds);
    assert_eq!(pieces("{a}{#n2}{=k}"), [hole("a", Holds::Text), hole("n2", Holds::Number), hole("k", Holds::Kept)]);
    assert_eq!(pieces("{now:p99|s}"), [hole("now:p99|s", Holds::Number)]);
    for text in ["{", "{a", "{A}", "{}", "{a: 1}", "a } b"] {
        assert_eq!(pieces(text), [Piece::Letters(text.into())]);
    }
}

#[test]
fn what_is_wrong_in_a_file_is_named_with_its_line() {
    for (file, line, word) in [
        ("msgid \"a\"\nmsgstr b", 2, "neither"),
        ("msgstr \"b\"", 1, "no msgid"),
        ("msgid \"a\"\nmsgctxt \"b\"", 2, "msgctxt"),
        ("msgid \"a\\x\"", 1, "backslash"),
        ("msgid \"a", 1, "quote"),
        ("msgid \"a\"b\"", 1, "quote"),
        ("msgid \"a\"\nmsgstr \"b\"\nmsgstr \"c\"", 3, "no msgid"),
    ] {
        let (at, sentence) = read(file).unwrap_err();
        assert_eq!((at, sentence.contains(word)), (line, true), "{file}: {sentence}");
    }
    let read = read("msgid \"\"\nmsgstr \"head\"\nmsgid \"a\\\"\\n\"\nmsgstr \"\"\n\"b\"\nmsgid \"c\"\n").unwrap();
    assert_eq!(read, [Message { from: "a\"\n".into(), to: "b".into(), line: 3 }]);
}

#[test]
fn a_language_is_of_its_thread() {
    assert_eq!(say("up"), "up");
    learn(read(FILE).unwrap());
    speak(Lang::German);
    listen();
    assert_eq!(say("S1 is up"), "S1 ist oben");
    assert_eq!(say("S1 is up"), "S1 ist oben");
    assert_eq!(say("Not so"), "Not so");
    assert_eq!(missing().into_iter().collect::<Vec<_>>(), ["Not so"]);
    // More than the cache holds.
    for n in 0..5_000 {
        assert_eq!(say(&format!("rate {n}")), put_down(&format!("Rate {n}")));
    }
    speak(Lang::English);
    assert!(matches!(say("up"), Cow::Borrowed("up")));
    forget();
}

#[cfg(not(target_arch = "wasm32"))]
proptest::proptest! {
    #[test]
    fn any_text_is_said_and_none_takes_long(text in "([a-z]{1,4}( is |, |: |\\. | \\(|\\)|[0-9.,]{1,6}| left: )){0,40}") {
        let said = book(FILE).say(&text);
        proptest::prop_assert!(said.text.len() < 20 * text.len() + 20);
    }

    #[test]
    fn numbers_survive_the_way(x in -1e9_f64..1e9) {
        let english = crate::concept::digits(x).replace('−', "-");
        let back = take_in(&put_down(&english));
        proptest::prop_assert_eq!(back, english.replace(',', ""));
    }
}

#[test]
fn keys_of_a_link_are_allowed_as_they_are_typed() {
    let file = "msgid \"one of {=a}\"\nmsgstr \"eines von {=a}\"\nmsgid \"{a} is not known; allowed: {b}.\"\n\
                msgstr \"{a} ist nicht bekannt; erlaubt: {b}.\"\nmsgid \"random\"\nmsgstr \"Zufall\"\n";
    let said = |text: &str| book(file).say(text);
    assert_eq!(
        said("x is not known; allowed: one of random, round-robin.").text,
        "x ist nicht bekannt; erlaubt: eines von random, round-robin."
    );
    // A sentence that begins alike has no keys, and no message.
    assert!(!said("one of the servers").missing.is_empty());
}
