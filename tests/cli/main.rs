//! The native command as scripts see it: what it prints, what it refuses, and how it ends.
#![cfg(all(feature = "cli", not(target_arch = "wasm32")))]

mod bad_input;
mod cache;
mod data;
mod garbage;
mod hash;
mod limit;
mod memory;

use kneepoint::cli::{Failure, call};
use kneepoint::concept::Run;
use kneepoint::{concepts, link};
use serde_json::Value as Json;
use std::process::{Command, Output, Stdio};

/// Runs the command inside the test.
fn inside(args: &[&str]) -> Result<String, Failure> {
    let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
    let mut out = Vec::new();
    call(&args, &mut out).map(|()| String::from_utf8(out).expect("the output is text"))
}

fn json(args: &[&str]) -> Json {
    let text = inside(args).unwrap_or_else(|failure| panic!("{args:?}: {failure}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{args:?}: {error}\n{text}"))
}

/// Runs the command as a process.
fn process(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kneepoint")).args(args).output().expect("the command starts")
}

fn keys(object: &Json) -> Vec<&str> {
    object.as_object().expect("an object").keys().map(String::as_str).collect()
}

const FLAGS: &[&str] = &[
    "run",
    "load-balancing",
    "--policy",
    "p2c",
    "--rate",
    "80",
    "--servers",
    "4",
    "--seed",
    "7",
    "--until",
    "20s",
    "--do",
    "5:rate=60;8:kill=2",
    "--json",
];
const LINK: &str = "https://example.org/some/where/load-balancing/#policy=p2c&rate=80&servers=4&seed=7&t=20\
                    &do=5:rate=60;8:kill=2&speed=10&paused&v=1&theme=dark";

