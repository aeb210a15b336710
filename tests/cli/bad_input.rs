//! Bad input gets one sentence that names what was wrong and what is allowed.

use super::process;

/// Bad input, and what the one sentence must name.
const BAD: &[(&[&str], &[&str])] = &[
    (&[], &["list, run, sweep, draw, replay"]),
    (&["repaly"], &["repaly", "did you mean replay"]),
    (&["xyzzy"], &["xyzzy", "list, run, sweep, draw, replay"]),
    (&["list", "nope"], &["nope", "load-balancing"]),
    (&["run"], &["load-balancing"]),
    (&["run", ""], &["concept", "load-balancing"]),
    (&["run", "nope"], &["nope", "load-balancing"]),
    (&["run", "load-balancing", "twice"], &["twice"]),
    (&["run", "load-balancing", "--rat", "5"], &["--rat", "did you mean --rate"]),
    (&["run", "load-balancing", "--rate"], &["--rate", "a number from 0 to"]),
    (&["run", "load-balancing", "--rate", "abc"], &["rate=abc", "a number from 0 to"]),
    (&["run", "load-balancing", "--rate", ""], &["rate=", "a number from 0 to"]),
    (&["run", "load-balancing", "--rate", "-1"], &["rate=-1", "out of range", "a number from 0 to"]),
    (&["run", "load-balancing", "--rate=1e99"], &["rate=1e99", "out of range"]),
    (&["run", "load-balancing", "--rate", "NaN"], &["rate=NaN", "a number from 0 to"]),
    (&["run", "load-balancing", "--rate", "inf"], &["rate=inf", "a number from 0 to"]),
    (&["run", "load-balancing", "--rate", "5kg"], &["rate=5kg", "a number from 0 to"]),
    (&["run", "load-balancing", "--rate", "5", "--rate", "6"], &["--rate", "once"]),
    (&["run", "load-balancing", "--rate", "a\nb\u{7}"], &["rate=a", "a number from 0 to"]),
    (&["run", "load-balancing", "--servers", "2.5"], &["servers=2.5", "a whole number from 1 to 64"]),
    (&["run", "load-balancing", "--servers", "0"], &["servers=0", "a whole number from 1 to 64"]),
    (&["run", "load-balancing", "--servers", "99999999999999999999"], &["servers=9999", "a whole number from 1 to 64"]),
    (&["run", "load-balancing", "--policy", "best"], &["policy=best", "one of", "p2c"]),
    (&["run", "load-balancing", "--speeds", "1,,2"], &["speeds=1,,2", "separated by commas"]),
    (&["run", "load-balancing", "--speeds", "1,0"], &["speeds=1,0", "out of range"]),
    (&["run", "load-balancing", "--speeds", "@/no/such/file"], &["speeds=@/no/such/file", "cannot be read"]),
    (&["run", "load-balancing", "--seed", "-1"], &["seed=-1", "a whole number from 0 to"]),
    (&["run", "load-balancing", "--seed", "1&rate=5"], &["seed=1&rate=5", "a whole number"]),
    (&["run", "load-balancing", "--until", "soon"], &["until=soon", "a time from 0 s to"]),
    (&["run", "load-balancing", "--until", "-5s"], &["until=-5s", "a time from 0 s to"]),
    (&["run", "load-balancing", "--until", "1e30"], &["until=1e30", "a time from 0 s to"]),
    (&["run", "load-balancing", "--until", "9s", "--warmup", "10s"], &["warmup=10s", "a time from 0 s to 9 s"]),
    (&["run", "load-balancing", "--preset", "none"], &["preset=none", "one of"]),
    (&["run", "load-balancing", "--do", "kill=1"], &["do=kill=1", "seconds:action=target"]),
    (&["run", "load-balancing", "--do", "x:kill=1"], &["do=x:kill=1", "seconds:action=target"]),
    (&["run", "load-balancing", "--do", "1:kill"], &["do=kill", "counted from 1"]),
    (&["run", "load-balancing", "--do", "1:kill=0"], &["do=kill=0", "counted from 1"]),
    (&["run", "load-balancing", "--do", "1:kill=7"], &["kill=7"]),
    (&["run", "load-balancing", "--do", "1:kill=4000000000"], &["kill=4000000000"]),
    (&["run", "load-balancing", "--do", "1:explode=3"], &["do=explode=3", "kill"]),
    (&["run", "load-balancing", "--do", "1:rate=abc"], &["rate=abc", "a number from 0 to"]),
    (&["run", "load-balancing/#rate=abc"], &["rate=abc", "a number from 0 to"]),
    (&["run", "load-balancing/#rate=-1"], &["rate=-1", "out of range", "a number from 0 to"]),
    (&["run", "load-balancing/#zzz=1"], &["zzz=1", "rate"]),
    (&["run", "load-balancing/#t=yesterday"], &["t=yesterday", "seconds from 0 to"]),
    (&["run", "load-balancing/#v=99"], &["v=99", "up to 1"]),
    (&["run", "load-balancing/#speed=0"], &["speed=0", "0.001 to 1000"]),
    (&["run", "load-balancing/?rate=5"], &["?rate=5", "load-balancing/#key=value"]),
    (&["run", "load-balancing", "--json=yes"], &["--json"]),
    (&["sweep", "load-balancing", "--steps", "3"], &["--steps", "--param"]),
    (&["sweep", "load-balancing", "--param", "zzz"], &["param=zzz", "rate"]),
    (&["sweep", "load-balancing", "--param", "rate"], &["metric", "throughput_per_s"]),
    (&["sweep", "load-balancing", "--param", "rate", "--metric", "zzz"], &["metric=zzz", "throughput_per_s"]),
    (&["sweep", "load-balancing", "--param", "speeds", "--metric", "throughput_per_s"], &["param=speeds"]),
    (&["sweep", "load-balancing", "--param", "policy", "--from", "1", "--metric", "throughput_per_s"], &["from=1"]),
    (
        &["sweep", "load-balancing", "--param", "rate", "--from", "-1", "--metric", "throughput_per_s"],
        &["from=-1", "0 to"],
    ),
    (
        &["sweep", "load-balancing", "--param", "rate", "--steps", "0", "--metric", "throughput_per_s"],
        &["steps=0", "1 to"],
    ),
    (
        &["sweep", "load-balancing", "--param", "rate", "--seeds", "x", "--metric", "throughput_per_s"],
        &["seeds=x", "1 to"],
    ),
    (&["sweep", "load-balancing", "--csv", "--json"], &["--csv", "--json"]),
    (&["draw", "load-balancing", "--at", "never"], &["at=never", "a time from 0 s to"]),
    (&["draw", "load-balancing", "--width", "0"], &["width=0", "16 to"]),
    (&["draw", "load-balancing", "--height", "wide"], &["height=wide", "16 to"]),
    (&["draw", "load-balancing", "--theme", "sepia"], &["theme=sepia", "light, dark, projector"]),
    (&["draw", "load-balancing", "--layout", "round"], &["layout=round", "wide, tall, still, mini"]),
    (&["draw", "load-balancing", "--panel", "zzz"], &["panel=zzz", "one of"]),
    (&["draw", "load-balancing", "--at", "0s", "--png", "/no/such/folder/x.png"], &["png=/no/such/folder/x.png"]),
    (&["draw", "load-balancing", "--png", "x.png", "--scale", "3"], &["scale=3", "1, 2, 4"]),
    (&["draw", "load-balancing", "--scale", "2"], &["scale=2", "with --png FILE"]),
    (&["draw", "load-balancing", "--png", "-", "--svg", "-"], &["svg=-", "a file for one of the two"]),
    (
        &["draw", "load-balancing", "--png", "x.png", "--scale", "4", "--width", "9000"],
        &["36000 × 1680 pixels", "16384"],
    ),
    (&["draw", "load-balancing", "--at", "0s", "--svg", "/no/such/folder/x.svg"], &["svg=/no/such/folder/x.svg"]),
    (&["replay", "load-balancing", "--check", "12"], &["check=12", "16 hex digits"]),
    (&["replay", "load-balancing", "--events", "-1"], &["events=-1", "a whole number from 0 to"]),
    (&["replay", "load-balancing", "--events", "1", "--all"], &["--events", "--all"]),
];

#[test]
fn bad_input_gets_one_sentence_and_code_2() {
    for (args, named) in BAD {
        let done = process(args);
        let said = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(2), "{args:?}: {said}");
        assert_eq!(done.stdout, b"", "{args:?}");
        assert!(
            said.starts_with("kneepoint: ") && said.ends_with('\n') && said.lines().count() == 1,
            "{args:?}: {said}"
        );
        for part in *named {
            assert!(said.contains(part), "{args:?} must name {part}: {said}");
        }
    }
}

#[test]
fn a_bad_line_of_a_file_is_named() {
    let path = std::env::temp_dir().join(format!("kneepoint-times-{}", std::process::id()));
    std::fs::write(&path, "0.5\n1\nx,5\n").expect("a temporary file");
    let at = format!("@{}", path.display());
    let failure = super::inside(&["run", "load-balancing", "--arrivals", "recorded", "--times", &at]);
    std::fs::remove_file(&path).expect("it is still there");
    let said = failure.expect_err("line 3 is no list of numbers").to_string();
    assert!(said.contains("line 3: x,5") && said.contains("times="), "{said}");
}
