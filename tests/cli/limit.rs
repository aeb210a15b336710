//! `kneepoint replay limit`: what it prints, what it refuses.

use super::{inside, json};
use kneepoint::cli::Failure;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A file of arrivals that is gone when the test ends.
struct Arrivals(PathBuf);

impl Arrivals {
    fn new(name: &str, lines: &str) -> Self {
        let path = std::env::temp_dir().join(format!("kneepoint-{}-{name}.txt", std::process::id()));
        std::fs::write(&path, lines).unwrap();
        Self(path)
    }
    fn replay(&self, args: &[&str]) -> Result<String, Failure> {
        let path = self.0.to_string_lossy().into_owned();
        inside(&[&["replay", "limit", "--arrivals", &path], args].concat())
    }
    fn decisions(&self, args: &[&str]) -> String {
        let text = self.replay(args).unwrap_or_else(|failure| panic!("{args:?}: {failure}"));
        text.lines().map(|line| if line.starts_with("allow\t") { '1' } else { '0' }).collect()
    }
}

impl Drop for Arrivals {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn prints_a_decision_and_a_wait_for_each_line() {
    let arrivals = Arrivals::new("lines", "0\n0,a\n0.25\ta 2\n# a comment\n\n0.5 a 9\n1,,1\r\n");
    let printed = arrivals.replay(&["--algorithm", "token-bucket", "--rate", "2/s", "--burst", "2"]).unwrap();
    assert_eq!(printed, "allow\t-\nallow\t-\ndeny\t0.250000\ndeny\t-\nallow\t-\n");
    let thirds = arrivals.replay(&["--algorithm", "gcra", "--rate", "7/3s", "--burst", "2"]).unwrap();
    assert_eq!(thirds.lines().nth(2), Some("deny\t0.178571429"));
}

#[test]
fn every_algorithm_reads_its_parameters() {
    let arrivals = Arrivals::new("all", "0\n0\n0\n0.5\n1\n1\n1\n1.5\n2.0\n");
    for (algorithm, decided) in [
        ("token-bucket:rate=2/s,burst=2", "110110011"),
        ("token-bucket:rate=2/s,burst=2,start=empty", "000110011"),
        ("leaky-bucket:rate=2/s,burst=2", "110110011"),
        ("leaky-bucket:mode=queue,rate=2/s,burst=2", "110110011"),
        ("gcra:rate=2/s,burst=2", "110110011"),
        ("redis-cell:rate=2/s,burst=1", "110110011"),
        ("fixed-window:limit=2,window=1s", "110011001"),
        ("fixed-window:anchor=first,limit=2,window=1", "110011001"),
        ("sliding-log:limit=2,window=1s", "110000011"),
        ("sliding-log:limit=2,window=1s,rejected=counted", "110000000"),
        ("sliding-counter:limit=2,window=1s", "110000011"),
        ("nginx:rate=2r/s", "100110011"),
        ("nginx:rate=2r/s,burst=1,nodelay", "110110011"),
        ("guava-bursty:rate=2/s", "100110011"),
        ("envoy:rate=2/s,burst=2", "110011001"),
        ("haproxy:limit=2,window=1s", "110000000"),
        ("redis-bucket:rate=2/s,burst=2", "110011001"),
        ("soft:limit=2,window=1s,over=1", "111011001"),
        ("elastic:limit=2,window=1s,over=1", "111010001"),
        ("dynamic:limit=2,window=1s,workers=1,service=1s", "110010001"),
        ("concurrency:limit=2,service=600ms", "110011001"),
        ("adaptive-concurrency:limit=2,service=600ms", "110011101"),
        ("adaptive-concurrency:kind=gradient,limit=2,service=600ms", "110011001"),
    ] {
        assert_eq!(arrivals.decisions(&["--algorithm", algorithm]), decided, "{algorithm}");
    }
}

#[test]
fn a_rate_stands_for_a_limit_and_the_other_way_round() {
    let arrivals = Arrivals::new("pace", "0\n0\n0\n1\n20\n20\n30\n60\n60\n60\n61\n");
    for algorithm in ["token-bucket", "fixed-window", "sliding-log", "nginx:burst=1", "haproxy", "redis-cell"] {
        let rate = arrivals.decisions(&["--algorithm", algorithm, "--rate", "2/m"]);
        assert_eq!(
            arrivals.decisions(&["--algorithm", algorithm, "--limit", "2", "--window", "60s"]),
            rate,
            "{algorithm}"
        );
        assert!(rate.contains("110"), "{algorithm}: {rate}");
    }
}

#[test]
fn keys_have_limiters_of_their_own_and_the_memory_is_bounded() {
    let lines: Vec<String> = (0..300).map(|k| format!("{}.{:03} user-{} 1", k / 100, k % 100 * 10, k % 150)).collect();
    let arrivals = Arrivals::new("keys", &lines.join("\n"));
    let rule = ["--algorithm", "gcra", "--rate", "1/h", "--burst", "1"];
    let all = arrivals.decisions(&rule);
    assert_eq!(all, format!("{}{}", "1".repeat(150), "0".repeat(150)));
    let few = arrivals.decisions(&[&rule[..], &["--keys", "10"]].concat());
    assert_eq!(few, "1".repeat(300), "a key that was forgotten meets a fresh limiter");
}

#[test]
fn json_gives_the_numbers_that_the_rule_saw() {
    let arrivals = Arrivals::new("json", "0 alice\n");
    let path = arrivals.0.to_string_lossy();
    let args = ["replay", "limit", "--arrivals", &path, "--algorithm", "sliding-counter:limit=5,window=2s", "--json"];
    let line = json(&args);
    assert_eq!((line["key"].as_str(), line["allowed"].as_bool()), (Some("alice"), Some(true)));
    assert_eq!((line["remaining"].as_u64(), line["reset_s"].as_f64()), (Some(4), Some(4.0)));
    assert_eq!((line["why"]["rule"].as_str(), line["why"]["limit"].as_u64()), (Some("weighted"), Some(5)));
    assert_eq!(line["known"].as_str(), Some("new"));
}

#[test]
fn bad_lines_are_named_by_their_number_and_what_came_before_is_printed() {
    for (lines, words) in [
        ("0\nsoon\n", &["line 2", "soon is not a time"][..]),
        ("# x\n\n1\n0.5\n", &["line 4", "before", "do not decrease"]),
        ("0 a 1 1\n", &["line 1", "one field too many"]),
        ("0 a -1\n", &["line 1", "not a cost"]),
        ("0 a 1.5\n", &["line 1", "not a cost"]),
        ("-0.1\n", &["line 1", "not a time"]),
        ("1e99\n", &["line 1", "not a time"]),
    ] {
        let arrivals = Arrivals::new("bad", lines);
        let failure = arrivals.replay(&["--algorithm", "gcra", "--rate", "1/s"]).unwrap_err();
        assert_eq!(failure.code(), 2);
        for word in words {
            assert!(failure.to_string().contains(word), "{lines:?}: {failure}");
        }
    }
}

#[test]
fn wrong_options_are_refused_in_one_sentence() {
    let arrivals = Arrivals::new("options", "0\n");
    for (args, words) in [
        (&["--rate", "1/s"][..], &["--algorithm is missing", "token-bucket"][..]),
        (&["--algorithm", "magic"], &["magic", "one of", "guava-warming-up"]),
        (&["--algorithm", "gcra"], &["--rate is missing", "10/s"]),
        (&["--algorithm", "gcra", "--rate", "fast"], &["fast is not a rate"]),
        (&["--algorithm", "gcra", "--rate", "0/s"], &["0/s is not a rate"]),
        (&["--algorithm", "gcra", "--rate", "1/s", "--burst", "0"], &["burst=0", "1 to"]),
        (&["--algorithm", "sliding-log"], &["--limit is missing", "--window 60s"]),
        (&["--algorithm", "sliding-log", "--limit", "5"], &["--window is missing"]),
        (&["--algorithm", "sliding-log", "--limit", "5", "--window", "x"], &["window=x", "60s"]),
        (&["--algorithm", "fixed-window:anchor=moon,limit=1,window=1s"], &["anchor=moon", "clock, first"]),
        (&["--algorithm", "gcra:anchor=first"], &["sets anchor", "gcra with rate, burst"]),
        (&["--algorithm", "nginx:nodelay=1,rate=1/s"], &["nodelay the wrong way"]),
        (&["--algorithm", "nginx:rate=7/9s"], &["whole number of requests per second or per minute"]),
        (&["--algorithm", "envoy:rate=1/s,fill=10ms"], &["envoy"]),
        (&["--algorithm", "dynamic:rate=1/s"], &["--workers is missing"]),
        (&["--algorithm", "token-bucket:rate=7/d,burst=1000000"], &["cannot be counted exactly", "up to 106"]),
        (&["--algorithm", "gcra", "--rate", "1/s", "--keys", "0"], &["keys=0"]),
    ] {
        let failure = arrivals.replay(args).unwrap_err();
        assert_eq!(failure.code(), 2, "{args:?}");
        for word in words {
            assert!(failure.to_string().contains(word), "{args:?}: {failure}");
        }
    }
    let missing = inside(&["replay", "limit", "--algorithm", "gcra", "--rate", "1/s"]).unwrap_err();
    assert!(missing.to_string().contains("--arrivals is missing"), "{missing}");
    let nowhere = ["replay", "limit", "--algorithm", "gcra", "--rate", "1/s", "--arrivals", "/no/such/file"];
    assert!(inside(&nowhere).unwrap_err().to_string().contains("cannot be read"));
}

#[test]
fn the_standard_input_is_a_file_too() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kneepoint"))
        .args(["replay", "limit", "--algorithm", "gcra", "--rate", "1/s", "--arrivals", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"0\n0\n1\nx\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "allow\t-\ndeny\t1.000000\nallow\t-\n");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("kneepoint: line 4 of -: x is not a time") && said.lines().count() == 1, "{said}");
}

const LOG: &str = "\
10.0.0.1 - - [25/Nov/2026:22:18:07 +0000] \"GET / HTTP/1.1\" 200 5\n\
10.0.0.1 - - [25/Nov/2026:22:18:06 +0000] \"GET / HTTP/1.1\" 200 5\n\
nonsense\n\
10.0.0.2 - - [25/Nov/2026:22:18:07 +0000] \"GET / HTTP/1.1\" 200 5\n\
10.0.0.1 - - [25/Nov/2026:22:18:07 +0000] \"GET / HTTP/1.1\" 200 5\n";

#[test]
fn logs_are_read_sorted_and_summed_up() {
    let arrivals = Arrivals::new("log", LOG);
    let rule = ["--algorithm", "fixed-window:limit=1,window=1s"];
    for format in ["log", "auto"] {
        let format = [&rule[..], &["--format", format]].concat();
        assert_eq!(arrivals.decisions(&format), "1110", "the line that came late is decided first");
        let summary = arrivals.replay(&[&format[..], &["--summary", "--under", "10%"]].concat()).unwrap();
        for line in [
            "requests   4",
            "rejected   1 (25.00 %)",
            "clients    2, of which 1 were rejected at least once",
            "client     10.0.0.1: 1 of 3 (33.33 %)",
            "smallest   2 in 1 s rejects under 10 %",
        ] {
            assert!(summary.lines().any(|printed| printed == line), "{line} is missing in\n{summary}");
        }
    }
    let wrong = arrivals.replay(&[&rule[..], &["--format", "json"]].concat()).unwrap_err();
    assert!(wrong.to_string().contains("holds no request; line 1"), "{wrong}");
    let unknown = arrivals.replay(&[&rule[..], &["--format", "xml"]].concat()).unwrap_err();
    assert!(unknown.to_string().contains("format=xml"), "{unknown}");
}

#[test]
fn columns_of_csv_are_picked() {
    let arrivals = Arrivals::new("csv", "when,who,n\n2026-11-25T22:18:07Z,a,2\n2026-11-25T22:18:07.5Z,a,1\n");
    let picked = ["--format", "csv", "--time-column", "when", "--key-column", "2", "--cost-column", "n"];
    assert_eq!(arrivals.decisions(&[&picked[..], &["--algorithm", "sliding-log:limit=2,window=1s"]].concat()), "10");
    assert_eq!(arrivals.decisions(&[&picked[..], &["--algorithm", "sliding-log:limit=3,window=1s"]].concat()), "11");
}
