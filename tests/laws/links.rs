//! Old links keep working: `tests/data/links/v1.txt` holds links as each released version wrote them (and as people and
//! messengers change them), with the hash that each must give at its moment.
//!
//! A line is a hash, a blank, and a link. Lines are added with a release and never taken away. A model that is changed
//! on purpose changes hashes: `UPDATE=1 cargo test --test laws links` writes them anew, and the difference is read.

use kneepoint::link;
use kneepoint::sim::Time;
use std::fmt::Write as _;
use std::path::PathBuf;

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/links/v1.txt")
}

/// The hash of a link at its moment, and the link as this version writes it.
fn opened(text: &str) -> (u64, String) {
    let (entry, fragment) = link::locate(text).unwrap_or_else(|bad| panic!("{text}: {bad}"));
    let decoded = link::decode(fragment, entry);
    assert_eq!(decoded.complaints, [], "{text}");
    assert!(decoded.state.at > Time::ZERO, "{text} names a moment");
    let run = (entry.open)(&decoded.state).unwrap_or_else(|bad| panic!("{text}: {bad}"));
    (run.hash(), format!("{}/#{}", entry.about.id, link::encode(&decoded.state, entry)))
}

#[test]
fn links_of_every_released_version_give_their_hashes() {
    let text = std::fs::read_to_string(file()).expect("the file of links");
    let (mut fresh, mut wrong, mut count) = (String::new(), Vec::new(), 0);
    for line in text.lines() {
        if line.is_empty() || line.starts_with("//") {
            let _ = writeln!(fresh, "{line}");
            continue;
        }
        let (hash, link) = line.split_once(' ').expect("a hash and a link");
        let (found, again) = opened(link);
        assert_eq!(opened(&again).0, found, "{link} is written anew as {again}");
        let _ = writeln!(fresh, "{found:016x} {link}");
        if format!("{found:016x}") != hash {
            wrong.push(format!("{link} gives {found:016x}, not {hash}"));
        }
        count += 1;
    }
    assert!(count >= 20, "{count} links");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(file(), fresh).expect("the file can be written");
        return;
    }
    assert!(wrong.is_empty(), "old links lead elsewhere; see the head of this file:\n{}", wrong.join("\n"));
}

#[test]
fn a_parameter_answers_to_both_its_names_and_links_have_the_first() {
    let entry = kneepoint::concepts::find("rate-limiting").unwrap();
    let read = |fragment: &str| {
        let decoded = link::decode(fragment, entry);
        assert!(decoded.complaints.is_empty(), "{:?}", decoded.complaints);
        link::encode(&decoded.state, entry)
    };
    let link = read("algorithm=gcra&do=3:algorithm=fixed-window");
    assert!(link.contains("limiter=gcra") && link.contains("3:limiter=fixed-window"), "{link}");
    assert_eq!(read("limiter=gcra&do=3:limiter=fixed-window"), link);
}
