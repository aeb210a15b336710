//! How the benchmarks time: interleaved rounds, medians, ratios within one run.
//!
//! A shared machine is fast one second and slow the next, so absolute figures mean little. Every case is run once per
//! round, the rounds follow each other, and what counts are the ratios of the medians within one run of this program.
//! On Linux the time is that of the processor, so that other programs do not count; elsewhere it is that of the wall.

use std::hint::black_box;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

const ROUNDS: usize = 7;

/// One thing that is timed: it does its work and says how many units that was.
pub struct Case {
    /// What is timed.
    pub name: &'static str,
    unit: &'static str,
    run: Box<dyn FnMut() -> (u64, Option<f64>)>,
    rates: Vec<f64>,
}

impl Case {
    /// A case whose `run` says how many units it did.
    pub fn new(name: &'static str, unit: &'static str, mut run: impl FnMut() -> u64 + 'static) -> Self {
        Self { name, unit, run: Box::new(move || (run(), None)), rates: Vec::new() }
    }
    /// A case that another process works on and times: `run` says how many units it did, and in how many seconds of its
    /// processor.
    #[allow(dead_code, reason = "only some benchmarks have a peer of another language")]
    pub fn outside(name: &'static str, unit: &'static str, mut run: impl FnMut() -> (u64, f64) + 'static) -> Self {
        let run = move || {
            let (units, took) = run();
            (units, Some(took))
        };
        Self { name, unit, run: Box::new(run), rates: Vec::new() }
    }
    fn round(&mut self) {
        let start = seconds();
        let (units, timed) = black_box((self.run)());
        let took = timed.unwrap_or_else(|| seconds() - start);
        self.rates.push(units as f64 / took.max(1e-9));
    }
    /// The median rate, units a second.
    pub fn median(&self) -> f64 {
        let mut rates = self.rates.clone();
        rates.sort_by(f64::total_cmp);
        rates[rates.len() / 2]
    }
}

/// Seconds on the processor, or on the wall.
pub fn seconds() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    // A short sleep makes the kernel count what has been used so far.
    std::thread::sleep(Duration::from_micros(50));
    let used = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let used = used.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    #[allow(clippy::disallowed_methods, reason = "a benchmark measures time")]
    used.map_or_else(|| START.get_or_init(Instant::now).elapsed().as_secs_f64(), |nanos| nanos / 1e9)
}

/// Times the `cases` whose names hold one of the words after `--`, prints the medians and gives the cases back.
pub fn run(cases: Vec<Case>) -> Vec<Case> {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let mut cases: Vec<Case> = cases
        .into_iter()
        .filter(|case| wanted.is_empty() || wanted.iter().any(|word| case.name.contains(word.as_str())))
        .collect();
    for round in 0..=ROUNDS {
        for case in &mut cases {
            case.round();
            if round == 0 {
                case.rates.clear(); // the first round only warms up
            }
        }
    }
    println!("medians of {ROUNDS} interleaved rounds\n");
    for case in &cases {
        let (rate, low, high) = (case.median(), least(&case.rates), most(&case.rates));
        println!("{:<44} {:>9} {}/s   ({} to {})", case.name, si(rate), case.unit, si(low), si(high));
    }
    cases
}

/// The median rate of the case with this name, if it was timed.
pub fn rate(cases: &[Case], name: &str) -> Option<f64> {
    cases.iter().find(|case| case.name == name).map(Case::median)
}

fn least(rates: &[f64]) -> f64 {
    rates.iter().copied().fold(f64::INFINITY, f64::min)
}
fn most(rates: &[f64]) -> f64 {
    rates.iter().copied().fold(0.0, f64::max)
}
fn si(rate: f64) -> String {
    match rate {
        r if r >= 1e6 => format!("{:.2} M", r / 1e6),
        r if r >= 1e3 => format!("{:.2} k", r / 1e3),
        r => format!("{r:.2}  "),
    }
}
