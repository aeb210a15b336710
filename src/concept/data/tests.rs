use super::*;
use crate::concept::Run;
use crate::concepts;
use crate::scene::Target;
use crate::sim::Time;
use serde_json::Value as Json;
use std::ops::ControlFlow;

fn open(entry: &'static Entry, fragment: &str) -> Box<dyn Run> {
    (entry.open)(&link::decode(fragment, entry).state).expect("it opens")
}

fn runs() -> impl Iterator<Item = Box<dyn Run>> {
    concepts::all().iter().map(|entry| open(entry, entry.presets[0].link))
}

#[test]
fn metrics_say_the_same_in_every_form() {
    for run in runs() {
        let metrics = run.metrics();
        let csv = metrics_csv(&*run);
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!((lines[0], lines.len()), ("metric,value,unit,what", metrics.len() + 1));
        let text = metrics_json(&*run);
        let json: Json = serde_json::from_str(&text).expect("it is JSON");
        assert_eq!(json["hash"], format!("{:016x}", run.hash()));
        assert_eq!(json["events"], run.events());
        assert_eq!(json["params"].as_object().map(serde_json::Map::len), Some(run.entry().table.len()));
        for (metric, line) in metrics.iter().zip(&lines[1..]) {
            let value = line.split(',').nth(1).unwrap();
            assert_eq!(value.parse().ok(), metric.value.filter(|x| x.is_finite()), "{line}");
            // This reader of JSON may be off by the last bit, so the digits are compared.
            let digits = metric.value.filter(|x| x.is_finite()).map_or("null".to_owned(), |x| format!("{x:?}"));
            assert!(text.contains(&format!("\"{}\": {digits}", metric.name)), "{line}: {digits}");
            assert!(!metric_words(run.entry(), &metric.name).1.is_empty(), "{} says what it is", metric.name);
        }
        let markdown = metrics_markdown(&*run, "https://example.org/#t=1");
        assert_eq!(markdown.lines().count(), metrics.len() + 4);
        assert!(markdown.lines().skip(2).all(|line| line.starts_with('|') && line.ends_with('|')), "{markdown}");
    }
}

#[test]
fn events_are_quoted_and_read_back() {
    let event = |at: u64, words: &str, target| Event { at: Time(at), words: words.to_owned(), target };
    let events = [
        event(1, "It said \"no\", then\nleft.\\", None),
        event(2_500_000_000, "S4 died.", Some(Target { kind: "server", id: 4 })),
    ];
    assert_eq!(
        events_csv(&events),
        "t_s,kind,id,why\n0.000000001,,,\"It said \"\"no\"\", then\nleft.\\\"\n2.5,server,4,S4 died.\n"
    );
    let json: Json = serde_json::from_str(&events_json(&events)).expect("it is JSON");
    assert_eq!(json[0]["why"], events[0].words);
    assert_eq!(
        (&json[0]["what"], &json[1]["what"]["kind"], &json[1]["what"]["id"]),
        (&Json::Null, &"server".into(), &4.into())
    );
    assert_eq!(json[1]["t_s"], 2.5);
    assert_eq!(serde_json::from_str::<Json>(&events_json(&[])).expect("it is JSON"), Json::Array(Vec::new()));
}

/// The log of a stretch.
fn log(mut run: Box<dyn Run>, until: f64) -> Vec<(Time, String)> {
    let mut out = Vec::new();
    let end = every(&mut *run, Time::from_secs(until), |_, event| {
        out.push((event.at, event.words));
        ControlFlow::<()>::Continue(())
    });
    assert!(end.is_continue());
    assert_eq!(run.now(), Time::from_secs(until));
    out
}

#[test]
fn a_log_of_two_stretches_is_the_log_of_the_whole() {
    let entry = concepts::all()[0];
    let state = "rate=20&servers=3&do=1:kill=2;1.5:rate=30;2:restore=2";
    let whole = log(open(entry, state), 3.0);
    assert!(whole.len() > 100 && whole.is_sorted_by_key(|(at, _)| *at));
    let mut twice = log(open(entry, state), 1.0);
    twice.extend(log(open(entry, &format!("{state}&t=1")), 3.0));
    assert_eq!(twice, whole);
    let mut few = 0;
    let end = every(&mut *open(entry, state), Time::from_secs(3.0), |_, _| {
        few += 1;
        if few < 5 { ControlFlow::Continue(()) } else { ControlFlow::Break("enough") }
    });
    assert_eq!((few, end), (5, ControlFlow::Break("enough")));
}

#[test]
fn the_picture_in_words_is_a_text_of_sentences() {
    for run in runs() {
        let (short, long) = (alt_text(&*run), long_text(&*run));
        assert!((40..600).contains(&short.chars().count()), "{} letters: {short}", short.chars().count());
        assert!(long.len() >= short.len(), "{long}");
        for text in [short, long] {
            assert!(text.starts_with(run.entry().about.title) && text.ends_with('.'), "{text}");
            assert!(!text.contains("  ") && !text.contains('\n'), "{text}");
        }
    }
}

#[test]
fn what_is_for_people_is_in_their_language() {
    let entry = concepts::find("load-balancing").unwrap();
    let run = open(entry, "preset=half-full&t=20");
    let (csv, json) = (metrics_csv(&*run), metrics_json(&*run));
    lang::forget();
    for (_, file) in lang::built_in::GERMAN.iter().filter(|(of, _)| of.is_empty() || *of == "load_balancing") {
        lang::learn(lang::read(file).unwrap());
    }
    let _tongue = lang::speaking(Lang::German);
    let markdown = metrics_markdown(&*run, "#t=20");
    assert!(markdown.starts_with("[Load Balancing](#t=20), 20 s, Seed "), "{markdown}");
    assert!(markdown.contains("\n| Kennzahl | Wert | Einheit | was |\n"), "{markdown}");
    let line = |name: &str| markdown.lines().find(|line| line.starts_with(&format!("| {name} |"))).unwrap();
    assert!(line("server.3.share").contains("| 0,") && line("server.3.share").ends_with(" 3 |"), "{markdown}");
    let (short, long) = (alt_text(&*run), long_text(&*run));
    assert!(short.contains(" Server") && !short.contains(" the ") && !long.contains(" the "), "{short}\n{long}");
    // Programs read the same in every language.
    assert_eq!((metrics_csv(&*run), metrics_json(&*run)), (csv, json));
}
