//! Memory does not grow with the length of a run: the whole process is watched, whatever in it might grow.
#![cfg(target_os = "linux")]

use super::{Command, Stdio};

/// The most memory that the process ever held, in kilobytes, of a run of so many virtual seconds at 120 requests a
/// second; and how many events it ran.
fn peak(seconds: u32) -> (u64, u64) {
    let until = format!("{seconds}s");
    let args = ["run", "load-balancing", "--policy", "p2c", "--rate", "120", "--servers", "6", "--mean", "0.04"];
    let args: Vec<&str> = args.into_iter().chain(["--net", "5", "--until", &until, "--json"]).collect();
    let (most, out) = watched(&args);
    let told: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
    (most, told["events"].as_u64().expect("the number of events"))
}

/// The most memory that the command ever held, in kilobytes, and what it said.
fn watched(args: &[&str]) -> (u64, Vec<u8>) {
    let mut run = Command::new(env!("CARGO_BIN_EXE_kneepoint"));
    run.args(args).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut run = run.spawn().expect("the command starts");
    let (status, mut most) = (format!("/proc/{}/status", run.id()), 0);
    while run.try_wait().expect("it can be waited for").is_none() {
        let status = std::fs::read_to_string(&status).unwrap_or_default();
        let held = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
        most = held.unwrap_or(most);
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    (most, run.wait_with_output().expect("it ends").stdout)
}

#[test]
fn a_run_of_ten_million_events_holds_what_one_of_a_tenth_holds() {
    let (short, few) = peak(1_700);
    let (long, many) = peak(17_000);
    assert!(few > 900_000 && many > 9_500_000, "{few} and {many} events");
    assert!(short > 1_000, "the peak was seen: {short} kB");
    // Checkpoints may be thinned just before or just after the end; their bound is 6 MB.
    assert!(long < short + 8_000, "{short} kB for {few} events, {long} kB for {many}");
    assert!(long < 40_000, "{long} kB");
}

#[test]
fn a_replay_holds_less_than_64_bytes_for_each_distinct_key_however_long_it_is() {
    let folder = std::env::temp_dir().join(format!("kneepoint-memory-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    // Every key once, in an order without a pattern, and again.
    let write = |name: &str, keys: u64, requests: u64| {
        let path = folder.join(name);
        let key = |n: u64| format!("{}\n", (n * 7919) % keys * 104_729 + 13);
        std::fs::write(&path, (0..requests).map(key).collect::<String>()).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let replay = |trace: &str, policy: &str| {
        let (most, out) = watched(&["replay", "cache", "--policy", policy, "--sizes", "500,5000", "--trace", trace]);
        let rows = String::from_utf8_lossy(&out).lines().count();
        assert!(most > 1_000 && rows > 2, "{policy}: {most} kB, {rows} rows");
        most
    };
    let cases = [
        ("all", 300_000, 360_000),
        ("lru", 300_000, 360_000),
        // Eight moments for each resident, and none for other keys.
        ("lru-k:k=8", 300_000, 360_000),
        // Many requests for each key: nothing of them is held, not even by MIN, which needs the future.
        ("lirs,ttl,belady,lfu-da", 100_000, 1_000_000),
    ];
    for (policy, keys, requests) in cases {
        // As long, with few keys: a shorter run would end before it was looked at.
        let rest = replay(&write("few", 1_000, requests), policy);
        let held = replay(&write("many", keys, requests), policy);
        // The cache itself: 5,000 entries of at most 24 bytes beside the notes.
        let each = (1024.0 * held.saturating_sub(rest) as f64 - 120_000.0) / keys as f64;
        assert!(each < 64.0, "{policy}: {each:.1} bytes for each of {keys} keys, {held} and {rest} kB");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
