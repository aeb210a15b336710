//! libCacheSim in the same rounds: a Python process that is asked for one policy at a time and times itself.

use super::harness::{Case, rate};
use kneepoint::policies::evict::{NEVER, next_uses};
use std::cell::RefCell;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::rc::Rc;

/// Our policies, what they are called as cases of libCacheSim, and how much faster ours should be.
const POLICIES: [(&str, &str, f64); 13] = [
    ("fifo", "libCacheSim fifo", 2.0),
    ("lru", "libCacheSim lru", 1.0),
    ("clock", "libCacheSim clock", 2.0),
    ("sieve", "libCacheSim sieve", 1.5),
    ("s3-fifo", "libCacheSim s3-fifo", 2.0),
    ("arc", "libCacheSim arc", 1.5),
    ("2q", "libCacheSim 2q", 1.5),
    ("slru", "libCacheSim slru", 1.5),
    ("lirs", "libCacheSim lirs", 1.5),
    ("lfu", "libCacheSim lfu", 1.5),
    ("lru-2", "libCacheSim lru-2", 1.5),
    ("w-tinylfu", "libCacheSim w-tinylfu", 1.5),
    ("belady", "libCacheSim belady", 1.0),
];

/// The process with its answers.
struct Peer(Child, BufReader<ChildStdout>);

impl Peer {
    fn ask(&mut self, policy: &str) -> Option<f64> {
        writeln!(self.0.stdin.as_mut()?, "{policy}").ok()?;
        let mut line = String::new();
        self.1.read_line(&mut line).ok()?;
        line.split(' ').next()?.trim().parse::<f64>().ok().map(|nanos| nanos / 1e9)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A case for each policy, or a sentence why there is none.
pub fn cases(keys: &[u32], room: usize) -> Vec<Case> {
    let Some(python) = std::env::var_os("KNEEPOINT_LIBCACHESIM") else {
        println!("libCacheSim is left out: KNEEPOINT_LIBCACHESIM names no Python with the package libcachesim.\n");
        return Vec::new();
    };
    // The format oracleGeneral: time, object, size, and when it is asked for next.
    let trace = std::env::temp_dir().join(format!("kneepoint-bench-{}.oracleGeneral", std::process::id()));
    let mut bytes = Vec::with_capacity(24 * keys.len());
    for (at, (&key, &next)) in keys.iter().zip(next_uses(keys).iter()).enumerate() {
        bytes.extend((at as u32).to_le_bytes());
        bytes.extend(u64::from(key).to_le_bytes());
        bytes.extend(1u32.to_le_bytes());
        bytes.extend(if next == NEVER { -1i64 } else { i64::from(next) }.to_le_bytes());
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bench/libcachesim_peer.py");
    let started = std::fs::write(&trace, bytes).ok().and_then(|()| {
        let mut command = Command::new(python);
        command.arg(script).arg(&trace).arg(room.to_string()).stdin(Stdio::piped()).stdout(Stdio::piped());
        command.spawn().ok()
    });
    let Some(mut child) = started else {
        println!("libCacheSim is left out: its Python does not start.\n");
        return Vec::new();
    };
    let Some(out) = child.stdout.take() else { return Vec::new() };
    let mut peer = Peer(child, BufReader::new(out));
    let mut ready = String::new();
    if peer.1.read_line(&mut ready).is_err() || ready.trim() != "ready" {
        println!("libCacheSim is left out: its Python has no package libcachesim.\n");
        return Vec::new();
    }
    let (peer, requests) = (Rc::new(RefCell::new(peer)), keys.len() as u64);
    let case = |&(ours, name, _): &(&'static str, &'static str, f64)| {
        let peer = peer.clone();
        Case::outside(name, "requests", move || {
            let took = peer.borrow_mut().ask(ours);
            (requests, took.unwrap_or(f64::INFINITY))
        })
    };
    POLICIES.iter().map(case).collect()
}

/// Says how much faster ours are, within this run.
pub fn ratios(cases: &[Case]) {
    for (ours, name, target) in POLICIES {
        if let (Some(own), Some(peer)) = (rate(cases, ours), rate(cases, name))
            && peer > 0.0
        {
            println!("{ours} to libCacheSim: {:.2} (target at least {target})", own / peer);
        }
    }
}
