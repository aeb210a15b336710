//! Recordings through the limiters: logs, picked columns, the share that may be refused, bad lines.

use super::*;

fn read(format: &str, link: &str, text: &str) -> Report {
    read_with(format, link, text, &[])
}
fn read_with(format: &str, link: &str, text: &str, answers: &[(&str, &str)]) -> Report {
    let answers: Vec<_> = answers.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let decoded = crate::link::decode(link, super::super::ENTRY);
    assert!(decoded.complaints.is_empty(), "{:?}", decoded.complaints);
    let mut intake = (INTAKE.open)(&decoded.state, format, &answers).unwrap();
    for piece in text.as_bytes().chunks(1000) {
        intake.feed(piece);
    }
    intake.end();
    let mut last = 0.0;
    for _ in 0..100_000 {
        let share = intake.work();
        assert!(share >= last, "{share} after {last}");
        last = share;
        if share >= 1.0 {
            return intake.report();
        }
    }
    panic!("the work does not end");
}
/// One client ten times a second, another once a second, a minute long.
fn log() -> String {
    let line = |k: u32, who: &str| {
        format!("{who} - - [25/Nov/2026:22:{:02}:{:02} +0000] \"GET / HTTP/1.1\" 200 5\n", 18 + k / 600, k / 10 % 60)
    };
    (0..600)
        .flat_map(|k| [line(k, "10.0.0.9"), if k % 10 == 0 { line(k, "10.0.0.1") } else { String::new() }])
        .collect::<Vec<_>>()
        .concat()
}

#[test]
fn a_log_goes_through_every_limiter() {
    for format in ["auto", "log"] {
        let report = read(format, "limiter=fixed-window&rate=5&window=1&key=client", &log());
        assert_eq!((report.lines, report.bad), (660, 0));
        assert_eq!(report.facts[0].1, "660");
        assert_eq!(report.tables[0].rows[0][..4], ["Fixed window", "360", "300", "45.5 %"].map(str::to_owned));
        assert_eq!(report.tables[1].rows, [["10.0.0.9", "600", "300", "50 %"].map(str::to_owned).to_vec()]);
        assert!(
            report.facts.iter().any(|(label, value)| label.contains("under 1 %") && value == "10 in 1 s"),
            "{:?}",
            report.facts
        );
        assert_eq!(report.tables[2].rows[0], ["Fixed window", "16 B", "32 B", "32 MB", "105 MB"].map(str::to_owned));
        assert_eq!(report.setting.0, "rate=10");
        assert_eq!(report.plots[0].curves.len(), 4);
        assert!(crate::link::decode(&report.setting.0, super::super::ENTRY).complaints.is_empty());
    }
}

#[test]
fn where_no_rate_is_enough_it_says_so() {
    // Twenty at once, again and again: a bucket of five refuses fifteen whatever its rate.
    let text = (0..2_000).map(|k| format!("{} a\n", k / 20 * 100)).collect::<Vec<_>>().concat();
    let report = read("times", "limiter=token-bucket&rate=5&burst=5&window=2", &text);
    let said = |report: &Report| report.facts.iter().find(|(label, _)| label.contains("under 1 %")).cloned();
    assert_eq!(said(&report).map(|(_, value)| value).as_deref(), Some("none with a burst of 5"));
    assert_eq!(report.setting, (String::new(), String::new()));
    let report = read("times", "limiter=token-bucket&rate=5&burst=20&window=2", &text);
    assert_eq!(said(&report).map(|(_, value)| value).as_deref(), Some("1 in 2 s"), "{:?}", report.facts);
    assert!(report.facts.contains(&("Mean rate".to_owned(), "0.2 /s".to_owned())), "{:?}", report.facts);
}

#[test]
fn a_column_is_picked_from_those_of_the_heading() {
    let text = "sent,who,done\n100,a,5\n101,a,5.5\n102,b,5.5\n";
    let report = read("csv", "", text);
    assert_eq!(report.bad, 1, "no column is called time, so the heading is none");
    let time = &report.choices[0];
    assert_eq!((time.key.as_str(), time.value.as_str(), time.options[0].1.as_str()), ("time", "", "found: none"));
    assert_eq!(time.options[1..].iter().map(|(pick, _)| pick.as_str()).collect::<Vec<_>>(), ["sent", "who", "done"]);
    let report = read_with("csv", "", text, &[("time", "sent"), ("key", "who")]);
    assert_eq!((report.bad, report.facts[0].1.as_str(), report.facts[1].1.as_str()), (0, "3", "2"));
    assert_eq!(report.choices[1].value, "who");
    let report = read_with("csv", "", text, &[("time", "done")]);
    assert_eq!((report.facts[0].1.as_str(), report.facts[2].1.as_str()), ("3", "0.5 s"));
    let json = "{\"sent\":100,\"who\":\"a\"}\n{\"sent\":101,\"who\":\"b\"}\n";
    assert_eq!(read("json", "", json).bad, 2);
    assert_eq!(read_with("json", "", json, &[("time", "sent")]).facts[0].1, "2");
    assert!(read("log", "", &log()).choices.iter().all(|choice| choice.key == "under"));
}

#[test]
fn the_share_that_may_be_refused_can_be_set() {
    let said = |under: &str| {
        let report = read_with("log", "limiter=fixed-window&rate=5&window=1&key=client", &log(), &[("under", under)]);
        report.facts.iter().filter(|(label, _)| label.starts_with("Smallest")).cloned().collect::<Vec<_>>()
    };
    let of =
        |share: &str, limit: &str| (format!("Smallest limit that refuses under {share} %"), format!("{limit} in 1 s"));
    // 60 s of ten and one: a limit of n refuses 60 (10 − n) of 660.
    assert_eq!(said("50"), [of("50", "5"), of("5", "10")]);
    assert_eq!(said("20 %"), [of("20", "8"), of("2", "10")]);
    assert_eq!(said("91"), [of("91", "1"), of("9.1", "9")]);
    for wrong in ["0", "-1", "101", "x"] {
        let answers = [("under".to_owned(), wrong.to_owned())];
        let bad = (INTAKE.open)(&super::super::ENTRY.state(), "auto", &answers).err().expect("it is refused");
        assert!(bad.to_string().contains("is not a share"), "{bad}");
    }
}

#[test]
fn bad_lines_are_counted_and_nothing_is_no_report() {
    let report = read("log", "", &format!("what\n{}", log()));
    assert_eq!((report.bad, report.bad_lines[0].line), (1, 1));
    assert!(report.bad_lines[0].wrong.starts_with("has no time in brackets"), "{:?}", report.bad_lines[0]);
    let report = read("log", "", &format!("{}\n{}", "GET / ".repeat(20), log()));
    assert!(report.bad_lines[0].wrong.starts_with("has no time in brackets"), "{:?}", report.bad_lines[0]);
    let report = read("times", "", "1\n2x\n");
    assert!(report.bad_lines[0].wrong.starts_with("is not a time"), "{:?}", report.bad_lines[0]);
    let report = read("log", "", &format!("a - - [yesterday] x\n{}", log()));
    assert!(report.bad_lines[0].wrong.starts_with("cannot be read, yesterday is not a time"));
    assert_eq!(read("times", "", "").facts, []);
    assert_eq!(read("json", "", "{}\n").bad, 1);
    for format in INTAKE.formats {
        assert!((INTAKE.open)(&super::super::ENTRY.state(), format.key, &[]).is_ok());
        assert_eq!(read(format.key, "", format.example).facts[0].1, "1", "{}", format.key);
    }
}
