use super::super::super::ENTRY;
use super::*;
use crate::concept::Run;

/// The rows of the answer in a state, as "name | value | sentence" or the one cell.
fn rows(link: &str, focus: Option<u64>) -> (String, Vec<String>) {
    let decoded = crate::link::decode(link, ENTRY);
    assert!(decoded.complaints.is_empty(), "{:?}", decoded.complaints);
    let run: Box<dyn Run> = (ENTRY.open)(&decoded.state).unwrap();
    let panel = ENTRY.panels.iter().position(|panel| panel.id == "told").unwrap();
    let said = run.panel_text(panel, focus.map(|id| Target { kind: "request", id }));
    (said.caption, said.rows.iter().map(|row| row.join(" | ")).collect())
}

const BURST: &str = "rate=5&burst=10&window=2&arrivals=steady&load=0&t=1.5&do=1:surge-now=14";

#[test]
fn the_latest_and_the_chosen_answer_are_told() {
    let (caption, said) = rows(&format!("limiter=token-bucket&{BURST}"), None);
    assert_eq!(caption, "request 14, at 1.00 s");
    let expected = [
        "IETF draft 11, 2026",
        "RateLimit-Policy | \"default\";q=10;w=2 | 10 at once; all of them come again in 2 seconds.",
        "RateLimit | \"default\";r=0;t=1 | Nothing is left, and no more comes for 1 second.",
        "Drafts 00 to 06, 2020 to 2022",
        "RateLimit-Limit | 10 | The quota.",
        "RateLimit-Remaining | 0 | What is left of it.",
        "RateLimit-Reset | 2 | Seconds until all of it is there again, rounded up.",
        "By custom",
    ];
    assert_eq!(said[..8], expected);
    assert!(said[10].starts_with("X-RateLimit-Reset | 4 | "), "1.000000014 s and 2 s more: {}", said[10]);
    assert!(said[12].starts_with("Retry-After | 1 | Refused. The same request passes 0.2 s later"), "{}", said[12]);
    let (caption, said) = rows(&format!("limiter=token-bucket&{BURST}"), Some(3));
    assert_eq!(caption, "request 3, at 1.00 s");
    assert!(
        said[2].starts_with("RateLimit | \"default\";r=7;t=1 | 7 are left. No more than that pass within 1 second.")
    );
    assert_eq!(said[12], "Retry-After | not sent | It passed: there is nothing to wait for.");
}

#[test]
fn an_answer_keeps_the_rule_that_gave_it() {
    let (_, said) = rows(&format!("limiter=fixed-window&{BURST};1.2:rate=50"), None);
    assert!(said[1].starts_with("RateLimit-Policy | \"default\";q=10;w=2 | 10 in 2 seconds."), "{}", said[1]);
}

#[test]
fn every_limiter_has_an_answer_in_whole_sentences() {
    for kind in Kind::ALL {
        for set in
            ["rate=5&burst=10&window=2", "rate=5&burst=10&window=2&cost=30&slots=2", "rate=3.3&burst=1&window=0.5"]
        {
            let link = format!("limiter={}&{set}&arrivals=steady&load=0&t=1.5&do=1:surge-now=14", kind.key());
            let (_, said) = rows(&link, None);
            assert!(said.len() >= 13, "{link}: {said:#?}");
            for row in &said {
                let cells: Vec<&str> = row.split(" | ").collect();
                assert!(cells.len() != 2 && cells.iter().all(|cell| !cell.is_empty()), "{link}: {row}");
                assert!(cells.len() == 1 || cells[2].ends_with('.'), "{link}: {row}");
                assert!(!row.contains("18446744073709551615") && !row.contains("NaN"), "{link}: {row}");
            }
        }
    }
    let (caption, said) = rows("limiter=gcra&arrivals=steady&load=0", None);
    assert_eq!((caption.as_str(), said.len()), ("no answer yet", 1));
}
