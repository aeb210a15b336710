//! Memory does not grow with the length of a run: the whole process is watched, whatever in it might grow.
#![cfg(target_os = "linux")]

use super::{Command, Stdio};

/// The most memory that the process ever held, in kilobytes, of a run of so many virtual seconds at 120 requests a
/// second; and how many events it ran.
fn peak(seconds: u32) -> (u64, u64) {
    let until = format!("{seconds}s");
    let args = ["run", "load-balancing", "--policy", "p2c", "--rate", "120", "--servers", "6", "--mean", "0.04"];
    let mut run = Command::new(env!("CARGO_BIN_EXE_kneepoint"));
    run.args(args).args(["--net", "5", "--until", &until, "--json"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut run = run.spawn().expect("the command starts");
    let (status, mut most) = (format!("/proc/{}/status", run.id()), 0);
    while run.try_wait().expect("it can be waited for").is_none() {
        let status = std::fs::read_to_string(&status).unwrap_or_default();
        let held = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
        most = held.unwrap_or(most);
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let out = run.wait_with_output().expect("it ends");
    let told: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    (most, told["events"].as_u64().expect("the number of events"))
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
