//! `kneepoint replay cache` as scripts see it.

use super::{inside, json, process};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

fn file(name: &str, text: &[u8]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("kneepoint-cache-{}-{name}", std::process::id()));
    std::fs::write(&path, text).unwrap();
    path
}

const SILBERSCHATZ: &str = "7\n0\n1\n2\n0\n3\n0\n4\n2\n3\n0\n3\n2\n1\n2\n0\n1\n7\n0\n1\n";

fn replay(path: &std::path::Path, more: &[&str]) -> String {
    let mut args = vec!["replay", "cache", "--trace", path.to_str().unwrap()];
    args.extend(more);
    inside(&args).unwrap_or_else(|failure| panic!("{more:?}: {failure}"))
}

#[test]
fn the_table_has_a_line_for_each_policy_and_size() {
    let path = file("table", SILBERSCHATZ.as_bytes());
    let text = replay(&path, &["--policy", "fifo,lru,min,clock:bits=2", "--sizes", "3,50%"]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "policy\tsize\trequests\tmisses\tmiss ratio");
    assert_eq!(lines[1], "fifo\t3\t20\t15\t0.750000");
    assert_eq!(lines[3], "lru\t3\t20\t12\t0.600000");
    assert_eq!(lines[5], "min\t3\t20\t9\t0.450000");
    assert!(lines[7].starts_with("clock:bits=2\t3\t20\t") && lines.len() == 9, "{text}");
    // Half of six keys.
    assert_eq!(lines[2], lines[1]);
}

#[test]
fn names_of_any_kind_miss_as_numbers_do() {
    let numbers: Vec<u32> = SILBERSCHATZ.lines().map(|line| line.parse().unwrap()).collect();
    let mut texts = [String::new(), String::new(), String::from("time,obj_id,obj_size\n"), String::new()];
    let mut oracle = Vec::new();
    for n in numbers {
        writeln!(texts[0], "https://example.org/päge/{n}?a=1,b").unwrap();
        writeln!(texts[1], "key {n},{}", 10 * n + 1).unwrap();
        writeln!(texts[2], "1,{n},5").unwrap();
        writeln!(texts[3], "10.0.0.{n} - - [10/Oct/2000:13:55:36 -0700] \"GET /{n} HTTP/1.1\" 200 77 \"-\" \"x\"")
            .unwrap();
        oracle.extend(1u32.to_le_bytes());
        oracle.extend(u64::from(n).to_le_bytes());
        oracle.extend(9u32.to_le_bytes());
        oracle.extend((-1i64).to_le_bytes());
    }
    let wanted = replay(&file("numbers", SILBERSCHATZ.as_bytes()), &["--policy", "lru,belady,arc", "--sizes", "2,3"]);
    for (at, text) in texts.iter().map(|text| text.as_bytes().to_vec()).chain([oracle]).enumerate() {
        let path = file(&format!("names-{at}"), &text);
        assert_eq!(replay(&path, &["--policy", "lru,belady,arc", "--sizes", "2,3"]), wanted, "format {at}");
    }
}

#[test]
fn all_means_every_policy_and_json_says_the_same() {
    let path = file("all", SILBERSCHATZ.as_bytes());
    let text = replay(&path, &["--policy", "all", "--sizes", "1,2,3,6"]);
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    assert!(rows.len() >= 23 * 4);
    // With room for everything each key misses once.
    assert!(rows.iter().filter(|row| row[1] == "6").all(|row| row[3] == "6"), "{text}");
    let same = json(&[
        "replay",
        "cache",
        "--trace",
        path.to_str().unwrap(),
        "--policy",
        "all",
        "--sizes",
        "1,2,3,6",
        "--json",
    ]);
    assert_eq!((&same["requests"], &same["distinct"]), (&20.into(), &6.into()));
    for (row, cell) in rows.iter().zip(same["results"].as_array().unwrap()) {
        assert_eq!(row[0], cell["policy"]);
        assert_eq!(
            [row[1], row[2], row[3]].map(|n| n.parse::<u64>().unwrap()),
            ["size", "requests", "misses"].map(|key| cell[key].as_u64().unwrap())
        );
    }
}

#[test]
fn sizes_weigh_if_asked_for() {
    let path = file("sized", b"a,4\nb,4\na,4\nc,2\nb,4\nbig,11\na,4\n");
    // Of 10 a and b and c fit together; big is never kept.
    let text = replay(&path, &["--policy", "lru", "--sizes", "10,100%", "--sized"]);
    assert_eq!(text.lines().nth(1), Some("lru\t10\t7\t4\t0.571429"));
    assert_eq!(text.lines().nth(2), Some("lru\t21\t7\t4\t0.571429"));
}

#[test]
fn standard_input_is_a_trace_too() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kneepoint"))
        .args(["replay", "cache", "--policy", "lru", "--sizes", "3", "--trace", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(SILBERSCHATZ.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(String::from_utf8(output.stdout).unwrap().ends_with("lru\t3\t20\t12\t0.600000\n"));
}

#[test]
fn bad_input_is_one_sentence_and_exit_code_2() {
    let good = file("good", SILBERSCHATZ.as_bytes());
    let bad = file("bad", b"a,1\nb,2\nc,x\n");
    let empty = file("empty", b"\n\n");
    let (good, bad, empty) = (good.to_str().unwrap(), bad.to_str().unwrap(), empty.to_str().unwrap());
    for (args, part) in [
        (vec!["--policy", "lru", "--trace", bad], "line 3 has a size that is not a whole number: c,x"),
        (vec!["--policy", "lru", "--trace", empty], "has no requests"),
        (vec!["--policy", "lru", "--trace", "/no/such/file"], "cannot be read"),
        (vec!["--policy", "lruu", "--trace", good], "lruu is not known"),
        (vec!["--policy", "clock:bits=0", "--trace", good], "1 to 8"),
        (vec!["--policy", "lru", "--sizes", "0", "--trace", good], "is not a size"),
        (vec!["--policy", "lru", "--sizes", "101%", "--trace", good], "is not a size"),
        (vec!["--policy", "lru", "--sizes", "3,", "--trace", good], "is not a size"),
        (vec!["--policy", "lru", "--format", "xml", "--trace", good], "keys, sized, log, csv, oracle"),
        (vec!["--policy", "lru"], "--trace is missing"),
        (vec!["--trace", good], "--policy is missing"),
    ] {
        let output = process(&["replay", "cache"].into_iter().chain(args.iter().copied()).collect::<Vec<_>>());
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains(part) && said.trim_end().lines().count() == 1, "{args:?}: {said}");
    }
}
