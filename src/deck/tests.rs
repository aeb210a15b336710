use super::*;
use crate::concepts;
use proptest::prelude::*;

const DECK: &str = "\
# Why lines grow

## One server in six is gone. Latency is up by 70 %.
https://example.org/some/where/load-balancing/#preset=half-full&t=40
do: kill=4
number: was:mean -> now:mean | s | mean latency, before and now
Say who killed it: everybody knows S4.
- and wait

## Next: round robin
do: policy=round-robin
ask: Whose line will grow?
- S6 only
- All five lines
\\- this is a note
";

#[test]
fn a_deck_is_read() {
    let (deck, faults) = read(DECK);
    assert_eq!(faults, []);
    assert_eq!((deck.title.as_str(), deck.beats.len()), ("Why lines grow", 2));
    let first = &deck.beats[0];
    assert_eq!(first.entry.about.id, "load-balancing");
    assert_eq!(first.opens.as_deref(), Some("preset=half-full&t=40"));
    assert_eq!(first.does, "kill=4");
    let number = first.number.as_ref().unwrap();
    assert_eq!((number.from.as_str(), number.of.as_str(), number.unit.as_str()), ("was:mean", "now:mean", "s"));
    assert_eq!(first.notes, ["Say who killed it: everybody knows S4.", "- and wait"]);
    let second = &deck.beats[1];
    assert_eq!((second.opens.as_deref(), second.entry.about.id), (None, "load-balancing"));
    let question = second.question.as_ref().unwrap();
    assert_eq!((question.words(), question.answers()), ("Whose line will grow?", vec!["S6 only", "All five lines"]));
    assert_eq!(second.notes, ["- this is a note"]);
}

#[test]
fn hands_are_counted_for_quarters_of_a_scale() {
    let mut numbers = 0;
    for decl in concepts::all().iter().flat_map(|entry| entry.predictions) {
        let question = Question::Predicted(decl);
        let (hands, answers) = (question.hands(), question.answers());
        let (Ask::Scale(scale) | Ask::When { scale, .. }) = &decl.ask else {
            assert_eq!(hands, answers, "{}", decl.id);
            continue;
        };
        numbers += 1;
        let [a, b, c] = scale.quarters();
        assert!(scale.low < a && a < b && b < c && c < scale.high, "{}: {hands:?}", decl.id);
        // What a quarter says lies in it, and so do its ends.
        for place in 0..4 {
            assert_eq!(question.right(question.guess(Some(place))), place, "{}", decl.id);
        }
        assert_eq!((question.right(scale.low), question.right(a), question.right(scale.high)), (0, 0, 3));
    }
    assert!(numbers > 20, "{numbers}");
}

#[test]
fn what_cannot_be_used_is_named_with_its_line() {
    let sentence = |text: &str| {
        let faults = read(text).1;
        assert_eq!(faults.len(), 1, "{text}: {faults:?}");
        faults[0].to_string()
    };
    assert!(sentence("").starts_with("Line 1: There is no beat."));
    assert!(sentence("hello").starts_with("Line 1: \"hello\" stands before the first beat"));
    assert!(sentence("## A beat\nwords").starts_with("Line 1: \"A beat\" opens no figure"));
    let with = |line: &str| sentence(&format!("## A beat\nload-balancing#\n{line}"));
    assert!(with("do: fly=4").starts_with("Line 3: "), "{}", with("do: fly=4"));
    assert!(with("number: nonsense | s").contains("nonsense"));
    assert!(with("number: | s").contains("formula | unit | words"));
    assert!(with("predict: nothing").contains("is no prediction of load-balancing"));
    assert!(with("load-balancing#").contains("one link"));
    assert!(with("ask:").contains("question is missing"));
    assert!(with("# Again").contains("one title"));
    assert!(sentence("## A beat\nhttps://example.org/nowhere/#t=4").contains("is not known"));
    assert!(sentence("## A beat\nload-balancing#rate=lots").contains("rate"));
    let six = "ask: Which?\n- a\n- b\n- c\n- d\n- e\n- f";
    assert!(with(six).starts_with("Line 9: "), "{}", with(six));
}

#[test]
fn every_lesson_is_a_deck_without_a_fault() {
    let mut lessons = 0;
    for entry in concepts::all() {
        let Some(deck) = of_lesson(entry) else { continue };
        lessons += 1;
        let text = write(&deck);
        let (again, faults) = read(&text);
        assert_eq!(faults, [], "{}", entry.about.id);
        assert_eq!(write(&again), text);
        assert!(again.beats.iter().any(|beat| beat.question.is_some()), "{}", entry.about.id);
    }
    assert!(lessons >= 4);
}

#[test]
fn what_stands_on_the_screen_is_a_deck() {
    let entry = concepts::find("load-balancing").unwrap();
    let (deck, faults) = read(&write(&of_state(entry, "Half full", "preset=half-full&t=3")));
    assert_eq!(faults, []);
    assert_eq!(deck.beats[0].opens.as_deref(), Some("preset=half-full&t=3"));
}

proptest! {
    /// Whatever is typed, reading ends with a deck or with sentences, and what was read is written the same again.
    #[test]
    fn any_text_is_read(text in "(#|##|do:|ask:|number:|predict:|- |\\\\|load-balancing#t=3|t|[a-z =&|>-]{0,9}| |\n){0,40}") {
        let (deck, faults) = read(&text);
        prop_assert!(!deck.beats.is_empty() || !faults.is_empty());
        let once = write(&deck);
        prop_assert_eq!(write(&read(&once).0), once);
    }
}
