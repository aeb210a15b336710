//! Eviction policies against two outside programs: misses equal to the integer, on four traces and three sizes.
//!
//! `tests/data/cache/exact.tsv` was printed by libCacheSim 0.3.5 and Caffeine's simulator (commit ccef955). The traces
//! `zipf0.8` and `scanmix` lie beside it, keys renamed by first appearance, two bytes each, little endian; `loop` and `scan` are what their names say.

use kneepoint::policies::evict::{Eviction as _, Policy, Spec, next_uses};
use std::path::Path;

/// Column and policy.
const COLUMNS: [(&str, &str); 17] = [
    ("FIFO", "fifo"),
    ("LRU", "lru"),
    ("MRU", "mru"),
    ("LFU", "lfu"),
    ("CLOCK1", "clock"),
    ("CLOCK2", "clock:bits=2"),
    ("SIEVE", "sieve"),
    ("S3FIFO_paper", "s3-fifo"),
    ("S3FIFO_lcs", "s3-fifo:reading=lcs"),
    ("ARC", "arc"),
    ("ARC_int", "arc:p=whole"),
    ("2Q", "2q"),
    ("SLRU80", "slru"),
    ("LRU2", "lru-2"),
    ("LIRS", "lirs"),
    ("WTLFU_exact", "w-tinylfu:counts=exact"),
    ("BELADY", "belady"),
];

fn data(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/cache").join(name)).unwrap()
}

/// The keys of a trace of the table.
pub fn trace(name: &str) -> Vec<u32> {
    match name {
        "loop" => (0..20_000).map(|k| k % 1000).collect(),
        "scan" => (0..10_000).collect(),
        _ => data(&format!("{name}.u16")).chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]).into()).collect(),
    }
}

#[test]
fn misses_equal_those_of_two_outside_programs() {
    let table = String::from_utf8(data("exact.tsv")).unwrap();
    let mut lines = table.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let head = lines.next().unwrap();
    let (mut cells, mut wrong) = (0, Vec::new());
    for line in lines {
        let keys = trace(line[0]);
        assert_eq!(keys.len(), line[1].parse::<usize>().unwrap());
        let next = next_uses(&keys);
        for (column, policy) in COLUMNS {
            let at = head.iter().position(|name| *name == column).unwrap();
            let wanted: u64 = line[at].parse().unwrap();
            let got = Policy::new(&policy.parse::<Spec>().unwrap(), line[3].parse().unwrap(), &next).misses(&keys);
            cells += 1;
            if got != wanted {
                wrong.push(format!("{} {} {policy}: {got}, not {wanted}", line[0], line[3]));
            }
        }
    }
    assert_eq!(cells, 12 * 17);
    assert!(wrong.is_empty(), "{} of {cells} cells:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn second_chance_is_clock() {
    let keys = trace("scanmix");
    for size in [1, 7, 200, 1000] {
        let misses =
            |policy: &str| Policy::new(&policy.parse().unwrap(), size, &std::sync::Arc::default()).misses(&keys);
        assert_eq!(misses("second-chance"), misses("clock"));
    }
}
