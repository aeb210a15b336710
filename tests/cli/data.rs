//! Numbers, events and words to take away: the same text as the page's.

use crate::{LINK, inside, json};
use kneepoint::concept::data;
use kneepoint::{concepts, link};
use serde_json::Value as Json;

#[test]
fn metrics_as_csv_and_markdown_are_those_of_the_json() {
    let wanted = json(&["run", LINK, "--json"]);
    let csv = inside(&["run", LINK, "--csv"]).unwrap();
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("metric,value,unit,what"));
    let metrics = wanted["metrics"].as_object().unwrap();
    assert_eq!(csv.lines().count(), metrics.len() + 1);
    for ((name, value), line) in metrics.iter().zip(lines) {
        let mut cells = line.split(',');
        assert_eq!(cells.next(), Some(name.as_str()));
        let cell = cells.next().unwrap_or_default();
        // The reader of JSON may be off by the last bit.
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-14 * b.abs();
        assert!(value.as_f64().map_or(cell.is_empty(), |b| cell.parse().is_ok_and(|a| near(a, b))), "{line}");
    }
    let markdown = inside(&["run", LINK, "--markdown"]).unwrap();
    assert!(markdown.contains("| metric | value | unit | what |\n|---|---|---|---|\n"), "{markdown:.300}");
    assert!(markdown.contains(&format!("hash `{}`", wanted["hash"].as_str().unwrap())), "{markdown:.300}");
    let (_, rest) = markdown.split_once("](").unwrap();
    let again = rest.split(')').next().unwrap();
    assert_eq!(json(&["run", again, "--json"]), wanted, "its link opens the same run");
    assert_eq!(inside(&["run", LINK, "--csv", "--json"]).unwrap_err().code(), 2);
}

#[test]
fn the_pages_json_is_the_commands() {
    for entry in concepts::all() {
        let target = format!("{}/#{}", entry.about.id, entry.presets[0].link);
        let state = link::decode(entry.presets[0].link, entry).state;
        let page: Json = serde_json::from_str(&data::metrics_json(&*(entry.open)(&state).unwrap())).unwrap();
        let command = json(&["run", &target, "--json"]);
        // As text, so that 1 and 1.0 are told apart.
        assert_eq!(page["params"].to_string(), command["params"].to_string(), "{target}");
        assert_eq!(page, command, "{target}");
    }
}

#[test]
fn the_event_log_as_csv_has_a_line_for_each_line_of_the_json() {
    let base = ["replay", LINK, "--until", "4s", "--all"];
    let text = inside(&[&base[..], &["--json"]].concat()).unwrap();
    let csv = inside(&[&base[..], &["--csv"]].concat()).unwrap();
    let events: Vec<Json> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    // The JSON ends with the run itself.
    assert_eq!(csv.lines().count(), events.len());
    assert_eq!(csv.lines().next(), Some("t_s,kind,id,why"));
    for (event, line) in events.iter().zip(csv.lines().skip(1)) {
        let at: f64 = line.split(',').next().unwrap().parse().unwrap();
        assert!((at - event["t_s"].as_f64().unwrap()).abs() < 1e-9, "{line}");
        assert!(event["what"].is_null() || line.contains(event["what"]["kind"].as_str().unwrap()), "{line}");
    }
}

#[test]
fn a_picture_is_said_in_words() {
    let words = inside(&["draw", LINK, "--at", "12.5s", "--alt"]).unwrap();
    assert!(words.starts_with("Load balancing. 12.5 s.") && words.trim_end().ends_with('.'), "{words}");
    let drawn = inside(&["draw", LINK, "--at", "12.5s"]).unwrap();
    assert!(
        drawn.contains("<text") && drawn.contains("font-family=\"'National Park'"),
        "text is text, in a named font"
    );
}
