//! Random arguments and links never panic.

use kneepoint::cli::call;
use proptest::prelude::*;

/// Words that reach far into the command line, and some that do not.
fn word() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "load-balancing",
        "--rate",
        "--policy",
        "--servers",
        "--speeds",
        "--do",
        "--seed",
        "--until",
        "--warmup",
        "--json",
        "--preset",
        "--param",
        "--metric",
        "--steps",
        "--seeds",
        "--from",
        "--to",
        "--at",
        "--width",
        "--layout",
        "--panel",
        "--events",
        "--all",
        "--check",
        "--csv",
        "p2c",
        "rate",
        "throughput_per_s",
        "1",
        "0",
        "-1",
        "0.5",
        "1e308",
        "NaN",
        "1:kill=1",
        "0:rate=5;0.1:kill=2",
        "load-balancing/#",
        "load-balancing/#rate=9&do=0:kill=1",
        "%",
        "é",
        "",
        "--",
        "@",
        "s",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => "\\PC{0,12}", 1 => any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn garbage_never_panics(
        name in prop::sample::select(vec!["run", "draw", "replay", "sweep", "list", "", "help"]),
        words in prop::collection::vec(word(), 0..6),
    ) {
        let end: &[&str] = match name {
            "run" | "replay" | "sweep" => &["--until", "0.2s"],
            "draw" => &["--at", "0.2s"],
            _ => &[],
        };
        let mut args = vec![name.to_owned()];
        args.extend(words);
        args.extend(end.iter().map(|word| (*word).to_owned()));
        if let Err(failure) = call(&args, &mut Vec::new()) {
            let said = failure.to_string();
            prop_assert!(!said.is_empty() && said.lines().count() == 1, "{:?}", said);
        }
    }

    #[test]
    fn garbage_in_a_link_never_panics(
        pairs in prop::collection::vec((word(), prop_oneof![Just("="), Just(":"), Just("&"), Just("")], word()), 0..5),
    ) {
        let fragment: Vec<_> = pairs.iter().map(|(key, sign, value)| format!("{}{sign}{value}", key.trim_matches('-'))).collect();
        let link = format!("load-balancing/#{}", fragment.join("&"));
        let args = ["run", &link, "--until", "0.2s", "--json"].map(str::to_owned);
        if let Err(failure) = call(&args, &mut Vec::new()) {
            prop_assert_eq!(failure.code(), 2);
            prop_assert_eq!(failure.to_string().lines().count(), 1);
        }
    }
}
