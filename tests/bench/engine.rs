//! Benchmarks of the engine: `cargo bench --bench engine`. Add a word to run only what contains it:
//! `cargo bench --bench engine -- pick`.

mod cases;
mod harness;
mod heap;
mod peer;

use harness::{Case, rate};

fn main() {
    let cases = harness::run(cases::all());
    let (Some(heap), Some(peer)) = (rate(&cases, cases::HEAP), rate(&cases, cases::PEER)) else { return };
    println!("\nratios: to the plain heap (target at least 0.5), to simrs (target at least 1.0)\n");
    for case in cases.iter().filter(|case| case.name.starts_with(cases::ENGINE)) {
        println!("{:<44} {:>6.2} {:>6.2}", case.name, case.median() / heap, case.median() / peer);
    }
}
