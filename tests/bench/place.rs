//! Benchmarks of placement: `cargo bench --no-default-features --bench place`; a word after `--` runs what contains it.
//!
//! Look-ups are of points that are already hashed, each of them another, 100 marks per node on rings; `build` makes a
//! strategy from its nodes. Memory is what look-ups may touch.

mod harness;

use harness::Case;
use kneepoint::concepts::consistent_hashing::model::{Action, Cluster};
use kneepoint::concepts::consistent_hashing::occurrence::Step;
use kneepoint::concepts::consistent_hashing::params::Params;
use kneepoint::policies::place::jump::jump_all;
use kneepoint::policies::place::{Hash, Kind, Members, Node, Placement as _, Settings, Strategy};
use kneepoint::sim::rng::mix;
use kneepoint::sim::{Discard, Model as _, Seed};
use std::hint::black_box;

const SIZES: [u32; 3] = [10, 100, 1000];
const POINTS: u64 = 1 << 16;

fn members(n: u32) -> Members {
    Members::new(&(0..n).map(|i| Node::new(format!("10.0.{}.{}:11211", i / 250, i % 250))).collect::<Vec<_>>())
}

/// Strategies whose look-up does not grow with the keys placed before.
fn kinds() -> impl Iterator<Item = Kind> {
    Kind::ALL.iter().copied().filter(|kind| !matches!(kind, Kind::Directory | Kind::Shuffle | Kind::Bounded))
}

fn name(parts: &str) -> &'static str {
    Box::leak(parts.to_owned().into_boxed_str())
}

fn lookups(kind: Kind, n: u32) -> Case {
    let strategy = Strategy::new(kind, members(n), &Settings::default());
    let rounds = match kind {
        Kind::Rendezvous | Kind::MultiProbe => 1,
        _ => 16,
    };
    let points: Vec<u64> = (0..POINTS).map(mix).collect();
    Case::new(name(&format!("look up {} {n}", kind.key())), "keys", move || {
        // The match on the kind happens once, as in a program that has chosen its strategy.
        let mut sum = 0u64;
        for round in 0..rounds {
            macro_rules! each {
                ($($name:ident)*) => {
                    match &strategy {
                        $(Strategy::$name(strategy) => for &point in &points {
                            sum += u64::from(strategy.owner(point ^ round).unwrap_or(0));
                        },)*
                    }
                };
            }
            each!(Modulo Ring RingEnvoy Ketama Bounded Rendezvous Jump Maglev MultiProbe Range Directory Shuffle Slots);
        }
        black_box(sum);
        rounds * POINTS
    })
}

fn build(kind: Kind, n: u32) -> Case {
    Case::new(name(&format!("build {} {n}", kind.key())), "builds", move || {
        black_box(Strategy::new(kind, members(n), &Settings::default()));
        1
    })
}

fn main() {
    let sizes = || SIZES.into_iter().flat_map(|n| kinds().map(move |kind| (kind, n)));
    let mut cases: Vec<Case> = sizes().map(|(kind, n)| lookups(kind, n)).collect();
    cases.extend(sizes().map(|(kind, n)| build(kind, n)));
    for n in SIZES {
        // What `place` does with keys that it does not know.
        let points: Vec<u64> = (0..POINTS).map(mix).collect();
        cases.push(Case::new(name(&format!("place all jump {n}")), "keys", move || {
            let mut sum = 0u64;
            jump_all(&points, n, |at| sum += u64::from(at));
            black_box(sum);
            POINTS
        }));
    }
    for (kind, n) in SIZES.map(|n| (Kind::Bounded, n)) {
        let mut strategy = Strategy::new(kind, members(n), &Settings::default());
        let points: Vec<u64> = (0..POINTS).map(mix).collect();
        let mut owners = Vec::new();
        cases.push(Case::new(name(&format!("place all {} {n}", kind.key())), "keys", move || {
            strategy.place(&points, &mut owners);
            POINTS
        }));
    }
    // Six strategies side by side, the own one on all keys.
    for (slider, change) in [
        ("marks", (|params| params.marks = 201 - params.marks) as fn(&mut Params)),
        ("nodes", |params| params.nodes = 9 - params.nodes),
        ("bound", |params| params.bound = 2.5 - params.bound),
    ] {
        cases.push(Case::new(name(&format!("answer a slider: {slider}, 1 M keys")), "answers", {
            let mut params = Params { keys: 1_000_000, marks: 100, ..Params::default() };
            let mut model = Cluster::new(&params, Seed(1));
            model.act(&Action::Nodes(Step::Join(1.0)), &mut Discard);
            move || {
                change(&mut params);
                model.set(&params, &mut Discard);
                1
            }
        }));
    }
    for hash in Hash::ALL {
        cases.push(Case::new(name(&format!("hash {} of 16 bytes", hash.key())), "keys", || {
            let mut sum = 0u64;
            for i in 0..POINTS {
                sum ^= hash.of(&u128::from(i).to_le_bytes());
            }
            black_box(sum);
            POINTS
        }));
    }
    let cases = harness::run(cases);
    println!("\ntargets, million look-ups a second at 100 nodes\n");
    for case in ["look up ring 100", "place all jump 100", "look up maglev 100"] {
        if let Some(rate) = harness::rate(&cases, case) {
            println!("{case:<44} {:>7.1} (target 50)", rate / 1e6);
        }
    }
    println!("\nmemory of a look-up, bytes, for {SIZES:?} nodes\n");
    for kind in kinds() {
        let bytes = SIZES.map(|n| Strategy::new(kind, members(n), &Settings::default()).bytes());
        println!("{:<20} {bytes:?}", kind.key());
    }
}