#[test]
fn list_describes_every_concept() {
    let listed = json(&["list", "--json"]);
    assert_eq!(keys(&listed), ["program", "concepts"]);
    let listed = listed["concepts"].as_array().unwrap();
    assert_eq!(listed.len(), concepts::all().len());
    for (entry, listed) in concepts::all().iter().zip(listed) {
        assert_eq!(listed["id"], entry.about.id);
        let ids = |part: &str, key: &str| -> Vec<String> {
            listed[part].as_array().unwrap().iter().map(|x| x[key].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(ids("params", "key"), entry.table.iter().map(|param| param.key).collect::<Vec<_>>());
        assert_eq!(ids("actions", "id"), entry.actions.iter().map(|action| action.id).collect::<Vec<_>>());
        assert_eq!(ids("presets", "id"), entry.presets.iter().map(|preset| preset.id).collect::<Vec<_>>());
        assert_eq!(ids("metrics", "name"), entry.metrics.iter().map(|metric| metric.name).collect::<Vec<_>>());
        assert_eq!(ids("panels", "id"), entry.panels.iter().map(|panel| panel.id).collect::<Vec<_>>());
        for (param, listed) in entry.table.iter().zip(listed["params"].as_array().unwrap()) {
            let bounds: &[&str] = match listed["kind"].as_str().unwrap() {
                "real" => &["min", "max", "step", "scale"],
                "whole" => &["min", "max", "scale"],
                "choice" => &["options"],
                "switch" => &[],
                "list" => &["min", "max", "most"],
                "set" => &["options", "least", "most"],
                other => panic!("{other} is not a kind"),
            };
            let common = ["key", "label", "symbol", "unit", "group", "help", "kind", "default", "when", "or_when"];
            assert_eq!(keys(listed), [&common, bounds].concat(), "{}", param.key);
        }
    }
}

#[test]
fn list_for_people_names_everything() {
    for entry in concepts::all() {
        let text = inside(&["list", entry.about.id]).unwrap();
        let names = entry.table.iter().map(|param| param.key).chain(entry.metrics.iter().map(|metric| metric.name));
        for name in names.chain(entry.actions.iter().map(|action| action.id)) {
            assert!(text.contains(name), "{name} is missing");
        }
        assert!(inside(&["docs"]).unwrap().contains(&format!("## {}", entry.about.title)));
    }
}

#[test]
fn help_shows_every_parameter_with_range_and_default() {
    for entry in concepts::all() {
        for name in ["run", "sweep", "draw", "replay"] {
            // Lines are wrapped to the terminal, so blanks are compared as one.
            let help = inside(&[name, entry.about.id, "--help"]).unwrap();
            let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
            for param in entry.table {
                assert!(help.contains(&format!("--{} ", param.key)), "--{} in {name} --help", param.key);
                let allowed = param.allowed();
                assert!(help.contains(&format!("[{allowed}; default: ")), "{allowed} in {name} --help");
            }
        }
    }
}

#[test]
fn run_prints_one_object() {
    let run = json(FLAGS);
    assert_eq!(keys(&run), ["concept", "params", "seed", "until_s", "warmup_s", "hash", "events", "metrics"]);
    let entry = concepts::find("load-balancing").unwrap();
    assert_eq!(keys(&run["params"]), entry.table.iter().map(|param| param.key).collect::<Vec<_>>());
    assert_eq!(run["params"]["policy"], "p2c");
    assert_eq!(run["params"]["rate"], 80.0);
    assert_eq!(run["params"]["servers"], 4);
    assert!(run["params"]["speeds"].is_array());
    assert_eq!((&run["seed"], &run["until_s"], &run["warmup_s"]), (&7.into(), &20.0.into(), &0.0.into()));
    let hash = run["hash"].as_str().unwrap();
    assert!(hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit()), "{hash}");
    assert!(run["events"].as_u64().unwrap() > 1000);
    let metrics = run["metrics"].as_object().unwrap();
    assert!(metrics.values().all(|value| value.is_number() || value.is_null()));
    assert!(metrics["throughput_per_s"].as_f64().unwrap() > 10.0);
}

#[test]
fn every_metric_printed_is_declared() {
    for entry in concepts::all() {
        let run = json(&["run", entry.about.id, "--until", "5s", "--json"]);
        for name in keys(&run["metrics"]) {
            let as_declared: Vec<_> =
                name.split('.').map(|part| if part.parse::<u32>().is_ok() { "N" } else { part }).collect();
            let as_declared = as_declared.join(".");
            assert!(entry.metrics.iter().any(|metric| metric.name == as_declared), "{name} is not declared");
        }
    }
}

#[test]
fn a_link_and_its_flags_are_the_same_run() {
    assert_eq!(json(FLAGS), json(&["run", LINK, "--json"]));
    let bare = "load-balancing/#policy=p2c&rate=80&servers=4&seed=7&t=20&do=5:rate=60;8:kill=2";
    assert_eq!(json(FLAGS), json(&["run", bare, "--json"]));
    // Flags change a link, before or after it.
    assert_eq!(json(FLAGS), json(&["run", "--rate", "80", &bare.replace("rate=80", "rate=81"), "--json"]));
}

#[test]
fn a_link_gives_the_numbers_of_its_page() {
    let (entry, fragment) = link::locate(LINK).unwrap();
    let decoded = link::decode(fragment, entry);
    assert_eq!(decoded.complaints, []);
    // The page opens the link and stands at its moment.
    let page: Box<dyn Run> = (entry.open)(&decoded.state).unwrap();
    let text = inside(&["run", LINK, "--json"]).unwrap();
    let run: Json = serde_json::from_str(&text).unwrap();
    assert_eq!(run["hash"], format!("{:016x}", page.hash()));
    assert_eq!(run["events"], page.events());
    let metrics = page.metrics();
    assert_eq!(run["metrics"].as_object().unwrap().len(), metrics.len());
    // The digits are compared as printed: they are the shortest that give the same bits back.
    for metric in metrics {
        let line = format!("\"{}\": {}", metric.name, Json::from(metric.value));
        assert!(text.lines().any(|printed| printed.trim().trim_end_matches(',') == line), "{line}");
    }
}

#[test]
fn every_preset_runs() {
    for entry in concepts::all() {
        for preset in entry.presets {
            let by_flag = json(&["run", entry.about.id, "--preset", preset.id, "--until", "3s", "--json"]);
            let by_link = json(&["run", &format!("{}/#{}", entry.about.id, preset.link), "--until", "3s", "--json"]);
            assert_eq!(by_flag, by_link, "{}", preset.id);
        }
    }
}

#[test]
fn the_warm_up_changes_what_is_measured_and_nothing_else() {
    let base = ["run", "load-balancing", "--rate", "100", "--until", "30s", "--json"];
    let whole = json(&base);
    let cut = json(&[&base[..], &["--warmup", "10s"]].concat());
    assert_eq!((&cut["hash"], &cut["events"]), (&whole["hash"], &whole["events"]));
    assert_eq!(cut["warmup_s"], 10.0);
    assert_ne!(cut["metrics"], whole["metrics"]);
}

#[test]
fn a_table_for_people_says_how_to_see_it_again() {
    let text = inside(&["run", LINK]).unwrap();
    let shown = text.lines().find(|line| line.starts_with("load-balancing/#")).expect("a link");
    assert_eq!(json(&["run", shown, "--json"]), json(FLAGS));
}

#[test]
fn a_sweep_is_the_mean_of_its_runs_in_order() {
    let base = ["sweep", "load-balancing", "--param", "rate", "--metric", "throughput_per_s", "--until", "5s"];
    let args = [&base[..], &["--from", "20", "--to", "60", "--steps", "3", "--seeds", "2", "--seed", "3"]].concat();
    let swept = json(&[&args[..], &["--json"]].concat());
    let points = swept["points"].as_array().unwrap();
    assert_eq!(points.iter().map(|p| p["value"].as_f64().unwrap()).collect::<Vec<_>>(), [20.0, 40.0, 60.0]);
    for point in points {
        let rate = point["value"].to_string();
        let [a, b] = ["3", "4"].map(|seed| {
            let run = json(&["run", "load-balancing", "--rate", &rate, "--seed", seed, "--until", "5s", "--json"]);
            run["metrics"]["throughput_per_s"].as_f64().unwrap()
        });
        let mean = point["mean"].as_f64().unwrap();
        assert!((mean - f64::midpoint(a, b)).abs() < 1e-9);
        assert!(point["low"].as_f64().unwrap() <= mean && mean <= point["high"].as_f64().unwrap());
        assert_eq!(point["count"], 2);
    }
    let csv = inside(&[&args[..], &["--csv"]].concat()).unwrap();
    assert_eq!(csv, inside(&[&args[..], &["--csv"]].concat()).unwrap(), "threads change nothing");
    assert_eq!(csv.lines().next(), Some("rate,mean,low,high,count"));
    assert_eq!(csv.lines().count(), 4);
}

#[test]
fn a_sweep_over_a_choice_takes_every_option() {
    let entry = concepts::find("load-balancing").unwrap();
    let param = entry.table.iter().find(|param| param.key == "policy").unwrap();
    let kneepoint::param::Kind::Choice { options, .. } = param.kind else { panic!("policy is a choice") };
    let swept = json(&[
        "sweep",
        "load-balancing",
        "--param",
        "policy",
        "--metric",
        "throughput_per_s",
        "--seeds",
        "1",
        "--until",
        "2s",
        "--json",
    ]);
    let values: Vec<_> = swept["points"].as_array().unwrap().iter().map(|p| p["value"].as_str().unwrap()).collect();
    assert_eq!(values, options.iter().map(|option| option.key).collect::<Vec<_>>());
}

#[test]
fn a_drawing_is_a_whole_svg_wherever_it_goes() {
    let base = ["draw", LINK, "--at", "9.5s"];
    let drawn = inside(&base).unwrap();
    assert!(drawn.starts_with("<svg ") && drawn.trim_end().ends_with("</svg>"), "{drawn:.200}");
    let path = std::env::temp_dir().join(format!("kneepoint-{}.svg", std::process::id()));
    let file = path.to_str().unwrap();
    assert_eq!(inside(&[&base[..], &["--svg", file]].concat()).unwrap(), "");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), drawn);
    std::fs::remove_file(&path).unwrap();
    for change in [["--theme", "projector"], ["--width", "390px"], ["--at", "3s"]] {
        let args = if change[0] == "--at" { [&base[..2], &change].concat() } else { [&base[..], &change].concat() };
        assert_ne!(inside(&args).unwrap(), drawn, "{change:?} changes the picture");
    }
    for panel in concepts::find("load-balancing").unwrap().panels {
        let chart = inside(&["draw", LINK, "--panel", panel.id, "--width", "480", "--height", "300"]).unwrap();
        assert!(chart.contains("<title") && chart.trim_end().ends_with("</svg>"), "{}", panel.id);
    }
}

