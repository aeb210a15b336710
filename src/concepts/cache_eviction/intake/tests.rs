//! A trace through the whole intake.

use super::*;
use crate::policies::evict::workload::{Keys, Pattern, Workload};
use crate::policies::evict::{Eviction as _, Policy, next_uses};
use crate::sim::Seed;

fn read(format: &str, bytes: &[u8], piece: usize) -> Report {
    let state = super::super::ENTRY.state();
    let mut intake = (INTAKE.open)(&state, format, &[]).unwrap();
    for piece in bytes.chunks(piece) {
        intake.feed(piece);
    }
    intake.end();
    let mut last = 0.0;
    for _ in 0..1_000_000 {
        let share = intake.work();
        assert!(share >= last && share <= 1.0, "{share} after {last}");
        last = share;
        let report = intake.report();
        assert_eq!(Report::decode(&report.encode()), Some(report.clone()));
        if share >= 1.0 {
            return report;
        }
    }
    panic!("the work does not end");
}

fn fact<'a>(report: &'a Report, label: &str) -> &'a str {
    &report.facts.iter().find(|(other, _)| other == label).unwrap_or_else(|| panic!("{label}: {:?}", report.facts)).1
}

fn stream() -> Vec<Key> {
    let workload = Workload { pattern: Pattern::OneHitWonders { share: 2000 }, keys: 400, alpha: 0.9, fresh: 3000 };
    // As a reader numbers them, because the sketch looks at the numbers.
    let mut numbers = crate::policies::evict::trace::Interner::default();
    Keys::new(&workload, Seed(8)).take(20_000).map(|key| numbers.number(key.into())).collect()
}

#[test]
fn every_cell_is_what_a_replay_of_its_own_gives() {
    let keys = stream();
    let text: String = keys.iter().map(|key| format!("/item/{key}\n")).collect::<Vec<_>>().concat();
    let report = read("auto", text.as_bytes(), 777);
    assert_eq!((report.lines, report.bad, fact(&report, "Requests")), (20_000, 0, "20,000"));
    assert_eq!(fact(&report, "Read as"), "A key on each line");
    let (all, next) = (&report.tables[1], next_uses(&keys));
    assert_eq!(all.rows.len(), KINDS.len() - 1);
    for row in &all.rows {
        let spec = specs(&Params::default()).into_iter().find(|spec| spec.kind.name() == row[0]).unwrap();
        for (head, cell) in all.head.iter().zip(row).skip(1) {
            let size: u64 = head.trim_end_matches(" keys").trim_end_matches(" key").replace(',', "").parse().unwrap();
            let misses = Policy::new(&spec, size, &next).misses(&keys) as f64;
            assert_eq!(*cell, format!("{:.2}", misses / 20_000.0 * 100.0), "{} {head}", row[0]);
        }
    }
    assert_eq!(all.rows[0][0], "MIN", "nobody misses less");
    // The knee of LRU is one of the sizes, and the best there is no worse than LRU.
    let knee = fact(&report, "Your knee").split(',').next().unwrap().to_owned();
    assert!(all.head.contains(&knee), "{knee} in {:?}", all.head);
    let number = |cell: &String| cell.trim_end_matches(" %").parse::<f64>().unwrap();
    assert!(report.tables[0].rows.iter().all(|row| number(&row[3]) <= number(&row[4])));
    assert!(report.plots.len() == 5 && report.plots[0].curves.len() == 3);
    let drawn: usize = report.plots[1..].iter().map(|plot| plot.curves.len() - 2).sum();
    assert_eq!(drawn, all.rows.len() - 2, "every policy has its curve");
    assert!(crate::link::decode(&report.setting.0, super::super::ENTRY).complaints.is_empty(), "{:?}", report.setting);
    assert!(report.setting.0.starts_with("requests=wonders&wonders="));
}

#[test]
fn binary_traces_with_sizes_are_weighed_in_bytes() {
    let mut bytes = Vec::new();
    for (at, key) in stream().into_iter().enumerate() {
        bytes.extend((at as u32).to_le_bytes());
        bytes.extend((u64::from(key) + (7 << 40)).to_le_bytes());
        bytes.extend((key % 5 * 100).to_le_bytes());
        bytes.extend((-1i64).to_le_bytes());
    }
    let report = read("auto", &bytes, 1000);
    assert_eq!(fact(&report, "Read as"), "libCacheSim's oracleGeneral, binary");
    assert!(fact(&report, "All of them take").ends_with("kB"));
    assert!(report.facts.iter().any(|(label, _)| label == "Sizes of 0, taken as 1"));
    assert!(fact(&report, "Your knee").contains("kB"));
    assert!(report.tables[0].caption.contains("guess"));
    let report = read(UNSIZED, &bytes, 1000);
    assert!(fact(&report, "Your knee").contains("keys"));
    assert_eq!(read("oracle", &bytes[..50], 7).bad, 1);
}

#[test]
fn other_threads_change_nothing() {
    let keys = stream();
    let mut bytes = Vec::new();
    for round in 0..5u32 {
        for (at, key) in keys.iter().enumerate() {
            bytes.extend((at as u32).to_le_bytes());
            bytes.extend(u64::from(key + 7 * round).to_le_bytes());
            bytes.extend((key % 5 * 100 + 1).to_le_bytes());
            bytes.extend((-1i64).to_le_bytes());
        }
    }
    let state = super::super::ENTRY.state();
    for format in ["oracle", UNSIZED] {
        let alone = read(format, &bytes, 1 << 16);
        let mut here = (INTAKE.open)(&state, format, &[]).unwrap();
        here.feed(&bytes);
        here.end();
        let mut there: Option<Box<dyn Intake>> = None;
        let mut taken = 0;
        while here.work() < 1.0 {
            let Some(work) = here.together() else { continue };
            let other = there.get_or_insert_with(|| {
                let mut other = (INTAKE.open)(&state, SHARED, &[]).unwrap();
                (0..).map_while(|part| work.share(part)).for_each(|part| other.feed(&part));
                other.end();
                other
            });
            if let Some(piece) = work.lend() {
                work.take(piece, other.together().unwrap().piece(piece).unwrap());
                taken += 1;
            }
        }
        assert!(taken > 20, "{format}: {taken}");
        assert_eq!(here.report(), alone, "{format}");
    }
    for format in ["keys", SHARED] {
        let mut empty = (INTAKE.open)(&state, format, &[]).unwrap();
        empty.end();
        assert!(empty.together().is_none(), "{format}");
    }
    // What is replayed sooner than another thread has begun.
    let mut short = (INTAKE.open)(&state, "oracle", &[]).unwrap();
    short.feed(&bytes[..24 * 20_000]);
    short.end();
    while short.together().is_none() && short.work() < 1.0 {}
    assert_eq!(short.together().unwrap().share(0), None);
}

#[test]
fn what_cannot_be_read_is_said_and_every_example_is_read() {
    let report = read("sized", b"a,1\nb\na,3\n", 2);
    assert_eq!((report.lines, report.bad, report.bad_lines[0].line), (3, 1, 2));
    assert_eq!((report.bad_lines[0].wrong.as_str(), report.bad_lines[0].text.as_str()), ("has no size", "b"));
    assert_eq!(read("keys", b"", 5).facts, []);
    for format in INTAKE.formats.iter().filter(|format| !format.example.is_empty()) {
        let report = read(format.key, format.example.as_bytes(), 5);
        assert_eq!(fact(&report, "Requests"), "1", "{}", format.key);
        assert_eq!(report.setting.0, "");
    }
    assert!((INTAKE.open)(&super::super::ENTRY.state(), "zip", &[]).is_err());
}
