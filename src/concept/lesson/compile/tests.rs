use super::inline::Piece;
use super::*;

const TAIL: &str = "
## What you see
Lines.

## Try to break it
- Kill one.

## Common mistakes
- Counting.

## What real systems do
- [nginx 1.22](https://nginx.org) keeps 2 zones.

## What this model leaves out
- Much.

## Further reading
- [A paper of 2001](https://example.org)
";

fn lesson(beats: &str) -> Result<Draft, Wrong> {
    compile(&format!("# Lesson\n\n{beats}{TAIL}"))
}

fn refusal(beats: &str) -> (usize, String) {
    lesson(beats).unwrap_err()
}

#[test]
fn a_lesson_becomes_beats_sections_and_checks() {
    let draft = lesson(
        "## The slow one\n<!-- run preset=x -->\nIt runs at [half speed](set:slow=6x0.5) and serves\n4 a second.\n\
         <!-- check 4 = server.6.rate -->\n\n<!-- after waiting > 50 -->\nThen {now:p99|s}.\n\n\
         ## More\n<!-- run +t=80 -->\nFive *are* `up`.\n<!-- check Five (5) = up in +do=1:kill=2 within 0.5 -->\n",
    )
    .unwrap();
    assert_eq!((draft.beats, draft.parts.len()), (2, 8));
    let [first, more] = &draft.parts[..2] else { panic!("two beats") };
    assert_eq!((id(&first.title).as_str(), first.run.as_str(), first.line), ("the-slow-one", "preset=x", 3));
    assert_eq!(first.body[0].pieces[1], Piece::Chip("half speed".into(), "slow=6x0.5".into()));
    assert_eq!(first.body[0].pieces[2], Piece::Text(" and serves 4 a second.".into()));
    assert_eq!(first.body[1].after, "waiting > 50");
    assert_eq!(first.body[1].pieces[1], Piece::Live("now:p99".into(), "s".into()));
    assert_eq!((first.checks[0].value, first.checks[0].run.as_str()), (4.0, "preset=x"));
    assert!((first.checks[0].within - 0.5).abs() < 1e-5);
    assert_eq!(more.run, "preset=x&t=80");
    let check = &more.checks[0];
    assert_eq!((check.says.as_str(), check.value, check.within), ("Five", 5.0, 0.5));
    assert_eq!((check.shows.as_str(), check.run.as_str()), ("up", "preset=x&t=80&do=1:kill=2"));
    let emitted = emit(&draft, "lesson.md", true, None);
    assert!(emitted.contains("Span::Chip(\"half speed\", \"slow=6x0.5\")") && emitted.contains("shows: \"up\""));
    assert!(!emit(&draft, "lesson.md", false, None).contains("shows:"));
}

#[test]
fn numbers_are_found_and_names_are_not() {
    assert_eq!(numbers::of("S6, p99, M/M/1, S3-FIFO and 2Q at 1,959 of 10,000: 19.6 %."), ["1,959", "10,000", "19.6"]);
    assert_eq!(numbers::of("It waits 3. Then 0.44 s"), ["3", "0.44"]);
    assert_eq!(numbers::value("10,000"), Some(10_000.0));
    assert!((numbers::half_of_last("0.44") - 0.005).abs() < 1e-6);
}

#[test]
fn errors_name_their_line_in_one_sentence() {
    let opening = "## A\n<!-- run preset=x -->\n";
    let cases: [(String, usize, &str); 11] = [
        (format!("{opening}It serves 4.\n"), 5, "No run shows the number 4; add <!-- check 4 = … --> or"),
        (format!("{opening}It serves.\n<!-- check 4 = up -->\n"), 6, "does not say \"4\""),
        (format!("{opening}It is [half](speed).\n"), 5, "leads nowhere"),
        (format!("{opening}It is [half.\n"), 5, "has no ]"),
        (format!("{opening}It is {{half.\n"), 5, "has no }"),
        (format!("{opening}It.\n<!-- given 4 -->\n"), 6, "Say why"),
        (format!("{opening}It.\n<!-- clock 4 -->\n"), 6, "is not one of run, predict"),
        (format!("{opening}It.\n<!-- after x > 1 -->\n\n"), 6, "no paragraph after it"),
        (format!("{opening}It.\n\n## A\nB.\n"), 7, "no id of its own"),
        ("## A\nIt.\n".to_owned(), 3, "The first beat needs its run"),
        (format!("{opening}It.\n<!-- check it = up -->\n"), 6, "holds no number"),
    ];
    for (beats, line, words) in cases {
        let (at, sentence) = refusal(&beats);
        assert_eq!(at, line, "{sentence}");
        assert!(sentence.contains(words) && sentence.ends_with('.'), "{sentence}");
    }
}

#[test]
fn the_sections_are_all_there_in_their_order() {
    let beat = "# Lesson\n## A\n<!-- run preset=x -->\nIt.\n";
    assert!(compile(beat).unwrap_err().1.contains("\"What you see\" is missing"));
    let swapped = format!("{beat}## Common mistakes\nB.\n");
    assert!(compile(&swapped).unwrap_err().1.contains("here comes \"What you see\""));
    let unsourced = format!("{beat}{}", TAIL.replace("[nginx 1.22](https://nginx.org)", "nginx 1.22"));
    assert!(compile(&unsourced).unwrap_err().1.contains("link to its source"));
}

#[test]
fn a_lesson_in_german_is_held_to_the_english_one() {
    let mut held = 0;
    for entry in crate::concepts::all() {
        let folder = format!("{}/src/concepts/{}", env!("CARGO_MANIFEST_DIR"), entry.about.id.replace('-', "_"));
        let text = |name: &str| std::fs::read_to_string(format!("{folder}/{name}")).unwrap_or_default();
        let (english, german) = (text("lesson.md"), text("lesson.de.md"));
        if german.is_empty() {
            continue;
        }
        held += 1;
        let draft = compile(&english).unwrap();
        let told = compile_other(&german, &draft).unwrap_or_else(|wrong| panic!("{folder}/lesson.de.md: {wrong:?}"));
        assert!(told.parts.iter().zip(&draft.parts).all(|(one, other)| one.id == other.id));
        // A mark less, a number more, another run.
        let spoilt = [
            german.replacen("](set:", "](until:", 1),
            german.replacen("\n\n## Was du siehst", " Das macht 98765.\n\n## Was du siehst", 1),
            german.replacen("<!-- run ", "<!-- run nothing&", 1),
        ];
        for text in spoilt.iter().filter(|text| **text != german) {
            assert!(compile_other(text, &draft).is_err(), "{folder}");
        }
    }
    assert!(held > 0, "no lesson is in German");
}