#[test]
fn a_drawing_in_pixels_has_the_size_that_was_asked_for() {
    let path = std::env::temp_dir().join(format!("kneepoint-{}.png", std::process::id()));
    let file = path.to_str().unwrap();
    let base = ["draw", LINK, "--at", "9.5s", "--width", "300", "--height", "200", "--png", file];
    let drawn = |more: &[&str]| {
        assert_eq!(inside(&[&base[..], more].concat()).unwrap(), "");
        let png = std::fs::read(&path).unwrap();
        assert!(png.starts_with(b"\x89PNG"));
        // What it says of itself.
        let says = String::from_utf8_lossy(&png);
        assert!(says.contains("Title\0\0\0\0\0Load balancing") && says.contains("Description\0\0\0\0\0"));
        let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
        (side(16), side(20), png.len())
    };
    let (once, twice, dark) = (drawn(&[]), drawn(&["--scale", "2"]), drawn(&["--theme", "dark"]));
    assert_eq!((once.0, once.1, twice.0, twice.1), (300, 200, 600, 400));
    assert!(twice.2 > once.2 && dark.2 != once.2, "{once:?} {twice:?} {dark:?}");
    // Beside it the same picture as SVG, where that is asked for.
    let svg = inside(&[&base[..], &["--svg", "-"]].concat()).unwrap();
    assert_eq!(svg, inside(&base[..8]).unwrap());
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn a_replay_ends_with_the_hash_of_the_run() {
    let hash = json(FLAGS)["hash"].as_str().unwrap().to_owned();
    let text = inside(&["replay", LINK, "--check", &hash]).unwrap();
    assert!(text.trim_end().ends_with(&format!("hash {hash}")), "{text}");
    let other = "0123456789abcdef";
    let failure = inside(&["replay", LINK, "--check", other]).unwrap_err();
    assert_eq!(failure.code(), 1);
    assert_eq!(failure.to_string(), format!("the hash of the run is {hash}, not {other}"));
}

#[test]
fn a_replay_tells_everything_once_and_in_order() {
    let base = ["replay", "load-balancing", "--rate", "50", "--until", "4s", "--do", "1:kill=2;2:rate=20", "--json"];
    let all = inside(&[&base[..], &["--all"]].concat()).unwrap();
    let lines: Vec<Json> = all.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (end, events) = lines.split_last().unwrap();
    assert_eq!(keys(end), ["concept", "seed", "until_s", "events", "hash"]);
    assert!(events.len() > 100, "{} occurrences", events.len());
    assert!(events.windows(2).all(|pair| pair[0]["t_s"].as_f64() <= pair[1]["t_s"].as_f64()));
    assert!(
        events.iter().all(|event| keys(event) == ["t_s", "what", "why"] && !event["why"].as_str().unwrap().is_empty())
    );
    // A run remembers its latest occurrences only; asking for more than it remembers must not lose any.
    for most in [0, 1, 20, events.len() - 1, events.len(), 1_000_000] {
        let some = inside(&[&base[..], &["--events", &most.to_string()]].concat()).unwrap();
        let kept = most.min(events.len()) + 1;
        let tail: Vec<_> = all.lines().skip(lines.len() - kept).collect();
        assert_eq!(some.lines().collect::<Vec<_>>(), tail, "the last {most}");
    }
}

#[test]
fn a_failed_check_gets_code_1() {
    let done = process(&["replay", "load-balancing", "--until", "1s", "--check", "0123456789abcdef"]);
    assert_eq!(done.status.code(), Some(1));
    assert_eq!(String::from_utf8(done.stderr).unwrap().lines().count(), 1);
    assert!(!done.stdout.is_empty(), "what happened is shown all the same");
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kneepoint"))
        .args(["replay", "load-balancing", "--until", "60s", "--all"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(done.stderr).unwrap(), "");
    assert_eq!(done.status.code(), Some(0));
}

/// `src/concepts/README.md` is what `kneepoint docs` prints; `UPDATE=1` writes it anew.
#[test]
fn the_tables_in_the_docs_are_those_of_the_program() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/concepts/README.md");
    let mut printed = Vec::new();
    call(&["docs".to_owned()], &mut printed).expect("the tables print");
    let printed = String::from_utf8(printed).expect("they are text");
    let wanted = format!(
        "# Concepts\n\nEvery parameter, action, preset and metric, as `kneepoint docs` prints them from the declarations.\n\n{}\n",
        printed.trim()
    );
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &wanted).expect("the file can be written");
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == wanted, "run `UPDATE=1 cargo test --test cli` and look at the difference");
}

#[test]
fn a_state_is_exported_for_real_products() {
    let link =
        "load-balancing/#policy=weighted-round-robin&servers=3&weights=5,1,1&health=passive&seed=1&t=5&do=2:drain=3";
    let listed = inside(&["export", link]).unwrap();
    assert!(listed.lines().any(|line| line.starts_with("nginx ")), "{listed}");
    let nginx = inside(&["export", link, "--for", "nginx"]).unwrap();
    assert!(nginx.contains("s1.internal:8080 weight=5 max_fails=5 fail_timeout=30s;"), "{nginx}");
    assert!(nginx.contains("s3.internal:8080 max_fails=5 fail_timeout=30s down;"), "{nginx}");
    let all = json(&["export", "load-balancing", "--policy", "p2c", "--json"]);
    assert_eq!((keys(&all), all["exports"][0]["key"].as_str()), (vec!["concept", "exports"], Some("nginx")));
    assert!(all["exports"][0]["code"].as_str().unwrap().contains("random two least_conn;"));
    let refused = inside(&["export", "load-balancing", "--for", "apache"]).unwrap_err();
    assert_eq!(refused.to_string(), "for=apache is not known; allowed: one of nginx, haproxy");
    assert_eq!(refused.code(), 2);
}
